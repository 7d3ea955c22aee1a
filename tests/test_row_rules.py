"""Rules of rows in a checklist: the formulas that are read, and the same errors as frictionless finds."""

from __future__ import annotations

import csv
import json
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import frictionless
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import compare
from profiles import examples
from random_formulas import FIELDS, FORMULAS, tables
from summitdata.errors import PackageError

PRICES: list[dict[str, Any]] = [
    {"name": "kind", "type": "string"},
    *({"name": name, "type": "number"} for name in ("low", "value", "high")),
    {"name": "count", "type": "integer"},
    {"name": "start", "type": "date"},
    {"name": "end", "type": "date"},
]


def write_package(folder: Path, fields: list[dict[str, Any]], formulas: list[str], rows: list[list[str]]) -> None:
    """Write a package with one table and the formulas for its rows."""
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    checks = [{"type": "row-constraint", "formula": formula} for formula in formulas]
    resource = {"name": "table", "path": "table.csv", "schema": {"fields": fields}, "checklist": {"checks": checks}}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")


def found_by_frictionless(folder: Path) -> list[tuple[int, str]]:
    """Return row and note of the broken rules that frictionless alone finds in the table of a package."""
    (resource,) = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    checklist = frictionless.Checklist.from_descriptor(resource.pop("checklist"))
    table = frictionless.Resource.from_descriptor({**resource, "encoding": "utf-8"}, basepath=str(folder))
    table.dialect = frictionless.Dialect.from_descriptor({"csv": {"delimiter": ","}})
    errors: list[Any] = table.validate(checklist, limit_errors=10_000).tasks[0].errors
    return [(error.row_number, error.note) for error in errors if error.type == "row-constraint"]


def broken(report: sd.Report) -> list[tuple[int | None, str]]:
    return [(error.row_number, error.note) for error in report.errors if error.type == "row-constraint"]


def compare_on(formulas: list[str], rows: list[list[str]], size: int, limit: int = 0) -> None:
    """Compare the report with the screen with that of both kinds of frictionless."""
    with TemporaryDirectory() as name, patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        folder = Path(name)
        write_package(folder, FIELDS, formulas, rows)
        try:
            report = compare(folder, limit=limit)
        except PackageError as error:
            assert "in its checklist" in str(error)  # noqa: PT017 - a formula that is refused
            assume(condition=False)
        if not limit:
            assert broken(report) == found_by_frictionless(folder)


SIZES = st.sampled_from([64, 300, 1 << 16])


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(FORMULAS, min_size=1, max_size=3), tables(), SIZES, st.sampled_from([0, 0, 2]))
def test_the_screen_finds_what_frictionless_finds(
    formulas: list[str], rows: list[list[str]], size: int, limit: int
) -> None:
    compare_on(formulas, rows, size, limit)


@pytest.mark.campaign
@settings(max_examples=1000, deadline=None)
@given(st.lists(FORMULAS, min_size=1, max_size=2), tables(), SIZES, st.sampled_from([0, 0, 2]))
def test_a_long_search_finds_no_difference(formulas: list[str], rows: list[list[str]], size: int, limit: int) -> None:
    compare_on(formulas, rows, size, limit)


ROWS = [
    ["kind", "low", "value", "high", "count", "start", "end"],
    ["x", "1", "1.0", "1.00", "3", "2020-01-01", "2020-01-02"],
    ["y", "0.1", "0.4", "0.3", "0", "2020-01-01", "2020-01-01"],
    ["", "", "2", "3", "", "", "2020-01-01"],
    ["x", "0.2", "0.1", "0.3", "-1", "2020-03-01", "2020-02-29"],
]
RULES = {
    "low <= value <= high": [3, 4, 5],
    "high == low + value": [2, 3, 4],
    "-0.05 <= high - (low + value) <= 0.05": [2, 3, 4],
    "kind != 'x' or count > 0": [5],
    "low is None or low <= high": [],
    "kind in ['x', 'y', None]": [],
    "not kind == 'x' or count % 2 == 1": [],
    "start <= end": [4, 5],
    "value * 3 / 2 >= high": [5],
    "count / 2 >= 0.5": [3, 4, 5],
    "high <= 0.3": [2, 3, 4, 5],  # the double 0.3 is a bit less than three tenths, and Python compares exactly
    "2 / count > 0": [3, 4, 5],
}


@pytest.mark.parametrize("formula", RULES)
def test_a_rule_is_broken_in_these_rows(formula: str, tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, [formula], ROWS)
    report = compare(tmp_path)
    assert broken(report) == found_by_frictionless(tmp_path)
    assert [row for row, _ in broken(report)] == RULES[formula]


VALID_ROWS = [
    ["x", "0.1", "0.30000000000000004", "0.7000000000000001", "3", "2020-01-01", "2020-01-02"],
    ["y", "-12345678901.123456", "0", "99999999999999.25", "7", "2020-01-31", "2020-02-01"],
    ["x", "1", "2.5", "3.125", "1", "2020-12-31", "2021-01-01"],
]
SCREENED = [
    "low < value < high",
    "value / high < 0.99",
    "-1e15 <= high - (low + value) * 3 / 2 <= 1e15",
    "start < end and kind in ['x', 'y']",
    "kind != 'x' or count % 2 == 1",
    "not (low > high or value is None)",
]


@pytest.mark.parametrize("formula", SCREENED)
def test_the_rows_that_surely_satisfy_a_formula_are_not_looked_at_one_by_one(
    formula: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_package(tmp_path, PRICES, [formula], [ROWS[0], *VALID_ROWS * 3])
    assert found_by_frictionless(tmp_path) == []
    monkeypatch.setattr("summitdata.validation.screen.recheck.RowRules", None)
    assert sd.validate(tmp_path).valid


REFUSED = {
    "low ** 2 < 9": 'column 1: "low ** 2" is not allowed: only + - * / % calculate',
    "9 ** 9 ** 9 > low": "only + - * / % calculate",
    "'a' * 1000000000 == kind": "for numbers, and one side is a text",
    "kind % 5 == ''": "for numbers, and one side is a text",
    "low <= abs(value)": 'column 8: "abs(value)" is not allowed: nothing is called',
    "low if value else high": "write kind != 'x' or value > 0",
    "low * 1.5 < value": "write value * 3 / 2 for value * 1.5",
    "kind < 3": "a text is never compared with an integer",
    "start < '2020-01-01'": "a date is never compared with a text",
    "low < None": "None has no order",
    "kind is 'x'": "compare with ==",
    "kind in 'xy'": "a list of constants",
    "kind in [low]": "constants alone",
    "lwo < high": "is low meant?",
    "kind.upper() == 'X'": "nothing is called",
    "kind.upper == 'X'": "without a dot",
    "[x for x in kind]": "is not allowed",
    "low <": "invalid syntax: write a condition such as low <= value",
    "(lambda: 1)()": "nothing is called",
    "1 < 2": "it names no field",
    "": "invalid syntax",
    "low\n< high": "a line break",
    "(" * 500 + "low" + ")" * 500: "at most 1000",
    "(" * 300 + "low" + ")" * 300: "nested parentheses",
    "not " * 200 + "low": "more than 100 levels",
    "low" + " + low" * 120 + " > 0": "more than 100 levels",
    "low" + "* low" * 9 + " > 0": "8 products",
    "kind == 'a\\q'": "a backslash",
}


@pytest.mark.parametrize("formula", REFUSED, ids=range(len(REFUSED)))
def test_a_formula_that_is_refused_says_what_would_do(formula: str, tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, [formula], ROWS)
    with pytest.raises(PackageError, match=r"resource 'table': formula .* in its checklist: ") as refused:
        sd.validate(tmp_path)
    assert REFUSED[formula] in str(refused.value)


CHECKLISTS: dict[str, Any] = {
    "another check": ({"checks": [{"type": "table-dimensions", "numRows": 1}]}, "only those of the types 'row-constr"),
    "no formula": ({"checks": [{"type": "row-constraint"}]}, 'must have a "formula"'),
    "a number": ({"checks": [{"type": "row-constraint", "formula": 1}]}, 'must have a "formula"'),
    "more than a formula": ({"checks": [{"type": "row-constraint", "formula": "low", "x": 1}]}, "and nothing else"),
    "a property of none": ({"checks": [], "pickedErrors": []}, "has 'pickedErrors': only 'checks'"),
    "a list": ([1], "must be a JSON object"),
    "an empty list": ([], "must be a JSON object"),
    "an empty text": ("", "must be a JSON object"),
    "a zero": (0, "must be a JSON object"),
    "a false": (False, "must be a JSON object"),
    "checks that are none": ({"checks": {}, "name": "a"}, "must be a JSON object with a list"),
    "very many": ({"checks": [{"type": "row-constraint", "formula": "low"}] * 101}, "at most 100"),
    "a file elsewhere": ("../checklist.json", "checklist.json"),
    "a file that is not there": ("c.json", "the checklist of the resource 'table': No such file or directory: "),
}


@pytest.mark.parametrize("name", CHECKLISTS)
def test_a_checklist_with_anything_but_formulas_is_refused(name: str, tmp_path: Path) -> None:
    checklist, message = CHECKLISTS[name]
    write_package(tmp_path, PRICES, [], ROWS)
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    described["resources"][0]["checklist"] = checklist
    (tmp_path / "datapackage.json").write_text(json.dumps(described), "utf-8")
    try:
        said = [error.note for error in sd.validate(tmp_path).errors if error.type == "descriptor-error"]
    except PackageError as error:
        said = [str(error)]
    assert any(message in one for one in said)


def test_a_checklist_in_a_file_of_its_own_is_one_for_frictionless_too(tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, ["low <= high"], ROWS)
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    checklist = described["resources"][0]["checklist"]
    (tmp_path / "checklist.json").write_text(json.dumps(checklist), "utf-8")
    described["resources"][0]["checklist"] = "checklist.json"
    (tmp_path / "datapackage.json").write_text(json.dumps(described), "utf-8")
    rows = [row for row, _ in broken(sd.validate(tmp_path))]
    read = frictionless.Checklist.from_descriptor(str(tmp_path / "checklist.json"))
    package = frictionless.Package.from_descriptor(str(tmp_path / "datapackage.json"))
    assert rows == [error.row_number for error in package.validate(read).tasks[0].errors] == [4]


def test_a_broken_rule_has_a_place_and_may_be_a_warning(tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, ["start <= end"], ROWS)
    report = sd.validate(tmp_path, warn=["row-constraint"])
    assert report.valid
    assert [(error.line_number, error.severity) for error in report.errors] == [(4, "warning"), (5, "warning")]


@pytest.mark.slow
def test_formulas_that_take_long_end_by_the_time_limit(tmp_path: Path) -> None:
    field = {"name": "a", "type": "integer"}
    write_package(tmp_path, [field], ["*".join(["a"] * 9) + " > 0"] * 100, [["a"], *[["9" * 4300]] * 2000])
    (error,) = sd.validate(tmp_path, time_limit=1).errors
    assert error.type == "time-limit"


def test_threads_leave_the_filters_of_warnings_as_they_are(tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, ["low <= high"], ROWS)
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(sd.validate, [tmp_path] * 32))
    assert [[row for row, _ in broken(report)] for report in reports] == [[4]] * 32
    assert warnings.filters == before


def test_check_reads_a_checklist_from_its_file_as_validate_does(tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, ["low <= high"], ROWS)
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    resource = described["resources"][0]
    (tmp_path / "checklist.json").write_text(json.dumps(resource["checklist"]), "utf-8")
    resource["checklist"] = "checklist.json"
    (tmp_path / "datapackage.json").write_text(json.dumps(described), "utf-8")
    found = [error.row_number for error in sd.check(tmp_path).errors if error.type == "row-constraint"]
    assert found == [row for row, _ in broken(sd.validate(tmp_path))] == [4]


def test_check_refuses_a_checklist_with_another_check(tmp_path: Path) -> None:
    write_package(tmp_path, PRICES, [], ROWS)
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    described["resources"][0]["checklist"] = {"checks": [{"type": "table-dimensions"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(described), "utf-8")
    with pytest.raises(PackageError, match="only those of the types 'row-constraint' and 'group-constraint' are read"):
        sd.check(tmp_path)


@pytest.mark.parametrize("check_type", ["row-constraint", "group-constraint"])
@pytest.mark.parametrize("unknown", ["lwo", "max(low)", "low + 'x'", "a" * 400])
def test_a_long_formula_is_cut_with_a_mark_before_the_reason(check_type: str, unknown: str, tmp_path: Path) -> None:
    formula = " + ".join(["low"] * 60) + f" + {unknown} < 5"
    write_package(tmp_path, PRICES, [formula], [["low"], ["1"]])
    text = (tmp_path / "datapackage.json").read_text("utf-8").replace("row-constraint", check_type)
    (tmp_path / "datapackage.json").write_text(text, "utf-8")
    with pytest.raises(PackageError) as caught:
        sd.validate(tmp_path)
    message = str(caught.value).partition("formula ")[2]
    assert message.index("… in its checklist: ") < 70
    assert len(message) < 500
