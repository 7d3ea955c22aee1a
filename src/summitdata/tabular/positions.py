"""Where each cell stands in its file: its line and column, found in one more pass over the file.

frictionless numbers records; an editor or an annotation needs the line. A record may span several lines, because a
quoted cell may contain line breaks, and the lines of a file may end with LF, CRLF or CR.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import TextIO

__all__ = [
    "FieldPositions",
    "field_starts",
    "locate_cells",
    "locate_fields",
    "locate_one",
    "locate_records",
    "locate_some",
]

FieldPositions = list[tuple[int, int]]
"""The line and column, both counted from 1, at which each field of a record begins."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def locate_records(
    file: TextIO, numbers: Collection[int], delimiter: str = ",", quote: str = '"'
) -> dict[int, FieldPositions]:
    r"""Return where the fields of some records begin.

    Parameters
    ----------
    file : text file
        Opened with `newline=""`, so that its line ends are kept.
    numbers : collection of int
        The numbers of the records; the first record of the file has number 1.
    delimiter, quote : str
        The delimiter and the quote character of the file's dialect.

    Returns
    -------
    dict of int to list of (int, int)
        For each of these records that the file has, the line and column of each of its fields, counted from 1.

    Examples
    --------
    >>> from io import StringIO
    >>> locate_records(StringIO('a,b\n"two\nlines",x\n', newline=""), [2])
    {2: [(2, 1), (3, 8)]}
    """
    return {
        number: locate_fields(text, line, delimiter, quote)
        for number, line, text in _find_records(file, numbers, delimiter, quote)
    }


def locate_cells(
    file: TextIO, cells: Mapping[int, Collection[int]], delimiter: str = ",", quote: str = '"'
) -> dict[tuple[int, int], tuple[int, int]]:
    r"""Return where some fields of some records begin, by the numbers of record and field.

    Of the others nothing is kept, however many there are. The place of a field that a record lacks is that of its last.

    Examples
    --------
    >>> from io import StringIO
    >>> locate_cells(StringIO('a,b\n"two\nlines",x\n', newline=""), {2: [2]})
    {(2, 2): (3, 8)}
    """
    return {
        (number, field): place
        for number, line, text in _find_records(file, cells, delimiter, quote)
        for field, place in locate_some(text, line, cells[number], delimiter, quote).items()
    }


def _find_records(file: TextIO, numbers: Collection[int], delimiter: str, quote: str) -> Iterator[tuple[int, int, str]]:
    """Yield number, first line and text of some records."""
    requested = set(numbers)
    if not requested:
        return
    last = max(requested)
    record_lines: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            record_lines.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, quotechar=quote)
    first_line = 1
    for number, _ in enumerate(reader, start=1):
        if number in requested:
            yield number, first_line, "".join(record_lines)
        record_lines.clear()
        first_line = reader.line_num + 1
        if number >= last:
            break


def locate_fields(record: str, line: int, delimiter: str = ",", quote: str = '"') -> FieldPositions:
    """Return where the fields of a record begin; the record itself begins at column 1 of `line`.

    Examples
    --------
    >>> locate_fields("7,x", 5)
    [(5, 1), (5, 3)]
    """
    return list(_positions(record, line, delimiter, quote))


def locate_some(
    record: str, line: int, numbers: Collection[int], delimiter: str = ",", quote: str = '"'
) -> dict[int, tuple[int, int]]:
    """Return where some fields of a record begin, by their numbers; a field that it lacks begins where its last does.

    Examples
    --------
    >>> locate_some("7,x", 5, [1, 9])
    {1: (5, 1), 9: (5, 3)}
    """
    if len(numbers) == 1 and (found := _locate_plain(record, next(iter(numbers)), delimiter, quote)):
        return {next(iter(numbers)): (line, found)}
    return _locate_several(record, line, numbers, delimiter, quote)


def locate_one(record: str, line: int, number: int, delimiter: str = ",", quote: str = '"') -> tuple[int, int]:
    """Return where one field of a record begins, by its number from 1; one that it lacks begins where its last does.

    Examples
    --------
    >>> locate_one("7,x", 5, 2), locate_one("7,x", 5, 9)
    ((5, 3), (5, 3))
    """
    if found := _locate_plain(record, number, delimiter, quote):
        return line, found
    return _locate_several(record, line, (number,), delimiter, quote)[number]


def _locate_several(
    record: str, line: int, numbers: Collection[int], delimiter: str, quote: str
) -> dict[int, tuple[int, int]]:
    """Return where fields begin, whatever is quoted before them."""
    if not _LINE_END.search(record.rstrip("\r\n")):  # all in one line, as most are
        starts = list(field_starts(record, delimiter, quote))
        return {number: (line, starts[min(number, len(starts)) - 1] + 1) for number in numbers if number > 0}
    places, place, number = {}, (line, 1), 0
    for number, place in enumerate(_positions(record, line, delimiter, quote), start=1):
        if number in numbers:
            places[number] = place
    return places | {beyond: place for beyond in numbers if beyond > number}


def _locate_plain(record: str, number: int, delimiter: str, quote: str) -> int | None:
    """Return the column at which a field begins if nothing before it is quoted, and it is in the first line."""
    at = len(record) - len(record.split(delimiter, number - 1)[-1])
    before = record[:at]
    return None if quote in before or "\n" in before or "\r" in before else at + 1


def _positions(record: str, line: int, delimiter: str, quote: str) -> Iterator[tuple[int, int]]:
    """Yield line and column of each field, in one pass over the record and its line ends."""
    line_ends = (match.end() for match in _LINE_END.finditer(record))
    line_start, next_end = 0, next(line_ends, None)
    for start in field_starts(record, delimiter, quote):
        while next_end is not None and next_end <= start:
            line, line_start, next_end = line + 1, next_end, next(line_ends, None)
        yield line, start - line_start + 1


def field_starts(record: str, delimiter: str, quote: str) -> Iterator[int]:
    """Yield the offset at which each field of a record begins, as Python's `csv` module splits it.

    Examples
    --------
    >>> list(field_starts('a,"b,c",d', ",", '"'))
    [0, 2, 8]
    """
    yield 0
    end = _closing_quote(record, 0, quote) + 1 if record.startswith(quote) else 0
    while (found := record.find(delimiter, end)) >= 0:
        end = found + 1
        yield end
        if record.startswith(quote, end):
            end = _closing_quote(record, end, quote) + 1


def _closing_quote(record: str, opening: int, quote: str) -> int:
    """Return the offset of the quote that ends a quoted text, or that of the last character if none does.

    Inside it, two quotes are one character of the cell.
    """
    at = record.find(quote, opening + 1)
    while at >= 0 and record.startswith(quote, at + 1):
        at = record.find(quote, at + 2)
    return at if at >= 0 else len(record) - 1
