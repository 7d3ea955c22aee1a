"""Texts of one length are compared by their bytes: those of a pattern, and the few of a set."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitdata.tabular.arrow_arrays import text_array
from summitdata.tabular.fixed_texts import FixedTexts
from summitdata.tabular.re2 import fixed_classes
from summitdata.tabular.text_sets import TextSet

FIXED = ["[0-9]{6}", "[A-Z]{3}", r"\d{2}", "[A-Za-z_]{2}-[0-9]", "a", "(?:[0-9]{2}:){2}", "([a-c])x", "[0-9]{3}[0-8]"]
OTHERS = ["[0-9]+", "[0-9]{1,2}", "a?", "ab|c", ".", "[^a]", "é", "[a-é]", "", "(?i:a)b*", "^a$", "[0-9]{33}", "("]
LIKE_THEM = [
    *(
        "123456",
        "12345",
        "1234567",
        "12345x",
        "٣٣٣٣٣٣",
        "\uff11\uff12",
        "12",
        "1é",
        "",
        "ABC",
        "ABc",
        "AB",
        "Aé",
        "ab-1",
        "a_-0",
        "é-1",
    ),
    *(
        "a",
        "b",
        "a\n",
        "\na",
        "12:34:",
        "12:34",
        "ax",
        "dx",
        "1238",
        "1239",
        "123\0",
        "/12345",
        ":12345",
        "12345:",
        "@BC",
    ),
]
DIGITS = FixedTexts([((0x30, 0x39),)] * 2)


@pytest.mark.parametrize("expression", FIXED)
def test_a_pattern_of_one_length_accepts_what_python_matches_in_ascii(expression: str) -> None:
    classes = fixed_classes(expression)
    assert classes is not None
    found = FixedTexts(classes).find(text_array(LIKE_THEM)).to_pylist()
    assert found == [text.isascii() and bool(re.fullmatch(expression, text)) for text in LIKE_THEM]


@pytest.mark.parametrize("expression", OTHERS)
def test_another_pattern_is_left_to_an_expression(expression: str) -> None:
    assert fixed_classes(expression) is None


@given(st.lists(st.text("019/:é\n", max_size=3)))
def test_texts_of_any_lengths_are_found(texts: list[str]) -> None:
    assert DIGITS.find(text_array(texts)).to_pylist() == [
        text.isascii() and bool(re.fullmatch("[0-9]{2}", text)) for text in texts
    ]


def test_a_part_of_an_array_and_long_offsets_are_read() -> None:
    texts = text_array(["xx", "12", "3x", "45", "é"])
    assert DIGITS.find(texts.slice(1, 3)).to_pylist() == [True, False, True]
    assert DIGITS.find(texts.slice(1, 1)).to_pylist() == [True]
    assert DIGITS.find(texts.slice(1, 0)).to_pylist() == []
    assert DIGITS.find(texts.cast(pa.large_string()).slice(3)).to_pylist() == [True, False]


SETS = [["a"], ["KG", "TJ"], ["abc", "abd"], ["abcd"], ["é\n", "ét"], ["import", "export"], ["1234567"], ["12345678"]]


@pytest.mark.parametrize("texts", SETS, ids=repr)
def test_a_few_texts_of_one_size_are_found_by_their_codes(texts: list[str]) -> None:
    few = TextSet(texts)
    others = [text[:-1] + "z" for text in texts] + ["z" + text[1:] for text in texts] + ["", "zz", texts[0] * 2, "\0"]
    cells = text_array([*texts, *others])
    assert few.find(cells).to_pylist() == [True] * len(texts) + [False] * len(others)
    assert few.find(cells.slice(0, len(texts))).to_pylist() == [True] * len(texts)
    assert few.find(cells.slice(len(texts), len(texts))).to_pylist() == [False] * len(texts)
    assert few.find(cells.slice(0, 0)).to_pylist() == []
    assert few.find(pa.chunked_array([cells, cells])).to_pylist() == few.find(cells).to_pylist() * 2


@given(st.lists(st.text("abé", max_size=9), min_size=1, max_size=10), st.lists(st.text("abé", max_size=9)))
def test_any_set_finds_its_texts(texts: list[str], cells: list[str]) -> None:
    assert TextSet(texts).find(text_array([*cells, *texts])).to_pylist() == [
        *(cell in texts for cell in cells),
        *(True for _ in texts),
    ]
