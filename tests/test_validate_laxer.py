"""The check of the screen is no empty one: a predicate that is made laxer is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from screen_cases import (
    CASES,
    counterexamples,
    of_key,
)
from summitdata.tabular.re2 import to_re2
from summitdata.validation.screen import predicates as module
from summitdata.validation.screen.predicates import PREDICATES

if TYPE_CHECKING:
    from collections.abc import Callable


# The check itself: a laxer predicate is found out


def widened(predicate: Any, change: Callable[[Any], Any]) -> Any:
    return None if predicate is None else lambda cells: pc.or_(predicate(cells), predicate(change(cells)))


CLOSED = sorted(set(PREDICATES) - {("string", "default"), ("string", "uri"), ("any", "default")})
"""The types that a text is not of any more with any character behind it."""


@pytest.mark.parametrize("key", CLOSED, ids="-".join)
def test_a_predicate_that_takes_one_more_character_is_found_out(
    key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, case = PREDICATES[key], of_key(key)[0]
    assert not counterexamples(case, batches=10)
    monkeypatch.setitem(
        PREDICATES, key, lambda *said: widened(make(*said), lambda cells: pc.utf8_slice_codeunits(cells, 0, -1))
    )
    assert counterexamples(case)


def lax(name: str, value: Any, key: Any = None) -> Callable[[pytest.MonkeyPatch], None]:
    """Return what puts a value in place of one of the screen's, or of an entry of it."""
    if key is None:
        return lambda monkeypatch: monkeypatch.setattr(module, name, value)
    return lambda monkeypatch: monkeypatch.setitem(getattr(module, name), key, value)


def spelled(kind: str, format: str, old: str, new: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Return what makes one spelling laxer."""
    expression = module.SPELLED[kind, format]
    assert old in expression
    return lax("SPELLED", expression.replace(old, new), (kind, format))


def _days_by_strptime(cells: Any) -> tuple[Any, Any]:
    found = pc.strptime(cells, format="%Y-%m-%d", unit="s", error_is_null=True)
    days = pc.cast(pc.if_else(pc.is_valid(found), found, pa.scalar(0, found.type)), pa.date32())
    return pc.is_valid(found), days


def _trimmed_days(cells: Any) -> tuple[Any, Any]:
    return REAL_DAYS(pc.utf8_trim_whitespace(cells))


def _length_in_bytes(compare: Any, bound: int) -> Any:
    return lambda cells: compare(pc.cast(pc.binary_length(cells), pa.int64()), pa.scalar(bound, pa.int64()))


def _without_end(expression: str) -> Any:
    return lambda cells: pc.match_substring_regex(cells, pattern=f"^(?:{expression})")


REAL_DAYS = module._real_days  # noqa: SLF001 - the parts of the screen are changed one by one
INTEGER, NUMBER, YEAR = ("integer", "default"), ("number", "default"), ("year", "default")
MATCHES = module._matches  # noqa: SLF001

MUTANTS: dict[str, tuple[dict[str, Any], Callable[[pytest.MonkeyPatch], None]]] = {
    "whole numbers with spaces and underscores": (
        {"type": "integer"},
        lax("PREDICATES", lambda *_: MATCHES(r" *-?[0-9_]{1,18} *"), INTEGER),
    ),
    "whole numbers of any length": ({"type": "integer"}, lax("EIGHTEEN", pa.scalar(9999, pa.int32()))),
    "an exclusive bound of whole numbers that is not": (
        {"type": "integer", "constraints": {"exclusiveMinimum": 5}},
        lax("BOUNDS", pc.greater_equal, "exclusiveMinimum"),
    ),
    "numbers of any length": ({"type": "number"}, lax("LONGEST_NUMBER", 9999)),
    "bounds of numbers by their doubles": (
        {"type": "number", "constraints": {"minimum": 0.1}},
        lax("STRICTLY", module.BOUNDS),
    ),
    "bounds of numbers that are equal as doubles": (
        {"type": "number", "constraints": {"maximum": "123456.7"}},
        lax("SHORT_DECIMAL", r"[^e]*"),
    ),
    "bounds of numbers of more digits than a double has": (
        {"type": "number", "constraints": {"minimum": "1234567.100000000000001"}},
        lax("EXACT_DIGITS", 99),
    ),
    "decimal numbers where the sign of decimals is another": (
        {"type": "number", "decimalChar": ","},
        lax("_odd_number", lambda *_: MATCHES(module.DECIMAL)),
    ),
    "days of the year 0": ({"type": "date"}, lax("YEAR_ONE", pa.scalar(-(10**6), pa.date32()))),
    "days by strptime": ({"type": "date"}, lax("_real_days", _days_by_strptime)),
    "days with spaces": ({"type": "date"}, lax("_real_days", _trimmed_days)),
    "days of a choice that are none": (
        {"type": "date", "constraints": {"enum": ["2020-02-29", "2020-02-30", "x", 1]}},
        lax("_both", lambda first, _: first),
    ),
    "times on days that are none": ({"type": "datetime"}, lax("_dated", lambda shaped: shaped)),
    "a minute of 61 seconds": ({"type": "time"}, spelled("time", "default", ":[0-5][0-9]", ":[0-6][0-9]")),
    "a day of 25 hours": (
        {"type": "datetime"},
        spelled("datetime", "default", "[T ]([01][0-9]|2[0-3])", "[T ][0-2][0-9]"),
    ),
    "a zone a day off": ({"type": "time"}, spelled("time", "default", "[+-]([01][0-9]|2[0-3])", "[+-][0-2][0-9]")),
    "seconds with a point and nothing behind": ({"type": "time"}, spelled("time", "default", "{1,6}", "{0,6}")),
    "a bound of years that is none": (
        {"type": "year", "constraints": {"maximum": 10000}},
        lax("PREDICATES", lambda *said: module._both(MATCHES("[0-9]{4}"), module._integer(*said)), YEAR),  # noqa: SLF001
    ),
    "years of five digits": ({"type": "year"}, lax("PREDICATES", lambda *_: MATCHES("[0-9]{4,5}"), YEAR)),
    "a year of 19 months": ({"type": "yearmonth"}, spelled("yearmonth", "default", "1[0-2]", "1[0-9]")),
    "hours without a T": ({"type": "duration"}, spelled("duration", "default", "[YMWD]", "[YMWDH]")),
    "latitudes up to 99": ({"type": "geopoint"}, spelled("geopoint", "default", "[0-8]?", "[0-9]?")),
    "truth in any letters": (
        {"type": "boolean"},
        lax(
            "PREDICATES",
            lambda *_: lambda cells: pc.is_in(pc.utf8_lower(cells), pa.array(["true", "false"])),
            ("boolean", "default"),
        ),
    ),
    "addresses without a country": (
        {"type": "string", "format": "email"},
        spelled("string", "email", r"\.(com|org|net|edu|gov)", ""),
    ),
    "addresses without a scheme": (
        {"type": "string", "format": "uri"},
        spelled("string", "uri", "https?:", "(https?:)?"),
    ),
    "identifiers without hyphens in place": ({"type": "string", "format": "uuid"}, lax("_matches", _without_end)),
    "bytes of any number of letters": (
        {"type": "string", "format": "binary"},
        lax("SPELLED", "[A-Za-z0-9+/]*", ("string", "binary")),
    ),
    "patterns without an end": (
        {"type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
        lax("to_re2", lambda pattern: str(to_re2(pattern)).removesuffix("$")),
    ),
    "patterns without a beginning": (
        {"type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
        lax("to_re2", lambda pattern: str(to_re2(pattern)).removeprefix("^")),
    ),
    "patterns with a line break behind": (
        {"type": "string", "constraints": {"pattern": "^[A-Z]{3}$"}},
        lax("to_re2", lambda pattern: f"(?m){to_re2(pattern)}"),
    ),
    "patterns whose alternatives are not held together": (
        {"type": "string", "constraints": {"pattern": "foo|bar"}},
        lax("to_re2", lambda pattern: f"^{pattern}$"),
    ),
    "lengths in bytes": ({"type": "string", "constraints": {"minLength": 3}}, lax("_length", _length_in_bytes)),
    "lengths one off": (
        {"type": "string", "constraints": {"maxLength": 2}},
        lax("LENGTHS", lambda lengths, limit: pc.less_equal(pc.subtract(lengths, 1), limit), "maxLength"),
    ),
    "numbers in a choice of texts": (
        {"type": "string", "constraints": {"enum": ["x", "é", 1, None, "\ud800", "a\nb"]}},
        lax("ENUMERATED", (str, int), "string"),
    ),
    "texts in categories of numbers": (
        {"type": "integer", "categories": ["1", "2"]},
        lax("CATEGORIZED", (str, int), "integer"),
    ),
    "missing values where a value is required": (
        {"type": "string", "format": "default", "constraints": {"required": True}},
        lambda monkeypatch: monkeypatch.setattr(module, "_cleared_if_missing", lambda missing, **_: missing),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_predicate_that_is_laxer_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said, change = MUTANTS[name]
    case = next(
        case
        for case in CASES
        if {"format": "default", **case.field} == {"format": "default", **said} and case.missing is None
    )
    assert not counterexamples(case, batches=10)
    change(monkeypatch)
    assert counterexamples(case)
