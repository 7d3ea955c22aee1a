"""The errors of this library: each says what is wrong, where, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "MOST_SHOWN",
    "DataFileError",
    "FigureError",
    "MissingDependencyError",
    "PackageError",
    "SchemaWarning",
    "SummitDataError",
    "UnitError",
    "UnknownNameError",
    "shown",
]


MOST_LISTED = 30
"""Of more names than these, only the similar ones are shown."""
MOST_SHOWN = 200
"""How many characters of a value that a caller gave are shown."""


def shown(value: object, most: int = MOST_SHOWN) -> str:
    """Return a value that a caller gave, for a message: one line, cut after `most` characters.

    Examples
    --------
    >>> shown("KAZ"), shown([2024])
    ("'KAZ'", '[2024]')
    """
    try:
        text = repr(value) if isinstance(value, str) else " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - the object is the caller's, and its `repr` may raise anything
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= most else text[:most] + "…"


class SummitDataError(Exception):
    """The base class of every error of this library."""


class UnknownNameError(SummitDataError, LookupError):
    """A table, figure, country, unit, year or option that does not exist; the message suggests similar names."""

    @classmethod
    def of(cls, noun: str, name: object, choices: Iterable[object], hint: str = "") -> UnknownNameError:
        """Build the error for a name that is not one of the choices.

        Parameters
        ----------
        noun : str
            What the name was to be, such as "table".
        name : object
            The unknown name.
        choices : iterable
            The names that exist.
        hint : str, optional
            What else the caller can do.

        Examples
        --------
        >>> print(UnknownNameError.of("table", "figure", ["figures", "topics"]))
        unknown table 'figure': did you mean 'figures'? (known: 'figures', 'topics')
        """
        from difflib import get_close_matches

        by_text = {str(choice).casefold(): choice for choice in choices}
        text = name[:MOST_SHOWN] if isinstance(name, str) else shown(name)
        similar = get_close_matches(text.casefold(), by_text, n=3, cutoff=0.5)
        suggestion = f": did you mean {' or '.join(repr(by_text[text]) for text in similar)}?" if similar else ""
        listed = f"known: {', '.join(map(repr, by_text.values()))}" if by_text else "there are none"
        if similar and len(by_text) > MOST_LISTED:
            listed = f"of {len(by_text)}"
        return cls(f"unknown {noun} {shown(name)}{suggestion} ({listed})" + (f"; {hint}" if hint else ""))


class UnitError(SummitDataError, TypeError):
    """Two units that measure different things, such as dollars and cubic metres."""


class FigureError(SummitDataError, ValueError):
    """Something that makes no figure: no number, a value outside its bounds, or a part of a wrong type."""


class PackageError(SummitDataError, OSError):
    """The data package cannot be found, read or written."""


class SchemaWarning(UserWarning):
    """A Table Schema has a property that is not one of the standard, but nearly: it has no effect."""


class DataFileError(SummitDataError, ValueError):
    """A data file whose content does not match its schema."""


class MissingDependencyError(SummitDataError, ImportError):
    """A call needs a library that is not installed; the message names the extra that installs it."""

    @classmethod
    def of(cls, module: str, extra: str) -> MissingDependencyError:
        """Build the error for a missing module and the extra that installs it."""
        return cls(f"this call needs {module}: install it with pip install 'summitdata[{extra}]'")
