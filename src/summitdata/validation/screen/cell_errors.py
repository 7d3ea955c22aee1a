"""The errors of a row that follow from its cells alone, made from the notes of frictionless' cell reader.

They are those of `linear_rows`, in the same order. But here a cell is read once for all rows that have its text, and in
a row only those are looked at that the screen knows to be wrong. The tests hold both
equal. Of a version of frictionless that is not known, all rows are left to `linear_rows`.
"""

from __future__ import annotations

from decimal import Decimal
from math import isnan
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from summitdata.validation.light_errors import MAX_CELL_LENGTH, LightError
from summitdata.validation.linear_rows import MAX_SHARED_CELLS, shared_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from summitdata.validation.screen.cell_reader import CellReader, CellResult
    from summitdata.validation.screen.result import Record

__all__ = ["CellErrors", "Found"]

Found: TypeAlias = tuple[str, str, int, str | None, str]
"""What is wrong with a row: the type of error, the field and its number, the text of the cell, and the note."""


class CellErrors:
    """Makes the errors of the cells of single rows.

    Parameters
    ----------
    reader : CellReader, optional
        What reads the cells; None if no row has a cell with an error.
    names : sequence of str
        The name of the field of each column.
    missing_values : callable
        Returns the missing values of a column.
    read_first : iterable of int
        The columns whose cells frictionless reads before the others, those of keys: their errors come first.
    """

    def __init__(
        self,
        reader: CellReader | None,
        names: Sequence[str],
        missing_values: Callable[[int], Sequence[str]],
        read_first: Iterable[int],
    ) -> None:
        self._reader, self._names, self._missing_values = reader, names, missing_values
        self._width = len(names)
        self._read_first = {column: place for place, column in enumerate(dict.fromkeys(read_first))}

    def found(self, record: Record) -> list[Found]:
        """Return what is wrong with a row that no key is about, in frictionless' order."""
        columns, cells = record.bad_columns, record.cells
        if len(columns) == 1 and len(cells) == self._width and self._reader is not None:
            (column,) = columns  # the most usual row, and so not a blank one
            cell = cells[column]
            result = self._reader.read_cell(column, cell)
            if result.type_errors and len(result.notes) == 1:
                return [("type-error", self._names[column], column + 1, cell, result.notes[0].note)]
        found, last = self._found(record, self._read_first)
        return [*found, *last] if last else found

    def shared_cells(self, record: Record) -> tuple[str, ...] | None:
        """Return the cells of a row for its errors, unless they are very many."""
        cells = record.cells
        is_short = len(record.text) <= MAX_CELL_LENGTH and len(cells) <= MAX_SHARED_CELLS
        return tuple(cells) if is_short else shared_cells(cells)

    def value(self, record: Record, column: int) -> Any:
        """Return the value of a column, None where the row lacks its cell."""
        if column >= len(record.cells):
            return None
        value = self._read(column, record.cells[column]).value
        if not _is_nan(value):
            return value
        assert self._reader is not None  # noqa: S101 - it has read the cell
        return self._reader.read_anew(column, record.cells[column])

    def in_parts(self, record: Record, read_first: Mapping[int, int]) -> tuple[list[LightError], list[LightError]]:
        """Return the errors of a row, and those that come after the errors of its keys.

        `read_first` has the columns whose cells were read before the others, each with its place among them.
        """
        shared, row = self.shared_cells(record), record.row
        found, last = (
            [
                LightError(error_type, name, number, note, cell=cell, cells=shared, row_number=row)
                for error_type, name, number, cell, note in part
            ]
            for part in self._found(record, read_first)
        )
        return found, last

    def _found(self, record: Record, read_first: Mapping[int, int]) -> tuple[list[Found], list[Found]]:
        cells, names, width = record.cells, self._names, self._width
        lacking = range(len(cells), width) if cells else range(0)  # a blank line lacks none
        columns = record.bad_columns
        if lacking or len(columns) > 1:
            columns = [*columns, *lacking]
            columns.sort(key=lambda at: read_first.get(at, len(read_first) + at))
        results = [(column, self._read(column, cells[column] if column < len(cells) else None)) for column in columns]
        if self._is_blank(cells, results):
            return [("blank-row", "", 0, None, "")], []
        found, last = list[Found](), list[tuple[int, Found]]()
        for column, result in results:
            for place, error_type, cell, note in result.notes:
                text = str(cells[column] if column < len(cells) else None) if cell is None else cell
                each = (error_type, names[column], column + 1, text, note)
                if place:
                    last.append((place, each))
                else:
                    found.append(each)
        for at in range(width, len(cells)):
            found.append(("extra-cell", "", at + 1, cells[at], ""))
        for at in lacking:
            found.append(("missing-cell", names[at], at + 1, "", ""))
        return found, [each for _, each in sorted(last, key=itemgetter(0))] if last else []

    def _read(self, column: int, text: str | None) -> CellResult:
        assert self._reader is not None  # noqa: S101 - a row with a cell to read was read before
        return self._reader.read_cell(column, text)

    def _is_blank(self, cells: list[str], results: list[tuple[int, CellResult]]) -> bool:
        """Whether no cell that the row has is a value or wrong."""
        for column, result in results:
            if column < len(cells) and (result.value is not None or result.type_errors):
                return False
        return all(cell in self._missing_values(column) for column, cell in enumerate(cells[: len(self._names)]))


def _is_nan(value: Any) -> bool:
    """Whether a value equals no other. A dictionary finds the very same one, so each cell has to have its own."""
    return value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and isnan(value)
