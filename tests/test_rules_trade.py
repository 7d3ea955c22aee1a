"""The rules on trade: intervals, sums, changes, one compiler, and one preferred row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from summitdata.datapackage import descriptor
from summitdata.rules import Violation, violations
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.rules import NumberedRows


def tables() -> dict[str, NumberedRows]:
    """Return a copy of the package's tables, with row numbers."""
    names = [resource["name"] for resource in descriptor()["resources"]]
    return {name: [(number, dict(row)) for number, row in enumerate(rows(name), start=2)] for name in names}


def find(table: NumberedRows, **cells: Any) -> int:
    """Return the row number of the first row with these cells."""
    return next(n for n, row in table if all(row[name] == cell for name, cell in cells.items()))


def cell(year: int, partner: str, basis: str = "gacc", flow: str = "total", unit: str = "bn USD") -> dict[str, Any]:
    """Return the cells that find the preferred row of a figure."""
    return {"year": year, "partner": partner, "basis": basis, "flow": flow, "unit": unit, "preferred": True}


def change(partner: str) -> dict[str, Any]:
    """Return the cells that find a stated change."""
    return {"year": 2024, "partner": partner}


Case = tuple[tuple[str, dict[str, Any]], dict[str, Any], str, str, str]
BROKEN: dict[str, Case] = {
    "bounds wider than the rounding": (
        ("trade", cell(2025, "C5")), {"low": 105.8, "high": 106.8}, "trade-interval", "low",
        "low 105.8 and high 106.8 are not half a unit of a printed digit around 106.3"),
    "bounds that no digit gives": (
        ("trade", cell(2025, "C5")), {"low": 106.27, "high": 106.33}, "trade-interval", "low",
        "low 106.27 and high 106.33 are not half a unit of a printed digit around 106.3"),
    "bounds of two widths": (
        ("trade", cell(2025, "C5")), {"low": 106.295}, "trade-interval", "low",
        "low 106.295 and high 106.35 are not half a unit of a printed digit around 106.3"),
    "a value without bounds of its own": (
        ("trade", cell(2025, "C5")), {"low": 106.3, "high": 106.3}, "trade-interval", "low",
        "low 106.3 and high 106.3 are not half a unit of a printed digit around 106.3"),
    "bounds of a change that no digit gives": (
        ("trade_changes", change("TKM")), {"low": 0.0569}, "trade-change-interval", "low",
        "low 0.0569 and high 0.0575 are not half a unit of a printed digit around 0.057"),
    "bounds of a part that no digit gives": (
        ("trade_parts", {"partner": "C5", "value": 286.42}), {"low": 286.418}, "trade-part-interval", "low",
        "low 286.418 and high 286.425 are not half a unit of a printed digit around 286.42"),
    "a sum that is not the sum": (
        ("trade", cell(2024, "C5", unit="bn CNY")), {"value": 674.7, "low": 674.65, "high": 674.75}, "trade-computed",
        "value", "the sum is 674.746723764 with low 674.7467237615 and high 674.7467237665"),
    "a sum of nothing": (
        ("trade", cell(2024, "C5")), {"computed": "flows"}, "trade-computed", "computed",
        "the table has no exports of C5 to add up"),
    "a medium as compiler": (
        ("trade", cell(2024, "KAZ")), {"basis": "xinhua"}, "trade-basis", "basis",
        "a medium compiles no figures of trade: name the body whose figures it repeats"),
    "a change that the totals exclude": (
        ("trade_changes", change("TKM")), {"value": 0.57, "low": 0.565, "high": 0.575}, "trade-change", "value",
        "the figures of the two years differ by 0.05, not by 0.57"),
    "a change with the wrong sign": (
        ("trade_changes", change("KAZ")), {"value": -2.8, "low": -2.85, "high": -2.75}, "trade-change", "value",
        "the figures of the two years differ by 2.82, not by -2.8"),
    "a part that is a whole year": (
        ("trade_parts", {"partner": "C5", "value": 286.42}), {"period_end": "2025-12-31"}, "trade-part-period",
        "period_end", "2025-01-01 to 2025-12-31 are not whole months of one year, fewer than twelve"),
    "a part that ends within a month": (
        ("trade_parts", {"partner": "C5", "value": 286.42}), {"period_end": "2025-05-30"}, "trade-part-period",
        "period_end", "2025-01-01 to 2025-05-30 are not whole months of one year, fewer than twelve"),
    "a part of two years": (
        ("trade_parts", {"partner": "C5", "value": 286.42}), {"period_start": "2024-06-01"}, "trade-part-period",
        "period_end", "2024-06-01 to 2025-05-31 are not whole months of one year, fewer than twelve"),
    "a medium as compiler of a part": (
        ("trade_parts", {"partner": "C5", "value": 49.76}), {"basis": "xinhua"}, "trade-part-basis", "basis",
        "a medium compiles no figures of trade: name the body whose figures it repeats"),
    "a medium as compiler of a change": (
        ("trade_changes", change("TKM")), {"basis": "xinhua"}, "trade-change-basis", "basis",
        "a medium compiles no figures of trade: name the body whose figures it repeats"),
    "millions taken for billions in a small figure": (
        ("trade", cell(1996, "KGZ", "imf-partner", "imports")), {"value": 35.817, "low": 35.8165, "high": 35.8175},
        "trade-scale", "value", "35.817 is more than 100 times off the year before (0.003026): is the unit right?"),
    "billions taken for millions": (
        ("trade", cell(2024, "KGZ", "kg-statistics")), {"value": 0.0055, "low": 0.00545, "high": 0.00555},
        "trade-scale", "value", "0.0055 is more than 100 times off gacc (22.71): is the unit right?"),
    "dollars taken for yuan": (
        ("trade", cell(2024, "KAZ", unit="bn CNY")), {"value": 43.82, "low": 43.815, "high": 43.825},
        "trade-currency", "value", "43.82 bn CNY cannot be the 43.82 bn USD of the same figure"),
    "a part of a year above its year": (
        ("trade_parts", {"partner": "KAZ", "value": 40.07}), {"value": 44.07, "low": 44.065, "high": 44.075},
        "trade-part-of-year", "value", "44.07 by 2024-11-30 is more than the 43.82 of 2024"),
    "data of one body in the series of another": (
        ("trade", cell(2012, "KAZ", "imf-china")), {"basis": "mofcom"}, "trade-source", "basis",
        "the source gives what imf-china itself compiled, not what mofcom did"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_named_with_what_is_wrong(name: str) -> None:
    (table, cells), update, rule, field, message = BROKEN[name]
    changed = tables()
    number = find(changed[table], **cells)
    dict(changed[table])[number].update(update)
    found = [(at, violation) for at, violation in violations(changed) if at == rule]
    assert (field, message) in [(violation.field, violation.message) for _, violation in found]


ALLOWED: dict[str, tuple[tuple[str, dict[str, Any]], dict[str, Any]]] = {
    "a value with more digits than the table shows": (
        ("trade", cell(2025, "C5")), {"low": 106.2995, "high": 106.3005}),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_just_possible_breaks_no_rule(name: str) -> None:
    (table, cells), update = ALLOWED[name]
    changed = tables()
    dict(changed[table])[find(changed[table], **cells)].update(update)
    assert list(violations(changed)) == []


def added(**cells: Any) -> list[tuple[str, Violation]]:
    """Return what breaks a rule once a row is added to trade."""
    changed = tables()
    row = {"preferred": True, "computed": None, "note": None, "flow": "total", "unit": "bn USD"} | cells
    changed["trade"].append((len(changed["trade"]) + 2, row))
    return list(violations(changed))


@pytest.mark.parametrize("basis", ["kg-statistics", "edb", "imf-partner"])
def test_a_true_figure_of_another_compiler_breaks_no_sum(basis: str) -> None:
    """The Kyrgyz figure of 2024 was in no series, because it broke the sum of figures that others had compiled."""
    changed = tables()
    changed["trade"] = [
        (n, row) for n, row in changed["trade"] if (row["basis"], row["partner"], row["year"]) != (basis, "KGZ", 2024)
    ]
    number = len(changed["trade"]) + 2
    kyrgyz = cell(2024, "KGZ", basis) | {"value": 5.5, "low": 5.45, "high": 5.55, "source": "trend-2025-03-17"}
    changed["trade"].append((number, kyrgyz | {"computed": None, "note": None}))
    assert list(violations(changed)) == []


def test_a_source_that_disagrees_stands_beside_the_preferred_one() -> None:
    other = cell(2025, "KAZ") | {"value": 50.0, "low": 49.5, "high": 50.5, "source": "trend", "preferred": False}
    assert added(**other) == []
