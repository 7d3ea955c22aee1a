"""The format pandera-yaml: what `pandera.pandas.DataFrameSchema.from_yaml` reads.

pandera can write it too (`to_yaml`), but with dtypes other than those of the schema.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from summitdata.schemas.checks import check_label, checks_of, text_rules
from summitdata.tabular.group_rules import read_group_rules
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_parts import WHOLE
from summitdata.tabular.schema_rules import read_rules

if TYPE_CHECKING:
    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["pandera_yaml_text"]


def pandera_yaml_text(table: dict[str, Any]) -> str:
    """Return the pandera schema of a table as YAML; comments at the top name the checks that YAML cannot hold."""
    import yaml

    rules = read_rules(table["schema"], WHOLE)
    schema = {
        "schema_type": "dataframe",
        "api": "pandas",
        "columns": {field.name: _column(field) for field in rules.fields},
        "coerce": False,
        "strict": rules.is_strict,
        "name": table.get("name"),
        "ordered": rules.is_ordered,
        "unique": list(rules.primary_key) or None,
        "title": table.get("title"),
        "description": table.get("description"),
    }
    present = {key: value for key, value in schema.items() if value is not None}
    has_breaks = re.search("[\x85\u2028\u2029]", json.dumps(present, ensure_ascii=False))  # in YAML, ends of lines
    text: str = yaml.safe_dump(present, sort_keys=False, allow_unicode=not has_breaks)
    return (
        "".join(f"# not expressed here: {' '.join(check.split())}\n" for check in _not_expressed(table, rules)) + text
    )


def _not_expressed(table: dict[str, Any], rules: TableRules) -> list[str]:
    """Return the checks that are functions, which YAML cannot express."""
    columns = [[field.name] for field in rules.fields if field.unique and not field.required]
    keys = [*columns, *map(list, rules.unique_keys)]
    return [
        *(f"unique {json.dumps(key)} (rows with a null in it are not compared)" for key in keys),
        *(
            f"{json.dumps(field.name)}: {check_label(rule.check, rule.arguments)}"
            for field in rules.fields
            for rule in text_rules(field)
        ),
        *(
            f"{json.dumps(field.name)}: {', '.join((field.field_type.dtypes.pandas, *checks_of(field)))}"
            for field in rules.fields
            if _has_arrow_dtype(field)
        ),
        *(f"row rule {json.dumps(formula.text)}" for formula in read_row_rules(table)),
        *(f"group rule {json.dumps(rule.label)}" for rule in read_group_rules(table)),
    ]


def _column(field: FieldRules) -> dict[str, Any]:
    return {
        **{key: text for key, text in (("title", field.title), ("description", field.description)) if text},
        "dtype": None if _has_arrow_dtype(field) else field.field_type.dtypes.pandas,
        "nullable": not field.required,
        "unique": field.unique and field.required,
        **{
            check: {argument: _as_yaml(value) for argument, value in arguments.items()}
            for check, arguments in checks_of(field).items()
            if not _has_arrow_dtype(field)
        },
    }


def _has_arrow_dtype(field: FieldRules) -> bool:
    """Whether the dtype of a field is one of Arrow's, which pandera does not know by its name."""
    return field.field_type.dtypes.pandas.endswith("[pyarrow]")


def _as_yaml(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_yaml(item) for item in value]
    if isinstance(value, datetime | time):
        return value.isoformat()
    return datetime.combine(value, time()).isoformat(" ") if isinstance(value, date) else value
