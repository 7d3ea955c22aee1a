"""The rules of groups of the package's own tables: `validate` and `check` find the group that breaks each."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.datapackage import descriptor
from summitdata.tables import rows

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata._names import TableName

RULES = {
    (table["name"], ",".join(check["by"]))
    for table in descriptor()["resources"]
    for check in table.get("checklist", {}).get("checks", ())
    if check["type"] == "group-constraint"
}
"""The rules, each by its table and the fields in which the rows of a group agree."""

CELL, FLOWS, PARTNERS = "year,partner,basis,flow,unit", "year,partner,basis,unit", "year,basis,flow,unit"
PART_FLOWS, PART_PARTNERS = (f"period_start,period_end,{rest}" for rest in ("partner,basis,unit", "basis,flow,unit"))
DAY, VOLUME = "measure,period_start,period_end", "measure,period_start,period_end,volume"


def cell(year: int, partner: str, basis: str = "gacc", flow: str = "total", unit: str = "bn USD") -> dict[str, Any]:
    """Return the cells that find the preferred row of a figure."""
    return {"year": year, "partner": partner, "basis": basis, "flow": flow, "unit": unit, "preferred": True}


DELIVERY = {"measure": "turkmen deliveries", "period_end": "2019-10-21"}
YEAR = {"measure": "china consumption", "period_end": "2023-12-31", "volume": "chinese"}
SECOND = {"year": 2025, "partner": "KGZ", "basis": "gacc", "flow": "total", "preferred": False}

BROKEN: dict[str, tuple[TableName, dict[str, Any], dict[str, Any], str]] = {
    "no preferred row": ("trade", cell(2018, "KGZ", "kg-statistics", "exports"), {"preferred": False}, CELL),
    "two preferred rows": ("trade", SECOND, {"preferred": True}, CELL),
    "exports and imports below the total": (
        "trade",
        cell(2025, "C5", flow="exports"),
        {"value": 70, "low": 69.5, "high": 70.5},
        FLOWS,
    ),
    "imports above the total": (
        "trade",
        cell(2018, "TKM", flow="imports"),
        {"year": 2025, "value": 11, "low": 10.5, "high": 11.5, "partner": "TJK"},
        FLOWS,
    ),
    "states that miss their total": (
        "trade",
        cell(2025, "C5"),
        {"value": 107.4, "low": 107.35, "high": 107.45},
        PARTNERS,
    ),
    "states that exceed what all have": (
        "trade",
        cell(2024, "C5", "edb"),
        {"value": 48.0, "low": 47.95, "high": 48.05},
        PARTNERS,
    ),
    "a part of a year whose flows miss its total": (
        "trade_parts",
        {"partner": "C5", "value": 286.42},
        {"value": 288.4, "low": 288.35, "high": 288.45},
        PART_FLOWS,
    ),
    "a part of a year whose states miss their total": (
        "trade_parts",
        {"partner": "C5", "value": 85.58},
        {"value": 84.58, "low": 84.575, "high": 84.585},
        PART_PARTNERS,
    ),
    "no preferred delivery": ("gas", DELIVERY, {"preferred": False}, DAY),
    "two preferred rows of gas": ("gas", {**YEAR, "preferred": False}, {"preferred": True}, VOLUME),
    "deliveries in another cubic metre": ("gas", DELIVERY, {"volume": "40 MJ"}, "measure"),
}

ALLOWED: dict[str, tuple[TableName, dict[str, Any], dict[str, Any]]] = {
    "flows whose interval ends where that of the total begins": (
        "trade",
        cell(2025, "C5", flow="exports"),
        {"value": 71.1, "low": 71.05, "high": 71.15},
    ),
    "flows whose interval begins where that of the total ends": (
        "trade",
        cell(2025, "C5", flow="exports"),
        {"value": 71.3, "low": 71.295, "high": 71.305},
    ),
    "a total one hundredth from the sum of five roundings": (
        "trade",
        cell(2024, "C5"),
        {"value": 94.83, "low": 94.825, "high": 94.835},
    ),
    "deliveries whose cubic metre is not stated": ("gas", DELIVERY, {"volume": "not stated"}),
}


def broken_in(table: TableName, table_rows: list[dict[str, Any]], file: Path) -> list[tuple[str, str]]:
    """Return, of each group that breaks a rule, the fields in which its rows agree, and what the error says of it."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table_rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in table_rows:
            cells = {name: str(cell).lower() if isinstance(cell, bool) else cell for name, cell in row.items()}
            writer.writerow(cells)
    errors = sd.validate(file, table, only=["group-constraint"]).errors
    assert {error.type for error in errors} <= {"group-constraint"}
    by = {check["formula"]: check["by"] for check in _checks(table)}
    found = []
    for error in errors:
        formula, group = error.note.removeprefix('the group constraint to conform is "').split('": in the group with ')
        found.append((",".join(by[formula]), group))
    return found


def _checks(table: str) -> list[dict[str, Any]]:
    (resource,) = (each for each in descriptor()["resources"] if each["name"] == table)
    return [check for check in resource["checklist"]["checks"] if check["type"] == "group-constraint"]


def changed(table: TableName, cells: dict[str, Any], update: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table with other cells in the first one that has these."""
    copies = [dict(row) for row in rows(table)]
    next(row for row in copies if all(row[name] == value for name, value in cells.items())).update(update)
    return copies


@pytest.mark.parametrize("name", BROKEN)
def test_a_group_that_breaks_a_rule_is_found(name: str, tmp_path: Path) -> None:
    table, cells, update, by = BROKEN[name]
    assert by in [fields for fields, _ in broken_in(table, changed(table, cells, update), tmp_path / "changed.csv")]


def test_every_rule_has_a_group_that_breaks_it() -> None:
    assert {(table, by) for table, _, _, by in BROKEN.values()} == RULES


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_just_possible_breaks_no_rule(name: str, tmp_path: Path) -> None:
    table, cells, update = ALLOWED[name]
    assert broken_in(table, changed(table, cells, update), tmp_path / "changed.csv") == []


def test_a_day_has_one_preferred_delivery_whatever_its_cubic_metre(tmp_path: Path) -> None:
    table_rows = [dict(row) for row in rows("gas")]
    (row,) = (row for row in table_rows if {**row, **DELIVERY} == row)
    table_rows.append({**row, "volume": "not stated"})
    assert [by for by, _ in broken_in("gas", table_rows, tmp_path / "gas.csv")] == [DAY]


def of_states(total: float, file: Path, left_out: str = "") -> list[str]:
    """Return what the rule on states says of a year in which five states have 10 each."""
    values = dict.fromkeys(("KAZ", "KGZ", "TJK", "TKM", "UZB"), 10.0) | {"C5": total}
    columns = dict.fromkeys(rows("trade")[0])
    series = [
        columns
        | cell(2000, name)
        | {"value": value, "low": round(value - 0.05, 3), "high": round(value + 0.05, 3), "source": "xinhua"}
        for name, value in values.items()
        if name != left_out
    ]
    return [by for by, _ in broken_in("trade", series, file)]


@pytest.mark.parametrize("total", [49.7, 50.1, 50.3])
def test_states_add_up_within_their_rounding(total: float, tmp_path: Path) -> None:
    assert of_states(total, tmp_path / "trade.csv") == []


@pytest.mark.parametrize("total", [49.6, 50.4])
def test_states_that_miss_their_total_beyond_their_rounding(total: float, tmp_path: Path) -> None:
    assert of_states(total, tmp_path / "trade.csv") == [PARTNERS]


def test_some_states_may_be_less_than_all_but_not_more(tmp_path: Path) -> None:
    assert of_states(90.1, tmp_path / "trade.csv", left_out="UZB") == []
    assert of_states(39.7, tmp_path / "trade.csv", left_out="UZB") == [PARTNERS]
