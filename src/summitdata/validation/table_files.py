"""The files that are read for a table: their sizes, and whether they change meanwhile."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from summitdata.tabular.file_formats import other_format
from summitdata.tabular.file_states import read_state
from summitdata.tabular.inputs import InputTable
from summitdata.tabular.row_files import unpacked_size
from summitdata.tabular.schema_parts import foreign_keys
from summitdata.validation.budget import StopError

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.file_states import FileState
    from summitdata.validation.budget import Budget

__all__ = ["FEW_BYTES", "count_bytes", "file_changed", "files_of", "reference_bytes", "refuse_changes"]

FEW_BYTES = 16_000
"""frictionless reads the tables of foreign keys here if they have no more bytes: no cell takes it long."""


def files_of(table: InputTable) -> list[Path | None]:
    """Return the files that are read: the table, and the tables that its foreign keys refer to."""
    files: list[Path | None] = [*(table.packed or table).files]
    if (table.resource.get("schema") or {}).get("foreignKeys"):
        files += [file for other, folder in table.other_resources for file in InputTable(other, folder, "").files]
    return files


def count_bytes(table: InputTable, budget: Budget) -> None:
    """Let the budget grow with what is read."""
    file_format = other_format(table.resource)  # once, as it looks at the paths of all parts
    for file in files_of(table):
        try:
            status = file.stat() if file else None
        except (OSError, ValueError):
            continue  # that it cannot be read is found out later
        if status and file:
            size = status.st_size + unpacked_size(file, file_format)
            budget.count_bytes(size, (status.st_dev, status.st_ino))


def refuse_changes(
    files: list[Path | None], states: list[FileState | None], cause: BaseException | None = None
) -> None:
    """Raise if a file is not what it was."""
    for file, state in zip(files, states, strict=True):
        if read_state(file) != state:
            raise file_changed(file) from cause


def file_changed(file: Path | None) -> StopError:
    """Return the error of a report for a file that is not what it was when reading began."""
    return StopError("file-changed", f"{file} changed while it was read: validate it again when nothing writes to it")


def reference_bytes(table: InputTable) -> float:
    """Return how many bytes the tables of the foreign keys have, infinitely many if one is not a plain file."""
    tables = {resource.get("name"): InputTable(resource, folder, "") for resource, folder in table.other_resources}
    names = {name for name, _ in foreign_keys(table.resource.get("schema"))}
    read = [tables.get(name, table) for name in names]  # without a name it is the table itself
    if any(other_format(each.resource) for each in read):
        return inf
    try:
        return sum(each.file.stat().st_size if each.file else inf for each in read)
    except OSError:
        return inf
