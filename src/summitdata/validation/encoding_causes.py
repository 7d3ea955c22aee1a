"""Why a file cannot be decoded: it is in another encoding, some of its lines are, or it is cut off."""

from __future__ import annotations

import codecs
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from summitdata.validation.cause import Cause
from summitdata.validation.file_causes import SAMPLE, lines_of
from summitdata.validation.readings import readings

if TYPE_CHECKING:
    from summitdata.validation.file_causes import Open
    from summitdata.validation.readings import Reading

__all__ = ["decoded", "encoding_cause", "narrow_cause"]

MOST_SHOWN = 40
"""How many characters of a line are shown."""
MOST_COMPARED = 1 << 20
"""In how many bytes of a file its lines are compared."""
MOST_READINGS = 5
TITLE = "another encoding"
CUT = "a file that is cut off"
_AGAIN = "get the whole file again, or remove its last line"
_WIDE = ("utf-16", "utf-32")
"""Encodings in which each character has two bytes or more."""
_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""What files in them begin with; the marks of UTF-32 come first, since one of UTF-16 begins like one of them."""
_UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")


class _Wrong(NamedTuple):
    """The first bytes of a file that are not of its encoding."""

    number: int
    line: bytes
    at: int
    byte: int
    is_end: bool


def narrow_cause(start: bytes, encoding: str) -> Cause | None:
    """Return that a file is not of an encoding in which delimiters and line ends have a null byte."""
    name = codecs.lookup(encoding).name
    if not start or b"\0" in start or not name.startswith(_WIDE):
        return None
    right = next((reading.encoding for reading in readings(start.splitlines()[:1], name)), "NAME")
    note = f"the file is not {encoding.upper()}: give the right one, as --encoding {right}, or save it as UTF-8"
    return Cause(TITLE, note, 1, 1)


def encoding_cause(open_anew: Open, start: bytes, encoding: str) -> Cause | None:
    """Return where the bytes of a file are not of its encoding, and what they would be in others."""
    name = codecs.lookup(encoding).name
    if (wide := _wide_encoding(start)) and name[:6] != wide[:6]:
        note = f"the file is not {encoding.upper()} but {wide[:6].upper()}: give --encoding {wide}, or save it as UTF-8"
        return Cause(TITLE, note, 1, 1)
    return _wide_cause(open_anew, encoding) if name.startswith(_WIDE) else _line_cause(open_anew, encoding, name)


def _wide_encoding(start: bytes) -> str | None:
    """Return the encoding of two bytes or more a character in which a file is text; None if it is not."""
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if not marked and start.count(0) * 4 <= len(start):
        return None
    return next((name for name in ((marked,) if marked else _UNMARKED) if _is_text(start, name)), None)


def decoded(start: bytes, encoding: str) -> str | None:
    """Return the text of the first bytes of a file, whose last character may be cut; None if they are not of it."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(start)
    except UnicodeError:
        return None


def _is_text(start: bytes, encoding: str) -> bool:
    text = decoded(start, encoding)
    return text is not None and all(
        unicodedata.category(sign) not in ("Cc", "Cn", "Co", "Cs") for sign in {*text} - {*"\t\r\n\f"}
    )


def _wide_cause(open_anew: Open, encoding: str) -> Cause | None:
    """Return where a file of two bytes or more a character has bytes that are not a character."""
    decoder, number, offset = codecs.getincrementaldecoder(encoding)(), 1, 0
    with open_anew() as stream:
        while True:
            chunk = stream.read(SAMPLE)
            try:
                number += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                number += error.object[: error.start].decode(encoding, "replace").count("\n")
                byte = offset + len(chunk) - len(error.object) + error.start + 1
                what = f"byte {byte} of the file, 0x{error.object[error.start]:02X},"
                if not chunk or (error.end >= len(error.object) and not stream.read(1)):
                    note = f"line {number} ends in the middle of a character, which {what} begins: {_AGAIN}"
                    return Cause(CUT, note, number, 1)
                note = f"line {number} is not {encoding.upper()}: {what} begins no character: get the file again"
                return Cause("a damaged file", note, number, 1)
            offset += len(chunk)
            if not chunk:
                return None


def _line_cause(open_anew: Open, encoding: str, name: str) -> Cause | None:
    """Return the first line that is not of its encoding, and what the lines that are not would be in others."""
    lines: list[bytes] = []
    first: _Wrong | None = None
    right = 0  # how many lines have other letters than those of ASCII, and are of the encoding
    for number, line, offset in lines_of(open_anew()):
        if first and offset > MOST_COMPARED:
            break
        try:
            line.decode(encoding)
            right += not line.isascii()
        except UnicodeDecodeError as error:
            # Whatever comes behind the last line is behind a line end.
            is_end = error.end == len(line) and error.reason in (
                "unexpected end of data",
                "incomplete multibyte sequence",
            )
            first = first or _Wrong(number, line, error.start, offset + error.start + 1, is_end)
            lines.append(line)
    if first is None:
        return None
    sign = f"0x{first.line[first.at]:02X}"
    column = len(first.line[: first.at].decode(encoding, "replace")) + 1
    if first.is_end and right:
        note = f"line {first.number} ends in the middle of a character, which byte {first.byte} of the file, {sign},"
        return Cause(CUT, f"{note} begins: {_AGAIN}", first.number, column)
    is_mixed = right >= len(lines)
    text, named = _said(readings(lines, name)[:MOST_READINGS])
    advice = f"give {named}, or save the file as UTF-8"
    if not named:
        advice = "the file is damaged, or not one of text: save it again as UTF-8"
    elif is_mixed:
        advice = f"most lines are {encoding.upper()}: write this one in it too, and any like it"
    what = f"byte {first.byte} of the file is {sign}"
    note = f"line {first.number} is not {encoding.upper()}: {what}; {text}: {advice}"
    return Cause(TITLE, note, first.number, column)


def _said(found: list[Reading]) -> tuple[str, str]:
    """Return what a line would be in other encodings, and the options that say so; of several, none is preferred."""
    if not found:
        return "none of the usual encodings reads it", ""
    counts = [len({reading.lines[at] for reading in found}) for at in range(len(found[0].lines))]
    at = counts.index(max(counts))  # the line in which they differ most
    parts = [f'"{_part(reading.lines[at])}" in {reading.encoding}' for reading in found]
    names = [reading.encoding for reading in found]
    which = "the line" if at == 0 else "another such line"
    if len(names) == 1:
        return f"{which} would be {parts[0]}", f"--encoding {names[0]}"
    text = f"{which} would be {', '.join(parts[:-1])} or {parts[-1]}"
    return text, f"the one in which it is right, as --encoding {', '.join(names[:-1])} or {names[-1]}"


def _part(line: str) -> str:
    """Return the part of a line around its first letter that is not of ASCII."""
    at = next((at for at, sign in enumerate(line) if not sign.isascii()), 0)
    first = max(0, at - MOST_SHOWN // 2)
    return "".join(sign if sign.isprintable() else " " for sign in line[first : first + MOST_SHOWN])
