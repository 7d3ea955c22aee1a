"""frictionless' reader of the cells of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["cell_reader"]


def cell_reader(descriptor: dict[str, Any]) -> Callable[[str], Any]:
    """Return frictionless' reader of the values of a field: the value of a text, or None if it is not one.

    Raises
    ------
    PackageError
        frictionless cannot make a reader of the field.

    Examples
    --------
    >>> read = cell_reader({"name": "day", "type": "date", "format": "%d.%m.%Y"})
    >>> read("17.06.2025"), read("2025-06-17")
    (datetime.date(2025, 6, 17), None)
    """
    import frictionless

    bare = {key: value for key, value in descriptor.items() if key not in NOT_OF_CELLS}
    try:
        reader: Callable[[str], Any] = frictionless.Field.from_descriptor(bare).create_value_reader()
    except frictionless.FrictionlessException as error:
        notes = "; ".join(reason.note for reason in error.reasons or [error.error])
        raise PackageError(f"frictionless cannot read the field {descriptor.get('name')!r}: {notes}") from error
    return reader


NOT_OF_CELLS = ("constraints", "missingValues", "title", "description", "example", "rdfType")
"""Properties of a field that do not matter to its values; frictionless refuses a title by language."""
