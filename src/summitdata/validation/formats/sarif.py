"""The report as SARIF 2.1.0, the standard of static analysis, which GitHub's code scanning reads."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from summitdata._version import __version__
from summitdata.documentation import error_address
from summitdata.escaping import escape_control, json_parts
from summitdata.validation.formats.identity import cause_name, fingerprinted, fingerprinted_causes, repository_path
from summitdata.validation.formats.note_words import package_words
from summitdata.validation.formats.totals import cause_severity, cause_words, summary, task_totals, unlisted_errors
from summitdata.validation.formats.words import Words
from summitdata.validation.report import Error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Report, Task

__all__ = ["sarif"]

CAUSE_DESCRIPTION = "One mistake from which several errors of a table follow."
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report) -> Iterator[str]:
    """Yield one run: a rule for each cause and each error type, a result for each, the totals as notifications.

    Errors that follow from a cause have no result of their own.
    """
    rules = _rules(report)
    notes = [_notification("note", summary(report))]
    for task in report.tasks:
        notes += [_notification("note", task_totals(task), task.place)] * (not task.clean)
        notes += [_notification("warning", warning, task.place) for warning in task.warnings]
    run = {
        "tool": {"driver": {"name": "summitdata", "version": __version__, "rules": list(rules.values())}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": _results(report, {name: number for number, name in enumerate(rules)}),
        "properties": {
            "errors": report.stats.errors,
            "totals": [{"place": task.place, **task.totals.to_dict()} for task in report.tasks],
        },
    }
    yield from json_parts({"$schema": SCHEMA, "version": "2.1.0", "runs": iter([run])}, ascii_only=True)
    yield "\n"


def _unlisted(report: Report) -> Iterator[tuple[Task, Error]]:
    """Yield an error for each type of which a table lists only warnings."""
    for task in report.tasks:
        for error_type, message in unlisted_errors(task).items():
            yield task, Error(type=error_type, title=error_type, description=message, message=message)


def _rules(report: Report) -> dict[str, dict[str, Any]]:
    """Return a rule for each cause by its title, and for each type from the first error of it."""
    rules: dict[str, dict[str, Any]] = {}
    for _, cause, errors, _ in fingerprinted_causes(report):
        name = cause_name(cause)
        rules.setdefault(name, _rule(name, cause.title, CAUSE_DESCRIPTION, cause_severity(errors), "causes"))
    listed = (error for task in report.tasks for error in task.errors_by_cause()[1])
    for error in chain(report.package_errors, (error for _, error in _unlisted(report)), listed):
        if error.type not in rules:
            rules[error.type] = _rule(error.type, error.title, error.description, error.severity, error.page)
    return rules


def _rule(name: str, title: str, description: str, level: str, page: str) -> dict[str, Any]:
    rule = {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": _text(title)},
        "fullDescription": {"text": _text(description)},
        "defaultConfiguration": {"level": level},
    }
    address = error_address(page)
    help_of = {"helpUri": address, "help": {"text": f"What it is, and how to fix it: {address}"}}
    return rule | help_of if address else rule


def _results(report: Report, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the results; `numbers` has the place of each type among the rules."""
    for error in report.package_errors:
        locations = {"locations": [{"physicalLocation": _physical(error.place)}]} if error.place else {}
        yield {**_result(error, numbers, package_words(error)), **locations}
    for task, cause, errors, digest in fingerprinted_causes(report):
        physical = _physical(cause.place or task.place) | _region(cause.line, cause.column)
        yield {
            "ruleId": cause_name(cause),
            "ruleIndex": numbers[cause_name(cause)],
            "level": cause_severity(errors),
            "message": {"text": _text(cause_words(cause, errors))},
            "locations": [{"physicalLocation": physical}],
            "partialFingerprints": {"summitdata/v1": digest},
        }
    for task, error in _unlisted(report):
        yield {**_result(error, numbers), "locations": [{"physicalLocation": _physical(task.place)}]}
    artifacts = {place: _artifact(place) for place in {task.place_of(error) for task, error in report.located()}}
    words = {id(task): Words(task) for task in report.tasks}
    for task, error, digest in fingerprinted(report):
        artifact = artifacts[task.place_of(error)]
        physical = {"artifactLocation": artifact} | _region(error.line_number, error.column_number)
        place = {"locations": [{"physicalLocation": physical}], "partialFingerprints": {"summitdata/v1": digest}}
        yield {**_result(error, numbers, words[id(task)].sentence(error)), **place}


def _result(error: Error, numbers: dict[str, int], words: str = "") -> dict[str, Any]:
    return {
        "ruleId": error.type,
        "ruleIndex": numbers[error.type],
        "level": error.severity,
        "message": {"text": _text(words or error.message)},
    }


def _notification(level: str, text: str, place: str | None = None) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": level, "message": {"text": _text(text)}}
    if place:
        notification["locations"] = [{"physicalLocation": _physical(place)}]
    return notification


def _region(line: int | None, column: int | None) -> dict[str, Any]:
    """Return where in a file something is; nothing where no line is known."""
    return {"region": {"startLine": line, **({"startColumn": column} if column else {})}} if line else {}


def _physical(place: str) -> dict[str, Any]:
    return {"artifactLocation": _artifact(place)}


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
