"""What a figure is made of: anything that makes no figure is refused with an error that names it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf, isnan
from numbers import Real
from typing import TYPE_CHECKING, TypeGuard

from summitdata.arguments import check_choice
from summitdata.article import units
from summitdata.errors import FigureError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.article.intervals import Interval

__all__ = ["as_float", "check_no_others", "check_parts", "is_operand", "read_number"]


def read_number(value: object, low: object, high: object) -> tuple[float, Interval]:
    """Return a number and its bounds; without bounds it is exact, and what is not a number has none.

    Raises
    ------
    FigureError
        One of them is not a number, or the value is not between its bounds.

    Examples
    --------
    >>> read_number(94.8, 94.75, None)
    (94.8, (94.75, 94.8))
    """
    number = _number("the value", value)
    if isnan(number) and low is None and high is None:
        return number, (-inf, inf)
    least = number if low is None else _number("low", low)
    most = number if high is None else _number("high", high)
    if not least <= number <= most:
        raise FigureError(f"{number} is not between {least} and {most}: give low <= value <= high, or neither")
    return number, (least, most)


def _number(name: str, value: object) -> float:
    if isinstance(value, Fraction):  # `statistics` makes one of figures, and would make a figure without a unit of it
        raise FigureError(f"{name} is {shown(value)}, without unit and interval: give float(...), or use Figure.mean")
    if isinstance(value, bool) or not is_operand(value):
        raise FigureError(f"{name} must be a number such as 94.8, not {shown(value)}")
    return as_float(name, value)


def as_float(name: str, value: Real | Decimal) -> float:
    """Return a number as a float.

    Raises
    ------
    FigureError
        It is too large.
    """
    try:
        return float(value)
    except (OverflowError, ValueError) as error:
        raise FigureError(f"{name} must be a number that a float can hold, not {shown(value)}") from error


def is_operand(value: object) -> TypeGuard[Real | Decimal]:
    """Return whether a figure can be added to this, or multiplied with it, and so on, and remain a figure.

    Examples
    --------
    >>> is_operand(Decimal("1.5")), is_operand("1.5")
    (True, False)
    """
    return isinstance(value, Real | Decimal)


def check_no_others(figure: object, unit: str, others: Iterable[object]) -> None:
    """Raise for a figure that is given with parts of its own.

    Raises
    ------
    FigureError
        It has another unit, or there are other parts.
    """
    is_own = isinstance(unit, str) and unit in ("1", getattr(figure, "unit", None))
    if not is_own or any(map(_is_given, others)):
        hint = "convert it with to(), or make a new one of its value"
        raise FigureError(f"{shown(figure)} has its own unit, interval and origin: {hint}")


def _is_given(part: object) -> bool:
    return bool(part) if isinstance(part, str | tuple) else part is not None


def check_parts(
    unit: str, status: str, statuses: Iterable[str], texts: dict[str, str | None], derived_from: object
) -> None:
    """Raise for an unknown unit or status, and for a text or ids that are none.

    Raises
    ------
    FigureError
        A text or the ids are of a wrong type.
    UnknownNameError
        The unit or the status is unknown.
    """
    units.parse(unit)
    check_choice("status", status, statuses)
    for name, text in texts.items():
        if text is not None and not isinstance(text, str):
            raise FigureError(f"{name} must be a text, not {shown(text)}")
    if not isinstance(derived_from, tuple | list) or not all(isinstance(each, str) for each in derived_from):
        raise FigureError(f"derived_from must be a tuple of ids, not {shown(derived_from)}")
