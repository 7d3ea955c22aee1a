"""Files whose rows have typed values, JSON, JSON lines and Excel: frictionless gets their rows as inline data."""

from __future__ import annotations

import zipfile
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from summitdata.opening import open_file
from summitdata.tabular.dialect import LAST_HEADER_ROW
from summitdata.tabular.excel_rows import MAX_RATIO, open_sheet
from summitdata.tabular.file_formats import ROW_FORMATS, other_format
from summitdata.tabular.json_places import value_places
from summitdata.tabular.json_rows import LINE, json_lines, json_rows, rows_of_items

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["RowFile", "row_file", "unpacked_size"]

_OF_FILES = frozenset(("path", "format", "bytes", "hash", "encoding", "mediatype", "dialect"))
_OF_ROWS = ("header", "headerRows", "headerJoin", "headerCase", "commentRows", "commentChar", "skipBlankRows")
"""What a dialect says of rows, whatever the file is."""


class RowFile:
    """The file of a resource, to be read one or more times.

    Parameters
    ----------
    resource : dict
        The resource.
    folder : pathlib.Path
        The folder that its path is relative to.
    """

    def __init__(self, resource: dict[str, Any], folder: Path) -> None:
        self._file, self._format = folder / resource["path"], str(other_format(resource))
        dialect = resource.get("dialect")
        self._dialect: dict[str, Any] = dialect if isinstance(dialect, dict) else {}
        self._resource = resource
        self._begun: Iterator[list[Any]] | None = None
        self.sheet = ""
        """The title of the sheet, once it is open."""

    def inline(self) -> dict[str, Any]:
        """Return the resource as one of inline data; its header is the first row that is not blank.

        Raises
        ------
        RowsError
            The first rows cannot be read.
        """
        dialect = {"header": True} | {name: self._dialect[name] for name in _OF_ROWS if name in self._dialect}
        if dialect["header"] and "headerRows" not in dialect:
            dialect["headerRows"] = [self._header_row()]
        made = {name: value for name, value in self._resource.items() if name not in _OF_FILES}
        return made | {"data": [], "format": "inline", "type": "table", "dialect": dialect}

    def _header_row(self) -> int:
        rows, read = self._rows(), list[list[Any]]()
        for row in islice(rows, LAST_HEADER_ROW):
            read.append(row)
            if not _is_blank(row):
                break
        self._begun = chain(read, rows)  # the file is opened once
        return 1 if not read or _is_blank(read[-1]) else len(read)

    def __call__(self) -> Iterator[list[Any]]:
        """Return the rows, the header among them.

        Raises
        ------
        RowsError
            They cannot be read, or not to the end; raised where it is found.
        """
        begun, self._begun = self._begun, None
        return self._rows() if begun is None else begun

    def _rows(self) -> Iterator[list[Any]]:
        with open_file(self._file) as stream:
            if self._format in ("xlsx", "xlsm"):
                sheet = open_sheet(stream, self._options("excel", sheetName="sheet", sheetNumber="sheet"))
                self.sheet = sheet.title
                yield from sheet.rows
                return
            options = self._options("json", property="property", itemKeys="keys")
            is_lines = self._format in ("jsonl", "ndjson")
            items = json_lines(stream) if is_lines else iter(json_rows(stream, str(options.get("property") or "")))
            yield from rows_of_items(items, options.get("keys"), LINE if is_lines else "item {} of the list")

    def places(self, cells: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
        """Return line and column of some cells, by the numbers of their record and field, where there are lines."""
        if self._format not in ("jsonl", "ndjson") or not cells:
            return {}
        with open_file(self._file) as stream:
            return value_places(stream, cells, self._options("json", itemKeys="keys").get("keys"))

    def _options(self, name: str, **renamed: str) -> dict[str, Any]:
        """Return what a dialect says of a format: as frictionless has it, and as the standard has."""
        nested = self._dialect.get(name)
        found = {renamed[key]: value for key, value in self._dialect.items() if key in renamed}
        return found | (nested if isinstance(nested, dict) else {})


def _is_blank(row: list[Any]) -> bool:
    return all(cell in (None, "") for cell in row)


def row_file(resource: dict[str, Any], folder: Path) -> RowFile | None:
    """Return the file of a resource, None if its rows are not read so."""
    return RowFile(resource, folder) if other_format(resource) in ROW_FORMATS else None


def unpacked_size(file: Path, file_format: str | None) -> int:
    """Return how much more than its size there is to read of an Excel file, which is compressed; 0 of another one."""
    if file_format not in ("xlsx", "xlsm"):
        return 0
    try:
        with open_file(file) as stream, zipfile.ZipFile(stream) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return 0
    packed = file.stat().st_size
    return max(0, min(size, MAX_RATIO * packed) - packed)
