r"""Translate Python patterns to RE2, the engine of Arrow, which needs no more than linear time on any text.

There are two kinds of translation. `to_re2` never matches more than Python does, and is small: the screen runs it on
millions of cells. `to_exact_re2` matches exactly what Python matches, so it can say of a cell that it does not match.
A pattern has no translation where RE2 would read it differently: flags, look-around, back-references, word boundaries.

The parser of Python's own patterns, `re._parser`, is private to CPython and may change; the tests on prereleases of
Python show it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, repeat
from re import _constants as code  # type: ignore[attr-defined] # typeshed leaves it out
from re import _parser as parser  # type: ignore[attr-defined] # the only parser of Python's own expressions
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Ranges", "fixed_classes", "to_exact_re2", "to_re2"]

Ranges = tuple[tuple[int, int], ...]
"""Code points, as ranges with both ends included."""

PART_OF_CLASS: dict[Any, Ranges] = {
    code.CATEGORY_DIGIT: ((0x30, 0x39),),
    code.CATEGORY_WORD: ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)),
    code.CATEGORY_SPACE: ((0x09, 0x0D), (0x20, 0x20)),
}
"""The ASCII characters of each class: a part of what Python matches, so the translation matches no more."""

ASCII_CLASSES: dict[Any, Ranges] = {**PART_OF_CLASS, code.CATEGORY_SPACE: ((0x09, 0x0D), (0x1C, 0x20))}
"""What Python matches in an ASCII text, exactly."""

CLASS_PATTERNS = {code.CATEGORY_DIGIT: r"\d+", code.CATEGORY_WORD: r"\w+", code.CATEGORY_SPACE: r"\s+"}
NEGATED_CLASSES = {
    code.CATEGORY_NOT_DIGIT: code.CATEGORY_DIGIT,
    code.CATEGORY_NOT_WORD: code.CATEGORY_WORD,
    code.CATEGORY_NOT_SPACE: code.CATEGORY_SPACE,
}
LAST_ASCII, LAST_CODE_POINT = 0x7F, 0x10FFFF

MOST_REPEATS = 1000
"""The largest number of repeats that RE2 allows."""
MOST_CHARACTERS = 5000
"""A longer pattern has no translation: Python's parser may need time that grows with the square of the length."""
MOST_FIXED = 32
"""How many characters texts of one length have at most."""
MOST_STEPS = 1000
"""How many characters and ranges a translation has, its repeats written out: RE2's steps for each byte at worst."""

SURROGATES = range(0xD800, 0xE000)
"""Code points that UTF-8 cannot encode."""


class _UntranslatableError(ValueError):
    """A part of a pattern that RE2 would read differently, or that is too large."""


def to_re2(pattern: str) -> str | None:
    r"""Return an RE2 expression for a Python pattern, or None if there is none.

    A text that the expression matches is a full match of the pattern. RE2 takes each of them: `MOST_STEPS` limits it.

    Examples
    --------
    >>> to_re2("[A-Z]{3}|EU")
    '^(?:(?:[\\x{41}-\\x{5a}]{3}|EU))$'
    >>> to_re2(r"(a)\1") is None
    True
    """
    translation = _Translator(PART_OF_CLASS)
    if _parse(f"^{pattern}$") is None:  # frictionless compiles it so, which fails for some patterns
        return None
    body = translation.translate(_parse(pattern))
    return None if body is None else f"^(?:{body})$"


def to_exact_re2(pattern: str, *, part: Literal["whole", "start"], ascii_only: bool) -> str | None:
    r"""Return an RE2 expression that matches exactly the texts that a Python pattern matches, or None.

    Parameters
    ----------
    pattern : str
        A pattern of Python.
    part : {"whole", "start"}
        What of a text must match, as `re.fullmatch` or as `re.match` has it.
    ascii_only : bool
        Whether the expression is for ASCII texts only; else for every text that UTF-8 can encode.

    Examples
    --------
    >>> to_exact_re2(r"(a+)+$", part="start", ascii_only=True)
    '^(?:(?:(?:(?:a){1,})){1,}\\n?$)'
    >>> to_exact_re2(r"a$b", part="whole", ascii_only=True) is None
    True
    """
    classes = ASCII_CLASSES if ascii_only else _unicode_classes()
    translator = _Translator(classes, exact=True, end="$" if part == "whole" else r"\n?$")
    body = translator.translate(_parse(pattern))
    return None if body is None else f"^(?:{body})" + ("$" if part == "whole" else "")


def fixed_classes(pattern: str) -> tuple[Ranges, ...] | None:
    """Return the ASCII characters at each place of the texts of a pattern, or None if they are not of one length.

    As in `to_re2`, a text of these characters is a full match of the pattern.

    Examples
    --------
    >>> fixed_classes("[A-C]-?"), fixed_classes("-[A-C]{2}")
    (None, (((45, 45),), ((65, 67),), ((65, 67),)))
    """
    if to_re2(pattern) is None:
        return None
    try:
        classes = tuple(islice(_classes(_parse(pattern)), MOST_FIXED + 1))
    except _UntranslatableError:
        return None
    is_ascii = all(last <= LAST_ASCII for ranges in classes for _, last in ranges)
    return classes if is_ascii and 0 < len(classes) <= MOST_FIXED else None


def _classes(items: Any) -> Iterator[Ranges]:
    """Yield the characters at each place that parts of a pattern take."""
    translator = _Translator(PART_OF_CLASS)
    for opcode, value in items:
        if opcode is code.LITERAL:
            yield ((value, value),)
        elif opcode is code.IN and value[0][0] is not code.NEGATE:
            yield tuple(found for each in value for found in translator.ranges(*each, is_negated=False))
        elif opcode is code.MAX_REPEAT and value[0] == value[1]:
            yield from chain.from_iterable(repeat(tuple(_classes(value[2])), value[0]))
        elif opcode is code.SUBPATTERN and not (value[1] or value[2]):
            yield from _classes(value[3])
        else:
            raise _UntranslatableError


def _parse(pattern: str) -> Any:
    """Return the parsed pattern, or None if it cannot be used."""
    if len(pattern) > MOST_CHARACTERS:
        return None
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    return None if tree.state.flags & ~re.UNICODE else tree


@cache
def _unicode_classes() -> Mapping[Any, Ranges]:
    """Return what each class of Python matches, found with Python itself."""
    every_character = "".join(map(chr, range(LAST_CODE_POINT + 1)))
    return {
        name: tuple((match.start(), match.end() - 1) for match in re.finditer(pattern, every_character))
        for name, pattern in CLASS_PATTERNS.items()
    }


@dataclass
class _Translator:
    """Writes a parsed pattern for RE2.

    Parameters
    ----------
    classes : dict
        The code points of each class.
    exact : bool
        Whether the translation must match all that Python matches.
    end : str
        What stands for `$` where nothing follows it.
    """

    classes: Mapping[Any, Ranges]
    exact: bool = False
    end: str = "$"
    steps: int = 0
    repeats: int = 1

    def translate(self, tree: Any) -> str | None:
        """Return the translation of a parsed pattern, or None if it has none."""
        try:
            return None if tree is None else self.sequence(tree, is_last=True)
        except (_UntranslatableError, RecursionError):
            return None

    def sequence(self, items: Any, *, is_last: bool) -> str:
        """Translate parts that follow each other; `is_last` says that nothing follows them."""
        texts = []
        for position, (opcode, value) in enumerate(items):
            rest_is_empty = all(later is code.AT and at in ENDS for later, at in items[position + 1 :])
            texts.append(self.part(opcode, value, is_last=is_last and rest_is_empty))
        return "".join(texts)

    def part(self, opcode: Any, value: Any, *, is_last: bool) -> str:
        """Translate one part."""
        if opcode in CHARACTERS:
            return CHARACTERS[opcode](self, value)
        if opcode in STRUCTURES:
            return STRUCTURES[opcode](self, value, is_last=is_last)
        raise _UntranslatableError

    def count(self, steps: int) -> None:
        """Count what RE2 has to step through."""
        self.steps += steps * self.repeats
        if self.steps > MOST_STEPS:
            raise _UntranslatableError

    def anchor(self, anchor: Any, *, is_last: bool) -> str:
        """Translate an anchor; `$` in Python also matches before a line break at the end, in RE2 only at the end."""
        if anchor in (code.AT_BEGINNING, code.AT_BEGINNING_STRING):
            return "^"
        if anchor is code.AT_END_STRING:
            return "$"
        if anchor is code.AT_END and (is_last or not self.exact):
            return self.end
        raise _UntranslatableError

    def group(self, value: Any, *, is_last: bool) -> str:
        """Translate a group without flags."""
        _, added, removed, inner = value
        if added or removed:
            raise _UntranslatableError
        return f"(?:{self.sequence(inner, is_last=is_last)})"

    def branch(self, value: Any, *, is_last: bool) -> str:
        """Translate alternatives."""
        return f"(?:{'|'.join(self.sequence(branch, is_last=is_last) for branch in value[1])})"

    def repeat(self, value: Any, *, is_last: bool) -> str:
        """Translate a repeat."""
        least, most, inner = value
        is_unbounded = most is code.MAXREPEAT
        if least > MOST_REPEATS or (not is_unbounded and most > MOST_REPEATS):
            raise _UntranslatableError
        times = f"{{{least}}}" if least == most else f"{{{least},{'' if is_unbounded else most}}}"
        before = self.repeats
        self.repeats *= max(least if is_unbounded else most, 1)
        self.count(1)
        text = self.sequence(inner, is_last=is_last and most == 1)
        self.repeats = before
        is_single_class = len(inner) == 1 and inner[0][0] is code.IN
        return f"{text}{times}" if is_single_class else f"(?:{text}){times}"

    def characters(self, items: Any) -> str:
        """Translate a class of characters."""
        is_negated = items[0][0] is code.NEGATE
        ranges: list[tuple[int, int]] = []
        for opcode, value in items[is_negated:]:
            ranges += self.ranges(opcode, value, is_negated=is_negated)
        is_ascii = all(last <= LAST_ASCII for _, last in ranges)
        self.count((len(ranges) + 1) // 2 if is_ascii else len(ranges))
        return f"[{'^' if is_negated else ''}{''.join(map(_range, ranges))}]"

    def ranges(self, opcode: Any, value: Any, *, is_negated: bool) -> Ranges:
        """Return the code points of a member of a class."""
        if opcode is code.LITERAL:
            return ((value, value),)
        if opcode is code.RANGE:
            return (value,)
        if opcode is code.CATEGORY and value in self.classes and (self.exact or not is_negated):
            return self.classes[value]
        if opcode is code.CATEGORY and self.exact and value in NEGATED_CLASSES:
            return _complement(self.classes[NEGATED_CLASSES[value]])
        raise _UntranslatableError

    def literal(self, code_point: int) -> str:
        """Translate a single character."""
        self.count(1)
        character = chr(code_point)
        return character if character.isascii() and character.isalnum() else _character(code_point)

    def other(self, code_point: int) -> str:
        """Translate any character but one."""
        self.count(1)
        return f"[^{_character(code_point)}]"

    def any(self, _: None) -> str:
        """Translate the dot."""
        self.count(1)
        return r"[^\n]"


def _complement(ranges: Ranges) -> Ranges:
    """Return all other code points, without the surrogates."""
    gaps, start = [], 0
    for first, last in sorted([*ranges, (SURROGATES.start, SURROGATES.stop - 1)]):
        if first > start:
            gaps.append((start, first - 1))
        start = last + 1
    return (*gaps, (start, LAST_CODE_POINT))


def _range(ends: tuple[int, int]) -> str:
    first, last = ends
    return _character(first) if first == last else f"{_character(first)}-{_character(last)}"


def _character(code_point: int) -> str:
    if code_point in SURROGATES:
        raise _UntranslatableError
    return f"\\x{{{code_point:x}}}"


ENDS = (code.AT_END, code.AT_END_STRING)

CHARACTERS: dict[Any, Callable[[_Translator, Any], str]] = {
    code.LITERAL: _Translator.literal,
    code.NOT_LITERAL: _Translator.other,
    code.ANY: _Translator.any,
    code.IN: _Translator.characters,
}
"""For each opcode of a parsed pattern that stands for one character, what writes it for RE2."""

STRUCTURES: dict[Any, Callable[..., str]] = {
    code.AT: _Translator.anchor,
    code.BRANCH: _Translator.branch,
    code.SUBPATTERN: _Translator.group,
    code.MAX_REPEAT: _Translator.repeat,
    code.MIN_REPEAT: _Translator.repeat,
}
"""For the other opcodes, what writes them; those in neither table have no translation."""
