"""Rows of a table, selected by the texts of their cells and written as text, CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from summitdata.errors import UnknownNameError
from summitdata.escaping import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["FORMATS", "cell_text", "select_rows", "text_table"]

Row = dict[str, Any]


def cell_text(value: object) -> str:
    """Return a value as a CSV file has it.

    Examples
    --------
    >>> cell_text(94.80), cell_text(True), cell_text(None)
    ('94.8', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def select_rows(table: str, rows: Sequence[Row], selection: dict[str, str]) -> Sequence[Row]:
    """Return the rows of a table whose cells have the selected texts.

    Raises
    ------
    UnknownNameError
        No row has these texts; if one of them is in no row, the message lists those that are.
    """
    selected = [row for row in rows if all(cell_text(row[name]) == text for name, text in selection.items())]
    if selected:
        return selected
    for name, text in selection.items():
        texts = sorted({cell_text(row[name]) for row in rows})
        if text not in texts:
            raise UnknownNameError.of(name, text, texts)
    raise UnknownNameError(f"no row of {table} has all these values: summitdata show {table} prints all rows")


def text_table(lines: Sequence[Sequence[object]], headers: Sequence[str], style: str = "simple") -> str:
    """Return lines of cells as a table, in a style of the library tabulate."""
    from tabulate import tabulate

    return tabulate(lines, headers, tablefmt=style, disable_numparse=True, missingval="")


def _fitting_text(rows: Sequence[Row]) -> str:
    """Return as many columns as fit into the width of the terminal, and the names of the others."""
    import shutil

    width = shutil.get_terminal_size((120, 24)).columns
    names = list(rows[0])
    lines = [[cell_text(value) for value in row.values()] for row in rows]
    for shown in range(len(names), 0, -1):
        table = text_table([line[:shown] for line in lines], names[:shown])
        if shown == 1 or max(map(len, table.splitlines())) <= width:
            break
    hidden = names[shown:]
    return f"{table}\n" + (f"\nnot shown: {', '.join(hidden)} (--format csv has all)\n" if hidden else "")


def _csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([rows[0], *([cell_text(value) for value in row.values()] for row in rows)])
    return text.getvalue()


def _json(rows: Sequence[Row]) -> str:
    return json_text(rows, indent=2) + "\n"


def _markdown(rows: Sequence[Row]) -> str:
    return text_table([[cell_text(value) for value in row.values()] for row in rows], list(rows[0]), "github") + "\n"


FORMATS: dict[str, Callable[[Sequence[Row]], str]] = {
    "text": _fitting_text,
    "csv": _csv,
    "json": _json,
    "markdown": _markdown,
}
"""The function that writes rows in each format; there is at least one row."""
