"""The report for a person at a terminal: each error with its line and a caret under the cell."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.escaping import escape_control

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["coloured", "text"]

LONGEST = 1000
WIDTH = 100
"""How many characters of a line are shown, around the cell."""


def text(report: Report) -> str:
    """Return a line for each table, its errors with their lines, and a clear last line."""
    parts = [f"FAIL  {error['message']}" for error in report.package_errors]
    for task in report.tasks:
        rows, errors = task["stats"].get("rows", 0), task["stats"]["errors"]
        parts.append(f"{'ok  ' if task['valid'] else 'FAIL'}  {task['place']}  {_count(rows, 'row')}")
        if not task["valid"]:
            parts[-1] += f", {_count(errors, 'error')}"
        if rows and task["engineNote"]:
            parts[-1] += f"  (read by frictionless alone: {task['engineNote']})"
        lines = _lines(task["place"], {error["lineNumber"] for error in task["errors"]})
        for error in task["errors"]:
            parts += _error(task["place"], error, lines)
        if task["errors"]:
            totals = ", ".join(f"{number} {kind}" for kind, number in task["totals"]["type"].items())
            parts.append(f"      in all: {totals}")
        parts += [f"      {warning}" for warning in task["warnings"]]
    stats = report.stats
    word = "valid" if report.valid else f"invalid: {_count(stats['errors'], 'error')} in"
    parts.append(f"{word}{':' if report.valid else ''} {_count(stats['tasks'], 'table')}")
    return "\n".join(escape_control(part, LONGEST) for part in parts) + "\n"


def _error(place: str, error: dict[str, Any], lines: dict[int, str]) -> list[str]:
    line, column = error["lineNumber"], error["columnNumber"]
    where = f"{place}:{line}:{column}" if line else place
    field = f" field {error['fieldName']}:" if error.get("fieldName") else ""
    kind = error["type"] + (" (warning)" if error.get("severity") == "warning" else "")
    found = [f"      {where}: {kind}:{field} {error['note'] or error['message']}"]
    if line in lines:
        cut = max(0, column - WIDTH // 2)
        shown = lines[line][cut : cut + WIDTH].replace("\t", " ")
        found += [f"      {line:>6} | {shown}", f"             | {' ' * (column - 1 - cut)}^"]
    return found


def _lines(place: str, wanted: set[int | None]) -> dict[int, str]:
    """Return the wanted physical lines of a file, whatever ends them."""
    numbers = {number for number in wanted if number}
    path = Path(place)
    if not numbers or not path.is_file():
        return {}
    with path.open("rb") as file, io.TextIOWrapper(file, "utf-8-sig", "replace", newline="") as content:
        found = {}
        for number, line in enumerate(content, start=1):
            if number in numbers:
                found[number] = line.rstrip("\r\n")
            if number >= max(numbers):
                break
        return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


RED, GREEN, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def coloured(lines: str) -> str:
    r"""Return the text for a terminal: what failed in red, what holds in green.

    Examples
    --------
    >>> coloured("ok    a.csv  1 row\n")
    '\x1b[32mok  \x1b[0m  a.csv  1 row\n'
    """
    starts = {"FAIL": RED, "inva": RED, "ok  ": GREEN, "vali": GREEN}
    found = []
    for line in lines.splitlines(keepends=True):
        colour = starts.get(line[:4])
        if colour:
            found.append(f"{colour}{line[:4]}{PLAIN}{line[4:]}")
        elif line.strip(" |\n") == "^":
            found.append(line.replace("^", f"{RED}^{PLAIN}"))
        else:
            found.append(line)
    return "".join(found)
