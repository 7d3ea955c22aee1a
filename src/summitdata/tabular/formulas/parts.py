"""The values of the columns of a block, and of the parts of a formula, for all rows at once.

A part is wrong (`bad`) in the rows in which Python raises, and also where it is not known here what Python gives.
Decimal numbers are integers of 64 bits and a power of ten, so that they are compared exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, numpy_mask, numpy_numbers, scalar
from summitdata.tabular.formula import CONDITION, kind_of_field
from summitdata.tabular.formulas.approximations import Approx, approximate
from summitdata.tabular.text_sets import TextSet

__all__ = [
    "EXACT",
    "FALSE",
    "MOST",
    "Column",
    "Double",
    "Exact",
    "Mask",
    "Part",
    "Text",
    "Truth",
    "UnsureError",
    "approx",
    "double",
    "exact",
    "is_bool",
    "is_constant",
    "is_double",
    "rescaled",
    "truth_of",
    "unknown_truth",
]

Mask = Any
"""A boolean for each row, or one for all of them."""
MOST = 1 << 62
"""Integers below are added without an overflow."""
EXACT = 1 << 53
"""Integers up to here are doubles."""
DIGITS, LONGEST = 10**15, 16
"""Decimal numbers of fewer than 16 digits are as different as their doubles; a text of 16 characters has no more."""
SCALES = (0, 1, 2, 3, 4, 6, 9)
SAMPLE = 500
FALSE: Mask = np.False_


class UnsureError(Exception):
    """Nothing is sure of a formula on these columns."""


@dataclass(frozen=True)
class Column:
    """A column of a block: its field, its cells, and which of them are missing or not accepted by the screen."""

    field: dict[str, Any]
    cells: pa.StringArray
    missing: Mask
    unaccepted: Mask

    @cached_property
    def part(self) -> Part:
        """The column as a part of formulas."""
        return _read(self)

    @cached_property
    def approximate_part(self) -> Part:
        """The same, with its numbers up to an error."""
        if kind_of_field(self.field) not in ("integer", "number"):
            return self.part
        if self.field.get("format", "default") != "default":
            raise UnsureError
        try:
            values = numpy_numbers(pc.cast(_read_cells(self.cells, self.missing | self.unaccepted), pa.float64()))
        except pa.ArrowInvalid:
            raise UnsureError from None
        return Part(approximate(values), self.missing, self.unaccepted)


@dataclass(frozen=True)
class Exact:
    """Numbers: integers, each divided by 10 to the power of `scale`; `bound` is not below any of them."""

    values: Any
    scale: int
    bound: int
    is_decimal: bool


@dataclass(frozen=True)
class Double:
    """Numbers that are doubles in Python, too."""

    values: Any


@dataclass(frozen=True)
class Text:
    """Texts, or days as texts."""

    cells: Any
    is_date: bool = False


@dataclass(frozen=True)
class Truth:
    """What counts as true; `is_bool` says that the values are conditions, which can be compared."""

    values: Mask
    is_bool: bool = True


@dataclass(frozen=True)
class Part:
    """A part of a formula: its values, the rows in which it is None, and those in which it is wrong or not known.

    Of a constant, `value` is a Python value.
    """

    value: Any
    none: Mask = FALSE
    bad: Mask = FALSE


def _read(column: Column) -> Part:
    """Return the values of a column; those of missing and of unaccepted cells have no meaning."""
    kind, cells, missing, bad = kind_of_field(column.field), column.cells, column.missing, column.unaccepted
    if column.field.get("format", "default") != "default":
        raise UnsureError
    if kind in ("integer", "number"):
        return _read_numbers(column, kind)
    if kind in ("text", "date"):
        return Part(Text(cells, is_date=kind == "date"), missing, bad)
    if kind == CONDITION:
        false = column.field.get("falseValues", ["false", "False", "FALSE", "0"])
        if set(false) & set(column.field.get("trueValues", ["true", "True", "TRUE", "1"])):
            raise UnsureError
        return Part(Truth(~numpy_mask(TextSet(false).find(cells)) & ~missing), missing, bad)
    raise UnsureError


def _read_numbers(column: Column, kind: str) -> Part:
    cells, missing, bad = column.cells, column.missing, column.unaccepted
    unread = missing | bad
    if kind == "number":
        too_long = pc.greater(pc.binary_length(cells), scalar(LONGEST, pa.int32()))
        if too_long.true_count:
            bad = bad | (numpy_mask(too_long) & ~missing)
            unread = missing | bad
    cells = _read_cells(cells, unread)
    try:
        if kind == "integer":
            values = numpy_numbers(pc.cast(cells, pa.int64()))
            return Part(Exact(values, 0, _bound(values), is_decimal=False), missing, bad)
        values, scale, is_inexact = _as_integers(numpy_numbers(pc.cast(cells, pa.float64())))
    except pa.ArrowInvalid:
        raise UnsureError from None
    return Part(Exact(values, scale, _bound(values), is_decimal=True), missing, bad | is_inexact)


def _read_cells(cells: Any, unread: Mask) -> Any:
    """Return cells with a zero in place of those that are not read."""
    return pc.if_else(arrow_mask(unread), scalar("0", pa.string()), cells) if unread.any() else cells


def _as_integers(doubles: Any) -> tuple[Any, int, Mask]:
    """Return decimal numbers as integers and a power of ten that divides them, and which of them are not that.

    The power is the smallest for which all are, else the largest.
    """
    integers, is_inexact = doubles, FALSE
    for scale in SCALES:
        if scale != SCALES[-1] and _rounded(doubles[:SAMPLE], scale)[1].any():
            continue
        integers, is_inexact = _rounded(doubles, scale)
        if not is_inexact.any():
            return integers.astype(np.int64), scale, is_inexact
    return np.where(is_inexact, 0, integers).astype(np.int64), SCALES[-1], is_inexact


def _rounded(doubles: Any, scale: int) -> tuple[Any, Mask]:
    """Return decimal numbers times a power of ten, rounded, and which of them may not be just that.

    They have at most 15 digits. Where the doubles of a number and of such a quotient are equal, both have at most 15
    digits, so they are equal too.
    """
    factor = 10.0**scale
    integers = np.rint(doubles * factor)
    is_inexact = integers / factor != doubles
    if max(integers.max(), -integers.min()) >= DIGITS:
        is_inexact = is_inexact | (np.abs(integers) >= DIGITS)
    return integers, is_inexact


def _bound(values: Any) -> int:
    return max(abs(int(values.min())), abs(int(values.max()))) if len(values) else 0


def is_constant(part: Part) -> bool:
    """Whether a part is a constant of the formula."""
    return not isinstance(part.value, Approx | Exact | Double | Text | Truth)


def is_bool(part: Part) -> bool:
    """Whether a part is a condition in each row, never None."""
    if is_constant(part):
        return isinstance(part.value, bool)
    return isinstance(part.value, Truth) and part.value.is_bool and not np.any(part.none)


def truth_of(part: Part) -> Mask:
    """Return in which rows a part counts as true."""
    value = part.value
    if is_constant(part):
        return np.bool_(bool(value))
    if isinstance(value, Truth):
        true = value.values
    elif isinstance(value, Text):
        true = np.True_ if value.is_date else numpy_mask(pc.not_equal(pc.binary_length(value.cells), 0))
    else:
        true = value.values != 0
    return true & ~part.none


def unknown_truth(part: Part) -> Mask:
    """Return in which rows it is not known whether a part counts as true: a number may be 0."""
    value = part.value
    return ~(np.abs(value.values) > value.errors) & ~part.none if isinstance(value, Approx) else FALSE


def exact(value: Any) -> Exact:
    """Return a number as an exact one."""
    if isinstance(value, Exact):
        return value
    if type(value) is int and abs(value) < MOST:
        return Exact(np.int64(value), 0, abs(value), is_decimal=False)
    raise UnsureError


def double(value: Any) -> Any:
    """Return a number as a double that equals it."""
    if isinstance(value, Double):
        return value.values
    if type(value) is float:
        return np.float64(value)
    number = exact(value)
    if number.is_decimal or number.bound > EXACT:
        raise UnsureError
    return number.values.astype(np.float64)


def approx(value: Any) -> Approx:
    """Return a number up to an error.

    Raises
    ------
    UnsureError
        It is none.
    """
    if isinstance(value, Approx):
        return value
    if isinstance(value, Exact):
        return approximate(value.values / 10.0**value.scale)
    if isinstance(value, Double):
        return approximate(value.values)
    if type(value) in (int, float) and abs(value) < MOST:
        return approximate(float(value))
    raise UnsureError


def is_double(value: Any) -> bool:
    """Whether a value is a double, or a column of them."""
    return isinstance(value, Double) or type(value) is float


def rescaled(value: Exact, scale: int) -> Any:
    """Return the integers of numbers for a larger power of ten."""
    factor = 10 ** (scale - value.scale)
    if value.bound * factor >= MOST:
        raise UnsureError
    return value.values * np.int64(factor) if factor > 1 else value.values
