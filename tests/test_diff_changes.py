"""The changes between two small packages, and between two files, one by one with all that they say."""

from __future__ import annotations

import io
import json
import sys
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from summitdata.errors import PackageError
from summitdata.upkeep.diff import diff
from summitdata.upkeep.difference import Change, Difference

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "string"}, {"name": "v", "type": "string", "title": "V"}],
    "primaryKey": "id",
}


def described(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "path": f"{name}.csv", "schema": deepcopy(SCHEMA), **more}


def write(folder: Path, tables: dict[str, tuple[dict[str, Any], str]], **more: Any) -> Path:
    """Write a package of tables: each has its descriptor and its text."""
    folder.mkdir()
    for name, (_, text) in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8", newline="")
    content = {"name": "p", "resources": [descriptor for descriptor, _ in tables.values()], **more}
    (folder / "datapackage.json").write_text(json.dumps(content), "utf-8")
    return folder


TEXT = "id,v\n1,a\n2,b\n"


def test_every_change_of_a_package_says_where_it_is_and_what_was_and_is(tmp_path: Path) -> None:
    changed = described("changed", title="Old", description="Same")
    renewed = described("changed", title="New", description="Same", homepage="https://example.org")
    renewed["schema"]["missingValues"] = ["", "-"]
    renewed["schema"]["fields"][1] = {"name": "v", "type": "string", "format": "uri"}
    renewed["schema"]["fields"].append({"name": "w", "type": "string"})
    old = write(
        tmp_path / "old",
        {
            "changed": (changed, TEXT),
            "gone": (described("gone"), TEXT),
            "rewritten": (described("rewritten"), TEXT),
            "same": (described("same"), TEXT),
        },
        version="0.1.2",
        title="T",
        keywords=["a"],
    )
    new = write(
        tmp_path / "new",
        {
            "rewritten": (described("rewritten", bytes=1, hash="sha256:00"), 'id,v\r\n1,"a"\r\n2,b\r\n'),
            "more": (described("more"), TEXT),
            "changed": (renewed, "id,v,w\n2,B,-\n3,-,x\n"),
            "same": (described("same"), TEXT),
        },
        version="0.1.3",
        title="U",
        created="2030-01-01T00:00:00Z",
    )
    assert diff(old, new) == Difference(
        str(old / "datapackage.json"),
        str(new / "datapackage.json"),
        "0.1.2",
        "0.1.3",
        (
            Change("patch", "package", "changed", property="title", old="T", new="U"),
            Change("patch", "package", "changed", property="keywords", old=["a"]),
            Change("major", "table", "removed", "gone"),
            Change("minor", "table", "added", "more"),
            Change("patch", "file", "changed", "rewritten", property="order of the rows, quotes or line ends"),
            Change("patch", "table", "changed", "changed", property="title", old="Old", new="New"),
            Change("patch", "table", "changed", "changed", property="homepage", new="https://example.org"),
            Change("major", "table", "changed", "changed", property="missingValues", new=["", "-"]),
            Change("patch", "field", "changed", "changed", "v", property="title", old="V"),
            Change("major", "field", "changed", "changed", "v", property="format", new="uri"),
            Change("minor", "field", "added", "changed", "w"),
            Change("major", "row", "removed", "changed", key={"id": "1"}, old={"id": "1", "v": "a"}),
            Change("minor", "cell", "changed", "changed", "v", {"id": "2"}, "", "b", "B"),
            Change("minor", "row", "added", "changed", key={"id": "3"}, new={"id": "3", "v": None, "w": "x"}),
        ),
    )


def test_packages_without_a_version_have_an_empty_one(tmp_path: Path) -> None:
    old = write(tmp_path / "old", {"t": (described("t"), TEXT)})
    new = write(tmp_path / "new", {"t": (described("t"), TEXT)})
    difference = diff(old / "datapackage.json", new)
    assert (difference.old_version, difference.new_version, difference.changes) == ("", "", ())


def test_a_package_that_is_not_one_is_named(tmp_path: Path) -> None:
    good = write(tmp_path / "good", {"t": (described("t"), TEXT)})
    bad = write(tmp_path / "bad", {"t": (described("t") | {"name": "u"}, TEXT), "u": (described("u"), TEXT)})
    for pair in ((good, bad), (bad, good)):
        with pytest.raises(PackageError) as caught:
            diff(*pair)
        assert str(caught.value).startswith(f"{bad / 'datapackage.json'}: ")
        assert not str(caught.value).endswith(": None")
        assert "'u'" in str(caught.value)


def compare(folder: Path, old: str, new: str, **options: Any) -> Difference:
    (folder / "old.csv").write_text(old, "utf-8", newline="")
    (folder / "new.csv").write_text(new, "utf-8", newline="")
    return diff(folder / "old.csv", folder / "new.csv", **{"schema": SCHEMA, **options})


def test_every_change_of_a_file_says_where_it_is_and_what_was_and_is(tmp_path: Path) -> None:
    difference = compare(tmp_path, "id,x,v,y\n1,p,a,m\n2,q,b,n\n4,,,\n", "y,id,z,v\nm,1,r,A\nn,3,s,b\n,4,,Z\n")
    assert (difference.old, difference.new) == (str(tmp_path / "old.csv"), str(tmp_path / "new.csv"))
    assert (difference.old_version, difference.new_version) == ("", "")
    assert difference.changes == (
        Change("major", "field", "removed", field="x"),
        Change("minor", "field", "added", field="z"),
        Change(
            "major",
            "table",
            "changed",
            property="order of the fields",
            old=["id", "v", "y"],
            new=["y", "id", "v"],
        ),
        Change("major", "row", "removed", key={"id": "2"}, old={"id": "2", "x": "q", "v": "b", "y": "n"}),
        Change("minor", "cell", "changed", field="v", key={"id": "1"}, old="a", new="A"),
        Change("minor", "row", "added", key={"id": "3"}, new={"y": "n", "id": "3", "z": "s", "v": "b"}),
        Change("minor", "cell", "changed", field="v", key={"id": "4"}, old=None, new="Z"),
    )


def test_another_order_of_the_fields_is_a_change_of_the_table(tmp_path: Path) -> None:
    old = write(tmp_path / "old", {"t": (described("t"), TEXT)})
    turned = described("t")
    turned["schema"]["fields"].reverse()
    new = write(tmp_path / "new", {"t": (turned, "v,id\na,1\nb,2\n")})
    order: dict[str, Any] = {"property": "order of the fields", "old": ["id", "v"], "new": ["v", "id"]}
    assert diff(old, new).changes == (Change("major", "table", "changed", "t", **order),)


def test_a_file_of_the_same_rows_in_another_way_is_a_change_of_the_file(tmp_path: Path) -> None:
    assert compare(tmp_path, TEXT, "id,v\n2,b\n1,a\n").changes == (
        Change("patch", "file", "changed", property="order of the rows, quotes or line ends"),
    )
    assert compare(tmp_path, TEXT, TEXT).changes == ()


def test_a_delimiter_and_an_encoding_are_those_of_both_files(tmp_path: Path) -> None:
    for name, cell in (("old", "é"), ("new", "è")):
        (tmp_path / f"{name}.csv").write_bytes(f"id;v\n1;{cell}\n".encode("latin-1"))
    options: dict[str, Any] = {"schema": SCHEMA, "delimiter": ";", "encoding": "latin-1"}
    (change,) = diff(tmp_path / "old.csv", str(tmp_path / "new.csv"), **options).changes
    assert (change.field, change.key, change.old, change.new) == ("v", {"id": "1"}, "é", "è")


def test_without_a_schema_both_files_have_that_of_the_new_one(tmp_path: Path) -> None:
    new = write(tmp_path / "new", {"t": (described("t"), TEXT)})
    (tmp_path / "old.csv").write_text("id,v\n1,a\n2,c\n", "utf-8")
    (change,) = diff(tmp_path / "old.csv", new / "t.csv").changes
    assert (change.field, change.key, change.old, change.new) == ("v", {"id": "2"}, "c", "b")


def test_a_schema_that_is_given_goes_before_that_of_the_new_file(tmp_path: Path) -> None:
    new = write(tmp_path / "new", {"t": (described("t"), TEXT)})
    (tmp_path / "old.csv").write_text("id,v\n1,a\n", "utf-8")
    with pytest.raises(PackageError, match="has no primary key"):
        diff(tmp_path / "old.csv", new / "t.csv", schema={"fields": SCHEMA["fields"]})


def keyed_by(folder: Path, key: Any, text: str) -> Path:
    table = described("t")
    table["schema"]["primaryKey"] = key
    return write(folder, {"t": (table, text)})


def test_rows_are_matched_by_the_new_key_if_it_identifies_the_old_rows(tmp_path: Path) -> None:
    old = keyed_by(tmp_path / "old", "id", TEXT)
    changes = diff(old, keyed_by(tmp_path / "new", ["v"], "id,v\n1,a\n5,b\n6,c\n")).changes
    assert changes[1:] == (
        Change("minor", "cell", "changed", "t", "id", {"v": "b"}, "", "2", "5"),
        Change("minor", "row", "added", "t", key={"v": "c"}, new={"id": "6", "v": "c"}),
    )
    assert changes[0] == Change("major", "table", "changed", "t", property="primaryKey", old="id", new=["v"])


def test_rows_that_the_new_key_does_not_identify_are_all_removed_and_added(tmp_path: Path) -> None:
    old = keyed_by(tmp_path / "old", "id", "id,v\n1,a\n2,a\n")
    changes = diff(old, keyed_by(tmp_path / "new", ["v"], "id,v\n1,a\n")).changes
    assert changes[1:] == (
        Change("major", "row", "removed", "t", key={"id": "1"}, old={"id": "1", "v": "a"}),
        Change("major", "row", "removed", "t", key={"id": "2"}, old={"id": "2", "v": "a"}),
        Change("minor", "row", "added", "t", key={"v": "a"}, new={"id": "1", "v": "a"}),
    )


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    package = write(tmp_path / "p", {"t": (described("t"), TEXT), "u": (described("u"), TEXT)})
    descriptor, file = package / "datapackage.json", package / "t.csv"
    for pair in ((package, file), (file, package), (descriptor, file)):
        with pytest.raises(PackageError) as caught:
            diff(*pair)
        message = "cannot compare a data package with a CSV file: give two of the same kind"
        assert str(caught.value) == f"{pair[0]} and {pair[1]}: {message}"
    with pytest.raises(PackageError) as caught:
        diff(package, descriptor, schema=SCHEMA)
    assert str(caught.value) == "a schema can only be given for CSV files: a data package has its own"
    for pattern, other in ((package / "*.csv", file), (file, package / "*.csv")):
        with pytest.raises(PackageError) as caught:
            diff(pattern, other, schema=SCHEMA)
        assert str(caught.value) == f"{package / '*.csv'}: 2 files: give one"


@pytest.mark.parametrize(
    ("old", "new", "levels"), [(1, True, ["patch"]), (float("nan"), float("nan"), []), (0, False, ["patch"])]
)
def test_the_properties_of_a_descriptor_are_compared_as_json(
    old: Any, new: Any, levels: list[str], tmp_path: Path
) -> None:
    packages = [
        write(tmp_path / name, {"t": ({**described("t"), "example": value}, TEXT)})
        for name, value in (("old", old), ("new", new))
    ]
    assert [change.level for change in diff(*packages).changes] == levels


@pytest.mark.parametrize("piped", ["old", "new"])
def test_one_side_may_be_standard_input(piped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"old": "id;v\n1;a\n", "new": "id;v\n1;b\n"}
    monkeypatch.setattr("summitdata.upkeep.bounded.SMALL", -1)  # what another process can read, it reads
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(texts[piped].encode())))
    sides: dict[str, Any] = {}
    for name, text in texts.items():
        (tmp_path / name).with_suffix(".csv").write_text(text, "utf-8")
        sides[name] = "-" if name == piped else tmp_path / f"{name}.csv"
    difference = diff(sides["old"], sides["new"], schema=SCHEMA, delimiter=";")
    assert [(change.old, change.new) for change in difference.changes] == [("a", "b")]
