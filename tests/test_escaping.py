"""escape_control(): untrusted text becomes one printable line of bounded length."""

from __future__ import annotations

import pytest

from summitdata.escaping import escape_control


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain é 中", "plain é 中"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x00\x1b\x7f", "\\x00\\x1b\\x7f"),
        ("\xa0\xad\xff", "\\xa0\\xadÿ"),
        ("\u200b\u202e\ud800", "\\u200b\\u202e\\ud800"),
    ],
)
def test_what_is_not_printable_is_escaped(text: str, escaped: str) -> None:
    assert escape_control(text) == escaped
    assert escape_control(text).isprintable()


def test_a_long_text_is_cut_before_it_is_escaped() -> None:
    assert escape_control("abc", 3) == "abc"
    assert escape_control("abcd", 3) == "abc…"
    assert escape_control("\n\n\n", 2) == "\\n\\n…"
    assert escape_control("x" * 200) == "x" * 200
    assert escape_control("x" * 201) == "x" * 200 + "…"
