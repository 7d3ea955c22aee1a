r"""Translate Python patterns to RE2, the engine of Arrow; the result never matches more than Python does.

RE2 matches millions of cells a second. A pattern has no translation where RE2 would match a text that Python does not:
flags, look-around, back-references, and the negated classes (`\D`, `\W`, `\S`), which RE2 takes as those of ASCII.

The parser of Python's own patterns, `re._parser`, is private to CPython and may change; the tests on prereleases of
Python show it.
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
"""The ASCII characters of each class: a part of what Python matches, so the translation matches no more."""

MOST_REPEATS = 1000
"""The largest number of repeats that RE2 allows."""

SURROGATES = range(0xD800, 0xE000)
"""Code points that UTF-8 cannot encode."""


class _UntranslatableError(ValueError):
    """A part of a pattern that RE2 would read differently."""


def to_re2(pattern: str) -> str | None:
    r"""Return an RE2 expression for a Python pattern, or None if there is none.

    A text that the expression matches is a full match of the pattern. RE2 may still refuse a very large expression.

    Examples
    --------
    >>> to_re2("[A-Z]{3}|EU")
    '^(?:(?:[\\x{41}-\\x{5a}]{3}|EU))$'
    >>> to_re2(r"(a)\1") is None
    True
    """
    try:
        parser.parse(f"^{pattern}$")  # frictionless compiles it so, which fails for some patterns
        tree = parser.parse(pattern)
        if tree.state.flags & ~re.UNICODE:
            return None
        return f"^(?:{_sequence(tree)})$"
    except (re.error, _UntranslatableError, RecursionError, OverflowError):
        return None


def _sequence(tree: Any) -> str:
    return "".join(_part(opcode, value) for opcode, value in tree)


def _part(opcode: Any, value: Any) -> str:
    if opcode not in TRANSLATORS:
        raise _UntranslatableError
    return TRANSLATORS[opcode](value)


def _anchor(anchor: Any) -> str:
    """Translate an anchor; `$` in Python also matches before a line break at the end, in RE2 only at the end."""
    if anchor in (code.AT_BEGINNING, code.AT_BEGINNING_STRING):
        return "^"
    if anchor in (code.AT_END, code.AT_END_STRING):
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
    is_single_class = len(inner) == 1 and inner[0][0] is code.IN
    return f"{_sequence(inner)}{times}" if is_single_class else f"(?:{_sequence(inner)}){times}"


def _class(items: Any) -> str:
    negated = items[0][0] is code.NEGATE
    members = []
    for opcode, value in items[negated:]:
        if opcode is code.LITERAL:
            members.append(_character(value))
        elif opcode is code.RANGE:
            members.append(f"{_character(value[0])}-{_character(value[1])}")
        elif opcode is code.CATEGORY and not negated and value in CLASSES:
            members.append(CLASSES[value])
        else:
            raise _UntranslatableError
    return f"[{'^' if negated else ''}{''.join(members)}]"


def _literal(code_point: int) -> str:
    character = chr(code_point)
    return character if character.isascii() and character.isalnum() else _character(code_point)


def _character(code_point: int) -> str:
    if code_point in SURROGATES:
        raise _UntranslatableError
    return f"\\x{{{code_point:x}}}"


TRANSLATORS: dict[Any, Callable[[Any], str]] = {
    code.LITERAL: _literal,
    code.NOT_LITERAL: lambda code_point: f"[^{_character(code_point)}]",
    code.ANY: lambda _: r"[^\n]",
    code.IN: _class,
    code.AT: _anchor,
    code.BRANCH: lambda value: f"(?:{'|'.join(_sequence(branch) for branch in value[1])})",
    code.SUBPATTERN: _group,
    code.MAX_REPEAT: _repeat,
    code.MIN_REPEAT: _repeat,
}
"""For each opcode of a parsed pattern, what writes it for RE2; the other opcodes have no translation."""
