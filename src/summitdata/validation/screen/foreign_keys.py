"""Foreign keys on Arrow tables: the rows whose reference is surely among the keys of the other table.

Keys are compared as texts. So a reference is only accepted if its text is the canonical one of its value, the one that
no other text equals: `7`, not `07`. frictionless checks the others, and those that were not found. Nothing here imports
frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, numpy_mask, text_array
from summitdata.tabular.csv_blocks import open_utf8, read_blocks
from summitdata.tabular.csv_records import column_of, parse_block
from summitdata.tabular.data_rows import data_rows
from summitdata.tabular.long_cells import LongCellError
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.text_sets import TextSet, share_sets
from summitdata.tabular.types.field_type import EVERY_TEXT
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from summitdata.tabular.types.field_type import FieldType
    from summitdata.validation.screen.plan import Plan

__all__ = ["ForeignKey", "find_foreign_keys"]

Mask = np.ndarray[Any, np.dtype[np.bool_]]

MOST_KEY_BYTES, KEY_BYTES_PER_BYTE = 32_000_000, 4
"""How long the keys are that foreign keys refer to, of no bytes and for each byte that is read, before they are for a
worker: only a schema with very many foreign keys has more."""

IGNORED_PROPERTIES = ("constraints", "categories", "missingValues")
"""Properties of a field that do not change the value of a text: a value that breaks a constraint can be referred to."""


@dataclass(frozen=True)
class _KeyColumns:
    """Some columns of a table as keys, one text for each row."""

    columns: tuple[int, ...]
    fields: tuple[dict[str, Any], ...]
    missing: tuple[TextSet, ...]
    screen: Screen

    @classmethod
    def of(cls, plan: Plan, columns: Iterable[int]) -> _KeyColumns:
        columns = tuple(columns)
        fields, missing = [], []
        for column in columns:
            texts = plan.missing_values_of(column)
            field = {name: value for name, value in plan.fields[column].items() if name not in IGNORED_PROPERTIES}
            fields.append(field | {"missingValues": texts})
            missing.append(texts)
        return cls(columns, tuple(fields), tuple(share_sets(missing)), Screen.of(fields))

    def read(self, table: pa.Table) -> tuple[pa.StringArray, Mask, Mask]:
        """Return the key of each row as one text, which rows have a canonical one, and which lack all its values."""
        is_canonical = np.ones(table.num_rows, np.bool_)
        is_missing = np.ones(table.num_rows, np.bool_)
        parts = []
        for number, column in enumerate(self.columns):
            cells = column_of(table, column)
            cell_is_missing = numpy_mask(self.missing[number].find(cells))
            cell_is_canonical = numpy_mask(_are_canonical(cells, self.fields[number], self.screen.columns[number]))
            is_canonical &= cell_is_canonical & ~cell_is_missing
            is_missing &= cell_is_missing
            parts.append(cells)
        return _join_parts(parts), is_canonical, is_missing


def _are_canonical(cells: pa.StringArray, field: dict[str, Any], predicate: Any) -> pa.BooleanArray:
    """Return which cells are surely values of a field, each the only text of its value."""
    if predicate is None:
        return pc.is_null(cells)  # there are no nulls: none is
    accepted = predicate(cells)
    pattern = _field_type(field).canonical_pattern
    if pattern == EVERY_TEXT:
        return accepted
    return pc.and_(accepted, pc.match_substring_regex(cells, pattern=f"^(?:{pattern})$"))


def _join_parts(parts: list[pa.StringArray]) -> pa.StringArray:
    """Join the parts of each key to one text; the lengths before them make the texts of different keys different."""
    if len(parts) == 1:
        return parts[0]
    lengths = [pc.cast(pc.binary_length(part), pa.string()) for part in parts]
    return pc.binary_join_element_wise(*lengths, *parts, text_array([":"])[0])


@dataclass(frozen=True)
class ForeignKey:
    """The foreign keys of some columns: for each the keys of the table that it refers to, as texts."""

    key_columns: _KeyColumns
    target_keys: tuple[pa.StringArray, ...]

    def find_unresolved(self, table: pa.Table, check: Callable[[], None] = lambda: None) -> Mask:
        """Return the rows that may refer to nothing; a row without any value in the key refers to nothing, validly.

        `check` is called between two steps, and may raise.
        """
        if not table.num_rows:
            return np.zeros(0, np.bool_)
        keys, is_resolved, is_missing = self.key_columns.read(table)
        for target_keys in self.target_keys:
            check()
            is_resolved &= numpy_mask(pc.is_in(keys, value_set=target_keys))
        resolved: Mask = is_missing | is_resolved
        return ~resolved


class _Targets:
    """The tables that the foreign keys of a table refer to: each is planned once, and each of its keys is read once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._plans: dict[str, Plan] = {}
        self._keys: dict[tuple[str, tuple[int, ...]], pa.StringArray] = {}
        self._bytes = 0

    def plan_of(self, name: str) -> Plan:
        """Return the plan of a table."""
        if name not in self._plans:
            self._plans[name] = _plan_target(self._plan, name)
        return self._plans[name]

    def keys_in(self, name: str, columns: tuple[int, ...]) -> pa.StringArray:
        """Return the keys in some columns of a table.

        Raises
        ------
        NeedsWorkerError
            All keys together are much longer than the files.
        """
        if (name, columns) not in self._keys:
            target, budget = self.plan_of(name), self._plan.budget
            budget.check()
            try:
                keys = _read_target_keys(target, _KeyColumns.of(target, columns))
            except LongCellError as error:
                # Whoever reads that table next says where the cell is.
                raise CannotScreenError(f"a foreign key refers to {name!r}, a table with a long cell") from error
            self._keys[name, columns] = keys
            self._bytes += keys.nbytes
            if self._bytes > MOST_KEY_BYTES + KEY_BYTES_PER_BYTE * budget.bytes:
                budget.need_worker(f"the foreign keys refer to {self._bytes} bytes of keys")
        return self._keys[name, columns]


def find_foreign_keys(plan: Plan) -> tuple[ForeignKey, ...]:
    """Return the foreign keys of a table, each with the canonical keys in the other tables' files.

    A foreign key that is written several times, with its fields in another order too, is there once.

    Raises
    ------
    CannotScreenError
        The screen cannot read the other table, or cannot compare its keys as texts.
    """
    targets = _Targets(plan)
    foreign_keys: dict[tuple[int, ...], dict[tuple[str, tuple[int, ...]], pa.StringArray]] = {}
    for key in plan.schema.get("foreignKeys") or []:
        if not {"fields", "reference"} <= key.keys():
            raise CannotScreenError("a foreign key lacks its fields or its reference")
        reference = key["reference"]
        names, target_names = key_fields(key["fields"]), key_fields(reference["fields"])
        if len(set(names)) < len(names) or len(set(target_names)) < len(target_names):
            raise CannotScreenError("a foreign key names a field twice")
        table_name = reference.get("resource") or plan.table.resource["name"]
        target = targets.plan_of(table_name)
        target_columns = _columns_of(target, target_names)
        if not all(_has_canonical_texts(target.fields[column]) for column in target_columns):
            raise CannotScreenError(
                "a foreign key refers to a field of a type whose values the fast path cannot compare"
            )
        if not set(names) <= {field["name"] for field in plan.fields}:
            targets.keys_in(table_name, tuple(target_columns))
            continue  # frictionless ignores a key whose columns the file lacks, after it has read the other table
        pairs = sorted(zip(_columns_of(plan, names), target_columns, strict=True))
        for column, target_column in pairs:
            if not _are_comparable(plan.fields[column], target.fields[target_column]):
                raise CannotScreenError("a foreign key and the fields that it refers to have different types")
        columns, referred = (tuple(side) for side in zip(*pairs, strict=True))
        foreign_keys.setdefault(columns, {})[table_name, referred] = targets.keys_in(table_name, referred)
    return tuple(
        ForeignKey(_KeyColumns.of(plan, columns), tuple(keys.values())) for columns, keys in foreign_keys.items()
    )


def _field_type(field: dict[str, Any]) -> FieldType:
    return FIELD_TYPES[field.get("type", "string")]


def _has_canonical_texts(field: dict[str, Any]) -> bool:
    return isinstance(_field_type(field).canonical_pattern, str)


def _are_comparable(field: dict[str, Any], target: dict[str, Any]) -> bool:
    """Whether equal canonical texts of two fields are equal values, and different ones different values."""
    both = (field, target)
    has_default_format = all(each.get("format", "default") == "default" for each in both)
    compared_as = {_field_type(each).compared_as or _field_type(each).name for each in both}
    return has_default_format and all(_has_canonical_texts(each) for each in both) and len(compared_as) == 1


def _plan_target(plan: Plan, name: str) -> Plan:
    """Return the plan of the table that a foreign key refers to."""
    table = plan.table
    if name == table.resource["name"]:
        return plan
    for resource, folder in table.other_resources:
        if resource.get("name") == name:
            target = make_plan(replace(table, resource=resource, folder=folder), max_cell=plan.max_cell)
            if target.header_matches:
                return target
    raise CannotScreenError(f"a foreign key refers to the table {name!r}, which the fast path cannot read")


def _columns_of(plan: Plan, names: list[str]) -> list[int]:
    columns = {field["name"]: column for column, field in enumerate(plan.fields)}
    if not set(names) <= set(columns):
        raise CannotScreenError("a foreign key names a field that its table does not have")
    return [columns[name] for name in names]


def _read_target_keys(plan: Plan, key_columns: _KeyColumns) -> pa.StringArray:
    """Return the distinct canonical keys in a table's file."""
    distinct_keys = [text_array([])]
    with open_utf8(plan.file, plan.encoding) as stream:
        for block in read_blocks(stream, plan.dialect, max_cell=plan.max_cell):
            parsed = parse_block(block, plan.dialect, len(plan.fields))
            table = data_rows(parsed, 0 if block.offset else plan.rows_before, plan.layout)[0].table
            if table.num_rows:
                keys, is_canonical, _ = key_columns.read(table)
                distinct_keys.append(keys.filter(arrow_mask(is_canonical)).unique())
    return pa.concat_arrays(distinct_keys).unique()
