"""What a report lists of what was found: the errors, each with its severity, line and column, and the notes."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from summitdata.opening import open_text
from summitdata.tabular.dialect import ENCODING, without_mark
from summitdata.tabular.file_formats import other_format
from summitdata.tabular.positions import locate_cells
from summitdata.tabular.row_files import row_file
from summitdata.validation.findings import MAX_HEADER_ERRORS
from summitdata.validation.light_errors import column_of
from summitdata.validation.report import cut_note
from summitdata.validation.report_error import Error

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import frictionless

    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.findings import Findings
    from summitdata.validation.group_rules import GroupError
    from summitdata.validation.light_errors import LightError
    from summitdata.validation.package_rules import BrokenRule
    from summitdata.validation.report_error import Severity

__all__ = ["list_notes", "listed_errors"]

_ALL = "--limit-errors 0 (limit_errors=0)"


def listed_errors(
    table: InputTable,
    listed: Sequence[frictionless.Error | LightError | BrokenRule | GroupError | Error],
    make: Callable[..., Error],
    warned_types: frozenset[str],
) -> tuple[Error, ...]:
    """Make the errors of the report; some may be made already."""
    unknown: dict[int, set[int]] = defaultdict(set)
    for error in listed:
        if not isinstance(error, Error) and (record := _record(error)):
            unknown[record].add(column_of(error))
    places = _places(table, unknown)

    def made(error: frictionless.Error | LightError | BrokenRule | GroupError) -> Error:
        severity: Severity = "warning" if error.type in warned_types else "error"
        place = places.get((_record(error) or 0, column_of(error)), (None, None))
        return make(error, severity=severity, position=place)

    return tuple(error if isinstance(error, Error) else made(error) for error in listed)


def _record(error: frictionless.Error | LightError | BrokenRule | GroupError) -> int | None:
    """Return the record that an error is about; one about a label is about those of the header."""
    number: int | None = getattr(error, "row_number", None)
    return number or next(iter(getattr(error, "row_numbers", None) or ()), None)


def _places(table: InputTable, cells: Mapping[int, Collection[int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return where some fields of some records begin, as far as the file can be read."""
    file = table.file
    if file is None or not file.is_file() or not cells:
        return {}
    if other_format(table.resource) is not None:
        rows = row_file(table.resource, table.folder)
        return rows.places({(record, field) for record, fields in cells.items() for field in fields}) if rows else {}
    dialect: dict[str, Any] = table.resource.get("dialect", {})
    encoding = str(table.resource.get("encoding", ENCODING))
    try:
        with open_text(file, without_mark(encoding)) as text:
            return locate_cells(text, cells, dialect.get("delimiter", ","), dialect.get("quoteChar", '"'))
    except (UnicodeError, LookupError, csv.Error, TypeError):
        return {}  # the report says already that the file cannot be read


def list_notes(findings: Findings, listed: int, warned: int) -> tuple[str, ...]:
    """Return what a reader must know of the list of errors: that it is cut, or that reading stopped."""
    if findings.stop:
        return ()  # the last error says why reading stopped
    cut = findings.cut_header_errors
    header_notes = tuple(
        f"{MAX_HEADER_ERRORS} of {MAX_HEADER_ERRORS + number} errors of the type {error_type} are listed: "
        f"set {_ALL} to list all of them"
        for error_type, number in cut.items()
    )
    if findings.partial:
        rows = findings.stats["rows"]
        stopped = f"stopped after {rows} rows with {listed} errors: set {_ALL} to count all of them"
        return (*header_notes, stopped)
    if not findings.limit and findings.total > listed:
        noun = "errors and warnings" if warned else "errors"
        more = f"set --limit-errors (limit_errors=) above {findings.most_listed} to see more"
        return (f"{listed} of {findings.total} {noun} are listed: {more}",)
    return (*header_notes, *cut_note(listed, findings.total - cut.total(), warned))
