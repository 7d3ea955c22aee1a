"""The formats of a difference: text for a terminal, Markdown for a pull request, JSON for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.escaping import escape_control

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.upkeep.difference import Change, Difference

__all__ = ["FORMATS", "markdown_changes"]

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_VALUE_LENGTH = 200
"""How many characters of a value text and Markdown show; JSON has all."""


def _text(difference: Difference) -> str:
    lines, table = [f"{difference.old} -> {difference.new}"], ""
    for change in difference.changes:
        if change.table != table:
            table = change.table
            lines.append(escape_control(table))
        lines.append(f"  {_SIGNS[change.how]} {_subject(change)}{_sides(change)}")
    return "\n".join([*lines, _summary(difference), ""])


def _markdown(difference: Difference) -> str:
    summary = f"**{_summary(difference)}**"
    return "\n\n".join([summary, markdown_changes(difference.changes)] if difference else [summary]) + "\n"


def markdown_changes(changes: tuple[Change, ...]) -> str:
    """Return changes as one Markdown table."""
    lines = ["| " + " | ".join(_escape_markdown(cell) for cell in _cells(change)) + " |" for change in changes]
    header = "| table | what | key or name | old | new | level |\n|---|---|---|---|---|---|"
    return "\n".join([header, *lines])


def _cells(change: Change) -> tuple[str, ...]:
    return (
        change.table,
        f"{change.what} {change.how}",
        _name(change),
        _value(change.old),
        _value(change.new),
        change.level,
    )


def _json(difference: Difference) -> str:
    return json.dumps(difference.to_dict(), indent=2, ensure_ascii=False) + "\n"


def _subject(change: Change) -> str:
    return f"{change.what} {_name(change)}".rstrip()


def _name(change: Change) -> str:
    cells = [f"{escape_control(name)}={escape_control(str(value))}" for name, value in (change.key or {}).items()]
    return " ".join(filter(None, [", ".join(cells), escape_control(change.field), escape_control(change.property)]))


def _sides(change: Change) -> str:
    if change.what == "file" or change.how != "changed":
        row = change.new if change.how == "added" else change.old
        return f": {_value(row)}" if row is not None else ""
    return f": {_value(change.old)} -> {_value(change.new)}"


def _value(value: Any) -> str:
    """Write a value in one line; a row as its cells that are not missing."""
    if value is None:
        return ""
    if isinstance(value, dict) and all(isinstance(cell, str | None) for cell in value.values()):
        value = ", ".join(f"{name}={cell}" for name, cell in value.items() if cell is not None)
    return escape_control(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _VALUE_LENGTH)


def _escape_markdown(text: str) -> str:
    """Keep the text of a cell as it is: Markdown would interpret its marks, and HTML its tags."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("&", "&amp;")


def _summary(difference: Difference) -> str:
    if not difference:
        return "no difference"
    changes = f"{count(len(difference.changes), 'change')}: a {difference.level} version bump"
    if not difference.required_version:
        return changes
    version = escape_control(difference.new_version) or "missing"
    outcome = f"and it is {version}" if difference.version_ok else f"but it is {version}"
    return f"{changes}, from {difference.old_version} to {difference.required_version} or later, {outcome}"


FORMATS: dict[str, Callable[[Difference], str]] = {"text": _text, "json": _json, "markdown": _markdown}
"""The function that writes a difference in each format."""
