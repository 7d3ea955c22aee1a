"""The rows of a table as frictionless reads them, in time and memory linear in what the file has.

frictionless' own `Row` makes an error for each cell that is too many or missing, each with a copy of the row. Here, the
errors of a row share its cells, and of those that no list has room for there are only counts: of a missing cell nothing
is made but its place. Cells are read by frictionless' readers, and the order of the errors is frictionless'. The tests
hold both equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from summitdata.validation.light_errors import MAX_CELL_LENGTH, LightError, cut_long_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import frictionless

__all__ = ["MAX_SHARED_CELLS", "LinearRow", "RowReader", "shared_cells"]


MAX_SHARED_CELLS = 1000
"""How many cells of a row its errors share; of a longer row, they have their own cell only."""


class RowReader:
    """What the rows of a table share.

    Parameters
    ----------
    fields : sequence of frictionless.Field
        The field of each column.
    room : callable
        Says how many more errors are listed; the others are only counted.
    """

    def __init__(self, fields: Sequence[frictionless.Field], room: Callable[[], int]) -> None:
        self.names = [field.name for field in fields]
        self.positions = {name: position for position, name in enumerate(self.names)}
        self.readers = [_make_reader(field) for field in fields]
        self.room = room
        self.notes: dict[str, str] = {}
        self.unlisted = UnlistedErrors(self)

    @cached_property
    def notes_if_missing(self) -> list[tuple[int, str]]:
        """What is wrong with each cell that a row lacks, beside that: position and note, in order."""
        missing = enumerate(read(None)[1] for read in self.readers)
        return [(position, note) for position, notes in missing for note in (notes or {}).values()]

    def notes_at(self, position: int) -> int:
        """Return how many notes there are on a missing cell of a column."""
        notes = self.notes_if_missing
        return bisect_left(notes, (position + 1, "")) - bisect_left(notes, (position, ""))


def shared_cells(cells: Sequence[Any]) -> tuple[str, ...] | None:
    """Return the cells of a row for its errors, unless they are very many."""
    if len(cells) > MAX_SHARED_CELLS:
        return None
    texts = ["" if cell is None else str(cell) for cell in cells]
    return cut_long_texts(texts) if max(map(len, texts), default=0) > MAX_CELL_LENGTH else tuple(texts)


def _make_reader(field: frictionless.Field) -> Callable[[Any], tuple[Any, Any]]:
    """Return what reads the cells of a field.

    Raises
    ------
    frictionless.FrictionlessException
        There is none: frictionless needs another library for the format, or the items of an array are of no type.
    """
    from frictionless import FrictionlessException
    from frictionless.errors import FieldError

    try:
        reader: Callable[[Any], tuple[Any, Any]] = field.create_cell_reader()
    except FrictionlessException as error:  # it does not name the field
        note = f"{error.error.note.strip()}, or change its type or format"
        raise FrictionlessException(
            FieldError(note=f'the field "{field.name}" (type "{field.type}", format "{field.format}"): {note}')
        ) from error
    return reader


class UnlistedErrors:
    """The number of errors that no list has room for.

    Those of a row only count once it is done (`count_row`): where frictionless fails on a row, it has no errors.
    """

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._missing_from: Counter[int] = Counter()
        self._noted_from: Counter[int] = Counter()
        self._listed: Counter[str] = Counter()
        self._extra_cells = 0
        self._of_row: tuple[int, tuple[int, int, Counter[str]] | None] = (0, None)

    def add_extra(self, number: int) -> None:
        """Note extra cells of a row."""
        self._of_row = (number, None)

    def add_missing(self, missing_from: int, noted_from: int, listed: Counter[str]) -> None:
        """Note the cells that a row lacks.

        Parameters
        ----------
        missing_from : int
            The first position that is not listed as missing.
        noted_from : int
            The index of the first note on a missing cell that is not listed.
        listed : Counter
            How many of the notes after it are listed nevertheless, by the name of their field.
        """
        self._of_row = (0, (missing_from, noted_from, listed))

    def count_row(self) -> None:
        """Count what was noted of a row."""
        extra_cells, missing = self._of_row
        self._of_row = (0, None)
        self._extra_cells += extra_cells
        if missing:
            missing_from, noted_from, listed = missing
            self._missing_from[missing_from] += 1
            self._noted_from[noted_from] += 1
            self._listed += listed

    def totals(self) -> tuple[Counter[str], Counter[str]]:
        """Return how many errors there are, by type and by field."""
        by_field: Counter[str] = Counter()
        missing = self._count_up(self._missing_from, self._reader.names, by_field)
        noted = 0
        if self._noted_from:
            names = [self._reader.names[position] for position, _ in self._reader.notes_if_missing]
            noted = self._count_up(self._noted_from, names, by_field)
        by_field -= self._listed
        by_type = {
            "extra-cell": self._extra_cells,
            "missing-cell": missing,
            "constraint-error": noted - self._listed.total(),
        }
        return Counter(by_type), by_field

    @staticmethod
    def _count_up(starts: Counter[int], names: list[str], by_field: Counter[str]) -> int:
        """Count each name once for each start at or before it; return how many that are."""
        total = rows = 0
        if starts:
            for position, name in enumerate(names):
                rows += starts.get(position, 0)
                if rows and name:
                    by_field[name] += rows
                total += rows
        return total


class LinearRow:
    """One row: it reads a cell when it is asked for, and has the errors of all cells in frictionless' order."""

    __slots__ = ("_blank", "_cut", "_errors", "_processed", "_reader", "_values", "cells", "row_number")

    def __init__(self, reader: RowReader, cells: list[Any], row_number: int) -> None:
        self.cells, self.row_number = cells, row_number
        self._reader = reader
        self._values: dict[int, Any] = {}
        self._errors: list[LightError] = []
        self._blank = 0
        self._processed = False
        self._cut: tuple[str, ...] | None = None

    @property
    def field_names(self) -> list[str]:
        """The names of the fields of all columns."""
        return self._reader.names

    def __getitem__(self, name: str) -> Any:
        position = self._reader.positions[name]
        return self._values[position] if position in self._values else self._read(position)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field."""
        return self[name] if name in self._reader.positions else default

    @property
    def errors(self) -> list[LightError]:
        """The errors that are listed, and all those of cells that the row has."""
        if not self._processed:
            self._process()
        return self._errors

    def missing_without_error(self, names: Sequence[str]) -> list[str]:
        """Return which of some fields have a missing value that the row has no error for."""
        wrong = {error.field_name for error in self.errors}
        positions = self._reader.positions
        return [
            name for name in names if self[name] is None and name not in wrong and positions[name] < len(self.cells)
        ]

    def column(self, name: str) -> int:
        """Return the column of a field, from 1, or the last one that the row has."""
        return min(self._reader.positions[name] + 1, max(1, len(self.cells)))

    @property
    def is_blank(self) -> bool:
        """Whether no cell has a value, and none is wrong."""
        return bool(self.errors) and self._errors[0].type == "blank-row"

    def error(self, error_type: str, note: str, field_name: str | None = None, **values: Any) -> LightError:
        """Return an error of the row, or of the value of a field."""
        number = 0
        if field_name is not None:
            values["cell"] = str(self[field_name])
            number = self._reader.positions[field_name] + 1
        cells = self._shared_cells()
        return LightError(error_type, field_name or "", number, note, cells=cells, row_number=self.row_number, **values)

    def value_errors(self, find: Callable[[LinearRow], Iterable[LightError]]) -> Iterable[LightError]:
        """Return what is wrong with the values beyond frictionless' own errors, which `find` finds."""
        return find(self)

    def _shared_cells(self) -> tuple[str, ...] | None:
        if self._cut is None:
            self._cut = shared_cells(self.cells)
        return self._cut

    def _add(self, error_type: str, position: int, cell: Any, note: str = "", *, name: str | None = None) -> None:
        name = self._reader.names[position] if name is None else name
        self._errors.append(
            LightError(
                error_type,
                name,
                position + 1,
                note,
                cell=str(cell),
                cells=self._shared_cells(),
                row_number=self.row_number,
            )
        )

    def _read(self, position: int) -> Any:
        """Read a cell, and add its errors."""
        is_missing = position >= len(self.cells)
        if is_missing and self._processed:
            return None  # its errors are there, or counted
        cell = None if is_missing else self.cells[position]
        value, notes = self._reader.readers[position](cell)
        type_note = notes.pop("type", None) if notes else None
        if type_note:
            self._add("type-error", position, cell, type_note)
        elif value is None and not is_missing:
            self._blank += 1
        for note in (notes or {}).values():
            # The note of an enumeration may be very long: the errors share it.
            self._add("constraint-error", position, cell, self._reader.notes.setdefault(note, note))
        self._values[position] = value
        return value

    def _process(self) -> None:
        """Read the cells that nobody has asked for, and add the errors of the row."""
        width, length = len(self._reader.names), len(self.cells)
        for position in range(min(width, length)):
            if position not in self._values:
                self._read(position)
        if self._blank == min(width, length):
            self._errors = [self.error("blank-row", "")]
        elif length > width:
            self._add_extra_cells(width)
        elif length < width:
            self._add_missing_cells(length)
        self._processed = True

    def _room(self) -> int:
        return max(0, self._reader.room() - len(self._errors))

    def _add_extra_cells(self, width: int) -> None:
        listed = self.cells[width : width + self._room()]
        for position, cell in enumerate(listed, start=width):
            self._add("extra-cell", position, cell, name="")
        self._reader.unlisted.add_extra(len(self.cells) - width - len(listed))

    def _add_missing_cells(self, length: int) -> None:
        """Add the errors of the cells that the row lacks, as far as there is room, and count the others."""
        reader = self._reader
        notes = reader.notes_if_missing
        noted_from = bisect_left(notes, (length, ""))
        while noted_from < len(notes) and self._room():
            position, note = notes[noted_from]
            if position not in self._values:
                self._add("constraint-error", position, None, note)
            noted_from += 1
        listed: Counter[str] = Counter()
        if noted_from < len(notes):  # the fields of keys are read before the others
            for position in self._values:
                if position >= notes[noted_from][0] and (number := reader.notes_at(position)):
                    listed[reader.names[position]] = number
        missing_from = min(len(reader.names), length + self._room())
        for position in range(length, missing_from):
            self._add("missing-cell", position, "")
        if missing_from < len(reader.names) or noted_from < len(notes):
            reader.unlisted.add_missing(missing_from, noted_from, listed)
