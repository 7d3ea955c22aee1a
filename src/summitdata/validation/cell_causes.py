"""Why the cells of a field are not of its type: written as in another country, or by a program for people.

What is proposed for the schema was tried on the cells: it reads them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.errors import SummitDataError, shown
from summitdata.tabular.field_reader import cell_reader
from summitdata.validation.cause import Cause
from summitdata.validation.cell_habits import DAY_FIRST, HABITS, MISSING, MONTH_FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from summitdata.validation.cell_habits import Habit
    from summitdata.validation.report_error import Error

__all__ = ["cell_causes"]

_COMPILED = [(habit, re.compile(habit.pattern, re.DOTALL)) for habit in HABITS]
MOST_TRIED = 50
"""A change that reads none of so many cells is not tried on the others."""
AT_ONCE = 500
"""How many errors are looked at before it is clear that their cells are not written in one way."""
AMBIGUOUS = "dates that begin with the day or the month"


class _Found(NamedTuple):
    """The errors of a field whose cells are written in one way, and what the field could have instead."""

    habit: Habit
    errors: list[Error]
    change: dict[str, Any]
    other: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    """What reads them just as well: the other order of day and month."""


def cell_causes(
    errors: Iterable[Error], fields: list[dict[str, Any]], rows: int = 0, required: Collection[str] = ()
) -> Iterator[Cause]:
    """Yield a cause for each field whose cells with an error of their type are mostly written in one way.

    Parameters
    ----------
    errors : iterable of Error
        Those of a table, or the first of them.
    fields : list of dict
        Those of its schema.
    rows : int
        In how many rows the errors are: where most cells of a field are right, so is its schema.
    required : collection of str
        The fields in which no value may be missing.
    """
    by_name = {field.get("name"): field for field in fields}
    groups: dict[str, list[Error]] = defaultdict(list)
    for error in errors:
        if error.type == "type-error" and error.field_name and isinstance(error.cell, str):
            groups[error.field_name].append(error)
    for name, group in groups.items():
        field = by_name.get(name, {})
        if (found := _found(group, field)) is not None:
            yield _cause(
                found, field, is_mostly_right=len(group) * 2 < rows, is_required=name in required or _is_required(field)
            )


def _is_required(field: dict[str, Any]) -> bool:
    return bool((field.get("constraints") or {}).get("required"))


def _found(group: list[Error], field: dict[str, Any]) -> _Found | None:
    reader = cache(partial(_reader, field))  # few habits need it
    for habit, pattern in _COMPILED:
        if habit.types and field.get("type", "string") not in habit.types:
            continue
        fitting = _fitting(group, pattern)
        if habit.removed:
            fitting = [error for error in fitting if _reads(reader(), re.sub(habit.removed, "", str(error.cell)))]
        if len(fitting) * 5 < len(group) * 4:
            continue
        found = _read(habit, fitting, field)
        if habit.only_read and (not found.change or len(found.errors) * 5 < len(group) * 4):
            continue
        if habit.title == DAY_FIRST:
            other = _read(next(habit for habit in HABITS if habit.title == MONTH_FIRST), fitting, field)
            if other.change and len(other.errors) > len(found.errors):
                continue
            if other.change and len(other.errors) == len(found.errors):
                return found._replace(other=other.change)
        return found
    return None


def _fitting(group: list[Error], pattern: re.Pattern[str]) -> list[Error]:
    """Return the errors whose cell has a form; none as soon as fewer than four in five can have it."""
    fitting: list[Error] = []
    for seen in range(0, len(group), AT_ONCE):
        part = group[seen : seen + AT_ONCE]
        fitting += [error for error in part if pattern.fullmatch(str(error.cell))]
        if (seen + len(part) - len(fitting)) * 5 > len(group):
            return []
    return fitting


def _read(habit: Habit, errors: list[Error], field: dict[str, Any]) -> _Found:
    """Return the change of a field with which most cells are read, if all are or the habit is known by it."""
    best = _Found(habit, errors, {})
    cells = dict.fromkeys(str(error.cell) for error in errors)
    tried = list(islice(cells, MOST_TRIED))
    for change in habit.changes:
        if "type" in change and field.get("type") in (change["type"], "year"):
            continue  # it is of that type already, or a year
        reader = _reader({**field, **change})
        if not any(_reads(reader, cell) for cell in tried):
            continue
        right = {cell for cell in cells if _reads(reader, cell)}
        read = [error for error in errors if error.cell in right]
        if len(read) == len(errors):
            return _Found(habit, errors, change)
        if habit.only_read and read and (not best.change or len(read) > len(best.errors)):
            best = _Found(habit, read, change)
    return best


def _reader(field: dict[str, Any]) -> Callable[[str], Any] | None:
    try:
        return cell_reader(field)
    except (SummitDataError, TypeError, ValueError):
        return None


def _reads(reader: Callable[[str], Any] | None, cell: str) -> bool:
    try:
        return reader is not None and reader(cell) is not None
    except (TypeError, ValueError, OverflowError):
        return False


def _cause(found: _Found, field: dict[str, Any], *, is_mostly_right: bool, is_required: bool) -> Cause:
    first, title, advice = found.errors[0], found.habit.title, found.habit.advice
    if found.other:
        title = AMBIGUOUS
    if title == MISSING and is_required:
        advice = "write the value, since the field is required"
    elif is_mostly_right:
        pass  # what the schema says is right
    elif found.other:
        advice += f", or set the format of the field in the schema: {_json(found.change)} or {_json(found.other)}"
    elif found.change:
        advice += f", or set {_json(found.change)} in the field of the schema"
    name = str(field.get("name"))
    example = f"{shown(first.cell)} is not of the type {field.get('type', 'string')}"
    rows = frozenset(error.row_number for error in found.errors if error.row_number)
    return Cause(
        title, f"field {name}: {example}: {advice}", first.line_number, first.column_number,
        frozenset(("type-error",)), frozenset((name,)), rows, first.place or "",
    )  # fmt: skip


def _json(change: dict[str, Any]) -> str:
    r"""Return properties as they stand in a schema.

    Examples
    --------
    >>> _json({"groupChar": " ", "decimalChar": ","})
    '"groupChar": " " and "decimalChar": ","'
    """
    return " and ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in change.items())
