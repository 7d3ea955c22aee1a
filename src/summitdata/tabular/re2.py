r"""A Python regular expression in the words of RE2, where both mean the same or RE2 the less.

RE2 matches millions of cells a second. What it would read otherwise than Python has no translation: flags, look-around,
back-references, and the negated classes of Unicode (`\D`, `\W`, `\S`), which RE2 takes for those of ASCII.
"""

from __future__ import annotations

import re
from re import _constants as code  # type: ignore[attr-defined] # typeshed leaves it out
from re import _parser as parser  # type: ignore[attr-defined] # the only parser of Python's own expressions
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["to_re2"]

CLASSES = {code.CATEGORY_DIGIT: "0-9", code.CATEGORY_WORD: "0-9A-Za-z_", code.CATEGORY_SPACE: r"\t\n\v\f\r "}
"""In ASCII each is a part of what Python takes, so a class of them takes no more."""

MOST_REPEATS = 1000
"""RE2 allows no more."""

SURROGATES = range(0xD800, 0xE000)
"""Halves of characters, which cannot stand in UTF-8."""


class _UntranslatableError(ValueError):
    """A part of an expression that RE2 would read otherwise."""


def to_re2(pattern: str) -> str | None:
    r"""Return an expression of RE2 that matches only texts that the pattern matches as a whole; None if there is none.

    RE2 may still refuse it, for its size.

    Examples
    --------
    >>> to_re2("[A-Z]{3}|EU")
    '^(?:(?:[\\x{41}-\\x{5a}]{3}|EU))$'
    >>> to_re2(r"(a)\1") is None
    True
    """
    try:
        parser.parse(f"^{pattern}$")  # frictionless puts it so, which is an error for some
        tree = parser.parse(pattern)
        if tree.state.flags & ~re.UNICODE:
            return None
        return f"^(?:{_sequence(tree)})$"
    except (re.error, _UntranslatableError, RecursionError, OverflowError):
        return None


def _sequence(tree: Any) -> str:
    return "".join(_part(kind, value) for kind, value in tree)


def _part(kind: Any, value: Any) -> str:
    if kind not in PARTS:
        raise _UntranslatableError
    return PARTS[kind](value)


def _anchor(place: Any) -> str:
    """Put the ends of a text; RE2 takes `$` for the end alone, Python also for the place before a last line break."""
    if place in (code.AT_BEGINNING, code.AT_BEGINNING_STRING):
        return "^"
    if place in (code.AT_END, code.AT_END_STRING):
        return "$"
    raise _UntranslatableError


def _group(value: Any) -> str:
    _, added, removed, inner = value
    if added or removed:
        raise _UntranslatableError
    return f"(?:{_sequence(inner)})"


def _repeat(value: Any) -> str:
    least, most, inner = value
    if least > MOST_REPEATS or (most is not code.MAXREPEAT and most > MOST_REPEATS):
        raise _UntranslatableError
    times = f"{{{least}}}" if least == most else f"{{{least},{'' if most is code.MAXREPEAT else most}}}"
    alone = len(inner) == 1 and inner[0][0] is code.IN
    return f"{_sequence(inner)}{times}" if alone else f"(?:{_sequence(inner)}){times}"


def _class(items: Any) -> str:
    negated = items[0][0] is code.NEGATE
    words = []
    for kind, value in items[negated:]:
        if kind is code.LITERAL:
            words.append(_member(value))
        elif kind is code.RANGE:
            words.append(f"{_member(value[0])}-{_member(value[1])}")
        elif kind is code.CATEGORY and not negated and value in CLASSES:
            words.append(CLASSES[value])
        else:
            raise _UntranslatableError
    return f"[{'^' if negated else ''}{''.join(words)}]"


def _literal(point: int) -> str:
    character = chr(point)
    return character if character.isascii() and character.isalnum() else _member(point)


def _member(point: int) -> str:
    if point in SURROGATES:
        raise _UntranslatableError
    return f"\\x{{{point:x}}}"


PARTS: dict[Any, Callable[[Any], str]] = {
    code.LITERAL: _literal,
    code.NOT_LITERAL: lambda point: f"[^{_member(point)}]",
    code.ANY: lambda _: r"[^\n]",
    code.IN: _class,
    code.AT: _anchor,
    code.BRANCH: lambda value: f"(?:{'|'.join(_sequence(branch) for branch in value[1])})",
    code.SUBPATTERN: _group,
    code.MAX_REPEAT: _repeat,
    code.MIN_REPEAT: _repeat,
}
"""What a part of an expression is for RE2; the others have no translation."""
