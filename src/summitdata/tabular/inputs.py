"""From the path that a caller names to the tables that it stands for, each with its schema.

Nothing here reads data. Every path is local and every descriptor is explicit when frictionless gets it: a path that
leads out of its package's folder, to another host or to something that is not a regular file is refused here.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_sources, check_schema, check_text
from summitdata.datapackage import DESCRIPTOR, descriptor, locate, read_descriptor, table_path
from summitdata.errors import PackageError, UnknownNameError
from summitdata.tabular.dialect import make_explicit, with_package_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Batch", "InputTable", "named_schema", "resolve_inputs"]

ALLOWED_PROFILES = ("https://datapackage.org/profiles/", "https://specs.frictionlessdata.io/schemas/")
"""Profiles that frictionless knows without asking their host."""

FORBIDDEN_PROPERTIES = ("scheme", "extrapaths", "basepath", "remote", "innerpath")
"""Resource properties of frictionless, not of the standard, that lead to other hosts, files or folders."""

COMPRESSED_SUFFIXES = (".zip", ".gz", ".bz2", ".xz", ".tgz", ".7z")


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
        The tables that its foreign keys may refer to: their resources and folders.
    replaces : str, optional
        The table of this package whose schema it has and whose place it takes among the package's tables.
    """

    resource: dict[str, Any]
    folder: Path
    place: str
    other_resources: tuple[tuple[dict[str, Any], Path], ...] = ()
    replaces: str | None = None

    @property
    def file(self) -> Path | None:
        """The file of the table, if it has exactly one."""
        path = self.resource.get("path")
        return self.folder / path if isinstance(path, str) else None


@dataclass(frozen=True)
class Batch:
    """Tables that belong together: a single file, or all tables of the data package whose descriptor is `package`."""

    tables: tuple[InputTable, ...]
    folder: Path
    package: dict[str, Any] | None = None


def resolve_inputs(
    source: str | Path | Iterable[str | Path],
    schema: str | Path | dict[str, Any] | None = None,
    *,
    place: str | None = None,
    **options: Any,
) -> Iterator[Batch]:
    """Yield the tables that a caller's paths stand for.

    Parameters
    ----------
    source : str, pathlib.Path or several of them
        Files, patterns, folders or descriptors of data packages.
    schema : str, pathlib.Path or dict, optional
        For single files: a table of this package, the file of a Table Schema, or a Table Schema.
    place : str, optional
        What messages and reports call a single file; without it its path.
    **options
        `encoding` and `delimiter` of single files.

    Raises
    ------
    PackageError
        A path leads nowhere, out of its folder, to another host or to something that is not a regular file; a
        descriptor or a schema cannot be read; no schema is found for a file.
    UnknownNameError
        `schema` is neither a table of this package nor a file.
    """
    sources = as_sources(source)
    check_schema(schema)
    for option, text in options.items():
        check_text(option, text)
    single_files: list[InputTable] = []
    for path in (path for item in sources for path in _expand(item)):
        if path.name == DESCRIPTOR or path.suffix == ".json":
            package = read_descriptor(path)
            tables = tuple(_package_tables(path, package))
            yield Batch(tables, path.parent, {**package, "resources": [table.resource for table in tables]})
        else:
            single_files.append(_single_table(path, place or str(path), schema, options))
    # Files given together that replace tables of this package refer to each other, not to the tables they replace.
    replacements = {table.replaces: (table.resource, table.folder) for table in single_files if table.replaces}
    for table in single_files:
        others = table.other_resources
        if table.replaces:
            others = tuple(
                replacements.get(str(resource.get("name")), (resource, folder)) for resource, folder in others
            )
        yield Batch((replace(table, other_resources=others),), table.folder)


def _expand(source: str | Path) -> Iterator[Path]:
    """Yield the files that a path, a pattern or a folder stands for, in the order of their names."""
    text, path = str(source), Path(source)
    if "://" in text:
        raise PackageError(f"{text}: only local files are read: download it first")
    try:
        path.stat()  # unlike `exists`, it refuses a NUL
        exists = True
    except (FileNotFoundError, NotADirectoryError):
        exists = False
    except (OSError, ValueError) as error:  # a name that is too long, a NUL in it
        raise PackageError(f"{text}: not a path of this system: {getattr(error, 'strerror', None) or error}") from error
    if has_magic(text) and not exists:
        files = sorted(Path(name) for name in glob(text, recursive=True))  # noqa: PTH207 - Path.glob refuses absolute patterns
        if not files:
            raise PackageError(f"{text}: no file matches this pattern")
        yield from files
    elif path.is_dir():
        package = path / DESCRIPTOR
        files = [package] if package.is_file() else sorted([*path.glob("*.csv"), *path.glob("*.tsv")])
        if not files:
            raise PackageError(f"{path}: the folder has neither a {DESCRIPTOR} nor a CSV or TSV file")
        yield from files
    else:
        yield path


def _single_table(
    path: Path, place: str, schema: str | Path | dict[str, Any] | None, options: dict[str, Any]
) -> InputTable:
    """Return the table in one file, with the schema that the caller names or the nearest one that fits."""
    _refuse_irregular(path)
    if schema is None:
        if table := _listed_table(path):
            return replace(table, place=place)
        names = [resource["name"] for resource in descriptor()["resources"]]
        if path.stem not in names:
            raise PackageError(
                f"{place}: no schema is known for this file: name one with --schema (the file of a Table Schema, or "
                f"one of {', '.join(names)}), or list the file in a {DESCRIPTOR}"
            )
        schema = path.stem
    if isinstance(schema, dict):
        return InputTable(_resource(path, schema, options), path.parent, place)
    table_schema, own_name = named_schema(schema)
    resource = _resource(path, table_schema, options)
    if own_name is None:
        return InputTable(resource, path.parent, place)
    own_descriptor = locate()
    others = tuple(
        (_ready_resource(own_descriptor, other, descriptor()), own_descriptor.parent)
        for other in descriptor()["resources"]
        if other["name"] != own_name
    )
    return InputTable(resource | {"name": own_name}, path.parent, place, others, replaces=own_name)


def named_schema(schema: str | Path) -> tuple[dict[str, Any], str | None]:
    """Return the Table Schema that a caller names, and the name of the table of this package that has it.

    Raises
    ------
    UnknownNameError
        It is neither a table of this package nor a file.
    PackageError
        The file cannot be read.
    """
    own_schemas = {resource["name"]: resource["schema"] for resource in descriptor()["resources"]}
    if str(schema) in own_schemas:
        return own_schemas[str(schema)], str(schema)
    if not Path(schema).is_file():
        raise UnknownNameError.of("schema", str(schema), own_schemas, "or the path of a Table Schema")
    return _load(Path(schema)), None


def _listed_table(path: Path) -> InputTable | None:
    """Return the table of a file that a data package lists, the nearest package above the file first."""
    for folder in path.absolute().parents:
        package = folder / DESCRIPTOR
        if package.is_file():
            for table in _package_tables(package, read_descriptor(package)):
                if table.file is not None and table.file.resolve() == path.resolve():
                    return table
    return None


def _resource(path: Path, schema: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    _refuse_unknown_profile(path, schema)
    declared = {key: options[key] for key in ("encoding",) if options.get(key)}
    if options.get("delimiter"):
        declared["dialect"] = {"delimiter": options["delimiter"]}
    # frictionless reads the version of the standard from the outermost object, so the resource takes its schema's.
    version = {"$schema": "https://datapackage.org/profiles/2.0/dataresource.json"} if _is_v2(schema) else {}
    name = re.sub(r"[^a-z0-9._]+", "-", path.stem.lower()).strip("-") or "table"
    return make_explicit({**version, "name": name, "path": path.name, "schema": copy.deepcopy(schema), **declared})


def _is_v2(schema: dict[str, Any]) -> bool:
    return "/profiles/2" in str(schema.get("$schema", ""))


def _package_tables(path: Path, package: dict[str, Any]) -> Iterator[InputTable]:
    """Yield the tables of a data package, each with all others for its foreign keys."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        raise PackageError(f'{path}: "resources" must be a list of JSON objects, one for each table')
    _refuse_unknown_profile(path, package)
    ready = [_ready_resource(path, resource, package) for resource in resources]
    is_own_package = path.resolve() == locate().resolve()
    for resource in ready:
        others = tuple((other, path.parent) for other in ready if other is not resource)
        place = str(path.parent / resource["path"]) if isinstance(resource.get("path"), str) else str(path)
        yield InputTable(resource, path.parent, place, others, resource.get("name") if is_own_package else None)


def _ready_resource(path: Path, resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return a resource with schema and dialect loaded; all its files are in the descriptor's folder."""
    resource = copy.deepcopy(with_package_version(resource, package))
    name = resource.get("name")
    _refuse_unknown_profile(path, resource)
    paths = resource.get("path")
    for file_path in paths if isinstance(paths, list) else [paths] if paths is not None else []:
        file = table_path(path, {"name": name, "path": file_path})
        if file.exists():
            _refuse_irregular(file)
        if file.suffix.lower() in COMPRESSED_SUFFIXES or resource.get("compression"):
            raise PackageError(f"{file}: compressed files are not read: unpack it")
    for key in FORBIDDEN_PROPERTIES:
        if resource.get(key) not in (None, "", "file", []):
            raise PackageError(
                f"{path}: resource {name!r} has the property {key!r}: only local files in the descriptor's folder are "
                f'read: name the file with "path" and remove {key!r}'
            )
    for part in ("schema", "dialect"):
        if not isinstance(resource.get(part, {}), str | dict):
            raise PackageError(f"{path}: resource {name!r}: {part!r} must be a JSON object or the path of one")
        if isinstance(resource.get(part), str):
            resource[part] = _load(table_path(path, {"name": name, "path": resource[part]}))
    if isinstance(resource.get("schema"), dict):
        _refuse_unknown_profile(path, resource["schema"])
    is_csv = resource.get("format") == "csv" or (isinstance(paths, str) and paths.lower().endswith((".csv", ".tsv")))
    return make_explicit(resource) if is_csv else resource


def _refuse_unknown_profile(path: Path, part: dict[str, Any]) -> None:
    """Refuse a descriptor or a schema whose profile frictionless would fetch."""
    for key in ("$schema", "profile"):
        profile = part.get(key, "")
        if not isinstance(profile, str):
            raise PackageError(f"{path}: {key!r} must be a string, not {profile!r}")
        if "/" in profile and not profile.startswith(ALLOWED_PROFILES):
            where = "on another host" if "://" in profile else "a file"
            raise PackageError(
                f"{path}: {key} {profile!r} is {where}: only the profiles of the Data Package standard are allowed"
            )


def _load(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file that a descriptor or a caller names."""
    _refuse_irregular(path)
    return read_descriptor(path)


def _refuse_irregular(path: Path) -> None:
    """Refuse a path that is not a regular file: reading a device or a pipe may never end."""
    if not path.exists():
        raise PackageError(f"{path}: no such file")
    if not path.is_file():
        raise PackageError(f"{path}: not a regular file: devices, pipes and folders are not read")
