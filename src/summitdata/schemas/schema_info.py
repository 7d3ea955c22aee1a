"""What pandera keeps of a Table Schema as metadata: the properties that say nothing about which values are valid."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from summitdata.tabular.formula import Formula
    from summitdata.tabular.group_rules import GroupRule
    from summitdata.tabular.schema_rules import FieldRules

__all__ = ["SchemaInfo", "field_metadata", "table_metadata"]

COLUMN_PROPERTIES = ("name", "title", "description", "constraints")
"""The properties of a field that a pandera column has a place of its own for."""
TEXTS = ("title", "description")


class SchemaInfo(NamedTuple):
    """What a schema is called, the Table Schema that it is made of, and the rules of rows and groups beside that."""

    table_schema: dict[str, Any]
    name: str | None = None
    title: str | None = None
    description: str | None = None
    row_rules: tuple[Formula, ...] = ()
    group_rules: tuple[GroupRule, ...] = ()


def table_metadata(info: SchemaInfo) -> dict[str, Any]:
    """Return the metadata of a schema."""
    return {"table_schema": copy.deepcopy(info.table_schema)}


def field_metadata(field: FieldRules) -> dict[str, Any]:
    """Return the metadata of a column: its type and format as the Table Schema has them, its unit, examples, ...

    Examples
    --------
    >>> from summitdata.tabular.schema_rules import read_rules
    >>> field, = read_rules({"fields": [{"name": "length", "type": "number", "unit": "km"}]}).fields
    >>> field_metadata(field)
    {'type': 'number', 'unit': 'km'}
    """
    return {
        key: copy.deepcopy(value)
        for key, value in field.descriptor.items()
        if key not in COLUMN_PROPERTIES or (key in TEXTS and not isinstance(value, str))  # one by language
    }
