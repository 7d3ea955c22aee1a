"""A table in a compressed file as one in a plain file, with the tables that its foreign keys refer to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.tabular.packings import UnpackError, packing_of
from summitdata.tabular.unpacking import Copy, finish

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.inputs import InputTable
    from summitdata.tabular.unpacking import Grew

__all__ = ["unpacked", "unpacked_whole"]


def unpacked(table: InputTable, grew: Grew | None = None) -> InputTable:
    """Return a table as one in a plain file, which may still grow.

    Parameters
    ----------
    table : InputTable
        The table.
    grew : callable, optional
        Is called with the number of bytes that were unpacked, in another thread.

    Raises
    ------
    UnpackError
        A table that its foreign keys refer to cannot be unpacked.
    """
    copies: list[Copy] = []
    resource, folder = (
        (table.resource, table.folder) if table.unread else _plain(table.resource, table.folder, copies, grew)
    )
    packed = table if copies else None
    others = table.other_resources
    if (table.resource.get("schema") or {}).get("foreignKeys"):
        others = tuple(_plain(other, other_folder, copies, grew) for other, other_folder in others)
        for copy in copies[1 if packed else 0 :]:
            try:
                copy.finish()
            except UnpackError as error:
                raise UnpackError(f"{copy.packed}, which a foreign key refers to: {error}") from error
    if not copies:
        return table
    return replace(table, resource=resource, folder=folder, other_resources=others, packed=packed, copies=tuple(copies))


def unpacked_whole(table: InputTable) -> InputTable:
    """Return a table as one in a plain file, all of which is there.

    Raises
    ------
    UnpackError
        It cannot be unpacked; the text names it.
    """
    try:
        table = unpacked(table)
        finish(table.file)
    except UnpackError as error:
        raise UnpackError(f"{table.place}: {error}") from error
    return table


def _plain(
    resource: dict[str, Any], folder: Path, copies: list[Copy], grew: Grew | None
) -> tuple[dict[str, Any], Path]:
    """Return resource and folder of the unpacked copy of a table, which is added to the copies, if it is compressed."""
    packing = packing_of(resource)
    if packing is None or not (file := folder / resource["path"]).is_file():
        return resource, folder
    copy = Copy(file, packing, str(resource.get("innerpath") or ""), grew)
    copies.append(copy)
    left_out = ("compression", "innerpath", "bytes", "hash")  # the last two are those of the compressed file
    plain = {name: value for name, value in resource.items() if name not in left_out}
    return plain | {"path": copy.file.name}, copy.file.parent
