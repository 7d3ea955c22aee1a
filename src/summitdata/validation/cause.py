"""Why a table has its errors: a mistake that one sentence names, and the errors that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitdata.validation.report_error import Error

__all__ = ["Cause"]


@dataclass(frozen=True)
class Cause:
    """A cause of errors.

    Parameters
    ----------
    title : str
        What it is, in a few words.
    note : str
        What is wrong, what would be right, and what to do.
    line, column : int, optional
        Where it is in the file, both from 1.
    types, fields, rows : frozenset
        The errors that follow from it: of these types, on these fields or labels, in these rows; of any if empty.
    keys : frozenset
        The rows of which the error of the primary key follows too, whatever the types and fields.
    place : str
        The file that it is in, where the table is in several files; without rows, errors of another file do not follow.
    reference : tuple of str
        The table and its fields that the foreign keys of these errors refer to; any if empty.
    """

    title: str
    note: str
    line: int | None = None
    column: int | None = None
    types: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()
    place: str = ""
    keys: frozenset[int] = frozenset()
    reference: tuple[str, ...] = ()

    @property
    def placed_title(self) -> str:
        """The title, after the file where the table is in several files."""
        return f"{self.place}: {self.title}" if self.place else self.title

    @property
    def is_of_rows(self) -> bool:
        """Whether all errors of its rows follow from it."""
        return not (self.types or self.fields or self.reference)

    def covers(self, error: Error) -> bool:
        """Whether an error follows from it."""
        if error.type == "primary-key" and error.row_number in self.keys:
            return True
        return (
            (not self.types or error.type in self.types)
            and (not self.fields or error.field_name in self.fields or error.label in self.fields)
            and self.reference in ((), (error.reference_name, *(error.reference_field_names or ())))
            and (self._has_row(error) if self.rows else self._is_of_part(error))
        )

    def _has_row(self, error: Error) -> bool:
        return error.row_number in self.rows or any(row in self.rows for row in error.row_numbers or ())

    def _is_of_part(self, error: Error) -> bool:
        return not self.place or error.place in (None, self.place)
