"""The formats sqlite and duckdb: a database with the keys and constraints of the Table Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError, PackageError
from summitdata.exports.contents import description_with_unit, package_properties, referenced_first, selected_tables
from summitdata.schema_formats.sql import sql_text
from summitdata.schema_formats.sql_names import quoted_name, quoted_text
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["DESCRIPTOR_TABLE", "write_duckdb", "write_sqlite"]

DESCRIPTOR_TABLE = "datapackage"
"""The table with the whole descriptor, which includes what SQL cannot express, such as units and patterns."""


def write_sqlite(names: Sequence[str], file: Path) -> None:
    """Write an SQLite database: dates are text in ISO 8601, booleans are 0 and 1.

    Raises
    ------
    PackageError
        SQLite cannot write the file, or a row violates a constraint.
    """
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA foreign_keys = ON")
            with database:
                for statement, values in _statements(names):
                    database.executemany(statement, values) if values else database.execute(statement)
    except sqlite3.Error as error:
        raise PackageError(f"{file.name}: cannot write: {error}") from error


def write_duckdb(names: Sequence[str], file: Path) -> None:
    """Write a DuckDB database; titles and descriptions are the comments on its tables and columns.

    Raises
    ------
    MissingDependencyError
        DuckDB is not installed.
    PackageError
        DuckDB cannot write the file, or a row violates a constraint.
    """
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("duckdb", "export") from error

    try:
        with duckdb.connect(str(file)) as database:
            for statement, values in [*_statements(names), *((comment, []) for comment in _comments(names))]:
                database.executemany(statement, values) if values else database.execute(statement)
    except duckdb.Error as error:
        raise PackageError(f"{file.name}: cannot write: {str(error).splitlines()[0]}") from error


def _statements(names: Sequence[str]) -> list[tuple[str, list[list[Any]]]]:
    """Return the statements that create and fill the tables, each with the rows to run it with."""
    properties = package_properties() | {"resources": selected_tables(names)}
    property_rows = [
        [name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
        for name, value in properties.items()
    ]
    statements: list[tuple[str, list[list[Any]]]] = [
        (f"CREATE TABLE {DESCRIPTOR_TABLE} (property TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)", []),
        (f"INSERT INTO {DESCRIPTOR_TABLE} VALUES (?, ?)", property_rows),  # noqa: S608 - a name of ours
    ]
    for table in referenced_first(selected_tables(names)):
        content = [list(row.values()) for row in rows(table["name"])]
        placeholders = ", ".join("?" * len(table["schema"]["fields"]))
        statements.append((sql_text(table), []))
        statements.append((f"INSERT INTO {quoted_name(table['name'])} VALUES ({placeholders})", content))  # noqa: S608 - quoted
    return statements


def _comments(names: Sequence[str]) -> list[str]:
    statements = []
    for table in selected_tables(names):
        name = quoted_name(table["name"])
        statements.append(f"COMMENT ON TABLE {name} IS {_description(table)}")
        statements += [
            f"COMMENT ON COLUMN {name}.{quoted_name(field['name'])} IS {_description(field)}"
            for field in table["schema"]["fields"]
        ]
    return statements


def _description(descriptor: dict[str, Any]) -> str:
    return quoted_text(f"{descriptor['title']}: {description_with_unit(descriptor)}")
