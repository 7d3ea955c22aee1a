"""Names and texts as SQL writes them."""

from __future__ import annotations

__all__ = ["quoted_name", "quoted_text"]


def quoted_name(name: str) -> str:
    """Return a name as SQL writes one that may be anything.

    Examples
    --------
    >>> print(quoted_name('a "b" c'))
    "a ""b"" c"
    """
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Return a text as SQL writes it.

    Examples
    --------
    >>> print(quoted_text("Xi'an"))
    'Xi''an'
    """
    return "'" + text.replace("'", "''") + "'"
