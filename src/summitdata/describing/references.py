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
TYPES = ("string", "integer")


def suggest_references(tables: list[Table]) -> list[Guess]:
    """Return which columns may refer to the primary key of another table; columns of the same label first."""
    targets = [table for table in tables if isinstance(table.resource["schema"].get("primaryKey"), str)]
    if len(tables) <= 1 or not targets:
        return []
    keys = {id(table): _values(table, {table.resource["schema"]["primaryKey"]}) for table in targets}
    suggestions = []
    for table in tables:
        own_key = table.resource["schema"].get("primaryKey")
        fields = {one["name"]: one for one in table.resource["schema"]["fields"] if one["type"] in TYPES}
        values = _values(table, set(fields))
        for target in targets:
            key = target.resource["schema"]["primaryKey"]
            allowed = keys[id(target)].get(key)
            if target is table or not allowed:
                continue
            for name, found in values.items():
                if name == own_key and len(found) == len(allowed):
                    continue  # two tables of the same things
                alike = _are_alike(name, key, target.name)
                if (
                    alike
                    and len(found) >= FEWEST_VALUES
                    and found <= allowed
                    and _type(table, name) == _type(target, key)
                ):
                    why = f"all {len(found)} values stand there"
                    suggestions.append(
                        Guess(
                            table.name,
                            name,
                            f"foreign key to {target.name}.{key}, not written",
                            "guess",
                            table.rows,
                            why,
                        )
                    )
    return suggestions


def _are_alike(name: str, key: str, table: str) -> bool:
    """Whether a column is called like a key, or like the table of the key."""
    name, key, table = name.casefold(), key.casefold(), table.casefold()
    thing = table[:-3] + "y" if table.endswith("ies") else table.removesuffix("s")
    return name == key or (bool(thing) and thing in name)


def _type(table: Table, name: str) -> Any:
    return next(one["type"] for one in table.resource["schema"]["fields"] if one["name"] == name)


def _values(table: Table, names: set[str]) -> dict[str, frozenset[str]]:
    """Return the distinct texts of some columns, empty ones aside; none of a column that has very many."""
    columns = {at: name for at, name in enumerate(table.layout.labels) if name in names}
    found: dict[int, set[str] | None] = {at: set() for at in columns}
    for block in blocks_of(table.file, table.layout):
        cells, _ = columns_of(block, table.layout)
        for at, values in found.items():
            if values is not None:
                values.update(cells[at].unique().to_pylist())
                found[at] = values if len(values) <= MOST_VALUES else None
    return {columns[at]: frozenset(values - {""}) for at, values in found.items() if values is not None}
