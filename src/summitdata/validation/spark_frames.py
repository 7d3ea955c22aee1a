"""A DataFrame of Spark, screened where it is: each partition is the text of a part, and rows to check are fetched."""

from __future__ import annotations

import io
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pyarrow as pa

from summitdata.tabular.checklists import GROUP_CONSTRAINT, checks_of
from summitdata.tabular.csv_blocks import read_blocks
from summitdata.tabular.csv_records import count_records, select_records
from summitdata.tabular.frame_columns import columns_of
from summitdata.tabular.frame_csv import write_rows
from summitdata.tabular.parts import ByteStream
from summitdata.validation.budget import Budget, NeedsWorkerError
from summitdata.validation.screen.block_screen import BlockScreen
from summitdata.validation.screen.merge_parts import merge_parts
from summitdata.validation.screen.part_screen import screen_text
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.result import RECORDS_AT_ONCE, Record, ScreenResult
from summitdata.validation.spark_jobs import TYPES, batches_of, found_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from summitdata.tabular.dialect import Dialect
    from summitdata.tabular.input_table import InputTable
    from summitdata.validation.screen.result import RowNumbers

__all__ = ["screen_frame"]

ROWS_AT_ONCE = 5000
"""How many rows are fetched at once."""


@dataclass
class _FrameResult(ScreenResult):
    """What the screen found in a frame, whose rows are fetched as they are asked for.

    `partitions` are those that have a result, `rows_before` has for each the number of the row before its first.
    """

    frame: Any = None
    partitions: list[int] = field(default_factory=list)
    rows_before: list[int] = field(default_factory=list)

    def __reduce__(self) -> NoReturn:
        """Stay in this process, which has the session of Spark."""
        raise NeedsWorkerError("the rows of a frame of Spark are checked where its session is")

    def read_chunks(self, rows: RowNumbers) -> Iterator[list[Record]]:
        """Yield the records of some rows, a few at once; their numbers are in order."""
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            places = np.searchsorted(self.rows_before, some) - 1
            before = dict(zip(self.partitions, self.rows_before, strict=True))
            wanted = {
                self.partitions[place]: some[places == place] - self.rows_before[place] - 1
                for place in np.unique(places).tolist()
            }
            job = partial(_select, wanted, self.plan.schema, self.plan.dialect)
            fetched = self.frame.mapInArrow(job, "part int, row long, text string").collect()
            texts = {before[part] + row + 1: text for part, row, text in fetched}
            for first in range(0, len(some), RECORDS_AT_ONCE):
                yield [self._record(row, texts[row]) for row in some[first : first + RECORDS_AT_ONCE].tolist()]

    def _record(self, row: int, text: str) -> Record:
        """Return the record of a row, which has no line."""
        first, last = np.searchsorted(self.bad_rows, [row, row + 1])
        cells = next(self.plan.dialect.read_text(text), [])
        return Record(row, row, text, cells, self.bad_columns[first:last].tolist())


def screen_frame(frame: Any, table: InputTable, budget: Budget, max_cell: int, error_limit: int) -> ScreenResult | None:
    """Return what the screen finds in a frame of Spark; None where it has to be collected to be read.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        The frame, which has its rows in the same order each time.
    table : InputTable
        A CSV file with its header alone.
    budget, max_cell, error_limit
        As for a table in parts.
    """
    own = table.resource["name"]
    schema = table.resource["schema"]
    keys = schema.get("foreignKeys") or []
    if table.replaces or table.unread or checks_of(table.resource, GROUP_CONSTRAINT)[0]:
        return None
    if table.file is None or any(key["reference"].get("resource") in (None, "", own) for key in keys):
        return None
    try:
        plan = make_plan(table, budget, max_cell)
        block_screen = BlockScreen.of(plan)
    except (CannotScreenError, NeedsWorkerError):
        return None
    header, _ = screen_text(0, "the header", partial(table.file.open, "rb"), budget, block_screen)
    job = partial(_screen_partition, schema, block_screen, budget.limit)
    found, repeated = found_in(frame.mapInArrow(job, TYPES), len(block_screen.keys))
    results = [header, *found]
    if any(result.refused for result in results):
        return None
    for result in found:
        budget.add(result.seconds)
        budget.count_bytes(result.length)
    merged = merge_parts(plan, results, repeated, error_limit)
    return _FrameResult(
        **{**vars(merged), "stats": {"md5": "", "sha256": "", "bytes": 0, **merged.stats}},
        frame=frame,
        partitions=[result.number - 1 for result in found],
        rows_before=[*accumulate(result.rows for result in results)][:-1],
    )


def _text_of(batches: Iterable[pa.RecordBatch], schema: dict[str, Any], budget: Budget) -> Iterator[bytes]:
    """Yield the rows of a partition as the text of a CSV file."""
    for batch in batches:
        if batch.num_rows:
            sink = io.BytesIO()
            write_rows(sink, columns_of(pa.Table.from_batches([batch]), "arrow"), schema)
            budget.count_bytes(len(sink.getvalue()))
            yield sink.getvalue()


def _open(batches: Iterable[pa.RecordBatch], schema: dict[str, Any], budget: Budget) -> Any:
    return closing(io.BufferedReader(ByteStream(_text_of(batches, schema, budget))))


def _partition() -> int:
    from pyspark import TaskContext

    context: Any = TaskContext.get()
    number: int = context.partitionId()
    return number


def _screen_partition(
    schema: dict[str, Any], block_screen: BlockScreen, time_limit: float | None, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Screen a partition; called in a task."""
    budget = Budget(time_limit)
    opened = partial(_open, batches, schema, budget)
    yield from batches_of(*screen_text(_partition() + 1, "a partition", opened, budget, block_screen))


def _select(
    wanted: Mapping[int, RowNumbers], schema: dict[str, Any], dialect: Dialect, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Yield the text of the wanted rows of a partition; called in a task."""
    number = _partition()
    rows = wanted.get(number)
    if rows is None:
        return
    found: dict[str, list[Any]] = defaultdict(list)
    first = 0
    with _open(batches, schema, Budget()) as stream:
        for block in read_blocks(stream, dialect):
            size = count_records(block, dialect)
            inside = rows[(rows >= first) & (rows < first + size)] - first
            for place, _, text in select_records(block, dialect, inside.tolist()):
                found["row"].append(first + place)
                found["text"].append(text)
            first += size
    columns = [pa.array([number] * len(found["row"]), pa.int32()), pa.array(found["row"], pa.int64())]
    names = ["part", "row", "text"]
    yield pa.record_batch([*columns, pa.array(found["text"], pa.string())], names=names)
