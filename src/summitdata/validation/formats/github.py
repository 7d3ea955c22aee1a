"""The report as workflow commands of GitHub Actions, which become annotations at the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import see_page
from summitdata.escaping import escape_github_data, escape_github_property
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.totals import cause_severity, cause_words, unlisted_errors
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.cause import Cause
    from summitdata.validation.report import Error, Report, Severity, Task

__all__ = ["github"]

MAX_MESSAGE_LENGTH = 1000
MAX_ANNOTATIONS = 10
"""How many annotations of a severity GitHub shows for a step; the others are dropped."""


def github(report: Report) -> Iterator[str]:
    """Yield up to ten errors and ten warnings, distinct problems first, and a notice with the totals."""
    errors = []
    for error in report.package_errors:
        place = _properties({"file": error.place, "title": error.type})
        errors.append(f"::error {place}::{_message(package_words(error), error.page)}")
    for task in report.tasks:
        for error_type, message in unlisted_errors(task).items():
            place = _properties({"file": task.place, "title": error_type})
            errors.append(f"::error {place}::{_message(message, error_type)}")
    errors += _annotations(report, "error")
    lines = [*errors[:MAX_ANNOTATIONS], *_annotations(report, "warning")[:MAX_ANNOTATIONS]]
    tables = count(report.stats.tasks, "table")
    if report.valid:
        notice = f"valid: {tables}"
    else:
        notice = f"invalid: {count(report.stats.errors, 'error')} in {tables}"
        notice += f", {count(len(lines), 'problem')} annotated"
    notice += "".join(f"; {warning}" for warning in report.warnings)
    yield "".join(f"{line}\n" for line in [*lines, f"::notice title=summitdata::{escape_github_data(notice)}"])


def _annotations(report: Report, severity: Severity) -> list[str]:
    """Return the annotations of a severity: one of each table, type and field first, then the others."""
    seen: set[tuple[str, str, str | None]] = set()
    distinct: list[str] = []
    repeated: list[str] = []
    causes: list[str] = []
    for task in report.tasks:
        by_cause, others = task.errors_by_cause()
        causes += [_cause(task, cause, group) for cause, group in by_cause if cause_severity(group) == severity]
        words = Words(task)
        for error in others:
            if error.severity == severity:
                problem = (task.place_of(error), error.type, error.field_name)
                (repeated if problem in seen else distinct).append(_annotation(task, error, words))
                seen.add(problem)
    return [*causes, *distinct, *repeated]


def _cause(task: Task, cause: Cause, errors: list[Error]) -> str:
    place = {"file": cause.place or task.place, "line": cause.line, "col": cause.column, "title": cause.title}
    return f"::{cause_severity(errors)} {_properties(place)}::{_message(cause_words(cause, errors), 'causes')}"


def _annotation(task: Task, error: Error, words: Words) -> str:
    place = {"file": task.place_of(error), "line": error.line_number, "col": error.column_number, "title": error.type}
    return f"::{error.severity} {_properties(place)}::{_message(words.sentence(error), error.page)}"


def _properties(place: dict[str, str | int | None]) -> str:
    return ",".join(
        f"{name}={escape_github_property(str(value))}" for name, value in place.items() if value is not None
    )


def _message(text: str, page: str) -> str:
    cut = text[:MAX_MESSAGE_LENGTH] + ("…" if len(text) > MAX_MESSAGE_LENGTH else "")
    return escape_github_data(cut + see_page(page))
