"""The rules of locators: a printed phrase is as long as its place says, and stands there in the article.

A locator is the columns `printed`, `prefix`, `suffix`, `paragraph`, `start` and `end`. A second phrase of a row has a
locator of its own, whose columns begin with a name, such as `status_printed` and `status_start`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from summitdata.rules.rule import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summitdata.rules.rule import NumberedRows, Row

__all__ = ["MOST_WORDS", "locator_violations", "locators", "place_violations"]

PARTS = ("printed", "prefix", "suffix", "paragraph", "start", "end")
MOST_WORDS = 6
"""So many words of the article may stand before and after a phrase."""


def locators(row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each locator of a row that is filled: what its columns begin with, and its parts.

    Examples
    --------
    >>> list(locators({"id": "a", "printed": "now", "paragraph": 1, "start": 0, "end": 3}))
    [('', {'printed': 'now', 'paragraph': 1, 'start': 0, 'end': 3})]
    """
    for column in row:
        stem = column.removesuffix("printed")
        if column.endswith("printed") and {f"{stem}start", f"{stem}end"} <= row.keys() and row[column] is not None:
            yield stem, {part: row[stem + part] for part in PARTS if stem + part in row}


def place_violations(tables: Mapping[str, NumberedRows]) -> Iterator[Violation]:
    """Yield a violation for each locator that cannot be right, whatever the article says."""
    for name, stem, number, parts in _all_locators(tables):
        start, end, length = parts["start"], parts["end"], len(parts["printed"])
        if start is None or end is None or end - start != length:
            message = f"start {start} and end {end} do not span the {length} characters of the phrase"
            yield Violation(name, number, f"{stem}end", message)
        if "prefix" in parts and not (parts["prefix"] or parts["suffix"]):
            yield Violation(name, number, f"{stem}prefix", "give the words before the phrase, or those after it")
        for part in ("prefix", "suffix"):
            words = len((parts.get(part) or "").split())
            if words > MOST_WORDS:
                yield Violation(name, number, stem + part, f"{words} words; at most {MOST_WORDS} are quoted")


def locator_violations(tables: Mapping[str, NumberedRows], article: str) -> Iterator[Violation]:
    """Yield a violation for each printed phrase that is not at its place in the article, between its two neighbours."""
    paragraphs = [line.span() for line in re.finditer(r"[^\n]*\S[^\n]*", article)]
    for name, stem, number, parts in _all_locators(tables):
        start, end, printed = parts["start"], parts["end"], parts["printed"]
        if article[start:end] != printed:
            message = f"the article has {article[start:end]!r} at characters {start}-{end}, not {printed!r}"
            yield Violation(name, number, f"{stem}printed", message)
            continue
        spans = enumerate(paragraphs, start=1)
        actual = next((position for position, (a, b) in spans if a <= start and end <= b), None)
        if "paragraph" in parts and actual != parts["paragraph"]:
            message = f"the phrase is in paragraph {actual}, not {parts['paragraph']}"
            yield Violation(name, number, f"{stem}paragraph", message)
        before, after = article[:start].rstrip(), article[end:].lstrip()
        if not before.endswith(parts.get("prefix") or ""):
            message = f"the article does not have {parts['prefix']!r} before the phrase"
            yield Violation(name, number, f"{stem}prefix", message)
        if not after.startswith(parts.get("suffix") or ""):
            message = f"the article does not have {parts['suffix']!r} after the phrase"
            yield Violation(name, number, f"{stem}suffix", message)


def _all_locators(tables: Mapping[str, NumberedRows]) -> Iterator[tuple[str, str, int, dict[str, Any]]]:
    for name, table in tables.items():
        for number, row in table:
            for stem, parts in locators(row):
                yield name, stem, number, parts
