"""The report as JSON: whole, or one line per error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.escaping import json_text

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["as_json", "jsonl"]


def as_json(report: Report) -> str:
    """Return the whole report as one JSON object."""
    return report.to_json() + "\n"


def jsonl(report: Report) -> str:
    """Return each listed error as one line of JSON, with the file that it is in."""
    lines = [error.to_dict() for error in report.package_errors]
    lines += [{"place": task.place} | error.to_dict() for task, error in report.located()]
    return "".join(json_text(line) + "\n" for line in lines)
