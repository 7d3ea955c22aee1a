"""Foreign keys on Arrow tables: the rows whose reference is surely among the values of the other table.

Values are compared as texts, so only spellings that a value has alone are cleared: `7`, not `07`. What is spelled
otherwise, or not found, is for frictionless to decide. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import bits, strings
from summitdata.tabular.arrow_arrays import mask as as_mask
from summitdata.tabular.csv_blocks import open_utf8, read_blocks
from summitdata.tabular.csv_records import parse_block
from summitdata.tabular.schema_parts import key_fields
from summitdata.tabular.types.field_type import EVERY_TEXT
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summitdata.validation.screen.plan import Plan

__all__ = ["Foreign", "foreign_keys"]


def comparable(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether equal texts of two fields are equal values, and only these."""
    types = [FIELD_TYPES[field.get("type", "string")] for field in (mine, theirs)]
    default = all(field.get("format", "default") == "default" for field in (mine, theirs))
    canonical = all(isinstance(one.canonical_pattern, str) for one in types)
    return default and canonical and len({one.compared_as or one.name for one in types}) == 1


@dataclass(frozen=True)
class References:
    """The keys in a table's rows, as one text each, where the cells are surely of their types."""

    columns: tuple[int, ...]
    fields: tuple[dict[str, Any], ...]
    missing: tuple[pa.StringArray, ...]
    screen: Screen

    @classmethod
    def of(cls, plan: Plan, columns: Iterable[int]) -> References:
        """Prepare the columns of a key; constraints are left aside: a value that breaks one counts all the same."""
        columns = tuple(columns)
        missing = [plan.missing_values_of(at) for at in columns]
        fields = [
            {name: value for name, value in plan.fields[at].items() if name not in DROPPED} | {"missingValues": texts}
            for at, texts in zip(columns, missing, strict=True)
        ]
        return cls(columns, tuple(fields), tuple(strings(texts) for texts in missing), Screen.of(fields))

    def texts(self, table: pa.Table) -> tuple[pa.StringArray, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return the key of each row as a text, where that is sure, and where no part has a value."""
        sure = np.ones(table.num_rows, np.bool_)
        empty = np.ones(table.num_rows, np.bool_)
        parts = []
        for at, field, missing, predicate in zip(
            self.columns, self.fields, self.missing, self.screen.columns, strict=True
        ):
            cells = table.column(at).chunk(0)
            good, none = _alone(cells, field, predicate), pc.is_in(cells, value_set=missing)
            has_no_value = bits(none) if len(none) else np.zeros(0, np.bool_)
            sure &= (bits(good) if len(good) else np.zeros(0, np.bool_)) & ~has_no_value
            empty &= has_no_value
            parts.append(cells)
        return _joined(parts), sure, empty


DROPPED = ("constraints", "categories", "missingValues")


def _alone(cells: pa.StringArray, field: dict[str, Any], predicate: Any) -> pa.BooleanArray:
    canonical = FIELD_TYPES[field.get("type", "string")].canonical_pattern
    if predicate is None:
        return pc.is_null(cells)
    good = predicate(cells)
    if canonical == EVERY_TEXT:
        return good
    return pc.and_(good, pc.match_substring_regex(cells, pattern=f"^(?:{canonical})$"))


def _joined(parts: list[pa.StringArray]) -> pa.StringArray:
    """Join the parts of a key to one text that no other parts give: their lengths stand before them."""
    if len(parts) == 1:
        return parts[0]
    lengths = [pc.cast(pc.binary_length(part), pa.string()) for part in parts]
    return pc.binary_join_element_wise(*lengths, *parts, strings([":"])[0])


@dataclass(frozen=True)
class Foreign:
    """A foreign key: its columns, and the keys of the table that it refers to."""

    references: References
    known: pa.StringArray

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns of the key."""
        return self.references.columns

    def uncleared(self, table: pa.Table) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return the rows that may refer to nothing; a row with no value in the key refers to nothing and may."""
        if not table.num_rows:
            return np.zeros(0, np.bool_)
        texts, sure, empty = self.references.texts(table)
        found = bits(pc.is_in(texts, value_set=self.known))
        cleared: np.ndarray[Any, np.dtype[np.bool_]] = empty | (sure & found)
        return ~cleared


def foreign_keys(plan: Plan) -> tuple[Foreign, ...]:
    """Return the foreign keys of a table, each with all keys of the other table's file that are sure.

    Raises
    ------
    CannotScreenError
        The other table cannot be read, or its values cannot be compared as texts.
    """
    found = []
    for key in plan.schema.get("foreignKeys") or []:
        if not {"fields", "reference"} <= key.keys():
            raise CannotScreenError("a foreign key lacks its fields or its reference")
        reference = key["reference"]
        mine, theirs = key_fields(key["fields"]), key_fields(reference["fields"])
        other = _referred(plan, reference.get("resource") or plan.table.resource["name"])
        there = _columns(other, theirs)
        their_types = [FIELD_TYPES[other.fields[at].get("type", "string")] for at in there]
        if not all(isinstance(field_type.canonical_pattern, str) for field_type in their_types):
            raise CannotScreenError("a foreign key refers to a field of a type whose values the screen cannot compare")
        known = _known(other, References.of(other, there))
        if not set(mine) <= {field["name"] for field in plan.fields}:
            continue  # frictionless leaves out a key whose fields have no labels, once it has read the other table
        columns = _columns(plan, mine)
        pairs = zip(columns, there, strict=True)
        if not all(comparable(plan.fields[at], other.fields[to]) for at, to in pairs):
            raise CannotScreenError("a foreign key and the fields that it refers to have different types")
        found.append(Foreign(References.of(plan, columns), known))
    return tuple(found)


def _referred(plan: Plan, name: str) -> Plan:
    table = plan.table
    if name == table.resource["name"]:
        return plan
    for resource, folder in table.other_resources:
        if resource.get("name") == name:
            other = make_plan(replace(table, resource=resource, folder=folder))
            if other.header_matches:
                return other
    raise CannotScreenError(f"a foreign key refers to the table {name!r}, which the screen cannot read")


def _columns(plan: Plan, names: list[str]) -> list[int]:
    at = {field["name"]: number for number, field in enumerate(plan.fields)}
    if not set(names) <= set(at):
        raise CannotScreenError("a foreign key names a field that its table does not have")
    return [at[name] for name in names]


def _known(plan: Plan, references: References) -> pa.StringArray:
    """Return the distinct keys of the rows of a file, where they are sure."""
    found = [strings([])]
    with open_utf8(plan.file, plan.encoding) as stream:
        for block in read_blocks(stream, plan.dialect):
            table = parse_block(block, plan.dialect, len(plan.fields)).table
            if plan.header and block.offset == 0:
                table = table.slice(1)
            if table.num_rows:
                texts, sure, _ = references.texts(table)
                found.append(texts.filter(as_mask(sure)).unique())
    return pa.concat_arrays(found).unique()
