"""A limit on the time that one row may take: a pattern of a stranger's schema may run for ever on a stranger's cell.

Python's `re` looks for signals while it matches, so a timer of the operating system can end it. That works in the main
thread and where there is such a timer; elsewhere the limit is not kept.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["SECONDS", "TooSlowError", "deadline"]

SECONDS = 2.0
"""What one row may take: a hundred thousand times what rows take."""


class TooSlowError(ValueError):
    """A row took longer than the limit."""


@contextmanager
def deadline() -> Iterator[Callable[[], None]]:
    """Give a function that starts the clock anew, for each row.

    Raises
    ------
    TooSlowError
        Inside the block, when the clock runs out.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def stop(*_: object) -> NoReturn:
        raise TooSlowError(f"a row takes more than {SECONDS:g} seconds: simplify the patterns of the schema")

    before = signal.signal(signal.SIGALRM, stop)
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    try:
        yield lambda: _start(SECONDS)
    finally:
        _start(left)  # what somebody else's timer had left, or none
        signal.signal(signal.SIGALRM, before)


def _start(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)
