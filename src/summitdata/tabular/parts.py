"""A table in several files as one stream of bytes: the header of each part after the first is left out.

So frictionless joins them. Besides, a line that ends a part without a line end gets one, and a header that differs from
the first is an error, since the cells below it would be taken for those of other fields.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.opening import open_file
from summitdata.tabular.dialect import ENCODING, rows_before_data
from summitdata.tabular.packings import PIECE, packing_of, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Part", "PartsError", "joined_pieces"]

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
        A part cannot be unpacked.
    """
    skipped = _header_lines(resource["dialect"])
    encoding, line, first_header, last = str(resource.get("encoding") or ENCODING), 1, b"", b"\n"
    if not _has_plain_line_ends(encoding):
        raise PartsError(f"parts in {encoding} cannot be joined: save them as UTF-8")
    for number, file in enumerate(files):
        pieces = _plain_pieces(file)
        start, header_end = _header(pieces, skipped, file)
        header = start[:header_end].removeprefix(codecs.BOM_UTF8)
        if number == 0:
            first_header, header_end = header, 0
        elif header and _cells(header, resource) != _cells(first_header, resource):
            raise PartsError(
                f"the header of the part {file} is not that of {files[0]}: give both the same columns in one order, or "
                "write a resource for each"
            )
        elif not header_end:
            start = start.removeprefix(codecs.BOM_UTF8)
        if last not in b"\r\n":
            yield b"\n"
            line += 1
        last = b"\n"
        parts.append(Part(str(file), line, skipped if header_end else 0))
        before = b""
        for piece in _chain(start[header_end:], pieces):
            # A line end of two characters may be cut in two.
            line += len(_LINE_END.findall(piece)) - (before == b"\r" and piece[:1] == b"\n")
            before = last = piece[-1:]
            yield piece


def _header_lines(dialect: dict[str, Any]) -> int:
    """Return how many lines of each part are left out: of a header in several rows one, as frictionless has it."""
    rows = rows_before_data(dialect)
    return int(bool(dialect.get("header", True))) if rows is None else rows


def _has_plain_line_ends(encoding: str) -> bool:
    try:
        return "\r\n".encode(encoding).removeprefix(codecs.BOM_UTF8) == b"\r\n"
    except (LookupError, UnicodeError):
        return True  # an unknown encoding is found out where it is read


def _plain_pieces(file: Path) -> Iterator[bytes]:
    packing = packing_of({"path": file.name})
    try:
        opened = open_file(file)
    except OSError as error:
        raise PartsError(f"the part {file} cannot be read: {error.strerror}") from error
    with opened as stream:
        if packing is not None:
            yield from pieces_of(stream, packing)
            return
        while piece := stream.read(PIECE):
            yield piece


def _header(pieces: Iterator[bytes], lines: int, file: Path) -> tuple[bytes, int]:
    """Return the first bytes of a part, and where its header ends in them."""
    start = b""
    if not lines:
        return next(pieces, b""), 0
    for piece in pieces:
        start += piece
        ends = [match.end() for _, match in zip(range(lines), _LINE_END.finditer(start), strict=False)]
        if len(ends) == lines and ends[-1] < len(start):  # else a line feed may follow
            return start, ends[-1]
        if len(start) > MAX_HEADER_BYTES + PIECE:
            raise PartsError(f"the header of the part {file} is longer than {MAX_HEADER_BYTES} bytes")
    return start, len(start)


def _cells(header: bytes, resource: dict[str, Any]) -> list[str]:
    """Return the labels of a header, as far as they are to be compared."""
    dialect = resource["dialect"]
    quote, delimiter = str(dialect.get("quoteChar", '"')), str(dialect.get("delimiter", ","))
    text = header.decode(str(resource.get("encoding") or ENCODING), "replace")
    text = text if dialect.get("headerCase", True) else text.lower()
    return [cell.strip().strip(quote).strip() for line in text.splitlines() for cell in line.split(delimiter or ",")]


def _chain(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from others
