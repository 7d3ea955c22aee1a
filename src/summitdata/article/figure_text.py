"""How a figure is shown: in a terminal, in a formula, in a sentence and in a notebook."""

from __future__ import annotations

import html
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from math import inf, isfinite
from typing import TYPE_CHECKING

from summitdata.article import units

if TYPE_CHECKING:
    from summitdata.article.quantity import Quantity

__all__ = ["ATOM", "POWER", "PRECEDENCES", "SUM", "formatted", "line", "notebook", "operand", "short"]

SUM, PRODUCT, POWER, ATOM = range(4)
PRECEDENCES = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
"""The precedence of the operators in a formula, lowest first; an atom is a name, a number or a call."""


def short(figure: Quantity) -> str:
    """Return the number and its unit as text."""
    return _numbers(figure)[0] + units.unit_suffix(figure.unit)


def line(figure: Quantity) -> str:
    """Return the number with its name or formula, its interval and the phrase that prints it."""
    name = figure.derivation or figure.id or figure.label
    parts = [f"{name}: " if name else "", short(figure)]
    if figure.low < figure.high:
        _, low, high = _numbers(figure)
        parts.append(f" [{low}, {high}]")
    if figure.printed:
        parts.append(f', {figure.status} "{figure.printed}"')
    return f"<Figure {''.join(parts)}>"


def formatted(figure: Quantity, spec: str) -> str:
    """Return the number by a format of floats, with the unit if `u` follows it, with unit and interval if `i` does."""
    number, kind = spec[:-1], spec[-1:]
    if kind == "u":
        return (format(float(figure), number) if number else _numbers(figure)[0]) + units.unit_suffix(figure.unit)
    if kind == "%":  # a share in percent is a ratio here, too
        return format(units.scaled(float(figure), units.conversion(figure.unit, "1")), spec)
    if kind != "i":
        return format(float(figure), spec) if spec else short(figure)
    digits = re.fullmatch(r"(?:\.([0-9]{1,3})f)?", number)
    if digits is None:
        raise ValueError(f"invalid format {spec!r} of a figure with its interval: use 'i', or as '.1fi'")
    value, low, high = _numbers(figure, None if digits[1] is None else int(digits[1]))
    interval = f" [{low}, {high}]" if figure.low < figure.high else ""
    return f"{value}{interval}{units.unit_suffix(figure.unit)}"


def notebook(figure: Quantity) -> str:
    """Return all parts of the figure as HTML."""
    _, low, high = _numbers(figure)
    cells = {
        "": figure.label or figure.id or "",
        "interval: ": f"{low} to {high}{units.unit_suffix(figure.unit)}" if figure.low < figure.high else "exact",
        "printed: ": f"“{figure.printed}”" if figure.printed else "",
        "derived from: ": figure.derivation or "",
        "status: ": figure.status,
        "source: ": figure.source,
    }
    lines = "<br>".join(name + html.escape(text) for name, text in cells.items() if text)
    return f"<div><strong>{html.escape(short(figure))}</strong><br><small>{lines}</small></div>"


def operand(figure: Quantity, outer: int) -> str:
    """Return one side of a formula, in brackets if its precedence is lower than that of the operator."""
    if figure.derivation:
        text, precedence = figure.derivation, figure._precedence  # noqa: SLF001 - the figure's own text
    elif figure.id:
        text, precedence = figure.id, ATOM
    else:
        number = f"{float(figure):.12g}"
        text = (number if float(number) == float(figure) else repr(float(figure))) + units.unit_suffix(figure.unit)
        # A number with a unit is a product; a number with a sign has the precedence of a sum.
        precedence = SUM if float(figure) < 0 else ATOM if figure.unit == "1" else PRODUCT
    return f"({text})" if precedence < outer else text


def _numbers(figure: Quantity, decimals: int | None = None) -> tuple[str, str, str]:
    """Return value, low and high as text: a derived figure to two digits of its uncertainty, any other in full.

    Bounds are rounded outwards, so that the text is not narrower than the interval.
    """
    half = (figure.high - figure.low) / 2
    if decimals is None and figure.status == "derived" and 0 < half < inf:
        decimals = 1 - int(f"{half:.1e}".partition("e")[2])
        decimals = decimals if decimals < _MAX_DECIMALS else None
    if decimals is None:
        return f"{float(figure):.12g}", f"{figure.low:.12g}", f"{figure.high:.12g}"
    return (
        _rounded(float(figure), decimals, ROUND_HALF_EVEN),
        _rounded(figure.low, decimals, ROUND_FLOOR),
        _rounded(figure.high, decimals, ROUND_CEILING),
    )


def _rounded(number: float, decimals: int, rounding: str) -> str:
    if not isfinite(number):
        return str(number)
    # Of the shortest text of the float: 94.75 is written 94.8 as an upper bound, and 94.7 as it is 94.7.
    exact, place, context = Decimal(repr(number)), Decimal(1).scaleb(-decimals), Context(prec=2000)
    nearest = exact.quantize(place, ROUND_HALF_EVEN, context)
    is_noise = abs(exact - nearest) <= abs(exact) * _NOISE
    return f"{nearest if is_noise else exact.quantize(place, rounding, context):f}"


_NOISE = Decimal("1e-14")
"""The part of a number that the last digits of a float are: 0.30000000000000004 is 0.3, also as an upper bound."""
_MAX_DECIMALS = 12
"""A number with this many decimals or more is written with an exponent where that is shorter."""
