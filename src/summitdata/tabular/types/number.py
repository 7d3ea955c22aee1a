"""The type number: decimal numbers, which frames hold as doubles."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from summitdata.tabular.types import integer
from summitdata.tabular.types.field_type import BOUNDS, Dtypes, Excel, FieldType, Format, NotExpressible, NumberHash
from summitdata.tabular.unscreenable import UnscreenableError

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["DECIMAL", "FIELD_TYPE", "exact_bound"]

DECIMAL = r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
SHORT_DECIMAL = r"-?[0-9]{1,7}(\.[0-9]{1,8})?"
EXACT_DIGITS = 15
"""Doubles of at most so many digits are as different as their texts."""
OTHER_LETTERS = "[b-dghj-mo-ru-xzB-DGHJ-MO-RU-XZ]"
"""The letters that are not in `Infinity`, `sNaN` or `1e5`."""
LONGEST = 20
"""Characters of a text that Arrow may read instead of a pattern."""


def read_value(value: Any) -> float:
    """Return a value of a descriptor that must be a finite number, as a number or as text."""
    with suppress(TypeError, ValueError, OverflowError):
        if not isinstance(value, bool) and math.isfinite(float(value)):
            return float(value)
    raise ValueError("not a finite number")


def read_cell(cell: str) -> float:
    """Return a finite number: a table of this package has no others."""
    number = float(cell)
    if not math.isfinite(number):
        raise ValueError(cell)
    return number


def predicate(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept decimal numbers of a few digits, or whatever Arrow reads as finite ones in twenty characters."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from summitdata.tabular import plain_numbers, predicates
    from summitdata.tabular.arrow_arrays import scalar

    if FIELD_TYPE.parsing_properties(field):
        return other_notation(field, constraints)
    limits = {
        name: (predicates.strictly(name), name in ("minimum", "maximum"), *bound_value(value))
        for name, value in constraints.items()
    }
    limits_of_plain = [
        limit for name, limit in limits.items() if not plain_numbers.holds_for_all(name, exact_bound(constraints[name]))
    ]
    longest, zero = scalar(LONGEST, pa.int32()), scalar("0", pa.string())
    decimal, short = predicates.matches(DECIMAL), predicates.matches(SHORT_DECIMAL)

    def accepted(cells: Any) -> Any:
        is_plain = plain_numbers.are_decimals(cells, LONGEST)
        if is_plain and not limits_of_plain:
            return predicates.EVERYTHING(cells)
        mask = pc.less_equal(pc.binary_length(cells), longest)
        try:
            values = pc.cast(cells, pa.float64())
        except pa.ArrowInvalid:
            mask = decimal(cells)
            values = pc.cast(pc.if_else(mask, cells, zero), pa.float64())
        mask = pc.and_(mask, pc.is_finite(values))
        for strictly, inclusive, limit, exact in limits_of_plain if is_plain else limits.values():
            passed = strictly(values, limit)
            if inclusive and exact and passed.false_count:
                passed = pc.or_(passed, pc.and_(pc.equal(values, limit), short(cells)))
            mask = pc.and_(mask, passed)
        return mask

    return accepted


def bound_value(bound: Any) -> tuple[Any, bool]:
    """Return a bound as a double of Arrow, and whether its text has so few digits that no other has the same double.

    Raises
    ------
    UnscreenableError
        It may not be a number, or has too many digits.
    """
    import pyarrow as pa

    from summitdata.tabular.arrow_arrays import scalar

    exact = exact_bound(bound)
    return scalar(float(exact), pa.float64()), sum(map(str.isdigit, str(bound))) <= EXACT_DIGITS


def exact_bound(bound: Any) -> Decimal:
    """Return the value of a bound that surely is a decimal number of a few digits.

    Raises
    ------
    UnscreenableError
        It may not be one.
    """
    if type(bound) not in (int, float, str) or not re.fullmatch(DECIMAL, str(bound), re.ASCII):
        raise UnscreenableError
    return Decimal(str(bound))


def other_notation(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Accept plain integers alone, where numbers may have grouped digits, other decimal signs, or words around them."""
    from summitdata.tabular import predicates

    grouping, decimal = str(field.get("groupChar", "")), str(field.get("decimalChar", "."))
    # An empty decimal sign is found between all digits.
    if constraints or not decimal or set(grouping + decimal) & set("-+0123456789eE"):
        raise predicates.UnscreenableError
    return predicates.matches(integer.PATTERN)


FIELD_TYPE = FieldType(
    name="number",
    formats={"default": Format(predicate=predicate, never_contains=OTHER_LETTERS)},
    properties={"groupChar": str, "decimalChar": str, "bareNumber": bool, "floatNumber": bool},
    constraints=(*BOUNDS, "enum"),
    read_value=read_value,
    python=float,
    read_cell=read_cell,
    dtypes=Dtypes(
        pandas="float64",
        arrow="float64",
        polars="Float64",
        spark="DoubleType",
        annotation="float",
        pandera="is_float",
        likeliest=True,
    ),
    arrow_readable=DECIMAL,
    choices=NotExpressible("a number can be written in many ways"),
    key_hash=NumberHash("float64", "0", float),
    canonical_pattern=rf"{integer.CANONICAL}|-?(0|[1-9][0-9]{{0,8}})\.[0-9]{{0,8}}[1-9]",
    compared_as="number",
    sql="DOUBLE PRECISION",
    json_schema={"type": "number"},
    csvw={"base": "double"},
    croissant="sc:Float",
    excel=Excel("General"),  # which shows a number with the digits that it has
)
