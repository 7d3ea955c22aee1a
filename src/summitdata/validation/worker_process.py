"""What runs in a worker: it reads jobs from its standard input, and limits its own time and memory (`worker`)."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import warnings
from contextlib import contextmanager
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Any, NoReturn

from summitdata.validation.budget import Budget, StopError
from summitdata.validation.worker import (
    GRACE,
    KEPT_MEMORY,
    MEMORY_CHECK_SECONDS,
    OUT_OF_MEMORY,
    Job,
    memory_over,
    pack_message,
    read_message,
    resident_bytes,
    send_message,
    write_message,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["serve"]

IDLE_SECONDS = 60.0
"""How long a worker waits for the next job."""
REPEAT_SECONDS = 0.5
"""After how much more processor time the end is signalled again."""


def serve() -> None:
    """Run the jobs that come, until no more can come."""
    jobs, results = _take_streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller ends it
    # frictionless does not close a file that it fails to open, which the garbage collector warns of.
    warnings.simplefilter("ignore")
    import frictionless  # noqa: F401 - before the first job, so that its time is not the job's
    import pyarrow.csv  # noqa: F401 - the same

    memory, fresh = _MemoryLimit(), _resident_bytes()
    while _waits_for_job(jobs):
        try:
            job: Job = read_message(jobs)
        except EOFError:
            return
        started = time.process_time()
        memory.limit = job.memory + max(0, _resident_bytes() - fresh)  # a job gets no less than the first one
        budget = Budget(job.seconds, is_worker=True, of_run=job.seconds_of_run)
        result: Any
        interruptions: list[int] = []
        try:
            if job.folder is not None:
                os.chdir(job.folder)
            with _limited_time(job.seconds, budget, interruptions):
                result = job.function(*job.arguments, budget, lambda *read: write_message(results, ("progress", *read)))
        except MemoryError:
            result = memory_over(job.memory)
        except (StopError, Exception) as error:  # noqa: BLE001 - the caller gets it
            result = error
        memory.limit = None
        is_reusable = not interruptions and _resident_bytes() < fresh + KEPT_MEMORY
        message = _packed(result, time.process_time() - started, is_reusable=is_reusable)
        del job, result  # the caller makes the same of the message, and both together would be the most memory
        if not is_reusable:
            gc.collect()
        send_message(results, message)
        if not is_reusable:
            os._exit(0)  # all memory is given back at once


def _packed(result: Any, seconds: float, *, is_reusable: bool) -> bytes:
    """Return the message with what came out."""
    try:
        return pack_message(("done", result, seconds, is_reusable))
    except (TypeError, AttributeError, RecursionError) as error:  # an exception of another library, perhaps
        note = f"{type(result).__name__}: {result}" if isinstance(result, BaseException) else str(error)
        return pack_message(("done", StopError("internal-error", note), seconds, is_reusable))


def _take_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Take stdin and stdout for the jobs; whatever else is printed goes nowhere."""
    jobs, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return jobs, results


def _waits_for_job(jobs: IO[bytes]) -> bool:
    """Wait for a job; False if none has come for long."""
    if sys.platform == "win32":
        return True  # a pipe cannot be waited for there
    import select

    return bool(select.select([jobs], [], [], IDLE_SECONDS)[0])


@contextmanager
def _limited_time(seconds: float, budget: Budget, interruptions: list[int]) -> Iterator[None]:
    """Raise inside the block when its processor time is over, and end the process if that does not help."""
    if sys.platform == "win32":
        yield  # the caller looks at the clock
        return
    import resource

    def stop(number: int, _frame: object) -> NoReturn:
        interruptions.append(number)
        raise budget.time_over()

    before = resource.getrlimit(resource.RLIMIT_CPU)
    last = int(time.process_time() + seconds + GRACE) + 1
    is_allowed = before[1] == resource.RLIM_INFINITY or last < before[1]
    signal.signal(signal.SIGPROF, stop)
    if is_allowed:
        resource.setrlimit(resource.RLIMIT_CPU, (last, before[1]))
    signal.setitimer(signal.ITIMER_PROF, seconds, REPEAT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        if is_allowed:
            resource.setrlimit(resource.RLIMIT_CPU, before)


class _MemoryLimit:
    """Ends the process when it takes more memory than it may; looks from a thread of its own."""

    def __init__(self) -> None:
        self.limit: int | None = None
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        wait = Event()
        while True:
            wait.wait(MEMORY_CHECK_SECONDS)
            limit = self.limit
            if limit is not None and _resident_bytes() > limit:
                os._exit(OUT_OF_MEMORY)


def _resident_bytes() -> int:
    """Return how much memory this process has now (on Linux), or has had at most."""
    now = resident_bytes("self")
    if now is not None:
        return now
    if sys.platform == "win32":
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
