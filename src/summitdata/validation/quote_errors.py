"""The errors of a report for quotes that are not closed, or not at the end of their cell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summitdata.errors import SummitDataError
from summitdata.tabular.dialect import read_cell_dialect, rows_before_data
from summitdata.tabular.quotes import BadQuotes, read_bad_quotes
from summitdata.validation.report_error import Error

if TYPE_CHECKING:
    from summitdata.tabular.input_table import InputTable
    from summitdata.tabular.quotes import BadQuote
    from summitdata.validation.findings import Findings
    from summitdata.validation.report_error import Severity

__all__ = ["DESCRIPTION", "QUOTE_ERROR", "bad_quotes_of", "in_order", "quote_errors"]

QUOTE_ERROR, TITLE = "quote-error", "Quote Error"
DESCRIPTION = "The quote that opens a cell is never closed, or text follows the one that closes it."


def bad_quotes_of(table: InputTable, max_cell: int) -> BadQuotes:
    """Return what is wrong with the quotes of a table that the screen does not read; nothing where that is unknown."""
    if table.file is None or "quotes" in table.as_frictionless:
        return BadQuotes()
    try:
        dialect, comment = read_cell_dialect(table.resource), table.resource["dialect"].get("commentChar")
        return read_bad_quotes(table.file, str(table.resource["encoding"]), dialect, max_cell, str(comment or ""))
    except (SummitDataError, LookupError, ValueError, OSError):  # what is wrong with it is found by who reads it
        return BadQuotes()


def quote_errors(table: InputTable, findings: Findings) -> list[Error]:
    """Return the errors for the quotes of the rows that were read, and count them."""
    bad = findings.bad_quotes
    if not bad.total:
        return []
    if findings.partial:
        rows_before = rows_before_data(table.resource["dialect"]) or 0
        bad = bad.until(rows_before + findings.stats.get("rows", 0))
    names = findings.labels or [str(field.get("name")) for field in (table.resource.get("schema") or {})["fields"]]
    errors = [_error(quote, names[quote.field - 1] if quote.field <= len(names) else None) for quote in bad.kept]
    if errors:  # those that are kept are the first
        findings.by_type[QUOTE_ERROR] += bad.total
    findings.by_field.update(error.field_name for error in errors if error.field_name)
    return errors


def _error(quote: BadQuote, name: str | None) -> Error:
    return Error(
        type=QUOTE_ERROR,
        title=TITLE,
        description=DESCRIPTION,
        tags=("#table", "#row", "#cell"),
        message=f'The quotes of the cell in row at position "{quote.record}" are wrong: {quote.note}',
        note=quote.note,
        row_number=quote.record,
        field_name=name or None,
        field_number=quote.field,
        line_number=quote.line,
        column_number=quote.column,
        subject="file",
    )


def in_order(quotes: list[Error], others: tuple[Error, ...], severity: Severity, most: int) -> tuple[Error, ...]:
    """Return errors in the order of their rows, those of quotes first in each, and at most so many."""
    errors = [*(replace(error, severity=severity) for error in quotes), *others]
    errors.sort(key=lambda error: error.record_number or float("inf"))
    return tuple(errors[:most])
