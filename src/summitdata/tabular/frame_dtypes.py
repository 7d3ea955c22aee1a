"""Whether a frame has the dtypes of its schema, and no value that would be another one in a CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.tabular.frames import pandas_dtype
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from summitdata.arguments import Library
    from summitdata.tabular.types.field_type import Dtypes

__all__ = ["is_as_in_csv", "matches_dtypes"]

DAY = 86_400
OTHER_IN_CSV = ("year",)
"""The types with values that a column holds and no text is of: the year 25 has too few digits."""


def matches_dtypes(frame: Any, library: Library, schema: dict[str, Any]) -> bool:
    """Whether the columns of a frame of pandas or polars are the fields of a schema, with their dtypes."""
    fields = schema.get("fields")
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        return False
    if list(frame.columns) != [field.get("name") for field in fields]:
        return False
    return all(
        (field_type := FIELD_TYPES.get(field.get("type", "any"))) is not None
        and field_type.name not in OTHER_IN_CSV
        and field.get("format", "default") == "default"
        and not field_type.parsing_properties(field)
        and _is_dtype(dtype, field_type.dtypes, library)
        for field, dtype in zip(fields, frame.dtypes, strict=True)
    )


def _is_dtype(dtype: Any, dtypes: Dtypes, library: Library) -> bool:
    if library == "pandas":
        return str(dtype) == str(pandas_dtype(dtypes.pandas))  # by name: texts may be stored in several ways
    import polars as pl

    return bool(dtype == getattr(pl, dtypes.polars))


def is_as_in_csv(frame: Any, library: Library, schema: dict[str, Any]) -> bool:
    """Whether a frame with the dtypes of a schema has no value that a CSV file cannot have.

    In a file, a text may be a missing value, a row of nothing else is blank, and a day has no time of day.
    """
    fields, is_pandas = schema["fields"], library == "pandas"
    columns = [frame[field["name"]] for field in fields]
    if all(column.isna().any() if is_pandas else column.null_count() for column in columns):
        return False  # a row may be blank
    is_as_in_file = _is_pandas_as_in_file if is_pandas else _is_polars_as_in_file
    return all(
        is_as_in_file(column, str(field.get("type", "any")), texts)
        for column, field, texts in zip(columns, fields, missing_texts_by_field(fields, schema), strict=True)
    )


def _is_pandas_as_in_file(series: Any, field_type: str, missing: list[str]) -> bool:
    from pandas.api.types import infer_dtype

    dtypes = FIELD_TYPES[field_type].dtypes
    if dtypes.is_text:
        if series.dtype == object and infer_dtype(series, skipna=True) not in ("string", "empty"):
            return False  # before pandas 3, a column of texts may hold anything
        return not series.isin(missing).any() if len(missing) != 1 else not (series == missing[0]).any()
    if set(missing) - {""}:
        return False  # one of them may be the text of a value
    if field_type == "date":
        days = series.to_numpy().view("i8") % DAY
        return not days[series.notna().to_numpy()].any()
    return True


def _is_polars_as_in_file(series: Any, field_type: str, missing: list[str]) -> bool:
    dtypes = FIELD_TYPES[field_type].dtypes
    if dtypes.is_text:
        return not series.is_in(missing).any() if len(missing) != 1 else not (series == missing[0]).any()
    return not set(missing) - {""} and not (dtypes.is_float and series.is_nan().any())
