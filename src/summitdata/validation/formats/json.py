"""The report as JSON: whole, or one line per error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.escaping import json_parts, json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Report, Task

__all__ = ["as_json", "jsonl"]


def as_json(report: Report) -> Iterator[str]:
    """Yield the whole report as one JSON object: that of `Report.to_json`, with a dict of one error at a time."""
    short = replace(report, tasks=tuple(replace(task, errors=()) for task in report.tasks))
    yield from json_parts(short.to_dict() | {"tasks": map(_task, report.tasks)})
    yield "\n"


def _task(task: Task) -> dict[str, Any]:
    return replace(task, errors=()).to_dict() | {"errors": (error.to_dict() for error in task.errors)}


def jsonl(report: Report) -> Iterator[str]:
    """Yield each listed error as one line of JSON, with the file that it is in."""
    for error in report.package_errors:
        yield json_text(error.to_dict()) + "\n"
    for task, error in report.located():
        yield json_text({"place": task.place} | error.to_dict()) + "\n"
