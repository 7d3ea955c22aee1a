"""The format sql: a CREATE TABLE statement in the SQL that databases share."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.schema_formats.sql_formula import NoSqlError, sql_condition
from summitdata.schema_formats.sql_names import quoted_name, quoted_text
from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import FIELDS_MATCH
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["sql_text"]

CONDITIONS = {
    "enum": "{column} IN {value}",
    "minimum": "{column} >= {value}",
    "maximum": "{column} <= {value}",
    "exclusiveMinimum": "{column} > {value}",
    "exclusiveMaximum": "{column} < {value}",
    "minLength": "length({column}) >= {value}",
    "maxLength": "length({column}) <= {value}",
}
"""The condition of each constraint that SQL can express. A null passes any of them."""


def sql_text(table: dict[str, Any]) -> str:
    """Return the CREATE TABLE statement of a table; comments name what the SQL of all databases cannot express.

    A table must exist before the rows of another refer to it. SQLite is lax with types: it keeps a text that is not a
    number in a column of numbers.
    """
    rules, name = read_rules(table["schema"], FIELDS_MATCH), str(table.get("name") or "table")
    _refuse_names([field.name for field in rules.fields])
    parts = [_column(field) for field in rules.fields]
    if rules.primary_key:
        parts.append(f"PRIMARY KEY {_names(rules.primary_key)}")
    columns = [(field.name,) for field in rules.fields if field.unique and (field.name,) != rules.primary_key]
    parts += [f"UNIQUE {_names(key)}" for key in [*columns, *rules.unique_keys]]
    not_expressed = [rule for field in rules.fields for rule in _not_expressed(field)]
    if rules.match not in ("exact", "equal"):  # a table of a database has the columns that it is made with
        not_expressed.append(f"fieldsMatch {rules.match}: which columns a file may have besides, or not have")
    for key, other, their_key in rules.foreign_keys:
        part = f"FOREIGN KEY {_names(key)} REFERENCES {quoted_name(other or name)} {_names(their_key)}"
        if other or their_key in (rules.primary_key, *columns, *rules.unique_keys):
            parts.append(part)
        else:  # a database refers to what is unique, and these need not be
            fields = f"{json.dumps(list(key))} in this table {json.dumps(list(their_key))}"
            not_expressed.append(f"foreign key {fields}: what it refers to is not a key")
    for formula in read_row_rules(table):
        try:
            parts.append(f"CHECK ({sql_condition(formula, rules.fields)})")
        except NoSqlError as error:
            not_expressed.append(f"row rule {json.dumps(formula.text)}: {error}")
    not_expressed += [f"group rule {json.dumps(rule.label)}" for rule in read_group_rules(table)]
    text = "".join(
        [
            _comment(table.get("title"), table.get("description")),
            f"CREATE TABLE {quoted_name(name)} (\n    ",
            ",\n    ".join(parts),
            "\n);\n",
            *(_comment("Not expressed here", rule) for rule in not_expressed),
        ]
    )
    if "\0" in text:
        raise PackageError("the Table Schema has a null character in a name or text, which SQL cannot have: remove it")
    return text


def _refuse_names(names: list[str]) -> None:
    """Refuse columns that no table of a database has.

    Raises
    ------
    PackageError
        There are none, one has no name, or two names differ in their case alone.
    """
    if not names:
        raise PackageError("the Table Schema has no fields, and a table of a database needs a column: add one")
    if "" in names:
        raise PackageError(f"field {names.index('') + 1} has no name, and a column of a database needs one: name it")
    known: dict[str, str] = {}
    for name in names:
        if (other := known.setdefault(name.lower(), name)) != name:
            raise PackageError(f"the fields {other!r} and {name!r} are one column to a database: rename one of them")


def _column(field: FieldRules) -> str:
    column, field_type = quoted_name(field.name), field.field_type
    conditions = [
        _condition(column, constraint, field.choices if constraint == "enum" else value)
        for constraint, value in field.constraints.items()
        if constraint in CONDITIONS and not field_type.text_backed
    ]
    if field_type.sql_condition:
        conditions.append(field_type.sql_condition.format(column=column))
    lines = [f"{column} {field_type.sql}{' NOT NULL' if field.required else ''}"]
    lines += [f"    CHECK ({condition})" for condition in conditions]
    # A name may hold a line break, so the lines are indented here and not once they are one text.
    return "\n    ".join([*_comment(field.title, field.description).splitlines(), *lines])


def _condition(column: str, constraint: str, value: Any) -> str:
    if value == []:
        return f"{column} IS NULL"  # no cell may have a value, and SQL has no empty list
    return CONDITIONS[constraint].format(column=column, value=_literal(value))


def _not_expressed(field: FieldRules) -> list[str]:
    rules = [
        f"{constraint} {json.dumps(value)}"
        for constraint, value in field.constraints.items()
        if constraint not in CONDITIONS or field.field_type.text_backed
    ]
    if field.format != "default":
        rules.append(f"format {field.format}")
    return [f"{json.dumps(field.name)}: {rule}" for rule in rules]


def _comment(*parts: str | None) -> str:
    """Return a comment, always of one line: what follows a line break in it would be a statement."""
    text = ": ".join(part for part in parts if part)
    return f"-- {' '.join(text.split())}\n" if text else ""


def _names(names: Iterable[str]) -> str:
    return f"({', '.join(map(quoted_name, names))})"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))})"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | date | time):
        return quoted_text(str(value))
    return repr(value)
