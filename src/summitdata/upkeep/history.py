"""The record of the data's versions: the package as last recorded, and what changed from each version to the next.

It is in the folder `history/` of a checkout: a copy of the descriptor and of the tables, to compare the present ones
with, and `changes.json`. `summitdata sync --release` writes it, without git and without a network.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, find_descriptor, locate, read_descriptor, table_path
from summitdata.errors import PackageError
from summitdata.escaping import json_text
from summitdata.opening import exists, read_file, resolve_inside
from summitdata.searching import find_files
from summitdata.upkeep.checkout import is_own_descriptor
from summitdata.upkeep.diff import diff
from summitdata.upkeep.profile import profile_errors
from summitdata.writing import copy_file, remove_file, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.upkeep.difference import Difference

__all__ = ["HISTORY", "pending", "record", "versions"]

HISTORY = "history"


def pending(path: str | Path | None = None) -> Difference:
    """Return what changed since the version that was recorded last.

    Raises
    ------
    PackageError
        No version is recorded, as in an installed copy.
    """
    target = find_descriptor(path)
    recorded = target.parent / HISTORY / DESCRIPTOR
    if not recorded.is_file():
        raise PackageError(f"{recorded}: no such file: no version of the data is recorded")
    resolve_inside(recorded, target.parent)
    return diff(recorded, target)


def versions(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the recorded versions, the newest first: `version`, `released`, and `changes` as `diff` returns them."""
    folder = find_descriptor(path).parent
    file = folder / HISTORY / "changes.json"
    recorded = read_descriptor(file, folder).get("versions") if exists(file) else []
    if not isinstance(recorded, list) or not all(isinstance(version, dict) for version in recorded):
        raise PackageError(f'{file}: "versions" must be a list of JSON objects, one for each version')
    return recorded


def record(path: str | Path | None = None) -> bool:
    """Record the present state of this project's own data, in its checkout, as the state of its version.

    Returns
    -------
    bool
        Whether there was anything to record.

    Raises
    ------
    PackageError
        The data changed and their version was not raised as the changes require, or the package is not that of the
        checkout that this library runs from.
    """
    target = find_descriptor(path)
    if target == locate() and target.parent.name == "_data":
        raise PackageError(f"{target} is an installed copy: record the versions in a checkout")
    if not is_own_descriptor(target):
        raise PackageError(
            f"{target} is not the {DESCRIPTOR} of the checkout that runs: versions are recorded only there"
        )
    folder, descriptor = _history_folder(target), read_descriptor(target)
    if errors := profile_errors(descriptor):
        raise PackageError(f"{target}: {errors[0].message}: fix the descriptor first")
    recorded = versions(path)
    changes: list[dict[str, Any]] = []
    if recorded:
        difference = pending(path)
        if not difference and difference.old_version == difference.new_version:
            return False
        if not difference.version_ok:
            raise PackageError(
                f"{target}: version {difference.new_version}, but the changes since {difference.old_version} are "
                f"{difference.level}: raise it to {difference.required_version} or later; "
                f"summitdata diff {HISTORY} . shows the changes"
            )
        changes = difference.to_dict()["changes"]
    for resource in descriptor["resources"]:
        content = read_file(table_path(target, resource), "the table", limit=None)
        copy_file(content, table_path(folder / DESCRIPTOR, resource), inside=folder)
    current = {table_path(folder / DESCRIPTOR, resource) for resource in descriptor["resources"]}
    for file in set(find_files("**/*.csv", folder)) - current:
        remove_file(file, inside=folder)
    copy_file(read_file(target, "the descriptor"), folder / DESCRIPTOR, inside=folder)
    entry = {"version": descriptor.get("version", ""), "released": descriptor.get("released", ""), "changes": changes}
    text = json_text({"versions": [entry, *recorded]}, indent=1)
    write_text(folder / "changes.json", text + "\n", inside=folder)
    return True


def _history_folder(descriptor: Path) -> Path:
    """Return the folder of the record, which is a folder of the checkout and not a link."""
    folder = descriptor.parent / HISTORY
    if os.path.realpath(folder) != str(descriptor.parent.resolve() / HISTORY):
        raise PackageError(f"{folder} is a link to {os.path.realpath(folder)}: make it a folder")
    return folder
