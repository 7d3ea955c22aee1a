"""Texts of Arrow without the empty ones, whatever their type is and wherever their array begins."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from summitdata.tabular.arrow_arrays import text_array, without_empty


@example(cells=["", "a", "", "é", "bcd", ""], before=2)
@example(cells=["", ""], before=1)
@given(cells=st.lists(st.sampled_from(["", "a", "é", "bcd"]), max_size=8), before=st.integers(0, 3))
def test_the_texts_that_are_not_empty(cells: list[str], before: int) -> None:
    array = text_array([*(["x"] * before), *cells])
    for of_type in (pa.string(), pa.large_string()):
        kept = without_empty(array.cast(of_type).slice(before))
        kept.validate(full=True)
        assert kept.to_pylist() == [cell for cell in cells if cell]
