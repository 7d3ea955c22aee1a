"""The report for GitLab's Code Quality, which shows it at the lines of a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.escaping import escape_control, json_text
from summitdata.validation.formats.identity import fingerprint, fingerprinted, repository_path
from summitdata.validation.formats.totals import task_totals, unlisted_errors

if TYPE_CHECKING:
    from summitdata.validation.report import Report, Severity

__all__ = ["gitlab"]

SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor"}


def gitlab(report: Report) -> str:
    """Return a list of issues: those of descriptors, those of the tables, and one with the totals of each table.

    GitLab shows one issue per fingerprint, so each is unique. An issue without a line is at line 1. A table that has
    neither errors nor warnings has no issue.
    """
    issues = [
        _issue(error.message, error.type, fingerprint("descriptor", number, error.message), "blocker")
        for number, error in enumerate(report.package_errors)
    ]
    for task, error, digest in fingerprinted(report):
        severity = SEVERITIES[error.severity]
        issues.append(_issue(error.message, error.type, digest, severity, (task.place, error.line_number)))
    for number, task in enumerate(report.tasks):
        for error_type, message in unlisted_errors(task).items():
            digest = fingerprint("unlisted", number, repository_path(task.place).as_posix(), error_type)
            issues.append(_issue(message, error_type, digest, SEVERITIES["error"], (task.place, 1)))
        if not task.clean:
            totals = "; ".join([task_totals(task), *task.warnings])
            digest = fingerprint("totals", number, repository_path(task.place).as_posix())
            issues.append(_issue(totals, "totals", digest, "info", (task.place, 1)))
    return json_text(issues, indent=2, ascii_only=True) + "\n"


def _issue(
    description: str, check_name: str, digest: str, severity: str, position: tuple[str, int | None] = (".", 1)
) -> dict[str, Any]:
    place, line = position
    return {
        "description": escape_control(description, len(description)),
        "check_name": check_name,
        "fingerprint": digest,
        "severity": severity,
        "location": {"path": repository_path(place).as_posix(), "lines": {"begin": line or 1}},
    }
