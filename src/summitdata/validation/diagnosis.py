"""Diagnosis: what the errors of a table have in common, looked for only where there are any."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from summitdata.errors import SummitDataError
from summitdata.tabular.dialect import Dialect, first_row, is_explicit, rows_before_data
from summitdata.tabular.packings import packing_of
from summitdata.tabular.parts import open_part
from summitdata.tabular.quotes import GOES_ON
from summitdata.validation.cell_causes import cell_causes
from summitdata.validation.encoding_causes import decoded, encoding_cause, narrow_cause
from summitdata.validation.file_causes import MERGE_MARKS, SAMPLE, merge_cause, opened, read_start
from summitdata.validation.file_kinds import kind_cause
from summitdata.validation.header import HEADER_ERRORS
from summitdata.validation.header_causes import NO_ROWS, header_causes, label_causes, no_row_causes
from summitdata.validation.places import is_arrow_copy
from summitdata.validation.quote_errors import QUOTE_ERROR
from summitdata.validation.row_causes import Width, blank_causes, row_causes
from summitdata.validation.shift_causes import shift_causes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.cause import Cause
    from summitdata.validation.report import Task
    from summitdata.validation.report_error import Error

__all__ = ["diagnosed"]

JOINING = frozenset(("path-error",))
"""The type of the error that the parts of a table cannot be joined, since their headers differ."""
UNREAD = frozenset(("encoding-error", "source-error", "long-cell")) | JOINING
UNREAD_KEY = '"None"'
"""What frictionless' note of a key with a value that cannot be read has in it."""
LENGTHS = frozenset(("extra-cell", "missing-cell", "blank-row", "primary-key", "type-error"))
MOST_LOOKED_AT, MOST_CAUSES, MOST_LABELS = 20_000, 20, 1000
"""How many listed errors are looked at, how many causes a task has, and of how many labels the header is looked at."""


@dataclass(frozen=True)
class _Text:
    """A file of text, or a part of a table: how it is read, its errors, and its labels where they were read."""

    stream: Callable[[], IO[bytes]]
    resource: dict[str, Any]
    names: list[str]
    errors: Sequence[Error]
    types: frozenset[str]
    labels: tuple[str, ...] = ()
    place: str = ""
    is_unpacked: bool = False

    @property
    def dialect(self) -> Dialect:
        """How its cells are delimited, whatever else its dialect says."""
        declared = self.resource["dialect"]
        return Dialect(str(declared["delimiter"]), str(declared["quoteChar"]))


def diagnosed(task: Task, table: InputTable) -> Task:
    """Return a task with the causes of its errors, as far as they are known."""
    if not task.errors or table.unread:
        return task
    causes = [*task.causes]
    if any(not cause.reference for cause in causes):  # another table cannot be read, so this one was not
        return task
    with suppress(SummitDataError, OSError, LookupError, ValueError, TypeError, csv.Error):
        causes.extend(islice(_causes(task, table), MOST_CAUSES))
    return replace(task, causes=tuple(causes))


def _causes(task: Task, table: InputTable) -> Iterator[Cause]:
    errors: Sequence[Error] = task.errors[:MOST_LOOKED_AT]
    fields = [field for field in (table.resource.get("schema") or {}).get("fields", []) if isinstance(field, dict)]
    names = [str(field.get("name")) for field in fields]
    if not is_explicit(table.resource) or is_arrow_copy(table):
        yield from _causes_of_labels(task.labels, names, errors)
        yield from _of_cells(errors, fields, _key(table), _rows_read(task))
        return
    start = b""
    for text in _texts(task, table, errors, names):
        if text.types & LENGTHS:
            start = start or read_start(text.stream())
        found = [replace(cause, place=text.place) for cause in _causes_of_text(text)]
        yield from found
        if not text.place and any(not (cause.types or cause.rows) for cause in found):
            return
        errors = _not_of(found, errors)
    is_all = not task.partial and len(task.errors[:MOST_LOOKED_AT]) == sum(task.totals.by_type.values())
    by_label = {str(field.get("name")): field for field in fields}
    in_order = [by_label[label] for label in task.labels if label in by_label]  # --labels name takes any order
    columns = in_order if len(in_order) == len(task.labels) else fields
    width = Width(columns or fields, task.labels, str(table.resource["dialect"]["delimiter"]), is_all)
    yield from _in_turn(
        errors,
        partial(blank_causes, width=width, start=start),
        partial(row_causes, width=width),
        partial(shift_causes, width=width),
        partial(_of_cells, fields=fields, key=_key(table), rows=_rows_read(task)),
    )


def _in_turn(errors: Sequence[Error], *finders: Callable[[Sequence[Error]], Iterator[Cause]]) -> Iterator[Cause]:
    """Yield what each finds in the errors that follow from nothing that was found before."""
    for find in finders:
        found = list(islice(find(errors), MOST_CAUSES))
        yield from found
        errors = _not_of(found, errors)


def _not_of(causes: list[Cause], errors: Sequence[Error]) -> Sequence[Error]:
    if not causes:
        return errors
    # Most errors follow from a cause of whole rows, and one set of these is looked at sooner than each cause.
    rows = frozenset().union(*(cause.rows for cause in causes if cause.is_of_rows))
    errors = [error for error in errors if error.row_number not in rows]
    return [error for error in errors if not any(cause.covers(error) for cause in causes)]


def _key(table: InputTable) -> frozenset[str]:
    key = (table.resource.get("schema") or {}).get("primaryKey", ())
    return frozenset((key,) if isinstance(key, str) else map(str, key))


def _rows_read(task: Task) -> int:
    """Return how many rows were read to list the errors."""
    is_all = len(task.errors) == sum(task.totals.by_type.values())
    last = max((error.row_number or 0 for error in task.errors), default=0)
    return (task.stats.rows or 0) if is_all else last


def _of_cells(errors: Sequence[Error], fields: list[dict[str, Any]], key: frozenset[str], rows: int) -> Iterator[Cause]:
    """Yield the causes of cells; that a key has such a cell in it, and so cannot be read, follows as well."""
    unread = frozenset(error.row_number for error in errors if error.type == "primary-key" and UNREAD_KEY in error.note)
    for cause in cell_causes(errors, fields, rows, key):
        keys = unread & cause.rows if cause.fields & key else ()
        yield replace(cause, keys=frozenset(row for row in keys if row))


def _texts(task: Task, table: InputTable, errors: Sequence[Error], names: list[str]) -> Iterator[_Text]:
    """Yield the file of a table, or those of its parts that errors are in or may be."""
    if table.packed is not None and isinstance(table.packed.resource.get("path"), list):
        places = {error.place for error in errors}
        for file in dict.fromkeys(table.packed.files):
            if not places & {None, str(file)}:
                continue  # there may be thousands of parts
            own = [error for error in errors if error.place in (None, str(file))]
            types = frozenset(error.type for error in own)
            if types & (UNREAD | HEADER_ERRORS | LENGTHS) and file.is_file():
                is_unpacked = packing_of({"path": file.name}) is not None
                stream = partial(open_part, file)
                yield _Text(stream, table.resource, names, own, types, (), str(file), is_unpacked)
    elif table.file is not None and table.file.is_file():
        types = frozenset(task.totals.by_type)
        is_unpacked = table.packed is not None
        yield _Text(partial(opened, table.file), table.resource, names, errors, types, task.labels, "", is_unpacked)


def _causes_of_text(text: _Text) -> Iterator[Cause]:
    if not text.types & (UNREAD | HEADER_ERRORS | LENGTHS):
        return
    start, encoding = read_start(text.stream()), str(text.resource["encoding"])
    if text.types & (UNREAD | HEADER_ERRORS) and (
        cause := kind_cause(start, is_unpacked=text.is_unpacked) or narrow_cause(start, encoding)
    ):
        yield cause
        return
    is_doubtful = "encoding-error" in text.types or b"\0" in start
    if (is_doubtful or (text.types & JOINING and decoded(start, encoding) is None)) and (
        cause := encoding_cause(text.stream, start, encoding)
    ):
        yield cause
        return
    if any(str(error.row[0]).startswith(MERGE_MARKS) for error in text.errors if error.row):
        for cause in merge_cause(text.stream, text.errors):
            yield cause
            if not cause.rows:
                return
    if any(error.note == NO_ROWS for error in text.errors) and len(start) < SAMPLE:
        yield from no_row_causes(start.decode(encoding, "replace").removeprefix("\ufeff"), text.resource["dialect"])
    in_header = {row for error in text.errors for row in error.row_numbers or ()}
    # A quote that is not closed makes one label of several: `row_causes` names it.
    quotes = [error for error in text.errors if error.type == QUOTE_ERROR and error.row_number in in_header]
    is_unclosed = not all(error.note.startswith(GOES_ON) for error in quotes)
    if text.types & (HEADER_ERRORS | JOINING) and not is_unclosed:
        yield from _causes_of_header(text, start.decode(encoding, "replace").removeprefix("\ufeff"))


def _causes_of_header(text: _Text, start: str) -> Iterator[Cause]:
    row, labels = rows_before_data(text.resource["dialect"]), text.labels
    if text.place:
        row = first_row(start, text.resource["dialect"]) if "headerRows" not in text.resource["dialect"] else row
        labels = tuple(next(islice(text.dialect.read_text(start), (row or 1) - 1, None), ()))
    if not labels or list(labels) == text.names or max(len(labels), len(text.names)) > MOST_LABELS:
        return
    for cause in header_causes(start, text.dialect, labels, text.names, row or 1):
        # The error that parts cannot be joined is of no field.
        yield replace(cause, types=frozenset(), fields=frozenset()) if text.types & JOINING else cause


def _causes_of_labels(labels: Sequence[str], names: list[str], errors: Sequence[Error]) -> Iterator[Cause]:
    """Yield why labels are not the names of the fields, where a file has no text; the rows are those of its errors."""
    first = next((error for error in errors if error.type in HEADER_ERRORS), None)
    if first and labels and max(len(labels), len(names)) <= MOST_LABELS:
        rows = {error.row_number: list(map(str, error.cells or ())) for error in errors if error.row_number}
        for cause in label_causes(rows, labels, names, first.record_number or 1):
            yield replace(cause, line=first.line_number, column=first.column_number)
