"""What is to be judged: from the path that a caller names to the tables with their schemas, all local and explicit.

Nothing here reads data. A path that leads out of its package's folder, to another host or to something that is no
regular file is refused before frictionless sees it.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, descriptor, locate, read_descriptor, table_path
from summitdata.errors import PackageError, UnknownNameError
from summitdata.tabular.dialect import explicit, versioned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Batch", "Table", "batches"]

PROFILES = ("https://datapackage.org/profiles/", "https://specs.frictionlessdata.io/schemas/")
"""The profiles that are known without asking their host."""

LEADING_ELSEWHERE = ("scheme", "extrapaths", "basepath", "remote", "innerpath")
"""What frictionless understands in a resource and the standard does not: other hosts, other files, other folders."""

COMPRESSED = (".zip", ".gz", ".bz2", ".xz", ".tgz", ".7z")


@dataclass(frozen=True)
class Table:
    """A table to judge: the descriptor of its resource, the folder it is relative to, and what its keys refer to."""

    resource: dict[str, Any]
    folder: Path
    place: str
    others: tuple[tuple[dict[str, Any], Path], ...] = ()
    shipped: str | None = None

    @property
    def file(self) -> Path | None:
        """The file of the table, where it has exactly one."""
        path = self.resource.get("path")
        return self.folder / path if isinstance(path, str) else None


@dataclass(frozen=True)
class Batch:
    """Tables that are judged together: one file, or all of a data package, whose descriptor is judged first."""

    tables: tuple[Table, ...]
    folder: Path
    package: dict[str, Any] | None = None


def batches(
    source: str | Path | Iterable[str | Path], schema: str | Path | dict[str, Any] | None = None, **options: Any
) -> Iterator[Batch]:
    """Yield the tables that a caller means.

    Raises
    ------
    PackageError
        A path leads nowhere, out of its folder, to another host or to no regular file; a descriptor or a schema cannot
        be read; no schema is known for a file.
    UnknownNameError
        `schema` is neither a table of this package nor a file.
    """
    given = [source] if isinstance(source, str | Path) else list(source)
    if not given:
        raise PackageError("nothing to validate: name a file")
    alone: list[Table] = []
    for path in (found for one in given for found in _expand(one)):
        if path.name == DESCRIPTOR or path.suffix == ".json":
            said = read_descriptor(path)
            found = tuple(_package_tables(path, said))
            yield Batch(found, path.parent, {**said, "resources": [table.resource for table in found]})
        else:
            alone.append(_table(path, schema, options))
    # Files given together refer to each other, where they stand in the place of tables of this package.
    beside = {table.shipped: (table.resource, table.folder) for table in alone if table.shipped}
    for table in alone:
        others = tuple(beside.get(str(resource.get("name")), (resource, folder)) for resource, folder in table.others)
        yield Batch((replace(table, others=others if table.shipped else table.others),), table.folder)


def _expand(source: str | Path) -> Iterator[Path]:
    """Yield the files that a path, a pattern or a folder stands for, in the order of their names."""
    text, path = str(source), Path(source)
    if "://" in text:
        raise PackageError(f"{text}: only local files are read: fetch it first")
    if has_magic(text) and not path.exists():
        found = sorted(Path(name) for name in glob(text, recursive=True))  # noqa: PTH207 - Path.glob knows no absolute pattern
        if not found:
            raise PackageError(f"{text}: no file matches")
        yield from found
    elif path.is_dir():
        packaged = path / DESCRIPTOR
        inside = [packaged] if packaged.is_file() else sorted([*path.glob("*.csv"), *path.glob("*.tsv")])
        if not inside:
            raise PackageError(f"{path}: a folder without {DESCRIPTOR} and without CSV files")
        yield from inside
    else:
        yield path


def _table(path: Path, schema: str | Path | dict[str, Any] | None, options: dict[str, Any]) -> Table:
    """Return the table in one file, with the schema that the caller names or the one that lies nearest."""
    _regular(path)
    if schema is None:
        for folder in [path.absolute().parent, *path.absolute().parents]:
            if (folder / DESCRIPTOR).is_file():
                for table in _package_tables(folder / DESCRIPTOR, read_descriptor(folder / DESCRIPTOR)):
                    if table.file is not None and table.file.resolve() == path.resolve():
                        return Table(table.resource, table.folder, str(path), table.others, table.shipped)
        known = [resource["name"] for resource in descriptor()["resources"]]
        if path.stem not in known:
            raise PackageError(
                f"{path}: no schema is known for it: name one with --schema (a Table Schema's file, or one of "
                f"{', '.join(known)}), or list the file in a {DESCRIPTOR}"
            )
        schema = path.stem
    if isinstance(schema, dict):
        return Table(_resource(path, schema, options), path.parent, str(path))
    own = {resource["name"]: resource for resource in descriptor()["resources"]}
    if str(schema) in own:
        others = tuple((_ready(locate(), found, descriptor()), locate().parent) for found in own.values())
        others = tuple(other for other in others if other[0]["name"] != str(schema))
        resource = _resource(path, own[str(schema)]["schema"], options) | {"name": str(schema)}
        return Table(resource, path.parent, str(path), others, str(schema))
    if not Path(schema).is_file():
        raise UnknownNameError.of("schema", str(schema), own, "or the file of a Table Schema")
    return Table(_resource(path, _load(Path(schema)), options), path.parent, str(path))


def _resource(path: Path, schema: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    _known_profile(path, schema)
    given = {key: options[key] for key in ("encoding",) if options.get(key)}
    if options.get("delimiter"):
        given["dialect"] = {"delimiter": options["delimiter"]}
    # The version of the standard is asked of the outermost object, so the resource takes it from its schema.
    version = {"$schema": "https://datapackage.org/profiles/2.0/dataresource.json"} if _is_v2(schema) else {}
    name = re.sub(r"[^a-z0-9._]+", "-", path.stem.lower()).strip("-") or "table"
    return explicit({**version, "name": name, "path": path.name, "schema": copy.deepcopy(schema), **given})


def _is_v2(schema: dict[str, Any]) -> bool:
    return "/profiles/2" in str(schema.get("$schema", ""))


def _package_tables(path: Path, said: dict[str, Any]) -> Iterator[Table]:
    """Yield the tables of a data package, each with all others for its foreign keys."""
    resources = said.get("resources")
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        raise PackageError(f"{path}: a data package has a list of resources")
    _known_profile(path, said)
    ready = [_ready(path, resource, said) for resource in resources]
    for resource in ready:
        others = tuple((other, path.parent) for other in ready if other is not resource)
        place = str(path.parent / resource["path"]) if isinstance(resource.get("path"), str) else str(path)
        own = resource.get("name") if path.resolve() == locate().resolve() else None
        yield Table(resource, path.parent, place, others, own)


def _ready(path: Path, resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return a resource of a descriptor with its parts loaded, all of them from the descriptor's folder."""
    resource = copy.deepcopy(versioned(resource, package))
    _known_profile(path, resource)
    paths = resource.get("path")
    for one in paths if isinstance(paths, list) else [paths] if paths is not None else []:
        file = table_path(path, {"name": resource.get("name"), "path": one})
        if file.exists():
            _regular(file)
        if file.suffix.lower() in COMPRESSED or resource.get("compression"):
            raise PackageError(f"{file}: compressed files are not read: unpack it")
    for key in LEADING_ELSEWHERE:
        if resource.get(key) not in (None, "", "file", []):
            raise PackageError(f"{path}: {key} of {resource.get('name')!r}: only local files of this folder are read")
    for part in ("schema", "dialect"):
        if not isinstance(resource.get(part, {}), str | dict):
            raise PackageError(f"{path}: the {part} of {resource.get('name')!r} is no JSON object")
        if isinstance(resource.get(part), str):
            resource[part] = _load(table_path(path, {"name": resource.get("name"), "path": resource[part]}))
    if isinstance(resource.get("schema"), dict):
        _known_profile(path, resource["schema"])
    tabular = resource.get("format") == "csv" or (isinstance(paths, str) and paths.lower().endswith((".csv", ".tsv")))
    return explicit(resource) if tabular else resource


def _known_profile(path: Path, said: dict[str, Any]) -> None:
    for key in ("$schema", "profile"):
        profile = said.get(key, "")
        if not isinstance(profile, str):
            raise PackageError(f"{path}: {key} is {profile!r}: a profile is named by a string")
        if "/" in profile and not profile.startswith(PROFILES):
            where = "on another host" if "://" in profile else "a file"
            raise PackageError(f"{path}: {key} {profile!r} is {where}: only the standard's profiles are known")


def _load(path: Path) -> dict[str, Any]:
    """Read a JSON object that a descriptor or a caller names."""
    _regular(path)
    return read_descriptor(path)


def _regular(path: Path) -> None:
    """Refuse what is no regular file: a device or a pipe may never end."""
    if not path.exists():
        raise PackageError(f"{path}: no such file")
    if not path.is_file():
        raise PackageError(f"{path}: no regular file: name a CSV file")
