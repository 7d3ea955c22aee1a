"""Escape control characters in untrusted text, so that it steers no terminal and no log."""

from __future__ import annotations

__all__ = ["escape_control"]

_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape_control(text: str, limit: int = 200) -> str:
    r"""Return a text as one printable line of at most `limit` characters before escaping.

    Control characters, marks that change the direction of writing, and halves of a surrogate pair are written as
    escapes. A text that was cut ends in an ellipsis.

    Examples
    --------
    >>> print(escape_control("a\nb\x1b[31m\u202e"))
    a\nb\x1b[31m\u202e
    >>> escape_control("long", 3)
    'lon…'
    """
    cut = text[:limit] + ("…" if len(text) > limit else "")
    return "".join(character if character.isprintable() else _escape(character) for character in cut)


def _escape(character: str) -> str:
    code = ord(character)
    short = _SHORT_ESCAPES.get(character)
    return short or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")  # noqa: PLR2004 - a byte
