"""The type integer: frames hold the integers of 64 bits."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types.field_type import (
    BOUNDS,
    LETTERS,
    Choices,
    Dtypes,
    Excel,
    FieldType,
    Format,
    NumberHash,
)
from summitdata.tabular.unscreenable import UnscreenableError

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["CANONICAL", "FIELD_TYPE", "PATTERN", "bound_value", "predicate", "read_integer"]

PATTERN = "-?[0-9]{1,18}"
"""Integers that fit into 64 bits; Python would read more texts."""

CANONICAL = "0|-?[1-9][0-9]{0,17}"

MOST_DIGITS = 18


def read_integer(value: Any) -> int:
    """Return a value of a descriptor that must be an integer, as a number or as text."""
    if not isinstance(value, bool) and not (isinstance(value, float) and not value.is_integer()):
        with suppress(TypeError, ValueError):
            return int(value)
    raise ValueError("not an integer")


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept integers of at most 18 digits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from summitdata.tabular import plain_numbers, predicates
    from summitdata.tabular.arrow_arrays import scalar

    del field
    bounds = {name: bound_value(value) for name, value in constraints.items()}
    limits = {name: (predicates.bound(name), scalar(value, pa.int64())) for name, value in bounds.items()}
    limits_of_plain = [limits[name] for name, value in bounds.items() if not plain_numbers.holds_for_all(name, value)]
    matches, longest = predicates.matches(PATTERN), scalar(MOST_DIGITS, pa.int32())
    zero = scalar("0", pa.string())

    def accepted(cells: Any) -> Any:
        # Most columns hold digits alone, which is much faster to see than a match.
        if plain_numbers.are_digits(cells, MOST_DIGITS):
            mask, to_compare = predicates.EVERYTHING(cells), limits_of_plain
        else:
            digits = pc.and_(pc.ascii_is_decimal(cells), pc.less_equal(pc.binary_length(cells), longest))
            mask, to_compare = predicates.either(digits, matches, cells), list(limits.values())
        if to_compare:
            values = pc.cast(cells if mask.false_count == 0 else pc.if_else(mask, cells, zero), pa.int64())
            for compare, limit in to_compare:
                mask = pc.and_(mask, compare(values, limit))
        return mask

    return accepted


def bound_value(bound: Any) -> int:
    """Return the value of a bound that surely is an integer of 64 bits.

    Raises
    ------
    UnscreenableError
        It may not be one.
    """
    if type(bound) is bool or not isinstance(bound, int | str) or not re.fullmatch(PATTERN, str(bound), re.ASCII):
        raise UnscreenableError
    return int(bound)


FIELD_TYPE = FieldType(
    name="integer",
    formats={"default": Format(predicate=predicate, never_contains=LETTERS)},
    properties={"bareNumber": bool},
    constraints=(*BOUNDS, "enum"),
    categories=int,
    read_value=read_integer,
    python=int,
    read_cell=int,
    dtypes=Dtypes(
        pandas="Int64",
        arrow="int64",
        polars="Int64",
        spark="LongType",
        annotation="pd.Int64Dtype()",
        pandera="is_int",
        arrow_alike=("is_integer",),
        likeliest=True,
    ),
    arrow_readable=PATTERN,
    choices=Choices(PATTERN, enumerated=(str, int), categorized=(int,)),
    key_hash=NumberHash("int64", "0", int),
    canonical_pattern=CANONICAL,
    compared_as="number",
    sql="BIGINT",  # and not INTEGER: as a primary key, SQLite would fill that in by itself
    json_schema={"type": "integer"},
    csvw={"base": "integer"},
    croissant="sc:Integer",
    excel=Excel("0"),
)
