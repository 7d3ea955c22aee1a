"""The record of the data's versions: the package as last recorded, and what changed from each version to the next.

It is in the folder `history/` of a checkout: a copy of the descriptor and of the tables, to compare the present ones
with, and `changes.json`. `summitdata sync --release` writes it, without git and without a network.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, find_descriptor, locate, read_descriptor, table_path
from summitdata.errors import PackageError
from summitdata.upkeep.diff import diff
from summitdata.writing import write_text

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
    return diff(recorded, target)


def versions(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the recorded versions, the newest first: `version`, `released`, and `changes` as `diff` returns them."""
    file = find_descriptor(path).parent / HISTORY / "changes.json"
    recorded: list[dict[str, Any]] = read_descriptor(file)["versions"] if file.is_file() else []
    return recorded


def record(path: str | Path | None = None) -> bool:
    """Record the present state as the state of its version.

    Returns
    -------
    bool
        Whether there was anything to record.

    Raises
    ------
    PackageError
        The data changed and their version was not raised as the changes require, or the package is an installed copy.
    """
    target = find_descriptor(path)
    if target == locate() and target.parent.name == "_data":
        raise PackageError(f"{target} is an installed copy: record the versions in a checkout")
    folder, descriptor = target.parent / HISTORY, read_descriptor(target)
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
        file = table_path(folder / DESCRIPTOR, resource)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(table_path(target, resource), file)
    current = {table_path(folder / DESCRIPTOR, resource) for resource in descriptor["resources"]}
    for file in set(folder.rglob("*.csv")) - current:
        file.unlink()
    shutil.copyfile(target, folder / DESCRIPTOR)
    entry = {"version": descriptor["version"], "released": descriptor.get("released", ""), "changes": changes}
    text = json.dumps({"versions": [entry, *recorded]}, indent=1, ensure_ascii=False)
    write_text(folder / "changes.json", text + "\n")
    return True
