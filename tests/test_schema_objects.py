"""A pandera schema of ours as an object: pickled, copied, sent to another process, and given every kind of frame."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Literal, get_args

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from pandera.errors import SchemaError, SchemaErrors

import summitdata as sd
from profiles import examples
from schema_failures import failures, is_valid
from summitdata._names import TableName
from summitdata.datapackage import resource
from summitdata.schemas import from_table_schema, to_table_schema
from test_bridge_agreement import tables
from test_bridge_round_trip import FIELDS

Backend = Literal["pandas", "polars"]
BACKENDS: tuple[Backend, ...] = ("pandas", "polars")


def broken(name: str, backend: Backend) -> Any:
    """Return the first rows of a table twice over, so that they break each of its keys."""
    frame: Any = sd.load(name, backend).head(20)
    return pd.concat([frame, frame], ignore_index=True) if backend == "pandas" else pl.concat([frame, frame])


@pytest.mark.slow
@pytest.mark.parametrize("coerce", [False, True])
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", get_args(TableName))
def test_a_copy_of_a_schema_finds_what_the_schema_finds(name: TableName, backend: Any, *, coerce: bool) -> None:
    foreign = {reference: sd.load(reference) for reference in _references(name)}
    made = sd.schema(name, backend, foreign=foreign, coerce=coerce)
    frame = broken(name, backend)
    found = failures(made, frame)
    for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):  # noqa: S301 - of our own making
        assert failures(again, sd.load(name, backend)) == []
        assert failures(again, frame) == found != []
        assert to_table_schema(again) == resource(name)["schema"]


def _references(name: str) -> set[str]:
    keys = resource(name)["schema"].get("foreignKeys", [])
    return {key["reference"]["resource"] for key in keys} - {""}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("field", FIELDS, ids=[f"{at}-{field.get('type')}" for at, field in enumerate(FIELDS)])
def test_a_schema_of_every_type_format_and_constraint_pickles(field: dict[str, Any], backend: Any) -> None:
    schema = {"fields": [field], "missingValues": ["", "-"]}
    again = pickle.loads(pickle.dumps(from_table_schema(schema, backend=backend)))  # noqa: S301 - of our own making
    assert to_table_schema(again) == schema


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(table=tables())
def test_a_random_schema_finds_the_same_after_pickling(table: tuple[dict[str, Any], str], tmp_path: Any) -> None:
    schema, text = table
    file = tmp_path / "random.csv"
    file.write_text(text, "utf-8", newline="")
    for backend in BACKENDS:
        made = from_table_schema(schema, backend=backend)
        again = pickle.loads(pickle.dumps(made))  # noqa: S301 - of our own making
        try:
            frame = sd.read_csv(file, schema, backend=backend)
        except sd.DataFileError:
            continue
        assert failures(again, frame) == failures(made, frame)


@pytest.mark.slow
def test_a_schema_goes_to_a_process_that_has_imported_nothing() -> None:
    frames = [(sd.schema("outcomes", backend), sd.load("outcomes", backend)) for backend in BACKENDS]
    frames += [(made, broken("outcomes", backend)) for backend, (made, _) in zip(BACKENDS, frames, strict=True)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(is_valid, *zip(*frames, strict=True))) == [True, True, False, False]


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize("coerce", [False, True])
def test_a_column_that_stands_twice_is_named(*, lazy: bool, coerce: bool) -> None:
    frame = sd.load("trade")
    twice = frame.set_axis([*frame.columns[:-1], "year"], axis="columns")
    made = sd.schema("trade", coerce=coerce)
    with pytest.raises(SchemaErrors if lazy else SchemaError, match="more than one column 'year'"):
        made.validate(twice, lazy=lazy)
    with pytest.raises(SchemaErrors if lazy else SchemaError):
        made.validate(twice, None, None, None, None, lazy)


@pytest.mark.parametrize("coerce", [False, True])
def test_the_values_of_a_lazy_frame_are_validated(*, coerce: bool) -> None:
    made = sd.schema("summits", "polars", coerce=coerce)
    frame = sd.load("summits", "polars")
    validated = made.validate(frame.lazy())
    assert isinstance(validated, pl.LazyFrame)
    assert validated.collect().equals(frame)
    with pytest.raises(SchemaErrors, match="Almaty"):
        made.validate(frame.with_columns(city=pl.lit("Almaty")).lazy(), lazy=True)


def test_a_column_may_be_called_as_a_method_of_a_lazy_frame() -> None:
    made = sd.schema({"fields": [{"name": "collect", "type": "integer"}]}, coerce=True)
    assert made.validate(pd.DataFrame({"collect": [1.0]}))["collect"].tolist() == [1]
