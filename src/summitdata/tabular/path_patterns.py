"""Patterns in the path of a resource, such as `data/*.csv`: each file that matches is a table of its own.

In a list of paths, which is one table in several files, a pattern stands for the files that match.
"""

from __future__ import annotations

from glob import has_magic
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.datapackage import table_path
from summitdata.errors import PackageError
from summitdata.opening import exists, is_local
from summitdata.searching import find_files

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NoMatchError", "Patterns", "is_pattern", "of_pattern"]

MAX_PATTERNS, MAX_FILES = 1000, 10_000
"""How many patterns a descriptor may have, and how many files they may stand for: each is read."""


class NoMatchError(PackageError):
    """What the path of a resource stands for is not a table; the text says why."""

    def __init__(self, error_type: str, note: str) -> None:
        super().__init__(note)
        self.error_type = error_type


def is_pattern(path: Any, folder: Path) -> bool:
    """Tell whether a path in a descriptor is a pattern, and not that of a file which is called so.

    Examples
    --------
    >>> from pathlib import Path
    >>> [is_pattern(path, Path()) for path in ("data/*.csv", "data/prices.csv", ["*.csv"])]
    [True, False, False]
    """
    return isinstance(path, str) and has_magic(path) and is_local(path) and not exists(folder / path)


def of_pattern(resource: dict[str, Any], file: dict[str, Any]) -> bool:
    """Tell whether the resource of a file is one of those that the pattern of a resource stands for."""
    return isinstance(file.get("path"), str) and file["path"] != resource.get("path")


class Patterns:
    """The files that the patterns of a descriptor stand for; each pattern is searched once.

    Parameters
    ----------
    descriptor : pathlib.Path
        The descriptor, whose folder the files are in.
    """

    def __init__(self, descriptor: Path) -> None:
        self._descriptor = descriptor
        self._found: dict[str, list[str]] = {}
        self._files = 0

    def expanded(self, resource: dict[str, Any]) -> list[dict[str, Any]]:
        """Return a resource for each file that its path stands for; mostly it is the resource as it is.

        Raises
        ------
        NoMatchError
            No file matches, or size and hash, which are those of one file, are stated of several.
        PackageError
            A pattern leads out of the folder, or there are too many patterns or files.
        """
        path, folder = resource.get("path"), self._descriptor.parent
        if isinstance(path, list):
            if not any(is_pattern(text, folder) for text in path):
                return [resource]
            found = [self._files_of(text, resource) if is_pattern(text, folder) else [text] for text in path]
            return [{**resource, "path": list(dict.fromkeys(file for files in found for file in files))}]
        if not is_pattern(path, folder):
            return [resource]
        files = self._files_of(str(path), resource)
        stated = [name for name in ("bytes", "hash") if resource.get(name)]
        if stated and len(files) > 1:
            raise NoMatchError(
                "path-error",
                f"{' and '.join(stated)} are those of one file, and {count(len(files), 'file')} match the pattern "
                f"{path}: remove them from the descriptor",
            )
        return [{**resource, "path": file} for file in files]

    def _files_of(self, pattern: str, resource: dict[str, Any]) -> list[str]:
        """Return the paths of the files that match a pattern, relative to the folder, in the order of their names."""
        if pattern not in self._found:
            self._found[pattern] = self._search(pattern, resource)
        files = self._found[pattern]
        self._files += len(files)
        if len(self._found) > MAX_PATTERNS or self._files > MAX_FILES:
            raise PackageError(
                f"{self._descriptor}: more than {MAX_PATTERNS} patterns, or than {MAX_FILES} files that match them: "
                "write several packages"
            )
        if not files:
            raise NoMatchError("scheme-error", f"no file matches the pattern {pattern}: add the files, or correct it")
        return files

    def _search(self, pattern: str, resource: dict[str, Any]) -> list[str]:
        if ".." in PurePosixPath(pattern).parts:
            raise PackageError(
                f"{self._descriptor}: table {resource.get('name')!r}: the pattern {pattern!r} has `..`: name the folder"
            )
        table_path(self._descriptor, {**resource, "path": pattern})  # it refuses what leads out of the folder
        folder = self._descriptor.parent
        found = (file for file in find_files(pattern, folder) if not file.is_dir() and file != self._descriptor)
        return [file.relative_to(folder).as_posix() for file in found]
