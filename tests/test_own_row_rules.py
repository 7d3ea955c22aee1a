"""The rules of rows of the package's own tables: `validate` and `check` find a row that breaks each."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import frictionless
import pytest

import summitdata as sd
from summitdata.datapackage import descriptor, locate
from summitdata.tables import rows

if TYPE_CHECKING:
    from pathlib import Path

RULES = {
    table["name"]: [
        check["formula"] for check in table.get("checklist", {}).get("checks", ()) if check["type"] == "row-constraint"
    ]
    for table in descriptor()["resources"]
}


def at_most_one(a: str, b: str, c: str) -> str:
    """Return the rule that at most one of three cells is filled."""
    return f"({a} is None or {b} is None) and ({a} is None or {c} is None) and ({b} is None or {c} is None)"


PROVEN = (
    "not comparable or relation in ['context', 'derived'] or (quote is not None and stated is not None) "
    "or unquoted is not None"
)

BROKEN: dict[str, tuple[str, dict[str, Any], dict[str, Any], list[str]]] = {
    "a value above its interval": ("figures", {"id": "trade-2024"}, {"high": 94.7}, ["low <= value <= high"]),
    "a period that ends before it starts": (
        "figures",
        {"id": "trade-2024"},
        {"period_start": 2025},
        ["period_start is None or period_end is None or period_start <= period_end"],
    ),
    "a summit that ends before it starts": (
        "summits",
        {"ordinal": 1},
        {"end_date": "2023-05-17"},
        ["start_date <= end_date"],
    ),
    "a capacity of no project": (
        "figures",
        {"id": "syrdarya-capacity"},
        {"project": None},
        ["kind not in ['capacity', 'cumulative'] or project is not None"],
    ),
    "a capacity without a unit": (
        "projects",
        {"id": "syrdarya-power-plant"},
        {"capacity_unit": None},
        ["(capacity is None) == (capacity_unit is None)"],
    ),
    "a statement about a figure and a project": (
        "evidence",
        {"id": "syrdarya-capacity-1"},
        {"project": "cku-railway"},
        [
            at_most_one("figure", "project", "claim"),
            "project is None or status is not None or relation == 'contradicts'",
        ],
    ),
    "a statement about nothing": (
        "evidence",
        {"id": "syrdarya-capacity-1"},
        {"figure": None},
        ["figure is not None or project is not None or claim is not None"],
    ),
    "a statement about a project without a status": (
        "evidence",
        {"id": "cku-railway-1"},
        {"status": None},
        ["project is None or status is not None or relation == 'contradicts'"],
    ),
    "a statement about a figure without a unit": (
        "evidence",
        {"id": "syrdarya-capacity-1"},
        {"unit": None},
        ["project is not None or relation == 'contradicts' or (unit is not None and low <= value <= high)"],
    ),
    "a statement outside its bounds": (
        "evidence",
        {"id": "syrdarya-capacity-1"},
        {"value": 1400},
        ["project is not None or relation == 'contradicts' or (unit is not None and low <= value <= high)"],
    ),
    "a comparable statement with a reason": (
        "evidence",
        {"id": "syrdarya-capacity-1"},
        {"reason": "none"},
        ["comparable == (reason is None)"],
    ),
    "a statement that is not comparable without a reason": (
        "evidence",
        {"id": "syrdarya-capacity-4"},
        {"reason": None},
        ["comparable == (reason is None)"],
    ),
    "a value above its bounds": (
        "trade",
        {"year": 2025, "partner": "C5", "basis": "gacc", "flow": "total", "unit": "bn USD", "preferred": True},
        {"value": 107.0},
        ["low <= value <= high"],
    ),
    "a value below its bounds": (
        "trade",
        {"year": 2025, "partner": "C5", "basis": "gacc", "flow": "total", "unit": "bn USD", "preferred": True},
        {"value": 106.2},
        ["low <= value <= high"],
    ),
    "a change outside its bounds": (
        "trade_changes",
        {"year": 2024, "partner": "TKM"},
        {"value": 0.57},
        ["low <= value <= high"],
    ),
    "a part of a year outside its bounds": (
        "trade_parts",
        {"partner": "C5", "value": 286.42},
        {"value": 288.4},
        ["low <= value <= high"],
    ),
    "a value outside its bounds": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2019-10-21"},
        {"value": 253.0},
        ["relation in ['at_least', 'at_most'] or low <= value <= high"],
    ),
    "a value without a lower bound": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2019-10-21"},
        {"low": None},
        ["relation in ['at_least', 'at_most'] or low <= value <= high"],
    ),
    "a value without an upper bound": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2019-10-21"},
        {"high": None},
        ["relation in ['at_least', 'at_most'] or low <= value <= high"],
    ),
    "a threshold with an upper bound": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2023-01-06"},
        {"high": 355.0},
        ["relation != 'at_least' or (low == value and high is None)"],
    ),
    "a threshold below its value": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2023-01-06"},
        {"low": 345.0},
        ["relation != 'at_least' or (low == value and high is None)"],
    ),
    "an upper bound with a lower one": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2023-01-06"},
        {"relation": "at_most", "high": 350.0},
        ["relation != 'at_most' or (low is None and high == value)"],
    ),
    "a period that ends before it starts in gas": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2019-10-21"},
        {"period_start": "2019-10-22"},
        ["period_start <= period_end"],
    ),
    "a bound that is preferred": (
        "gas",
        {"measure": "turkmen deliveries", "period_end": "2023-01-06"},
        {"preferred": True},
        ["relation == 'equals' or not preferred"],
    ),
    "conditions without a source": (
        "volumes",
        {"id": "40 MJ"},
        {"source": None},
        ["(temperature is None and pressure is None and calorific_value is None) or source is not None"],
    ),
    "a condition that is empty without a reason": (
        "volumes",
        {"id": "40 MJ"},
        {"pressure": None},
        ["(temperature is None or pressure is None or calorific_value is None) == (unknown is not None)"],
    ),
    "a reason for nothing": (
        "volumes",
        {"id": "40 MJ"},
        {"unknown": "nothing"},
        ["(temperature is None or pressure is None or calorific_value is None) == (unknown is not None)"],
    ),
    "a value of gas outside its bounds": (
        "gas_trade",
        {"year": 2024, "partner": "TKM"},
        {"value": 9.6},
        ["low <= value <= high"],
    ),
    "a relation without a tolerance": (
        "claims",
        {"id": "gas-equivalence"},
        {"tolerance": None},
        ["kind != 'relation' or not (subject is None or relation is None or object is None or tolerance is None)"],
    ),
    "a date with a tolerance": (
        "claims",
        {"id": "this-week"},
        {"tolerance": 5.0},
        ["kind == 'relation' or (relation is None and object is None and tolerance is None)"],
    ),
    "an outcome of nothing": (
        "outcomes",
        {"id": "trade-platform-1"},
        {"topic": None},
        ["claim is not None or topic is not None"],
    ),
    "nothing seen, and nothing searched": (
        "outcomes",
        {"id": "critical-step-1"},
        {"searched": None},
        ["(outcome == 'not seen') == (searched is not None)"],
    ),
    "something seen, and a search": (
        "outcomes",
        {"id": "this-week-1"},
        {"searched": "the date"},
        ["(outcome == 'not seen') == (searched is not None)"],
    ),
    "an outcome without a date": (
        "outcomes",
        {"id": "this-week-1"},
        {"date": None},
        ["(outcome == 'not seen') == (date is None) == (origin is None) == (source is None)"],
    ),
    "an outcome without an origin": (
        "outcomes",
        {"id": "this-week-1"},
        {"origin": None},
        ["(outcome == 'not seen') == (date is None) == (origin is None) == (source is None)"],
    ),
    "a source of what was not seen": (
        "outcomes",
        {"id": "critical-step-1"},
        {"source": "khabarasia"},
        ["(outcome == 'not seen') == (date is None) == (origin is None) == (source is None)"],
    ),
    "an outcome without a quotation": (
        "outcomes",
        {"id": "this-week-1"},
        {"quote": None},
        ["outcome == 'not seen' or (quote is None) != (unquoted is None)"],
    ),
    "a quotation of what was not seen": (
        "outcomes",
        {"id": "critical-step-1"},
        {"quote": "no"},
        ["outcome != 'not seen' or (quote is None and unquoted is None)"],
    ),
    "words of the origin without a source": (
        "rewrites",
        {"id": "gas-month"},
        {"origin_source": None},
        ["(origin_words is None) == (origin_source is None)"],
    ),
    "a change to nothing": (
        "rewrites",
        {"id": "gas-month"},
        {"origin_words": None, "origin_source": None},
        ["(kind == 'added') == (origin_words is None)"],
    ),
    "a change of nothing": (
        "rewrites",
        {"id": "gas-month"},
        {"printed": None},
        ["printed is not None or kind == 'dropped'"],
    ),
    "a formula of what is stated": (
        "evidence",
        {"id": "trade-2024-1"},
        {"formula": "growth"},
        ["relation == 'derived' or (derived_from is None and formula is None)"],
    ),
    "what counts without a quotation": (
        "evidence",
        {"id": "trade-2024-1"},
        {"quote": None},
        [PROVEN],
    ),
    "what counts without a date": (
        "evidence",
        {"id": "trade-2024-1"},
        {"stated": None},
        [PROVEN],
    ),
    "a reason for a quotation that is there": (
        "evidence",
        {"id": "trade-2024-1"},
        {"unquoted": "not found"},
        ["unquoted is None or quote is None or stated is None"],
    ),
    "a project without a status": (
        "evidence",
        {"id": "cku-railway-1"},
        {"status": None},
        ["project is None or status is not None or relation == 'contradicts'"],
    ),
    "nothing stated": (
        "project_facts",
        {"id": "cku-start-1"},
        {"date_value": None},
        ["value is not None or date_value is not None or text is not None"],
    ),
    "two things stated": (
        "project_facts",
        {"id": "cku-start-1"},
        {"text": "soon"},
        [at_most_one("value", "date_value", "text")],
    ),
    "a value without a unit": (
        "project_facts",
        {"id": "cku-length-1"},
        {"unit": None},
        ["(value is None) == (low is None) == (high is None) == (unit is None) == (relation is None)"],
    ),
    "a date with a unit": (
        "project_facts",
        {"id": "cku-start-1"},
        {"unit": "km"},
        ["(value is None) == (low is None) == (high is None) == (unit is None) == (relation is None)"],
    ),
    "neither a quotation nor a reason": (
        "project_facts",
        {"id": "cku-length-2"},
        {"quote": None},
        ["(quote is None) != (unquoted is None)"],
    ),
    "a precision without a reason": (
        "project_facts",
        {"id": "syrdarya-capacity-4"},
        {"note": None},
        ["precision is None or note is not None"],
    ),
    "a fact outside its bounds": (
        "project_facts",
        {"id": "cku-length-2"},
        {"value": 531.0},
        ["value is None or low <= value <= high"],
    ),
    "a part that ends before it starts": (
        "trade_parts",
        {"partner": "KAZ", "value": 40.07},
        {"period_start": "2024-12-01"},
        ["period_start <= period_end"],
    ),
}


def write_changed(file: Path, table: str, row: dict[str, Any], cells: dict[str, Any]) -> int:
    """Write a table with other cells in the first row that has those of `row`; return the number of that row."""
    number, found = next(
        (number, found)
        for number, found in enumerate(rows(table), start=2)
        if all(found[name] == cell for name, cell in row.items())
    )
    changed = [*map(dict, rows(table))]
    changed[number - 2] = {**found, **cells}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(found), lineterminator="\n")
        writer.writeheader()
        for each in changed:
            writer.writerow(
                {name: str(cell).lower() if isinstance(cell, bool) else cell for name, cell in each.items()}
            )
    return number


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_found(name: str, tmp_path: Path) -> None:
    table, row, cells, formulas = BROKEN[name]
    number = write_changed(tmp_path / "changed.csv", table, row, cells)
    errors = sd.validate(tmp_path / "changed.csv", table, only=["row-constraint"]).errors
    assert [(error.row_number, error.note.split('"')[1]) for error in errors] == [(number, each) for each in formulas]


def test_every_rule_has_a_row_that_breaks_it() -> None:
    assert {(table, rule) for table, _, _, rules in BROKEN.values() for rule in rules} == {
        (table, rule) for table, rules in RULES.items() for rule in rules
    }


@pytest.mark.slow
def test_check_finds_what_validate_and_frictionless_find(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    shutil.copytree(locate().parent / "resources", folder / "resources")
    shutil.copy(locate(), folder)
    number = write_changed(folder / "resources/gas_trade.csv", "gas_trade", {"partner": "TKM"}, {"value": 0.1})
    by_check = next(task for task in sd.check(folder).tasks if task.name == "gas_trade").errors
    (by_validate,) = [error for error in sd.validate(folder).errors if error.type == "row-constraint"]
    assert (number, by_validate.message) in [(error.row_number, error.message) for error in by_check]
    package = frictionless.Package.from_descriptor(str(folder / "datapackage.json"))
    table = package.get_resource("gas_trade")
    checklist = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (given,) = [each["checklist"] for each in checklist["resources"] if each["name"] == "gas_trade"]
    found: list[Any] = table.validate(frictionless.Checklist.from_descriptor(given)).tasks[0].errors
    assert (number, by_validate.note) in [
        (error.row_number, error.note) for error in found if error.type == "row-constraint"
    ]
