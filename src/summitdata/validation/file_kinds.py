"""Files of another kind than a table of text, by their first bytes: what each is, and what to do with it."""

from __future__ import annotations

import re
from typing import NamedTuple

from summitdata.validation.cause import Cause

__all__ = ["KINDS", "kind_cause"]


class _Kind(NamedTuple):
    """A kind of file: its first bytes as a regular expression, what it is, and the next step.

    The first bytes of a binary file are taken for it only where a text could not begin so.
    """

    start: str
    title: str
    advice: str


_CSV = "save it as CSV, or give the file that was meant"
_PICTURE = "a picture: give the file that was meant"
_ARROW = "a table of Arrow: call it .arrow: it is read as it is then"


def _packed(suffix: str) -> str:
    return f"a compressed file: call it .{suffix}: it is read as it is then"


_ARCHIVE = "an archive: unpack it, and give the table in it"
_BINARY = r"(?=.*\0)"
"""No table of text has a null byte."""
_BOM = r"(\xef\xbb\xbf)?\s*"

KINDS = (
    _Kind(r"PK\x03\x04.{0,4000}?(\[Content_Types\]|xl/|_rels/)", "an Excel file",
          "a workbook of Excel: save it as CSV, or call it .xlsx: it is read as it is then"),
    _Kind(r"PK\x03\x04.{0,200}?mimetypeapplication/vnd\.oasis", "an OpenDocument file",
          "a spreadsheet: save it as CSV or .xlsx"),
    _Kind(r"PK\x03\x04|PK\x05\x06\0", "a ZIP file", "an archive: unpack it, or call it .zip: it is read as it is then"),
    _Kind(r"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel file",
          "an old workbook of Excel (.xls): save it as CSV or .xlsx"),
    _Kind(r"\x1f\x8b", "a gzip file", _packed("gz")),
    _Kind(r"BZh[1-9](1AY&SY|\x17rE8P\x90)", "a bzip2 file", _packed("bz2")),
    _Kind(r"\xfd7zXZ\0", "an xz file", _packed("xz")),
    _Kind(r"\x28\xb5\x2f\xfd", "a Zstandard file", _packed("zst")),
    _Kind(r"\]\0\0.[\0-\x08](\xff{8}|.{5}\0{3})", "an LZMA file",
          "a compressed file of an old kind: unpack it, or compress it as .xz"),
    _Kind(r"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _ARCHIVE),
    _Kind(r"Rar!\x1a\x07", "a RAR archive", _ARCHIVE),
    _Kind(r".{257}ustar", "a tar archive", _ARCHIVE),
    _Kind(rf"PAR1{_BINARY}", "a Parquet file", "a Parquet file: call it .parquet: it is read as it is then"),
    _Kind(r"ARROW1\0\0", "an Arrow or Feather file", _ARROW),
    _Kind(r"\xff{4}.{2}\0\0\x10\0\0\0", "an Arrow stream", _ARROW),
    _Kind(r"SQLite format 3\0", "an SQLite database", "a database: export the table as CSV"),
    _Kind(r"\x89PNG\r\n\x1a\n", "a PNG picture", _PICTURE),
    _Kind(r"GIF8[79]a", "a GIF picture", _PICTURE),
    _Kind(r"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    _Kind(r"%PDF-\d", "a PDF file", f"a document: {_CSV}"),
    _Kind(rf"{_BOM}<(?i:!doctype\s+html|html|head|body)\b", "an HTML page",
          "a page, as a server sends it where a file is not there or asks for a login: download the file itself"),
    _Kind(rf"{_BOM}<\?xml", "an XML file", f"XML: {_CSV}"),
    _Kind(rf"{_BOM}[\[{{]\s*[\"\[{{}}\]]", "a JSON file", f"JSON: {_CSV}"),
    _Kind(r"version https://git-lfs", "a pointer of Git LFS", "not the file but where it is: run `git lfs pull`"),
)  # fmt: skip
"""The first that fits counts."""
_PACKED = ("a ZIP file", "a gzip file", "a bzip2 file", "an xz file", "a Zstandard file", "an LZMA file")
_STARTS = [(kind, re.compile(kind.start.encode("ascii"), re.DOTALL)) for kind in KINDS]


def kind_cause(start: bytes, *, is_unpacked: bool = False) -> Cause | None:
    """Return that a file, or what was unpacked of one, is of another kind, as its first bytes say."""
    for kind, pattern in _STARTS:
        if pattern.match(start):
            advice = f"the file is {kind.advice}"
            if is_unpacked and kind.title in _PACKED:
                advice = f"what was unpacked is {kind.title} again: unpack it once, and give that"
            return Cause(f"this is {kind.title}", advice, 1, 1)
    return None
