"""Descriptors that are surely valid, found without importing frictionless.

frictionless accepts a descriptor that has only well-known properties with values of the right types, so it need not be
asked. It is asked about every other one. False negatives are fine here, false positives are not: the tests compare this
with frictionless' own validation of descriptors with random changes.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from summitdata.tabular.allow_lists import PROFILES
from summitdata.tabular.file_formats import FORMATS
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.types.field_type import BOUNDS, NotExpressible
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Check = Callable[[Any], bool]

__all__ = ["has_stated_stats", "is_surely_valid_package", "is_surely_valid_resource"]

NAME = re.compile(r"[-a-z0-9._/]+")
SAFE_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_. -]*(/[A-Za-z0-9_-][A-Za-z0-9_. -]*)*")
V2_PROFILE = re.compile(r"https://datapackage\.org/profiles/2\.\d+/[a-z]+\.json")


def is_surely_valid_resource(resource: dict[str, Any]) -> bool:
    """Tell whether frictionless surely finds nothing wrong with the descriptor of a table.

    Examples
    --------
    >>> schema = {"fields": [{"name": "eur", "type": "number"}]}
    >>> is_surely_valid_resource({"name": "prices", "path": "prices.csv", "schema": schema})
    True
    >>> is_surely_valid_resource({"name": "prices", "path": "../prices.csv", "schema": schema})
    False
    """
    checks: dict[str, Check] = {**RESOURCE_CHECKS, "schema": partial(_is_schema, is_v2="$schema" in resource)}
    return _conforms(resource, checks, required=("name", "path", "schema"))


def is_surely_valid_package(package: dict[str, Any]) -> bool:
    """Tell whether frictionless surely finds nothing wrong with the descriptor of a data package.

    Examples
    --------
    >>> table = {"name": "prices", "path": "prices.csv", "schema": {"fields": [{"name": "eur", "type": "number"}]}}
    >>> is_surely_valid_package({"name": "all", "resources": [table]})
    True
    >>> is_surely_valid_package({"resources": [table, table]})
    False
    """
    return _conforms(package, PACKAGE_CHECKS, required=("resources",))


def has_stated_stats(resource: Mapping[str, Any], stats: Mapping[str, Any]) -> bool:
    """Tell whether bytes, rows, fields and hash of a file are those that its resource states, if it does."""
    hashes = (stats["md5"], f"md5:{stats['md5']}", f"sha256:{stats['sha256']}")
    return (
        all(not resource.get(key) or resource[key] == stats[key] for key in ("bytes", "rows", "fields"))
        and (not resource.get("hash") or resource["hash"] in hashes)
        and not set(resource) & {"stats", "md5", "sha256"}
    )


def _conforms(value: Any, checks: Mapping[str, Check], required: Iterable[str] = ()) -> bool:
    """Whether a value is a JSON object with all required properties and no others than these, each of which passes."""
    return (
        isinstance(value, dict)
        and all(name in value for name in required)
        and all(name in checks and checks[name](item) for name, item in value.items())
    )


# Values


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not _is_boolean(value)  # to Python, a boolean is an integer


def _is_bound(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(item) for item in value)


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_v2_profile(value: Any) -> bool:
    return _matches(V2_PROFILE)(value) and value in PROFILES


_is_texts = _is_list_of(_is_text)

# Schemas

CONSTRAINT_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("required", "unique"), _is_boolean),
    **dict.fromkeys(("minLength", "maxLength"), _is_integer),
    **dict.fromkeys(BOUNDS, _is_bound),
    "pattern": _is_text,
    "enum": _is_list,
}
V2_CONSTRAINTS = ("exclusiveMinimum", "exclusiveMaximum")
FIELD_CHECKS: dict[str, Check] = {
    **dict.fromkeys(
        ("name", "type", "format", "title", "description", "unit", "unitField", "unitCode", "rdfType"), _is_text
    ),
    **dict.fromkeys(("categories", "categoriesOrdered"), lambda _: True),  # frictionless does not check them
    "missingValues": _is_texts,
}
PROPERTY_CHECKS: dict[type, Check] = {bool: _is_boolean, str: _is_text, list: _is_texts}
"""For each type of the properties that only some types of fields have."""
SCHEMA_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("title", "description"), _is_text),
    **dict.fromkeys(
        ("primaryKey", "uniqueKeys", "foreignKeys"), lambda _: True
    ),  # checked with the names of the fields
    "$schema": lambda value: value == "" or _is_v2_profile(value),
    "missingValues": _is_texts,
}


def _is_schema(schema: Any, *, is_v2: bool) -> bool:
    checks = {**SCHEMA_CHECKS, "fields": _is_list_of(partial(_is_field, is_v2=is_v2))}
    if not _conforms(schema, checks, required=("fields",)):
        return False
    names = [field["name"] for field in schema["fields"]]
    return (
        len(set(names)) == len(names)
        and _is_key(schema.get("primaryKey", []), names)
        and _is_list_of(lambda key: bool(key) and _is_key(key, names))(schema.get("uniqueKeys", []))
        and _is_list_of(lambda key: _is_foreign_key(key, names))(schema.get("foreignKeys", []))
    )


def _is_key(key: Any, names: list[str]) -> bool:
    return (_is_text(key) or _is_texts(key)) and set(key_fields(key)) <= set(names)


def _is_foreign_key(key: Any, names: list[str]) -> bool:
    if not isinstance(key, dict) or not isinstance(reference := key.get("reference"), dict):
        return False
    fields, target_fields = key.get("fields"), reference.get("fields")
    same_form = (_is_text(fields) and _is_text(target_fields)) or (_is_texts(fields) and _is_texts(target_fields))
    return (
        same_form
        and _is_key(fields, names)
        and len(key_fields(fields)) == len(key_fields(target_fields))
        and _is_text(reference.get("resource", ""))
    )


def _is_field(field: Any, *, is_v2: bool) -> bool:
    if not isinstance(field, dict) or not _is_text(type_name := field.get("type", "string")):
        return False
    field_type = FIELD_TYPES.get(type_name)
    if field_type is None or isinstance(field_type.properties, NotExpressible):
        return False
    constraints = ("required", "unique", *field_type.constraints)
    allowed = [name for name in constraints if is_v2 or name not in V2_CONSTRAINTS]
    form = field.get("format", "default")
    checks = {
        **FIELD_CHECKS,
        **{name: PROPERTY_CHECKS[json_type] for name, json_type in field_type.properties.items()},
        "constraints": lambda value: _conforms(value, {name: CONSTRAINT_CHECKS[name] for name in allowed}),
        "format": field_type.screens,
        "example": lambda value: _is_text(value) and _is_text(form) and _is_example(value, type_name, form),
    }
    return _conforms(field, checks, required=("name",))


@lru_cache(maxsize=1000)
def _is_example(text: str, type_name: str, form: str) -> bool:
    """Whether a text is surely a value of a type, in a field that has only a format. Without Arrow, nothing is sure."""
    try:
        from summitdata.tabular.arrow_arrays import text_array
        from summitdata.validation.screen.screen import Screen
    except ModuleNotFoundError:
        return False

    (predicate,) = Screen.of([{"name": "example", "type": type_name, "format": form}]).columns
    return predicate is not None and predicate(text_array([text])).true_count == 1


# Resources and packages


def _is_reference(value: Any) -> bool:
    """Whether a value is a source or a contributor, without an e-mail address, which frictionless checks."""
    return (
        isinstance(value, dict)
        and "email" not in value
        and all(_is_text(value.get(name, "")) for name in ("name", "title", "path", "organisation", "role"))
    )


def _is_license(value: Any) -> bool:
    return _is_reference(value) and bool(value.get("name") or value.get("path"))


DIALECT_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("delimiter", "quoteChar", "commentChar"), _is_text),
    **dict.fromkeys(("doubleQuote", "skipInitialSpace", "header", "headerCase"), _is_boolean),
    **dict.fromkeys(("headerRows", "commentRows"), _is_list_of(_is_integer)),
}
RESOURCE_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("type", "title", "description", "homepage", "mediatype", "encoding", "hash"), _is_text),
    "format": lambda value: _is_text(value) and value in FORMATS,
    **dict.fromkeys(("bytes", "rows"), _is_integer),
    "$schema": _is_v2_profile,
    "name": _matches(NAME),
    "path": _matches(SAFE_PATH),
    "dialect": lambda value: _conforms(value, DIALECT_CHECKS),
    "checklist": lambda _: True,  # frictionless does not see it; `allow_lists` has looked at it
    "licenses": _is_list_of(_is_license),
    "sources": _is_list_of(_is_reference),
}


def _is_listed_resource(resource: Any) -> bool:
    """Whether a value is a surely valid resource, in one file or in several parts."""
    if isinstance(resource, dict) and isinstance(parts := resource.get("path"), list):
        is_safe = bool(parts) and all(map(RESOURCE_CHECKS["path"], parts))
        return is_safe and is_surely_valid_resource({**resource, "path": parts[0]})
    return is_surely_valid_resource(resource)


def _are_resources(value: Any) -> bool:
    return (
        bool(value)
        and _is_list_of(_is_listed_resource)(value)
        and len({resource["name"] for resource in value}) == len(value)
    )


PACKAGE_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("id", "title", "description", "homepage", "image", "version", "created", "released"), _is_text),
    "unitCodes": lambda _: True,  # no property of the standard: frictionless leaves it alone
    "$schema": _is_v2_profile,
    "name": _matches(NAME),
    "keywords": _is_texts,
    "licenses": _is_list_of(_is_license),
    "sources": _is_list_of(_is_reference),
    "contributors": _is_list_of(_is_reference),
    "resources": _are_resources,
}
