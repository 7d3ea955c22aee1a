"""Columns of texts as columns of values in the dtypes of a Table Schema, each read as frictionless reads it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.errors import DataFileError
from summitdata.tabular.field_reader import cell_reader
from summitdata.tabular.frames import CannotHoldError, frame_value
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.text_sets import share_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitdata.tabular.schema_rules import FieldRules
    from summitdata.tabular.text_sets import TextSet

__all__ = ["Misfit", "read_column", "read_columns"]

WHOLE = re.compile("-?[0-9]{16,300}")
"""An integer of so many digits that no double may equal it."""
FINER = re.compile(r"\.[0-9]{6}[0-9]*[1-9]")
"""A fraction of a second that microseconds do not hold."""


def read_columns(  # noqa: PLR0913 - what is read, and what messages say of it
    place: str,
    fields: Sequence[FieldRules],
    texts: pa.Table,
    schema: dict[str, Any],
    first_row: int,
    *,
    exact: bool = False,
) -> pa.Table:
    """Return the values of a table of texts; its first row has the number `first_row`.

    With `exact`, an integer that no double equals is refused in a column of numbers.

    Raises
    ------
    DataFileError
        A frame cannot hold a row: a text is not a value of its column, or every text is a missing value.
    """
    missing = share_sets(missing_texts_by_field((field.descriptor for field in fields), schema))
    _refuse_missing_rows(place, texts, missing, first_row)
    columns, arrow_fields = [], []
    for number, field in enumerate(fields):
        column = _read_column(place, field, texts.column(number), missing[number], first_row, exact=exact)
        metadata = {
            key: str(field.descriptor[key]) for key in ("title", "unit", "unitField") if key in field.descriptor
        }
        columns.append(column)
        arrow_fields.append(pa.field(field.name, column.type, metadata=metadata))
    return pa.Table.from_arrays(columns, schema=pa.schema(arrow_fields))


def _refuse_missing_rows(place: str, texts: pa.Table, missing: list[TextSet], first_row: int) -> None:
    """Refuse a row in which every cell is a missing value: frictionless reports it as blank."""
    is_blank = None
    for column, missing_values in zip(texts.columns, missing, strict=True):
        is_missing = missing_values.find(column)
        is_blank = is_missing if is_blank is None else pc.and_(is_blank, is_missing)
        if not pc.any(is_blank).as_py():
            return
    if is_blank is not None:
        row = first_row + pc.index(is_blank, value=True).as_py()
        raise DataFileError(f"{place}: row {row}: the row is blank: every cell is a missing value")


@dataclass(frozen=True)
class Misfit:
    """A text that a column cannot hold: the position of its first row, from 0, and why, to be read after the text."""

    position: int
    text: str
    why: str


def _read_column(  # noqa: PLR0913 - what is read, and what messages say of it
    place: str, field: FieldRules, texts: pa.ChunkedArray, missing: TextSet, first_row: int, *, exact: bool
) -> pa.ChunkedArray:
    """Return the values of a column."""
    values, misfits = read_column(field, texts, missing, exact=exact)
    for misfit in misfits:
        row = first_row + misfit.position
        raise DataFileError(f"{place}: row {row}, field {field.name}: {misfit.text!r:.99} {misfit.why}")
    return values


def read_column(
    field: FieldRules, texts: pa.ChunkedArray, missing: TextSet, *, exact: bool = False
) -> tuple[pa.ChunkedArray, list[Misfit]]:
    """Return the values of a column, missing where it cannot hold one, and the distinct texts that it cannot hold."""
    is_missing = missing.find(texts)
    # An array of nulls, not one null: of that and sliced texts, pyarrow before 24 makes a broken array.
    texts = pc.if_else(is_missing, pa.nulls(len(texts), pa.string()), texts)
    dtypes = field.field_type.dtypes
    if dtypes.is_text:
        return texts, []
    arrow_type = pa.type_for_alias(dtypes.arrow)
    if pattern := _arrow_pattern(field):
        matches = pc.all(pc.match_substring_regex(texts, pattern)).as_py()
        if matches is not False:  # None: every cell is missing
            return pc.cast(texts, arrow_type), []
    read = cell_reader(field.descriptor)
    encoded = texts.combine_chunks() if texts.num_chunks != 1 else texts.chunk(0)
    encoded = encoded.dictionary_encode()
    values: list[Any] = []
    misfits = []
    for index, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(_value(read, text, field.type, exact=exact))
        except CannotHoldError as error:
            values.append(None)
            position = pc.index(encoded.indices, value=pa.scalar(index, pa.int32())).as_py()
            misfits.append(Misfit(position, text, str(error)))
    misfits.sort(key=lambda misfit: misfit.position)
    return pa.chunked_array([pa.array(values, arrow_type).take(encoded.indices)]), misfits


def _value(read: Callable[[str], Any], text: str, field_type: str, *, exact: bool) -> Any:
    """Return the value of a text as a frame holds it."""
    if exact and field_type == "number" and WHOLE.fullmatch(text) and int(text) != int(float(text)):
        raise CannotHoldError("is an integer that a column of numbers does not hold: let the type be integer")
    if field_type in ("datetime", "time") and FINER.search(text):
        raise CannotHoldError("is finer than a microsecond, which this column cannot hold")
    with suppress(ArithmeticError):
        value = read(text)
        if value is not None:
            return frame_value(value)
    raise CannotHoldError(f"is not a valid {field_type}")


def _arrow_pattern(field: FieldRules) -> str | None:
    """Return the pattern of the texts that Arrow can read for a field, if there is one."""
    readable = field.field_type.arrow_readable
    if (
        field.format != "default"
        or field.field_type.parsing_properties(field.descriptor)
        or not isinstance(readable, str)
    ):
        return None
    return f"^(?:{readable})$"
