"""What sees how far a run is: which table is read, how many rows of it, and what share of its bytes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitdata.tabular.input_table import Batch

    Progress = Callable[[int, float | None], None]
    """Is called with the number of the rows of a table so far, and with the share of its bytes."""

__all__ = ["PROGRESS_STEP", "Meter", "StepMeter", "raising_callback_errors"]

PROGRESS_STEP = 50_000
"""After how many rows the function of a caller is called again."""


class Meter:
    """Sees how far a run is, and does nothing with it. It may be given as `progress`."""

    def __call__(self, place: str, rows: int) -> None:
        """Take the place of the function of a caller."""

    def planned(self, batches: Iterable[Batch]) -> Iterable[Batch]:
        """Return the tables of a run, which may be counted before the first is read."""
        return batches

    def start(self, place: str) -> None:
        """Take that the next table is read."""

    def read(self, place: str, rows: int, share: float | None = None) -> None:
        """Take how many rows of a table are read, and what share of its bytes; that is None where it is not known."""


class StepMeter(Meter):
    """Calls a function with the place of the table and the number of its rows, after each so many rows."""

    def __init__(self, function: Callable[[str, int], None]) -> None:
        self._function = function
        self._steps = 0

    def start(self, place: str) -> None:  # noqa: ARG002 - it may be the place of the table before
        """Begin to count anew."""
        self._steps = 0

    def read(self, place: str, rows: int, share: float | None = None) -> None:  # noqa: ARG002 - rows are counted
        """Call the function for each step that is reached."""
        for step in range(self._steps + 1, rows // PROGRESS_STEP + 1):
            try:
                self._function(place, step * PROGRESS_STEP)
            except Exception as error:
                raise _CallbackError from error
            self._steps = step


class _CallbackError(BaseException):
    """The function of a caller failed: this passes through what looks for errors of the data."""


@contextmanager
def raising_callback_errors() -> Iterator[None]:
    """Raise what the function of a caller raises inside."""
    failure: BaseException | None = None
    try:
        yield
    except _CallbackError as error:
        failure = error.__cause__
    if failure:
        raise failure
