"""Report, Task, Error: a Frictionless report with the line and column of every error, and totals that no limit cuts.

The three are made once, when a table has been read, and do not change afterwards. Whoever writes a report reads their
fields; only `to_dict`, here and in `report_error`, knows the keys of the JSON.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.escaping import escape_control, json_text
from summitdata.report_views import ErrorLine, TableLine, View
from summitdata.tabular.file_states import read_state
from summitdata.validation.report_error import MAX_ROW_CELLS, Error, Severity, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.file_states import FileState
    from summitdata.tabular.parts import Part
    from summitdata.validation.cause import Cause

__all__ = [
    "BYTES_PER_LISTED",
    "MAX_LISTED",
    "MAX_ROW_CELLS",
    "Error",
    "Report",
    "ReportStats",
    "Severity",
    "Subject",
    "Task",
    "TaskStats",
    "Totals",
    "cut_note",
]

MAX_LISTED, BYTES_PER_LISTED = 100_000, 10
"""How many errors of a table are listed if all are, and for how many bytes of a larger file one more.

A hundred thousand take a few hundred megabytes in some formats.
"""


@dataclass(frozen=True)
class TaskStats:
    """The counts of one table. `errors` and `warnings` count all of them, listed or not.

    What is not known is `None`: the hashes and the size of a file that was not read to its end, for example.
    """

    errors: int
    warnings: int
    seconds: float
    md5: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    fields: int | None = None
    rows: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the counts that are known."""
        return {key: value for key, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Totals:
    """How many errors and warnings of cells there are in all, by type and by field, listed or not."""

    by_type: Mapping[str, int] = field(hash=False)
    by_field: Mapping[str, int] = field(hash=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the totals as plain dicts."""
        return {"type": dict(self.by_type), "field": dict(self.by_field)}


@dataclass(frozen=True)
class Task:
    """What was found in one table.

    Parameters
    ----------
    name : str
        The name of the resource.
    place : str
        The path of the file, `<frame>` for a DataFrame, or `<stream>` for an open file without a name.
    engine : {"screen", "frictionless", "pandera", "spark"}
        What read the rows.
    engine_note : str
        Why the fast path did not read them; "" where it did.
    partial : bool
        Whether reading stopped at the limit. The totals are then those of the rows that were read.
    labels : tuple of str
        The header.
    stats : TaskStats
    totals : Totals
    warnings : tuple of str
        Notes: where the list of errors is cut or where reading stopped, and the misspelt properties of the schema.
    errors : tuple of Error
        The listed errors, and the listed warnings among them.
    warned_types : frozenset of str
        The error types that are only warnings here.
    file : pathlib.Path, optional
        The file that was read, for a writer that shows its lines. A DataFrame and an open file have none: a file that
        has the name of an open one may be another.
    file_state : FileState, optional
        What the file was like then.
    encoding : str
        The encoding of the file.
    dialect : Dialect, optional
        How its cells are delimited, where the block reader supports that.
    rows_before : int
        How many records stand before the first row of data, the header included.
    make_frame : callable, optional
        Makes the DataFrame that was validated anew, in the dtypes of its schema.
    copies : tuple of summitdata.tabular.unpacking.Copy
        Unpacked copies of compressed files, `file` among them; they are removed with the task.
    parts : tuple of summitdata.tabular.parts.Part
        The files of a table in several files, which `file` has joined.
    line_per_row : bool
        Whether each row is one line of the file, whatever its number is.
    causes : tuple of Cause
        What errors follow from, as far as it is known.
    schema : mapping, optional
        The Table Schema, for a writer that says what was expected.
    """

    name: str
    place: str
    engine: str
    engine_note: str
    partial: bool
    labels: tuple[str, ...]
    stats: TaskStats
    totals: Totals
    warnings: tuple[str, ...]
    errors: tuple[Error, ...]
    warned_types: frozenset[str] = frozenset()
    file: Path | None = None
    file_state: FileState | None = None
    encoding: str = "utf-8"
    dialect: Dialect | None = None
    rows_before: int = 1
    make_frame: Callable[[], Any] | None = field(default=None, repr=False, compare=False)
    copies: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    parts: tuple[Part, ...] = field(default=(), repr=False, compare=False)
    line_per_row: bool = False
    causes: tuple[Cause, ...] = ()
    schema: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        found = count(self.stats.errors, "error") if self.stats.errors else "valid"
        return f"<Task {escape_control(self.place)}: {count(self.stats.rows or 0, 'row')}, {found}>"

    def errors_by_cause(self) -> tuple[list[tuple[Cause, list[Error]]], list[Error]]:
        """Return each cause with the listed errors that follow from it, and the other errors.

        An error follows from the first cause that covers it; a cause of no listed error is left out.
        """
        causes: list[tuple[Cause, list[Error]]] = [(cause, []) for cause in self.causes]
        others: list[Error] = []
        for error in self.errors:
            group = next((group for cause, group in causes if cause.covers(error)), others)
            group.append(error)
        return [(cause, group) for cause, group in causes if group], others

    def place_of(self, error: Error) -> str:
        """Return the file that an error is in: that of the table, or one of its parts."""
        return error.place or self.place

    def line_in_file(self, line: int | None, place: str | None) -> int | None:
        """Return the line of `file`, which has all parts of a table, that is a line of a part; None if it has it not.

        The header of a part after the first is left out. For a table in one file it is the line itself.
        """
        part = next((part for part in self.parts if part.place == place), None)
        if part is None or line is None:
            return None if place else line
        return part.joined_line(line) if line > part.left_out else None

    @property
    def unchanged_file(self) -> Path | None:
        """The file that was read, unless it has changed since then: its lines are not those of the errors any more."""
        if self.file_state is not None and read_state(self.file) != self.file_state:
            return None
        return self.file

    @property
    def valid(self) -> bool:
        """Whether the table has no error; warnings do not count."""
        return self.stats.errors == 0

    @property
    def clean(self) -> bool:
        """Whether there is nothing to say of the table: no error, no warning, no note."""
        return self.valid and not self.stats.warnings

    def with_notes(self, notes: Collection[str]) -> Task:
        """Return the task with further notes."""
        stats = replace(self.stats, warnings=self.stats.warnings + len(notes))
        return replace(self, warnings=(*self.warnings, *notes), stats=stats) if notes else self

    def with_errors(self, errors: Collection[Error]) -> Task:
        """Return the task with further errors, each with the severity of its type here."""
        if not errors:
            return self
        warned = sum(error.type in self.warned_types for error in errors)
        number = len(errors) - warned
        by_type = Counter(self.totals.by_type) + Counter(error.type for error in errors)
        by_field = Counter(self.totals.by_field) + Counter(error.field_name for error in errors if error.field_name)
        return replace(
            self,
            stats=replace(self.stats, errors=self.stats.errors + number, warnings=self.stats.warnings + warned),
            totals=Totals(dict(by_type), dict(by_field)),
            errors=(*self.errors, *(replace(error, severity=self.severity_of(error.type)) for error in errors)),
        )

    def severity_of(self, error_type: str) -> Severity:
        """Return the severity of all errors of a type, listed or not."""
        return "warning" if error_type in self.warned_types else "error"

    def to_dict(self) -> dict[str, Any]:
        """Return the task as plain dicts and lists."""
        return {
            "name": self.name,
            "type": "table",
            "valid": self.valid,
            "place": self.place,
            "engine": self.engine,
            "engineNote": self.engine_note,
            "partial": self.partial,
            "labels": list(self.labels),
            "stats": self.stats.to_dict(),
            "totals": self.totals.to_dict(),
            "warnings": list(self.warnings),
            "errors": [error.to_dict() for error in self.errors],
        }


def _cause_notes(task: Task) -> tuple[str, ...]:
    return tuple(
        f"{cause.placed_title}: {cause.note} ({count(len(errors), 'error')})"
        for cause, errors in task.errors_by_cause()[0]
    )


def cut_note(listed: int, total: int, warned: int) -> tuple[str, ...]:
    """Return the note that a list of errors is cut, if it is; `warned` are the warnings in the total."""
    noun = "errors and warnings" if warned else "errors"
    return (f"{listed} of {total} {noun} are listed: raise --limit-errors to see more",) if listed < total else ()


@dataclass(frozen=True)
class ReportStats:
    """The counts of a whole report. `errors` counts those of descriptors too."""

    tasks: int
    errors: int
    warnings: int
    seconds: float


@dataclass(frozen=True)
class Report:
    """What `validate` found: a Frictionless report with more in it.

    To each error of a table are added `line_number` and `column_number` of the cell in the file (both from 1) and its
    `severity`. Each task also has

    - `totals`: how many errors there are in all, by type and by field; `stats.errors` counts them all too, also where
      the list ends at the limit;
    - `partial`: whether reading stopped at the limit, where counting the rest would have taken longer than finding the
      listed ones; then the totals are those of the rows that were read;
    - `engine`: what read the rows, `screen` (the fast path) or `frictionless`, and `engine_note`: why the latter did.

    Parameters
    ----------
    tasks : tuple of Task
        What was found in each table.
    package_errors : tuple of Error
        What is wrong with a descriptor, so that its tables could not be read.
    seconds : float
        How long it took.

    Examples
    --------
    >>> report = Report(tasks=(), package_errors=(), seconds=0.1)
    >>> report.valid, report.stats
    (True, ReportStats(tasks=0, errors=0, warnings=0, seconds=0.1))
    """

    tasks: tuple[Task, ...]
    package_errors: tuple[Error, ...] = ()
    seconds: float = 0.0

    @property
    def stats(self) -> ReportStats:
        """How many tasks, errors and warnings there are in all."""
        return ReportStats(
            tasks=len(self.tasks),
            errors=len(self.package_errors) + sum(task.stats.errors for task in self.tasks),
            warnings=sum(task.stats.warnings for task in self.tasks),
            seconds=self.seconds,
        )

    @property
    def valid(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return self.stats.errors == 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notes of all tasks on the report itself."""
        return tuple(warning for task in self.tasks for warning in task.warnings)

    @property
    def errors(self) -> tuple[Error, ...]:
        """The listed errors: those of descriptors, then each table's."""
        return (*self.package_errors, *(error for _, error in self.located()))

    @property
    def frame(self) -> Any:
        """The DataFrame that was validated, in the dtypes of its schema; `None` where files were.

        It is of the library of the given one (pandas, polars, else pyarrow), and made when it is asked for. What
        `pandas.read_csv` or a database gives becomes what `load` and `read_csv` give.

        Raises
        ------
        DataFileError
            A value is not one that its column can hold, so no such frame exists; `errors` says more.

        Examples
        --------
        >>> import pandas as pd, summitdata as sd
        >>> schema = {"fields": [{"name": "day", "type": "date"}, {"name": "n", "type": "integer"}]}
        >>> report = sd.validate(pd.DataFrame({"day": ["2025-06-17", None], "n": [1.0, 2.0]}), schema)
        >>> report.valid, report.frame.dtypes.to_list()
        (True, [dtype('<M8[s]'), Int64Dtype()])
        """
        makers = [task.make_frame for task in self.tasks if task.make_frame is not None]
        return makers[0]() if makers else None

    def located(self) -> Iterator[tuple[Task, Error]]:
        """Yield each listed error of a table with its task."""
        for task in self.tasks:
            for error in task.errors:
                yield task, error

    def flatten(self, spec: tuple[str, ...] = ("taskNumber", "rowNumber", "fieldNumber", "type")) -> list[list[Any]]:
        """Return the errors as lists of some of their keys, as a Frictionless report does.

        Parameters
        ----------
        spec : tuple of str
            Keys of the JSON, or `taskNumber` (from 1). What an error does not have is `None`.
        """
        errors = [error.to_dict() for error in self.package_errors]
        for number, task in enumerate(self.tasks, start=1):
            errors += [{"taskNumber": number} | error.to_dict() for error in task.errors]
        return [[error.get(key) for key in spec] for error in errors]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts and lists."""
        return {
            "valid": self.valid,
            "stats": vars(self.stats).copy(),
            "warnings": list(self.warnings),
            "errors": [error.to_dict() for error in self.package_errors],
            "tasks": [task.to_dict() for task in self.tasks],
        }

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json_text(self.to_dict(), indent=2)

    def to_frame(self) -> pd.DataFrame:
        """Return the listed errors as a pandas frame, one row per error.

        Returns
        -------
        pandas.DataFrame
            `table` and `path`; `line` and `column` of the cell in the file; `field`, `cell`, `type`, `severity` and
            `message`. `row` is the record of the file, in which the header is row 1; for a DataFrame, `position` is
            the row, from 0.

        Examples
        --------
        >>> import pandas as pd, summitdata as sd
        >>> schema = {"fields": [{"name": "n", "type": "integer"}]}
        >>> report = sd.validate(pd.DataFrame({"n": ["1", "x"]}), schema)
        >>> report.to_frame()[["position", "field", "cell", "type"]].to_dict("records")
        [{'position': 1, 'field': 'n', 'cell': 'x', 'type': 'type-error'}]
        """
        return self._view().frame()

    def _view(self) -> View:
        tables = (
            TableLine(task.place, task.stats.rows or 0, task.stats.errors, (*_cause_notes(task), *task.warnings))
            for task in self.tasks
        )
        stats = self.stats
        verdict = f"{'valid' if self.valid else 'invalid'}: {count(stats.tasks, 'table')}"
        if stats.errors:
            verdict = f"invalid: {count(stats.errors, 'error')} in {count(stats.tasks, 'table')}"
        return View(verdict, tuple(tables), self._lines(), stats.errors + stats.warnings)

    def _lines(self) -> Iterator[ErrorLine]:
        for error in self.package_errors:
            yield ErrorLine("", "", error.type, error.message, page=error.page)
        for task, error in self.located():
            yield ErrorLine(
                task.name,
                task.place_of(error),
                error.type,
                error.note or error.message,
                error.line_number,
                error.column_number,
                error.record_number,
                error.row_position,
                error.field_name or "",
                error.label if error.cell is None else error.cell,
                error.severity,
                tuple(zip(task.labels, error.cells or (), strict=False)),
                error.page,
                error.where,
            )

    def __repr__(self) -> str:
        return f"<Report {self._view().verdict}>"

    def __str__(self) -> str:
        """Return the verdict, the tables and the first errors, as text."""
        return self._view().text()

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        return self._view().html()
