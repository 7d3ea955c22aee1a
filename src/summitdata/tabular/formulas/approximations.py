"""Numbers that are known up to an error: for cells of many digits, for quotients, and for very large results.

Where two numbers are further apart than their errors, their order is sure, whatever is rounded in between. The errors
are a few times larger than those that doubles, Python's decimal numbers and their conversion can have.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Approx", "approximate", "calculated", "compared"]

RELATIVE, TINY = 2.0**-50, 1e-300
"""What an operation, or the conversion of a text, may add to the error: a part of the result, and below all of that."""
SLACK = 1 + 2.0**-40
"""For the rounding of the errors themselves."""


@dataclass(frozen=True)
class Approx:
    """Doubles, and how far they may be from the numbers that Python has."""

    values: Any
    errors: Any


def approximate(values: Any) -> Approx:
    """Return doubles that were converted from other numbers.

    Examples
    --------
    >>> bool(approximate(np.float64(2)).errors < 1e-14)
    True
    """
    return _rounded(np.asarray(values, np.float64), np.float64(0))


def _rounded(values: Any, errors: Any) -> Approx:
    return Approx(values, (errors + np.abs(values) * RELATIVE + TINY) * SLACK)


def calculated(operator: ast.operator, left: Approx, right: Approx) -> tuple[Approx, Any] | None:
    """Return a result, and the rows in which it is not known, for instance since the divisor may be 0.

    It is None for an operation that has no approximation, the remainder.
    """
    if isinstance(operator, ast.Add):
        return _rounded(left.values + right.values, left.errors + right.errors), np.False_
    if isinstance(operator, ast.Sub):
        return _rounded(left.values - right.values, left.errors + right.errors), np.False_
    if isinstance(operator, ast.Mult):
        errors = np.abs(left.values) * right.errors + np.abs(right.values) * left.errors + left.errors * right.errors
        return _rounded(left.values * right.values, errors), np.False_
    if isinstance(operator, ast.Div):
        quotient, smallest = left.values / right.values, np.abs(right.values) - 2 * right.errors
        errors = (left.errors + np.abs(quotient) * right.errors) / smallest
        return _rounded(quotient, errors), ~(smallest > 0)
    return None


def compared(by_numpy: Any, left: Approx, right: Approx) -> tuple[Any, Any]:
    """Return the result of a comparison, and the rows in which it is not known."""
    distance = np.abs(left.values - right.values)
    is_sure = distance > (left.errors + right.errors) * SLACK + distance * RELATIVE  # false for what is not a number
    return by_numpy(left.values, right.values), ~(is_sure & np.isfinite(distance))
