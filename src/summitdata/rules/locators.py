"""Rules on the places of the printed phrases in the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summitdata.rules.rule import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summitdata.rules.rule import NumberedRows

__all__ = ["length_violations", "locator_violations"]


def length_violations(tables: Mapping[str, NumberedRows]) -> Iterator[Violation]:
    """Yield a violation for each row whose offsets do not span its printed phrase."""
    for name, table in tables.items():
        for number, row in table:
            if {"printed", "start", "end"} <= row.keys() and row["end"] - row["start"] != len(row["printed"]):
                length = len(row["printed"])
                message = f"start {row['start']} and end {row['end']} do not span the {length} characters of the phrase"
                yield Violation(name, number, "end", message)


def locator_violations(tables: Mapping[str, NumberedRows], article: str) -> Iterator[Violation]:
    """Yield a violation for each row whose printed phrase is not at its place in the article."""
    paragraphs = [line.span() for line in re.finditer(r"[^\n]*\S[^\n]*", article)]
    for name, table in tables.items():
        for number, row in table:
            if {"printed", "paragraph", "start", "end"} <= row.keys():
                start, end = row["start"], row["end"]
                if article[start:end] != row["printed"]:
                    message = (
                        f"the article has {article[start:end]!r} at characters {start}-{end}, not {row['printed']!r}"
                    )
                    yield Violation(name, number, "printed", message)
                    continue
                spans = enumerate(paragraphs, start=1)
                actual = next((position for position, (a, b) in spans if a <= start and end <= b), None)
                if actual != row["paragraph"]:
                    message = f"the phrase is in paragraph {actual}, not {row['paragraph']}"
                    yield Violation(name, number, "paragraph", message)
            if row.get("status_printed") and row["status_printed"] not in article:
                yield Violation(name, number, "status_printed", f"the article does not print {row['status_printed']!r}")
