"""What is wrong with the value of a cell, in words: what it should be, a value that fits, and the next step."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from summitdata.errors import shown
from summitdata.tabular.schema_parts import category_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitdata.validation.report import Error

__all__ = ["TYPES", "constraint_words", "type_words"]

TYPES = {
    "any": ("a value", "1234"),
    "string": ("a text", "Almaty"),
    "integer": ("an integer", "1234"),
    "number": ("a number", "1234.5"),
    "boolean": ("a boolean", "true"),
    "date": ("a date", "2025-06-17"),
    "time": ("a time", "09:30:00"),
    "datetime": ("a date with a time", "2025-06-17T09:30:00"),
    "year": ("a year", "2025"),
    "yearmonth": ("a month", "2025-06"),
    "duration": ("a duration", "P1Y2M"),
    "geopoint": ("a point", "76.9, 43.2"),
    "geojson": ("a GeoJSON object", '{"type": "Point", "coordinates": [76.9, 43.2]}'),
    "object": ("a JSON object", '{"a": 1}'),
    "array": ("a JSON array", '["a", "b"]'),
    "list": ("a list", "1,2,3"),
    "email": ("an e-mail address", "name@example.org"),
    "uri": ("an address", "https://example.org/"),
    "uuid": ("a UUID", "123e4567-e89b-12d3-a456-426614174000"),
    "binary": ("a text in base64", "QWxtYXR5"),
}
"""What a value of a type, or a text of a format, is called, and one that fits."""

POINTS = {"array": "[76.9, 43.2]", "object": '{"lon": 76.9, "lat": 43.2}'}
"""A point in each format that is not the default."""

CONSTRAINTS = {
    "minimum": "is less than the minimum, {0}",
    "maximum": "is greater than the maximum, {0}",
    "exclusiveMinimum": "must be greater than {0}",
    "exclusiveMaximum": "must be less than {0}",
    "minLength": "is shorter than the minLength, {0}",
    "maxLength": "is longer than the maxLength, {0}",
    "pattern": "does not match the pattern {0}",
    "enum": "is not one of {0}",
    "jsonSchema": "does not match the jsonSchema {0}",
}
"""What a value that breaks a constraint does; `{0}` is the constraint in the schema."""

CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"( and must match the whole value)?$', re.DOTALL)
CATEGORIES = re.compile(r'"categories" are "')
EXAMPLE_DAY = datetime(2025, 6, 17, 9, 30)  # noqa: DTZ001 - an example of a format
MOST_VALUE = 500
"""How many characters of a value are shown, so that a line has room for what would fit."""
MOST_CHOICES = 1000
"""Among so many values of an enum or of categories a similar one is looked for."""


def type_words(error: Error, field: Mapping[str, Any]) -> str:
    """Return the words on a cell whose text is not a value of its field."""
    form, type = str(field.get("format", "default")), str(field.get("type", "string"))
    name, example = TYPES.get(form if type == "string" and form in TYPES else type, ("", ""))
    value = shown(error.cell, MOST_VALUE)
    if type in ("date", "time", "datetime") and form == "any":
        return f"{value} is not {name}"
    if type in ("date", "time", "datetime") and "%" in form:
        example = EXAMPLE_DAY.strftime(form)
    elif type == "number":
        example = example.replace(".", str(field.get("decimalChar", ".")))
    elif type == "geopoint":
        example = POINTS.get(form, example)
    elif type == "boolean" and isinstance(words := field.get("trueValues"), list) and words:
        example = str(words[0])
    elif type == "list":
        example = example.replace(",", str(field.get("delimiter", ",")))
    return f"{value} is not {name}: write one as in {example}" if name else ""


def constraint_words(error: Error, field: Mapping[str, Any]) -> str:
    """Return the words on a value that breaks a constraint of its field."""
    value = shown("" if error.cell is None else error.cell, MOST_VALUE)
    if CATEGORIES.match(error.note):
        choices = field.get("categories")
        values = category_values(choices) if isinstance(choices, list) else []
        listed = shown(values) if values else "those of the schema"
        return f"{value} is not one of the categories {listed}{_similar(error.cell, values, 'categories')}"
    found = CONSTRAINT.match(error.note)
    if not found:
        return ""
    name, stated = found[1], found[2]
    if name == "required":
        return "the cell is empty, and the schema requires a value: write one"
    words = CONSTRAINTS.get(name, "").format(shown(stated) if name == "pattern" else stated[:200])
    whole = " as a whole" if found[3] else ""
    if name == "enum":
        choices = (field.get("constraints") or {}).get("enum")
        return f"{value} {words}{_similar(error.cell, choices, name)}"
    return f"{value} {words}{whole}: correct the value, or the {name} in the schema" if words else ""


def _similar(cell: Any, choices: Any, name: str) -> str:
    """Return the next step for a value that is none of the choices: the similar one where there is one."""
    if isinstance(cell, str) and isinstance(choices, list) and len(choices) <= MOST_CHOICES:
        from difflib import get_close_matches

        by_text = {str(choice).casefold()[:200]: str(choice) for choice in choices}
        if near := get_close_matches(cell.casefold()[:200], by_text, n=1, cutoff=0.75):
            return f": did you mean {shown(by_text[near[0]])}? If not, add it to the {name} in the schema"
    return f": correct the value, or the {name} in the schema"
