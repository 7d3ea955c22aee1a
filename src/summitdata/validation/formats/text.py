"""The report for a person at a terminal: each error with its line and a caret under the cell."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import error_addresses
from summitdata.escaping import escape_control
from summitdata.opening import open_text
from summitdata.tabular.dialect import without_mark
from summitdata.validation.formats.totals import followers
from summitdata.validation.report_error import place_in_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitdata.validation.cause import Cause
    from summitdata.validation.formats.words import Words
    from summitdata.validation.report import Error, Report, Task

__all__ = ["coloured", "text"]

MAX_LINE_LENGTH = 1000
WIDTH = 100
"""How many characters of a line are shown, around the cell."""


def text(report: Report) -> Iterator[str]:
    """Yield one line per table, its errors with their lines of the file, and the verdict in the last line."""
    return (escape_control(part, MAX_LINE_LENGTH) + "\n" for part in _lines_of(report))


def _lines_of(report: Report) -> Iterator[str]:
    if report.package_errors:
        yield from _package_errors(report.package_errors)
    for task in report.tasks:
        rows = task.stats.rows or 0
        place = f"{task.place} ({task.name})" if task.parts else task.place
        head = f"{'ok  ' if task.valid else 'FAIL'}  {place}  {count(rows, 'row')}"
        if not task.valid:
            head += f", {count(task.stats.errors, 'error')}"
        causes, others = task.errors_by_cause()
        if causes:
            head += f": {', '.join(dict.fromkeys(cause.title for cause, _ in causes))}"
        if rows and task.engine_note:
            reader = "read by frictionless alone: " if task.engine == "frictionless" else ""
            head += f"  ({reader}{task.engine_note})"
        yield head
        numbers = {at for error in task.errors if (at := task.line_in_file(error.line_number, error.place))}
        numbers |= {at for cause, _ in causes if (at := task.line_in_file(cause.line, cause.place))}
        lines = _lines(task.unchanged_file, numbers, task.encoding)
        if task.file is not None and task.unchanged_file is None:
            lines = {}  # it has changed meanwhile
        for cause, errors in causes:
            yield from _cause(task, cause, errors, lines)
        if others:
            yield from _errors(task, others, lines)
        if task.errors:
            totals = ", ".join(f"{number} {error_type}" for error_type, number in task.totals.by_type.items())
            yield f"      in all: {totals}"
        pages = [*(["causes"] * bool(causes)), *(error.page for error in others)]
        yield from (f"      see {address}" for address in error_addresses(pages))
        yield from (f"      {warning}" for warning in task.warnings)
    verdict = "valid:" if report.valid else f"invalid: {count(report.stats.errors, 'error')} in"
    yield f"{verdict} {count(report.stats.tasks, 'table')}"


def _package_errors(errors: tuple[Error, ...]) -> Iterator[str]:
    from summitdata.validation.formats.note_words import package_words

    for error in errors:
        yield f"FAIL  {': '.join(filter(None, (error.place, error.type, package_words(error))))}"
    yield from (f"      see {address}" for address in error_addresses(error.page for error in errors))


def _errors(task: Task, errors: list[Error], lines: dict[int, str]) -> Iterator[str]:
    from summitdata.validation.formats.words import Words  # a valid table needs none

    words = Words(task)
    for error in errors:
        yield from _error(task, error, words, lines)


def _error(task: Task, error: Error, words: Words, lines: dict[int, str]) -> list[str]:
    line, column = error.line_number, error.column_number
    position = ": ".join(filter(None, (place_in_file(task.place_of(error), line, column), error.where)))
    field = f" {words.field(error)}:" if words.field(error) else ""
    title = error.type + (" (warning)" if error.severity == "warning" else "")
    shown = lines.get(task.line_in_file(line, error.place) or 0)
    return [f"      {position}: {title}:{field} {words.of(error)}", *_excerpt(shown, line, column)]


def _cause(task: Task, cause: Cause, errors: list[Error], lines: dict[int, str]) -> list[str]:
    """Return a cause with the number of errors that follow from it, by type."""
    where = "" if cause.line else next((error.where for error in errors if error.where), "")
    position = ": ".join(filter(None, (place_in_file(cause.place or task.place, cause.line, cause.column), where)))
    at = task.line_in_file(cause.line, cause.place)
    shown = lines.get(at) if at and any(error.line_number for error in errors) else None
    return [
        f"      {position}: {cause.title}: {cause.note}",
        *_excerpt(shown, cause.line, cause.column),
        f"             {followers(errors)}",
    ]


def _excerpt(shown: str | None, line: int | None, column: int | None) -> list[str]:
    """Return a line of a file with a caret under the cell."""
    if shown is None or not column:
        return []
    start = max(0, column - WIDTH // 2)
    excerpt = shown[start : start + WIDTH].replace("\t", " ")
    return [f"      {line:>6} | {excerpt}", f"             | {' ' * (column - 1 - start)}^"]


def _lines(path: Path | None, numbers: set[int], encoding: str) -> dict[int, str]:
    """Return physical lines of a file by their numbers, whatever ends them."""
    if not numbers or path is None or not path.is_file():
        return {}
    lines: dict[int, str] = {}
    last = max(numbers)
    with (
        suppress(UnicodeError),
        open_text(path, without_mark(encoding), errors="replace") as content,
    ):  # UTF-32 replaces no bad start
        for number, line in enumerate(content, start=1):
            if number in numbers:
                lines[number] = line.rstrip("\r\n")
            if number >= last:
                break
    return lines


RED, GREEN, YELLOW, DIM, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[2m", "\x1b[0m"
COLOURS = (
    (re.compile(r"(FAIL|invalid:)(?= )"), RED),
    (re.compile(r"(ok|valid:)(?= )"), GREEN),
    (re.compile(r" {6}\S.*?: ([a-z]+(?:-[a-z]+)*)(?=: )"), RED),
    (re.compile(r" {6}\S.*?: ([a-z]+(?:-[a-z]+)* \(warning\))(?=: )"), YELLOW),
    (re.compile(r" {13}\| *(\^)$"), RED),
    (re.compile(r" {6}(see https://\S+)$"), DIM),
)
"""The part of a line that has a colour: what it says, it says without the colour too."""


def coloured(lines: str) -> str:
    r"""Return the text for a terminal: the verdicts and the types of errors in colour, nothing else changed.

    Examples
    --------
    >>> coloured("ok    a.csv  1 row\n")
    '\x1b[32mok\x1b[0m    a.csv  1 row\n'
    """
    return "".join(map(_coloured_line, lines.splitlines(keepends=True)))


def _coloured_line(line: str) -> str:
    for pattern, colour in COLOURS:
        if found := pattern.match(line):
            start, end = found.span(1)
            return f"{line[:start]}{colour}{line[start:end]}{PLAIN}{line[end:]}"
    return line
