"""The report as GitHub Flavored Markdown, for the summary of a step or a comment on a pull request."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from summitdata.escaping import escape_control
from summitdata.validation.formats.totals import count, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.report import Report

__all__ = ["markdown"]

ROWS = 50
"""How many errors of a type are shown for a table."""

SIZE = 900_000
"""How many characters the details may take: GitHub refuses a summary of more than 1 MiB."""

_MARKUP = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation if sign not in "'-./,"}


def markdown(report: Report) -> str:
    """Return a table of the tables with their totals by type, then the errors of each table by type."""
    parts = [f"## {'✅' if report.valid else '❌'} summitdata: {summary(report)}\n"]
    if report.package_errors:
        parts.append(_table(("Descriptor", "Problem"), ((e["type"], e["message"]) for e in report.package_errors)))
    if report.tasks:
        parts.append(_table(("Table", "Verdict", "Rows", "Errors", "By type"), map(_overview, report.tasks)))
    warnings = [
        f"- {_shown(task['place'])}: {_shown(warning)}\n" for task in report.tasks for warning in task["warnings"]
    ]
    parts += ["".join(warnings)] * bool(warnings)
    size = sum(map(len, parts))
    for detail in (detail for task in report.tasks if task["errors"] for detail in _details(task)):
        size += len(detail.encode())
        if size > SIZE:
            parts.append(
                "**Cut here: more errors are listed than a summary can hold. See the report as JSON or HTML.**\n"
            )
            break
        parts.append(detail)
    return "\n".join(parts)


def _overview(task: dict[str, Any]) -> tuple[str, ...]:
    kinds = ", ".join(f"{number} {kind}" for kind, number in task["totals"]["type"].items())
    rows, errors = task["stats"].get("rows", 0), task["stats"]["errors"]
    return task["place"], "valid" if task["valid"] else "invalid", f"{rows:,}", f"{errors:,}", kinds


def _details(task: dict[str, Any]) -> Iterator[str]:
    """Yield a title, then a part that unfolds for each type of error."""
    yield f"### {_shown(task['place'])}\n"
    for kind, total in task["totals"]["type"].items():
        listed = [error for error in task["errors"] if error["type"] == kind]
        shown = listed[:ROWS]
        cut = f", {len(shown):,} shown" if len(shown) < total else ""
        title = f"{_shown(kind)}: {count(total, 'error')}{cut}"
        rows = (
            (
                f"{e['lineNumber']}:{e['columnNumber']}" if e["lineNumber"] else "",
                e.get("fieldName") or "",
                e.get("cell", e.get("label", "")) or "",
                e["note"] or e["message"],
            )
            for e in shown
        )
        table = _table(("Line:column", "Field", "Cell", "Problem"), rows)
        yield f"<details><summary>{title}</summary>\n\n{table}\n</details>\n"


def _table(head: tuple[str, ...], rows: Any) -> str:
    lines = [head, ("---",) * len(head), *(tuple(_shown(str(cell)) for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _shown(text: str) -> str:
    """Return a text of others as code in HTML, where no mark of Markdown, no mention and no link is left.

    Examples
    --------
    >>> _shown("a|b")
    '<code>a&#124;b</code>'
    """
    if not text:
        return ""
    return f"<code>{escape_control(text).translate(_MARKUP).replace('www.', 'www&#46;')}</code>"
