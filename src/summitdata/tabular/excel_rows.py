"""The rows of a sheet of an Excel file, typed as Excel has them; a formula is its value that Excel has stored."""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from summitdata.tabular.json_rows import RowsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Sheet", "cell_name", "open_sheet"]

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How a file begins that Excel has encrypted, or written before 2007."""
MAX_RATIO = 200
_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
"""How a formula begins in the XML of a sheet."""
PIECE, OVERLAP = 1 << 20, 40


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
        _refuse_blank(book, sheet)

        def formulas() -> Iterator[Any]:
            if not _has_formulas(sheet):
                return iter(())
            with warnings.catch_warnings(action="ignore"):
                return iter(load_workbook(stream, read_only=True)[sheet.title].iter_rows())

    except RowsError:
        raise
    except Exception as error:  # openpyxl raises whatever the XML and the archive raise
        raise _damaged(error) from error
    return Sheet(str(sheet.title), _rows(sheet, options, formulas))


def _sheet_of(book: Any, wanted: Any) -> Any:
    names = [sheet.title for sheet in book.worksheets]
    if isinstance(wanted, str) and wanted in names:
        return book[wanted]
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return book.worksheets[wanted - 1]
    raise RowsError(f"the file has no sheet {wanted!r}: it has {', '.join(map(repr, names)) or 'none'}")


def _refuse_blank(book: Any, sheet: Any) -> None:
    """Raise if a sheet has no values and others have."""
    if _has_values(sheet):
        return
    if other := next((other.title for other in book.worksheets if other is not sheet and _has_values(other)), ""):
        example = json.dumps({"sheetName": other}, ensure_ascii=False)
        raise RowsError(
            f"the sheet {sheet.title!r} has no values, {other!r} has some: name that in the dialect, as in {example}"
        )


def _has_values(sheet: Any) -> bool:
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _has_formulas(sheet: Any) -> bool:
    before = b""
    with sheet._get_source() as part:  # noqa: SLF001 - openpyxl has no public way to the XML
        while piece := part.read(PIECE):
            if _FORMULA.search(before + piece):
                return True
            before = piece[-OVERLAP:]
    return False


def _refuse_unstored(title: str, cells: Sequence[Any], formulas: Sequence[Any]) -> None:
    """Raise if a cell has a formula and no stored value; a formula whose value is an empty text has one."""
    for cell, formula in zip(cells, formulas, strict=False):
        if _is_open(cell) and formula.data_type == "f":
            raise RowsError(
                f"the formula in cell {cell.coordinate} of the sheet {title!r} is not calculated: open the file in "
                "Excel or LibreOffice, and save it there"
            )


def _is_open(cell: Any) -> bool:
    """Whether a cell is in the file, without a value."""
    return cell.value is None and getattr(cell, "data_type", "") == "n" and hasattr(cell, "coordinate")


def _rows(sheet: Any, options: dict[str, Any], open_formulas: Callable[[], Iterator[Any]]) -> Iterator[list[Any]]:
    from frictionless.formats.excel.parsers.xlsx import extract_row_values

    formulas: Iterator[Any] | None = None
    try:
        for number, cells in enumerate(sheet.iter_rows()):
            if formulas is None and any(map(_is_open, cells)):
                formulas = islice(open_formulas(), number, None)
            if formulas is not None:
                _refuse_unstored(str(sheet.title), cells, next(formulas, ()))
            yield extract_row_values(
                cells,
                bool(options.get("preserveFormatting")),
                bool(options.get("adjustFloatingPointError")),
                stringified=bool(options.get("stringified")),
            )
    except RowsError:
        raise
    except Exception as error:  # openpyxl reads the XML while the rows are read, and raises whatever it raises
        raise _damaged(error) from error


def _damaged(error: Exception) -> RowsError:
    reason = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, zipfile.BadZipFile):
        reason = "File is not a zip file" if "not a zip" in reason else reason
    return RowsError(f"it is not an Excel file, or is damaged: {reason:.200}: save it again as .xlsx")
