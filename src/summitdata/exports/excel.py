"""The format excel: a workbook with a sheet that explains it and a sheet a table."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor
from summitdata.errors import DataFileError, MissingDependencyError
from summitdata.exports.archive import write_archive
from summitdata.exports.contents import chosen
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["README", "write_excel"]

README = "readme"
"""The sheet that explains the others."""

NUMBER_FORMATS = {
    "string": "@",
    "integer": "0",
    "year": "0",
    "number": "General",
    "boolean": "General",
    "date": "yyyy-mm-dd",
}
"""How Excel shows a value of each type: `General` shows a number with the digits it has."""

LONGEST, WIDEST = 32_767, 60
"""How much text a cell takes, and how wide a column is made at most, in characters."""


def write_excel(names: Sequence[str], file: Path) -> None:
    """Write the workbook. No cell is a formula: text that begins as one does is text.

    Raises
    ------
    MissingDependencyError
        openpyxl is not installed.
    DataFileError
        A text has a character, or a length, that a cell cannot hold.
    """
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("openpyxl", "export") from error

    said, tables = descriptor(), chosen(names)
    book = Workbook()
    book.properties.title = said["title"]
    book.properties.description = said["description"]
    book.properties.creator = said["contributors"][0]["title"]
    book.properties.created = datetime.fromisoformat(said["released"])
    del book["Sheet"]  # which a new workbook has
    readme = book.create_sheet(README)
    _fill(readme, _readme(said, tables), ["string"] * 6)
    for table in tables:
        fields = table["schema"]["fields"]
        sheet = book.create_sheet(table["name"])
        header = [field["name"] for field in fields]
        content = [list(row.values()) for row in rows(table["name"])]
        _fill(sheet, [header, *content], [field["type"] for field in fields])
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        _embolden(sheet[1])
    made = io.BytesIO()
    book.save(made)
    with file.open("wb") as new:
        write_archive(new, _timeless(made), zipfile.ZIP_DEFLATED)


def _readme(said: dict[str, Any], tables: list[dict[str, Any]]) -> list[list[Any]]:
    """Return the lines of the first sheet: the package, the tables, their columns."""
    lines: list[list[Any]] = [
        ["title", said["title"]],
        ["description", said["description"]],
        ["version", said["version"]],
        ["released", said["released"]],
        *(["licence", licence["title"], licence["path"]] for licence in said["licenses"]),
        *(["source", source["title"], source["path"]] for source in said["sources"]),
        [],
        ["table", "title", "description"],
        *([table["name"], table["title"], table["description"]] for table in tables),
        [],
        ["table", "column", "type", "unit", "title", "description"],
    ]
    for table in tables:
        for field in table["schema"]["fields"]:
            unit = field.get("unit") or field.get("unitField")
            lines.append([table["name"], field["name"], field["type"], unit, field["title"], field["description"]])
    return lines


def _fill(sheet: Worksheet, lines: Sequence[Sequence[Any]], types: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter

    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            kind = "string" if number == 1 else types[column - 1]
            if value is not None:
                _write(sheet.cell(number, column), value, kind)
    for column, values in enumerate(zip_longest(*lines), start=1):
        longest = max(len(str(value)) for value in values if value is not None)
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, WIDEST)


def _write(cell: Cell | MergedCell, value: Any, kind: str) -> None:
    from openpyxl.utils.exceptions import IllegalCharacterError

    cell.number_format = NUMBER_FORMATS[kind]
    if kind == "date":
        cell.value = date.fromisoformat(value)
    elif isinstance(value, str):
        # openpyxl would take text that begins with = for a formula, and cut what is too long.
        where = f"{cell.parent.title} {cell.coordinate}"
        if len(value) > LONGEST:
            raise DataFileError(f"{where}: {len(value)} characters, of which Excel holds {LONGEST}")
        try:
            cell.value = value
        except IllegalCharacterError as error:
            raise DataFileError(f"{where}: a character that Excel cannot hold: {value!r}") from error
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # so it stays text when someone edits the cell
    else:
        cell.value = value


def _embolden(cells: Iterable[Cell]) -> None:
    from openpyxl.styles import Font

    for cell in cells:
        cell.font = Font(bold=True)


def _timeless(made: io.BytesIO) -> dict[str, bytes]:
    """Return the parts of a workbook without the time it was saved."""
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", parts[core])
    return parts
