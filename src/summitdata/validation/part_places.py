"""The errors of a table in several files at their places: the part, and the line in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitdata.tabular.input_table import InputTable
    from summitdata.tabular.parts import Part
    from summitdata.validation.report import Task
    from summitdata.validation.report_error import Error

__all__ = ["in_parts"]


def in_parts(task: Task, table: InputTable) -> Task:
    """Return the task of a table, whose errors have lines of all parts joined, with the part and the line of each."""
    if table.packed is None or not isinstance(table.packed.resource.get("path"), list):
        return task
    parts = tuple(table.copies[0].parts)
    return replace(task, parts=parts, errors=tuple(_in_part(error, parts) for error in task.errors))


def _in_part(error: Error, parts: Sequence[Part]) -> Error:
    if error.line_number is None or not parts:
        return error
    part = parts[max(0, bisect_right(parts, error.line_number, key=attrgetter("first_line")) - 1)]
    return replace(error, place=part.place, line_number=part.own_line(error.line_number))
