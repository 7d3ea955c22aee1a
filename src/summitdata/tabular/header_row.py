"""The header of a file whose descriptor does not say in which row it is: the first that is neither blank nor a comment.

frictionless looks for it so if a descriptor says nothing of the header, but not in a file that is read explicitly.
"""

from __future__ import annotations

import codecs
import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.opening import open_file
from summitdata.tabular.dialect import ENCODING, first_row, is_explicit
from summitdata.tabular.unpacking import open_copy

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.input_table import InputTable

__all__ = ["with_header_row"]

SAMPLE = 1 << 16
"""In so many bytes the header is looked for."""


def with_header_row(table: InputTable) -> InputTable:
    """Return a table that says in which row its header is, and so do those that its foreign keys refer to."""
    if "header" in table.as_frictionless or table.unread:
        return table
    resource = _with_row(table.resource, table.folder)
    others = tuple((_with_row(other, folder), folder) for other, folder in table.other_resources)
    return replace(table, resource=resource, other_resources=others)


def _with_row(resource: dict[str, Any], folder: Path) -> dict[str, Any]:
    dialect, path = resource.get("dialect"), resource.get("path")
    if not is_explicit(resource) or not isinstance(dialect, dict) or not isinstance(path, str):
        return resource
    if "headerRows" in dialect or dialect["header"] is not True:
        return resource
    try:
        row = first_row(_read_start(folder / path, str(resource["encoding"])), dialect)
    except (LookupError, ValueError, OSError, TypeError, csv.Error):  # who reads the file says so
        return resource
    return resource if row in (None, 1) else {**resource, "dialect": {**dialect, "headerRows": [row]}}


def _read_start(file: Path, encoding: str) -> str:
    if encoding == ENCODING:  # what reads other encodings takes long to import
        with open_copy(file) or open_file(file) as plain:
            return plain.read(SAMPLE).removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    from summitdata.tabular.csv_blocks import open_utf8

    with open_utf8(file, encoding) as stream:
        return stream.read(SAMPLE).decode(errors="replace")
