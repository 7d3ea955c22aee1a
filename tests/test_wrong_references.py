"""A foreign key whose table is wrong: its error is at its own file, and the table that refers names it once."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.validation import worker
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "id,n\n1,Rome\n2,Bari\n"
TITLE = "an error in another table"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker, as where there are no processes: it takes long."""
    monkeypatch.setattr(worker, "can_start", lambda: False)


def package(
    folder: Path, path: Any, content: bytes | None, type: str = "integer", keys: list[dict[str, Any]] | None = None
) -> sd.Report:
    """Validate a package whose second table refers to the first, once to a row that is not there."""
    if content is not None:
        (folder / (path if isinstance(path, str) else path[0])).write_bytes(content)
    (folder / "c.csv").write_text("k,ref\n1,1\n2,9\n", "utf-8")
    fields = [{"name": "id", "type": type}, {"name": "n", "type": "string"}]
    keys = keys or [{"fields": ["ref"], "reference": {"resource": "t", "fields": ["id"]}}]
    refers = {"fields": [{"name": "k", "type": "integer"}, {"name": "ref", "type": type}], "foreignKeys": keys}
    tables = [
        {"name": "t", "path": path, "schema": {"fields": fields}},
        {"name": "c", "path": "c.csv", "schema": refers},
    ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": tables}), "utf-8")
    return sd.validate(folder / "datapackage.json")


@pytest.mark.parametrize(
    ("path", "content", "type", "reason"),
    [
        ("a.csv", None, "integer", "cannot be read"),
        ("a.csv", GOOD.replace("Rome", "Zürich").encode("cp1252"), "integer", "cannot be read"),
        ("a.csv", GOOD.replace(",", ";").encode(), "integer", "has a header that is not that of its schema at 'id'"),
        ("a.csv", GOOD.replace(",", "\t").encode(), "string", "has a header that is not that of its schema at 'id'"),
        ("a.csv", GOOD.replace("id", "nr").encode(), "integer", "has a header that is not that of its schema at 'id'"),
        ("a.csv", b"id,n\nx,1\ny,2\n", "integer", "has no value that can be read in 'id'"),
        ("a.csv", b"id,n\n,1\n,2\n", "integer", "has no value that can be read in 'id'"),
        ("a.csv", b"", "integer", "is empty"),
        ("a.jsonl", b'{"id": 1, "n": "x"}\n{"id":\n', "integer", "cannot be read"),
    ],
)
def test_the_table_that_is_wrong_is_named_once(
    path: str, content: bytes | None, type: str, reason: str, tmp_path: Path
) -> None:
    report = package(tmp_path, path, content, type)
    (((cause, errors),), others) = report.tasks[1].errors_by_cause()
    assert (cause.title, others) == (TITLE, [])
    assert len(errors) == report.tasks[1].stats.errors > 0
    assert f"the table 't' ({tmp_path / path}), to which it refers, {reason}: " in cause.note
    lines = [line for line in FORMATS["text"](report).splitlines() if str(tmp_path / "c.csv") in line]
    assert len(lines) == 2  # the table, and its cause
    assert lines[1].startswith(f"      {tmp_path / 'c.csv'}: {TITLE}: ")
    assert all(error.line_number is None or error.type == "foreign-key" for error in errors)


@pytest.mark.parametrize(
    ("path", "content"),
    [("a.csv.gz", gzip.compress(GOOD.encode())[:-9]), ("a.xlsx", b"PK\x03\x04x"), (["a.csv", "b.csv"], GOOD.encode())],
    ids=["compressed", "Excel", "a part"],
)
def test_a_table_that_cannot_be_unpacked_is_named(path: Any, content: bytes, tmp_path: Path) -> None:
    (error,) = package(tmp_path, path, content).tasks[1].errors
    assert error.note.startswith("the table 't'")
    assert error.line_number is None


@pytest.mark.parametrize(
    "content",
    [GOOD, "id,n\n", "id,n\nx,1\n2,2\n", GOOD.replace("id", "ID"), GOOD.replace(",n", ",m"), GOOD + "3\n"],
    ids=["right", "no rows", "one value is wrong", "case", "another label", "a short row"],
)
def test_values_that_are_compared_are_said_to_be_missing_there(content: str, tmp_path: Path) -> None:
    task = package(tmp_path, "a.csv", content.encode()).tasks[1]
    assert not task.causes
    assert {error.type for error in task.errors} == {"foreign-key"}


def test_two_keys_may_refer_to_one_field(tmp_path: Path) -> None:
    key = {"fields": ["ref"], "reference": {"resource": "t", "fields": ["id"]}}
    package(tmp_path, "a.csv", GOOD.encode(), keys=[key, {**key, "fields": ["k"]}])
    task = sd.validate(tmp_path / "datapackage.json").tasks[1]
    assert (set(task.totals.by_type), task.causes) == ({"foreign-key"}, ())
    package(tmp_path, "a.csv", GOOD.replace(",", ";").encode(), keys=[key, {**key, "fields": ["k"]}])
    task = sd.validate(tmp_path / "datapackage.json").tasks[1]
    (((_, errors),), others) = task.errors_by_cause()
    assert (len(errors), others) == (4, [])


def test_only_the_key_that_refers_to_the_wrong_table_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD.replace(",", ";"), "utf-8")
    (tmp_path / "b.csv").write_text(GOOD, "utf-8")
    (tmp_path / "c.csv").write_text("k,ref\n9,1\n", "utf-8")
    fields = [{"name": "id", "type": "integer"}, {"name": "n", "type": "string"}]
    keys = [
        {"fields": [name], "reference": {"resource": table, "fields": ["id"]}}
        for name, table in (("k", "b"), ("ref", "a"))
    ]
    refers = {"fields": [{"name": name, "type": "integer"} for name in ("k", "ref")], "foreignKeys": keys}
    tables = [{"name": name, "path": f"{name}.csv", "schema": {"fields": fields}} for name in "ab"]
    tables.append({"name": "c", "path": "c.csv", "schema": refers})
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": tables}), "utf-8")
    task = sd.validate(tmp_path / "datapackage.json").tasks[2]
    ((cause, (folded,)),), (listed,) = task.errors_by_cause()
    assert "the table 'a'" in cause.note
    assert (folded.reference_name, listed.reference_name) == ("a", "b")
