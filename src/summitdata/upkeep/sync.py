"""sync(): bring what the descriptor and the code derive from the data up to date, always to the same bytes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, find, read_descriptor, table_path
from summitdata.errors import PackageError
from summitdata.tabular.typed_rows import typed_rows
from summitdata.upkeep.profile import profile_errors
from summitdata.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["fingerprint", "sync"]


def sync(path: str | Path | None = None, *, write: bool = True) -> list[Path]:
    """Refresh `bytes`, `hash` and `sources` of every table, and in a checkout the generated type names.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A `datapackage.json` or its folder; without it, the checkout that this library runs from.
    write : bool, default True
        Whether to write; without it, nothing is touched.

    Returns
    -------
    list of pathlib.Path
        The files that were, or would be, written. A second run gives an empty list.

    Raises
    ------
    PackageError
        The package cannot be read or written, or is an installed copy, which is not for editing.

    Examples
    --------
    >>> sync(write=False)
    []
    """
    target = find(path)
    if path is None and target.parent.name == "_data":
        raise PackageError(f"{target} is an installed copy: name the {DESCRIPTOR} to refresh")
    descriptor = read_descriptor(target)
    if errors := profile_errors(descriptor):
        raise PackageError(f"{target}: {errors[0]}: mend the descriptor first")
    addresses = _addresses(target.parent, descriptor)
    for resource in descriptor.get("resources", []):
        file = table_path(target, resource)
        resource["bytes"], resource["hash"] = fingerprint(file)
        if used := _used_sources(target.parent, resource, addresses):
            resource["sources"] = used
    wanted = {target: json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"}
    names = target.parent / "src" / "summitdata" / "_names.py"
    if names.is_file():
        wanted[names] = _names(target.parent, descriptor)
    stale = [file for file, text in wanted.items() if file.read_bytes() != text.encode()]
    if write:
        for file in stale:
            write_text(file, wanted[file])
    return stale


def fingerprint(file: Path) -> tuple[int, str]:
    """Return the size in bytes and the hash of a file, as a descriptor writes them.

    Raises
    ------
    PackageError
        The file cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise PackageError(f"{file}: cannot read the table: {error.strerror}") from error
    return len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"


def _addresses(basepath: Path, descriptor: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what a descriptor says of each row of the table `sources`, by id."""
    for resource in descriptor.get("resources", []):
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
    """Return the sources that the rows of a table name, in the order of the table `sources`."""
    if resource["name"] == "sources":
        return list(addresses.values())
    keys = [
        key["fields"] if isinstance(key["fields"], str) else key["fields"][0]
        for key in resource["schema"].get("foreignKeys", [])
        if key["reference"].get("resource") == "sources"
    ]
    if not keys:
        return []
    used = {row.get(key) for _, row in typed_rows(basepath, resource) for key in keys}
    return [source for name, source in addresses.items() if name in used]


def _names(basepath: Path, descriptor: dict[str, Any]) -> str:
    """Return the module of the names that types are made of."""
    tables = {resource["name"]: resource for resource in descriptor["resources"]}
    found = {
        "TableName": list(tables),
        "FigureId": [row["id"] for _, row in typed_rows(basepath, tables["figures"])],
        "ProjectId": [row["id"] for _, row in typed_rows(basepath, tables["projects"])],
    }
    return "\n".join(
        [
            '"""The names of the tables, figures and projects as types; written by `summitdata sync` from the data."""',
            "",
            "from typing import Literal",
            "",
            f"__all__ = {json.dumps(sorted(found))}",
            *(line for name, values in found.items() for line in ["", *_literal(name, values)]),
            "",
        ]
    )


def _literal(name: str, values: Iterable[str]) -> list[str]:
    return [f"{name} = Literal[", *(f'    "{value}",' for value in values), "]"]
