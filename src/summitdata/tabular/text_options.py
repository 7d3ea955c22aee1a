"""How a caller says what a file is written in: its encoding, its delimiter and quote, its header and its labels."""

from __future__ import annotations

import codecs
from typing import Any

from summitdata.arguments import check_choice, check_flag, check_text
from summitdata.errors import MOST_SHOWN, UnknownNameError, shown

__all__ = [
    "DELIMITERS",
    "LABELS",
    "MOST_SKIPPED",
    "READING",
    "check_encoding",
    "check_reading",
    "delimiter_of",
    "dialect_of",
    "fields_match_of",
]

DELIMITERS = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
"""The names of delimiters that a shell makes hard to write."""

LABELS = {
    "exact": ("exact", True),
    "name": ("equal", True),
    "ignore-case": ("exact", False),
    "name-ignore-case": ("equal", False),
}
"""How labels and fields are matched: by their order or by their names, and whether their case must be the same. The two
values are those of `fieldsMatch` in the schema and of `headerCase` in the dialect."""
READING: dict[str, Any] = dict.fromkeys(("encoding", "delimiter", "quote", "labels")) | {"skip_rows": 0, "header": True}
"""The options of how a single file is read, with the values that say nothing."""
MOST_SKIPPED = 99
"""How many rows may stand above the header: frictionless looks for it in the first hundred."""


def delimiter_of(name: Any, what: str = "delimiter") -> str | None:
    r"""Return the delimiter, or the quote character, that a caller means: one character, or the name of one.

    Raises
    ------
    UnknownNameError
        It is something else.

    Examples
    --------
    >>> delimiter_of("tab"), delimiter_of(";"), delimiter_of(None)
    ('\t', ';', None)
    """
    check_text(what, name)
    if name is None or len(name) == 1:
        return None if name is None else str(name)
    if what != "delimiter":
        raise UnknownNameError(f"{what} must be one character, not {shown(name)}")
    if name not in DELIMITERS:
        raise UnknownNameError.of("delimiter", name, DELIMITERS, "or one character")
    return DELIMITERS[name]


def check_reading(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of single files that say how they are read, without those that say nothing.

    Parameters
    ----------
    options : dict
        Those of `READING`, or some of them.

    Raises
    ------
    UnknownNameError
        One has a value that it cannot have.

    Examples
    --------
    >>> check_reading({"delimiter": "semicolon", "quote": None, "skip_rows": 0})
    {'delimiter': ';'}
    """
    check_encoding(options.get("encoding"))
    found = {name: delimiter_of(options.get(name), name) for name in ("delimiter", "quote")}
    for name, sign in found.items():
        if sign in ("\r", "\n"):
            raise UnknownNameError(f"{name} must not be a line break, which ends a row")
    if (found["delimiter"] or ",") == (found["quote"] or '"'):
        raise UnknownNameError(f"delimiter and quote are both {shown(found['delimiter'] or ',')}: they must differ")
    rows = options.get("skip_rows", 0)
    if not isinstance(rows, int) or isinstance(rows, bool) or not 0 <= rows <= MOST_SKIPPED:
        raise UnknownNameError(f"skip_rows must be an integer from 0 to {MOST_SKIPPED}, not {shown(rows)}")
    check_flag("header", options.get("header", True))
    if options.get("labels") is not None:
        check_choice("labels", options["labels"], LABELS)
    return {name: value for name, value in {**options, **found}.items() if value != READING[name]}


def dialect_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return the dialect that the options of a file mean, for a descriptor.

    Examples
    --------
    >>> dialect_of({"delimiter": ";", "skip_rows": 2, "labels": "ignore-case"})
    {'delimiter': ';', 'headerRows': [3], 'headerCase': False}
    >>> dialect_of({"header": False, "skip_rows": 2})
    {'header': False, 'commentRows': [1, 2]}
    """
    dialect: dict[str, Any] = {}
    for name, key in (("delimiter", "delimiter"), ("quote", "quoteChar")):
        if options.get(name):
            dialect[key] = delimiter_of(options[name], name)
    rows = options.get("skip_rows", 0)
    if not options.get("header", True):
        dialect["header"] = False
        if rows:
            dialect["commentRows"] = list(range(1, rows + 1))
    elif rows:
        dialect["headerRows"] = [rows + 1]
    if not LABELS[options.get("labels") or "exact"][1]:
        dialect["headerCase"] = False
    return dialect


def fields_match_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return what the options of a file change in its schema.

    Examples
    --------
    >>> fields_match_of({"labels": "name"}), fields_match_of({})
    ({'fieldsMatch': 'equal'}, {})
    """
    return {"fieldsMatch": LABELS[options["labels"]][0]} if options.get("labels") else {}


def check_encoding(name: Any) -> None:
    """Raise for an encoding that no text is read in.

    Raises
    ------
    UnknownNameError
        Python does not know it, or it is none of files, as base64; the message suggests similar names.
    """
    check_text("encoding", name)
    if name is None or _is_encoding(name):
        return
    from difflib import get_close_matches
    from encodings.aliases import aliases

    wanted = name[:MOST_SHOWN].lower().replace("_", "-")
    known = {alias.replace("_", "-") for pair in aliases.items() for alias in pair}
    near = [*_MEANT.get(wanted, ()), *get_close_matches(wanted, known - {wanted}, 9)]
    by_codec: dict[str, str] = {}
    for one in filter(_is_encoding, near):
        by_codec.setdefault(codecs.lookup(one).name, one)  # of the names of one encoding, the nearest is enough
    near = list(by_codec.values())[:3]
    suggestion = f": did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise UnknownNameError(f"unknown encoding: {shown(name)}{suggestion}")


_MEANT = {"ansi": ("cp1252",), "unicode": ("utf-16", "utf-8")}
"""What Windows calls encodings, with their names."""
_OF_NAMES = frozenset({"idna", "punycode"})
"""Encodings of the names of hosts."""


def _is_encoding(name: str) -> bool:
    try:
        b" ".decode(name, "replace")
    except (LookupError, ValueError):  # Python does not know it, or no text is in it
        return False
    return codecs.lookup(name).name not in _OF_NAMES
