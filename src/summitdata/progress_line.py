"""The line on a terminal that says how far a long run is; it is removed at the end.

click's progress bar hides the cursor, which stays hidden where the system ends the command, and leaves its last line.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from summitdata.escaping import escape_control
from summitdata.streams import is_terminal, write_stderr
from summitdata.validation.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from summitdata.tabular.input_table import Batch

__all__ = ["ProgressLine", "is_shown", "progress_line"]

FIRST_SECONDS, SECONDS = 0.5, 0.2
"""After how long the line is written first, and how often then."""
CLEAR = "\r\x1b[K"
MOST_NAME = 40


def is_shown(environment: Mapping[str, str]) -> bool:
    """Whether a person sees stderr: at a terminal that can take a line back, and not in a CI system."""
    in_ci = environment.get("CI", "").lower() not in ("", "0", "false")
    return is_terminal(sys.stderr) and environment.get("TERM") != "dumb" and not in_ci


@contextmanager
def progress_line() -> Iterator[ProgressLine | None]:
    """Give what writes the line, or None where nobody sees it, and remove the line at the end."""
    line = ProgressLine() if is_shown(os.environ) else None
    try:
        yield line
    finally:
        if line is not None:
            line.clear()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except (OSError, ValueError):
        return 0  # that it cannot be read is found out later


class ProgressLine(Meter):
    """Writes one line: the share of the bytes, the table and its number, its rows, and how many per second.

    It is asked at the ends of blocks, and writes a few times per second.
    """

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._tables, self._done = 0, 0
        self._table_begun = monotonic()
        self._next = self._table_begun + FIRST_SECONDS
        self._is_written = False

    def planned(self, batches: Iterable[Batch]) -> Iterable[Batch]:
        """Find all tables before the first is read, for their number and their bytes."""
        found = list(batches)
        self._sizes = [sum(map(_size, table.files)) for batch in found for table in batch.tables]
        return found

    def start(self, place: str) -> None:
        """Count the table before as read, and write the name of this one."""
        self._done = sum(self._sizes[: self._tables])
        self._tables += 1
        self._table_begun = monotonic()
        self.read(place, 0, 0.0)

    def read(self, place: str, rows: int, share: float | None = None) -> None:
        """Write the line, if the last time is long enough ago."""
        now = monotonic()
        if now < self._next:
            return
        self._next, self._is_written = now + SECONDS, True
        width = max(20, shutil.get_terminal_size().columns - 1)
        write_stderr(f"{CLEAR}{self._text(place, rows, share, now)[:width]}")

    def clear(self) -> None:
        """Remove the line."""
        if self._is_written:
            write_stderr(CLEAR)
            self._is_written = False

    def _text(self, place: str, rows: int, share: float | None, now: float) -> str:
        number, total = self._tables, sum(self._sizes)
        size = self._sizes[number - 1] if 0 < number <= len(self._sizes) else 0
        name = escape_control(Path(place).name, MOST_NAME)
        parts = [f"{name} (table {number} of {len(self._sizes)})" if len(self._sizes) > 1 else name]
        if total and (share is not None or self._done):
            read = self._done + size * min(1.0, share or 0.0)
            parts.insert(0, f"{min(read / total, 1.0):4.0%}")
        if rows > 0:
            parts += [f"{rows:,} rows", f"{rows / max(now - self._table_begun, 1e-3):,.0f} rows/s"]
        return "  ".join(parts)
