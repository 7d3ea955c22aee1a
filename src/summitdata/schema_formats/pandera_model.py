"""The format pandera-model: a Python module with the schema as a class, a pandera DataFrameModel."""

from __future__ import annotations

import json
import keyword
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from summitdata.schema_formats.pandera_script import call, literal, not_expressed
from summitdata.schemas.checks import checks_of
from summitdata.schemas.schema_info import field_metadata
from summitdata.tabular.schema_parts import WHOLE
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["pandera_model_text"]

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

OF_MODELS = (
    *("Config", "build_schema_", "empty", "example", "from_json", "from_yaml", "get_metadata", "pydantic_validate"),
    *("strategy", "to_json", "to_json_schema", "to_schema", "to_yaml", "validate"),
)
OF_CODE = ("datetime", "np", "pa", "pd", "pyarrow", "unique_together")
TAKEN = {*OF_MODELS, *OF_CODE}.union(*(re.findall(r"\w+", each.dtypes.annotation) for each in FIELD_TYPES.values()))
"""Names that a DataFrameModel has a use for, and those that the code of the fields names."""


def pandera_model_text(table: dict[str, Any]) -> str:
    """Return a Python module whose class, named after the table, is the pandera model of it."""
    rules = read_rules(table["schema"], WHOLE)
    names = _names([field.name for field in rules.fields])
    body: list[str] = []
    for field in rules.fields:
        code = _field(field, alias=names[field.name] != field.name)
        body += f"{names[field.name]}: {field.field_type.dtypes.annotation} = {code}".split("\n")
    config = [
        *(f"{key} = {literal(table[key])}" for key in ("name", "title", "description") if key in table),
        *([f"unique = {literal(list(rules.primary_key))}"] if rules.primary_key else []),
        f"strict = {rules.is_strict}",
        f"ordered = {rules.is_ordered}",
        "coerce = False",
    ]
    body += ["", "class Config:", *(f"    {line}" for part in config for line in part.split("\n"))]
    for number, key in enumerate(rules.unique_keys, start=1):
        label = json.dumps(f"unique({', '.join(key)})", ensure_ascii=False)
        body += [
            "",
            f"@pa.dataframe_check(name={label}, error={label})",
            f"def _unique_key_{number}(cls, frame):",
            f"    return unique_together(frame, {literal(list(key))})".replace("\n", "\n    "),
        ]
    unique = [field for field in rules.fields if field.unique and (not field.required or field.field_type.text_backed)]
    for number, field in enumerate(unique, start=1):
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
            *not_expressed(table, rules),
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
    valid = frame[key].isna().any(axis="columns") | ~frame.duplicated(key, keep=False)
    cells = pd.DataFrame(data=True, index=frame.index, columns=frame.columns)
    for part in key:
        cells[part] = valid
    return cells

'''


def _field(field: FieldRules, *, alias: bool) -> str:
    arguments: list[tuple[str, str]] = []
    for check, statistics in checks_of(field).items():
        if check == "str_length":
            arguments.append((check, literal(statistics)))
        else:
            name, argument = ARGUMENTS[check]
            arguments.append((name, literal(statistics[argument])))
    arguments += [
        ("nullable", str(not field.required)),
        ("unique", str(field.unique and field.required and not field.field_type.text_backed)),
        *([("alias", literal(field.name))] if alias else []),
        *((key, literal(text)) for key, text in (("title", field.title), ("description", field.description)) if text),
        ("metadata", literal(field_metadata(field))),
    ]
    return call("pa.Field", arguments)


def _names(fields: list[str]) -> dict[str, str]:
    """Return for each field the name of its attribute: its own, where Python takes that."""
    attributes: dict[str, str] = {}
    taken = {*TAKEN, *keyword.kwlist}
    for number, name in enumerate(fields, start=1):
        is_as_written = unicodedata.normalize("NFKC", name) == name  # Python reads other identifiers as that one
        allowed = name.isidentifier() and is_as_written and not name.startswith("_") and name not in taken
        attribute = name if allowed else f"column_{number}"
        while attribute in attributes.values() or (attribute != name and attribute in fields):
            attribute += "_"
        attributes[name] = attribute
    return attributes


def _class(table: str | None) -> str:
    words = re.findall(r"[A-Za-z0-9]+", table or "")
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"Table{name}"
