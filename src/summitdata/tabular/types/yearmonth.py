"""The type yearmonth: a month of a year."""

from __future__ import annotations

from summitdata.tabular.types.field_type import (
    BOUNDS,
    LETTERS,
    AcceptedPattern,
    Format,
    NotExpressible,
    ValueHash,
    text_backed,
)
from summitdata.tabular.types.string import read_text

__all__ = ["FIELD_TYPE"]

PATTERN = "[0-9]{4}-(0[1-9]|1[0-2])"

FIELD_TYPE = text_backed(
    name="yearmonth",
    formats={"default": Format(predicate=AcceptedPattern(PATTERN, ordered=PATTERN), never_contains=LETTERS)},
    constraints=(*BOUNDS, "enum"),
    read_value=read_text,
    python=str,
    choices=NotExpressible("a month of a year can be written in several ways"),
    key_hash=ValueHash(lambda text, _: (int(text[:4]), int(text[5:])), lambda month: month[0] * 12 + month[1]),
    canonical_pattern="[1-9][0-9]{3}-(0[1-9]|1[0-2])",
    csvw={"base": "gYearMonth"},
    croissant=NotExpressible("Croissant has no month of a year"),
)
