"""Texts of a fixed length, each of whose characters is one of a few: found by their bytes, without an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, numpy_mask, scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitdata.tabular.re2 import Ranges

__all__ = ["FixedTexts"]


class FixedTexts:
    """The texts with one character of each class, all of them ASCII.

    Parameters
    ----------
    classes : sequence of ranges
        The characters at each place, as ranges with both ends included.

    Examples
    --------
    >>> from summitdata.tabular.arrow_arrays import text_array
    >>> digits = ((0x30, 0x39),)
    >>> FixedTexts([digits, digits]).find(text_array(["07", "7", "x7", "007"])).to_pylist()
    [True, False, False, False]
    """

    def __init__(self, classes: Sequence[Ranges]) -> None:
        self._tables = np.zeros((len(classes), 256), np.bool_)
        for table, ranges in zip(self._tables, classes, strict=True):
            for first, last in ranges:
                table[first : last + 1] = True
        self._size = scalar(len(classes), pa.int32())
        # Where all places have the same range, all bytes are compared at once.
        same = set(classes)
        self._range = next(iter(same))[0] if len(same) == 1 and len(next(iter(same))) == 1 else None

    def find(self, cells: Any) -> Any:
        """Return which cells of an array are such texts."""
        if not pa.types.is_string(cells.type):
            cells = pc.cast(cells, pa.string())  # whose offsets are of the size that is read below
        is_of_size = pc.equal(pc.binary_length(cells), self._size)
        if is_of_size.true_count == len(cells):
            return arrow_mask(self._find(cells))
        found = numpy_mask(is_of_size).copy()
        found[found] = self._find(cells.filter(is_of_size))
        return arrow_mask(found)

    def _find(self, cells: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which cells of the right size are such texts."""
        count, width = len(cells), len(self._tables)
        if not count:
            return np.zeros(0, np.bool_)
        start = int(np.frombuffer(cells.buffers()[1], np.int32)[cells.offset])
        characters = np.frombuffer(cells.buffers()[2], np.uint8, count * width, start)
        if self._range:
            first, last = self._range
            if ((characters - np.uint8(first)) <= last - first).all():  # smaller ones become large
                return np.ones(count, np.bool_)
        found = np.ones(count, np.bool_)
        for table, column in zip(self._tables, characters.reshape(count, width).T, strict=True):
            found &= table[column]
        return found
