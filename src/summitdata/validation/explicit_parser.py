"""frictionless' parser of a CSV file, with its records passed through a function, and without a guess at the dialect.

frictionless guesses the dialect of each file from its first hundred lines, and then takes what the descriptor says. The
guess alone takes as long as to validate some hundred rows.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, TypeAlias

from frictionless.formats.csv import CsvControl, CsvParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["ExplicitCsvParser", "PassOn"]

PassOn: TypeAlias = "Callable[[Iterator[list[Any]]], Iterator[list[Any]]]"

_GUESSED = frozenset({"delimiter", "quote_char", "skip_initial_space"})
"""What frictionless guesses, and reading depends on; its guess at the line ends changes nothing."""


class ExplicitCsvParser(CsvParser):
    """A parser that guesses nothing where nothing is left to guess."""

    pass_on: PassOn = staticmethod(iter)
    """Sees the records first; what it raises ends the run, and is not an error of the file."""

    def read_cell_stream_handle_errors(self, cell_stream: Any) -> Any:
        """Return the records, with the exceptions of reading as frictionless' errors."""
        return self.pass_on(super().read_cell_stream_handle_errors(cell_stream))

    def read_cell_stream_create(self) -> Iterator[list[Any]]:
        """Yield the cells of each record."""
        control: Any = CsvControl.from_dialect(self.resource.dialect)
        if set(control.list_defined()) >= _GUESSED:
            return csv.reader(self.loader.text_stream, dialect=control.to_python())
        records: Iterator[list[Any]] = super().read_cell_stream_create()  # type: ignore[no-untyped-call] # it has no types
        return records
