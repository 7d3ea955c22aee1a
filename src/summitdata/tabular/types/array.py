"""The type array: a JSON array."""

from __future__ import annotations

from summitdata.tabular.types.field_type import ONLY_FRICTIONLESS, NotExpressible, text_backed

__all__ = ["FIELD_TYPE"]

FIELD_TYPE = text_backed(
    name="array",
    properties=ONLY_FRICTIONLESS,
    constraints=("minLength", "maxLength", "enum"),
    hashable=False,
    csvw={"base": "json"},
    croissant=NotExpressible("Croissant has no JSON"),
)
