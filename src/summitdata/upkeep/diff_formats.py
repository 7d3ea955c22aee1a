"""The formats of a difference: text or a summary for a terminal, Markdown for a pull request, JSON for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.escaping import escape_control, escape_markdown, json_text
from summitdata.upkeep.difference import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.upkeep.difference import Change, Difference

__all__ = ["FORMATS", "markdown_changes"]

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_VALUE_LENGTH = 200
"""How many characters of a value text and Markdown show; JSON has all."""


def _text(difference: Difference) -> str:
    lines, table = [f"{_path(difference.old)} -> {_path(difference.new)}"], ""
    for change in difference.changes:
        if change.table != table:
            table = change.table
            lines.append(escape_control(table))
        lines.append(f"  {_SIGNS[change.how]} {_subject(change)}{_sides(change)}")
    return "\n".join([*lines, _summary(difference, escape_control), ""])


def _short(difference: Difference) -> str:
    """Write one line for each table: how many of its rows, cells and other parts changed, and the highest level."""
    changes: dict[str, list[Change]] = {}
    for change in difference.changes:
        changes.setdefault(change.table, []).append(change)
    lines = [f"{_path(difference.old)} -> {_path(difference.new)}"]
    for table, of_table in changes.items():
        level = max((change.level for change in of_table), key=LEVELS.index)
        lines.append(f"  {escape_control(table) or 'the package'} ({level}): {', '.join(_counts(of_table))}")
    return "\n".join([*lines, _summary(difference, escape_control), ""])


def _counts(changes: list[Change]) -> list[str]:
    """Return how many parts of each kind changed, one with several changed properties once."""
    parts: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        parts.setdefault((change.what, change.how), set()).add(f"{change.key} {change.field}")
    return [
        f"{count(len(found), what) if what in ('field', 'row', 'cell') else what} {how}"
        for (what, how), found in parts.items()
    ]


def _path(path: str) -> str:
    return escape_control(path, len(path))


def _markdown(difference: Difference) -> str:
    summary = f"**{_summary(difference, escape_markdown)}**"
    return "\n\n".join([summary, markdown_changes(difference.changes)] if difference else [summary]) + "\n"


def markdown_changes(changes: tuple[Change, ...]) -> str:
    """Return changes as one Markdown table."""
    lines = [f"| {' | '.join(_cells(change))} |" for change in changes]
    header = "| table | what | key or name | old | new | level |\n|---|---|---|---|---|---|"
    return "\n".join([header, *lines])


def _cells(change: Change) -> tuple[str, ...]:
    name, old, new = _name(change), _value(change.old), _value(change.new)
    untrusted = [escape_markdown(text, len(text)) for text in (escape_control(change.table), name, old, new)]
    return untrusted[0], f"{change.what} {change.how}", *untrusted[1:], change.level


def _json(difference: Difference) -> str:
    return json_text(difference.to_dict(), indent=2) + "\n"


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


def _summary(difference: Difference, escape: Callable[[str], str]) -> str:
    if not difference:
        return "no difference"
    changes = f"{count(len(difference.changes), 'change')}: a {difference.level} version bump"
    if not difference.required_version:
        return changes
    version = escape(difference.new_version) or "missing"
    outcome = f"and it is {version}" if difference.version_ok else f"but it is {version}"
    old = escape(difference.old_version)
    return f"{changes}, from {old} to {difference.required_version} or later, {outcome}"


FORMATS: dict[str, Callable[[Difference], str]] = {
    "text": _text,
    "summary": _short,
    "json": _json,
    "markdown": _markdown,
}
"""The function that writes a difference in each format."""
