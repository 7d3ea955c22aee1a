"""How a caller says what a file is written in: the encoding, and the delimiter by its character or its name."""

from __future__ import annotations

import codecs
from typing import Any

from summitdata.arguments import check_text
from summitdata.errors import MOST_SHOWN, UnknownNameError, shown

__all__ = ["DELIMITERS", "check_encoding", "delimiter_of"]

DELIMITERS = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
"""The names of delimiters that a shell makes hard to write."""


def delimiter_of(name: Any) -> str | None:
    r"""Return the delimiter that a caller means: one character, or the name of one.

    Raises
    ------
    UnknownNameError
        It is something else.

    Examples
    --------
    >>> delimiter_of("tab"), delimiter_of(";"), delimiter_of(None)
    ('\t', ';', None)
    """
    check_text("delimiter", name)
    if name is None or len(name) == 1:
        return None if name is None else str(name)
    if name not in DELIMITERS:
        raise UnknownNameError.of("delimiter", name, DELIMITERS, "or one character")
    return DELIMITERS[name]


def check_encoding(name: Any) -> None:
    """Raise for an encoding that Python does not know.

    Raises
    ------
    UnknownNameError
        Python does not know it; the message suggests similar names.
    """
    check_text("encoding", name)
    try:
        if name is not None:
            codecs.lookup(name)
    except (LookupError, ValueError) as error:
        from difflib import get_close_matches
        from encodings.aliases import aliases

        near = get_close_matches(
            name[:MOST_SHOWN].lower().replace("_", "-"),
            {alias.replace("_", "-") for pair in aliases.items() for alias in pair},
        )
        suggestion = f": did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise UnknownNameError(f"unknown encoding: {shown(name)}{suggestion}") from error
