"""The screen's report is frictionless', on tables of every kind, in blocks of any size."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import V2, compare, tables

SIZES = st.sampled_from([1, 7, 16, 64, 1 << 16])


def compared(drawn: tuple[dict[str, Any], str], size: int, limit: int) -> None:
    schema, text = drawn
    with TemporaryDirectory() as folder, patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        file = Path(folder) / "table.csv"
        file.write_bytes(text.encode())
        compare(file, schema, limit)


@given(tables(), SIZES, st.sampled_from([0, 0, 1, 3, 1000]))
def test_the_reports_of_both_engines_are_the_same(drawn: tuple[dict[str, Any], str], size: int, limit: int) -> None:
    compared(drawn, size, limit)


def test_a_number_below_a_bound_of_more_digits_than_a_double_has_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a\n1234567.12345678\n", "utf-8")
    bounded = {"name": "a", "type": "number", "constraints": {"minimum": "1234567.1234567801"}}
    report = compare(file, {"$schema": f"{V2}tableschema.json", "fields": [bounded]})
    assert report.flatten(("rowNumber", "type")) == [[2, "constraint-error"]]


@pytest.mark.campaign
@settings(max_examples=20_000, deadline=None)
@given(tables(), SIZES, st.sampled_from([0, 0, 1, 3, 1000]))
def test_a_long_search_finds_no_difference(drawn: tuple[dict[str, Any], str], size: int, limit: int) -> None:
    compared(drawn, size, limit)
