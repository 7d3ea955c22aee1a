"""A table in a compressed file, an Arrow file or several, as one in a plain file, with those that its keys refer to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.file_formats import ARROW_FORMATS, READ_FORMATS, ROW_FORMATS, other_format, typed_parts_format
from summitdata.tabular.packings import UnpackError, packing_of, unpacked_name
from summitdata.tabular.typed_parts import joined_values
from summitdata.tabular.unpacking import Copy, finish

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.tabular.inputs import InputTable
    from summitdata.tabular.unpacking import Grew

__all__ = ["copy_of_parts", "resource_of_parts", "unpacked", "unpacked_whole"]


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
    resource, folder = _in_first_row(table), table.folder
    if not table.unread:
        resource, folder = _plain(resource, folder, copies, grew)
    packed = table if copies else None
    others = table.other_resources
    if (table.resource.get("schema") or {}).get("foreignKeys"):
        others = tuple(_unpacked_other(other, other_folder, copies, grew) for other, other_folder in others)
    if not copies:
        return table
    return replace(table, resource=resource, folder=folder, other_resources=others, packed=packed, copies=tuple(copies))


def _unpacked_other(
    resource: dict[str, Any], folder: Path, copies: list[Copy], grew: Grew | None
) -> tuple[dict[str, Any], Path]:
    """Return resource and folder of a table that a foreign key refers to, whole."""
    before = len(copies)
    try:
        found = _plain(resource, folder, copies, grew)
        for copy in copies[before:]:
            copy.finish()
    except UnpackError as error:
        path = resource["path"]
        of = f" ({folder / path})" if isinstance(path, str) else ""
        note = f"the table {resource.get('name')!r}{of}, which a foreign key refers to, cannot be read: {error}"
        raise UnpackError(note, error.error_type) from error
    return found


def _in_first_row(table: InputTable) -> dict[str, Any]:
    """Return the resource of a table; of one in parts whose header is not looked for, it says the first row."""
    dialect = table.resource.get("dialect") or {}
    if "header" not in table.as_frictionless or not isinstance(table.resource.get("path"), list):
        return table.resource
    if not isinstance(dialect, dict) or not dialect.get("header", True):
        return table.resource
    return {**table.resource, "dialect": {"headerRows": [1], **dialect}}


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
        raise UnpackError(f"{table.place}: {error}", error.error_type) from error
    return table


def _plain(
    resource: dict[str, Any], folder: Path, copies: list[Copy], grew: Grew | None
) -> tuple[dict[str, Any], Path]:
    """Return resource and folder of the copy of a table, which is added to the copies, if it needs one."""
    file_format = other_format(resource)
    if isinstance(paths := resource.get("path"), list):
        typed = typed_parts_format(resource)
        if not paths or (file_format is not None and not typed):
            return resource, folder
        files = [folder / path for path in paths]
        copies.append(copy_of_parts(resource, files, grew))
        own = {"path": copies[-1].file.name}
        if not typed:
            return _explicit(resource, files) | own, copies[-1].file.parent
        kept = {name: value for name, value in resource.items() if name not in _OF_TYPED}
        dialect = resource.get("dialect")
        made = kept | own | {"format": typed, **({"dialect": dialect} if dialect else {})}
        return (_as_csv(made, dialect) if typed == "arrow" else made), copies[-1].file.parent
    packing, is_arrow = packing_of(resource), file_format in ARROW_FORMATS
    is_read = file_format is None or file_format in READ_FORMATS
    if not is_read or not (packing or is_arrow) or not (file := folder / resource["path"]).is_file():
        return resource, folder
    if packing:
        copies.append(Copy.of_packed(file, packing, str(resource.get("innerpath") or ""), grew))
    left_out = {"compression", "innerpath", "bytes", "hash"}  # the last two are those of the compressed file
    if is_arrow:
        left_out |= {"format", "encoding", "dialect", "mediatype"}
        if packing:
            copies[-1].finish()
            file = copies[-1].file
        schema = resource.get("schema")
        from summitdata.tabular.arrow_files import csv_pieces  # loads pyarrow, which few files need so early

        pieces = csv_pieces(file, str(file_format), schema if isinstance(schema, dict) else {})
        copies.append(Copy.of_pieces(file, pieces, grew))
    plain = {name: value for name, value in resource.items() if name not in left_out}
    plain |= {"path": copies[-1].file.name} | ({"format": file_format} if file_format in ROW_FORMATS else {})
    return (_as_csv(plain, resource.get("dialect")) if is_arrow else plain), copies[-1].file.parent


_OF_TYPED = frozenset(("format", "encoding", "dialect", "mediatype", "bytes", "hash"))
"""What is said of a file of typed values, and not of the rows that are read."""


def _as_csv(plain: dict[str, Any], dialect: Any) -> dict[str, Any]:
    """Return the resource of a file that was made of an Arrow file, with what the dialect of that says of labels."""
    case = {"headerCase": dialect["headerCase"]} if isinstance(dialect, dict) and "headerCase" in dialect else {}
    return make_explicit(plain | {"format": "csv", "dialect": case})


def copy_of_parts(resource: dict[str, Any], files: list[Path], grew: Grew | None = None) -> Copy:
    """Return the copy that has the parts of a table joined.

    Raises
    ------
    UnpackError
        A part is not there.
    """
    if missing := [file for file in files if not file.is_file()]:
        raise UnpackError(f"the part {missing[0]} is not there: correct its path, or add it", "scheme-error")
    states = [file.stat() for file in files]
    sizes = {(state.st_dev, state.st_ino): state.st_size for state in states}
    if len(sizes) < len(files):  # a short list of one file could stand for any size: it gives no more time
        grew = None
    if typed_parts_format(resource):
        return Copy.of_parts(files, resource, sum(sizes.values()), grew, joined_values)
    return Copy.of_parts(files, _explicit(resource, files), sum(sizes.values()), grew)


def resource_of_parts(table: InputTable) -> dict[str, Any]:
    """Return the resource by which the parts of a table are read, which is explicit unless they have typed values."""
    resource = _in_first_row(table)
    return resource if typed_parts_format(resource) else _explicit(resource, list(table.files))


def _explicit(resource: dict[str, Any], files: list[Path]) -> dict[str, Any]:
    return make_explicit({**resource, "path": unpacked_name(files[0].name)})
