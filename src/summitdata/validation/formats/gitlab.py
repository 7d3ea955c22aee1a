"""The report for GitLab's Code Quality, which shows it at the lines of a merge request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.validation.formats.identity import fingerprint, fingerprinted, repository_path
from summitdata.validation.formats.totals import task_totals

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["gitlab"]


def gitlab(report: Report) -> str:
    """Return a list of issues: those of descriptors, of the tables, and one with the totals of each invalid table.

    GitLab shows one issue a fingerprint, so each is unique. An issue without a line stands at line 1.
    """
    issues = [
        _issue(error["message"], error["type"], fingerprint("descriptor", number, error["message"]), "blocker")
        for number, error in enumerate(report.package_errors)
    ]
    for task, error, mark in fingerprinted(report):
        issues.append(_issue(error["message"], error["type"], mark, "major", at=(task["place"], error["lineNumber"])))
    for number, task in enumerate(report.tasks):
        if not task["valid"]:
            words = "; ".join([task_totals(task), *task["warnings"]])
            mark = fingerprint("totals", number, repository_path(task["place"]).as_posix())
            issues.append(_issue(words, "totals", mark, "info", at=(task["place"], 1)))
    return json.dumps(issues, indent=2) + "\n"


def _issue(*said: str, at: tuple[str, int | None] = (".", 1)) -> dict[str, Any]:
    words, name, mark, severity = said
    place, line = at
    return {
        "description": words,
        "check_name": name,
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": repository_path(place).as_posix(), "lines": {"begin": line or 1}},
    }
