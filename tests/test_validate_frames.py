"""validate() of DataFrames: pandera validates them, and the report has the shape of a file's."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd
import pytest

import summitdata as sd
from summitdata._names import TableName
from summitdata.validation.formats import FORMATS


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_a_frame_is_judged_by_pandera(backend: Any) -> None:
    for table in get_args(TableName):
        report = sd.validate(sd.load(table, backend), table)
        assert report.errors == ()
        assert report.tasks[0].stats.rows == len(sd.load(table))


def test_a_frame_s_errors_have_the_shape_of_a_file_s() -> None:
    frame = sd.load("trade")
    frame.loc[3, "flow"] = "USA"
    frame.loc[5, "year"] = 1066
    report = sd.validate(frame, "trade")
    assert report.flatten(("type", "rowNumber", "rowPosition", "fieldName", "fieldNumber", "cell")) == [
        ["constraint-error", 5, 3, "flow", 4, "USA"],
        ["constraint-error", 7, 5, "year", 1, "1066"],
    ]
    assert report.tasks[0].totals.by_field == {"flow": 1, "year": 1}
    assert all(format(report) for format in FORMATS.values())


def test_a_frame_with_other_columns_and_types() -> None:
    frame = sd.load("topics").drop(columns="name").assign(extra=1)
    types = {(error.type, error.field_name) for error in sd.validate(frame, "topics").errors}
    assert {("missing-label", "name"), ("extra-label", "extra")} <= types
    frame = sd.load("topics").astype({"start": "float64"})
    assert ("type-error", "start") in {(e.type, e.field_name) for e in sd.validate(frame, "topics").errors}
    doubled = pd.concat([sd.load("topics"), sd.load("topics").head(1)])
    assert "primary-key" in {error.type for error in sd.validate(doubled, "topics").errors}


def test_a_frame_needs_a_schema() -> None:
    with pytest.raises(sd.PackageError, match="schema="):
        sd.validate(sd.load("topics"))
    with pytest.raises(sd.UnknownNameError, match="'topics'"):
        sd.validate(sd.load("topics"), "topic")


def test_a_frame_may_only_warn() -> None:
    frame = sd.load("trade")
    frame.loc[3, "flow"] = "USA"
    report = sd.validate(frame, "trade", warn=["constraint-error"])
    assert (report.valid, report.stats.errors, report.stats.warnings) == (True, 0, 1)
    assert [error.severity for error in report.errors] == ["warning"]


def test_a_column_may_be_called_row() -> None:
    frame = pd.DataFrame({"row": pd.array([1, 1], "Int64")})
    schema = {"fields": [{"name": "row", "type": "integer"}], "primaryKey": ["row"]}
    assert {error.type for error in sd.validate(frame, schema).errors} == {"primary-key"}
