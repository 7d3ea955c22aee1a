"""Where a cell stands in its file: the physical line and column of each error, from one more pass over the file.

frictionless counts records; an editor and an annotation want the line. A record may span lines (quoted line breaks),
and a file may end its lines with LF, CRLF or a lone CR.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import TextIO

__all__ = ["Place", "field_starts", "places", "record_places"]

Place = list[tuple[int, int]]
"""The line and column, both from 1, at which each field of a record begins."""

_LINE = re.compile(r"\r\n|\r|\n")


def places(file: TextIO, records: Collection[int], delimiter: str = ",", quote: str = '"') -> dict[int, Place]:
    r"""Return where the fields of the wanted records begin.

    Parameters
    ----------
    file : text file
        Opened with `newline=""`, so that its line ends are as they are.
    records : collection of int
        Record numbers, the first record of the file being 1.
    delimiter, quote : str
        As in the dialect.

    Returns
    -------
    dict of int to list of (int, int)
        For each record that the file has, the line and column of each of its fields.

    Examples
    --------
    >>> from io import StringIO
    >>> places(StringIO('a,b\n"two\nlines",x\n', newline=""), [2])
    {2: [(2, 1), (3, 8)]}
    """
    wanted = set(records)
    found: dict[int, Place] = {}
    if not wanted:
        return found
    last = max(wanted)
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, quotechar=quote)
    first = 1
    for number, _ in enumerate(reader, start=1):
        if number in wanted:
            found[number] = record_places("".join(taken), first, delimiter, quote)
        taken.clear()
        first = reader.line_num + 1
        if number >= last:
            break
    return found


def record_places(record: str, line: int, delimiter: str = ",", quote: str = '"') -> Place:
    """Return the places of the fields of a record that begins at the start of `line`.

    Examples
    --------
    >>> record_places("7,x", 5)
    [(5, 1), (5, 3)]
    """
    ends = [match.end() for match in _LINE.finditer(record)]
    result = []
    for start in field_starts(record, delimiter, quote):
        before = [end for end in ends if end <= start]
        result.append((line + len(before), start - (before[-1] if before else 0) + 1))
    return result


def field_starts(record: str, delimiter: str, quote: str) -> Iterable[int]:
    """Yield the offset at which each field of a record begins, as Python's csv module splits it.

    Examples
    --------
    >>> list(field_starts('a,"b,c",d', ",", '"'))
    [0, 2, 8]
    """
    yield 0
    start, quoted, second = 0, False, -1
    for match in re.finditer(f"[{re.escape(delimiter)}{re.escape(quote)}]", record):
        at = match.start()
        if at == second:
            continue
        if quoted:
            if match[0] == quote:
                # Two are one that is part of the cell; one ends it.
                second, quoted = (at + 1, True) if record[at + 1 : at + 2] == quote else (-1, False)
        elif match[0] == quote:
            quoted = at == start
        else:
            start = at + 1
            yield start
