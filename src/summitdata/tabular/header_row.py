"""The header of a file whose descriptor does not say in which row it is: the first that is neither blank nor a comment.

frictionless looks for it so if a descriptor says nothing of the header, but not in a file that is read explicitly.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.tabular.dialect import CSV_FIELD_LIMIT, LAST_HEADER_ROW, is_explicit

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
        row = _first_row(folder / path, str(resource["encoding"]), dialect)
    except (LookupError, ValueError, OSError, TypeError, csv.Error):  # who reads the file says so
        return resource
    return resource if row in (None, 1) else {**resource, "dialect": {**dialect, "headerRows": [row]}}


def _first_row(file: Path, encoding: str, dialect: dict[str, Any]) -> int | None:
    """Return the number of the first record that is neither blank nor a comment, None if there is none near."""
    from summitdata.tabular.csv_blocks import open_utf8

    with open_utf8(file, encoding) as stream:
        text = io.StringIO(stream.read(SAMPLE).decode(errors="replace"), newline="")
    comment, comment_rows = dialect.get("commentChar"), dialect.get("commentRows", [])
    csv.field_size_limit(CSV_FIELD_LIMIT)
    records = csv.reader(text, delimiter=dialect["delimiter"], quotechar=dialect["quoteChar"])
    for number, cells in zip(range(1, LAST_HEADER_ROW + 1), records, strict=False):
        is_blank = not cells or (len(cells) == 1 and not cells[0].strip())
        is_comment = number in comment_rows or bool(comment and cells and cells[0].startswith(comment))
        if not is_blank and not is_comment:
            return number
    return None
