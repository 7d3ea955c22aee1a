"""DuckDB as a validator of the benchmark's files: SQL for the rules, after reading with types or as text."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from found import Outcome
from validate_files import FIRST_ROW, FLOWS, MAX_REMARK_LENGTH, PACKAGE, PARTNERS, REGIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from found import Place

TYPES = {
    "plain": {
        "id": "BIGINT",
        "year": "BIGINT",
        "partner": "VARCHAR",
        "flow": "VARCHAR",
        "hs": "VARCHAR",
        "value_usd": "DOUBLE",
        "date": "DATE",
        "note": "VARCHAR",
    },
    "figures": {
        "reporter": "VARCHAR",
        "period": "DATE",
        "exports": "DOUBLE",
        "imports": "DOUBLE",
        "pieces": "BIGINT",
        "remark": "VARCHAR",
    },
    "reporters": {"code": "VARCHAR", "name": "VARCHAR", "region": "VARCHAR"},
}
KEYS = {"plain": "id", "figures": "reporter, period", "reporters": "code"}


def _within(*choices: str) -> str:
    return "NOT IN (" + ", ".join(f"'{choice}'" for choice in choices) + ")"


TEXT_RULES = {
    "plain": {
        "partner": f"partner {_within(*PARTNERS)}",
        "flow": f"flow {_within(*FLOWS)}",
        "hs": "NOT regexp_full_match(hs, '[0-9]{6}')",
    },
    "figures": {
        "reporter": "reporter IS NULL OR reporter NOT IN (SELECT code FROM reporters)",
        "remark": f"length(remark) > {MAX_REMARK_LENGTH}",
    },
    "reporters": {
        "code": "code IS NULL OR NOT regexp_full_match(code, '[A-Z]{3}')",
        "name": "name IS NULL",
        "region": f"region {_within(*REGIONS)}",
    },
}
"""For each column of text, when a cell breaks its rule."""

TYPED_RULES = {
    "plain": {"id": "id IS NULL", "year": "year NOT BETWEEN 1990 AND 2030", "value_usd": "value_usd < 0"},
    "figures": {
        "period": "period IS NULL",
        "exports": "exports < 0",
        "imports": "imports < 0",
        "pieces": "pieces < 0",
    },
    "reporters": {},
}
"""The same for the other columns, where their values have been read."""


def _not_whole(name: str, least: str) -> str:
    # TRY_CAST reads 1.5 as the integer 2: so the text is compared with a pattern, too.
    return f"NOT regexp_full_match({name}, '[+-]?[0-9]+') OR NOT TRY_CAST({name} AS BIGINT) {least}"


def _not_amount(name: str) -> str:
    return f"{name} IS NOT NULL AND coalesce(TRY_CAST({name} AS DOUBLE), -1) < 0"


def _not_date(name: str) -> str:
    # A cast to DATE reads 2024/02/03, too.
    return f"{name} IS NULL OR try_strptime({name}, '%Y-%m-%d') IS NULL"


UNTYPED_RULES = {
    "plain": {
        "id": "id IS NULL OR NOT regexp_full_match(id, '[+-]?[0-9]+')",
        "year": _not_whole("year", "BETWEEN 1990 AND 2030"),
        "value_usd": _not_amount("value_usd"),
        "date": _not_date("date"),
    },
    "figures": {
        "period": _not_date("period"),
        "exports": _not_amount("exports"),
        "imports": _not_amount("imports"),
        "pieces": _not_whole("pieces", ">= 0"),
    },
    "reporters": {},
}
"""The same where all columns have been read as text."""


def by_duckdb(folder: Path) -> Outcome:
    """Validate with DuckDB as its page on faulty files has it: typed columns, and a table of the cells it cannot read.

    A row with such a cell is left out of the table, so that its other cells and its key are not looked at.
    """
    import duckdb

    with duckdb.connect() as connection:
        rejects: dict[str, list[tuple[int, str]]] = {}
        for table in _names(folder):
            _read(
                connection,
                folder,
                table,
                TYPES[table],
                f"rejects_table = '{table}_rejects', rejects_scan = '{table}_scans'",
            )
            query = f"SELECT line, column_name FROM {table}_rejects"  # noqa: S608 - the names are those above
            rejects[table] = connection.execute(query).fetchall()
        broken = _broken(connection, folder, TYPED_RULES)
    errors = sum(map(len, rejects.values())) + len(broken)

    def places() -> Iterator[Place]:
        for table, cells in rejects.items():
            yield from ((table, line, column) for line, column in cells)
        # The table has no rejected rows: what counts a row is how many of them are before it.
        lines = {table: sorted({line for line, _ in cells}) for table, cells in rejects.items()}
        before = {table: [line - n for n, line in enumerate(numbers)] for table, numbers in lines.items()}
        for table, position, column in broken:
            row = position + FIRST_ROW
            yield table, row + bisect_right(before[table], row), column

    return Outcome(errors == 0, errors, places)


def by_duckdb_text(folder: Path) -> Outcome:
    """Validate with DuckDB with all columns as text: longer rules, but each looks at each row."""
    import duckdb

    with duckdb.connect() as connection:
        for table in _names(folder):
            _read(connection, folder, table, dict.fromkeys(TYPES[table], "VARCHAR"), "")
        broken = _broken(connection, folder, UNTYPED_RULES)
    places = [(table, position + FIRST_ROW, column) for table, position, column in broken]
    return Outcome(not broken, len(broken), lambda: places)


def _names(folder: Path) -> list[str]:
    return ["reporters", "figures"] if (folder / PACKAGE).is_file() else ["plain"]


def _read(connection: Any, folder: Path, table: str, types: dict[str, str], more: str) -> None:
    options = """header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', dateformat = '%Y-%m-%d'"""
    source = f"read_csv($file, columns = {types}, {options}{', ' if more else ''}{more})"
    # The names are those above.
    query = f"CREATE TABLE {table} AS SELECT * FROM {source}"  # noqa: S608
    connection.execute(query, {"file": str(folder / f"{table}.csv")})


def _broken(connection: Any, folder: Path, rules: dict[str, dict[str, str]]) -> list[tuple[str, int, str]]:
    """Return table, position and column of each cell that breaks a rule, and of each row that repeats a key."""
    queries = []
    for table in _names(folder):
        key = KEYS[table]
        queries += [
            f"SELECT '{table}', rowid, '{column}' FROM {table} WHERE {rule}"  # noqa: S608 - the names and rules above
            for column, rule in {**TEXT_RULES[table], **rules[table]}.items()
        ]
        queries.append(
            f"SELECT '{table}', rowid, '' FROM {table} JOIN (SELECT {key}, min(rowid) AS first FROM {table} "  # noqa: S608 - the same
            f"GROUP BY {key} HAVING count(*) > 1) USING ({key}) WHERE {table}.rowid > first"
        )
    found: list[tuple[str, int, str]] = connection.execute(" UNION ALL ".join(queries)).fetchall()
    return found
