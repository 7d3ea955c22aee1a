"""Why a row does not fit its table as a whole: a delimiter too many or too few, a wrong quote, or no cell at all."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.counting import count
from summitdata.tabular.quotes import GOES_ON
from summitdata.validation.cause import Cause
from summitdata.validation.file_causes import MERGE_MARKS
from summitdata.validation.header import HEADER_ERRORS
from summitdata.validation.header_causes import WHOLE_LINES
from summitdata.validation.quote_errors import QUOTE_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from summitdata.validation.report_error import Error

__all__ = ["Width", "blank_causes", "errors_by_row", "row_causes", "rows_have"]

FEW = 3
"""So many rows of one wrong length are named one by one; more are named together."""
_DIGITS = re.compile(r"[-+]?\d+")


class Width(NamedTuple):
    """The fields of a table, as its columns are, its labels, its delimiter, and whether all errors are listed."""

    fields: list[dict[str, Any]]
    labels: tuple[str, ...]
    delimiter: str
    is_all: bool

    @property
    def cells(self) -> int:
        """How many cells a row should have."""
        return len(self.labels or self.fields)


def rows_have(number: int, width: Width) -> str:
    """Return the subject of what is said of rows."""
    if number <= FEW:
        return "the row has"
    return f"{'' if width.is_all else 'at least '}{number} rows have"


def errors_by_row(errors: Iterable[Error]) -> dict[int, list[Error]]:
    """Return the errors of rows whose cells are known."""
    rows: dict[int, list[Error]] = defaultdict(list)
    for error in errors:
        if error.cells is not None and error.row_number:
            rows[error.row_number].append(error)
    return rows


def row_causes(errors: Sequence[Error], width: Width) -> Iterator[Cause]:
    """Yield a cause for each wrong quote, and for each row, or kind of rows, with too many or too few cells."""
    quotes = [error for error in errors if error.type == QUOTE_ERROR]
    yield from _quote_causes(quotes, {row for error in errors for row in error.row_numbers or ()})
    left_out = {0, *(error.row_number for error in quotes)}
    # Where the number of labels is wrong, it does not say how many cells a row should have.
    headless = {error.place for error in errors if error.type in ("extra-label", "missing-label")}
    ragged = [
        error for error in errors if error.type in ("extra-cell", "missing-cell") and error.row_number not in left_out
    ]
    kinds: dict[tuple[str, str], list[list[Error]]] = defaultdict(list)
    for group in errors_by_row(ragged).values():
        if group[0].place not in headless:
            cells = [str(cell) for cell in group[0].cells or ()]
            title, advice = _title_and_advice(cells, width)
            kinds[title, f"{count(len(cells), 'cell')}, not {width.cells}{advice}"].append(group)
    for (title, note), groups in kinds.items():
        every = frozenset(error.row_number for group in groups for error in group if error.row_number)
        for chosen in groups if len(groups) <= FEW else groups[:1]:
            first = chosen[0]
            own = every if len(groups) > FEW else frozenset((first.row_number or 0,))
            said = f"{rows_have(len(groups), width)} {note}"
            yield Cause(title, said, first.line_number, 1, rows=own, place=first.place or "")


def blank_causes(errors: Sequence[Error], width: Width, start: bytes) -> Iterator[Cause]:
    """Yield why rows are empty, where that are many or other errors follow; `start` are the first bytes of the file."""
    blank = [error for error in errors if error.type == "blank-row"]
    rows = frozenset(error.row_number for error in blank if error.row_number)
    if not rows or (len(rows) <= FEW and all(error in blank for error in errors if error.row_number in rows)):
        return
    note, advice = f"{rows_have(len(rows), width)} no value", "remove the empty rows"
    if len(rows) <= FEW:
        for error in blank:
            own = frozenset((error.row_number or 0,))
            yield Cause("an empty row", f"{note}: remove it", error.line_number, 1, rows=own, place=error.place or "")
        return
    if start.count(b"\r\r\n") * 2 > start.count(b"\n"):
        note += r", since lines end with a carriage return too many (\r\r\n)"
        advice = 'write the file with newline="" in Python, or in binary mode'
    first = blank[0]
    yield Cause("empty rows", f"{note}: {advice}", first.line_number, 1, rows=rows, place=first.place or "")


def _quote_causes(quotes: list[Error], header_rows: set[int]) -> Iterator[Cause]:
    in_header = [error for error in quotes if error.row_number in header_rows]
    others = [error for error in quotes if error.row_number not in header_rows]
    for goes_on, title in ((True, "text after the quote that closes a cell"), (False, "an unclosed quote")):
        for error in (error for error in in_header if error.note.startswith(GOES_ON) is goes_on):
            yield Cause(
                title, error.note, error.line_number, error.column_number, HEADER_ERRORS | {QUOTE_ERROR},
                frozenset((error.field_name or "",)) if goes_on else frozenset(),  # what is not closed has all others
                frozenset((error.row_number or 0,)), error.place or "",
            )  # fmt: skip
        for group in _few_or_all([error for error in others if error.note.startswith(GOES_ON) is goes_on]):
            first = group[0]
            rows = frozenset(error.row_number or 0 for error in group)
            place = first.place or ""
            yield Cause(title, first.note, first.line_number, first.column_number, rows=rows, place=place)


def _few_or_all(errors: list[Error]) -> list[list[Error]]:
    """Return each of few errors alone, and many together."""
    return [[error] for error in errors] if len(errors) <= FEW else [errors] if errors else []


def _title_and_advice(cells: list[str], width: Width) -> tuple[str, str]:
    if len(cells) == 1 and width.cells > 1:
        return _of_one_cell(cells[0], width)
    if len(cells) < width.cells:
        return "a delimiter is missing", ": add the delimiter that is missing, and close each quote"
    if not any(cells[width.cells :]):
        return "a delimiter at the end", ", and the last are empty: remove the delimiter at the end of the line"
    if width.delimiter == "," and _has_decimal_comma(cells, width.fields):
        return "decimal commas without quotes", ": write a point in numbers, or put quotes around them"
    return "a delimiter too many", ": put quotes around a cell that has the delimiter in it, or remove it"


def _of_one_cell(cell: str, width: Width) -> tuple[str, str]:
    if cell.startswith((f"{MERGE_MARKS[0]} ", f"{MERGE_MARKS[-1]} ")):
        return "a mark of a merge conflict", ": remove the line, and compare the rows around it"
    if not any(map(str.isalnum, cell)):
        return "a line without letters or digits", ": remove it, or write the values"
    if cell.count(width.delimiter) == width.cells - 1:
        return WHOLE_LINES, ": remove the quotes around the line, and halve those within it"
    if width.cells > 2:  # noqa: PLR2004 - a row of two cells lacks one delimiter
        return "a line with one cell", ": remove it if it is a note, or add the delimiters, and close each quote"
    return "a delimiter is missing", ": add the delimiter that is missing, and close each quote"


def _has_decimal_comma(cells: list[str], fields: list[dict[str, Any]]) -> bool:
    """Whether two cells in a row are digits where the schema has a number, and only there one more cell than fields."""
    numbers = [at for at, field in enumerate(fields) if field.get("type") == "number"]
    return any(all(map(_DIGITS.fullmatch, cells[at : at + 2])) for at in numbers)
