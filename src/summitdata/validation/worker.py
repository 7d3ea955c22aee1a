"""A process of our own for what may take long in one step, so that the operating system can stop it.

Python cannot stop a step that it is in: a match of a pattern, a comparison of two huge numbers, a list of a billion
cells. A process can be stopped in any thread of the caller and on any system, and it gives all of its memory back. It
is started when a table needs it, serves one table after another, and ends when it has been idle for a while.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import subprocess
import sys
from threading import Event, Lock, Thread, Timer
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from summitdata.errors import PackageError
from summitdata.validation.budget import StopError

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.validation.budget import Budget
    from summitdata.validation.meter import Progress

__all__ = ["Job", "can_start", "pack_message", "read_message", "run_in_worker", "send_message", "write_message"]

BASE_MEMORY, MEMORY_PER_BYTE = 300_000_000, 60
"""How much memory a worker may take in all, and how much more for each byte that the run reads."""
KEPT_MEMORY = 60_000_000
"""A worker that has so much more memory after a job than when it was new runs no other one."""
GRACE = 2.0
"""How many seconds of processor time a worker has to say itself that its time is over."""
CLOCK_FACTOR = 4.0
"""Where the system does not count the processor time of a process, the clock may show so many times as much."""
OUT_OF_MEMORY = 122
"""The exit code of a worker that ends itself because it takes too much memory."""
MEMORY_CHECK_SECONDS = 0.02
"""How often the memory of a worker is looked at."""
IDLE_WORKERS = 1
"""How many workers wait for the next table."""

START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from summitdata.validation.worker_process import serve
serve()
"""


class Job(NamedTuple):
    """What a worker does: call a function in the folder that the caller is in.

    It may take so much of what the whole run may take.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    folder: str | None
    seconds: float
    seconds_of_run: float
    memory: int


def can_start() -> bool:
    """Whether this system has processes, and Python can be found; a browser has none."""
    return bool(sys.executable) and sys.platform not in ("emscripten", "wasi")


def write_message(stream: IO[bytes], message: Any) -> None:
    """Write a message to a process."""
    send_message(stream, pack_message(message))


def pack_message(message: Any) -> bytes:
    """Return a message as bytes."""
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def send_message(stream: IO[bytes], data: bytes) -> None:
    """Write the bytes of a message to a process."""
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
    stream.flush()


def read_message(stream: IO[bytes]) -> Any:
    """Read the next message of a process.

    Raises
    ------
    EOFError
        The process has ended.
    """
    head = stream.read(8)
    size = int.from_bytes(head, "big")
    data = stream.read(size) if len(head) == 8 else b""  # noqa: PLR2004 - bytes of the length
    if len(head) < 8 or len(data) < size:  # noqa: PLR2004 - the same
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - it comes from our own code in our own process


def run_in_worker(
    function: Callable[..., Any], *arguments: Any, budget: Budget, progress: Progress | None = None
) -> Any:
    """Return what a function returns, called in a worker with the budget that is left.

    Parameters
    ----------
    function : callable
        A function of a module, so that the worker finds it. It is called with the arguments, its budget and a function
        to report progress to.
    *arguments
        What it is called with.
    budget : Budget
        Of the run; what the worker takes is added to it.
    progress : callable, optional
        Is called with what the function reports.

    Raises
    ------
    PackageError
        The system starts no process.
    StopError
        The worker took more time or memory than it may, or it ended for another reason.
    Exception
        Whatever the function raises.
    """
    seconds = max(budget.seconds - budget.used, 0.1)
    memory = BASE_MEMORY + MEMORY_PER_BYTE * budget.bytes
    job = Job(function, arguments, _current_folder(), seconds, budget.of_run or budget.seconds, memory)
    worker = _IDLE.take() or _Worker()
    try:
        result, used, is_reusable = worker.run(job, budget, progress)
    except BaseException:
        worker.kill()
        raise
    if is_reusable:
        _IDLE.put(worker)
    else:
        worker.close()
    budget.add(used)
    if isinstance(result, BaseException):
        raise result
    return result


def _current_folder() -> str | None:
    """Return the folder that relative paths begin at; None if it has been removed."""
    try:
        return os.getcwd()  # noqa: PTH109 - a text for another process
    except OSError:
        return None


class _Worker:
    """A process that runs jobs, one after the other."""

    def __init__(self) -> None:
        path = json.dumps([entry or _current_folder() or "" for entry in sys.path])
        # -I: neither the environment nor the folder that the caller is in decides what the worker imports.
        try:
            self._process = subprocess.Popen(  # noqa: S603 - Python itself, with our own words
                [sys.executable, "-I", "-c", START, path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise PackageError(
                "what may take long is done in a process of its own, which cannot be started "
                f"({sys.executable}: {error.strerror or error}): allow this user to run it and to have one more process"
            ) from error
        self._seconds_of_jobs = 0.0

    def run(self, job: Job, budget: Budget, progress: Progress | None) -> tuple[Any, float, bool]:
        """Return what the function of a job returns or raises, its processor time, and if the process may run another.

        One that was interrupted may have half of a module, and one that has much memory would keep it.
        """
        process = self._process
        assert process.stdin is not None  # noqa: S101 - they are pipes
        assert process.stdout is not None  # noqa: S101 - the same
        limits_itself = hasattr(os, "fork")  # it can limit its own processor time where there is POSIX
        clock = None if limits_itself else Timer(job.seconds * CLOCK_FACTOR + GRACE, process.kill)
        memory = _MemoryWatch(process, job.memory + KEPT_MEMORY)
        try:
            if clock:
                clock.daemon = True
                clock.start()
            memory.start()
            write_message(process.stdin, job)
            while True:
                kind, *values = read_message(process.stdout)
                if kind == "done":
                    self._seconds_of_jobs += values[1]
                    return values[0], values[1], values[2]
                if progress:
                    progress(*values)
        except (EOFError, BrokenPipeError):
            raise self._ended(job, budget, is_over_memory=memory.is_over) from None
        finally:
            memory.stop()
            if clock:
                clock.cancel()

    def _ended(self, job: Job, budget: Budget, *, is_over_memory: bool) -> StopError:
        """Say why the process has ended during a job, and add its time to what the run has used."""
        code, seconds = self._wait()
        # What ends a worker is paid for like any other work: a run cannot start one worker after the other for nothing.
        budget.add(job.seconds if seconds is None else seconds - self._seconds_of_jobs)
        if is_over_memory or code == OUT_OF_MEMORY:
            return memory_over(job.memory)
        if -code == _SIGNAL_OF_TIME or (not hasattr(os, "fork") and code != 0):
            return budget.time_over()
        return StopError(
            "internal-error",
            f"the process that reads the table ended with code {code}: the system may be out of memory; try again, and "
            "report it if it happens again",
        )

    def _wait(self) -> tuple[int, float | None]:
        """Return the exit code of the process, and the processor time of all it did, where the system counts it."""
        if not hasattr(os, "wait4"):
            return self._process.wait(), None
        try:
            _, status, usage = os.wait4(self._process.pid, 0)
        except ChildProcessError:  # somebody else has waited for it
            return self._process.wait(), None
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._process.returncode, usage.ru_utime + usage.ru_stime

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """Let the process end, and wait for it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what is still to be flushed has no reader
                    stream.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _MemoryWatch:
    """Ends a worker that takes more memory than it may, where the system shows the memory of another process.

    A worker also looks itself, but cannot while one step of Python's `re` runs: it holds the lock of the interpreter.
    """

    def __init__(self, process: subprocess.Popen[bytes], limit: int) -> None:
        self.is_over = False
        self._process, self._limit, self._ended = process, limit, Event()

    def start(self) -> None:
        if resident_bytes(self._process.pid) is not None:
            Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(MEMORY_CHECK_SECONDS):
            used = resident_bytes(self._process.pid)
            if used is None:
                return
            if used > self._limit and not self._ended.is_set():
                self.is_over = True
                self._process.kill()
                return


def resident_bytes(process: int | str) -> int | None:
    """Return how much memory a process has now, by its number or `self`; None where the system does not show it."""
    try:
        with open(f"/proc/{process}/statm", "rb") as file:  # noqa: PTH123 - as fast as possible
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


_SIGNAL_OF_TIME = 24
"""SIGXCPU, on Linux and macOS: the system's own end of a process whose processor time is over."""


def memory_over(memory: int) -> StopError:
    """Return the error of a table that takes too much memory."""
    return StopError(
        "memory-limit",
        f"the table needs more than {memory / 1e6:.0f} MB of memory: look for a row, a header or a schema that is much "
        "longer than the others, or split the table",
    )


class _IdleWorkers:
    """The workers that wait for the next table."""

    def __init__(self) -> None:
        self._workers: list[_Worker] = []
        self._lock = Lock()

    def take(self) -> _Worker | None:
        """Return a worker that is alive, if one waits."""
        with self._lock:
            workers = [self._workers.pop()] if self._workers else []
        for worker in workers:
            if worker.is_alive:
                return worker
            worker.close()
        return None

    def put(self, worker: _Worker) -> None:
        """Keep a worker for the next table, or end it if enough of them wait."""
        with self._lock:
            is_kept = len(self._workers) < IDLE_WORKERS
            if is_kept:
                self._workers.append(worker)
        if not is_kept:
            worker.close()

    def forget(self) -> None:
        """Leave the workers to the process that has started them: this one is a copy of it."""
        self._workers, self._lock = [], Lock()

    def close(self) -> None:
        """End all of them."""
        while (worker := self.take()) is not None:
            worker.close()


_IDLE = _IdleWorkers()
atexit.register(_IDLE.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_IDLE.forget)
