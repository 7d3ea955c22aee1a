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
    return None if sample is None or len(sample) * SHARE > count else _changes(cells)


def _changes(cells: Any) -> np.ndarray[Any, Any] | None:
    """Return the positions of the texts that differ from the one before, the first included; None for many lengths."""
    offsets, text = text_bytes(cells)
    lengths = offsets[1:] - offsets[:-1]
    width = int(lengths[0]) if len(lengths) else 0
    if not width or lengths.min() != lengths.max():
        return None
    rows = np.flatnonzero(text[width:] != text[:-width]) // width + 1  # one for each byte that differs
    return np.concatenate([[0], rows[:1], rows[1:][rows[1:] != rows[:-1]]])
