"""Rules on the series of trade: intervals, computed sums, and one compiler in each series."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from summitdata.rules.rule import Rule, Violation, rounding_interval
from summitdata.rules.trade_cells import added, bounds, key_of, other, preferred_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows

_STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
_FLOWS = ("exports", "imports")
_DECEMBER = 12
_NO_COMPILERS = ("company", "medium")
"""Kinds of origins that repeat figures of trade and compile none."""


def _trade_intervals(trade: NumberedRows) -> Iterator[Violation]:
    yield from _intervals("trade", [(number, row) for number, row in trade if row["computed"] is None])


def _change_intervals(trade_changes: NumberedRows) -> Iterator[Violation]:
    yield from _intervals("trade_changes", trade_changes)


def _part_intervals(trade_parts: NumberedRows) -> Iterator[Violation]:
    yield from _intervals("trade_parts", trade_parts)


def _part_periods(trade_parts: NumberedRows) -> Iterator[Violation]:
    """Check that a part of a year is whole months of one year, and fewer than twelve."""
    for number, row in trade_parts:
        start, end = date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"])
        whole = start.day == 1 and (end + timedelta(days=1)).day == 1
        if not whole or start.year != end.year or (start.month, end.month) == (1, _DECEMBER):
            message = f"{start} to {end} are not whole months of one year, fewer than twelve"
            yield Violation("trade_parts", number, "period_end", message)


def _intervals(table: str, rows: NumberedRows) -> Iterator[Violation]:
    """Check that the bounds of a value that a source states are half a unit of one of its digits.

    The digit is the last one that is written, or one after it: a number does not show the zeros that a source prints.
    """
    for number, row in rows:
        value, low, high = bounds(row)
        half = high - value
        widest = rounding_interval(value)[1] - value
        if not (value - low == half <= widest and half.normalize().as_tuple().digits == (5,)):
            message = f"low {low:f} and high {high:f} are not half a unit of a printed digit around {value:f}"
            yield Violation(table, number, "low", message)


def _trade_computed(trade: NumberedRows) -> Iterator[Violation]:
    """Check that a row that is a sum is exactly the sum of the preferred rows that it adds up."""
    cells = preferred_cells(trade)
    for number, row in trade:
        if row["computed"] is None:
            continue
        if row["computed"] == "flows":
            keys = [other(key_of(row), flow=flow) for flow in _FLOWS]
        else:
            keys = [other(key_of(row), partner=state) for state in _STATES]
        if missing := [key for key in keys if key not in cells or key_of(row) in keys]:
            message = f"the table has no {missing[0][3]} of {missing[0][1]} to add up"
            yield Violation("trade", number, "computed", message)
        elif added(cells[key][1] for key in keys) != bounds(row):
            value, low, high = added(cells[key][1] for key in keys)
            message = f"the sum is {value:f} with low {low:f} and high {high:f}"
            yield Violation("trade", number, "value", message)


def _trade_basis(trade: NumberedRows, origins: NumberedRows) -> Iterator[Violation]:
    yield from _basis("trade", trade, origins)


def _change_basis(trade_changes: NumberedRows, origins: NumberedRows) -> Iterator[Violation]:
    yield from _basis("trade_changes", trade_changes, origins)


def _part_basis(trade_parts: NumberedRows, origins: NumberedRows) -> Iterator[Violation]:
    yield from _basis("trade_parts", trade_parts, origins)


def _basis(table: str, rows: NumberedRows, origins: NumberedRows) -> Iterator[Violation]:
    """Check that a basis is a body that compiles figures."""
    kinds = {row["id"]: row["kind"] for _, row in origins}
    for number, row in rows:
        if kinds.get(row["basis"]) in _NO_COMPILERS:
            message = f"a {kinds[row['basis']]} compiles no figures of trade: name the body whose figures it repeats"
            yield Violation(table, number, "basis", message)


def _trade_changes(trade_changes: NumberedRows, trade: NumberedRows) -> Iterator[Violation]:
    """Check that a stated change may be the difference of the two figures of the same body."""
    cells = preferred_cells(trade)
    for number, row in trade_changes:
        later, before = cells.get(key_of(row)), cells.get(other(key_of(row), year=row["year"] - 1))
        if later is None or before is None:
            continue
        (value, low, high), (old, old_low, old_high) = bounds(later[1]), bounds(before[1])
        change, least, greatest = bounds(row)
        if greatest < low - old_high or least > high - old_low:
            message = f"the figures of the two years differ by {value - old:f}, not by {change:f}"
            yield Violation("trade_changes", number, "value", message)


TRADE_RULES = [
    Rule("trade-interval", ("trade",), _trade_intervals),
    Rule("trade-computed", ("trade",), _trade_computed),
    Rule("trade-basis", ("trade", "origins"), _trade_basis),
    Rule("trade-change-interval", ("trade_changes",), _change_intervals),
    Rule("trade-change-basis", ("trade_changes", "origins"), _change_basis),
    Rule("trade-part-interval", ("trade_parts",), _part_intervals),
    Rule("trade-part-period", ("trade_parts",), _part_periods),
    Rule("trade-part-basis", ("trade_parts", "origins"), _part_basis),
    Rule("trade-change", ("trade_changes", "trade"), _trade_changes),
]
