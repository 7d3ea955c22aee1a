"""The rules on gas: bounds, periods, one preferred row, growth, one cubic metre, sums, and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitdata.datapackage import descriptor
from summitdata.rules import Violation, violations
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.rules import NumberedRows


def tables() -> dict[str, NumberedRows]:
    """Return a copy of the package's tables, with row numbers."""
    names = [resource["name"] for resource in descriptor()["resources"]]
    return {name: [(number, dict(row)) for number, row in enumerate(rows(name), start=2)] for name in names}


def find(table: NumberedRows, cells: dict[str, Any]) -> int:
    """Return the row number of the first row with these cells."""
    return next(n for n, row in table if all(row[name] == cell for name, cell in cells.items()))


DELIVERY = {"measure": "turkmen deliveries", "period_end": "2019-10-21"}
BOUND = {"measure": "turkmen deliveries", "period_end": "2023-01-06"}
YEAR = {"measure": "china consumption", "period_end": "2024-12-31", "volume": "chinese"}
PIPELINE = {"measure": "pipeline flow", "period_end": "2025-12-31"}

Case = tuple[tuple[str, dict[str, Any]], dict[str, Any], str, str, str]
BROKEN: dict[str, Case] = {
    "a part of a year": (
        ("gas", YEAR), {"period_end": "2024-06-30"}, "gas-period", "period_end",
        "2024-01-01 to 2024-06-30 is not a calendar year"),
    "two years": (
        ("gas", YEAR), {"period_start": "2023-01-01"}, "gas-period", "period_end",
        "2023-01-01 to 2024-12-31 is not a calendar year"),
    "deliveries since another day": (
        ("gas", DELIVERY), {"period_start": "2010-01-01"}, "gas-period", "period_start",
        "the series begins on 2009-12-14, not on 2010-01-01"),
    "gas that shrinks": (
        ("gas", DELIVERY), {"value": 152.1, "low": 152.05, "high": 152.15}, "gas-grows", "value",
        "cumulative deliveries cannot shrink: at least 245 bcm were delivered before"),
    "gas that shrinks below a bound": (
        ("gas", {**BOUND, "period_end": "2024-10-23"}), {"value": 340.0, "low": 339.5, "high": 340.5}, "gas-grows",
        "value", "cumulative deliveries cannot shrink: at least 350 bcm were delivered before"),
    "more from one state than from all": (
        ("gas", DELIVERY), {"value": 294.8, "low": 294.75, "high": 294.85}, "gas-part", "value",
        "all suppliers together had delivered at most 294.65 bcm"),
    "suppliers that miss the pipeline": (
        ("gas", PIPELINE), {"value": 36.6681, "low": 36.66805, "high": 36.66815}, "gas-suppliers", "value",
        "the three suppliers add up to 36.6677 to 36.668, but the pipeline is 36.6681"),
    "a verdict on two cubic metres": (
        ("evidence", {"id": "gas-equivalence-6"}), {"comparable": True, "reason": None, "relation": "equals"},
        "gas-verdict-volume", "comparable",
        "counted in the cubic metre 40 MJ, but other statements of this verdict in chinese"),
    "no preferred value of gas": (
        ("gas_trade", {"year": 2024, "partner": "TKM"}), {"preferred": False}, "gas-value", "preferred",
        "prefer one row of this supplier and year"),
    "two preferred values of gas": (
        ("gas_trade", {"year": 2022, "partner": "KAZ", "preferred": False}), {"preferred": True}, "gas-value",
        "preferred", "prefer one row of this supplier and year"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_named_with_what_is_wrong(name: str) -> None:
    (table, cells), update, rule, field, message = BROKEN[name]
    changed = tables()
    number = find(changed[table], cells)
    dict(changed[table])[number].update(update)
    assert (rule, Violation(table, number, field, message)) in list(violations(changed))


ALLOWED: dict[str, tuple[tuple[str, dict[str, Any]], dict[str, Any]]] = {
    "gas at its lower bound": (("gas", DELIVERY), {"value": 252.05}),
    "gas at its upper bound": (("gas", DELIVERY), {"value": 252.15}),
    "deliveries that may be what they were before": (("gas", DELIVERY), {"value": 245, "low": 244.95, "high": 245}),
    "deliveries that may be all that there were": (("gas", DELIVERY), {"value": 294.7, "low": 294.65, "high": 294.75}),
    "an upper bound": (
        ("gas", BOUND), {"relation": "at_most", "value": 400.0, "low": None, "high": 400.0}),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_just_possible_breaks_no_rule(name: str) -> None:
    (table, cells), update = ALLOWED[name]
    changed = tables()
    dict(changed[table])[find(changed[table], cells)].update(update)
    assert list(violations(changed)) == []


def deliveries(values: list[float]) -> NumberedRows:
    """Return deliveries by the ends of years from 2010 on, with an interval of one to either side."""
    return [
        (number, {"measure": "turkmen deliveries", "period_start": "2009-12-14", "period_end": f"{2008 + number}-12-31",
                  "relation": "equals", "value": value, "low": value - 1, "high": value + 1, "volume": "cnpc",
                  "preferred": True, "origin": "cnpc", "note": None, "source": "somebody"})
        for number, value in enumerate(values, start=2)
    ]  # fmt: skip


@given(st.lists(st.integers(2, 500), min_size=1, max_size=12))
def test_a_series_is_valid_if_and_only_if_some_growing_series_fits_it(values: list[int]) -> None:
    found = {violation.row for rule, violation in violations({"gas": deliveries([*values])}) if rule == "gas-grows"}
    least, shrunk = 0, set()
    for number, value in enumerate(values, start=2):
        least = max(least, value - 1)
        if value + 1 < least:
            shrunk.add(number)
    assert found == shrunk
