"""Quotes that are not as RFC 4180 has them and that change what a cell is: one never closed, and text after one closed.

Python's `csv` module, and frictionless with it, read both without a word: the rest of the file becomes one cell, or the
text is joined to the cell. A quote within a cell that begins without one is text to all readers, and right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from summitdata.tabular.long_cells import MAX_CELL_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.csv_blocks import Block
    from summitdata.tabular.dialect import Dialect

__all__ = ["GOES_ON", "BadQuote", "BadQuotes", "find_bad_quotes", "read_bad_quotes"]

GOES_ON = "the cell goes on"
"""How the note of text after a quote begins, and of nothing else."""
MOST_KEPT = 1000
"""How many of a file are kept; the others are counted."""
MOST_TEXT = 40
_LINE_END = re.compile(rb"\r\n|\r|\n")


class BadQuote(NamedTuple):
    """A quoted cell that is not closed, or that goes on after its closing quote.

    Record and line are counted from 0 in a block, from 1 in a file; the column of the character and the field from 1.
    `lines` says how many more lines the quoted text has, and `after` what follows its end; "" if it has none.
    """

    record: int
    line: int
    column: int
    field: int
    lines: int
    after: str

    @property
    def note(self) -> str:
        """What is wrong, and what would be right."""
        if not self.after:
            return (
                "the quote that opens the cell is never closed, so the rest of the file is this cell: close it, or "
                "write two quotes for each one that is text, within a quoted cell"
            )
        end = f" on line {self.line + self.lines}" if self.lines else ""
        return (
            f'{GOES_ON} with "{self.after}" after the quote that closes it{end}: let the delimiter follow, or '
            "write two quotes for each one that is text, within a quoted cell"
        )


@dataclass
class BadQuotes:
    """Those of a file: the first, and the number of all."""

    kept: list[BadQuote] = field(default_factory=list)
    total: int = 0

    def add(self, found: list[BadQuote], first_record: int, first_line: int) -> None:
        """Add those of a block that begins with a record and a line of the file."""
        self.total += len(found)
        for each in found[: MOST_KEPT - len(self.kept)]:
            self.kept.append(each._replace(record=each.record + first_record, line=each.line + first_line))

    def until(self, record: int) -> BadQuotes:
        """Return those up to a record."""
        kept = [each for each in self.kept if each.record <= record]
        return self if len(kept) == len(self.kept) else BadQuotes(kept, len(kept))


@cache
def _quoted_cell(dialect: Dialect) -> re.Pattern[bytes]:
    quote, delimiter = (re.escape(sign.encode()) for sign in (dialect.quote, dialect.delimiter))
    parts = {b"Q": quote, b"D": delimiter}
    pattern = rb"(?:\A|(?<=[D\r\n]))Q(?:[^Q]++|QQ)*+(Q?)([^D\r\n]*)"
    return re.compile(re.sub(rb"[QD]", lambda match: parts[match[0]], pattern))


def find_bad_quotes(block: Block, dialect: Dialect, comment: str = "") -> list[BadQuote]:
    r"""Return the cells of a block whose quotes are wrong, in order.

    On a line that begins with `comment`, unless it is "", text after a quote is not wrong.

    Examples
    --------
    >>> from summitdata.tabular.csv_blocks import Block
    >>> from summitdata.tabular.dialect import Dialect
    >>> find_bad_quotes(Block(b'a,"b"c\n"d\n', 0, well_formed=False), Dialect())
    [BadQuote(record=0, line=0, column=3, field=2, lines=0, after='c'), ...lines=0, after='')]
    """
    data, delimiter = block.data, dialect.delimiter.encode()
    if block.well_formed or dialect.quote.encode() not in data:
        return []
    found: list[BadQuote] = []
    record = line = place = mark = characters = delimiters = 0  # the characters of the line before the mark are counted
    for match in _quoted_cell(dialect).finditer(data):
        start = match.start()
        for end in _LINE_END.finditer(data, place, start):
            record, line, characters, delimiters, place = record + 1, line + 1, 0, 0, end.end()
            mark = place
        delimiters += data.count(delimiter, place, start)
        lines = len(_LINE_END.findall(match[0])) if b"\n" in match[0] or b"\r" in match[0] else 0
        if not match[1] or match[2]:
            characters, mark = characters + len(data[mark:start].decode(errors="replace")), start
            after = match[2][: 4 * MOST_TEXT].decode(errors="replace")[:MOST_TEXT]
            found.append(BadQuote(record, line, characters + 1, delimiters + 1, lines if match[1] else 0, after))
        line, place = line + lines, match.end()
        if lines:
            mark, characters = start + max(match[0].rfind(b"\n"), match[0].rfind(b"\r")) + 1, 0
    if found and comment:
        text = _LINE_END.split(data)
        found = [one for one in found if not (one.after and text[one.line].startswith(comment.encode()))]
    return found


def read_bad_quotes(
    file: Path, encoding: str, dialect: Dialect, max_cell: int = MAX_CELL_BYTES, comment: str = ""
) -> BadQuotes:
    """Return those of a file, as `find_bad_quotes` finds them.

    Raises
    ------
    UnicodeError
        The text cannot be decoded.
    LongCellError
        A cell is longer than `max_cell` bytes.
    """
    from summitdata.tabular import csv_blocks
    from summitdata.tabular.csv_records import count_records

    found = BadQuotes()
    record = line = 1
    with csv_blocks.open_utf8(file, encoding) as stream:
        for block in csv_blocks.read_blocks(stream, dialect, csv_blocks.BLOCK_SIZE, max_cell=max_cell):
            found.add(find_bad_quotes(block, dialect, comment), record, line)
            record, line = record + count_records(block, dialect), line + block.lines
    return found
