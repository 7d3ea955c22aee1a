"""What a user writes, for readers of types: mypy and basedpyright look at this file, nothing runs it.

Each `assert_type` is what an editor shows at that place; a name that becomes less exact fails here first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, assert_type

import pandas as pd
import pandera.pandas
import pandera.polars
import polars as pl
import pyarrow as pa

import summitdata as sd


def tables(name: str) -> None:
    assert_type(sd.load("trade"), pd.DataFrame)
    assert_type(sd.load(name), pd.DataFrame)
    assert_type(sd.load(name, "polars"), pl.DataFrame)
    assert_type(sd.load("trade", backend="pyarrow"), pa.Table)
    assert_type(sd.load("trade", "polars", categories=True), pl.DataFrame)
    for each in sd.package().resource_names:
        assert_type(sd.load(each), pd.DataFrame)
    assert_type(sd.countries(central_asian=True), pd.DataFrame)
    assert_type(sd.read_csv("trade.csv"), pd.DataFrame)
    assert_type(sd.read_csv(Path("trade.csv"), name), pd.DataFrame)
    assert_type(sd.read_csv("trade.csv", {"fields": []}, backend="polars"), pl.DataFrame)
    assert_type(sd.read_csv("trade.csv", "trade", "polars"), pl.DataFrame)
    assert_type(sd.read_csv("trade.csv", None, "pyarrow"), pa.Table)
    assert_type(sd.read_csv("trade.csv", backend="pyarrow"), pa.Table)


def figures(id: str) -> float:
    assert_type(sd.figure(id), sd.Figure)
    growth = sd.trade_growth(2024, partner="KAZ")
    assert_type(growth, sd.Figure)
    assert_type(growth.interval, tuple[float, float])
    assert_type(growth.id, str | None)
    assert_type(growth + 1, sd.Figure)
    assert_type(2 * growth, sd.Figure)
    assert_type(sd.trade_volume() / (1 + growth), sd.Figure)
    assert_type(growth.to("percent"), sd.Figure)
    assert_type(sd.evidence(id), sd.Corroboration)
    assert_type(sd.evidence(), pd.DataFrame)
    return max(growth, 0.5)


def schemas(descriptor: dict[str, Any]) -> None:
    assert_type(sd.schema("trade"), pandera.pandas.DataFrameSchema)
    assert_type(sd.schema(descriptor, "polars"), pandera.polars.DataFrameSchema)


def gate(files: list[Path]) -> list[str]:
    report = sd.validate(files, "schema.json", limit_errors=10, warn=["type-error"])
    assert_type(report, sd.Report)
    assert_type(report.valid, bool)
    assert_type(report.to_json(), str)
    assert_type(report.to_frame(), pd.DataFrame)
    for task in report.tasks:
        assert_type(task.place, str)
        assert_type(task.stats.rows, int | None)
        assert_type(task.totals.by_type["type-error"], int)
        for error in task.errors:
            assert_type(error.line_number, int | None)
            assert_type(error.field_name, str | None)
            assert_type(error.severity, Literal["error", "warning"])
    assert_type(sd.validate(sd.load("trade"), "trade"), sd.Report)
    return [error.message for error in report.errors]


def upkeep(old: Path, new: str) -> None:
    found = sd.check(old)
    assert_type(found.valid, bool)
    assert_type([error.row_number for error in found.errors], list[int | None])
    difference = sd.diff(old, new, schema="trade")
    assert_type(bool(difference), bool)
    assert_type(difference.changes[0].key, dict[str, str | None] | None)


def failures(path: str) -> str:
    try:
        return str(sd.export("zip", path))
    except (sd.MissingDependencyError, sd.PackageError) as error:
        return str(error)
    except sd.SummitDataError as error:
        assert_type(error, sd.SummitDataError)
        return ""
