"""A table in several files as one stream of bytes: the header of each part after the first is left out.

So frictionless joins them. Besides, a line that ends a part without a line end gets one, and a header that differs from
the first is an error, since the cells below it would be taken for those of other fields.
"""

from __future__ import annotations

import codecs
import io
import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any

from summitdata.opening import open_file
from summitdata.tabular.dialect import ENCODING, first_row, rows_before_data
from summitdata.tabular.packings import PIECE, UnpackError, packing_of, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["ByteStream", "Part", "PartsError", "joined_pieces", "open_part", "opened_part", "part_at"]

MAX_HEADER_BYTES = 1_000_000
"""How long the header of a part may be."""
_LINE_END = re.compile(rb"\r\n|\r|\n")


class PartsError(Exception):
    """The parts of a table cannot be joined; the text says why."""


@dataclass(frozen=True)
class Part:
    """Where a part of a table is among the lines of all parts.

    Parameters
    ----------
    place : str
        The file of the part, for messages and reports.
    first_line : int
        The line of all parts at which its first line is that was not left out, from 1.
    left_out : int
        How many lines of it were left out, as they are the header.
    """

    place: str
    first_line: int
    left_out: int

    def own_line(self, line: int) -> int:
        """Return the line of the part that is a line of all parts."""
        return line - self.first_line + 1 + self.left_out

    def joined_line(self, line: int) -> int:
        """Return the line of all parts that is a line of the part."""
        return line + self.first_line - 1 - self.left_out


def part_at(line: int, parts: Sequence[Part]) -> Part:
    """Return the part that a line of all parts is in."""
    return parts[max(0, bisect_right(parts, line, key=attrgetter("first_line")) - 1)]


def joined_pieces(files: list[Path], resource: dict[str, Any], parts: list[Part]) -> Iterator[bytes]:
    """Yield the bytes of the files of a table, joined, and add each part to a list before its bytes come.

    Parameters
    ----------
    files : list of pathlib.Path
        The files, compressed or not.
    resource : dict
        The resource, which is explicit.
    parts : list of Part
        Is filled.

    Raises
    ------
    PartsError
        They cannot be joined.
    UnpackError
        A part cannot be unpacked, or is empty.
    """
    encoding, line, first_header, last = str(resource.get("encoding") or ENCODING), 1, b"", b"\n"
    if not _has_plain_line_ends(encoding):
        raise PartsError(f"parts in {encoding} cannot be joined: save them as UTF-8")
    for number, file in enumerate(files):
        header, left_out, pieces = opened_part(file, resource, is_first=number == 0)
        if number == 0:
            first_header = header
        elif header and _labels(header, resource) != _labels(first_header, resource):
            raise PartsError(
                f"the header of the part {file} is not that of {files[0]}: give both the same columns in one order, or "
                "write a resource for each"
            )
        if last not in b"\r\n":
            yield b"\n"
            line += 1
        last = b"\n"
        parts.append(Part(str(file), line, left_out))
        before = b""
        for piece in pieces:
            # A line end of two characters may be cut in two.
            line += _count_lines(piece) - (before == b"\r" and piece[:1] == b"\n")
            before = last = piece[-1:]
            yield piece


def _count_lines(text: bytes) -> int:
    """Return how many lines end in a text."""
    count = text.count(b"\n")
    return count + text.count(b"\r") - text.count(b"\r\n") if b"\r" in text else count


def opened_part(file: Path, resource: dict[str, Any], *, is_first: bool) -> tuple[bytes, int, Iterator[bytes]]:
    """Return the header of a part, how many of its lines are left out, and its bytes without these lines.

    Parameters
    ----------
    file : pathlib.Path
        The part, compressed or not.
    resource : dict
        The resource of the table, which is explicit.
    is_first : bool
        Whether it is the first part, of which nothing is left out.

    Raises
    ------
    PartsError
        It cannot be read.
    UnpackError
        It cannot be unpacked, or is empty.
    """
    pieces = _plain_pieces(file)
    start, skipped = _header_lines(pieces, resource, file)
    _refuse_empty(file, start)
    header_end = _end_of_lines(start, skipped)
    header = start[:header_end].removeprefix(codecs.BOM_UTF8)
    if is_first:
        return header, 0, _chain(start, pieces)
    if not header_end:
        start = start.removeprefix(codecs.BOM_UTF8)
    return header, skipped if header_end else 0, _chain(start[header_end:], pieces)


def _refuse_empty(file: Path, start: bytes) -> None:
    """Raise if a part is empty, as its first bytes say: it would be left out of the table in silence."""
    if not start.removeprefix(codecs.BOM_UTF8):
        note = f"the part {file} is empty: write the header at least, or get the file again"
        raise UnpackError(note, "source-error")


def _header_lines(pieces: Iterator[bytes], resource: dict[str, Any], file: Path) -> tuple[bytes, int]:
    """Return the first bytes of a part, and how many of its lines are left out: the header and what is above it.

    Of a header in several rows one is, as frictionless has it.
    """
    dialect, start = resource["dialect"], b""
    rows = rows_before_data(dialect)
    lines = int(bool(dialect.get("header", True))) if rows is None else rows
    is_looked_for = dialect.get("header") is True and "headerRows" not in dialect
    for piece in pieces if lines else ():
        start += piece
        if is_looked_for:
            text = start[:MAX_HEADER_BYTES].decode(str(resource["encoding"]), "replace").removeprefix("\ufeff")
            lines = first_row(text, dialect) or lines
        if 0 < _end_of_lines(start, lines) < len(start):  # else a line feed may follow
            return start, lines
        if len(start) > MAX_HEADER_BYTES + PIECE:
            raise PartsError(f"the header of the part {file} is longer than {MAX_HEADER_BYTES} bytes")
    return (start, lines) if lines else (next(pieces, b""), 0)


def _end_of_lines(start: bytes, lines: int) -> int:
    """Return where so many lines end, or all bytes where there are fewer."""
    ends = [match.end() for _, match in zip(range(lines), _LINE_END.finditer(start), strict=False)]
    return len(start) if lines and len(ends) < lines else ends[-1] if ends else 0


def _has_plain_line_ends(encoding: str) -> bool:
    try:
        return "\r\n".encode(encoding).removeprefix(codecs.BOM_UTF8) == b"\r\n"
    except (LookupError, UnicodeError):
        return True  # an unknown encoding is found out where it is read


class ByteStream(io.RawIOBase):
    """Pieces of bytes as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, view: Any) -> int:
        """Fill a view with the next bytes, and return how many there are."""
        self._rest = self._rest or next(self._pieces, b"")
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def open_part(file: Path) -> IO[bytes]:
    """Open a part of a table, unpacked.

    Raises
    ------
    PartsError
        It cannot be read; an `UnpackError` comes where it is found.
    """
    return io.BufferedReader(ByteStream(_plain_pieces(file)), PIECE)


def _plain_pieces(file: Path) -> Iterator[bytes]:
    packing = packing_of({"path": file.name})
    try:
        opened = open_file(file)
    except OSError as error:
        raise PartsError(f"the part {file} cannot be read: {error.strerror}") from error
    with opened as stream:
        if packing is not None:
            try:
                yield from pieces_of(stream, packing)
            except UnpackError as error:
                raise UnpackError(f"the part {file}: {error}", error.error_type) from error
            return
        while piece := stream.read(PIECE):
            yield piece


def _labels(header: bytes, resource: dict[str, Any]) -> list[str]:
    """Return the labels in the last line of what is left out of a part, as far as they are to be compared."""
    dialect = resource["dialect"]
    if not dialect.get("header", True):
        return []
    quote, delimiter = str(dialect.get("quoteChar", '"')), str(dialect.get("delimiter", ","))
    text = header.decode(str(resource.get("encoding") or ENCODING), "replace")
    text = text if dialect.get("headerCase", True) else text.lower()
    last = "".join(text.splitlines()[-1:])
    return [cell.strip().strip(quote).strip() for cell in last.split(delimiter or ",")]


def _chain(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from others
