"""Whether all cells of a column are numbers without a sign is seen by their bytes: digits, and at most one point."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitdata.tabular.arrow_arrays import text_array
from summitdata.tabular.plain_numbers import are_decimals, are_digits
from summitdata.validation.screen.screen import Screen

LONGEST = 6
INTEGER, DECIMAL = re.compile("[0-9]{1,6}"), re.compile(r"[0-9]+\.[0-9]+")
PLAIN = [["0"], ["007", "12"], ["123456"], ["1.5"], ["0.25", "12.5"], ["00.00", "1.1", "2.2"]]
OTHERS = [
    *([], [""], ["1", ""], ["-1"], ["+1", "1"], ["1234567"], ["12345.6"], ["1e5"], [" 1"], ["1\n"], ["1_0"], ["NaN"]),
    *(["."], ["1."], [".5"], ["1.2.3"], ["1..2"], ["1,5"], ["٣"], ["\uff11"], ["/1"], [":1"], ["1/"], ["\0"]),
    *(["1.2.3", "45"], ["45", "1.2.3"], ["1.", "2.5"], ["2.5", ".1"], ["1.5", "2."], ["12", ".", "1.5.2"]),
    *(["1.5", "2"], ["1-5", "2.5"], ["1.5", "2:5"], ["é", "1.2"]),
]


def is_plain(cells: list[str], pattern: re.Pattern[str]) -> bool:
    return bool(cells) and all(pattern.fullmatch(cell) and len(cell) <= LONGEST for cell in cells)


@pytest.mark.parametrize("cells", PLAIN + OTHERS, ids=repr)
def test_which_columns_are_numbers_without_a_sign(cells: list[str]) -> None:
    expected = is_plain(cells, INTEGER), is_plain(cells, INTEGER) or is_plain(cells, DECIMAL)
    assert any(expected) == (cells in PLAIN)
    array = text_array(cells)
    within = text_array(["x", *cells, "-"])
    for same in (array, *(within.cast(each).slice(1, len(cells)) for each in (pa.string(), pa.large_string()))):
        assert (are_digits(same, LONGEST), are_decimals(same, LONGEST)) == expected


@given(cells=st.lists(st.text("0123456789.", max_size=8), max_size=5))
def test_columns_of_digits_and_points(cells: list[str]) -> None:
    expected = is_plain(cells, INTEGER) or is_plain(cells, DECIMAL)
    assert are_decimals(text_array(cells), LONGEST) == expected
    assert are_digits(text_array(cells), LONGEST) == is_plain(cells, INTEGER)


BOUNDS: list[tuple[str, int, list[bool]]] = [
    ("minimum", -1, [True, True, True]),
    ("minimum", 0, [True, True, True]),
    ("minimum", 1, [False, True, True]),
    ("exclusiveMinimum", -1, [True, True, True]),
    ("exclusiveMinimum", 0, [False, True, True]),
    ("maximum", 1, [True, True, False]),
    ("exclusiveMaximum", 1, [True, False, False]),
]


@pytest.mark.parametrize(("name", "bound", "accepted"), BOUNDS)
@pytest.mark.parametrize(
    ("field_type", "cells"), [("integer", "0 1 02"), ("number", "0 1 2"), ("number", "0.0 1.00 2.5")]
)
def test_numbers_without_a_sign_are_held_to_each_bound(
    field_type: str, cells: str, name: str, bound: int, accepted: list[bool]
) -> None:
    screen = Screen.of([{"name": "a", "type": field_type, "constraints": {name: bound}}])
    unaccepted = screen.unaccepted_in(0, text_array(cells.split()))
    assert (unaccepted.to_pylist() if unaccepted else [False] * 3) == [not each for each in accepted]
