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
    types, fields, lines : frozenset
        The errors that follow from it: of these types, on these fields or labels, on these lines; of any if empty.
    """

    title: str
    note: str
    line: int | None = None
    column: int | None = None
    types: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    lines: frozenset[int] = frozenset()

    def covers(self, error: Error) -> bool:
        """Whether an error follows from it."""
        return (
            (not self.types or error.type in self.types)
            and (not self.fields or error.field_name in self.fields or error.label in self.fields)
            and (not self.lines or error.line_number in self.lines)
        )
