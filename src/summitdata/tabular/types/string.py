"""The type string: any text, which a format may narrow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types.field_type import (
    EVERY_TEXT,
    KEPT_AS_TEXT,
    TEXT_COLUMN,
    TEXT_IN_EXCEL,
    AcceptedPattern,
    Choices,
    FieldType,
    Format,
    TextHash,
)

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["FIELD_TYPE", "read_text"]

NAME = "[a-z0-9]{1,30}"
EMAIL = rf"{NAME}(\.{NAME})?@{NAME}(\.{NAME})?\.(com|org|net|edu|gov)"
HOST = "[A-Za-z0-9]+(-+[A-Za-z0-9]+)*"
SIGN = "([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
URI = rf"https?://{HOST}(\.{HOST})+\.?(/{SIGN}*)*(\?({SIGN}|[/?])*)?(#({SIGN}|[/?])*)?"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
BASE64 = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}([A-Za-z0-9+/]=|==))?"
SCHEME = "^[a-zA-Z][a-zA-Z0-9+.-]*:"
"""The scheme of a URI, which is all that frictionless asks of one."""


def read_text(value: Any) -> str:
    """Return a value of a descriptor that must be a string."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept every text: only lengths, in characters, and a pattern restrict it."""
    from summitdata.tabular import predicates

    del field
    parts: list[Predicate] = []
    for name, bound in constraints.items():
        if name in predicates.LENGTHS and type(bound) is int and abs(bound) < 1 << 31:
            parts.append(predicates.length(predicates.LENGTHS[name], bound))
        elif name == "pattern" and isinstance(bound, str):
            parts.append(predicates.pattern(bound))
        else:
            raise predicates.UnscreenableError
    return predicates.all_of(parts)


@dataclass(frozen=True)
class AcceptedText(AcceptedPattern):
    """Makes the predicate of a format: the texts of a pattern, restricted by the constraints that every text has."""

    def __call__(self, field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
        """Return the predicate of a field."""
        from summitdata.tabular import predicates

        return predicates.both(predicates.matches(self.pattern), predicate(field, constraints))


FIELD_TYPE = FieldType(
    name="string",
    formats={
        "default": Format(predicate=predicate),
        "uri": Format(predicate=AcceptedText(URI), contains=SCHEME, json_schema={"format": "uri"}, croissant="sc:URL"),
        "email": Format(predicate=AcceptedText(EMAIL), texts_by_frictionless=True),
        "uuid": Format(predicate=AcceptedText(UUID), texts_by_frictionless=True),
        "binary": Format(predicate=AcceptedText(BASE64), texts_by_frictionless=True),
    },
    constraints=("minLength", "maxLength", "pattern", "enum"),
    categories=str,
    read_value=read_text,
    python=str,
    read_cell=str,
    dtypes=replace(TEXT_COLUMN, likeliest=True),
    arrow_readable=KEPT_AS_TEXT,
    choices=Choices(EVERY_TEXT, categorized=(str,)),
    key_hash=TextHash(),
    canonical_pattern=EVERY_TEXT,
    sql="TEXT",
    json_schema={"type": "string"},
    csvw={"base": "string"},
    croissant="sc:Text",
    excel=TEXT_IN_EXCEL,
)
