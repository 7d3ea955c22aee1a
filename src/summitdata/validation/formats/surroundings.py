"""The rows around each error, read again from the file for a person to look at."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from summitdata.opening import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from summitdata.validation.report import Error

__all__ = ["AROUND", "surroundings"]

AROUND = 2
"""How many rows are shown before and after an error."""


def surroundings(path: Path | None, errors: Sequence[Error]) -> dict[int, list[str]]:
    """Return the records at and around errors of a file, by their number.

    A report does not say how its file was read. So the usual delimiters are tried, and only a reading that gives each
    error the cells that the report has for it is taken. Where none does, there are only the errors' own cells.
    """
    known: dict[int, list[str]] = {}
    for error in errors:  # each row once: it may be wide, and have many errors
        if (number := error.record_number) and number not in known and error.row:
            known[number] = _cells(error)
    numbers = {number + step for number in known for step in range(-AROUND, AROUND + 1)}
    if known and path is not None and path.is_file():
        for encoding in ("utf-8-sig", "utf-16", "cp1252"):
            for delimiter in ",;\t|":
                try:
                    return dict(_read(path, encoding, delimiter, numbers, known))
                except (OSError, UnicodeError, csv.Error, LookupError):
                    continue
    return known


def _read(
    path: Path, encoding: str, delimiter: str, numbers: set[int], known: dict[int, list[str]]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of those numbers.

    Raises
    ------
    LookupError
        A record is not what the report says: the file is to be read otherwise, or has changed.
    """
    last, seen = max(numbers), 0
    with open_text(path, encoding) as file:
        for number, record in enumerate(csv.reader(file, delimiter=delimiter), start=1):
            if number in known:
                seen += 1
                # A record that is blank in the file may have been filled up with empty cells.
                if record != known[number] and (any(record) or any(known[number])):
                    raise LookupError
            if number in numbers:
                yield number, record
            if number >= last:
                break
    if seen < len(known):
        raise LookupError


def _cells(error: Error) -> list[str]:
    return ["" if cell is None else str(cell) for cell in error.row]
