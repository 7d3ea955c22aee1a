"""Diagnosis: what the errors of a table have in common, looked for only where there are any."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from summitdata.errors import SummitDataError
from summitdata.tabular.dialect import Dialect, is_explicit
from summitdata.validation.cell_causes import cell_causes
from summitdata.validation.file_causes import MERGE_MARKS, encoding_cause, kind_cause, merge_cause, read_start
from summitdata.validation.header import HEADER_ERRORS
from summitdata.validation.header_causes import header_causes
from summitdata.validation.places import is_arrow_copy
from summitdata.validation.row_causes import row_causes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.cause import Cause
    from summitdata.validation.report import Task

__all__ = ["diagnosed"]

UNREAD = frozenset(("encoding-error", "source-error", "long-cell"))
LENGTHS = frozenset(("extra-cell", "missing-cell", "blank-row", "primary-key", "type-error"))
MOST_LOOKED_AT, MOST_CAUSES, MOST_LABELS = 1000, 20, 1000
"""How many listed errors are looked at, how many causes a task has, and of how many labels the header is looked at."""


def diagnosed(task: Task, table: InputTable) -> Task:
    """Return a task with the causes of its errors, as far as they are known."""
    if not task.errors or task.parts or not is_explicit(table.resource) or is_arrow_copy(table):
        return task
    causes: tuple[Cause, ...] = ()
    with suppress(SummitDataError, OSError, LookupError, ValueError, TypeError, csv.Error):
        causes = tuple(islice(_causes(task, table), MOST_CAUSES))
    return replace(task, causes=causes)


def _causes(task: Task, table: InputTable) -> Iterator[Cause]:
    file, types = table.file, task.totals.by_type.keys()
    if file is None or not file.is_file():
        return
    errors = task.errors[:MOST_LOOKED_AT]
    fields = [field for field in (table.resource.get("schema") or {}).get("fields", []) if isinstance(field, dict)]
    names = [str(field.get("name")) for field in fields]
    dialect = task.dialect or Dialect()
    if types & (UNREAD | HEADER_ERRORS | LENGTHS):
        start = read_start(file)
        encoding = str(table.resource["encoding"])
        if types & (UNREAD | HEADER_ERRORS) and (cause := kind_cause(start)):
            yield cause
            return
        if "encoding-error" in types or b"\0" in start:
            cause = encoding_cause(file, start, encoding)
            if cause:
                yield cause
                return
        if any(str(error.row[0]).startswith(MERGE_MARKS) for error in errors if error.row) and (
            cause := merge_cause(file)
        ):
            yield cause
            return
        if types & HEADER_ERRORS and task.labels and max(len(task.labels), len(names)) <= MOST_LABELS:
            text = start.decode(encoding, "replace").removeprefix("\ufeff")
            found = list(header_causes(text, dialect, task.labels, names, task.rows_before))
            yield from found
            if any(not cause.types for cause in found):
                return
    yield from row_causes(errors, fields, dialect.delimiter)
    yield from cell_causes(errors, fields)
