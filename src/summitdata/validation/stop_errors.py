"""The errors of a report that are about the run and not about the data: they say why it ended early."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from summitdata.validation.report import Error

if TYPE_CHECKING:
    from summitdata.validation.budget import StopError
    from summitdata.validation.report import Severity, Subject

__all__ = ["NOT_RUN_TYPES", "TYPES", "stop_error"]

NOT_RUN_TYPES = frozenset(
    (
        *("checklist-error", "control-error", "descriptor-error", "dialect-error", "field-error", "format-error"),
        *("metadata-error", "no-file", "no-reference", "no-schema", "package-error", "resource-error", "schema-error"),
    )
)
"""Those with which the command could not run: what it needs was not given, nothing here reads the format, or the
descriptor is wrong, and not the data."""


class StopType(NamedTuple):
    """What the report says of a type of error."""

    title: str
    description: str


TYPES = {
    "time-limit": StopType("Time Limit", "The run took more processor time than the limit for files of this size."),
    "memory-limit": StopType("Memory Limit", "The run took more memory than the limit for files of this size."),
    "long-cell": StopType("Long Cell", "A cell is longer than the limit, so the file is not read on."),
    "file-changed": StopType(
        "File Changed", "The file, or one that its foreign keys refer to, changed while it was read."
    ),
    "compression-error": StopType("Compression Error", "The file cannot be unpacked."),
    "scheme-error": StopType("Scheme Error", "The file does not exist, or is not on this computer."),
    "format-error": StopType("Format Error", "The format of the file is not supported."),
    "source-error": StopType("Source Error", "The file is damaged, or is not of the stated format."),
    "path-error": StopType("Path Error", "The path of the resource does not lead to one table."),
    "descriptor-error": StopType(
        "Descriptor Error", "The descriptor or its schema has a mistake, so the file was not validated."
    ),
    "no-file": StopType(
        "No File", "The name does not lead to a file that can be read, so nothing was validated for it."
    ),
    "no-schema": StopType("No Schema", "No schema is known for the file, so it was not validated."),
    "no-reference": StopType(
        "No Reference", "A foreign key refers to a table that is not known, so the file was not validated."
    ),
    "unlisted-file": StopType("Unlisted File", "No resource of the data package lists the file."),
    "internal-error": StopType("Internal Error", "A mistake in summitdata, not in the data."),
}
"""The types of error of runs that end early."""


def stop_error(
    stop: StopError,
    *,
    subject: Subject = "file",
    severity: Severity = "error",
    position: tuple[int, int] | tuple[None, None] = (None, None),
) -> Error:
    """Return the error of a report for a run that ended early."""
    title, description = TYPES[stop.error_type]
    line, column = position if stop.line is None else (stop.line, stop.column)
    return Error(
        type=stop.error_type,
        title=title,
        description=description,
        message=f"The data could not be validated to the end: {stop.note}",
        tags=("#file",),
        note=stop.note,
        field_name=stop.field_name,
        line_number=line,
        column_number=column,
        severity=severity,
        subject=subject,
    )
