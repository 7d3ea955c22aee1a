"""A file through the screen: a few threads process its blocks, and their results are merged in the file's order.

The screen accepts cells that are surely valid. What comes out are the rows that frictionless has to check, and the
number of errors in the others. frictionless is imported only if there is something to ask it.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from itertools import chain
from threading import Event
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from summitdata.opening import open_file
from summitdata.tabular import csv_blocks
from summitdata.tabular.unpacking import expected_size, open_copy
from summitdata.validation.budget import ThreadClock
from summitdata.validation.screen.block_screen import BlockResult, BlockScreen
from summitdata.validation.screen.merge import BlockMerger
from summitdata.validation.screen.plan import CannotScreenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summitdata.tabular.csv_blocks import Block
    from summitdata.validation.meter import Progress
    from summitdata.validation.screen.plan import Plan
    from summitdata.validation.screen.result import ScreenResult

__all__ = ["SHORT_BLOCK_SIZE", "first_block_size", "hash_file", "is_early_block", "screen_file"]

FIRST_BLOCK_SIZE = 1 << 14
"""The size of the first block in bytes. The next ones grow, so that a file full of errors is left soon."""
UNLIMITED_BLOCK_SIZE = 1 << 20
"""The same if all errors are listed: then no file is left, and small blocks only keep the threads from starting."""
LOW_LIMIT, SHORT_BLOCK_SIZE = 100, 1 << 12
"""With a limit of at most so many errors, the first block has so many bytes, and is done with before the next is."""
COPY_BLOCK_SIZE = 1 << 21
"""The size of the blocks of a copy that may still grow: little is left to do once all of it is there."""
EARLY_FRACTION = 32
"""If the first 1/32 of a file has as many errors as are listed, the rest is not read: frictionless would stop, too."""
SMALL_FILE_SIZE = 1 << 17
"""A file of so many bytes is read in this thread: to start others would take longer."""
WORKERS = min(4, os.cpu_count() or 1)
HASH_CHUNK_SIZE = 1 << 20


def first_block_size(error_limit: int) -> int:
    """Return the size of the first block of a file of whose errors a report lists so many; 0 lists all."""
    if not error_limit:
        return UNLIMITED_BLOCK_SIZE
    return SHORT_BLOCK_SIZE if error_limit <= LOW_LIMIT else FIRST_BLOCK_SIZE


def is_early_block(block: Block, size: float, error_limit: int) -> bool:
    """Whether reading stops behind a block of a file of so many bytes if it has as many errors as are listed so far."""
    is_first = not block.offset and 0 < error_limit <= LOW_LIMIT
    return is_first or block.offset + len(block.data) <= size / EARLY_FRACTION


def screen_file(plan: Plan, progress: Progress | None = None, error_limit: int = 0) -> ScreenResult:
    """Return the rows of a file that frictionless has to check, and the number of errors in the others.

    Parameters
    ----------
    plan : Plan
        How the file is laid out.
    progress : callable, optional
        Is called now and then with the number of rows read so far, and their share of the bytes.
    error_limit : int, optional
        How many errors a report lists; 0 lists all. With so many errors, the rest of the file is read only if counting
        its errors is quick.

    Raises
    ------
    CannotScreenError
        Only frictionless can read the file.
    """
    try:
        block_screen = BlockScreen.of(plan)
        return _screen_blocks(block_screen, BlockMerger(block_screen, progress, error_limit))
    except (UnicodeError, OverflowError, pa.ArrowException) as error:
        raise CannotScreenError(f"the text of the file cannot be read: {type(error).__name__}") from error


def _screen_blocks(block_screen: BlockScreen, merger: BlockMerger) -> ScreenResult:
    plan, result = block_screen.plan, merger.result
    pending, stopped = deque[Future[BlockResult]](), Event()
    packed = plan.table.packed.file if plan.table.packed else None
    merger.expected_bytes = expected_size(plan.file, packed)
    block_size = min(csv_blocks.BLOCK_SIZE, COPY_BLOCK_SIZE) if packed else csv_blocks.BLOCK_SIZE
    is_small = not packed and merger.expected_bytes <= SMALL_FILE_SIZE
    pool = _AtOnce() if is_small else ThreadPoolExecutor(WORKERS)
    if is_small:
        process = partial(block_screen.process_block, check=plan.budget.check)
    else:
        process = partial(_process_block, block_screen)
    first_size = min(first_block_size(merger.error_limit), block_size)
    with csv_blocks.open_utf8(plan.file, plan.encoding) as stream, pool:
        blocks = csv_blocks.read_blocks(stream, plan.dialect, block_size, first_size, plan.max_cell)
        if first_size < FIRST_BLOCK_SIZE and (first := next(blocks, None)):
            merger.merge_block(block_screen.process_block(first, plan.budget.check))
            following = next(blocks, None)
            is_early = is_early_block(first, merger.expected_bytes, merger.error_limit)
            if following and merger.should_stop(is_early=is_early):
                result.complete = False
                return merger.finish()
            blocks = chain(filter(None, [following]), blocks)
        hashes = pool.submit(hash_file, packed or plan.file, stopped)
        try:
            for block in blocks:
                plan.budget.check()
                pending.append(pool.submit(process, block))
                is_early = is_early_block(block, merger.expected_bytes, merger.error_limit)
                while pending and (len(pending) > WORKERS + 1 or is_early):
                    merger.merge_block(pending.popleft().result())
                if merger.should_stop(is_early=is_early):
                    result.complete = False
                    break
            while pending and result.complete:
                merger.merge_block(pending.popleft().result())
                result.complete = not pending or not merger.should_stop(is_early=False)
            if result.complete:
                result.stats = {**hashes.result(), "fields": len(plan.schema["fields"]), "rows": merger.rows}
        finally:
            stopped.set()
            for future in pending:
                future.cancel()
        return merger.finish(pool.map)


class _AtOnce(Executor):
    """Does in this thread what it is given, before it returns."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return the future of a call that was made."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)
        return future


def _process_block(block_screen: BlockScreen, block: Block) -> BlockResult:
    """Process a block in a thread, and count the time that it takes."""
    clock = ThreadClock(block_screen.plan.budget)
    try:
        return block_screen.process_block(block, clock.check)
    finally:
        clock.add()


def hash_file(file: Path, stopped: Event) -> dict[str, Any]:
    """Return hashes and size of a file; the result is of no use if the event stops it."""
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with open_copy(file) or open_file(file) as stream:
        while not stopped.is_set() and (chunk := stream.read(HASH_CHUNK_SIZE)):
            md5.update(chunk)
            sha256.update(chunk)
            size += len(chunk)
    return {"md5": md5.hexdigest(), "sha256": sha256.hexdigest(), "bytes": size}
