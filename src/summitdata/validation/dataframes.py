"""A DataFrame against a Table Schema: pandera checks it, and the report is like that of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor
from summitdata.errors import PackageError
from summitdata.tabular.inputs import named_schema
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.report import Error, Task, TaskStats, Totals, cut_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from summitdata.tabular.types.field_type import Dtypes

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
    return hasattr(source, "__arrow_c_stream__") or _library(source) in ("pandas", "polars", "pyspark")


def _library(frame: object) -> str:
    return type(frame).__module__.partition(".")[0]


@dataclass(frozen=True)
class Failure:
    """One failure: which check, of which column, on what, and the frame's row, from 0, if it is about one."""

    check: str
    column: str | None
    value: Any
    row: int | None


def frame_task(frame: Any, schema: dict[str, Any], name: str, limit: int, warned_types: frozenset[str]) -> Task:
    """Return the task of a report for a frame.

    `row_number` counts as in a CSV file of the frame, whose header is row 1; `row_position` counts the frame's rows
    from 0. The foreign keys of a table of this package are looked up in the package.
    """
    started = perf_counter()
    foreign = _package_tables(schema, name)
    library = _library(frame)
    if library == "pyspark":
        frame, failures = _validate_spark(frame, schema, name, foreign)
    elif library == "polars":
        frame = frame.collect() if hasattr(frame, "collect") else frame
        failures = _validate_polars(frame, schema, name, foreign)
    else:
        frame = _pandas(frame, schema)
        failures = _validate_pandas(frame, schema, name, foreign)
    labels = tuple(str(column) for column in frame.columns)
    failures.sort(key=lambda failure: failure.row or 0)
    errors = [_error(failure, frame, labels, warned_types) for failure in failures]
    listed = tuple(errors[: limit or None])
    warned = sum(error.severity == "warning" for error in errors)
    notes = cut_note(len(listed), len(errors), warned)
    return Task(
        name=name,
        place="<frame>",
        engine="pandera",
        engine_note="",
        partial=False,
        labels=labels,
        stats=TaskStats(
            errors=len(errors) - warned,
            warnings=warned + len(notes),
            seconds=round(perf_counter() - started, 3),
            fields=len(labels),
            rows=len(frame),
        ),
        totals=Totals(
            dict(Counter(error.type for error in errors)),
            dict(Counter(error.field_name for error in errors if error.field_name)),
        ),
        warnings=notes,
        errors=listed,
        warned_types=warned_types,
    )


def _package_tables(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the tables that the foreign keys of a table of this package refer to."""
    from summitdata.tables import load

    own_schemas = {resource["name"]: resource["schema"] for resource in descriptor()["resources"]}
    if own_schemas.get(name) != schema:
        return {}
    referenced = {key["reference"].get("resource", "") for key in schema.get("foreignKeys", [])}
    return {table: load(table) for table in sorted(referenced) if table in own_schemas}


def _validate_pandas(frame: pd.DataFrame, schema: dict[str, Any], name: str, foreign: dict[str, Any]) -> list[Failure]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema

    try:
        from_table_schema(schema, name, foreign=foreign).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [
            Failure(
                str(case["check"]),
                None if case["column"] is None else str(case["column"]),
                case["failure_case"],
                None if case["index"] is None else int(case["index"]),
            )
            for case in errors.failure_cases.to_dict("records")
        ]
    return []


def _validate_polars(frame: Any, schema: dict[str, Any], name: str, foreign: dict[str, Any]) -> list[Failure]:
    from pandera.errors import SchemaErrors

    from summitdata.schemas import from_table_schema

    try:
        from_table_schema(schema, name, backend="polars", foreign=foreign).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [failure for error in errors.schema_errors for failure in _polars_failures(error, frame)]
    return []


def _polars_failures(error: Any, frame: Any) -> Iterator[Failure]:
    """Yield the failures of one check; pandera has a boolean for each row where a check is about rows."""
    from pandera.constants import CHECK_OUTPUT_KEY

    check = error.check
    label = check if isinstance(check, str) else str(check.error or check.name)
    statistics = getattr(check, "statistics", None) or {}
    column = error.schema.name if error.schema.name in frame.columns else None
    columns = [column] if column else list(statistics.get("unique_key", ()))
    key = statistics.get("primary_key") or getattr(error.schema, "unique", None)
    if not column and isinstance(key, list | tuple):
        columns = list(key)
    if foreign_key := statistics.get("foreign_key"):
        columns = list(foreign_key[0])
    output = error.check_output
    if output is None or CHECK_OUTPUT_KEY not in getattr(output, "columns", ()) or len(output) != len(frame):
        yield Failure(label, column, error.failure_cases, None)
        return
    for row in output[CHECK_OUTPUT_KEY].fill_null(value=False).not_().arg_true().to_list():
        for name in columns[:1]:
            yield Failure(label, name, frame[name][row], row)


def _validate_spark(
    frame: Any, schema: dict[str, Any], name: str, foreign: dict[str, Any]
) -> tuple[Any, list[Failure]]:
    """Validate a Spark frame where it is; only one that fails is brought here, to find its rows."""
    from summitdata.schemas import from_table_schema

    validated = from_table_schema(schema, name, backend="pyspark", foreign=foreign).validate(frame)
    if not validated.pandera.errors:
        return _Counted(list(frame.columns), frame.count()), []
    local = _pandas(frame.toArrow(), schema)
    failures = _validate_pandas(local, schema, name, foreign)
    return local, failures or [Failure(check, None, "", None) for check in _failed_checks(validated.pandera.errors)]


@dataclass(frozen=True)
class _Counted:
    """What a report says of a frame that stays where it is."""

    columns: list[str]
    rows: int

    def __len__(self) -> int:
        return self.rows


def _failed_checks(errors: Any) -> Iterator[str]:
    """Yield the checks that failed, from pandera's report on a Spark frame."""
    for by_kind in errors.values():
        for cases in by_kind.values():
            for case in cases:
                yield str(case.get("check", case.get("error", "")))


def _pandas(frame: Any, schema: dict[str, Any]) -> pd.DataFrame:
    """Return a frame of any kind as a pandas one; its rows are numbered anew, as a file's would be."""
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return frame.reset_index(drop=True)
    import pyarrow as pa

    table = pa.table(frame)
    types = {field["name"]: FIELD_TYPES.get(field.get("type", "any")) for field in schema["fields"]}
    result: pd.DataFrame = table.to_pandas(types_mapper=_dtypes(pa, pd).get, date_as_object=False)
    for name, field_type in types.items():
        # Arrow has one type of text and of integer where pandas has several: the schema says which one is meant.
        if name in result.columns and field_type and _alike(pa, table.schema.field(name).type, field_type.dtypes):
            result[name] = result[name].astype(field_type.dtypes.pandas)
    return result


def _dtypes(pa: Any, pd: Any) -> dict[Any, Any]:
    """Return the pandas dtypes in which a missing integer or boolean stays missing."""
    whole = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32())
    times = {pa.time64("us"): pd.ArrowDtype(pa.time64("us"))}
    return {**dict.fromkeys(whole, pd.Int64Dtype()), pa.bool_(): pd.BooleanDtype(), **times}


def _alike(pa: Any, arrow_type: Any, dtypes: Dtypes) -> bool:
    """Whether a column of Arrow is read as the pandas dtype of its field."""
    alike = any(getattr(pa.types, is_alike)(arrow_type) for is_alike in dtypes.arrow_alike)
    return alike and getattr(arrow_type, "tz", None) is None


def _error(failure: Failure, frame: Any, labels: tuple[str, ...], warned_types: frozenset[str]) -> Error:
    check, column, value, row = failure.check, failure.column, failure.value, failure.row
    if isinstance(value, dict) and value:  # of a key: its first part, as frictionless has it
        first = next((label for label in labels if label in value), next(iter(value)))
        column, value = str(first), value[first]
    error_type = TYPES.get(check) or TYPES.get(check.partition("(")[0]) or "constraint-error"
    if error_type == "unique-error" and check.startswith("primary_key"):
        error_type = "primary-key"
    of_label = error_type.endswith("-label")
    field = str(value if of_label else column or "")
    number = labels.index(field) + 1 if field in labels else None
    field = field if field in labels or of_label else ""
    where = f' in row "{row + 2}"' if row is not None else ""
    return Error(
        type=error_type,
        title=error_type.replace("-", " ").title(),
        description="What pandera found in a DataFrame.",
        message=f'The value "{value}"{where} and field "{field}" fails {check}',
        tags=("#table",),
        note=check,
        cells=() if row is None else tuple(str(cell) for cell in _row(frame, row)),
        row_number=None if row is None else row + 2,
        row_position=row,
        cell=str(value),
        field_name=field,
        field_number=number,
        severity="warning" if error_type in warned_types else "error",
        subject="frame",
    )


def _row(frame: Any, row: int) -> list[Any]:
    return list(frame.row(row)) if _library(frame) == "polars" else list(frame.iloc[row].tolist())


def schema_of(schema: Any) -> tuple[dict[str, Any], str]:
    """Return the Table Schema that a caller of a frame names, and its name; a frame has no file to find one by."""
    if isinstance(schema, dict):
        return schema, "frame"
    if schema is None:
        names = ", ".join(resource["name"] for resource in descriptor()["resources"])
        raise PackageError(f"no schema is known for a DataFrame: name one with schema= ({names})")
    table_schema, own_name = named_schema(schema)
    return table_schema, own_name or Path(schema).stem
