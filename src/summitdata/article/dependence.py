"""How a derived figure depends on its sources: one that occurs twice does not widen the interval for nothing.

Interval arithmetic takes the operands of each step as independent: its bounds are never too narrow, but `x - x` is as
wide as two independent differences. Here each figure keeps its formula, and bounds on the slope of the formula in each
source. Where a slope has one sign for all values of the sources, the formula is monotone in that source, so its least
and its greatest value are at ends of the source's interval. The formula is computed once for either end, with the
sources in which it is not known to be monotone as whole intervals. What is in both results is never too narrow either.

A sum of multiples of sources is kept as such: then the slopes are exact, and so is the sign of the slopes of a quotient
of two of them, as a share of a total. A factor that a product is divided by cancels out. A formula that is too long for
this becomes a source of its own, with its interval, which is what interval arithmetic does at each step.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from math import inf, isfinite
from os import urandom
from typing import TYPE_CHECKING, NamedTuple

from summitdata.article import intervals
from summitdata.article.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OPERATORS", "Formula", "combine", "source"]

MOST = 100
"""How many sources, and how many products, quotients and powers, a formula may have."""

ROUNDING = 1e-15
"""A difference of slopes that is smaller than this, as a part of the slopes, comes from the last digit of a float."""

NONE: Interval = (0.0, 0.0)

OPERATORS: dict[str, tuple[Callable[[float, float], float], Callable[[Interval, Interval], Interval]]] = {
    "+": (operator.add, intervals.add),
    "-": (operator.sub, intervals.subtract),
    "*": (operator.mul, intervals.multiply),
    "/": (operator.truediv, intervals.divide),
    "**": (operator.pow, intervals.power),
}
"""The function of each operator on numbers and on intervals."""


class _UnknownSlopeError(ArithmeticError):
    """The slope of a formula is not computed: the formula becomes a source of its own."""


class Source(NamedTuple):
    """A number that is only known by its interval: the same wherever it occurs."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of sources: its bounds, and the bounds of its slope in each of them.

    A sum of multiples has its `constant`; any other formula is `left sign right`. `size` is the number of its parts.
    """

    bounds: Interval
    slopes: tuple[tuple[Source, Interval], ...] = ()
    constant: float | None = None
    sign: str = ""
    parts: tuple[Formula, ...] = ()
    size: int = 1


Box = dict[Source, Interval]


def source(name: str | None, low: float, high: float) -> Formula:
    """Return a number with its bounds, which is independent of every number of another name, or of all without one."""
    if low == high:
        return Formula((low, high), constant=low)
    return Formula((low, high), ((Source(name or urandom(8).hex(), low, high), (1.0, 1.0)),), 0.0)


ONE = source(None, 1.0, 1.0)


def combine(sign: str, a: Formula, b: Formula, bounds: Interval) -> Formula:
    """Return the formula `a sign b`.

    Parameters
    ----------
    bounds : tuple of float
        The bounds of the result if the two are independent.

    Examples
    --------
    >>> x = source("x", 1, 2)
    >>> combine("-", x, x, (-1, 1)).bounds
    (0.0, 0.0)
    """
    if not all(map(isfinite, (*a.bounds, *b.bounds, *bounds))):
        return source(None, *bounds)  # it may be undefined for some values, so that nothing cancels out
    return _cancelled(sign, a, b) or _combined(sign, a, b, bounds)


def _combined(sign: str, a: Formula, b: Formula, bounds: Interval) -> Formula:
    slopes_a, slopes_b = dict(a.slopes), dict(b.slopes)
    every = slopes_a | slopes_b
    constant = _constant(sign, a, b)
    size = 1 if constant is not None else a.size + b.size
    if len(every) > MOST or size > MOST:
        return source(None, *bounds)
    try:
        slopes = {x: _slope(sign, a, b, (slopes_a.get(x, NONE), slopes_b.get(x, NONE)), bounds) for x in every}
    except (_UnknownSlopeError, OverflowError):
        return source(None, *bounds)
    slopes = {x: slope for x, slope in slopes.items() if slope != NONE}
    parts = () if constant is not None else (a, b)
    result = Formula(bounds, tuple(slopes.items()), constant, sign, parts, size)
    if not slopes_a.keys() & slopes_b.keys():
        return result  # the bounds of independent operands are exact
    low, high = sorted((max(bounds[0], _at(result, 0)), min(bounds[1], _at(result, 1))))
    if not slopes:
        return Formula((low, high), constant=low)
    return Formula((low, high), result.slopes, constant, sign, parts, size)


def _cancelled(sign: str, a: Formula, b: Formula) -> Formula | None:
    """Return what remains of a product or quotient whose operands have factors in common; None if they have none."""
    if sign == "*":
        quotients = ((a, b), (b, a))
        return next((x.parts[0] for x, divisor in quotients if x.sign == "/" and x.parts[1:] == (divisor,)), None)
    if sign != "/":
        return None
    over, under = a, b
    for factor in _factors(b):
        if (rest := _without(over, factor)) is not None:
            over, under = rest, _without(under, factor) or ONE
    if under is b:
        return None
    return over if under == ONE else combine("/", over, under, intervals.divide(over.bounds, under.bounds))


def _factors(product: Formula) -> list[Formula]:
    if product.sign != "*" or not product.parts:
        return [product]
    return [factor for part in product.parts for factor in _factors(part)]


def _without(product: Formula, factor: Formula) -> Formula | None:
    """Return a product without one of its factors, None if that is not one."""
    if product == factor:
        return ONE
    if product.sign != "*" or not product.parts:
        return None
    for part, other in (product.parts, product.parts[::-1]):
        if (rest := _without(part, factor)) is not None:
            return other if rest == ONE else combine("*", rest, other, intervals.multiply(rest.bounds, other.bounds))
    return None


def _constant(sign: str, a: Formula, b: Formula) -> float | None:
    """Return the constant of a result that is a sum of multiples of sources."""
    if a.constant is None or b.constant is None:
        return None
    is_linear = {"*": not (a.slopes and b.slopes), "/": not b.slopes, "**": not (a.slopes or b.slopes)}.get(sign, True)
    return float(OPERATORS[sign][0](a.constant, b.constant)) if is_linear else None


def _slope(sign: str, a: Formula, b: Formula, slopes: tuple[Interval, Interval], bounds: Interval) -> Interval:
    """Return the bounds of the slope of `a sign b` in a source, from the slopes of both."""
    in_a, in_b = slopes
    if sign in ("+", "-"):
        slope = (intervals.add if sign == "+" else intervals.subtract)(in_a, in_b)
        least = ROUNDING * max(map(abs, (*in_a, *in_b)))
        return NONE if max(map(abs, slope)) <= least < inf else slope
    if sign == "*":
        return intervals.add(intervals.multiply(in_a, b.bounds), intervals.multiply(a.bounds, in_b))
    if sign == "/":
        if a.constant is not None and b.constant is not None:
            return intervals.divide(_difference(in_a[0], b, in_b[0], a), intervals.multiply(b.bounds, b.bounds))
        return intervals.divide(intervals.subtract(in_a, intervals.multiply(bounds, in_b)), b.bounds)
    if b.slopes or b.constant is None:
        raise _UnknownSlopeError  # of an exponent that is not exact
    outer = intervals.power(a.bounds, (b.constant - 1, b.constant - 1))
    return intervals.multiply(intervals.multiply((b.constant, b.constant), outer), in_a)


def _difference(p: float, a: Formula, q: float, b: Formula) -> Interval:
    """Return the bounds of `p * a - q * b` for sums of multiples, in which a source may occur on both sides."""
    slopes_a, slopes_b = dict(a.slopes), dict(b.slopes)
    start = _cancel(p * (a.constant or 0.0), q * (b.constant or 0.0))
    low = high = start
    for x in slopes_a | slopes_b:
        slope = _cancel(p * slopes_a.get(x, NONE)[0], q * slopes_b.get(x, NONE)[0])
        ends = slope * x.low, slope * x.high
        low, high = low + min(ends), high + max(ends)
    return low, high


def _cancel(a: float, b: float) -> float:
    difference = a - b
    return 0.0 if abs(difference) <= ROUNDING * max(abs(a), abs(b)) < inf else difference


def _at(formula: Formula, end: int) -> float:
    """Return the lower (0) or upper (1) bound of a formula, with the sources in which it is monotone at their ends."""
    box: Box = {}
    for x, slope in formula.slopes:
        ends = (x.low, x.high)
        if slope[0] >= 0:
            box[x] = (ends[end], ends[end])
        elif slope[1] <= 0:
            box[x] = (ends[1 - end], ends[1 - end])
        else:
            box[x] = ends
    return _within(formula, box)[end]


def _within(formula: Formula, box: Box) -> Interval:
    """Return the bounds of a formula for the sources of a box; one that is not in it does not matter."""
    if formula.constant is None:
        left, right = formula.parts
        return OPERATORS[formula.sign][1](_within(left, box), _within(right, box))
    total = (formula.constant, formula.constant)
    for x, slope in formula.slopes:
        total = intervals.add(total, intervals.multiply(slope, box.get(x, (x.low, x.low))))
    return total
