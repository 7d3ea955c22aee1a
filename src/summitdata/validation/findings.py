"""What is found wrong with one table while it is read: the first errors, up to a limit, and the number of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from summitdata.tabular.quotes import BadQuotes
from summitdata.validation.header import HEADER_ERRORS
from summitdata.validation.light_errors import MAX_CELL_LENGTH, LightError
from summitdata.validation.report import MAX_LISTED
from summitdata.validation.report_error import Error

if TYPE_CHECKING:
    import frictionless

    from summitdata.validation.budget import StopError
    from summitdata.validation.lookups import WrongReference

__all__ = ["MAX_HEADER_ERRORS", "Findings"]

MAX_HEADER_ERRORS = 100
"""How many errors of the header are listed of each type, unless all errors are listed."""

_type_of, _field_of = attrgetter("type"), attrgetter("field_name")


@dataclass
class Findings:
    """The errors of one table: the first of them, up to a limit, and the number of all.

    Parameters
    ----------
    limit : int
        How many errors are kept; 0 keeps `most_listed` of them.
    errors : list of frictionless.Error, LightError or Error
        The errors that are kept; some are those of the report already.
    labels : list of str
        The labels of the header.
    stats : dict
        Hashes, bytes, fields and rows of the file, without those that are unknown or 0.
    by_type, by_field : Counter
        How many errors there are in all, by their type and by their field.
    cut_header_errors : Counter
        How many errors of the header are not kept although the limit allows it, by their type.
    partial : bool
        Whether reading stopped before the end of the table, because the limit was reached.
    most_listed : int
        How many errors are kept without a limit.
    stop : StopError, optional
        Why the run ended before the end of the table.
    wrong_references : list of WrongReference
        The tables that foreign keys refer to in which nothing can be looked up.
    bad_quotes : BadQuotes
        The cells whose quotes are wrong; they are not among the errors.
    sheet : str
        The title of the sheet that was read, of an Excel file.
    """

    limit: int
    errors: list[frictionless.Error | LightError | Error] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    stats: dict[str, Any] = field(default_factory=dict)
    by_type: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    cut_header_errors: Counter[str] = field(default_factory=Counter)
    partial: bool = False
    stop: StopError | None = None
    sheet: str = ""
    wrong_references: list[WrongReference] = field(default_factory=list)
    most_listed: int = MAX_LISTED
    bad_quotes: BadQuotes = field(default_factory=BadQuotes)
    _long_notes: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many errors there are in all."""
        return self.by_type.total()

    @property
    def is_full(self) -> bool:
        """Whether as many errors are kept as the limit allows."""
        return bool(self.limit) and len(self.errors) >= self.limit

    def room(self) -> int:
        """Return how many more errors can be kept."""
        return (self.limit or self.most_listed) - len(self.errors)

    def add(self, error: frictionless.Error | LightError | Error) -> None:
        """Count an error, and keep it unless the limit is reached, or that of the header's errors of its type."""
        self.by_type[error.type] += 1
        if name := getattr(error, "field_name", ""):
            self.by_field[name] += 1
        if self.room() <= 0:
            return
        if self.limit and error.type in HEADER_ERRORS and self.by_type[error.type] > MAX_HEADER_ERRORS:
            self.cut_header_errors[error.type] += 1
        else:
            self.errors.append(self._with_shared_note(error))

    def keep(self, errors: list[Error]) -> None:
        """Count errors of the report that are about rows, and keep those for which there is room."""
        self.by_type.update(map(_type_of, errors))
        self.by_field.update(filter(None, map(_field_of, errors)))
        self.errors += errors[: max(0, self.room())]

    def _with_shared_note(
        self, error: frictionless.Error | LightError | Error
    ) -> frictionless.Error | LightError | Error:
        """Let errors with the same long note share it: it has the constraint, which may be half a megabyte long."""
        if len(error.note) <= MAX_CELL_LENGTH:
            return error
        note = self._long_notes.setdefault(error.note, error.note)
        if isinstance(error, LightError | Error):
            return replace(error, note=note)
        error.note, error.message = note, ""  # the message is made again when the error is listed
        return error

    def count(self, by_type: Counter[str], by_field: Counter[str]) -> None:
        """Count errors that are not listed."""
        self.by_type += by_type  # adding counters drops the zeros
        self.by_field += by_field
