"""Whether a descriptor is a data package: by the profile of the standard, and by what no profile can say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, UnknownNameError
from summitdata.tabular.schema_rules import read_rules
from summitdata.upkeep.check_report import CheckError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["profile_errors"]


def profile_errors(descriptor: dict[str, Any]) -> list[CheckError]:
    """Return what keeps a descriptor from being a data package of tables.

    Examples
    --------
    >>> print(profile_errors({"resources": []})[0])
    [] should be non-empty (at resources) [package-error]
    """
    # What the profile refuses may have any shape, so nothing else is asked of it.
    return list(_against_profile(descriptor)) or list(_against_itself(descriptor["resources"]))


def _against_profile(descriptor: dict[str, Any]) -> Iterator[CheckError]:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import relevance

    profile = json.loads((Path(__file__).parent / "profiles" / "datapackage-2.0.json").read_text("utf-8"))
    for error in sorted(Draft7Validator(profile).iter_errors(descriptor), key=lambda error: list(map(str, error.path))):
        place = list(error.absolute_path)
        if place and place[-1] == "path":
            message = f"{error.instance!r} is no path in the folder of the package"
        else:
            message = (max(error.context, key=relevance) if error.context else error).message
        yield _at_place(descriptor, place, message)


def _against_itself(resources: list[dict[str, Any]]) -> Iterator[CheckError]:
    """Ask of each table what a reader needs: one file, a schema without contradictions, keys that lead somewhere."""
    names = [resource["name"] for resource in resources]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield CheckError("package-error", f"two tables have the name {name!r}")
    fields = {resource["name"]: _field_names(resource.get("schema")) for resource in resources}
    for resource in resources:
        name, schema = resource["name"], resource.get("schema")
        if not isinstance(resource.get("path"), str):
            yield CheckError("package-error", "a table is one CSV file here: give its path as a string", name)
        if not isinstance(schema, dict):
            yield CheckError("package-error", "a table needs a schema in the descriptor", name)
            continue
        yield from (CheckError("package-error", words, name) for words in _lost_keys(name, schema, fields))
        try:
            read_rules(schema)
        except PackageError as error:
            yield CheckError("package-error", str(error), name)
        except UnknownNameError:
            pass  # a type that the standard knows and this library does not: frictionless judges it alone


def _field_names(schema: Any) -> list[str]:
    return [field["name"] for field in schema["fields"]] if isinstance(schema, dict) else []


def _lost_keys(name: str, schema: dict[str, Any], fields: dict[str, list[str]]) -> Iterator[str]:
    """Yield each key that names a table or a field that there is not."""
    keys: list[tuple[str, str, Any]] = [("primary key", name, schema.get("primaryKey", []))]
    keys += [("unique key", name, key) for key in schema.get("uniqueKeys", [])]
    for key in schema.get("foreignKeys", []):
        target = key["reference"].get("resource") or name
        if target not in fields:
            yield f"a foreign key refers to the table {target!r}, which there is not"
            continue
        keys += [("foreign key", name, key["fields"]), ("foreign key", target, key["reference"]["fields"])]
    for kind, table, key in keys:
        for part in _parts(key):
            if part not in fields[table]:
                yield f"the {kind} names the field {part!r}, which the table {table!r} does not have"


def _parts(key: Any) -> Iterable[Any]:
    return key if isinstance(key, list) else [key]


def _at_place(descriptor: dict[str, Any], place: list[str | int], message: str) -> CheckError:
    """Name the table and the field that a place in the descriptor belongs to."""
    table = field_name = ""
    if place[:1] == ["resources"] and len(place) > 1:
        resource = descriptor["resources"][place[1]]
        table = str(resource.get("name", f"number {place[1]}")) if isinstance(resource, dict) else f"number {place[1]}"
        if place[2:4] == ["schema", "fields"] and len(place) > 4:  # noqa: PLR2004 - resources/i/schema/fields/j
            named = resource["schema"]["fields"][place[4]]
            field_name = str(named.get("name", place[4])) if isinstance(named, dict) else f"number {place[4]}"
    short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]} ..."
    where = "/".join(map(str, place))
    return CheckError("package-error", f"{short} (at {where or 'the top'})", table, "", None, field_name)


_LONGEST = 200
"""Characters of a profile's message that are shown: some repeat the whole descriptor."""
