"""Rules on what figures of trade can be: a wrong unit, currency, period or compiler makes one of them impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.rules.rule import Rule, Violation
from summitdata.rules.trade_cells import bounds, key_of, other, preferred_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows

_FARTHEST = 100
"""The factor between two figures of one trade beyond which a unit is wrong; of those that are right, none reaches 41.

A million taken for a billion is a factor of 1,000. The bounds of the schema do not see it in a small figure.
"""

_YUAN, _DOLLARS = "bn CNY", "bn USD"
_RATES = (5, 9)
"""What a dollar has cost in yuan since 1992: from 5.5 to 8.7."""


def _scale(trade: NumberedRows) -> Iterator[Violation]:
    """Check that a figure is of the size of the year before, and of what others count in the same year."""
    cells = preferred_cells(trade)
    near: dict[tuple[object, ...], list[tuple[str, float]]] = {}
    for (year, partner, basis, flow, unit), (_, row) in cells.items():
        near.setdefault((year, partner, flow, unit), []).append((basis, row["value"]))
    for number, row in trade:
        before = cells.get(other(key_of(row), year=row["year"] - 1))
        beside = [("the year before", before[1]["value"])] if before else []
        beside += near.get((row["year"], row["partner"], row["flow"], row["unit"]), [])
        for name, value in beside:
            if max(row["value"], value) > _FARTHEST * min(row["value"], value):
                message = f"{row['value']:g} is more than {_FARTHEST} times off {name} ({value:g}): is the unit right?"
                yield Violation("trade", number, "value", message)
                break


def _currency(trade: NumberedRows) -> Iterator[Violation]:
    """Check that a figure in yuan is possible beside the same figure in dollars."""
    cells = preferred_cells(trade)
    for number, row in trade:
        dollars = cells.get(other(key_of(row), unit=_DOLLARS))
        if row["unit"] != _YUAN or dollars is None:
            continue
        (value, low, high), (usd, usd_low, usd_high) = bounds(row), bounds(dollars[1])
        if high < _RATES[0] * usd_low or low > _RATES[1] * usd_high:
            message = f"{value:f} {_YUAN} cannot be the {usd:f} {_DOLLARS} of the same figure"
            yield Violation("trade", number, "value", message)


def _part_of_year(trade_parts: NumberedRows, trade: NumberedRows) -> Iterator[Violation]:
    """Check that the trade of some months is not more than that of their year by the same compiler."""
    cells = preferred_cells(trade)
    for number, row in trade_parts:
        year = int(row["period_end"][:4])
        whole = cells.get((year, row["partner"], row["basis"], row["flow"], row["unit"]))
        if whole is not None and row["low"] > whole[1]["high"]:
            message = f"{row['value']:g} by {row['period_end']} is more than the {whole[1]['value']:g} of {year}"
            yield Violation("trade_parts", number, "value", message)


def _trade_source(trade: NumberedRows, sources: NumberedRows) -> Iterator[Violation]:
    """Check that data of a body that compiles figures of trade are in no series of another body."""
    compilers = {row["basis"] for _, row in trade}
    bodies = {row["id"]: row["body"] for _, row in sources}
    for number, row in trade:
        body = bodies.get(row["source"])
        if body in compilers and body != row["basis"]:
            message = f"the source gives what {body} itself compiled, not what {row['basis']} did"
            yield Violation("trade", number, "basis", message)


PLAUSIBLE_TRADE_RULES = [
    Rule("trade-scale", ("trade",), _scale),
    Rule("trade-currency", ("trade",), _currency),
    Rule("trade-part-of-year", ("trade_parts", "trade"), _part_of_year),
    Rule("trade-source", ("trade", "sources"), _trade_source),
]
