"""A limit on the time that one row may take: a pattern in an untrusted schema may run for ever on an untrusted cell.

Python's `re` handles signals while it matches, so a timer of the operating system can interrupt it. That works only in
the main thread and where there is such a timer; elsewhere there is no limit.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["SECONDS_PER_ROW", "TooSlowError", "deadline"]

SECONDS_PER_ROW = 2.0
"""The time that one row may take: about a hundred thousand times as much as rows usually take."""


class TooSlowError(ValueError):
    """A row took longer than the limit."""


@contextmanager
def deadline() -> Iterator[Callable[[], None]]:
    """Give a function that starts the clock again, to be called before each row.

    Raises
    ------
    TooSlowError
        Inside the block, when the time for a row is over.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def stop(*_: object) -> NoReturn:
        raise TooSlowError(f"a row takes more than {SECONDS_PER_ROW:g} seconds: simplify the patterns of the schema")

    previous_handler = signal.signal(signal.SIGALRM, stop)
    previous_delay, _ = signal.getitimer(signal.ITIMER_REAL)
    try:
        yield lambda: _set_timer(SECONDS_PER_ROW)
    finally:
        _set_timer(previous_delay)  # the caller may have a timer of its own; without one this stops ours
        signal.signal(signal.SIGALRM, previous_handler)


def _set_timer(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)
