"""diff(): what it finds, what it refuses, and the version that the changes require."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.datapackage import locate
from summitdata.upkeep.diff import diff
from summitdata.upkeep.diff_formats import FORMATS, markdown_changes
from summitdata.upkeep.difference import LEVELS, Change, Difference, bump

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Edit = Callable[[dict[str, Any]], Any]

SCHEMA = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "v", "type": "string"}],
    "primaryKey": "id",
    "missingValues": ["", "NA"],
}
OLD = "id,v\n1,a\n2,b\n3,NA\n"


def compare(folder: Path, old: str, new: str) -> list[Change]:
    """Compare two CSV files under one schema."""
    (folder / "old.csv").write_bytes(old.encode())
    (folder / "new.csv").write_bytes(new.encode())
    return list(diff(folder / "old.csv", folder / "new.csv", schema=SCHEMA).changes)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, []),
        ("id,v\n1,a\n2,b\n3,\n", [("patch", "file", "changed")]),
        ("id,v\n3,\n2,b\n1,a\n", [("patch", "file", "changed")]),
        ('id,v\r\n1,"a"\r\n2,b\r\n3,NA\r\n', [("patch", "file", "changed")]),
        ("id,v\n1,A\n2,b\n3,NA\n", [("minor", "cell", "changed")]),
        ("id,v\n1,\n2,b\n3,NA\n", [("minor", "cell", "changed")]),
        ("id,v\n1,a\n2,b\n3,NA\n4,d\n", [("minor", "row", "added")]),
        ("id,v\n1,a\n3,NA\n", [("major", "row", "removed")]),
        ("id,v\n1,a\n2,b\n9,NA\n", [("major", "row", "removed"), ("minor", "row", "added")]),
        ("id,v,w\n1,a,\n2,b,\n3,NA,\n", [("minor", "field", "added")]),
        ("id\n1\n2\n3\n", [("major", "field", "removed")]),
        ("v,id\na,1\nb,2\nNA,3\n", [("major", "table", "changed")]),
    ],
)
def test_each_change_of_a_file_has_its_level(tmp_path: Path, new: str, expected: list[Any]) -> None:
    assert [(change.level, change.what, change.how) for change in compare(tmp_path, OLD, new)] == expected


def test_a_change_of_a_file_says_what_was_and_what_is(tmp_path: Path) -> None:
    new = "id,w,v\n4,x,NA\n1,y,A\n2,z,b\n"
    assert compare(tmp_path, OLD, new) == [
        Change("minor", "field", "added", field="w"),
        Change("major", "row", "removed", key={"id": "3"}, old={"id": "3", "v": None}),
        Change("minor", "row", "added", key={"id": "4"}, new={"id": "4", "w": "x", "v": None}),
        Change("minor", "cell", "changed", field="v", key={"id": "1"}, old="a", new="A"),
    ]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("id,v\n1,a\n3,c\n1,b\n", "rows 2 and 4 have the same key: id='1'"),
        ("id,v\nNA,a\n", "row 2 lacks a part of its key: id=None"),
        ("v\na\n", "no column 'id'"),
        ("id,v\n1\n", "row 2 has 1 cells, the header has 2"),
        ("id,id\n1,2\n", "the header is not that of the schema: 'id, id'"),
        ('id,v\n1,a"b\n2,"c\n', "not valid CSV"),
    ],
)
def test_a_table_that_cannot_be_compared_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: str, message: str
) -> None:
    if message == "not valid CSV":
        monkeypatch.setattr("summitdata.tabular.csv_rows.CSV_FIELD_LIMIT", 1)
    with pytest.raises(sd.DataFileError, match=message):
        compare(tmp_path, OLD, new)


def test_a_file_in_another_encoding_and_dialect(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes("id;v\n1;é\n".encode("latin-1"))
    (tmp_path / "new.csv").write_bytes("id;v\n1;è\n".encode("latin-1"))
    files = tmp_path / "old.csv", tmp_path / "new.csv"
    (change,) = diff(*files, schema=SCHEMA, encoding="latin-1", delimiter=";").changes
    assert (change.old, change.new) == ("é", "è")
    with pytest.raises(sd.DataFileError, match="not UTF-8 at byte 7: save the file as UTF-8"):
        diff(*files, schema=SCHEMA, delimiter=";")
    with pytest.raises(sd.UnknownNameError, match="unknown encoding: 'nonsense'"):
        diff(*files, schema=SCHEMA, encoding="nonsense")


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert [(change.what, change.level) for change in compare(tmp_path, OLD, "\ufeff" + OLD)] == [("file", "patch")]


def test_a_schema_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(OLD, "utf-8")
    with pytest.raises(sd.PackageError, match="no primary key"):
        diff(tmp_path / "a.csv", tmp_path / "a.csv", schema={"fields": SCHEMA["fields"]})


def test_both_files_may_have_other_columns_than_the_schema(tmp_path: Path) -> None:
    changes = compare(tmp_path, "id,v,x\n1,a,b\n", "id,y,v\n1,,a\n")
    assert [(change.what, change.how, change.field) for change in changes] == [
        ("field", "removed", "x"),
        ("field", "added", "y"),
    ]


def test_without_a_schema_that_of_the_new_file_is_used(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("item,shop,eur\ntea,s,1\n", "utf-8")
    folder = write_package(tmp_path / "new", PRICES, rows="tea,s,2\n")
    (change,) = diff(tmp_path / "old.csv", folder / "prices.csv").changes
    assert (change.key, change.old, change.new) == ({"item": "tea"}, "1", "2")


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        file.write_text(OLD, "utf-8")
    with pytest.raises(sd.PackageError, match=r"\*\.csv: 2 files: give one"):
        diff(tmp_path / "*.csv", files[0], schema=SCHEMA)
    (tmp_path / "datapackage.json").write_text('{"resources": []}', "utf-8")
    with pytest.raises(sd.PackageError, match=r"\(at resources\)$"):
        diff(tmp_path, tmp_path)
    with pytest.raises(sd.PackageError, match="cannot compare a data package with a CSV file"):
        diff(tmp_path, files[0])
    with pytest.raises(sd.PackageError, match="a data package has its own"):
        diff(locate(), locate(), schema=SCHEMA)


def edit(folder: Path, change: Edit) -> None:
    """Change the descriptor of a package."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    change(descriptor)
    file.write_text(json.dumps(descriptor), "utf-8")


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda package: package.update(title="Other"), "patch"),
        (lambda package: package["resources"][0].update(description="Other"), "patch"),
        (lambda package: package["resources"][0]["schema"]["fields"][0].update(title="Other"), "patch"),
        (lambda package: package.update(name="other"), "major"),
        (lambda package: package["resources"].append({**package["resources"][1], "name": "more"}), "minor"),
        (lambda package: package["resources"].__delitem__(5), "major"),
        (lambda package: package.update(version="9.0.0", released="2030-01-01"), "none"),
    ],
    ids=["title", "table", "field", "name", "more", "fewer", "version"],
)
def test_each_change_of_a_descriptor_has_its_level(package_copy: Path, change: Edit, level: str) -> None:
    edit(package_copy, change)
    assert diff(locate(), package_copy).level == level


PRICES: dict[str, Any] = {
    "name": "prices",
    "path": "prices.csv",
    "schema": {
        "fields": [{"name": "item", "type": "string"}, {"name": "shop", "type": "string"}, {"name": "eur"}],
        "primaryKey": ["item"],
    },
}
SHOPS: dict[str, Any] = {
    "name": "shops",
    "path": "shops.csv",
    "schema": {"fields": [{"name": "shop", "type": "string"}], "primaryKey": ["shop"]},
}


def write_package(folder: Path, prices: dict[str, Any], rows: str = "tea,s,1\nrice,t,2\n") -> Path:
    """Write a package of two tables into a folder."""
    folder.mkdir()
    (folder / "prices.csv").write_text(f"item,shop,eur\n{rows}", "utf-8")
    (folder / "shops.csv").write_text("shop\ns\nt\n", "utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"resources": [prices, SHOPS]}), "utf-8")
    return folder


def test_a_table_that_is_not_in_the_folder_of_its_package_is_not_compared(tmp_path: Path) -> None:
    away = {"name": "prices", "path": "https://example.org/prices.csv", "schema": {"fields": [{"name": "item"}]}}
    package = write_package(tmp_path / "package", away)
    with pytest.raises(sd.PackageError, match="prices"):
        diff(package, package)


PROPERTIES = {
    **dict.fromkeys(("title", "description", "licenses", "sources", "homepage"), "patch"),
    **dict.fromkeys(("constraints", "categories", "uniqueKeys", "foreignKeys"), "minor"),
    **dict.fromkeys(("primaryKey", "missingValues", "fieldsMatch"), "major"),
    **dict.fromkeys(("type", "format", "unit"), "major"),
    **dict.fromkeys(("trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber"), "major"),
    **dict.fromkeys(("path", "encoding", "dialect", "mediatype"), "major"),
}
"""The level of a change of each property, whether it is of a table, of its schema or of a field."""

CHANGED: dict[str, tuple[str, Any, str]] = {
    "title": ("field", "Price", "any"),
    "description": ("schema", "Prices of a day", "any"),
    "licenses": ("resource", [{"name": "CC0-1.0"}], "any"),
    "sources": ("resource", [{"title": "a shop"}], "any"),
    "homepage": ("resource", "https://example.org", "any"),
    "constraints": ("field", {"required": True}, "any"),
    "categories": ("field", ["1", "2"], "string"),
    "uniqueKeys": ("schema", [["shop"]], "any"),
    "foreignKeys": ("schema", [{"fields": ["shop"], "reference": {"resource": "shops", "fields": ["shop"]}}], "any"),
    "primaryKey": ("schema", ["shop"], "any"),
    "missingValues": ("schema", ["", "-"], "any"),
    "fieldsMatch": ("schema", ["equal"], "any"),
    "type": ("field", "number", "any"),
    "format": ("field", "uri", "string"),
    "unit": ("field", "EUR", "any"),
    "trueValues": ("field", ["yes"], "boolean"),
    "falseValues": ("field", ["no"], "boolean"),
    "decimalChar": ("field", ",", "number"),
    "groupChar": ("field", ".", "number"),
    "bareNumber": ("field", False, "number"),
    "path": ("resource", "moved.csv", "any"),
    "encoding": ("resource", "latin-1", "any"),
    "dialect": ("resource", {"escapeChar": "\\"}, "any"),
    "mediatype": ("resource", "text/plain", "any"),
}
"""Where each property is set, to what, and the type of the field."""


@pytest.mark.parametrize("name", PROPERTIES)
def test_each_changed_property_has_its_level(tmp_path: Path, name: str) -> None:
    where, value, field_type = CHANGED[name]
    old = deepcopy(PRICES)
    old["schema"]["fields"][2]["type"] = field_type
    new = deepcopy(old)
    {"resource": new, "schema": new["schema"], "field": new["schema"]["fields"][2]}[where][name] = value
    old_folder, new_folder = write_package(tmp_path / "old", old), write_package(tmp_path / "new", new)
    (new_folder / "prices.csv").rename(new_folder / new["path"])
    difference = diff(old_folder, new_folder)
    assert [(change.property, change.level) for change in difference.changes] == [(name, PROPERTIES[name])]
    assert difference.changes[0].what == ("field" if where == "field" else "table")
    assert difference.level == PROPERTIES[name]


def test_rows_that_a_new_key_does_not_identify_are_removed_and_added(tmp_path: Path) -> None:
    """Two old rows have the same values of the new key: neither may vanish from the changes."""
    old, new = deepcopy(PRICES), deepcopy(PRICES)
    new["schema"]["primaryKey"] = ["shop"]
    old_folder = write_package(tmp_path / "old", old, rows="tea,s,1\nrice,s,2\n")
    new_folder = write_package(tmp_path / "new", new, rows="tea,s,1\n")
    changes = [change for change in diff(old_folder, new_folder).changes if change.what == "row"]
    assert changes == [
        Change("major", "row", "removed", "prices", key={"item": "tea"}, old={"item": "tea", "shop": "s", "eur": "1"}),
        Change(
            "major", "row", "removed", "prices", key={"item": "rice"}, old={"item": "rice", "shop": "s", "eur": "2"}
        ),
        Change("minor", "row", "added", "prices", key={"shop": "s"}, new={"item": "tea", "shop": "s", "eur": "1"}),
    ]


def test_rows_are_matched_by_the_new_key_where_it_identifies_the_old_ones(tmp_path: Path) -> None:
    old, new = deepcopy(PRICES), deepcopy(PRICES)
    new["schema"]["primaryKey"] = ["shop"]
    old_folder = write_package(tmp_path / "old", old)
    new_folder = write_package(tmp_path / "new", new, rows="rye,t,2\n")
    changes = [change for change in diff(old_folder, new_folder).changes if change.what in ("row", "cell")]
    assert changes == [
        Change("major", "row", "removed", "prices", key={"shop": "s"}, old={"item": "tea", "shop": "s", "eur": "1"}),
        Change("minor", "cell", "changed", "prices", "item", {"shop": "t"}, old="rice", new="rye"),
    ]


def test_a_key_that_none_of_the_old_rows_has(package_copy: Path) -> None:
    def rename(package: dict[str, Any]) -> None:
        (schema,) = (table["schema"] for table in package["resources"] if table["name"] == "summits")
        schema["fields"][0]["name"] = schema["primaryKey"] = "summit"

    edit(package_copy, rename)
    file = package_copy / "resources" / "summits.csv"
    file.write_text(file.read_text("utf-8").replace("ordinal,", "summit,", 1), "utf-8")
    difference = diff(locate(), package_copy)
    assert difference.level == "major"
    assert {change.what for change in difference.changes if change.table == "summits"} >= {"table", "field", "row"}


def test_a_file_without_a_header_has_the_columns_of_its_schema(tmp_path: Path) -> None:
    prices = {**PRICES, "dialect": {"header": False}}
    old_folder, new_folder = write_package(tmp_path / "old", prices), write_package(tmp_path / "new", prices)
    (old_folder / "prices.csv").write_text("tea,s,1\nrice,t,2\n", "utf-8")
    (new_folder / "prices.csv").write_text("tea,s,1\nrice,t,3\n", "utf-8")
    assert diff(old_folder, new_folder).changes == (
        Change("minor", "cell", "changed", "prices", "eur", {"item": "rice"}, "", "2", "3"),
    )


def test_the_header_of_a_package_is_that_of_its_schema(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", PRICES)
    (folder / "prices.csv").write_text("shop,item,eur\ns,tea,1\n", "utf-8")
    with pytest.raises(sd.DataFileError, match="the header is not that of the schema: 'shop, item, eur'"):
        diff(folder, folder)


def test_a_property_of_a_dialect_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    prices = {**PRICES, "dialect": {"commentChar": "#"}}
    folder = write_package(tmp_path / "package", prices)
    with pytest.raises(sd.PackageError, match="the property 'commentChar' of its dialect is not supported here"):
        diff(folder, folder)


def test_bump() -> None:
    assert [bump("1.2.3", level) for level in LEVELS] == ["1.2.3", "1.2.4", "1.3.0", "2.0.0"]
    assert [bump(version, "major") for version in ("", "1.2", "v1.2.3", "1.2.3rc1")] == [""] * 4


@pytest.mark.parametrize(
    ("old_version", "new_version", "level", "required", "ok"),
    [
        ("0.1.0", "0.1.0", "none", "0.1.0", True),
        ("0.1.0", "0.1.0", "patch", "0.1.1", False),
        ("0.9.9", "0.10.0", "minor", "0.10.0", True),
        ("0.9.9", "0.9.10", "minor", "0.10.0", False),
        ("1.2.3", "3.0.0", "major", "2.0.0", True),
        ("1.2.3", "", "patch", "1.2.4", False),
        ("", "1.0.0", "patch", "", False),
    ],
)
def test_the_required_version(old_version: str, new_version: str, level: Any, required: str, *, ok: bool) -> None:
    changes = () if level == "none" else (Change("patch", "file", "changed"), Change(level, "table", "changed"))
    difference = Difference("old", "new", old_version, new_version, changes)
    assert (difference.level, difference.required_version, difference.version_ok) == (level, required, ok)
    summary = difference.to_dict()
    assert (summary["level"], summary["demanded"], summary["enough"]) == (level, required, ok)
    assert summary["same"] is (level == "none")
    assert bool(difference) is (level != "none")


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_the_command(run: Run, package_copy: Path, format: str) -> None:
    same = run("diff", locate(), package_copy, "--format", format)
    assert (same.returncode, same.stderr) == (0, "")
    file = package_copy / "resources" / "figures.csv"
    file.write_text(file.read_text("utf-8").replace(",94.8,", ",94.9,", 1), "utf-8")
    done = run("diff", locate(), package_copy, "--format", format)
    assert (done.returncode, done.stderr) == (1, "")
    assert ("94.9" in done.stdout) == (format != "summary")
    assert bump(diff(locate(), locate()).old_version, "minor") in done.stdout
    if format == "json":
        content = json.loads(done.stdout)
        assert (content["level"], content["enough"]) == ("minor", False)
        assert content["changes"] == [
            {"level": "minor", "what": "cell", "how": "changed", "table": "figures", "field": "value",
             "key": {"id": "trade-2024"}, "old": "94.8", "new": "94.9"}
        ]  # fmt: skip


CHANGES = (
    Change("minor", "field", "added", "prices", "w"),
    Change("major", "row", "removed", "prices", key={"id": "3"}, old={"id": "3", "v": None}),
    Change("minor", "row", "added", "prices", key={"id": "4", "x": "\n"}, new={"id": "4", "v": "|<b>&"}),
    Change("minor", "cell", "changed", "shops", "v", {"id": "1"}, "", "a" * 201, None),
    Change("patch", "table", "changed", "shops", property="sources", old=None, new=[{"title": "é"}]),
    Change("major", "table", "changed", "shops", property="dialect", old={"header": False, "quoteChar": "'"}, new=None),
    Change("patch", "file", "changed", "shops", property="order of the rows, quotes or line ends"),
)


def test_the_text_of_a_difference() -> None:
    text = FORMATS["text"](Difference("old", "new", "1.2.3", "2.0.0", CHANGES))
    assert text.splitlines() == [
        "old -> new",
        "prices",
        "  + field w",
        "  - row id=3: id=3",
        "  + row id=4, x=\\n: id=4, v=|<b>&",
        "shops",
        f"  ~ cell id=1 v: {'a' * 200}… -> ",
        '  ~ table sources:  -> [{"title": "é"}]',
        '  ~ table dialect: {"header": false, "quoteChar": "\'"} -> ',
        "  ~ file order of the rows, quotes or line ends",
        "7 changes: a major version bump, from 1.2.3 to 2.0.0 or later, and it is 2.0.0",
    ]


def test_the_summary_has_a_line_for_each_table() -> None:
    package = Change("patch", "package", "changed", property="title", old="a", new="b")
    more = Change("minor", "row", "added", "prices", key={"id": "5"}, new={"id": "5"})
    text = FORMATS["summary"](Difference("old", "new", "1.2.3", "2.0.0", (package, *CHANGES, more)))
    assert text.splitlines() == [
        "old -> new",
        "  the package (patch): package changed",
        "  prices (major): 1 field added, 1 row removed, 2 rows added",
        "  shops (major): 1 cell changed, table changed, file changed",
        "9 changes: a major version bump, from 1.2.3 to 2.0.0 or later, and it is 2.0.0",
    ]


@pytest.mark.parametrize(
    ("difference", "summary"),
    [
        (Difference("a", "b", "1.0.0", "1.0.0", ()), "no difference"),
        (Difference("a", "b", "", "", CHANGES[:1]), "1 change: a minor version bump"),
        (
            Difference("a", "b", "1.0.0", "1.0.1", CHANGES[:1]),
            "1 change: a minor version bump, from 1.0.0 to 1.1.0 or later, but it is 1.0.1",
        ),
        (
            Difference("a", "b", "1.0.0", "", CHANGES[:1]),
            "1 change: a minor version bump, from 1.0.0 to 1.1.0 or later, but it is missing",
        ),
    ],
)
def test_the_summary_of_a_difference(difference: Difference, summary: str) -> None:
    assert FORMATS["text"](difference).splitlines()[-1] == summary
    assert FORMATS["summary"](difference).splitlines()[-1] == summary
    table = f"\n{markdown_changes(difference.changes)}\n" if difference.changes else ""
    summary = re.sub(r"(\d\.\d\.\d)(?! or)", r"<code>\1</code>", summary)
    assert FORMATS["markdown"](difference) == f"**{summary}**\n{table}"


def test_markdown_keeps_the_text_of_cells() -> None:
    lines = markdown_changes(CHANGES).splitlines()
    assert lines[0] == "| table | what | key or name | old | new | level |"
    assert lines[4] == (
        "| <code>prices</code> | row added | <code>id&#61;4, x&#61;&#92;n</code> |  "
        "| <code>id&#61;4, v&#61;&#124;&#60;b&#62;&#38;</code> | minor |"
    )
    assert len(lines) == len(CHANGES) + 2


def test_json_has_only_the_parts_that_apply_and_whole_values() -> None:
    text = FORMATS["json"](Difference("a", "b", "1.0.0", "2.0.0", CHANGES))
    assert '"title": "é"' in text
    changes = json.loads(text)["changes"]
    assert [set(change) - {"level", "what", "how", "table"} for change in changes] == [
        {"field"},
        {"key", "old"},
        {"key", "new"},
        {"field", "key", "old", "new"},
        {"property", "old", "new"},
        {"property", "old", "new"},
        {"property"},
    ]
    assert changes[3]["old"] == "a" * 201


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere", "nowhere"), "nowhere: no such file"),
        ((".", "x.csv"), "cannot compare a data package with a CSV file"),
        (("x.csv", "y.csv"), "y.csv: no such file"),
        (("a", "b", "-f", "x"), "unknown format 'x'"),
        ((".", ".", "--schema", "topics"), "a data package has its own"),
    ],
    ids=["package", "kinds", "files", "format", "schema"],
)
def test_the_command_that_could_not_run(run: Run, arguments: tuple[str, ...], message: str) -> None:
    done = run("diff", *arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
