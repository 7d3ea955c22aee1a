"""One part of a table as a stream of text in UTF-8, as it stands among all parts joined (`parts`, `typed_parts`)."""

from __future__ import annotations

import codecs
import importlib
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from summitdata.tabular.csv_blocks import TranscodedFile
from summitdata.tabular.file_formats import typed_parts_format
from summitdata.tabular.packings import PIECE
from summitdata.tabular.parts import ByteStream, opened_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["is_read_apart", "open_part_text"]

UTF_8 = ("utf-8", "utf-8-sig")
_WHOLE_CHARACTERS = ("ascii", "iso8859-1")
"""Encodings of one byte for each character that have no table of them in Python."""


def is_read_apart(encoding: str) -> bool:
    """Return whether the bytes of a part mean the same wherever it stands: in UTF-8, or with one for each character.

    Examples
    --------
    >>> is_read_apart("utf-8"), is_read_apart("cp1252"), is_read_apart("utf-7"), is_read_apart("shift_jis")
    (True, True, False, False)
    """
    name = codecs.lookup(encoding).name
    if name in (*UTF_8, *_WHOLE_CHARACTERS):
        return True
    module = importlib.import_module(f"encodings.{name.replace('-', '_')}")
    return hasattr(module, "decoding_table")


@contextmanager
def open_part_text(file: Path, resource: dict[str, Any], *, is_first: bool) -> Iterator[Any]:
    """Open a part to read its text as UTF-8, after a byte order mark.

    Parameters
    ----------
    file : pathlib.Path
        The part.
    resource : dict
        The resource of the table, which is explicit unless its parts have typed values.
    is_first : bool
        Whether it is the first part, whose header is read too.

    Raises
    ------
    PartsError
        It cannot be read.
    UnpackError
        It cannot be unpacked, is empty, or is not a file of typed values.
    """
    if typed_parts_format(resource) == "arrow":
        from summitdata.tabular.arrow_files import csv_pieces  # loads pyarrow

        schema = resource.get("schema")
        file_format = str(resource.get("format") or file.suffix[1:].lower())
        pieces = csv_pieces(file, file_format, schema if isinstance(schema, dict) else {})
        labels = next(pieces)
        pieces = _after(labels, pieces) if is_first else pieces
        encoding = "utf-8"
    else:
        _, _, pieces = opened_part(file, resource, is_first=is_first)
        encoding = codecs.lookup(str(resource["encoding"])).name
    raw = io.BufferedReader(ByteStream(_without_mark(pieces) if is_first and encoding in UTF_8 else pieces), PIECE)
    if encoding in UTF_8:
        with raw:
            yield raw
        return
    with TranscodedFile(io.TextIOWrapper(raw, encoding, newline="")) as text:
        yield text


def _after(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _without_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Leave out a byte order mark at the start."""
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= len(codecs.BOM_UTF8):
            break
    yield start.removeprefix(codecs.BOM_UTF8)
    yield from pieces
