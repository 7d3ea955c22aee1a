"""The type year: four digits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types import integer
from summitdata.tabular.types.field_type import LETTERS, Choices, FieldType, Format
from summitdata.tabular.unscreenable import UnscreenableError

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["FIELD_TYPE", "PATTERN", "bound_value"]

PATTERN = "[0-9]{4}"
LAST = 9999


def read_value(value: Any) -> int:
    """Return a value of a descriptor that must be a year."""
    if isinstance(value, str) and not re.fullmatch(PATTERN, value):
        raise ValueError("not a year of four digits")
    return integer.read_integer(value)


def read_cell(cell: str) -> int:
    """Return the number of a year that is written with four digits."""
    if len(cell) != len("2025"):
        raise ValueError(cell)
    return int(cell)


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept four digits."""
    from summitdata.tabular import predicates

    for bound in constraints.values():
        bound_value(bound)
    return predicates.both(predicates.matches(PATTERN), integer.predicate(field, constraints))


def bound_value(bound: Any) -> int:
    """Return the value of a bound that surely is a year.

    Raises
    ------
    UnscreenableError
        It may not be one.
    """
    year = integer.bound_value(bound)
    if not 0 <= year <= LAST or (isinstance(bound, str) and len(bound) != len(str(LAST))):
        raise UnscreenableError
    return year


FIELD_TYPE = FieldType(
    name="year",
    formats={"default": Format(predicate=predicate, never_contains=LETTERS)},
    constraints=integer.FIELD_TYPE.constraints,
    bounds={"minimum": 0, "maximum": LAST},
    read_value=read_value,
    python=int,
    read_cell=read_cell,
    dtypes=replace(integer.FIELD_TYPE.dtypes, likeliest=False),
    arrow_readable=PATTERN,
    choices=Choices(PATTERN, enumerated=(str, int), categorized=(int,)),
    key_hash=integer.FIELD_TYPE.key_hash,
    canonical_pattern="[1-9][0-9]{3}",
    compared_as="number",
    sql="SMALLINT",
    json_schema={"type": "integer"},
    csvw={"base": "integer"},  # a gYear is a text to most readers, and has no bounds
    croissant="sc:Integer",
    excel=integer.FIELD_TYPE.excel,
)
