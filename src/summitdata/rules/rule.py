"""What a rule is, and what the rules share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["NOISE", "NumberedRows", "Row", "Rule", "Violation", "quotation_violations", "rounding_interval"]

Row = dict[str, Any]
NumberedRows = list[tuple[int, Row]]
"""The rows of a table with their row numbers (the header is row 1)."""

MOST_WORDS = 15
"""How many words a quotation may have."""

NOISE = 1e-9
"""The rounding error that binary fractions may add to a sum of hundredths."""


@dataclass(frozen=True)
class Violation:
    """A row that breaks a rule."""

    table: str
    row: int
    field: str
    message: str


@dataclass(frozen=True)
class Rule:
    """A rule: its name, the tables it reads, and the function that finds the rows that break it."""

    name: str
    tables: tuple[str, ...]
    find: Callable[..., Iterator[Violation]]


def rounding_interval(value: Decimal) -> tuple[Decimal, Decimal]:
    """Return the bounds of the numbers that round to `value` as it is written.

    Trailing zeros of an integer do not count as digits: the last other digit is the rounded one.

    Examples
    --------
    >>> rounding_interval(Decimal("94.8"))
    (Decimal('94.75'), Decimal('94.85'))
    >>> rounding_interval(Decimal("430"))
    (Decimal('425'), Decimal('435'))
    """
    _, digits, exponent = value.as_tuple()
    place = int(exponent)
    if place == 0:
        place = len(digits) - len("".join(map(str, digits)).rstrip("0")) if any(digits) else 0
    half = Decimal(5).scaleb(place - 1)
    return value - half, value + half


def quotation_violations(table: str, field: str, numbered_rows: NumberedRows) -> Iterator[Violation]:
    """Yield a violation for each quotation that has too many words."""
    for number, row in numbered_rows:
        words = len((row[field] or "").split())
        if words > MOST_WORDS:
            yield Violation(table, number, field, f"a quotation of {words} words: give at most {MOST_WORDS}")
