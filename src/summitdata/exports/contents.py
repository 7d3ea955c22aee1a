"""What an export has: its tables, and the words that several formats say of them."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor, resource

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["chosen", "described", "package_words", "referenced_first"]


def chosen(names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the descriptors of the tables in the package's order, without foreign keys to tables that are left out.

    Parameters
    ----------
    names : sequence of str, optional
        The tables; without them, all.

    Raises
    ------
    UnknownNameError
        The package has no such table.

    Examples
    --------
    >>> [key["reference"]["resource"] for key in chosen(["figures", "projects"])[0]["schema"]["foreignKeys"]]
    ['projects']
    """
    wanted = {resource(name)["name"] for name in names}
    tables = [table for table in descriptor()["resources"] if not names or table["name"] in wanted]
    kept = {table["name"] for table in tables} | {""}  # "" is the table itself
    return [table | {"schema": _without_keys_to_others(table["schema"], kept)} for table in tables]


def _without_keys_to_others(schema: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    keys = [key for key in schema.get("foreignKeys", []) if key["reference"].get("resource", "") in kept]
    others = {word: said for word, said in schema.items() if word != "foreignKeys"}
    return others | ({"foreignKeys": keys} if keys else {})


def referenced_first(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tables with each after those that its foreign keys refer to, as a database has to make them.

    Examples
    --------
    >>> [table["name"] for table in referenced_first(chosen(["figures", "projects", "sources"]))]
    ['sources', 'projects', 'figures']
    """
    before = {
        table["name"]: {
            key["reference"].get("resource") or table["name"] for key in table["schema"].get("foreignKeys", [])
        }
        - {table["name"]}
        for table in tables
    }
    by_name = {table["name"]: table for table in tables}
    return [by_name[name] for name in TopologicalSorter(before).static_order()]


def package_words() -> dict[str, Any]:
    """Return what the descriptor says of the package as a whole: all but the tables."""
    return {word: said for word, said in descriptor().items() if word != "resources"}


def described(said: dict[str, Any]) -> str:
    """Return the description of a table or a field with the unit, for formats that have no word for units.

    Examples
    --------
    >>> described({"description": "What it weighs.", "unit": "kg"})
    'What it weighs. Unit: kg.'
    """
    unit = said.get("unit") or (f"in the field {said['unitField']}" if "unitField" in said else "")
    description: str = said["description"]
    return description + (f" Unit: {unit}." if unit else "")
