"""What every format says of the whole: how many errors there are, of which types, and where a list is cut."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from summitdata.counting import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitdata.validation.cause import Cause
    from summitdata.validation.report import Error, Report, Severity, Task

__all__ = [
    "cause_place",
    "cause_severity",
    "cause_words",
    "followers",
    "summary",
    "task_totals",
    "type_total",
    "unlisted_errors",
]


def summary(report: Report) -> str:
    """Return the verdict with the number of all errors, listed or not."""
    tables = count(report.stats.tasks, "table", thousands=True)
    if report.valid:
        return f"valid: {tables}"
    return f"invalid: {count(report.stats.errors, 'error', thousands=True)} in {tables}"


def task_totals(task: Task) -> str:
    """Return the number of all errors of a table, by type and by field, and of its warnings where it has some."""
    by_type, by_field = (
        ", ".join(f"{number:,} {name}" for name, number in totals.items())
        for totals in (task.totals.by_type, task.totals.by_field)
    )
    parts = [by_type] * bool(by_type) + [f"by field: {by_field}"] * bool(by_field)
    warned = sum(_warned(task, error_type) for error_type in task.totals.by_type)
    numbers = count(task.stats.errors, "error", thousands=True) + (
        f", {count(warned, 'warning', thousands=True)}" if warned else ""
    )
    return f"{numbers} in all" + (f" ({'; '.join(parts)})" if parts else "")


def type_total(task: Task, error_type: str) -> str:
    """Return the number of all errors of a type in a table, as errors or as warnings."""
    number, warned = task.totals.by_type[error_type], _warned(task, error_type)
    if 0 < warned < number:  # those of some fields only warn
        return f"{count(number - warned, 'error', thousands=True)}, {count(warned, 'warning', thousands=True)}"
    return count(number, "warning" if warned else task.severity_of(error_type), thousands=True)


def _warned(task: Task, error_type: str) -> int:
    """Return how many errors of a type only warn: all of them, or those of some fields."""
    if task.severity_of(error_type) == "warning":
        return task.totals.by_type[error_type]
    return sum(error.type == error_type and error.severity == "warning" for error in task.errors)


def unlisted_errors(task: Task) -> dict[str, str]:
    """Return a message for each error type of an invalid table of which only warnings are listed.

    A format that shows nothing but the listed errors would pass for valid then, so it shows these.
    """
    if task.valid or any(error.severity == "error" for error in task.errors):
        return {}
    types = [name for name in task.totals.by_type if task.severity_of(name) == "error"]
    return {name: f"{name}: {type_total(task, name)}, none of them listed" for name in types}


def cause_place(cause: Cause, errors: Sequence[Error]) -> str:
    """Return the line of a cause, with the file where the table is in several; else the sheet and the cell, or row."""
    where = f"line {cause.line}" if cause.line else next((error.where for error in errors if error.where), "the file")
    return f"{where} of {cause.place}" if cause.place else where


def cause_words(cause: Cause, errors: Sequence[Error]) -> str:
    """Return the words on a cause: with the row or the sheet where no line is known, and what follows from it."""
    where = "" if cause.line else next((f"{error.where}: " for error in errors if error.where), "")
    return f"{where}{cause.note} ({followers(errors)})"


def cause_severity(errors: Sequence[Error]) -> Severity:
    """Return the severity of a cause: that of the worst of the errors that follow from it."""
    return "error" if any(error.severity == "error" for error in errors) else "warning"


def followers(errors: Sequence[Error], shown: Callable[[str], str] = str) -> str:
    """Return how many listed errors follow from a cause, by type; `shown` is how a format shows the name of a type."""
    types = ", ".join(f"{number:,} {shown(name)}" for name, number in Counter(error.type for error in errors).items())
    return f"{len(errors):,} listed {'error follows' if len(errors) == 1 else 'errors follow'} from it: {types}"
