"""Foreign keys: the values that a key may have, taken from the frame of the table that it refers to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from summitdata.errors import UnknownNameError
from summitdata.tabular.schema_rules import cell_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["ForeignKey", "Known", "keys_of", "known_values", "refers", "said"]

Known: TypeAlias = "set[tuple[Any, ...]] | None"
"""The keys that there are; None for those of the frame itself."""

ForeignKey: TypeAlias = "tuple[tuple[str, ...], str, tuple[str, ...]]"
"""Its fields, the table that it refers to, and the fields there."""


def known_values(rules: TableRules, foreign: Mapping[str, Any] | None) -> dict[int, Known]:
    """Return for each foreign key that can be checked, by its number, the values that it may have.

    Parameters
    ----------
    rules : TableRules
        Whose foreign keys are meant. One that refers to its own table can always be checked.
    foreign : mapping of str to frame, optional
        The tables that are at hand, by name: frames of pandas, polars or Arrow.

    Raises
    ------
    UnknownNameError
        No foreign key refers to a table that is given, or a table lacks the field that one refers to.
    """
    given = dict(foreign or {})
    named = [table for _, table, _ in rules.foreign_keys if table]
    for name in given:
        if name not in named:
            raise UnknownNameError.of("table", name, dict.fromkeys(named), "in the foreign keys of the Table Schema")
    found: dict[int, Known] = {}
    for number, (_, table, there) in enumerate(rules.foreign_keys):
        if not table:
            found[number] = None
        elif table in given:
            found[number] = set(keys_of(given[table], there, {}))
    return found


def keys_of(frame: Any, fields: tuple[str, ...], spelled: Mapping[str, FieldRules]) -> Iterable[tuple[Any, ...]]:
    """Return the key in each row of a frame; a missing part is None."""
    names = [str(name) for name in getattr(frame, "column_names", None) or frame.columns]
    for field in fields:
        if field not in names:
            raise UnknownNameError.of("field", field, names, "in the table that a foreign key refers to")
    columns = []
    for field in fields:
        read = cell_reader(spelled[field].descriptor) if field in spelled else _plain
        columns.append([None if value is None else read(value) for value in _values(frame, field)])
    return zip(*columns, strict=True)


def _values(frame: Any, field: str) -> Iterable[Any]:
    """Return the values of a column, a missing one as None."""
    column = frame[field]
    if hasattr(column, "isna"):
        return list(column.astype(object).where(column.notna(), None))
    if hasattr(column, "to_pylist"):
        return list(column.to_pylist())
    values: list[Any] = column.to_list()
    return [None if value != value else value for value in values]  # noqa: PLR0124 - a NaN counts as missing


def _plain(value: Any) -> Any:
    """Return a value as Python has it: pandas keeps a day as a moment, polars as a day."""
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    midnight = isinstance(value, datetime) and value.time() == datetime.min.time() and value.tzinfo is None
    return value.date() if midnight else value


def refers(frame: Any, key: ForeignKey, known: Known, spelled: Mapping[str, FieldRules]) -> list[bool]:
    """Return for each row whether its key is known or missing as a whole."""
    fields, _, there = key
    if known is None:
        known = set(keys_of(frame, there, spelled))
    return [mine in known or all(part is None for part in mine) for mine in keys_of(frame, fields, spelled)]


def said(key: ForeignKey) -> str:
    """Return what a failure calls a foreign key."""
    fields, table, there = key
    return f"foreign_key({', '.join(fields)} in {table or 'this table'}: {', '.join(there)})"
