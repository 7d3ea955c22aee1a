"""How long Python may need to compile a pattern: of an untrusted schema, that has to be known before."""

from __future__ import annotations

import re
from re import _constants as code  # type: ignore[attr-defined] # typeshed leaves it out
from re import _parser as parser  # type: ignore[attr-defined] # the only parser of Python's own expressions
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["compile_pattern"]

MOST_CHARACTERS = 20_000
"""How long a pattern may be: some need time that grows with the square of their length."""
MOST_CODE_POINTS = 2_000_000
"""How many characters the ranges of a pattern may have in all, if case is ignored: each is looked at."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of an untrusted schema.

    Raises
    ------
    re.error
        It is not a pattern.
    ValueError
        It may take long to compile.

    Examples
    --------
    >>> compile_pattern("[A-Z]{3}").fullmatch("KAZ") is not None
    True
    """
    if len(pattern) > MOST_CHARACTERS:
        raise ValueError(
            f"a pattern may have {MOST_CHARACTERS} characters, and this one has {len(pattern)}: shorten it"
        )
    tree = parser.parse(pattern)
    if tree.state.flags & re.IGNORECASE or "(?" in pattern:  # a group may ignore case as well
        size = sum(last - first + 1 for first, last in _ranges(tree))
        if size > MOST_CODE_POINTS:
            raise ValueError(f"the ranges of the pattern have {size} characters in all: use fewer or smaller ones")
    return re.compile(pattern)


def _ranges(tree: Any) -> Iterator[tuple[int, int]]:
    """Yield the ranges of all classes of a parsed pattern."""
    parts = [tree]
    while parts:
        part = parts.pop()
        if isinstance(part, tuple) and len(part) == 2 and part[0] is code.RANGE:  # noqa: PLR2004 - opcode and value
            yield part[1]
        elif isinstance(part, list | tuple | parser.SubPattern):
            parts.extend(part)
