"""Validation with the screen: the screen reads the file, then frictionless checks the rows that may have an error.

frictionless' own row machinery gets these rows alone, with their true numbers and in their order, so types, messages,
positions and notes of the errors are its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.tabular.checklists import ROW_CONSTRAINT
from summitdata.tabular.positions import locate_some
from summitdata.validation.frictionless_engine import (
    Findings,
    collect_errors,
    make_resource,
    most_listed,
)
from summitdata.validation.light_errors import column_of
from summitdata.validation.row_rules import RowRules
from summitdata.validation.screen.cell_errors import CellErrors, is_known_version
from summitdata.validation.screen.scan import screen_file
from summitdata.validation.standard import StandardChecks, read_unique_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import frictionless

    from summitdata.validation.frictionless_engine import GuardedResource
    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_table import LinearTable
    from summitdata.validation.meter import Progress
    from summitdata.validation.screen.plan import Plan
    from summitdata.validation.screen.result import Record, ScreenResult

__all__ = ["validate_by_screen"]

KEY_ERRORS = frozenset({"unique-error", "primary-key", "foreign-key", ROW_CONSTRAINT})
"""The types of error that need more than a cell: the screen does not count them."""
MISSING_KEY_NOTE = '"None"'
"""The end of the note of a primary key without some or all values: the row alone shows it, and the screen counts it."""
RECORDS_BETWEEN_CHECKS = 16
"""After so many records, the time that they took is looked at."""
ROWS_PER_EXTRA_CHECK, MIN_EXTRA_CHECKS = 4, 1000
"""After the limit at row N, at most N / 4 + 1000 rows are checked only to count their key errors."""
LONG_RECORD = 100_000
"""A longer record is read in a process that can be stopped."""
MANY_KEYS, MOST_KEYS = 16, 100_000
"""More unique keys are compared in a worker, if they are so many in all rows."""


def validate_by_screen(plan: Plan, limit: int, progress: Progress | None = None) -> Findings:
    """Return what frictionless finds in a table: the screen reads it, frictionless checks the rows that need it.

    Parameters
    ----------
    plan : Plan
        How the file is laid out.
    limit : int
        How many errors are kept; 0 keeps all.
    progress : callable, optional
        Is called now and then with the number of rows read so far, and their share of the bytes.

    Raises
    ------
    CannotScreenError
        Only frictionless can read the table.
    """
    result = screen_file(plan, progress, limit)
    findings = _check_rows(result, limit)
    if not result.complete and not findings.partial:
        # The screen stopped early, but frictionless confirmed fewer errors than the limit: read the whole file.
        result = screen_file(plan, progress)
        findings = _check_rows(result, limit)
    findings.bad_quotes = result.bad_quotes
    return findings


def _check_rows(result: ScreenResult, limit: int) -> Findings:
    """Return the errors of the rows to check; without such rows, frictionless is not even imported."""
    plan = result.plan
    if not len(result.rows_to_check) and plan.header_matches and _matches_declared_stats(result):
        return Findings(limit, labels=plan.labels, stats=result.reported_stats)
    findings = Findings(limit, most_listed=most_listed(plan.budget))
    collect_errors(_Recheck(result, findings).errors(), findings, plan.schema)
    return findings


def _matches_declared_stats(result: ScreenResult) -> bool:
    """Whether bytes, rows, fields and hash of the file equal the declared ones; undeclared ones are not compared."""
    declared, stats = result.plan.table.resource, result.stats
    hashes = (stats["md5"], f"md5:{stats['md5']}", f"sha256:{stats['sha256']}")
    return (
        all(not declared.get(key) or declared[key] == stats[key] for key in ("bytes", "rows", "fields"))
        and (not declared.get("hash") or declared["hash"] in hashes)
        and not set(declared) & {"stats", "md5", "sha256"}
    )


class _Recheck:
    """The check of a file's rows in order: of all rows to check up to the limit, then of those not counted yet."""

    def __init__(self, result: ScreenResult, findings: Findings) -> None:
        self.result, self.findings = result, findings
        self.uncounted_rows = set(result.uncounted_rows.tolist())
        self.keyed_rows = set(result.keyed_rows.tolist())
        self.uncounted_by_type: Counter[str] = Counter()
        self.uncounted_by_field: Counter[str] = Counter()
        self.is_listing = True
        self._record: Record | None = None
        self._records_read = 0

    def errors(self) -> Iterator[frictionless.Error | LightError]:
        """Yield the errors in frictionless' order: of the start, of each row, of the end."""
        from frictionless import Checklist

        result, findings = self.result, self.findings
        self._leave_many_keys()
        guarded = self._guarded_resource()
        resource = guarded.resource
        checks = Checklist().connect(resource)
        resource.to_descriptor(validate=True)
        resource.list_errors(findings.room)
        with resource:
            opened: Any = resource
            opened.dialect.read_enumerated_content_stream = lambda _: self._records()
            guarded.open_rows()
            findings.labels = list(resource.labels)
            for check in checks:
                yield from self._note_uncounted(check.validate_start(), all_errors=True)
            standard_checks = StandardChecks.of(guarded.patterns, result.plan.schema)
            row_rules = RowRules(result.plan.row_rules)
            rows: Any = resource.row_stream  # of the class LinearRow
            cell_errors = self._cell_errors(resource)
            for record in self._records_to_check():
                kept = len(findings.errors)
                if cell_errors and record.row not in self.keyed_rows and findings.room() >= len(record.cells):
                    yield from cell_errors.errors(record)
                else:
                    self._record = record
                    row = next(rows)
                    errors = [*row.errors, *standard_checks.errors(row), *row_rules.errors(row)]
                    is_uncounted = record.row in self.uncounted_rows
                    if not self.is_listing and not is_uncounted:
                        errors = [error for error in errors if _is_uncounted_key_error(error)]
                    yield from self._note_uncounted(errors, all_errors=is_uncounted)
                    resource.unlisted.count_row()
                self._locate(record, kept)
                if findings.is_full and self.is_listing:
                    self._stop_listing(record.row)
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

    def _cell_errors(self, resource: LinearTable) -> CellErrors | None:
        """Return what makes the errors of rows that no key is about, if the installed frictionless is known."""
        plan = self.result.plan
        names = [field["name"] for field in plan.fields]
        if len(set(names)) < len(names) or not is_known_version():
            return None
        return CellErrors(self.result.cell_reader, names, plan.missing_values_of, resource.read_first())

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

    def _locate(self, record: Record, first: int) -> None:
        """Note where the cells of the errors begin that were kept of a row, from the number `first` on."""
        dialect = self.result.plan.dialect
        if kept := self.findings.errors[first:]:
            numbers = {column_of(error) for error in kept}
            places = locate_some(record.text, record.line, numbers, dialect.delimiter, dialect.quote)
            for number, place in places.items():
                self.findings.positions[record.row, number] = place

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
            findings.stats = {"fields": len(result.plan.schema["fields"]), "rows": row - result.plan.rows_before}

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and cells of the rows that are given to frictionless."""
        while self._record is not None:
            yield self._record.row, self._record.cells

    def _records_to_check(self) -> Iterator[Record]:
        """Yield each row to check while errors are listed, then those with errors that were not counted yet."""
        result = self.result
        for record in result.read_records(result.rows_to_check):
            if self.findings.partial:
                return
            if not self.is_listing:
                break
            self._check_record(record.text)
            yield record
        else:
            return
        uncounted = np.union1d(result.key_rows_to_check, result.uncounted_rows)
        for later in result.read_records(uncounted[uncounted >= record.row]):
            self._check_record(later.text)
            yield later

    def _check_record(self, text: str) -> None:
        """Leave a very long record to a worker."""
        budget = self.result.plan.budget
        self._records_read += 1
        if self._records_read % RECORDS_BETWEEN_CHECKS == 1:
            budget.check()
        if len(text) > LONG_RECORD:
            budget.need_worker(f"a record has {len(text)} characters")

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
        elif self.result.has_unresolved_refs:
            self.result.plan.budget.need_worker("frictionless has to read the tables of the foreign keys")
        budget, lenient = self.result.plan.budget, table.as_frictionless
        return make_resource(descriptor, table.folder, table.other_resources, budget, lenient)


def _is_uncounted_key_error(error: frictionless.Error | LightError) -> bool:
    """Whether an error is about a key and the screen did not count it."""
    return error.type in KEY_ERRORS and not error.note.endswith(MISSING_KEY_NOTE)
