"""Figure: a number with its unit, the interval of its true value, and its origin."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from math import fsum, inf
from numbers import Real
from typing import TYPE_CHECKING, Any, final, get_args

from summitdata.article import dependence, units
from summitdata.article.figure_arguments import as_float, check_no_others, check_parts, is_operand, read_number
from summitdata.article.figure_text import ATOM, POWER, PRECEDENCES, SUM, formatted, line, notebook, operand, short
from summitdata.article.quantity import PARTS, Quantity, Status
from summitdata.errors import FigureError, UnitError, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from summitdata.article.dependence import Formula
    from summitdata.article.intervals import Interval

__all__ = ["Figure"]


@final
class Figure(Quantity):
    """A number with its unit, its interval and its origin, which can be used wherever a float can.

    Sums, differences, products, quotients and powers of figures are figures: they have the interval that follows from
    the intervals of their sources, and a formula. Figures that come from one source vary together, so that `x - x` is
    exact; others are taken as independent. No interval is too narrow, except in the last digit of a float.

    A plain number beside a figure is exact, and has the unit `1`. Beside a figure in percent it is a ratio. Beside one
    in dollars it is a `UnitError` in sums and comparisons, except for the 0 with which `sum` begins. It may scale any
    figure. Figures are equal if they are the same quantity, in whatever unit; figures of different quantities are not
    equal, and have no order. For every other operation (`math.sqrt`, `round`, `//`, `%`, numpy and pandas) a figure is
    a plain float, and so is the result; beside an array or a column, a figure in percent is the ratio.

    Parameters
    ----------
    value : float or Figure
        The number, in `unit`. A figure is returned as it is.
    unit : str, default "1"
        A unit of `summitdata.units.UNITS`, or a product and quotient of them such as `"bn USD/MW"`.
    low, high : float, optional
        The bounds of the true value, in `unit`; without them the value is exact.
    id : str, optional
        The figure's id in the table `figures`. Figures with one id, unit and interval are one source.
    label : str, optional
        What the number measures.
    printed : str, optional
        The phrase that prints it.
    status : {"given", "printed", "equated", "stated", "derived"}
        `printed`: the article prints the number; `equated`: the article says that it equals another figure;
        `stated`: another source states it; `derived`: it is computed from figures; `given`: the caller gave it.
    source : str, optional
        Who states it.
    derivation : str, optional
        The formula of a derived figure, with ids of figures and numbers.
    derived_from : tuple of str, optional
        The ids of the figures that it is computed from; without it, its own.

    Raises
    ------
    FigureError
        The value is not a number or not between `low` and `high`, or another argument is of a wrong type.
    UnknownNameError
        The unit or the status is unknown.

    Examples
    --------
    >>> plant = Figure(1500, "MW", low=1450, high=1550, label="a power plant")
    >>> plant / 2
    <Figure 1500 MW / 2: 750 MW [725, 775]>
    >>> f"{plant:.1f}, {plant:.1fu}, {plant:i}"
    '1500.0, 1500.0 MW, 1500 [1450, 1550] MW'
    >>> plant + Figure(430, "bcm")
    Traceback (most recent call last):
    ...
    summitdata.errors.UnitError: bcm and MW measure different things: cubic metres and watts
    """

    __slots__ = ()

    def __new__(  # noqa: PLR0913 - these are the parts of a figure
        cls,
        value: float,
        unit: str = "1",
        *,
        low: float | None = None,
        high: float | None = None,
        id: str | None = None,
        label: str = "",
        printed: str | None = None,
        status: Status = "given",
        source: str = "",
        derivation: str | None = None,
        derived_from: tuple[str, ...] = (),
    ) -> Figure:
        """Make the float and set the other parts on it."""
        if isinstance(value, Figure):
            check_no_others(value, unit, (low, high, id, label, printed, source, derivation, derived_from))
            return value
        number, bounds = read_number(value, low, high)
        texts = {"id": id, "label": label, "printed": printed, "source": source, "derivation": derivation}
        check_parts(unit, status, get_args(Status), texts, derived_from)
        return _rebuild(
            number,
            {
                **texts,
                "unit": unit,
                "low": bounds[0],
                "high": bounds[1],
                "label": label or "",
                "status": status,
                "source": source or "",
                "derived_from": tuple(derived_from) or ((id,) if id else ()),
                "_precedence": SUM,  # the formula of a caller may be anything, so it gets brackets in another one
                "_formula": dependence.source(f"{id} in {unit}" if id else None, *bounds),
            },
        )

    def __reduce__(self) -> tuple[Callable[..., Figure], tuple[float, dict[str, Any]]]:
        return _rebuild, (float(self), {name: getattr(self, name) for name in PARTS})

    @property
    def value(self) -> float:
        """The number as a plain float, in `unit`."""
        return float(self)

    @property
    def interval(self) -> Interval:
        """The bounds of the true value as (low, high), in `unit`."""
        return self.low, self.high

    def to(self, unit: str) -> Figure:
        """Return the same figure in another unit.

        Raises
        ------
        UnitError
            The unit measures something else.
        UnknownNameError
            There is no such unit.

        Examples
        --------
        >>> Figure(94.8, "bn USD").to("mn USD").value
        94800.0
        """
        factor = units.conversion(self.unit, unit)
        value, low, high = (units.scaled(number, factor) for number in (float(self), self.low, self.high))
        formula = _scaled(self._formula, factor)
        parts = {name: getattr(self, name) for name in PARTS}
        return _rebuild(value, parts | {"unit": unit, "low": low, "high": high, "_formula": formula})

    @staticmethod
    def mean(figures: Iterable[float]) -> Figure:
        """Return the mean of figures, in the unit of the first.

        Raises
        ------
        FigureError
            The list is empty, or something in it is not a number.
        UnitError
            They measure different things.

        Examples
        --------
        >>> Figure.mean([Figure(3, "GW", low=2, high=4), Figure(1000, "MW", low=900, high=1100)])
        <Figure (3 GW + 1 GW) / 2: 2.00 GW [1.45, 2.55]>
        """
        first, *others = _several(figures)
        return sum(others, start=first) / (1 + len(others))

    @staticmethod
    def hull(figures: Iterable[float]) -> Figure:
        """Return the mean value of figures, with the least interval that contains all of theirs.

        Examples
        --------
        >>> Figure.hull([Figure(41, low=40.5, high=41.5), Figure(43.8, low=43.75, high=43.85)]).interval
        (40.5, 43.85)
        """
        given = _several(figures)
        same = [figure.to(given[0].unit) for figure in given]
        low, high = min(figure.low for figure in same), max(figure.high for figure in same)
        text = f"hull({', '.join(operand(figure, SUM) for figure in same)})"
        return _derived(fsum(same) / len(same), given[0].unit, dependence.source(None, low, high), text, ATOM, *same)

    def overlaps(self, other: float) -> bool:
        """Return whether some number can be the true value of both: whether their intervals have one in common.

        Examples
        --------
        >>> Figure(41, low=40.5, high=41.5).overlaps(Figure(43.8, low=43.75, high=43.85))
        False
        """
        same = self._like(other)
        return self.low <= same.high and same.low <= self.high

    def contains(self, other: float) -> bool:
        """Return whether the whole interval of another figure, or a plain number, is in the interval of this one.

        Examples
        --------
        >>> Figure(1500, "MW", low=1450, high=1550).contains(Figure(1.5, "GW"))
        True
        """
        same = self._like(other)
        return self.low <= same.low and same.high <= self.high

    @property
    def relative_width(self) -> float:
        """The width of the interval as a part of the value: 0 for an exact figure."""
        width = self.high - self.low
        return width / abs(float(self)) if self and width else inf if width else 0.0

    def __add__(self, other: object) -> Figure:
        return self._sum(other, "+")

    def __radd__(self, other: object) -> Figure:
        return self._sum(other, "+", swap=True)

    def __sub__(self, other: object) -> Figure:
        return self._sum(other, "-")

    def __rsub__(self, other: object) -> Figure:
        return self._sum(other, "-", swap=True)

    def __mul__(self, other: object) -> Figure:
        return self._product(other, "*")

    def __rmul__(self, other: object) -> Figure:
        return self._product(other, "*", swap=True)

    def __truediv__(self, other: object) -> Figure:
        return self._product(other, "/")

    def __rtruediv__(self, other: object) -> Figure:
        return self._product(other, "/", swap=True)

    def __pow__(self, exponent: object, modulo: None = None) -> Figure:
        if not is_operand(exponent) or modulo is not None:
            return NotImplemented
        power = _exact(exponent).to("1")
        if units.is_plain(self.unit):
            if float(self) < 0 and not power.is_integer():
                raise FigureError(f"{self} has no real power of {power}")
            return _apply("**", self.to("1"), power, "1")
        if power.low < power.high or not power.is_integer():
            raise UnitError(f"{self.unit} has no power of {power}: divide by a figure in the same unit first")
        return _apply("**", self, power, *units.combine("1", self.unit, int(power)))

    def __rpow__(self, base: object, modulo: None = None) -> Figure:
        if not is_operand(base) or modulo is not None:
            return NotImplemented
        return _exact(base) ** self

    def __floordiv__(self, other: object) -> Any:
        return self._whole(operator.floordiv, other)

    def __rfloordiv__(self, other: object) -> Any:
        return self._whole(operator.floordiv, other, swap=True)

    def __mod__(self, other: object) -> Any:
        return self._whole(operator.mod, other)

    def __rmod__(self, other: object) -> Any:
        return self._whole(operator.mod, other, swap=True)

    def __divmod__(self, other: object) -> Any:
        return self._whole(divmod, other)

    def __rdivmod__(self, other: object) -> Any:
        return self._whole(divmod, other, swap=True)

    def __neg__(self) -> Figure:
        return _derived(-float(self), self.unit, _scaled(self._formula, -1.0), f"-{operand(self, POWER)}", SUM, self)

    def __pos__(self) -> Figure:
        return self

    def __abs__(self) -> Figure:
        bounds = (max(0.0, -self.high), max(-self.low, self.high))
        if self.low >= 0:
            return self
        formula = _scaled(self._formula, -1.0) if self.high <= 0 else dependence.source(None, *bounds)
        return _derived(abs(float(self)), self.unit, formula, f"abs({operand(self, SUM)})", ATOM, self)

    def _sum(self, other: object, sign: str, *, swap: bool = False) -> Figure:
        if not is_operand(other):
            return NotImplemented  # type: ignore[no-any-return] # the operators return it
        if not isinstance(other, Figure) and other == 0:  # sum() begins with 0, which is nothing in any unit
            return -self if swap and sign == "-" else self
        a, b = self._pair(other, swap=swap)
        return _apply(sign, a, b, a.unit)

    def _product(self, other: object, sign: str, *, swap: bool = False) -> Figure:
        if not is_operand(other):
            return NotImplemented  # type: ignore[no-any-return] # the operators return it
        right = _exact(other)
        a, b = (right, self) if swap else (self, right)
        if isinstance(other, Figure) or (swap and sign == "/"):
            return _apply(sign, a, b, *units.combine(a.unit, b.unit, 1 if sign == "*" else -1))
        return _apply(sign, a, b, self.unit)  # a plain number only scales: half of six percent is three percent

    def _whole(self, operate: Callable[[Any, Any], Any], other: object, *, swap: bool = False) -> Any:
        if not is_operand(other):
            return NotImplemented
        return operate(*map(float, self._pair(other, swap=swap)))

    def _pair(self, other: Real | Decimal, *, swap: bool) -> tuple[Figure, Figure]:
        """Return both operands in the order of the formula, and in the unit of the left one."""
        if not isinstance(other, Figure):
            units.check_plain(self.unit, other)
        left, right = (_exact(other), self) if swap else (self, _exact(other))
        return left, right.to(left.unit)

    def _like(self, other: object) -> Figure:
        """Return another figure, or a plain number, in the unit of this one."""
        same = Figure(other)  # type: ignore[arg-type] # it raises for what is not a number
        if not isinstance(other, Figure):
            units.check_plain(self.unit, other)
        return same.to(self.unit)

    def __str__(self) -> str:
        return short(self)

    def __format__(self, spec: str) -> str:
        return formatted(self, spec)

    def __repr__(self) -> str:
        return line(self)

    def _repr_html_(self) -> str:
        return notebook(self)


def _exact(number: Real | Decimal) -> Figure:
    """Return a plain number as a figure, and a figure as it is."""
    return number if isinstance(number, Figure) else Figure(as_float("the number", number))


def _several(figures: Iterable[float]) -> list[Figure]:
    if str(getattr(figures, "dtype", "object")) != "object":
        raise FigureError("an array holds plain numbers, without unit and interval: give a list of figures")
    items = [] if isinstance(figures, Real | str | bytes) or not isinstance(figures, Iterable) else list(figures)
    if not items:
        raise FigureError(f"give several figures in a list, not {shown(figures)}")
    return [Figure(item) for item in items]


def _rebuild(value: float, parts: dict[str, Any]) -> Figure:
    result = float.__new__(Figure, value)
    for name, part in parts.items():
        object.__setattr__(result, name, part)
    return result


def _scaled(formula: Formula, factor: float) -> Formula:
    if factor == 1:
        return formula
    low, high = sorted(units.scaled(bound, factor) for bound in formula.bounds)
    return dependence.combine("*", formula, dependence.source(None, factor, factor), (low, high))


def _apply(sign: str, a: Figure, b: Figure, unit: str, factor: float = 1.0) -> Figure:
    """Return `a sign b`; `factor` converts the number into `unit`."""
    (on_numbers, on_intervals), precedence = dependence.OPERATORS[sign], PRECEDENCES[sign]
    left = ATOM if sign == "**" else precedence  # a - b - c needs no brackets, (a ** b) ** c does
    text = f"{operand(a, left)} {sign} {operand(b, precedence + 1)}"
    try:
        value = units.scaled(on_numbers(float(a), float(b)), factor)
        bounds = on_intervals(a.interval, b.interval)
    except OverflowError as error:
        raise FigureError(f"{text} is beyond what a float can hold") from error
    one, other = a._formula, b._formula  # noqa: SLF001 - of the class above
    formula = dependence.combine(sign, one, other, bounds)
    return _derived(value, unit, _scaled(formula, factor), text, precedence, a, b)


def _derived(value: float, unit: str, formula: Formula, text: str, precedence: int, *operands: Figure) -> Figure:
    sources = dict.fromkeys(source for each in operands for source in each.source.split("; ") if source)
    low, high = formula.bounds
    return _rebuild(
        value,
        {
            "unit": unit,
            # The last digit of a formula may be off in either direction, so that a value at a bound may lie beyond it.
            "low": min(low, value),
            "high": max(high, value),
            "id": None,
            "label": "",
            "printed": None,
            "status": "derived",
            "source": "; ".join(sources),
            "derivation": text,
            "derived_from": tuple(dict.fromkeys(name for each in operands for name in each.derived_from)),
            "_precedence": precedence,
            "_formula": formula,
        },
    )
