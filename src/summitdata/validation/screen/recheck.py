"""frictionless on what the screen leaves: its own row machinery, fed with the suspects and their numbers alone."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.tabular.positions import locate_fields
from summitdata.validation.deadline import deadline
from summitdata.validation.frictionless_engine import Findings, collect_errors, make_resource
from summitdata.validation.screen.scan import screen_file
from summitdata.validation.standard import StandardChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import frictionless
    from frictionless.resources import TableResource

    from summitdata.validation.screen.plan import Plan
    from summitdata.validation.screen.result import Screening

__all__ = ["validate_by_screen"]

OF_KEYS = frozenset({"unique-error", "primary-key", "foreign-key"})
"""The types of error of a key that is another row's, or refers to nothing."""
KEYLESS = 'all "None"'
"""How the note ends of a primary key without a value, which the row alone shows."""
PATIENCE, LEAST = 4, 1000
"""For so many rows up to the limit one suspect more is judged, only to be counted, and so many in any case."""


def validate_by_screen(plan: Plan, limit: int, progress: Callable[[int], None] | None = None) -> Findings:
    """Return what frictionless finds in a table, by the screen and by itself on what the screen leaves.

    Raises
    ------
    CannotScreenError
        The table is for frictionless alone.
    """
    screening = screen_file(plan, progress, limit)
    findings = _pinpointed(screening, limit)
    if not screening.complete and not findings.partial:
        # What looked like errors enough were none: read all of it.
        findings = _pinpointed(screen_file(plan, progress), limit)
    return findings


def _pinpointed(screening: Screening, limit: int) -> Findings:
    plan = screening.plan
    if not len(screening.suspects) and plan.clean_header and _as_declared(screening):
        return Findings(limit, labels=plan.labels, stats=screening.known)
    findings = Findings(limit)
    with _names_remembered():
        collect_errors(_Pinpoint(screening, findings).errors(), findings)
    return findings


@contextmanager
def _names_remembered() -> Iterator[None]:
    """Let frictionless remember the names of its properties, which it spells out anew a dozen times an error."""
    from frictionless.vendors import stringcase

    spell_out = stringcase.snakecase
    stringcase.snakecase = cache(spell_out)
    try:
        yield
    finally:
        stringcase.snakecase = spell_out


def _as_declared(screening: Screening) -> bool:
    """Whether the file has the size and the sums that its descriptor declares, as far as it does."""
    said, stats = screening.plan.table.resource, screening.stats
    sums = (stats["md5"], f"md5:{stats['md5']}", f"sha256:{stats['sha256']}")
    return (
        all(not said.get(key) or said[key] == stats[key] for key in ("bytes", "rows", "fields"))
        and (not said.get("hash") or said["hash"] in sums)
        and not set(said) & {"stats", "md5", "sha256"}
    )


class _Pinpoint:
    """The judgement of the suspects, in order: all up to the limit, then only those that the screen could not count."""

    def __init__(self, screening: Screening, findings: Findings) -> None:
        self.screening, self.findings = screening, findings
        self.uncounted: Counter[str] = Counter()
        self.uncounted_by_field: Counter[str] = Counter()
        self.unclear = set(screening.unclear.tolist())
        self.full = False

    def errors(self) -> Iterator[frictionless.Error]:
        """Yield the errors in frictionless' order: of the start, of each suspect, of the end."""
        from frictionless import Checklist

        plan, findings = self.screening.plan, self.findings
        resource = self._table()
        checks = Checklist().connect(resource)
        resource.to_descriptor(validate=True)
        with resource:
            findings.labels = list(resource.labels)
            for check in checks:
                yield from self._told(check.validate_start(), uncounted=True)
            standard = StandardChecks.of(resource.schema, plan.schema)
            with deadline() as restart:
                for row in _rows(resource, self._suspects(restart)):
                    errors = [*row.errors, *standard.errors(row)]
                    whole = row.row_number in self.unclear
                    if self.full:
                        errors = errors if whole else [error for error in errors if _of_keys(error)]
                    yield from self._told(errors, uncounted=whole)
                    if findings.limit and findings.total >= findings.limit and not self.full:
                        self._stop_listing(row.row_number)
            if self.full and not findings.partial:
                findings.count(self.screening.by_type, self.screening.by_field)
            if not findings.partial:
                findings.stats = self.screening.known
                for key, value in self.screening.stats.items():
                    setattr(resource.stats, key, value)
                for check in checks:
                    yield from check.validate_end()

    def _told(self, errors: Any, *, uncounted: bool) -> Iterator[frictionless.Error]:
        """Yield errors, and note those that the screen did not count."""
        for error in errors:
            if uncounted or _of_keys(error):
                self.uncounted[error.type] += 1
                if name := getattr(error, "field_name", ""):
                    self.uncounted_by_field[name] += 1
            yield error

    def _stop_listing(self, row: int) -> None:
        """Go on to count, where that takes no longer than it took to list; else stop as frictionless does."""
        screening, findings = self.screening, self.findings
        self.full = True
        left = np.concatenate([screening.keyed, screening.unclear])
        if screening.complete and np.count_nonzero(left > row) <= row // PATIENCE + LEAST:
            # Of what is listed, the screen has counted the errors of cells: they come back with its own counts.
            findings.by_type, findings.by_field = self.uncounted, self.uncounted_by_field
            self.uncounted, self.uncounted_by_field = Counter(), Counter()
        else:
            findings.partial = True
            findings.stats = {"fields": len(screening.plan.schema["fields"]), "rows": row - screening.plan.header}

    def _suspects(self, restart: Callable[[], None]) -> Iterator[tuple[int, list[str]]]:
        """Yield the records to judge with their numbers, and note where each begins while its errors are listed."""
        screening = self.screening
        for record in screening.records(screening.suspects):
            if self.findings.partial:
                return
            if self.full:
                break
            dialect = screening.plan.dialect
            starts = locate_fields(record.text, record.line, dialect.delimiter, dialect.quote)
            self.findings.positions[record.number] = starts
            restart()
            yield record.number, record.cells
        else:
            return
        left = np.union1d(screening.keyed, screening.unclear)
        for later in screening.records(left[left >= record.number]):
            restart()
            yield later.number, later.cells

    def _table(self) -> TableResource:
        """Make the table, without its references where no suspect may break one: they may be long to read."""
        table = self.screening.plan.table
        resource = table.resource
        if not self.screening.referring and resource["schema"].get("foreignKeys"):
            bare = {name: part for name, part in resource["schema"].items() if name != "foreignKeys"}
            resource = {**resource, "schema": bare}
        return make_resource(resource, table.folder, table.other_resources)


def _of_keys(error: frictionless.Error) -> bool:
    """Whether an error is one that the screen does not count."""
    return error.type in OF_KEYS and not error.note.endswith(KEYLESS)


def _rows(resource: TableResource, suspects: Iterator[tuple[int, list[str]]]) -> Any:
    """Return frictionless' rows of some records, as it makes them of a whole file."""
    opened: Any = resource
    opened.dialect.read_enumerated_content_stream = lambda _: suspects
    opened._TableResource__open_row_stream()  # noqa: SLF001 - the row machinery has no public entrance
    return opened.row_stream
