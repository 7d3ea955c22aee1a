"""The tables that foreign keys refer to, as far as no value can be looked up in them: a cause of errors elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summitdata.errors import shown
from summitdata.validation.cause import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from summitdata.tabular.input_table import InputTable

__all__ = ["WrongReference", "reference_causes", "wrong_references"]


@dataclass(frozen=True)
class WrongReference:
    """A table that a foreign key refers to, and why its values cannot be looked up there.

    Parameters
    ----------
    table : str
        The name of the table.
    fields : tuple of str
        The fields of it that are looked up, of a table that can be read; of one that cannot, there are none.
    reason : str
        What is wrong with these fields.
    error_type : str
        The type of the errors that follow.
    """

    table: str
    fields: tuple[str, ...] = ()
    reason: str = "cannot be read"
    error_type: str = "foreign-key"


def wrong_references(
    foreign_keys: Iterable[Mapping[str, Any]],
    opened: Mapping[str, Any],
    lookup: Mapping[str, Mapping[tuple[str, ...], Any]],
) -> Iterator[WrongReference]:
    """Yield the tables that were read, but not as their schemas say in the fields that foreign keys refer to.

    Parameters
    ----------
    foreign_keys : iterable of mapping
        The foreign keys of a table, as frictionless has them.
    opened : mapping of str to LinearTable
        The other tables that were read for them, by name.
    lookup : mapping
        The values that were found, by the name of the table and its fields.
    """
    references = ((key["reference"]["resource"], tuple(key["reference"]["fields"])) for key in foreign_keys)
    for name, fields in dict.fromkeys(references):
        if (table := opened.get(name)) is None:
            continue
        if table.header.missing and table.dialect.header:
            yield WrongReference(name, fields, "is empty")
            continue
        wrong = {error.field_name for error in table.header.errors if not _is_nearly(error.label, error.field_name)}
        listed = ", ".join(map(shown, [each for each in fields if each in wrong]))
        if listed:
            yield WrongReference(name, fields, f"has a header that is not that of its schema at {listed}")
        elif table.stats.rows and not lookup.get(name, {}).get(fields):
            yield WrongReference(name, fields, f"has no value that can be read in {', '.join(map(shown, fields))}")


def _is_nearly(label: str, name: str) -> bool:
    """Whether a label is surely meant for a field: frictionless reads its column for that."""
    return label.strip().casefold() == name.strip().casefold()


def reference_causes(table: InputTable, wrong: Iterable[WrongReference]) -> tuple[Cause, ...]:
    """Return the causes of the errors of a table that refers to such tables, each with the file of the other table."""
    causes = []
    original = table.packed or table
    places = {other.get("name"): (other.get("path"), folder) for other, folder in original.other_resources}
    for each in wrong:
        path, folder = places.get(each.table, (None, None))
        file = f" ({folder / path})" if folder is not None and isinstance(path, str) else ""
        note = (
            f"a foreign key cannot be compared: the table {each.table!r}{file}, to which it refers, {each.reason}: "
            "validate that table, and correct it first"
        )
        reference = (each.table, *each.fields) if each.fields else ()
        causes.append(Cause(TITLE, note, types=frozenset((each.error_type,)), reference=reference))
    return tuple(causes)


TITLE = "an error in another table"
