"""The formats sqlite and duckdb: a database with the keys and constraints of the Table Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from summitdata.errors import MissingDependencyError, PackageError
from summitdata.exports.contents import chosen, described, package_words, referenced_first
from summitdata.schema_formats.sql import quoted_name, quoted_text, sql_text
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["ABOUT", "write_duckdb", "write_sqlite"]

ABOUT = "datapackage"
"""The table with what the descriptor says, units and patterns among it, which SQL has no place for."""


def write_sqlite(names: Sequence[str], file: Path) -> None:
    """Write an SQLite database: dates are text as ISO 8601 writes them, booleans 0 and 1.

    Raises
    ------
    PackageError
        SQLite cannot write the file, or a row breaks a constraint.
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
        DuckDB cannot write the file, or a row breaks a constraint.
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
    """Return what makes and fills the tables, each statement with the rows to run it with."""
    words = package_words() | {"resources": chosen(names)}
    about = [
        [word, said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)] for word, said in words.items()
    ]
    found: list[tuple[str, list[list[Any]]]] = [
        (f"CREATE TABLE {ABOUT} (property TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)", []),
        (f"INSERT INTO {ABOUT} VALUES (?, ?)", about),  # noqa: S608 - a name of ours
    ]
    for table in referenced_first(chosen(names)):
        content = [list(row.values()) for row in rows(table["name"])]
        places = ", ".join("?" * len(table["schema"]["fields"]))
        found.append((sql_text(table), []))
        found.append((f"INSERT INTO {quoted_name(table['name'])} VALUES ({places})", content))  # noqa: S608 - quoted
    return found


def _comments(names: Sequence[str]) -> list[str]:
    found = []
    for table in chosen(names):
        name = quoted_name(table["name"])
        found.append(f"COMMENT ON TABLE {name} IS {_description(table)}")
        found += [
            f"COMMENT ON COLUMN {name}.{quoted_name(field['name'])} IS {_description(field)}"
            for field in table["schema"]["fields"]
        ]
    return found


def _description(descriptor: dict[str, Any]) -> str:
    return quoted_text(f"{descriptor['title']}: {described(descriptor)}")
