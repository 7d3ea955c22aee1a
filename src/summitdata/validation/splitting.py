"""Good and bad rows apart: each validated file as two, its valid rows as they are and the others with their errors."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitdata.errors import PackageError
from summitdata.opening import exists
from summitdata.tabular.csv_blocks import open_utf8, read_blocks, written_encoding
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

    place: str
    valid: Path
    invalid: Path
    valid_rows: int
    invalid_rows: int


def split_rows(report: Report, folder: Path, *, overwrite: bool = False) -> tuple[list[SplitFiles], list[str]]:
    """Write the rows of each file of a report to two files in a folder: `NAME.valid.csv` and `NAME.invalid.csv`.

    The valid rows are the records of the file as they are, in its encoding, so that what reads the file reads them. The
    invalid rows have their number and their errors in two columns before the others. Of a file that cannot be split,
    nothing is written: its header is wrong, its errors are not about single rows, or one of the two files exists.

    Parameters
    ----------
    report : Report
        With all errors listed.
    folder : pathlib.Path
        It must exist.
    overwrite : bool, default False
        Whether files of these names may be there already.

    Returns
    -------
    tuple of a list of SplitFiles and a list of str
        The files, and why others could not be split.

    Raises
    ------
    PackageError
        The folder is not one, or the descriptor has errors.
    """
    if not folder.is_dir():
        raise PackageError(f"{folder}: not a folder: create it first")
    if report.package_errors:
        raise PackageError("the descriptor has errors: its tables were not read, so there are no rows to split")
    names = set[str]()
    split, refused = [], []
    for task in report.tasks:
        try:
            split.append(_split(task, folder, names, overwrite=overwrite))
        except PackageError as error:
            refused.append(str(error))
    return split, refused


def _split(task: Task, folder: Path, names: set[str], *, overwrite: bool) -> SplitFiles:
    name = _free_name(task, names)
    valid, invalid = folder / f"{name}.valid.csv", folder / f"{name}.invalid.csv"
    errors = _errors_by_row(task)
    for file in (valid, invalid):
        if exists(file) and not overwrite:
            raise PackageError(f"{task.place}: not split: {file} exists: remove it, or name another folder")
    with (
        atomic_path(valid, overwrite=overwrite) as new_valid,
        atomic_path(invalid, overwrite=overwrite) as new_invalid,
    ):
        counts = _write(task, errors, new_valid, new_invalid)
    return SplitFiles(task.place, valid, invalid, *counts)


def _free_name(task: Task, names: set[str]) -> str:
    """Return a name that no other file of the report has: the same for a file however the others end."""
    if task.file is None:
        raise PackageError(f"{task.place}: not split: its rows are not in a file")
    stem, number, name = task.file.stem, 2, task.file.stem
    while name in names:
        name, number = f"{stem}-{number}", number + 1
    names.add(name)
    return name


def _errors_by_row(task: Task) -> dict[int, list[Error]]:
    """Return the errors of each row, warnings aside."""
    if task.dialect is None or task.unchanged_file is None:
        why = "it has changed since" if task.dialect else "its dialect is not supported here"
        raise PackageError(f"{task.place}: not split: {why}")
    by_row: dict[int, list[Error]] = defaultdict(list)
    listed = 0
    for error in task.errors:
        listed += error.severity == "error"
        if error.severity == "error" and error.type == "group-constraint":
            raise PackageError(
                f"{task.place}: not split: a group of rows breaks a rule, and which of them is wrong is not known: "
                f"validate with --skip group-constraint to split by the other errors: {error.message}"
            )
        if error.severity == "error" and (error.row_number or 0) <= task.rows_before:  # of the header, or of no row
            raise PackageError(f"{task.place}: not split: {error.message}")
        if error.severity == "error" and error.row_number is not None:
            by_row[error.row_number].append(error)
    if task.partial or listed < task.stats.errors:
        raise PackageError(f"{task.place}: not split: {task.stats.errors} errors, and {listed} of them are listed")
    return by_row


def _write(task: Task, errors: dict[int, list[Error]], valid: Path, invalid: Path) -> tuple[int, int]:
    """Write the two files of a table, and return how many rows are in each."""
    assert task.dialect is not None  # noqa: S101 - _errors_by_row refuses others
    assert task.file is not None  # noqa: S101 - _free_name refuses others
    counts = [0, 0]
    encoding = written_encoding(task.file, task.encoding)
    with (
        valid.open("w", encoding=encoding, newline="") as good,
        # A message may have what the encoding lacks, such as a pattern of the schema; the cells are of the file.
        invalid.open("w", encoding=encoding, newline="", errors="backslashreplace") as bad,
    ):
        writer = csv.writer(bad, delimiter=task.dialect.delimiter, quotechar=task.dialect.quote, lineterminator="\n")
        if task.labels:
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
    return f"{error.type}{where}{': ' if error.note else ''}{error.note}"


def _records(task: Task, dialect: Dialect) -> Iterator[str]:
    """Yield the text of each record of a file."""
    assert task.file is not None  # noqa: S101 - _free_name refuses others
    with open_utf8(task.file, task.encoding) as stream:
        for block in read_blocks(stream, dialect):
            yield from all_records(block, dialect)
