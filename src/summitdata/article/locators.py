"""Where a quoted phrase stands in a text: by its words and a few words before and after it.

Character offsets prove a phrase only in the file that they were counted in. A quotation with its neighbours, as in a
text quote selector of the W3C's Web Annotation model, also finds the phrase on the page as a reader sees or copies it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitdata.rules.locators import MOST_WORDS, locators
from summitdata.rules.rule import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summitdata.rules.rule import NumberedRows

__all__ = ["locate", "quotation_violations", "selector"]

ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
}
"""Characters that a page, a printer or a copy may have for another one."""

IGNORED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that are not visible."""


def locate(text: str, printed: str, prefix: str = "", suffix: str = "") -> tuple[int, int] | None:
    r"""Return where a phrase stands in a text.

    Spaces and line breaks count as one space; curly and straight quotation marks are alike, and so are hyphens and
    dashes. Letters and digits must be the same, in the same case.

    Parameters
    ----------
    text : str
        The text to search.
    printed : str
        The phrase.
    prefix, suffix : str, default ""
        The words that stand before it and after it.

    Returns
    -------
    tuple of int, or None
        The first character and the one after the last, counted from 0, of the first place where the phrase stands
        between prefix and suffix; `None` if there is no such place.

    Examples
    --------
    >>> locate("up 6%, then up\n6% again", "up 6%", suffix="again")
    (12, 17)
    >>> locate("\u201cChina\u2019s\u201d \u2013 now", "China's")
    (1, 8)
    >>> locate("up 6%", "up 7%") is None
    True
    """
    return _find(_plain(text), printed, prefix, suffix)


def selector(text: str, start: int, end: int, words: int = 2) -> tuple[str, str]:
    """Return the words before and after a phrase that, with it, are at one place in a text only.

    Parameters
    ----------
    text : str
        The text.
    start, end : int
        The first character of the phrase, and the one after its last.
    words : int, default 2
        How many words to take on each side; more if these stand elsewhere too, but at most 6. Words of another
        paragraph and bullets are left out, since a page may show them elsewhere.

    Returns
    -------
    tuple of str
        Prefix and suffix, without the spaces next to the phrase; empty where its paragraph begins or ends.

    Raises
    ------
    ValueError
        Even 6 words on each side do not distinguish the place.

    Examples
    --------
    >>> selector("It is up 6% on the year.", 6, 11)
    ('It is', 'on the')
    """
    before = text[text.rfind("\n", 0, start) + 1 : start].lstrip(" \t\u2022").split()
    after = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)].split()
    for number in range(words, MOST_WORDS + 1):
        prefix, suffix = " ".join(before[-number:]), " ".join(after[:number])
        if locate(text, text[start:end], prefix, suffix) == (start, end):
            return prefix, suffix
    raise ValueError(f"{MOST_WORDS} words before and after {text[start:end]!r} stand elsewhere too")


def quotation_violations(tables: Mapping[str, NumberedRows], text: str) -> Iterator[Violation]:
    """Yield a violation for each printed phrase that a text does not have between its prefix and suffix."""
    plain = _plain(text)
    for name, table in tables.items():
        for number, row in table:
            for stem, parts in locators(row):
                prefix, suffix = parts.get("prefix") or "", parts.get("suffix") or ""
                if _find(plain, parts["printed"], prefix, suffix) is None:
                    where = f" between {prefix!r} and {suffix!r}" if prefix or suffix else ""
                    message = f"the text does not have {parts['printed']!r}{where}"
                    yield Violation(name, number, f"{stem}printed", message)


def _find(plain: tuple[str, list[int]], printed: str, prefix: str, suffix: str) -> tuple[int, int] | None:
    text, places = plain
    before, words, after = (re.escape(_plain(part)[0].strip()) for part in (prefix, printed, suffix))
    if not words:
        return None
    found = re.search(f"{before}{' ?' if before else ''}({words}){' ?' if after else ''}{after}", text)
    return (places[found.start(1)], places[found.end(1) - 1] + 1) if found else None


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text with one character for all that are alike, and the place of each character in the original."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in IGNORED:
            continue
        plain = " " if character.isspace() else ALIKE.get(character, character)
        if plain == " " and characters and characters[-1] == " ":
            continue
        characters.append(plain)
        places.append(place)
    return "".join(characters), places
