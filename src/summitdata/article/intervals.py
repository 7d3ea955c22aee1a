"""Interval arithmetic: the bounds of a result from the bounds of its operands, which are taken as independent."""

from __future__ import annotations

from math import inf, isnan

__all__ = ["Interval", "add", "divide", "multiply", "power", "subtract"]

Interval = tuple[float, float]

_UNBOUNDED: Interval = (-inf, inf)


def add(a: Interval, b: Interval) -> Interval:
    """Return the bounds of a sum."""
    return _hull(a[0] + b[0], a[1] + b[1])


def subtract(a: Interval, b: Interval) -> Interval:
    """Return the bounds of a difference."""
    return _hull(a[0] - b[1], a[1] - b[0])


def multiply(a: Interval, b: Interval) -> Interval:
    """Return the bounds of a product."""
    return _hull(*(x * y for x in a for y in b))


def divide(a: Interval, b: Interval) -> Interval:
    """Return the bounds of a quotient, which are infinite where the divisor may be zero.

    Examples
    --------
    >>> divide((94.75, 94.85), (-1, 1))
    (-inf, inf)
    """
    if b[0] <= 0 <= b[1]:
        return _UNBOUNDED
    return _hull(*(x / y for x in a for y in b))


def power(a: Interval, exponent: Interval) -> Interval:
    """Return the bounds of a power, which are infinite where the base may have no real power of that exponent.

    Examples
    --------
    >>> power((-1, 2), (2, 2))
    (0.0, 4.0)
    >>> power((-1, 2), (0.5, 0.5))
    (-inf, inf)
    """
    low, high = exponent
    is_integer = low == high and low % 1 == 0
    if (a[0] < 0 and not is_integer) or (a[0] <= 0 <= a[1] and low < 0):
        return _UNBOUNDED
    # A power is monotonic between its bounds, except an even power, which has its minimum at zero.
    minimum = [0.0] if a[0] < 0 < a[1] and low % 2 == 0 and low else []
    return _hull(*(float(x**y) for x in a for y in exponent), *minimum)


def _hull(*numbers: float) -> Interval:
    """Return the smallest interval around some numbers; it is infinite if one is NaN (inf - inf, 0 * inf)."""
    return _UNBOUNDED if any(map(isnan, numbers)) else (min(numbers), max(numbers))
