"""diff(): what it finds, what it refuses, the bump it demands; and the data's record, which no change may pass by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from summitdata.datapackage import locate
from summitdata.errors import DataFileError, PackageError
from summitdata.upkeep.diff import LEVELS, diff, raised
from summitdata.upkeep.diff_formats import FORMATS
from summitdata.upkeep.history import pending, record, versions

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "v", "type": "string"}],
    "primaryKey": "id",
    "missingValues": ["", "NA"],
}
OLD = "id,v\n1,a\n2,b\n3,NA\n"


def compare(folder: Path, old: str, new: str) -> list[tuple[str, str, str]]:
    (folder / "old.csv").write_bytes(old.encode())
    (folder / "new.csv").write_bytes(new.encode())
    found = diff(folder / "old.csv", folder / "new.csv", schema=SCHEMA)
    return [(change.level, change.what, change.how) for change in found.changes]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, []),
        ("id,v\n1,a\n2,b\n3,\n", [("patch", "file", "changed")]),
        ("id,v\n3,\n2,b\n1,a\n", [("patch", "file", "changed")]),
        ('id,v\r\n1,"a"\r\n2,b\r\n3,NA\r\n', [("patch", "file", "changed")]),
        ("id,v\n1,A\n2,b\n3,NA\n", [("minor", "cell", "changed")]),
        ("id,v\n1,a\n2,b\n3,NA\n4,d\n", [("minor", "row", "added")]),
        ("id,v\n1,a\n3,NA\n", [("major", "row", "removed")]),
        ("id,v\n1,a\n2,b\n9,NA\n", [("major", "row", "removed"), ("minor", "row", "added")]),
        ("id,v,w\n1,a,\n2,b,\n3,NA,\n", [("minor", "field", "added")]),
        ("id\n1\n2\n3\n", [("major", "field", "removed")]),
        ("v,id\na,1\nb,2\nNA,3\n", [("major", "table", "changed")]),
    ],
)
def test_each_change_of_a_file_has_its_level(tmp_path: Path, new: str, expected: list[Any]) -> None:
    assert compare(tmp_path, OLD, new) == expected


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("id,v\n1,a\n1,b\n", "rows 2 and 3 have the same key: id='1'"),
        ("id,v\nNA,a\n", "row 2 has no whole key: id=None"),
        ("v\na\n", "no column 'id'"),
        ("id,v\n1\n", "row 2 has 1 cells"),
        ("id,id\n1,2\n", "header"),
    ],
)
def test_a_table_that_cannot_be_compared_is_one_clear_error(tmp_path: Path, new: str, words: str) -> None:
    with pytest.raises(DataFileError, match=words):
        compare(tmp_path, OLD, new)


def test_a_schema_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(OLD, "utf-8")
    with pytest.raises(PackageError, match="no primary key"):
        diff(tmp_path / "a.csv", tmp_path / "a.csv", schema={"fields": SCHEMA["fields"]})


def edit(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    file = folder / "datapackage.json"
    said = json.loads(file.read_text("utf-8"))
    change(said)
    file.write_text(json.dumps(said), "utf-8")


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda said: said.update(title="Other"), "patch"),
        (lambda said: said["resources"][0].update(description="Other"), "patch"),
        (lambda said: said["resources"][0]["schema"]["fields"][0].update(title="Other"), "patch"),
        (lambda said: said["resources"][0]["schema"]["fields"][0]["constraints"].update(minLength=1), "minor"),
        (lambda said: said["resources"][5]["schema"]["fields"][7].update(format="uri"), "major"),
        (lambda said: said.update(name="other"), "major"),
        (lambda said: said["resources"].append({**said["resources"][1], "name": "more"}), "minor"),
        (lambda said: said["resources"].__delitem__(5), "major"),
        (lambda said: said.update(version="0.2.0", released="2030-01-01"), "none"),
    ],
    ids=["title", "table", "field", "constraint", "type", "name", "more", "fewer", "version"],
)
def test_each_change_of_a_descriptor_has_its_level(
    package_copy: Path, change: Callable[[dict[str, Any]], Any], level: str
) -> None:
    edit(package_copy, change)
    assert diff(locate(), package_copy).level == level


def test_a_key_that_none_of_the_old_rows_has(package_copy: Path) -> None:
    edit(package_copy, lambda said: said["resources"][5]["schema"]["fields"][0].update(name="topic"))
    edit(package_copy, lambda said: said["resources"][5]["schema"].update(primaryKey="topic"))
    file = package_copy / "resources" / "topics.csv"
    file.write_text(file.read_text("utf-8").replace("id,", "topic,", 1), "utf-8")
    found = diff(locate(), package_copy)
    assert found.level == "major"
    assert {change.what for change in found.changes if change.table == "topics"} >= {"table", "field", "row"}


def test_versions_are_raised() -> None:
    assert [raised("1.2.3", level) for level in LEVELS] == ["1.2.3", "1.2.4", "1.3.0", "2.0.0"]
    assert raised("", "major") == ""


@pytest.mark.parametrize("format", FORMATS)
def test_the_command(run: Callable[..., subprocess.CompletedProcess[str]], package_copy: Path, format: str) -> None:
    same = run("diff", locate(), package_copy, "--format", format)
    assert (same.returncode, same.stderr) == (0, "")
    file = package_copy / "resources" / "figures.csv"
    file.write_text(file.read_text("utf-8").replace(",94.8,", ",94.9,", 1), "utf-8")
    found = run("diff", locate(), package_copy, "--format", format)
    assert (found.returncode, found.stderr) == (1, "")
    assert "94.9" in found.stdout
    assert "0.2.0" in found.stdout
    if format == "json":
        said = json.loads(found.stdout)
        assert (said["level"], said["enough"]) == ("minor", False)
        assert said["changes"] == [
            {"level": "minor", "what": "cell", "how": "changed", "table": "figures", "field": "value",
             "key": {"id": "trade-2024"}, "old": "94.8", "new": "94.9"}
        ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [("nowhere", "nowhere"), (".", "x.csv"), ("x.csv", "y.csv"), ("a", "b", "-f", "x")],
    ids=["package", "kinds", "files", "format"],
)
def test_the_command_that_could_not_run(
    run: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...]
) -> None:
    done = run("diff", *words)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_the_data_have_the_version_that_their_changes_demand() -> None:
    found = pending()
    assert found.enough, FORMATS["text"](found)


def test_what_is_recorded_is_the_state_of_its_version() -> None:
    assert versions()[0]["version"] == pending().old_version


def test_recording_demands_the_bump(package_copy: Path) -> None:
    assert record(package_copy)
    assert not record(package_copy)
    file = package_copy / "resources" / "figures.csv"
    file.write_text(file.read_text("utf-8").replace(",94.8,", ",94.9,", 1), "utf-8")
    assert not pending(package_copy).enough
    with pytest.raises(PackageError, match=r"raise it to 0\.2\.0 or later"):
        record(package_copy)
    edit(package_copy, lambda said: said.update(version="0.2.0"))
    assert pending(package_copy).enough
    assert record(package_copy)
    assert [entry["version"] for entry in versions(package_copy)] == ["0.2.0", "0.1.0"]
    assert versions(package_copy)[0]["changes"][0]["new"] == "94.9"
