"""What lines that are not of their encoding would be in others, without the readings that nobody would have written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["ENCODINGS", "Reading", "readings"]

ENCODINGS = (
    *("utf-8", "cp1252", "cp1251", "cp1250", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "koi8-r"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859-2", "cp437", "cp850", "cp852", "cp866", "mac-roman"),
)
"""The encodings that files mostly have, the likeliest first where two read a file alike."""
MOST_LINES, MOST_WORDS = 500, 1000
"""In how many lines, spread over all, and on how many words it is seen whether a reading looks right."""
TOLERANCE = 0.1
"""How large a share of the words may look wrong in a reading, more than in the best one."""
COMMON_BYTES = {
    "shift_jis": (0x88, 0x98),
    "cp932": (0x88, 0x98),
    "euc_jp": (0xB0, 0xCF),
    "gb18030": (0xB0, 0xD7),
    "big5": (0xA4, 0xC6),
}
"""The first bytes of the common ideographs, which each of these standards lists first."""
_WORD = re.compile(r"[^\W\d_]+|[^\w\s]|[^\x00-\x7f]")
_QUOTES = frozenset("‘’‚“”„«»‹›–—´`")  # noqa: RUF001 - as people write them
_SIGNS = frozenset("€£¥°²³§·•…±µ©®™½¼¾×¿¡ªº\u00a0")  # noqa: RUF001 - as people write them
_KANA = frozenset(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK"))
_UNCASED = frozenset(("HEBREW", "ARABIC", "HANGUL"))


class Reading(NamedTuple):
    """What lines would be in an encoding."""

    encoding: str
    lines: tuple[str, ...]


def readings(lines: Sequence[bytes], encoding: str) -> list[Reading]:
    """Return what lines would be in other encodings than theirs, each once, the likeliest first.

    Examples
    --------
    >>> [reading.encoding for reading in readings(["Zürich;Łódź".encode("cp1250")], "utf-8")]
    ['cp1250']
    """
    found: dict[tuple[str, ...], tuple[float, str]] = {}
    for name in ENCODINGS:
        texts = _read(lines, name)
        if name != encoding and texts and texts not in found:
            found[texts] = _share_of_wrong(texts[:: len(texts) // MOST_LINES + 1], name), name
    best = min((share for share, _ in found.values()), default=0.0)
    kept = [(share, name, texts) for texts, (share, name) in found.items() if share <= best + TOLERANCE]
    return [Reading(name, texts) for _, name, texts in sorted(kept, key=lambda one: one[0])]


def _read(lines: Sequence[bytes], encoding: str) -> tuple[str, ...] | None:
    """Return lines in an encoding; None if they are not of it, or have signs that no text has."""
    try:
        texts = tuple(line.decode(encoding).rstrip("\r\n") for line in lines)
    except UnicodeError:
        return None
    signs = set[str]().union(*texts) - {"\t", "\r"}
    return None if any(unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs") for sign in signs) else texts


def _share_of_wrong(texts: Iterable[str], encoding: str) -> float:
    words: dict[str, bool] = {}
    for text in texts:
        for match in _WORD.finditer(text):
            word = match[0]
            if not word.isascii() and len(words) < MOST_WORDS:
                around = text[max(0, match.start() - 1) : match.end() + 1]
                words[word if word.isalpha() else around] = _looks_wrong(word, around, encoding)
    return sum(words.values()) / max(1, len(words))


def _looks_wrong(word: str, around: str, encoding: str) -> bool:
    """Return whether a word, or a sign with what is around it, is one that hardly anybody would write."""
    if not word.isalpha():
        return word not in _QUOTES and (word not in _SIGNS or any(map(str.isalpha, around)))
    scripts = {_script(letter) for letter in word}
    if scripts <= _KANA:
        return not all(_is_common(letter, encoding) for letter in word if _script(letter) == "CJK")
    if len(scripts) > 1 or scripts <= _UNCASED:
        return len(scripts) > 1
    is_cased_oddly = not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower()))
    # Ordinary Latin words have at most two letters with accents in a row.
    return is_cased_oddly or (scripts == {"LATIN"} and re.search("[^\x00-\x7f]{3}", word) is not None)


def _is_common(ideograph: str, encoding: str) -> bool:
    low, high = COMMON_BYTES.get(encoding, (1, 0))
    try:
        return low <= ideograph.encode(encoding)[0] <= high
    except UnicodeError:
        return False


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
