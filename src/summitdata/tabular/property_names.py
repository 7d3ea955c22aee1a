"""Misspelt properties of a Table Schema: the standard allows properties of one's own, so that nobody says a word."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from summitdata.errors import SchemaWarning
from summitdata.tabular.allow_lists import FIELD_PROPERTIES, SCHEMA_PROPERTIES
from summitdata.tabular.schema_rules import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["NOTE_START", "misspelt_properties", "warn_of_misspelt"]

SCHEMA = SCHEMA_PROPERTIES
FIELD = FIELD_PROPERTIES | {"examples"}
CONSTRAINT = frozenset(("required", "unique", "jsonSchema", *CONSTRAINTS))
KEY = frozenset(("fields", "reference", "predicate"))
REFERENCE = frozenset(("resource", "fields"))

NOTE_START = "the schema"
MOST_LISTED = 10
MOST_COMPARED = 500
"""How many names of one schema are compared with those of the standard, which takes long."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _.-]{0,39}")
"""Names that may be shown wherever a report is."""


def misspelt_properties(schema: Any) -> list[str]:
    """Return a sentence for each property that is not one of the standard, but nearly.

    Examples
    --------
    >>> misspelt_properties({"fields": [{"name": "year", "constrains": {"requird": True}, "unit": "a"}]})
    ["the schema, fields[0] 'year': 'constrains' is not a property: did you mean 'constraints'?"]
    """
    notes: list[str] = []
    near: dict[tuple[str, str], str | None] = {}
    for place, kind, part, known in _parts(schema):
        for name in part:
            if name in known or not (isinstance(name, str) and _PLAIN.fullmatch(name)):
                continue
            if (kind, name) not in near:
                if len(near) >= MOST_COMPARED:
                    return notes
                near[kind, name] = _near(name, known, part)
            if meant := near[kind, name]:
                notes.append(f"{NOTE_START}{place}: {name!r} is not a {kind}: did you mean {meant!r}?")
                if len(notes) == MOST_LISTED:
                    return notes
    return notes


def _parts(schema: Any) -> Iterator[tuple[str, str, dict[Any, Any], Collection[str]]]:
    """Yield the objects of a schema: where each is, what its names are, and those of the standard."""
    if not isinstance(schema, dict):
        return
    yield "", "property", schema, SCHEMA
    for at, field in enumerate(_objects(schema.get("fields"))):
        name = field.get("name")
        label = f" {name!r}" if isinstance(name, str) and _PLAIN.fullmatch(name) else ""
        yield f", fields[{at}]{label}", "property", field, FIELD
        if isinstance(constraints := field.get("constraints"), dict):
            yield f", fields[{at}]{label}", "constraint", constraints, CONSTRAINT
    for at, key in enumerate(_objects(schema.get("foreignKeys"))):
        yield f", foreignKeys[{at}]", "property", key, KEY
        if isinstance(reference := key.get("reference"), dict):
            yield f", foreignKeys[{at}].reference", "property", reference, REFERENCE


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


def warn_of_misspelt(schema: Any, stacklevel: int) -> None:
    """Warn of the properties of a schema that are nearly those of the standard."""
    for note in misspelt_properties(schema):
        warnings.warn(note, SchemaWarning, stacklevel=stacklevel + 1)
