"""Quantity: an immutable float with a unit, which is equal to the same quantity in any unit."""

from __future__ import annotations

import operator
from numbers import Number
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from summitdata.article import units
from summitdata.article.figure_numpy import apply_ufunc

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.article.dependence import Formula

__all__ = ["PARTS", "Quantity", "Status"]

Status = Literal["printed", "equated", "stated", "derived", "given"]

PARTS = (
    *("unit", "low", "high", "id", "label", "printed", "status", "source", "derivation", "derived_from"),
    *("_formula", "_precedence"),
)
"""What a figure has besides its number."""


class Quantity(float):
    """A number with a unit and its other parts, which do not change: how it is compared and hashed."""

    __slots__ = (*PARTS, "__weakref__")

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
    _formula: Formula

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return apply_ufunc(Quantity, ufunc, method, inputs, options)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a figure does not change: make a new one to set {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a figure does not change: {name} cannot be deleted")

    def _quantity(self) -> tuple[object, float]:
        """Return what is measured, and how much of it in simple units: what makes figures equal."""
        dimension, factor = units.size(self.unit)
        return dimension, units.scaled(float(self), factor)

    def __eq__(self, other: object) -> bool:
        dimension, quantity = self._quantity()
        if isinstance(other, Quantity):
            return (dimension, quantity) == other._quantity()
        if isinstance(other, Number):
            return not dimension and operator.eq(quantity, other)
        return NotImplemented

    def __hash__(self) -> int:
        dimension, quantity = self._quantity()
        return hash((dimension, quantity)) if dimension else hash(quantity)  # as the float that it is equal to

    def __ne__(self, other: object) -> bool:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __lt__(self, other: float) -> bool:
        return self._ordered(operator.lt, other)  # type: ignore[no-any-return] # or NotImplemented

    def __le__(self, other: float) -> bool:
        return self._ordered(operator.le, other)  # type: ignore[no-any-return] # or NotImplemented

    def __gt__(self, other: float) -> bool:
        return self._ordered(operator.gt, other)  # type: ignore[no-any-return] # or NotImplemented

    def __ge__(self, other: float) -> bool:
        return self._ordered(operator.ge, other)  # type: ignore[no-any-return] # or NotImplemented

    def _ordered(self, operate: Callable[[Any, Any], bool], other: object) -> Any:
        if not isinstance(other, Number):
            return NotImplemented
        if isinstance(other, Quantity):
            units.conversion(other.unit, self.unit)  # it raises for another quantity
            return operate(self._quantity()[1], other._quantity()[1])  # noqa: SLF001 - of this class
        units.check_plain(self.unit, other)
        return operate(self._quantity()[1], other)
