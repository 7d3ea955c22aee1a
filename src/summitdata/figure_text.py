"""How a figure is written: in a terminal, in a notebook, in the formula of another figure."""

from __future__ import annotations

import html
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitdata.figures import Figure

__all__ = ["ATOM", "POWER", "PRODUCT", "SUM", "line", "notebook", "operand", "short"]

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly the parts of a formula hold together, loosest first."""


def short(figure: Figure) -> str:
    """Write the number and its unit."""
    return _numbers(figure)[0] + _suffix(figure.unit)


def line(figure: Figure) -> str:
    """Write the number with its name or formula, its interval and the phrase that prints it."""
    name = figure.derivation or figure.id or figure.label
    parts = [f"{name}: " if name else "", short(figure)]
    if figure.low < figure.high:
        _, low, high = _numbers(figure)
        parts.append(f" [{low}, {high}]")
    if figure.printed:
        parts.append(f', {figure.status} "{figure.printed}"')
    return f"<Figure {''.join(parts)}>"


def notebook(figure: Figure) -> str:
    """Write all that the figure knows, as HTML."""
    _, low, high = _numbers(figure)
    cells = {
        "": figure.label or figure.id or "",
        "interval: ": f"{low} to {high}{_suffix(figure.unit)}" if figure.low < figure.high else "exact",
        "printed: ": f"“{figure.printed}”" if figure.printed else "",
        "derived from: ": figure.derivation or "",
        "status: ": figure.status,
        "source: ": figure.source,
    }
    lines = "<br>".join(name + html.escape(text) for name, text in cells.items() if text)
    return f"<div><strong>{html.escape(short(figure))}</strong><br><small>{lines}</small></div>"


def operand(figure: Figure, outer: int) -> str:
    """Write one side of a formula, in brackets where it holds together more loosely than what is around it."""
    if figure.derivation:
        text, binding = figure.derivation, figure._binding  # noqa: SLF001 - the formula's own, for nobody else
    elif figure.id:
        text, binding = figure.id, ATOM
    else:
        number = f"{figure.value:.12g}"
        text = (number if float(number) == figure.value else repr(figure.value)) + _suffix(figure.unit)
        # A number with a unit is a product, and one with a sign holds as loosely as a sum.
        binding = SUM if figure.value < 0 else ATOM if figure.unit == "1" else PRODUCT
    return f"({text})" if binding < outer else text


def _numbers(figure: Figure) -> tuple[str, str, str]:
    """Write value, low and high: a derived one with two digits of its uncertainty, any other in full."""
    half = (figure.high - figure.low) / 2
    digits = _LONGEST
    if figure.status == "derived" and 0 < half < inf:
        digits = 1 - int(f"{half:.1e}".partition("e")[2])

    def write(number: float) -> str:
        return f"{number:.12g}" if digits >= _LONGEST else f"{round(number, digits):.{max(0, digits)}f}"

    return write(figure.value), write(figure.low), write(figure.high)


_LONGEST = 12
"""From how many decimals on a number is written with an exponent where that is shorter."""


def _suffix(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"
