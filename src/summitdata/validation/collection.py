"""A pause of Python's collector of cycles while many objects are made that stay."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["paused_collection"]


@contextmanager
def paused_collection() -> Iterator[None]:
    """Let no cycles be collected inside, unless somebody has turned the collector off already.

    The collector would look through all values of cells and all errors of a report again and again while they are made.
    Rows leave no cycles behind (a test counts them), so nothing piles up meanwhile.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
