"""Typed rows of a table whose cells frictionless has accepted, read by the standard library alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.errors import DataFileError
from summitdata.opening import read_file
from summitdata.tabular.csv_rows import csv_rows, unsupported_property
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.schema_parts import missing_texts_by_field
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["typed_rows", "why_unreadable"]


def typed_rows(basepath: Path, resource: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row of a resource with its row number; the first row of the file, usually the header, is row 1.

    Only for tables whose cells frictionless has accepted: a cell that does not parse is an error, not a report. Values
    are those of the standard library: dates and times stay text (ISO 8601), and so does what has no type there; a
    missing value is `None`.

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
    missing_texts = missing_texts_by_field(schema["fields"], schema)
    sets = {id(texts): frozenset(texts) for texts in missing_texts}  # fields share a list
    columns = [
        (field["name"], FIELD_TYPES[field.get("type", "string")], sets[id(texts)])
        for field, texts in zip(schema["fields"], missing_texts, strict=True)
    ]
    for number, cells in csv_rows(path, read_file(path, "the table", limit=None), resource):
        if number == 1 and resource["dialect"]["header"]:
            continue
        row: dict[str, Any] = {}
        for (name, field_type, missing), cell in zip(columns, cells, strict=False):
            try:
                row[name] = None if cell in missing else field_type.read_cell(cell)
            except ValueError as error:
                raise DataFileError(
                    f"{path}: row {number}, field {name}: {cell!r} is not of type {field_type.name}"
                ) from error
        yield number, row


def why_unreadable(resource: dict[str, Any]) -> str:
    """Return why `typed_rows` cannot read a table that is valid into a frame, or an empty text if it can.

    Examples
    --------
    >>> why_unreadable({"path": "a.csv", "schema": {"fields": [{"name": "when", "type": "datetime"}]}})
    'type datetime'
    """
    if isinstance(resource.get("path"), list):
        return "the table is in several files"
    fields = resource["schema"]["fields"]
    types = {field.get("type", "string"): FIELD_TYPES.get(field.get("type", "string")) for field in fields}
    if unreadable := [name for name, field_type in types.items() if field_type is None or field_type.may_have_zone]:
        return f"type {', '.join(sorted(unreadable))}"
    for field in fields:
        field_type = FIELD_TYPES[field.get("type", "string")]
        if not field_type.dtypes.is_text and field.get("format", "default") != "default":
            return f"format {field['format']} of the field {field['name']}"
        if properties := field_type.parsing_properties(field):
            return f"{', '.join(sorted(properties))} of the field {field['name']}"
    name = unsupported_property(make_explicit(resource)["dialect"])
    return f"{name} of the dialect" if name else ""
