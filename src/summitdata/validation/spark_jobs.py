"""The tasks and the shuffle on Apache Spark: a task for each part, and which rows have a key that another row has."""

from __future__ import annotations

import os
import pickle
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from summitdata.errors import MissingDependencyError
from summitdata.validation.screen.part_screen import screen_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from summitdata.validation.screen.block_screen import BlockScreen
    from summitdata.validation.screen.part_screen import KeyCodes, Part, PartResult
    from summitdata.validation.screen.result import RowNumbers

__all__ = ["TYPES", "batches_of", "found_in", "run_parts", "spark_session"]

CODES_AT_ONCE = 1 << 16
"""How many codes of keys a task hands over at once."""
_COLUMNS = pa.schema(
    [
        ("part", pa.int32()),
        ("key", pa.int32()),
        ("code", pa.int64()),
        ("row", pa.int64()),
        ("result", pa.binary()),
    ]
)
"""What tasks return: a row with the result of the part, whose other columns are -1, and one for each code of a key."""
TYPES = "part int, key int, code long, row long, result binary"


def spark_session() -> Any:
    """Return the active session of Spark, or start one as Spark is configured: without a cluster, on this machine.

    Raises
    ------
    MissingDependencyError
        PySpark or Java is missing.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of("pyspark", "pyspark") from error
    if (session := SparkSession.getActiveSession()) is not None:
        return session
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else Spark starts any python3
    try:
        return SparkSession.builder.appName("summitdata").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    except (PySparkException, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise MissingDependencyError(
            f"Spark does not start: {reason:.300}: it needs Java 17 or newer: install it, and let JAVA_HOME or PATH "
            "lead to it, or use another engine"
        ) from error


def run_parts(
    parts: Sequence[Part], resource: dict[str, Any], block_screen: BlockScreen, time_limit: float | None
) -> tuple[list[PartResult], Mapping[int, RowNumbers]]:
    """Run a task for each part; return the results of all in order, and the rows of each whose key is repeated.

    The parameters are those of `screen_part`.

    Raises
    ------
    MissingDependencyError
        PySpark or Java is missing.
    """
    session = spark_session()
    job = partial(_screen_parts, parts, resource, block_screen, time_limit)
    return found_in(session.range(0, len(parts), 1, len(parts)).mapInArrow(job, TYPES), len(block_screen.keys))


def found_in(found: Any, keys: int) -> tuple[list[PartResult], Mapping[int, RowNumbers]]:
    """Return the results that tasks make, in order, and the rows of each part whose key is repeated, of `keys` keys."""
    from pyspark import StorageLevel

    # What is kept of a part that is lost with its executor is made again by another.
    found = found.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        rows = found.where("key = -1").select("result").collect()
        results = sorted((pickle.loads(bytes(row[0])) for row in rows), key=lambda result: result.number)  # noqa: S301 - tasks of ours made it
        if not keys or any(result.refused for result in results):
            return results, {}
        codes = found.where("key >= 0").select("key", "code", "part", "row")
        several = codes.groupBy("key", "code").count().where("count > 1").select("key", "code")
        repeated = codes.join(several, ["key", "code"], "left_semi").select("part", "row").distinct().toArrow()
    finally:
        found.unpersist()
    numbers, places = (np.asarray(repeated.column(at)) for at in (0, 1))
    return results, {int(number): places[numbers == number] for number in np.unique(numbers)}


def _screen_parts(
    parts: Sequence[Part],
    resource: dict[str, Any],
    block_screen: BlockScreen,
    time_limit: float | None,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Screen the parts whose numbers come; called in a task."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            result, key_codes = screen_part(parts[number], resource, block_screen, time_limit)
            yield from batches_of(result, key_codes)


def batches_of(result: PartResult, key_codes: Sequence[KeyCodes]) -> Iterator[pa.RecordBatch]:
    """Yield what a task returns of a part."""
    yield pa.record_batch([[result.number], [-1], [-1], [-1], [pickle.dumps(result)]], schema=_COLUMNS)
    for key, codes in enumerate(key_codes):
        yield from _batches_of(result.number, key, codes)


def _batches_of(number: int, key: int, of_key: KeyCodes) -> Iterator[pa.RecordBatch]:
    for codes, rows in zip(of_key.codes, of_key.rows, strict=True):
        for start in range(0, len(codes), CODES_AT_ONCE):
            some = codes[start : start + CODES_AT_ONCE].view(np.int64)
            size = len(some)
            columns: list[Any] = [np.full(size, number, np.int32), np.full(size, key, np.int32), some]
            columns += [rows[start : start + CODES_AT_ONCE], pa.nulls(size, pa.binary())]
            yield pa.record_batch([pa.array(each) for each in columns], schema=_COLUMNS)
