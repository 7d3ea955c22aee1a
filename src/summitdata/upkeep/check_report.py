"""The report that check() returns: a task for each table, named as in a report of Frictionless."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from summitdata.counting import count
from summitdata.escaping import escape_control
from summitdata.report_views import ErrorLine, TableLine, View
from summitdata.rules import RULES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CheckError", "CheckReport", "CheckTask", "check_text"]

MAX_LINE_LENGTH = 1000
"""How many characters of a line are shown."""


@dataclass(frozen=True)
class CheckError:
    """One error.

    `type` is the error type of Frictionless if there is one (`foreign-key`, `type-error`, `hash-count` ...), else the
    name of the rule. `row` is the row number in the file (the header is row 1), `None` if the error is not about a row.
    """

    type: str
    message: str
    table: str = ""
    path: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Return the error as one line: where, what, and its type."""
        row, field = f"row {self.row}" if self.row else "", f"field {self.field}" if self.field else ""
        where = ", ".join(filter(None, [self.path or self.table, row, field]))
        return f"{where}: {self.message} [{self.type}]" if where else f"{self.message} [{self.type}]"


@dataclass
class CheckTask:
    """The result for one table: the number of its rows, its errors, and a note on what could not be checked."""

    table: str
    path: str
    rows: int = 0
    errors: list[CheckError] = field(default_factory=list)
    note: str = ""

    @property
    def valid(self) -> bool:
        """Whether the table has no error."""
        return not self.errors


@dataclass
class CheckReport:
    """The result of `check`: a task for each table, and the errors of the package as a whole."""

    path: str
    tasks: list[CheckTask] = field(default_factory=list)
    package_errors: list[CheckError] = field(default_factory=list)

    @property
    def errors(self) -> list[CheckError]:
        """All errors: the package's, then each table's."""
        return [*self.package_errors, *(error for task in self.tasks for error in task.errors)]

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Return the report as dicts and lists, ready for JSON."""
        return {"valid": self.valid, **asdict(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return the errors as a pandas frame, one row per error, with the columns of `Report.to_frame`."""
        return self._view().frame()

    def _view(self) -> View:
        tables = [
            TableLine(task.table, task.rows, len(task.errors), (task.note,) * bool(task.note)) for task in self.tasks
        ]
        errors = [
            ErrorLine(e.table, e.path, e.type, e.message, row=e.row, field=e.field, page=_page(e.type))
            for e in self.errors
        ]
        return View(_verdict(self), tuple(tables), errors, len(errors))

    def __repr__(self) -> str:
        return f"<CheckReport {_verdict(self)}>"

    def __str__(self) -> str:
        """Return the verdict, the tables and the first errors, as text."""
        return self._view().text()

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        return self._view().html()


def check_text(report: CheckReport) -> str:
    """Return a report for a terminal: one line per table and error, and the verdict in the last line."""
    lines = [f"FAIL  {error}" for error in report.package_errors]
    for task in report.tasks:
        note = f"  ({task.note})" if task.note else ""
        lines.append(f"{'ok  ' if task.valid else 'FAIL'}  {task.table}  {count(task.rows, 'row')}{note}")
        lines += [f"      {error}" for error in task.errors]
    lines.append(_verdict(report))
    return "".join(f"{escape_control(line, MAX_LINE_LENGTH)}\n" for line in lines)


def _verdict(report: CheckReport) -> str:
    tables, rows = count(len(report.tasks), "table"), count(sum(task.rows for task in report.tasks), "row")
    if report.valid:
        return f"valid: {tables}, {rows}"
    return f"invalid: {count(len(report.errors), 'error')} in {tables}, {rows}"


def _page(error_type: str) -> str:
    """Return the page on a type: the rules have one for all of them."""
    return "rules" if error_type in {rule.name for rule in RULES} else error_type
