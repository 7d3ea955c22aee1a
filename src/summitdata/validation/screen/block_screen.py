"""One block of a file through the screen: which cells it does not accept, and what is known of each row.

Blocks are processed in threads, in any order: everything that a `BlockScreen` holds is fixed before they start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import arrow_mask, index_array, numpy_mask
from summitdata.tabular.csv_records import column_of, parse_block
from summitdata.tabular.data_rows import data_rows
from summitdata.tabular.predicates import EVERYTHING
from summitdata.tabular.quotes import find_bad_quotes
from summitdata.tabular.text_sets import TextSet, share_sets
from summitdata.validation.screen.foreign_keys import ForeignKey, find_foreign_keys
from summitdata.validation.screen.keys import (
    MISSING_HASH,
    Hashes,
    Key,
    find_keys,
    find_primary_key,
    has_value,
    hash_column,
)
from summitdata.validation.screen.plan import CannotScreenError
from summitdata.validation.screen.screen import NO_BYTES, Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summitdata.tabular.csv_blocks import Block
    from summitdata.tabular.csv_records import ParsedBlock
    from summitdata.tabular.quotes import BadQuote
    from summitdata.validation.screen.plan import Plan

__all__ = ["BlockResult", "BlockScreen", "Mask", "Positions"]

LONGEST_SHARED = 100_000
"""How long the JSON of columns may be that are compiled once for all files that have them."""

Positions = np.ndarray[Any, Any]
"""The positions of rows in a block."""
Mask = np.ndarray[Any, Any]
"""A boolean for each row of a block's table."""


@dataclass(frozen=True)
class BlockResult:
    """What the screen found in one block.

    Parameters
    ----------
    block : Block
        The block.
    parsed : ParsedBlock
        Its records, the header included.
    table : pyarrow.Table
        Its rows, without the header and the ragged records.
    positions : array of int
        The position of each row of the table in the block.
    unaccepted : dict of int to array of bool
        For each column with such cells: the rows whose cell the screen did not accept.
    blank : array of bool
        The rows in which every cell is a missing value.
    maybe_blank : array of bool
        The rows in which every cell is empty or a missing value, but which are an error only if the line is blank.
    unresolved_refs : array of bool
        The rows with a foreign key that may refer to nothing.
    hashes : dict of int to array of uint64
        The hashes of the cells, for each column of a key.
    unruled : array of bool
        The rows that may break a rule of rows.
    bad_quotes : list of BadQuote
        The cells whose quotes are wrong.
    """

    block: Block
    parsed: ParsedBlock
    table: pa.Table
    positions: Positions
    unaccepted: dict[int, Mask]
    blank: Mask
    maybe_blank: Mask
    unresolved_refs: Mask
    hashes: dict[int, Hashes]
    unruled: Mask
    bad_quotes: list[BadQuote]


@dataclass(frozen=True)
class _Columns:
    """What is compiled of the columns of a table, whatever file has them."""

    screen: Screen
    missing: tuple[TextSet, ...]
    missing_or_empty: tuple[TextSet, ...]

    @classmethod
    def of(cls, fields: list[dict[str, Any]], missing_values: list[str], missing: list[list[str]]) -> _Columns:
        """Compile the fields of all columns, with the missing values of the schema and those of each column."""
        sets = share_sets(missing)
        texts_of = dict(zip(sets, missing, strict=True))
        with_empty = {each: TextSet([*texts, ""]) for each, texts in texts_of.items()}
        return cls(Screen.of(fields, missing_values), tuple(sets), tuple(with_empty[each] for each in sets))


@lru_cache(maxsize=8)
def _columns_of(text: str) -> _Columns:
    """Compile the columns that stand in JSON: files of one schema share them."""
    return _Columns.of(*json.loads(text))


@dataclass(frozen=True)
class BlockScreen:
    """What it takes to process any block of a file: the screen, the keys, and each column's missing values."""

    plan: Plan
    screen: Screen
    keys: tuple[Key, ...]
    foreign_keys: tuple[ForeignKey, ...]
    missing: tuple[TextSet, ...]
    missing_or_empty: tuple[TextSet, ...]

    @classmethod
    def of(cls, plan: Plan) -> BlockScreen:
        """Return the screen of a file.

        Raises
        ------
        CannotScreenError
            A foreign key refers to a table that the screen cannot read.
        """
        missing = [plan.missing_values_of(column) for column in range(len(plan.fields))]
        parts = (plan.fields, plan.missing_values, missing)
        try:
            text = json.dumps(parts)
        except (TypeError, ValueError):  # a schema made in Python may have values of any type
            text = ""
        columns = _columns_of(text) if 0 < len(text) <= LONGEST_SHARED else _Columns.of(*parts)
        keys = tuple(find_keys(plan.fields, plan.schema))
        return cls(plan, columns.screen, keys, find_foreign_keys(plan), columns.missing, columns.missing_or_empty)

    @cached_property
    def hashed_columns(self) -> list[int]:
        """The columns that are part of a key, in order."""
        return sorted({column for key in self.keys for column in key.columns})

    @cached_property
    def read_columns(self) -> Sequence[int]:
        """The columns whose cells are looked at.

        The others have no rule. Without them, all rows whose cells are missing have to be read again to see which are
        blank; so they are left out only where a column must have a value, and such rows are few.
        """
        plan, every = self.plan, range(len(self.plan.fields))
        keys = {column for key in self.foreign_keys for column in key.key_columns.columns}
        key = find_primary_key(plan.fields, plan.schema)
        if (
            plan.row_rules
            or plan.layout.comment
            or not any(_is_required(plan.fields[column]) or column in key for column in every)
        ):
            return every
        used = keys | set(self.hashed_columns)
        return [column for column in every if column in used or self.screen.columns[column] is not EVERYTHING]

    @cached_property
    def _other_columns(self) -> Sequence[int]:
        return sorted(set(range(len(self.plan.fields))) - set(self.read_columns))

    def process_block(self, block: Block, check: Callable[[], None] = lambda: None) -> BlockResult:
        """Split a block into cells, screen them, and hash those of keys.

        `check` is called between two steps, and may raise.
        """
        parsed, table, positions = self.parse_rows(block, self.read_columns)
        unaccepted = {}
        for column in self.read_columns:
            mask = self.screen.unaccepted_in(column, column_of(table, column))
            if mask is not None and mask.true_count:
                unaccepted[column] = numpy_mask(mask)
        blank, maybe_blank = self.find_blank_rows(table, lambda: self.parse_rows(block)[1])
        unresolved_refs = np.zeros(table.num_rows, np.bool_)
        for key in self.foreign_keys:
            unresolved_refs |= key.find_unresolved(table, check)
        hashes = self._hash_columns(table, unaccepted)
        unruled = self._find_unruled_rows(table, unaccepted, check)
        is_looked_at = "quotes" not in self.plan.table.as_frictionless
        bad_quotes = find_bad_quotes(block, self.plan.dialect, self.plan.layout.comment) if is_looked_at else []
        return BlockResult(
            block,
            parsed,
            table,
            positions,
            unaccepted,
            blank,
            maybe_blank,
            unresolved_refs,
            hashes,
            unruled,
            bad_quotes,
        )

    def parse_rows(self, block: Block, columns: Sequence[int] | None = None) -> tuple[ParsedBlock, pa.Table, Positions]:
        """Split a block into cells: its records, its rows with the cells of some columns, and the positions of these.

        The rows, and the records with other numbers of cells, are those after the header that are not comments.
        """
        plan = self.plan
        parsed = parse_block(block, plan.dialect, len(plan.fields), columns)
        before = 0 if block.offset else plan.rows_before
        if parsed.size < before:
            raise CannotScreenError("the header, or what is above it, is very long")
        parsed, positions = data_rows(parsed, before, plan.layout)
        return parsed, parsed.table, positions

    def _find_unruled_rows(self, table: pa.Table, unaccepted: dict[int, Mask], check: Callable[[], None]) -> Mask:
        """Return the rows that may break a rule of rows."""
        unruled = np.zeros(table.num_rows, np.bool_)
        if not self.plan.row_rules or not table.num_rows:
            return unruled
        from summitdata.tabular.formulas.mask import Column, sure_rows

        names = {name for rule in self.plan.row_rules for name in rule.names}
        columns = {}
        for at, field in enumerate(self.plan.fields):
            if field["name"] in names:
                cells = column_of(table, at)
                if self.plan.missing_values_of(at) == [""]:
                    missing = numpy_mask(pc.equal(pc.binary_length(cells), NO_BYTES))
                else:
                    missing = ~has_value(cells, self.missing[at])
                columns[field["name"]] = Column(field, cells, missing, unaccepted.get(at, unruled))
        for rule in self.plan.row_rules:
            check()
            unruled = unruled | ~sure_rows(rule, columns, table.num_rows)
        return unruled

    def find_blank_rows(self, table: pa.Table, read_all: Callable[[], pa.Table] | None = None) -> tuple[Mask, Mask]:
        """Return the rows in which every cell is missing, and the others in which every cell is missing or empty.

        `read_all` returns the table with the columns that it lacks; it is asked only if they matter.
        """
        # Each column looks only at the rows that no column before has ruled out: mostly none.
        rows, all_missing = np.arange(table.num_rows), np.ones(table.num_rows, np.bool_)
        for number, column in enumerate([*self.read_columns, *self._other_columns]):
            if number == len(self.read_columns) and read_all:
                table = read_all()
            cells = column_of(table, column)
            candidates = cells if len(rows) == table.num_rows else cells.take(index_array(rows))
            rows = rows[~has_value(candidates, self.missing_or_empty[column])]
            if not len(rows):
                break
            all_missing[rows] &= ~has_value(cells.take(index_array(rows)), self.missing[column])
        all_missing_or_empty = np.zeros(table.num_rows, np.bool_)
        all_missing_or_empty[rows] = True
        return all_missing_or_empty & all_missing, all_missing_or_empty & ~all_missing

    def _hash_columns(self, table: pa.Table, unaccepted: dict[int, Mask]) -> dict[int, Hashes]:
        hashes = {}
        for column in self.hashed_columns:
            hashes[column] = self.hash_cells(column, column_of(table, column), unaccepted.get(column))
        return hashes

    def hash_cells(self, column: int, cells: Any, unaccepted: Mask | None) -> Hashes:
        """Return the hashes of some cells of a column; those of cells that are not accepted are arbitrary."""
        is_present = has_value(cells, self.missing[column])
        accepted = None if unaccepted is None else arrow_mask(~unaccepted)
        if not is_present.all():
            accepted = arrow_mask(is_present) if accepted is None else pc.and_(accepted, arrow_mask(is_present))
        return np.where(is_present, hash_column(self.plan.fields[column], cells, accepted), MISSING_HASH)


def _is_required(field: dict[str, Any]) -> bool:
    return bool((field.get("constraints") or {}).get("required"))
