"""The rows of a table by their primary key, with each cell as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.errors import DataFileError, PackageError
from summitdata.opening import read_file
from summitdata.tabular.csv_rows import csv_rows
from summitdata.tabular.dialect import is_explicit
from summitdata.tabular.schema_parts import key_fields, missing_texts_by_field
from summitdata.tabular.unpacked_tables import unpacked_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.tabular.inputs import InputTable

__all__ = ["KeyedRows", "Row"]

Row = tuple[str | None, ...]
"""The cells of a row; a missing value is `None`."""


class KeyedRows:
    """The rows of a table by key.

    Parameters
    ----------
    table : InputTable
        The table.
    any_columns : bool, default False
        Whether the file may have other columns than the schema, as long as those of the key are there.

    Attributes
    ----------
    key, columns : tuple of str
        The columns of the primary key, and all columns.
    rows : dict of tuple to tuple
        Each row by its key.
    content : bytes
        The file.

    Raises
    ------
    PackageError
        The table has no schema or no primary key, or its file cannot be read.
    DataFileError
        The file does not match its schema, or a key is missing or occurs twice.
    """

    def __init__(self, table: InputTable, *, any_columns: bool = False) -> None:
        schema: Any = table.resource.get("schema")
        self._place = table.place
        try:
            fields = {field["name"]: field for field in schema["fields"]}
            self.key = tuple(dict.fromkeys(key_fields(schema.get("primaryKey"))))  # each field once
        except (AttributeError, KeyError, TypeError) as error:
            raise PackageError(f"{table.place}: its schema is not a Table Schema with named fields") from error
        if not self.key:
            raise PackageError(f"{table.place}: its schema has no primary key, by which rows are matched")
        if table.file is None:
            raise PackageError(f"{table.place}: a table must be one CSV file")
        if not is_explicit(table.resource):
            raise PackageError(f"{table.place}: not a CSV file by its name or format: only CSV files are compared")
        table = unpacked_whole(table)
        assert table.file is not None  # noqa: S101 - it was given above, and unpacking keeps it
        self.content = read_file(table.file, "the table", limit=None)
        numbered_rows = csv_rows(table.place, self.content, table.resource)
        columns = list(fields)
        if table.resource["dialect"]["header"]:
            header = next((cells for _, cells in numbered_rows), [])
            if len(set(header)) < len(header) or (not any_columns and header != columns):
                raise DataFileError(f"{table.place}: the header is not that of the schema: {', '.join(header)!r}")
            columns = header
        present = set(columns)
        if absent := [name for name in self.key if name not in present]:
            raise DataFileError(f"{table.place}: no column {absent[0]!r}, which is in the primary key")
        self.columns = tuple(columns)
        try:
            texts_by_field = missing_texts_by_field((fields.get(name, {}) for name in columns), schema)
            sets = {id(texts): frozenset(texts) for texts in texts_by_field}  # columns share a list
            missing = [sets[id(texts)] for texts in texts_by_field]
        except (AttributeError, KeyError, TypeError) as error:
            raise PackageError(f"{table.place}: the missing values of its schema are not a list of texts") from error
        self.rows = self._by_primary_key(numbered_rows, missing)

    def _by_primary_key(
        self, numbered_rows: Iterator[tuple[int, list[str]]], missing: list[frozenset[str]]
    ) -> dict[Row, Row]:
        positions = self._positions(self.key)
        rows: dict[Row, Row] = {}
        first_number: dict[Row, int] = {}
        for number, cells in numbered_rows:
            if len(cells) != len(self.columns):
                expected = len(self.columns)
                raise DataFileError(f"{self._place}: row {number} has {len(cells)} cells, the header has {expected}")
            row = tuple(None if cell in texts else cell for cell, texts in zip(cells, missing, strict=True))
            key = tuple(row[position] for position in positions)
            if None in key:
                raise DataFileError(f"{self._place}: row {number} lacks a part of its key: {self._text_of(key)}")
            if key in rows:
                numbers = f"rows {first_number[key]} and {number}"
                raise DataFileError(f"{self._place}: {numbers} have the same key: {self._text_of(key)}")
            first_number[key] = number
            rows[key] = row
        return rows

    def _positions(self, names: tuple[str, ...]) -> list[int]:
        by_name = {name: position for position, name in enumerate(self.columns)}
        return [by_name[name] for name in names]

    def _text_of(self, key: Row) -> str:
        return ", ".join(f"{name}={cell!r}" for name, cell in zip(self.key, key, strict=True))

    def by(self, key: tuple[str, ...]) -> dict[Row, Row] | None:
        """Return the rows by other columns, or None where these do not identify each row."""
        if key == self.key:
            return self.rows
        if not set(key) <= set(self.columns):
            return None
        positions = self._positions(key)
        rows = {tuple(row[position] for position in positions): row for row in self.rows.values()}
        return rows if len(rows) == len(self.rows) else None
