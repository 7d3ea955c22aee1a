"""Foreign keys between described files, as suggestions: whose values all stand in the key of another table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.describing.blocks import blocks_of, columns_of
from summitdata.describing.guess import Guess

if TYPE_CHECKING:
    from summitdata.describing.table import Table

__all__ = ["suggest_references"]

MOST_VALUES = 100_000
"""A column with more distinct values is not compared."""
FEWEST_VALUES = 2
FEWEST_TEXTS = 3
"""So many texts hardly stand in the key of another table by chance, as numbers may."""
SHORTEST_NAME = 3
"""A table of a shorter name is found in many words."""
TYPES = ("string", "integer")


def suggest_references(tables: list[Table]) -> list[Guess]:
    """Return which columns may refer to a column of another table that identifies its rows."""
    keys = [(table, key) for table in tables for key in table.keys]
    if len(tables) <= 1 or not keys:
        return []
    values = {table.name: _values(table) for table in tables}
    return [
        Guess(
            table.name,
            name,
            f"foreign key to {target.name}.{key}, not written",
            "guess",
            table.rows,
            f"all {len(found)} values stand there",
        )
        for table in tables
        for target, key in keys
        if target is not table
        for name, found in values[table.name].items()
        if _may_refer(table, name, target, key, values)
    ]


def _may_refer(table: Table, name: str, target: Table, key: str, values: dict[str, dict[str, frozenset[str]]]) -> bool:
    """Whether all values of a column are keys of another table, and its name says so, or they are several texts."""
    found, allowed = values[table.name][name], values[target.name].get(key, frozenset())
    if len(found) < FEWEST_VALUES or not found <= allowed or _type(table, name) != _type(target, key):
        return False
    are_the_same_things = name in table.keys and found == allowed
    are_texts = _type(table, name) == "string" and len(found) >= FEWEST_TEXTS
    return not are_the_same_things and (are_texts or _are_alike(name, key, target.name))


def _are_alike(name: str, key: str, table: str) -> bool:
    """Whether a column is called like a key, or like the table of the key."""
    name, key, table = name.casefold(), key.casefold(), table.casefold()
    thing = table[:-3] + "y" if table.endswith("ies") else table.removesuffix("s")
    return name == key or (len(thing) >= SHORTEST_NAME and thing in name)


def _type(table: Table, name: str) -> Any:
    return next(one["type"] for one in table.resource["schema"]["fields"] if one["name"] == name)


def _values(table: Table) -> dict[str, frozenset[str]]:
    """Return the distinct texts of the columns that may be keys, empty ones aside; none of one that has very many."""
    fields = table.resource["schema"]["fields"]
    columns = {at: one["name"] for at, one in enumerate(fields) if one["type"] in TYPES}
    found: dict[int, set[str] | None] = {at: set() for at in columns}
    for block in blocks_of(table.file, table.layout):
        cells, _ = columns_of(block, table.layout)
        for at, values in found.items():
            if values is not None:
                values.update(cells[at].unique().to_pylist())
                found[at] = values if len(values) <= MOST_VALUES else None
    return {columns[at]: frozenset(values - {""}) for at, values in found.items() if values is not None}
