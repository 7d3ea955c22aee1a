"""A CSV file as blocks of whole records, and each block as an Arrow table with the numbers of its records.

pyarrow splits a text into records as Python's csv module does when it sees all of it, but not always when a block ends
inside a quoted cell. So the blocks are cut here, where a record ends, and each is given to pyarrow as a whole. Where
quotes or line ends are not as RFC 4180 has them, the csv module itself reads the block and it is written anew, every
cell in quotes, before pyarrow sees it. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from summitdata.tabular.dialect import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedReader
    from pathlib import Path

__all__ = ["BLOCK", "Block", "Parsed", "blocks", "columns_of", "labels_of", "parse", "records", "utf8"]

BLOCK = 8 << 20
"""How many bytes are read at once."""
CELLS = 1000
"""How many quoted cells are gone back over, at most, to find the end of a record."""

NEWLINE, RETURN = b"\n"[0], b"\r"[0]


@dataclass(frozen=True)
class Block:
    """Whole records of a file, as UTF-8.

    `plain` says that their quotes and line ends are as RFC 4180 has them; `offset` is where they begin in the file's
    text as UTF-8, without the mark of its byte order.
    """

    data: bytes | bytearray = field(repr=False)
    offset: int
    plain: bool

    @property
    def lines(self) -> int:
        """How many lines end in the block."""
        return int(np.count_nonzero(np.frombuffer(self.data, np.uint8) == NEWLINE)) + _lone_returns(self.data)


@dataclass(frozen=True)
class Parsed:
    """A block as a table of text, and what does not fit into one.

    `ragged` has the cells of each record with another number of cells, by its position in the block. `size` counts
    all records of the block.
    """

    table: pa.Table
    ragged: dict[int, list[str]]
    size: int

    def positions(self) -> np.ndarray[Any, Any]:
        """Return the position in the block of each row of the table."""
        return np.delete(np.arange(self.size), list(self.ragged)) if self.ragged else np.arange(self.size)


def utf8(file: Path, encoding: str) -> BufferedReader | Recoded:
    """Open the text of a file as UTF-8, from behind the mark of its byte order.

    Raises
    ------
    LookupError
        There is no such encoding.
    OSError
        The file cannot be read.
    """
    name = codecs.lookup(encoding).name
    stream = file.open("rb")
    if name not in ("utf-8", "utf-8-sig"):
        start = stream.read(2)
        stream.close()
        marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
        return Recoded(file, "utf-16" if start == marks.get(name) else name)
    marked = stream.read(3) == codecs.BOM_UTF8
    stream.seek(3 if marked else 0)
    return stream


class Recoded:
    """The text of a file in another encoding, read as UTF-8."""

    def __init__(self, file: Path, encoding: str) -> None:
        self._text = file.open(encoding=encoding, newline="")
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Read so many bytes, or what there is left."""
        while len(self._rest) < size and (more := self._text.read(max(size - len(self._rest), 1))):
            self._rest += more.encode()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def readinto(self, view: memoryview) -> int:
        """Read what fits into a view, and return how many bytes that is."""
        found = self.read(len(view))
        view[: len(found)] = found
        return len(found)

    def seekable(self) -> bool:
        """Whether a place in the text can be gone to; it is read from the start only."""
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()


def blocks(
    stream: BufferedReader | Recoded, dialect: Dialect, size: int = BLOCK, first: int | None = None
) -> Iterator[Block]:
    """Cut a text into blocks at the ends of records, each about twice as large as the one before, up to a size.

    Raises
    ------
    UnicodeError
        The text cannot be decoded.
    """
    rest, offset, wanted = b"", 0, (grown := first or size)
    while True:
        # One buffer is filled, cut short and handed on: copies of blocks would take longer than the cutting.
        data = bytearray(len(rest) + wanted)
        data[: len(rest)] = rest
        with memoryview(data) as view, view[len(rest) :] as room:
            more = stream.readinto(room)
        del data[len(rest) + more :]
        if not data:
            return
        end, plain = _cut(data, dialect, last=not more)
        rest = bytes(data[end:])
        if end:
            del data[end:]
            yield Block(data, offset, plain)
            offset, wanted = offset + end, (grown := min(2 * grown, size))
        else:
            wanted *= 2  # a long cell: the work must not grow with the square of its length
        if not more:
            return


def _cut(data: bytes | bytearray, dialect: Dialect, *, last: bool) -> tuple[int, bool]:
    """Return where the last whole record ends, and whether all records up to there are plain."""
    # A return at the very end may have its line feed to come.
    if not dialect.universal and _lone_returns(data) > (not last and data.endswith(b"\r")):
        return _cut_by_csv(data, dialect, last=last), False
    if (quote := dialect.quote.encode()) in data:
        text = np.frombuffer(data, np.uint8)
        at = np.flatnonzero(text == quote[0])
        end, before = _outside(data, at, last=last)
        proper = _proper(text, at[:before], end, dialect)
    else:
        end, proper = len(data) if last else data.rfind(b"\n") + 1, True
    # Where no line seems to end, a quote may be amiss rather than a cell long: not to find out by reading all the rest.
    return (end, True) if end and proper else (_cut_by_csv(data, dialect, last=last), False)


def _lone_returns(data: bytes | bytearray) -> int:
    """Return how many carriage returns have no line feed after them."""
    if b"\r" not in data:
        return 0
    text = np.frombuffer(data, np.uint8)
    returns = text == RETURN
    return int(np.count_nonzero(returns) - np.count_nonzero(returns[:-1] & (text[1:] == NEWLINE)))


def _outside(data: bytes | bytearray, at: np.ndarray[Any, Any], *, last: bool) -> tuple[int, int]:
    """Return the end of the last line that ends outside quotes, and how many quotes stand before; 0 if none does."""
    if last:
        return (len(data), len(at)) if len(at) % 2 == 0 else (0, 0)
    end = len(data)
    for _ in range(CELLS):
        end = data.rfind(b"\n", 0, end) + 1
        before = int(np.searchsorted(at, end))
        if before % 2 == 0:
            return end, before
        end = int(at[before - 1])  # inside a cell: its opening quote stands there
    return 0, 0


def _proper(text: np.ndarray[Any, Any], at: np.ndarray[Any, Any], end: int, dialect: Dialect) -> bool:
    """Whether each quote opens a cell, closes one, or is one of two inside it."""
    if not len(at):
        return True
    delimiter = ord(dialect.delimiter)
    doubled = at[2::2] == at[1:-1:2] + 1
    before = text[at[::2] - 1]
    opens = (before == delimiter) | (before == NEWLINE)
    if dialect.universal:
        opens |= before == RETURN
    opens[0] |= at[0] == 0
    opens[1:] |= doubled
    after = text[np.minimum(at[1::2] + 1, end - 1)]
    closes = (after == delimiter) | (after == NEWLINE) | (after == RETURN)
    closes[-1] |= at[-1] == end - 1
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())


def _cut_by_csv(data: bytes | bytearray, dialect: Dialect, *, last: bool) -> int:
    """Return where the last whole record ends, as the csv module reads it."""
    if last:
        return len(data)
    stop = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
    read, done = 0, 0
    exhausted = False

    def lines() -> Iterator[str]:
        nonlocal read, exhausted
        for line in io.StringIO(data[:stop].decode(), newline=""):
            read += len(line.encode())
            yield line
        exhausted = True

    for _ in dialect.read(lines()):
        if not exhausted:
            done = read
    return done


def columns_of(count: int) -> list[str]:
    """Return the names of so many columns of a parsed table."""
    return [f"c{number}" for number in range(count)]


def parse(block: Block, dialect: Dialect, width: int) -> Parsed:
    """Split a block into cells.

    Raises
    ------
    UnicodeError, pyarrow.ArrowInvalid
        The text is no UTF-8.
    OverflowError
        The block, which then has a cell that long, is longer than Arrow's offsets count: 2 GiB.
    """
    data = _universal(block, dialect) if block.plain else _rewritten(block, dialect)
    delimiter = dialect.delimiter if block.plain else ","
    quote = dialect.quote if block.plain else '"'
    # Checked at once, as pyarrow decodes a ragged record in a callback, where Python only prints what goes wrong.
    offsets = pa.py_buffer(np.array([0, len(data)], np.int32))
    pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data)).validate(full=True)
    if data.startswith(codecs.BOM_UTF8):
        data = codecs.BOM_UTF8 + data  # pyarrow drops one, though here it is text
    found: list[tuple[int, str]] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        found.append((row.number, row.text))
        return "skip"

    names = columns_of(width)
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
            invalid_row_handler=keep,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    cells = _cells([text for _, text in found], Dialect(delimiter, quote))
    ragged = {number - 1: record for (number, _), record in zip(found, cells, strict=True)}
    return Parsed(table, ragged, table.num_rows + len(ragged))


def _cells(texts: list[str], dialect: Dialect) -> list[list[str]]:
    """Return the cells of records, each of which is given as its text."""
    together = list(dialect.read(texts))
    # A quote that nothing closes takes in the record after it.
    return together if len(together) == len(texts) else [next(dialect.reader(text), []) for text in texts]


def _universal(block: Block, dialect: Dialect) -> bytes | bytearray:
    returns = dialect.universal and b"\r" in block.data
    return block.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if returns else block.data


def _rewritten(block: Block, dialect: Dialect) -> bytes:
    """Return the block as RFC 4180 has it, with the same records and cells."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(dialect.reader(block.data.decode()))
    return text.getvalue().encode()


def records(block: Block, dialect: Dialect, wanted: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yield position, first line (from 0) and text of the wanted records of a block, in order."""
    if block.plain:
        yield from _lines(block, dialect, wanted)
        return
    keep = set(wanted)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(block.data.decode(), newline=""):
            taken.append(line)
            yield line

    line = 0
    for position, _ in enumerate(dialect.read(lines())):
        if position in keep:
            yield position, line, "".join(taken)
        line += len(taken)
        taken.clear()


def _lines(block: Block, dialect: Dialect, wanted: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Find the records of a plain block by the line ends that stand outside quotes."""
    text = np.frombuffer(block.data, np.uint8)
    ends = every = np.flatnonzero(text == NEWLINE)
    if dialect.universal and b"\r" in block.data:
        alone = np.flatnonzero(text == RETURN)
        alone = alone[np.append(text, 0)[alone + 1] != NEWLINE]
        ends = every = np.sort(np.concatenate([every, alone]))
    if (quote := dialect.quote.encode()) in block.data:
        ends = every[np.searchsorted(np.flatnonzero(text == quote[0]), every) % 2 == 0]
    for position in wanted:
        start = int(ends[position - 1]) + 1 if position else 0
        end = int(ends[position]) + 1 if position < len(ends) else len(text)
        yield position, int(np.searchsorted(every, start)), block.data[start:end].decode()


def labels_of(file: Path, encoding: str, dialect: Dialect) -> list[str]:
    """Return the cells of a file's first record, none if it is blank."""
    with utf8(file, encoding) as stream:
        for block in blocks(stream, dialect, 1 << 12):
            for _, _, text in records(block, dialect, [0]):
                return next(dialect.reader(text), [])
    return []
