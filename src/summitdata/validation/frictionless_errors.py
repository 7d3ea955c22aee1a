"""frictionless' errors as errors of a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from string import Formatter
from typing import TYPE_CHECKING, Any

from summitdata.validation.light_errors import MAX_CELL_LENGTH, LightError, cut_long_texts
from summitdata.validation.report_error import error_maker, new_error

if TYPE_CHECKING:
    from collections.abc import Callable

    import frictionless

    from summitdata.validation.report_error import Error, Severity, Subject

__all__ = ["from_frictionless", "row_error_maker"]


def from_frictionless(
    error: frictionless.Error | LightError,
    *,
    subject: Subject,
    severity: Severity = "error",
    position: tuple[int, int] | tuple[None, None] = (None, None),
) -> Error:
    """Return the error of a report for one of frictionless', or for a light one of its types; long cells are cut.

    `position` is the line and the column where its cell begins.
    """
    line, column = position
    if isinstance(error, LightError):
        values = _light_values(error)
    else:
        values = {name: cut_long_texts(value) for name, value in _values(error).items()}
    return new_error(**values, subject=subject, severity=severity, line_number=line, column_number=column)


def row_error_maker(
    error_type: str, name: str, number: int, note: str, severity: Severity
) -> Callable[[str | None, tuple[str, ...] | None, int, tuple[int, int]], Error]:
    """Return what makes the errors of a report that rows have with one note on one column.

    It takes the text of the cell, the cells of the row, its number, and the line and the column where the cell begins,
    and makes what `from_frictionless` makes of a light error.
    """
    form = _form(error_type)
    room = MAX_CELL_LENGTH - len(note) - len(name)
    own = {"field_name": name, "field_number": number} if "field_name" in form.names else {}
    fill = _filled(form.template or "", name, number, note)
    fixed = form.fixed | own | {"note": note, "severity": severity, "subject": "file"}
    new = error_maker(_VARYING, type=error_type, **fixed)

    def make(cell: str | None, cells: tuple[str, ...] | None, row_number: int, position: tuple[int, int]) -> Error:
        if form.template is None or len(cell or "") > room:
            light = LightError(error_type, name, number, note, cell=cell, cells=cells, row_number=row_number)
            return from_frictionless(light, subject="file", severity=severity, position=position)
        line, column = position
        return new(fill(cell, row_number), cells, row_number, line, column, cell)

    return make


_VARYING = ("message", "cells", "row_number", "line_number", "column_number", "cell")
"""What differs between the errors of rows that have one note on one column. Some of them are about no cell."""


def _filled(template: str, name: str, number: int, note: str) -> Callable[[str | None, int], str]:
    """Return what fills the last two values, the cell and the row's number, into a template."""
    kept = {"cell": "{0}", "row_number": "{1}", "label": ""}
    known = {"field_name": _in_braces(name), "field_number": number, "note": _in_braces(note)}
    return template.format_map(kept | known).format


def _in_braces(text: str) -> str:
    """Return a text that stays as it is where values are filled in."""
    return text.replace("{", "{{").replace("}", "}}")


@cache
def _attributes(error_class: Any) -> dict[str, str]:
    """Return the keys of the descriptor of an error class with their attributes: frictionless finds them each time."""
    keys = error_class.metadata_ensure_profile()["properties"]
    return {key: re.sub("([A-Z])", r"_\1", key).lower() for key in keys}


def _values(error: Any) -> dict[str, Any]:
    error_class: Any = type(error)
    values = {name: getattr(error, name) for name in _attributes(error_class).values()}
    if not values["message"]:  # it had the long note of its error (`Findings`)
        keys = {key: values[name] for key, name in _attributes(error_class).items() if name != "message"}
        values["message"] = _message(error_class, keys)
    return values


def _message(error_class: Any, values: dict[str, Any]) -> str:
    """Return frictionless' message for an error with these values, by the keys of its descriptor."""
    from frictionless.helpers import safe_format

    message: str = safe_format(error_class.template, values)
    return message


def _light_values(error: LightError) -> dict[str, Any]:
    """Return what frictionless would say of a light error."""
    form = _form(error.type)
    values = form.fixed | dict(zip(form.names, form.read(error), strict=True))
    texts = (error.note, error.cell or error.label or "", error.field_name, error.reference_name or "")
    if form.template and sum(map(len, texts)) <= MAX_CELL_LENGTH:
        values["message"] = form.template.format_map(values)
        return values
    keys = {key: getattr(form.error_class, key) for key in form.fixed} | values
    attributes = _attributes(form.error_class)
    values["message"] = _message(
        form.error_class, {key: keys[name] for key, name in attributes.items() if name in keys}
    )
    return {name: cut_long_texts(value) for name, value in values.items()}


@dataclass(frozen=True)
class _Form:
    """What the light errors of a type share: what its class says of all, and the attributes that each has.

    `template` is that of the class with the names of the attributes; None if it asks for more than these.
    """

    error_class: Any
    fixed: dict[str, Any]
    names: tuple[str, ...]
    read: attrgetter[Any]
    template: str | None


@cache
def _form(error_type: str) -> _Form:
    error_class = _error_class(error_type)
    attributes = {key: name for key, name in _attributes(error_class).items() if name != "message"}
    own = tuple(name for name in attributes.values() if name in LightError.__slots__)
    fixed = {name: cut_long_texts(getattr(error_class, name)) for name in attributes.values() if name not in own}
    names = {key: name for key, name in attributes.items() if name in ("cell", "note", "row_number", "label")}
    names |= {key: name for key, name in attributes.items() if name in ("field_name", "field_number")}
    template: str = error_class.template
    asked = {part[1:] for part in Formatter().parse(template) if part[1] is not None}
    is_simple = asked <= {(key, "", None) for key in names} and "{{" not in template and "}}" not in template
    for key, name in names.items() if is_simple else ():
        template = template.replace(f"{{{key}}}", f"{{{name}}}")
    return _Form(error_class, fixed, own, attrgetter(*own), template if is_simple else None)


@cache
def _error_class(error_type: str) -> Any:
    from frictionless import system

    return system.select_error_class(error_type)
