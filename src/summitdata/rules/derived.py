"""Values that follow from other statements: one formula each, and the interval that the inputs leave.

A statement of the table `evidence` with the relation `derived` names its inputs (`derived_from`, ids of other
statements) and one of the formulas below. Its value and its bounds are computed here; `check` compares the cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["FORMULAS", "Formula", "derive", "input_ids"]

STEP = Decimal("0.0001")
"""Values are rounded to this, and bounds away from the value, so that the interval never loses a true value."""


@dataclass(frozen=True)
class Formula:
    """How a value follows from others: a function that rises or falls with each of its inputs."""

    inputs: tuple[str, ...]
    unit: str | None
    function: Callable[..., Decimal]
    text: str


HUNDRED = Decimal(100)

FORMULAS: dict[str, Formula] = {
    "growth": Formula(
        ("level", "level before"),
        "percent",
        lambda level, before: (level / before - 1) * HUNDRED,
        "100 x (level / level before - 1)",
    ),
    "growth of increase": Formula(
        ("increase", "level"),
        "percent",
        lambda increase, level: increase / (level - increase) * HUNDRED,
        "100 x increase / (level - increase)",
    ),
    "growth before acceleration": Formula(
        ("growth", "percentage points"),
        "percent",
        lambda growth, points: growth - points,
        "growth - percentage points",
    ),
    "level after growth": Formula(
        ("level before", "growth"),
        None,
        lambda before, growth: before * (1 + growth / HUNDRED),
        "level before x (1 + growth / 100)",
    ),
}
"""What a derived statement may be; the unit of the result is given, or is that of the first input."""


def derive(row: Mapping[str, Any], statements: Mapping[str, Mapping[str, Any]]) -> tuple[float, float, float]:
    """Return value, lower and upper bound of a derived statement.

    Parameters
    ----------
    row : mapping
        The row of the derived statement, with `formula` and `derived_from` (ids, separated by spaces).
    statements : mapping
        The rows of the table `evidence` by id, each with `value`, `low` and `high`.

    Examples
    --------
    >>> more, total = {"value": 5.4, "low": 5.35, "high": 5.45}, {"value": 94.8, "low": 94.75, "high": 94.85}
    >>> row = {"formula": "growth of increase", "derived_from": "more total"}
    >>> derive(row, {"more": more, "total": total})
    (6.0403, 5.9776, 6.1031)
    """
    function = FORMULAS[row["formula"]].function
    inputs = [statements[id] for id in row["derived_from"].split()]
    value = function(*(_decimal(each["value"]) for each in inputs))
    ends = [function(*corner) for corner in product(*((_decimal(s["low"]), _decimal(s["high"])) for s in inputs))]
    return (
        float(value.quantize(STEP, ROUND_HALF_EVEN)),
        float(min(ends).quantize(STEP, ROUND_FLOOR)),
        float(max(ends).quantize(STEP, ROUND_CEILING)),
    )


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))


def input_ids(row: Mapping[str, Any]) -> Sequence[str]:
    """Return the ids of the statements that a row is derived from."""
    return (row["derived_from"] or "").split()
