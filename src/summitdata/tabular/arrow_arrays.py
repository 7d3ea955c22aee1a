"""Arrow arrays from and to numpy arrays and lists of text.

pyarrow's own conversions import pandas, which takes longer than validating a small file; these do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "arrow_mask",
    "index_array",
    "number_array",
    "numpy_mask",
    "numpy_numbers",
    "scalar",
    "text_array",
    "text_bytes",
    "with_values",
    "without_empty",
]


def text_array(texts: Sequence[str], errors: Literal["surrogatepass", "strict"] = "surrogatepass") -> pa.StringArray:
    """Return texts as an Arrow array; JSON may contain lone surrogates, which "strict" refuses.

    Examples
    --------
    >>> text_array(["a", "bc"]).to_pylist()
    ['a', 'bc']
    """
    joined = "".join(texts)
    parts = texts if joined.isascii() else [text.encode(errors=errors) for text in texts]
    offsets = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=offsets[1:])
    data = joined.encode(errors=errors) or b"\0"
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(offsets.tobytes()), pa.py_buffer(data))


def text_bytes(cells: Any) -> tuple[np.ndarray[Any, np.dtype[np.int32]], np.ndarray[Any, np.dtype[np.uint8]]]:
    """Return where each text of an array without nulls begins and the last one ends, and the bytes of all of them.

    The bytes are those from the first offset on.

    Examples
    --------
    >>> offsets, text = text_bytes(text_array(["a", "bc", "d"]).slice(1))
    >>> offsets.tolist(), text.tobytes()
    ([1, 3, 4], b'bcd')
    """
    cells = _as_strings(cells)
    _, offsets_buffer, data = cells.buffers()
    if not len(cells):
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    offsets = np.frombuffer(offsets_buffer, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    size = int(offsets[-1] - offsets[0])
    return offsets, np.frombuffer(data, np.uint8, size, int(offsets[0])) if size else np.zeros(0, np.uint8)


def without_empty(cells: Any) -> pa.StringArray:
    """Return the texts of an array without the empty ones; the bytes are not copied.

    Examples
    --------
    >>> without_empty(text_array(["", "a", "", "bc"])).to_pylist()
    ['a', 'bc']
    """
    cells = _as_strings(cells)
    offsets, _ = text_bytes(cells)
    starts = offsets[:-1][offsets[:-1] != offsets[1:]]
    kept = np.append(starts, offsets[-1:])
    return pa.StringArray.from_buffers(len(starts), pa.py_buffer(kept), cells.buffers()[2])


def _as_strings(cells: Any) -> pa.StringArray:
    """Return texts of any type of Arrow with offsets of 32 bits."""
    return cells if pa.types.is_string(cells.type) else pc.cast(cells, pa.string())


def number_array(array: np.ndarray[Any, Any]) -> pa.Array:
    """Return integers or floats as an Arrow array."""
    arrow_type = {"i8": pa.int64(), "i4": pa.int32(), "f8": pa.float64()}[array.dtype.str[1:]]
    return pa.Array.from_buffers(arrow_type, len(array), [None, pa.py_buffer(np.ascontiguousarray(array))])


def scalar(value: Any, data_type: pa.DataType) -> pa.Scalar:
    """Return a value to compare an array with; `data_type` is int32, int64, float64, string or date32 (in days)."""
    if pa.types.is_string(data_type):
        return text_array([value])[0]
    wide = {pa.int64(): "i8", pa.float64(): "f8", pa.date32(): "i4", pa.int32(): "i4"}[data_type]
    return pa.Array.from_buffers(data_type, 1, [None, pa.py_buffer(np.array(value, wide).tobytes())])[0]


def numpy_mask(array: pa.BooleanArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return a boolean Arrow array without nulls as a numpy array.

    Examples
    --------
    >>> numpy_mask(arrow_mask(np.array([True, False, True]))).tolist()
    [True, False, True]
    """
    packed = np.frombuffer(array.buffers()[1], np.uint8)
    return np.unpackbits(packed, count=array.offset + len(array), bitorder="little")[array.offset :].view(np.bool_)


def arrow_mask(array: np.ndarray[Any, np.dtype[np.bool_]]) -> pa.BooleanArray:
    """Return a boolean numpy array as an Arrow array."""
    packed = np.packbits(array, bitorder="little").tobytes()
    return pa.Array.from_buffers(pa.bool_(), len(array), [None, pa.py_buffer(packed or b"\0")])


def with_values(mask: pa.BooleanArray, places: pa.BooleanArray, values: pa.BooleanArray) -> pa.BooleanArray:
    """Return a boolean array with other values at some places; `values` has one for each of these.

    Arrow's own `replace_with_mask` takes as long as its CSV parser.

    Examples
    --------
    >>> with_values(pa.array([True, False, False]), pa.array([False, True, True]), pa.array([True, False])).to_pylist()
    [True, True, False]
    """
    if values.true_count == len(values):
        return pc.or_(mask, places)
    replaced = numpy_mask(mask)
    replaced[numpy_mask(places)] = numpy_mask(values)
    return arrow_mask(replaced)


def numpy_numbers(array: pa.Array) -> np.ndarray[Any, Any]:
    """Return the numbers of an Arrow array without nulls as a numpy array that shares its memory."""
    wide = {pa.int64(): np.int64, pa.float64(): np.float64, pa.int32(): np.int32, pa.date32(): np.int32}[array.type]
    return np.frombuffer(array.buffers()[1], wide, count=array.offset + len(array))[array.offset :]


def index_array(array: np.ndarray[Any, Any]) -> pa.Array:
    """Return positions as an Arrow array, to take elements by."""
    return number_array(array.astype(np.int64))
