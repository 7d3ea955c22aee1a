"""The format sql: a CREATE TABLE statement in the SQL that databases share."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from summitdata.tabular.schema_rules import SPELLED, read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["sql_text"]

TYPES = {
    "string": "TEXT",
    "integer": "BIGINT",
    "year": "SMALLINT",
    "number": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    **dict.fromkeys(("any", *SPELLED), "TEXT"),
}
"""The SQL type of each type. No integer is an INTEGER: as a primary key, SQLite would fill that in by itself."""

CONDITIONS = {
    "enum": "{column} IN {value}",
    "minimum": "{column} >= {value}",
    "maximum": "{column} <= {value}",
    "exclusiveMinimum": "{column} > {value}",
    "exclusiveMaximum": "{column} < {value}",
    "minLength": "length({column}) >= {value}",
    "maxLength": "length({column}) <= {value}",
}
"""The condition of each constraint that SQL can say. A null passes any of them."""


def sql_text(table: dict[str, Any]) -> str:
    """Return the CREATE TABLE statement of a table; comments name what SQL has no common words for.

    A table must exist before the rows of another refer to it. SQLite is lax with types: it keeps a text that is no
    number in a column of numbers.
    """
    rules = read_rules(table["schema"])
    parts = [_column(field) for field in rules.fields]
    if rules.primary_key:
        parts.append(f"PRIMARY KEY {_names(rules.primary_key)}")
    lone = [(field.name,) for field in rules.fields if field.unique and (field.name,) != rules.primary_key]
    parts += [f"UNIQUE {_names(key)}" for key in [*lone, *rules.unique_keys]]
    parts += [
        f"FOREIGN KEY {_names(key)} REFERENCES {_name(to or table['name'])} {_names(there)}"
        for key, to, there in rules.foreign_keys
    ]
    return "".join(
        [
            _comment(table.get("title"), table.get("description")),
            f"CREATE TABLE {_name(table['name'])} (\n    ",
            ",\n    ".join(parts),
            "\n);\n",
            *(f"-- Not said here: {words}\n" for field in rules.fields for words in _unsaid(field)),
        ]
    )


def _column(field: FieldRules) -> str:
    column = _name(field.name)
    conditions = [
        CONDITIONS[constraint].format(column=column, value=_literal(value))
        for constraint, value in field.constraints.items()
        if constraint in CONDITIONS and field.type not in SPELLED
    ]
    if field.type == "boolean":
        conditions.append(f"{column} IN (TRUE, FALSE)")  # for databases whose BOOLEAN is a number
    lines = [f"{column} {TYPES[field.type]}{' NOT NULL' if field.required else ''}"]
    lines += [f"    CHECK ({condition})" for condition in conditions]
    # A name may hold a line break, so the lines are indented here and not once they are one text.
    return "\n    ".join([*_comment(field.title, field.description).splitlines(), *lines])


def _unsaid(field: FieldRules) -> list[str]:
    found = [
        f"{word} {json.dumps(value)}"
        for word, value in field.constraints.items()
        if word not in CONDITIONS or field.type in SPELLED
    ]
    if field.format != "default":
        found.append(f"format {field.format}")
    return [f"{json.dumps(field.name)}: {words}" for words in found]


def _comment(*words: str | None) -> str:
    text = ": ".join(word for word in words if word)
    return f"-- {' '.join(text.split())}\n" if text else ""


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _names(names: Iterable[str]) -> str:
    return f"({', '.join(map(_name, names))})"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))})"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | date | time):
        return "'" + str(value).replace("'", "''") + "'"
    return repr(value)
