"""A description into a descriptor that a person has written: what stands there stays as it is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from summitdata.errors import PackageError

__all__ = ["merge"]


def merge(existing: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """Return a descriptor with what another one adds to it: resources, schemas that are missing, and new columns.

    Examples
    --------
    >>> old = {"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x", "type": "any"}]}}]}
    >>> fields = [{"name": "x", "type": "integer"}, {"name": "y", "type": "integer"}]
    >>> merged = merge(old, {"resources": [{"name": "b", "path": "a.csv", "schema": {"fields": fields}}]})
    >>> merged["resources"][0]["schema"]["fields"]
    [{'name': 'x', 'type': 'any'}, {'name': 'y', 'type': 'integer'}]

    Raises
    ------
    PackageError
        The existing descriptor has no list of resources.
    """
    merged = deepcopy(existing)
    for key, value in made.items():
        merged.setdefault(key, deepcopy(value))
    resources = merged["resources"]
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        raise PackageError('"resources" of the existing descriptor must be a list of JSON objects')
    by_path = {one["path"]: one for one in resources if isinstance(one.get("path"), str)}
    names = {one.get("name") for one in resources}
    for resource in made["resources"]:
        old = by_path.get(resource["path"])
        if old is not None:
            _add_to(old, resource)
        elif resource not in resources:
            new = deepcopy(resource)
            new["name"] = _free_name(resource["name"], names)
            names.add(new["name"])
            resources.append(new)
    return merged


def _add_to(old: dict[str, Any], made: dict[str, Any]) -> None:
    """Add to a resource what it lacks."""
    schema = old.get("schema")
    if schema is None:
        for key in ("encoding", "dialect", "schema"):
            if key in made:
                old.setdefault(key, deepcopy(made[key]))
    elif isinstance(schema, dict) and isinstance(schema.get("fields"), list):
        known = {field.get("name") for field in schema["fields"] if isinstance(field, dict)}
        schema["fields"] += [deepcopy(field) for field in made["schema"]["fields"] if field["name"] not in known]


def _free_name(name: str, taken: set[Any]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
