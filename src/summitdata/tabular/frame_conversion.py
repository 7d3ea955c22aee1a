"""A frame of any dtypes as one with the dtypes of a Table Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from summitdata.errors import DataFileError
from summitdata.tabular.frame_cells import cells_of, fields_of_columns
from summitdata.tabular.frame_columns import columns_of, labels_of
from summitdata.tabular.frames import to_pandas, to_polars
from summitdata.tabular.read_columns import read_columns
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from summitdata.arguments import Library

__all__ = ["in_schema_dtypes"]

CHUNK = 1 << 16
"""Rows of a chunk, whose texts are surely few enough for one array of Arrow."""


def in_schema_dtypes(frame: Any, library: Library, schema: dict[str, Any], place: str) -> Any:
    """Return a local frame with the dtypes of a schema; an index and the attributes of pandas are kept.

    Raises
    ------
    DataFileError
        A label is not that of its field, or a value is not one that its column can hold; the row is that of a file.
    PackageError, UnknownNameError
        The schema makes no frame.
    """
    rules = read_rules(schema)
    labels, names = labels_of(frame, library), [field.name for field in rules.fields]
    if labels != names:
        raise DataFileError(f"{place}: the columns are {', '.join(labels)}; the schema has {', '.join(names)}")
    fields = fields_of_columns(labels, schema)
    texts = [cells_of(column, *field) for column, field in zip(columns_of(frame, library), fields, strict=True)]
    table = read_columns(place, rules.fields, pa.table(list(map(_in_chunks, texts)), names), schema, first_row=2)
    if library == "polars":
        return to_polars(table)
    if library != "pandas":
        return table
    made = to_pandas(table, {"schema": schema})
    made.attrs = {**made.attrs, **frame.attrs}
    return made.set_axis(frame.index, axis="index")


def _in_chunks(texts: pa.Array) -> pa.ChunkedArray:
    starts = range(0, len(texts), CHUNK)
    return pa.chunked_array([texts.slice(start, CHUNK).cast(pa.string()) for start in starts], pa.string())
