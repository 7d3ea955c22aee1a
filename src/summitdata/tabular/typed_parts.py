"""A table in several files of typed values, all Parquet, all Arrow or all JSON lines, as one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.tabular.file_formats import typed_parts_format
from summitdata.tabular.packings import PIECE, UnpackError
from summitdata.tabular.parts import Part, PartsError, open_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["joined_values"]


def joined_values(files: list[Path], resource: dict[str, Any], parts: list[Part]) -> Iterator[bytes]:
    """Yield the rows of the files of a table, joined, and add each part to a list before its rows come.

    They are JSON lines, or CSV text of the values of Parquet and Arrow files. The lines of such parts are their rows.

    Raises
    ------
    PartsError
        They cannot be joined.
    UnpackError
        A part cannot be read.
    """
    if typed_parts_format(resource) == "jsonl":
        return _joined_lines(files, parts)
    return _joined_batches(files, resource, parts)


def _joined_lines(files: list[Path], parts: list[Part]) -> Iterator[bytes]:
    line, header = 1, b""
    for number, file in enumerate(files):
        with open_part(file) as stream:
            first = stream.readline().removeprefix(b"\xef\xbb\xbf")
            is_header = first.lstrip().startswith(b"[")
            if number and is_header and not _is_same(first, header):
                raise _other_labels(file, files[0])
            header = header or first
            left_out = bool(number) and is_header
            parts.append(Part(str(file), line, int(left_out)))
            text = b"" if left_out else first
            last = b"\n"
            while text or (text := stream.read(PIECE)):
                line, last = line + text.count(b"\n"), text[-1:]
                yield text
                text = b""
            if last != b"\n":
                yield b"\n"
                line += 1


def _is_same(line: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(line) == json.loads(other))
    except (ValueError, RecursionError):
        return line == other


def _joined_batches(files: list[Path], resource: dict[str, Any], parts: list[Part]) -> Iterator[bytes]:
    from summitdata.tabular.arrow_files import csv_pieces  # loads pyarrow

    schema, header = resource.get("schema"), b""
    rows = [1]  # the header, then those of each batch
    for number, file in enumerate(files):
        parts.append(Part(str(file), sum(rows) + 1 if number else 1, int(bool(number))))
        file_format = str(resource.get("format") or file.suffix[1:].lower())
        pieces = csv_pieces(file, file_format, schema if isinstance(schema, dict) else {}, rows.append)
        try:
            labels = next(pieces)
            if number and labels != header:
                raise _other_labels(file, files[0])
            if not number:
                header = labels
                yield labels
            yield from pieces
        except UnpackError as error:
            raise UnpackError(f"the part {file}: {error}", error.error_type) from error


def _other_labels(file: Path, first: Path) -> PartsError:
    return PartsError(
        f"the columns of the part {file} are not those of {first}: give both the same columns in one order, or write a "
        "resource for each"
    )
