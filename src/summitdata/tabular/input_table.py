"""A table to read, with its schema and the tables that its foreign keys refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.tabular.mistakes import PlacedMistake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from summitdata.tabular.text_places import Origin
    from summitdata.tabular.unpacking import Copy

__all__ = ["CLOSER_LOOKS", "Batch", "InputTable", "unreadable_table", "wrong_table"]

CLOSER_LOOKS = ("quotes", "header", "keys")
"""What of the structure of a file is looked at and frictionless lets pass: quotes that are not closed or not at the end
of a cell, a header that is not in the first row, and keys that lack a part."""


@dataclass(frozen=True)
class InputTable:
    """A table to read.

    Parameters
    ----------
    resource : dict
        The descriptor of its resource, with schema and dialect loaded and nothing left to guess.
    folder : pathlib.Path
        The folder that the resource's path is relative to.
    place : str
        The file as the caller wrote it, for messages and reports.
    other_resources : tuple of (dict, pathlib.Path)
        The tables that its foreign keys refer to: their resources and folders. For a table in the place of one of this
        package, all other tables of the package.
    replaces : str, optional
        The table of this package whose schema it has and whose place it takes among the package's tables.
    unread : str
        Why it is not read: no schema is known, or not the table that a foreign key refers to; it is an address.
    unread_type : str
        The type of that error.
    mistakes : tuple of PlacedMistake
        Why it is not read, if its descriptor is wrong: `place` is the file of the descriptor then.
    packed : InputTable, optional
        The table as it was, if this is its unpacked copy.
    schema_origin : Origin, optional
        Where its schema was read.
    copies : tuple of Copy
        The unpacked copies that are read for it; they are removed with the last object that has them.
    as_frictionless : frozenset of str
        What is looked at no closer than frictionless does: some of `CLOSER_LOOKS`.
    notes : tuple of str
        What its descriptor seems to mean, and does not say.
    """

    resource: dict[str, Any]
    folder: Path
    place: str
    other_resources: tuple[tuple[dict[str, Any], Path], ...] = ()
    replaces: str | None = None
    unread: str = ""
    unread_type: str = "no-schema"
    mistakes: tuple[PlacedMistake, ...] = ()
    packed: InputTable | None = None
    schema_origin: Origin | None = None
    copies: tuple[Copy, ...] = ()
    as_frictionless: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> Path | None:
        """The file of the table, if it has exactly one."""
        path = self.resource.get("path")
        return self.folder / path if isinstance(path, str) else None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of the table."""
        path = self.resource.get("path")
        return tuple(self.folder / each for each in ([path] if isinstance(path, str) else path or ()))


def wrong_table(resource: dict[str, Any], folder: Path, place: Path, mistakes: Sequence[PlacedMistake]) -> InputTable:
    """Return a table that is not read, as its descriptor is wrong; `place` is the file of the mistakes."""
    first, error_type = mistakes[0].note, "descriptor-error"
    return InputTable(resource, folder, str(place), unread=first, unread_type=error_type, mistakes=tuple(mistakes))


def unreadable_table(path: Path, error: Exception, resource: dict[str, Any] | None = None) -> InputTable:
    """Return a descriptor that cannot be read, or one of its resources, as a table with that mistake."""
    note = str(error).removeprefix(f"{path}: ")
    return wrong_table(resource or {}, path.parent, path, [PlacedMistake(note)])


@dataclass(frozen=True)
class Batch:
    """Tables that belong together: a single file, or all tables of a data package.

    Parameters
    ----------
    tables : tuple of InputTable
        The tables.
    folder : pathlib.Path
        The folder that their paths are relative to.
    package : dict, optional
        The descriptor of the package, whose resources are those of the tables.
    package_bytes : int
        The bytes of the file of the descriptor.
    place : str
        The file of the descriptor, "" where there is none.
    """

    tables: tuple[InputTable, ...]
    folder: Path
    package: dict[str, Any] | None = None
    package_bytes: int = 0
    place: str = ""
