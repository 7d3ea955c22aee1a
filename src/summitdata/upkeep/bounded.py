"""Calls whose cost a package decides: a small package is read here, any other in a process that can be stopped.

A descriptor of some kilobytes can name the same large file a thousand times, so what counts is each file as often as it
is read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import table_path
from summitdata.errors import PackageError
from summitdata.tabular.path_patterns import Patterns
from summitdata.validation import worker
from summitdata.validation.budget import Budget, StopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

__all__ = ["call_bounded", "table_files"]

SMALL = 300_000
"""So many bytes are read at once, whatever they are; this project's own package is half of it."""


def call_bounded(function: Callable[..., Any], *arguments: Any, files: Iterable[Path], place: object) -> Any:
    """Return what a function returns that reads some files.

    Parameters
    ----------
    function : callable
        A function of a module.
    *arguments
        What it is called with.
    files : iterable of pathlib.Path
        The files, each as often as it is read.
    place : object
        What is read, for messages.

    Raises
    ------
    PackageError
        It takes more time or memory than so many bytes may take.
    Exception
        Whatever the function raises.
    """
    budget, size = Budget(), 0
    for file in files:
        with suppress(OSError, ValueError):  # that it cannot be read is found out where it is read
            size += file.stat().st_size
            budget.count_bytes(file.stat().st_size, file)
    if size <= SMALL or not worker.can_start():
        return function(*arguments)
    try:
        return worker.run_in_worker(_call, function, arguments, budget=budget)
    except StopError as stop:
        reason = stop.note
        if stop.error_type == "time-limit":
            reason = (
                f"it needs more than {budget.seconds:.3g} seconds of processor time: compare or update less at once"
            )
        raise PackageError(f"{place}: {reason}") from stop


def _call(function: Callable[..., Any], arguments: tuple[Any, ...], _budget: Budget, _progress: Any) -> Any:
    """Call a function; called in a worker."""
    return function(*arguments)


def table_files(target: Path, package: dict[str, Any]) -> Iterator[Path]:
    """Yield the files of the tables of a package, as far as its descriptor, `target`, names them."""
    resources, patterns = package.get("resources"), Patterns(target)
    for resource in resources if isinstance(resources, list) else ():
        with suppress(PackageError, AttributeError):
            for one in patterns.expanded(resource):
                paths = one["path"] if isinstance(one.get("path"), list) else [one.get("path")]
                yield from (table_path(target, {**one, "path": path}) for path in paths)
