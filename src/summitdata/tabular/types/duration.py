"""The type duration: a length of time, as ISO 8601 writes it."""

from __future__ import annotations

from summitdata.tabular.types.field_type import (
    KEPT_AS_TEXT,
    ONLY_FRICTIONLESS,
    TEXT_COLUMN,
    TEXT_IN_EXCEL,
    AcceptedPattern,
    FieldType,
    Format,
    NotExpressible,
)
from summitdata.tabular.types.string import read_text

__all__ = ["FIELD_TYPE"]

FIELD_TYPE = FieldType(
    name="duration",
    formats={"default": Format(predicate=AcceptedPattern("P([0-9]{1,4}[YMWD]|T[0-9]{1,4}[HMS])"))},
    constraints=("enum",),
    read_value=read_text,
    python=str,
    text_backed=True,
    read_cell=str,
    dtypes=TEXT_COLUMN,
    arrow_readable=KEPT_AS_TEXT,
    choices=ONLY_FRICTIONLESS,
    key_hash=ONLY_FRICTIONLESS,
    canonical_pattern=ONLY_FRICTIONLESS,
    sql="TEXT",
    json_schema={"type": "string"},
    csvw={"base": "duration"},
    croissant=NotExpressible("readers of Croissant have no length of time"),
    excel=TEXT_IN_EXCEL,
)
