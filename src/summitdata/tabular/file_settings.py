"""What a caller says of some files and not of all: their schema, how they are read, and which of their errors count."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path
from summitdata.errors import UnknownNameError, shown
from summitdata.opening import exists
from summitdata.searching import find_files
from summitdata.tabular.given_schema import given_schema
from summitdata.tabular.text_options import READING, check_reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summitdata.tabular.given_schema import GivenSchema

__all__ = ["FileSettings", "SettingsOfFiles", "read_file_settings"]

SELECTORS = ("only", "skip", "warn")


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
    """

    schema: GivenSchema | None = None
    reading: dict[str, Any] = field(default_factory=dict)
    selectors: dict[str, Any] = field(default_factory=dict)


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
        and `warn`. A file has those of the first pattern that it matches.

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
        if schema is not None:
            schema = read_schema(schema) if isinstance(schema, str | Path) else given_schema(schema)
        reading = {name: values[name] for name in READING if name in values}
        check_reading(reading)
        settings = FileSettings(schema, reading, {name: values[name] for name in SELECTORS if name in values})
        matched = find_files(str(path)) if has_magic(str(path)) and not exists(path) else [path]
        for file in matched:
            found.setdefault(file.resolve(), settings)
    return found
