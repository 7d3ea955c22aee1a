"""A report for whoever reads it in Python: as text in a terminal, as HTML in a notebook, as a frame of its errors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from summitdata.counting import count
from summitdata.documentation import error_address
from summitdata.escaping import escape_control, escape_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["ErrorLine", "TableLine", "View"]

MOST_ERRORS, MOST_TABLES = 20, 100
"""How many errors and tables are shown; a frame has all errors that are listed."""
MOST_CELLS, MOST_CELL, MOST_MESSAGE = 8, 40, 400
"""How many cells of a row are shown, and how many characters of a cell and of a message."""


@dataclass(frozen=True)
class TableLine:
    """A table of a report: what it is, how many rows and errors it has, and notes on the report itself."""

    place: str
    rows: int
    errors: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ErrorLine:
    """An error of a report: where it is, what it is, and the cells of its row by the labels of the header.

    `row` is the record of the file (the header is row 1), `position` the row of a DataFrame from 0. `page` is the page
    of the documentation on the type. `where` is the row and the column, or the cell of a sheet, where no line is known.
    """

    table: str
    path: str
    type: str
    message: str
    line: int | None = None
    column: int | None = None
    row: int | None = None
    position: int | None = None
    field: str = ""
    cell: object = None
    severity: str = "error"
    cells: tuple[tuple[str, object], ...] = ()
    page: str = ""
    where: str = ""

    @property
    def place(self) -> str:
        """Where the error is, as text."""
        if self.line is not None:
            return f"{self.path}:{self.line}:{self.column}"
        number = self.row if self.position is None else self.position
        parts = [self.path or self.table, self.where or ("" if number is None else f"row {number}")]
        return ", ".join(filter(None, parts))

    @property
    def shown_cells(self) -> list[tuple[str, str]]:
        """The cells around that of the error, with their labels; at most `MOST_CELLS`."""
        labels = [label for label, _ in self.cells]
        middle = labels.index(self.field) if self.field in labels else 0
        start = max(0, min(middle - MOST_CELLS // 2, len(self.cells) - MOST_CELLS))
        chosen = self.cells[start : start + MOST_CELLS]
        return [(str(label), "" if cell is None else str(cell)) for label, cell in chosen]


COLUMNS = ["table", "path", "line", "column", "row", "position", "field", "cell", "type", "severity", "message"]
"""The columns of the frame."""


@dataclass(frozen=True)
class View:
    """A report as it is shown: the verdict in one line, its tables, and its listed errors; `total` counts all."""

    verdict: str
    tables: tuple[TableLine, ...]
    errors: Iterable[ErrorLine]
    total: int

    def text(self) -> str:
        """Return one line per table, two per error, and the verdict in the last line; all text is escaped."""
        lines = []
        for table in self.tables[:MOST_TABLES]:
            errors = f", {count(table.errors, 'error')}" if table.errors else ""
            lines.append(f"{'FAIL' if table.errors else 'ok  '}  {table.place}  {count(table.rows, 'row')}{errors}")
            lines += [f"      {note}" for note in table.notes]
        lines += [f"... {count(len(self.tables) - MOST_TABLES, 'more table')}"] * (len(self.tables) > MOST_TABLES)
        shown = list(islice(self.errors, MOST_ERRORS))
        for error in shown:
            title = error.type + (" (warning)" if error.severity == "warning" else "")
            field = f" field {error.field}:" if error.field else ""
            lines.append(f"{error.place}: {title}:{field} {error.message}")
            cells = ", ".join(f"{label}={escape_control(cell, MOST_CELL)}" for label, cell in error.shown_cells)
            lines += [f"      {cells}"] * bool(cells)
        lines += [f"... {self._more(len(shown))}"] * (self.total > len(shown))
        return "\n".join(escape_control(line, MOST_MESSAGE) for line in [*lines, self.verdict])

    def html(self) -> str:
        """Return the verdict, a table of the tables and one of the errors, without style or script; text is escaped."""
        shown = list(islice(self.errors, MOST_ERRORS))
        parts = [f"<p><strong>{escape_html(self.verdict)}</strong></p>"]
        if self.tables:
            rows = [
                [escape_html(table.place), f"{table.rows:,}", f"{table.errors:,}", escape_html("; ".join(table.notes))]
                for table in self.tables[:MOST_TABLES]
            ]
            parts.append(_html_table(["table", "rows", "errors", "notes"], rows))
        if shown:
            parts.append(_html_table(["place", "field", "type", "problem", "row"], [_html_row(e) for e in shown]))
        parts += [f"<p>{escape_html(self._more(len(shown)))}</p>"] * (self.total > len(shown))
        # A notebook would set what stands between dollars as mathematics, links included.
        return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'

    def frame(self) -> pd.DataFrame:
        """Return the listed errors as a frame, one row per error."""
        import pandas as pd

        lines = [[getattr(error, name) for name in COLUMNS] for error in self.errors]
        frame = pd.DataFrame(lines, columns=COLUMNS)
        return frame.astype(dict.fromkeys(("line", "column", "row", "position"), "Int64") | {"cell": object})

    def _more(self, shown: int) -> str:
        return f"{count(self.total - shown, 'more')}: to_frame() has all that are listed".replace("mores", "more")


def _html_row(error: ErrorLine) -> list[str]:
    address, name = error_address(error.page), escape_html(error.type)
    linked = f'<a href="{escape_html(address, len(address))}">{name}</a>' if address else f"<code>{name}</code>"
    cells = [
        f"{escape_html(label, MOST_CELL)}: {'<mark>' if label == error.field else ''}"
        f"{escape_html(cell, MOST_CELL)}{'</mark>' if label == error.field else ''}"
        for label, cell in error.shown_cells
    ]
    warning = " (warning)" if error.severity == "warning" else ""
    message = escape_html(error.message, MOST_MESSAGE)
    return [escape_html(error.place), escape_html(error.field), linked + warning, message, "<br>".join(cells)]


def _html_table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
