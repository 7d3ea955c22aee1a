"""What identifies an error or a cause from run to run: its file, as the repository names it, and a fingerprint."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.validation.report import MAX_ROW_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.validation.cause import Cause
    from summitdata.validation.report import Error, Report, Task

__all__ = ["cause_name", "fingerprint", "fingerprinted", "fingerprinted_causes", "repository_path"]


def repository_path(place: str) -> Path:
    """Return a file's path from the working directory, or its absolute path where it lies outside.

    Examples
    --------
    >>> repository_path("./data/../table.csv").as_posix()
    'table.csv'
    """
    path = Path(os.path.normpath(Path.cwd() / place))
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def fingerprint(*parts: Any) -> str:
    """Return a digest of what identifies an error, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def cause_name(cause: Cause) -> str:
    """Return what a cause is called where an error has its type.

    Examples
    --------
    >>> from summitdata.validation.cause import Cause
    >>> cause_name(Cause("another delimiter", ""))
    'another-delimiter'
    """
    return cause.title.replace(" ", "-")


def fingerprinted_causes(report: Report) -> Iterator[tuple[Task, Cause, list[Error], str]]:
    """Yield each cause with its task, the listed errors that follow from it, and its fingerprint: of file and title."""
    seen: Counter[str] = Counter()
    for task in report.tasks:
        for cause, errors in task.errors_by_cause()[0]:
            key = fingerprint("cause", repository_path(cause.place or task.place).as_posix(), cause.title)
            seen[key] += 1
            yield task, cause, errors, fingerprint(key, seen[key])


def fingerprinted(report: Report) -> Iterator[tuple[Task, Error, str]]:
    """Yield each listed error of a table that follows from no cause, with its task and its fingerprint.

    The fingerprint is of the content and not of the row's number, so that it stays when rows are added above. Errors
    that are the same in all of it are numbered.
    """
    seen: Counter[str] = Counter()
    row: tuple[Any, ...] = ()
    row_part: Any = row
    for task in report.tasks:
        paths = {place: repository_path(place).as_posix() for place in {task.place_of(error) for error in task.errors}}
        folded = {id(error) for _, errors in task.errors_by_cause()[0] for error in errors}
        for error in task.errors:
            path = paths[task.place_of(error)]
            if error.row is not row:  # the errors of a row share it, and a wide one takes long to digest
                row = error.row
                row_part = fingerprint(row) if len(row) > MAX_ROW_CELLS else row
            key = fingerprint(path, error.type, error.field_name, row_part)
            seen[key] += 1
            if id(error) not in folded:
                yield task, error, fingerprint(key, seen[key])
