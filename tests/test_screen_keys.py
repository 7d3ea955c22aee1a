"""Keys in the screen: which columns they are, the hashes of cells and values, and the rows whose hash is repeated."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from summitdata.tabular.arrow_arrays import arrow_mask, text_array
from summitdata.tabular.text_sets import TextSet
from summitdata.validation.screen.keys import (
    MISSING_HASH,
    Key,
    combine_hashes,
    find_keys,
    find_primary_key,
    has_value,
    hash_column,
    hash_value,
)

if TYPE_CHECKING:
    from pathlib import Path

FIELDS: list[dict[str, Any]] = [
    {"name": "a"},
    {"name": "b", "constraints": {"unique": True}},
    {"name": "c", "constraints": {"unique": False, "required": True}},
    {"name": "d", "constraints": {"unique": True}},
]

KEYS: dict[str, tuple[dict[str, Any], list[Key]]] = {
    "unique fields": ({}, [Key((1,)), Key((3,))]),
    "a primary key": ({"primaryKey": ["a"]}, [Key((1,)), Key((3,)), Key((0,))]),
    "a primary key as a text": ({"primaryKey": "c"}, [Key((1,)), Key((3,)), Key((2,))]),
    "a primary key of a unique field": ({"primaryKey": ["d"]}, [Key((1,)), Key((3,))]),
    "a primary key of two": ({"primaryKey": ["c", "a"]}, [Key((1,)), Key((3,)), Key((0, 2), partial_keys=True)]),
    "a primary key that the file lacks in part": ({"primaryKey": ["a", "x"]}, [Key((1,)), Key((3,))]),
    "unique keys": (
        {"uniqueKeys": [["a", "b"], ["x"], ["b"], ["c", "b"]]},
        [Key((1,)), Key((3,)), Key((0, 1)), Key((1, 2))],
    ),
    "a primary key with a name many times": ({"primaryKey": ["a"] * 9}, [Key((1,)), Key((3,)), Key((0,))]),
    "unique keys of the same columns": (
        {"uniqueKeys": [["a", "c"], ["c", "a"], ["a", "c", "a"], "a", ["a", "a"]]},
        [Key((1,)), Key((3,)), Key((0, 2)), Key((0,))],
    ),
    "no unique keys": ({"uniqueKeys": None}, [Key((1,)), Key((3,))]),
}


@pytest.mark.parametrize("name", KEYS)
def test_the_keys_of_a_schema(name: str) -> None:
    schema, keys = KEYS[name]
    assert find_keys(FIELDS, schema) == keys


def test_a_primary_key_has_the_columns_of_the_file_in_their_order() -> None:
    assert find_primary_key(FIELDS, {"primaryKey": ["d", "a"]}) == (0, 3)
    assert find_primary_key(FIELDS, {"primaryKey": ["d", "x"]}) == ()
    assert find_primary_key(FIELDS, {}) == ()
    assert find_primary_key(FIELDS[:2], {"primaryKey": ["b", "a"]}) == (0, 1)


HASHES = {
    "": 0x0,
    "a": 0x1CD69C45CBD50683,
    "1234567": 0xF1CFBD6DC605B0B6,
    "12345678": 0x2868F6DAA2604056,
    "123456789": 0x89EBFD838A251261,
    "12345678123456789": 0x2269609C9D0314CA,
    "é": 0xEDB49D655126D429,
    "\0": 0x6B58966DEE9C761B,
}


def test_the_hash_of_a_text_is_the_same_on_every_machine_and_beside_any_other_text() -> None:
    texts = list(HASHES)
    assert hash_column({"name": "a"}, text_array(texts), None).tolist() == list(HASHES.values())
    assert hash_column({"type": "any"}, text_array(texts[::-1]), None).tolist() == list(HASHES.values())[::-1]
    assert hash_column({"type": "string"}, text_array(texts).slice(2, 3), None).tolist() == list(HASHES.values())[2:5]
    assert hash_column({"type": "string"}, text_array([]), None).tolist() == []
    assert hash_column({"type": "string"}, text_array(["", ""]), None).tolist() == [0, 0]
    assert [hash_value({"type": "string"}, text) for text in texts] == list(HASHES.values())
    for text, code in HASHES.items():  # of texts of one length, no word is looked up
        alike = text_array(["before", text, text, text, "after"]).slice(1, 3)
        assert hash_column({"type": "string"}, alike, None).tolist() == [code] * 3


VALUES: list[tuple[dict[str, Any], list[str], list[Any]]] = [
    ({"type": "string"}, ["a", "b"], ["a", "b"]),
    ({}, ["a", "5"], ["a", 5]),
    ({"type": "integer"}, ["5", "05", "-1", "0"], [5, 5, -1, 0]),
    ({"type": "number"}, ["1.5", "15e-1", "-0.0", "0"], [Decimal("1.5"), 1.5, Decimal(0), Decimal("-0")]),
    ({"type": "date"}, ["2000-01-01", "1969-12-31"], [date(2000, 1, 1), date(1969, 12, 31)]),
    ({"type": "year"}, ["2000", "1999"], [2000, 1999]),
    ({"type": "boolean"}, ["true", "false", "true"], [True, False, True]),
    ({"type": "boolean", "falseValues": ["n"], "trueValues": ["j"]}, ["j", "n"], [True, False]),
    ({"type": "datetime"}, ["2000-01-01T00:00:00"], [datetime(2000, 1, 1)]),  # noqa: DTZ001 - as frictionless reads it
    ({"type": "time"}, ["01:02:03", "01:02:04"], [time(1, 2, 3), time(1, 2, 4)]),
    ({"type": "yearmonth"}, ["2000-12"], [(2000, 12)]),
    ({"type": "duration"}, ["P1D", "P2D"], ["one", "two"]),
]


@pytest.mark.parametrize(("field", "cells", "values"), VALUES, ids=lambda part: "-".join(map(str, part)))
def test_a_value_has_the_hash_of_its_cell(field: dict[str, Any], cells: list[str], values: list[Any]) -> None:
    hashes = hash_column(field, text_array(cells), None)
    assert hashes.dtype == np.uint64
    assert [hash_value(field, value) for value in values] == hashes.tolist()


def test_what_differs_has_different_hashes() -> None:
    for field, cells in [
        ({"type": "integer"}, ["5", "6", "-5"]),
        ({"type": "number"}, ["5", "5.5", "-5"]),
        ({"type": "boolean"}, ["true", "false"]),
        ({"type": "date"}, ["2000-01-01", "2000-01-02"]),
        ({"type": "time"}, ["01:02:03", "01:02:04"]),
        ({"type": "yearmonth"}, ["2000-12", "2000-11"]),
    ]:
        assert len(set(hash_column(field, text_array(cells), None).tolist())) == len(cells)


CODES: list[tuple[str, Any, int]] = [
    ("string", "a", 0x1CD69C45CBD50683),
    ("integer", 5, 5),
    ("year", 2000, 2000),
    ("number", Decimal("1.0"), 0x3FF0000000000000),
    ("number", Decimal("-0"), 0),
    ("boolean", True, 1),
    ("date", date(2000, 1, 1), 10957),
    ("time", time(10, 0, 1, 5), 36_001_000_005),
    ("time", time(12, 0, tzinfo=timezone(timedelta(hours=2))), 36_000_000_000),
    ("time", time(1, tzinfo=timezone(timedelta(hours=2))), 2**64 - 3_600_000_000),
    ("datetime", datetime(1, 1, 2, 0, 0, 0, 7), 86_400_000_007),  # noqa: DTZ001 - as frictionless reads it
    ("datetime", datetime(1, 1, 1, 14, tzinfo=timezone(timedelta(hours=2))), 43_200_000_000),
    ("datetime", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), 2**64 - 3_600_000_000),
    ("yearmonth", (2000, 12), 24012),
    ("duration", "P1D", 0),
    ("geopoint", "1,2", 0),
]  # fmt: skip


@pytest.mark.parametrize(("field_type", "value", "code"), CODES)
def test_the_hash_of_a_value_is_the_same_in_every_process(field_type: str, value: Any, code: int) -> None:
    assert hash_value({"type": field_type}, value) == code


OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
ZONES: Any = st.none() | OFFSETS | st.just(UTC)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2000, 1, 3), timezones=ZONES)  # noqa: DTZ001 - with and without


@given(first=MOMENTS, second=MOMENTS, zone=OFFSETS)
@settings(max_examples=examples(50))
def test_equal_moments_have_equal_hashes_in_any_zone(first: datetime, second: datetime, zone: timezone) -> None:
    moments = [first, second, *(each.astimezone(zone) for each in (first, second) if each.tzinfo)]
    days = [(each, hash_value({"type": "datetime"}, each)) for each in moments]
    times = [(each.timetz(), hash_value({"type": "time"}, each.timetz())) for each in moments]
    for found in (days, times):
        for value, code in found:
            for other, other_code in found:
                if (value.tzinfo is None) == (other.tzinfo is None):
                    assert (value == other) == (code == other_code)
                else:
                    assert value != other


NUMBERS = st.decimals(-10, 10, places=1) | st.integers(-10, 10).map(Decimal) | st.sampled_from([Decimal("-0")])


@given(first=NUMBERS, second=NUMBERS)
@settings(max_examples=examples(50))
def test_equal_numbers_have_equal_hashes_and_others_other_ones(first: Decimal, second: Decimal) -> None:
    codes = [hash_value({"type": "number"}, value) for value in (first, second)]
    assert (first == second) == (codes[0] == codes[1])


def test_no_value_has_the_hash_of_a_missing_one() -> None:
    number = int(MISSING_HASH) - 2**64
    for field_type, cell in [("integer", str(number)), ("number", repr(float(MISSING_HASH.view(np.float64))))]:
        (code,) = hash_column({"type": field_type}, text_array([cell]), None).tolist()
        assert code == hash_value({"type": field_type}, Decimal(cell)) == int(MISSING_HASH) + 1


def test_a_repeated_key_is_found_whatever_its_hash(tmp_path: Path) -> None:
    file, number = tmp_path / "a.csv", int(MISSING_HASH) - 2**64
    file.write_text(f"id\n{number}\n5\n{number}\n", "utf-8")
    schema = {"fields": [{"name": "id", "type": "integer", "constraints": {"unique": True}}]}
    assert sd.validate(file, schema).flatten(("type", "rowNumber")) == [["unique-error", 4]]


@pytest.mark.slow
def test_processes_that_hash_in_other_ways_agree_on_the_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = (
        "from datetime import *; from summitdata.validation.screen.keys import hash_value\n"
        "moment = datetime(2000, 1, 1, 10, tzinfo=timezone(timedelta(hours=1)))\n"
        "values = {'datetime': moment, 'time': moment.timetz(), 'string': 'a', 'yearmonth': (1, 2)}\n"
        "print([hash_value({'type': name}, value) for name, value in values.items()])"
    )
    found = set()
    for seed in "12":
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        found.add(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert len(found) == 1


def test_values_that_cannot_be_compared_here_have_one_hash() -> None:
    assert hash_column({"type": "duration"}, text_array(["P1D", "x"]), None).tolist() == [0, 0]
    assert hash_value({"type": "duration"}, object()) == 0


@pytest.mark.parametrize("value", [10**400, Decimal("sNaN")])
def test_a_number_that_no_double_holds_has_a_hash_too(value: Any) -> None:
    assert hash_value({"type": "number"}, value) == 0


def test_the_hash_of_a_number_is_its_double() -> None:
    assert hash_value({"type": "number"}, 1.5) == 0x3FF8000000000000
    assert hash_column({"type": "number"}, text_array(["1.5"]), None).tolist() == [0x3FF8000000000000]


def test_a_large_integer_has_a_hash_of_64_bits() -> None:
    assert hash_value({"type": "integer"}, 2**64 + 5) == 5
    assert hash_value({"type": "integer"}, -1) == 2**64 - 1


def test_a_missing_value_has_a_hash_of_its_own() -> None:
    assert hash_value({"type": "integer"}, None) == int(MISSING_HASH) == 0x9E3779B97F4A7C15


@pytest.mark.parametrize("field_type", ["integer", "number", "date", "year"])
def test_cells_that_are_not_accepted_are_not_read_as_numbers(field_type: str) -> None:
    cells = ["x", "2000-01-01" if field_type == "date" else "2000", ""]
    hashes = hash_column({"type": field_type}, text_array(cells), arrow_mask(np.array([False, True, False])))
    assert hashes[1] == hash_column({"type": field_type}, text_array(cells[1:2]), None)[0]


@pytest.mark.parametrize("field_type", ["datetime", "time", "yearmonth"])
def test_a_text_that_is_not_a_value_has_the_hash_of_a_missing_one(field_type: str) -> None:
    assert hash_column({"type": field_type}, text_array(["x", "x"]), None).tolist() == [int(MISSING_HASH)] * 2


def test_the_hash_of_a_key_is_made_of_its_parts_in_their_order() -> None:
    x, y = np.array([1, 2, 2**63 + 5], np.uint64), np.array([3, 1, 7], np.uint64)
    assert combine_hashes([x]).tolist() == x.tolist()
    assert combine_hashes([x, y]).tolist() == [0x96A95AEA6EBC5B82, 0x1D2E5AB394364C71, 0xD933058B62EBFE1E]
    assert combine_hashes([y, x]).tolist() == [0x3D1F4983AB16C14C, 0x91E529D2D664283D, 0x72ACC4C71B8C1039]
    assert combine_hashes([x, y, x]).tolist() == [0xC150A46E191A087, 0x2C1502368DD533D2, 0x6F6BD3D821510CF6]


def test_which_cells_have_a_value() -> None:
    assert has_value(text_array(["", "a", "-"]), TextSet(["", "-"])).tolist() == [False, True, False]
    assert has_value(text_array([]), TextSet([""])).tolist() == []
    assert has_value(text_array([]), TextSet([""])).dtype == np.bool_
