"""The screen: which cells of a batch are surely valid by a Table Schema.

A screen is compiled once from the fields of a table and is then a pure function of an Arrow batch, with no state: any
engine that hands over Arrow batches can run it. It may leave a valid cell uncleared, but never clears one that
frictionless would report; the tests hold it against frictionless' own reader on mutated cells. What it leaves is for
that reader to decide. Each type has one predicate, in `PREDICATES`; a type, format or constraint that has none is not
cleared. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import constant, strings
from summitdata.tabular.re2 import to_re2

__all__ = ["PREDICATES", "Screen"]

Cells: TypeAlias = pa.StringArray
Mask: TypeAlias = pa.BooleanArray
Predicate: TypeAlias = Callable[[Cells], Mask]

BOUNDS = {
    "minimum": pc.greater_equal,
    "maximum": pc.less_equal,
    "exclusiveMinimum": pc.greater,
    "exclusiveMaximum": pc.less,
}
STRICTLY = {
    "minimum": pc.greater,
    "maximum": pc.less,
    "exclusiveMinimum": pc.greater,
    "exclusiveMaximum": pc.less,
}
EVERYTHING: Predicate = pc.is_valid
LENGTHS = {"minLength": pc.greater_equal, "maxLength": pc.less_equal}
WHOLE = r"-?[0-9]{1,18}"
"""Whole numbers that fit into 64 bits; Python would take more spellings."""
DECIMAL = r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
ZONE = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
EXACT_DIGITS, EXACT_LENGTH, LONGEST_NUMBER = 15, 16, 20
TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
SPELLED = {
    ("string", "email"): r"[a-z0-9]{1,30}(\.[a-z0-9]{1,30})?@[a-z0-9]{1,30}(\.[a-z0-9]{1,30})?\.(com|org|net|edu|gov)",
    ("string", "uri"): r"https?://[a-z0-9]+(\.[a-z0-9]+)+(/[A-Za-z0-9._-]*)*",
    ("string", "uuid"): r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    ("string", "binary"): r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}([A-Za-z0-9+/]=|==))?",
    ("datetime", "default"): rf"{DAY}[T ]{CLOCK}(\.[0-9]{{1,6}})?{ZONE}",
    ("time", "default"): rf"{CLOCK}(\.[0-9]{{1,6}})?{ZONE}",
    ("yearmonth", "default"): r"[0-9]{4}-(0[1-9]|1[0-2])",
    ("duration", "default"): r"P([0-9]{1,4}[YMWD]|T[0-9]{1,4}[HMS])",
    ("geopoint", "default"): r"-?[0-9]{1,2}(\.[0-9]{1,15})?, ?-?[0-8]?[0-9](\.[0-9]{1,15})?",
}
"""For each type and format, the spellings that are surely of it; frictionless takes more. Where repeats of repeats come
to more than 1000 times, RE2 takes only those without an end."""
FIXED = {
    ("datetime", "default"): rf"{DAY}T{CLOCK}",
    ("time", "default"): CLOCK,
    ("yearmonth", "default"): SPELLED["yearmonth", "default"],
}
"""The spellings among them that are in the order of their texts."""
CHOICES: dict[str, str] = {"string": r"(?s:.*)", "integer": WHOLE, "year": "[0-9]{4}", "date": DAY}
ENUMERATED: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (str, int), "year": (str, int), "date": (str,)}
CATEGORIZED: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "year": (int,)}
"""The Python types of choices that may equal a value: enumerations are read as cells are, categories are not."""


@dataclass(frozen=True)
class Screen:
    """The predicates of a table's columns, in their order; None clears nothing."""

    columns: tuple[Predicate | None, ...]

    @classmethod
    def of(cls, fields: list[dict[str, Any]], missing_values: list[str] | None = None) -> Screen:
        """Compile the fields of a Table Schema.

        Parameters
        ----------
        fields : list of dict
            The field of each column, in the order of the columns.
        missing_values : list of str, optional
            Of the Table Schema; without it the empty text. A field's own stand before them.
        """
        texts = [""] if missing_values is None else missing_values
        return cls(tuple(_column(field, field.get("missingValues", texts)) for field in fields))

    def uncleared(self, batch: pa.Table | pa.RecordBatch) -> dict[int, Mask]:
        """Return for each column with cells that are not cleared which these are.

        A column may be an array of text, or a dictionary of it.
        """
        found = {}
        for at, predicate in enumerate(self.columns):
            left = _left(predicate, _one_array(batch.column(at)))
            if left is not None and left.true_count:
                found[at] = left
        return found

    def rows(self, batch: pa.Table | pa.RecordBatch) -> pa.Array:
        """Return the positions of the rows with a cell that is not cleared."""
        left = None
        for found in self.uncleared(batch).values():
            left = found if left is None else pc.or_(left, found)
        return pa.nulls(0, pa.uint64()) if left is None else pc.indices_nonzero(left)


def _one_array(column: Any) -> Any:
    if not isinstance(column, pa.ChunkedArray):
        return column
    return pa.concat_arrays(column.chunks) if column.num_chunks > 1 else column.chunk(0) if column.num_chunks else ()


def _left(predicate: Predicate | None, cells: Any) -> Mask | None:
    if not len(cells):
        return None
    if predicate is None or cells.null_count:  # a null is no text: nothing is sure of such a column
        return pc.is_valid(pc.is_valid(cells))
    if pa.types.is_dictionary(cells.type):
        left = _left(predicate, cells.dictionary)
        return None if left is None or not left.true_count else left.take(cells.indices)
    cleared = predicate(cells)
    return None if cleared.false_count == 0 else pc.invert(cleared)


def _column(field: dict[str, Any], missing_values: list[Any]) -> Predicate | None:
    """Return the predicate of a field: a missing value where that is allowed, else a valid one."""
    if not all(isinstance(text, str) for text in missing_values):
        return None
    constraints = {name: value for name, value in field.get("constraints", {}).items() if name != "unique"}
    required = constraints.pop("required", False)
    valid = _valid(field, constraints)
    if valid is EVERYTHING and not required:
        return valid  # missing or not, every text will do
    texts = strings(missing_values)
    if not missing_values or valid is None:
        return valid if not missing_values else _only_missing(texts) if not required and _has_reader(field) else None

    missing_in = _is_empty if missing_values == [""] else _only_missing(texts)

    def predicate(cells: Cells) -> Mask:
        missing = missing_in(cells)
        if missing.true_count == 0:
            return valid(cells)
        present = pc.invert(missing)
        return pc.replace_with_mask(
            _cleared_if_missing(missing, required=required), present, valid(cells.filter(present))
        )

    return predicate


def _cleared_if_missing(missing: Mask, *, required: bool) -> Mask:
    """Clear the missing cells, unless a value is required; the others are still to be looked at."""
    return pc.and_(missing, pc.invert(missing)) if required else missing


def _is_empty(cells: Cells) -> Mask:
    return pc.equal(pc.binary_length(cells), NO_BYTES)


def _has_reader(field: dict[str, Any]) -> bool:
    """Whether frictionless surely can make a reader for a field, without which even a missing value is an error."""
    try:
        re.compile(f"^{field.get('constraints', {}).get('pattern', '')}$")
    except (re.error, RecursionError, OverflowError):
        return False
    return (field.get("type", "string"), field.get("format", "default")) in PREDICATES


def _only_missing(texts: pa.StringArray) -> Predicate:
    return lambda cells: pc.is_in(cells, value_set=texts)


def _valid(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate | None:
    """Return the predicate of the values of a field, all of its constraints included."""
    kind, format = field.get("type", "string"), field.get("format", "default")
    make = PREDICATES.get((kind, format))
    if make is None:
        return None
    enum, categories = constraints.pop("enum", None), field.get("categories")
    try:
        predicate = make(field, constraints)
        if enum is not None:
            predicate = _both(_choice(kind, enum, ENUMERATED), predicate)
        if isinstance(categories, list):
            known = [one.get("value") if isinstance(one, dict) else one for one in categories]
            predicate = _both(_choice(kind, known, CATEGORIZED), predicate)
    except ValueError:  # also of a whole number that is too long for a text
        return None
    return predicate


class _UnscreenableError(ValueError):
    """A constraint that has no predicate."""


def _both(first: Predicate, second: Predicate) -> Predicate:
    return lambda cells: pc.and_(first(cells), second(cells))


def _choice(kind: str, choice: Any, types: dict[str, tuple[type, ...]]) -> Predicate:
    """Return the predicate of a choice of values: the texts that are surely read as one of them."""
    if not isinstance(choice, list) or kind not in types:
        raise _UnscreenableError
    texts = strings([str(one) for one in choice if type(one) in types[kind] and re.fullmatch(CHOICES[kind], str(one))])
    return lambda cells: pc.is_in(cells, value_set=texts)


def _nothing_else(constraints: dict[str, Any]) -> None:
    if constraints:
        raise _UnscreenableError


def _either(mask: Mask, slower: Predicate, cells: Cells) -> Mask:
    """Add to a mask the cells that a slower predicate clears; it looks at the others alone, as they mostly are few."""
    others = pc.invert(mask)
    return pc.replace_with_mask(mask, others, slower(cells.filter(others)))


def _matches(expression: str) -> Predicate:
    return _finds(f"^(?:{expression})$")


def _finds(expression: str) -> Predicate:
    return lambda cells: pc.match_substring_regex(cells, pattern=expression)


def _anything(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    del field
    _nothing_else(constraints)
    return EVERYTHING


def _string(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Every text is a string: only lengths, in characters, and a pattern restrict it."""
    del field
    parts: list[Predicate] = []
    for name, bound in constraints.items():
        if name in LENGTHS and type(bound) is int and abs(bound) < 1 << 31:
            parts.append(_length(LENGTHS[name], bound))
        elif name == "pattern" and isinstance(bound, str) and (expression := to_re2(bound)) and _compiles(expression):
            parts.append(_finds(expression))
        else:
            raise _UnscreenableError
    predicate = parts.pop() if parts else EVERYTHING
    for part in parts:
        predicate = _both(part, predicate)
    return predicate


def _compiles(expression: str) -> bool:
    """Whether RE2 takes an expression: it refuses large ones."""
    try:
        pc.match_substring_regex(strings([""]), pattern=expression)
    except pa.ArrowInvalid:
        return False
    return True


def _length(compare: Any, bound: int) -> Predicate:
    limit = constant(bound, pa.int64())
    return lambda cells: compare(pc.cast(pc.utf8_length(cells), pa.int64()), limit)


def _spelled(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Know a type by its spelling; bounds are compared as texts where their order is that of the values."""
    key = field.get("type", "string"), field.get("format", "default")
    if not constraints:
        return _dated(_matches(SPELLED[key])) if key[0] == "datetime" else _matches(SPELLED[key])
    if key not in FIXED:
        raise _UnscreenableError
    predicate = _dated(_matches(FIXED[key])) if key[0] == "datetime" else _matches(FIXED[key])
    for name, bound in constraints.items():
        if name not in BOUNDS or not isinstance(bound, str) or not re.fullmatch(FIXED[key], bound):
            raise _UnscreenableError
        if key[0] == "datetime":
            _day(bound[: len("2000-01-01")])
        predicate = _both(_compared(BOUNDS[name], constant(bound, pa.string())), predicate)
    return predicate


def _compared(compare: Any, limit: pa.Scalar) -> Predicate:
    return lambda cells: compare(cells, limit)


def _dated(shaped: Predicate) -> Predicate:
    """Narrow a predicate of times to those on a day of the calendar."""

    def predicate(cells: Cells) -> Mask:
        mask = shaped(cells)
        days = pc.utf8_slice_codeunits(pc.if_else(mask, cells, constant("2000-01-01", pa.string())), 0, 10)
        return pc.and_(mask, _real_days(days)[0])

    return predicate


def _integer(field: dict[str, Any], constraints: dict[str, Any], spelled: str = WHOLE) -> Predicate:
    """Know whole numbers of at most 18 digits."""
    del field
    if not set(constraints) <= set(BOUNDS):
        raise _UnscreenableError
    limits = [(BOUNDS[name], constant(_whole(bound), pa.int64())) for name, bound in constraints.items()]
    zero = constant("0", pa.string())

    def predicate(cells: Cells) -> Mask:
        # Most columns hold digits alone, which is much faster to see than a match.
        digits = pc.and_(pc.ascii_is_decimal(cells), pc.less_equal(pc.binary_length(cells), EIGHTEEN))
        mask = digits if digits.false_count == 0 else _either(digits, _matches(spelled), cells)
        if limits:
            values = pc.cast(cells if mask.false_count == 0 else pc.if_else(mask, cells, zero), pa.int64())
            for compare, limit in limits:
                mask = pc.and_(mask, compare(values, limit))
        return mask

    return predicate


NO_BYTES, EIGHTEEN = (
    pa.Array.from_buffers(pa.int32(), 1, [None, pa.py_buffer(np.int32(n).tobytes())])[0] for n in (0, 18)
)


def _whole(bound: Any) -> int:
    """Return the value of a bound that surely is a whole number of 64 bits."""
    if type(bound) is bool or not isinstance(bound, int | str) or not re.fullmatch(WHOLE, str(bound), re.ASCII):
        raise _UnscreenableError
    return int(bound)


LAST_YEAR = 9999


def _year(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Four digits."""
    for bound in constraints.values():
        if not 0 <= _whole(bound) <= LAST_YEAR or (isinstance(bound, str) and len(bound) != len(str(LAST_YEAR))):
            raise _UnscreenableError
    return _both(_matches("[0-9]{4}"), _integer(field, constraints))


def _boolean(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    _nothing_else(constraints)
    texts = [*field.get("trueValues", TRUE), *field.get("falseValues", FALSE)]
    if not all(isinstance(text, str) for text in texts):
        raise _UnscreenableError
    known = strings(texts)
    return lambda cells: pc.is_in(cells, value_set=known)


def _date(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Know the days of the calendar, from year 1 on."""
    del field
    limits = []
    for name, bound in constraints.items():
        if name not in BOUNDS or not isinstance(bound, str) or not re.fullmatch(DAY, bound):
            raise _UnscreenableError
        limits.append((BOUNDS[name], constant(_day(bound), pa.date32())))

    def predicate(cells: Cells) -> Mask:
        mask, days = _real_days(cells)
        for compare, limit in limits:
            mask = pc.and_(mask, compare(days, limit))
        return mask

    return predicate


def _day(bound: str) -> int:
    """Return the day of a bound, in days since 1970; one that is no day has no order, and frictionless fails on it."""
    try:
        return (date.fromisoformat(bound) - date(1970, 1, 1)).days
    except ValueError:
        raise _UnscreenableError from None


YEAR_ONE = constant(_day("0001-01-01"), pa.date32())


def _real_days(cells: Cells) -> tuple[Mask, pa.Array]:
    """Return which texts are days of the calendar as YYYY-MM-DD, and the days; another text has a day of no meaning."""
    try:
        days = pc.cast(cells, pa.date32())
    except pa.ArrowInvalid:
        return _some_real_days(cells)
    return pc.greater_equal(days, YEAR_ONE), days


MONTHS = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
FOURTH = r"(0[48]|[2468][048]|[13579][26])"
LEAP_YEAR = rf"([0-9]{{2}}{FOURTH}|({FOURTH}|00)00)"
REAL_DAY = rf"[0-9]{{4}}-({MONTHS})|{LEAP_YEAR}-02-29"


def _some_real_days(cells: Cells) -> tuple[Mask, pa.Array]:
    """Find the days where some texts are none, by their spelling."""
    mask = _matches(REAL_DAY)(cells)
    days = pc.cast(pc.if_else(mask, cells, constant("2000-01-01", pa.string())), pa.date32())
    return pc.and_(mask, pc.greater_equal(days, YEAR_ONE)), days


def _number(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Know decimal numbers of a few digits, or whatever Arrow reads as finite ones in twenty characters."""
    if set(field) & {"groupChar", "decimalChar", "bareNumber", "floatNumber"}:
        return _odd_number(field, constraints)
    limits = [(name, *_decimal(bound)) for name, bound in constraints.items()]
    if any(name not in BOUNDS for name, _, _ in limits):
        raise _UnscreenableError
    longest, zero = constant(LONGEST_NUMBER, pa.int64()), constant("0", pa.string())

    def predicate(cells: Cells) -> Mask:
        mask = pc.less_equal(pc.cast(pc.binary_length(cells), pa.int64()), longest)
        try:
            values = pc.cast(cells, pa.float64())
        except pa.ArrowInvalid:
            mask = _matches(DECIMAL)(cells)
            values = pc.cast(pc.if_else(mask, cells, zero), pa.float64())
        mask = pc.and_(mask, pc.is_finite(values))
        for name, limit, exact in limits:
            passed = STRICTLY[name](values, limit)
            if name in ("minimum", "maximum") and exact and passed.false_count:
                # Doubles of at most 15 digits are as different as their texts.
                same = pc.and_(pc.equal(values, limit), _matches(SHORT_DECIMAL)(cells))
                passed = pc.or_(passed, same)
            mask = pc.and_(mask, passed)
        return mask

    return predicate


SHORT_DECIMAL = r"-?[0-9]{1,7}(\.[0-9]{1,8})?"


def _decimal(bound: Any) -> tuple[pa.Scalar, bool]:
    """Return a bound as a double, and whether its own text has so few digits that no other has the same double."""
    text = str(bound)
    if type(bound) not in (int, float, str) or not re.fullmatch(DECIMAL, text, re.ASCII):
        raise _UnscreenableError
    return constant(float(Decimal(text)), pa.float64()), sum(map(str.isdigit, text)) <= EXACT_DIGITS


def _odd_number(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
    """Numbers with grouped digits, other decimal signs or words around them: whole ones in plain digits."""
    _nothing_else(constraints)
    grouping, decimal = str(field.get("groupChar", "")), str(field.get("decimalChar", "."))
    # Nothing as a decimal sign is found between all digits.
    if not decimal or set(grouping + decimal) & set("-+0123456789eE"):
        raise _UnscreenableError
    return _matches(WHOLE)


PREDICATES: dict[tuple[str, str], Callable[[dict[str, Any], dict[str, Any]], Predicate]] = {
    ("string", "default"): _string,
    ("integer", "default"): _integer,
    ("number", "default"): _number,
    ("boolean", "default"): _boolean,
    ("date", "default"): _date,
    ("year", "default"): _year,
    ("any", "default"): _anything,
    **dict.fromkeys(SPELLED, _spelled),
}
"""For each type and format, what makes its predicate of a field and its constraints, enumerations left aside."""
