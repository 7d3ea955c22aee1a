"""Why a file cannot be read as its table at all: it is of another kind, in another encoding, or holds two versions."""

from __future__ import annotations

import codecs
import re
from typing import IO, TYPE_CHECKING, NamedTuple

from summitdata.opening import open_file
from summitdata.tabular.unpacking import open_copy
from summitdata.validation.cause import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Open = Callable[[], IO[bytes]]

__all__ = [
    "MERGE_MARKS",
    "SAMPLE",
    "encoding_cause",
    "kind_cause",
    "merge_cause",
    "narrow_cause",
    "opened",
    "read_start",
]

SAMPLE = 1 << 16
MOST_LINE = 1 << 16
MOST_SHOWN = 60
"""How many characters of a line are shown."""
ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1251", "cp1250", "mac-roman", "cp437")
"""The encodings that files mostly have, the likeliest first."""
MOST_READINGS = 3


class _Kind(NamedTuple):
    start: str
    title: str
    advice: str


_CSV = "save it as CSV, or give the file that was meant"
KINDS = (
    _Kind(r"PK\x03\x04.{0,4000}?(\[Content_Types\]|xl/|_rels/)", "an Excel file",
          "a workbook of Excel: save it as CSV, or call it .xlsx: it is read as it is then"),
    _Kind(r"PK\x03\x04.{0,200}?mimetypeapplication/vnd\.oasis", "an OpenDocument file",
          "a spreadsheet: save it as CSV or .xlsx"),
    _Kind(r"PK\x03\x04", "a ZIP file", "an archive: unpack it, or call it .zip: it is read as it is then"),
    _Kind(r"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel file",
          "an old workbook of Excel (.xls): save it as CSV or .xlsx"),
    _Kind(r"\x1f\x8b", "a gzip file", "a compressed file: call it .gz: it is read as it is then"),
    _Kind(r"BZh\d", "a bzip2 file", "a compressed file: call it .bz2: it is read as it is then"),
    _Kind(r"\xfd7zXZ", "an xz file", "a compressed file: call it .xz: it is read as it is then"),
    _Kind(r"\x28\xb5\x2f\xfd", "a Zstandard file", "a compressed file: call it .zst: it is read as it is then"),
    _Kind(r".{257}ustar", "a tar archive", "an archive: unpack it, and give the table in it"),
    _Kind(r"PAR1", "a Parquet file", "a Parquet file: call it .parquet: it is read as it is then"),
    _Kind(r"%PDF-", "a PDF file", f"a document: {_CSV}"),
    _Kind(r"(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body)\b", "an HTML page",
          "a page, as a server sends it where a file is not there or asks for a login: download the file itself"),
    _Kind(r"(\xef\xbb\xbf)?\s*<\?xml", "an XML file", f"XML: {_CSV}"),
    _Kind(r"(\xef\xbb\xbf)?\s*[\[{]\s*[\"\[{}\]]", "a JSON file", f"JSON: {_CSV}"),
    _Kind(r"version https://git-lfs", "a pointer of Git LFS", "not the file but where it is: run `git lfs pull`"),
)  # fmt: skip
"""By their first bytes; the first that fits counts."""
_PACKED = ("a ZIP file", "a gzip file", "a bzip2 file", "an xz file", "a Zstandard file")
_STARTS = [(kind, re.compile(kind.start.encode("ascii"), re.DOTALL | re.IGNORECASE)) for kind in KINDS]
MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>")
"""How the lines of a merge with a conflict begin, in their order."""
_MARKER = re.compile(rb"^(<{7} |={7}\r?$|>{7} )", re.MULTILINE)


def opened(file: Path) -> IO[bytes]:
    """Open a file, or a copy that still grows."""
    return open_copy(file) or open_file(file)


def read_start(stream: IO[bytes]) -> bytes:
    """Return the first bytes of a file."""
    with stream:
        return stream.read(SAMPLE)


def kind_cause(start: bytes, *, is_unpacked: bool = False) -> Cause | None:
    """Return that a file, or what was unpacked of one, is of another kind, as its first bytes say."""
    for kind, pattern in _STARTS:
        if pattern.match(start):
            advice = f"the file is {kind.advice}"
            if is_unpacked and kind.title in _PACKED:
                advice = f"what was unpacked is {kind.title} again: unpack it once, and give that"
            return Cause(f"this is {kind.title}", advice, 1, 1)
    return None


_WIDE = ("utf-16", "utf-32")
"""Encodings in which each character has two bytes or more."""


def narrow_cause(start: bytes, encoding: str) -> Cause | None:
    """Return that a file is not of an encoding in which delimiters and line ends have a null byte."""
    name = codecs.lookup(encoding).name
    if not start or b"\0" in start or not name.startswith(_WIDE):
        return None
    readings = (other for _, other in _readings(start.splitlines()[0], 0, name))
    right = next((other for other in readings if not other.startswith(_WIDE)), "NAME")
    note = f"the file is not {encoding.upper()}: give the right one, as --encoding {right}, or save it as UTF-8"
    return Cause("another encoding", note, 1, 1)


def encoding_cause(open_anew: Open, start: bytes, encoding: str) -> Cause | None:
    """Return where the bytes of a file are not of its encoding, and what they would be in others."""
    name = codecs.lookup(encoding).name
    if name.startswith(_WIDE):
        return None  # lines end with more bytes than one; `narrow_cause` says what is said of these
    if (name.startswith("utf-8") and start.count(0) * 4 > len(start)) or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        other = "utf-16" if start[:1] in b"\xff\xfe" else "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
        note = f"the file is not {encoding.upper()} but UTF-16: give --encoding {other}, or save it as UTF-8"
        return Cause("another encoding", note, 1, 1)
    for number, line, offset in _lines(open_anew()):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            readings = dict(_readings(line, error.start, name))
            would_be = ", ".join(f'"{text}" in {other}' for text, other in readings.items()) or "unreadable in others"
            likely = next(iter(readings.values()), "NAME")
            note = (
                f"line {number} is not {encoding.upper()}: byte {offset + error.start + 1} of the file is "
                f"0x{line[error.start]:02X}; the line would be {would_be}: give the right one, as "
                f"--encoding {likely}, or save the file as UTF-8"
            )
            column = len(line[: error.start].decode(encoding, "replace")) + 1
            return Cause("another encoding", note, number, column)
    return None


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    number, offset = 1, 0
    with stream:
        while line := stream.readline(MOST_LINE):
            yield number, line, offset
            number, offset = number + line.endswith(b"\n"), offset + len(line)


def _readings(line: bytes, at: int, encoding: str) -> Iterator[tuple[str, str]]:
    """Yield what a line would be in other encodings, and the encoding: each text once."""
    seen: set[str] = set()
    for name in ENCODINGS:
        try:
            text = line.decode(name).rstrip("\r\n")
        except UnicodeError:
            continue
        first = max(0, at - MOST_SHOWN // 2)
        part = text[first : first + MOST_SHOWN]
        if name != encoding and part.isprintable() and part not in seen and len(seen) < MOST_READINGS:
            seen.add(part)
            yield part, name


def merge_cause(open_anew: Open) -> Cause | None:
    """Return where the marks of a merge with conflicts are, if they are all there in their order."""
    found: list[tuple[int, bytes]] = []
    for number, line, _ in _lines(open_anew()):
        if line[:1] in b"<=>" and (match := _MARKER.match(line)):
            found.append((number, match[0][:1]))
            latest = found[-len(MERGE_MARKS) :]
            if b"".join(mark for _, mark in latest) == b"<=>":
                first, last = latest[0][0], number
                note = (
                    f"lines {first} to {last} hold both versions of a merge with a conflict: keep the right lines, and "
                    f"remove the lines that begin with {', '.join(MERGE_MARKS)}"
                )
                return Cause("marks of a merge conflict", note, first, 1)
    return None
