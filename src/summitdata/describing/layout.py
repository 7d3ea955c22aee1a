"""How a file of unknown origin is written: its encoding, the sign between its cells, and its labels."""

from __future__ import annotations

import codecs
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from summitdata.errors import PackageError
from summitdata.opening import open_file
from summitdata.tabular.dialect import Dialect

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Layout", "find_layout"]

CANDIDATES = (",", ";", "\t", "|")
"""The delimiters that are looked for, the likeliest first."""
RECORDS = 200
"""How many records decide on the delimiter."""
SAMPLE = 1 << 18
CHUNK = 1 << 22
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Layout:
    """How a file is written.

    Parameters
    ----------
    encoding : str
        Its encoding, as Python names it.
    is_sure : bool
        Whether the file says so, or only this encoding could be; else it is a guess.
    delimiter : str
        The sign between the cells.
    labels : tuple of str
        The cells of the first record, without blanks at their ends.
    """

    encoding: str
    is_sure: bool
    delimiter: str
    labels: tuple[str, ...]

    @property
    def dialect(self) -> Dialect:
        """How the cells are delimited."""
        return Dialect(self.delimiter)


NULLS = 4
"""One null character in so many: a text may have a few, but UTF-16 that is read as another encoding has more."""


def find_layout(file: Path, encoding: str | None = None, delimiter: str | None = None) -> Layout:
    """Return how a file is written; what the caller states is taken as it is.

    Raises
    ------
    PackageError
        The file cannot be read, has no record, or its header has no label or one twice.
    """
    found, is_sure = (encoding, True) if encoding else _find_encoding(file)
    try:
        with open_file(file) as stream:
            text = codecs.getincrementaldecoder(found)("strict").decode(stream.read(SAMPLE)).removeprefix("\ufeff")
    except (LookupError, ValueError) as error:
        raise PackageError(f"{file}: not in the encoding {found}: {error}: state another with --encoding") from error
    if text.count("\0") * NULLS > len(text):
        why = "it has as many null characters as UTF-16 without a byte order mark, or a file that is not text"
        raise PackageError(f"{file}: {why}: name the encoding, such as --encoding utf-16-le")
    chosen = delimiter or ("\t" if file.suffix.lower() == ".tsv" else _find_delimiter(text))
    labels = [label.strip() for label in next(_records(text, chosen), [])]
    if not any(labels):
        what = "the first line has no label" if text else "the file is empty"
        raise PackageError(f"{file}: {what}: the labels of the columns must stand in the first line")
    if twice := [label for label, times in Counter(labels).items() if times > 1]:
        raise PackageError(f"{file}: two columns have the label {twice[0]!r}: give each its own")
    return Layout(found, is_sure, chosen, tuple(labels))


def _find_encoding(file: Path) -> tuple[str, bool]:
    """Return the encoding of a file, and whether it is sure."""
    with open_file(file) as stream:
        start = stream.read(4)
        for mark, name in MARKS.items():
            if start.startswith(mark):
                return name, True
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        chunk = start + stream.read(CHUNK)
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252" if _can_be_cp1252(file) else "latin-1", False
    return "utf-8", True


def _can_be_cp1252(file: Path) -> bool:
    with open_file(file) as stream:
        while chunk := stream.read(CHUNK):
            try:
                chunk.decode("cp1252")
            except UnicodeDecodeError:
                return False
    return True


def _find_delimiter(text: str) -> str:
    """Return the delimiter by which the records of a text are most alike: of the same length, and not of one cell."""

    def score(delimiter: str) -> tuple[float, int]:
        lengths = Counter(len(record) for record in islice(_records(text, delimiter), RECORDS) if record)
        if not lengths:
            return 0, 0
        (length, times), *_ = lengths.most_common(1)
        return (times / lengths.total(), length) if length > 1 else (0, 0)

    return max(CANDIDATES, key=score)  # the first of those that are alike


def _records(text: str, delimiter: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    return Dialect(delimiter).read_lines(io.StringIO(text, newline=""))
