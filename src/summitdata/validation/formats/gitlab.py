"""The report for GitLab's Code Quality, which shows it at the lines of a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.escaping import escape_control, json_parts
from summitdata.validation.formats.identity import fingerprint, fingerprinted, repository_path
from summitdata.validation.formats.totals import task_totals, unlisted_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Report, Severity

__all__ = ["gitlab"]

SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor"}


def gitlab(report: Report) -> Iterator[str]:
    """Yield a list of issues: those of descriptors, those of the tables, and one with the totals of each table.

    GitLab shows one issue per fingerprint, so each is unique. An issue without a line is at line 1. A table that has
    neither errors nor warnings has no issue.
    """
    yield from json_parts(_issues(report), ascii_only=True)
    yield "\n"


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    for number, error in enumerate(report.package_errors):
        yield _issue(error.message, error.type, fingerprint("descriptor", number, error.message), "blocker", ".", 1)
    places = {task.place for task in report.tasks} | {task.place_of(error) for task, error in report.located()}
    paths = {place: repository_path(place).as_posix() for place in places}
    for task, error, digest in fingerprinted(report):
        severity = SEVERITIES[error.severity]
        yield _issue(error.placed_message, error.type, digest, severity, paths[task.place_of(error)], error.line_number)
    for number, task in enumerate(report.tasks):
        path = paths[task.place]
        for error_type, message in unlisted_errors(task).items():
            digest = fingerprint("unlisted", number, path, error_type)
            yield _issue(message, error_type, digest, SEVERITIES["error"], path, 1)
        if not task.clean:
            totals = "; ".join([task_totals(task), *task.warnings])
            yield _issue(totals, "totals", fingerprint("totals", number, path), "info", path, 1)


def _issue(  # noqa: PLR0913, PLR0917 - each is a part of it
    description: str, check_name: str, digest: str, severity: str, path: str, line: int | None
) -> dict[str, Any]:
    return {
        "description": escape_control(description, len(description)),
        "check_name": check_name,
        "fingerprint": digest,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line or 1}},
    }
