"""The budget of a run: how much processor time it may take, which grows with the bytes that it reads.

A run counts its own processor time, not the clock: a machine that stands still changes no report. What may take long
in one step (a pattern that only Python's `re` reads, a cell of a megabyte for frictionless) is for a process of its
own, which the operating system can stop (`worker`); everything else asks its budget between two steps.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Budget", "NeedsWorkerError", "StopError", "ThreadClock", "thread_seconds"]

MOST_SECONDS = 1e7
"""More than this is the same as no limit at all."""
BASE_SECONDS = 10.0
"""What a run may take that reads nothing."""
SECONDS_PER_MEGABYTE = 12.0
"""What each megabyte adds: some hundred times as much as the screen needs, and ten times as much as frictionless."""
MOST_FIELDS, MOST_CHARACTERS = 500, 100_000
"""A schema with more fields, or a descriptor of more characters, may take frictionless long."""

thread_seconds: Callable[[], float] = getattr(time, "thread_time", time.process_time)
"""The processor time of this thread; where the system does not know it, that of the process."""


class NeedsWorkerError(Exception):
    """The rest of a table is for a process that can be stopped; the text says why."""


class StopError(BaseException):
    """A run ends before the end of its data. Not an `Exception`: nothing on the way may take it for a wrong cell.

    Parameters
    ----------
    error_type : str
        The type of the error in the report (`stop_errors.TYPES`).
    note : str
        What is wrong, where, and what to do.
    field_name : str, optional
        The field it is about.
    line, column : int, optional
        The line of the file that it is about, and the column in it, both from 1.
    """

    def __init__(
        self,
        error_type: str,
        note: str,
        field_name: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(error_type, note, field_name, line, column)
        self.error_type, self.note, self.field_name, self.line, self.column = error_type, note, field_name, line, column


@dataclass
class Budget:
    """What a run may still take. It is asked in one thread; others may add to what is used.

    Parameters
    ----------
    limit : float, optional
        The processor time in seconds; without it, so much as the bytes allow.
    is_worker : bool
        Whether this process may be stopped at any time, so that steps of any length may run in it.
    of_run : float, optional
        What the whole run may take, for messages, if this is the budget of a part.
    """

    limit: float | None = None
    is_worker: bool = False
    of_run: float | None = None
    _bytes: int = 0
    _files: set[Any] = field(default_factory=set)
    _added: float = 0.0
    _lock: Lock = field(default_factory=Lock)
    _start: float = field(default_factory=thread_seconds)
    _clock: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        """Take a limit of any size: a timer of the system does not."""
        self.limit = None if self.limit is None else float(min(self.limit, MOST_SECONDS))

    def __reduce__(self) -> tuple[Any, ...]:
        """Make a copy in another process that counts its own time from the start."""
        return (Budget, (self.limit, self.is_worker, self.of_run))

    @property
    def seconds(self) -> float:
        """How much processor time the run may take in all."""
        return BASE_SECONDS + SECONDS_PER_MEGABYTE * self._bytes / 1e6 if self.limit is None else self.limit

    @property
    def used(self) -> float:
        """How much it has taken so far, in all threads and processes."""
        return thread_seconds() - self._start + self._added

    @property
    def bytes(self) -> int:
        """How many bytes of files and descriptors it reads, each file once."""
        return self._bytes

    def count_bytes(self, size: int, file: Any = None) -> None:
        """Count the bytes of something to read; a file that was counted before is not counted again."""
        if file is not None:
            if file in self._files:
                return
            self._files.add(file)
        with self._lock:
            self._bytes += size

    def add(self, seconds: float) -> None:
        """Add the time that another thread or process took."""
        with self._lock:
            self._added += seconds

    def check_added(self) -> None:
        """Raise if what other threads and processes took is more than the run may take: any thread may call it.

        Raises
        ------
        StopError
            It is.
        """
        if self._added > self.seconds:
            raise self.time_over()

    def check(self) -> None:
        """Raise if the time is over.

        Raises
        ------
        StopError
            The run has used more than it may.
        """
        # No thread uses more processor time than passes, and to ask for that may take a millisecond.
        passed = time.perf_counter() - self._clock
        if passed + self._added > self.seconds and self.used > self.seconds:
            raise self.time_over()

    def time_over(self, what: str = "") -> StopError:
        """Return the error of a run that takes too long; `what` says at what."""
        return StopError(
            "time-limit",
            f"the run needs more than its {self.of_run or self.seconds:.3g} seconds of processor time"
            f"{f' {what}' if what else ''}: simplify the schema, or allow more with --time-limit SECONDS (time_limit=)",
        )

    def need_worker(self, reason: str) -> None:
        """Leave a step of unknown length to a process that can be stopped, unless this is one.

        Raises
        ------
        NeedsWorkerError
            This is the caller's own process.
        """
        if not self.is_worker:
            raise NeedsWorkerError(reason)

    def need_worker_for(self, descriptor: dict[str, Any]) -> None:
        """Leave a descriptor that may take frictionless long to a process that can be stopped, unless this is one.

        Raises
        ------
        NeedsWorkerError
            The descriptor is not small, and this is the caller's own process.
        """
        if not self.is_worker and not _is_small(descriptor):
            raise NeedsWorkerError("frictionless has to read a large descriptor")


class ThreadClock:
    """Adds the time of the thread that made it to a budget, step by step."""

    def __init__(self, budget: Budget) -> None:
        self._budget, self._last = budget, thread_seconds()

    def add(self) -> None:
        """Add the time since the last call."""
        now = thread_seconds()
        self._budget.add(now - self._last)
        self._last = now

    def check(self) -> None:
        """Add the time since the last call, and raise `StopError` if that of all such threads is over."""
        self.add()
        self._budget.check_added()


def _is_small(descriptor: dict[str, Any]) -> bool:
    """Whether frictionless needs little time for a descriptor, whatever it contains."""
    schema = descriptor.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if isinstance(fields, list) and len(fields) > MOST_FIELDS:
        return False
    resources = descriptor.get("resources")
    parts = resources if isinstance(resources, list) else [descriptor]
    characters = 0
    for part in [{**descriptor, "resources": None}, *parts] if parts is resources else parts:
        try:
            characters += len(json.dumps(part))
        except (TypeError, ValueError, RecursionError):
            return False
        if characters > MOST_CHARACTERS:  # the parts may share a schema, so all of them may be very many
            return False
    return True
