"""validate() of a DataFrame says what it says of the CSV file that the frame's library writes of it.

What cannot agree is listed in `APART`: there a frame knows its values better than the file that is written of it.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import LIMITS, V2
from profiles import examples
from summitdata.datapackage import locate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

moment = datetime.fromisoformat

VALUES: dict[str, list[Any]] = {
    "text": ["x", "ab", "", "NA", "é", "a,b", 'a"b', "a\nb", "1", "2.5", "true", "2025", "2020-02-29", "10:00:00"],
    "integer": [0, 1, 2, 3, 100, 2025],
    "float": [0.0, 0.1, 1.5, 2.5, -3.25, 100.75],
    "boolean": [True, False],
    "day": [date(2020, 2, 1), date(2020, 2, 29), date(2025, 6, 17)],
    "moment": [moment("2020-01-01 10:00:00"), moment("2025-06-17 10:00:01"), moment("2025-06-17 00:00:00.000500")],
    "time": [time(10), time(10, 30), time(23, 59, 59)],
    "decimal": [Decimal("0.10"), Decimal("1.50"), Decimal("100.25"), Decimal("-3.75")],
}

PANDAS = {
    "text": ["str", "object", "string[python]", "string[pyarrow]", "category", pd.ArrowDtype(pa.large_string())],
    "integer": [
        *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "Int16", "Int64", "UInt32"),
        *("object", "category", "int32[pyarrow]", "uint64[pyarrow]"),
    ],
    "float": ["float32", "float64", "Float64", "object", "double[pyarrow]"],
    "boolean": ["bool", "boolean", "object", "bool[pyarrow]"],
    "day": ["object", "date32[pyarrow]", "period[D]"],
    "moment": ["datetime64[ns]", "datetime64[us]", "object", "timestamp[us][pyarrow]"],
    "time": ["object", "time64[us][pyarrow]"],
    "decimal": ["object", pd.ArrowDtype(pa.decimal128(9, 2))],
}
POLARS = {
    "text": [pl.String, pl.Categorical, pl.Enum(VALUES["text"])],
    "integer": [pl.Int16, pl.Int32, pl.Int64, pl.UInt16, pl.UInt32, pl.UInt64, pl.Int128],
    "float": [pl.Float32, pl.Float64],
    "boolean": [pl.Boolean],
    "day": [pl.Date],
    "moment": [pl.Datetime("us"), pl.Datetime("ns"), pl.Datetime("ms")],
    "time": [pl.Time],
    "decimal": [pl.Decimal(9, 2)],
}
ARROW = {
    "text": [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())],
    "integer": [pa.int16(), pa.int32(), pa.int64(), pa.uint16(), pa.uint32(), pa.uint64()],
    "float": [pa.float32(), pa.float64()],
    "boolean": [pa.bool_()],
    "day": [pa.date32(), pa.date64()],
    "moment": [pa.timestamp("us"), pa.timestamp("ns")],
    "time": [pa.time64("us"), pa.time32("s")],
    "decimal": [pa.decimal128(9, 2)],
}
DTYPES = {"pandas": PANDAS, "polars": POLARS, "arrow": ARROW}
FIELD_TYPES = ["any", "boolean", "date", "datetime", "integer", "number", "string", "time", "year", "yearmonth"]


@dataclass(frozen=True)
class Apart:
    """Why a frame is not as valid as its file: for values of a kind in a type of field; `fits` has two of them."""

    why: str
    kind: str
    field: dict[str, Any]
    libraries: tuple[str, ...]
    fits: list[Any]


APART = [
    Apart("pandas holds integers with gaps as floats", "float", {"type": "integer"}, ("pandas",), [3.0, None]),
    Apart("a float without a fraction is an integer", "float", {"type": "integer"}, ("pandas", "polars"), [3.0, 4.0]),
    Apart("so is a year", "float", {"type": "year"}, ("pandas", "polars"), [2020.0, 2021.0]),
    Apart("so is 1 for true", "float", {"type": "boolean"}, ("pandas", "polars"), [1.0, 0.0]),
    Apart("a code that became a float, as others are missing", "float",
          {"type": "string", "constraints": {"pattern": "[0-9]+"}}, ("pandas",), [7.0, None]),
    Apart("a decimal without a fraction is an integer", "decimal", {"type": "integer"},
          ("pandas", "polars", "arrow"), [Decimal("3.00"), Decimal("4.00")]),
    Apart("a library writes a moment otherwise than the standard", "moment", {"type": "datetime"},
          ("pandas", "polars", "arrow"), [moment("2025-06-17 10:00:00"), moment("2025-06-17 00:00:00")]),
    Apart("a moment at midnight is a day", "moment", {"type": "date"}, ("polars", "arrow"),
          [moment("2025-06-17 00:00:00"), moment("2025-06-18 00:00:00")]),
    Apart("a library writes a time with zeros", "time", {"type": "time", "format": "%H:%M"}, ("polars", "arrow"),
          [time(10, 30), time(11)]),
    Apart("a day has the format of its field", "day", {"type": "date", "format": "%d/%m/%Y"},
          ("pandas", "polars", "arrow"), [date(2025, 6, 17), date(2025, 6, 18)]),
    Apart("so has a moment", "moment", {"type": "datetime", "format": "%d/%m/%Y %H:%M"},
          ("pandas", "polars", "arrow"), [moment("2025-06-17 10:00:00"), moment("2025-06-18 11:00:00")]),
    Apart("true and false have the words of their field", "boolean",
          {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}, ("pandas", "polars", "arrow"),
          [True, False]),
    Apart("a number has the decimal sign of its field", "float",
          {"type": "number", "decimalChar": ",", "groupChar": "."}, ("pandas", "polars", "arrow"), [1.5, 2.25]),
    Apart("a duration is written as ISO 8601", "duration", {"type": "duration"}, ("pandas", "polars", "arrow"),
          [timedelta(days=1, seconds=30), timedelta(0)]),
    Apart("pandas does not quote a carriage return", "text", {"type": "string"}, ("pandas",), ["x\ry", "\r"]),
    Apart("a list is written as JSON", "list", {"type": "array"}, ("pandas", "polars", "arrow"), [[1, 2], [3]]),
]  # fmt: skip
"""Where a frame's verdict is not that of the file that its library writes: the file has lost what the values are."""


def frame_of(library: str, columns: dict[str, tuple[list[Any], Any]]) -> Any:
    """Make a frame of a library; each column has its values and its dtype."""
    if library == "pandas":
        made = {name: pd.Series(values, dtype=object).astype(dtype) for name, (values, dtype) in columns.items()}
        return pd.DataFrame(made)
    if library == "polars":
        series = [pl.Series(name, values, dtype, strict=False) for name, (values, dtype) in columns.items()]
        return pl.DataFrame(series)
    return pa.table({name: pa.array(values).cast(dtype) if pa.types.is_dictionary(dtype) else pa.array(values, dtype)
                     for name, (values, dtype) in columns.items()})  # fmt: skip


def write_csv(frame: Any, library: str, file: Path) -> None:
    """Write a frame as its library does."""
    if library == "pandas":
        frame.to_csv(file, index=False)
    elif library == "polars":
        frame.write_csv(file)
    else:
        pa.csv.write_csv(frame, file)


def found(report: sd.Report) -> list[tuple[str, int | None, str | None]]:
    return [(error.type, error.record_number, error.field_name) for error in report.errors]


def found_in_file(report: sd.Report, schema: dict[str, Any]) -> list[tuple[str, int | None, str | None]]:
    """Return the errors of a file, but for those of keys that only follow from an error of type."""
    wrong = {(row, name) for kind, row, name in found(report) if kind == "type-error"}
    return [
        (kind, row, name)
        for kind, row, name in found(report)
        if kind != "primary-key" or not any((row, part) in wrong for part in schema.get("primaryKey", []))
    ]


def faithful(library: str, values: list[Any], field: dict[str, Any]) -> list[str] | None:
    """Return the cells that say what the values are, where the library writes others; the reasons are in `APART`."""
    field_type = field["type"]
    if any(isinstance(value, float | Decimal) for value in values):
        whole = [value is None or value == int(value) for value in values]
        has_gaps = library == "pandas" and None in values and all(whole) and not isinstance(values[0], Decimal)
        if field_type in ("integer", "year", "boolean") or (has_gaps and field_type != "number"):
            return ["" if v is None else str(int(v)) if is_whole else str(v) for v, is_whole in zip(values, whole)]  # noqa: B905
    if any(isinstance(value, datetime | time) for value in values) and field_type in ("date", "datetime", "time"):
        return ["" if value is None else value.isoformat() for value in values]
    return None


def replace_cells(file: Path, column: str, cells: list[str]) -> None:
    """Write other cells into a column of a file."""
    labels, *rows = csv.reader(io.StringIO(file.read_text("utf-8"), newline=""))
    at = labels.index(column)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(labels)
        for row, cell in zip(rows, cells, strict=True):
            filled = row or [""]  # a line without a cell is a row of one column
            writer.writerow([*filled[:at], cell, *filled[at + 1 :]])


@st.composite
def frames(draw: st.DrawFn, library: str) -> tuple[dict[str, Any], dict[str, tuple[list[Any], Any]]]:
    """Draw a Table Schema, and the columns of a frame that fits it more or less."""
    rows = draw(st.integers(1, 6))
    fields: list[dict[str, Any]] = []
    columns: dict[str, tuple[list[Any], Any]] = {}
    for name in "abc"[: draw(st.integers(1, 3))]:
        field_type = draw(st.sampled_from(FIELD_TYPES))
        constraints: dict[str, Any] = dict(draw(st.sampled_from([{}, *LIMITS.get(field_type, [])])))
        constraints |= draw(st.sampled_from([{}, {}, {"required": True}, {"unique": True}]))
        field: dict[str, Any] = {"name": name, "type": field_type, "constraints": constraints}
        likely = {"integer": "integer", "number": "float", "boolean": "boolean", "date": "day", "year": "integer",
                  "time": "time", "datetime": "moment"}.get(field_type, "text")  # fmt: skip
        kind = draw(st.sampled_from([likely, likely, likely, *VALUES]))
        dtypes: dict[str, list[Any]] = DTYPES[library]  # type: ignore[assignment]
        dtype = draw(st.sampled_from(dtypes[kind]))
        may_miss = str(dtype) not in ("bool", "float32") and not str(dtype).startswith(("int", "uint"))
        pool = st.sampled_from(VALUES[kind])
        if kind == "integer" and "8" in str(dtype):
            pool = st.sampled_from([0, 1, 2, 3, 100])
        values = draw(
            st.lists(st.one_of(pool, pool, pool, st.none()) if may_miss else pool, min_size=rows, max_size=rows)
        )
        if "'ms'" in str(dtype):  # polars cuts microseconds off without a word: the frame would have another value
            values = [value and value.replace(microsecond=value.microsecond * 1000) for value in values]
        fields.append(field)
        columns[name] = (values, dtype)
    schema: dict[str, Any] = {"$schema": f"{V2}tableschema.json", "fields": fields}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=2, unique=True))
    schema |= draw(st.sampled_from([{}, {}, {"missingValues": ["", "NA"]}]))
    return schema, columns


@pytest.mark.slow
@pytest.mark.parametrize("threshold", [0, 1_000_000], ids=["pandera first", "the file alone"])
@pytest.mark.parametrize("library", sorted(DTYPES))
def test_a_frame_is_as_valid_as_its_file(
    library: str, threshold: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summitdata.validation.dataframes.SMALL", threshold)
    file = tmp_path / "table.csv"

    @settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
    @given(frames(library))
    def agree(drawn: tuple[dict[str, Any], dict[str, tuple[list[Any], Any]]]) -> None:
        schema, columns = drawn
        frame = frame_of(library, columns)
        write_csv(frame, library, file)
        for field in schema["fields"]:
            if (cells := faithful(library, columns[field["name"]][0], field)) is not None:
                replace_cells(file, field["name"], cells)
        assert found(sd.validate(frame, schema)) == found_in_file(sd.validate(file, schema), schema), file.read_text(
            "utf-8"
        )

    agree()


@pytest.mark.parametrize("apart", APART, ids=lambda apart: apart.why)
def test_where_a_frame_knows_more_than_its_file(apart: Apart) -> None:
    schema = {"fields": [{"name": "a", **apart.field}, {"name": "b", "type": "string"}]}
    for library in apart.libraries:
        fits = {"a": apart.fits, "b": ["x", "y"]}
        frame = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[library](fits)
        assert found(sd.validate(frame, schema)) == []


LABELS = [["a"], ["a", "b", "c"], ["b", "a"], ["a", "a"], ["", "b"], ["A", "b"], [" a", "b"]]


@pytest.mark.parametrize("fields_match", ["exact", "subset", "partial"])
@pytest.mark.parametrize("labels", LABELS, ids=",".join)
def test_other_columns_are_the_same_errors_as_other_labels(
    labels: list[str], fields_match: str, tmp_path: Path
) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string", "constraints": {"minLength": 2}}]
    schema = {"$schema": f"{V2}tableschema.json", "fields": fields, "fieldsMatch": fields_match}
    frame = pd.DataFrame([[1] * len(labels), [2] * len(labels)], columns=labels)
    file = tmp_path / "table.csv"
    frame.to_csv(file, index=False)
    assert found(sd.validate(frame, schema)) == found(sd.validate(file, schema))


@pytest.mark.parametrize(
    "labels", [[None, "b"], [float("nan"), "b"], [1, 2.5], pd.to_datetime(["2025-06-17", "2025-06-18"])], ids=str
)
def test_labels_that_are_not_texts_are_as_in_the_file(labels: Any, tmp_path: Path) -> None:
    schema = {"fields": [{"name": "2025-06-17", "type": "integer"}, {"name": "b", "type": "integer"}]}
    frame = pd.DataFrame([[1, 2]], columns=labels)
    frame.to_csv(tmp_path / "table.csv", index=False)
    expected = sd.validate(tmp_path / "table.csv", schema).tasks[0]
    task = sd.validate(frame, schema).tasks[0]
    assert (task.labels, [error.type for error in task.errors]) == (
        expected.labels,
        [error.type for error in expected.errors],
    )


LARGE = 20_001
"""Rows of a frame that pandera looks at first."""


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize(
    ("field", "value", "missing"),
    [
        ({"type": "year"}, 5, [""]),
        ({"type": "integer", "constraints": {"required": True}}, 0, ["", "0"]),
        ({"type": "boolean", "constraints": {"required": True}}, True, ["", "true"]),
        ({"type": "date", "constraints": {"required": True}}, date(2020, 1, 1), ["", "2020-01-01"]),
        ({"type": "string", "constraints": {"required": True}}, "-", ["", "-"]),
        ({"type": "datetime", "format": "%Y-%m-%d %H:%M"}, moment("2020-01-01 10:00:30"), [""]),
        ({"type": "date", "format": "%Y"}, date(2020, 5, 1), [""]),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else None,
)
def test_a_large_frame_is_as_valid_as_a_small_one(
    field: dict[str, Any], value: Any, missing: list[str], library: str
) -> None:
    schema = {"missingValues": missing, "fields": [{"name": "a", **field}, {"name": "b", "type": "string"}]}
    dtypes: dict[str, Any] = {"year": "Int64", "integer": "Int64", "boolean": "boolean", "string": "str"}
    dtype = dtypes.get(field["type"], "datetime64[s]" if field["type"] == "date" else "datetime64[us]")
    small, large = (
        pl.DataFrame({"a": [value] * rows, "b": ["x"] * rows})
        if library == "polars"
        else pd.DataFrame({"a": pd.Series([value] * rows).astype(dtype), "b": "x"})
        for rows in (1, LARGE)
    )
    assert not sd.validate(small, schema).valid
    assert not sd.validate(large, schema, limit_errors=1).valid


def test_columns_of_several_levels_are_refused() -> None:
    frame = pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")]))
    with pytest.raises(sd.PackageError, match="labels of 2 levels"):
        sd.validate(frame, {"fields": [{"name": "a", "type": "integer"}]})


def test_an_object_of_python_is_its_text() -> None:
    frame = pl.DataFrame({"a": pl.Series([Decimal("1.5"), None], dtype=pl.Object), "b": ["x", "y"]})
    schema = {"fields": [{"name": "a", "type": "number"}, {"name": "b", "type": "string"}]}
    assert sd.validate(frame, schema).frame["a"].to_list() == [1.5, None]


def test_repeated_rows_blank_rows_and_missing_parts_of_keys(tmp_path: Path) -> None:
    fields = [{"name": name, "type": "string"} for name in "ab"]
    schema = {"fields": fields, "primaryKey": ["a", "b"]}
    frame = pd.DataFrame({"a": ["x", "x", None, "y"], "b": ["1", "1", None, None]})
    file = tmp_path / "table.csv"
    frame.to_csv(file, index=False)
    assert found(sd.validate(frame, schema)) == found(sd.validate(file, schema))
    kinds = [kind for kind, _, _ in found(sd.validate(frame, schema))]
    assert kinds == ["primary-key", "blank-row", "primary-key", "primary-key"]


READERS: dict[str, Callable[[Path, str], Any]] = {
    "pandas": lambda file, _: pd.read_csv(file),
    "pandas with nullable dtypes": lambda file, _: pd.read_csv(file, dtype_backend="numpy_nullable"),
    "pandas with Arrow": lambda file, _: pd.read_csv(file, dtype_backend="pyarrow"),
    "polars": lambda file, _: pl.read_csv(file, infer_schema_length=None),
    "a lazy frame of polars": lambda file, _: pl.scan_csv(file, infer_schema_length=None),
    "Arrow": lambda file, _: pa.csv.read_csv(file),
    "DuckDB": lambda file, _: duckdb.read_csv(str(file)),
    "DuckDB as pandas": lambda file, _: duckdb.read_csv(str(file)).df(),
    "categories": lambda _, table: sd.load(table).astype("category"),
    "objects": lambda _, table: sd.load(table).astype(object),
}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_the_tables_of_this_package_as_usual_readers_read_them(reader: str) -> None:
    for table in sd.package().resource_names:
        file = locate().parent / "resources" / f"{table}.csv"
        assert found(sd.validate(READERS[reader](file, table), table)) == [], table


def from_sqlite(path: Path, table: str) -> pd.DataFrame:
    with closing(sqlite3.connect(path)) as connection:
        return pd.read_sql(f'select * from "{table}"', connection)  # noqa: S608 - a name of ours


def from_duckdb(path: Path, table: str) -> dict[str, Any]:
    with duckdb.connect(path, read_only=True) as connection:
        made = connection.table(table)
        return {"pandas": made.df(), "polars": made.pl(), "Arrow": made.to_arrow_table()}


def from_openpyxl(path: Path, table: str) -> pd.DataFrame:
    labels, *rows = openpyxl.load_workbook(path)[table].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=list(labels))


EXPORTS: dict[str, tuple[str, Callable[[Path, str], dict[str, Any]]]] = {
    "parquet": (
        "all",
        lambda path, table: {
            "pandas": pd.read_parquet(path / f"{table}.parquet"),
            "polars": pl.read_parquet(path / f"{table}.parquet"),
            "Arrow": pq.read_table(path / f"{table}.parquet"),
            "DuckDB": duckdb.read_parquet(str(path / f"{table}.parquet")).df(),
        },
    ),
    "arrow": (
        "all",
        lambda path, table: {
            "pandas": pd.read_feather(path / f"{table}.arrow"),
            "polars": pl.read_ipc(path / f"{table}.arrow"),
            "Arrow": pa.ipc.open_file(path / f"{table}.arrow").read_all(),
        },
    ),
    "excel": (
        "all.xlsx",
        lambda path, table: {
            "pandas": pd.read_excel(path, sheet_name=table),
            "openpyxl": from_openpyxl(path, table),
        },
    ),
    "sqlite": ("all.sqlite", lambda path, table: {"pandas": from_sqlite(path, table)}),
    "duckdb": ("all.duckdb", from_duckdb),
}


@pytest.mark.slow
@pytest.mark.parametrize("data_format", EXPORTS)
def test_the_exports_as_usual_readers_read_them(data_format: str, tmp_path: Path) -> None:
    name, read = EXPORTS[data_format]
    sd.export(data_format, tmp_path / name)
    for table in sd.package().resource_names:
        for reader, frame in read(tmp_path / name, table).items():
            report = sd.validate(frame, table)
            assert found(report) == [], (table, reader)
            assert report.frame.shape == frame.shape
