"""Cells longer than a limit: mostly a quote that is opened and never closed, which makes the rest of a file one cell.

They are found before a whole cell is in memory more than once, in time linear in the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from summitdata.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.tabular.dialect import Dialect

__all__ = ["MAX_CELL_BYTES", "LongCellError", "find_record_end", "refuse_long_cells"]

MAX_CELL_BYTES = 64_000_000
"""How long a cell may be, in bytes of UTF-8, unless the caller sets another limit."""


class LongCellError(DataFileError):
    """A cell is longer than the limit.

    Parameters
    ----------
    limit : int
        The limit in bytes.
    offset : int
        Where the cell begins in the text of the file, in bytes of UTF-8 after the byte order mark.
    is_quoted : bool
        Whether it begins with a quote.
    is_open : bool
        Whether no end of it was found as far as the file was read.
    """

    def __init__(self, limit: int, offset: int, *, is_quoted: bool, is_open: bool) -> None:
        self.limit, self.offset, self.is_quoted, self.is_open = limit, offset, is_quoted, is_open
        super().__init__(self.describe())

    def __reduce__(self) -> tuple[object, ...]:
        """Let the error go from process to process: its parameters are given by name."""
        return (_remake, (self.limit, self.offset, self.is_quoted, self.is_open))

    def describe(self, line: int | None = None) -> str:
        """Return what is wrong, with the line on which the cell begins where that is known."""
        place = f"on line {line}" if line else f"at byte {self.offset}"
        what = f"the cell that begins {place} is longer than {self.limit} bytes"
        if self.is_quoted and self.is_open:
            cause = f"the quote that opens it {place} is probably never closed: close it"
        elif self.is_quoted:
            cause = f"the quote that opens it {place} is probably closed too late: close it earlier"
        else:
            cause = "the delimiter or the line ends are probably others: give the right ones"
        return f"{what}: {cause}"


def _remake(limit: int, offset: int, is_quoted: bool, is_open: bool) -> LongCellError:  # noqa: FBT001 - to unpickle
    return LongCellError(limit, offset, is_quoted=is_quoted, is_open=is_open)


def refuse_long_cells(data: bytes | bytearray, dialect: Dialect, limit: int, offset: int) -> None:
    """Look for a cell longer than a limit in a text that begins with a record and may end within one.

    Parameters
    ----------
    data : bytes or bytearray
        The text, as UTF-8.
    dialect : Dialect
        How the cells are delimited.
    limit : int
        How long a cell may be, in bytes, without the quotes around it and with two quotes in it as one.
    offset : int
        Where the text begins in that of the file.

    Raises
    ------
    LongCellError
        There is one.

    Examples
    --------
    >>> from summitdata.tabular.dialect import Dialect
    >>> refuse_long_cells(b'a,"b', Dialect(), 1, 0)
    >>> refuse_long_cells(b'a,"bc', Dialect(), 1, 0)
    Traceback (most recent call last):
    summitdata.tabular.long_cells.LongCellError: the cell that begins at byte 2 is longer than 1 bytes: ...
    """
    for start, end, quotes, is_open in _cells(data, dialect):
        if end - start - quotes > limit:
            raise LongCellError(limit, offset + start, is_quoted=quotes > 0, is_open=is_open)


def find_record_end(data: bytes | bytearray, dialect: Dialect) -> int:
    r"""Return where the last whole record of a text ends, 0 if none does; a text that goes on may follow.

    Examples
    --------
    >>> from summitdata.tabular.dialect import Dialect
    >>> find_record_end(b'a,b\n"c\n', Dialect())
    4
    """
    record_end = 0
    for _, end, _, is_open in _cells(data, dialect):
        if not is_open and data[end : end + 1] in b"\r\n":
            after = end + (2 if data.startswith(b"\r\n", end) else 1)
            if data[end:] != b"\r":  # it may be half of a CRLF
                record_end = after
    return record_end


def _cells(data: bytes | bytearray, dialect: Dialect) -> Iterator[tuple[int, int, int, bool]]:
    """Yield where each cell begins and ends, how many of its quotes are not its text, and whether it may go on."""
    quote = dialect.quote.encode()
    cell_end = re.compile(b"[" + re.escape(dialect.delimiter.encode()) + b"\r\n]")
    start = 0
    while start < len(data):
        quotes, after_quotes, is_open = 0, start, False
        if data.startswith(quote, start):
            quotes, after_quotes, is_open = _quoted_part(data, start, quote)
        match = None if is_open else cell_end.search(data, after_quotes)
        end = match.start() if match else len(data)
        yield start, end, quotes, match is None
        start = end + 1


@cache
def _quoted_text(quote: bytes) -> re.Pattern[bytes]:
    escaped = re.escape(quote)
    return re.compile(b"(?:[^%b]++|%b%b)*+" % (escaped, escaped, escaped))


def _quoted_part(data: bytes | bytearray, start: int, quote: bytes) -> tuple[int, int, bool]:
    """Return how many quotes of a quoted cell are not its text, where its quoted part ends, and whether it does not."""
    match = _quoted_text(quote).match(data, start + 1)
    end = match.end() if match else start + 1  # it always matches, if only nothing
    doubled = data.count(quote, start + 1, end) // 2
    is_closed = data.startswith(quote, end)
    return 1 + doubled + is_closed, end + is_closed, not is_closed
