"""A baseline: known errors that are accepted, so that only new ones fail; fixed ones have to leave it."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.errors import PackageError, shown
from summitdata.escaping import json_parts
from summitdata.opening import exists, read_file
from summitdata.tabular.schema_parts import key_fields
from summitdata.validation.report import Error, Report, Totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata.validation.report import Task

__all__ = ["accept", "baseline", "read_baseline"]

PARTS = ("place", "type", "fieldName", "cell", "note")
"""What makes two errors the same; a row number does not, as rows above come and go."""
EARLIER = re.compile(r"\bthe row at position \d+$")
"""How the note on a repeated key names the row that has had the key before."""

Key = tuple[str, ...]


def baseline(report: Report) -> Iterator[str]:
    """Yield the listed errors as a baseline: each error once, with how often it occurs.

    Warnings are left out: they fail nothing, so there is nothing to accept.
    """
    counts = Counter(_key(task, error) for task, error in report.located() if error.severity == "error")
    yield from json_parts(
        dict(zip(PARTS, key, strict=True)) | {"count": number} for key, number in sorted(counts.items())
    )
    yield "\n"


def read_baseline(path: Path) -> Counter[Key]:
    """Read a baseline.

    Raises
    ------
    PackageError
        The file cannot be read, or is not a baseline.
    """
    try:
        counts = _read_counts(json.loads(read_file(path, "the baseline").decode("utf-8-sig")))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PackageError(f"{path}: not a baseline: write one with --format baseline --output {path}") from error
    return counts


def _read_counts(entries: object) -> Counter[Key]:
    """Add up the counts of a baseline; two that were merged may have the same error twice."""
    if not isinstance(entries, list):
        raise TypeError(f"a list of errors, not {type(entries).__name__}")
    counts = Counter[Key]()
    for entry in entries:
        counts[_read_key(entry)] += _read_count(entry["count"])
    return counts


def _read_key(entry: dict[str, Any]) -> Key:
    key = tuple(str(entry[part]) for part in PARTS)
    os.fsencode("".join(key))  # half a surrogate pair, which no output could hold, is a ValueError
    return key


def _read_count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"a count is a positive integer, not {value!r}")
    return value


def accept(report: Report, accepted: Counter[Key]) -> Report:
    """Return the report without the errors of a baseline, and with an error for each that no longer occurs.

    Of a file that exists and was not validated, nothing is known.

    Parameters
    ----------
    report : Report
        With all errors listed (`limit_errors=0`).
    accepted : Counter
        What `read_baseline` gives.
    """
    unused = accepted.copy()
    tasks = tuple(_accept(task, unused) for task in report.tasks)
    read = {task.place for task in report.tasks}
    stale = tuple(_stale(key, number) for key, number in sorted((+unused).items()) if _is_due(key[0], read))
    return replace(report, tasks=tasks, package_errors=(*report.package_errors, *stale))


def _is_due(place: str, read: set[str]) -> bool:
    """Return whether the errors of a file would have occurred again: pre-commit gives only some of the files."""
    try:
        return place in read or not exists(Path(place))
    except PackageError:  # no file can be called so
        return True


def _accept(task: Task, unused: Counter[Key]) -> Task:
    """Return a task without the errors of a baseline; they are taken off `unused`.

    A warning stays: it fails nothing, so there is nothing to accept. An entry for it is not out of date either.
    """
    kept = tuple(error for error in task.errors if not _take(unused, _key(task, error)) or error.severity == "warning")
    warned = sum(error.severity == "warning" for error in kept)
    unlisted = task.stats.errors - sum(error.severity == "error" for error in task.errors)
    totals = Totals(_count(error.type for error in kept), _count(error.field_name for error in kept))
    if unlisted:  # they may be any, so none of them is accepted
        kept_ids = set(map(id, kept))
        accepted = [error for error in task.errors if id(error) not in kept_ids]
        by_type = Counter(task.totals.by_type) - Counter(error.type for error in accepted)
        totals = Totals(by_type, Counter(task.totals.by_field) - Counter(error.field_name or "" for error in accepted))
    return replace(
        task,
        stats=replace(task.stats, errors=len(kept) - warned + unlisted, warnings=len(task.warnings) + warned),
        totals=totals,
        errors=kept,
    )


def _take(unused: Counter[Key], key: Key) -> bool:
    """Take one occurrence off a baseline, if it has one."""
    if unused[key] <= 0:
        return False
    unused[key] -= 1
    return True


def _count(names: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(name for name in names if name))


def _key(task: Task, error: Error) -> Key:
    values = {"place": task.place} | error.to_dict()
    if EARLIER.search(error.note):
        values["note"] = EARLIER.sub("an earlier row", error.note)
        values["cell"] = ", ".join(map(str, _key_cells(task, error)))
    return tuple(str(values.get(part, "")) for part in PARTS)


def _key_cells(task: Task, error: Error) -> Iterable[Any]:
    """Return the cells of a repeated key; of a unique key of several fields, those of the row."""
    cells = error.cells or ()
    names = [error.field_name] if error.field_name else []
    if error.type == "primary-key":
        names = key_fields((task.schema or {}).get("primaryKey"))
    by_name = dict(zip(task.labels, cells, strict=False))
    is_known = bool(names) and not error.note.startswith("the unique key") and by_name.keys() >= set(names)
    return [by_name[name] for name in names] if is_known else cells


def _stale(key: Key, number: int) -> Error:
    entry = dict(zip(PARTS, key, strict=True))
    often = f"is listed {count(number, 'time')} too often"
    cell = f" of {shown(entry['cell'])}" if entry["cell"] else ""
    what = f"{entry['type']}{cell} ({entry['note']})" if entry["note"] else f"{entry['type']}{cell}"
    note = f"{entry['place']}: {what} {often}: remove it from the baseline, or write the baseline again"
    return Error(
        type="baseline-error",
        title="Baseline Error",
        description="An error of the baseline does not occur any more.",
        message=f"The baseline is out of date: {note}",
        note=note,
    )
