"""What the rules on trade share: the key of a figure, and sums of figures.

Sums are those of exact decimals, as the file writes them: binary fractions would make a sum of roundings inexact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.rules.rule import NumberedRows, Row

    Period = int | tuple[str, str]
    Key = tuple[Period, str, str, str, str]
    Bounds = tuple[Decimal, Decimal, Decimal]

__all__ = ["added", "bounds", "key_of", "other", "preferred_cells"]


def key_of(row: Row) -> Key:
    """Return the year, or the first and last day, and the partner, basis, flow and unit of a figure."""
    period = row["year"] if "year" in row else (row["period_start"], row["period_end"])
    return period, row["partner"], row["basis"], row["flow"], row["unit"]


def other(
    key: Key, *, year: int | None = None, partner: str | None = None, flow: str | None = None, unit: str | None = None
) -> Key:
    """Return the key of the same figure of another year, partner or flow, or in another unit."""
    return year or key[0], partner or key[1], key[2], flow or key[3], unit or key[4]


def preferred_cells(rows: NumberedRows) -> dict[Key, tuple[int, Row]]:
    """Return the row of each figure that the functions use; a table without a mark has one row of each."""
    return {key_of(row): (number, row) for number, row in rows if row.get("preferred", True)}


def bounds(row: Row) -> Bounds:
    """Return the value of a row with its lower and its upper bound."""
    value, low, high = (Decimal(repr(float(row[name])).removesuffix(".0")) for name in ("value", "low", "high"))
    return value, low, high


def added(rows: Iterable[Row]) -> Bounds:
    """Return the sum of the values of rows, with the sums of their bounds."""
    parts = [bounds(row) for row in rows]
    value, low, high = (sum((part[place] for part in parts), Decimal()) for place in range(3))
    return value, low, high
