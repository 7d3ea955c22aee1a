"""The formats of a difference: text for a terminal, Markdown for a pull request, JSON for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.escaping import escape_control

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.upkeep.diff import Change, Difference

__all__ = ["FORMATS", "markdown_changes"]

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
LONGEST = 200
"""Characters of a value that text and Markdown show; JSON shows all."""


def _text(found: Difference) -> str:
    lines, table = [f"{found.old} -> {found.new}"], ""
    for change in found.changes:
        if change.table != table:
            table = change.table
            lines.append(escape_control(table))
        lines.append(f"  {_SIGNS[change.how]} {_subject(change)}{_sides(change)}")
    return "\n".join([*lines, _verdict(found), ""])


def _markdown(found: Difference) -> str:
    head = f"**{_verdict(found)}**"
    return "\n\n".join([head, markdown_changes(found.changes)] if found else [head]) + "\n"


def markdown_changes(changes: tuple[Change, ...]) -> str:
    """Return changes as one Markdown table."""
    lines = ["| " + " | ".join(_escaped(cell) for cell in _cells(change)) + " |" for change in changes]
    head = "| table | what | key or name | old | new | level |\n|---|---|---|---|---|---|"
    return "\n".join([head, *lines])


def _cells(change: Change) -> tuple[str, ...]:
    return (
        change.table,
        f"{change.what} {change.how}",
        _name(change),
        _value(change.old),
        _value(change.new),
        change.level,
    )


def _json(found: Difference) -> str:
    return json.dumps(found.to_dict(), indent=2, ensure_ascii=False) + "\n"


def _subject(change: Change) -> str:
    return f"{change.what} {_name(change)}".rstrip()


def _name(change: Change) -> str:
    key = ", ".join(
        f"{escape_control(name)}={escape_control(str(value))}" for name, value in (change.key or {}).items()
    )
    return " ".join(filter(None, [key, escape_control(change.field), escape_control(change.property)]))


def _sides(change: Change) -> str:
    if change.what == "file" or change.how != "changed":
        row = change.new if change.how == "added" else change.old
        return f": {_value(row)}" if row is not None else ""
    return f": {_value(change.old)} -> {_value(change.new)}"


def _value(value: Any) -> str:
    """Write a value in one line; a row as its cells that have a value."""
    if value is None:
        return ""
    if isinstance(value, dict) and all(isinstance(cell, str | None) for cell in value.values()):
        value = ", ".join(f"{name}={cell}" for name, cell in value.items() if cell is not None)
    return escape_control(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), LONGEST)


def _escaped(text: str) -> str:
    """Keep a cell's text text: Markdown would read its marks, and HTML its tags."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("&", "&amp;")


def _verdict(found: Difference) -> str:
    if not found:
        return "no difference"
    words = f"{count(len(found.changes), 'change')}: a {found.level} version bump"
    if not found.demanded:
        return words
    verdict = "as it is" if found.enough else f"but it is {escape_control(found.new_version) or 'none'}"
    return f"{words}, from {found.old_version} to {found.demanded} or later, {verdict}"


FORMATS: dict[str, Callable[[Difference], str]] = {"text": _text, "json": _json, "markdown": _markdown}
"""How each format writes a difference."""
