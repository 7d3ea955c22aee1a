"""frictionless' errors as errors of a report."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from summitdata.validation.light_errors import MAX_CELL_LENGTH, LightError, cut_long_texts
from summitdata.validation.report import Error

if TYPE_CHECKING:
    import frictionless

    from summitdata.validation.report import Severity, Subject

__all__ = ["from_frictionless"]


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
    values = _light_values(error) if isinstance(error, LightError) else _values(error)
    values = {
        name: value if type(value) is str and len(value) <= MAX_CELL_LENGTH else cut_long_texts(value)
        for name, value in values.items()
    }
    line, column = position
    return Error(**values, subject=subject, severity=severity, line_number=line, column_number=column)


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
    error_class, fixed, own = _parts(error.type)
    values = dict(fixed)
    for key, name in own:
        values[key] = getattr(error, name)
    message = _message(error_class, values)
    return {
        **{name: values[key] for key, name in _attributes(error_class).items() if key in values},
        "message": message,
    }


@cache
def _parts(error_type: str) -> tuple[Any, dict[str, Any], list[tuple[str, str]]]:
    """Return the class of a light error, what it says of all of them, and the attributes that each of them has."""
    error_class = _error_class(error_type)
    attributes = {key: name for key, name in _attributes(error_class).items() if name != "message"}
    own = [(key, name) for key, name in attributes.items() if name in LightError.__slots__]
    fixed = {key: getattr(error_class, name) for key, name in attributes.items() if name not in LightError.__slots__}
    return error_class, fixed, own


@cache
def _error_class(error_type: str) -> Any:
    from frictionless import system

    return system.select_error_class(error_type)
