"""One table to one task: an engine reads the rows, then each listed error gets its severity, line and column.

What may take long in one step is left to a worker, a process that can be stopped; there the table is read anew.
"""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, SummitDataError
from summitdata.tabular.allow_lists import is_other_file
from summitdata.tabular.checklists import GROUP_CONSTRAINT, checks_of
from summitdata.tabular.dialect import UnsupportedDialectError, is_explicit, read_dialect, rows_before_data
from summitdata.tabular.file_formats import FORMATS, ROW_FORMATS, format_note, other_format, typed_parts_format
from summitdata.tabular.file_states import read_state
from summitdata.tabular.header_row import with_header_row
from summitdata.tabular.long_cells import MAX_CELL_BYTES, LongCellError
from summitdata.tabular.packings import UnpackError, packing_of
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.unpacked_tables import unpacked
from summitdata.tabular.unpacking import finish
from summitdata.validation.budget import Budget, NeedsWorkerError, StopError
from summitdata.validation.findings import Findings
from summitdata.validation.frictionless_errors import from_frictionless
from summitdata.validation.listed_errors import list_notes, listed_errors
from summitdata.validation.long_cell_errors import refuse_long_cells, stop_at_long_cell
from summitdata.validation.meter import Meter
from summitdata.validation.places import at_places
from summitdata.validation.quote_errors import QUOTE_ERROR, bad_quotes_of, in_order, quote_errors
from summitdata.validation.report import Task, TaskStats, Totals
from summitdata.validation.screen.small_file import valid_small_file
from summitdata.validation.stop_errors import stop_error
from summitdata.validation.table_files import FEW_BYTES, count_bytes, files_of, reference_bytes, refuse_changes
from summitdata.validation.unread_header import refuse_unread_header

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.cause import Cause
    from summitdata.validation.meter import Progress
    from summitdata.validation.report import Error
    from summitdata.validation.screen.result import ScreenResult

__all__ = ["Options", "internal_error", "table_task", "unread_task"]


MOST_BYTES = 16_000_000
"""The start of a table of so many bytes is read in this process: it takes little memory, whatever is in it."""


@dataclass(frozen=True)
class Options:
    """How tables are validated.

    How many errors are listed, which types only warn, which engine, who sees progress, what the run may take, and what
    is looked at no closer than frictionless does; for one table, what Spark found in it, or why that did not read it.
    """

    limit_errors: int
    warned_types: frozenset[str]
    engine: str
    progress: Meter = field(default_factory=Meter)
    budget: Budget = field(default_factory=Budget)
    max_cell: int = MAX_CELL_BYTES
    as_frictionless: frozenset[str] = frozenset()
    screened: ScreenResult | None = None
    engine_note: str = ""


def table_task(table: InputTable, options: Options) -> Task:
    """Return what is wrong with a table."""
    started, budget = perf_counter(), options.budget
    options.progress.start(table.place)
    table = replace(table, as_frictionless=options.as_frictionless)
    if table.mistakes:
        stops = [StopError("descriptor-error", each.note, None, each.line, each.column) for each in table.mistakes]
        return replace(unread_task(table, options, [stop_error(stop) for stop in stops]), file=None)
    if table.unread:
        return _stopped_task(table, options, StopError(table.unread_type, table.unread), 0)
    try:
        count_bytes(table, budget)
        budget.check()
        table = with_header_row(unpacked(table, budget.count_bytes))
        if options.engine == "spark":  # before a worker may go on, which gets what Spark has found
            from summitdata.validation.spark_engine import screen_on_spark

            screened, note = screen_on_spark(table, budget, options.max_cell, options.limit_errors)
            options = replace(options, engine="auto", screened=screened, engine_note=note)
        try:
            task = _table_task(table, options)
        except NeedsWorkerError:
            finish(table.file)
            task = _task_of_worker(table, options)
        return _diagnosed(replace(task, copies=table.copies, schema=table.resource.get("schema")), table)
    except UnpackError as error:
        stop = StopError(error.error_type, str(error))
    except (SummitDataError, ModuleNotFoundError):
        raise  # what is to do is said already, or where the command ends
    except StopError as error:
        stop = error
    except MemoryError:
        stop = StopError("memory-limit", "there is not enough memory to read the table: split it")
    except Exception as error:  # noqa: BLE001 - the last resort: a mistake of ours must not end the run
        stop = internal_error(error)
    return _diagnosed(_stopped_task(table, options, stop, perf_counter() - started), table)


def _diagnosed(task: Task, table: InputTable) -> Task:
    """Return a task with the places and the causes of its errors; to import what finds these takes long."""
    task = at_places(task, table)
    if not task.errors:
        return task
    from summitdata.validation.diagnosis import diagnosed

    return diagnosed(task, table)


def internal_error(error: Exception) -> StopError:
    """Return the error of a report for an exception that should not have been raised."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {os.path.basename(frame.filename)}:{frame.lineno}" for frame in last)  # noqa: PTH119 - a text
    return StopError(
        "internal-error",
        f"{type(error).__name__}{place}: {error}: this is a mistake in summitdata: please report it with the smallest "
        "file that shows it",
    )


def _task_of_worker(table: InputTable, options: Options) -> Task:
    """Return the task that a worker makes; where there are no processes, that which is made here."""
    from summitdata.validation import worker

    budget = options.budget
    if not worker.can_start():
        return _table_task(table, replace(options, budget=replace(budget, is_worker=True)))
    progress = partial(options.progress.read, table.place)
    sent = replace(options, progress=Meter(), budget=Budget())
    task: Task = worker.run_in_worker(task_in_worker, table, sent, budget=budget, progress=progress)
    return task


class _Sent(Meter):
    """Sends how far a table is to the process that waits for it."""

    def __init__(self, send: Progress) -> None:
        self._send = send

    def read(self, place: str, rows: int, share: float | None = None) -> None:  # noqa: ARG002 - it is known there
        """Send it."""
        self._send(rows, share)


def task_in_worker(table: InputTable, options: Options, budget: Budget, progress: Progress) -> Task:
    """Return what is wrong with a table; called in a worker."""
    count_bytes(table, budget)
    return _table_task(table, replace(options, budget=budget, progress=_Sent(progress)))


def _stopped_task(table: InputTable, options: Options, stop: StopError, seconds: float) -> Task:
    """Return the task of a table of which nothing is known but why it was not read."""
    return unread_task(table, options, [stop_error(stop)], seconds)


def unread_task(table: InputTable, options: Options, errors: Collection[Error], seconds: float = 0.0) -> Task:
    """Return the task of a table that was not read, with these errors."""
    name = table.resource.get("name", "")
    empty = Task(
        name=name if isinstance(name, str) else "",
        place=table.place,
        engine="screen",
        engine_note="",
        partial=True,
        labels=(),
        stats=TaskStats(errors=0, warnings=0, seconds=round(seconds, 3)),
        totals=Totals({}, {}),
        warnings=(),
        errors=(),
        warned_types=options.warned_types,
        file=table.file,
    )
    return empty.with_errors(errors)


def _table_task(table: InputTable, options: Options) -> Task:
    """Return what is wrong with a table.

    Raises
    ------
    NeedsWorkerError
        It needs a step of unknown length, and this process must not be stopped.
    StopError
        The run has used up its budget before anything was found, or a file has changed while it was read.
    """
    files = files_of(table)
    states = [read_state(file) for file in files]
    try:
        task = _read_table(table, options)
    except NeedsWorkerError:
        raise
    except LongCellError as error:
        raise stop_at_long_cell(table, error) from error
    except (StopError, Exception) as error:
        refuse_changes(files, states, error)  # it may well be the cause
        raise
    refuse_changes(files, states)
    return task if table.packed or not states else replace(task, file_state=states[0])


def _read_table(table: InputTable, options: Options) -> Task:
    """Return what is wrong with a table, as far as its files do not change."""
    started = perf_counter()
    findings, engine, engine_note = _plain_findings(table, options) or _findings(table, options)
    refuse_unread_header(table, findings)
    group_errors, group_notes = _group_errors(table, findings, options)
    stated = table.packed or (table if other_format(table.resource) in ROW_FORMATS else None)
    is_one_file = stated and (stated.file or typed_parts_format(stated.resource))
    if stated and is_one_file and all(file.is_file() for file in stated.files) and not findings.partial:
        _compare_packed(stated, findings, options.budget)
    if table.replaces and not findings.total:  # the rules are for rows that the schema accepts
        errors = _broken_rules(table, findings, options)
    else:
        make = partial(from_frictionless, subject="file")
        errors = listed_errors(table, findings.errors, make, options.warned_types)
    if quotes := quote_errors(table, findings):
        most = findings.limit or findings.most_listed
        errors = in_order(quotes, errors, "warning" if QUOTE_ERROR in options.warned_types else "error", most)
    errors += group_errors
    if findings.sheet:
        errors = tuple(replace(error, sheet=findings.sheet) for error in errors)
    if findings.stop:
        errors = (*errors, stop_error(findings.stop))
        findings.by_type[findings.stop.error_type] += 1
        if findings.stop.field_name:
            findings.by_field[findings.stop.field_name] += 1
    warned = sum(number for error_type, number in findings.by_type.items() if error_type in options.warned_types)
    notes = (*list_notes(findings, len(errors), warned), *group_notes)
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
        causes=_reference_causes(table, findings),
        **_layout(table),
    )


def _reference_causes(table: InputTable, findings: Findings) -> tuple[Cause, ...]:
    if not findings.wrong_references:
        return ()
    from summitdata.validation.lookups import reference_causes

    return reference_causes(table, findings.wrong_references)


def _group_errors(table: InputTable, findings: Findings, options: Options) -> tuple[tuple[Error, ...], tuple[str, ...]]:
    """Return the errors to list of the rules of groups, count all of them, and say which were not looked at."""
    if not checks_of(table.resource, GROUP_CONSTRAINT)[0]:
        return (), ()
    from summitdata.validation.group_rules import GroupError, broken_groups

    broken, notes = broken_groups(table, findings, options.budget, options.max_cell)
    listed = broken[: max(0, findings.room())]
    if broken:
        findings.by_type[GROUP_CONSTRAINT] = len(broken)
    return listed_errors(table, listed, GroupError.error, options.warned_types), notes


def _compare_packed(packed: InputTable, findings: Findings, budget: Budget) -> None:
    """Add how a file differs from its stated size and hash, which are not those of the content that is read."""
    from summitdata.validation.other_files import compare_files

    found = compare_files(packed.files, packed.resource, budget)
    findings.stats |= found.stats
    for error in found.errors:
        findings.add(error)


def _layout(table: InputTable) -> dict[str, Any]:
    """Return how the file of a table is written, for whoever reads its rows again."""
    dialect = table.resource.get("dialect")
    if other_format(table.resource) in ("jsonl", "ndjson"):
        return {"line_per_row": True}
    if not is_explicit(table.resource) or not isinstance(dialect, dict):
        return {}
    found: dict[str, Any] = {"encoding": str(table.resource["encoding"])}
    with suppress(UnsupportedDialectError):
        found["dialect"] = read_dialect(table.resource, any_header=True)
        found["rows_before"] = rows_before_data(dialect)
    return found


def _no_file(file: Path | None) -> Findings:
    """Return that a file is not there, in frictionless' words."""
    from frictionless.errors import SchemeError

    findings = Findings(1)
    findings.add(SchemeError(note=f"[Errno 2] No such file or directory: '{file}'"))
    return findings


def _unread_findings(table: InputTable, file_format: str) -> Findings:
    """Return why a table in a format that nothing here reads is not read; nothing opens its file."""
    from frictionless.errors import FormatError

    if table.file is not None and not table.file.exists() and file_format.lower() not in FORMATS:
        return _no_file(table.file)
    findings = Findings(1)
    findings.add(FormatError(note=format_note(table.resource, file_format)))
    return findings


def _plain_findings(table: InputTable, options: Options) -> tuple[Findings, str, str] | None:
    """Return that nothing is wrong with a small table, without Arrow; None where that is not sure."""
    if options.engine == "frictionless" or options.screened:
        return None
    found = valid_small_file(table, options.max_cell, partial(options.progress.read, table.place))
    return None if found is None else (replace(found, limit=options.limit_errors), "screen", options.engine_note)


def _findings(table: InputTable, options: Options) -> tuple[Findings, str, str]:
    """Return what is wrong with a table, which engine found it, and why not the screen where that did not take it."""
    engine_note = ""
    if is_other_file(table.resource) and table.file is not None and table.file.exists():
        from summitdata.validation.other_files import OTHER_FILE, compare_files

        return compare_files([table.file], table.resource, options.budget), "screen", OTHER_FILE
    file_format = other_format(table.resource)
    is_missing = table.file is not None and not table.file.exists()
    if file_format in ROW_FORMATS and table.file is not None and not is_missing:
        return _typed_rows(table, options)
    if packing_of(table.resource) is not None and file_format is None:  # it is not there, else it would be unpacked
        return _no_file(table.file), "frictionless", "the file is not there"
    if file_format is not None and options.engine != "screen":
        return (
            _unread_findings(table, file_format),
            "frictionless",
            f"the format is {file_format!r}",
        )
    if options.engine != "frictionless":
        from summitdata.validation.screen.plan import CannotScreenError

        try:
            return _by_screen(table, options)
        except CannotScreenError as error:
            engine_note = "; ".join(filter(None, (options.engine_note, str(error))))
            if options.engine == "screen":
                raise PackageError(
                    f"{table.place}: the engine screen cannot read it: {engine_note}: use the engine auto"
                ) from error
    return _by_frictionless(table, options, engine_note)


def _by_screen(table: InputTable, options: Options) -> tuple[Findings, str, str]:
    """Return what is wrong with a table by the screen, which may have run on Spark."""
    from summitdata.validation.screen.plan import make_plan
    from summitdata.validation.screen.recheck import validate_by_screen

    progress = partial(options.progress.read, table.place)
    limit, warned, screened = options.limit_errors, options.warned_types, options.screened
    if screened:
        plan = replace(screened.plan, budget=options.budget)
        return validate_by_screen(plan, limit, progress, warned, replace(screened, plan=plan)), "spark", ""
    plan = make_plan(table, options.budget, options.max_cell)
    if table.packed and len(table.packed.files) > 1:
        from summitdata.validation.screen.part_pool import screen_in_processes

        screened = screen_in_processes(table, options.budget, options.max_cell, limit, progress)
    return validate_by_screen(plan, limit, progress, warned, screened), "screen", options.engine_note


def _typed_rows(table: InputTable, options: Options) -> tuple[Findings, str, str]:
    """Return what is wrong with a table of typed rows: the screen only finds that nothing is."""
    finish(table.file)
    options.budget.need_worker("the rows of the file are read")
    if options.engine != "frictionless":
        from summitdata.validation.row_screen import valid_rows

        progress = partial(options.progress.read, table.place)
        if (findings := valid_rows(table, options.budget, options.max_cell, progress)) is not None:
            findings.limit = options.limit_errors  # the screen stopped at the first error, and found none
            return findings, "screen", ""
    return _by_frictionless(table, options, "only frictionless reads the values of this file")


def _is_bounded(table: InputTable) -> bool:
    """Whether frictionless surely has soon read the start of a table, and its tables of foreign keys."""
    if other_format(table.resource) is not None or reference_bytes(table) > FEW_BYTES:
        return False
    try:
        sizes = [file.stat().st_size for file in table.files if file]
    except OSError:
        return False
    return sum(sizes) <= MOST_BYTES


def _by_frictionless(table: InputTable, options: Options, engine_note: str) -> tuple[Findings, str, str]:
    """Return what frictionless finds wrong with a table, and why not the screen."""
    finish(table.file)
    if not _is_bounded(table):
        options.budget.need_worker("frictionless reads the table")
    from summitdata.validation.frictionless_engine import make_resource, run_frictionless
    from summitdata.validation.screen.descriptors import is_surely_valid_resource

    schema = table.resource.get("schema")
    others, lenient = table.other_resources, table.as_frictionless
    is_valid = is_surely_valid_resource(table.resource)
    make = partial(make_resource, table.resource, table.folder, others, options.budget, lenient, is_valid=is_valid)
    schema = schema if isinstance(schema, dict) else None
    refuse_long_cells(table, options.max_cell)
    progress = partial(options.progress.read, table.place)
    row_rules = read_row_rules(table.resource)
    findings = run_frictionless(make, options.limit_errors, schema, progress, options.budget, row_rules)
    findings.bad_quotes = bad_quotes_of(table, options.max_cell)
    return findings, "frictionless", engine_note


def _broken_rules(table: InputTable, findings: Findings, options: Options) -> tuple[Error, ...]:
    """Return the errors to list of the package's own rules, and count all of them."""
    from summitdata.validation.package_rules import BrokenRule, broken_rules

    broken = broken_rules(table, findings.labels)
    for rule in broken:
        findings.by_type[rule.type] += 1
        findings.by_field[rule.field_name] += 1
    listed = broken[: options.limit_errors or None]
    return listed_errors(table, listed, BrokenRule.error, options.warned_types)
