"""An error of a report, and the keys of its JSON."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields, make_dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from summitdata.documentation import error_address
from summitdata.escaping import escape_control
from summitdata.tabular.excel_rows import cell_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["MAX_ROW_CELLS", "Error", "Severity", "Subject", "error_maker", "new_error", "place_in_file"]

MAX_ROW_CELLS = 64
"""How many cells of its row, or labels of its header, an error has in JSON. An error of a longer row has none of them:
line, column and cell say where it is, and the task has the header."""

Severity = Literal["error", "warning"]
Subject = Literal["descriptor", "file", "frame"]


def _camel(name: str) -> str:
    """Return a field's name as the JSON has it.

    Examples
    --------
    >>> _camel("row_number")
    'rowNumber'
    """
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def place_in_file(place: str, line: int | None, column: int | None = None) -> str:
    """Return a place as editors and terminals take it; what is not known is left out.

    Examples
    --------
    >>> place_in_file("a.csv", 5, 2), place_in_file("a.csv", 5), place_in_file("a.csv", None)
    ('a.csv:5:2', 'a.csv:5', 'a.csv')
    """
    return ":".join([place, *(str(number) for number in (line, column) if line and number)])


@dataclass(frozen=True, slots=True)
class Error:
    """One error of a report: a Frictionless error with its severity and the place of its cell in the file.

    Which fields have a value depends on the type, as in Frictionless: an error of a cell has `cells`, `row_number`,
    `cell`, `field_name` and `field_number`; one of a label has `labels`, `row_numbers` (those of the header), `label`,
    `field_name` and `field_number`; one of a descriptor has none of them.

    Parameters
    ----------
    type, title, description, message, note : str
        As in Frictionless. `message` is a whole sentence with the place; `note` is only what is wrong.
    tags : tuple of str
        As in Frictionless.
    cells, labels : tuple, optional
        The cells of the row, or the labels of the header; the errors of a row may share them.
    row_number, row_numbers : int or tuple of int, optional
        The record in the file, from 1; the header is row 1.
    row_position : int, optional
        The row of a DataFrame, from 0.
    cell, label : optional
        The text of the cell or the label.
    field_name, field_number : str and int, optional
        The field, and the number of its column from 1.
    field_names, field_cells, reference_name, reference_field_names : optional
        The two sides of a foreign key.
    line_number, column_number : int, optional
        Where the cell begins in the file: the physical line and the character in it, both from 1.
    place : str, optional
        The file that these are of, where the table is in several files.
    sheet : str, optional
        The sheet that it is in, of an Excel file.
    severity : {"error", "warning"}
        A warning is listed, and the table is valid with it.
    subject : {"descriptor", "file", "frame"}
        What the error is about. It decides which keys without a value `to_dict` writes.
    part_row : int, optional
        Its row there, counted as in a CSV file, where the part has no lines.
    """

    type: str
    title: str
    description: str
    message: str
    tags: tuple[str, ...] = ()
    note: str = ""
    cells: tuple[Any, ...] | None = None
    labels: tuple[Any, ...] | None = None
    row_number: int | None = None
    row_numbers: tuple[int, ...] | None = None
    row_position: int | None = None
    cell: Any = None
    label: Any = None
    field_name: str | None = None
    field_number: int | None = None
    field_names: tuple[str, ...] | None = None
    field_cells: tuple[Any, ...] | None = None
    reference_name: str | None = None
    reference_field_names: tuple[str, ...] | None = None
    line_number: int | None = None
    column_number: int | None = None
    place: str | None = None
    sheet: str | None = None
    severity: Severity = "error"
    subject: Subject = "descriptor"
    part_row: int | None = None

    @property
    def record_number(self) -> int | None:
        """The record of the file that the error is about; 1 is the header. `None` where it is about no record."""
        return self.row_number or next(iter(self.row_numbers or ()), None)

    def __repr__(self) -> str:
        numbers = (("line", self.line_number), ("column", self.column_number))
        place = self.where or ", ".join(f"{name} {number}" for name, number in numbers if number)
        what = f"{self.type}, {escape_control(place)}" if place else self.type
        return f"<Error {what}: {escape_control(self.note or self.message)}>"

    @property
    def where(self) -> str:
        """The row and the column of an error without a line, as in "row 17, column `price`"; else "".

        In an Excel file it is the sheet and the cell. Rows are counted as in a CSV file, whose header is row 1. Of a
        DataFrame it is the row alone, from 0.
        """
        number = self.part_row or self.record_number
        if self.row_position is not None:
            return f"row {self.row_position}"
        if self.line_number or number is None:
            return ""
        if self.sheet is not None:
            cell = f"cell `{cell_name(number, self.field_number)}`" if self.field_number else f"row {number}"
            return f"sheet `{self.sheet}`, {cell}"
        name = self.field_name or self.label
        column = f"column `{name}`" if name else f"column {self.field_number}" if self.field_number else ""
        return ", ".join(filter(None, ("the header" if self.labels else f"row {number}", column)))

    @property
    def placed_message(self) -> str:
        """The message, after the row and the column where no line is known."""
        return f"{self.where}: {self.message}" if self.where else self.message

    @property
    def page(self) -> str:
        """The page of the documentation on it: that of its type, or the one on the rules of this package's tables."""
        return "rules" if self.title == "Rule" else self.type

    @property
    def row(self) -> tuple[Any, ...]:
        """The cells of the row, or the labels of the header; empty where the error is about no record."""
        return self.labels or () if self.cells is None else self.cells

    def to_dict(self) -> dict[str, Any]:
        """Return the error as plain dicts and lists, in Frictionless' keys; most keys without a value are left out.

        So are the labels and the cells of a row that has more than `MAX_ROW_CELLS` of them. `page` is the address of
        the page on the type of error, where it is known.
        """
        always, never = _EMPTY_KEYS[self.subject], _LEFT_OUT[self.subject]
        address = error_address(self.page)
        page = {"page": address} if address else {}
        values = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in zip(_KEYS, _values(self), strict=True)
            if (value is not None or key in always) and key not in never and not (key in _ROWS and _is_wide(value))
        }
        return values | page


@cache
def _draft(first: tuple[str, ...]) -> Any:
    """Return the class of errors that are not frozen yet, which takes the named values first.

    They are filled five times as fast as frozen ones, and have the same slots, whatever the order of the values.
    """
    parts = sorted(fields(Error), key=lambda part: first.index(part.name) if part.name in first else len(first))
    defaults = {part.name: None if part.default is MISSING else part.default for part in parts}
    return make_dataclass("_Draft", [(name, Any, field(default=value)) for name, value in defaults.items()], slots=True)


def new_error(**values: Any) -> Error:
    """Return an error of these values."""
    error = _draft(())(**values)
    error.__class__ = Error
    return error  # type: ignore[no-any-return] # it is one since the line above


def error_maker(varying: Sequence[str], **fixed: Any) -> Callable[..., Error]:
    """Return what makes errors that differ in the named values alone: it takes these, in this order."""
    draft = _draft(tuple(varying))
    shared = [fixed.get(part.name, part.default) for part in fields(Error) if part.name not in varying]

    def make(*values: Any) -> Error:
        error = draft(*values, *shared)
        error.__class__ = Error
        return error  # type: ignore[no-any-return] # it is one since the line above

    return make


_KEYS = {_camel(part.name): part.name for part in fields(Error) if part.name != "subject"}
"""The keys of the JSON, in their order, with the attribute of each."""

_values = attrgetter(*_KEYS.values())

_ROWS = frozenset({"labels", "cells"})


def _is_wide(row: tuple[Any, ...] | None) -> bool:
    return row is not None and len(row) > MAX_ROW_CELLS


_PLACE = frozenset({"lineNumber", "columnNumber"})
_EMPTY_KEYS: dict[Subject, frozenset[str]] = {
    "descriptor": frozenset(),
    "file": _PLACE,
    "frame": _PLACE | {"rowNumber", "rowPosition", "fieldNumber"},
}
"""The keys that are written although they have no value."""

_LEFT_OUT: dict[Subject, frozenset[str]] = {
    "descriptor": frozenset({"severity"}),  # it has but one
    "file": frozenset(),
    "frame": frozenset(),
}
