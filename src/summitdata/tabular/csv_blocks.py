"""A CSV file as blocks of whole records, in UTF-8.

pyarrow splits a text into the same records as Python's `csv` module if it gets the whole text, but not always if a
block of it ends inside a quoted cell. So the file is cut into blocks here, only where a record ends, and pyarrow gets
each block as a whole (`csv_records`). Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

try:
    import numpy as np
except ModuleNotFoundError:  # as in a browser: the `csv` module then finds where records end
    np = None  # type: ignore[assignment] # what uses it asks first

from summitdata.opening import open_file, open_text
from summitdata.tabular.long_cells import MAX_CELL_BYTES, find_record_end, refuse_long_cells
from summitdata.tabular.unpacking import finish, open_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path
    from typing import TextIO

    from summitdata.tabular.dialect import Dialect

__all__ = [
    "BLOCK_SIZE",
    "CARRIAGE_RETURN",
    "LINE_FEED",
    "Block",
    "TranscodedFile",
    "open_utf8",
    "place_of",
    "read_blocks",
    "written_encoding",
]

BLOCK_SIZE = 4 << 20
"""The size of a block in bytes. In larger ones, all threads but one wait longer for the last block."""
MAX_CELLS_BACK = 1000
"""How many quoted cells with line breaks the search for the last record end steps back over before it gives up."""

MARGIN = 1 << 16
"""How much more than a cell of the longest length is read."""
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)")

LINE_FEED, CARRIAGE_RETURN = b"\n"[0], b"\r"[0]


@dataclass(frozen=True)
class Block:
    """Whole records of a file, as UTF-8.

    Parameters
    ----------
    data : bytes or bytearray
        The text of the records.
    offset : int
        Where it begins in the file's text, in bytes of UTF-8 after the byte order mark.
    well_formed : bool
        Whether quotes and line ends are as RFC 4180 has them: then pyarrow splits the block as the `csv` module does.
    """

    data: bytes | bytearray = field(repr=False)
    offset: int
    well_formed: bool

    @property
    def lines(self) -> int:
        """How many lines end in the block."""
        if np is None:
            return self.data.count(b"\n") + _count_lone_returns(self.data)
        return int(np.count_nonzero(np.frombuffer(self.data, np.uint8) == LINE_FEED)) + _count_lone_returns(self.data)


def open_utf8(file: Path, encoding: str) -> BufferedReader | TranscodedFile:
    """Open a file to read its text as UTF-8, after the byte order mark.

    Raises
    ------
    LookupError
        There is no such encoding.
    OSError
        The file cannot be read, or is not a regular file.
    """
    name = codecs.lookup(encoding).name
    stream = open_copy(file) or open_file(file)
    if name not in ("utf-8", "utf-8-sig"):
        start = stream.read(2)
        stream.close()
        finish(file)
        byte_order_marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
        return TranscodedFile(open_text(file, "utf-16" if start == byte_order_marks.get(name) else name))
    has_byte_order_mark = stream.read(3) == codecs.BOM_UTF8
    stream.seek(3 if has_byte_order_mark else 0)
    return stream


def written_encoding(file: Path, encoding: str) -> str:
    """Return the encoding in which a text is written as the file is, with a byte order mark if the file has one."""
    name = codecs.lookup(encoding).name
    if name != "utf-8":
        return encoding
    with open_copy(file) or open_file(file) as stream:
        return "utf-8-sig" if stream.read(3) == codecs.BOM_UTF8 else "utf-8"


class TranscodedFile:
    """A file in another encoding, read as UTF-8."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._unread = b""

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer at the end."""
        while len(self._unread) < size and (text := self._text.read(max(size - len(self._unread), 1))):
            self._unread += text.encode()
        data, self._unread = self._unread[:size], self._unread[size:]
        return data

    def readinto(self, view: memoryview) -> int:
        """Fill a view with the next bytes, and return how many there are."""
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def seekable(self) -> bool:
        """Return False: the text can only be read from its start."""
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()


def place_of(file: Path, encoding: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset in the text of a file, in bytes of UTF-8."""
    lines, column, last_byte = 1, 1, b""
    with open_utf8(file, encoding) as stream:
        while offset > 0 and (data := stream.read(min(offset, BLOCK_SIZE))):
            block = Block(last_byte + data if last_byte == b"\r" else data, 0, well_formed=True)
            lines += block.lines - (last_byte == b"\r")  # a return at the end may be half of a CRLF
            line_start = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
            characters = len(data[line_start:].translate(None, _LATER_BYTES))
            column = 1 + characters if line_start else column + characters
            last_byte, offset = data[-1:], offset - len(data)
    return lines, column


_LATER_BYTES = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that begin no character."""


def read_blocks(
    stream: BufferedReader | TranscodedFile,
    dialect: Dialect,
    size: int = BLOCK_SIZE,
    first_size: int | None = None,
    max_cell: int = MAX_CELL_BYTES,
) -> Iterator[Block]:
    """Yield the blocks of a text, cut where a record ends.

    Parameters
    ----------
    stream : file
        What `open_utf8` returns.
    dialect : Dialect
        How the cells are delimited.
    size : int
        The size of a block in bytes; a block is longer only if one record is.
    first_size : int, optional
        The size of the first block; each following one is twice as large, up to `size`.
    max_cell : int
        How long a cell may be, in bytes.

    Raises
    ------
    UnicodeError
        The text cannot be decoded.
    LongCellError
        A cell is longer than `max_cell` bytes.
    """
    target_size = first_size or size
    rest, offset, read_size = b"", 0, target_size
    while True:
        # One buffer is filled, cut short and handed on: copying a block would take longer than cutting it.
        data = bytearray(len(rest) + read_size)
        data[: len(rest)] = rest
        with memoryview(data) as view, view[len(rest) :] as free:
            count = stream.readinto(free)
        del data[len(rest) + count :]
        if not data:
            return
        is_last = not count
        if len(data) > max_cell:
            refuse_long_cells(data, dialect, max_cell, offset)
        end, well_formed = _find_record_end(data, dialect, is_last=is_last)
        rest = bytes(data[end:])
        if end:
            del data[end:]
            yield Block(data, offset, well_formed)
            offset += end
            read_size = target_size = min(2 * target_size, size)
        else:
            read_size *= 2  # a long cell: reading on in equal steps would make the work quadratic in its length
            if len(data) <= max_cell:  # no more than it takes to see that it is too long
                read_size = min(read_size, max_cell + MARGIN - len(data))
        if is_last:
            return


def _find_record_end(data: bytes | bytearray, dialect: Dialect, *, is_last: bool) -> tuple[int, bool]:
    """Return where the last whole record ends (0 if none does), and whether the text up to there is well-formed."""
    if np is None:
        return _find_record_end_by_csv(data, dialect, is_last=is_last), False
    # A carriage return at the very end may be half of a CRLF.
    if not dialect.universal_newlines and _count_lone_returns(data) > (not is_last and data.endswith(b"\r")):
        return _find_record_end_by_csv(data, dialect, is_last=is_last), False
    if (quote := dialect.quote.encode()) in data:
        text = np.frombuffer(data, np.uint8)
        quotes = np.flatnonzero(text == quote[0])
        end, quotes_before = _find_unquoted_line_end(data, quotes, is_last=is_last)
        well_formed = _are_quotes_well_formed(text, quotes[:quotes_before], end, dialect)
    else:
        end, well_formed = len(data) if is_last else data.rfind(b"\n") + 1, True
    # If no line seems to end outside quotes, a stray quote is as likely as a long cell. The csv module finds out now;
    # waiting for the end of the cell could mean reading the whole file as one block.
    return (end, True) if end and well_formed else (_find_record_end_by_csv(data, dialect, is_last=is_last), False)


def _count_lone_returns(data: bytes | bytearray) -> int:
    """Return how many carriage returns have no line feed after them."""
    if b"\r" not in data:
        return 0
    if np is None:
        return data.count(b"\r") - data.count(b"\r\n")
    text = np.frombuffer(data, np.uint8)
    returns = text == CARRIAGE_RETURN
    return int(np.count_nonzero(returns) - np.count_nonzero(returns[:-1] & (text[1:] == LINE_FEED)))


def _find_unquoted_line_end(data: bytes | bytearray, quotes: np.ndarray[Any, Any], *, is_last: bool) -> tuple[int, int]:
    """Return the end of the last line that ends outside quotes, and how many quotes stand before it.

    Both are 0 if there is no such line, or none within reach.
    """
    if is_last:
        return (len(data), len(quotes)) if len(quotes) % 2 == 0 else (0, 0)
    end = len(data)
    for _ in range(MAX_CELLS_BACK):
        end = data.rfind(b"\n", 0, end) + 1
        quotes_before = int(np.searchsorted(quotes, end))
        if quotes_before % 2 == 0:
            return end, quotes_before
        end = int(quotes[quotes_before - 1])  # the line feed is inside a cell: go back to the cell's opening quote
    return 0, 0


def _are_quotes_well_formed(
    text: np.ndarray[Any, Any], quotes: np.ndarray[Any, Any], end: int, dialect: Dialect
) -> bool:
    """Whether each quote opens a cell, closes one, or is one of two that stand for a quote in a cell."""
    if not len(quotes):
        return True
    delimiter = ord(dialect.delimiter)
    is_doubled = quotes[2::2] == quotes[1:-1:2] + 1
    before = text[quotes[::2] - 1]
    opens = (before == delimiter) | (before == LINE_FEED)
    if dialect.universal_newlines:
        opens |= before == CARRIAGE_RETURN
    opens[0] |= quotes[0] == 0
    opens[1:] |= is_doubled
    after = text[np.minimum(quotes[1::2] + 1, end - 1)]
    closes = (after == delimiter) | (after == LINE_FEED) | (after == CARRIAGE_RETURN)
    closes[-1] |= quotes[-1] == end - 1
    closes[:-1] |= is_doubled
    return bool(opens.all() and closes.all())


def _find_record_end_by_csv(data: bytes | bytearray, dialect: Dialect, *, is_last: bool) -> int:
    """Return where the last whole record ends, as the `csv` module splits the text."""
    if is_last:
        return len(data)
    if len(data) > 2 * BLOCK_SIZE:
        return find_record_end(data, dialect)  # the csv module would take four bytes for each character
    last_line_end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
    bytes_read, record_end = 0, 0
    exhausted = False

    def lines() -> Iterator[str]:
        nonlocal bytes_read, exhausted
        for match in _LINE.finditer(data, 0, last_line_end):  # one by one: all lines as text would take a lot of memory
            bytes_read = match.end()
            yield match[0].decode()
        exhausted = True

    for _ in dialect.read_lines(lines()):
        if not exhausted:  # a record that is yielded after the last line may go on in the next block
            record_end = bytes_read
    return record_end
