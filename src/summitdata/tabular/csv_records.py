"""The records of a block of a CSV file: all of them as an Arrow table of text, or some of them as they stand there.

pyarrow reads well-formed CSV as Python's `csv` module does. A block whose quotes or line ends differ from RFC 4180 is
first read by the `csv` module and written anew with every cell quoted. Nothing here imports frictionless or pandas, and
numpy and pyarrow only what needs them: frictionless' own reading does not.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from summitdata.errors import SummitDataError
from summitdata.opening import open_text
from summitdata.tabular.csv_blocks import CARRIAGE_RETURN, LINE_FEED, open_utf8, read_blocks
from summitdata.tabular.dialect import ENCODING, Dialect, UnsupportedDialectError, read_dialect
from summitdata.tabular.long_cells import MAX_CELL_BYTES, LongCellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    from summitdata.tabular.csv_blocks import Block

__all__ = [
    "ParsedBlock",
    "all_records",
    "column_names",
    "column_of",
    "count_records",
    "first_records",
    "parse_block",
    "refuse_long_cells_in",
    "select_records",
    "split_records",
]

LABELS_BLOCK_SIZE = 1 << 12
"""How many bytes are read at once to find the first record."""


@dataclass(frozen=True)
class ParsedBlock:
    """A block as a table of text, and the records that do not fit into a table.

    Parameters
    ----------
    table : pyarrow.Table
        The records with the right number of cells; a blank line is a row of empty cells.
    ragged : dict of int to list of str
        The cells of every other record, by its position in the block.
    size : int
        The number of all records in the block.
    """

    table: pa.Table
    ragged: dict[int, list[str]]
    size: int

    def positions(self) -> np.ndarray[Any, Any]:
        """Return the position in the block of each row of the table."""
        import numpy as np

        return np.delete(np.arange(self.size), list(self.ragged)) if self.ragged else np.arange(self.size)


def column_of(table: pa.Table, number: int) -> Any:
    """Return the cells of a column of a parsed block, which has one chunk."""
    return table.column(f"c{number}").chunk(0)


def column_names(count: int) -> list[str]:
    """Return the names of the columns of a parsed block."""
    return [f"c{number}" for number in range(count)]


def parse_block(block: Block, dialect: Dialect, width: int, columns: Sequence[int] | None = None) -> ParsedBlock:
    """Split a block into cells.

    Parameters
    ----------
    block : Block
        What `read_blocks` yields.
    dialect : Dialect
        How the cells are delimited.
    width : int
        The number of cells that a record should have.
    columns : sequence of int, optional
        The columns that the table has, without it all. The cells of the others are split, and not kept.

    Raises
    ------
    UnicodeError, pyarrow.ArrowInvalid
        The text is not UTF-8.
    OverflowError
        The block is longer than the 2 GiB that Arrow's offsets can address; it has a cell of about that length.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    data = _with_line_feeds(block, dialect) if block.well_formed else _rewrite(block, dialect)
    delimiter = dialect.delimiter if block.well_formed else ","
    quote = dialect.quote if block.well_formed else '"'
    # The encoding is checked here: pyarrow decodes a ragged record in a callback, whose exceptions Python only prints.
    offsets = pa.py_buffer(np.array([0, len(data)], np.int32))
    pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data)).validate(full=True)
    if data.startswith(codecs.BOM_UTF8):
        data = codecs.BOM_UTF8 + data  # pyarrow drops a byte order mark, but this one is text
    ragged_texts: list[tuple[int, str]] = []

    def keep_ragged(row: arrow_csv.InvalidRow) -> str:
        ragged_texts.append((row.number, row.text))
        return "skip"

    names = column_names(width)
    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char=quote,
            double_quote=True,
            escape_char=False,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep_ragged,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=None if columns is None else [names[column] for column in columns],
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
            check_utf8=False,
        ),
        memory_pool=_memory_pool(),
    )
    cells = split_records([text for _, text in ragged_texts], Dialect(delimiter, quote))
    ragged = {number - 1: record for (number, _), record in zip(ragged_texts, cells, strict=True)}
    return ParsedBlock(table, ragged, table.num_rows + len(ragged))


def _memory_pool() -> pa.MemoryPool | None:
    """Return what Arrow takes the memory of cells from; None for its default.

    The default gives pages back between two blocks and takes new ones, which jemalloc does less.
    """
    import pyarrow as pa

    return pa.jemalloc_memory_pool() if "jemalloc" in pa.supported_memory_backends() else None


def split_records(texts: list[str], dialect: Dialect) -> list[list[str]]:
    """Return the cells of records that are given one by one."""
    records = list(dialect.read_lines(texts))
    if len(records) == len(texts):
        return records
    # An unclosed quote has joined a record with the next one.
    return [next(dialect.read_text(text), []) for text in texts]


def _with_line_feeds(block: Block, dialect: Dialect) -> bytes | bytearray:
    """Return the text of a block, every line end a line feed if the dialect reads it so."""
    if dialect.universal_newlines and b"\r" in block.data:
        return block.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return block.data


def _rewrite(block: Block, dialect: Dialect) -> bytes:
    """Return the records of a block as RFC 4180 has them, every cell quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(dialect.read_text(block.data.decode()))
    return text.getvalue().encode()


def select_records(block: Block, dialect: Dialect, positions: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yield position, first line (counted from 0) and text of some records of a block.

    Parameters
    ----------
    block : Block
        What `read_blocks` yields.
    dialect : Dialect
        How the cells are delimited.
    positions : sequence of int
        The positions of the records in the block, in order.
    """
    if block.well_formed:
        yield from _select_by_line_ends(block, dialect, positions)
        return
    requested = set(positions)
    first_line = 0
    for position, (text, lines) in enumerate(_records_by_lines(block, dialect)):
        if position in requested:
            yield position, first_line, text
        first_line += lines


def all_records(block: Block, dialect: Dialect) -> Iterator[str]:
    """Yield the text of each record of a block."""
    if not block.well_formed:
        yield from (text for text, _ in _records_by_lines(block, dialect))
        return
    start = 0
    for end in (_record_ends(block, dialect)[0] + 1).tolist():
        yield block.data[start:end].decode()
        start = end
    if start < len(block.data):
        yield block.data[start:].decode()


def count_records(block: Block, dialect: Dialect) -> int:
    """Return how many records a block has."""
    if not block.well_formed:
        return sum(1 for _ in _records_by_lines(block, dialect))
    ends = _record_ends(block, dialect)[0]
    return len(ends) + bool(len(block.data) and (not len(ends) or ends[-1] + 1 < len(block.data)))


def _records_by_lines(block: Block, dialect: Dialect) -> Iterator[tuple[str, int]]:
    """Yield the text of each record, and how many lines it has, as the `csv` module splits them."""
    record_lines: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(block.data.decode(), newline=""):
            record_lines.append(line)
            yield line

    for _ in dialect.read_lines(lines()):
        yield "".join(record_lines), len(record_lines)
        record_lines.clear()


def _select_by_line_ends(block: Block, dialect: Dialect, positions: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Find records of a well-formed block."""
    import numpy as np

    record_ends, line_ends = _record_ends(block, dialect)
    bounds = np.concatenate([[0], record_ends + 1, [len(block.data)]])
    places = np.asarray(positions, np.int64)
    starts, ends = bounds[places], bounds[places + 1]
    lines = np.searchsorted(line_ends, starts)
    for position, line, start, end in zip(positions, lines.tolist(), starts.tolist(), ends.tolist(), strict=True):
        yield position, line, block.data[start:end].decode()


def _record_ends(block: Block, dialect: Dialect) -> tuple[Any, Any]:
    """Return where the records of a well-formed block end, at line ends outside quotes, and where its lines do."""
    import numpy as np

    text = np.frombuffer(block.data, np.uint8)
    line_ends = np.flatnonzero(text == LINE_FEED)
    if dialect.universal_newlines and b"\r" in block.data:
        returns = np.flatnonzero(text == CARRIAGE_RETURN)
        lone_returns = returns[np.append(text, 0)[returns + 1] != LINE_FEED]
        line_ends = np.sort(np.concatenate([line_ends, lone_returns]))
    record_ends = line_ends
    if (quote := dialect.quote.encode()) in block.data:
        quotes = np.flatnonzero(text == quote[0])
        record_ends = line_ends[np.searchsorted(quotes, line_ends) % 2 == 0]
    return record_ends, line_ends


def first_records(
    file: Path, encoding: str, dialect: Dialect, max_cell: int = MAX_CELL_BYTES, most: int = 1
) -> list[list[str]]:
    """Return the cells of a file's first records, of at most so many, as far as they stand near its start.

    Raises
    ------
    LongCellError
        A cell of them is longer than `max_cell` bytes.
    """
    with open_utf8(file, encoding) as stream:
        for block in read_blocks(stream, dialect, LABELS_BLOCK_SIZE << (2 * (most > 1)), max_cell=max_cell):
            return [next(dialect.read_text(text), []) for text in islice(all_records(block, dialect), most)]
    return []


def refuse_long_cells_in(file: Path | None, resource: dict[str, Any], max_cell: int) -> None:
    """Look for a cell of a file that is longer than a limit, without having more of it in memory than that.

    Where the block reader cannot read the dialect, a record counts as one cell. What else is wrong with the file or
    its descriptor is for whoever reads it.

    Raises
    ------
    LongCellError
        There is one.
    """
    try:
        if file is None or file.stat().st_size <= max_cell:
            return
        encoding = str(resource.get("encoding", ENCODING))
        try:
            dialect = read_dialect(resource)
        except UnsupportedDialectError:
            _refuse_long_records(file, encoding, resource["dialect"], max_cell)
            return
        with open_utf8(file, encoding) as stream:
            for _ in read_blocks(stream, dialect, max_cell=max_cell):
                pass
    except LongCellError:
        raise
    except (SummitDataError, OSError, ValueError, LookupError, TypeError, csv.Error):
        return


def _refuse_long_records(file: Path, encoding: str, dialect: dict[str, Any], max_cell: int) -> None:
    offset = length = 0

    def lines(text: TextIO) -> Iterator[str]:
        nonlocal length
        while line := text.readline(max_cell + 1):
            length += len(line.encode())
            if length > max_cell:
                raise LongCellError(max_cell, offset, is_quoted=True, is_open=True)
            yield line

    with open_text(file, encoding) as text:
        reader = csv.reader(
            lines(text),
            delimiter=dialect.get("delimiter", ","),
            quotechar=dialect.get("quoteChar", '"'),
            doublequote=dialect.get("doubleQuote", True),
            escapechar=dialect.get("escapeChar"),
            skipinitialspace=dialect.get("skipInitialSpace", False),
        )
        for _ in reader:
            offset, length = offset + length, 0
