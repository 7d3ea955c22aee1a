"""The rows of a sheet of an Excel file, typed as Excel has them; a formula is its value that Excel has stored."""

from __future__ import annotations

import warnings
import zipfile
from typing import IO, TYPE_CHECKING, Any

from summitdata.tabular.json_rows import RowsError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Sheet", "cell_name", "open_sheet"]

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How a file begins that Excel has encrypted, or written before 2007."""
MAX_RATIO = 200


class Sheet:
    """A sheet that is open: its title and its rows."""

    def __init__(self, title: str, rows: Iterator[list[Any]]) -> None:
        self.title, self.rows = title, rows


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, by the numbers of its row and its column from 1.

    Examples
    --------
    >>> cell_name(17, 3), cell_name(1, 28)
    ('C17', 'AB1')
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def open_sheet(stream: IO[bytes], options: dict[str, Any]) -> Sheet:
    """Open a sheet of an Excel file.

    Parameters
    ----------
    stream : file
        The file, open.
    options : dict
        The sheet by its name or its number from 1, and how values are read: those of frictionless' Excel dialect.

    Raises
    ------
    RowsError
        The file cannot be read, or does not have the sheet.
    """
    start = stream.read(8)
    if start.startswith(_OLD_FORMAT):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in stream.read()
        cause = "it is encrypted with a password: save it without one" if is_encrypted else "it is an old Excel file"
        raise RowsError(cause if is_encrypted else f"{cause}: save it as .xlsx")
    stream.seek(0)
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError as error:
        note = "Excel files are read with openpyxl: install it with pip install 'summitdata[excel]'"
        raise RowsError(note, "format-error") from error
    try:
        with warnings.catch_warnings(action="ignore"):  # of parts of the file that openpyxl leaves out
            book = load_workbook(stream, read_only=True, data_only=True)
        sheet = _sheet_of(book, options.get("sheet", 1))
    except RowsError:
        raise
    except Exception as error:  # openpyxl raises whatever the XML and the archive raise
        raise _damaged(error) from error
    return Sheet(str(sheet.title), _rows(sheet, options))


def _sheet_of(book: Any, wanted: Any) -> Any:
    names = [sheet.title for sheet in book.worksheets]
    if isinstance(wanted, str) and wanted in names:
        return book[wanted]
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return book.worksheets[wanted - 1]
    raise RowsError(f"the file has no sheet {wanted!r}: it has {', '.join(map(repr, names)) or 'none'}")


def _rows(sheet: Any, options: dict[str, Any]) -> Iterator[list[Any]]:
    from frictionless.formats.excel.parsers.xlsx import extract_row_values

    try:
        for cells in sheet.iter_rows():
            yield extract_row_values(
                cells,
                bool(options.get("preserveFormatting")),
                bool(options.get("adjustFloatingPointError")),
                stringified=bool(options.get("stringified")),
            )
    except Exception as error:  # openpyxl reads the XML while the rows are read, and raises whatever it raises
        raise _damaged(error) from error


def _damaged(error: Exception) -> RowsError:
    reason = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, zipfile.BadZipFile):
        reason = "File is not a zip file" if "not a zip" in reason else reason
    return RowsError(f"it is not an Excel file, or is damaged: {reason:.200}: save it again as .xlsx")
