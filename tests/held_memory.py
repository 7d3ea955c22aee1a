"""A job of a worker that keeps memory: in a file of its own, which a worker imports without pytest."""

from __future__ import annotations

import os

HELD: list[bytes] = []


def process_that_holds(size: int, *_: object) -> int:
    """Return the number of the process in which so many bytes stay in memory."""
    HELD.append(b"x" * size)
    return os.getpid()
