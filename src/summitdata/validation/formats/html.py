"""The report as one page for a person: each error among the rows around it, to be filtered, with nothing to load.

The page is a Jinja template beside this file, which escapes every value but the three that it marks as safe: style and
script, files of their own into which no data is put, and the page's policy, which names them by their hash and lets
nothing else run.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import error_address
from summitdata.escaping import escape_control
from summitdata.validation.formats.surroundings import AROUND, surroundings
from summitdata.validation.formats.totals import cause_line, summary
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2 import Template

    from summitdata.validation.report import Error, Report, Task

__all__ = ["html"]

MAX_ERRORS = 2000
"""How many errors the page holds: a browser is slow with more."""

COLUMNS = 4
"""How many columns are shown on each side of a cell."""

MAX_TEXT_LENGTH, MAX_MESSAGE_LENGTH = 200, 2000
"""How many characters of a text, and of a message, are shown."""


@dataclass(frozen=True)
class _Cell:
    """A cell in the rows around an error; `mark` is "bad" for the wrong one, "none" for one that is not in the file."""

    text: str
    mark: str


@dataclass(frozen=True)
class _Row:
    """A row around an error, and whether it has more columns than are shown."""

    number: str
    is_header: bool
    cells: list[_Cell]
    mark: str
    more_before: bool
    more_after: bool

    @property
    def tag(self) -> str:
        """The header's cells are headings."""
        return "th" if self.is_header else "td"


@dataclass(frozen=True)
class _Entry:
    """An error with the rows around it."""

    error: Error
    rows: list[_Row]
    words: str

    @property
    def field(self) -> str:
        """The field, or "" where the error is about none."""
        return self.error.field_name or ""

    @property
    def position(self) -> str:
        """The line and the column; where they are not known, the row and the column."""
        error = self.error
        part = f"{error.place}, " if error.place else ""
        return f"{part}line {error.line_number}, column {error.column_number}" if error.line_number else error.where


@dataclass(frozen=True)
class _Table:
    """A table with its notes and as many of its errors as there is room for."""

    task: Task
    notes: list[str]
    entries: list[_Entry]

    @property
    def total(self) -> str:
        """The number of all its errors."""
        return count(self.task.stats.errors, "error", thousands=True)


def html(report: Report) -> Iterator[str]:
    """Yield a page in which all untrusted text is escaped, with a policy that lets no other script run."""
    room, tables = MAX_ERRORS, []
    for task in report.tasks:
        tables.append(_table(task, room))
        room = max(0, room - len(task.errors))
    style, script = _file("report.css"), _file("report.js")
    yield from _template().generate(
        report=report,
        summary=summary(report),
        tables=tables,
        filters=_filters(report),
        long=MAX_MESSAGE_LENGTH,
        style=style,
        script=script,
        policy=(
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'"
        ),
    )


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    # A template of our own: what a report brings along are values, and they are escaped.
    page = Environment(autoescape=True, trim_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True)
    page.filters |= {"shown": _shown, "whole": _whole, "address": error_address}
    return page.from_string(_file("report.html.jinja"))


def _shown(text: str, limit: int = MAX_TEXT_LENGTH) -> str:
    return escape_control(text, limit)


def _whole(text: str) -> str:
    """Return a text whole, for the filter to compare; control characters are escapes."""
    return escape_control(text, len(text))


def _filters(report: Report) -> dict[str, list[str]]:
    """Return the choices for table, field and type: the values among the listed errors."""
    located = list(report.located())
    if not located and report.valid:
        return {}
    values = {
        "table": [task.place for task, _ in located],
        "field": [error.field_name or "" for _, error in located],
        "type": [error.type for _, error in located],
    }
    return {name: [value for value in dict.fromkeys(choices) if value] for name, choices in values.items()}


def _table(task: Task, room: int) -> _Table:
    shown = task.errors[:room]
    causes = [cause_line(cause, errors) for cause, errors in task.errors_by_cause()[0]]
    notes = [*causes, *task.warnings]
    if len(shown) < len(task.errors):
        notes.append(f"this page shows {len(shown):,} of the {count(len(task.errors), 'listed error', thousands=True)}")
    cells = surroundings(task.unchanged_file, shown)
    words = Words(task)
    return _Table(task, notes, [_Entry(error, _rows(task.labels, error, cells), words.of(error)) for error in shown])


def _rows(labels: tuple[str, ...], error: Error, cells_by_record: dict[int, list[str]]) -> list[_Row]:
    """Return the rows around an error with its cell marked, or its row where it is about no cell."""
    number, column = error.record_number, error.field_number
    if number not in cells_by_record:
        return []
    first = max(0, (column or 1) - 1 - COLUMNS)
    nearby = range(max(2, number - AROUND), number + AROUND + 1)
    # The header is always on top, wherever the rows are.
    records: dict[int, Sequence[str]] = {1: labels}
    records |= {record: cells_by_record[record] for record in nearby if record in cells_by_record}
    last = min(max(len(cells) for cells in records.values()), first + 2 * COLUMNS + 1)
    rows = []
    for record, cells in records.items():
        here = record == number
        marked = [
            _Cell(
                text=cells[at] if at < len(cells) else "",
                mark="bad" if here and at + 1 == column else "none" if at >= len(cells) else "",
            )
            for at in range(first, last)
        ]
        mark = ("here" if column else "bad") if here else ""
        # Beside a line stand lines; those of the other rows are known as long as each row is one line.
        line = error.line_number
        shown = str(line if here and line else record) if here or line in (None, number) else ""
        before, after = first > 0, len(cells) > last
        rows.append(_Row(shown, record == 1, marked, mark, more_before=before, more_after=after))
    return rows


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
