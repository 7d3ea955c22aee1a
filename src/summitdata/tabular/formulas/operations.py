"""Arithmetic and comparisons of the parts of formulas, as Python does them row by row."""

from __future__ import annotations

import ast
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import numpy_mask, scalar
from summitdata.tabular.formulas.approximations import Approx, calculated, compared
from summitdata.tabular.formulas.parts import (
    FALSE,
    MOST,
    Double,
    Exact,
    Mask,
    Part,
    Text,
    Truth,
    UnsureError,
    approx,
    double,
    exact,
    is_double,
    rescaled,
)

__all__ = ["arithmetic", "comparison"]


def arithmetic(operator: ast.operator, left: Part, right: Part) -> Part:
    """Calculate with two parts."""
    bad = left.bad | left.none | right.bad | right.none
    if isinstance(left.value, Approx) or isinstance(right.value, Approx):
        result = calculated(operator, approx(left.value), approx(right.value))
        if result is None:
            raise UnsureError
        return Part(result[0], FALSE, bad | result[1])
    if is_double(left.value) or is_double(right.value):
        value, wrong = _double_arithmetic(operator, double(left.value), double(right.value))
        return Part(value, FALSE, bad | wrong)
    return _exact_arithmetic(operator, exact(left.value), exact(right.value), bad)


def _exact_arithmetic(operator: ast.operator, first: Exact, second: Exact, bad: Mask) -> Part:
    is_decimal = first.is_decimal or second.is_decimal
    if isinstance(operator, ast.Mult):
        bound, scale = first.bound * second.bound, first.scale + second.scale
        if bound >= MOST:
            raise UnsureError
        return Part(Exact(first.values * second.values, scale, bound, is_decimal), FALSE, bad)
    if isinstance(operator, ast.Div):
        if not is_decimal:
            value, wrong = _double_arithmetic(operator, double(first), double(second))
            return Part(value, FALSE, bad | wrong)
        return Part(_decimal_quotient(first, second), FALSE, bad)
    scale = max(first.scale, second.scale)
    one, two = rescaled(first, scale), rescaled(second, scale)
    if isinstance(operator, ast.Mod):
        is_zero = two == 0
        two = np.where(is_zero, np.int64(1), two)
        bound = max(abs(int(np.max(two))), abs(int(np.min(two))))
        rest = np.fmod(one, two) if is_decimal else np.mod(one, two)  # of a decimal number, it has the first sign
        return Part(Exact(rest, scale, bound, is_decimal), FALSE, bad | is_zero)
    bound = first.bound * 10 ** (scale - first.scale) + second.bound * 10 ** (scale - second.scale)
    if bound >= MOST:
        raise UnsureError
    return Part(Exact(one + two if isinstance(operator, ast.Add) else one - two, scale, bound, is_decimal), FALSE, bad)


def _double_arithmetic(operator: ast.operator, left: Any, right: Any) -> tuple[Double, Mask]:
    """Return doubles, and in which rows Python raises."""
    if isinstance(operator, ast.Add):
        return Double(left + right), FALSE
    if isinstance(operator, ast.Sub):
        return Double(left - right), FALSE
    if isinstance(operator, ast.Mult):
        return Double(left * right), FALSE
    if isinstance(operator, ast.Div):
        return Double(left / right), right == 0
    raise UnsureError


def _decimal_quotient(first: Exact, second: Exact) -> Exact:
    """Return decimal numbers divided by an integer whose only factors are 2 and 5, so that nothing is rounded."""
    if np.ndim(second.values) or second.scale or second.values <= 0:
        raise UnsureError
    divisor = int(second.values)
    for power in range(10):
        if 10**power % divisor == 0:
            factor = 10**power // divisor
            if first.bound * factor >= MOST:
                break
            return Exact(first.values * np.int64(factor), first.scale + power, first.bound * factor, first.is_decimal)
    raise UnsureError


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


def comparison(operator: ast.cmpop, left: Part, right: Part) -> Part:
    """Compare two parts; the value of what comes out is a mask."""
    bad = left.bad | right.bad
    if right.value is None or left.value is None:
        both = _is_none(left) & _is_none(right)
        return Part(both if isinstance(operator, ast.Is | ast.Eq) else ~both, FALSE, bad)
    none = left.none | right.none
    if isinstance(left.value, Approx) or isinstance(right.value, Approx):
        by_numpy, _ = _ORDERS[type(operator)]
        equal, unknown = compared(by_numpy, approx(left.value), approx(right.value))
        bad = bad | (unknown & ~none)
    else:
        equal = _compared(type(operator), left.value, right.value)
    if isinstance(operator, ast.Eq):
        return Part((equal & ~none) | (left.none & right.none), FALSE, bad)
    if isinstance(operator, ast.NotEq):
        return Part((equal | none) & ~(left.none & right.none), FALSE, bad)
    return Part(equal, FALSE, bad | none)


def _is_none(part: Part) -> Mask:
    return np.True_ if part.value is None else part.none


def _compared(operator: type[ast.cmpop], left: Any, right: Any) -> Mask:
    """Compare two values that are not None."""
    by_numpy, by_arrow = _ORDERS[operator]
    if isinstance(left, Exact) and type(right) is float:
        return _compared_with_double(operator, left, right)
    if isinstance(right, Exact) and type(left) is float:
        return _compared_with_double(_SWAPPED.get(operator, operator), right, left)
    if is_double(left) or is_double(right):
        return by_numpy(double(left), double(right))
    if isinstance(left, Text | str) and isinstance(right, Text | str):
        return _compared_texts(by_arrow, operator, left, right)
    if isinstance(left, Truth | bool) or isinstance(right, Truth | bool):
        return by_numpy(_bools(left), _bools(right))
    first, second = exact(left), exact(right)
    scale = max(first.scale, second.scale)
    return by_numpy(rescaled(first, scale), rescaled(second, scale))


def _compared_texts(by_arrow: Any, operator: type[ast.cmpop], left: Any, right: Any) -> Mask:
    if getattr(left, "is_date", False) != getattr(right, "is_date", False):
        raise UnsureError
    if isinstance(left, str):
        if isinstance(right, str):
            raise UnsureError
        swapped = _SWAPPED.get(operator, operator)
        return _compared_texts(_ORDERS[swapped][1], swapped, right, left)
    other = scalar(right, pa.string()) if isinstance(right, str) else right.cells
    return numpy_mask(by_arrow(left.cells, other))


def _bools(value: Any) -> Mask:
    if isinstance(value, bool):
        return np.bool_(value)
    if not isinstance(value, Truth) or not value.is_bool:
        raise UnsureError
    return value.values


def _compared_with_double(operator: type[ast.cmpop], exact: Exact, double: float) -> Mask:
    """Compare exact numbers with a double, which Python does exactly too: 0.3 is a bit less than three tenths."""
    try:
        limit = Fraction(double) * 10**exact.scale
    except (ValueError, OverflowError):  # infinite
        raise UnsureError from None
    if abs(limit) >= MOST:
        raise UnsureError
    if operator in (ast.Eq, ast.NotEq):
        if limit.denominator != 1:
            return np.full(np.shape(exact.values), operator is ast.NotEq)
        return _ORDERS[operator][0](exact.values, np.int64(int(limit)))
    rounded = floor(limit) if operator in (ast.LtE, ast.Gt) else ceil(limit)
    return _ORDERS[operator][0](exact.values, np.int64(rounded))
