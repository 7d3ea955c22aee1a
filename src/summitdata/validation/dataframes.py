"""A DataFrame against a Table Schema: it is as valid as the CSV file that it makes, whatever dtypes it has.

So there is one set of rules, and one reader of cells. A large frame whose dtypes are those of the schema is looked at
by pandera first, which is faster; only what it does not find valid is written to a file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor
from summitdata.errors import PackageError, SummitDataError
from summitdata.tabular.checklists import GROUP_CONSTRAINT, checks_of
from summitdata.tabular.inputs import resolve_inputs
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import key_fields
from summitdata.validation.budget import NeedsWorkerError
from summitdata.validation.report import Task, TaskStats, Totals
from summitdata.validation.table_task import table_task
from summitdata.writing import temporary_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summitdata.arguments import Library
    from summitdata.tabular.frame_columns import Column
    from summitdata.tabular.given_schema import GivenSchema
    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.report import Error
    from summitdata.validation.table_task import Options

__all__ = ["PLACE", "frame_task"]

PLACE = "<frame>"
"""What reports call a DataFrame."""
SMALL = 20_000
"""A frame of fewer rows is written to a file at once: that takes less time than importing pandera."""


def frame_task(
    frame: Any,
    library: Library,
    given: GivenSchema | None,
    options: Options,
    complete: Callable[[InputTable], InputTable] = lambda table: table,
) -> Task:
    """Return the task of a report for a frame.

    `row_number` counts as in a CSV file of the frame, whose header is row 1; `row_position` counts the frame's rows
    from 0. The foreign keys of a table of this package are looked up in the package, others in the tables with which
    `complete` returns a table.

    Raises
    ------
    PackageError
        The frame cannot be read, or a file cannot hold the text of a value.
    UnknownNameError
        The schema is unknown.
    """
    from summitdata.tabular.frame_columns import columns_of, labels_of, local_frame

    started = perf_counter()
    if given is None:
        names = ", ".join(resource["name"] for resource in descriptor()["resources"])
        raise PackageError(f"no schema is known for a DataFrame: name one with schema= ({names})")
    with temporary_file("frame.csv", b"") as file:
        ((table,),) = (batch.tables for batch in resolve_inputs(file, given, place=PLACE))
        if library == "pyspark" and options.engine == "spark":
            if (found := _on_spark(frame, file, complete(table), options, started)) is not None:
                return found
        elif library == "pyspark" and (count := _count_valid_spark(frame, table)) is not None:
            task = _valid_task(table, list(frame.columns), count, perf_counter() - started)
            return replace(task, make_frame=partial(_convert_spark, frame, table.resource["schema"]))
        if library == "pyspark":
            frame, library = frame.toArrow(), "arrow"
            if options.engine == "spark":
                options = replace(options, engine="auto", engine_note="not on Spark: the frame has to be collected")
        table = complete(table)
        frame = local_frame(frame, library)
        labels = labels_of(frame, library)
        convert = partial(_convert, frame, library, table.resource["schema"])
        if (
            options.engine == "auto"
            and not table.unread
            and len(frame) >= SMALL
            and _is_surely_valid(frame, library, table)
        ):
            task = _valid_task(table, labels, len(frame), perf_counter() - started)
            return replace(task, make_frame=convert)
        _write(file, labels, columns_of(frame, library), table.resource["schema"])
        task = table_task(table, options)
    return _task_of_frame(task, table, started, convert)


def _on_spark(frame: Any, file: Path, table: InputTable, options: Options, started: float) -> Task | None:
    """Return the task of a frame that Spark screens where it is; None where it has to be collected."""
    from summitdata.validation.spark_frames import screen_frame

    _write(file, list(frame.columns), [], table.resource["schema"])  # its header alone
    try:
        screened = screen_frame(frame, table, options.budget, options.max_cell, options.limit_errors)
        if screened is None:
            return None
        task = table_task(table, replace(options, engine="auto", screened=screened))
    except NeedsWorkerError:  # what takes long is done in a process that has no session of Spark
        return None
    return _task_of_frame(task, table, started, partial(_convert_spark, frame, table.resource["schema"]))


def _task_of_frame(task: Task, table: InputTable, started: float, convert: Callable[[], Any]) -> Task:
    """Return the task of a file as that of the frame that was written to it."""
    task = _without_consequences(task, table.resource["schema"])
    stats = replace(task.stats, md5=None, sha256=None, bytes=None, seconds=round(perf_counter() - started, 3))
    errors = tuple(map(_of_frame, task.errors))
    return replace(task, stats=stats, errors=errors, file=None, file_state=None, make_frame=convert, causes=())


def _without_consequences(task: Task, schema: dict[str, Any]) -> Task:
    """Leave out what follows from an error of type: that the key of the row has no value, or another one."""
    wrong = {(error.row_number, error.field_name) for error in task.errors if error.type == "type-error"}
    primary_key = key_fields(schema.get("primaryKey"))
    kept: list[Error] = []
    left_out: list[Error] = []
    for error in task.errors:
        fields = primary_key if error.type == "primary-key" else error.field_names or ()  # those of a foreign key
        follows = any((error.row_number, name) in wrong for name in fields)
        (left_out if follows else kept).append(error)
    if not left_out:
        return task
    warnings = sum(error.severity == "warning" for error in left_out)
    errors = task.stats.errors - (len(left_out) - warnings)
    by_type = Counter(task.totals.by_type)
    by_type.subtract(error.type for error in left_out)
    return replace(
        task,
        errors=tuple(kept),
        stats=replace(task.stats, errors=errors, warnings=task.stats.warnings - warnings),
        totals=replace(task.totals, by_type={name: number for name, number in by_type.items() if number > 0}),
    )


def _convert(frame: Any, library: Library, schema: dict[str, Any]) -> Any:
    from summitdata.tabular.frame_conversion import in_schema_dtypes

    return in_schema_dtypes(frame, library, schema, PLACE)


def _convert_spark(frame: Any, schema: dict[str, Any]) -> Any:
    return _convert(frame.toArrow(), "arrow", schema)


def _of_frame(error: Error) -> Error:
    """Return an error of the file as one of the frame: a row of it has no line."""
    row = error.record_number or 0
    position = row - 2 if row > 1 else None  # the first is the header
    return replace(error, row_position=position, line_number=None, column_number=None, subject="frame")


def _write(file: Path, labels: list[str], columns: list[Column], schema: dict[str, Any]) -> None:
    """Write a frame to a CSV file."""
    from summitdata.tabular.frame_csv import header_line, write_rows

    with file.open("wb") as stream:
        stream.write(header_line(labels))
        write_rows(stream, columns, schema)


def _valid_task(table: InputTable, labels: list[str], rows: int, seconds: float) -> Task:
    return Task(
        name=table.resource.get("name", ""),
        place=PLACE,
        engine="pandera",
        engine_note="",
        partial=False,
        labels=tuple(map(str, labels)),
        stats=TaskStats(errors=0, warnings=0, seconds=round(seconds, 3), fields=len(labels), rows=rows),
        totals=Totals({}, {}),
        warnings=(),
        errors=(),
    )


def _is_surely_valid(frame: Any, library: Library, table: InputTable) -> bool:
    """Whether pandera finds a frame valid, and has no reason to see it otherwise than as a CSV file."""
    from summitdata.tabular.frame_dtypes import is_as_in_csv, matches_dtypes

    schema = table.resource["schema"]
    has_groups = bool(checks_of(table.resource, GROUP_CONSTRAINT)[0])  # pandera has no words for them
    if library == "arrow" or table.replaces or has_groups or not matches_dtypes(frame, library, schema):
        return False
    return is_as_in_csv(frame, library, schema) and _passes_pandera(frame, library, table)


def _passes_pandera(frame: Any, library: Library, table: InputTable) -> bool:
    from pandera.errors import SchemaError

    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.schemas.to_pandera import make_schema

    try:
        info = SchemaInfo(table.resource["schema"], row_rules=read_row_rules(table.resource))
        made = make_schema(info, library)  # type: ignore[arg-type] # it is pandas or polars here
        if library == "pandas":
            made.validate(frame.copy(deep=False), inplace=True)  # else pandera copies all values, but it changes none
        else:
            key, made.unique = (
                made.unique,
                None,
            )  # pandera says of each row whether it is there twice, which takes longer
            made.validate(frame)
            return not key or frame[key].n_unique() == len(frame)
    except (SchemaError, SummitDataError):  # or a schema that pandera has no words for
        return False
    return True


def _count_valid_spark(frame: Any, table: InputTable) -> int | None:
    """Return the number of rows of a Spark frame that is valid where it is, else None: it is looked at here."""
    from summitdata.schemas.schema_info import SchemaInfo
    from summitdata.schemas.to_pandera import make_schema
    from summitdata.tables import load

    schema = table.resource["schema"]
    if table.resource.get("checklist"):
        return None
    foreign = {str(other["name"]): load(str(other["name"])) for other, _ in table.other_resources}
    try:
        made = make_schema(SchemaInfo(schema, table.replaces), "pyspark", foreign=foreign)
    except SummitDataError:
        return None
    validated = made.validate(frame)
    return None if validated.pandera.errors else frame.count()
