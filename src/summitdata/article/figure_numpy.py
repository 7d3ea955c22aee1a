"""A figure beside arrays of numpy and columns of pandas: a plain number, and a ratio if it is in percent."""

from __future__ import annotations

import operator
from typing import Any

from summitdata.article import units

__all__ = ["apply_ufunc"]

OPERATORS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "true_divide": operator.truediv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "divmod": divmod,
    "power": operator.pow,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}
"""What Python calls the functions of numpy with two operands."""


def apply_ufunc(figure: type, ufunc: Any, method: str, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Return what a function of numpy gives for figures, which are of the class `figure`, among other numbers.

    Beside a single number, a figure stays one. Beside an array it is a float, and in percent the ratio, as beside any
    plain number.
    """
    others = [item for item in inputs if not isinstance(item, figure)]
    is_array = any(getattr(item, "ndim", 0) or isinstance(item, list | tuple) for item in others)
    operate = OPERATORS.get(ufunc.__name__) if method == "__call__" and not options else None
    if operate is not None and not is_array:
        return operate(*(item if isinstance(item, figure) else _scalar(item) for item in inputs))
    numbers = [_number(item, beside_array=is_array) if isinstance(item, figure) else item for item in inputs]
    return getattr(ufunc, method)(*numbers, **options)


def _scalar(item: Any) -> Any:
    """Return a number of numpy as one of Python, which leaves the operation to the figure."""
    return item.item() if hasattr(item, "item") else item


def _number(figure: Any, *, beside_array: bool) -> float:
    if beside_array and units.is_plain(figure.unit):
        return units.scaled(float(figure), units.conversion(figure.unit, "1"))
    return float(figure)
