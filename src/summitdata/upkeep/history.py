"""The record of the data's versions: the package as last recorded, and what changed from each version to the next.

It stands in `history/` of a checkout: a copy of the descriptor and the tables, which the present ones are compared
with, and `changes.json`. `summitdata sync --release` writes it; neither git nor a network is asked.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, find, locate, read_descriptor, table_path
from summitdata.errors import PackageError
from summitdata.upkeep.diff import diff
from summitdata.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.upkeep.diff import Difference

__all__ = ["HISTORY", "pending", "record", "versions"]

HISTORY = "history"


def pending(path: str | Path | None = None) -> Difference:
    """Return what changed since the version that was recorded last.

    Raises
    ------
    PackageError
        Nothing is recorded, as in an installed copy.
    """
    target = find(path)
    return diff(target.parent / HISTORY, target)


def versions(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the recorded versions, the newest first: `version`, `released` and `changes`, as `diff` has them."""
    file = find(path).parent / HISTORY / "changes.json"
    found: list[dict[str, Any]] = read_descriptor(file)["versions"] if file.is_file() else []
    return found


def record(path: str | Path | None = None) -> bool:
    """Record the present state as the state of its version.

    Returns
    -------
    bool
        Whether there was anything to record.

    Raises
    ------
    PackageError
        The data changed and their version was not raised as the change demands, or the package is an installed copy.
    """
    target = find(path)
    if target == locate() and target.parent.name == "_data":
        raise PackageError(f"{target} is an installed copy: record the versions of a checkout")
    folder, said = target.parent / HISTORY, read_descriptor(target)
    known = versions(path)
    changes: list[dict[str, Any]] = []
    if known:
        found = pending(path)
        if not found and found.old_version == found.new_version:
            return False
        if not found.enough:
            raise PackageError(
                f"{target}: version {found.new_version}, but what changed since {found.old_version} is {found.level}: "
                f"raise it to {found.demanded} or later; summitdata diff {HISTORY} . shows the changes"
            )
        changes = found.to_dict()["changes"]
    for resource in said["resources"]:
        file = table_path(folder / DESCRIPTOR, resource)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(table_path(target, resource), file)
    kept = {table_path(folder / DESCRIPTOR, resource) for resource in said["resources"]}
    for file in set(folder.rglob("*.csv")) - kept:
        file.unlink()
    shutil.copyfile(target, folder / DESCRIPTOR)
    entry = {"version": said["version"], "released": said.get("released", ""), "changes": changes}
    text = json.dumps({"versions": [entry, *known]}, indent=1, ensure_ascii=False)
    write_text(folder / "changes.json", text + "\n")
    return True
