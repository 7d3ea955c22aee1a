"""Errors of frictionless' types that are found here, and that hold no copy of the row or the header they are about.

frictionless copies the whole row, or the whole header, into each of its errors: with n errors in a row of n cells that
is n x n cells. A light error shares them. Its title and its message are made from frictionless' error class when it is
listed (`frictionless_errors`), so that they are frictionless' own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["MAX_CELL_LENGTH", "LightError", "column_of", "cut_long_texts"]

MAX_CELL_LENGTH = 10_000
"""How many characters of a cell a report repeats."""


@dataclass(slots=True)
class LightError:
    """An error of a label, a cell or a row.

    Parameters
    ----------
    type : str
        The type of error, one of frictionless'.
    field_name, field_number : str and int
        The field, "" where there is none, and the number of its column from 1.
    note : str
        What is wrong, where the type does not say all of it.
    label, labels, row_numbers : optional
        Of an error of a label: the label, those of the whole header, and the records of the header.
    cell, cells, row_number : optional
        Of an error of a cell: its text, those of the whole row, and the record.
    field_names, field_cells, reference_name, reference_field_names : optional
        Of an error of a foreign key: its two sides.
    key_column : int
        Of an error of a key: the column of its first field, from 1; 0 if it is about no key.
    """

    type: str
    field_name: str
    field_number: int
    note: str = ""
    label: str | None = None
    labels: tuple[str, ...] | None = None
    row_numbers: tuple[int, ...] | None = None
    cell: str | None = None
    cells: tuple[str, ...] | None = None
    row_number: int | None = None
    field_names: tuple[str, ...] | None = None
    field_cells: tuple[str, ...] | None = None
    reference_name: str | None = None
    reference_field_names: tuple[str, ...] | None = None
    key_column: int = 0


def column_of(error: Any) -> int:
    """Return the column, from 1, at which an error of frictionless or a light one is shown."""
    if isinstance(error, LightError):
        return error.field_number or error.key_column or 1
    return getattr(error, "field_number", None) or 1


def cut_long_texts(value: Any) -> Any:
    """Return a value with its long texts cut and its lists as tuples; a tuple is one that was cut before."""
    if isinstance(value, dict):
        return {key: cut_long_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(map(cut_long_texts, value))
    if isinstance(value, str) and len(value) > MAX_CELL_LENGTH:
        return f"{value[:MAX_CELL_LENGTH]}... ({len(value)} characters)"
    return value
