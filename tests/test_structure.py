"""What the structure of a file must be, and frictionless does not look at: quotes, the header, the parts of keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import compare
from profiles import examples
from summitdata.tabular.csv_blocks import Block
from summitdata.tabular.dialect import Dialect
from summitdata.tabular.quotes import find_bad_quotes

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    "fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}],
}


def found(text: str, folder: Path, schema: dict[str, Any] = SCHEMA, **options: Any) -> list[list[Any]]:
    """Return type, line, column, row and field of each error, which both engines find."""
    file = folder / "table.csv"
    file.write_bytes(text.encode())
    if not options:
        compare(file, schema)
    parts = ("type", "lineNumber", "columnNumber", "rowNumber", "fieldName")
    return sd.validate(file, schema, **options).flatten(parts)


QUOTES = {
    "never closed": ('id,name\n1,a\n2,"b\n3,c\n4,d\n', [["quote-error", 3, 3, 3, "name"]]),
    "never closed in the last line": ('id,name\n1,"a\nb"\n2,"c', [["quote-error", 4, 3, 3, "name"]]),
    "text after it": ('id,name\n1,"a"b\n2,"c"d\n', [["quote-error", n, 3, n, "name"] for n in (2, 3)]),
    "closed too late": ('id,name\n1,"a\n2,"b"\n3,c\n', [["quote-error", 2, 3, 2, "name"]]),
    "a blank after it": ('id,name\n1,"a" \n', [["quote-error", 2, 3, 2, "name"]]),
    "in the header": ('id,"name"\n1,"x"y\n', [["quote-error", 2, 3, 2, "name"]]),
    "after lines that end otherwise": ('id,name\r1,é\r\n2,"é"x\r\n', [["quote-error", 3, 3, 3, "name"]]),
}


@pytest.mark.parametrize("name", QUOTES)
def test_a_quote_that_ends_no_cell_is_an_error(name: str, tmp_path: Path) -> None:
    text, expected = QUOTES[name]
    assert found(text, tmp_path) == expected
    assert found(text, tmp_path, as_frictionless=["quotes"]) == []


@pytest.mark.parametrize(
    "text", ['id,name\n1,5" wide\n', 'id,name\n1,"5"" wide"\n', 'id,name\r1,"a\r\nb"\r', "id,name\n1,''\n"]
)
def test_a_quote_that_is_text_is_none(text: str, tmp_path: Path) -> None:
    assert found(text, tmp_path) == []


def test_the_quote_character_is_that_of_the_file(tmp_path: Path) -> None:
    text = "id;name\n1;'a'b\n2;\"c\n"
    assert found(text, tmp_path, delimiter=";", quote="'") == [["quote-error", 2, 3, 2, "name"]]


def test_errors_of_quotes_stand_before_the_others_of_their_row(tmp_path: Path) -> None:
    assert [error[0] for error in found('id,name\nx,a\ny,"b\n3,c\n', tmp_path)] == [
        "type-error",
        "quote-error",
        "type-error",
    ]


def test_many_of_them_are_counted_and_listed_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("id,name\n" + '1,"a"b\n' * 5000, "utf-8")
    (task,) = sd.validate(file, SCHEMA, limit_errors=10).tasks
    assert (task.totals.by_type, len(task.errors)) == ({"quote-error": 5000}, 10)


def test_what_only_warns_leaves_the_table_valid(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text('id,name\n1,"a"b\n', "utf-8")
    report = sd.validate(file, SCHEMA, warn=["quote-error"])
    assert (report.valid, report.stats.warnings) == (True, 1)


def test_an_unknown_look_is_refused() -> None:
    with pytest.raises(sd.UnknownNameError, match="did you mean 'quotes'"):
        sd.validate("a.csv", as_frictionless=["quote"])


@given(st.text(alphabet='a,"\né', max_size=30))
@settings(max_examples=examples(200))
def test_they_are_where_strict_reading_stops(text: str) -> None:
    r"""Python's strict reader refuses text after a quote, and a quote that is open at the end, and nothing else."""
    import csv

    try:
        list(csv.reader(text.splitlines(keepends=True), strict=True))
        is_strict = True
    except csv.Error:
        is_strict = False
    bad = find_bad_quotes(Block(text.encode(), 0, well_formed=False), Dialect())
    assert is_strict == (not bad)
    for each in bad:
        line = text.splitlines(keepends=True)[each.line]
        assert line[each.column - 1] == '"'


KEYED = {**SCHEMA, "primaryKey": ["id", "name"]}
KEYS = {
    "the first part": ("id,name\n,a\n1,b\n", [["primary-key", 2]]),
    "the last part, twice": ("id,name\n1,\n2,a\n1,\n", [["primary-key", 2], ["primary-key", 4], ["primary-key", 4]]),
    "all parts": ("id,name,\n,,x\n", [["extra-label", 1], ["primary-key", 2]]),
    "a part of another type": ("id,name\nx,a\n", [["type-error", 2]]),
    "a cell that is not there": ("id,name\n1\n", [["missing-cell", 2]]),
    "a part of a row with too many cells": ("id,name\n1,,x\n", [["extra-cell", 2], ["primary-key", 2]]),
    "no part": ("id,name\n1,a\n2,a\n", []),
}


@pytest.mark.parametrize("name", KEYS)
def test_every_part_of_a_primary_key_is_required(name: str, tmp_path: Path) -> None:
    text, expected = KEYS[name]
    errors = found(text, tmp_path, KEYED)
    assert [[error[0], error[3] or 1] for error in errors] == expected
    notes = {error.note for error in sd.validate(tmp_path / "table.csv", KEYED, as_frictionless=["keys"]).errors}
    assert not [note for note in notes if "required" in note]


def test_the_error_names_the_part_that_is_missing(tmp_path: Path) -> None:
    found("id,name\n1,\n", tmp_path, KEYED)
    (error,) = sd.validate(tmp_path / "table.csv", KEYED).errors
    assert error.note == 'every field of a primary key is required: cells composing it, of "name", are "None"'


HEADERS = {
    "wrong, below a blank line": ("\nid,nam\n1,a\n", [["incorrect-label", 2]]),
    "right, below two blank lines": ("\r\n \r\nid,name\r\nx,a\r\n", [["type-error", 4]]),
    "blank": ("\n\n", [["blank-header", 1], ["blank-row", 2]]),
    "below a row of delimiters alone": (",\n , \nid,name\nx,a\n", [["type-error", 4]]),
    "of delimiters alone": (",\n1,a\n", [["incorrect-label", 2], ["incorrect-label", 2]]),
    "of delimiters alone, and nothing below": (",\n,\n", [["blank-label", 1], ["blank-label", 1], ["blank-row", 2]]),
    "in the first line": ("id,name\n\n", [["blank-row", 2]]),
}


@pytest.mark.parametrize("name", HEADERS)
def test_the_header_is_the_first_row_that_is_not_blank(name: str, tmp_path: Path) -> None:
    text, expected = HEADERS[name]
    assert [error[:2] for error in found(text, tmp_path)] == expected
    types = {error[0] for error in found(text, tmp_path, as_frictionless=["header"])}
    assert not types & {"blank-header", "incorrect-label"}


def test_a_comment_above_the_header_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("# made by hand\n\n# in 2024\nid,nam\n1,a\n", "utf-8")
    resource = {"name": "a", "path": "a.csv", "schema": SCHEMA, "dialect": {"commentChar": "#"}}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    assert sd.validate(package).flatten(("type", "lineNumber")) == [["incorrect-label", 4]]
    assert "incorrect-label" not in sd.validate(package, as_frictionless=["header"]).tasks[0].totals.by_type


@pytest.mark.parametrize(("rows", "expected"), [(1, "blank-header"), (5, "source-error")])
def test_a_row_that_the_caller_names_is_the_header_or_an_error(rows: int, expected: str, tmp_path: Path) -> None:
    errors = found("id,name\n\n1,a\n", tmp_path, skip_rows=rows)
    assert errors[0][0] == expected
    assert "type-error" not in {error[0] for error in errors}


def test_a_foreign_key_finds_the_header_of_the_other_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,x\n1,y\n", "utf-8")
    (tmp_path / "b.csv").write_text("\nname\nx\n", "utf-8")
    key = {"fields": ["name"], "reference": {"resource": "b", "fields": ["name"]}}
    other = {"name": "b", "path": "b.csv", "schema": {"fields": [{"name": "name", "type": "string"}]}}
    resources = [{"name": "a", "path": "a.csv", "schema": {**SCHEMA, "foreignKeys": [key]}}, other]
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    assert sd.validate(package).flatten(("type", "lineNumber")) == [["foreign-key", 3]]
    assert sd.validate(package, engine="frictionless").flatten(("type", "lineNumber")) == [["foreign-key", 3]]


def test_an_error_of_a_key_is_at_the_first_column_of_the_key(tmp_path: Path) -> None:
    key = {"fields": ["name"], "reference": {"resource": "", "fields": ["other"]}}
    fields = [*SCHEMA["fields"], {"name": "other", "type": "string"}]
    schema = {**SCHEMA, "fields": fields, "foreignKeys": [key], "primaryKey": ["other"]}
    errors = found("id,name,other\n10,x,x\n20,y,x\n", tmp_path, schema)
    assert [error[:3] for error in errors] == [["primary-key", 3, 6], ["foreign-key", 3, 4]]
