"""The format pandera: a Python module that makes the schema, and needs only pandas and pandera.

pandera can write one too (`to_script`), but with dtypes other than those of the schema.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from summitdata.schemas.checks import check_label, checks_of, text_rules
from summitdata.schemas.schema_info import field_metadata
from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import WHOLE
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["call", "literal", "not_expressed", "pandera_text"]


def pandera_text(table: dict[str, Any]) -> str:
    """Return a Python module whose `schema` is the pandera schema of a table."""
    rules = read_rules(table["schema"], WHOLE)
    schema = call("pa.DataFrameSchema", [("", _columns(rules)), *_keywords(table, rules)])
    body = f"schema = {schema}\n"
    needs_pandas = bool(rules.unique_keys) or "pd." in body
    return "\n".join(
        [
            '"""A pandera schema, written by summitdata from a Table Schema: call schema.validate(frame)."""',
            *not_expressed(table, rules),
            "",
            *(["import datetime", ""] if "datetime.time" in body else []),
            *(["import pandas as pd"] if needs_pandas else []),
            "import pandera.pandas as pa",
            *(["import pyarrow"] if "pyarrow." in body else []),
            *([UNIQUE_TOGETHER] if rules.unique_keys else [""]),
            body,
        ]
    )


UNIQUE_TOGETHER = '''

def unique_together(*key):
    """Check that the columns of `key` are unique together; rows with a null in the key are not compared."""

    def compare(frame):
        missing = frame[[*key]].isna().any(axis="columns")
        valid = missing | ~frame.duplicated([*key], keep=False)
        cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
        for part in key:
            cells[part] = valid
        return cells

    label = f"unique({', '.join(key)})"
    return pa.Check(compare, name=label, error=label)

'''


def _keywords(table: dict[str, Any], rules: TableRules) -> list[tuple[str, str]]:
    keys = [call("unique_together", [("", literal(part)) for part in key]) for key in rules.unique_keys]
    return [
        *([("checks", _list(keys))] if keys else []),
        *([("unique", _list(map(literal, rules.primary_key)))] if rules.primary_key else []),
        ("strict", str(rules.is_strict)),
        ("ordered", str(rules.is_ordered)),
        ("coerce", "False"),
        *((key, literal(table[key])) for key in ("name", "title", "description") if key in table),
    ]


def _columns(rules: TableRules) -> str:
    return _block("{", [f"{literal(field.name)}: {_column(field)}" for field in rules.fields], "}")


def _column(field: FieldRules) -> str:
    checks = [
        call(f"pa.Check.{check}", [(argument, literal(value)) for argument, value in given.items()])
        for check, given in checks_of(field).items()
    ]
    if field.unique and (not field.required or field.field_type.text_backed):
        # As in the schema itself: the `unique` of a column would take nulls for duplicates.
        test = "lambda values: ~values.duplicated(keep=False)"
        checks.append(call("pa.Check", [("", test), ("name", '"unique"'), ("error", '"unique"')]))
    arguments = [
        ("", _dtype(field)),
        *([("", _list(checks))] if checks else []),
        ("nullable", str(not field.required)),
        ("unique", str(field.unique and field.required and not field.field_type.text_backed)),
        *((key, literal(text)) for key, text in (("title", field.title), ("description", field.description)) if text),
        ("metadata", literal(field_metadata(field))),
    ]
    return call("pa.Column", arguments)


def _dtype(field: FieldRules) -> str:
    """Return the code of a column's dtype; pandera knows those that Arrow brings to pandas by their objects alone."""
    dtypes = field.field_type.dtypes
    return dtypes.annotation if dtypes.pandas.endswith("[pyarrow]") else literal(dtypes.pandas)


def not_expressed(table: dict[str, Any], rules: TableRules) -> list[str]:
    """Return comments on rules that need the value of a text, which only frictionless reads, on references and rows."""
    lines = [
        f"{json.dumps(field.name)}: {check_label(rule.check, rule.arguments)}"
        for field in rules.fields
        for rule in text_rules(field)
    ]
    lines += [
        f"foreign key {json.dumps(list(key))} in {json.dumps(other)} {json.dumps(list(their_key))}"
        for key, other, their_key in rules.foreign_keys
    ]
    lines += [f"row rule {json.dumps(formula.text)}" for formula in read_row_rules(table)]
    lines += [f"group rule {json.dumps(rule.label)}" for rule in read_group_rules(table)]
    return [f"# not expressed here: {' '.join(line.split())}" for line in lines]  # what follows a line break is code


def literal(value: Any) -> str:
    """Return the code of a value."""
    if isinstance(value, list):
        return _list(map(literal, value))
    if isinstance(value, dict):
        return _block("{", [f"{literal(key)}: {literal(item)}" for key, item in value.items()], "}")
    if isinstance(value, time):
        return f'datetime.time.fromisoformat("{value.isoformat()}")'
    if isinstance(value, date | datetime):
        return f'pd.Timestamp("{value.isoformat()}")'
    # A JSON string is a Python string too, in the double quotes that formatters want.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _list(items: Iterable[str]) -> str:
    return _block("[", items, "]")


def call(function: str, arguments: Iterable[tuple[str, str]]) -> str:
    """Return the code of a call; an argument without a name is given by its place."""
    return _block(f"{function}(", [f"{name}={value}" if name else value for name, value in arguments], ")")


def _block(start: str, items: Iterable[str], end: str) -> str:
    """Put what is short on one line, else each item on lines of its own, as formatters do."""
    items = list(items)
    line = f"{start}{', '.join(items)}{end}"
    if len(line) <= _SHORT and "\n" not in line:
        return line
    lines = [line for item in items for line in f"{item},".split("\n")]
    return "\n".join([start, *(f"    {line}" for line in lines), end])


_SHORT = 50
"""Characters that fit into a line of 88 at the deepest indentation here, after the longest argument name."""
