"""DataFrames of Spark that are screened where they are: the report is that of the same frame collected."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import summitdata as sd
from parts_cases import comparable
from spark_sessions import MARKS, make_session

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [*MARKS, pytest.mark.slow]

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "day", "type": "date", "constraints": {"minimum": "2020-01-01"}},
        {"name": "at", "type": "datetime"},
        {"name": "price", "type": "number", "constraints": {"minimum": 0}},
        {"name": "text", "type": "string", "constraints": {"maxLength": 3}},
        {"name": "sure", "type": "boolean"},
    ],
    "primaryKey": "id",
}
TOWNS = {"fields": [{"name": "town", "type": "string"}], "foreignKeys": []}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = make_session("local[2]")
    yield session
    session.stop()


def columns(rows: int) -> dict[str, list[Any]]:
    """Return the columns of a frame, with an error here and there."""
    numbers = range(rows)
    return {
        "id": [number if number % 50 else 7 for number in numbers],
        "day": [date(2020 - (number % 40 == 3), 1, 2) if number % 3 else None for number in numbers],
        "at": [datetime(2020, 1, 2, 3, 4, number % 60, tzinfo=UTC) for number in numbers],
        "price": [Decimal(number) / 4 - (number % 30 == 1) * 100 for number in numbers],
        "text": [
            None if number % 7 == 1 else 'a"\n'[: number % 4] * (1 + (number % 80 == 2) * 3) for number in numbers
        ],
        "sure": [number % 2 == 0 for number in numbers],
    }


def ranged(spark: Any, partitions: int) -> Any:
    """Return a frame in so many partitions."""
    return spark.createDataFrame(pa.table(columns(200))).coalesce(1).repartitionByRange(partitions, "at", "price")


def test_with_a_low_limit_the_same_errors_are_listed_and_all_are_counted(spark: Any) -> None:
    frame = ranged(spark, 2)
    on_spark = sd.validate(frame, SCHEMA, engine="spark", limit_errors=3)
    collected = sd.validate(frame, SCHEMA, engine="screen", limit_errors=3)
    assert on_spark.errors == collected.errors
    assert (on_spark.tasks[0].partial, collected.tasks[0].partial) == (False, True)  # the local engine stops early
    assert on_spark.stats.errors > 3


@pytest.mark.parametrize(("partitions", "limit"), [(4, 1000), (2, 101)])
def test_the_report_is_that_of_the_frame_collected(spark: Any, partitions: int, limit: int) -> None:
    frame = ranged(spark, partitions)
    on_spark = sd.validate(frame, SCHEMA, engine="spark", limit_errors=limit)
    collected = sd.validate(frame, SCHEMA, engine="screen", limit_errors=limit)
    assert comparable(on_spark) == comparable(collected)
    assert (on_spark.tasks[0].engine, collected.tasks[0].engine) == ("spark", "screen")
    assert on_spark.stats.errors > 3


def test_wrong_columns_and_empty_partitions(spark: Any) -> None:
    some = spark.createDataFrame(pa.table({"id": ["1", "+1", "x", None], "more": [1.5, None, 2.0, 3.0]}))
    empty = spark.createDataFrame(pa.table({"id": ["1"], "more": [1.5]})).where("id = 'no'")
    for frame in (empty, empty.union(some).union(empty).union(some)):
        on_spark, collected = (sd.validate(frame, SCHEMA, engine=engine) for engine in ("spark", "screen"))
        assert comparable(on_spark) == comparable(collected)
        assert on_spark.tasks[0].engine == "spark"


def test_a_valid_frame_can_be_had_in_the_dtypes_of_its_schema(spark: Any) -> None:
    frame = spark.createDataFrame(pa.table({"town": ["a", "b"]}))
    report = sd.validate(frame, TOWNS, engine="spark")
    assert (report.valid, report.tasks[0].engine, report.frame.num_rows) == (True, "spark", 2)


def test_a_reference_within_the_frame_is_looked_up_in_the_frame_collected(spark: Any) -> None:
    key = {"fields": "above", "reference": {"resource": "", "fields": "id"}}
    schema = {"fields": [{"name": name, "type": "integer"} for name in ("id", "above")], "foreignKeys": [key]}
    frame = spark.createDataFrame(pa.table({"id": [1, 2], "above": [2, 3]}))
    (task,) = sd.validate(frame, schema, engine="spark").tasks
    assert [error.type for error in task.errors] == ["foreign-key"]
    assert task.engine_note == "not on Spark: the frame has to be collected"
