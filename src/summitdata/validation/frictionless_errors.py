"""frictionless' errors as errors of a report."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from summitdata.validation.report import Error

if TYPE_CHECKING:
    import frictionless

    from summitdata.validation.report import Severity, Subject

__all__ = ["MAX_CELL_LENGTH", "cut_long_texts", "from_frictionless"]

MAX_CELL_LENGTH = 10_000
"""How many characters of a cell a report repeats."""


def from_frictionless(
    error: frictionless.Error,
    *,
    subject: Subject,
    severity: Severity = "error",
    position: tuple[int, int] | tuple[None, None] = (None, None),
) -> Error:
    """Return the error of a report for one of frictionless', long cells cut.

    `position` is the line and the column where its cell begins.
    """
    error_class: Any = error.__class__
    values = {name: cut_long_texts(getattr(error, name)) for name in _attributes(error_class)}
    line, column = position
    return Error(**values, subject=subject, severity=severity, line_number=line, column_number=column)


@cache
def _attributes(error_class: Any) -> tuple[str, ...]:
    """Return the attributes of an error class that its descriptor has: frictionless finds them anew for each error."""
    keys = error_class.metadata_ensure_profile()["properties"]
    return tuple(re.sub("([A-Z])", r"_\1", key).lower() for key in keys)


def cut_long_texts(value: Any) -> Any:
    """Return a value with its long texts cut and its lists as tuples."""
    if isinstance(value, dict):
        return {key: cut_long_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(cut_long_texts(item) for item in value)
    if isinstance(value, str) and len(value) > MAX_CELL_LENGTH:
        return f"{value[:MAX_CELL_LENGTH]}... ({len(value)} characters)"
    return value
