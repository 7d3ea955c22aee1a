"""Text of others made harmless to look at: each control character as what it is, and an end where it is long."""

from __future__ import annotations

__all__ = ["visible"]

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, limit: int = 200) -> str:
    r"""Return a text in one printable line, cut after `limit` characters.

    Control characters, marks that turn the direction of writing, and halves of a surrogate pair are spelled out.

    Examples
    --------
    >>> print(visible("a\nb\x1b[31m\u202e"))
    a\nb\x1b[31m\u202e
    >>> visible("long", 3)
    'lon…'
    """
    cut = text[:limit] + ("…" if len(text) > limit else "")
    return "".join(character if character.isprintable() else _spelled(character) for character in cut)


def _spelled(character: str) -> str:
    number = ord(character)
    return _NAMED.get(character) or (f"\\x{number:02x}" if number <= 0xFF else f"\\u{number:04x}")  # noqa: PLR2004 - a byte
