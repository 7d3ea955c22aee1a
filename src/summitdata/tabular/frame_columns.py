"""The columns of a frame of any library, as Arrow arrays or, where Arrow has no type for them, as lists of values."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from summitdata.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.arguments import Library

__all__ = ["Column", "columns_of", "labels_of", "local_frame"]


@dataclass(frozen=True)
class Column:
    """A column of a frame.

    Parameters
    ----------
    label : str
        Its name.
    values : pyarrow.Array or list
        Its values; a list where they are of several types, or of one that Arrow has none for.
    library : Library
        Whose frame it is of.
    original : object
        The column as its library has it.
    """

    label: str
    values: Any
    library: Library
    original: Any

    def written(self) -> list[str]:
        """Return the cells that the library writes to a CSV file; a missing value is an empty one."""
        return list(_written(self.original, self.library))


def local_frame(frame: Any, library: Library) -> Any:
    """Return a frame whose values are at hand: a lazy one is computed, one of the Arrow interface is a table.

    Raises
    ------
    PackageError
        It cannot be read.
    """
    try:
        if library == "arrow":
            return pa.table(frame)
        return frame.collect() if library == "polars" and hasattr(frame, "collect") else frame
    except Exception as error:  # the object is the caller's, and may raise anything
        raise PackageError(f"the frame cannot be read: {type(error).__name__}: {error}") from error


def labels_of(frame: Any, library: Library) -> list[str]:
    """Return the labels of a local frame, as a CSV file has them.

    Raises
    ------
    PackageError
        The columns have labels of several levels.
    """
    if library == "pandas" and frame.columns.nlevels > 1:
        raise PackageError(f"the columns have labels of {frame.columns.nlevels} levels: give each column one text")
    if library == "pandas" and not all(isinstance(label, str) for label in frame.columns):
        return next(csv.reader(io.StringIO(frame.head(0).to_csv(index=False), newline="")), [])
    return [str(label) for label in (frame.column_names if library == "arrow" else frame.columns)]


def columns_of(frame: Any, library: Library) -> list[Column]:
    """Return the columns of a local frame."""
    labels = labels_of(frame, library)
    if library == "pandas":
        originals = [frame.iloc[:, number] for number in range(len(labels))]
        return [
            Column(label, _of_pandas(original), library, original)
            for label, original in zip(labels, originals, strict=True)
        ]
    if library == "polars":
        return [Column(series.name, _of_polars(series), library, series) for series in frame.get_columns()]
    return [
        Column(label, _one_chunk(column), library, column) for label, column in zip(labels, frame.columns, strict=True)
    ]


def _of_pandas(series: Any) -> Any:
    import pandas as pd

    dtype = series.dtype
    if isinstance(dtype, pd.SparseDtype):
        return _of_pandas(series.sparse.to_dense())
    holds = dtype.categories if isinstance(dtype, pd.CategoricalDtype) else series
    if holds.dtype.kind in "Oc" and not _has_arrow_type(pd, holds):
        return series.astype(object).tolist()
    return _or_list(lambda: pa.Array.from_pandas(series), lambda: series.astype(object).tolist())


def _has_arrow_type(pd: Any, values: Any) -> bool:
    """Whether all values of a column of objects are texts; an extension of pandas, such as a period, is for Python."""
    if values.dtype == object:
        return pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty")
    return not isinstance(values.dtype, pd.PeriodDtype | pd.IntervalDtype) and values.dtype.kind != "c"


def _of_polars(series: Any) -> Any:
    if str(series.dtype) == "Object":
        return series.to_list()  # Arrow would get the addresses of the objects
    return _or_list(series.to_arrow, series.to_list)


def _or_list(as_array: Any, as_list: Any) -> Any:
    """Return a column as an array, or as a list where Arrow refuses it."""
    try:
        return _one_chunk(as_array())
    except Exception:  # noqa: BLE001 - pyarrow and polars raise errors of their own, TypeError, ValueError, ...
        return as_list()


def _one_chunk(column: Any) -> Any:
    array = column
    if isinstance(array, pa.ChunkedArray):
        array = array.unify_dictionaries()
        array = array.chunk(0) if array.num_chunks == 1 else array.combine_chunks()
        if isinstance(array, pa.ChunkedArray):  # where one chunk cannot hold it
            raise pa.ArrowInvalid("the column is too long for one array")
    if isinstance(array, pa.ExtensionArray) or pa.types.is_run_end_encoded(array.type):
        return array.to_pylist()
    return array


def _written(original: Any, library: Library) -> Iterator[str]:
    if library == "pandas":
        text = original.to_csv(index=False, header=False, quoting=csv.QUOTE_ALL)
    elif library == "polars":
        text = original.to_frame().write_csv(include_header=False, quote_style="always")
    else:
        import pyarrow.csv

        sink = pa.BufferOutputStream()
        options = pyarrow.csv.WriteOptions(include_header=False)
        pyarrow.csv.write_csv(pa.table({"": original}), sink, options)
        text = sink.getvalue().to_pybytes().decode()
    return (row[0] if row else "" for row in csv.reader(io.StringIO(text, newline="")))
