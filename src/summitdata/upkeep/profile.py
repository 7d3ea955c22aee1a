"""Whether a descriptor is a data package: by the profile of the standard, and by what a profile cannot express."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.tabular.allow_lists import is_other_file
from summitdata.tabular.mistakes import did_you_mean, missing
from summitdata.tabular.schema_parts import FIELDS_MATCH, key_fields
from summitdata.tabular.schema_rules import read_rules
from summitdata.upkeep.check_errors import package_error

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from jsonschema.exceptions import ValidationError

    from summitdata.validation.report import Error

__all__ = ["errors_by_resource", "profile_errors"]


def profile_errors(descriptor: dict[str, Any]) -> list[Error]:
    """Return the errors that keep a descriptor from being a data package of tables.

    Examples
    --------
    >>> print(profile_errors({"resources": []})[0].message)
    The data package has an error: an empty list: write one part of it at least (at resources)
    """
    return [error for _, error in errors_by_resource(descriptor)]


def errors_by_resource(descriptor: dict[str, Any], others: Collection[str] = ()) -> list[tuple[int | None, Error]]:
    """Return the errors of `profile_errors`, each with the number of its resource from 0, None for the whole package.

    `others` are the names of resources that are left out, as they are wrong.
    """
    # A descriptor that the profile refuses may have any shape, so nothing else is checked.
    return list(_profile_violations(descriptor)) or list(_contradictions(descriptor["resources"], others))


def _profile_violations(descriptor: dict[str, Any]) -> Iterator[tuple[int | None, Error]]:
    from jsonschema import Draft7Validator, validators

    profile = json.loads(resources.files(__package__).joinpath("profiles", "datapackage-2.0.json").read_text("utf-8"))
    extended: Any = validators.extend(Draft7Validator, {"oneOf": _one_of})  # type: ignore[no-untyped-call] # no types
    validator = extended(profile)
    for error in sorted(
        validator.iter_errors(_as_in_profile(descriptor)), key=lambda error: list(map(str, error.path))
    ):
        place, message = list(error.absolute_path), _in_words(error)
        if place and place[-1] == "path":
            message = f"{error.instance!r} is not a path in the folder of the package"
        elif error.context:
            place, message = _explain_alternatives(error)
        number = place[1] if place[:1] == ["resources"] and len(place) > 1 else None
        yield number if isinstance(number, int) else None, _at_place(descriptor, place, message)


def _as_in_profile(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return a descriptor as the profile has it.

    Unlike the text of the standard, the profile has no type `list`, and `fieldsMatch` is a list of one text.
    """
    resources = descriptor.get("resources")
    if not isinstance(resources, list):
        return descriptor
    return {**descriptor, "resources": [_resource_as_in_profile(resource) for resource in resources]}


def _resource_as_in_profile(resource: Any) -> Any:
    schema = resource.get("schema") if isinstance(resource, dict) else None
    if not isinstance(schema, dict):
        return resource
    schema = dict(schema)
    if schema.get("fieldsMatch") in FIELDS_MATCH:
        schema["fieldsMatch"] = [schema["fieldsMatch"]]
    if isinstance(schema.get("fields"), list):
        schema["fields"] = [
            {**field, "type": "array"} if isinstance(field, dict) and field.get("type") == "list" else field
            for field in schema["fields"]
        ]
    return {**resource, "schema": schema}


def _one_of(validator: Any, alternatives: list[Any], instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Validate `oneOf` as jsonschema does, but try no alternative that is for fields of another type: that is slow."""
    from jsonschema import Draft7Validator

    if isinstance(instance, dict):
        field_type = instance.get("type", "string")  # the only alternative that does not require a type
        types = [each.get("properties", {}).get("type", {}).get("enum", [field_type]) for each in alternatives]
        own = [each for each, names in zip(alternatives, types, strict=True) if field_type in names]
        if len(own) == 1 and validator.evolve(schema=own[0]).is_valid(instance):
            return
    yield from Draft7Validator.VALIDATORS["oneOf"](validator, alternatives, instance, schema)


def _explain_alternatives(error: ValidationError) -> tuple[list[str | int], str]:
    """Return the place and the message of an error where the profile allows alternatives, one for each field type."""
    from jsonschema.exceptions import relevance

    alternatives: dict[str | int, list[ValidationError]] = {}
    for cause in error.context or ():
        alternatives.setdefault(cause.schema_path[0], []).append(cause)
    wrong_types = [cause for cause in error.context or () if list(cause.path) == ["type"] and cause.validator == "enum"]
    of_own_type = [causes for causes in alternatives.values() if not set(causes) & set(wrong_types)]
    if wrong_types and not of_own_type:
        names = ", ".join(name for cause in wrong_types for name in cast("list[str]", cause.validator_value))
        return list(wrong_types[0].absolute_path), f"{wrong_types[0].instance!r} is not a field type: {names}"
    closest = min(of_own_type[::-1], key=len)
    cause = max(closest, key=relevance)
    return list(cause.absolute_path), _in_words(cause)


_TYPES = {
    "array": "a list",
    "object": "a JSON object",
    "string": "a text",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
}


def _in_words(error: ValidationError) -> str:
    """Return what an error of the profile says, with what would be right, in place of the words of JSON Schema."""
    value: Any = error.instance
    allowed: Any = error.validator_value
    if error.validator == "type":
        names = [allowed] if isinstance(allowed, str) else allowed
        return f"{shown(value, _VALUE_LENGTH)} must be {' or '.join(_TYPES.get(name, name) for name in names)}"
    if error.validator == "required":
        name = next(name for name in allowed if name not in value)
        near = missing(value, name, "this part", "")
        return near.note if near.keys else f'"{name}" is missing: write it'
    if error.validator == "enum":
        names = [str(name) for name in allowed]
        return f"{shown(value, _VALUE_LENGTH)} must be one of {', '.join(names)}{did_you_mean(value, names)}"
    if error.validator == "minItems" and not value:
        return "an empty list: write one part of it at least"
    return error.message


def _contradictions(resources: list[dict[str, Any]], others: Collection[str]) -> Iterator[tuple[int | None, Error]]:
    """Check that each table has a file, a schema without contradictions, and keys to tables and fields that exist."""
    names = Counter(resource["name"] for resource in resources)
    for name in (name for name, number in names.items() if number > 1):
        yield None, package_error(f"two tables have the name {name!r}")
    fields = {resource["name"]: set(_field_names(resource.get("schema"))) for resource in resources}
    for number, resource in enumerate(resources):
        name, schema = resource["name"], resource.get("schema")
        if not isinstance(resource.get("path"), str | list) and not isinstance(resource.get("data"), list):
            why = "a table must be in a file, or several, or be a list of rows: give its path, or its data"
            yield number, package_error(why, name)
        if is_other_file(resource):
            continue
        if not isinstance(schema, dict):
            yield number, package_error("a table needs a schema in the descriptor", name)
            continue
        for message in _unknown_key_targets(name, schema, fields, others):
            yield number, package_error(message, name)
        try:
            read_rules(schema)
        except PackageError as error:
            yield number, package_error(str(error), name)
        except UnknownNameError:
            pass  # a type that the standard has and this library does not: frictionless alone checks it


def _field_names(schema: Any) -> list[str]:
    return [field["name"] for field in schema["fields"]] if isinstance(schema, dict) else []


def _unknown_key_targets(
    name: str, schema: dict[str, Any], fields: dict[str, set[str]], others: Collection[str]
) -> Iterator[str]:
    """Yield a message for each table or field that a key names and that does not exist."""
    keys: list[tuple[str, str, Any]] = [("primary key", name, schema.get("primaryKey", []))]
    keys += [("unique key", name, key) for key in schema.get("uniqueKeys", [])]
    for key in schema.get("foreignKeys", []):
        target = key["reference"].get("resource") or name
        if target in others:
            continue
        if target not in fields:
            yield (
                f"a foreign key refers to the table {target!r}, which does not exist: add it to the package; "
                "`summitdata validate --skip foreign-key` validates the rest"
            )
            continue
        keys += [("foreign key", name, key["fields"]), ("foreign key", target, key["reference"]["fields"])]
    for key_type, table, key in keys:
        for field in key_fields(key):
            if field not in fields[table]:
                yield f"the {key_type} names the field {field!r}, which the table {table!r} does not have"


def _at_place(descriptor: dict[str, Any], place: list[str | int], message: str) -> Error:
    """Return the error of a place in the descriptor, with the table and the field that it belongs to."""
    table = field_name = ""
    if place[:1] == ["resources"] and len(place) > 1:
        resource = descriptor["resources"][place[1]]
        table = str(resource.get("name", f"number {place[1]}")) if isinstance(resource, dict) else f"number {place[1]}"
        if place[2:4] == ["schema", "fields"] and len(place) > 4:  # noqa: PLR2004 - resources/i/schema/fields/j
            field = resource["schema"]["fields"][place[4]]
            field_name = (
                str(field.get("name", f"number {place[4]}")) if isinstance(field, dict) else f"number {place[4]}"
            )
    short = message if len(message) <= _MESSAGE_LENGTH else f"{message[:_MESSAGE_LENGTH]} ..."
    where = "/".join(map(str, place))
    return package_error(f"{short} (at {where or 'the top'})", table, field_name)


_VALUE_LENGTH, _MESSAGE_LENGTH = 100, 200
"""How many characters of a value and of a profile's message are shown: some repeat the whole descriptor."""
