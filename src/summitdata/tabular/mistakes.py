"""What is wrong with a part of a descriptor: how it is said, and where the part is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from summitdata.errors import shown
from summitdata.opening import STDIN_PLACE, is_stdin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.tabular.text_places import Origin

__all__ = ["Keys", "Mistake", "PlacedMistake", "did_you_mean", "missing", "must_be", "wrong_type"]

Keys = tuple[str | int, ...]
"""The way to a part of a descriptor."""

MOST_COMPARED = 500
"""With how many names one is compared."""

_JSON_NAMES: dict[type, str] = {
    dict: "a JSON object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "an integer",
}


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a part of a descriptor, what would be right, and the way to the part.

    `is_unknown` says that it is a name which does not exist.
    """

    keys: Keys
    note: str
    is_unknown: bool = False

    def said(self, origin: Origin) -> str:
        """Return the mistake with file, line and column, for a message; `origin` is that of the descriptor."""
        return f"{STDIN_PLACE if is_stdin(origin.file) else origin.file}: {self.at(origin)}"

    def at(self, origin: Origin) -> PlacedMistake:
        """Return the mistake with its line and column."""
        place = origin.below(*self.keys).place()
        return PlacedMistake(self.note, *(place or (None, None)))

    def below(self, *keys: str | int) -> Mistake:
        """Return the mistake in what is around the descriptor."""
        return Mistake((*keys, *self.keys), self.note, self.is_unknown)


@dataclass(frozen=True)
class PlacedMistake:
    """What is wrong with a part of a descriptor, and its line and column, if they are known."""

    note: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.note if self.line is None else f"line {self.line}, column {self.column}: {self.note}"


def wrong_type(value: Any, json_type: type) -> bool:
    """Return whether a value of a descriptor is of another type than it must be; a boolean is not a number."""
    if json_type is int:
        return isinstance(value, bool) or not (
            isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        )
    return not isinstance(value, json_type)


def must_be(what: str, value: Any, json_type: type, example: str = "") -> str:
    """Return what is said of a value of another type."""
    return f"{what} is {shown(value)}: it must be {_JSON_NAMES[json_type]}{example and f', as in {example}'}"


def missing(part: dict[Any, Any], name: str, where: str, example: str) -> Mistake:
    """Return that a part of a descriptor lacks a property, or which of its properties is meant to be it."""
    from difflib import get_close_matches

    names = [one for one in islice(part, MOST_COMPARED) if isinstance(one, str)]
    if near := get_close_matches(name, names, n=1, cutoff=0.7):
        return Mistake((near[0],), f"{shown(near[0])} is not a property of {where}: did you mean {name!r}?")
    return Mistake((), f'{where} has no "{name}": write one, as in "{name}": {example}')


def did_you_mean(name: Any, known: Iterable[str]) -> str:
    """Return the suggestion of a similar name, for the end of a message; nothing where there is none."""
    from difflib import get_close_matches

    folded = {str(one).casefold(): one for one in islice(known, MOST_COMPARED)}
    found = get_close_matches(str(name)[:MOST_COMPARED].casefold(), folded, n=1, cutoff=0.6)
    return f": did you mean {shown(folded[found[0]])}?" if found else ""
