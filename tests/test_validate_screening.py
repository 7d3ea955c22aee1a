"""Validation with the screen: what it reads, where it stops, and that the report is frictionless'."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import Phase, find, settings

import summitdata as sd
from engines import V2, compare, tables
from summitdata.validation.screen.foreign_keys import ForeignKey
from summitdata.validation.screen.key_hashes import KeyHashes

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = {
    "$schema": f"{V2}tableschema.json",
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True}},
        {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": ["id"],
}
GOOD = "{},a,a note of some length that fills the file\n"


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("id,kind,note\n" + "".join(rows), "utf-8")
    return path


def rows(bad: range, count: int, bad_row: str = "{},z,x\n") -> list[str]:
    return [(bad_row if number in bad else GOOD).format(number) for number in range(count)]


@pytest.mark.parametrize("bad_row", ["{},z,x\n", "x,a,x\n", "7,a,x\n", "{},a\n", "\n", ",,\n", "{},a,x,y\n"])
def test_a_flood_of_errors_at_the_start_ends_the_reading_as_in_frictionless(bad_row: str, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(10, 400), 20_000, bad_row))
    report = compare(file, SCHEMA, limit=100)
    (task,) = report.tasks
    assert (task.engine, task.partial, len(report.errors)) == ("screen", True, 100)
    assert "stopped after" in task.warnings[0]
    assert (task.stats.rows or 0) < 500
    assert not sd.validate(file, SCHEMA, limit_errors=0).tasks[0].partial


@pytest.mark.slow
@pytest.mark.parametrize("bad_row", ["{},z,x\n", "x,a,x\n", "7,a,x\n", "{},a\n", "\n", "{},a,x,y\n"])
def test_frictionless_alone_stops_at_a_flood_of_errors_too(bad_row: str, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(10, 4000), 5000, bad_row))
    (task,) = sd.validate(file, SCHEMA, limit_errors=100, engine="frictionless").tasks
    assert (task.engine, task.partial, len(task.errors)) == ("frictionless", True, 100)
    assert "stopped after" in task.warnings[0]
    assert task.stats.rows is not None
    assert task.stats.rows <= 110
    assert sum(task.totals.by_type.values()) == task.stats.errors < 110
    everything = sd.validate(file, SCHEMA, limit_errors=0, engine="frictionless").tasks[0]
    assert (everything.partial, everything.errors[:100]) == (False, task.errors)


def test_frictionless_alone_counts_the_errors_of_a_table_that_ends_soon(tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(10, 60), 60))
    (task,) = sd.validate(file, SCHEMA, limit_errors=10, engine="frictionless").tasks
    assert (task.partial, task.stats.errors, len(task.errors)) == (False, 50, 10)


@pytest.mark.slow
@pytest.mark.parametrize("bad_row", ["{},z,x\n", "x,a,x\n", "{},a\n", "\n", ",,\n", "{},a,x,y\n"])
def test_errors_later_are_counted_to_the_end(bad_row: str, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(10_000, 13_000), 20_000, bad_row))
    (task,) = compare(file, SCHEMA, limit=10).tasks
    assert not task.partial
    assert task.stats.errors >= 3000
    assert len(task.errors) == 10


def test_a_flood_of_errors_later_that_is_long_to_count_ends_the_reading(tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(10_000, 40_000), 40_000, "{},a\n"))
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", 1 << 16):
        (task,) = compare(file, SCHEMA, limit=10).tasks
    assert task.partial
    assert 0 < (task.stats.rows or 0) <= 10_010


def test_a_flood_of_repeated_keys_later_that_is_long_to_check_ends_the_reading(tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(5_000, 20_000), 20_000, "7,a,x\n"))
    (task,) = compare(file, SCHEMA, limit=10).tasks
    assert task.partial
    assert task.stats.rows is not None
    assert task.stats.rows <= 5_010


def test_a_few_repeated_keys_later_are_counted_to_the_end(tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(5_000, 5_900), 20_000, "7,a,x\n"))
    (task,) = compare(file, SCHEMA, limit=10).tasks
    assert not task.partial
    assert task.totals.by_type == {"unique-error": 900, "primary-key": 900}


def test_rows_to_check_that_have_no_error_do_not_end_the_reading(tmp_path: Path) -> None:
    """Keys whose hashes collide have to be checked, but are not errors."""
    file = write(tmp_path / "table.csv", rows(range(0), 20_000))
    with patch(
        "summitdata.validation.screen.block_screen.hash_column", lambda _, cells, __: np.zeros(len(cells), np.uint64)
    ):
        assert sd.validate(file, SCHEMA, limit_errors=10).valid


@pytest.mark.parametrize("size", [1, 8, 16])
@pytest.mark.parametrize("ids", ["1 2 1", "5 5", "1 2 3 3 4", "1 2 3 4 5 6 7 2 8", "3 4 1 2 5 4"])
def test_a_repeated_key_is_found_in_another_block(ids: str, size: int, tmp_path: Path) -> None:
    """The keys of each block may grow, so that only the seam between two blocks shows a repetition."""
    file = write(tmp_path / "table.csv", [GOOD.format(number) for number in ids.split()])
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        report = compare(file, SCHEMA)
    assert [error.type for error in report.errors] == ["unique-error", "primary-key"]


@pytest.mark.parametrize("size", [1, 8])
def test_keys_in_order_over_many_blocks_are_unique(size: int, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(0), 50))
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        assert compare(file, SCHEMA).valid


def test_a_table_that_the_screen_cannot_read_is_read_by_frictionless_alone(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("id,kind,note\n\nx,a,b\n", "utf-8")
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA, "dialect": {"skipBlankRows": True}}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": [resource]}), "utf-8")
    (task,) = compare(package).tasks
    assert (task.engine, task.engine_note) == (
        "frictionless",
        "the dialect's skipBlankRows is not supported here",
    )
    with pytest.raises(sd.PackageError, match="skipBlankRows"):
        sd.validate(package, engine="screen")


def test_an_unknown_engine(tmp_path: Path) -> None:
    with pytest.raises(sd.UnknownNameError, match="'frictionless'"):
        sd.validate(write(tmp_path / "table.csv", []), SCHEMA, engine="friction")


def test_the_screen_reads_a_clean_table_without_frictionless(tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(0), 100))
    with patch.dict("sys.modules", {"frictionless": None}):
        report = sd.validate(file, SCHEMA, engine="screen")
    assert report.valid


TEXTS = {
    "latin-1": ("latin-1", "id,kind,note\n1,a,café\nx,b,é\n"),
    "UTF-16": ("utf-16", "id,kind,note\n1,a,café\nx,b,é\n"),
    "UTF-8 with a byte order mark": ("utf-8-sig", "id,kind,note\n1,a,café\nx,b,é\n"),
    "CP1251": ("cp1251", 'id,kind,note\n1,a,"тест, да"\nx,b,\n'),
}


@pytest.mark.parametrize("name", TEXTS)
def test_other_encodings(name: str, tmp_path: Path) -> None:
    encoding, text = TEXTS[name]
    file = tmp_path / "table.csv"
    file.write_bytes(text.encode(encoding))
    reports = [sd.validate(file, SCHEMA, encoding=encoding, engine=engine) for engine in ("screen", "frictionless")]
    parts = ("type", "message", "lineNumber", "columnNumber")
    assert reports[0].flatten(parts) == reports[1].flatten(parts)
    assert [error.type for error in reports[0].errors] == ["type-error", "primary-key"]


@pytest.mark.parametrize("at", [0, 20_000, 70_000])
def test_bytes_that_cannot_be_decoded_are_for_frictionless_alone(at: int, tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", rows(range(0), 3000))
    content = bytearray(file.read_bytes())
    content[at] = 0xFF
    file.write_bytes(content)
    report = compare(file, SCHEMA)
    assert report.tasks[0].engine == "frictionless"
    assert "encoding-error" in {error.type for error in report.errors}


DIALECTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "semicolons": ({"delimiter": ";"}, "csv", 'id;kind;note\n1;a;"x;y"\nx;b;z\n'),
    "single quotes": ({"quoteChar": "'"}, "csv", "id,kind,note\n1,a,'x,''y'\nx,b,z\n"),
    "tabs": ({}, "tsv", 'id\tkind\tnote\r\n1\ta\t"x\r\ny"\r\nx\tb\tz\r\n'),
    "no header": ({"header": False}, "csv", "1,a,x\nx,b,z\n1,a,y\n"),
    "comments": ({"commentChar": "#"}, "csv", "id,kind,note\n#1\nx,b,z\n"),
    "blank rows left out": ({"skipBlankRows": True}, "csv", "id,kind,note\n\n,,\nx,b,z\n"),
    "two rows of header": ({"headerRows": [1, 2]}, "csv", "id,kind,note\n,,\nx,b,z\n"),
    "escapes": ({"escapeChar": "\\"}, "csv", "id,kind,note\nx,b,z\\,y\n"),
    "a space after the delimiter": ({"skipInitialSpace": True}, "csv", "id, kind, note\nx, b, z\n"),
}


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("declared", [{}, {"bytes": 1}, {"hash": "sha256:00"}, {"hash": "00"}], ids=str)
def test_dialects_and_what_a_descriptor_declares(name: str, declared: dict[str, Any], tmp_path: Path) -> None:
    dialect, format, text = DIALECTS[name]
    (tmp_path / f"table.{format}").write_bytes(text.encode())
    resource = {"name": "table", "path": f"table.{format}", "schema": SCHEMA, "dialect": dialect, **declared}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": [resource]}), "utf-8")
    assert not compare(package).valid


CLEAN = b"id,kind,note\n1,a,\n2,b,\n"
DECLARED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "the right size": ({"bytes": len(CLEAN), "rows": 2, "fields": 3}, []),
    "another size": ({"bytes": len(CLEAN) + 1}, ["byte-count"]),
    "another number of rows": ({"rows": 3}, ["row-count"]),
    "another number of fields": ({"fields": 4}, ["field-count"]),
    "the right hash": ({"hash": f"sha256:{hashlib.sha256(CLEAN).hexdigest()}"}, []),
    "another hash": ({"hash": "sha256:00"}, ["hash-count"]),
    "another hash without an algorithm": ({"hash": "00"}, ["hash-count"]),
}


@pytest.mark.parametrize("name", DECLARED)
def test_a_valid_table_is_compared_with_what_its_descriptor_declares(name: str, tmp_path: Path) -> None:
    declared, errors = DECLARED[name]
    (tmp_path / "table.csv").write_bytes(CLEAN)
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA, **declared}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": [resource]}), "utf-8")
    report = compare(package)
    assert report.tasks[0].engine == "screen"
    assert [error.type for error in report.errors] == errors


def write_package(folder: Path, mine: str, theirs: str, types: tuple[str, str] = ("integer", "integer")) -> Path:
    """Write a package of two tables, of which one refers to the other."""
    key = {"fields": ["k"], "reference": {"resource": "other", "fields": ["k"]}}
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "schema": {"fields": [{"name": "k", "type": field_type}, {"name": "n"}], **more},
        }
        for name, field_type, more in [("mine", types[0], {"foreignKeys": [key]}), ("other", types[1], {})]
    ]
    (folder / "mine.csv").write_text(mine, "utf-8")
    (folder / "other.csv").write_text(theirs, "utf-8")
    package = folder / "datapackage.json"
    package.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": resources}), "utf-8")
    return package


OTHERS = ["k,n\n1,x\n2,x\n", "k,n\n01,x\n+2\n\n", "k,n\n1.0,x\nx,x\n", "k,n\n,x\n", "k,n\n", "", "n,k\n1,1\n", "k\n1\n"]


@pytest.mark.slow
@pytest.mark.parametrize("theirs", OTHERS)
@pytest.mark.parametrize(
    "types", [("integer", "integer"), ("integer", "number"), ("string", "integer"), ("any", "list")]
)
def test_references_to_another_table(theirs: str, types: tuple[str, str], tmp_path: Path) -> None:
    compare(write_package(tmp_path, "k,n\n1,x\n01,x\n2,x\n3,x\n,x\nx,x\n\n1\n", theirs, types))


@pytest.mark.parametrize(
    ("mine", "theirs", "valid"),
    [
        (("a", "b:c"), ("a:b", "c"), False),
        (("a", "bc"), ("ab", "c"), False),
        (("1:1", "x"), ("1", "1:x"), False),
        (("1", ""), ("", "1"), False),
        (("a", "b:c"), ("a", "b:c"), True),
        (("a:b", "c"), ("a:b", "c"), True),
    ],
)
def test_a_reference_of_two_fields_is_compared_field_by_field(
    mine: tuple[str, str],
    theirs: tuple[str, str],
    valid: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    schema = {"fields": [{"name": "a"}, {"name": "b"}], "missingValues": ["-"]}
    key = {"fields": ["a", "b"], "reference": {"resource": "other", "fields": ["a", "b"]}}
    resources = [
        {"name": "mine", "path": "mine.csv", "schema": {**schema, "foreignKeys": [key]}},
        {"name": "other", "path": "other.csv", "schema": schema},
    ]
    for name, cells in (("mine", mine), ("other", theirs)):
        (tmp_path / f"{name}.csv").write_text(f"a,b\n{','.join(cells)}\n", "utf-8")
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": resources}), "utf-8")
    report = compare(package)
    assert [error.type for error in report.errors] == ([] if valid else ["foreign-key"])
    assert report.tasks[0].engine == "screen"


@pytest.mark.parametrize(
    ("constraint", "cell"),
    [
        ({"minimum": 0.1}, "0.099999999999999999"),
        ({"maximum": 0.1}, "0.100000000000000001"),
        ({"exclusiveMinimum": 0.1}, "0.1"),
        ({"exclusiveMaximum": 0.1}, "0.1"),
        ({"minimum": "123456.7"}, "123456.69999999999999"),
    ],
    ids=str,
)
def test_a_number_that_only_a_double_takes_for_its_bound_breaks_it(
    constraint: dict[str, Any], cell: str, tmp_path: Path
) -> None:
    schema = {
        "$schema": f"{V2}tableschema.json",
        "fields": [{"name": "a", "type": "number", "constraints": constraint}],
    }
    (tmp_path / "table.csv").write_text(f"a\n{cell}\n", "utf-8")
    (bound,) = constraint.values()
    assert float(cell) == float(bound)
    assert [error.type for error in compare(tmp_path / "table.csv", schema).errors] == ["constraint-error"]


def test_a_reference_to_a_table_that_cannot_be_decoded(tmp_path: Path) -> None:
    package = write_package(tmp_path, "k,n\n1,x\n", "")
    (tmp_path / "other.csv").write_bytes(b"k,n\n1,\xff\n")
    compare(package)


def test_a_screen_that_misses_repeated_keys_is_found(tmp_path: Path) -> None:
    """The search that finds no difference between the engines finds one if the screen misses repeated keys."""
    file = tmp_path / "table.csv"

    def differs(drawn: tuple[dict[str, Any], str]) -> bool:
        file.write_bytes(drawn[1].encode())
        try:
            compare(file, drawn[0])
        except AssertionError:
            return True
        return False

    quick = settings(max_examples=3000, database=None, derandomize=True, phases=[Phase.generate])
    with patch.object(KeyHashes, "repeated_rows", lambda _: np.empty(0, np.int64)):
        find(tables(), differs, settings=quick)


def test_a_screen_that_accepts_all_references_is_found(tmp_path: Path) -> None:
    package = write_package(tmp_path, "k,n\n2,x\n", "k,n\n1,x\n")
    compare(package)
    accepts_all = patch.object(ForeignKey, "find_unresolved", lambda _, table: np.zeros(table.num_rows, np.bool_))
    with accepts_all, pytest.raises(AssertionError):
        compare(package)
