"""The type geojson: a shape as GeoJSON or TopoJSON."""

from __future__ import annotations

from summitdata.tabular.types.field_type import ONLY_FRICTIONLESS, Format, NotExpressible, text_backed

__all__ = ["FIELD_TYPE"]

FIELD_TYPE = text_backed(
    name="geojson",
    formats={"default": Format(predicate=ONLY_FRICTIONLESS), "topojson": Format(predicate=ONLY_FRICTIONLESS)},
    properties=ONLY_FRICTIONLESS,
    constraints=("enum",),
    hashable=False,
    csvw={"base": "json"},
    croissant=NotExpressible("Croissant has no JSON"),
)
