"""Why a row does not fit its table as a whole: a delimiter too many or too few, or a quote that is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.tabular.quotes import GOES_ON
from summitdata.validation.cause import Cause
from summitdata.validation.quote_errors import QUOTE_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summitdata.validation.report_error import Error

__all__ = ["row_causes"]

FEW = 3
"""So many rows of one wrong length are named one by one; more are named together."""
_DIGITS = re.compile(r"[-+]?\d+")


def row_causes(errors: Sequence[Error], fields: list[dict[str, Any]], delimiter: str) -> Iterator[Cause]:
    """Yield a cause for each wrong quote, and for each row, or length of rows, with too many or too few cells."""
    quotes = [error for error in errors if error.type == QUOTE_ERROR]
    yield from _quote_causes(quotes)
    quoted = {error.row_number for error in quotes}
    rows: dict[int, list[Error]] = defaultdict(list)
    for error in errors:
        is_ragged = error.type in ("extra-cell", "missing-cell") and error.row_number not in quoted
        if is_ragged and error.cells and error.row_number:
            rows[error.row_number].append(error)
    by_length: dict[int, list[list[Error]]] = defaultdict(list)
    for group in rows.values():
        by_length[len(group[0].cells or ())].append(group)
    for length, groups in by_length.items():
        every = frozenset(error.row_number for group in groups for error in group if error.row_number)
        for chosen in groups if len(groups) <= FEW else groups[:1]:
            first = chosen[0]
            title, note = _title_and_note(chosen, length, fields, delimiter, len(groups))
            own = every if len(groups) > FEW else frozenset((first.row_number or 0,))
            yield Cause(title, note, first.line_number, 1, rows=own, place=first.place or "")


def _quote_causes(quotes: list[Error]) -> Iterator[Cause]:
    for goes_on, title in ((True, "text after the quote that closes a cell"), (False, "an unclosed quote")):
        for group in _few_or_all([error for error in quotes if error.note.startswith(GOES_ON) is goes_on]):
            first = group[0]
            rows = frozenset(error.row_number or 0 for error in group)
            place = first.place or ""
            yield Cause(title, first.note, first.line_number, first.column_number, rows=rows, place=place)


def _few_or_all(errors: list[Error]) -> list[list[Error]]:
    """Return each of few errors alone, and many together."""
    return [[error] for error in errors] if len(errors) <= FEW else [errors]


def _title_and_note(
    errors: list[Error], length: int, fields: list[dict[str, Any]], delimiter: str, rows: int
) -> tuple[str, str]:
    cells = [str(cell) for cell in errors[0].cells or ()]
    which = f"{rows} rows have" if rows > FEW else "the row has"
    sizes = f"{which} {count(length, 'cell')}, not {len(fields)}"
    if errors[0].type == "missing-cell":
        return "a delimiter is missing", f"{sizes}: add the delimiter that is missing, and close each quote"
    if not any(cells[len(fields) :]):
        return "a delimiter at the end", f"{sizes}, and the last are empty: remove the delimiter at the end of the line"
    if delimiter == "," and _has_decimal_comma(cells, fields):
        return "decimal commas without quotes", f"{sizes}: write a point in numbers, or put quotes around them"
    return "a delimiter too many", f"{sizes}: put quotes around a cell that has the delimiter in it, or remove it"


def _has_decimal_comma(cells: list[str], fields: list[dict[str, Any]]) -> bool:
    """Whether two cells in a row are digits where the schema has a number, and only there one more cell than fields."""
    return any(
        field.get("type") == "number" and all(map(_DIGITS.fullmatch, cells[at : at + 2]))
        for at, field in enumerate(fields)
    )
