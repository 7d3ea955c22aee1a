"""From the path that a caller names to the tables that it stands for, each with its schema.

Nothing here reads data. Every path is local and every descriptor is explicit when frictionless gets it: a path that
leads out of its package's folder, to another host or to something that is not a regular file is refused here. The work
grows with the number of resources, not with its square: a table knows only the tables that its foreign keys name.
"""

from __future__ import annotations

import copy
import os
import re
from dataclasses import dataclass, replace
from functools import cache
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_sources
from summitdata.counting import count
from summitdata.datapackage import (
    DESCRIPTOR,
    YAML_SUFFIXES,
    descriptor,
    descriptor_in,
    locate,
    read_descriptor,
    table_path,
)
from summitdata.errors import PackageError
from summitdata.opening import (
    STDIN_PLACE,
    copy_stdin,
    exists,
    is_stdin,
    refuse_irregular,
    resolve_inside,
)
from summitdata.searching import find_files, list_files
from summitdata.tabular.allow_lists import refuse_forbidden, refuse_unknown_profile, unread_format
from summitdata.tabular.dialect import make_explicit, with_package_version
from summitdata.tabular.file_settings import SettingsOfFiles
from summitdata.tabular.given_schema import given_schema
from summitdata.tabular.packings import TABLE_SUFFIXES, named_by_start, unpacked_name
from summitdata.tabular.schema_parts import foreign_keys
from summitdata.tabular.text_options import check_reading, dialect_of, fields_match_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitdata.tabular.given_schema import GivenSchema
    from summitdata.tabular.unpacking import Copy

__all__ = ["Batch", "InputTable", "TablesAbove", "is_descriptor", "resolve_inputs"]

_ADDRESS = re.compile(r"(?!(?i:file):)[A-Za-z][A-Za-z0-9+.-]*://")


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
    packed : InputTable, optional
        The table as it was, if this is its unpacked copy.
    copies : tuple of Copy
        The unpacked copies that are read for it; they are removed with the last object that has them.
    """

    resource: dict[str, Any]
    folder: Path
    place: str
    other_resources: tuple[tuple[dict[str, Any], Path], ...] = ()
    replaces: str | None = None
    unread: str = ""
    unread_type: str = "no-schema"
    packed: InputTable | None = None
    copies: tuple[Copy, ...] = ()

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
    """

    tables: tuple[InputTable, ...]
    folder: Path
    package: dict[str, Any] | None = None
    package_bytes: int = 0


def resolve_inputs(
    source: str | Path | Iterable[str | Path],
    schema: Any = None,
    *,
    place: str | None = None,
    keep_unknown: bool = False,
    files: SettingsOfFiles | None = None,
    **options: Any,
) -> Iterator[Batch]:
    """Yield the tables that a caller's paths stand for.

    Parameters
    ----------
    source : str, pathlib.Path or several of them
        Files, patterns, folders or descriptors of data packages; `-` or `/dev/stdin` is standard input.
    schema : str, pathlib.Path, dict or frictionless.Schema, optional
        For single files: what `given_schema` takes.
    place : str, optional
        What messages and reports call a single file; without it its path.
    keep_unknown : bool, default False
        Whether files without a schema come last, as tables that are not read, if there is any other table.
    files : SettingsOfFiles, optional
        The schema of some single files, and how they are read.
    **options
        How single files are read, as `check_reading` takes it.

    Raises
    ------
    PackageError
        A path leads nowhere, out of its folder, to another host or to something that is not a regular file; a
        descriptor or a schema cannot be read; no schema is found for a file.
    UnknownNameError
        `schema` is neither a table of this package nor a file.
    """
    sources = as_sources(source)
    given = None if schema is None else given_schema(schema)
    check_reading(options)
    files = files or SettingsOfFiles()
    single_files: list[InputTable] = []
    unknown: list[InputTable] = []
    any_known = False
    packages, named = TablesAbove(), cache(given_schema)  # read once, and shared by all files
    for path in (path for item in sources for path in _expand(item)):
        if is_descriptor(path):
            package, is_resource = _read_package(path)
            tables = tuple(_package_tables(path, package))
            explicit = None if is_resource else {**package, "resources": [table.resource for table in tables]}
            yield Batch(tables, path.parent, explicit, path.stat().st_size)
            any_known = True
            continue
        is_stream = is_stdin(path)
        file, called = (named_by_start(copy_stdin()), place or STDIN_PLACE) if is_stream else (path, place or str(path))
        own = files.of(None if is_stream else path)
        reading = check_reading({**options, **own.reading})
        above = None if is_stream else packages
        try:
            single_files.append(_single_table(file, called, own.schema or given, reading, named, above))
        except _NoSchemaError as error:
            unknown.append(InputTable({"name": _stem(file)}, file.parent, called, unread=str(error)))
    if not (keep_unknown and (any_known or single_files)):
        _refuse_unknown(unknown)
    # Files given together that replace tables of this package refer to each other, not to the tables they replace.
    replacements = {table.replaces: (table.resource, table.folder) for table in single_files if table.replaces}
    for table in single_files:
        others = table.other_resources
        if table.replaces:
            others = tuple(
                replacements.get(str(resource.get("name")), (resource, folder)) for resource, folder in others
            )
        yield Batch((replace(table, other_resources=others),), table.folder)
    for table in unknown:
        yield Batch((table,), table.folder)


def is_descriptor(path: Path) -> bool:
    """Return whether a file is the descriptor of a package or a resource, as its name says."""
    return path.suffix.lower() in (".json", *YAML_SUFFIXES)


def _read_package(path: Path) -> tuple[dict[str, Any], bool]:
    """Return what a descriptor says of a package, and whether it is that of a resource alone."""
    content = read_descriptor(path)
    if "resources" in content:
        return content, False
    if "path" in content or "data" in content:
        return {"resources": [content]}, True
    if "fields" in content:
        raise PackageError(f"{path}: this is a Table Schema: name the file of the table, and this one with --schema")
    return content, False


class _NoSchemaError(PackageError):
    """No schema is known for a file; the text says what to do."""


def _refuse_unknown(tables: list[InputTable]) -> None:
    if tables:
        more = f"and {count(len(tables) - 1, 'other file')}: " if tables[1:] else ""
        raise PackageError(f"{tables[0].place}: {more}{tables[0].unread}")


def _expand(source: str | Path) -> Iterator[Path]:
    """Yield the files that a path, a pattern or a folder stands for, in the order of their names.

    What a pattern or a folder leads to is inside of it; a file that the caller names is the caller's choice.
    """
    text, path = str(source), Path(source)
    if "://" in text:
        raise PackageError(f"{text}: only local files are read: download it first")
    if is_stdin(source):
        yield path
    elif has_magic(text) and not exists(path):
        files = find_files(text)
        if not files:
            raise PackageError(f"{text}: no file matches this pattern")
        yield from files
    elif exists(path) and path.is_dir():
        package = descriptor_in(path)
        if os.path.lexists(package):
            resolve_inside(package, path)
            refuse_irregular(package)
            yield package
            return
        files = list_files(path, TABLE_SUFFIXES)
        if not files:
            raise PackageError(f"{path}: the folder has neither a {DESCRIPTOR} nor a CSV or TSV file")
        yield from files
    else:
        yield path


def _single_table(  # noqa: PLR0913, PLR0917 - what is read once is passed on
    path: Path,
    place: str,
    given: GivenSchema | None,
    options: dict[str, Any],
    named: Callable[[str], GivenSchema],
    packages: TablesAbove | None = None,
) -> InputTable:
    """Return the table in one file, with the schema that the caller names or the nearest one that fits."""
    refuse_irregular(path)
    if given is None:
        if packages and (table := packages.table_of(path)):
            return replace(table, place=place)
        names = [resource["name"] for resource in descriptor()["resources"]]
        if _stem(path) not in names or packages is None:
            raise _NoSchemaError(
                "no schema is known for this file: name one with --schema (the file of a Table Schema), or list the "
                f"file in a {DESCRIPTOR}; `summitdata describe` makes one"
            )
        given = named(_stem(path))
    resource, own_name = _resource(path, given.descriptor, options) | given.checklist, given.table
    if own_name is None:
        return InputTable(resource, path.parent, place)
    own_descriptor = locate()
    others = tuple(
        (_ready_resource(own_descriptor, other, descriptor()), own_descriptor.parent)
        for other in descriptor()["resources"]
        if other["name"] != own_name
    )
    return InputTable(resource | {"name": own_name}, path.parent, place, others, replaces=own_name)


class TablesAbove:
    """The tables of the data packages in the folders above some files; each package is read once."""

    def __init__(self) -> None:
        self._tables: dict[Path, dict[Path, InputTable]] = {}

    def table_of(self, path: Path) -> InputTable | None:
        """Return the table of a file that a data package lists, the nearest package above the file first."""
        target = path.resolve()
        for folder in path.absolute().parents:
            package = descriptor_in(folder)
            if package not in self._tables:
                is_file = os.path.isfile(package)  # noqa: PTH113 - that of a path raises where a link may not be read
                self._tables[package] = _listed_tables(package) if is_file else {}
            if table := self._tables[package].get(target):
                return table
        return None


def _listed_tables(package: Path) -> dict[Path, InputTable]:
    """Return the tables of a data package by their files; the caller did not name it, so it must be in its folder."""
    tables = _package_tables(package, read_descriptor(package, package.parent))
    by_file: dict[Path, InputTable] = {}
    for table in tables:
        if table.file is not None:
            by_file.setdefault(table.file.resolve(), table)
    return by_file


def _resource(path: Path, schema: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    declared = {key: options[key] for key in ("encoding",) if options.get(key)}
    if dialect := dialect_of(options):
        declared["dialect"] = dialect
    if match := fields_match_of(options):  # else many files share one schema
        schema = {**schema, **match}
    # frictionless reads the version of the standard from the outermost object, so the resource takes its schema's.
    version = {"$schema": "https://datapackage.org/profiles/2.0/dataresource.json"} if _is_v2(schema) else {}
    name = re.sub(r"[^a-z0-9._]+", "-", _stem(path).lower()).strip("-") or "table"
    resource = {**version, "name": name, "path": path.name, "schema": schema, **declared}
    # The caller says that it is a table, whatever it is called.
    is_tsv = unpacked_name(path.name).lower().endswith(".tsv")
    resource = make_explicit({**resource, "format": "tsv" if is_tsv else "csv"})
    refuse_forbidden(path, resource)
    return resource


def _stem(path: Path) -> str:
    return Path(unpacked_name(path.name)).stem


def _is_v2(schema: dict[str, Any]) -> bool:
    return "/profiles/2" in str(schema.get("$schema", ""))


def _package_tables(path: Path, package: dict[str, Any]) -> Iterator[InputTable]:
    """Yield the tables of a data package, each with all others for its foreign keys."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        raise PackageError(f'{path}: "resources" must be a list of JSON objects, one for each table')
    refuse_unknown_profile(path, package, "package")
    parts = cache(read_descriptor)  # those that many resources name are read once, and shared
    ready = [
        resource if _address(resource) else _ready_resource(path, resource, package, parts) for resource in resources
    ]
    is_own_package = path.resolve() == locate().resolve()
    by_name: dict[str, list[dict[str, Any]]] = {}
    for resource in ready:
        if isinstance(name := resource.get("name"), str):
            by_name.setdefault(name, []).append(resource)
    for resource in ready:
        named = (
            ready if is_own_package else [other for name in _referenced(resource) for other in by_name.get(name, ())]
        )
        others = tuple((other, path.parent) for other in named if other is not resource)
        place = str(path.parent / resource["path"]) if isinstance(resource.get("path"), str) else str(path)
        remote = [address for other in (resource, *(one for one, _ in others)) if (address := _address(other))]
        if remote:
            is_own = remote[0] == _address(resource)
            what = remote[0] if is_own else f"{remote[0]}, to which a foreign key refers,"
            why = f"{what} is an address: only local files are read: download it"
            bare = {name: resource[name] for name in ("name", "title", "description") if name in resource}
            bare |= {"path": "table.csv", "format": "csv"}
            yield InputTable(bare, path.parent, remote[0] if is_own else place, unread=why, unread_type="scheme-error")
            continue
        yield InputTable(resource, path.parent, place, others, resource.get("name") if is_own_package else None)


def _address(resource: dict[str, Any]) -> str:
    """Return the address of a resource that is on another computer, as far as its path says so."""
    paths = resource.get("path")
    texts = [each for each in (paths if isinstance(paths, list) else [paths]) if isinstance(each, str)]
    return next((text for text in texts if _ADDRESS.match(text)), "")


def _referenced(resource: dict[str, Any]) -> list[str]:
    """Return the names of the tables that the foreign keys of a resource refer to, each once."""
    return list(dict.fromkeys(name for name, _ in foreign_keys(resource.get("schema"))))


def _ready_resource(
    path: Path,
    resource: dict[str, Any],
    package: dict[str, Any],
    read_part: Callable[[Path, Path], dict[str, Any]] = read_descriptor,
) -> dict[str, Any]:
    """Return a resource with schema and dialect loaded; all its files are in the descriptor's folder."""
    resource = copy.deepcopy(with_package_version(resource, package))
    name = resource.get("name")
    paths = resource.get("path")
    for file_path in paths if isinstance(paths, list) else [paths] if paths is not None else []:
        file = table_path(path, {"name": name, "path": file_path})
        if exists(file):
            refuse_irregular(file)
    for part in ("schema", "dialect"):
        if not isinstance(resource.get(part, {}), str | dict):
            raise PackageError(f"{path}: resource {name!r}: {part!r} must be a JSON object or the path of one")
        if isinstance(resource.get(part), str):
            file = table_path(path, {"name": name, "path": resource[part]})
            resource[part] = read_part(file, path.parent)
    if isinstance(checklist := resource.get("checklist"), str) and checklist:
        resource["checklist"] = read_part(table_path(path, {"name": name, "path": checklist}), path.parent)
    refuse_forbidden(path, resource)
    return make_explicit(resource) if isinstance(paths, str) and unread_format(resource) is None else resource
