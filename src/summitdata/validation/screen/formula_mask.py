"""Formulas on Arrow columns: which rows of a block surely satisfy them.

Each part of a formula is evaluated for all rows at once, as Python does for one: a part is wrong (`bad`) in the rows in
which Python raises, and also where it is not known here what Python gives. Decimal numbers are compared exactly, as
integers of 64 bits and a power of ten. A formula that cannot be evaluated so satisfies no row surely: all rows are then
for frictionless' evaluator.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, numpy_mask, numpy_numbers, scalar
from summitdata.tabular.formula import CONDITION, kind_of_field
from summitdata.tabular.text_sets import TextSet

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.tabular.formula import Formula

__all__ = ["Column", "sure_rows"]

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


class _UnsureError(Exception):
    """Nothing is sure of a formula on these columns."""


@dataclass(frozen=True)
class Column:
    """A column of a block: its field, its cells, and which of them are missing or not accepted by the screen."""

    field: dict[str, Any]
    cells: pa.StringArray
    missing: Mask
    unaccepted: Mask


@dataclass(frozen=True)
class _Exact:
    """Numbers: integers, each divided by 10 to the power of `scale`; `bound` is not below any of them."""

    values: Any
    scale: int
    bound: int
    is_decimal: bool


@dataclass(frozen=True)
class _Double:
    values: Any


@dataclass(frozen=True)
class _Text:
    """Texts, or days as texts."""

    cells: Any
    is_date: bool = False


@dataclass(frozen=True)
class _Truth:
    """What counts as true; `is_bool` says that the values are conditions, which can be compared."""

    values: Mask
    is_bool: bool = True


@dataclass(frozen=True)
class _Part:
    """A part of a formula: its values, the rows in which it is None, and those in which it is wrong or not known.

    Of a constant, `value` is a Python value.
    """

    value: Any
    none: Mask = FALSE
    bad: Mask = FALSE


def sure_rows(formula: Formula, columns: dict[str, Column], rows: int) -> Mask:
    """Return which rows surely satisfy a formula.

    Parameters
    ----------
    formula : Formula
        The formula.
    columns : dict of str to Column
        The columns that it names.
    rows : int
        How many rows there are.
    """
    if not rows or not formula.names <= columns.keys():
        return np.zeros(rows, np.bool_)
    try:
        with np.errstate(all="ignore"):
            part = _Evaluation(columns).part(formula.tree)
            return np.broadcast_to(_truth(part) & ~part.bad, (rows,))
    except _UnsureError:
        return np.zeros(rows, np.bool_)


class _Evaluation:
    """The evaluation of one formula on one block."""

    def __init__(self, columns: dict[str, Column]) -> None:
        self._columns = columns
        self._read: dict[str, _Part] = {}
        self._readers: dict[type[ast.expr], Callable[[Any], _Part]] = {
            ast.Name: self._name,
            ast.Constant: lambda node: _Part(node.value),
            ast.BoolOp: self._bool_op,
            ast.UnaryOp: self._unary,
            ast.BinOp: lambda node: _arithmetic(node.op, self.part(node.left), self.part(node.right)),
            ast.Compare: self._compare,
        }

    def part(self, node: ast.expr) -> _Part:
        return self._readers[type(node)](node)

    def _name(self, node: ast.Name) -> _Part:
        if node.id not in self._read:
            self._read[node.id] = _read(self._columns[node.id])
        return self._read[node.id]

    def _bool_op(self, node: ast.BoolOp) -> _Part:
        """Evaluate the next condition only in the rows that the ones before leave open."""
        parts = [self.part(value) for value in node.values]
        is_and = isinstance(node.op, ast.And)
        first = parts[0]
        truth, bad = _truth(first), first.bad
        is_bool = _is_bool(first)
        for part in parts[1:]:
            is_open = truth if is_and else ~truth
            bad = bad | (is_open & part.bad)
            truth = truth & _truth(part) if is_and else truth | _truth(part)
            is_bool &= _is_bool(part)
        return _Part(_Truth(truth, is_bool), FALSE, bad)

    def _unary(self, node: ast.UnaryOp) -> _Part:
        part = self.part(node.operand)
        if isinstance(node.op, ast.Not):
            return _Part(_Truth(~_truth(part)), FALSE, part.bad)
        if _is_constant(part):
            return _Part(-part.value if isinstance(node.op, ast.USub) else part.value)
        value = part.value
        if isinstance(node.op, ast.USub):
            value = _Double(-value.values) if isinstance(value, _Double) else _with_values(value, -value.values)
        return _Part(value, FALSE, part.bad | part.none)

    def _compare(self, node: ast.Compare) -> _Part:
        left = self.part(node.left)
        truth: Mask = np.True_
        bad: Mask = FALSE
        for operator, comparator in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                found = self._is_in(left, comparator)  # it ends the chain: a list is compared with nothing
                step = _Part(~found.value, FALSE, found.bad) if isinstance(operator, ast.NotIn) else found
            else:
                right = self.part(comparator)
                step = _comparison(operator, left, right)
                left = right
            bad = bad | (truth & step.bad)
            truth = truth & step.value
        return _Part(_Truth(truth), FALSE, bad)

    def _is_in(self, left: _Part, node: Any) -> _Part:
        items = [self.part(item).value for item in node.elts]
        if isinstance(left.value, _Text) and not left.value.is_date:
            texts = TextSet([item for item in items if item is not None])
            found = numpy_mask(texts.find(left.value.cells)) & ~left.none
            return _Part(found | left.none if None in items else found, FALSE, left.bad)
        found, bad = FALSE, left.bad
        for item in items:
            step = _comparison(ast.Eq(), left, _Part(item))
            found, bad = found | step.value, bad | step.bad
        return _Part(found, FALSE, bad)


# Values


def _read(column: Column) -> _Part:
    """Return the values of a column; those of missing and of unaccepted cells have no meaning."""
    kind, cells, missing, bad = kind_of_field(column.field), column.cells, column.missing, column.unaccepted
    if column.field.get("format", "default") != "default":
        raise _UnsureError
    if kind in ("integer", "number"):
        return _read_numbers(column, kind)
    if kind in ("text", "date"):
        return _Part(_Text(cells, is_date=kind == "date"), missing, bad)
    if kind == CONDITION:
        false = column.field.get("falseValues", ["false", "False", "FALSE", "0"])
        if set(false) & set(column.field.get("trueValues", ["true", "True", "TRUE", "1"])):
            raise _UnsureError
        return _Part(_Truth(~numpy_mask(TextSet(false).find(cells)) & ~missing), missing, bad)
    raise _UnsureError


def _read_numbers(column: Column, kind: str) -> _Part:
    cells, missing, bad = column.cells, column.missing, column.unaccepted
    unread = missing | bad
    if kind == "number":
        too_long = pc.greater(pc.binary_length(cells), scalar(LONGEST, pa.int32()))
        if too_long.true_count:
            bad = bad | (numpy_mask(too_long) & ~missing)
            unread = missing | bad
    if unread.any():
        cells = pc.if_else(arrow_mask(unread), scalar("0", pa.string()), cells)
    try:
        if kind == "integer":
            values = numpy_numbers(pc.cast(cells, pa.int64()))
            return _Part(_Exact(values, 0, _bound(values), is_decimal=False), missing, bad)
        values, scale, is_inexact = _as_integers(numpy_numbers(pc.cast(cells, pa.float64())))
    except pa.ArrowInvalid:
        raise _UnsureError from None
    return _Part(_Exact(values, scale, _bound(values), is_decimal=True), missing, bad | is_inexact)


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


def _is_constant(part: _Part) -> bool:
    return not isinstance(part.value, _Exact | _Double | _Text | _Truth)


def _is_bool(part: _Part) -> bool:
    """Whether a part is a condition in each row, never None."""
    if _is_constant(part):
        return isinstance(part.value, bool)
    return isinstance(part.value, _Truth) and part.value.is_bool and not np.any(part.none)


def _truth(part: _Part) -> Mask:
    """Return in which rows a part counts as true."""
    value = part.value
    if _is_constant(part):
        return np.bool_(bool(value))
    if isinstance(value, _Truth):
        true = value.values
    elif isinstance(value, _Text):
        true = np.True_ if value.is_date else numpy_mask(pc.not_equal(pc.binary_length(value.cells), 0))
    else:
        true = value.values != 0
    return true & ~part.none


def _with_values(value: _Exact, values: Any) -> _Exact:
    return _Exact(values, value.scale, value.bound, value.is_decimal)


def _exact(value: Any) -> _Exact:
    """Return a number as an exact one."""
    if isinstance(value, _Exact):
        return value
    if type(value) is int and abs(value) < MOST:
        return _Exact(np.int64(value), 0, abs(value), is_decimal=False)
    raise _UnsureError


def _double(value: Any) -> Any:
    """Return a number as a double that equals it."""
    if isinstance(value, _Double):
        return value.values
    if type(value) is float:
        return np.float64(value)
    exact = _exact(value)
    if exact.is_decimal or exact.bound > EXACT:
        raise _UnsureError
    return exact.values.astype(np.float64)


def _is_double(value: Any) -> bool:
    return isinstance(value, _Double) or type(value) is float


def _rescaled(value: _Exact, scale: int) -> Any:
    """Return the integers of numbers for a larger power of ten."""
    factor = 10 ** (scale - value.scale)
    if value.bound * factor >= MOST:
        raise _UnsureError
    return value.values * np.int64(factor) if factor > 1 else value.values


# Operations


def _arithmetic(operator: ast.operator, left: _Part, right: _Part) -> _Part:
    bad = left.bad | left.none | right.bad | right.none
    if _is_double(left.value) or _is_double(right.value):
        value, wrong = _double_arithmetic(operator, _double(left.value), _double(right.value))
        return _Part(value, FALSE, bad | wrong)
    first, second = _exact(left.value), _exact(right.value)
    is_decimal = first.is_decimal or second.is_decimal
    if isinstance(operator, ast.Mult):
        bound, scale = first.bound * second.bound, first.scale + second.scale
        if bound >= MOST:
            raise _UnsureError
        return _Part(_Exact(first.values * second.values, scale, bound, is_decimal), FALSE, bad)
    if isinstance(operator, ast.Div):
        if not is_decimal:
            value, wrong = _double_arithmetic(operator, _double(first), _double(second))
            return _Part(value, FALSE, bad | wrong)
        return _Part(_decimal_quotient(first, right.value), FALSE, bad)
    scale = max(first.scale, second.scale)
    one, two = _rescaled(first, scale), _rescaled(second, scale)
    if isinstance(operator, ast.Mod):
        is_zero = two == 0
        two = np.where(is_zero, np.int64(1), two)
        bound = max(abs(int(np.max(two))), abs(int(np.min(two))))
        rest = np.fmod(one, two) if is_decimal else np.mod(one, two)  # of a decimal number, it has the first sign
        return _Part(_Exact(rest, scale, bound, is_decimal), FALSE, bad | is_zero)
    bound = first.bound * 10 ** (scale - first.scale) + second.bound * 10 ** (scale - second.scale)
    if bound >= MOST:
        raise _UnsureError
    return _Part(
        _Exact(one + two if isinstance(operator, ast.Add) else one - two, scale, bound, is_decimal), FALSE, bad
    )


def _double_arithmetic(operator: ast.operator, left: Any, right: Any) -> tuple[_Double, Mask]:
    """Return doubles, and in which rows Python raises."""
    if isinstance(operator, ast.Add):
        return _Double(left + right), FALSE
    if isinstance(operator, ast.Sub):
        return _Double(left - right), FALSE
    if isinstance(operator, ast.Mult):
        return _Double(left * right), FALSE
    if isinstance(operator, ast.Div):
        return _Double(left / right), right == 0
    raise _UnsureError


def _decimal_quotient(first: _Exact, divisor: Any) -> _Exact:
    """Return decimal numbers divided by an integer whose only factors are 2 and 5, so that nothing is rounded."""
    if type(divisor) is not int or divisor <= 0:
        raise _UnsureError
    for power in range(10):
        if 10**power % divisor == 0:
            factor = 10**power // divisor
            if first.bound * factor >= MOST:
                break
            return _Exact(first.values * np.int64(factor), first.scale + power, first.bound * factor, first.is_decimal)
    raise _UnsureError


_ORDERS: dict[type[ast.cmpop], tuple[Any, Any]] = {
    ast.Eq: (np.equal, pc.equal),
    ast.NotEq: (np.not_equal, pc.not_equal),
    ast.Lt: (np.less, pc.less),
    ast.LtE: (np.less_equal, pc.less_equal),
    ast.Gt: (np.greater, pc.greater),
    ast.GtE: (np.greater_equal, pc.greater_equal),
}
_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


def _comparison(operator: ast.cmpop, left: _Part, right: _Part) -> _Part:
    """Compare two parts; the value of what comes out is a mask."""
    bad = left.bad | right.bad
    if right.value is None or left.value is None:
        if isinstance(operator, ast.Is | ast.IsNot) and right.value is not None:
            raise _UnsureError
        both = _is_none(left) & _is_none(right)
        return _Part(both if isinstance(operator, ast.Is | ast.Eq) else ~both, FALSE, bad)
    equal = _compared(type(operator), left.value, right.value)
    none = left.none | right.none
    if isinstance(operator, ast.Eq):
        return _Part((equal & ~none) | (left.none & right.none), FALSE, bad)
    if isinstance(operator, ast.NotEq):
        return _Part((equal | none) & ~(left.none & right.none), FALSE, bad)
    return _Part(equal, FALSE, bad | none)


def _is_none(part: _Part) -> Mask:
    return np.True_ if part.value is None else part.none


def _compared(operator: type[ast.cmpop], left: Any, right: Any) -> Mask:
    """Compare two values that are not None."""
    by_numpy, by_arrow = _ORDERS[operator]
    if isinstance(left, _Exact) and type(right) is float:
        return _compared_with_double(operator, left, right)
    if isinstance(right, _Exact) and type(left) is float:
        return _compared_with_double(_SWAPPED.get(operator, operator), right, left)
    if _is_double(left) or _is_double(right):
        return by_numpy(_double(left), _double(right))
    if isinstance(left, _Text | str) and isinstance(right, _Text | str):
        return _compared_texts(by_arrow, operator, left, right)
    if isinstance(left, _Truth | bool) or isinstance(right, _Truth | bool):
        return by_numpy(_bools(left), _bools(right))
    first, second = _exact(left), _exact(right)
    scale = max(first.scale, second.scale)
    return by_numpy(_rescaled(first, scale), _rescaled(second, scale))


def _compared_texts(by_arrow: Any, operator: type[ast.cmpop], left: Any, right: Any) -> Mask:
    if getattr(left, "is_date", False) != getattr(right, "is_date", False):
        raise _UnsureError
    if isinstance(left, str):
        if isinstance(right, str):
            raise _UnsureError
        swapped = _SWAPPED.get(operator, operator)
        return _compared_texts(_ORDERS[swapped][1], swapped, right, left)
    other = scalar(right, pa.string()) if isinstance(right, str) else right.cells
    return numpy_mask(by_arrow(left.cells, other))


def _bools(value: Any) -> Mask:
    if isinstance(value, bool):
        return np.bool_(value)
    if not isinstance(value, _Truth) or not value.is_bool:
        raise _UnsureError
    return value.values


def _compared_with_double(operator: type[ast.cmpop], exact: _Exact, double: float) -> Mask:
    """Compare exact numbers with a double, which Python does exactly too: 0.3 is a bit less than three tenths."""
    try:
        limit = Fraction(double) * 10**exact.scale
    except (ValueError, OverflowError):  # infinite
        raise _UnsureError from None
    if abs(limit) >= MOST:
        raise _UnsureError
    if operator in (ast.Eq, ast.NotEq):
        if limit.denominator != 1:
            return np.full(np.shape(exact.values), operator is ast.NotEq)
        return _ORDERS[operator][0](exact.values, np.int64(int(limit)))
    rounded = floor(limit) if operator in (ast.LtE, ast.Gt) else ceil(limit)
    return _ORDERS[operator][0](exact.values, np.int64(rounded))
