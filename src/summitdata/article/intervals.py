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
    """Return the bounds of a quotient; a divisor that may be zero leaves it unbounded.

    Examples
    --------
    >>> divide((94.75, 94.85), (-1, 1))
    (-inf, inf)
    """
    if b[0] <= 0 <= b[1]:
        return _UNBOUNDED
    return _hull(*(x / y for x in a for y in b))


def power(a: Interval, exponent: Interval) -> Interval:
    """Return the bounds of a power; a base that may have no real power of that exponent leaves it unbounded.

    Examples
    --------
    >>> power((-1, 2), (2, 2))
    (0.0, 4.0)
    >>> power((-1, 2), (0.5, 0.5))
    (-inf, inf)
    """
    low, high = exponent
    whole = low == high and low % 1 == 0
    if (a[0] < 0 and not whole) or (a[0] <= 0 <= a[1] and low < 0):
        return _UNBOUNDED
    # Between corners a power only rises or only falls, but for the even powers, which turn at zero.
    turn = [0.0] if a[0] < 0 < a[1] and low % 2 == 0 else []
    return _hull(*(float(x**y) for x in a for y in exponent), *turn)


def _hull(*corners: float) -> Interval:
    """Return the interval around some numbers; one that is none (inf - inf, 0 * inf) leaves it unbounded."""
    return _UNBOUNDED if any(map(isnan, corners)) else (min(corners), max(corners))
