"""A quotation with the words around it finds its place in any copy of a text, and nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles import examples
from summitdata.article.locators import locate, selector

TEXT = "Trade is up 6% this year.\n\n  \u2022 The railway, now built\n\n"
TEXT += "It was up 6% before \u2013 \u201cso they say\u201d."


@pytest.mark.parametrize(
    ("printed", "prefix", "suffix", "found"),
    [
        ("up 6%", "", "", "up 6%"),
        ("up 6%", "It was", "", "up 6%"),
        ("up 6%", "", "before -", "up 6%"),
        ('"so they say"', "-", ".", "\u201cso they say\u201d"),
        ("6%  this\nyear", "up", ".", "6% this year"),
        ("railway", "The", ", now", "railway"),
    ],
)
def test_a_phrase_is_found_between_its_neighbours(printed: str, prefix: str, suffix: str, found: str) -> None:
    place = locate(TEXT, printed, prefix, suffix)
    assert place
    assert TEXT[slice(*place)] == found


def test_the_words_around_a_phrase_decide_which_one_it_is() -> None:
    places = [locate(TEXT, "up 6%", prefix) for prefix in ("Trade is", "It was")]
    assert places == [found.span() for found in re.finditer("up 6%", TEXT)]


@pytest.mark.parametrize(
    ("printed", "prefix", "suffix"),
    [
        ("up 7%", "", ""),
        ("Up 6%", "", ""),
        ("up 6%", "was", "this"),
        ("", "It", "was"),
        (" ", "", ""),
        ("up.6%", "", ""),
    ],
)
def test_what_a_text_does_not_have_is_not_found(printed: str, prefix: str, suffix: str) -> None:
    assert locate(TEXT, printed, prefix, suffix) is None


def test_more_words_are_taken_where_the_first_stand_elsewhere_too() -> None:
    text = "one in two or three in two or four"
    start = text.rindex("two")
    assert selector(text, start, start + 3, words=1) == ("three in", "or four")


def test_a_place_that_no_words_distinguish_is_an_error() -> None:
    with pytest.raises(ValueError, match="stand elsewhere too"):
        selector("a b\na b", 4, 5)


WORDS = st.lists(st.sampled_from(["a", "b", "c\u2019s", "6%", "\u2013", "(d)"]), min_size=1, max_size=12)


@settings(max_examples=examples(200))
@given(WORDS, st.data())
def test_a_selector_finds_its_place_again_in_a_copy(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    start, end = data.draw(st.sampled_from(spans))
    try:
        prefix, suffix = selector(text, start, end)
    except ValueError:
        return
    copy = re.sub(" ", lambda _: data.draw(st.sampled_from([" ", "\n", "\u00a0 "])), text)
    copy = copy.replace("\u2019", "'").replace("\u2013", "-")
    place = locate(copy, text[start:end], prefix, suffix)
    assert place
    before = copy[: place[0]].split()
    assert len(before) == len(text[:start].split())
