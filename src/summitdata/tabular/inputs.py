"""From the path that a caller names to the tables that it stands for, each with its schema.

Nothing here reads data. Every path is local and every descriptor is explicit when frictionless gets it.
"""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import replace
from functools import cache
from glob import has_magic
from itertools import chain, islice
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
)
from summitdata.errors import PackageError
from summitdata.escaping import escape_control
from summitdata.opening import (
    STDIN_PLACE,
    copy_stdin,
    exists,
    is_stdin,
    open_file,
    refuse_irregular,
    resolve_inside,
)
from summitdata.searching import files_below, find_files, is_of_programs, list_files
from summitdata.tabular.allow_lists import refuse_forbidden
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.file_formats import FORMATS, READ_FORMATS, TABLE_FORMATS
from summitdata.tabular.file_settings import SettingsOfFiles
from summitdata.tabular.given_schema import given_schema
from summitdata.tabular.input_table import Batch, InputTable, unreadable_table
from summitdata.tabular.package_tables import TablesAbove, package_tables, ready_resource
from summitdata.tabular.packings import TABLE_SUFFIXES, file_stem, named_by_start, unpacked_name
from summitdata.tabular.text_options import check_reading, dialect_of, fields_match_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitdata.tabular.given_schema import GivenSchema

__all__ = ["Batch", "InputTable", "TablesAbove", "is_descriptor", "resolve_inputs"]


MOST_LOOKED_AT = 10_000
"""In so many files below a folder, tables are looked for that a message can name."""
SUFFIXES = (*TABLE_SUFFIXES, *(f".{name}" for name in READ_FORMATS if name not in (*FORMATS, "json")))
"""The ends of the names of the files in a folder that are tables; a JSON file may be anything."""


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
    unread: list[InputTable] = []
    refused: list[PackageError] = []
    any_known = False
    packages, named = TablesAbove(), cache(given_schema)  # read once, and shared by all files
    listed = set[str]()
    for path, missing in _each_once(_named(sources)):
        if missing:
            refused.append(missing)
            unread.append(_no_file(path, missing))
        elif is_descriptor(path) and not _is_list(path):
            try:
                batch = _batch_of_package(path)
            except PackageError as error:
                refused.append(error)
                unread.append(unreadable_table(path, error))
                continue
            listed.update(os.path.realpath(file) for table in batch.tables for file in table.files)
            yield batch
            any_known = True
        else:
            is_stream = is_stdin(path)
            file = named_by_start(copy_stdin()) if is_stream else path
            called = place or (STDIN_PLACE if is_stream else str(path))
            own = files.of(None if is_stream else path)
            reading = check_reading({**options, **own.reading})
            above = None if is_stream else packages
            try:
                table = _single_table(file, called, own.schema or given, reading, named, above, own.no_schema)
                single_files.append(table)
            except _NoSchemaError as error:
                unread.append(InputTable({"name": file_stem(file)}, file.parent, called, unread=str(error)))
    if not (keep_unknown and (any_known or single_files)):
        _refuse(refused, unread)
    if given is None:  # by the schema of a package, a file is validated with the package
        single_files = [table for table in single_files if files.of(table.file).schema or not _is_in(listed, table)]
    for table in (*_with_each_other(single_files), *unread):
        yield Batch((table,), table.folder)


def _no_file(path: Path, error: PackageError) -> InputTable:
    """Return what was named and is not a file as a table that is not read."""
    why = str(error).removeprefix(f"{path}: ")
    return InputTable({"name": file_stem(path)}, path.parent, str(path), unread=why, unread_type="no-file")


def _with_each_other(tables: list[InputTable]) -> Iterator[InputTable]:
    """Yield single files: those that replace tables of this package refer to each other, not to what they replace."""
    replacements = {table.replaces: (table.resource, table.folder) for table in tables if table.replaces}
    for table in tables:
        others = table.other_resources
        if table.replaces:
            others = tuple(
                replacements.get(str(resource.get("name")), (resource, folder)) for resource, folder in others
            )
        yield replace(table, other_resources=others)


def _batch_of_package(path: Path) -> Batch:
    """Return the tables of a descriptor; frictionless gets the resources that are not wrong."""
    package, is_resource = _read_package(path)
    groups = list(package_tables(path, package, is_alone=is_resource))
    sound = [group[0].resource for group in groups if not group[0].mistakes]
    explicit = {**package, "resources": sound} if sound and not is_resource else None
    return Batch(tuple(chain.from_iterable(groups)), path.parent, explicit, path.stat().st_size, str(path))


def is_descriptor(path: Path) -> bool:
    """Return whether a file is the descriptor of a package or a resource, as its name says."""
    return path.suffix.lower() in (".json", *YAML_SUFFIXES)


def _is_list(path: Path) -> bool:
    """Return whether a JSON file begins like a list of rows, which no descriptor is."""
    if path.suffix.lower() != ".json" or not exists(path):
        return False
    try:
        with open_file(path) as stream:
            return stream.read(4096).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")
    except (PackageError, OSError):  # it is said where it is read
        return False


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


_NAME_ONE = "name one with --schema (the file of a Table Schema), or list the"
_NO_SCHEMA = f"no schema is known for this file: {_NAME_ONE} file in a {DESCRIPTOR}; `summitdata describe` makes one"
_NO_SCHEMAS = (
    f"no schema is known for these files: {_NAME_ONE} files in a {DESCRIPTOR}, which `summitdata init` makes of all "
    'CSV files; where each has a schema, a configuration names them all: schema = "schemas/{name}.json"'
)


class _NoSchemaError(PackageError):
    """No schema is known for a file; the text says what to do."""


def _refuse(errors: list[PackageError], unread: list[InputTable]) -> None:
    """Raise if anything cannot be read, as nothing else is there that can."""
    if errors:
        raise errors[0]
    if not unread:
        return
    if not unread[1:] or any(table.unread != _NO_SCHEMA for table in unread):
        raise PackageError(f"{unread[0].place}{_others(unread)}: {unread[0].unread}")
    raise PackageError(f"{unread[0].place}{_others(unread)}: {_NO_SCHEMAS}")


def _others(unread: list[InputTable]) -> str:
    return f" and {count(len(unread) - 1, 'other file')}" if unread[1:] else ""


def _is_in(listed: set[str], table: InputTable) -> bool:
    return all(os.path.realpath(file) in listed for file in table.files)


def _named(sources: Iterable[str | Path]) -> Iterator[tuple[Path, PackageError | None]]:
    """Yield the files that the sources stand for, and why one of them cannot be read as a file."""
    for source in sources:
        try:
            paths = list(_expand(source))
        except PackageError as error:
            yield Path(source), error
            continue
        for path in paths:
            yield path, None if is_stdin(path) else _why_no_file(path)


def _why_no_file(path: Path) -> PackageError | None:
    try:
        refuse_irregular(path)
    except PackageError as error:
        return error
    return None


def _each_once(files: Iterable[tuple[Path, PackageError | None]]) -> Iterator[tuple[Path, PackageError | None]]:
    """Yield each file once, by the first of its names: a name and a pattern may lead to it, too."""
    seen = set[str]()
    for path, missing in files:
        target = str(path) if is_stdin(path) else os.path.realpath(path)
        if target not in seen:
            seen.add(target)
            yield path, missing


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
        files = list_files(path, SUFFIXES)
        if not files:
            message = f"{path}: the folder has neither a {DESCRIPTOR} nor a table, such as a CSV file"
            raise PackageError(f"{message}{_tables_below(path)}")
        yield from files
    else:
        yield path


def _tables_below(folder: Path) -> str:
    """Return where there are tables, if not in the folder itself: what to name instead of it."""
    below = islice(files_below(folder, lambda path: not is_of_programs(path.name)), MOST_LOOKED_AT)
    found = min((path for path in below if path.name.lower().endswith(SUFFIXES)), default=None)
    if found is None:
        return ""
    pattern = escape_control(str(found.parent / f"*{''.join(found.suffixes)}"))
    return f"; there are some below it: name them, as in '{pattern}', or have `summitdata init` describe them"


def _single_table(  # noqa: PLR0913, PLR0917 - what is read once is passed on
    path: Path,
    place: str,
    given: GivenSchema | None,
    options: dict[str, Any],
    named: Callable[[str], GivenSchema],
    packages: TablesAbove | None = None,
    no_schema: str = "",
) -> InputTable:
    """Return the table in one file, with the schema that the caller names or the nearest one that fits."""
    refuse_irregular(path)
    if given is None:
        if packages and (table := packages.table_of(path)):
            return replace(table, place=place)
        names = [resource["name"] for resource in descriptor()["resources"]]
        if no_schema or file_stem(path) not in names or packages is None:
            raise _NoSchemaError(no_schema or _NO_SCHEMA)
        given = named(file_stem(path))
    resource, own_name = _resource(path, place, given.descriptor, options) | given.checklist, given.table
    if own_name is None:
        return InputTable(resource, path.parent, place, schema_origin=given.origin)
    own_descriptor = locate()
    others = tuple(
        (ready_resource(own_descriptor, other, descriptor()), own_descriptor.parent)
        for other in descriptor()["resources"]
        if other["name"] != own_name
    )
    return InputTable(resource | {"name": own_name}, path.parent, place, others, replaces=own_name)


def _resource(path: Path, place: str, schema: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    declared = {key: options[key] for key in ("encoding",) if options.get(key)}
    if dialect := dialect_of(options):
        declared["dialect"] = dialect
    if match := fields_match_of(options):  # else many files share one schema
        schema = {**schema, **match}
    # frictionless reads the version of the standard from the outermost object, so the resource takes its schema's.
    version = {"$schema": "https://datapackage.org/profiles/2.0/dataresource.json"} if _is_v2(schema) else {}
    name = re.sub(r"[^a-z0-9._]+", "-", file_stem(path).lower()).strip("-") or "table"
    resource = {**version, "name": name, "path": path.name, "schema": schema, **declared}
    suffix = Path(unpacked_name(path.name)).suffix[1:].lower()
    # The caller says that it is a table, whatever it is called.
    resource["format"] = suffix if suffix in TABLE_FORMATS else "csv"
    if resource["format"] in FORMATS:
        resource = make_explicit(resource)
    refuse_forbidden(place, resource)
    return resource


def _is_v2(schema: dict[str, Any]) -> bool:
    return "/profiles/2" in str(schema.get("$schema", ""))
