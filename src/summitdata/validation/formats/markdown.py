"""The report as GitHub Flavored Markdown, for the summary of a step or a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.documentation import error_addresses
from summitdata.escaping import escape_markdown
from summitdata.validation.formats.totals import followers, summary, type_total
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata.validation.cause import Cause
    from summitdata.validation.report import Error, Report, Task

__all__ = ["markdown"]

ROWS = 50
"""How many errors of a type are shown for a table."""

SIZE = 900_000
"""How many characters the details may take: GitHub refuses a summary of more than 1 MiB."""


def markdown(report: Report) -> Iterator[str]:
    """Yield a table of the tables with their totals by type, then the errors of each table by type."""
    parts = [f"## {'✅' if report.valid else '❌'} summitdata: {summary(report)}\n"]
    if report.package_errors:
        problems = ((error.type, error.message) for error in report.package_errors)
        parts.append(_table(("Descriptor", "Problem"), problems) + _links(e.page for e in report.package_errors))
    if report.tasks:
        parts.append(_table(("Table", "Verdict", "Rows", "Errors", "By type"), map(_overview, report.tasks)))
    notes = [
        f"- {escape_markdown(task.place)}: {escape_markdown(warning)}\n"
        for task in report.tasks
        for warning in task.warnings
    ]
    parts += ["".join(notes)] * bool(notes)
    size = sum(map(len, parts))
    for detail in (detail for task in report.tasks if task.errors for detail in _details(task)):
        size += len(detail.encode())
        if size > SIZE:
            parts.append(
                "**Cut here: more errors are listed than a summary can hold. See the report as JSON or HTML.**\n"
            )
            break
        parts.append(detail)
    yield "\n".join(parts)


def _overview(task: Task) -> tuple[str, ...]:
    by_type = ", ".join(f"{number} {error_type}" for error_type, number in task.totals.by_type.items())
    verdict = "valid" if task.valid else "invalid"
    return task.place, verdict, f"{task.stats.rows or 0:,}", f"{task.stats.errors:,}", by_type


def _where(cause: Cause, errors: list[Error]) -> str:
    """Return the line of a cause, with the file where the table is in several; else the sheet and the cell, or row."""
    where = f"line {cause.line}" if cause.line else next((error.where for error in errors if error.where), "the file")
    return f"{where} of {cause.place}" if cause.place else where


def _details(task: Task) -> Iterator[str]:
    """Yield a title, then a part that unfolds for each error type."""
    yield f"### {escape_markdown(task.place)}\n"
    if causes := task.errors_by_cause()[0]:
        lines = [
            f"- **{escape_markdown(cause.title)}** ({escape_markdown(_where(cause, errors))}): "
            f"{escape_markdown(cause.note)}. {escape_markdown(followers(errors))}.\n"
            for cause, errors in causes
        ]
        yield "".join(lines) + _links(["causes"])
    words = Words(task)
    for error_type, total in task.totals.by_type.items():
        shown = [error for error in task.errors if error.type == error_type][:ROWS]
        cut = f", {len(shown):,} shown" if len(shown) < total else ""
        title = f"{escape_markdown(error_type)}: {type_total(task, error_type)}{cut}"
        table = _table(("Place", "Field", "Cell", "Problem"), (_row(error, words) for error in shown))
        links = _links(error.page for error in shown) if shown else _links([error_type])
        yield f"<details><summary>{title}</summary>\n\n{table}{links}\n</details>\n"


def _links(pages: Iterable[str]) -> str:
    addresses = error_addresses(pages)
    return "".join(f"\nWhat it is, and how to fix it: <{address}>\n" for address in addresses)


def _row(error: Error, words: Words) -> tuple[str, ...]:
    position = f"{error.line_number}:{error.column_number}" if error.line_number else error.where
    cell = error.label if error.cell is None else error.cell
    position = f"{error.place}:{position}" if error.place and error.line_number else position
    return position, error.field_name or "", cell or "", words.of(error)


def _table(head: tuple[str, ...], rows: Any) -> str:
    lines = [head, ("---",) * len(head), *(tuple(escape_markdown(str(cell)) for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
