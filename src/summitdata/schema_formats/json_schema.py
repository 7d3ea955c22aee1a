"""The format json-schema: JSON Schema for a table as an array of objects, one per row, a missing value as null."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import FIELDS_MATCH
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["json_schema_text"]


def json_schema_text(table: dict[str, Any]) -> str:
    """Return the JSON Schema (draft 2020-12) of a table; `$comment` names what JSON Schema cannot express."""
    rules = read_rules(table["schema"], FIELDS_MATCH)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.get("title"),
        "description": table.get("description"),
        "$comment": "; ".join(_not_expressed(table, rules)) or None,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {field.name: _property(field) for field in rules.fields},
            "required": [field.name for field in rules.fields if rules.is_whole or field.required],
            "additionalProperties": not rules.is_strict,
        },
    }
    return json.dumps(_present(schema), indent=2, ensure_ascii=False) + "\n"


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if value is not None}


def _not_expressed(table: dict[str, Any], rules: TableRules) -> list[str]:
    parts = [
        *(f"unique ({field.name})" for field in rules.fields if field.unique),
        *([f"primary key ({', '.join(rules.primary_key)})"] if rules.primary_key else []),
        *(f"unique ({', '.join(key)})" for key in rules.unique_keys),
        *(
            f"foreign key ({', '.join(key)}) in {other or 'this table'} ({', '.join(their_key)})"
            for key, other, their_key in rules.foreign_keys
        ),
        *(["at least one of the fields"] if rules.match == "partial" else []),
        *(f"row rule ({formula.text})" for formula in read_row_rules(table)),
        *(f"group rule ({rule.label})" for rule in read_group_rules(table)),
    ]
    return [f"Not expressed here: {parts[0]}", *parts[1:]] if parts else []


def _property(field: FieldRules) -> dict[str, Any]:
    field_type = field.field_type
    schema: dict[str, Any] = {
        "title": field.title,
        "description": field.description,
        **field_type.json_schema,
        **field.field_format.json_schema,
    }
    not_expressed = []
    for constraint, value in field.constraints.items():
        if field_type.text_backed:
            not_expressed.append(f"{constraint} {value}")  # it is about the value, which JSON Schema does not read
        elif constraint == "pattern":
            schema["pattern"] = _whole_text(value)
        elif constraint == "enum":
            schema["enum"] = [*map(_as_json, value), *([] if field.required else [None])]
        elif isinstance(value, date | time):
            not_expressed.append(f"{constraint} {value}")
        else:
            schema[constraint] = value
    if not field.required and "type" in field_type.json_schema:
        schema["type"] = [field_type.json_schema["type"], "null"]
    if not_expressed:
        schema["$comment"] = f"Not expressed here: {'; '.join(not_expressed)}"
    return _present(schema)


def _whole_text(pattern: str) -> str:
    r"""Return a pattern that only a whole string matches, as ECMAScript and Python read it (JSON Schema searches).

    ECMAScript has no `\Z`; `$` is the end of the string to it, to Python also the place before a last line break.
    """
    return rf"^(?:{pattern})$(?!\n)"


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
