"""A table of many parts on Apache Spark: each part is screened by one task, and repeated keys are found by a shuffle.

The driver joins the parts to a copy, as without Spark, and makes the errors of the rows that are left to check from it,
so the report is the same. What Spark does not take, or what a part alone does not tell, is read without it.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pyarrow as pa

from summitdata.tabular.checklists import GROUP_CONSTRAINT, checks_of
from summitdata.tabular.csv_blocks import open_utf8, read_blocks
from summitdata.tabular.file_formats import other_format, typed_parts_format
from summitdata.tabular.long_cells import LongCellError
from summitdata.tabular.part_streams import is_read_apart
from summitdata.tabular.unpacked_tables import resource_of_parts
from summitdata.validation.budget import NeedsWorkerError
from summitdata.validation.screen.block_screen import BlockScreen
from summitdata.validation.screen.merge import BlockMerger
from summitdata.validation.screen.merge_parts import merge_parts
from summitdata.validation.screen.part_screen import Part
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.scan import EARLY_FRACTION, FIRST_BLOCK_SIZE, hash_file
from summitdata.validation.spark_jobs import run_parts

if TYPE_CHECKING:
    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.budget import Budget
    from summitdata.validation.screen.result import ScreenResult

__all__ = ["screen_on_spark"]


class _CannotUseSparkError(Exception):
    """Spark does not take a table; the text says why."""


def screen_on_spark(
    table: InputTable, budget: Budget, max_cell: int, error_limit: int
) -> tuple[ScreenResult | None, str]:
    """Return what the screen finds in a table of several parts, None where Spark does not take it, and why it does not.

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

    Raises
    ------
    MissingDependencyError
        PySpark or Java is missing.
    """
    try:
        return _screened(table, budget, max_cell, error_limit), ""
    except (
        _CannotUseSparkError,
        CannotScreenError,
        NeedsWorkerError,
        LongCellError,
        UnicodeError,
        pa.ArrowException,
    ) as error:
        return None, f"not on Spark: {error}"


def _screened(table: InputTable, budget: Budget, max_cell: int, error_limit: int) -> ScreenResult:
    _refuse_others(table)
    plan = make_plan(table, budget, max_cell)
    block_screen = BlockScreen.of(plan)
    if error_limit and _is_flooded(block_screen, error_limit):
        raise _CannotUseSparkError("the start of the table has as many errors as are listed")
    assert table.packed is not None  # noqa: S101 - `_refuse_others` has looked
    files = [Path(os.path.abspath(file)) for file in table.packed.files]  # noqa: PTH100 - links stay as they are
    parts = [Part(number, file, file.stat().st_size) for number, file in enumerate(files)]
    stopped = Event()
    with ThreadPoolExecutor(1) as pool:
        hashes = pool.submit(hash_file, plan.file, stopped)
        try:
            results, repeated = run_parts(parts, resource_of_parts(table.packed), block_screen, budget.limit)
        except BaseException:
            stopped.set()
            raise
        if refused := next((result.refused for result in results if result.refused), ""):
            stopped.set()
            raise _CannotUseSparkError(refused)
    for result in results:
        budget.add(result.seconds)
    merged = merge_parts(plan, results, repeated, error_limit)
    merged.stats = hashes.result() | merged.stats
    return merged


def _refuse_others(table: InputTable) -> None:
    """Raise for a table that Spark does not take."""
    resource = None if table.packed is None else table.packed.resource
    if resource is None or not isinstance(resource.get("path"), list):
        raise _CannotUseSparkError("the table is in one file, and Spark reads tables of several")
    typed = typed_parts_format(resource)
    if typed not in (None, "arrow") or (typed is None and other_format(resource) is not None):
        raise _CannotUseSparkError("its parts are neither CSV nor Parquet nor Arrow")
    if table.replaces or checks_of(table.resource, GROUP_CONSTRAINT)[0]:
        raise _CannotUseSparkError("rules are about several rows")
    try:
        if typed is None and not is_read_apart(str(table.resource.get("encoding"))):
            raise _CannotUseSparkError(f"parts in {table.resource.get('encoding')} are not read apart from each other")
    except (LookupError, ValueError) as error:
        raise _CannotUseSparkError(f"the encoding is unknown: {error}") from error


def _is_flooded(block_screen: BlockScreen, error_limit: int) -> bool:
    """Whether the start of a table has so many errors that one machine reads no more of it."""
    plan, merger = block_screen.plan, BlockMerger(block_screen, None, error_limit)
    packed = plan.table.packed
    size = sum(file.stat().st_size for file in packed.files) if packed else 0
    with open_utf8(plan.file, plan.encoding) as stream:
        for block in read_blocks(stream, plan.dialect, first_size=FIRST_BLOCK_SIZE, max_cell=plan.max_cell):
            if block.offset + len(block.data) > size / EARLY_FRACTION:
                return False
            merger.merge_block(block_screen.process_block(block, plan.budget.check))
            if merger.should_stop(is_early=True):
                return True
    return False
