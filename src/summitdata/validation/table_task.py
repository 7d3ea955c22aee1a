"""One table to one task: an engine reads the rows, then each listed error gets its severity, line and column."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.tabular.dialect import ENCODING
from summitdata.tabular.positions import locate_records
from summitdata.validation.frictionless_errors import from_frictionless
from summitdata.validation.report import Task, TaskStats, Totals, cut_note

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import frictionless

    from summitdata.tabular.inputs import InputTable
    from summitdata.tabular.positions import FieldPositions
    from summitdata.validation.frictionless_engine import Findings
    from summitdata.validation.package_rules import BrokenRule
    from summitdata.validation.report import Error, Severity

__all__ = ["ENGINES", "Options", "table_task"]

ENGINES = ("auto", "screen", "frictionless")


@dataclass(frozen=True)
class Options:
    """How tables are validated: how many errors are listed, which types only warn, which engine, who sees progress."""

    limit_errors: int
    warned_types: frozenset[str]
    engine: str
    progress: Callable[[str, int], None] | None


def table_task(table: InputTable, options: Options) -> Task:
    """Return what is wrong with a table."""
    started = perf_counter()
    findings, engine, engine_note = _findings(table, options)
    if table.replaces and not findings.total:  # the rules are for rows that the schema accepts
        errors = _broken_rules(table, findings, options)
    else:
        make = partial(from_frictionless, subject="file")
        errors = _errors(table, findings.errors, make, findings.positions, options.warned_types)
    warned = sum(number for error_type, number in findings.by_type.items() if error_type in options.warned_types)
    notes = _notes(findings, len(errors), warned)
    return Task(
        name=table.resource.get("name", ""),
        place=table.place,
        engine=engine,
        engine_note=engine_note,
        partial=findings.partial,
        labels=tuple(findings.labels),
        stats=TaskStats(
            errors=findings.total - warned,
            warnings=len(notes) + warned,
            seconds=round(perf_counter() - started, 3),
            **findings.stats,
        ),
        totals=Totals(dict(findings.by_type), dict(findings.by_field)),
        warnings=notes,
        errors=errors,
        warned_types=options.warned_types,
        file=table.file,
    )


def _findings(table: InputTable, options: Options) -> tuple[Findings, str, str]:
    """Return what is wrong with a table, which engine found it, and why not the screen where that did not take it."""
    engine_note = ""
    progress = partial(options.progress, table.place) if options.progress else None
    if options.engine != "frictionless":
        from summitdata.validation.screen.plan import CannotScreenError, make_plan

        try:
            from summitdata.validation.screen.recheck import validate_by_screen

            return validate_by_screen(make_plan(table), options.limit_errors, progress), "screen", engine_note
        except CannotScreenError as error:
            engine_note = str(error)
            if options.engine == "screen":
                raise PackageError(
                    f"{table.place}: the screen cannot take it: {engine_note}: use another engine"
                ) from error
    from summitdata.validation.frictionless_engine import make_resource, run_frictionless

    schema = table.resource.get("schema")
    make = partial(make_resource, table.resource, table.folder, table.other_resources)
    findings = run_frictionless(make, options.limit_errors, schema if isinstance(schema, dict) else None, progress)
    return findings, "frictionless", engine_note


def _broken_rules(table: InputTable, findings: Findings, options: Options) -> tuple[Error, ...]:
    """Return the errors to list of the package's own rules, and count all of them."""
    from summitdata.validation.package_rules import BrokenRule, broken_rules

    broken = broken_rules(table, findings.labels)
    for rule in broken:
        findings.by_type[rule.type] += 1
        findings.by_field[rule.field_name] += 1
    listed = broken[: options.limit_errors or None]
    return _errors(table, listed, BrokenRule.error, findings.positions, options.warned_types)


def _errors(
    table: InputTable,
    listed: Sequence[frictionless.Error | BrokenRule],
    make: Callable[..., Error],
    record_places: dict[int, FieldPositions],
    warned_types: frozenset[str],
) -> tuple[Error, ...]:
    """Make the errors of the report; `record_places` has where the fields of some records begin."""
    records = {record for error in listed if (record := _record(error))}
    record_places = {**record_places, **_places(table, records - set(record_places))}
    errors = []
    for error in listed:
        severity: Severity = "warning" if error.type in warned_types else "error"
        position: tuple[int, int] | tuple[None, None] = (None, None)
        if starts := record_places.get(_record(error) or 0):
            position = starts[min(getattr(error, "field_number", None) or 1, len(starts)) - 1]
        errors.append(make(error, severity=severity, position=position))
    return tuple(errors)


def _record(error: frictionless.Error | BrokenRule) -> int | None:
    """Return the record that an error is about; one about a label is about those of the header."""
    number: int | None = getattr(error, "row_number", None) or next(iter(getattr(error, "row_numbers", ())), None)
    return number


def _places(table: InputTable, records: Collection[int]) -> dict[int, FieldPositions]:
    """Return where the fields of some records begin, as far as the file can be read."""
    file = table.file
    if file is None or not file.is_file() or not records:
        return {}
    dialect: dict[str, Any] = table.resource.get("dialect", {})
    encoding = str(table.resource.get("encoding", ENCODING))
    try:
        with file.open(encoding="utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding, newline="") as text:
            return locate_records(text, records, dialect.get("delimiter", ","), dialect.get("quoteChar", '"'))
    except (UnicodeError, LookupError, csv.Error, TypeError):
        return {}  # the report says already that the file cannot be read


def _notes(findings: Findings, listed: int, warned: int) -> tuple[str, ...]:
    """Return what a reader must know of the list of errors: that it is cut, or that reading stopped."""
    if findings.partial:
        rows = findings.stats["rows"]
        return (f"stopped after {rows} rows with {listed} errors: set the limit to 0 to count all of them",)
    return cut_note(listed, findings.total, warned)
