"""The sentences of Markdown pages and of docstrings; code is left out, and a span of code is one word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^ *(`{3,}|~{3,}|:{3,})")
_ITEM = re.compile(r"^ *([-*+]|\d+\.) +")
_ALONE = re.compile(r"^ *(#+ |\||:[\w-]+:|>>> |\.\. |-+$)")
"""Lines that do not belong to a longer paragraph: headings, rows of tables, options of directives, underlines."""
_END = re.compile(r"(?<=[.!?])[\"')*\]]*\s+")


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs, items, headings and cells of tables of a page or a docstring, without blocks of code."""
    lines: list[str] = []
    fence, indent = "", 0
    for line in [*re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).splitlines(), ""]:
        mark = _FENCE.match(line)
        if fence:
            fence = "" if line.strip() == fence else fence
            continue
        fence = mark[1] if mark and ":" not in mark[1] else ""  # what a fence of colons contains is prose
        begins = mark or not line.strip() or _ITEM.match(line) or _ALONE.match(line)
        now = len(line) - len(line.lstrip())
        if begins or (lines and now != indent and not (_ITEM.match(lines[0]) and now > indent)):
            yield from _parts(lines)
            lines = []
        if line.strip() and not mark:
            indent = indent if lines else now
            lines.append(line)
            if _ALONE.match(line):
                yield from _parts(lines)
                lines = []


def _parts(lines: list[str]) -> Iterator[str]:
    joined = " ".join(line.strip() for line in lines)
    if joined.startswith("|"):
        yield from (cell.strip() for cell in re.split(r"(?<!\\)\|", joined.strip("|")) if cell.strip(" -:"))
    elif joined and not joined.startswith((">>>", ":", "...", "--")):
        yield joined


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a page or a docstring; each span of code is one word, each link is its text."""
    for paragraph in paragraphs(text):
        plain = re.sub(r"(`+).+?\1", "`code`", _ITEM.sub("", paragraph))
        plain = re.sub(r"!?\[([^\]]*)\](\([^)]*\))?", r"\1", plain)
        yield from (sentence for sentence in _END.split(plain) if sentence)


def words(sentence: str) -> int:
    """Return how many words a sentence has."""
    return sum(1 for word in sentence.split() if re.search(r"\w", word))
