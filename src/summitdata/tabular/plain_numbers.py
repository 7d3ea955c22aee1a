"""Columns of numbers written without a sign, in digits and at most one point: seen by the bytes of all cells at once.

Most columns of numbers are so, and to see it takes a fraction of the time that reading each number takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.tabular.arrow_arrays import text_bytes

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["are_decimals", "are_digits", "holds_for_all"]

ZERO, NINE, POINT = map(np.uint8, b"09.")


def are_digits(cells: Any, longest: int) -> bool:
    """Whether each cell has digits alone: at least one, and at most so many.

    Examples
    --------
    >>> from summitdata.tabular.arrow_arrays import text_array
    >>> are_digits(text_array(["7", "007"]), 3), are_digits(text_array(["7", "-7"]), 3)
    (True, False)
    """
    offsets, text = text_bytes(cells)
    return _have_lengths(offsets, longest) and _count_digits(text) == len(text)


def are_decimals(cells: Any, longest: int) -> bool:
    """Whether each cell has digits alone, or each has one point between digits; of at most so many characters.

    Examples
    --------
    >>> from summitdata.tabular.arrow_arrays import text_array
    >>> [are_decimals(text_array(cells), 5) for cells in (["7.25", "0.5"], ["7", "12"], ["7.", "1"], ["1.2.3", "45"])]
    [True, True, False, False]
    """
    offsets, text = text_bytes(cells)
    if not _have_lengths(offsets, longest):
        return False
    others = len(text) - _count_digits(text)
    if others != len(offsets) - 1:
        return not others
    points = np.flatnonzero(text == POINT).astype(np.int32) + offsets[0]
    # As many points as cells, the first of them within the first cell, the second within the second, and so on.
    return len(points) == others and bool((offsets[:-1] < points).all() and (points < offsets[1:] - 1).all())


def holds_for_all(constraint: str, bound: Decimal | int) -> bool:
    """Whether every number without a sign satisfies a constraint.

    Examples
    --------
    >>> holds_for_all("minimum", 0), holds_for_all("exclusiveMinimum", 0), holds_for_all("maximum", 0)
    (True, False, False)
    """
    return (constraint == "minimum" and bound <= 0) or (constraint == "exclusiveMinimum" and bound < 0)


def _have_lengths(offsets: np.ndarray[Any, Any], longest: int) -> bool:
    lengths = offsets[1:] - offsets[:-1]
    return bool(len(lengths) and lengths.min() > 0 and lengths.max() <= longest)


def _count_digits(text: np.ndarray[Any, Any]) -> int:
    return int(np.count_nonzero((text - ZERO) <= NINE - ZERO))  # what is smaller than a zero becomes large
