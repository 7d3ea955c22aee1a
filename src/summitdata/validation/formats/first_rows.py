"""Where a value of a key was first: the line, and the part of the table that it is in; a row where no line is known.

frictionless' note names the row before by its number, which may be a row of the same error.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from summitdata.opening import open_text
from summitdata.tabular.dialect import without_mark
from summitdata.tabular.parts import part_at
from summitdata.tabular.positions import locate_cells

if TYPE_CHECKING:
    from summitdata.validation.report import Error, Task

__all__ = ["FirstRows"]

EARLIER = re.compile(r"the same as in the row at position (\d+)$")


class FirstRows:
    """The first rows of the keys of a table that are there again.

    Parameters
    ----------
    task : Task
        The table; its file is read again where the lines are not those of the rows.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self._rows: dict[tuple[str, str, int], int] = {}
        exact: dict[int, int] = {}
        unknown: set[int] = set()
        for error in task.errors:
            if not (found := EARLIER.search(error.note)) or error.row_number is None:
                continue
            kind = _kind(error, found)
            first = self._rows.get((*kind, int(found[1])), int(found[1]))
            self._rows[*kind, error.row_number] = first
            line = task.line_in_file(error.line_number, error.place)
            if line and (line == error.row_number or task.line_per_row):  # so far each row is one line
                exact[first] = first + line - error.row_number
            elif line:
                unknown.add(first)
        self._lines = self._located(unknown - exact.keys()) | exact

    def place(self, error: Error) -> str:
        """Return where the value of an error was first, as in "in line 7"; "" where the error is of another kind."""
        found = EARLIER.search(error.note)
        if not found or error.row_number is None:
            return ""
        first = self._rows.get((*_kind(error, found), error.row_number), int(found[1]))
        if not error.line_number:
            return self._row(first, error)
        line = self._lines.get(first)
        if line is None:
            return "in an earlier row"
        parts = self.task.parts
        if not parts:
            return f"in line {line}"
        part = part_at(line, parts)
        of = "" if part.place == error.place else f" of {part.place}"
        return f"in line {part.own_line(line)}{of}"

    def _row(self, first: int, error: Error) -> str:
        """Return the row of a table without lines: of a frame from 0, of a part its own."""
        if error.part_row is None:
            return f"in row {first if error.row_position is None else first - 2}"
        parts = self.task.parts
        part = part_at(first, parts)
        return f"in row {part.own_line(first)}{'' if part.place == error.place else f' of {part.place}'}"

    def _located(self, rows: set[int]) -> dict[int, int]:
        """Return the lines of rows, read from the file, as far as it is the one of the report."""
        file, dialect = self.task.unchanged_file, self.task.dialect
        if not rows or file is None or dialect is None or not file.is_file():
            return {}
        try:
            with open_text(file, without_mark(self.task.encoding)) as text:
                places = locate_cells(text, {row: [1] for row in rows}, dialect.delimiter, dialect.quote)
        except (OSError, UnicodeError, LookupError, csv.Error):
            return {}
        return {row: line for (row, _), (line, _) in places.items()}


def _kind(error: Error, found: re.Match[str]) -> tuple[str, str]:
    """Return which key an error is of: its type, and its note without the row, with the field."""
    return error.type, error.note[: found.start(1)] + (error.field_name or "")
