"""Typed rows of a table whose cells frictionless has accepted, read by the standard library alone."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from summitdata.datapackage import read_bytes
from summitdata.errors import DataFileError
from summitdata.tabular.csv_rows import csv_rows, unsupported_property
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.schema_parts import field_missing_texts
from summitdata.tabular.schema_rules import SPELLING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Cell", "typed_rows", "why_unreadable"]

Cell = str | int | float | bool | None
"""A value as the standard library has it: dates stay text (ISO 8601), a missing value is `None`."""


def typed_rows(basepath: Path, resource: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row of a resource with its row number; the first row of the file, usually the header, is row 1.

    Only for tables whose cells frictionless has accepted: a cell that does not parse is an error, not a report.

    Raises
    ------
    DataFileError
        A cell is not of its field's type; the message names file, row and field.
    PackageError
        The file cannot be read.
    """
    path = basepath / resource["path"]
    resource = make_explicit(resource)
    schema = resource["schema"]
    columns = [
        (field["name"], field.get("type", "string"), set(field_missing_texts(field, schema)))
        for field in schema["fields"]
    ]
    for number, cells in csv_rows(path, read_bytes(path), resource):
        if number == 1 and resource["dialect"]["header"]:
            continue
        row: dict[str, Any] = {}
        for (name, field_type, missing), cell in zip(columns, cells, strict=False):
            try:
                row[name] = None if cell in missing else _READERS[field_type](cell)
            except (KeyError, ValueError) as error:
                raise DataFileError(
                    f"{path}: row {number}, field {name}: {cell!r} is not of type {field_type}"
                ) from error
        yield number, row


def why_unreadable(resource: dict[str, Any]) -> str:
    """Return why `typed_rows` cannot read a table that is valid, or an empty text if it can.

    Examples
    --------
    >>> why_unreadable({"path": "a.csv", "schema": {"fields": [{"name": "when", "type": "datetime"}]}})
    'type datetime'
    """
    fields = resource["schema"]["fields"]
    if types := {field.get("type", "string") for field in fields} - _READERS.keys():
        return f"type {', '.join(sorted(types))}"
    for field in fields:
        if field.get("type", "string") != "string":
            if field.get("format", "default") != "default":
                return f"format {field['format']} of the field {field['name']}"
            if properties := SPELLING & field.keys():
                return f"{', '.join(sorted(properties))} of the field {field['name']}"
    name = unsupported_property(make_explicit(resource)["dialect"])
    return f"{name} of the dialect" if name else ""


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
