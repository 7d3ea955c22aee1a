"""Errors of the report of the rows that no key is about, many rows at once: what they share is put together once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.tabular.positions import locate_one
from summitdata.validation.frictionless_errors import row_error_maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitdata.tabular.dialect import Dialect
    from summitdata.validation.report_error import Error, Severity
    from summitdata.validation.screen.cell_errors import CellErrors
    from summitdata.validation.screen.result import Record

__all__ = ["CellLister"]


class CellLister:
    """Makes the errors of the report of single rows.

    Parameters
    ----------
    cell_errors : CellErrors
        What is wrong with each row.
    dialect : Dialect
        How the cells are delimited, to find where one begins.
    warned_types : frozenset of str
        The types of errors that only warn.
    """

    def __init__(self, cell_errors: CellErrors, dialect: Dialect, warned_types: frozenset[str]) -> None:
        self.cell_errors = cell_errors
        self._dialect, self._warned_types = dialect, warned_types
        self._makers: dict[tuple[str, int, str], Callable[..., Error]] = {}

    def errors(self, records: Iterable[Record]) -> list[Error]:
        """Return what is wrong with some rows, in their order and frictionless' order in each."""
        errors: list[Error] = []
        delimiter, quote, makers = self._dialect.delimiter, self._dialect.quote, self._makers
        find, share = self.cell_errors.found, self.cell_errors.shared_cells
        for record in records:
            row, line, text, _, _ = record
            cells = share(record)
            for error_type, name, number, cell, note in find(record):
                make = makers.get((error_type, number, note)) or self._maker(error_type, name, number, note)
                errors.append(make(cell, cells, row, locate_one(text, line, number or 1, delimiter, quote)))
        return errors

    def _maker(self, error_type: str, name: str, number: int, note: str) -> Callable[..., Error]:
        severity: Severity = "warning" if error_type in self._warned_types else "error"
        made = self._makers[error_type, number, note] = row_error_maker(error_type, name, number, note, severity)
        return made
