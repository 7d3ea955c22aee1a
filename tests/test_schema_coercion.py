"""schema(..., coerce=True): a pandera schema that converts a frame to its dtypes where no value loses anything."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandera.errors import SchemaError, SchemaErrors

import summitdata as sd
from summitdata.datapackage import locate

Backend = Literal["pandas", "polars"]
BACKENDS: tuple[Backend, ...] = ("pandas", "polars")
FRAMES: dict[str, Any] = {"pandas": pd.DataFrame, "polars": pl.DataFrame}
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "n", "type": "integer", "constraints": {"minimum": 1}},
        {"name": "day", "type": "date"},
        {"name": "yes", "type": "boolean", "missingValues": ["", "-"]},
    ]
}
SOUND = {"n": [1.0, None], "day": ["2025-06-17", None], "yes": ["true", "-"]}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_frame_is_converted_without_loss(backend: Backend) -> None:
    made: Any = sd.schema(SCHEMA, backend, coerce=True)
    frame = made.validate(FRAMES[backend](SOUND))
    plain: Any = sd.schema(SCHEMA, backend)
    assert plain.validate(frame).equals(frame)
    names = {"pandas": ["Int64", "datetime64[s]", "boolean"], "polars": ["Int64", "Date", "Boolean"]}
    assert [str(dtype) for dtype in frame.dtypes] == names[backend]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_value_that_loses_something_is_the_only_error(backend: Backend) -> None:
    frame = FRAMES[backend]({**SOUND, "n": [0.0, 2.5], "day": ["17.06.2025", "2025-06-18"]})
    made = sd.schema(SCHEMA, backend, coerce=True)
    with pytest.raises(SchemaErrors) as raised:
        made.validate(frame, lazy=True)
    cases = raised.value.failure_cases
    assert list(zip(cases["column"], cases["failure_case"], cases["index"], strict=True)) == [
        ("n", "2.5", 1),
        ("day", "17.06.2025", 0),
    ]
    with pytest.raises(SchemaError, match=r"column 'n': '2\.5' is not a value of Int64 \(row 1\)"):
        made.validate(frame)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_converted_frame_is_checked(backend: Backend) -> None:
    with pytest.raises(SchemaError, match="greater_than_or_equal_to"):
        sd.schema(SCHEMA, backend, coerce=True).validate(FRAMES[backend]({**SOUND, "n": [1.0, 0.0]}))
    with pytest.raises((SchemaError, SchemaErrors), match="other"):
        sd.schema(SCHEMA, backend, coerce=True).validate(FRAMES[backend]({**SOUND, "other": [1, 2]}))


def test_a_lazy_frame_stays_lazy() -> None:
    lazy = sd.schema(SCHEMA, "polars", coerce=True).validate(pl.LazyFrame(SOUND))
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect()["n"].to_list() == [1, None]


def test_an_index_is_kept() -> None:
    frame = pd.DataFrame({**SOUND, "n": [1.0, 2.5]}, index=["x", "y"])
    made = sd.schema(SCHEMA, coerce=True)
    assert made.validate(frame.head(1)).index.to_list() == ["x"]
    with pytest.raises(SchemaErrors) as raised:
        made.validate(frame, lazy=True)
    assert raised.value.failure_cases["index"].to_list() == ["y"]


@pytest.mark.slow
def test_the_tables_of_this_package_as_readers_read_them() -> None:
    for table in sd.package().resource_names:
        file = locate().parent / "resources" / f"{table}.csv"
        assert sd.schema(table, coerce=True).validate(pd.read_csv(file)).equals(sd.load(table)), table
        read = pl.read_csv(file, infer_schema_length=None)
        assert sd.schema(table, "polars", coerce=True).validate(read).equals(sd.load(table, "polars")), table


def test_spark_has_no_coercion() -> None:
    with pytest.raises(sd.UnknownNameError, match="coerce is for pandas and polars"):
        sd.schema("topics", "pyspark", coerce=True)


@pytest.mark.parametrize("coerce", [False, True])
@pytest.mark.parametrize(
    ("backend", "source", "message"),
    [
        ("pandas", pl.DataFrame({"a": [1]}), "is for frames of pandas, not of polars: make it with backend='polars'"),
        ("polars", pd.DataFrame({"a": [1]}), "is for frames of polars, not of pandas: make it with backend='pandas'"),
        ("pandas", pa.table({"a": [1]}), "is for frames of pandas, not of arrow: give it a DataFrame"),
        ("pandas", None, "is for frames of pandas, not None: give it a DataFrame"),
        ("polars", pl.Series("a", [1]), "is for frames of polars, not a Series: give it a DataFrame"),
    ],
    ids=["polars", "pandas", "arrow", "nothing", "a column"],
)
def test_a_schema_says_whose_frames_it_is_for(backend: Backend, source: Any, message: str, *, coerce: bool) -> None:
    made = sd.schema({"fields": [{"name": "a", "type": "integer"}]}, backend, coerce=coerce)
    with pytest.raises(sd.PackageError, match=message):
        made.validate(source)
