"""Validation with the screen: the screen reads the file, then frictionless checks the rows that may have an error.

frictionless' own row machinery gets these rows alone, with their true numbers and in their order, so types, messages,
positions and notes of the errors are its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.tabular.checklists import ROW_CONSTRAINT
from summitdata.tabular.positions import locate_some
from summitdata.validation.collection import paused_collection
from summitdata.validation.findings import Findings
from summitdata.validation.frictionless_engine import (
    collect_errors,
    make_resource,
    most_listed,
)
from summitdata.validation.frictionless_errors import from_frictionless
from summitdata.validation.known_versions import is_known_version
from summitdata.validation.light_errors import column_of
from summitdata.validation.linear_rows import LinearRow
from summitdata.validation.row_rules import RowRules
from summitdata.validation.screen.cell_errors import CellErrors
from summitdata.validation.screen.cell_lister import CellLister
from summitdata.validation.screen.cell_reader import CellReader
from summitdata.validation.screen.descriptors import has_stated_stats
from summitdata.validation.screen.scan import screen_file
from summitdata.validation.screen.screened_row import ScreenedRow
from summitdata.validation.standard import StandardChecks, read_unique_keys
from summitdata.validation.table_files import FEW_BYTES, reference_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import frictionless

    from summitdata.validation.frictionless_engine import GuardedResource
    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_rows import RowReader
    from summitdata.validation.linear_table import LinearTable
    from summitdata.validation.meter import Progress
    from summitdata.validation.report_error import Severity
    from summitdata.validation.screen.plan import Plan
    from summitdata.validation.screen.result import Record, ScreenResult

__all__ = ["validate_by_screen"]

KEY_ERRORS = frozenset({"unique-error", "primary-key", "foreign-key", ROW_CONSTRAINT})
"""The types of error that need more than a cell: the screen does not count them."""
MISSING_KEY_NOTE = '"None"'
"""The end of the note of a primary key without some or all values: the row alone shows it, and the screen counts it."""
ROWS_PER_EXTRA_CHECK, MIN_EXTRA_CHECKS = 4, 50
"""After the limit at row N, at most N / 4 + 50 rows are checked only to count their key errors."""
LONG_RECORD = 100_000
"""A longer record is read in a process that can be stopped."""
MANY_KEYS, MOST_KEYS = 16, 100_000
"""More unique keys are compared in a worker, if they are so many in all rows."""


def validate_by_screen(
    plan: Plan,
    limit: int,
    progress: Progress | None = None,
    warned_types: frozenset[str] = frozenset(),
    screened: ScreenResult | None = None,
) -> Findings:
    """Return what frictionless finds in a table: the screen reads it, frictionless checks the rows that need it.

    Parameters
    ----------
    plan : Plan
        How the file is laid out.
    limit : int
        How many errors are kept; 0 keeps all.
    progress : callable, optional
        Is called now and then with the number of rows read so far, and their share of the bytes.
    warned_types : frozenset of str
        The types of errors that only warn.
    screened : ScreenResult, optional
        What the screen found where it ran elsewhere, in the whole file.

    Raises
    ------
    CannotScreenError
        Only frictionless can read the table.
    """
    with paused_collection():
        if screened and len(screened.rows_to_check):
            screened = replace(screened, cell_reader=CellReader.of(plan))
        result = screened or screen_file(plan, progress, limit)
        findings = _check_rows(result, limit, warned_types)
        if not result.complete and not findings.partial:
            # The screen stopped early, but frictionless confirmed fewer errors than the limit: read the whole file.
            result = replace(screened, complete=True) if screened else screen_file(plan, progress)
            findings = _check_rows(result, limit, warned_types)
    findings.bad_quotes = result.bad_quotes
    return findings


def _check_rows(result: ScreenResult, limit: int, warned_types: frozenset[str]) -> Findings:
    """Return the errors of the rows to check; without such rows, frictionless is not even imported."""
    plan = result.plan
    if not len(result.rows_to_check) and plan.header_matches and has_stated_stats(plan.table.resource, result.stats):
        return Findings(limit, labels=plan.labels, stats=result.reported_stats)
    findings = Findings(limit, most_listed=most_listed(plan.budget))
    collect_errors(_Recheck(result, findings, warned_types).errors(), findings, plan.schema)
    return findings


class _Recheck:
    """The check of a file's rows in order: of all rows to check up to the limit, then of those not counted yet."""

    def __init__(self, result: ScreenResult, findings: Findings, warned_types: frozenset[str]) -> None:
        self.result, self.findings, self.warned_types = result, findings, warned_types
        self.uncounted_rows = set(result.uncounted_rows.tolist())
        self.keyed_rows = set(result.keyed_rows.tolist())
        self.uncounted_by_type: Counter[str] = Counter()
        self.uncounted_by_field: Counter[str] = Counter()
        self.is_listing = True
        self._record: Record | None = None
        self._lister: CellLister | None = None

    def errors(self) -> Iterator[frictionless.Error | LightError]:
        """Yield the errors in frictionless' order: of the start, of each row, of the end."""
        from frictionless import Checklist

        result, findings = self.result, self.findings
        self._leave_many_keys()
        guarded = self._guarded_resource()
        resource = guarded.resource
        checks = Checklist().connect(resource)
        resource.list_errors(findings.room, findings.wrong_references)
        with resource:
            opened: Any = resource
            opened.dialect.read_enumerated_content_stream = lambda _: self._records()
            guarded.open_rows()
            findings.labels = list(resource.labels)
            for check in checks:
                yield from self._note_uncounted(check.validate_start(), all_errors=True)
            yield from self._errors_of_rows(guarded)
            if self.is_listing or findings.partial:
                findings.count(*resource.unlisted.totals())
            else:
                findings.count(result.by_type, result.by_field)
            if not findings.partial:
                findings.stats = result.reported_stats
                for key, value in result.stats.items():
                    setattr(resource.stats, key, value)
                for check in checks:
                    yield from check.validate_end()

    def _errors_of_rows(self, guarded: GuardedResource) -> Iterator[frictionless.Error | LightError]:
        findings, resource = self.findings, guarded.resource
        standard_checks = StandardChecks.of(guarded.patterns, self.result.plan.schema)
        row_rules = RowRules(self.result.plan.row_rules)
        lister = self._lister = self._make_lister(resource)
        if lister:
            resource.make_rows_with(partial(self._make_row, lister.cell_errors))
        rows: Any = resource.row_stream  # of the class LinearRow
        for record in self._records_to_check():
            kept = len(findings.errors)
            if lister and record.row not in self.keyed_rows and self._has_room(record):
                findings.keep(lister.errors([record]))
            else:
                self._record = record
                row = next(rows)
                errors = [*row.errors, *standard_checks.errors(row), *row_rules.errors(row)]
                is_uncounted = record.row in self.uncounted_rows
                if not self.is_listing and not is_uncounted:
                    errors = [error for error in errors if _is_uncounted_key_error(error)]
                yield from self._note_uncounted(errors, all_errors=is_uncounted)
                resource.unlisted.count_row()
                self._list(record, kept)
            if findings.is_full and self.is_listing:
                self._stop_listing(record.row)

    def _make_lister(self, resource: LinearTable) -> CellLister | None:
        """Return what makes the errors of rows that no key is about, if the installed frictionless is known."""
        plan = self.result.plan
        names = [field["name"] for field in plan.fields]
        if len(set(names)) < len(names) or not is_known_version():
            return None
        reader = self.result.cell_reader or (CellReader.of(plan) if self.keyed_rows else None)
        cell_errors = CellErrors(reader, names, plan.missing_values_of, resource.read_first())
        return CellLister(cell_errors, plan.dialect, self.warned_types)

    def _has_room(self, record: Record) -> bool:
        """Whether each error of the cells of a row is listed: of the others, only `LinearRow` makes nothing."""
        return self.findings.room() >= len(record.cells)

    def _make_row(self, cell_errors: CellErrors, reader: RowReader, cells: list[Any], row_number: int) -> LinearRow:
        """Return the row that frictionless asks for."""
        record = self._record
        assert record is not None  # noqa: S101 - its cells were asked for
        if row_number in self.uncounted_rows or not self._has_room(record):
            return LinearRow(reader, cells, row_number)
        return ScreenedRow(reader, record, cell_errors)

    def _note_uncounted(
        self, errors: Iterable[frictionless.Error | LightError], *, all_errors: bool
    ) -> Iterator[frictionless.Error | LightError]:
        """Yield errors, and count those that the screen did not count: all of them, or the key errors among them."""
        for error in errors:
            if all_errors or _is_uncounted_key_error(error):
                self.uncounted_by_type[error.type] += 1
                if name := getattr(error, "field_name", ""):
                    self.uncounted_by_field[name] += 1
            yield error

    def _list(self, record: Record, first: int) -> None:
        """Make those of the report of the errors that were kept of a row, from the number `first` on.

        The others need not live until the end: to look through many objects again and again takes long.
        """
        dialect, errors = self.result.plan.dialect, self.findings.errors
        kept: list[Any] = errors[first:]
        numbers = [column_of(error) for error in kept]
        places = locate_some(record.text, record.line, numbers, dialect.delimiter, dialect.quote) if kept else {}
        for at, (error, number) in enumerate(zip(kept, numbers, strict=True), start=first):
            severity: Severity = "warning" if error.type in self.warned_types else "error"
            place = places.get(number, (None, None))
            errors[at] = from_frictionless(error, subject="file", severity=severity, position=place)

    def _list_together(self, records: list[Record]) -> bool:
        """List what is wrong with some rows that no key is about, unless the list may end there."""
        findings, lister = self.findings, self._lister
        if lister is None or not self.is_listing or findings.room() <= 0:
            return False
        errors = lister.errors(records)
        if len(errors) >= findings.room():
            return False
        findings.keep(errors)
        return True

    def _stop_listing(self, row: int) -> None:
        """Go on to count if that takes no longer than the listing did; else stop here, as frictionless does."""
        result, findings = self.result, self.findings
        self.is_listing = False
        uncounted = np.concatenate([result.key_rows_to_check, result.uncounted_rows])
        extra_checks = np.count_nonzero(uncounted > row)
        if result.complete and extra_checks <= row // ROWS_PER_EXTRA_CHECK + MIN_EXTRA_CHECKS:
            # The screen's counts include the cell errors that are listed, so only the others stay counted here.
            findings.by_type, findings.by_field = self.uncounted_by_type, self.uncounted_by_field
            self.uncounted_by_type, self.uncounted_by_field = Counter(), Counter()
        else:
            findings.partial = True
            before = result.plan.rows_before + int(np.searchsorted(result.left_out_rows, row))
            findings.stats = {"fields": len(result.plan.schema["fields"]), "rows": row - before}

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and cells of the rows that are given to frictionless."""
        while self._record is not None:
            yield self._record.row, self._record.cells

    def _records_to_check(self) -> Iterator[Record]:
        """Yield each row to check while errors are listed, then those with errors that were not counted yet."""
        result = self.result
        for record in self._records_apart(result.read_chunks(result.rows_to_check)):
            if self.findings.partial:
                return
            if not self.is_listing:
                break
            yield record
        else:
            return
        uncounted = np.union1d(result.key_rows_to_check, result.uncounted_rows)
        for later in result.read_chunks(uncounted[uncounted >= record.row]):
            self._check_records(later)
            yield from later

    def _records_apart(self, chunks: Iterable[list[Record]]) -> Iterator[Record]:
        """Yield the rows that have to be looked at one by one, and list the others."""
        for chunk in chunks:
            self._check_records(chunk)
            for is_keyed, run in groupby(chunk, lambda record: record.row in self.keyed_rows):
                records = list(run)
                if is_keyed or not self._list_together(records):
                    yield from records

    def _check_records(self, records: list[Record]) -> None:
        """Leave a very long record to a worker."""
        budget = self.result.plan.budget
        budget.check()
        longest = max(len(record.text) for record in records)
        if longest > LONG_RECORD:
            budget.need_worker(f"a record has {longest} characters")

    def _leave_many_keys(self) -> None:
        """Leave the rows to a worker if very many unique keys are compared in them: each remembers each row."""
        plan, rows = self.result.plan, len(self.result.rows_to_check)
        keys = len(read_unique_keys(plan.schema))
        if keys > MANY_KEYS and keys * rows > MOST_KEYS:
            plan.budget.need_worker(f"{keys} unique keys are compared in {rows} rows")

    def _guarded_resource(self) -> GuardedResource:
        """Make the resource, without its foreign keys if no row may break one: the other tables may be long to read."""
        table = self.result.plan.table
        descriptor = table.resource
        if not self.result.has_unresolved_refs and descriptor["schema"].get("foreignKeys"):
            schema = {name: part for name, part in descriptor["schema"].items() if name != "foreignKeys"}
            descriptor = {**descriptor, "schema": schema}
        elif self.result.has_unresolved_refs and reference_bytes(table) > FEW_BYTES:
            self.result.plan.budget.need_worker("frictionless has to read the tables of the foreign keys")
        reader = self.result.cell_reader
        if reader and not table.resource["schema"].get("foreignKeys") and (taken := reader.take_resource()):
            if "keys" not in table.as_frictionless:
                taken.resource.refuse_partial_keys()
            return taken
        budget, lenient = self.result.plan.budget, table.as_frictionless
        is_valid = self.result.plan.is_surely_valid
        return make_resource(descriptor, table.folder, table.other_resources, budget, lenient, is_valid=is_valid)


def _is_uncounted_key_error(error: frictionless.Error | LightError) -> bool:
    """Whether an error is about a key and the screen did not count it."""
    return error.type in KEY_ERRORS and not error.note.endswith(MISSING_KEY_NOTE)
