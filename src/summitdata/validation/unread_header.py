"""A header that was not read: it must not pass, since nobody has compared its labels with the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.tabular.dialect import is_explicit
from summitdata.validation.light_errors import LightError

if TYPE_CHECKING:
    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.findings import Findings

__all__ = ["refuse_unread_header"]


def refuse_unread_header(table: InputTable, findings: Findings) -> None:
    """Add an error, as the first, if a file was read but not its header, though it should have one."""
    if findings.labels or not findings.stats.get("bytes") or findings.by_type["source-error"]:
        return
    if "header" in table.as_frictionless or not is_explicit(table.resource):
        return
    if table.resource["dialect"]["header"] is not True:
        return
    rows = table.resource["dialect"].get("headerRows", [1])
    place = f"row {rows[0]}" if rows else "no row"
    note = (
        f"the header was not read: it should be in {place}, which is blank or not there: write the labels there, "
        "give its row with headerRows (--skip-rows), or say that there is none with header (--no-header)"
    )
    error = LightError("blank-header", "", 0, note, label="", labels=(), row_numbers=tuple(rows) or (1,))
    findings.by_type[error.type] += 1
    findings.errors.insert(0, error)
    if findings.limit:
        del findings.errors[findings.limit :]
