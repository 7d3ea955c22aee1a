"""The type object: a JSON object."""

from __future__ import annotations

from summitdata.tabular.types.field_type import (
    KEPT_AS_TEXT,
    ONLY_FRICTIONLESS,
    TEXT_COLUMN,
    TEXT_IN_EXCEL,
    FieldType,
    Format,
    NotExpressible,
    as_given,
)

__all__ = ["FIELD_TYPE"]

FIELD_TYPE = FieldType(
    name="object",
    formats={"default": Format(predicate=ONLY_FRICTIONLESS)},
    properties=ONLY_FRICTIONLESS,
    constraints=("minLength", "maxLength", "enum"),
    read_value=as_given,
    python=object,
    hashable=False,
    text_backed=True,
    read_cell=str,
    dtypes=TEXT_COLUMN,
    arrow_readable=KEPT_AS_TEXT,
    choices=ONLY_FRICTIONLESS,
    key_hash=ONLY_FRICTIONLESS,
    canonical_pattern=ONLY_FRICTIONLESS,
    sql="TEXT",
    json_schema={"type": "string"},
    csvw={"base": "json"},
    croissant=NotExpressible("Croissant has no JSON"),
    excel=TEXT_IN_EXCEL,
)
