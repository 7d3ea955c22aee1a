"""What an export contains: its tables, and the metadata that several formats have in common."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from summitdata.arguments import names_of
from summitdata.datapackage import descriptor, resource

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["description_with_unit", "package_properties", "referenced_first", "selected_tables"]


def selected_tables(names: Sequence[str] = ()) -> list[dict[str, Any]]:
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
    >>> [key["reference"]["resource"] for key in selected_tables(["figures", "projects"])[0]["schema"]["foreignKeys"]]
    ['projects']
    """
    known_names = {resource(name)["name"] for name in names_of("tables", names, "figures")}
    tables = [table for table in descriptor()["resources"] if not names or table["name"] in known_names]
    targets = {table["name"] for table in tables} | {""}  # "" is the table itself
    return [table | {"schema": _with_foreign_keys_to(targets, table["schema"])} for table in tables]


def _with_foreign_keys_to(targets: set[str], schema: dict[str, Any]) -> dict[str, Any]:
    keys = [key for key in schema.get("foreignKeys", []) if key["reference"].get("resource", "") in targets]
    others = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return others | ({"foreignKeys": keys} if keys else {})


def referenced_first(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tables, each after those that its foreign keys refer to, as a database needs to create them.

    Examples
    --------
    >>> [table["name"] for table in referenced_first(selected_tables(["figures", "projects", "sources"]))]
    ['sources', 'projects', 'figures']
    """
    predecessors = {
        table["name"]: {
            key["reference"].get("resource") or table["name"] for key in table["schema"].get("foreignKeys", [])
        }
        - {table["name"]}
        for table in tables
    }
    by_name = {table["name"]: table for table in tables}
    return [by_name[name] for name in TopologicalSorter(predecessors).static_order()]


def package_properties() -> dict[str, Any]:
    """Return the properties of the package as a whole: all but its resources."""
    return {name: value for name, value in descriptor().items() if name != "resources"}


def description_with_unit(descriptor: dict[str, Any]) -> str:
    """Return the description of a table or a field with its unit and the unit's code, for formats without units.

    Examples
    --------
    >>> description_with_unit({"description": "What it weighs.", "unit": "kg"})
    'What it weighs. Unit: kg.'
    >>> description_with_unit({"description": "How long it is.", "unit": "km", "unitCode": "UCUM:km"})
    'How long it is. Unit: km (UCUM:km).'
    """
    unit = descriptor.get("unit") or (f"in the field {descriptor['unitField']}" if "unitField" in descriptor else "")
    code = f" ({descriptor['unitCode']})" if "unit" in descriptor and "unitCode" in descriptor else ""
    description: str = descriptor["description"]
    return description + (f" Unit: {unit}{code}." if unit else "")
