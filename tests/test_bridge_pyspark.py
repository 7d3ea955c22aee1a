"""The pandera schemas for Spark: the package's tables and broken ones, where PySpark and Java are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

import summitdata as sd
from spark_sessions import MARKS, make_session
from summitdata._names import TableName
from summitdata.datapackage import resource
from summitdata.schemas import LossyConversionWarning, from_table_schema, to_table_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = MARKS


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = make_session("local[1]", spark_sql_shuffle_partitions="1")
    yield session
    session.stop()


def brought(spark: Any, table: Any) -> Any:
    """Return an Arrow table as a frame of Spark."""
    return spark.createDataFrame(table)


@pytest.mark.parametrize("name", get_args(TableName))
def test_each_table_passes_its_own_schema(name: TableName, spark: Any) -> None:
    frame = brought(spark, sd.load(name, "pyarrow"))
    validated = sd.schema(name, "pyspark").validate(frame)
    assert not validated.pandera.errors
    report = sd.validate(frame, name)
    assert (report.valid, report.tasks[0].stats.rows) == (True, frame.count())
    assert report.frame.num_rows == frame.count()


@pytest.mark.parametrize("name", get_args(TableName))
def test_the_way_back_is_the_identity(name: TableName, spark: Any) -> None:
    del spark
    assert to_table_schema(sd.schema(name, "pyspark")) == resource(name)["schema"]


BROKEN: list[tuple[TableName, dict[str, Any]]] = [
    ("trade", {"partner": "USA"}),
    ("trade", {"year": 1066}),
    ("countries", {"alpha_3": "KAZ\n"}),
    ("countries", {"alpha_3": "x"}),
    ("figures", {"label": None}),
    ("figures", {"printed": "x" * 100}),
    ("topics", {"source": "nobody"}),
]


@pytest.mark.parametrize(("name", "change"), BROKEN)
def test_a_broken_row_has_the_errors_that_it_has_in_pandas(name: TableName, change: dict[str, Any], spark: Any) -> None:
    import pyarrow as pa

    table = sd.load(name, "pyarrow")
    rows = table.to_pylist()
    rows[1] |= change
    broken = pa.Table.from_pylist(rows, table.schema)
    frame = sd.load(name)
    for field, value in change.items():
        frame.loc[1, field] = value
    parts = ("type", "rowPosition", "fieldName", "cell", "note")
    found = sd.validate(brought(spark, broken), name).flatten(parts)
    assert found
    assert [line[:3] for line in found] == [line[:3] for line in sd.validate(frame, name).flatten(parts)]


def test_keys_and_texts_are_compared_by_their_values(spark: Any) -> None:
    import pyarrow as pa

    schema = {
        "fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "yearmonth"}],
        "primaryKey": ["a", "b"],
    }
    made = from_table_schema(schema, backend="pyspark")
    for months, fine in ((["2025-01", "2025-02"], True), (["2025-01", "2025-1"], False), (["2025-01", "May"], False)):
        table = pa.table({"a": pa.array([1, 1], pa.int64()), "b": months})
        assert bool(made.validate(brought(spark, table)).pandera.errors) is not fine


def test_what_spark_has_no_type_for_is_a_warning(spark: Any) -> None:
    del spark
    with pytest.warns(LossyConversionWarning, match="no time of the day"):
        from_table_schema({"fields": [{"name": "a", "type": "time"}]}, backend="pyspark")


def test_columns_in_another_order_are_an_error(spark: Any) -> None:
    frame = brought(spark, sd.load("summits", "pyarrow"))
    assert not sd.validate(frame.select(*reversed(frame.columns)), "summits").valid
