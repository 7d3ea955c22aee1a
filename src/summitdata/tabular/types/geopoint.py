"""The type geopoint: a longitude and a latitude."""

from __future__ import annotations

from summitdata.tabular.types.field_type import ONLY_FRICTIONLESS, AcceptedPattern, Format, NotExpressible, text_backed

__all__ = ["FIELD_TYPE"]

PATTERN = r"-?[0-9]{1,2}(\.[0-9]{1,15})?, ?-?[0-8]?[0-9](\.[0-9]{1,15})?"
OF_JSON = Format(predicate=ONLY_FRICTIONLESS, csvw={"base": "json"})

FIELD_TYPE = text_backed(
    name="geopoint",
    formats={"default": Format(predicate=AcceptedPattern(PATTERN)), "array": OF_JSON, "object": OF_JSON},
    constraints=("enum",),
    csvw=NotExpressible("CSVW has no pair of coordinates"),
    croissant=NotExpressible("Croissant has no pair of coordinates that is written as one text"),
)
