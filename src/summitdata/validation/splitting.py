"""Good and bad rows apart: each validated file as two, its valid rows as they are and the others with their errors."""

from __future__ import annotations

import csv
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitdata.errors import PackageError
from summitdata.tabular.csv_blocks import open_utf8, read_blocks
from summitdata.tabular.csv_records import all_records
from summitdata.writing import atomic_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitdata.tabular.dialect import Dialect
    from summitdata.validation.report import Error, Report, Task

__all__ = ["SplitFiles", "split_rows"]

ROW, ERRORS = "row_number", "errors"
"""The columns that the file of invalid rows has before the others."""


@dataclass(frozen=True)
class SplitFiles:
    """The two files of a table, and how many rows are in each."""

    valid: Path
    invalid: Path
    valid_rows: int
    invalid_rows: int


def split_rows(report: Report, folder: Path, *, overwrite: bool = False) -> list[SplitFiles]:
    """Write the rows of each file of a report to two files in a folder: `NAME.valid.csv` and `NAME.invalid.csv`.

    The valid rows are the records of the file, byte for byte but for the encoding, which is UTF-8. The invalid rows
    have their number and their errors in two columns before the others. Nothing is written if a file cannot be split.

    Parameters
    ----------
    report : Report
        With all errors listed.
    folder : pathlib.Path
        It must exist.
    overwrite : bool, default False
        Whether files of these names may be there already.

    Raises
    ------
    PackageError
        A table is not in one CSV file, has errors that are not about single rows, or more errors than are listed; the
        file has changed since; or a file cannot be written.
    """
    if not folder.is_dir():
        raise PackageError(f"{folder}: not a folder: create it first")
    if report.package_errors:
        raise PackageError("the descriptor has errors: its tables were not read, so there are no rows to split")
    names = set[str]()
    split = []
    with ExitStack() as stack:
        for task in report.tasks:
            name = _free_name(task, names)
            valid, invalid = folder / f"{name}.valid.csv", folder / f"{name}.invalid.csv"
            errors = _errors_by_row(task)
            new_valid = stack.enter_context(atomic_path(valid, overwrite=overwrite))
            new_invalid = stack.enter_context(atomic_path(invalid, overwrite=overwrite))
            counts = _write(task, errors, new_valid, new_invalid)
            split.append(SplitFiles(valid, invalid, *counts))
    return split


def _free_name(task: Task, names: set[str]) -> str:
    if task.file is None:
        raise PackageError(f"{task.place}: not in one file, so its rows cannot be split")
    stem, number, name = task.file.stem, 2, task.file.stem
    while name in names:
        name, number = f"{stem}-{number}", number + 1
    names.add(name)
    return name


def _errors_by_row(task: Task) -> dict[int, list[Error]]:
    """Return the errors of each row, warnings aside."""
    if task.dialect is None or task.unchanged_file is None:
        why = "it has changed since" if task.dialect else "its dialect is not supported here"
        raise PackageError(f"{task.place}: the rows cannot be split: {why}")
    by_row: dict[int, list[Error]] = defaultdict(list)
    listed = 0
    for error in task.errors:
        listed += error.severity == "error"
        if error.severity == "error" and error.row_number is None:
            raise PackageError(f"{task.place}: the rows cannot be split: {error.message}")
        if error.severity == "error" and error.row_number is not None:
            by_row[error.row_number].append(error)
    if task.partial or listed < task.stats.errors:
        raise PackageError(
            f"{task.place}: the rows cannot be split: {task.stats.errors} errors, and {listed} of them are listed"
        )
    return by_row


def _write(task: Task, errors: dict[int, list[Error]], valid: Path, invalid: Path) -> tuple[int, int]:
    """Write the two files of a table, and return how many rows are in each."""
    assert task.dialect is not None  # noqa: S101 - _errors_by_row refuses others
    counts = [0, 0]
    with (
        valid.open("w", encoding="utf-8", newline="") as good,
        invalid.open("w", encoding="utf-8", newline="") as bad,
    ):
        writer = csv.writer(bad, delimiter=task.dialect.delimiter, quotechar=task.dialect.quote, lineterminator="\n")
        writer.writerow([ROW, ERRORS, *task.labels])
        for number, text in enumerate(_records(task, task.dialect), start=1):
            if number <= task.rows_before:
                good.write(text)
            elif number in errors:
                counts[1] += 1
                cells = next(task.dialect.read_text(text), [])
                notes = "; ".join(_note(error) for error in errors[number])
                writer.writerow([number, notes, *cells])
            else:
                counts[0] += 1
                good.write(text if text.endswith(("\n", "\r")) else f"{text}\n")
    return counts[0], counts[1]


def _note(error: Error) -> str:
    where = f" in {error.field_name}" if error.field_name else ""
    return f"{error.type}{where}: {error.note}"


def _records(task: Task, dialect: Dialect) -> Iterator[str]:
    """Yield the text of each record of a file."""
    assert task.file is not None  # noqa: S101 - _free_name refuses others
    with open_utf8(task.file, task.encoding) as stream:
        for block in read_blocks(stream, dialect):
            yield from all_records(block, dialect)
