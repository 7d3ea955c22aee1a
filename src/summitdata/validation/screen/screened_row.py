"""A row of which the screen knows the cells with an error, as the rows of frictionless' keys are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.validation.linear_rows import LinearRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitdata.validation.light_errors import LightError
    from summitdata.validation.linear_rows import RowReader
    from summitdata.validation.screen.cell_errors import CellErrors
    from summitdata.validation.screen.result import Record

__all__ = ["ScreenedRow"]


class ScreenedRow(LinearRow):
    """One row: of its cells, those are read that have an error, or that a key or a rule asks for."""

    __slots__ = ("_cell_errors", "_last", "_record")

    def __init__(self, reader: RowReader, record: Record, cell_errors: CellErrors) -> None:
        super().__init__(reader, record.cells, record.row)
        self._record, self._cell_errors = record, cell_errors
        self._last: list[LightError] = []

    def value_errors(self, find: Callable[[LinearRow], Iterable[LightError]]) -> Iterable[LightError]:  # noqa: ARG002 - the cell reader has found them
        """Return what is wrong with the values beyond frictionless' own errors."""
        return self._last

    def _read(self, position: int) -> Any:
        value = self._values[position] = self._cell_errors.value(self._record, position)
        return value

    def _process(self) -> None:
        read_first = {position: place for place, position in enumerate(self._values)}
        self._errors, self._last = self._cell_errors.in_parts(self._record, read_first)
        self._processed = True
