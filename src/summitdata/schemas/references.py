"""Foreign keys: the values that a key may have, taken from the frame of the table that it refers to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from summitdata.arguments import library_of
from summitdata.errors import UnknownNameError, shown
from summitdata.tabular.field_reader import cell_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitdata.tabular.schema_rules import FieldRules, TableRules

__all__ = ["ForeignKey", "Keys", "foreign_key_label", "keys_of", "referenced_keys", "rows_with_target"]

Keys: TypeAlias = "set[tuple[Any, ...]] | None"
"""The keys of the table that a foreign key refers to; None for those of the frame itself."""

ForeignKey: TypeAlias = "tuple[tuple[str, ...], str, tuple[str, ...]]"
"""Its fields, the table that it refers to, and the fields there."""


def referenced_keys(rules: TableRules, foreign: Mapping[str, Any] | None) -> dict[int, Keys]:
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
    tables = dict(foreign or {})
    named = [table for _, table, _ in rules.foreign_keys if table]
    for name, frame in tables.items():
        if name not in named:
            raise UnknownNameError.of("table", name, dict.fromkeys(named), "in the foreign keys of the Table Schema")
        if library_of(frame) is None:
            raise UnknownNameError(f"the table {name!r} of the foreign keys must be a frame, not {shown(frame)}")
    keys: dict[int, Keys] = {}
    for number, (_, table, their_fields) in enumerate(rules.foreign_keys):
        if not table:
            keys[number] = None
        elif table in tables:
            keys[number] = set(keys_of(tables[table], their_fields, {}))
    return keys


def keys_of(frame: Any, fields: tuple[str, ...], text_backed: Mapping[str, FieldRules]) -> Iterable[tuple[Any, ...]]:
    """Return the key in each row of a frame; a missing part is None."""
    names = [str(name) for name in getattr(frame, "column_names", None) or frame.columns]
    for field in fields:
        if field not in names:
            raise UnknownNameError.of("field", field, names, "in the table that a foreign key refers to")
    columns = []
    for field in fields:
        read = cell_reader(text_backed[field].descriptor) if field in text_backed else _as_python
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


def _as_python(value: Any) -> Any:
    """Return a value as Python has it: pandas keeps a day as a moment, polars as a day."""
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    midnight = isinstance(value, datetime) and value.time() == datetime.min.time() and value.tzinfo is None
    return value.date() if midnight else value


def rows_with_target(frame: Any, key: ForeignKey, keys: Keys, text_backed: Mapping[str, FieldRules]) -> list[bool]:
    """Return for each row whether its key is one of the keys, or missing as a whole."""
    fields, _, their_fields = key
    if keys is None:
        keys = set(keys_of(frame, their_fields, text_backed))
    return [own in keys or all(part is None for part in own) for own in keys_of(frame, fields, text_backed)]


def foreign_key_label(key: ForeignKey) -> str:
    """Return what a failure calls a foreign key."""
    fields, table, their_fields = key
    return f"foreign_key({', '.join(fields)} in {table or 'this table'}: {', '.join(their_fields)})"
