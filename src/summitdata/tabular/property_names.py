"""Mistakes in a Table Schema that nobody else names, with line and column where it is a file.

The standard allows properties of one's own, so that a misspelt one is accepted in silence.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from summitdata.errors import SchemaWarning
from summitdata.tabular.allow_lists import (
    DIALECT_PROPERTIES,
    FIELD_PROPERTIES,
    PACKAGE_PROPERTIES,
    PACKING_PROPERTIES,
    RESOURCE_PROPERTIES,
    SCHEMA_PROPERTIES,
)
from summitdata.tabular.schema_mistakes import CONSTRAINT_NAMES
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from summitdata.tabular.mistakes import Keys
    from summitdata.tabular.text_places import Origin

__all__ = ["NOTE_STARTS", "misspelt_in_package", "misspelt_in_resource", "misspelt_properties", "warn_of_misspelt"]

SCHEMA = SCHEMA_PROPERTIES
FIELD = FIELD_PROPERTIES | {"examples"}
CONSTRAINT = frozenset(CONSTRAINT_NAMES)
KEY = frozenset(("fields", "reference", "predicate"))
REFERENCE = frozenset(("resource", "fields"))

RESOURCE = RESOURCE_PROPERTIES | PACKING_PROPERTIES | {"checklist"}
DIALECT = DIALECT_PROPERTIES | {
    "property",
    "itemType",
    "itemKeys",
    "sheetNumber",
    "sheetName",
    "table",
    "excel",
    "json",
}

NOTE_STARTS = ("the schema", "the descriptor")
MOST_LISTED = 10
MOST_COMPARED = 500
"""How many names of one schema are compared with those of the standard, which takes long."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _.-]{0,39}")
"""Names that may be shown wherever a report is."""


def misspelt_properties(schema: Any, origin: Origin | None = None) -> list[str]:
    """Return a sentence for each mistake: a property that is nearly one of the standard, a value that no cell can have.

    Parameters
    ----------
    schema : dict
        A Table Schema; of anything else, nothing is said.
    origin : Origin, optional
        Where it was read. Then each sentence has the line and the column.

    Examples
    --------
    >>> misspelt_properties({"fields": [{"name": "year", "constrains": {"requird": True}, "unit": "a"}]})
    ["the schema, fields[0] 'year': 'constrains' is not a property: did you mean 'constraints'?"]
    """
    return _misspelt(_parts(schema), schema, NOTE_STARTS[0], origin)


def misspelt_in_package(package: dict[str, Any], origin: Origin) -> list[str]:
    """Return a sentence for each property of a package that is nearly one of the standard."""
    return _misspelt([((), "property", package, PACKAGE_PROPERTIES)], package, NOTE_STARTS[1], origin)


def misspelt_in_resource(resource: dict[str, Any], origin: Origin) -> list[str]:
    """Return a sentence for each property of a resource, or of its dialect, that is nearly one of the standard.

    Parameters
    ----------
    resource : dict
        The resource, as its descriptor has it.
    origin : Origin
        Where it was read.
    """
    parts: list[_Part] = [((), "property of a resource", resource, RESOURCE)]
    if isinstance(dialect := resource.get("dialect"), dict):
        parts.append((("dialect",), "property of a dialect", dialect, DIALECT))
    return _misspelt(parts, resource, NOTE_STARTS[1], origin)


_Part = tuple["Keys", str, dict[Any, Any], "Collection[str]"]
"""The way to an object of a descriptor, what its names are, its content, and the names of the standard."""


def _misspelt(parts: Iterable[_Part], whole: dict[Any, Any], start: str, origin: Origin | None) -> list[str]:
    notes: list[tuple[Keys, str]] = []
    near: dict[tuple[str, str], str | None] = {}
    for keys, kind, part, known in parts:
        if kind == "constraint" and (value := _foreign_value(whole["fields"][keys[1]], part)):
            notes.append(((*keys, "enum"), f"{_place(keys, whole)}: {value}"))
        for name in part:
            if name in known or not (isinstance(name, str) and _PLAIN.fullmatch(name)):
                continue
            if (kind, name) not in near:
                if len(near) >= MOST_COMPARED:
                    return _sentences(notes, start, origin)
                near[kind, name] = _near(name, known, part)
            if meant := near[kind, name]:
                place = _place(keys, whole)
                notes.append(((*keys, name), f"{place}: {name!r} is not a {kind}: did you mean {meant!r}?"))
        if len(notes) >= MOST_LISTED:
            return _sentences(notes[:MOST_LISTED], start, origin)
    return _sentences(notes, start, origin)


def _sentences(notes: list[tuple[Keys, str]], start: str, origin: Origin | None) -> list[str]:
    return [f"{start}{_line(keys, origin)}{note}" for keys, note in notes]


def _line(keys: Keys, origin: Origin | None) -> str:
    """Return where a part of a schema stands, for a message; nothing where that is not known."""
    place = origin.below(*keys).place() if origin else None
    return f" at line {place[0]}, column {place[1]}" if place else ""


def _place(keys: Keys, whole: dict[Any, Any]) -> str:
    """Return the way to a part, for a message: `, fields[0] 'year'`."""
    if len(keys) < 2:  # noqa: PLR2004 - what is not in a list is named by its kind
        return ""
    kind, at, *others = keys
    part = whole[kind][at]
    name = part.get("name") if kind == "fields" and isinstance(part, dict) else None
    label = f" {name!r}" if isinstance(name, str) and _PLAIN.fullmatch(name) else ""
    return f", {kind}[{at}]{label}" + "".join(f".{other}" for other in others if other != "constraints")


def _foreign_value(field: dict[Any, Any], constraints: dict[Any, Any]) -> str | None:
    """Return which value of an enumeration no cell of the field can have, where its cells are written as usual."""
    values, field_type = constraints.get("enum"), FIELD_TYPES.get(str(field.get("type", "any")))
    if not isinstance(values, list) or not field_type or field_type.parsing_properties(field):
        return None
    form = field_type.format(field.get("format", "default"))
    if form is None or form.values_by_frictionless:
        return None
    for value in values[:MOST_COMPARED]:
        try:
            field_type.read_value(value)
        except (TypeError, ValueError, OverflowError, RecursionError):
            text = f", {value!r}," if isinstance(value, str) and _PLAIN.fullmatch(value) else ""
            return f"a value of the constraint enum{text} is not of the type {field_type.name}"
    return None


def _parts(schema: Any) -> Iterator[_Part]:
    """Yield the objects of a schema: the way to each, what its names are, and those of the standard."""
    if not isinstance(schema, dict):
        return
    yield (), "property", schema, SCHEMA
    for at, field in enumerate(_objects(schema.get("fields"))):
        yield ("fields", at), "property", field, FIELD
        if isinstance(constraints := field.get("constraints"), dict):
            yield ("fields", at, "constraints"), "constraint", constraints, CONSTRAINT
    for at, key in enumerate(_objects(schema.get("foreignKeys"))):
        yield ("foreignKeys", at), "property", key, KEY
        if isinstance(reference := key.get("reference"), dict):
            yield ("foreignKeys", at, "reference"), "property", reference, REFERENCE


def _objects(value: Any) -> list[dict[Any, Any]]:
    return [part if isinstance(part, dict) else {} for part in value] if isinstance(value, list) else []


def _near(name: str, known: Collection[str], part: dict[Any, Any]) -> str | None:
    """Return the property that a name nearly is; one with the prefix of a vendor is not meant to be one."""
    if re.match(r"(?i)x[-_.]", name):
        return None
    from difflib import get_close_matches

    folded = {_fold(one): one for one in sorted(known) if one not in part}
    found = get_close_matches(_fold(name), folded, n=1, cutoff=0.85)
    return folded[found[0]] if found else None


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def warn_of_misspelt(schema: Any, stacklevel: int, origin: Origin | None = None) -> None:
    """Warn of the properties of a schema that are misspelt."""
    for note in misspelt_properties(schema, origin):
        warnings.warn(note, SchemaWarning, stacklevel=stacklevel + 1)
