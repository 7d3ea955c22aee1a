"""A description into a descriptor that a person has written: what stands there stays as it is."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["merge"]


def _own_path(resource: dict[str, Any]) -> list[str]:
    return [resource["path"]] if isinstance(resource.get("path"), str) else []


def merge(
    existing: dict[str, Any],
    made: dict[str, Any],
    files_of: Callable[[dict[str, Any]], list[str]] = _own_path,
) -> dict[str, Any]:
    """Return a descriptor with what another one adds to it: resources, schemas that are missing, and new columns.

    `files_of` returns the paths of the files of an existing resource, which may have a pattern.

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
    is_older = "profile" in existing  # the property of version 1 of the standard, where version 2 has `$schema`
    for key, value in made.items():
        if key != "$schema" or not is_older:
            merged.setdefault(key, deepcopy(value))
    resources = merged["resources"]
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        raise PackageError('"resources" of the existing descriptor must be a list of JSON objects')
    by_path = {path: one for one in resources for path in files_of(one)}
    names = {one.get("name") for one in resources}
    for resource in made["resources"]:
        old = by_path.get(resource["path"])
        if old is not None:
            is_one_file = isinstance(old.get("path"), str) and len(files_of(old)) == 1
            if is_one_file or "schema" not in old:  # else the schema is for other files, too
                _add_to(old, resource)
        elif resource not in resources:
            new = deepcopy(resource)
            new["name"] = _free_name(resource["name"], names)
            if is_older:
                new["profile"] = "tabular-data-resource"
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
        schema["fields"] = _with_new_fields(schema["fields"], made["schema"]["fields"])


def _with_new_fields(old: list[Any], made: list[dict[str, Any]]) -> list[Any]:
    """Return the fields of a person with those they lack, each after the one that is before it in the file."""
    fields = deepcopy(old)
    at = 0
    for field in made:
        known = [
            number for number, one in enumerate(fields) if isinstance(one, dict) and one.get("name") == field["name"]
        ]
        if not known:
            fields.insert(at, deepcopy(field))
        at = known[0] + 1 if known else at + 1
    return fields


def _free_name(name: str, taken: set[Any]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
