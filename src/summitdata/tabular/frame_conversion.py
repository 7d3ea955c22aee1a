"""A frame of any dtypes as one with the dtypes of a Table Schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.errors import DataFileError
from summitdata.tabular.frame_cells import cells_of, fields_of_columns, null_text
from summitdata.tabular.frame_columns import columns_of, labels_of
from summitdata.tabular.frames import to_pandas, to_polars
from summitdata.tabular.read_columns import read_column, read_columns
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.text_sets import TextSet

if TYPE_CHECKING:
    from summitdata.arguments import Library

__all__ = ["Loss", "coerced", "in_schema_dtypes"]

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
    table = read_columns(
        place, rules.fields, pa.table(list(map(_in_chunks, texts)), names), schema, first_row=2, exact=True
    )
    if library == "polars":
        return to_polars(table)
    if library != "pandas":
        return table
    made = to_pandas(table, {"schema": schema})
    made.attrs = {**made.attrs, **frame.attrs}
    return made.set_axis(frame.index, axis="index")


@dataclass(frozen=True)
class Loss:
    """A value that its column cannot hold: the column, the row from 0, and the text of the value."""

    column: str
    row: int
    text: str


def coerced(frame: Any, library: Library, schema: dict[str, Any]) -> tuple[Any, list[Loss]]:
    """Return a local frame with the columns of a schema in their dtypes, and the values that would lose something.

    A column that the schema does not have, or that is there twice, stays as it is, for the checks to see it.
    """
    rules = {field.name: field for field in read_rules(schema).fields}
    labels = labels_of(frame, library)
    names = [name for name in rules if labels.count(name) == 1 and name in frame.columns]
    fields = {name: rules[name].descriptor for name in names}
    missing = dict(zip(fields, missing_texts_by_field(fields.values(), schema), strict=True))
    arrays, losses = {}, []
    for column in columns_of(frame, library):
        if column.label not in fields:
            continue
        texts = missing[column.label]
        cells = cells_of(column, fields[column.label], null_text(texts))
        values, misfits = read_column(rules[column.label], _in_chunks(cells), TextSet(texts), exact=True)
        arrays[column.label] = values
        for misfit in misfits:
            rows = pc.indices_nonzero(pc.equal(cells, misfit.text)).to_pylist()
            losses += [Loss(column.label, row, misfit.text) for row in rows]
    losses.sort(key=lambda loss: (labels.index(loss.column), loss.row))
    table = pa.table(arrays)
    part = {"schema": {**schema, "fields": [fields[name] for name in arrays]}}
    if library == "polars":
        return frame.with_columns(to_polars(table).get_columns()), losses
    made = to_pandas(table, part).set_axis(frame.index, axis="index")
    return frame.assign(**{name: made[name] for name in arrays}), losses


def _in_chunks(texts: pa.Array) -> pa.ChunkedArray:
    starts = range(0, len(texts), CHUNK)
    return pa.chunked_array([texts.slice(start, CHUNK).cast(pa.string()) for start in starts], pa.string())
