"""What the screen found in a file: the rows to check, the number of errors in it, and where its blocks stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from summitdata.tabular.csv_blocks import Block, TranscodedFile, open_utf8
from summitdata.tabular.csv_records import select_records, split_records
from summitdata.tabular.quotes import BadQuotes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.screen.cell_reader import CellReader
    from summitdata.validation.screen.plan import Plan

__all__ = ["RECORDS_AT_ONCE", "BlockIndexEntry", "Record", "RowNumbers", "ScreenResult"]

RECORDS_AT_ONCE = 256
"""How many records are split into cells at once: reading may stop after any of them."""

RowNumbers = np.ndarray[Any, Any]
"""Numbers of rows as frictionless counts them: the first record of the file has number 1, header or not."""


@dataclass(frozen=True)
class BlockIndexEntry:
    """Where a block stands in the file, and the numbers of its first row and its first line, counted from 1."""

    offset: int
    length: int
    well_formed: bool
    first_row: int
    first_line: int


class Record(NamedTuple):
    """A record as it stands in the file: its row number, its first line, its text and its cells.

    `bad_columns` are the columns of its cells with an error.
    """

    row: int
    line: int
    text: str
    cells: list[str]
    bad_columns: list[int]


def _no_rows() -> RowNumbers:
    return np.empty(0, np.int64)


@dataclass
class ScreenResult:
    """What the screen found in a file.

    Parameters
    ----------
    plan : Plan
        How the file is laid out.
    rows_to_check : array of int
        The rows that may have an error, in order; frictionless has to check them.
    bad_rows, bad_columns : array of int
        Row and column of each cell with an error, in the order of the rows.
    keyed_rows : array of int
        Those of the rows to check whose errors do not follow from their cells alone.
    key_rows_to_check : array of int
        Those of them whose keys may be repeated or refer to nothing, or that may break a rule of rows. Their other
        errors are counted here.
    uncounted_rows : array of int
        Those of them whose errors are not counted here: a blank line looks like a row of empty cells to Arrow.
    left_out_rows : array of int
        The comments.
    by_type, by_field : Counter
        How many errors there are in all, without repeated keys, keys that refer to nothing, broken rules of rows,
        and the uncounted rows.
    complete : bool
        Whether the file was read to its end.
    has_unresolved_refs : bool
        Whether a row may refer to nothing.
    stats : dict
        Hashes, bytes, fields and rows of the file, once it was read to its end.
    block_index : list of BlockIndexEntry
        The blocks of the file, in order.
    cell_reader : CellReader, optional
        What read the cells that the screen did not accept; None if it accepted all.
    bad_quotes : BadQuotes
        The cells whose quotes are wrong.
    """

    plan: Plan
    rows_to_check: RowNumbers = field(default_factory=_no_rows)
    bad_rows: RowNumbers = field(default_factory=_no_rows)
    bad_columns: RowNumbers = field(default_factory=_no_rows)
    keyed_rows: RowNumbers = field(default_factory=_no_rows)
    key_rows_to_check: RowNumbers = field(default_factory=_no_rows)
    uncounted_rows: RowNumbers = field(default_factory=_no_rows)
    left_out_rows: RowNumbers = field(default_factory=_no_rows)
    by_type: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    complete: bool = True
    has_unresolved_refs: bool = False
    stats: dict[str, Any] = field(default_factory=dict)
    block_index: list[BlockIndexEntry] = field(default_factory=list)
    cell_reader: CellReader | None = None
    bad_quotes: BadQuotes = field(default_factory=BadQuotes)

    @property
    def reported_stats(self) -> dict[str, Any]:
        """The stats as a report has them: zeros are left out, as frictionless does."""
        return {key: value for key, value in self.stats.items() if value}

    def read_records(self, rows: RowNumbers) -> Iterator[Record]:
        """Yield the records of some rows of the file; their numbers are in order."""
        return chain.from_iterable(self.read_chunks(rows))

    def read_chunks(self, rows: RowNumbers) -> Iterator[list[Record]]:
        """Yield the records of some rows of the file, a few at once; their numbers are in order."""
        plan = self.plan
        with open_utf8(plan.file, plan.encoding) as stream:
            text_start = 0 if isinstance(stream, TranscodedFile) else stream.tell()
            position = 0
            for number, entry in enumerate(self.block_index, start=1):
                low = np.searchsorted(rows, entry.first_row)
                is_last = number == len(self.block_index)
                high = len(rows) if is_last else np.searchsorted(rows, self.block_index[number].first_row)
                if low == high:
                    continue
                _move(stream, position, entry.offset, text_start)
                block = Block(stream.read(entry.length), entry.offset, entry.well_formed)
                position = entry.offset + entry.length
                yield from self._records_of(block, entry, rows[low:high])

    def _records_of(self, block: Block, entry: BlockIndexEntry, rows: RowNumbers) -> Iterator[list[Record]]:
        """Yield the records of some rows of a block, a few of them split at once."""
        dialect, first_row, first_line = self.plan.dialect, entry.first_row, entry.first_line
        selected = select_records(block, dialect, (rows - entry.first_row).tolist())
        starts, ends = (np.searchsorted(self.bad_rows, rows, side) for side in ("left", "right"))
        bad = self.bad_columns[starts[0] : ends[-1]].tolist()
        starts, ends = (starts - starts[0]).tolist(), (ends - starts[0]).tolist()
        for first in range(0, len(rows), RECORDS_AT_ONCE):
            chunk = list(islice(selected, RECORDS_AT_ONCE))
            texts = [text for _, _, text in chunk]
            if block.well_formed and not dialect.universal_newlines:
                cells = split_records(texts, dialect)
            else:
                cells = [next(dialect.read_text(text), []) for text in texts]
            last = first + len(chunk)
            bad_columns = [bad[start:end] for start, end in zip(starts[first:last], ends[first:last], strict=True)]
            numbers = [first_row + place for place, _, _ in chunk]
            lines = [first_line + line for _, line, _ in chunk]
            yield list(map(Record._make, zip(numbers, lines, texts, cells, bad_columns, strict=True)))


def _move(stream: Any, position: int, target: int, text_start: int) -> None:
    """Move a stream from one position in its text to a later one."""
    if stream.seekable():
        stream.seek(text_start + target)
    else:
        stream.read(target - position)
