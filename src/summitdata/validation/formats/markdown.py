"""The report as GitHub Flavored Markdown, for the summary of a step or a comment on a pull request.

It is lists, not tables, and untrusted text is in code spans, where nothing but a backtick has a meaning: so the source
reads as the page does.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import error_addresses
from summitdata.escaping import escape_markdown, markdown_code
from summitdata.validation.formats.groups import grouped
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.totals import cause_place, followers, summary, type_total
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata.validation.formats.groups import Group
    from summitdata.validation.report import Error, Report, Task

__all__ = ["markdown"]

ENTRIES = 50
"""How many entries of a type are shown for a table: an error, or all those that are the same."""

PLACES = 20
"""How many places of an entry are shown."""

WORDS = 500
"""How many characters of what is wrong are shown."""

SIZE = 900_000
"""How many characters the details may take: GitHub refuses a summary of more than 1 MiB."""


def markdown(report: Report) -> Iterator[str]:
    """Yield a list of the tables with their totals by type, then the errors of each table by type."""
    parts = [f"## {'✅' if report.valid else '❌'} summitdata: {summary(report)}\n"]
    if report.package_errors:
        problems = Counter(
            (error.type, ": ".join(filter(None, (error.place, package_words(error)))))
            for error in report.package_errors
        )
        lines = [
            f"- {markdown_code(type)}{_times(number)}: {markdown_code(words, WORDS)}\n"
            for (type, words), number in problems.items()
        ]
        parts.append("Descriptor:\n\n" + "".join(lines) + _links(error.page for error in report.package_errors))
    if report.tasks:
        parts.append("Tables:\n\n" + "".join(map(_overview, report.tasks)))
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


def _overview(task: Task) -> str:
    """Return the verdict on a table with its totals, and its notes below."""
    rows = count(task.stats.rows or 0, "row", thousands=True)
    by_type = ", ".join(
        f"{number:,} {markdown_code(name)}{' (warning)' if task.severity_of(name) == 'warning' else ''}"
        for name, number in task.totals.by_type.items()
    )
    errors = count(task.stats.errors, "error", thousands=True)
    verdict = f"{'✅' if task.valid else '❌'} {markdown_code(task.place)}: {'valid' if task.valid else 'invalid'}"
    line = f"- {verdict}, {rows}, {errors}{f' ({by_type})' if by_type else ''}\n"
    return line + "".join(f"  - {markdown_code(warning, WORDS)}\n" for warning in task.warnings)


def _details(task: Task) -> Iterator[str]:
    """Yield a title, then each cause, then a part for each error type; what is long unfolds."""
    yield f"### {markdown_code(task.place)}\n"
    words = Words(task)
    causes, others = task.errors_by_cause()
    for cause, errors in causes:
        place = cause_place(cause, errors)
        place = markdown_code(place) if cause.place or not cause.line else place  # other people's names are in it
        note, follow = markdown_code(cause.note, WORDS), followers(errors, markdown_code)
        yield f"**{cause.title}** ({place}): {note}. {follow}.\n" + _links(["causes"])
        yield _unfolded(count(len(errors), "error", thousands=True), grouped(errors, words, ENTRIES), len(errors), "")
    explained = Counter(_types(task.errors)) - Counter(_types(others))
    for error_type, total in task.totals.by_type.items():
        errors = [error for error in others if error.type == error_type]
        if errors or total > explained[error_type] or not total:
            title = f"{escape_markdown(error_type)}: {type_total(task, error_type)}"
            links = _links([error.page for error in errors] or [error_type])
            yield _unfolded(title, grouped(errors, words, ENTRIES), total, links)


def _types(errors: Iterable[Error]) -> list[str]:
    return [error.type for error in errors]


def _unfolded(title: str, groups: list[Group], total: int, links: str) -> str:
    """Return entries that unfold below their title, which says how many of the errors are among them."""
    shown = sum(len(group.errors) for group in groups)
    cut = f", {shown:,} shown" if shown < total else ""
    if not groups:
        return f"{title}{cut}\n{links}"
    entries = "".join(map(_entry, groups))
    return f"<details><summary>{title}{cut}</summary>\n\n{entries}{links}\n</details>\n"


def _entry(group: Group) -> str:
    """Return errors that are the same as one item: where, on which field, and what is wrong."""
    error = group.first
    field = f"field {markdown_code(error.field_name)}" if error.field_name else ""
    places = group.places(PLACES)
    if not error.line_number or error.place:  # other people's names are in it
        places = markdown_code(places, WORDS)
    where = ", ".join(filter(None, (places, field)))
    cell = f" ({markdown_code(group.cell)})" if group.cell and group.cell not in group.words else ""
    return f"- {where or 'the table'}{_times(len(group.errors))}: {markdown_code(group.words, WORDS)}{cell}\n"


def _times(number: int) -> str:
    return f" ({number:,} times)" if number > 1 else ""


def _links(pages: Iterable[str]) -> str:
    addresses = error_addresses(pages)
    return "".join(f"\nWhat it is, and how to fix it: <{address}>\n" for address in addresses)
