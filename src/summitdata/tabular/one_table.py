"""Files that a caller names with one schema as the parts of one table."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.tabular.input_table import Batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata.tabular.input_table import InputTable

__all__ = ["as_one_table"]

_OWN = ("name", "path")
"""What parts of one table do not have in common."""


def as_one_table(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Yield batches, of which single files that are read alike, by the same schema, are the parts of one table.

    The table is called after the folder that all parts are in. Tables of a data package stay as they are.
    """
    parts: list[InputTable] = []
    for batch in batches:
        (table, *others) = batch.tables or (None,)
        is_alone = table is not None and not others and batch.package is None and table.file is not None
        if table is None or not is_alone or table.unread or (parts and _shared(table) != _shared(parts[0])):
            yield batch
        else:
            parts.append(table)
    if len(parts) == 1:
        yield Batch(tuple(parts), parts[0].folder)
    elif parts:
        table = _joined(parts)
        yield Batch((table,), table.folder)


def _shared(table: InputTable) -> dict[str, Any]:
    return {name: value for name, value in table.resource.items() if name not in _OWN}


def _joined(parts: list[InputTable]) -> InputTable:
    """Return the table that has the parts."""
    files = [os.path.abspath(part.folder / str(part.resource["path"])) for part in parts]  # noqa: PTH100 - no link is followed
    folder = os.path.commonpath([os.path.dirname(file) for file in files])  # noqa: PTH120 - texts
    paths = [Path(os.path.relpath(file, folder)).as_posix() for file in files]
    try:
        place = os.path.commonpath([part.place for part in parts]) or "."
    except ValueError:  # one is absolute and another is not
        place = folder
    return replace(parts[0], resource={**parts[0].resource, "path": paths}, folder=Path(folder), place=place)
