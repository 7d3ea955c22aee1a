"""What a caller says of some files and not of all: their schema, how they are read, and which of their errors count."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from functools import cache
from glob import has_magic
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path
from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.opening import exists, resolve_inside
from summitdata.searching import find_files
from summitdata.tabular.given_schema import given_schema
from summitdata.tabular.packings import file_stem
from summitdata.tabular.text_options import READING, check_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from summitdata.tabular.given_schema import GivenSchema

__all__ = [
    "FILE_NAME",
    "FileSettings",
    "SettingsOfFiles",
    "folder_of_schemas",
    "has_file_name",
    "read_file_settings",
]

SELECTORS = ("only", "skip", "warn")
FILE_NAME = "{name}"
"""What stands for the name of a file, without its suffixes, in the path of its schema."""


@dataclass(frozen=True)
class FileSettings:
    """What is said of a file.

    Parameters
    ----------
    schema : GivenSchema, optional
        Its schema.
    reading : dict
        The options of how it is read, as `check_reading` takes them.
    selectors : dict
        `only`, `skip` and `warn`, or some of them, as `validate` takes them.
    no_schema : str, default ""
        Why the schema of the file cannot be had, where one was to be; else "".
    """

    schema: GivenSchema | None = None
    reading: dict[str, Any] = field(default_factory=dict)
    selectors: dict[str, Any] = field(default_factory=dict)
    no_schema: str = ""


class SettingsOfFiles(dict[Path, FileSettings]):
    """The settings of files by their paths, links followed."""

    def of(self, file: Path | None) -> FileSettings:
        """Return what is said of a file."""
        return self.get(file.resolve(), _NOTHING) if self and file is not None else _NOTHING


_NOTHING = FileSettings()


def read_file_settings(files: Mapping[str, Mapping[str, Any]] | None) -> SettingsOfFiles:
    """Return the settings of each file that the paths and patterns of a caller stand for.

    Parameters
    ----------
    files : mapping of str to a mapping, optional
        For each path or pattern the parameters of `validate`: `schema`, those of how a file is read, `only`, `skip`
        and `warn`. A file has those of the first pattern that it matches. `{name}` in the path of a schema stands for
        the name of the file.

    Raises
    ------
    UnknownNameError
        A parameter is unknown, or has a value that it cannot have.
    PackageError
        A schema cannot be read, or a pattern leads out of its folder.
    """
    if files is None:
        return SettingsOfFiles()
    if not isinstance(files, dict):
        raise UnknownNameError(f"files must be a dict of patterns, not {shown(files)}")
    found, read_schema = SettingsOfFiles(), cache(given_schema)
    for pattern, values in files.items():
        path = as_path(pattern, "a path of files")
        if not isinstance(values, dict):
            raise UnknownNameError(f"the settings of {shown(str(path))} must be a dict, not {shown(values)}")
        for name in values:
            if name not in ("schema", *READING, *SELECTORS):
                raise UnknownNameError.of("setting of a file", name, ("schema", *READING, *SELECTORS))
        schema = values.get("schema")
        schema_path = str(schema) if has_file_name(schema) else None
        if schema is not None and schema_path is None:
            schema = read_schema(schema) if isinstance(schema, str | Path) else given_schema(schema)
        reading = {name: values[name] for name in READING if name in values}
        check_reading(reading)
        settings = FileSettings(
            None if schema_path else schema, reading, {name: values[name] for name in SELECTORS if name in values}
        )
        matched = find_files(str(path)) if has_magic(str(path)) and not exists(path) else [path]
        for file in matched:
            if (place := file.resolve()) not in found:
                found[place] = _with_own_schema(settings, schema_path, file, read_schema) if schema_path else settings
    return found


def has_file_name(schema: Any) -> bool:
    """Return whether the path of a schema has the name of each file in it; a file that is called so comes first."""
    return isinstance(schema, str | Path) and FILE_NAME in str(schema) and not exists(Path(schema))


def folder_of_schemas(schema_path: str) -> Path:
    """Return the folder that each schema must be in: the part of the path before the name of the file.

    Examples
    --------
    >>> folder_of_schemas("schemas/{name}/{name}.json").as_posix()
    'schemas'
    """
    return Path(*takewhile(lambda part: FILE_NAME not in part, Path(schema_path).parts))


def _with_own_schema(
    settings: FileSettings, schema_path: str, file: Path, read_schema: Callable[[str], GivenSchema]
) -> FileSettings:
    """Return the settings of a file with the schema that its name leads to; without one, the other files are read."""
    path = schema_path.replace(FILE_NAME, file_stem(file))
    try:
        resolve_inside(Path(path), folder_of_schemas(schema_path))
        if exists(Path(path)):
            return replace(settings, schema=read_schema(path))
    except (PackageError, UnknownNameError) as error:
        return replace(settings, no_schema=str(error))
    makes_one = f"`summitdata describe --schema {shlex.quote(str(file))} > {shlex.quote(path)}`"
    return replace(settings, no_schema=f"its schema {path} does not exist: {makes_one} makes one")
