"""The format pandera: a Python module that makes the schema, and needs only pandas and pandera.

pandera can write one too (`to_script`), but with dtypes other than those of the schema.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from summitdata.schemas import checks_of
from summitdata.table_schema import read_rules
from summitdata.tables import PANDAS_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.table_schema import FieldRules, TableRules

__all__ = ["pandera_text"]


def pandera_text(table: dict[str, Any]) -> str:
    """Return a Python module whose `schema` is the pandera schema of a table."""
    rules = read_rules(table["schema"])
    made = _call("pa.DataFrameSchema", [("", _columns(rules)), *_keywords(table, rules)])
    body = f"schema = {made}\n"
    needs_pandas = bool(rules.unique_keys) or "pd.Timestamp(" in body
    return "\n".join(
        [
            '"""A pandera schema, written by summitdata from a Table Schema: call schema.validate(frame)."""',
            "",
            *(["import pandas as pd"] if needs_pandas else []),
            "import pandera.pandas as pa",
            *([_UNIQUE_TOGETHER] if rules.unique_keys else [""]),
            body,
        ]
    )


_UNIQUE_TOGETHER = '''

def unique_together(*key):
    """Check that the columns of `key` are unique together; rows with a null in the key are not compared."""

    def compare(frame):
        missing = frame[[*key]].isna().any(axis="columns")
        fine = missing | ~frame.duplicated([*key], keep=False)
        cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
        for part in key:
            cells[part] = fine
        return cells

    words = f"unique({', '.join(key)})"
    return pa.Check(compare, name=words, error=words)

'''


def _keywords(table: dict[str, Any], rules: TableRules) -> list[tuple[str, str]]:
    keys = [_call("unique_together", [("", _literal(part)) for part in key]) for key in rules.unique_keys]
    return [
        *([("checks", _list(keys))] if keys else []),
        *([("unique", _list(map(_literal, rules.primary_key)))] if rules.primary_key else []),
        ("strict", "True"),
        ("ordered", "True"),
        ("coerce", "False"),
        *((word, _literal(table[word])) for word in ("name", "title", "description") if word in table),
    ]


def _columns(rules: TableRules) -> str:
    return _block("{", [f"{_literal(field.name)}: {_column(field)}" for field in rules.fields], "}")


def _column(field: FieldRules) -> str:
    checks = [
        _call(f"pa.Check.{check}", [(argument, _literal(value)) for argument, value in given.items()])
        for check, given in checks_of(field).items()
    ]
    if field.unique and not field.required:
        # As in the schema itself: the `unique` of a column would take nulls for duplicates.
        test = "lambda values: ~values.duplicated(keep=False)"
        checks.append(_call("pa.Check", [("", test), ("name", '"unique"'), ("error", '"unique"')]))
    arguments = [
        ("", _literal(PANDAS_TYPES[field.type])),
        *([("", _list(checks))] if checks else []),
        ("nullable", str(not field.required)),
        ("unique", str(field.unique and field.required)),
        *(
            (word, _literal(text))
            for word, text in (("title", field.title), ("description", field.description))
            if text
        ),
    ]
    return _call("pa.Column", arguments)


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return _list(map(_literal, value))
    if isinstance(value, date):
        return f'pd.Timestamp("{value.isoformat()}")'
    # A JSON string is a Python string too, in the double quotes that formatters want.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _list(items: Iterable[str]) -> str:
    return _block("[", items, "]")


def _call(function: str, arguments: Iterable[tuple[str, str]]) -> str:
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
