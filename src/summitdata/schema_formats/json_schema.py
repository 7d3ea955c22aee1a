"""The format json-schema: JSON Schema for a table as an array of objects, one a row, a missing value as null."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from summitdata.tabular.schema_rules import SPELLED, read_rules

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["json_schema_text"]

TYPES = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "year": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string"},
    "time": {"type": "string"},
    "any": {},
    **{kind: {"type": "string"} for kind in SPELLED},
}
"""What JSON Schema calls each type; the constraints have the same names in both languages."""


def json_schema_text(table: dict[str, Any]) -> str:
    """Return the JSON Schema (draft 2020-12) of a table; `$comment` names what JSON Schema has no words for."""
    rules = read_rules(table["schema"])
    said = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.get("title"),
        "description": table.get("description"),
        "$comment": "; ".join(_unsaid(rules)) or None,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {field.name: _property(field) for field in rules.fields},
            "required": [field.name for field in rules.fields],
            "additionalProperties": False,
        },
    }
    return json.dumps(_present(said), indent=2, ensure_ascii=False) + "\n"


def _present(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value is not None}


def _unsaid(rules: TableRules) -> list[str]:
    keys = [
        *(f"unique ({field.name})" for field in rules.fields if field.unique),
        *([f"primary key ({', '.join(rules.primary_key)})"] if rules.primary_key else []),
        *(f"unique ({', '.join(key)})" for key in rules.unique_keys),
        *(
            f"foreign key ({', '.join(key)}) in {to or 'this table'} ({', '.join(there)})"
            for key, to, there in rules.foreign_keys
        ),
    ]
    return [f"Not said here: {keys[0]}", *keys[1:]] if keys else []


def _property(field: FieldRules) -> dict[str, Any]:
    kind = TYPES[field.type]
    said: dict[str, Any] = {"title": field.title, "description": field.description, **kind}
    if field.format == "uri":
        said["format"] = "uri"
    unsaid = []
    for constraint, value in field.constraints.items():
        if field.type in SPELLED:
            unsaid.append(f"{constraint} {value}")  # it is about the value, which JSON Schema does not read
        elif constraint == "pattern":
            said["pattern"] = _whole(value)
        elif constraint == "enum":
            said["enum"] = [*map(_json, value), *([] if field.required else [None])]
        elif isinstance(value, date | time):
            unsaid.append(f"{constraint} {value}")
        else:
            said[constraint] = value
    if not field.required and "type" in kind:
        said["type"] = [kind["type"], "null"]
    if unsaid:
        said["$comment"] = f"Not said here: {'; '.join(unsaid)}"
    return _present(said)


def _whole(pattern: str) -> str:
    r"""Return a pattern that only a whole string matches, as ECMAScript and Python read it (JSON Schema searches).

    ECMAScript has no `\Z`; `$` is the end of the string to it, to Python also the place before a last line break.
    """
    return rf"^(?:{pattern})$(?!\n)"


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
