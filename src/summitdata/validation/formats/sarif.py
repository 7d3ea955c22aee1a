"""The report as SARIF 2.1.0, the standard of static analysis, which GitHub's code scanning reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from summitdata.datapackage import version
from summitdata.escaping import escape_control, json_text
from summitdata.validation.formats.identity import fingerprinted, repository_path
from summitdata.validation.formats.totals import summary, task_totals, unlisted_errors
from summitdata.validation.report import Error

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["sarif"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report) -> str:
    """Return one run: a rule for each error type, a result for each listed error, the totals as notifications."""
    rules: dict[str, dict[str, Any]] = {}
    results = [_result(error, rules) for error in report.package_errors]
    for task in report.tasks:
        for error_type, message in unlisted_errors(task).items():
            error = Error(type=error_type, title=error_type, description=message, message=message)
            physical: dict[str, Any] = {"artifactLocation": _artifact(task.place)}
            results.append({**_result(error, rules), "locations": [{"physicalLocation": physical}]})
    for task, error, digest in fingerprinted(report):
        physical = {"artifactLocation": _artifact(task.place)}
        if error.line_number:
            physical["region"] = {"startLine": error.line_number, "startColumn": error.column_number}
        place = {"locations": [{"physicalLocation": physical}], "partialFingerprints": {"summitdata/v1": digest}}
        results.append({**_result(error, rules), **place})
    notes = [_notification("note", summary(report))]
    for task in report.tasks:
        notes += [_notification("note", task_totals(task), task.place)] * (not task.clean)
        notes += [_notification("warning", warning, task.place) for warning in task.warnings]
    run = {
        "tool": {"driver": {"name": "summitdata", "version": version(), "rules": list(rules.values())}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
        "properties": {
            "errors": report.stats.errors,
            "totals": [{"place": task.place, **task.totals.to_dict()} for task in report.tasks],
        },
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ascii_only=True) + "\n"


def _result(error: Error, rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a result, and make its rule where it is the first of its type."""
    rule = {
        "id": error.type,
        "name": "".join(word.capitalize() for word in error.type.split("-")),
        "shortDescription": {"text": _text(error.title)},
        "fullDescription": {"text": _text(error.description)},
        "defaultConfiguration": {"level": error.severity},
    }
    rules.setdefault(error.type, rule)
    return {
        "ruleId": error.type,
        "ruleIndex": list(rules).index(error.type),
        "level": error.severity,
        "message": {"text": _text(error.message)},
    }


def _notification(level: str, text: str, place: str | None = None) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": level, "message": {"text": _text(text)}}
    if place:
        notification["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(place)}}]
    return notification


def _artifact(place: str) -> dict[str, str]:
    """Return the URI of a file: relative in the repository, absolute outside of it."""
    path = repository_path(place)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": "%SRCROOT%"}


def _text(text: str) -> str:
    """Return a text in one line in which SARIF finds no placeholder and no link, and which is not empty.

    Examples
    --------
    >>> _text("[0-9]{4} [here](https://example.org)")
    '[0-9]{{4}} [here] (https://example.org)'
    """
    return escape_control(text, len(text)).replace("{", "{{").replace("}", "}}").replace("](", "] (") or "-"
