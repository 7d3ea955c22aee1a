"""validate(): from the sources through the judge to the report."""

from __future__ import annotations

import csv
import re
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.errors import DataFileError, PackageError, UnknownNameError
from summitdata.tables import rows
from summitdata.tabular.dialect import ENCODING
from summitdata.tabular.inputs import Batch, InputTable, resolve_inputs
from summitdata.tabular.positions import locate_records
from summitdata.tabular.typed_rows import typed_rows
from summitdata.validation.dataframes import frame_task, is_frame, schema_of
from summitdata.validation.report import Report
from summitdata.validation.screen.descriptors import is_surely_valid_package

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from summitdata.tabular.positions import FieldPositions
    from summitdata.validation.frictionless_engine import Findings

__all__ = ["validate"]

DEFAULT_LIMIT = 1000
ENGINES = ("auto", "screen", "frictionless")


def validate(  # noqa: PLR0913 - each is a choice of the caller, given by name
    source: str | Path | Iterable[str | Path] | Any,
    schema: str | Path | dict[str, Any] | None = None,
    *,
    limit_errors: int = DEFAULT_LIMIT,
    encoding: str | None = None,
    delimiter: str | None = None,
    warn: Collection[str] = (),
    engine: str = "auto",
    progress: Callable[[str, int], None] | None = None,
) -> Report:
    """Judge CSV files by their Table Schema, as frictionless judges them.

    Parameters
    ----------
    source : str, pathlib.Path or several of them, an open file, or a DataFrame
        A CSV file, a pattern such as `data/*.csv`, a folder, or a `datapackage.json` (all its tables, with their
        foreign keys). A DataFrame of pandas, polars or anything that speaks the Arrow interface is judged by pandera;
        like an open file, it needs a schema.
    schema : str, pathlib.Path or dict, optional
        A table of this package (its foreign keys are checked against the package's tables), the file of a Table
        Schema, or a Table Schema. Without it: the nearest `datapackage.json` that lists the file, or the table of
        this package that has the file's name.
    limit_errors : int, default 1000
        How many errors of a table are listed; 0 lists all. The totals count all of them either way, unless so many
        stand so near the start of a long file that reading on would take longer than frictionless does: then reading
        stops, and the task says that it is `partial`.
    encoding : str, optional
        Of a single file; without it UTF-8. A descriptor says its own.
    delimiter : str, optional
        Of a single file; without it a comma.
    warn : collection of str, optional
        Types of error that are no more than warnings: they are listed with `severity` "warning" and counted as
        warnings, and the data are valid with them.
    engine : {"auto", "screen", "frictionless"}, default "auto"
        What reads the rows. The screen clears what is surely valid and leaves the rest to frictionless, many times
        faster and with the same report; frictionless alone takes what the screen does not. "auto" chooses by itself,
        and each task of the report says which it was.
    progress : callable, optional
        Is told the file and the number of its rows so far, now and then.

    Returns
    -------
    Report
        A Frictionless report with the line and column of each error.

    Raises
    ------
    PackageError
        A file, a descriptor or a schema cannot be read, or no schema is known.
    UnknownNameError
        There is no such schema.

    Examples
    --------
    >>> from summitdata.datapackage import locate
    >>> validate(locate().parent / "resources" / "trade.csv").valid
    True
    """
    started = perf_counter()
    if engine not in ENGINES:
        raise UnknownNameError.of("engine", engine, ENGINES)
    if is_frame(source):
        table_schema, name = schema_of(schema)
        return _report([], [_weigh(frame_task(source, table_schema, name, limit_errors), frozenset(warn))], started)
    if hasattr(source, "read"):
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            file = Path(folder) / (f"{Path(str(getattr(source, 'name', ''))).stem or 'table'}.csv")
            content = source.read()
            file.write_bytes(content.encode(encoding or ENCODING) if isinstance(content, str) else content)
            return validate(
                file,
                schema,
                limit_errors=limit_errors,
                encoding=encoding,
                delimiter=delimiter,
                warn=warn,
                engine=engine,
            )
    errors: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    for batch in resolve_inputs(source, schema, encoding=encoding, delimiter=delimiter):
        refused = _package_errors(batch)
        errors += refused
        tasks += (
            [] if refused else [_task(table, limit_errors, frozenset(warn), engine, progress) for table in batch.tables]
        )
    return _report(errors, tasks, started)


def _report(errors: list[dict[str, Any]], tasks: list[dict[str, Any]], started: float) -> Report:
    total = len(errors) + sum(task["stats"]["errors"] for task in tasks)
    return Report(
        {
            "valid": total == 0,
            "stats": {
                "tasks": len(tasks),
                "errors": total,
                "warnings": sum(task["stats"]["warnings"] for task in tasks),
                "seconds": round(perf_counter() - started, 3),
            },
            "warnings": [warning for task in tasks for warning in task["warnings"]],
            "errors": errors,
            "tasks": tasks,
        }
    )


def _package_errors(batch: Batch) -> list[dict[str, Any]]:
    """Return why a descriptor is no data package; its tables cannot be judged then."""
    if batch.package is None or is_surely_valid_package(batch.package):
        return []
    import frictionless

    from summitdata.validation.frictionless_engine import CRASHES

    try:
        frictionless.Package.from_descriptor(batch.package, basepath=str(batch.folder))
    except frictionless.FrictionlessException as exception:
        return [_descriptor(error) for error in exception.to_errors()]
    except CRASHES as crash:
        words = f"the descriptor cannot be read: {type(crash).__name__}: {crash}"
        return [_descriptor(frictionless.errors.PackageError(note=words))]
    return []


def _task(
    table: InputTable, limit: int, warn: frozenset[str], engine: str, progress: Callable[[str, int], None] | None
) -> dict[str, Any]:
    started = perf_counter()
    findings, engine, why = _findings(table, limit, engine, partial(progress, table.place) if progress else None)
    listed = [_descriptor(error) for error in findings.errors]
    broken = list(_rules(table, findings)) if not findings.total else []
    for error in broken:
        findings.by_type[error["type"]] += 1
        findings.by_field[error["fieldName"]] += 1
    listed += broken[:limit] if limit else broken
    _locate(table, listed, findings.positions)
    warnings = []
    if findings.partial:
        rows = findings.stats["rows"]
        warnings.append(f"stopped after {rows} rows with {len(listed)} errors: set the limit to 0 to count all of them")
    elif len(listed) < findings.total:
        warnings.append(f"{len(listed)} of {findings.total} errors are listed: raise the limit to see more")
    task = {
        "name": table.resource.get("name", ""),
        "type": "table",
        "valid": findings.total == 0,
        "place": table.place,
        "engine": engine,
        "engineNote": why,
        "partial": findings.partial,
        "labels": findings.labels,
        "stats": {
            "errors": findings.total,
            "warnings": len(warnings),
            "seconds": round(perf_counter() - started, 3),
            **findings.stats,
        },
        "totals": {"type": dict(findings.by_type), "field": dict(findings.by_field)},
        "warnings": warnings,
        "errors": listed,
    }
    return _weigh(task, warn)


def _findings(
    table: InputTable, limit: int, engine: str, progress: Callable[[int], None] | None
) -> tuple[Findings, str, str]:
    """Return what is wrong with a table, which engine found it, and why not the screen where that would not take it."""
    why = ""
    if engine != "frictionless":
        from summitdata.validation.screen.plan import CannotScreenError, make_plan

        try:
            from summitdata.validation.screen.recheck import validate_by_screen

            return validate_by_screen(make_plan(table), limit, progress), "screen", why
        except CannotScreenError as error:
            why = str(error)
            if engine == "screen":
                raise PackageError(f"{table.place}: the screen cannot take it: {why}: use another engine") from error
    from summitdata.validation.frictionless_engine import make_resource, run_frictionless

    schema = table.resource.get("schema")
    make = partial(make_resource, table.resource, table.folder, table.other_resources)
    return run_frictionless(make, limit, schema if isinstance(schema, dict) else None, progress), "frictionless", why


def _weigh(task: dict[str, Any], warn: frozenset[str]) -> dict[str, Any]:
    """Tell the errors that only warn from the others, in the listing and in the counts."""
    for error in task["errors"]:
        error["severity"] = "warning" if error["type"] in warn else "error"
    warned = sum(number for kind, number in task["totals"]["type"].items() if kind in warn)
    task["stats"]["errors"] -= warned
    task["stats"]["warnings"] += warned
    task["valid"] = task["stats"]["errors"] == 0
    return task


LONGEST = 10_000
"""How many characters of a cell a report repeats."""


def _descriptor(error: Any) -> dict[str, Any]:
    """Return an error as a dict, as its own `to_descriptor` does, without the bulk of a cell that nobody would read."""
    values = ((name, getattr(error, attribute)) for name, attribute in _properties(error.__class__))
    return {name: _clip(value) for name, value in values if value is not None}


@cache
def _properties(kind: Any) -> list[tuple[str, str]]:
    """Return the properties of a class of errors with their attributes: frictionless finds them anew for each error."""
    names = kind.metadata_ensure_profile()["properties"]
    return [(name, re.sub("([A-Z])", r"_\1", name).lower()) for name in names]


def _clip(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clip(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clip(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}... ({len(value)} characters)"
    return value


def _locate(table: InputTable, errors: list[dict[str, Any]], known: dict[int, FieldPositions]) -> None:
    """Add line and column to each error that is about a record of a CSV file; some places are known already."""
    for error in errors:
        error["lineNumber"] = error["columnNumber"] = None
    file = table.file
    wanted = {record for error in errors for record in _records(error)}
    if file is None or not file.is_file() or not wanted:
        return
    found = {**known, **_places(table, file, wanted - set(known))}
    for error in errors:
        for record in _records(error)[:1]:
            if starts := found.get(record):
                field = min(error.get("fieldNumber") or 1, len(starts))
                error["lineNumber"], error["columnNumber"] = starts[field - 1]


def _places(table: InputTable, file: Path, wanted: Collection[int]) -> dict[int, FieldPositions]:
    """Return where the fields of some records begin, as far as the file can be read."""
    dialect = table.resource.get("dialect", {})
    encoding = str(table.resource.get("encoding", ENCODING))
    try:
        with file.open(encoding="utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding, newline="") as text:
            return locate_records(text, wanted, dialect.get("delimiter", ","), dialect.get("quoteChar", '"'))
    except (UnicodeError, LookupError, csv.Error, TypeError):
        return {}  # the report says already that the file cannot be read


def _records(error: dict[str, Any]) -> list[int]:
    """Return the records that an error is about: of a label, those of the header."""
    return [error["rowNumber"]] if "rowNumber" in error else list(error.get("rowNumbers", []))


def _rules(table: InputTable, findings: Findings) -> Iterator[dict[str, Any]]:
    """Yield what breaks a rule that no Table Schema can say, for a file in the place of a table of this package."""
    if table.replaces is None:
        return
    from summitdata.rules import violations

    try:
        mine = list(typed_rows(table.folder, table.resource))
    except DataFileError:
        return  # frictionless reads some spellings that are not the package's own
    others = {
        descriptor["name"]: list(enumerate(rows(descriptor["name"]), start=2))
        for descriptor, _ in table.other_resources
    }
    for rule, violation in violations({**others, table.replaces: mine}):
        if violation.table == table.replaces:
            number = findings.labels.index(violation.field) + 1
            cells = ["" if value is None else str(value) for value in dict(mine)[violation.row].values()]
            yield {
                "type": rule,
                "title": "Rule",
                "description": "A rule of this table that no Table Schema can say.",
                "message": f'Row at position "{violation.row}" breaks the rule "{rule}": {violation.message}',
                "tags": ["#table", "#row", "#cell"],
                "note": violation.message,
                "cells": cells,
                "rowNumber": violation.row,
                "cell": cells[number - 1],
                "fieldName": violation.field,
                "fieldNumber": number,
            }
