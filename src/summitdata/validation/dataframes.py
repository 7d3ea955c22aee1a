"""A DataFrame against a Table Schema: pandera judges it, and the report has the shape of a file's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor, read_descriptor
from summitdata.errors import PackageError, UnknownNameError
from summitdata.tabular.types import PANDAS_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["frame_task", "is_frame", "schema_of"]

TYPES = {
    "column_in_dataframe": "missing-label",
    "column_in_schema": "extra-label",
    "column_ordered": "incorrect-label",
    "multiple_fields_uniqueness": "primary-key",
    "primary_key": "primary-key",
    "field_uniqueness": "unique-error",
    "unique": "unique-error",
    "foreign_key": "foreign-key",
    "not_nullable": "constraint-error",
    "dtype": "type-error",
    "is_of_type": "type-error",
}
"""The type of error that each check of pandera stands for; any other is of a constraint."""


def is_frame(source: object) -> bool:
    """Tell a DataFrame (pandas, polars, pyspark, or whatever speaks the Arrow interface) from a path.

    Examples
    --------
    >>> import pandas as pd
    >>> is_frame(pd.DataFrame()), is_frame("table.csv")
    (True, False)
    """
    return hasattr(source, "__arrow_c_stream__") or _kind(source) in ("pandas", "polars", "pyspark")


def _kind(frame: object) -> str:
    return type(frame).__module__.partition(".")[0]


@dataclass(frozen=True)
class Case:
    """One failure: which check, of which column, on what, and the frame's row, from 0, if it is about one."""

    check: str
    column: str | None
    value: Any
    row: int | None


def frame_task(frame: Any, schema: dict[str, Any], name: str, limit: int) -> dict[str, Any]:
    """Return the task of a report for a frame.

    `rowNumber` counts as in a CSV file of the frame, whose header is row 1; `rowPosition` counts the frame's rows
    from 0. The foreign keys of a table of this package are looked up in the package.
    """
    started = perf_counter()
    foreign = _package_tables(schema, name)
    kind = _kind(frame)
    if kind == "pyspark":
        frame, found = _spark(frame, schema, name, foreign)
    elif kind == "polars":
        frame = frame.collect() if hasattr(frame, "collect") else frame
        found = _polars(frame, schema, name, foreign)
    else:
        frame = _pandas(frame, schema)
        found = _judged(frame, schema, name, foreign)
    labels = [str(column) for column in frame.columns]
    errors = [_error(case, frame, labels) for case in sorted(found, key=lambda case: case.row or 0)]
    listed = errors[:limit] if limit else errors
    cut = [f"{len(listed)} of {len(errors)} errors are listed: raise the limit to see more"]
    return {
        "name": name,
        "type": "table",
        "valid": not errors,
        "place": "<frame>",
        "engine": "pandera",
        "engineNote": "",
        "partial": False,
        "labels": labels,
        "stats": {
            "errors": len(errors),
            "warnings": 0,
            "seconds": round(perf_counter() - started, 3),
            "fields": len(labels),
            "rows": len(frame) if kind != "pyspark" else int(getattr(frame, "rows", len(frame))),
        },
        "totals": {
            "type": dict(Counter(error["type"] for error in errors)),
            "field": dict(Counter(error["fieldName"] for error in errors if error["fieldName"])),
        },
        "warnings": cut if len(listed) < len(errors) else [],
        "errors": listed,
    }


def _package_tables(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the tables that the foreign keys of a table of this package refer to."""
    from summitdata.tables import load

    own = {resource["name"]: resource["schema"] for resource in descriptor()["resources"]}
    if own.get(name) != schema:
        return {}
    wanted = {key["reference"].get("resource", "") for key in schema.get("foreignKeys", [])}
    return {table: load(table) for table in sorted(wanted) if table in own}


def _judged(frame: pd.DataFrame, schema: dict[str, Any], name: str, foreign: dict[str, Any]) -> list[Case]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema

    try:
        from_table_schema(schema, name, foreign=foreign).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [
            Case(
                str(case["check"]),
                None if case["column"] is None else str(case["column"]),
                case["failure_case"],
                None if case["index"] is None else int(case["index"]),
            )
            for case in errors.failure_cases.to_dict("records")
        ]
    return []


def _polars(frame: Any, schema: dict[str, Any], name: str, foreign: dict[str, Any]) -> list[Case]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema

    try:
        from_table_schema(schema, name, backend="polars", foreign=foreign).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [case for error in errors.schema_errors for case in _polars_cases(error, frame)]
    return []


def _polars_cases(error: Any, frame: Any) -> Iterator[Case]:
    """Yield the failures of one check; pandera has a truth value for each row where a check is about rows."""
    from pandera.constants import CHECK_OUTPUT_KEY

    check = error.check
    said = check if isinstance(check, str) else str(check.error or check.name)
    column = error.schema.name if error.schema.name in frame.columns else None
    columns = [column] if column else list((getattr(check, "statistics", None) or {}).get("unique_key", ()))
    key = (getattr(check, "statistics", None) or {}).get("primary_key") or getattr(error.schema, "unique", None)
    if not column and isinstance(key, list | tuple):
        columns = list(key)
    foreign = (getattr(check, "statistics", None) or {}).get("foreign_key")
    if foreign:
        columns = list(foreign[0])
    output = error.check_output
    if output is None or CHECK_OUTPUT_KEY not in getattr(output, "columns", ()) or len(output) != len(frame):
        yield Case(said, column, error.failure_cases, None)
        return
    for row in output[CHECK_OUTPUT_KEY].fill_null(value=False).not_().arg_true().to_list():
        for name in columns[:1]:
            yield Case(said, name, frame[name][row], row)


def _spark(frame: Any, schema: dict[str, Any], name: str, foreign: dict[str, Any]) -> tuple[Any, list[Case]]:
    """Judge a frame of Spark where it is; only one that fails is brought here, to find its rows."""
    from summitdata.schemas import from_table_schema

    judged = from_table_schema(schema, name, backend="pyspark", foreign=foreign).validate(frame)
    if not judged.pandera.errors:
        return _Counted(list(frame.columns), frame.count()), []
    here = _pandas(frame.toArrow(), schema)
    found = _judged(here, schema, name, foreign)
    return here, found or [Case(str(words), None, "", None) for words in _flat(judged.pandera.errors)]


@dataclass(frozen=True)
class _Counted:
    """What a report says of a frame that stays where it is."""

    columns: list[str]
    rows: int

    def __len__(self) -> int:
        return self.rows


def _flat(errors: Any) -> Iterator[str]:
    """Yield the checks that failed, of pandera's report for Spark."""
    for about in errors.values():
        for cases in about.values():
            for case in cases:
                yield str(case.get("check", case.get("error", "")))


def _pandas(frame: Any, schema: dict[str, Any]) -> pd.DataFrame:
    """Return a frame of any kind as a pandas one; its rows are numbered anew, as a file's would be."""
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return frame.reset_index(drop=True)
    import pyarrow as pa

    table = pa.table(frame)
    wanted = {field["name"]: PANDAS_TYPES.get(field.get("type", "any")) for field in schema["fields"]}
    found: pd.DataFrame = table.to_pandas(types_mapper=_dtypes(pa, pd).get, date_as_object=False)
    for name, dtype in wanted.items():
        # Arrow has one kind of text and of whole number where pandas has several: the schema says which is meant.
        if name in found.columns and dtype and _alike(pa, table.schema.field(name).type, dtype):
            found[name] = found[name].astype(dtype)
    return found


def _dtypes(pa: Any, pd: Any) -> dict[Any, Any]:
    """Return the pandas dtypes that keep missing values of whole numbers and truth values apart from numbers."""
    whole = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32())
    times = {pa.time64("us"): pd.ArrowDtype(pa.time64("us"))}
    return {**dict.fromkeys(whole, pd.Int64Dtype()), pa.bool_(): pd.BooleanDtype(), **times}


def _alike(pa: Any, kind: Any, dtype: str) -> bool:
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    naive = pa.types.is_timestamp(kind) and kind.tz is None
    alike = {
        "str": text,
        "Int64": pa.types.is_integer(kind),
        "datetime64[s]": pa.types.is_date(kind),
        "datetime64[us]": naive,
    }
    return bool(alike.get(dtype))


def _error(case: Case, frame: Any, labels: list[str]) -> dict[str, Any]:
    check, value, row = case.check, case.value, case.row
    if isinstance(value, dict) and value:  # of a key: its first part, as frictionless has it
        first = next((label for label in labels if label in value), next(iter(value)))
        case, value = Case(check, str(first), value[first], row), value[first]
    kind = TYPES.get(check) or TYPES.get(check.partition("(")[0]) or "constraint-error"
    if kind == "unique-error" and check.startswith("primary_key"):
        kind = "primary-key"
    field = str(value if kind.endswith("-label") else case.column or "")
    number = labels.index(field) + 1 if field in labels else None
    field = field if field in labels or kind.endswith("-label") else ""
    where = f' in row "{row + 2}"' if row is not None else ""
    return {
        "type": kind,
        "title": kind.replace("-", " ").title(),
        "description": "What pandera found in a DataFrame.",
        "message": f'The value "{value}"{where} and field "{field}" fails {check}',
        "tags": ["#table"],
        "note": check,
        "cells": [] if row is None else [str(cell) for cell in _row(frame, row)],
        "rowNumber": None if row is None else row + 2,
        "rowPosition": row,
        "cell": str(value),
        "fieldName": field,
        "fieldNumber": number,
        "lineNumber": None,
        "columnNumber": None,
    }


def _row(frame: Any, row: int) -> list[Any]:
    return list(frame.row(row)) if hasattr(frame, "row") else list(frame.iloc[row].tolist())


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
