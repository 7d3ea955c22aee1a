"""A DataFrame against a Table Schema: pandera judges it, and the report has the shape of a file's."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, UnknownNameError
from summitdata.package import descriptor, read_descriptor
from summitdata.tables import PANDAS_TYPES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_task", "is_frame", "schema_of"]

TYPES = {
    "column_in_dataframe": "missing-label",
    "column_in_schema": "extra-label",
    "column_ordered": "incorrect-label",
    "multiple_fields_uniqueness": "primary-key",
    "field_uniqueness": "unique-error",
    "unique": "unique-error",
    "not_nullable": "constraint-error",
}
"""The type of error that each check of pandera stands for; one of a dtype is a type error, any other a constraint."""


def is_frame(source: object) -> bool:
    """Tell a DataFrame (pandas, polars, or whatever speaks the Arrow interface) from a path.

    Examples
    --------
    >>> import pandas as pd
    >>> is_frame(pd.DataFrame()), is_frame("table.csv")
    (True, False)
    """
    return hasattr(source, "__arrow_c_stream__") or type(source).__module__.partition(".")[0] == "pandas"


def frame_task(frame: Any, schema: dict[str, Any], name: str, limit: int) -> dict[str, Any]:
    """Return the task of a report for a frame.

    `rowNumber` counts as in a CSV file of the frame, whose header is row 1; `rowPosition` counts the frame's rows
    from 0.
    """
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema

    started = perf_counter()
    made = from_table_schema(schema, name)
    table = _pandas(frame, schema)
    cases: list[dict[str, Any]] = []
    try:
        made.validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.to_dict("records")
    found = sorted((_error(case, table) for case in cases), key=lambda error: error["rowNumber"] or 0)
    types: dict[str, int] = {}
    fields: dict[str, int] = {}
    for error in found:
        types[error["type"]] = types.get(error["type"], 0) + 1
        if error["fieldName"]:
            fields[error["fieldName"]] = fields.get(error["fieldName"], 0) + 1
    listed = found[:limit] if limit else found
    cut = [f"{len(listed)} of {len(found)} errors are listed: raise the limit to see more"]
    return {
        "name": name,
        "type": "table",
        "valid": not found,
        "place": "<frame>",
        "engine": "pandera",
        "engineNote": "",
        "partial": False,
        "labels": [str(column) for column in table.columns],
        "stats": {
            "errors": len(found),
            "warnings": 0,
            "seconds": round(perf_counter() - started, 3),
            "fields": len(table.columns),
            "rows": len(table),
        },
        "totals": {"type": types, "field": fields},
        "warnings": cut if len(listed) < len(found) else [],
        "errors": listed,
    }


def _pandas(frame: Any, schema: dict[str, Any]) -> pd.DataFrame:
    """Return a frame of any kind as a pandas one; its rows are numbered anew, as a file's would be."""
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return frame.reset_index(drop=True)
    import pyarrow as pa

    table = pa.table(frame)
    wanted = {field["name"]: PANDAS_TYPES.get(field.get("type", "string")) for field in schema["fields"]}
    found: pd.DataFrame = table.to_pandas(types_mapper=_dtypes(pa, pd).get, date_as_object=False)
    for name, dtype in wanted.items():
        # Arrow has one kind of text and of whole number where pandas has several: the schema says which is meant.
        if name in found.columns and dtype and _alike(pa, table.schema.field(name).type, dtype):
            found[name] = found[name].astype(dtype)
    return found


def _dtypes(pa: Any, pd: Any) -> dict[Any, Any]:
    """Return the pandas dtypes that keep missing values of whole numbers and truth values apart from numbers."""
    whole = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32())
    return {**dict.fromkeys(whole, pd.Int64Dtype()), pa.bool_(): pd.BooleanDtype()}


def _alike(pa: Any, kind: Any, dtype: str) -> bool:
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    alike = {"str": text, "Int64": pa.types.is_integer(kind), "datetime64[s]": pa.types.is_date(kind)}
    return bool(alike.get(dtype))


def _error(case: dict[str, Any], table: pd.DataFrame) -> dict[str, Any]:
    check, column, value = str(case["check"]), case["column"], case["failure_case"]
    row = None if case["index"] is None else int(case["index"])
    kind = TYPES.get(check) or ("type-error" if check.startswith("dtype(") else "constraint-error")
    columns = [str(name) for name in table.columns]
    field = str(value if kind.endswith("-label") else column or "")
    number = columns.index(field) + 1 if field in columns else None
    field = field if field in columns or kind.endswith("-label") else ""
    where = f' in row "{row + 2}"' if row is not None else ""
    return {
        "type": kind,
        "title": kind.replace("-", " ").title(),
        "description": "What pandera found in a DataFrame.",
        "message": f'The value "{value}"{where} and field "{field}" fails {check}',
        "tags": ["#table"],
        "note": check,
        "cells": [] if row is None else [str(cell) for cell in table.iloc[row].tolist()],
        "rowNumber": None if row is None else row + 2,
        "rowPosition": row,
        "cell": str(value),
        "fieldName": field,
        "fieldNumber": number,
        "lineNumber": None,
        "columnNumber": None,
    }


def schema_of(schema: Any) -> tuple[dict[str, Any], str]:
    """Return the Table Schema that a caller of a frame names, and its name; a frame has no file to find one by."""
    own = {resource["name"]: resource["schema"] for resource in descriptor()["resources"]}
    if isinstance(schema, dict):
        return schema, "frame"
    if schema is None:
        raise PackageError(f"no schema is known for a DataFrame: name one with schema= ({', '.join(own)})")
    if str(schema) in own:
        return own[str(schema)], str(schema)
    if not Path(schema).is_file():
        raise UnknownNameError.of("schema", str(schema), own, "or the file of a Table Schema")
    return read_descriptor(Path(schema)), Path(schema).stem
