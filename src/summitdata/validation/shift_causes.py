"""Why most cells of a row are not of their types: they stand one column too far to the left or to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.errors import shown
from summitdata.tabular.field_reader import cell_reader
from summitdata.validation.cause import Cause
from summitdata.validation.row_causes import FEW, Width, errors_by_row, rows_have

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from summitdata.validation.report_error import Error

__all__ = ["shift_causes"]

TEXT = ("string", "any")
"""Types that take any text, so that a cell in them proves nothing."""
ALIKE = (frozenset(("integer", "number", "year")), frozenset(("date", "datetime", "yearmonth", "time")))
"""Types of which a cell is often taken for another: that it is one proves no shift."""
PROOFS = 2
"""So many cells must be of the type of the next column, and not of the type of their own, or of a text."""
WAYS = {
    1: ("cells shifted to the left", "insert the cell that is missing, and remove the delimiter at the end of the row"),
    -1: ("cells shifted to the right", "remove the empty cell that is too many, and add the cell that the end lacks"),
}
"""By how many columns the cells are to be moved: what the cause is, and what to do."""


class _Shift(NamedTuple):
    by: int
    error: Error
    fits: str


def shift_causes(errors: Sequence[Error], width: Width) -> Iterator[Cause]:
    """Yield a cause for each row, or for many, whose cells are valid one column further."""
    if width.labels and list(width.labels) != [field.get("name") for field in width.fields]:
        return  # which field a column is of is not certain
    readers: dict[int, Callable[[str], Any]] = {}
    found: dict[int, list[_Shift]] = {by: [] for by in WAYS}
    with_room = (error for error in errors if error.cells and "" in error.cells)  # a cell is moved to where none was
    for group in errors_by_row(with_room).values():
        shifts = (_shift(group, by, width.fields, readers) for by in WAYS)
        if shift := next(filter(None, shifts), None):
            found[shift.by].append(shift)
    for by, shifts_of_way in found.items():
        every = frozenset(shift.error.row_number or 0 for shift in shifts_of_way)
        for shift in shifts_of_way if len(shifts_of_way) <= FEW else shifts_of_way[:1]:
            error, (title, advice) = shift.error, WAYS[by]
            note = (
                f"{rows_have(len(every), width)} cells one column too far to the {title.split()[-1]}: "
                f"{shown(error.cell)} is in {error.field_name}, and is valid in {shift.fits}: {advice}"
            )
            rows = every if len(every) > FEW else frozenset((error.row_number or 0,))
            yield Cause(title, note, error.line_number, 1, rows=rows, place=error.place or "")


def _shift(
    group: list[Error], by: int, fields: list[dict[str, Any]], readers: dict[int, Callable[[str], Any]]
) -> _Shift | None:
    """Return that all wrong cells of a row, and most of those beside them, are of the types of the next columns.

    The column that the last of them would be moved to is empty, or the cell that would be overwritten is.
    """
    cells = [str(cell) for cell in group[0].cells or ()]
    wrong = {error.field_number - 1: error for error in group if error.type == "type-error" and error.field_number}
    if len(cells) != len(fields) or not wrong or "" not in cells or (by == 1 and cells[-1]):
        return None
    proofs: list[int] = []
    own_type = 0
    for at in range(len(cells) - 1 - (by == 1), -1 if by == 1 else 0, -1):
        cell, type_, other = cells[at], _type(fields[at]), _type(fields[at + by])
        if cell and not _reads(cell, at + by, fields, readers):
            return None
        own_type += bool(cell) and type_ not in TEXT and at not in wrong
        is_alike = type_ == other or any({type_, other} <= types for types in ALIKE)
        if cell and other not in TEXT and not is_alike and (at in wrong or type_ in TEXT):
            proofs.append(at)
        is_whole = at <= min(wrong) and (by == 1 or not cells[at - 1])
        proved = [at for at in proofs if at in wrong]
        if is_whole and proved and len(proofs) >= PROOFS and len(wrong) > own_type:
            error = wrong[proved[-1]]
            return _Shift(by, error, str(fields[proved[-1] + by].get("name")))
    return None


def _type(field: dict[str, Any]) -> str:
    return str(field.get("type", "string"))


def _reads(cell: str, at: int, fields: list[dict[str, Any]], readers: dict[int, Callable[[str], Any]]) -> bool:
    if _type(fields[at]) in TEXT and "format" not in fields[at]:
        return True
    if at not in readers:
        readers[at] = cell_reader(fields[at])
    return readers[at](cell) is not None
