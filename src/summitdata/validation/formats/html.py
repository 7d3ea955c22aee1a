"""The report as one page for a person: each error among the rows around it, to be filtered, with nothing to load.

The page is a Jinja template beside this file, which escapes every value but the three that it marks as safe: style and
script, files of their own into which no data is put, and the page's policy, which names them by their hash and lets
nothing else run.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import error_address
from summitdata.escaping import escape_control
from summitdata.validation.formats.groups import grouped
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.surroundings import AROUND, surroundings
from summitdata.validation.formats.totals import cause_place, followers, summary
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2 import Template

    from summitdata.validation.cause import Cause
    from summitdata.validation.formats.groups import Group
    from summitdata.validation.report import Error, Report, Task

__all__ = ["html"]

MAX_ENTRIES = 2000
"""How many entries the page holds: a browser is slow with more."""

MAX_ROWS = 10
"""How many of the rows that have the same error are shown."""

MAX_PLACES = 10
"""How many places of an entry are shown before it is unfolded."""

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


@dataclass(frozen=True)
class _Entry:
    """Errors that are the same, with the rows around them, a few of their places, and all of them if there are more."""

    group: Group
    rows: list[_Row]
    places: str
    all_places: str

    @property
    def field(self) -> str:
        """The field, or "" where the error is about none."""
        return self.group.first.field_name or ""

    @property
    def unshown(self) -> int:
        """How many errors are not among the rows."""
        return len(self.group.errors) - MAX_ROWS if self.rows else 0


@dataclass(frozen=True)
class _Cause:
    """What errors follow from, with those of them that there is room for."""

    cause: Cause
    place: str
    followers: str
    entries: list[_Entry]


@dataclass(frozen=True)
class _Table:
    """A table with its notes and as many of its errors as there is room for."""

    task: Task
    notes: list[str]
    causes: list[_Cause]
    entries: list[_Entry]

    @property
    def total(self) -> str:
        """The number of all its errors."""
        return count(self.task.stats.errors, "error", thousands=True)


def html(report: Report) -> Iterator[str]:
    """Yield a page in which all untrusted text is escaped, with a policy that lets no other script run."""
    room, tables = MAX_ENTRIES, []
    for task in report.tasks:
        table = _table(task, room)
        tables.append(table)
        room -= len(table.entries) + sum(len(cause.entries) for cause in table.causes)
    style, script = _file("report.css"), _file("report.js")
    yield from _template().generate(
        report=report,
        summary=summary(report),
        tables=tables,
        filters=_filters(report),
        package_errors=Counter(
            (error.type, error.place or "", package_words(error), error.page) for error in report.package_errors
        ),
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
    causes, others = task.errors_by_cause()
    words = Words(task)
    groups = grouped(others, words, room)
    room -= len(groups)
    followers_of = []
    for cause, errors in causes:
        following = grouped(errors, words, room)
        room -= len(following)
        followers_of.append((cause, cause_place(cause, errors), followers(errors), following))
    shown = [*groups, *(group for *_, following in followers_of for group in following)]
    notes, listed = list(task.warnings), len(task.errors)
    if (errors_shown := sum(len(group.errors) for group in shown)) < listed:
        notes.append(f"this page shows {errors_shown:,} of the {count(listed, 'listed error', thousands=True)}")
    cells = surroundings(task.unchanged_file, [error for group in shown for error in group.errors[:MAX_ROWS]])

    def entries(groups: list[Group]) -> list[_Entry]:
        return [_entry(group, task.labels, cells) for group in groups]

    return _Table(
        task,
        notes,
        [_Cause(cause, place, number, entries(following)) for cause, place, number, following in followers_of],
        entries(groups),
    )


def _entry(group: Group, labels: tuple[str, ...], cells: dict[int, list[str]]) -> _Entry:
    few, all_places = group.places(MAX_PLACES), group.places()
    rows = _rows(labels, group.errors[:MAX_ROWS], cells)
    return _Entry(group, rows, few, all_places if all_places != few else "")


def _rows(labels: tuple[str, ...], errors: list[Error], cells_by_record: dict[int, list[str]]) -> list[_Row]:
    """Return the rows around an error, or those of several, with its cell marked, or its row where it is about none."""
    here = {error.record_number: error for error in errors if error.record_number in cells_by_record}
    if not here:
        return []
    first = max(0, (errors[0].field_number or 1) - 1 - COLUMNS)
    number = min(here)
    nearby = range(max(2, number - AROUND), number + AROUND + 1) if len(here) == 1 else sorted(here)
    # The header is always on top, wherever the rows are.
    records: dict[int, Sequence[str]] = {1: labels}
    records |= {record: cells_by_record[record] for record in nearby if record in cells_by_record}
    last = min(max(len(cells) for cells in records.values()), first + 2 * COLUMNS + 1)
    # Beside a line stand lines; those of the other rows are known as long as each row is one line.
    one_line_each = all(error.line_number in (None, record) for record, error in here.items())
    rows = []
    for record, cells in records.items():
        error = here.get(record)
        column = error.field_number if error else None
        marked = [
            _Cell(
                text=cells[at] if at < len(cells) else "",
                mark="bad" if at + 1 == column else "none" if at >= len(cells) else "",
            )
            for at in range(first, last)
        ]
        mark = "bad" if error and not column else "here" if error and len(here) == 1 else ""
        line = error.line_number if error else None
        shown = str(line or record) if error or one_line_each else ""
        before, after = first > 0, len(cells) > last
        rows.append(_Row(shown, record == 1, marked, mark, more_before=before, more_after=after))
    return rows


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
