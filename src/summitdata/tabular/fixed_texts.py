"""Texts of a fixed length, found by their bytes: those of a pattern without an expression, and a few by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, numpy_mask, scalar, text_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitdata.tabular.re2 import Ranges

__all__ = ["FewTexts", "FixedTexts"]

WIDEST, MOST = 8, 8
"""How many bytes each of some texts may have, and how many there may be, to be compared as integers."""


Mask: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"
Characters: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"
"""The bytes of some cells of one size, without anything between them."""


def _find(cells: Any, size: pa.Scalar, find: Callable[[Characters], Mask]) -> Any:
    """Return which cells of an array have a size in bytes, and are found by their bytes."""
    is_of_size = pc.equal(pc.binary_length(cells), size)
    found = numpy_mask(is_of_size)
    if is_of_size.true_count == len(cells):
        return arrow_mask(find(text_bytes(cells)[1]))
    found = found.copy()
    found[found] = find(text_bytes(cells.filter(is_of_size))[1])
    return arrow_mask(found)


class FewTexts:
    """A few texts of one size in bytes, compared with cells as integers.

    Parameters
    ----------
    texts : sequence of bytes
        The texts; `fits` says whether these can be compared so.

    Examples
    --------
    >>> from summitdata.tabular.arrow_arrays import text_array
    >>> FewTexts([b"import", b"export"]).find(text_array(["import", "impost", "in", "export"])).to_pylist()
    [True, False, False, True]
    """

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._width = len(texts[0])
        self._size = scalar(self._width, pa.int32())
        # Two integers cover each text; they may have some of its bytes in common.
        kinds = [kind for kind in map(np.dtype, ("u1", "u2", "u4", "u8")) if kind.itemsize <= self._width]
        kind = kinds[-1]
        self._places = dict.fromkeys((0, self._width - kind.itemsize))
        self._kind = kind
        self._codes = [[np.frombuffer(text, kind, 1, place)[0] for place in self._places] for text in texts]

    @staticmethod
    def fits(texts: Sequence[bytes]) -> bool:
        """Whether texts are few, short, and of one size."""
        return 0 < len(texts) <= MOST and len({*map(len, texts)}) == 1 and 0 < len(texts[0]) <= WIDEST

    def find(self, cells: Any) -> Any:
        """Return which cells of an array are among the texts."""
        return _find(cells, self._size, self._find)

    def _find(self, characters: Characters) -> Mask:
        count = len(characters) // self._width
        found = np.zeros(count, np.bool_)
        columns = [
            np.ndarray((count,), self._kind, characters, place, (self._width,)) if count else np.empty(0, self._kind)
            for place in self._places
        ]
        for codes in self._codes:
            found |= np.logical_and.reduce([column == code for column, code in zip(columns, codes, strict=True)])
        return found


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
        return _find(cells, self._size, self._find)

    def _find(self, characters: Characters) -> Mask:
        """Return which cells of the right size are such texts."""
        count, width = len(characters) // len(self._tables), len(self._tables)
        if self._range:
            first, last = self._range
            if ((characters - np.uint8(first)) <= last - first).all():  # smaller ones become large
                return np.ones(count, np.bool_)
        found = np.ones(count, np.bool_)
        for table, column in zip(self._tables, characters.reshape(count, width).T, strict=True):
            found &= table[column]
        return found
