"""The format pandera-model: a Python module with the schema as a class, a pandera DataFrameModel."""

from __future__ import annotations

import json
import keyword
import re
from typing import TYPE_CHECKING, Any

from summitdata.schema_formats.pandera_script import call, literal, unsaid
from summitdata.schemas.checks import checks_of
from summitdata.schemas.schema_info import about_field
from summitdata.tabular.schema_rules import SPELLED, read_rules
from summitdata.tabular.types import PANDAS_TYPES

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["pandera_model_text"]

ANNOTATIONS = {
    "str": "str",
    "Int64": "pd.Int64Dtype()",
    "float64": "float",
    "boolean": "pd.BooleanDtype()",
    "datetime64[s]": 'np.dtype("datetime64[s]")',
    "datetime64[us]": 'np.dtype("datetime64[us]")',
    "time64[us][pyarrow]": 'pd.ArrowDtype(pyarrow.time64("us"))',
}
"""What annotates a column of each dtype."""

ARGUMENTS = {
    "greater_than_or_equal_to": ("ge", "min_value"),
    "less_than_or_equal_to": ("le", "max_value"),
    "greater_than": ("gt", "min_value"),
    "less_than": ("lt", "max_value"),
    "isin": ("isin", "allowed_values"),
    "str_matches": ("str_matches", "pattern"),
    "str_contains": ("str_contains", "pattern"),
}
"""For each check, the argument of `pandera.Field` that stands for it, and the check's own argument."""

TAKEN = {"Config", "to_schema", "validate", "example", "strategy", "empty", "get_metadata", "to_yaml", "to_json_schema"}
"""Names that a DataFrameModel has a use for."""


def pandera_model_text(table: dict[str, Any]) -> str:
    """Return a Python module whose class, named after the table, is the pandera model of it."""
    rules = read_rules(table["schema"])
    names = _names([field.name for field in rules.fields])
    body: list[str] = []
    for field in rules.fields:
        made = _field(field, alias=names[field.name] != field.name)
        body += f"{names[field.name]}: {ANNOTATIONS[PANDAS_TYPES[field.type]]} = {made}".split("\n")
    config = [
        *(f"{word} = {literal(table[word])}" for word in ("name", "title", "description") if word in table),
        *([f"unique = {literal(list(rules.primary_key))}"] if rules.primary_key else []),
        "strict = True",
        "ordered = True",
        "coerce = False",
    ]
    body += ["", "class Config:", *(f"    {line}" for part in config for line in part.split("\n"))]
    for number, key in enumerate(rules.unique_keys, start=1):
        said = json.dumps(f"unique({', '.join(key)})", ensure_ascii=False)
        body += [
            "",
            f"@pa.dataframe_check(name={said}, error={said})",
            f"def _unique_key_{number}(cls, frame):",
            f"    return unique_together(frame, {literal(list(key))})".replace("\n", "\n    "),
        ]
    lone = [field for field in rules.fields if field.unique and (not field.required or field.type in SPELLED)]
    for number, field in enumerate(lone, start=1):
        body += [
            "",
            f'@pa.check({literal(field.name)}, name="unique", error="unique")',
            f"def _unique_{number}(cls, values):",
            "    return ~values.duplicated(keep=False)",
        ]
    indented = "\n".join(f"    {line}" if line else "" for part in body for line in part.split("\n"))
    code = f"class {_class(table.get('name'))}(pa.DataFrameModel):\n{indented}\n"
    return "\n".join(
        [
            '"""A pandera model, written by summitdata from a Table Schema: call its validate(frame)."""',
            *unsaid(rules),
            "",
            *(["import datetime", ""] if "datetime.time" in code else []),
            *(["import numpy as np"] if "np." in code else []),
            *(["import pandas as pd"] if "pd." in code or rules.unique_keys else []),
            "import pandera.pandas as pa",
            *(["import pyarrow"] if "pyarrow." in code else []),
            *([TOGETHER] if rules.unique_keys else ["", ""]),
            code,
        ]
    )


TOGETHER = '''

def unique_together(frame, key):
    """Tell for each cell whether its row is the only one with the values of the key; nulls are not compared."""
    fine = frame[key].isna().any(axis="columns") | ~frame.duplicated(key, keep=False)
    cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
    for part in key:
        cells[part] = fine
    return cells

'''


def _field(field: FieldRules, *, alias: bool) -> str:
    arguments: list[tuple[str, str]] = []
    for check, given in checks_of(field).items():
        if check == "str_length":
            arguments.append((check, literal(given)))
        else:
            word, argument = ARGUMENTS[check]
            arguments.append((word, literal(given[argument])))
    arguments += [
        ("nullable", str(not field.required)),
        ("unique", str(field.unique and field.required and field.type not in SPELLED)),
        *([("alias", literal(field.name))] if alias else []),
        *((word, literal(text)) for word, text in (("title", field.title), ("description", field.description)) if text),
        ("metadata", literal(about_field(field))),
    ]
    return call("pa.Field", arguments)


def _names(fields: list[str]) -> dict[str, str]:
    """Return for each field the name of its attribute: its own, where Python takes that."""
    found: dict[str, str] = {}
    for number, name in enumerate(fields, start=1):
        fine = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_") and name not in TAKEN
        made = name if fine else f"column_{number}"
        while made in found.values() or (made != name and made in fields):
            made += "_"
        found[name] = made
    return found


def _class(name: str | None) -> str:
    words = re.findall(r"[A-Za-z0-9]+", name or "")
    made = "".join(word[:1].upper() + word[1:] for word in words)
    return made if made.isidentifier() else f"Table{made}"
