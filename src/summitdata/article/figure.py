"""Figure: a number with its unit, the interval of its true value, and its origin."""

from __future__ import annotations

import html
import operator
from math import inf, isnan
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, NoReturn, final

from summitdata.article import intervals, units
from summitdata.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.article.intervals import Interval

__all__ = ["Figure"]

Status = Literal["printed", "equated", "stated", "derived", "given"]

SUM, PRODUCT, POWER, ATOM = range(4)
"""The precedence of the operators in a formula, lowest first; an atom is a name, a number or a call."""


_OPERATORS: dict[str, tuple[Callable[[float, float], float], Callable[[Interval, Interval], Interval], int]] = {
    "+": (operator.add, intervals.add, SUM),
    "-": (operator.sub, intervals.subtract, SUM),
    "*": (operator.mul, intervals.multiply, PRODUCT),
    "/": (operator.truediv, intervals.divide, PRODUCT),
    "**": (operator.pow, intervals.power, POWER),
}
"""The function of each operator on numbers and on intervals, and its precedence."""


@final
class Figure(float):
    """A number with its unit, its interval and its origin, which can be used wherever a float can.

    Sums, differences, products, quotients and powers of figures are figures: they have the interval that follows from
    the intervals of the operands (taken as independent, so never too narrow), and a formula of what they are derived
    from. A plain number beside a figure is exact; in sums and comparisons it has the figure's unit. For every other
    operation (`math.sqrt`, `round`, numpy and pandas) a figure is a plain float. Two figures in different units are
    never equal; `to` converts one into the other's unit.

    Parameters
    ----------
    value : float
        The number, in `unit`.
    unit : str, default "1"
        A unit of `summitdata.units.UNITS`, or a product and quotient of them such as `"bn USD/MW"`.
    low, high : float, optional
        The bounds of the true value, in `unit`; without them the value is exact.
    id : str, optional
        The figure's id in the table `figures`.
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
    ValueError
        The value is not between `low` and `high`.
    UnknownNameError
        The unit is unknown.

    Examples
    --------
    >>> plant = Figure(1500, "MW", low=1450, high=1550, label="a power plant")
    >>> plant / 2
    <Figure 1500 MW / 2: 750 MW [725, 775]>
    >>> f"{plant:.1f}"
    '1500.0'
    >>> plant + Figure(430, "bcm")
    Traceback (most recent call last):
    ...
    summitdata.errors.UnitError: bcm and MW measure different things: cubic metres and watts
    """

    unit: str
    low: float
    high: float
    id: str | None
    label: str
    printed: str | None
    status: Status
    source: str
    derivation: str | None
    derived_from: tuple[str, ...]
    _precedence: int
    __array_priority__ = -1.0  # above numpy's scalars, which then leave the operation to this class; below its arrays

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
        self = super().__new__(cls, value)
        number = float(self)
        low, high = (number if low is None else float(low)), (number if high is None else float(high))
        if not (low <= number <= high or isnan(number)):
            raise ValueError(f"{number} is not between {low} and {high}")
        units.parse(unit)
        self.__dict__.update(
            unit=unit,
            low=low,
            high=high,
            id=id,
            label=label,
            printed=printed,
            status=status,
            source=source,
            derivation=derivation,
            derived_from=tuple(derived_from) or ((id,) if id else ()),
            _precedence=SUM,  # the formula of a caller may be anything, so it gets brackets in another one
        )
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a figure does not change: make a new one to set {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a figure does not change: {name} cannot be deleted")

    def __reduce__(self) -> tuple[Callable[..., Figure], tuple[float, dict[str, Any]]]:
        return _rebuild, (float(self), self.__dict__)

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
        return _rebuild(value, {**self.__dict__, "unit": unit, "low": low, "high": high})

    def __add__(self, other: object) -> Figure:
        return self._sum(other, "+")

    def __radd__(self, other: object) -> Figure:
        if isinstance(other, Real) and other == 0:
            return self  # sum() starts with 0
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
        if not isinstance(exponent, Real) or modulo is not None:
            return NotImplemented
        power = exponent.to("1") if isinstance(exponent, Figure) else Figure(float(exponent))
        if units.is_plain(self.unit):
            if self < 0 and not power.is_integer():
                raise ValueError(f"{self} has no real power of {power}")
            return _apply("**", self.to("1"), power, "1")
        if power.low < power.high or not power.is_integer():
            raise UnitError(f"{self.unit} has no power of {power}: divide by a figure in the same unit first")
        return _apply("**", self, power, *units.combine("1", self.unit, int(power)))

    def __rpow__(self, base: object, modulo: None = None) -> Figure:
        if not isinstance(base, Real) or modulo is not None:
            return NotImplemented
        return Figure(float(base)) ** self

    def __neg__(self) -> Figure:
        return _derived(-float(self), self.unit, (-self.high, -self.low), f"-{_operand(self, POWER)}", SUM, self)

    def __pos__(self) -> Figure:
        return self

    def __abs__(self) -> Figure:
        if self.low >= 0:
            return self
        bounds = (max(0.0, -self.high), max(-self.low, self.high))
        return _derived(abs(float(self)), self.unit, bounds, f"abs({_operand(self, SUM)})", ATOM, self)

    def _sum(self, other: object, sign: str, *, swap: bool = False) -> Figure:
        if not isinstance(other, Real):
            return NotImplemented  # type: ignore[no-any-return] # the operators return it
        right = other.to(self.unit) if isinstance(other, Figure) else Figure(float(other), self.unit)
        a, b = (right, self) if swap else (self, right)
        return _apply(sign, a, b, self.unit)

    def _product(self, other: object, sign: str, *, swap: bool = False) -> Figure:
        if not isinstance(other, Real):
            return NotImplemented  # type: ignore[no-any-return] # the operators return it
        right = other if isinstance(other, Figure) else Figure(float(other))
        a, b = (right, self) if swap else (self, right)
        if isinstance(other, Figure) or (swap and sign == "/"):
            return _apply(sign, a, b, *units.combine(a.unit, b.unit, 1 if sign == "*" else -1))
        return _apply(sign, a, b, self.unit)  # a plain number only scales: half of six percent is three percent

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Figure) and other.unit != self.unit:
            return False
        return float.__eq__(self, other)

    __hash__ = float.__hash__

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: float) -> bool:
        return float.__lt__(self, self._comparable(other))

    def __le__(self, other: float) -> bool:
        return float.__le__(self, self._comparable(other))

    def __gt__(self, other: float) -> bool:
        return float.__gt__(self, self._comparable(other))

    def __ge__(self, other: float) -> bool:
        return float.__ge__(self, self._comparable(other))

    def _comparable(self, other: float) -> float:
        return float(other.to(self.unit)) if isinstance(other, Figure) else other

    def __str__(self) -> str:
        return _short(self)

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    def __repr__(self) -> str:
        return _line(self)

    def _repr_html_(self) -> str:
        return _notebook(self)


def _rebuild(value: float, parts: dict[str, Any]) -> Figure:
    result = Figure(value)
    result.__dict__.update(parts)
    return result


def _apply(sign: str, a: Figure, b: Figure, unit: str, factor: float = 1.0) -> Figure:
    """Return `a sign b`; `factor` converts the number into `unit`."""
    on_numbers, on_intervals, precedence = _OPERATORS[sign]
    left = ATOM if sign == "**" else precedence  # a - b - c needs no brackets, (a ** b) ** c does
    formula = f"{_operand(a, left)} {sign} {_operand(b, precedence + 1)}"
    value = units.scaled(on_numbers(float(a), float(b)), factor)
    low, high = (units.scaled(bound, factor) for bound in on_intervals(a.interval, b.interval))
    # The last digit of a power may be off in either direction, so that a value at its bound may lie beyond it.
    return _derived(value, unit, (min(low, value), max(high, value)), formula, precedence, a, b)


def _derived(value: float, unit: str, bounds: Interval, formula: str, precedence: int, *operands: Figure) -> Figure:
    sources = dict.fromkeys(source for operand in operands for source in operand.source.split("; ") if source)
    result = Figure(
        value,
        unit,
        low=bounds[0],
        high=bounds[1],
        status="derived",
        source="; ".join(sources),
        derivation=formula,
        derived_from=tuple(dict.fromkeys(name for operand in operands for name in operand.derived_from)),
    )
    result.__dict__["_precedence"] = precedence
    return result


def _short(figure: Figure) -> str:
    """Return the number and its unit as text."""
    return _numbers(figure)[0] + units.unit_suffix(figure.unit)


def _line(figure: Figure) -> str:
    """Return the number with its name or formula, its interval and the phrase that prints it."""
    name = figure.derivation or figure.id or figure.label
    parts = [f"{name}: " if name else "", _short(figure)]
    if figure.low < figure.high:
        _, low, high = _numbers(figure)
        parts.append(f" [{low}, {high}]")
    if figure.printed:
        parts.append(f', {figure.status} "{figure.printed}"')
    return f"<Figure {''.join(parts)}>"


def _notebook(figure: Figure) -> str:
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
    return f"<div><strong>{html.escape(_short(figure))}</strong><br><small>{lines}</small></div>"


def _operand(figure: Figure, outer: int) -> str:
    """Return one side of a formula, in brackets if its precedence is lower than that of the operator."""
    if figure.derivation:
        text, precedence = figure.derivation, figure._precedence  # noqa: SLF001 - of the class above
    elif figure.id:
        text, precedence = figure.id, ATOM
    else:
        number = f"{figure.value:.12g}"
        text = (number if float(number) == figure.value else repr(figure.value)) + units.unit_suffix(figure.unit)
        # A number with a unit is a product; a number with a sign has the precedence of a sum.
        precedence = SUM if figure.value < 0 else ATOM if figure.unit == "1" else PRODUCT
    return f"({text})" if precedence < outer else text


def _numbers(figure: Figure) -> tuple[str, str, str]:
    """Return value, low and high as text: a derived figure to two digits of its uncertainty, any other in full."""
    half = (figure.high - figure.low) / 2
    decimals = _MAX_DECIMALS
    if figure.status == "derived" and 0 < half < inf:
        decimals = 1 - int(f"{half:.1e}".partition("e")[2])

    def write(number: float) -> str:
        return f"{number:.12g}" if decimals >= _MAX_DECIMALS else f"{round(number, decimals):.{max(0, decimals)}f}"

    return write(figure.value), write(figure.low), write(figure.high)


_MAX_DECIMALS = 12
"""A number with this many decimals or more is written with an exponent where that is shorter."""
