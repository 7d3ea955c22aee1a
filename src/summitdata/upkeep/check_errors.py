"""The errors that only `check` finds: of the descriptor, of files that cannot be read, and of pandera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.validation.report import Error

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["file_error", "package_error", "pandera_error"]

FILE_ERRORS = {
    "path-error": ("Path Error", "The path of a table is not that of a file in the folder of the package."),
    "file-error": ("File Error", "The file of a table cannot be read."),
    "type-error": ("Type Error", "A cell that frictionless reads and this package does not."),
    "byte-count": ("Byte Count Error", "The descriptor does not say how long the file is."),
    "hash-count": ("Hash Count Error", "The descriptor has no hash of the file."),
}


def package_error(note: str, table: str = "", field: str = "") -> Error:
    """Return an error of the descriptor, of a table and a field of it if it is about one.

    Examples
    --------
    >>> package_error("a table needs a schema in the descriptor", "prices").message
    'The data package has an error: table "prices": a table needs a schema in the descriptor'
    """
    parts = [f'table "{table}"' if table else "", f'field "{field}"' if field else ""]
    place = "".join(f"{part}: " for part in parts if part)
    return Error(
        type="package-error",
        title="Package Error",
        description="A descriptor that is not one of a data package of tables.",
        message=f"The data package has an error: {place}{note}",
        note=note,
        field_name=field or None,
    )


def file_error(error_type: str, note: str) -> Error:
    """Return an error of the file of a table."""
    title, description = FILE_ERRORS[error_type]
    return Error(error_type, title, description, note, ("#file",), note, subject="file")


def pandera_error(note: str, row_number: int | None = None, field: str = "", labels: Collection[str] = ()) -> Error:
    """Return an error that pandera finds in a table."""
    where = f'Row at position "{row_number}": ' if row_number else ""
    return Error(
        type="pandera",
        title="Pandera",
        description="A table that its Table Schema accepts, and the pandera schema of it does not.",
        message=f"{where}{note}",
        tags=("#table",),
        note=note,
        row_number=row_number,
        field_name=field or None,
        field_number=list(labels).index(field) + 1 if field in labels else None,
        subject="file",
    )
