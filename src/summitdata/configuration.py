"""The configuration of `validate`: `[tool.summitdata]` in `pyproject.toml`, or the same keys in `summitdata.toml`.

It may come with a pull request, so it has no key that writes a file or lets a run take longer, and a path in it must
not lead out of its folder.
"""

from __future__ import annotations

import glob
import os
import tomllib
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from summitdata.datapackage import descriptor
from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.opening import exists, is_local, read_file, resolve_inside
from summitdata.options import CONFIGURED, OPTIONS, Option, check_text_of
from summitdata.tabular.file_settings import folder_of_schemas, has_file_name

__all__ = ["Configuration", "FileSettings", "find_configuration", "read_configuration"]

OWN_FILE, PROJECT_FILE, TABLE = "summitdata.toml", "pyproject.toml", "summitdata"
MAX_BYTES = 1_000_000
"""The largest configuration that is read."""


@dataclass(frozen=True)
class FileSettings:
    """What is said of some files: the patterns of their paths, and the options of `validate` by their keys."""

    paths: tuple[str, ...]
    values: dict[str, Any]


@dataclass(frozen=True)
class Configuration:
    """What a configuration says; a path in it is relative to the current folder, as an option's is.

    Parameters
    ----------
    paths : tuple of str
        What to validate if the command names nothing.
    values : dict
        The options of `validate` by their keys.
    files : tuple of FileSettings
        What is said of some files: for each file, the first entry that has it.
    """

    paths: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    files: tuple[FileSettings, ...] = ()

    @property
    def all_paths(self) -> tuple[str, ...]:
        """What to validate: the paths, and those of which something is said, each once."""
        return tuple(dict.fromkeys([*self.paths, *(path for own in self.files for path in own.paths)]))


def find_configuration(folder: Path) -> Path | None:
    """Return the configuration in a folder or in the nearest one above it.

    In one folder, `summitdata.toml` comes before `pyproject.toml`, which only counts if it has `[tool.summitdata]`.

    Raises
    ------
    PackageError
        A file on the way cannot be read.
    """
    for above in (folder, *folder.parents):
        if os.path.isfile(above / OWN_FILE):  # noqa: PTH113 - that of a path raises where a link may not be read
            resolve_inside(above / OWN_FILE, above)
            return above / OWN_FILE
        project = above / PROJECT_FILE
        if os.path.isfile(project) and _tool_table(project, above) is not None:  # noqa: PTH113 - as above
            return project
    return None


def _tool_table(project: Path, root: Path | None = None) -> Any:
    """Return the table of this tool in a `pyproject.toml`."""
    content = read_file(project, "the configuration", root=root, limit=MAX_BYTES)
    if TABLE.encode() not in content:
        return None  # most of them: what else they say, and whether they are valid, is not asked
    tools = _parsed(project, content).get("tool", {})
    return tools.get(TABLE) if isinstance(tools, dict) else None


def _parsed(file: Path, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:  # a UnicodeDecodeError, a TOMLDecodeError
        raise PackageError(f"{file}: not valid TOML: {error}") from error


def read_configuration(file: Path) -> Configuration:
    """Read a configuration; a file of another name than `pyproject.toml` has the keys without a table.

    Raises
    ------
    PackageError
        It cannot be read, or a path in it leads out of its folder.
    UnknownNameError
        It has a key or a value that is unknown, or a value of another type; the message has the file and the key.
    """
    if file.name == PROJECT_FILE:
        table = _tool_table(file)
        if table is None:
            raise PackageError(f"{file}: it has no table [tool.{TABLE}]")
    else:
        table = _parsed(file, read_file(file, "the configuration", limit=MAX_BYTES))
    reader = _Reader(file, f"tool.{TABLE}." if file.name == PROJECT_FILE else "")
    return reader.configuration(table)


class _Reader:
    """Reads the parts of a configuration, and says where a wrong one is."""

    def __init__(self, file: Path, prefix: str) -> None:
        self.file, self.prefix = file, prefix
        folder = os.path.relpath(file.parent)
        self.folder = Path() if folder == os.curdir else Path(folder)

    def configuration(self, table: Any) -> Configuration:
        """Return what the table of this tool says."""
        table = self._table("", table, {"paths", "files", *CONFIGURED}, "")
        entries = table.pop("files", [])
        if not isinstance(entries, list):
            raise self._error("files", "must be a list of tables, each written below [[" + self.prefix + "files]]")
        paths = self._texts("paths", table.pop("paths", []))
        return Configuration(
            tuple(self._place("paths", path) for path in paths),
            {key: self._value(key, CONFIGURED[key], value) for key, value in table.items()},
            tuple(self._file_settings(f"files[{number}]", entry) for number, entry in enumerate(entries)),
        )

    def _file_settings(self, place: str, entry: Any) -> FileSettings:
        options = {name: option for name, option in CONFIGURED.items() if option.where == "files"}
        entry = self._table(place, entry, {"path", *options}, f"{place}.")
        if "path" not in entry:
            raise self._error(place, 'must have a "path": a file, a pattern such as data/*.csv, or a list of them')
        path = entry.pop("path")
        paths = self._texts(f"{place}.path", [path] if isinstance(path, str) else path)
        values = {key: self._value(f"{place}.{key}", options[key], value) for key, value in entry.items()}
        return FileSettings(tuple(self._place(f"{place}.path", each) for each in paths), values)

    def _table(self, place: str, table: Any, known: set[str], prefix: str) -> dict[str, Any]:
        if not isinstance(table, dict):
            raise self._error(place, f"must be a table, not {shown(table)}")
        for key in table:
            if key not in known:
                place = f"{prefix}{key}"
                if key in (option.name for option in OPTIONS if option.where == "command"):
                    raise self._error(place, f"is for the command alone: write --{key} there")
                if key in CONFIGURED:
                    raise self._error(place, "is for all files: write it above")
                error = UnknownNameError.of("key", key, sorted(known))
                raise UnknownNameError(f"{self.file}: {self.prefix}{place}: {error}")
        return dict(table)

    def _value(self, place: str, option: Option, value: Any) -> Any:
        match option.kind:
            case "flag":
                if not isinstance(value, bool):
                    raise self._error(place, f"must be true or false, not {shown(value)}")
                return value
            case "count":
                is_count = isinstance(value, int) and not isinstance(value, bool) and value >= option.least
                if not is_count or (option.most is not None and value > option.most):
                    most = f" to {option.most}" if option.most is not None else ""
                    raise self._error(place, f"must be an integer from {option.least}{most}, not {shown(value)}")
                return value
            case "texts":
                texts = self._texts(place, value)
                for text in texts:
                    self._check(place, option, text)
                return tuple(texts)
            case "references":
                parts = [text.partition("=") for text in self._texts(place, value)]
                if any(not name or not path for name, _, path in parts):
                    raise self._error(place, f"must be a list of texts such as NAME=FILE, not {shown(value)}")
                return tuple(f"{name}={self._place(place, path, is_pattern=False)}" for name, _, path in parts)
        if not isinstance(value, str):
            raise self._error(place, f"must be a text, not {shown(value)}")
        return self._text(place, option, value)

    def _text(self, place: str, option: Option, value: str) -> str:
        if option.kind == "schema":
            return self._schema(place, value)
        if option.kind == "path":
            return self._existing(place, value)
        self._check(place, option, value)
        return value

    def _schema(self, place: str, value: str) -> str:
        """Return the name of a table of this package as it is, and the path of anything else."""
        if any(value == table["name"] for table in descriptor()["resources"]):
            return value
        if has_file_name(self.file.parent / value):
            return self._named_after_files(place, value)
        package, _, name = value.rpartition("#")
        if package and not exists(self.file.parent / value):  # unless a file is called so
            return f"{self._existing(place, package)}#{name}"
        return self._existing(place, value)

    def _named_after_files(self, place: str, value: str) -> str:
        """Return the path of the schemas of some files, each of which is looked for when the files are known."""
        if place == "schema":
            raise self._error(place, f"{shown(value)} names the schemas of some files: write it below [[files]]")
        path = self._place(place, value, is_pattern=False)
        self._place(place, str(folder_of_schemas(value)), is_pattern=False)
        return path

    def _existing(self, place: str, path: str) -> str:
        found = self._place(place, path, is_pattern=False)
        if not exists(self.file.parent / path):
            raise self._error(place, f"{shown(path)} does not exist in the folder of the configuration")
        return found

    def _check(self, place: str, option: Option, text: str) -> None:
        try:
            check_text_of(option, text)
        except UnknownNameError as error:
            raise UnknownNameError(f"{self.file}: {self.prefix}{place}: {error}") from error

    def _texts(self, place: str, value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self._error(place, f'must be a list of texts, as in ["a", "b"], not {shown(value)}')
        return value

    def _place(self, place: str, path: str, *, is_pattern: bool = True) -> str:
        """Return a path of the configuration as one from the current folder."""
        if not is_local(path) or Path(path).is_absolute() or ".." in Path(path).parts:
            raise self._error(place, f"{shown(path)} must be a path below the folder of the configuration")
        fixed = takewhile(lambda part: not (is_pattern and glob.has_magic(part)), Path(path).parts)
        resolve_inside(self.file.parent.joinpath(*fixed), self.file.parent)  # a search does not leave where it begins
        folder = str(self.folder)
        return os.path.join(glob.escape(folder) if is_pattern else folder, path) if folder != os.curdir else path  # noqa: PTH118 - a path drops `./`

    def _error(self, place: str, what: str) -> UnknownNameError:
        return UnknownNameError(f"{self.file}: {self.prefix}{place}: {what}".replace(".: ", ": "))
