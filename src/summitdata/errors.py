"""The library's own family of errors: each says what is wrong, where, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DataFileError",
    "MissingDependencyError",
    "PackageError",
    "SummitDataError",
    "UnitError",
    "UnknownNameError",
]


class SummitDataError(Exception):
    """What every error of this library is."""


class UnknownNameError(SummitDataError, LookupError):
    """A table, figure, country, unit, year or option that does not exist; the text lists the near misses."""

    @classmethod
    def of(cls, what: str, name: object, known: Iterable[object], hint: str = "") -> UnknownNameError:
        """Build the error for `name`, which is not one of `known`.

        Examples
        --------
        >>> print(UnknownNameError.of("table", "figure", ["figures", "topics"]))
        unknown table 'figure': did you mean 'figures'? (known: 'figures', 'topics')
        """
        from difflib import get_close_matches

        choices = {str(choice): choice for choice in known}
        near = get_close_matches(str(name), choices, n=3, cutoff=0.5)
        guess = f" did you mean {' or '.join(repr(choices[n]) for n in near)}?" if near else ""
        listed = f"known: {', '.join(map(repr, choices.values()))}" if choices else "none is known"
        tail = f"; {hint}" if hint else ""
        return cls(f"unknown {what} {name!r}:{guess} ({listed}){tail}")


class UnitError(SummitDataError, TypeError):
    """Two units that do not go together, such as dollars and cubic metres."""


class PackageError(SummitDataError, OSError):
    """The data package cannot be found, read or written."""


class DataFileError(SummitDataError, ValueError):
    """A data file whose content is not what its schema says."""


class MissingDependencyError(SummitDataError, ImportError):
    """A call needs a library that is not installed; the text says which extra brings it."""

    @classmethod
    def of(cls, module: str, extra: str) -> MissingDependencyError:
        """Build the error for a missing `module` that the extra `extra` installs."""
        return cls(f"this call needs {module}: install it with pip install 'summitdata[{extra}]'")
