"""The errors that are made from the notes of the cell reader are those of frictionless' rows, to the byte."""

from __future__ import annotations

import gc
import json
import re
from hashlib import sha256
from string import ascii_letters
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import comparable_tasks, csv_cell, tables
from profiles import examples
from screen_cases import SAMPLES, SCREENED, cases_of
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from pathlib import Path

KNOWN_VERSIONS = "summitdata.validation.known_versions.KNOWN_VERSIONS"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "year", "type": "integer", "constraints": {"required": True, "minimum": 2000}},
        {"name": "code", "constraints": {"pattern": "[a-z]+|x", "minLength": 3}, "categories": ["x"]},
        {"name": "id", "type": "integer", "constraints": {"unique": True, "maximum": 9}},
    ],
    "missingValues": ["", "NA"],
}


RAGGED = """\
year,code,id
1999,A,10
x,aé,y

NA,,
,NA
2000
"20
00",abc
2000,abc,1,2,3
NA,NA,,
1,2
1,2,x,4
2001,abc,1
"1999","a""b",2
2001,xyz,
2002,xyz
,,1
"""


def digest(file: Path, schema: dict[str, Any], limit: int = 0) -> tuple[str, int]:
    """Return the hash of the report's JSON, without time, and the number of errors."""
    report = sd.validate(file, schema, limit_errors=limit, engine="auto")
    return sha256(json.dumps(comparable_tasks(report), sort_keys=True).encode()).hexdigest(), report.stats.errors


def compare_rows(file: Path, schema: dict[str, Any], limit: int = 0) -> int:
    """Compare the reports with and without rows of frictionless; return the number of errors."""
    made = digest(file, schema, limit)
    with patch(KNOWN_VERSIONS, ()):
        assert made == digest(file, schema, limit)
    return made[1]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::summitdata.errors.SchemaWarning")  # of values that are not of their type
@pytest.mark.parametrize("key", SCREENED, ids="-".join)
def test_cells_of_each_type_and_constraint_have_the_same_errors_both_ways(key: tuple[str, str], tmp_path: Path) -> None:
    file, errors = tmp_path / "cells.csv", 0
    for case in cases_of(key):
        texts = dict.fromkeys([*case.seeds, "\0 bad", "x, y", 'a "quote"', ""])
        rows = [f"{csv_cell(text)},{number}\n" for number, text in enumerate(texts) if "\0" not in text]
        file.write_text("".join(["cell,number\n", *rows]), "utf-8", newline="")
        schema: dict[str, Any] = {
            "fields": [{**case.field, "name": "cell"}, {"name": "number", "type": "integer"}],
            **({} if case.missing is None else {"missingValues": case.missing}),
        }
        errors += compare_rows(file, schema)
    assert errors


@settings(max_examples=examples(100))
@given(table=tables(), limit=st.sampled_from([0, 1, 2, 5, 1000]))
def test_random_tables_have_the_same_errors_both_ways(
    table: tuple[dict[str, Any], str], limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    schema, text = table
    file = tmp_path_factory.mktemp("table") / "table.csv"
    file.write_text(text, "utf-8", newline="")
    compare_rows(file, schema, limit)


@pytest.mark.parametrize("limit", [0, 1, 3, 4, 7, 1000])
@pytest.mark.parametrize("key", [{}, {"primaryKey": "code"}, {"primaryKey": ["id", "year"]}, {"uniqueKeys": ["code"]}])
def test_rows_of_other_lengths_and_blank_rows_have_the_same_errors_both_ways(
    key: dict[str, Any], limit: int, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(RAGGED, "utf-8", newline="")
    assert compare_rows(file, SCHEMA | key, limit) > 10 or limit


def test_a_file_whose_only_errors_are_blank_lines_has_the_same_errors_both_ways(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("year,code,id\n2000,x,1\n\n\n", "utf-8")
    schema = {"fields": [{"name": "year", "type": "integer"}, {"name": "code"}, {"name": "id", "type": "integer"}]}
    assert compare_rows(file, schema) == 2


def test_errors_of_keys_come_before_those_of_other_cells(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("year,code,id\n1999,aaa,10\n", "utf-8")
    report = sd.validate(file, SCHEMA, limit_errors=0)
    assert [error.field_name for error in report.errors] == ["id", "year", "code"]


def test_a_repeated_key_changes_in_which_order_the_other_keys_are_read(tmp_path: Path) -> None:
    unique = {"constraints": {"unique": True}}
    fields = [{"name": "a", "type": "boolean", **unique}, {"name": "b", **unique}, {"name": "c", "type": "array"}]
    file = tmp_path / "table.csv"
    file.write_text("c,b,a\ntrue,x,[1]\ntrue,x,[1]\n", "utf-8")
    schema: dict[str, Any] = {"fields": fields, "fieldsMatch": "subset"}
    compare_rows(file, schema)
    (task,) = sd.validate(file, schema, limit_errors=0).tasks
    assert [(error.row_number, error.field_name) for error in task.errors] == [
        (2, "a"),
        (2, "c"),
        (3, "c"),
        (3, "a"),
        (3, "b"),
    ]


@pytest.mark.parametrize("key", [{}, {"primaryKey": "code"}])
def test_many_rows_of_other_lengths_have_the_same_errors_both_ways(key: dict[str, Any], tmp_path: Path) -> None:
    lines = RAGGED.splitlines(keepends=True)
    file = tmp_path / "table.csv"
    file.write_text(lines[0] + "".join(lines[1:] * 20), "utf-8", newline="")
    assert compare_rows(file, SCHEMA | key) > 500


NEVER_READ = {
    (name, format): found
    for name, field_type in FIELD_TYPES.items()
    for format, form in field_type.formats.items()
    if (found := form.never_contains)
}
"""What no text of a type and format contains."""


@pytest.mark.parametrize("key", NEVER_READ, ids="-".join)
def test_frictionless_reads_no_text_with_what_none_of_its_type_contains(key: tuple[str, str]) -> None:
    name, format = key
    read = frictionless.Field.from_descriptor({"name": "cell", "type": name, "format": format}).create_value_reader()
    samples = SAMPLES[key]
    texts = {*samples.typical, *(text for text in samples.odd if len(text) < 100)}
    marks = [mark for mark in (*ascii_letters, "é", "²", "_", "+") if re.search(NEVER_READ[key], mark)]
    spoiled = [f"{text[:at]}{mark}{text[at:]}" for text in texts for at in range(len(text) + 1) for mark in marks]
    assert len(marks) >= 34
    assert [text for text in spoiled if read(text) is not None] == []
    assert all(read(text) is not None for text in samples.typical)


@pytest.mark.parametrize(
    "field",
    [
        {"type": "integer", "bareNumber": False},
        {"type": "number", "bareNumber": False},
        {"type": "number", "groupChar": "x"},
        {"type": "number", "decimalChar": "k"},
        {"type": "integer", "missingValues": ["", "12km"]},
        {"type": "integer", "constraints": {"required": True, "unique": True}},
        {"type": "date", "format": "%d %b %Y"},
        {"type": "date", "format": "any"},
    ],
    ids=str,
)
def test_letters_in_numbers_and_dates_have_the_same_errors_both_ways(field: dict[str, Any], tmp_path: Path) -> None:
    texts = ["12km", "1x000", "1k5", "USD 5", "2x", "y2", "3 May 2025", "2025-May-03", "1e5", "NaN", "z"]
    file = tmp_path / "table.csv"
    file.write_text("cell,n\n" + "".join(f"{text},{at}\n" for at, text in enumerate(texts)), "utf-8")
    schema = {"fields": [{"name": "cell", **field}, {"name": "n", "type": "integer"}]}
    errors = compare_rows(file, schema)
    as_before = sd.validate(file, schema, limit_errors=0, engine="frictionless")
    assert errors == as_before.stats.errors
    assert [error.message for error in as_before.errors] == [
        error.message for error in sd.validate(file, schema, limit_errors=0).errors
    ]


def garbage(file: Path) -> int:
    """Return how many objects in cycles a validation leaves behind."""
    gc.collect()
    gc.disable()
    try:
        report = sd.validate(file, SCHEMA, limit_errors=0)
        found = gc.collect()
        assert report.stats.errors  # it still has its errors: they are not garbage
        return found
    finally:
        gc.enable()


def test_rows_with_errors_leave_no_cycles_behind(tmp_path: Path) -> None:
    """While errors are listed, no cycles are collected."""
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    few.write_text("year,code,id\n" + "1999,x,y,z\n19x9,abc\n\n" * 200, "utf-8")
    many.write_text("year,code,id\n" + "1999,x,y,z\n19x9,abc\n\n" * 2000, "utf-8")
    garbage(few)  # what is made once in a process
    assert garbage(many) < garbage(few) + 600


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_collector_is_as_it_was_after_a_validation(tmp_path: Path, *, is_enabled: bool) -> None:
    file = tmp_path / "table.csv"
    file.write_text("year,code,id\n1999,x,y\n", "utf-8")
    (gc.enable if is_enabled else gc.disable)()
    try:
        sd.validate(file, SCHEMA)
        assert gc.isenabled() is is_enabled
    finally:
        gc.enable()
