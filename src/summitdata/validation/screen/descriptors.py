"""Descriptors that are surely valid, recognised without importing frictionless.

A descriptor that has only well-known properties, each with a value of the right type, is valid to frictionless too, so
it need not be asked. It is asked about any other. False negatives are fine, false positives are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types.field_type import BOUNDS, EVERY_TEXT, NotExpressible
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from summitdata.tabular.types.field_type import FieldType

__all__ = ["is_surely_valid_package", "is_surely_valid_resource"]

NAME = re.compile(r"[-a-z0-9._/]+")
SAFE_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_. -]*(/[A-Za-z0-9_-][A-Za-z0-9_. -]*)*")
V2 = re.compile(r"https://datapackage\.org/profiles/2\.\d+/[a-z]+\.json")

KINDS: dict[str, type | tuple[type, ...]] = {
    "required": bool,
    "unique": bool,
    "pattern": str,
    "enum": list,
    "minLength": int,
    "maxLength": int,
    **dict.fromkeys(BOUNDS, (str, int, float)),
}
WORDS = ("title", "description", "unit", "unitField", "rdfType", "example")

RESOURCE: dict[str, type] = {
    **dict.fromkeys(("type", "title", "description", "homepage", "format", "mediatype", "encoding", "hash"), str),
    **dict.fromkeys(("bytes", "rows"), int),
}
REFERENCE = ("name", "title", "path", "organisation", "role")
PACKAGE = ("title", "description", "homepage", "image", "version", "released")
DIALECT: dict[str, type] = {"delimiter": str, "quoteChar": str, "doubleQuote": bool, "skipInitialSpace": bool}


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
    version = resource.get("$schema")
    if version is not None and not (isinstance(version, str) and V2.fullmatch(version)):
        return False
    known = {"name", "path", "schema", "dialect", "$schema", "licenses", "sources", *RESOURCE}
    name, path = resource.get("name"), resource.get("path")
    return (
        set(resource) <= known
        and isinstance(name, str)
        and NAME.fullmatch(name) is not None
        and isinstance(path, str)
        and SAFE_PATH.fullmatch(path) is not None
        and all(_is_a(kind, resource[key]) for key, kind in RESOURCE.items() if key in resource)
        and _references(resource)
        and _dialect(resource.get("dialect", {}))
        and _schema(resource.get("schema"), v2=version is not None)
    )


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
    version, resources = package.get("$schema"), package["resources"]
    if version is not None and not (isinstance(version, str) and V2.fullmatch(version)):
        return False
    known = {"$schema", "name", "resources", "licenses", "sources", "contributors", "keywords", *PACKAGE}
    return (
        set(package) <= known
        and isinstance(package.get("name", "x"), str)
        and NAME.fullmatch(package.get("name", "x")) is not None
        and all(isinstance(package.get(key, ""), str) for key in PACKAGE)
        and _texts(package.get("keywords", []))
        and _references(package)
        and bool(resources)
        and all(is_surely_valid_resource(resource) for resource in resources)
        and len({resource["name"] for resource in resources}) == len(resources)
    )


def _references(resource: dict[str, Any]) -> bool:
    """Licences, sources and contributors: objects of texts, a licence with a name or a path, no address to check."""
    for key, wanted in (("licenses", {"name", "path"}), ("sources", set()), ("contributors", set())):
        for one in resource.get(key, []) if isinstance(resource.get(key, []), list) else [None]:
            if not isinstance(one, dict) or not all(isinstance(one.get(word, ""), str) for word in REFERENCE):
                return False
            if "email" in one or (wanted and not any(one.get(name) for name in wanted)):
                return False
    return True


def _dialect(dialect: Any) -> bool:
    if not isinstance(dialect, dict) or not set(dialect) <= {*DIALECT, "header", "headerRows"}:
        return False
    rows = dialect.get("headerRows", [1])
    return (
        all(isinstance(dialect[key], kind) for key, kind in DIALECT.items() if key in dialect)
        and isinstance(dialect.get("header", True), bool)
        and isinstance(rows, list)
        and all(type(row) is int for row in rows)
    )


def _schema(schema: Any, *, v2: bool) -> bool:
    known = {"fields", "primaryKey", "foreignKeys", "uniqueKeys", "missingValues", "$schema", "title", "description"}
    if not isinstance(schema, dict) or not set(schema) <= known or not isinstance(schema.get("fields"), list):
        return False
    if not all(isinstance(schema.get(word, ""), str) for word in ("$schema", "title", "description")):
        return False
    if schema.get("$schema") and not V2.fullmatch(schema["$schema"]):
        return False
    if not _texts(schema.get("missingValues", [])) or not all(_field(field, v2=v2) for field in schema["fields"]):
        return False
    names = [field["name"] for field in schema["fields"]]
    unique_keys = _list(schema.get("uniqueKeys", []))
    foreign = _list(schema.get("foreignKeys", []))
    return (
        len(set(names)) == len(names)
        and _among(schema.get("primaryKey", []), names)
        and all(key and _among(key, names) for key in unique_keys)
        and all(_reference(key, names) for key in foreign)
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [None]


def _among(key: Any, names: list[str]) -> bool:
    return key in names if isinstance(key, str) else _texts(key) and set(key) <= set(names)


def _reference(key: Any, names: list[str]) -> bool:
    if not isinstance(key, dict) or not {"fields", "reference"} <= set(key) or not isinstance(key["reference"], dict):
        return False
    theirs: Any = key["reference"].get("fields")
    mine: Any = key["fields"]
    if isinstance(mine, str) and isinstance(theirs, str):
        mine, theirs = [mine], [theirs]
    named = isinstance(key["reference"].get("resource", ""), str)
    return named and _texts(mine) and _texts(theirs) and len(mine) == len(theirs) and set(mine) <= set(names)


def _field(field: Any, *, v2: bool) -> bool:
    if not isinstance(field, dict) or not isinstance(field.get("name"), str):
        return False
    kind = field.get("type", "string")
    known = {"name", "type", "format", "constraints", "missingValues", "categories", "categoriesOrdered", *WORDS}
    field_type = FIELD_TYPES.get(kind)
    if field_type is None or isinstance(field_type.properties, NotExpressible):
        return False
    limits = field.get("constraints", {})
    if not set(field) <= known | field_type.properties.keys() or not isinstance(limits, dict):
        return False
    v1 = set() if v2 else {"exclusiveMinimum", "exclusiveMaximum"}
    allowed = {"required", "unique", *field_type.constraints} - v1
    return (
        set(limits) <= allowed
        and all(_is_a(KINDS[key], value) for key, value in limits.items())
        and field_type.screens(field.get("format", "default"))
        and all(isinstance(field.get(word, ""), str) for word in WORDS[:-1])
        and _texts(field.get("missingValues", []))
        and all(_is_property(field[name], of) for name, of in field_type.properties.items() if name in field)
        and _has_valid_example(field, field_type)
    )


def _is_property(value: Any, json_type: type) -> bool:
    return _texts(value) if json_type is list else isinstance(value, json_type)


def _has_valid_example(field: dict[str, Any], field_type: FieldType) -> bool:
    """Whether a field has no example, or one that needs no reader: a text, where every text is a value."""
    is_text = field_type.canonical_pattern == EVERY_TEXT and field.get("format", "default") == "default"
    return "example" not in field or (is_text and isinstance(field["example"], str))


def _is_a(types: type | tuple[type, ...], value: Any) -> bool:
    """Whether a value of JSON is of a type; a boolean is not a number there, as it is in Python."""
    return isinstance(value, types) and (types is bool or not isinstance(value, bool))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
