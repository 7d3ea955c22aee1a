"""A file through the screen: which of its records frictionless has to look at, and all that is known of the others.

Blocks of the file are split, screened and coded by a few threads; what comes of them is taken in the file's order.
Cells that the screen leaves are put to frictionless' own cell reader, each distinct text once. The records that remain
are the suspects: those with a bad cell, too many or too few cells, none with a value, or a key that another may have.
Errors of cells are counted on the way, so that the totals need no judge. frictionless is imported only when there is
something to ask it.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular import csv_blocks
from summitdata.tabular.arrow_arrays import bits, indices, strings, values
from summitdata.tabular.arrow_arrays import mask as as_mask
from summitdata.tabular.csv_records import parse_block
from summitdata.validation.screen.foreign_keys import foreign_keys
from summitdata.validation.screen.keys import NOTHING, Codes, code_of, codes, combined, keys_of, present, primary_key
from summitdata.validation.screen.plan import CannotScreenError, Plan
from summitdata.validation.screen.predicates import Screen
from summitdata.validation.screen.result import Mark, Screening

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summitdata.tabular.csv_blocks import Block
    from summitdata.tabular.csv_records import ParsedBlock
    from summitdata.validation.screen.cell_reader import Appeal

__all__ = ["screen_file"]

Numbers = np.ndarray[Any, Any]
Rows = np.ndarray[Any, Any]
Codings = np.ndarray[Any, Any]

FIRST = 1 << 14
"""The size of the first block; the next ones grow from it, so that a file full of errors is left soon."""
EARLY = 32
"""A file whose first part of this many has errors enough is not read on: frictionless would stop there, and sooner."""
LEAST = 10_000
"""After there are errors enough, as many cells more are put to the reader as there were rows before, and these."""
STEP = 50_000
"""After how many rows the progress is told."""
WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class _Look:
    """A block as a worker left it.

    `left` has the cells that the screen leaves, by column; `blank` the rows in which no cell has a value, `unclear`
    those that may be an empty line, `lost` those that may refer to nothing; `codes` are for the keys, by column.
    """

    block: Block
    parsed: ParsedBlock
    table: pa.Table
    positions: Numbers
    left: dict[int, Rows]
    blank: Rows
    unclear: Rows
    lost: Rows
    codes: dict[int, Codings]


def screen_file(plan: Plan, progress: Callable[[int], None] | None = None, enough: int = 0) -> Screening:
    """Return what the screen and, for the cells that it leaves, frictionless' cell reader find in a file.

    Parameters
    ----------
    plan : Plan
        How the file is laid out.
    progress : callable, optional
        Is told the number of rows so far, now and then.
    enough : int, optional
        With so many errors, the rest of the file is read only where counting more is quick; 0 reads all.

    Raises
    ------
    CannotScreenError
        The file is for frictionless alone.
    """
    try:
        return _screen_file(_Work(plan, progress), enough)
    except (UnicodeError, OverflowError, pa.ArrowException) as error:
        raise CannotScreenError(f"its text cannot be read: {type(error).__name__}") from error


def _screen_file(work: _Work, enough: int) -> Screening:
    plan, found, waiting, stopped = work.plan, work.found, deque[Future[_Look]](), Event()
    early = plan.file.stat().st_size / EARLY
    with ThreadPoolExecutor(WORKERS) as pool, csv_blocks.open_utf8(plan.file, plan.encoding) as stream:
        digests = pool.submit(_digests, plan.file, stopped)
        try:
            for block in csv_blocks.read_blocks(
                stream, plan.dialect, csv_blocks.BLOCK_SIZE, min(FIRST, csv_blocks.BLOCK_SIZE)
            ):
                waiting.append(pool.submit(work.look, block))
                is_early = block.offset + len(block.data) <= early
                while waiting and (len(waiting) > WORKERS + 1 or is_early):
                    work.take(waiting.popleft().result())
                if enough and work.has_enough(enough, is_early=is_early):
                    found.complete = False
                    break
            while waiting and found.complete:
                work.take(waiting.popleft().result())
                found.complete = not waiting or not enough or not work.has_enough(enough, is_early=False)
            if found.complete:
                found.stats = {**digests.result(), "fields": len(plan.schema["fields"]), "rows": work.rows}
        finally:
            stopped.set()
            for future in waiting:
                future.cancel()
    return work.finish()


def _digests(file: Path, stopped: Event) -> dict[str, Any]:
    """Return the length of a file and its sums, unless nobody wants them any more."""
    md5, sha256, length = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with file.open("rb") as stream:
        while not stopped.is_set() and (chunk := stream.read(1 << 20)):
            md5.update(chunk)
            sha256.update(chunk)
            length += len(chunk)
    return {"md5": md5.hexdigest(), "sha256": sha256.hexdigest(), "bytes": length}


class _Work:
    """The screening of one file: what the threads share is fixed before they start, the rest is the main thread's."""

    def __init__(self, plan: Plan, progress: Callable[[int], None] | None) -> None:
        self.plan, self.found, self.progress = plan, Screening(plan), progress
        self.screen = Screen.of(plan.fields, plan.missing_values)
        self.foreign = foreign_keys(plan)
        self.keys = [Codes(key) for key in keys_of(plan.fields, plan.schema)]
        self.primary = primary_key(plan.fields, plan.schema)
        self.coded = sorted({column for one in self.keys for column in one.key.columns})
        self.missing = [strings(plan.missing_of(at)) for at in range(len(plan.fields))]
        self.nothing = [strings([*plan.missing_of(at), ""]) for at in range(len(plan.fields))]
        self.rows, self.next_record, self.next_line = 0, 1, 1
        self.effort = 0
        self.patience: int | None = None
        self.suspects: list[Numbers] = []
        self.keyed: list[Numbers] = []
        self.unclear: list[Numbers] = []

    @cached_property
    def appeal(self) -> Appeal:
        """What decides on the cells that the screen leaves; made when there is the first one."""
        from summitdata.validation.screen.cell_reader import Appeal

        return Appeal.of(self.plan)

    # In the threads

    def look(self, block: Block) -> _Look:
        """Split, screen and code a block."""
        plan = self.plan
        parsed = parse_block(block, plan.dialect, len(plan.fields))
        table, positions = parsed.table, parsed.positions()
        if plan.header and block.offset == 0:
            table, positions = table.slice(1), positions[1:]
        left = {at: bits(mask) for at, mask in self.screen.uncleared(table).items()}
        blank, unclear = self._without_values(table)
        lost = np.zeros(table.num_rows, np.bool_)
        for key in self.foreign:
            lost |= key.uncleared(table)
        return _Look(block, parsed, table, positions, left, blank, unclear, lost, self._codes(table, left))

    def _without_values(self, table: pa.Table) -> tuple[Rows, Rows]:
        """Return the rows in which no cell has a value, and those that only may be so, being an empty line."""
        rows, blank = np.arange(table.num_rows), np.ones(table.num_rows, np.bool_)
        for at, (missing, nothing) in enumerate(zip(self.missing, self.nothing, strict=True)):
            cells = column(table, at) if len(rows) == table.num_rows else column(table, at).take(indices(rows))
            rows = rows[~present(cells, nothing)]
            if not len(rows):
                break
            blank[rows] &= ~present(column(table, at).take(indices(rows)), missing)
        left = np.zeros(table.num_rows, np.bool_)
        left[rows] = True
        return left & blank, left & ~blank

    def _codes(self, table: pa.Table, left: dict[int, Rows]) -> dict[int, Codings]:
        found = {}
        for at in self.coded:
            cells = column(table, at)
            known = as_mask(~left[at]) if at in left else None
            has_value = present(cells, self.missing[at])
            if not has_value.all():
                known = as_mask(has_value) if known is None else pc.and_(known, as_mask(has_value))
            found[at] = np.where(has_value, codes(self.plan.fields[at], cells, known), NOTHING)
        return found

    # In the main thread, block by block in the file's order

    def take(self, look: _Look) -> None:
        """Decide on what the screen left of a block; keep the numbers of its suspects and the codes of all its rows."""
        first = self.next_record
        self.found.marks.append(
            Mark(look.block.offset, len(look.block.data), look.block.well_formed, first, self.next_line)
        )
        keyed = look.lost.copy()
        suspect = keyed | look.blank | look.unclear
        counted: Rows = ~(look.blank | look.unclear)
        for at, left in look.left.items():
            suspect |= self._refused(at, look, left, counted)
        if self.primary:
            keyless = np.logical_and.reduce([look.codes[at] == NOTHING for at in self.primary])
            suspect |= keyless
            self.found.by_type["primary-key"] += int((keyless & ~look.unclear).sum())
        ragged = np.array(sorted(look.parsed.ragged), np.int64)
        ragged_codes = self._ragged(list(look.parsed.ragged.values())) if len(ragged) else {}
        if self.foreign and (len(ragged) or look.lost.any() or look.unclear.any()):
            self.found.referring = True
        self.found.by_type["blank-row"] += int(look.blank.sum())
        self.suspects += [look.positions[suspect | keyed] + first, ragged + first]
        self.keyed += [look.positions[keyed] + first] + ([ragged + first] if self.foreign else [])
        self.unclear.append(look.positions[look.unclear] + first)
        self._keep_codes(look, ragged, ragged_codes)
        before, self.rows = self.rows, self.rows + look.parsed.size - (self.plan.header and first == 1)
        self.next_record += look.parsed.size
        self.next_line += look.block.lines
        if self.progress:
            for step in range(before // STEP + 1, self.rows // STEP + 1):
                self.progress(step * STEP)

    def _refused(self, at: int, look: _Look, left: Rows, counted: Rows) -> Rows:
        """Return the rows whose cell the reader refuses, of those that the screen left; count them, code the others."""
        distinct = column(look.table, at).filter(as_mask(left)).dictionary_encode()
        which = values(distinct.indices)
        verdicts = self.appeal.judge(at, distinct.dictionary.to_pylist())
        self.effort += len(verdicts)
        errors = np.array([(verdict.type_errors, verdict.constraint_errors) for verdict in verdicts], np.int64)
        self._count(at, *errors[which[counted[left]]].sum(axis=0).tolist())
        if at in look.codes:
            coded = np.array([code_of(self.plan.fields[at], verdict.value) for verdict in verdicts], np.uint64)
            look.codes[at][left] = coded[which]
        refused: Rows = errors.sum(axis=1) > 0
        rows = np.zeros(look.table.num_rows, np.bool_)
        rows[left] = refused[which]
        return rows

    def _ragged(self, records: list[list[str]]) -> dict[int, Codings]:
        """Count what is wrong with records that have too many or too few cells, and return their codes by column."""
        width, by_type = len(self.plan.fields), self.found.by_type
        self.effort += len(self.plan.fields) * len(records)
        lengths = np.array([len(cells) for cells in records])
        judged = [
            self.appeal.judge(at, [cells[at] if at < len(cells) else None for cells in records]) for at in range(width)
        ]
        nothing = np.array([[verdict.value is None for verdict in verdicts] for verdicts in judged])
        errors = np.array([[verdict[1:] for verdict in verdicts] for verdicts in judged])
        blank = (nothing & (errors[:, :, 0] == 0)).all(axis=0)
        by_type["blank-row"] += int(blank.sum())
        by_type["extra-cell"] += int(np.maximum(lengths - width, 0)[~blank].sum())
        if self.primary:
            by_type["primary-key"] += int(nothing[list(self.primary)].all(axis=0).sum())
        for at, found in enumerate(errors[:, ~blank]):
            type_errors, constraint_errors = found.sum(axis=0).tolist()
            self._count(at, type_errors, constraint_errors, int((lengths[~blank] <= at).sum()))
        fields = self.plan.fields
        return {at: np.array([code_of(fields[at], one.value) for one in judged[at]], np.uint64) for at in self.coded}

    def _count(self, at: int, type_errors: int, constraint_errors: int, missing_cells: int = 0) -> None:
        found = self.found
        found.by_type.update({"type-error": type_errors, "constraint-error": constraint_errors})
        found.by_type["missing-cell"] += missing_cells
        if name := self.plan.fields[at]["name"]:
            found.by_field[name] += type_errors + constraint_errors + missing_cells

    def _keep_codes(self, look: _Look, ragged: Numbers, ragged_codes: dict[int, Codings]) -> None:
        """Keep the codes of a block's rows, the ragged ones in their places."""
        first = int(look.parsed.size and self.plan.header and look.block.offset == 0)
        for kept in self.keys:
            parts = []
            for at in kept.key.columns:
                whole = look.codes[at]
                if len(ragged) or first:
                    whole = np.zeros(look.parsed.size, np.uint64)
                    whole[look.positions] = look.codes[at]
                    whole[ragged] = ragged_codes.get(at, NOTHING)
                parts.append(whole[first:])
            empty = [part == NOTHING for part in parts]
            out = np.logical_and.reduce(empty) if kept.key.nothing_counts else np.logical_or.reduce(empty)
            kept.add(combined(parts), ~out)

    def has_enough(self, limit: int, *, is_early: bool) -> bool:
        """Whether there are so many errors that frictionless would have stopped before the rest of them is counted."""
        certain = self.found.by_type.total()
        if is_early:
            return certain + sum(map(len, self.keyed)) + sum(len(kept.repeated()) for kept in self.keys) >= limit
        if self.patience is None and certain >= limit:
            self.patience = self.effort + self.rows + LEAST
        return self.patience is not None and self.effort > self.patience

    def finish(self) -> Screening:
        """Add the rows whose keys may be others' too."""
        first = 2 if self.plan.header else 1
        found = self.found
        repeated = [kept.repeated() + first for kept in self.keys]
        found.suspects, found.keyed = _merged(self.suspects + repeated), _merged(self.keyed + repeated)
        found.unclear = _merged(self.unclear)
        return found


def _merged(parts: list[Numbers]) -> Numbers:
    """Return the numbers of all parts once, in order."""
    whole = np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)
    # Not np.unique: its import costs more than a small file.
    whole.sort()
    last: Numbers = whole[np.append(whole[1:] != whole[:-1], True)[: len(whole)]]
    return last


def column(table: pa.Table, at: int) -> Any:
    """Return a column of a parsed block, which is one array."""
    return table.column(at).chunk(0)
