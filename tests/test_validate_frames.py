"""validate() of DataFrames: values count and not dtypes, and the report has the shape of a file's."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, get_args

import numpy as np
import pandas as pd
import polars as pl
import pytest

import summitdata as sd
from summitdata._names import TableName
from summitdata.datapackage import locate
from summitdata.validation.formats import FORMATS


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_the_tables_of_this_package_are_valid_frames(backend: Any) -> None:
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
        ["group-constraint", None, 5, None, None, None],  # no value of that year is preferred
    ]
    assert report.tasks[0].totals.by_field == {"flow": 1, "year": 1}
    assert all(format(report) for format in FORMATS.values())


def test_what_converts_without_loss_is_no_error() -> None:
    schema = {
        "fields": [
            {"name": "day", "type": "date", "constraints": {"minimum": "2020-01-01"}},
            {"name": "n", "type": "integer", "constraints": {"minimum": 1}},
            {"name": "x", "type": "number"},
            {"name": "yes", "type": "boolean"},
            {"name": "month", "type": "yearmonth"},
            {"name": "code", "type": "string", "constraints": {"enum": ["a", "b"]}},
            {"name": "other", "type": "any"},
        ]
    }
    frame = pd.DataFrame(
        {
            "day": [date(2025, 6, 17), pd.NaT],
            "n": [3.0, None],
            "x": [Decimal("1.5"), 2],
            "yes": [True, None],
            "month": pd.PeriodIndex(["2025-06", "2025-07"], freq="M"),
            "code": pd.Categorical(["a", None]),
            "other": [1, 2],
        }
    )
    report = sd.validate(frame, schema)
    assert report.errors == ()
    assert sd.schema(schema).validate(report.frame).equals(report.frame)
    assert report.frame["month"].to_list() == ["2025-06", "2025-07"]


@pytest.mark.parametrize(
    ("field", "values", "cell"),
    [
        ({"type": "integer"}, [1.0, 2.5], "2.5"),
        ({"type": "date"}, pd.to_datetime(["2025-06-17 00:00", "2025-06-18 12:00"]), "2025-06-18 12:00:00"),
        ({"type": "date"}, [date(2025, 6, 17), datetime.fromisoformat("2025-06-18 12:00")], "2025-06-18 12:00:00"),
        ({"type": "date"}, pd.PeriodIndex(["2025-06", "2025-08"], freq="M"), "2025-08"),
        ({"type": "integer"}, [Decimal(1), Decimal("0.5")], "0.5"),
        ({"type": "integer"}, [1, "x"], "x"),
        ({"type": "string", "constraints": {"required": True}}, ["x", ""], ""),
        ({"type": "year"}, [2025, 25], "25"),
    ],
)  # fmt: skip
def test_a_value_that_loses_something_is_the_error(field: dict[str, Any], values: Any, cell: str) -> None:
    frame = pd.DataFrame({"a": values, "b": ["x", "y"]})
    schema = {"fields": [{"name": "a", **field}, {"name": "b", "type": "string"}]}
    errors = sd.validate(frame, schema).errors
    assert (errors[-1].cell, errors[-1].row_position) == (cell, 1)


def test_an_error_of_type_brings_no_error_of_a_key() -> None:
    fields = [{"name": "a", "type": "integer", "constraints": {"minimum": 1}}, {"name": "b", "type": "integer"}]
    schema = {"fields": fields, "primaryKey": ["a"]}
    report = sd.validate(pd.DataFrame({"a": [1.5, 2.5, 3, 3], "b": [1, 2, 3, 4]}), schema)
    assert [(error.type, error.row_position) for error in report.errors] == [
        ("type-error", 0),
        ("type-error", 1),
        ("primary-key", 3),
    ]
    assert (report.stats.errors, dict(report.tasks[0].totals.by_type)) == (3, {"type-error": 2, "primary-key": 1})


def test_a_frame_that_cannot_be_converted() -> None:
    schema = {"fields": [{"name": "a", "type": "integer"}]}
    report = sd.validate(pd.DataFrame({"a": [1, 2.5]}), schema)
    with pytest.raises(sd.DataFileError, match=r"row 3, field a: '2\.5' is not a valid integer"):
        _ = report.frame
    with pytest.raises(sd.DataFileError, match="the columns are b; the schema has a"):
        _ = sd.validate(pd.DataFrame({"b": [1]}), schema).frame
    assert sd.validate(locate()).frame is None


@pytest.mark.parametrize(
    ("field_type", "value", "why"),
    [
        ("datetime", pd.Timestamp("2025-06-17T10:00:00.000000001"), "finer than a microsecond"),
        ("number", 10**400, "does not fit into 64 bits"),
        ("integer", 2**64, "does not fit into 64 bits"),
        ("number", 2**53 + 1, "let the type be integer"),
        ("datetime", pd.Timestamp("2025-06-17T10:00Z"), "time zone"),
    ],
)
def test_a_value_that_is_valid_but_would_lose_something(field_type: str, value: Any, why: str) -> None:
    report = sd.validate(pd.DataFrame({"a": [value]}, dtype=object), {"fields": [{"name": "a", "type": field_type}]})
    assert report.errors == ()
    with pytest.raises(sd.DataFileError, match=why):
        _ = report.frame


def test_a_half_float_has_the_digits_of_its_own_width() -> None:
    schema = {"fields": [{"name": "a", "type": "number", "constraints": {"enum": [0.1]}}]}
    assert sd.validate(pd.DataFrame({"a": pd.Series([0.1], dtype="float16")}), schema).errors == ()


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        (pd.Series([1], name="a"), "to_frame"),
        (pl.Series("a", [1]), "to_frame"),
        ([{"a": 1}], r"pandas\.DataFrame\(rows\)"),
        ([[1]], r"pandas\.DataFrame\(rows\)"),
        ({"a": [1]}, r"pandas\.DataFrame\(rows\)"),
        (np.array([[1]]), r"pandas\.DataFrame\(values"),
        (None, "must be a str or a pathlib.Path"),
        (pd.DataFrame, "must be a str or a pathlib.Path"),
    ],
    ids=["a Series", "a Series of polars", "dicts", "lists", "a dict", "an array", "nothing", "a class"],
)
def test_what_is_no_table(source: Any, advice: str) -> None:
    with pytest.raises(sd.PackageError, match=advice):
        sd.validate(source, {"fields": [{"name": "a", "type": "integer"}]})


@pytest.mark.parametrize("frame", [pd.DataFrame({"a": [1]}), pl.DataFrame({"a": [1]}), pd.Series(["a.csv"])])
def test_what_reads_files_takes_no_frame(frame: Any) -> None:
    for read in (sd.read_csv, sd.describe):
        with pytest.raises(sd.PackageError, match=rf"not {type(frame).__name__}"):
            read(frame)


def test_a_text_that_no_file_can_hold() -> None:
    frame = pd.DataFrame({"a": pd.Series([chr(0xD800)], dtype=object)})
    with pytest.raises(sd.PackageError, match="column 'a': a text has half of a surrogate pair"):
        sd.validate(frame, {"fields": [{"name": "a", "type": "string"}]})


def test_a_label_that_no_file_can_hold() -> None:
    frame = pd.DataFrame({"a": [1]}).set_axis(pd.Index([chr(0xD800)], dtype=object), axis="columns")
    with pytest.raises(sd.PackageError, match="a label has half of a surrogate pair"):
        sd.validate(frame, {"fields": [{"name": "a", "type": "string"}]})


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


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("twice", [True, False])
def test_a_key_that_stands_twice_is_found_in_a_large_frame(library: str, twice: bool) -> None:  # noqa: FBT001 - of pytest
    rows = 20_001  # so many that pandera looks at them first
    columns: dict[str, Any] = {"a": [*range(rows - 1), 5 if twice else rows], "b": range(rows)}
    frame = pl.DataFrame(columns) if library == "polars" else pd.DataFrame(columns, dtype="Int64")
    fields = [{"name": name, "type": "integer"} for name in columns]
    for key, errors in ((["a"], ["primary-key"] if twice else []), ([*columns], [])):
        report = sd.validate(frame, {"fields": fields, "primaryKey": key})
        assert [error.type for error in report.errors] == errors
        assert (report.tasks[0].engine == "pandera") == (not errors)


@pytest.mark.parametrize(
    ("field_type", "bound", "value"),
    [
        ("datetime", "2024-01-01", datetime.fromisoformat("2024-05-01 00:00")),
        ("datetime", "2024-01-01T10:00", datetime.fromisoformat("2024-05-01 00:00")),
        ("time", "10:00", time(11)),
        ("year", "24", 2024),
    ],
)
@pytest.mark.parametrize("rows", [1, 20_001])
def test_a_bound_that_no_cell_may_be_is_named(field_type: str, bound: str, value: Any, rows: int) -> None:
    field = {"name": "a", "type": field_type, "constraints": {"minimum": bound}}
    schema = {"fields": [field, {"name": "b", "type": "string"}]}
    frame = pl.DataFrame({"a": [value] * rows, "b": ["x"] * rows})
    message = f"the constraint minimum of the field 'a' is '{bound}'"
    assert [message in error.message for error in sd.validate(frame, schema).errors] == [True]
    with pytest.raises(sd.PackageError, match=message):
        sd.schema(schema)


def test_a_large_frame_of_texts_is_shown_to_pandera_first_in_every_pandas() -> None:
    field = {"name": "a", "type": "string", "constraints": {"maxLength": 1}}
    schema = {"fields": [field, {"name": "b", "type": "any"}]}
    texts = pd.DataFrame({name: pd.Series(["x", None] * 10_001, dtype="str") for name in "ab"}).fillna({"b": "y"})
    assert (sd.validate(texts, schema).tasks[0].engine, sd.validate(texts, schema).valid) == ("pandera", True)
    other = texts.astype(object)
    other.loc[5, "a"] = 1.5
    assert [error.cell for error in sd.validate(other, schema).errors] == ["1.5"]


@pytest.mark.parametrize("schema", [{"fields": ["a"]}, {"$schema": 5, "fields": [{"name": "a"}]}], ids=str)
def test_a_schema_that_is_none_is_not_said_of_a_temporary_file(schema: Any) -> None:
    with pytest.raises(sd.PackageError, match=r"^<frame>: "):
        sd.validate(pd.DataFrame({"a": [1]}), schema)
