"""The type geopoint: a longitude and a latitude."""

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
    as_given,
)

__all__ = ["FIELD_TYPE"]

PATTERN = r"-?[0-9]{1,2}(\.[0-9]{1,15})?, ?-?[0-8]?[0-9](\.[0-9]{1,15})?"
OF_JSON = Format(predicate=ONLY_FRICTIONLESS, csvw={"base": "json"})

FIELD_TYPE = FieldType(
    name="geopoint",
    formats={"default": Format(predicate=AcceptedPattern(PATTERN)), "array": OF_JSON, "object": OF_JSON},
    constraints=("enum",),
    read_value=as_given,
    python=object,
    text_backed=True,
    read_cell=str,
    dtypes=TEXT_COLUMN,
    arrow_readable=KEPT_AS_TEXT,
    choices=ONLY_FRICTIONLESS,
    key_hash=ONLY_FRICTIONLESS,
    canonical_pattern=ONLY_FRICTIONLESS,
    sql="TEXT",
    json_schema={"type": "string"},
    csvw=NotExpressible("CSVW has no pair of coordinates"),
    croissant=NotExpressible("Croissant has no pair of coordinates that is written as one text"),
    excel=TEXT_IN_EXCEL,
)
