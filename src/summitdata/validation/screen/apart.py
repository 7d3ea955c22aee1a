"""A table in several parts, each of which is screened apart from the others, in a process or a task of its own.

The parts are joined to a copy all the same, and the errors of the rows that are left to check are made from it, so the
report is that of one file. What a part alone does not show is screened in the copy.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from summitdata.tabular.checklists import GROUP_CONSTRAINT, checks_of
from summitdata.tabular.csv_blocks import open_utf8, read_blocks
from summitdata.tabular.file_formats import other_format, typed_parts_format
from summitdata.tabular.long_cells import LongCellError
from summitdata.tabular.part_streams import is_read_apart
from summitdata.tabular.unpacked_tables import resource_of_parts
from summitdata.tabular.unpacking import expected_size
from summitdata.validation.budget import NeedsWorkerError
from summitdata.validation.screen.block_screen import BlockScreen
from summitdata.validation.screen.merge import BlockMerger
from summitdata.validation.screen.merge_parts import merge_parts
from summitdata.validation.screen.part_screen import Part
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.scan import first_block_size, hash_file, is_early_block

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.budget import Budget
    from summitdata.validation.screen.part_screen import PartResult
    from summitdata.validation.screen.result import RowNumbers, ScreenResult

__all__ = ["CannotScreenApartError", "Run", "screen_apart"]

Run: TypeAlias = (
    "Callable[[list[Part], dict[str, Any], BlockScreen], tuple[list[PartResult], Mapping[int, RowNumbers]]]"
)
"""Calls `screen_part` with each part; returns what that finds, and the rows of each part whose key another row has."""


class CannotScreenApartError(Exception):
    """The parts of a table cannot be screened apart; the text says why."""


def screen_apart(table: InputTable, budget: Budget, max_cell: int, error_limit: int, run: Run) -> ScreenResult:
    """Return what the screen finds in a table of several parts.

    Parameters
    ----------
    table : InputTable
        The table as one file, which has the parts joined.
    budget : Budget
        Of the run.
    max_cell : int
        How long a cell may be, in bytes.
    error_limit : int
        How many errors a report lists; 0 lists all.
    run : callable
        Screens the parts, wherever that is.

    Raises
    ------
    CannotScreenApartError
        The table is in one file, of another kind, or a part alone does not show what is in it.
    """
    try:
        return _screened(table, budget, max_cell, error_limit, run)
    except (CannotScreenError, NeedsWorkerError, LongCellError, UnicodeError, pa.ArrowException) as error:
        raise CannotScreenApartError(str(error)) from error


def _screened(table: InputTable, budget: Budget, max_cell: int, error_limit: int, run: Run) -> ScreenResult:
    _refuse_others(table)
    plan = make_plan(table, budget, max_cell)
    block_screen = BlockScreen.of(plan)
    if error_limit and _is_flooded(block_screen, error_limit):
        raise CannotScreenApartError("the start of the table has as many errors as are listed")
    assert table.packed is not None  # noqa: S101 - `_refuse_others` has looked
    files = [Path(os.path.abspath(file)) for file in table.packed.files]  # noqa: PTH100 - links stay as they are
    parts = [Part(number, file, file.stat().st_size) for number, file in enumerate(files)]
    stopped = Event()
    with ThreadPoolExecutor(1) as pool:
        hashes = pool.submit(hash_file, plan.file, stopped)
        try:
            results, repeated = run(parts, resource_of_parts(table.packed), block_screen)
        except BaseException:
            stopped.set()
            raise
        if refused := next((result.refused for result in results if result.refused), ""):
            stopped.set()
            raise CannotScreenApartError(refused)
    merged = merge_parts(plan, results, repeated, error_limit)
    merged.stats = hashes.result() | merged.stats
    return merged


def _refuse_others(table: InputTable) -> None:
    """Raise for a table that is not in parts which are read apart."""
    resource = None if table.packed is None else table.packed.resource
    if resource is None or not isinstance(resource.get("path"), list):
        raise CannotScreenApartError("the table is in one file, not in several")
    typed = typed_parts_format(resource)
    if typed not in (None, "arrow") or (typed is None and other_format(resource) is not None):
        raise CannotScreenApartError("its parts are neither CSV nor Parquet nor Arrow")
    if table.replaces or checks_of(table.resource, GROUP_CONSTRAINT)[0]:
        raise CannotScreenApartError("rules are about several rows")
    encoding = str(table.resource.get("encoding"))
    try:
        if typed is None and not is_read_apart(encoding):
            raise CannotScreenApartError(f"parts in {encoding} are not read apart from each other")
    except (LookupError, ValueError) as error:
        raise CannotScreenApartError(f"the encoding is unknown: {error}") from error


def _is_flooded(block_screen: BlockScreen, error_limit: int) -> bool:
    """Whether the start of a table has so many errors that no more of one file would be read."""
    plan, merger, is_full = block_screen.plan, BlockMerger(block_screen, None, error_limit), False
    size, first_size = expected_size(plan.file, None), first_block_size(error_limit)
    with open_utf8(plan.file, plan.encoding) as stream:
        for block in read_blocks(stream, plan.dialect, first_size=first_size, max_cell=plan.max_cell):
            if is_full or not is_early_block(block, size, error_limit):
                return is_full
            merger.merge_block(block_screen.process_block(block, plan.budget.check))
            is_full = merger.should_stop(is_early=True)
    return False
