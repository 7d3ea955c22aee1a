"""The type list: values with a delimiter between them."""

from __future__ import annotations

from summitdata.tabular.types.field_type import ONLY_FRICTIONLESS, NotExpressible, text_backed

__all__ = ["FIELD_TYPE"]

FIELD_TYPE = text_backed(
    name="list",
    properties=ONLY_FRICTIONLESS,
    constraints=("minLength", "maxLength"),
    hashable=False,
    list_of_values=True,
    csvw={"base": "string"},
    croissant=NotExpressible("Croissant reads a cell as one value"),
)
