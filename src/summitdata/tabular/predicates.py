"""Parts of the screen's predicates: functions of an Arrow array of texts that return which of them are surely valid.

The files of the types put them together. A predicate may leave out a valid text, but never accepts one that
frictionless reports. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import scalar, with_values
from summitdata.tabular.fixed_texts import FixedTexts
from summitdata.tabular.re2 import fixed_classes, to_re2
from summitdata.tabular.text_runs import cast_runs
from summitdata.tabular.text_sets import TextSet
from summitdata.tabular.unscreenable import UnscreenableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "EVERYTHING",
    "LENGTHS",
    "Predicate",
    "UnscreenableError",
    "all_of",
    "both",
    "bound",
    "by_pattern",
    "day_number",
    "either",
    "length",
    "matches",
    "one_of",
    "pattern",
    "real_days",
    "strictly",
]

Cells: TypeAlias = pa.StringArray
Mask: TypeAlias = pa.BooleanArray

Predicate: TypeAlias = "Callable[[Cells], Mask]"
"""Which of some texts are surely valid."""

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
LENGTHS = {"minLength": pc.greater_equal, "maxLength": pc.less_equal}
EVERYTHING: Predicate = pc.is_valid


def bound(constraint: str) -> Any:
    """Return the comparison of a value with a bound."""
    if constraint not in BOUNDS:
        raise UnscreenableError
    return BOUNDS[constraint]


def strictly(constraint: str) -> Any:
    """Return the comparison of a value with a bound that it must not equal."""
    if constraint not in STRICTLY:
        raise UnscreenableError
    return STRICTLY[constraint]


def both(first: Predicate, second: Predicate) -> Predicate:
    """Accept what two predicates accept."""
    return lambda cells: pc.and_(first(cells), second(cells))


def all_of(parts: Iterable[Predicate]) -> Predicate:
    """Accept what each of some predicates accepts; without any, every text."""
    predicate = EVERYTHING
    for part in parts:
        predicate = part if predicate is EVERYTHING else both(part, predicate)
    return predicate


def either(mask: Mask, slower: Predicate, cells: Cells) -> Mask:
    """Add to a mask the cells that a slower predicate accepts; it looks at the others alone, as they mostly are few."""
    others = pc.invert(mask)
    return with_values(mask, others, slower(cells.filter(others)))


def matches(expression: str) -> Predicate:
    """Accept the texts that an expression matches as a whole."""
    return _finds(f"^(?:{expression})$")


def _finds(expression: str) -> Predicate:
    return lambda cells: pc.match_substring_regex(cells, pattern=expression)


def pattern(expression: str) -> Predicate:
    """Accept the texts that the constraint `pattern` allows.

    Raises
    ------
    UnscreenableError
        Arrow's engine may read the expression in another way than Python does.
    """
    if classes := fixed_classes(expression):
        return FixedTexts(classes).find
    translated = to_re2(expression)
    if not translated:
        raise UnscreenableError
    return _finds(translated)


def length(compare: Any, limit: int) -> Predicate:
    """Accept the texts whose length in characters compares well."""
    bound_of_length = scalar(limit, pa.int64())

    def predicate(cells: Cells) -> Mask:
        if compare is LENGTHS["maxLength"]:  # a text has no more characters than bytes, whose number is known
            mask = compare(pc.cast(pc.binary_length(cells), pa.int64()), bound_of_length)
            if mask.true_count == len(cells):
                return mask
        return compare(pc.cast(pc.utf8_length(cells), pa.int64()), bound_of_length)

    return predicate


def one_of(texts: Sequence[str]) -> Predicate:
    """Accept some texts."""
    return TextSet(texts).find


def by_pattern(expression: str | None, constraints: dict[str, Any], *, real_day: bool) -> Predicate:
    """Accept the texts of a pattern; bounds are compared as texts, where their order is that of the values.

    Without an expression, there are no texts whose order is known. `real_day` says that each begins with a day, which
    must be one of the calendar.

    Raises
    ------
    UnscreenableError
        The texts are in another order, or a bound is not one of them.
    """
    if expression is None:
        raise UnscreenableError
    predicate = matches(expression)
    if real_day:
        predicate = _on_real_days(predicate)
    for name, limit in constraints.items():
        if not isinstance(limit, str) or not re.fullmatch(expression, limit):
            raise UnscreenableError
        if real_day:
            day_number(limit[: len("2000-01-01")])
        predicate = both(_compared(bound(name), scalar(limit, pa.string())), predicate)
    return predicate


def _compared(compare: Callable[[Cells, Any], Mask], limit: pa.Scalar) -> Predicate:
    return lambda cells: compare(cells, limit)


def _on_real_days(shaped: Predicate) -> Predicate:
    """Narrow a predicate of texts that begin with a day to those on a day of the calendar."""

    def predicate(cells: Cells) -> Mask:
        mask = shaped(cells)
        days = pc.utf8_slice_codeunits(pc.if_else(mask, cells, scalar("2000-01-01", pa.string())), 0, 10)
        return pc.and_(mask, real_days(days)[0])

    return predicate


def day_number(day: str) -> int:
    """Return a day in days since 1970.

    Raises
    ------
    UnscreenableError
        There is no such day: it has no order, and frictionless fails on it.
    """
    try:
        return (date.fromisoformat(day) - date(1970, 1, 1)).days
    except ValueError:
        raise UnscreenableError from None


YEAR_ONE = scalar(day_number("0001-01-01"), pa.date32())


def real_days(cells: Cells) -> tuple[Mask, pa.Array]:
    """Return which texts are days of the calendar as YYYY-MM-DD, and the days; another text has a day of no meaning."""
    try:
        days = cast_runs(cells, pa.date32())
    except pa.ArrowInvalid:
        return _some_real_days(cells)
    return pc.greater_equal(days, YEAR_ONE), days


MONTHS = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
FOURTH = r"(0[48]|[2468][048]|[13579][26])"
LEAP_YEAR = rf"([0-9]{{2}}{FOURTH}|({FOURTH}|00)00)"
REAL_DAY = rf"[0-9]{{4}}-({MONTHS})|{LEAP_YEAR}-02-29"


def _some_real_days(cells: Cells) -> tuple[Mask, pa.Array]:
    """Find the days among texts that are not all days, by a pattern."""
    mask = matches(REAL_DAY)(cells)
    days = pc.cast(pc.if_else(mask, cells, scalar("2000-01-01", pa.string())), pa.date32())
    return pc.and_(mask, pc.greater_equal(days, YEAR_ONE)), days
