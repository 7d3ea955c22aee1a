"""Patterns translated to RE2: what RE2 matches is a full match in Python."""

# ruff: noqa: RUF001 - characters that look like others are among the traps

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles import examples
from screen_comparison import (
    CAMPAIGN,
    CELL_SECONDS,
    Case,
    Comparison,
    TooSlowError,
    mutated,
    seconds_of_python,
    seeded,
)
from summitdata.tabular.arrow_arrays import numpy_mask, text_array
from summitdata.tabular.re2 import to_exact_re2, to_re2
from summitdata.validation.screen.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


# Patterns

# fmt: off
CHARACTERS = (
    *"abcxyzABZ0189_-.^$*+?()[]{}|\\/&~:,#'\" \t\n\r\v\f",
    "\0", "\x08", "\x1b", "\x1c", "\x1f", "\x7f", "\x85", "\u00a0",
)
UNICODE = (
    "é", "ß", "İ", "ı", "ſ", "K", "中", "\u0661", "\uff11", "\u2003", "\u2028", "\u200b", "\ufeff", "e\u0301",
    "\U0001f600", "\U00010400",
)
MEMBERS = (
    "a", "b", "Z", "0", "_", "é", ".", "$", "*", "(", "|", " ", "a-f", "0-9", "A-Z", "!-~", "é-ÿ", "\u0400-\u04ff",
    "+--", r"\d", r"\w", r"\s", r"\-", r"\]", r"\\", r"\^", r"\n", r"\t", r"\b", r"\x41", r"\x00-\x1f", r"\u00e9",
    r"\U0001f600", r"\0", "&&", "--", "~~", "||", "[", "[:alpha:]", "[:space:]", "[a", r"\D", r"\W", r"\S",
)
ATOMS = (
    ".", r"\d", r"\w", r"\s", r"\.", r"\n", r"\t", r"\\", r"\x41", r"\u00e9", r"\U0001f600", r"\-", r"\/", r"\101",
    r"\0", r"\$",
)
ODD = (
    r"\D", r"\W", r"\S", r"\b", r"\B", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?i:a)", "(?s:.)", "(?-i:a)", "(?>a*)",
    "(?#c)", "(?P<n>a)",
)
ANCHORS = ("^", "$", r"\A", r"\Z")
TIMES = {
    "*": (0, 2), "+": (1, 2), "?": (0, 1), "{2}": (2, 2), "{0}": (0, 0), "{1,3}": (1, 3), "{2,}": (2, 3),
    "{,2}": (0, 2), "*?": (0, 2), "+?": (1, 2), "??": (0, 1), "{1,2}?": (1, 2), "{,}": (0, 2), "{0,1}": (0, 1),
}
"""Repeats of Python, and how often a likely text has what is repeated."""
# fmt: on


@dataclass(frozen=True)
class Grown:
    """A pattern, and how to make texts that are likely matched by it."""

    pattern: str
    make: Callable[[Random], str]


def grown(random: Random, depth: int = 3) -> Grown:
    """Return a random pattern of Python."""
    choice = random.randint(0, 11 if depth else 4)
    if choice <= 4:
        return _atom(random, choice)
    if choice == 5 and random.random() < 0.5:
        return Grown(random.choice(ODD if random.random() < 0.2 else ANCHORS), lambda _: "")
    if choice < 8:
        inner, times = grown(random, depth - 1), random.choice(list(TIMES))
        return Grown(
            f"(?:{inner.pattern}){times}",
            lambda dice: "".join(inner.make(dice) for _ in range(dice.randint(*TIMES[times]))),
        )
    parts = [grown(random, depth - 1) for _ in range(random.randint(1, 3))]
    if choice < 10:
        return Grown("".join(part.pattern for part in parts), lambda dice: "".join(part.make(dice) for part in parts))
    opening = random.choice(("(", "(?:", ""))
    pattern = opening + "|".join(part.pattern for part in parts) + (")" if opening else "")
    return Grown(pattern, lambda dice: dice.choice(parts).make(dice))


def _atom(random: Random, choice: int) -> Grown:
    if choice == 3:
        return _one_of(random.choice(ATOMS))
    if choice == 4:
        members = "".join(random.choice(MEMBERS) for _ in range(random.randint(1, 3)))
        return _one_of(f"[{random.choice(('', '', '^'))}{members}]")
    character = random.choice(CHARACTERS if random.random() < 0.8 else UNICODE)
    return Grown(character if character.isalnum() else re.escape(character), lambda _: character)


def _one_of(pattern: str) -> Grown:
    try:
        matched = [character for character in (*CHARACTERS, *UNICODE) if re.fullmatch(pattern, character)]
    except re.error:
        matched = []
    return Grown(pattern, lambda dice: dice.choice(matched) if matched else "")


def texts_for(random: Random, grown_pattern: Grown, size: int = 30) -> list[str]:
    """Return texts that a pattern is likely to match, such ones with edits, with lines around them, and others."""
    texts = [grown_pattern.make(random) for _ in range(size)]
    texts += [mutated(random, [text, *CHARACTERS, *UNICODE]) for text in texts]
    texts += [
        extra for text in texts[:5] for extra in (text + "\n", "\n" + text, text + "\n\n", text + "\r\n", text + text)
    ]
    return [text[:16] for text in (*texts, "", "\n", *("".join(random.choices(CHARACTERS, k=3)) for _ in range(5)))]


def mismatched(pattern: str, texts: Sequence[str]) -> set[str]:
    """Return the texts that RE2 matches and Python does not match, as a whole or as frictionless puts it."""
    expression = to_re2(pattern)
    if expression is None:
        return set()
    mask = pc.match_substring_regex(text_array(texts), pattern=expression)  # RE2 takes every translation
    matched = {text for text, match in zip(texts, numpy_mask(mask), strict=True) if match}
    return {text for text in matched if not _matches_in_python(pattern, text)}


def _matches_in_python(pattern: str, text: str) -> bool:
    """Whether Python matches a text as a whole and as frictionless puts it; true where it takes too long to say."""
    try:
        with seconds_of_python(CELL_SECONDS):
            return bool(re.fullmatch(pattern, text) and re.match(f"^{pattern}$", text))
    except TooSlowError:
        return True


@pytest.mark.filterwarnings("ignore:Possible")  # of Python, on brackets that may be sets one day
@settings(max_examples=examples(400))
@given(seed=st.integers(0, 2**32))
def test_what_re2_matches_python_matches(seed: int) -> None:
    random = seeded(seed)
    random_pattern = grown(random)
    texts = texts_for(random, random_pattern)
    try:
        re.compile(random_pattern.pattern)
    except (re.error, OverflowError):
        assert to_re2(random_pattern.pattern) is None
        return
    assert not mismatched(random_pattern.pattern, texts)
    comparison = Comparison(Case({"constraints": {"pattern": random_pattern.pattern}}, (), (), []))
    assert not comparison.wrongly_accepted(texts)


@pytest.mark.filterwarnings("ignore:Possible")
def test_most_patterns_have_a_translation_that_matches() -> None:
    random, translated, matched, asked = seeded(0), 0, 0, 0
    for _ in range(400):
        random_pattern = grown(random)
        texts = [text for text in texts_for(random, random_pattern) if _matches(random_pattern.pattern, text)]
        expression = to_re2(random_pattern.pattern)
        translated += expression is not None
        if expression and texts:
            matched += pc.match_substring_regex(text_array(texts), pattern=expression).true_count
            asked += len(texts)
    assert translated > 250
    assert matched > 0.8 * asked > 4000


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, OverflowError):
        return False


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)a",
        r"(?s).",
        r"(?m)^a$",
        r"(?x)a b",
        r"(?a)\d",
        r"(?u)a",
        r"(?i:a)",
        r"(?-s:.)",
        r"a(?=b)b",
        r"a(?!b).",
        r"(?<=a)b",
        r"(?<!a)b",
        r"(a)\1",
        r"(?P<n>a)(?P=n)",
        r"(a)?(?(1)b|c)",
        r"\D",
        r"\W",
        r"\S",
        r"[^\d]",
        r"[^\w]",
        r"[^\s]",
        r"[\D]",
        r"\ba",
        r"a\B",
        r"a*+",
        r"(?>a*)b",
        r"a{1001}",
        r"a{1,1001}",
        "\ud800",
        "[\ud800]",
        "[^\udfff]",
        "(",
        "[",
        "a**",
        "*",
        "\\",
    ],
)
def test_what_re2_would_read_differently_has_no_translation(pattern: str) -> None:
    assert to_re2(pattern) is None


@pytest.mark.parametrize("pattern", ["(?:a{100}){100}", "(?:(?:[a-é]{9}){99}){9}", "([a-z]{0,999}){0,999}", "a" * 5001])
def test_a_pattern_that_is_large_when_it_is_written_out_has_no_translation(pattern: str) -> None:
    assert to_re2(pattern) is None
    assert Screen.of([{"constraints": {"pattern": pattern}}]).columns == (None,)


EXACT = {
    "a tail": ("^[A-Z]+$", ["AB", "AB\n", "AB\n\n", "", "aB"]),
    "alternatives": ("a|bc", ["a", "ax", "bc", "xbc", "bcx", "bc\n"]),
    "classes": (r"\d+\s\w*", ["1 a", "1\x1ca", "1\x85é", "\u0661\u2003\u00e9", "1a"]),
    "negated classes": (r"[^\d,]+\D\S", ["ab1", "abc", "\u0661bc", "éx\x1c", "a,b"]),
    "the dot": (".{2}", ["ab", "a\n", "中文", "\n\n"]),
    "an empty repeat": ("(?:|a)+b?", ["", "aab", "b", "ba"]),
}
"""Patterns, and texts that a translation easily takes differently."""


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_an_exact_translation_matches_what_python_matches(name: str, *, ascii_only: bool) -> None:
    pattern, texts = EXACT[name]
    texts = [text for text in texts if text.isascii() or not ascii_only]
    for match, expression in (
        (re.compile(pattern).fullmatch, to_exact_re2(pattern, part="whole", ascii_only=ascii_only)),
        (re.compile(f"^{pattern}$").match, to_exact_re2(f"^{pattern}$", part="start", ascii_only=ascii_only)),
    ):
        matched = pc.match_substring_regex(text_array(texts), expression).to_pylist()
        assert matched == [match(text) is not None for text in texts]


@pytest.mark.parametrize("pattern", [r"a$\n", "(a$)*b", "(?i)a", r"\ba", "(a)\\1", "(?=a)a", "(?>a)", "a*+", "\ud800"])
def test_what_re2_cannot_read_exactly_has_no_exact_translation(pattern: str) -> None:
    assert to_exact_re2(pattern, part="whole", ascii_only=True) is None


@given(st.integers(0, 2**64))
@settings(max_examples=examples(300))
@pytest.mark.filterwarnings("ignore:Possible")
def test_exact_translations_of_random_patterns(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    case = grown(random)
    try:
        whole, start = re.compile(case.pattern).fullmatch, re.compile(f"^{case.pattern}$").match
    except re.error:
        return
    made = [case.make(random) for _ in range(4)]
    texts = [text + tail for text in made for tail in ("", "\n", "a", "\x1c", "\u0661")] + [text[:-1] for text in made]
    for ascii_only in (True, False):
        fitting = [text for text in texts if text.isascii() or not ascii_only]
        for match, expression in (
            (whole, to_exact_re2(case.pattern, part="whole", ascii_only=ascii_only)),
            (start, to_exact_re2(f"^{case.pattern}$", part="start", ascii_only=ascii_only)),
        ):
            if expression is not None:
                matched = pc.match_substring_regex(text_array(fitting), expression).to_pylist()
                assert matched == [match(text) is not None for text in fitting]


def test_a_pattern_that_python_refuses_or_that_is_large_accepts_nothing() -> None:
    for pattern in ("(" * 5000 + ")" * 5000, "(", "a{99999999999}", "(a{10}){101}", "[a-z]{1000}[a-z]"):
        assert Screen.of([{"constraints": {"pattern": pattern}}]).columns == (None,)


@pytest.mark.campaign
@pytest.mark.filterwarnings("ignore:Possible")
def test_ten_million_texts_are_matched_by_re2_only_where_python_does() -> None:
    random, done = Random(), 0  # noqa: S311
    while done < 10 * CAMPAIGN:
        random_pattern = grown(random)
        texts = texts_for(random, random_pattern)
        if to_re2(random_pattern.pattern) is not None:
            assert not mismatched(random_pattern.pattern, texts)
            done += len(texts)


def test_a_pattern_that_takes_python_ages_ends_no_test_run() -> None:
    pattern = "(?:(?:(?:a*)*)*)*b"
    comparison = Comparison(Case({"constraints": {"pattern": pattern}}, (), (), []))
    assert comparison.is_valid("a" * 40)  # nobody can say that it is not
    assert not comparison.is_valid("c")
