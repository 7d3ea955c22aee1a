"""Equal texts that follow each other are read once, and the numbers and days are those of all texts."""

from __future__ import annotations

from itertools import chain
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitdata.tabular.arrow_arrays import text_array
from summitdata.tabular.text_runs import cast_runs

RUNS: dict[str, tuple[list[str], Any]] = {
    "days": (["2025-06-17"] * 40 + ["2025-06-18"] * 40, pa.date32()),
    "days that differ at the end, and at the start": (
        ["2025-06-17"] * 20 + ["2025-06-16"] * 20 + ["1925-06-16"] * 20,
        pa.date32(),
    ),
    "years": (["2024"] * 30 + ["2025"] * 30, pa.int64()),
    "one digit": (["1"] * 30 + ["2"] * 30, pa.int64()),
    "three digits": (["101"] * 30 + ["201"] * 30 + ["202"] * 30, pa.int64()),
    "sixteen digits": (["1234567812345678"] * 30 + ["1234567812345679"] * 30, pa.int64()),
    "seventeen digits": (["12345678123456781"] * 30 + ["12345678123456782"] * 30, pa.int64()),
    "numbers": (["1.5"] * 30 + ["2.5"] * 30, pa.float64()),
    "several lengths": (["9"] * 30 + ["10"] * 30, pa.int64()),
    "none": ([], pa.int64()),
    "one": (["7"], pa.int64()),
}


@pytest.mark.parametrize("name", RUNS)
def test_runs_of_equal_texts_are_read_as_each_of_them_is(name: str) -> None:
    texts, arrow_type = RUNS[name]
    array = text_array(texts)
    assert cast_runs(array, arrow_type).equals(pc.cast(array, arrow_type))
    assert cast_runs(text_array(["x", *texts]).slice(1), arrow_type).equals(pc.cast(array, arrow_type))


def test_of_equal_texts_one_after_the_other_one_is_read() -> None:
    with patch("summitdata.tabular.text_runs.pc.cast", side_effect=pc.cast) as cast:
        cast_runs(text_array(["2024"] * 30 + ["2025"] * 30 + ["2024"] * 30), pa.int64())
    assert [len(call.args[0]) for call in cast.call_args_list] == [3]


def test_a_text_that_cannot_be_read_is_refused_in_a_run() -> None:
    with pytest.raises(pa.ArrowInvalid, match="2025-02-30"):
        cast_runs(text_array(["2025-06-17"] * 40 + ["2025-02-30"] * 40), pa.date32())


@given(runs=st.lists(st.tuples(st.integers(10, 99), st.integers(1, 40)), max_size=10), wide=st.integers(0, 16))
def test_any_runs(runs: list[tuple[int, int]], wide: int) -> None:
    array = text_array(list(chain.from_iterable([str(number * 10**wide)] * count for number, count in runs)))
    assert cast_runs(array, pa.int64()).equals(pc.cast(array, pa.int64()))
