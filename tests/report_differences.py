"""What a report states differently from frictionless': one table, which the page on conformance shows.

`compared` returns every property of two reports that differs. What the table does not explain is a mistake of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["DIFFERENCES", "Difference", "Found", "compared", "explained", "table_of_differences"]

ABSENT = "absent"
"""Stands for the value of a property that only the other report has."""


@dataclass(frozen=True)
class Found:
    """A property that differs: whose it is, the two values, and what has it in the two reports."""

    of: str
    name: str
    ours: Any
    theirs: Any
    owner: dict[str, Any]
    their_owner: dict[str, Any]
    task: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.of}.{self.name}: {str(self.ours)[:300]!r} here, {str(self.theirs)[:300]!r} in frictionless"


@dataclass(frozen=True)
class Difference:
    """A way in which reports differ.

    Parameters
    ----------
    of : {"report", "task", "error"}
        What has the properties.
    names : tuple of str
        The properties, with the object that they are in: `stats.rows`.
    here, theirs : str
        What a report of ours states, and what frictionless' does.
    fits : callable
        Whether a property that differs does so in this way.
    """

    of: str
    names: tuple[str, ...]
    here: str
    theirs: str
    fits: Callable[[Found], bool]


def _only_here(found: Found) -> bool:
    return bool(found.theirs == ABSENT)


NOT_READ = frozenset({
    "source-error", "encoding-error", "scheme-error", "format-error", "compression-error", "resource-error",
    "no-reference",
})  # fmt: skip
"""The types of errors of a table that was not read to its end."""


def _is_unread(found: Found) -> bool:
    return bool(found.ours == ABSENT and NOT_READ & set(found.task["totals"]["type"]))


def _is_of_descriptor(found: Found) -> bool:
    theirs, ours = found.their_owner, found.owner
    types = {error["type"] for task in ours["tasks"] for error in task["errors"]}
    known = {"descriptor-error"}, {error["type"] for error in theirs["errors"]}
    return bool(not theirs["tasks"] and theirs["errors"] and types in known)


def _is_over_the_limit(found: Found) -> bool:
    tasks = found.their_owner.get("tasks", [found.their_owner])
    if not any(task["warnings"] for task in tasks):
        return False
    return bool(found.theirs == ABSENT or (found.ours != ABSENT and found.ours > found.theirs))


def _is_shorter_list(found: Found) -> bool:
    """Whether both lists begin with the same errors, and ours ends at the limit."""
    ours, theirs = found.ours, found.theirs
    return bool(found.task.get("warnings")) and len(ours) < len(theirs) and ours == theirs[: len(ours)]


def _is_limit(found: Found) -> bool:
    return all(text.startswith("reached error limit") for text in found.theirs)


def _is_note(found: Found) -> bool:
    return bool(found.ours == len(found.owner["warnings"]) and found.theirs in (0, 1))


def _is_cut(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(_is_cut, ours, theirs))
    if isinstance(theirs, str) and len(theirs) > LONG:
        return bool(re.match(r"(?s).*\.\.\. \([0-9]+ characters\)", ours) and ours[:LONG] == theirs[:LONG])
    return bool(ours == theirs)


def _is_time(found: Found) -> bool:
    return isinstance(found.ours, int | float) and (found.theirs == ABSENT or isinstance(found.theirs, float))


LONG = 10_000
TYPES = ("type", "title", "description", "tags", "note", "message")
SUMS = ("stats.md5", "stats.sha256", "stats.bytes", "stats.fields", "stats.rows")
DIFFERENCES = (
    Difference("report", ("stats.seconds",), "the time of this run", "the time of its own", _is_time),
    Difference(
        "report",
        ("warnings", "stats.warnings"),
        "the notes of all tasks, and how many they are; so are the errors that `--warn` names",
        "none, as those of a task stay there",
        lambda found: not found.theirs,
    ),
    Difference(
        "report",
        ("errors", "tasks", "stats.tasks", "stats.errors"),
        "a wrong descriptor or schema is a task with each mistake as an error `descriptor-error`, with its line; a "
        "wrong schema that is a dict is one with the error of frictionless",
        "it is one error of the report, which has no tasks",
        _is_of_descriptor,
    ),
    Difference(
        "report",
        ("stats.errors",),
        "all errors, listed or not",
        "those that are listed",
        _is_over_the_limit,
    ),
    Difference(
        "report",
        ("the whole report",),
        "what cannot be read or compared is an error of its table, such as `source-error` or `compression-error`; the "
        "other tables are validated",
        "an exception of Python ends the run, and no report is made",
        lambda found: bool(NOT_READ & set(found.ours)),
    ),
    Difference(
        "task",
        ("place",),
        "the file as it was named, or below the folder of the descriptor that was named; the descriptor of inline rows "
        "and of a table in several parts",
        "the path in the descriptor, with the file in an archive; `<memory>` and `(multipart)`",
        lambda found: isinstance(found.ours, str),
    ),
    Difference(
        "task",
        ("name",),
        "of a file that no descriptor lists, `table` if its name has no letter of English and no digit",
        "the name in Latin letters",
        lambda found: bool(found.ours == "table" and not found.task["place"].rpartition("/")[2][:-4].isascii()),
    ),
    Difference(
        "task",
        ("type",),
        "`table`, whatever is stated of the file",
        "`file`, `text` or `json` for what it does not read as a table",
        lambda found: bool(found.ours == "table"),
    ),
    Difference(
        "task",
        ("engine", "engineNote", "partial", "totals"),
        "what read the rows, and why the fast path did not; whether reading stopped before the end; how many errors "
        "there are of each type and of each field, listed or not",
        "not stated",
        _only_here,
    ),
    Difference(
        "task", ("stats.seconds",), "the time of this run; 0 if nothing was read", "the time of its own", _is_time
    ),
    Difference(
        "task",
        ("warnings", "stats.warnings"),
        "how many of the errors are listed, where reading stopped, and misspelt properties of schema and descriptor",
        "that the limit was reached",
        lambda found: _is_limit(found) if found.name == "warnings" else _is_note(found),
    ),
    Difference(
        "task",
        ("stats.errors", *SUMS),
        "with a limit, all errors and the sums of the whole file; reading stops early only where `partial` is true",
        "those up to the limit",
        _is_over_the_limit,
    ),
    Difference(
        "task",
        ("errors",),
        "no more than the limit",
        "all of the header, if no row follows",
        _is_shorter_list,
    ),
    Difference(
        "task",
        SUMS[:3],
        "of JSON files and of files that are not tables as well",
        "not stated for these",
        lambda found: _only_here(found) and found.task["place"].endswith((".json", ".jsonl", ".ndjson", ".md")),
    ),
    Difference(
        "task",
        SUMS,
        "not stated if the table was not read to its end",
        "as far as it was read when the error came",
        _is_unread,
    ),
    Difference(
        "error",
        ("lineNumber", "columnNumber", "severity"),
        "where the cell begins in the file, from 1; `error` or `warning`",
        "not stated",
        _only_here,
    ),
    Difference(
        "error",
        ("page",),
        "the address of the page on the type of error, where it is published",
        "not stated",
        _only_here,
    ),
    Difference(
        "error",
        ("place",),
        "the file, of a table in several parts; the descriptor, of an error that is of no table",
        "not stated",
        _only_here,
    ),
    Difference("error", ("sheet",), "the sheet of an Excel file", "not stated", _only_here),
    Difference(
        "error",
        ("cells", "labels"),
        "left out if the row or the header has more than 64 of them; the task has the labels",
        "all of them, in each error of the row",
        lambda found: bool(found.ours == ABSENT and len(found.theirs) > 64),
    ),
    Difference(
        "error",
        ("cell", "cells", "label", "labels", "note", "message"),
        "texts of more than 10,000 characters are cut there, and their length is stated",
        "all of them",
        lambda found: found.ours != ABSENT and _is_cut(found.ours, found.theirs),
    ),
    Difference(
        "error",
        ("note", "message"),
        "of `format-error`: which formats are read, or how to write this one",
        "only that the format is not supported",
        lambda found: bool(found.owner["type"] == "format-error" and found.ours.startswith(found.theirs)),
    ),
    Difference(
        "error",
        TYPES,
        "`no-reference` where a foreign key refers to a table that is not known, with the options that help",
        "`resource-error`",
        lambda found: bool((found.owner["type"], found.their_owner["type"]) == ("no-reference", "resource-error")),
    ),
    Difference(
        "error",
        TYPES,
        "`descriptor-error` where the descriptor names an encoding that is not known, with those that are near",
        "`encoding-error`",
        lambda found: bool((found.owner["type"], found.their_owner["type"]) == ("descriptor-error", "encoding-error")),
    ),
)
"""Each way in which reports differ."""


def compared(ours: dict[str, Any], theirs: dict[str, Any] | str) -> Iterator[Found]:
    """Yield each property that two reports have different values of; of frictionless an exception may be left alone."""
    if isinstance(theirs, str):
        types = [name for task in ours["tasks"] for name in task["totals"]["type"]]
        yield Found("report", "the whole report", types, theirs, ours, {}, {})
        return
    yield from _properties("report", ours, theirs, {})
    yield from _errors("report", ours, theirs, {})
    if len(ours["tasks"]) != len(theirs["tasks"]):
        yield Found("report", "tasks", _places(ours), _places(theirs), ours, theirs, {})
        return
    for task, their_task in zip(ours["tasks"], theirs["tasks"], strict=True):
        yield from _properties("task", task, their_task, task)
        yield from _errors("task", task, their_task, task)


def explained(found: Found) -> list[Difference]:
    """Return the entries of the table that a property differs by."""
    return [one for one in DIFFERENCES if one.of == found.of and found.name in one.names and one.fits(found)]


def _places(report: dict[str, Any]) -> list[str]:
    return [task["place"] for task in report["tasks"]]


def _errors(of: str, ours: dict[str, Any], theirs: dict[str, Any], task: dict[str, Any]) -> Iterator[Found]:
    if len(ours["errors"]) != len(theirs["errors"]):
        messages, their_messages = ([error["message"] for error in report["errors"]] for report in (ours, theirs))
        yield Found(of, "errors", messages, their_messages, ours, theirs, task)
    for error, their_error in zip(ours["errors"], theirs["errors"], strict=False):
        yield from _properties("error", error, their_error, task)


def _properties(of: str, ours: dict[str, Any], theirs: dict[str, Any], task: dict[str, Any]) -> Iterator[Found]:
    values, their_values = _flat(ours), _flat(theirs)
    for name in {**values, **their_values}:
        value, their_value = values.get(name, ABSENT), their_values.get(name, ABSENT)
        if type(value) is not type(their_value) or value != their_value:
            yield Found(of, name, value, their_value, ours, theirs, task)


def _flat(owner: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a report, a task or an error; those of its statistics one by one."""
    flat = {name: value for name, value in owner.items() if name not in ("tasks", "errors", "stats")}
    return flat | {f"stats.{name}": value for name, value in owner.get("stats", {}).items()}


def table_of_differences(of: str) -> str:
    """Return the entries of reports, tasks or errors as a table of Markdown."""
    rows = [
        f"| {', '.join(name if ' ' in name else f'`{name}`' for name in one.names)} | {one.here} | {one.theirs} |"
        for one in DIFFERENCES
        if one.of == of
    ]
    return "\n".join(["| property | here | in frictionless |", "|---|---|---|", *rows])
