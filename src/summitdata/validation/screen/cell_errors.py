"""The errors of a row that follow from its cells alone, made from the notes of frictionless' cell reader.

They are those of `linear_rows`, in the same order. But here a cell is read once for all rows that have its text, and in
a row only those are looked at that the screen knows to be wrong. The tests hold both
equal. Of a version of frictionless that is not known, all rows are left to `linear_rows`.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from summitdata.validation.light_errors import LightError
from summitdata.validation.linear_rows import shared_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from summitdata.validation.screen.cell_reader import CellReader, CellResult
    from summitdata.validation.screen.result import Record

__all__ = ["KNOWN_VERSIONS", "CellErrors", "is_known_version"]

KNOWN_VERSIONS = ("5.21.",)
"""How the versions of frictionless begin whose rows are known to be put together as they are here."""


def is_known_version() -> bool:
    """Whether the rows of the installed frictionless are known."""
    from importlib.metadata import version  # a valid table does not need it, and it takes long to import

    return version("frictionless").startswith(KNOWN_VERSIONS)


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
        self._order = list(dict.fromkeys([*read_first, *range(len(names))]))
        self._place = {column: place for place, column in enumerate(self._order)}.__getitem__

    def errors(self, record: Record) -> list[LightError]:
        """Return the errors of a row; it has at least one."""
        cells, width = record.cells, len(self._names)
        lacking = range(len(cells), width) if cells else range(0)  # a blank line lacks none
        columns = record.bad_columns
        if lacking or len(columns) > 1:
            columns = sorted([*columns, *lacking], key=self._place)
        shared, row = shared_cells(cells), record.row
        results = [(column, self._read(column, cells[column] if column < len(cells) else None)) for column in columns]
        if self._is_blank(cells, results):
            return [LightError("blank-row", "", 0, cells=shared, row_number=row)]
        names, errors, last = self._names, list[LightError](), list[tuple[int, LightError]]()
        for column, result in results:
            for place, error_type, cell, note in result.notes:
                error = LightError(error_type, names[column], column + 1, note, None, None, None, cell, shared, row)
                if place:
                    last.append((place, error))
                else:
                    errors.append(error)
        for at in range(width, len(cells)):
            errors.append(LightError("extra-cell", "", at + 1, cell=cells[at], cells=shared, row_number=row))
        for at in lacking:
            errors.append(LightError("missing-cell", names[at], at + 1, cell="", cells=shared, row_number=row))
        return [*errors, *(error for _, error in sorted(last, key=itemgetter(0)))] if last else errors

    def _read(self, column: int, text: str | None) -> CellResult:
        assert self._reader is not None  # noqa: S101 - a row with a cell to read was read before
        return self._reader.read_cell(column, text)

    def _is_blank(self, cells: list[str], results: list[tuple[int, CellResult]]) -> bool:
        """Whether no cell that the row has is a value or wrong."""
        for column, result in results:
            if column < len(cells) and (result.value is not None or result.type_errors):
                return False
        return all(cell in self._missing_values(column) for column, cell in enumerate(cells[: len(self._names)]))
