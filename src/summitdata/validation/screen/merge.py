"""The results of a file's blocks, merged in the file's order: counts of errors, rows to check, hashes of keys.

The cells that the screen did not accept go to frictionless' cell reader, each distinct text once. Then the errors of
cells are counted here. The rows to check are those with a cell that has an error, with too many or too few cells, with
no value at all, or with a key that may be repeated or refer to nothing.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from summitdata.tabular.arrow_arrays import arrow_mask, numpy_mask, numpy_numbers, text_array
from summitdata.tabular.csv_records import column_of
from summitdata.validation.screen.key_hashes import KeyHashes
from summitdata.validation.screen.keys import (
    MISSING_HASH,
    combine_hashes,
    find_primary_key,
    has_value,
    hash_value,
)
from summitdata.validation.screen.result import BlockIndexEntry, ScreenResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitdata.validation.meter import Progress
    from summitdata.validation.screen.block_screen import BlockResult, BlockScreen, Mask, Positions
    from summitdata.validation.screen.cell_reader import CellReader, CellResult
    from summitdata.validation.screen.key_hashes import Run
    from summitdata.validation.screen.keys import Hashes
    from summitdata.validation.screen.result import RowNumbers

__all__ = ["BlockMerger", "most_cells"]

CELLS_PER_ERROR, MIN_CELLS = 2, 100
"""Once a limit of N errors is reached, at most (rows so far + 2 N + 100) more distinct cells are read to keep totals
exact."""


MOST_HASH_BYTES, HASH_BYTES_PER_BYTE = 32_000_000, 4
"""How long all hashes are, of no bytes and for each byte that is read, before they are for a worker. A table of which
each column is unique has 8 bytes of hashes for two bytes of its file, a cell and a delimiter."""


MANY_RAGGED = 32
"""With so many ragged records in a block, the screen looks at their cells, too; to read fewer takes less long."""


class _RaggedColumn(NamedTuple):
    """The cells of one column in the records with too many or too few cells: of those that have the column.

    `errors` has the numbers of type errors and of constraint errors, `hashes` those of a column of a key.
    """

    records: Positions
    is_missing: Mask
    errors: Positions
    hashes: Hashes | None


def most_cells(cells: int, rows: int, error_limit: int) -> int:
    """Return how many distinct cells are read if the limit is reached after so many cells and rows."""
    return cells + rows + CELLS_PER_ERROR * error_limit + MIN_CELLS


def _error_numbers(cells: list[CellResult]) -> Positions:
    """Return the numbers of type errors and of constraint errors of each cell, as an array of two columns."""
    numbers = np.empty((len(cells), 2), np.int64)
    numbers[:, 0] = np.fromiter(map(attrgetter("type_errors"), cells), np.int64, len(cells))
    numbers[:, 1] = np.fromiter(map(attrgetter("constraint_errors"), cells), np.int64, len(cells))
    return numbers


class BlockMerger:
    """Takes the results of a file's blocks one by one, in the file's order.

    Parameters
    ----------
    block_screen : BlockScreen
        What made the results.
    progress : callable, optional
        Is called with the number of rows merged so far, and their share of the bytes, after each block.
    error_limit : int
        How many errors a report lists; 0 lists all.
    """

    def __init__(self, block_screen: BlockScreen, progress: Progress | None, error_limit: int) -> None:
        self._block_screen = block_screen
        self.plan = plan = block_screen.plan
        self.result = ScreenResult(plan)
        self.rows = 0
        self.expected_bytes = 0
        self._progress = progress
        self.error_limit = error_limit
        self._has_foreign_keys = bool(block_screen.foreign_keys)
        self._reads_all_columns = None not in block_screen.screen.columns
        self._hashed_columns = block_screen.hashed_columns
        self._key_hashes = [KeyHashes(key) for key in block_screen.keys]
        self._primary_key = find_primary_key(plan.fields, plan.schema)
        self._whole_keys = "keys" not in plan.table.as_frictionless
        self._next_row, self._next_line = 1, 1
        self._cells_read = 0
        self._cell_budget: int | None = None
        self._rows_to_check: list[RowNumbers] = []
        self._key_rows_to_check: list[RowNumbers] = []
        self._uncounted_rows: list[RowNumbers] = []
        self._keyed_rows: list[RowNumbers] = []
        self._left_out_rows: list[RowNumbers] = []
        self._bad_cells: list[tuple[RowNumbers, int]] = []

    @cached_property
    def _cell_reader(self) -> CellReader:
        """The cell reader; frictionless is imported only if the screen did not accept every cell."""
        from summitdata.validation.screen.cell_reader import CellReader

        self.result.cell_reader = reader = CellReader.of(self.plan)
        return reader

    def merge_block(self, processed: BlockResult) -> None:
        """Add the result of the next block.

        Raises
        ------
        CannotScreenError
            frictionless' cell reader crashes on a cell.
        """
        self._limit_hashes(processed.parsed.size)
        result, first_row = self.result, self._next_row
        block = processed.block
        result.block_index.append(
            BlockIndexEntry(block.offset, len(block.data), block.well_formed, first_row, self._next_line)
        )
        key_rows = processed.unresolved_refs | processed.unruled
        rows_to_check = key_rows | processed.blank | processed.maybe_blank
        has_counted_cells: Mask = ~(processed.blank | processed.maybe_blank)
        wrong: dict[int, Mask] = {}
        for column, unaccepted in processed.unaccepted.items():
            bad = self._read_unaccepted(column, processed, unaccepted, has_counted_cells)
            rows_to_check |= bad
            wrong[column] = bad
            self._bad_cells.append((processed.positions[bad] + first_row, column))
        if self._primary_key:
            missing = [processed.hashes[column] == MISSING_HASH for column in self._primary_key]
            has_no_key = np.logical_and.reduce(missing)
            if self._whole_keys:
                parts = zip(self._primary_key, missing, strict=True)
                has_no_key |= np.logical_or.reduce([part & ~wrong.get(column, False) for column, part in parts])
            rows_to_check |= has_no_key
            self._keyed_rows.append(processed.positions[has_no_key] + first_row)
            result.by_type["primary-key"] += int((has_no_key & ~processed.maybe_blank).sum())
        ragged = np.array(sorted(processed.parsed.ragged), np.int64)
        records = list(processed.parsed.ragged.values())
        ragged_hashes = self._read_ragged(records, ragged) if len(ragged) else {}
        if self._has_foreign_keys and (len(ragged) or processed.unresolved_refs.any() or processed.maybe_blank.any()):
            result.has_unresolved_refs = True
        result.by_type["blank-row"] += int(processed.blank.sum())
        self._rows_to_check += [processed.positions[rows_to_check] + first_row, ragged + first_row]
        self._key_rows_to_check.append(processed.positions[key_rows] + first_row)
        if self._has_foreign_keys or self.plan.row_rules:
            self._key_rows_to_check.append(ragged + first_row)
        self._uncounted_rows.append(processed.positions[processed.maybe_blank] + first_row)
        self._add_hashes(processed, ragged, ragged_hashes)
        result.bad_quotes.add(processed.bad_quotes, first_row, self._next_line)
        self._next_row += processed.parsed.size
        self._next_line += block.lines
        before = self.plan.rows_before if first_row == 1 else 0
        rows = processed.table.num_rows + len(ragged)
        if rows < processed.parsed.size - before:
            read = np.append(processed.positions, ragged)
            self._left_out_rows.append(np.setdiff1d(np.arange(before, processed.parsed.size), read) + first_row)
        self._count_rows(rows)

    def _limit_hashes(self, rows: int) -> None:
        """Leave a table to a worker if the hashes of its keys would be much longer than its file."""
        size, budget = 8 * len(self._key_hashes) * (self.rows + rows), self.plan.budget
        if size > MOST_HASH_BYTES + HASH_BYTES_PER_BYTE * budget.bytes:
            budget.need_worker(f"the hashes of {len(self._key_hashes)} keys take {size} bytes")

    def _count_rows(self, count: int) -> None:
        self.rows += count
        if self._progress:
            last = self.result.block_index[-1]
            self._progress(self.rows, min(1.0, (last.offset + last.length) / (self.expected_bytes or 1)))

    def _read_unaccepted(self, column: int, processed: BlockResult, unaccepted: Mask, is_counted: Mask) -> Mask:
        """Read the cells of a column that the screen did not accept; return the rows whose cell has an error.

        The errors of rows that are counted are added to the totals, and the hashes of the values to those of the block.
        """
        distinct = column_of(processed.table, column).filter(arrow_mask(unaccepted)).dictionary_encode()
        distinct_index = numpy_numbers(distinct.indices)
        cells = self._cell_reader.read_cells(column, distinct.dictionary.to_pylist())
        self._cells_read += len(cells)
        errors = _error_numbers(cells)
        type_errors, constraint_errors = errors[distinct_index[is_counted[unaccepted]]].sum(axis=0).tolist()
        self._count_errors(column, type_errors, constraint_errors)
        if column in processed.hashes:
            hashes = np.array([hash_value(self.plan.fields[column], cell.value) for cell in cells], np.uint64)
            processed.hashes[column][unaccepted] = hashes[distinct_index]
        has_error = errors.sum(axis=1) > 0
        rows: Mask = np.zeros(processed.table.num_rows, np.bool_)
        rows[unaccepted] = has_error[distinct_index]
        return rows

    def _read_ragged(self, records: list[list[str]], positions: Positions) -> dict[int, Hashes]:
        """Count the errors of the ragged records of a block; return the hashes of their keys by column."""
        by_type, width = self.result.by_type, len(self.plan.fields)
        lengths = np.array([len(cells) for cells in records])
        by_length = np.argsort(-lengths)  # so those that have a column come first
        longest_first = [records[at] for at in by_length.tolist()]
        columns = []
        for column in range(min(width, int(lengths.max()))):
            having = by_length[: np.count_nonzero(lengths > column)]
            texts = list(map(itemgetter(column), islice(longest_first, len(having))))
            columns.append(self._read_ragged_column(column, texts, having))
        is_blank: Mask = np.ones(len(records), np.bool_)
        for column, part in enumerate(columns):
            is_blank[part.records] &= part.is_missing & (part.errors[:, 0] == 0)
            self._bad_cells.append((positions[part.records[part.errors.any(axis=1)]] + self._next_row, column))
        by_type["blank-row"] += int(is_blank.sum())
        by_type["extra-cell"] += int(np.maximum(lengths - width, 0)[~is_blank].sum())
        if self._primary_key:
            lacks_key = self._lack_key(columns, len(records), self._primary_key)
            by_type["primary-key"] += int(lacks_key.sum())
            self._keyed_rows.append(positions[lacks_key] + self._next_row)
        ends = np.sort(lengths[~is_blank])
        for column in range(width):
            type_errors, constraint_errors = 0, 0
            if column < len(columns):
                part = columns[column]
                type_errors, constraint_errors = part.errors[~is_blank[part.records]].sum(axis=0).tolist()
            # Of the cells that records lack, one is read for all.
            if missing_cells := int(np.searchsorted(ends, column, side="right")):
                (missing,) = self._cell_reader.read_cells(column, [None])
                constraint_errors += missing_cells * missing.constraint_errors
            if type_errors or constraint_errors or missing_cells:
                self._count_errors(column, type_errors, constraint_errors, missing_cells)
        hashes = {}
        for column in self._hashed_columns:
            hashes[column] = np.full(len(records), MISSING_HASH)
            if column < len(columns) and (found := columns[column].hashes) is not None:
                hashes[column][columns[column].records] = found
        return hashes

    def _read_ragged_column(self, column: int, texts: list[str], having: Positions) -> _RaggedColumn:
        """Read the cells of a column of the records that have it, as far as the screen does not accept them."""
        size, screen = len(texts), self._block_screen
        unaccepted, is_missing = np.ones(size, np.bool_), np.zeros(size, np.bool_)
        hashes = np.zeros(size, np.uint64) if column in self._hashed_columns else None
        if size >= MANY_RAGGED:
            array = text_array(texts)
            mask = screen.screen.unaccepted_in(column, array)
            unaccepted = np.zeros(size, np.bool_) if mask is None else numpy_mask(mask)
            is_missing = ~has_value(array, screen.missing[column])
            hashes = None if hashes is None else screen.hash_cells(column, array, unaccepted)
        errors, places = np.zeros((size, 2), np.int64), np.flatnonzero(unaccepted)
        cells = self._cell_reader.read_cells(column, [texts[place] for place in places.tolist()])
        self._cells_read += size
        if cells:
            is_missing[places] = [cell.value is None for cell in cells]
            errors[places] = _error_numbers(cells)
        if cells and hashes is not None:
            hashes[places] = np.array([hash_value(self.plan.fields[column], cell.value) for cell in cells], np.uint64)
        return _RaggedColumn(having, is_missing, errors, hashes)

    def _lack_key(self, columns: list[_RaggedColumn], size: int, key: Sequence[int]) -> Mask:
        """Return which records have no value in any column of a key, or no value and no other error in one."""
        lacks: Mask = np.ones(size, np.bool_)
        lacks_part: Mask = np.zeros(size, np.bool_)
        for column in key:
            if column < len(columns):
                part = columns[column]
                lacks[part.records] &= part.is_missing
                lacks_part[part.records] |= part.is_missing & ~part.errors.any(axis=1)
        return lacks | lacks_part if self._whole_keys else lacks

    def _count_errors(self, column: int, type_errors: int, constraint_errors: int, missing_cells: int = 0) -> None:
        result = self.result
        result.by_type.update({"type-error": type_errors, "constraint-error": constraint_errors})
        result.by_type["missing-cell"] += missing_cells
        if name := self.plan.fields[column]["name"]:
            result.by_field[name] += type_errors + constraint_errors + missing_cells

    def _add_hashes(self, processed: BlockResult, ragged: Positions, ragged_hashes: dict[int, Hashes]) -> None:
        """Add the hashes of a block's rows to those of the file, the ragged records in their places."""
        rows_before = self.plan.rows_before if processed.parsed.size and processed.block.offset == 0 else 0
        for key_hashes in self._key_hashes:
            parts = []
            for column in key_hashes.key.columns:
                hashes = processed.hashes[column]
                if len(hashes) < processed.parsed.size:  # a comment has no key
                    hashes = np.full(processed.parsed.size, MISSING_HASH)
                    hashes[processed.positions] = processed.hashes[column]
                    hashes[ragged] = ragged_hashes.get(column, MISSING_HASH)
                parts.append(hashes[rows_before:])
            is_missing = [part == MISSING_HASH for part in parts]
            reduce = np.logical_and.reduce if key_hashes.key.partial_keys else np.logical_or.reduce
            key_hashes.add(combine_hashes(parts), ~reduce(is_missing), parts)

    def should_stop(self, *, is_early: bool) -> bool:
        """Whether reading stops here: there are more errors than the limit, and counting the rest would take too long.

        frictionless stops at the limit, and the screen must not take longer than it. `is_early` says that all blocks
        so far belong to the first part of the file; there, rows that may have a key error count as errors too.
        """
        if not self.error_limit:
            return False
        errors = self.result.by_type.total()
        if is_early:
            errors += sum(map(len, self._key_rows_to_check))
            errors += sum(key_hashes.count_repeats() for key_hashes in self._key_hashes)
            return errors >= self.error_limit
        if self._cell_budget is None and errors >= self.error_limit:
            self._cell_budget = most_cells(self._cells_read, self.rows, self.error_limit)
        return self._cell_budget is not None and self._cells_read > self._cell_budget

    def finish(self, run: Run = map) -> ScreenResult:
        """Return what was found, the rows whose keys may be repeated included; `run` runs steps of the search.

        Raises
        ------
        CannotScreenError
            frictionless cannot make a reader of the fields: in a table without rows too, that is an error.
        """
        if self.result.complete and not self.rows and not self._reads_all_columns:
            _ = self._cell_reader
        self.result.left_out_rows = _sorted_union(self._left_out_rows)
        repeated = [self._repeated_rows(key_hashes, run) for key_hashes in self._key_hashes]
        self.result.rows_to_check = _sorted_union(self._rows_to_check + repeated)
        self.result.key_rows_to_check = _sorted_union(self._key_rows_to_check + repeated)
        self.result.uncounted_rows = _sorted_union(self._uncounted_rows)
        self.result.keyed_rows = _sorted_union(
            [self.result.key_rows_to_check, self.result.uncounted_rows, *self._keyed_rows]
        )
        self._add_bad_cells()
        return self.result

    def _repeated_rows(self, key_hashes: KeyHashes, run: Run) -> RowNumbers:
        """Return the rows whose key may be repeated; a comment may have the hash of a value by chance."""
        rows, left_out = key_hashes.repeated_rows(run) + self.plan.rows_before + 1, self.result.left_out_rows
        return np.setdiff1d(rows, left_out) if len(left_out) else rows

    def _add_bad_cells(self) -> None:
        """Note the cells with an error, in the order of their rows and columns."""
        rows = np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in self._bad_cells)]).astype(np.int64)
        columns = np.repeat(
            np.array([column for _, column in self._bad_cells], np.int64),
            [len(rows) for rows, _ in self._bad_cells],
        )
        order = np.lexsort((columns, rows))
        self.result.bad_rows, self.result.bad_columns = rows[order], columns[order]


def _sorted_union(parts: list[RowNumbers]) -> RowNumbers:
    """Return the numbers in any of the parts, each once and in order."""
    # np.unique would do the same, but its import costs more than a small file.
    numbers = np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)
    numbers.sort()
    union: RowNumbers = numbers[np.append(numbers[1:] != numbers[:-1], True)[: len(numbers)]]
    return union
