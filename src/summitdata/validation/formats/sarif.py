"""The report as SARIF 2.1.0, the standard of static analysis, which GitHub's code scanning reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from summitdata import __version__
from summitdata.validation.formats.identity import fingerprinted, repository_path
from summitdata.validation.formats.totals import summary, task_totals

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["sarif"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report) -> str:
    """Return one run: a rule for each type of error, a result for each listed error, the totals as notifications."""
    rules: dict[str, dict[str, Any]] = {}
    results = [_result(error, rules) for error in report.package_errors]
    for task, error, mark in fingerprinted(report):
        physical: dict[str, Any] = {"artifactLocation": _artifact(task["place"])}
        if error["lineNumber"]:
            physical["region"] = {"startLine": error["lineNumber"], "startColumn": error["columnNumber"]}
        place = {"locations": [{"physicalLocation": physical}], "partialFingerprints": {"summitdata/v1": mark}}
        results.append({**_result(error, rules), **place})
    notes = [_notification("note", summary(report))]
    for task in report.tasks:
        notes += [_notification("note", task_totals(task), task["place"])] * (not task["valid"])
        notes += [_notification("warning", warning, task["place"]) for warning in task["warnings"]]
    run = {
        "tool": {"driver": {"name": "summitdata", "version": __version__, "rules": list(rules.values())}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
        "properties": {
            "errors": report.stats["errors"],
            "totals": [{"place": task["place"], **task["totals"]} for task in report.tasks],
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(error: dict[str, Any], rules: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a result, and make its rule where it is the first of its type."""
    rule = {
        "id": error["type"],
        "name": "".join(word.capitalize() for word in error["type"].split("-")),
        "shortDescription": {"text": _text(error["title"])},
        "fullDescription": {"text": _text(error["description"])},
        "defaultConfiguration": {"level": "error"},
    }
    rules.setdefault(error["type"], rule)
    return {
        "ruleId": error["type"],
        "ruleIndex": list(rules).index(error["type"]),
        "level": "error",
        "message": {"text": _text(error["message"])},
    }


def _notification(level: str, words: str, place: str | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {"level": level, "message": {"text": _text(words)}}
    if place:
        said["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(place)}}]
    return said


def _artifact(place: str) -> dict[str, str]:
    """Return the URI of a file: relative in the repository, absolute outside of it."""
    path = repository_path(place)
    return {"uri": path.as_uri()} if path.is_absolute() else {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}


def _text(words: str) -> str:
    """Return a text in which SARIF finds no placeholder and no link, with something in it.

    Examples
    --------
    >>> _text("[0-9]{4} [here](https://example.org)")
    '[0-9]{{4}} [here] (https://example.org)'
    """
    return words.replace("{", "{{").replace("}", "}}").replace("](", "] (") or "-"
