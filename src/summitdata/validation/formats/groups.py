"""Errors that are the same but for their place, as one entry with all its places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.validation.formats.words import Words
    from summitdata.validation.report import Error

__all__ = ["Group", "grouped", "ranges"]

RANGE = 3
"""From how many lines one after the other on they are written as the first and the last."""


@dataclass
class Group:
    """Errors of one type on one field, with the same words and the same severity.

    Parameters
    ----------
    words : str
        What is wrong, without a place.
    errors : list of Error
        One or more, in the order of the report.
    """

    words: str
    errors: list[Error] = field(default_factory=list)

    @property
    def first(self) -> Error:
        """The first of the errors, whose type, field and severity all have."""
        return self.errors[0]

    @property
    def cell(self) -> str:
        """The text of the cell or the label, where all errors have the same; else ""."""
        cells = {_cell(error) for error in self.errors}
        return cells.pop() if len(cells) == 1 else ""

    def places(self, limit: int | None = None) -> str:
        """Return where the errors are: a line with its column, or so many lines of each file; else rows and columns."""
        places = list(dict.fromkeys(map(_place, self.errors)))
        if len(places) == 1:
            return places[0].text
        found: list[str] = []
        for title, group in groupby(places, key=lambda place: place.title):
            entries = list(group)
            items = ranges(entry.number for entry in entries) if title else [entry.text for entry in entries]
            shown = items[:limit]
            more = f" and {len(items) - len(shown):,} more" if len(shown) < len(items) else ""
            found.append(f"{title} {', '.join(shown)}{more}" if title else f"{'; '.join(shown)}{more}")
        return "; ".join(filter(None, found))


def grouped(errors: Iterable[Error], words: Words, limit: int | None = None) -> list[Group]:
    """Return the errors in groups, in the order of the first of each; at most so many groups.

    Parameters
    ----------
    errors : iterable of Error
    words : Words
        The words on the errors of their table.
    limit : int, optional
        How many groups there may be. An error that would begin another one is left out.

    Returns
    -------
    list of Group
    """
    groups: dict[tuple[str, str | None, str, str], Group] = {}
    for error in errors:
        text = _without_place(words.of(error), error)
        key = error.type, error.field_name, error.severity, text
        if key not in groups:
            if limit is not None and len(groups) >= limit:
                continue
            groups[key] = Group(text)
        groups[key].errors.append(error)
    return list(groups.values())


def ranges(numbers: Iterable[int]) -> list[str]:
    """Return numbers in their order, each once, and those that follow one after the other as a range.

    Examples
    --------
    >>> ranges([2, 3, 7, 8, 9, 10, 12, 12])
    ['2', '3', '7 to 10', '12']
    """
    ordered = sorted(set(numbers))
    found: list[str] = []
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        run_numbers = [number for _, number in run]
        if len(run_numbers) < RANGE:
            found += map(str, run_numbers)
        else:
            found.append(f"{run_numbers[0]} to {run_numbers[-1]}")
    return found


def _cell(error: Error) -> str:
    if error.cells is not None and error.field_number and error.field_number > len(error.cells):
        return ""  # frictionless calls a cell that is not there "None"
    cell = error.label if error.cell is None else error.cell
    return "" if cell is None else str(cell)


@dataclass(frozen=True)
class _Place:
    """Where one error is: in words, and as a number among others with the same title, which is "" if it has none."""

    text: str
    title: str = ""
    number: int = 0


def _place(error: Error) -> _Place:
    part = f"{error.place}, " if error.place else ""
    if line := error.line_number:
        column = f", column {error.column_number}" if error.column_number else ""
        return _Place(f"{part}line {line}{column}", f"{part}lines", line)
    if error.row_position is not None:
        number = error.row_position
        return _Place(f"row {number} of the frame, counted from 0", "rows of the frame, counted from 0:", number)
    return _Place(part + error.where if error.where else "")


def _without_place(text: str, error: Error) -> str:
    """Return the words without the row of the error, which frictionless' messages have in them."""
    if not error.row_number or text != error.message:
        return text
    row = rf'\b(?:the )?row (?:at position )?(?:"{error.row_number}"|{error.row_number}\b)'
    return re.sub(row, "the row", text, flags=re.IGNORECASE)
