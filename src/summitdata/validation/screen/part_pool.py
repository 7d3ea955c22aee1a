"""The parts of a large table in several processes, where there are more processors than the threads of one can use."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from summitdata.errors import PackageError
from summitdata.validation import worker
from summitdata.validation.budget import Budget, StopError
from summitdata.validation.screen.apart import CannotScreenApartError, screen_apart
from summitdata.validation.screen.key_hashes import KeyHashes
from summitdata.validation.screen.part_screen import screen_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.meter import Progress
    from summitdata.validation.screen.block_screen import BlockScreen
    from summitdata.validation.screen.part_screen import KeyCodes, Part, PartResult
    from summitdata.validation.screen.result import RowNumbers, ScreenResult

    Screened = list[tuple[PartResult, list[KeyCodes]]]

__all__ = ["screen_in_processes"]

PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MIN_PROCESSORS, MOST_PROCESSES = 6, 8
"""With fewer processors, processes are no faster than threads, which read blocks at once, mostly without the lock of
the interpreter (`docs/screen.md`)."""
MIN_BYTES = 1_000_000_000
"""Each process takes half a second to start, which is little only where the parts have so many bytes."""
STEP_SECONDS = 0.2
"""How often progress is reported."""


def screen_in_processes(
    table: InputTable, budget: Budget, max_cell: int, error_limit: int, progress: Progress
) -> ScreenResult | None:
    """Return what the screen finds in a table of several parts, None where one process is to find it.

    Parameters
    ----------
    table : InputTable
        The table as one file, which has the parts joined.
    budget : Budget
        Of the run; what the processes take is added to it.
    max_cell : int
        How long a cell may be, in bytes.
    error_limit : int
        How many errors a report lists; 0 lists all.
    progress : callable
        Is called now and then with the number of rows read so far, and no share.

    Raises
    ------
    StopError
        The processes took more time than the run may.
    """
    if not _pays(table, budget):
        return None
    try:
        return screen_apart(table, budget, max_cell, error_limit, partial(_run, budget, progress))
    except (CannotScreenApartError, PackageError):  # no process can be started
        return None
    except StopError:
        budget.check()
        return None  # of memory, a process has less than this one


def _pays(table: InputTable, budget: Budget) -> bool:
    """Whether processes are faster than threads."""
    if PROCESSORS < MIN_PROCESSORS or table.packed is None or len(table.packed.files) < 2:  # noqa: PLR2004 - several
        return False
    is_free = not budget.is_worker and worker.can_start()
    return is_free and sum(file.stat().st_size for file in table.packed.files) >= MIN_BYTES


def _run(
    budget: Budget, progress: Progress, parts: list[Part], resource: dict[str, Any], block_screen: BlockScreen
) -> tuple[list[PartResult], Mapping[int, RowNumbers]]:
    """Screen the parts in processes; a thread waits for each of them."""
    count, stopped = min(PROCESSORS, MOST_PROCESSES, len(parts)), Event()
    rows = [0] * count
    seconds = max(budget.seconds - budget.used, 0.1) / (sum(part.size for part in parts) or 1)  # for each byte
    with ThreadPoolExecutor(count) as pool:
        try:
            run = partial(_in_process, resource, block_screen, seconds, budget, stopped, rows)
            shares = [pool.submit(run, number, parts[number::count]) for number in range(count)]
            is_done = False
            while not is_done:
                waited = wait(shares, STEP_SECONDS, FIRST_EXCEPTION)
                for share in waited.done:  # one that has failed raises, and the others are stopped
                    _refuse(share.result())
                is_done = not waited.not_done
                progress(sum(rows), None)
            screened = [each for share in shares for each in share.result()]
        finally:
            stopped.set()
    screened.sort(key=lambda each: each[0].number)
    return [result for result, _ in screened], _repeated(screened, block_screen)


def _refuse(screened: Screened) -> None:
    """Raise if a part cannot be screened apart."""
    if refused := screened[-1][0].refused:
        raise CannotScreenApartError(refused)


class _StoppedError(Exception):
    """Another process has failed, or the run ends."""


def _in_process(  # noqa: PLR0913, PLR0917 - what a process and its thread need
    resource: dict[str, Any],
    block_screen: BlockScreen,
    seconds: float,
    of_run: Budget,
    stopped: Event,
    rows: list[int],
    number: int,
    share: Sequence[Part],
) -> Screened:
    """Have some parts screened in a process; called in a thread of its own."""

    def progress(count: int, _: float | None) -> None:
        rows[number] = count
        if stopped.is_set():
            raise _StoppedError  # which ends the process

    size = sum(part.size for part in share)
    budget = Budget(seconds * size, of_run=of_run.of_run or of_run.seconds)
    budget.count_bytes(size)
    try:
        found: Screened = worker.run_in_worker(
            screen_share, share, resource, block_screen, budget=budget, progress=progress
        )
    finally:
        of_run.add(budget.used)
    return found


def screen_share(
    share: Sequence[Part], resource: dict[str, Any], block_screen: BlockScreen, budget: Budget, progress: Progress
) -> Screened:
    """Return what is found in some parts, up to the first that cannot be read apart; called in a worker."""
    found: Screened = []
    for part in share:
        budget.check()
        found.append(screen_part(part, resource, block_screen, budget.seconds - budget.used))
        if found[-1][0].refused:
            break
        progress(sum(result.rows for result, _ in found), None)
    return found


def _repeated(screened: Screened, block_screen: BlockScreen) -> dict[int, RowNumbers]:
    """Return the rows of each part whose key another row of the table has."""
    found: dict[int, list[RowNumbers]] = {}
    for key_number, key in enumerate(block_screen.keys):
        hashes, rows = KeyHashes(key), []
        for _, keys in screened:
            for codes in keys[key_number].codes:
                hashes.add(codes, np.ones(len(codes), np.bool_))
            rows.append(np.concatenate([np.empty(0, np.int64), *keys[key_number].rows]))
        repeated, start = hashes.repeated_rows(), 0
        for (result, _), of_part in zip(screened, rows, strict=True):
            low, high = np.searchsorted(repeated, [start, start + len(of_part)])
            if high > low:
                found.setdefault(result.number, []).append(of_part[repeated[low:high] - start])
            start += len(of_part)
    return {number: np.concatenate(parts) for number, parts in found.items()}
