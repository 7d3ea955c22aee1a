"""The report as workflow commands of GitHub Actions, which stand as annotations at the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.escaping import escape_control

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["github"]

LONGEST = 1000
SHOWN = 10
"""How many annotations of a kind GitHub shows for a step; what comes after them is lost."""


def github(report: Report) -> str:
    """Return up to ten errors, distinct problems first, and a notice with the totals."""
    found = list(report.located())
    seen: set[tuple[str, str, str]] = set()
    distinct: list[tuple[dict[str, Any], dict[str, Any]]] = []
    repeated: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for task, error in found:
        problem = (task["place"], error["type"], error.get("fieldName", ""))
        (repeated if problem in seen else distinct).append((task, error))
        seen.add(problem)
    lines = [
        f"::error title={_property(error['type'])}::{_text(escape_control(error['message'], LONGEST))}"
        for error in report.package_errors
    ]
    lines = [*lines, *(_command(task, error) for task, error in [*distinct, *repeated])][:SHOWN]
    stats = report.stats
    if report.valid:
        words = f"valid: {_count(stats['tasks'], 'table')}"
    else:
        words = f"invalid: {_count(stats['errors'], 'error')} in {_count(stats['tasks'], 'table')}"
        words += f", {_count(len(lines), 'problem')} annotated"
    words += "".join(f"; {warning}" for warning in report.to_dict()["warnings"])
    return "".join(f"{line}\n" for line in [*lines, f"::notice title=summitdata::{_text(words)}"])


def _command(task: dict[str, Any], error: dict[str, Any]) -> str:
    place = {"file": task["place"], "line": error["lineNumber"], "col": error["columnNumber"], "title": error["type"]}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value is not None)
    return f"::{error.get('severity', 'error')} {properties}::{_text(escape_control(error['message'], LONGEST))}"


def _text(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _text(words).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
