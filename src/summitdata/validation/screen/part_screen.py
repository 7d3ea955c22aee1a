"""One part of a table through the screen, wherever that runs: what is known of its rows, numbered from 1 in the part.

A part is read as it stands among all parts joined (`tabular.parts`): without its header, unless it is the first. So
parts may be screened in any order and in any process.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from summitdata.tabular.csv_blocks import read_blocks
from summitdata.tabular.long_cells import LongCellError
from summitdata.tabular.packings import UnpackError
from summitdata.tabular.part_streams import open_part_text
from summitdata.tabular.parts import PartsError
from summitdata.tabular.quotes import BadQuotes
from summitdata.validation.budget import Budget, NeedsWorkerError, StopError
from summitdata.validation.screen.merge import BlockMerger
from summitdata.validation.screen.plan import CannotScreenError
from summitdata.validation.screen.scan import SHORT_BLOCK_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from summitdata.tabular.csv_blocks import Block
    from summitdata.tabular.dialect import Dialect
    from summitdata.validation.screen.block_screen import BlockScreen
    from summitdata.validation.screen.key_hashes import Run
    from summitdata.validation.screen.keys import Hashes, Key
    from summitdata.validation.screen.result import BlockIndexEntry, RowNumbers

__all__ = ["KeyCodes", "Part", "PartResult", "Step", "screen_part", "screen_text"]

SENTINEL = "summitdata"
"""The only cell of a record that is read after a part: if it is not there, a cell of the part is not closed."""
_REFUSALS = (CannotScreenError, NeedsWorkerError, StopError, LongCellError, UnpackError, PartsError)
_UNREADABLE = (UnicodeError, LookupError, OSError, OverflowError, pa.ArrowException)


class _CannotJoinError(Exception):
    """A part and the next one are not read as they would be one after the other; the text says why."""


@dataclass(frozen=True)
class Part:
    """A part to screen: its number from 0, its file, and how long that is in bytes."""

    number: int
    file: Path
    size: int


class Step(NamedTuple):
    """How many bytes and rows are read, errors counted, and cells read by frictionless' reader."""

    length: int = 0
    errors: int = 0
    rows: int = 0
    cells: int = 0


@dataclass
class KeyCodes:
    """The codes of one key in the rows of a part that are compared: equal keys have equal codes, in every process."""

    key: Key
    codes: list[Hashes] = field(default_factory=list)
    rows: list[RowNumbers] = field(default_factory=list)
    _size: int = 0

    def add(self, hashes: Hashes, is_compared: np.ndarray[Any, np.dtype[np.bool_]], _parts: list[Hashes]) -> None:
        """Add those of the next rows."""
        self.codes.append(hashes[is_compared])
        self.rows.append(np.flatnonzero(is_compared) + self._size)
        self._size += len(hashes)

    def repeated_rows(self, _run: Run) -> RowNumbers:
        """Return nothing: which rows are repeated is known when all parts are."""
        return np.empty(0, np.int64)


@dataclass
class PartResult:
    """What the screen found in a part.

    Parameters
    ----------
    number : int
        That of the part, from 0.
    refused : str
        Why it cannot be read apart from the others, "" if it can; all else is unknown then.
    rows, lines, length : int
        How many records and lines it has, and how many bytes of UTF-8.
    ends_line : bool
        Whether it ends with a line end, or is empty.
    rows_to_check, bad_rows, bad_columns, keyed_rows, key_rows_to_check, uncounted_rows, left_out_rows, by_type
        As in a `ScreenResult`, without the rows whose key another row has.
    by_field : Counter
        As in a `ScreenResult`, without the rows whose key another row has.
    has_unresolved_refs : bool
        As there.
    block_index : list of BlockIndexEntry
        Its blocks.
    bad_quotes : BadQuotes
        The cells whose quotes are wrong.
    steps : list of Step
        How far it was after each block.
    seconds : float
        The processor time that it took.
    """

    number: int
    refused: str = ""
    rows: int = 0
    lines: int = 0
    length: int = 0
    ends_line: bool = True
    rows_to_check: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    bad_rows: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    bad_columns: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    keyed_rows: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    key_rows_to_check: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    uncounted_rows: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    left_out_rows: RowNumbers = field(default_factory=lambda: np.empty(0, np.int64))
    by_type: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    has_unresolved_refs: bool = False
    block_index: list[BlockIndexEntry] = field(default_factory=list)
    bad_quotes: BadQuotes = field(default_factory=BadQuotes)
    steps: list[Step] = field(default_factory=list)
    seconds: float = 0.0


class _PartMerger(BlockMerger):
    """Merges the blocks of a part, and keeps the codes of its keys for those who have all parts."""

    def __init__(self, block_screen: BlockScreen) -> None:
        super().__init__(block_screen, None, 0)
        self.key_codes = [KeyCodes(key) for key in block_screen.keys]
        self._key_hashes: Any = self.key_codes

    @property
    def step(self) -> Step:
        """How far it is."""
        last = self.result.block_index[-1]
        return Step(last.offset + last.length, self.result.by_type.total(), self.rows, self._cells_read)

    @property
    def size(self) -> int:
        """How many records were merged."""
        return self._next_row - 1

    @property
    def lines(self) -> int:
        """How many lines were merged."""
        return self._next_line - 1


def screen_part(
    part: Part, resource: dict[str, Any], block_screen: BlockScreen, time_limit: float | None
) -> tuple[PartResult, list[KeyCodes]]:
    """Return what the screen finds in a part, and the codes of its keys.

    Parameters
    ----------
    part : Part
        The part.
    resource : dict
        The resource of the table, whose path is the list of its parts.
    block_screen : BlockScreen
        What screens a block of the table.
    time_limit : float, optional
        How many seconds of processor time the part may take; without it, so much as its bytes allow.
    """
    budget = Budget(time_limit)
    budget.count_bytes(part.size)
    open_text = partial(open_part_text, part.file, resource, is_first=part.number == 0)
    return screen_text(part.number, f"the part {part.file}", open_text, budget, block_screen)


def screen_text(
    number: int,
    place: str,
    open_text: Callable[[], AbstractContextManager[Any]],
    budget: Budget,
    block_screen: BlockScreen,
) -> tuple[PartResult, list[KeyCodes]]:
    """Return what the screen finds in the text of a part, and the codes of its keys.

    Parameters
    ----------
    number : int
        That of the part, from 0; the first has the header.
    place : str
        What messages call it.
    open_text : callable
        Opens its text in UTF-8.
    budget : Budget
        What it may take.
    block_screen : BlockScreen
        What screens a block of the table.
    """
    before = block_screen.plan.rows_before if number == 0 else 0
    block_screen = replace(block_screen, plan=replace(block_screen.plan, rows_before=before, budget=budget))
    merger = _PartMerger(block_screen)
    try:
        result = _merged(number, open_text, block_screen, merger)
        return replace(result, seconds=budget.used), merger.key_codes
    except _CannotJoinError as error:
        refused = f"{place} {error}"
    except _REFUSALS as error:
        refused = f"{place}: {getattr(error, 'note', error)}"
    except _UNREADABLE as error:
        refused = f"{place} cannot be read: {type(error).__name__}"
    return PartResult(number, refused), []


def _merged(
    number: int, open_text: Callable[[], AbstractContextManager[Any]], block_screen: BlockScreen, merger: _PartMerger
) -> PartResult:
    """Screen and merge the blocks of a part."""
    plan, length, steps = block_screen.plan, 0, []
    last: Block | None = None
    screen = partial(block_screen.process_block, check=plan.budget.check)
    with open_text() as stream:
        for block in read_blocks(stream, plan.dialect, first_size=SHORT_BLOCK_SIZE, max_cell=plan.max_cell):
            plan.budget.check()
            merger.merge_block(screen(block))
            steps.append(merger.step)
            length, last = block.offset + len(block.data), block
    if last is not None:
        _refuse_open_end(last, plan.dialect)
    found = merger.finish()
    ends_line = last is None or last.data.endswith(b"\n")
    for codes in merger.key_codes:  # rows are numbered from 1, the header included
        codes.rows = [rows + plan.rows_before + 1 for rows in codes.rows]
    return PartResult(
        number,
        rows=merger.size,
        lines=merger.lines + (not ends_line),
        length=length,
        ends_line=ends_line,
        rows_to_check=found.rows_to_check,
        bad_rows=found.bad_rows,
        bad_columns=found.bad_columns,
        keyed_rows=found.keyed_rows,
        key_rows_to_check=found.key_rows_to_check,
        uncounted_rows=found.uncounted_rows,
        left_out_rows=found.left_out_rows,
        by_type=found.by_type,
        by_field=found.by_field,
        has_unresolved_refs=found.has_unresolved_refs,
        block_index=found.block_index,
        bad_quotes=found.bad_quotes,
        steps=steps,
    )


def _refuse_open_end(last: Block, dialect: Dialect) -> None:
    """Raise if what follows a part would be read as a piece of it."""
    if last.data.endswith(b"\r"):
        raise _CannotJoinError("ends within a line end")
    if last.well_formed:
        return
    text = last.data.decode()
    end = "" if text.endswith("\n") else "\n"
    cells: list[str] = []
    for record in dialect.read_text(f"{text}{end}{SENTINEL}\n"):
        cells = record
    if cells != [SENTINEL]:
        raise _CannotJoinError("ends within a cell")
