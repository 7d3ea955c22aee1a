"""A limit on the processor time of the command itself, beneath the budgets of validate() and check().

The command is a process of its own, so a timer of the operating system may interrupt it wherever it is. The library
sets no timer: the process belongs to its caller.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.opening import OPENED

if TYPE_CHECKING:
    import os

__all__ = ["CommandTimeError", "begin", "end_limit", "limit_time"]

BASE_SECONDS, SECONDS_PER_MEGABYTE = 14.0, 12.0
"""What a command may take, and how much more for each megabyte of the files that it opens, each counted once."""
STEP_SECONDS = 0.5
"""After how much processor time the limit is looked at again."""


@dataclass
class _State:
    """Whether this process is that of the command, and not of a program that calls its functions."""

    is_own_process: bool = False


_STATE = _State()


def begin() -> None:
    """Say that this process is that of the command."""
    _STATE.is_own_process = True


class CommandTimeError(BaseException):
    """The command has used up its time. Not an `Exception`: nothing on the way may take it for something else."""


def limit_time(seconds: float | None = None) -> None:
    """End this command, from now on, when it has used more processor time than it may.

    Only in a process of its own (`begin`), and where the system has a timer.

    Parameters
    ----------
    seconds : float, optional
        What it may take; without it, so much as the bytes of the opened files allow.
    """
    if not hasattr(signal, "setitimer") or not _STATE.is_own_process:
        return

    sizes: dict[tuple[int, int], int] = {}

    def count(status: os.stat_result) -> None:
        sizes[status.st_dev, status.st_ino] = status.st_size

    def look(*_: Any) -> None:
        by_bytes = SECONDS_PER_MEGABYTE * sum(sizes.values()) / 1e6
        most = BASE_SECONDS + (by_bytes if seconds is None else seconds)
        if time.process_time() > most:
            end_limit()
            raise CommandTimeError(
                f"more than {most:.3g} seconds of processor time are needed: give fewer or smaller files"
            )

    OPENED.append(count)
    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, STEP_SECONDS, STEP_SECONDS)


def end_limit() -> None:
    """Stop the timer: when Python ends it gives signals back to the system, for which this one ends the process."""
    _STATE.is_own_process = False
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)
