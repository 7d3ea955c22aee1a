"""The tests of the screen can fail: they find a predicate that accepts more than it should."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from screen_cases import CASES, SCREENED, cases_of
from screen_comparison import counterexamples
from summitdata.tabular import predicates
from summitdata.tabular.re2 import to_re2
from summitdata.tabular.types import integer, number
from summitdata.tabular.types.field_type import AcceptedPattern, Choices, FieldType
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable

Change: TypeAlias = "Callable[[pytest.MonkeyPatch], None]"
"""Puts something laxer in place of a part of the screen."""


# A laxer predicate is found


def widened(predicate: Any, change: Callable[[Any], Any]) -> Any:
    return None if predicate is None else lambda cells: pc.or_(predicate(cells), predicate(change(cells)))


CLOSED = sorted(set(SCREENED) - {("string", "default"), ("string", "uri"), ("any", "default")})
"""The types and formats whose values are not values any more with any character appended."""


@pytest.mark.parametrize("key", CLOSED, ids="-".join)
def test_a_predicate_that_accepts_one_more_character_is_found(
    key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make: Any = FIELD_TYPES[key[0]].formats[key[1]].predicate
    case = cases_of(key)[0]
    assert not counterexamples(case, batches=10)
    change = lax_predicate(
        *key, lambda *field: widened(make(*field), lambda cells: pc.utf8_slice_codeunits(cells, 0, -1))
    )
    change(monkeypatch)
    assert counterexamples(case)


def lax(module: Any, name: str, value: Any) -> Change:
    """Return what puts a value in place of one of a module's."""
    return lambda monkeypatch: monkeypatch.setattr(module, name, value)


def lax_entry(entries: dict[str, Any], name: str, value: Any) -> Change:
    """Return what puts a value in place of an entry."""
    return lambda monkeypatch: monkeypatch.setitem(entries, name, value)


def lax_type(name: str, **changes: Any) -> Change:
    """Return what changes the record of a type."""

    def change(monkeypatch: pytest.MonkeyPatch) -> None:
        record: FieldType = replace(FIELD_TYPES[name], **changes)
        monkeypatch.setattr(f"summitdata.tabular.types.{name}.FIELD_TYPE", record)

    return change


def lax_predicate(name: str, format: str, make: Any) -> Change:
    """Return what puts another predicate in the record of a type."""
    formats = FIELD_TYPES[name].formats
    return lax_type(name, formats={**formats, format: replace(formats[format], predicate=make)})


def lax_pattern(name: str, format: str, old: str, new: str) -> Change:
    """Return what makes the pattern of a type laxer."""
    accepted = FIELD_TYPES[name].formats[format].predicate
    assert isinstance(accepted, AcceptedPattern)
    assert old in accepted.pattern
    return lax_predicate(name, format, replace(accepted, pattern=accepted.pattern.replace(old, new)))


def lax_choices(name: str, **changes: Any) -> Change:
    """Return what makes values of more Python types equal to a choice."""
    choices = FIELD_TYPES[name].choices
    assert isinstance(choices, Choices)
    return lax_type(name, choices=replace(choices, **changes))


def _days_by_strptime(cells: Any) -> tuple[Any, Any]:
    times = pc.strptime(cells, format="%Y-%m-%d", unit="s", error_is_null=True)
    days = pc.cast(pc.if_else(pc.is_valid(times), times, pa.scalar(0, times.type)), pa.date32())
    return pc.is_valid(times), days


def _trimmed_days(cells: Any) -> tuple[Any, Any]:
    return REAL_DAYS(pc.utf8_trim_whitespace(cells))


def _length_in_bytes(compare: Any, bound: int) -> Any:
    return lambda cells: compare(pc.cast(pc.binary_length(cells), pa.int64()), pa.scalar(bound, pa.int64()))


def _without_end(expression: str) -> Any:
    return lambda cells: pc.match_substring_regex(cells, pattern=f"^(?:{expression})")


REAL_DAYS, MATCHES = predicates.real_days, predicates.matches

MUTANTS: dict[str, tuple[dict[str, Any], Change]] = {
    "integers with spaces and underscores": (
        {"type": "integer"},
        lax_predicate("integer", "default", lambda *_: MATCHES(r" *-?[0-9_]{1,18} *")),
    ),
    "integers of any length": ({"type": "integer"}, lax(integer, "MOST_DIGITS", 9999)),
    "an exclusive bound of integers that is inclusive": (
        {"type": "integer", "constraints": {"exclusiveMinimum": 5}},
        lax_entry(predicates.BOUNDS, "exclusiveMinimum", pc.greater_equal),
    ),
    "numbers of any length": ({"type": "number"}, lax(number, "LONGEST", 9999)),
    "bounds of numbers by their doubles": (
        {"type": "number", "constraints": {"minimum": 0.1}},
        lax(predicates, "STRICTLY", predicates.BOUNDS),
    ),
    "bounds of numbers that are equal as doubles": (
        {"type": "number", "constraints": {"maximum": "123456.7"}},
        lax(number, "SHORT_DECIMAL", r"[^e]*"),
    ),
    "bounds of numbers of more digits than a double has": (
        {"type": "number", "constraints": {"minimum": "1234567.100000000000001"}},
        lax(number, "EXACT_DIGITS", 99),
    ),
    "decimal numbers with another decimal character": (
        {"type": "number", "decimalChar": ","},
        lax(number, "other_notation", lambda *_: MATCHES(number.DECIMAL)),
    ),
    "days of the year 0": ({"type": "date"}, lax(predicates, "YEAR_ONE", pa.scalar(-(10**6), pa.date32()))),
    "days by strptime": ({"type": "date"}, lax(predicates, "real_days", _days_by_strptime)),
    "days with spaces": ({"type": "date"}, lax(predicates, "real_days", _trimmed_days)),
    "choices that are not days of the calendar": (
        {"type": "date", "constraints": {"enum": ["2020-02-29", "2020-02-30", "x", 1]}},
        lax(screen, "both", lambda first, _: first),
    ),
    "times on days that are not in the calendar": (
        {"type": "datetime"},
        lax(predicates, "_on_real_days", lambda shaped: shaped),
    ),
    "a minute of 61 seconds": ({"type": "time"}, lax_pattern("time", "default", ":[0-5][0-9]", ":[0-6][0-9]")),
    "a day of 25 hours": (
        {"type": "datetime"},
        lax_pattern("datetime", "default", "[T ]([01][0-9]|2[0-3])", "[T ][0-2][0-9]"),
    ),
    "a zone a day off": ({"type": "time"}, lax_pattern("time", "default", "[+-]([01][0-9]|2[0-3])", "[+-][0-2][0-9]")),
    "seconds with a point and nothing behind": ({"type": "time"}, lax_pattern("time", "default", "{1,6}", "{0,6}")),
    "a bound that is not a year": (
        {"type": "year", "constraints": {"maximum": 10000}},
        lax_predicate(
            "year", "default", lambda *field: predicates.both(MATCHES("[0-9]{4}"), integer.predicate(*field))
        ),
    ),
    "years of five digits": ({"type": "year"}, lax_predicate("year", "default", lambda *_: MATCHES("[0-9]{4,5}"))),
    "a year of 19 months": ({"type": "yearmonth"}, lax_pattern("yearmonth", "default", "1[0-2]", "1[0-9]")),
    "hours without a T": ({"type": "duration"}, lax_pattern("duration", "default", "[YMWD]", "[YMWDH]")),
    "latitudes up to 99": ({"type": "geopoint"}, lax_pattern("geopoint", "default", "[0-8]?", "[0-9]?")),
    "booleans in any letters": (
        {"type": "boolean"},
        lax_predicate(
            "boolean", "default", lambda *_: lambda cells: pc.is_in(pc.utf8_lower(cells), pa.array(["true", "false"]))
        ),
    ),
    "e-mail addresses without a top-level domain": (
        {"type": "string", "format": "email"},
        lax_pattern("string", "email", r"\.(com|org|net|edu|gov)", ""),
    ),
    "URIs without a scheme": (
        {"type": "string", "format": "uri"},
        lax_pattern("string", "uri", "https?:", "(https?:)?"),
    ),
    "identifiers without hyphens in place": (
        {"type": "string", "format": "uuid"},
        lax(predicates, "matches", _without_end),
    ),
    "bytes of any number of letters": (
        {"type": "string", "format": "binary"},
        lax_predicate("string", "binary", AcceptedPattern("[A-Za-z0-9+/]*")),
    ),
    "patterns without an end": (
        {"type": "string", "constraints": {"pattern": "foo|bar"}},
        lax(predicates, "to_re2", lambda pattern: str(to_re2(pattern)).removesuffix("$")),
    ),
    "patterns without a beginning": (
        {"type": "string", "constraints": {"pattern": "foo|bar"}},
        lax(predicates, "to_re2", lambda pattern: str(to_re2(pattern)).removeprefix("^")),
    ),
    "patterns with a line break behind": (
        {"type": "string", "constraints": {"pattern": "^[A-Z]{3}$"}},
        lax(predicates, "to_re2", lambda pattern: f"(?m){to_re2(pattern)}"),
    ),
    "patterns whose alternatives are not held together": (
        {"type": "string", "constraints": {"pattern": "foo|bar"}},
        lax(predicates, "to_re2", lambda pattern: f"^{pattern}$"),
    ),
    "lengths in bytes": (
        {"type": "string", "constraints": {"minLength": 3}},
        lax(predicates, "length", _length_in_bytes),
    ),
    "lengths one off": (
        {"type": "string", "constraints": {"maxLength": 2}},
        lax_entry(
            predicates.LENGTHS, "maxLength", lambda lengths, limit: pc.less_equal(pc.subtract(lengths, 1), limit)
        ),
    ),
    "numbers in a choice of texts": (
        {"type": "string", "constraints": {"enum": ["x", "é", 1, None, "\ud800", "a\nb"]}},
        lax_choices("string", enumerated=(str, int)),
    ),
    "texts in categories of numbers": (
        {"type": "integer", "categories": ["1", "2"]},
        lax_choices("integer", categorized=(str, int)),
    ),
    "missing values where a value is required": (
        {"type": "string", "format": "default", "constraints": {"required": True}},
        lax(screen, "_accepted_if_missing", lambda missing, **_: missing),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_laxer_predicate_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    field, change = MUTANTS[name]
    case = next(
        case
        for case in CASES
        if {"format": "default", **case.field} == {"format": "default", **field} and case.missing is None
    )
    assert not counterexamples(case, batches=10)
    change(monkeypatch)
    assert counterexamples(case)
