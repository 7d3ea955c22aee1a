"""The errors of a table at their places: the part and its line, or no line where the file has none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summitdata.tabular.file_formats import ARROW_FORMATS, other_format
from summitdata.tabular.parts import part_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitdata.tabular.input_table import InputTable
    from summitdata.tabular.parts import Part
    from summitdata.validation.report import Task
    from summitdata.validation.report_error import Error

__all__ = ["at_places", "is_arrow_copy"]


def is_arrow_copy(table: InputTable) -> bool:
    """Whether the file of a table was made of one without lines."""
    return table.packed is not None and other_format(table.packed.resource) in ARROW_FORMATS


def at_places(task: Task, table: InputTable) -> Task:
    """Return the task of a table, whose errors have the lines of the file that was read, with those of its own."""
    if table.packed is None:
        return task
    is_in_parts = isinstance(table.packed.resource.get("path"), list)
    if is_arrow_copy(table):
        parts = tuple(table.copies[0].parts) if is_in_parts and table.copies else ()
        errors = (replace(error, line_number=None, column_number=None) for error in task.errors)
        return replace(task, parts=parts, errors=tuple(_in_part_without_lines(error, parts) for error in errors))
    if not is_in_parts:
        return task
    parts = tuple(table.copies[0].parts)
    return replace(task, parts=parts, errors=tuple(_in_part(error, parts) for error in task.errors))


def _in_part(error: Error, parts: Sequence[Part]) -> Error:
    if error.line_number is None or not parts:
        return error
    part = part_at(error.line_number, parts)
    return replace(error, place=part.place, line_number=part.own_line(error.line_number))


def _in_part_without_lines(error: Error, parts: Sequence[Part]) -> Error:
    if error.record_number is None or not parts:
        return error
    part = part_at(error.record_number, parts)
    return replace(error, place=part.place, part_row=part.own_line(error.record_number))
