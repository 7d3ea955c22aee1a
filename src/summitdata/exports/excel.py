"""The format excel: a workbook with a sheet that explains it and one sheet per table."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor
from summitdata.errors import DataFileError, MissingDependencyError
from summitdata.exports.archive import write_archive
from summitdata.exports.contents import selected_tables
from summitdata.tables import rows
from summitdata.tabular.types.field_type import TEXT_IN_EXCEL
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from summitdata.tabular.types.field_type import Excel

__all__ = ["README", "fill_sheet", "write_excel"]

README = "readme"
"""The sheet that explains the others."""

LONGEST_TEXT, WIDEST_COLUMN = 32_767, 60
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

    package, tables = descriptor(), selected_tables(names)
    book = Workbook()
    book.properties.title = package["title"]
    book.properties.description = package["description"]
    book.properties.creator = package["contributors"][0]["title"]
    book.properties.created = datetime.fromisoformat(package["released"])
    del book["Sheet"]  # which a new workbook has
    readme = book.create_sheet(README)
    fill_sheet(readme, _readme(package, tables), ["string"] * 6)
    for table in tables:
        fields = table["schema"]["fields"]
        sheet = book.create_sheet(table["name"])
        header = [field["name"] for field in fields]
        content = [list(row.values()) for row in rows(table["name"])]
        fill_sheet(sheet, [header, *content], [field["type"] for field in fields])
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        _embolden(sheet[1])
    workbook = io.BytesIO()
    book.save(workbook)
    with file.open("wb") as new:
        write_archive(new, _timeless(workbook), zipfile.ZIP_DEFLATED)


def _readme(package: dict[str, Any], tables: list[dict[str, Any]]) -> list[list[Any]]:
    """Return the lines of the first sheet: the package, the tables, their columns."""
    lines: list[list[Any]] = [
        ["title", package["title"]],
        ["description", package["description"]],
        ["version", package["version"]],
        ["released", package["released"]],
        *(["licence", licence["title"], licence["path"]] for licence in package["licenses"]),
        *(["source", source["title"], source["path"]] for source in package["sources"]),
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


def fill_sheet(sheet: Worksheet, lines: Sequence[Sequence[Any]], types: Sequence[str]) -> None:
    """Write lines into a sheet: the first has text, the others the typed cells of columns of some types."""
    from openpyxl.utils import get_column_letter

    excel = [FIELD_TYPES[name].excel for name in types]
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            if value is not None:
                _write(sheet.cell(number, column), value, TEXT_IN_EXCEL if number == 1 else excel[column - 1])
    for column, values in enumerate(zip_longest(*lines), start=1):
        longest = max(len(str(value)) for value in values if value is not None)
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, WIDEST_COLUMN)


def _write(cell: Cell | MergedCell, typed: Any, excel: Excel) -> None:
    from openpyxl.utils.exceptions import IllegalCharacterError

    value = excel.value(typed)
    cell.number_format = TEXT_IN_EXCEL.number_format if isinstance(value, str) else excel.number_format
    if isinstance(value, str):
        # openpyxl would take text that begins with = for a formula, and cut what is too long.
        where = f"{cell.parent.title} {cell.coordinate}"
        if len(value) > LONGEST_TEXT:
            raise DataFileError(f"{where}: {len(value)} characters, of which Excel holds {LONGEST_TEXT}")
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


def _timeless(workbook: io.BytesIO) -> dict[str, bytes]:
    """Return the parts of a workbook without the time it was saved."""
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", parts[core])
    return parts
