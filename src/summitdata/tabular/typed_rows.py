"""Typed rows of a table whose cells frictionless has accepted, read by the standard library alone."""

from __future__ import annotations

import csv
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from summitdata.errors import DataFileError, PackageError
from summitdata.tabular.schema_parts import missing_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["TYPES", "Cell", "typed_rows"]

Cell = str | int | float | bool | None
"""A value as the standard library has it: dates stay text (ISO 8601), a missing value is `None`."""


def typed_rows(basepath: Path, resource: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row of a resource with its row number (the header is row 1).

    Only for tables whose cells frictionless has accepted: a cell that does not parse is an error, not a report.

    Raises
    ------
    DataFileError
        A cell is not of its field's type; the text names file, row and field.
    PackageError
        The file cannot be read.
    """
    path = basepath / resource["path"]
    fields = resource["schema"]["fields"]
    missing = set(missing_texts(resource["schema"].get("missingValues", [""])))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, cells in enumerate(csv.reader(file), start=1):
                if number == 1:
                    continue
                row: dict[str, Any] = {}
                for field, cell in zip(fields, cells, strict=False):
                    try:
                        row[field["name"]] = None if cell in missing else _READERS[field.get("type", "string")](cell)
                    except (KeyError, ValueError) as error:
                        raise DataFileError(
                            f"{path}: row {number}, field {field['name']}: {cell!r} is no {field.get('type', 'string')}"
                        ) from error
                yield number, row
    except OSError as error:
        raise PackageError(f"{path}: cannot read the table: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except csv.Error as error:
        raise DataFileError(f"{path}: no CSV that can be read: {error}") from error


def _number(cell: str) -> float:
    number = float(cell)
    return number if isfinite(number) else _refuse(cell)


def _day(cell: str) -> str:
    """Return a day as it is written, which is as the standard writes it."""
    return date.fromisoformat(cell).strftime("%Y-%m-%d") if len(cell) == len("2025-06-17") else _refuse(cell)


def _year(cell: str) -> int:
    return int(cell) if len(cell) == len("2025") else _refuse(cell)


def _refuse(cell: str) -> NoReturn:
    raise ValueError(cell)


_READERS: dict[str, Callable[[str], Cell]] = {
    "string": str,
    "date": _day,
    "integer": int,
    "year": _year,
    "number": _number,
    "boolean": {
        **dict.fromkeys(("true", "True", "TRUE", "1"), True),
        **dict.fromkeys(("false", "False", "FALSE", "0"), False),
    }.__getitem__,
}
"""How a cell of each type is read, after frictionless has accepted it; a table of this package has no infinities."""

TYPES = tuple(_READERS)
"""The types that the tables of this package are made of."""
