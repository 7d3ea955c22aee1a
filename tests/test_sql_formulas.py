"""Row rules as SQL: SQLite and DuckDB refuse the rows that `validate` finds to break a formula, and no others."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from random_formulas import FORMULAS
from summitdata.errors import PackageError
from summitdata.schema_formats import FORMATS, schema_text
from summitdata.schema_formats.sql import sql_text
from test_row_rules import write_package

FIELDS: list[dict[str, Any]] = [
    *({"name": name, "type": "integer"} for name in "ab"),
    {"name": "y", "type": "year", "constraints": {"required": True}},
    {"name": "p", "type": "number"},
    {"name": "q", "type": "number", "constraints": {"required": True}},
    {"name": "g", "type": "number"},
    {"name": "f", "type": "number", "floatNumber": True},
    *({"name": name, "type": "string"} for name in "tu"),
    {"name": "e", "type": "string", "constraints": {"required": True}},
    *({"name": name, "type": "date"} for name in "dk"),
    {"name": "m", "type": "datetime"},
    {"name": "o", "type": "boolean"},
    {"name": "z", "type": "any"},
]
_INTEGERS, _DECIMALS = ["0", "1", "2", "-3", "7", ""], ["0", "1", "-2.5", "0.1", "0.2", "0.3", "100", ""]
_TEXTS, _DAYS = ["x", "y", "", "xy", "é"], ["2020-01-01", "2020-02-29", ""]
CELLS = {
    "a": _INTEGERS,
    "b": _INTEGERS,
    "p": _DECIMALS,
    "g": _DECIMALS,
    "t": _TEXTS,
    "u": _TEXTS,
    "d": _DAYS,
    "y": ["2020", "1999"],
    "q": ["0.1", "0.2", "0.3", "1"],
    "f": ["0", "0.5", "-1.5", ""],
    "e": ["x", "xy"],
    "k": _DAYS,
    "m": ["2020-01-01T00:00:00", ""],
    "o": ["true", "false", ""],
    "z": ["x", "1", ""],
}


def refused_rows(database: Any, error: type[Exception], sql: str, rows: list[list[str]]) -> list[int]:
    """Return the numbers of the rows that a table of SQL does not take."""
    database.execute(sql)
    refused = []
    for number, row in enumerate(rows, start=2):
        cells = [None if cell == "" else {"true": True, "false": False}.get(cell, cell) for cell in row]
        try:
            database.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(cells))})", cells)  # noqa: S608 - of marks
        except error:
            refused.append(number)
    return refused


def sql_of(formula: str, fields: list[dict[str, Any]]) -> str:
    """Return the CREATE TABLE statement of a table with a formula."""
    checks = [{"type": "row-constraint", "formula": formula}]
    return sql_text({"name": "t", "schema": {"fields": fields}, "checklist": {"checks": checks}})


def compare_on(formula: str, rows: list[list[str]], fields: list[dict[str, Any]]) -> None:
    """Compare the rows that databases refuse with those that `validate` finds."""
    sql = sql_of(formula, fields)
    with TemporaryDirectory() as folder:
        write_package(Path(folder), fields, [formula], [[field["name"] for field in fields], *rows])
        errors = sd.validate(folder).errors
    assert {error.type for error in errors} <= {"row-constraint"}
    found = [error.row_number for error in errors]
    assert refused_rows(sqlite3.connect(":memory:"), sqlite3.IntegrityError, sql, rows) == found, sql
    assert refused_rows(duckdb.connect(), duckdb.ConstraintException, sql, rows) == found, sql


ROWS = st.lists(
    st.tuples(*(st.sampled_from(CELLS[field["name"]]) for field in FIELDS)).map(list), min_size=1, max_size=6
)


def is_expressed(formula: str) -> bool:
    """Tell whether a formula is allowed, and SQL has words for it."""
    try:
        return "Not expressed here: row rule" not in sql_of(formula, FIELDS)
    except PackageError:
        return False


@settings(max_examples=examples(150), deadline=None)
@given(FORMULAS, ROWS)
def test_databases_refuse_the_rows_that_break_a_formula(formula: str, rows: list[list[str]]) -> None:
    assume(is_expressed(formula))
    compare_on(formula, rows, FIELDS)


@pytest.mark.campaign
@settings(max_examples=3000, deadline=None)
@given(FORMULAS, ROWS)
def test_a_long_search_finds_no_difference_to_databases(formula: str, rows: list[list[str]]) -> None:
    assume(is_expressed(formula))
    compare_on(formula, rows, FIELDS)


SQL = {
    "low <= value <= high": '"low" <= "value" AND "value" <= "high"',
    "kind != 'x' or count > 0": """COALESCE(COALESCE("kind" <> 'x', TRUE) OR "count" > 0, FALSE)""",
    "kind == None or kind in ['x', 'y']": """"kind" IS NULL OR COALESCE("kind" IN ('x', 'y'), FALSE)""",
    "count > 0 or kind == 'x'": """COALESCE(CASE ("count" > 0) WHEN TRUE THEN TRUE WHEN FALSE THEN """
    """COALESCE("kind" = 'x', FALSE) END, FALSE)""",
    "-0.05 <= high - (low + value) <= 0.05": '-0.05 <= ROUND(CAST("high" - ("low" + "value") AS DECIMAL(38, 9)), 9) '
    'AND ROUND(CAST("high" - ("low" + "value") AS DECIMAL(38, 9)), 9) <= 0.05',
    "high <= 0.3": '"high" < 0.3',  # the double 0.3 is a bit less than three tenths
    "count % 2 == 1": 'COALESCE(("count" % 2 + 2) % 2 = 1, FALSE)',
    "count / 2 < 3": 'COALESCE(1.0 * "count" / 2 < 3, FALSE)',
    "(kind is None) == (end is None)": '("kind" IS NULL) = ("end" IS NULL)',
    "not (low > high)": 'NOT ("low" > "high")',
    "opened * opened > 0": 'COALESCE(CAST("opened" AS BIGINT) * CAST("opened" AS BIGINT) > 0, FALSE)',
}
PRICES: list[dict[str, Any]] = [
    {"name": "kind", "type": "string"},
    *({"name": name, "type": "number", "constraints": {"required": True}} for name in ("low", "value", "high")),
    {"name": "count", "type": "integer"},
    {"name": "end", "type": "date"},
    {"name": "when", "type": "time"},
    {"name": "opened", "type": "year"},
]


@pytest.mark.parametrize("formula", SQL)
def test_a_formula_is_a_check_of_the_table(formula: str) -> None:
    assert f"    CHECK ({SQL[formula]})\n);" in sql_of(formula, PRICES)
    compare_on(
        formula,
        [["x", "0.1", "0.2", "0.3", "1", "", "", "2020"], ["", "0.1", "0.3", "0.2", "", "2020-01-01", "", ""]],
        PRICES,
    )


UNWRITTEN = {
    "value % 2 == 0": "% is for integers",
    "count / 2 == value": "a decimal number is compared with a quotient or a binary number",
    "when == when": "values of the type time are compared",
    "(count or value) == 1": "and, or give a value that is not a condition",
    "count + 1 == None": "a number that is calculated is compared with None",
    "value < 1e999": "a number is too large",
    "not count > 2020 * 9007199254740993": "a number is too large",
    "1 < 2 and value > 0": "two constants are compared",
}


@pytest.mark.parametrize("formula", UNWRITTEN)
def test_a_formula_that_sql_has_no_words_for_is_named(formula: str) -> None:
    assert f'-- Not expressed here: row rule "{formula}": {UNWRITTEN[formula]}\n' in sql_of(formula, PRICES)


def test_the_descriptor_of_a_resource_gives_its_rules(tmp_path: Path) -> None:
    checks = [{"type": "row-constraint", "formula": "low <= high"}]
    resource = {"name": "t", "title": "T", "schema": {"fields": PRICES}, "checklist": {"checks": checks}}
    (tmp_path / "t.json").write_text(json.dumps(resource), "utf-8")
    assert schema_text(resource, "sql") == schema_text(tmp_path / "t.json", "sql")
    assert 'CHECK ("low" <= "high")' in schema_text(resource, "sql")
    (tmp_path / "t.csv").write_text("kind,low,value,high,count,end,when,opened\n,2,1,1,,,,\n", "utf-8")
    assert [error.type for error in sd.validate(tmp_path / "t.csv", resource).errors] == ["row-constraint"]


def test_a_checklist_with_another_check_is_refused() -> None:
    resource = {"name": "t", "schema": {"fields": PRICES}, "checklist": {"checks": [{"type": "table-dimensions"}]}}
    with pytest.raises(PackageError, match="only those of the types 'row-constraint'"):
        schema_text(resource, "sql")


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("table-schema", "sql")])
def test_a_format_without_words_for_rules_of_rows_names_them(form: str) -> None:
    resource = {
        "schema": {"fields": PRICES},
        "checklist": {"checks": [{"type": "row-constraint", "formula": "low < high"}]},
    }
    text = schema_text(resource, form)
    assert re.search(r"ot expressed here: row rule [\"(]low < high[\")]", text)
