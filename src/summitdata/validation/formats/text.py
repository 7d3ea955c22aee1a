"""The report for a person at a terminal: each error with its line and a caret under the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import error_addresses
from summitdata.escaping import escape_control
from summitdata.opening import open_text
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
    for error in report.package_errors:
        yield f"FAIL  {error.type}: {error.message}"
    yield from (f"      see {address}" for address in error_addresses(error.page for error in report.package_errors))
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
            head += f"  (read by frictionless alone: {task.engine_note})"
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
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    with open_text(path, encoding, errors="replace") as content:
        lines, last = {}, max(numbers)
        for number, line in enumerate(content, start=1):
            if number in numbers:
                lines[number] = line.rstrip("\r\n")
            if number >= last:
                break
        return lines


RED, GREEN, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def coloured(lines: str) -> str:
    r"""Return the text for a terminal: what failed in red, what holds in green.

    Examples
    --------
    >>> coloured("ok    a.csv  1 row\n")
    '\x1b[32mok  \x1b[0m  a.csv  1 row\n'
    """
    starts = {"FAIL": RED, "inva": RED, "ok  ": GREEN, "vali": GREEN}
    coloured_lines = []
    for line in lines.splitlines(keepends=True):
        colour = starts.get(line[:4])
        if colour:
            coloured_lines.append(f"{colour}{line[:4]}{PLAIN}{line[4:]}")
        elif line.strip(" |\n") == "^":
            coloured_lines.append(line.replace("^", f"{RED}^{PLAIN}"))
        else:
            coloured_lines.append(line)
    return "".join(coloured_lines)
