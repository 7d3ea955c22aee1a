"""The text of a file that cannot be read as its table: its start, its lines, and the marks of a merge in it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, TypeAlias

from summitdata.opening import open_file
from summitdata.tabular.unpacking import open_copy
from summitdata.validation.cause import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from summitdata.validation.report_error import Error

__all__ = [
    "MERGE_MARKS",
    "SAMPLE",
    "Open",
    "lines_of",
    "merge_cause",
    "opened",
    "read_start",
]

Open: TypeAlias = Callable[[], IO[bytes]]
"""Opens a file anew."""
SAMPLE = 1 << 16
MOST_LINE = 1 << 20
MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>")
"""How the lines of a merge with a conflict begin, in their order."""
_MARKER = re.compile(rb"^(<{7} |={7}\r?$|>{7} )", re.MULTILINE)


def opened(file: Path) -> IO[bytes]:
    """Open a file, or a copy that still grows."""
    return open_copy(file) or open_file(file)


def read_start(stream: IO[bytes]) -> bytes:
    """Return the first bytes of a file."""
    with stream:
        return stream.read(SAMPLE)


def lines_of(stream: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Yield the lines of a file, each with its number and the number of bytes before it; long ones in pieces."""
    number, offset = 1, 0
    with stream:
        while line := stream.readline(MOST_LINE):
            yield number, line, offset
            number, offset = number + line.endswith(b"\n"), offset + len(line)


def merge_cause(open_anew: Open, errors: Sequence[Error]) -> Iterator[Cause]:
    """Yield where the marks of a merge with conflicts are, if they are all there in their order.

    The errors between them follow; all do where the header is between them.
    """
    found: list[tuple[int, bytes]] = []
    conflicts: list[tuple[int, int]] = []
    for number, line, _ in lines_of(open_anew()):
        if line[:1] in b"<=>" and (match := _MARKER.match(line)):
            found.append((number, match[0][:1]))
            latest = found[-len(MERGE_MARKS) :]
            if b"".join(mark for _, mark in latest) == b"<=>":
                conflicts.append((latest[0][0], number))
    if not conflicts:
        return
    first, last = conflicts[0]
    others = f", and {len(conflicts) - 1} more such ranges," if len(conflicts) > 1 else ""
    note = (
        f"lines {first} to {last}{others} hold both versions of a merge with a conflict: keep the right lines, and "
        f"remove the lines that begin with {', '.join(MERGE_MARKS)}"
    )
    within = [error for error in errors if error.line_number and _is_within(error.line_number, conflicts)]
    is_header = any(error.row_numbers for error in within)
    rows = frozenset() if is_header else frozenset(error.row_number or 0 for error in within)
    yield Cause("marks of a merge conflict", note, first, 1, rows=rows)


def _is_within(line: int, ranges: list[tuple[int, int]]) -> bool:
    at = bisect_right(ranges, (line, sys.maxsize)) - 1
    return at >= 0 and line <= ranges[at][1]
