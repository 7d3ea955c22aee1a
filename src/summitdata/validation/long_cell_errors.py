"""Cells that are too long to be read: a table ends there, whatever engine reads it, with the place of the cell."""

from __future__ import annotations

from contextlib import suppress

from summitdata.errors import SummitDataError
from summitdata.tabular.dialect import ENCODING
from summitdata.tabular.inputs import InputTable
from summitdata.tabular.long_cells import LongCellError
from summitdata.validation.budget import StopError
from summitdata.validation.places import is_arrow_copy

__all__ = ["long_cell", "refuse_long_cells", "stop_at_long_cell"]


def stop_at_long_cell(table: InputTable, error: LongCellError) -> StopError:
    """Return the end of a run at a cell that is too long."""
    from summitdata.tabular.csv_blocks import place_of

    place = None
    if table.file is not None and not is_arrow_copy(table):
        with suppress(SummitDataError, OSError, UnicodeError, LookupError):
            place = place_of(table.file, str(table.resource.get("encoding", ENCODING)), error.offset)
    return long_cell(error, place)


def long_cell(error: LongCellError, place: tuple[int, int] | None) -> StopError:
    """Return the error of a report for a cell that is too long."""
    line, column = place or (None, None)
    note = f"{error.describe(line)}, or allow longer cells with --max-cell-bytes (max_cell_bytes=)"
    return StopError("long-cell", note, line=line, column=column)


def refuse_long_cells(table: InputTable, max_cell: int) -> None:
    """Look for cells that are too long before frictionless reads the files: it would read them to their end.

    Raises
    ------
    LongCellError
        The table has one.
    StopError
        A table that its foreign keys refer to has one.
    """
    from summitdata.tabular.csv_records import refuse_long_cells_in

    refuse_long_cells_in(table.file, table.resource, max_cell)
    if (table.resource.get("schema") or {}).get("foreignKeys"):
        for resource, folder in table.other_resources:
            other = InputTable(resource, folder, str(resource.get("path")))
            try:
                refuse_long_cells_in(other.file, resource, max_cell)
            except LongCellError as error:
                stop = stop_at_long_cell(other, error)
                raise StopError("long-cell", f"{other.file}: {stop.note}") from error
