"""Columns in which a text often follows an equal one, as in a table that is in the order of its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import index_array, number_array, numpy_numbers, text_bytes

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["cast_runs"]

SAMPLE, SHARE = 1000, 8
"""Texts are compared with those before them if among the first 1000, at most one in 8 differs from it."""
WORDS = (np.dtype("<u8"), np.dtype("<u4"), np.dtype("<u2"), np.dtype("u1"))
MOST_WORDS = 2


def cast_runs(cells: Any, arrow_type: pa.DataType) -> Any:
    """Return texts as numbers or days; of equal texts one after the other, the first is read for all.

    Raises
    ------
    pyarrow.ArrowInvalid
        A text is none.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from summitdata.tabular.arrow_arrays import text_array
    >>> cast_runs(text_array(["07", "07", "8"]), pa.int64()).to_pylist()
    [7, 7, 8]
    """
    starts = _run_starts(cells)
    if starts is None:
        return pc.cast(cells, arrow_type)
    values = pc.cast(cells.take(index_array(starts)), arrow_type)
    repeated = np.repeat(numpy_numbers(values), np.diff(starts, append=len(cells)))
    return number_array(repeated).view(arrow_type)


def _run_starts(cells: Any) -> np.ndarray[Any, Any] | None:
    """Return the positions of the texts that differ from the one before; None if these are many or not comparable."""
    count = min(len(cells), SAMPLE)
    sample = _changes(cells.slice(0, count))
    if sample is None or np.count_nonzero(sample) * SHARE > count:
        return None
    changes = _changes(cells)
    return None if changes is None else np.flatnonzero(changes)


def _changes(cells: Any) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
    """Return which texts differ from the one before, the first included; None if they have several lengths."""
    offsets, text = text_bytes(cells)
    lengths = offsets[1:] - offsets[:-1]
    width = int(lengths[0]) if len(lengths) else 0
    if not width or lengths.min() != lengths.max():
        return None
    word = next(kind for kind in WORDS if kind.itemsize <= width)
    if width > MOST_WORDS * word.itemsize:
        return None
    changes = np.ones(len(lengths), np.bool_)
    changes[1:] = False
    for place in {0, width - word.itemsize}:  # two words cover each text; they may have some of its bytes in common
        words = np.ndarray((len(lengths),), word, text, place, (width,))
        changes[1:] |= words[1:] != words[:-1]
    return changes
