"""What every format says of the whole: how many errors there are, of which types, and where a listing is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["count", "summary", "task_totals"]


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "error"), count(1200, "row")
    ('1 error', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(report: Report) -> str:
    """Return the verdict with the number of all errors, listed or not."""
    tables = count(report.stats["tasks"], "table")
    if report.valid:
        return f"valid: {tables}"
    return f"invalid: {count(report.stats['errors'], 'error')} in {tables}"


def task_totals(task: dict[str, Any]) -> str:
    """Return the number of all errors of a table, by type and by field.

    Examples
    --------
    >>> task_totals({"stats": {"errors": 3}, "totals": {"type": {"type-error": 2, "blank-row": 1}, "field": {"id": 2}}})
    '3 errors in all (2 type-error, 1 blank-row; by field: 2 id)'
    >>> task_totals({"stats": {"errors": 0}, "totals": {"type": {}, "field": {}}})
    '0 errors in all'
    """
    by_type, by_field = (
        ", ".join(f"{number:,} {name}" for name, number in task["totals"][part].items()) for part in ("type", "field")
    )
    parts = [by_type] * bool(by_type) + [f"by field: {by_field}"] * bool(by_field)
    return f"{count(task['stats']['errors'], 'error')} in all" + (f" ({'; '.join(parts)})" if parts else "")
