"""What a folder or a pattern leads to: each file once, inside of where the search began, whatever links there are."""

from __future__ import annotations

import os
import re
import stat
from collections import deque
from contextlib import suppress
from fnmatch import translate
from functools import cache
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from summitdata.errors import PackageError
from summitdata.opening import resolve_inside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

__all__ = ["files_below", "find_files", "is_of_programs", "list_files"]

_PROGRAMS = frozenset(("__pycache__", "build", "dist", "node_modules", "site-packages", "venv"))
"""Folders whose files are of programs, not somebody's data."""


def is_of_programs(folder: str) -> bool:
    """Whether a search for data leaves out a folder of this name."""
    return folder.startswith(".") or folder in _PROGRAMS


def list_files(folder: Path, suffixes: Collection[str]) -> list[Path]:
    """Return what a folder has with these suffixes, in small or capital letters, in the order of the names, each once.

    Raises
    ------
    PackageError
        One of them is a link that leads out of the folder, or the folder cannot be read.
    """
    try:
        names = [entry.name for entry in _entries(folder)]
    except OSError as error:
        raise PackageError(f"{folder}: cannot read the folder: {error.strerror}") from error
    return _each_once((folder / name for name in names if name.lower().endswith(tuple(suffixes))), folder)


def files_below(folder: Path, enters: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield what is in a folder and in those below it that `enters` accepts and that no link leads to, in any order."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if enters(Path(place, name))]
        yield from (Path(place, name) for name in names)


def find_files(pattern: str, folder: Path | None = None) -> list[Path]:
    """Return what matches a pattern, in a folder if one is given, in the order of the names, each file once.

    The rules are those of `glob`: `*`, `?` and `[...]` match in one name, `**` any folders, and none of them a name
    that begins with a dot. A folder that a link leads to is entered once, and only below the root, which is the part
    of the pattern before the first of these signs; so a search ends whatever links there are.

    Raises
    ------
    PackageError
        A match, or a folder on the way, is a link that leads out of the root.
    """
    parts = Path(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if has_magic(part))
    root = Path(folder or "", *parts[:fixed])
    return _each_once(_Search(root, parts[fixed:]).matches(), root)


class _Search:
    """The search for a pattern below a folder.

    Parameters
    ----------
    root : pathlib.Path
        The folder.
    parts : tuple of str
        The parts of the pattern, each for one name, but `**` for any number of them.
    """

    def __init__(self, root: Path, parts: tuple[str, ...]) -> None:
        self._root, self._parts = root, parts
        self._waiting: deque[tuple[Path, int]] = deque([(root, 0)])
        """The folders to search, and from which part of the pattern on."""
        self._visited: set[tuple[tuple[int, int], int]] = set()
        self._entries: dict[tuple[int, int], list[os.DirEntry[str]]] = {}

    def matches(self) -> Iterator[Path]:
        """Yield what matches, in any order, perhaps a file by several names."""
        while self._waiting:
            path, number = self._waiting.popleft()
            if number == len(self._parts):
                yield path
            elif has_magic(self._parts[number]):
                yield from self._matches_in(path, number)
            elif os.path.lexists(path / self._parts[number]):  # a name as it is, or `..`
                self._waiting.append((path / self._parts[number], number + 1))

    def _matches_in(self, folder: Path, number: int) -> Iterator[Path]:
        part, is_last = self._parts[number], number == len(self._parts) - 1
        is_any_folders = part == "**"
        entries = self._enter(folder, number)
        if is_any_folders and not is_last and entries is not None:
            self._waiting.appendleft((folder, number + 1))
        for entry in entries or ():
            if not _name_matches(part, entry.name):
                continue
            if is_last:
                yield folder / entry.name
            if (is_any_folders or not is_last) and _is_folder(entry):
                # Links wait until the folders are done, so that a file is found under its own name first.
                wait = self._waiting.append if entry.is_symlink() else self._waiting.appendleft
                wait((folder / entry.name, number if is_any_folders else number + 1))

    def _enter(self, folder: Path, number: int) -> list[os.DirEntry[str]] | None:
        """Return what is in a folder, unless it was searched for the same part already, by any of its names."""
        try:
            status = folder.stat()
        except OSError:
            return None
        identity = (status.st_dev, status.st_ino)
        if not stat.S_ISDIR(status.st_mode) or (identity, number) in self._visited:
            return None
        self._visited.add((identity, number))
        resolve_inside(folder, self._root)
        if identity not in self._entries:
            with suppress(PermissionError):  # as `glob` has it
                self._entries[identity] = _entries(folder)
        return self._entries.get(identity)


def _name_matches(part: str, name: str) -> bool:
    if name.startswith(".") and not part.startswith("."):
        return False
    return part == "**" or _name_pattern(part).match(os.path.normcase(name)) is not None


@cache
def _name_pattern(part: str) -> re.Pattern[str]:
    return re.compile(translate(os.path.normcase(part)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _each_once(found: Iterable[Path], root: Path) -> list[Path]:
    """Return each file once, by its own name rather than by that of a link, in the order of the names."""
    by_target: dict[Path, Path] = {}
    for path in sorted(found, key=lambda path: (path.is_symlink(), path)):
        by_target.setdefault(resolve_inside(path, root), path)
    return sorted(by_target.values())
