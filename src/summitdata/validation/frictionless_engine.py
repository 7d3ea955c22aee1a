"""frictionless' own checks on one table: every error is counted, and as many are kept as the limit allows."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.errors import SummitDataError
from summitdata.tabular.allow_lists import folder_for_frictionless, resource_for_frictionless
from summitdata.tabular.json_rows import RowsError, rows_of_data
from summitdata.tabular.row_files import row_file
from summitdata.validation.budget import Budget, StopError
from summitdata.validation.findings import Findings
from summitdata.validation.patterns import guard_patterns, take_patterns
from summitdata.validation.report import BYTES_PER_LISTED, MAX_LISTED
from summitdata.validation.row_rules import RowRules
from summitdata.validation.standard import StandardChecks
from summitdata.validation.valid_resources import make_frictionless

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    import frictionless

    from summitdata.tabular.formula import Formula
    from summitdata.tabular.row_files import RowFile
    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_table import LinearTable
    from summitdata.validation.meter import Progress
    from summitdata.validation.patterns import Pattern

__all__ = [
    "CRASHES",
    "collect_errors",
    "make_resource",
    "most_listed",
    "run_frictionless",
]

ROWS_AT_ONCE = 5_000
"""After how many rows the progress function is called again."""

ROWS_PER_EXTRA_ROW, MIN_EXTRA_ROWS = 3, 50
"""After the limit at row N, at most N / 3 + 50 rows are read only to count their errors."""

MOST_RECORDS, LONG_RECORD, LONG_CELL = 3000, 100_000, 10_000
"""So many records are read in the caller's own process, of so many characters, each cell of so many; to start another
process takes longer."""
ROWS_AHEAD = 100
"""How many rows are read at once to match their cells with the patterns."""

CRASHES = (TypeError, ValueError, ArithmeticError, RecursionError, AttributeError, KeyError, re.error)
"""The exceptions that escape frictionless on a schema or data it does not expect, such as a bound of another type."""


@dataclass(frozen=True)
class GuardedResource:
    """frictionless' resource of a table, without the patterns of its fields, and these patterns.

    Parameters
    ----------
    resource : LinearTable
        The resource, whose fields have no patterns: frictionless would match them with Python's `re`.
    patterns : dict of str to Pattern
        The pattern of each field that has one.
    rows : RowFile, optional
        The file that the rows are from, if frictionless gets them as inline data.
    is_valid : bool
        Whether its descriptor is surely valid.
    """

    resource: LinearTable
    patterns: dict[str, Pattern]
    rows: RowFile | None = None
    is_valid: bool = False

    def refuse_invalid(self) -> None:
        """Raise frictionless' exception if the descriptor is not valid as frictionless has completed it."""
        if not self.is_valid:
            self.resource.to_descriptor(validate=True)

    def guard(self, fields: Iterable[frictionless.Field]) -> None:
        """Let the cell readers of some fields check the patterns, with the notes that frictionless gives."""
        for guarded in fields:
            if guarded.name in self.patterns:
                guard_patterns(guarded, self.patterns[guarded.name])

    def read_ahead(self) -> None:
        """Match the cells of many rows with the patterns at once, which is much faster; before `open_rows`."""
        opened: Any = self.resource
        read = opened.dialect.read_enumerated_content_stream
        if self.patterns:
            opened.dialect.read_enumerated_content_stream = lambda cells: self._prepared(read(cells))

    def _prepared(self, records: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
        fields = self.resource.header.get_expected_fields()
        columns = [(at, self.patterns[each.name]) for at, each in enumerate(fields) if each.name in self.patterns]
        failure: Exception | None = None
        while failure is None:
            ahead: list[tuple[int, list[Any]]] = []
            try:
                ahead.extend(islice(records, ROWS_AHEAD))
            except Exception as error:  # noqa: BLE001 - it is raised after the rows before it
                failure = error
            for at, pattern in columns:
                pattern.prepare([str(cells[at]) for _, cells in ahead if at < len(cells)])
            yield from ahead
            if not ahead:
                break
        if failure is not None:
            raise failure

    def share_read(self) -> float | None:
        """Return the share of the bytes of the file that is read, None where it is not known."""
        path, read = self.resource.normpath, self.resource.stats.bytes
        with suppress(OSError, ValueError, TypeError):  # it is inline data, or not one file
            return (read or 0) / max(Path(str(path)).stat().st_size, 1) if path and not self.rows else None
        return None

    def open_rows(self) -> None:
        """Begin with the rows again, after opening, so that their cells are read with the patterns.

        Raises
        ------
        re.error
            A pattern cannot be compiled.
        """
        opened: Any = self.resource
        self.guard(opened.header.get_expected_fields())
        opened._TableResource__open_row_stream()  # noqa: SLF001 - the row machinery has no public entrance


def make_resource(  # noqa: PLR0913 - a table with what is around it, and what is left out
    resource: dict[str, Any],
    folder: Path,
    other_resources: Iterable[tuple[dict[str, Any], Path]],
    budget: Budget | None = None,
    as_frictionless: Collection[str] = ("keys",),
    *,
    is_valid: bool = False,
) -> GuardedResource:
    """Return frictionless' resource of a table, in a package with the tables that its foreign keys refer to.

    Without "keys" in `as_frictionless`, a part of a primary key that is missing is an error. `is_valid` says that the
    descriptor is surely valid.
    """
    from frictionless import Package

    from summitdata.validation.linear_table import LinearTable, make_linear

    budget = budget or Budget()
    budget.need_worker_for(resource)
    package = Package()
    rows = row_file(resource, folder)
    resource = _inline(rows) if rows else _in_lists(resource)
    schema, patterns = take_patterns(resource.get("schema"), budget)
    descriptor = {**resource, "schema": schema} if patterns else resource
    table = make_linear(_make(descriptor, folder, rows, is_valid=is_valid))
    if isinstance(table, LinearTable):
        if not budget.is_worker:
            table.pass_records_through(partial(_bounded, budget=budget))
        if "keys" not in as_frictionless:
            table.refuse_partial_keys()
    package.add_resource(table)
    for other, other_folder in other_resources:
        budget.need_worker_for(other)
        other_rows = row_file(other, other_folder)
        try:
            other_descriptor = _inline(other_rows) if other_rows else _in_lists(other)
        except StopError as error:
            raise StopError(error.error_type, f"the table {other.get('name')!r}: {error.note}") from error
        schema, other_patterns = take_patterns(other.get("schema"), budget)
        other_descriptor = {**other_descriptor, "schema": schema} if other_patterns else other_descriptor
        package.add_resource(make_linear(_make(other_descriptor, other_folder, other_rows)))
    return GuardedResource(table, patterns, rows, is_valid)


def _make(
    resource: dict[str, Any], folder: Path, rows: RowFile | None, *, is_valid: bool = False
) -> frictionless.Resource:
    """Return frictionless' resource, of what it may see of the descriptor, with the rows of a file."""
    shown, basepath = resource_for_frictionless(resource), folder_for_frictionless(folder)
    made = make_frictionless(shown, basepath, is_valid=is_valid and rows is None)
    if rows:
        made.data = partial(_read_rows, rows)
    return made


def _inline(rows: RowFile) -> dict[str, Any]:
    """Return the resource of a file of rows as one of inline data."""
    try:
        return rows.inline()
    except RowsError as error:
        raise _end_of_rows(error) from error


def _in_lists(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource whose inline rows are lists, with all of their values; frictionless leaves out some."""
    data = resource.get("data")
    if resource.get("path") is not None or not isinstance(data, list):
        return resource
    if not data:
        raise StopError("source-error", 'its "data" are an empty list: write the rows, or name a file with "path"')
    try:
        return {**resource, "data": list(rows_of_data(data, resource.get("schema")))}
    except RowsError as error:
        raise _end_of_rows(error) from error


def _read_rows(rows: RowFile) -> Iterator[list[Any]]:
    """Yield the rows of a file."""
    try:
        yield from rows()
    except RowsError as error:
        raise _end_of_rows(error) from error


def _bounded(records: Iterator[list[Any]], budget: Budget) -> Iterator[list[Any]]:
    """Yield records, in a process that must not be stopped, as long as each surely takes little time and memory.

    The header is among them: of what is long, frictionless gets nothing.

    Raises
    ------
    NeedsWorkerError
        One is long, or they are many.
    """
    for number, cells in enumerate(records):
        lengths = list(map(len, cells))
        if number == MOST_RECORDS or len(cells) + sum(lengths) > LONG_RECORD or max(lengths, default=0) > LONG_CELL:
            budget.need_worker("the table is large")
        yield cells


def _end_of_rows(error: RowsError) -> StopError:
    """Return the end of a run at rows that cannot be read."""
    return StopError(error.error_type, error.note, line=error.line, column=1 if error.line else None)


def most_listed(budget: Budget) -> int:
    """Return how many errors of a table are listed if all are asked for: the more, the more bytes are read."""
    return max(MAX_LISTED, budget.bytes // BYTES_PER_LISTED)


def run_frictionless(  # noqa: PLR0913, PLR0917 - what a run has
    make: Callable[[], GuardedResource],
    limit: int,
    schema: dict[str, Any] | None = None,
    progress: Progress | None = None,
    budget: Budget | None = None,
    row_rules: Sequence[Formula] = (),
) -> Findings:
    """Return what frictionless finds in a table.

    Parameters
    ----------
    make : callable
        Makes the resource, closed, with an explicit dialect and encoding. If frictionless refuses its descriptor, that
        is an error of the table.
    limit : int
        How many errors are kept; 0 keeps all. Reading goes on after so many if the table ends soon, so that the totals
        are exact; else it stops there, as frictionless does.
    schema : dict, optional
        The Table Schema before frictionless read it, for the checks of the standard that frictionless leaves out.
    progress : callable, optional
        Is called now and then with the number of rows read so far, and their share of the bytes where it is known.
    budget : Budget, optional
        What the run may take.
    row_rules : sequence of Formula, optional
        What every row must satisfy.
    """
    budget = budget or Budget()
    findings = Findings(limit, most_listed=most_listed(budget))
    rows_read = progress or (lambda _rows, _share: None)
    collect_errors(_errors(make, findings, schema or {}, rows_read, budget, row_rules), findings, schema)
    return findings


def collect_errors(
    errors: Iterable[frictionless.Error | LightError], findings: Findings, schema: dict[str, Any] | None
) -> None:
    """Add errors to the findings as they are found; an exception that ends the search is an error too.

    If the budget ends it, the findings say so beside the errors found before. The message of an exception names the
    part of the schema that it comes from, where that is a bound.
    """
    from frictionless import FrictionlessException
    from frictionless.errors import SourceError

    try:
        for error in errors:
            findings.add(error)
    except FrictionlessException as exception:
        for error in exception.to_errors():
            findings.add(error)
    except StopError as stop:
        findings.stop, findings.partial = stop, True
    except CRASHES as crash:
        findings.add(SourceError(note=f"the table cannot be validated: {_cause(crash, schema)}"))


def _cause(crash: Exception, schema: dict[str, Any] | None) -> str:
    from summitdata.tabular.schema_rules import unread_bound

    with suppress(SummitDataError, *CRASHES):  # of a schema that is wrong elsewhere
        if isinstance(crash, TypeError) and schema and (bound := unread_bound(schema)):
            return f"{bound}; write it as the cells are written"
    return f"{type(crash).__name__}: {crash}; compare the schema with the data"


def _errors(  # noqa: PLR0913, PLR0917 - what a run has
    make: Callable[[], GuardedResource],
    findings: Findings,
    schema: dict[str, Any],
    progress: Progress,
    budget: Budget,
    formulas: Sequence[Formula],
) -> Iterator[frictionless.Error | LightError]:
    """Yield the errors in frictionless' order: of the start, of each row, of the end."""
    from frictionless import Checklist, FrictionlessException

    guarded = make()
    resource = guarded.resource
    checks = Checklist().connect(resource)
    guarded.refuse_invalid()
    resource.list_errors(findings.room, findings.wrong_references)
    with resource:
        guarded.read_ahead()
        guarded.open_rows()
        findings.labels = list(map(str, resource.labels))
        findings.sheet = guarded.rows.sheet if guarded.rows else ""
        for check in checks:
            yield from check.validate_start()
        standard_checks = StandardChecks.of(guarded.patterns, schema)
        row_rules = RowRules(formulas)
        rows: Any = resource.row_stream  # of the class LinearRow
        limit_row, before = 0, Findings(0)
        try:
            for row in rows:
                yield from [*row.errors, *standard_checks.errors(row), *row_rules.errors(row)]
                resource.unlisted.count_row()
                budget.check()
                if findings.is_full and not limit_row:
                    limit_row = row.row_number
                    before.stats = {"fields": len(resource.schema.fields), "rows": resource.stats.rows}
                    before.count(findings.by_type, findings.by_field)
                    before.count(*resource.unlisted.totals())
                elif limit_row and row.row_number - limit_row > limit_row // ROWS_PER_EXTRA_ROW + MIN_EXTRA_ROWS:
                    findings.partial = True
                    break
                if row.row_number % ROWS_AT_ONCE == 0:
                    progress(row.row_number, guarded.share_read())
        except FrictionlessException as exception:
            yield exception.error  # the rest of the file cannot be read
        finally:
            if findings.partial:
                findings.by_type, findings.by_field, findings.stats = before.by_type, before.by_field, before.stats
            else:
                findings.count(*resource.unlisted.totals())
        if findings.partial:
            return
        for check in checks:
            yield from check.validate_end()
        stats = {key: getattr(resource.stats, key) for key in ("md5", "sha256", "bytes", "fields", "rows")}
        findings.stats = {key: value for key, value in stats.items() if value}
