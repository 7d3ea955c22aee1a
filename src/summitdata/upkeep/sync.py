"""sync(): update what the descriptor and the code derive from the data, always to the same bytes."""

from __future__ import annotations

import codecs
import hashlib
import json
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, YAML_SUFFIXES, find_descriptor, read_descriptor, table_path
from summitdata.errors import PackageError
from summitdata.escaping import descriptor_text, python_text
from summitdata.opening import read_file, refuse_irregular
from summitdata.tabular.file_formats import typed_parts_format
from summitdata.tabular.package_tables import sound_package
from summitdata.tabular.packings import UnpackError
from summitdata.tabular.path_patterns import Patterns, of_pattern
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.typed_rows import typed_rows
from summitdata.tabular.unpacked_tables import copy_of_parts
from summitdata.upkeep.bounded import call_bounded, table_files
from summitdata.upkeep.checkout import NAMES_MODULE, is_own_descriptor
from summitdata.upkeep.profile import profile_errors
from summitdata.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["content_hash", "sync"]


def sync(path: str | Path | None = None, *, write: bool = True) -> list[Path]:
    """Update `bytes`, `hash` and `sources` of every table, and in this project's own checkout the generated type names.

    Of any other package, only the descriptor is written, and only in its own folder.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A `datapackage.json` or its folder; without it, the checkout that this library runs from.
    write : bool, default True
        Whether to write; without it, nothing is changed.

    Returns
    -------
    list of pathlib.Path
        The files that were, or would be, written. A second run returns an empty list.

    Raises
    ------
    PackageError
        The package cannot be read or written, a link leads out of it, or it is an installed copy, which is not for
        editing.

    Examples
    --------
    >>> sync(write=False)
    []
    """
    target = find_descriptor(path)
    if path is None and target.parent.name == "_data":
        raise PackageError(
            f"{target} is an installed copy, which is not for editing: give the {DESCRIPTOR} of your package; in a "
            "checkout of summitdata, first run python -m pip install --editable '.[dev]' in its environment"
        )
    descriptor = read_descriptor(target)
    is_own = is_own_descriptor(target)
    if is_own:
        texts = _texts(target, descriptor, is_own)
    else:
        files = [target, *table_files(target, descriptor), *_source_files(target, descriptor)]
        texts = call_bounded(_texts, target, descriptor, is_own, files=files, place=target)
    stale = [
        file
        for file, text in texts.items()
        if read_file(file, "the file to update", root=target.parent) != text.encode()
    ]
    if write:
        for file in stale:
            write_text(file, texts[file], inside=target.parent)
    return stale


def _source_files(target: Path, descriptor: dict[str, Any]) -> list[Path]:
    """Return the file of the table `sources` as often as there are tables: each of them may repeat its rows."""
    resources = descriptor.get("resources")
    resources = resources if isinstance(resources, list) else []
    named = [resource for resource in resources if isinstance(resource, dict) and resource.get("name") == "sources"]
    return list(table_files(target, {"resources": named[:1]})) * len(resources)


def _texts(target: Path, descriptor: dict[str, Any], is_own: bool) -> dict[Path, str]:  # noqa: FBT001 - is sent to a worker
    """Return the texts of the files that are derived, as they should be."""
    loaded, wrong = sound_package(target, descriptor)
    if wrong:
        said = "; ".join(f"{table.place}: {mistake}" for table in wrong for mistake in table.mistakes)
        raise PackageError(f"{said}: fix the descriptor first")
    if errors := profile_errors(loaded):
        raise PackageError(f"{target}: {errors[0].message}: fix the descriptor first")
    addresses = _source_addresses(target.parent, loaded)
    patterns = Patterns(target)
    for resource, loaded_resource in zip(descriptor["resources"], loaded["resources"], strict=True):
        if "path" not in loaded_resource:
            continue  # its rows are in the descriptor
        files = patterns.expanded(loaded_resource)
        if of_pattern(resource, files[0]):
            continue  # a size is not that of several files
        resource.update(_size_and_hash(target, files[0]))
        if isinstance(files[0]["path"], list):
            continue  # none of our own tables is in several files
        if used := _used_sources(target.parent, loaded_resource, addresses):
            resource["sources"] = used
    texts = {target: _descriptor_text(target, descriptor)}
    if is_own:
        texts[target.parent / NAMES_MODULE] = _names_module(target.parent, descriptor)
    return texts


def _descriptor_text(target: Path, descriptor: dict[str, Any]) -> str:
    """Return the text of a descriptor: as JSON, or as the YAML that it is, with other sizes and hashes."""
    if target.suffix.lower() not in YAML_SUFFIXES:
        return descriptor_text(descriptor)
    from summitdata.upkeep.yaml_sizes import with_sizes

    content = read_file(target, "the descriptor", root=target.parent)
    mark = codecs.BOM_UTF8.decode() if content.startswith(codecs.BOM_UTF8) else ""
    return mark + with_sizes(target, content.decode("utf-8-sig"), descriptor)


def _size_and_hash(target: Path, resource: dict[str, Any]) -> dict[str, Any]:
    """Return the size and the hash of a file, or of several joined, as frictionless has them."""
    if isinstance(paths := resource["path"], list):
        files = [table_path(target, {**resource, "path": path}) for path in paths]
        for file in files:
            refuse_irregular(file)
        if typed_parts_format(resource):
            content = b"".join(read_file(file, "the table", limit=None) for file in files)
            return {"bytes": len(content), "hash": content_hash(content)}
        try:
            copy = copy_of_parts(resource, files)
            copy.finish()
        except UnpackError as error:
            raise PackageError(f"{target}: table {resource['name']!r}: {error}") from error
        content = read_file(copy.file, "the table", limit=None)
    else:
        content = read_file(table_path(target, resource), "the table", limit=None)
    return {"bytes": len(content), "hash": content_hash(content)}


def content_hash(content: bytes) -> str:
    """Return the hash of a file's content as a descriptor writes it.

    Examples
    --------
    >>> content_hash(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _source_addresses(basepath: Path, descriptor: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what a descriptor states about each row of the table `sources`, by id."""
    for resource in descriptor["resources"]:
        if resource["name"] == "sources":
            return {
                row["id"]: {"title": row["title"] or row["publisher"], "path": row["address"]}
                for _, row in typed_rows(basepath, resource)
                if row.keys() >= {"id", "title", "publisher", "address"}
            }
    return {}


def _used_sources(
    basepath: Path, resource: dict[str, Any], addresses: dict[str, dict[str, str]]
) -> list[dict[str, str]]:
    """Return the sources that the rows of a table refer to, in the order of the table `sources`."""
    if resource["name"] == "sources":
        return list(addresses.values())
    columns = [
        key_fields(key["fields"])[0]
        for key in resource.get("schema", {}).get("foreignKeys", [])
        if key["reference"].get("resource") == "sources"
    ]
    if not columns:
        return []
    used = {row.get(column) for _, row in typed_rows(basepath, resource) for column in columns}
    return [source for name, source in addresses.items() if name in used]


def _names_module(basepath: Path, descriptor: dict[str, Any]) -> str:
    """Return the text of the module with the names of tables, figures and projects as types."""
    tables = {resource["name"]: resource for resource in descriptor["resources"]}
    names_by_type = {
        "TableName": list(tables),
        "FigureId": _ids(basepath, tables, "figures"),
        "ProjectId": _ids(basepath, tables, "projects"),
    }
    return "\n".join(
        [
            '"""The names of the tables, figures and projects as types; written by `summitdata sync` from the data."""',
            "",
            "from typing import Literal",
            "",
            f"__all__ = {json.dumps(sorted(names_by_type))}",
            *(line for name, values in names_by_type.items() for line in ["", *_literal_type(name, values)]),
            "",
        ]
    )


def _ids(basepath: Path, tables: dict[str, dict[str, Any]], name: str) -> list[str]:
    if name not in tables or "id" not in {field["name"] for field in tables[name]["schema"]["fields"]}:
        raise PackageError(
            f"{basepath / DESCRIPTOR}: there is no table {name!r} with a field 'id', whose values are types in the code"
        )
    return [str(row["id"]) for _, row in typed_rows(basepath, tables[name]) if row.get("id") is not None]


def _literal_type(name: str, values: Iterable[str]) -> list[str]:
    """Return the lines of a type; the values are data, so each is quoted as a Python literal."""
    return [f"{name} = Literal[", *(f"    {python_text(value)}," for value in values), "]"]
