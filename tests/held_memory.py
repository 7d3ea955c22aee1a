"""Jobs of a worker that take memory: in a file of their own, which a worker imports without pytest."""

from __future__ import annotations

import os
import time

HELD: list[bytes] = []


def process_that_holds(size: int, *_: object) -> int:
    """Return the number of the process in which so many bytes stay in memory."""
    HELD.append(b"x" * size)
    return os.getpid()


def process_that_needs(size: int, *_: object) -> int:
    """Return the number of the process in which so many bytes were in memory for a while."""
    needed = bytearray(size + 1)
    needed[::4096] = b"x" * len(needed[::4096])
    time.sleep(0.1)  # others look at the memory of the process from time to time
    return os.getpid()
