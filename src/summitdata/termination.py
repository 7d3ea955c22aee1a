"""A request of the system to end the command: first the drafts that it writes are removed, then it ends by the signal.

By default a signal ends a process at once, and no `finally` runs. The library sets no handler: the process belongs to
its caller.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TerminatedError", "end_by", "raised_signals"]

SIGNALS = ("SIGTERM", "SIGHUP")


class TerminatedError(BaseException):
    """The process has to end. Not an `Exception`: nothing on the way may take it for something else.

    Parameters
    ----------
    number : int
        The number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def raised_signals() -> Iterator[None]:
    """Raise `TerminatedError` in this block where a signal would end the process; a second one ends it at once.

    A signal that is ignored, as under `nohup`, stays so. Nothing is done on Windows, which has no such signals, and
    outside of the main thread, which alone gets them.
    """
    if not hasattr(os, "fork") or threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for name in SIGNALS if signal.getsignal(number := getattr(signal, name)) == signal.SIG_DFL]

    def restore() -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)

    def end(number: int, _: object) -> None:
        restore()
        raise TerminatedError(number)

    for number in numbers:
        signal.signal(number, end)
    try:
        yield
    finally:
        restore()


def end_by(number: int) -> None:
    """End this process by a signal, so that whoever started it sees why it ended."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
