"""The type duration: a length of time, as ISO 8601 writes it."""

from __future__ import annotations

from summitdata.tabular.types.field_type import AcceptedPattern, Format, NotExpressible, text_backed
from summitdata.tabular.types.string import read_text

__all__ = ["FIELD_TYPE"]

FIELD_TYPE = text_backed(
    name="duration",
    formats={"default": Format(predicate=AcceptedPattern("P([0-9]{1,4}[YMWD]|T[0-9]{1,4}[HMS])"))},
    constraints=("enum",),
    read_value=read_text,
    python=str,
    csvw={"base": "duration"},
    croissant=NotExpressible("readers of Croissant have no length of time"),
)
