"""The report for GitLab's Code Quality, which shows it at the lines of a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.documentation import see_page
from summitdata.escaping import escape_control, json_parts
from summitdata.validation.formats.identity import (
    cause_name,
    fingerprint,
    fingerprinted,
    fingerprinted_causes,
    repository_path,
)
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.totals import cause_severity, cause_words, task_totals, unlisted_errors
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Report, Severity

__all__ = ["gitlab"]

SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor"}


def gitlab(report: Report) -> Iterator[str]:
    """Yield a list of issues: those of descriptors, the causes, other errors, and one with the totals of each table.

    GitLab shows one issue per fingerprint, so each is unique. An issue without a line is at line 1. A table that has
    neither errors nor warnings has no issue.
    """
    yield from json_parts(_issues(report), ascii_only=True)
    yield "\n"


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    for number, error in enumerate(report.package_errors):
        digest = fingerprint("descriptor", number, error.message)
        path = repository_path(error.place).as_posix() if error.place else "."
        yield _issue(f"{package_words(error)}{see_page(error.page)}", error.type, digest, "blocker", path)
    places = {task.place for task in report.tasks} | {task.place_of(error) for task, error in report.located()}
    paths = {place: repository_path(place).as_posix() for place in places}
    for task, cause, errors, digest in fingerprinted_causes(report):
        text = f"{cause.title}: {cause_words(cause, errors)}{see_page('causes')}"
        path = repository_path(cause.place or task.place).as_posix()
        severity = SEVERITIES[cause_severity(errors)]
        yield _issue(text, cause_name(cause), digest, severity, path, (cause.line or 1, cause.column or 1))
    words_of = {id(task): Words(task) for task in report.tasks}
    for task, error, digest in fingerprinted(report):
        words = words_of[id(task)]
        text, place = (
            f"{words.sentence(error)}{see_page(error.page)}",
            (error.line_number or 1, error.column_number or 1),
        )
        yield _issue(text, error.type, digest, SEVERITIES[error.severity], paths[task.place_of(error)], place)
    for number, task in enumerate(report.tasks):
        path = paths[task.place]
        for error_type, message in unlisted_errors(task).items():
            digest = fingerprint("unlisted", number, path, error_type)
            yield _issue(f"{message}{see_page(error_type)}", error_type, digest, SEVERITIES["error"], path)
        if not task.clean:
            totals = "; ".join([task_totals(task), *task.warnings])
            yield _issue(totals, "totals", fingerprint("totals", number, path), "info", path)


def _issue(  # noqa: PLR0913, PLR0917 - each is a part of it
    description: str, check_name: str, digest: str, severity: str, path: str, place: tuple[int, int] = (1, 1)
) -> dict[str, Any]:
    line, column = place
    return {
        "description": escape_control(description, len(description)),
        "check_name": check_name,
        "fingerprint": digest,
        "severity": severity,
        # GitLab reads the line alone, other readers of the format the column too.
        "location": {
            "path": path,
            "lines": {"begin": line},
            "positions": {"begin": {"line": line, "column": column}},
        },
    }
