"""The screen's report is frictionless', on tables of every kind, in blocks of any size."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import V2, compare, tables

SIZES = st.sampled_from([1, 7, 16, 64, 1 << 16])


def compared(drawn: tuple[dict[str, Any], str], size: int, limit: int) -> None:
    schema, text = drawn
    with TemporaryDirectory() as folder, patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        file = Path(folder) / "table.csv"
        file.write_bytes(text.encode())
        compare(file, schema, limit)


@given(tables(), SIZES, st.sampled_from([0, 0, 1, 3, 1000]))
def test_the_reports_of_both_engines_are_the_same(drawn: tuple[dict[str, Any], str], size: int, limit: int) -> None:
    compared(drawn, size, limit)


def test_a_number_below_a_bound_of_more_digits_than_a_double_has_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a\n1234567.12345678\n", "utf-8")
    bounded = {"name": "a", "type": "number", "constraints": {"minimum": "1234567.1234567801"}}
    report = compare(file, {"$schema": f"{V2}tableschema.json", "fields": [bounded]})
    assert report.flatten(("rowNumber", "type")) == [[2, "constraint-error"]]


NO_READER: dict[str, tuple[dict[str, Any], str]] = {
    "a format": ({"type": "string", "format": "wkt"}, 'type "string", format "wkt"'),
    "the format of items": ({"type": "array", "arrayItem": {"type": "string", "format": "wkt"}}, 'type "array"'),
    "the type of items": ({"type": "array", "arrayItem": {"type": "nothing"}}, 'type "array"'),
}
"""Fields that frictionless cannot read cells of: for want of a library, or at all."""


@pytest.mark.parametrize("name", NO_READER)
@pytest.mark.parametrize("text", ["a,b\n", 'a,b\n"[""x""]",1\n', "a,b\n,1\n", "a,b\n\n", "a\nx\n"])
def test_a_field_that_frictionless_cannot_read_is_an_error_that_names_it(name: str, text: str, tmp_path: Path) -> None:
    described, named = NO_READER[name]
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    (error,) = compare(file, {"fields": [{"name": "a", **described}, {"name": "b"}]}).errors
    assert error.type == "field-error"
    assert f'the field "a" ({named}' in error.note
    assert "or change its type or format" in error.note


@pytest.mark.parametrize("name", NO_READER)
def test_a_foreign_key_to_a_field_that_frictionless_cannot_read_names_it(name: str, tmp_path: Path) -> None:
    described, named = NO_READER[name]
    key = {"fields": ["b"], "reference": {"resource": "", "fields": ["a"]}}
    file = tmp_path / "table.csv"
    file.write_text("a,b\nx,1\n", "utf-8")
    report = compare(file, {"fields": [{"name": "a", **described}, {"name": "b"}], "foreignKeys": [key]})
    assert [error.type for error in report.errors] == ["field-error"]
    assert named in report.errors[0].note


def test_a_table_without_rows_has_the_error_of_a_pattern_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a\n", "utf-8")
    report = compare(file, {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "("}}]})
    assert [error.type for error in report.errors] == ["source-error"]


@pytest.mark.campaign
@settings(max_examples=20_000, deadline=None)
@given(tables(), SIZES, st.sampled_from([0, 0, 1, 3, 1000]))
def test_a_long_search_finds_no_difference(drawn: tuple[dict[str, Any], str], size: int, limit: int) -> None:
    compared(drawn, size, limit)


@pytest.mark.parametrize("cell", ["q", "1"])
@pytest.mark.parametrize("names", ["a", ["a"]])
def test_a_foreign_key_without_a_resource_refers_to_its_own_table(names: Any, cell: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"a\n{cell}\n", "utf-8")
    schema = {
        "fields": [{"name": "a", "type": "integer"}],
        "foreignKeys": [{"fields": names, "reference": {"fields": names}}],
    }
    expected = [] if cell == "1" else ["type-error"]
    for engine in ("auto", "frictionless"):
        assert [error.type for error in sd.validate(file, schema, engine=engine).errors] == expected


def test_a_type_of_error_that_is_not_in_the_part_that_was_read_has_no_total(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n" + "q,y\n" * 3000 + '1,"x"z\n' + "1,y\n" * 3000, "utf-8")
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}
    for engine in ("auto", "frictionless"):
        (task,) = sd.validate(file, schema, engine=engine, limit_errors=1).tasks
        assert task.partial
        assert set(task.totals.by_type) == {"type-error"}
