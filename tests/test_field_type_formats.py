"""The field types: in each schema format and each export, a column of every type is read by the format's own tools."""

from __future__ import annotations

import json
import runpy
import sqlite3
import warnings
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest
from csvw import TableGroup
from jsonschema import Draft202012Validator

import summitdata as sd
from field_samples import ALL, ROW, SAMPLES, field_of, table_of, write, write_valid
from summitdata.exports.croissant import record_set
from summitdata.exports.csvw import csvw_columns
from summitdata.exports.excel import fill_sheet
from summitdata.schema_formats import FORMATS
from summitdata.tabular.schema_rules import read_rules
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_valid(tmp_path)


# The schema formats


@pytest.mark.parametrize("format", ["pandera", "pandera-model"])
def test_the_python_of_pandera_takes_a_frame(format: str, file: Path, tmp_path: Path) -> None:
    module = tmp_path / "schema.py"
    module.write_text(FORMATS[format](ALL), "utf-8")
    names = runpy.run_path(str(module))
    schema = names["schema"] if format == "pandera" else names["T"]
    frame = sd.read_csv(file, ALL["schema"])
    assert schema.validate(frame).equals(frame)


def test_the_yaml_of_pandera_takes_a_frame(file: Path) -> None:
    import pandera.pandas

    # pandera's YAML has no dtype for a time of the day.
    of_all = table_of(*(field for field in ALL["schema"]["fields"] if field["type"] != "time"))
    schema = pandera.pandas.DataFrameSchema.from_yaml(FORMATS["pandera-yaml"](of_all))
    assert schema is not None
    frame = sd.read_csv(file, ALL["schema"]).drop(columns="of_time")
    assert schema.validate(frame).equals(frame)


def test_the_json_schema_takes_a_row() -> None:
    schema = json.loads(FORMATS["json-schema"](ALL))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid([ROW, dict.fromkeys(ROW)])
    for column, value in ROW.items():
        assert not validator.is_valid([{**ROW, column: 2 if isinstance(value, str) else "x"}])


@pytest.mark.parametrize("database", ["sqlite", "duckdb"])
def test_the_sql_makes_a_table_that_takes_a_row(database: str) -> None:
    connection: Any = sqlite3.connect(":memory:") if database == "sqlite" else duckdb.connect()
    connection.execute(FORMATS["sql"](ALL))
    insert = f"INSERT INTO t VALUES ({', '.join('?' * len(ROW))})"  # noqa: S608 - nothing but placeholders
    connection.execute(insert, list(ROW.values()))
    connection.execute(insert, [None] * len(ROW))
    first, missing = connection.execute("SELECT * FROM t").fetchall()
    assert [str(value) for value in missing] == ["None"] * len(ROW)
    if database == "duckdb":
        python = {"date": date(2025, 6, 17), "datetime": datetime(2025, 6, 17, 10), "time": time(10)}  # noqa: DTZ001
        assert list(first) == [python.get(name, sample.row) for name, sample in SAMPLES.items()]
    else:
        assert list(first) == list(ROW.values())


# The exports


def test_csvw_reads_a_row(file: Path) -> None:
    rules = read_rules(ALL["schema"])
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [{"url": file.name, "tableSchema": {"columns": csvw_columns(rules)}}],
    }
    (file.parent / "csv-metadata.json").write_text(json.dumps(metadata), "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        group = TableGroup.from_file(file.parent / "csv-metadata.json")
        (row,) = group.tables[0].iterdicts(strict=True)
    assert row["of_list"] == ["a", "b"]
    assert (row["of_integer"], row["of_number"], row["of_boolean"], row["of_year"]) == (7, 1.5, True, 2025)
    assert (row["of_array"], row["of_object"]) == ([1], {"a": 1})
    assert row["of_datetime"] == datetime(2025, 6, 17, 10)  # noqa: DTZ001 - as it is written
    assert (row["of_yearmonth"], row["of_geopoint"], row["of_any"]) == ("2025-06", "1,2", "x")


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if sample.wrong])
def test_csvw_refuses_a_wrong_cell_of_a_type_that_it_has(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    assert sample.wrong is not None
    write(tmp_path, [f"of_{name}"], [sample.wrong])
    columns = csvw_columns(read_rules(table_of(field_of(name))["schema"]))
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [{"url": "t.csv", "tableSchema": {"columns": columns}}],
    }
    (tmp_path / "csv-metadata.json").write_text(json.dumps(metadata), "utf-8")
    group = TableGroup.from_file(tmp_path / "csv-metadata.json")
    # CSVW's JSON is any JSON; the reader takes a month of a year, and a year as a number, as they are.
    lax = name in ("array", "geojson", "object", "geopoint", "yearmonth", "year")
    try:
        rows = list(group.tables[0].iterdicts(strict=True))
    except ValueError:
        rows = []
    assert bool(rows) == lax


def test_a_format_that_csvw_and_croissant_have_no_word_for_is_text() -> None:
    fields = [
        field_of("date", format="%d.%m.%Y", constraints={"minimum": "01.01.2020"}),
        field_of("time", format="any"),
        field_of("geopoint", format="object"),
        field_of("string", format="uri"),
    ]
    rules = read_rules(table_of(*fields)["schema"])
    assert [column["datatype"] for column in csvw_columns(rules)] == [
        {"base": "string"},
        {"base": "string"},
        {"base": "json"},
        {"base": "string"},
    ]
    types = [field["dataType"] for field in record_set(table_of(*fields))["field"]]
    assert types == ["sc:Text", "sc:Text", "sc:Text", "sc:URL"]


def test_mlcroissant_knows_each_data_type() -> None:
    from mlcroissant import DataType

    data_types = {
        str(uri).replace("https://schema.org/", "sc:") for key, uri in vars(DataType).items() if key.isupper()
    }
    assert {field["dataType"] for field in record_set(ALL)["field"]} <= data_types


def workbook(sheet: Worksheet, tmp_path: Path) -> Worksheet:
    sheet.parent.save(tmp_path / "t.xlsx")  # type: ignore[union-attr] # a sheet of a workbook has one
    read: Any = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    return read  # type: ignore[no-any-return]


def test_excel_holds_a_row(tmp_path: Path) -> None:
    sheet: Any = openpyxl.Workbook().active
    fill_sheet(sheet, [list(ROW), list(ROW.values())], list(SAMPLES))
    cells = workbook(sheet, tmp_path)[2]
    values = {"date": datetime(2025, 6, 17), "datetime": datetime(2025, 6, 17, 10), "time": time(10)}  # noqa: DTZ001
    for cell, (name, sample) in zip(cells, SAMPLES.items(), strict=True):
        assert cell.value == values.get(name, sample.row)
        assert cell.number_format == FIELD_TYPES[name].excel.number_format


def test_excel_has_as_text_what_it_cannot_hold(tmp_path: Path) -> None:
    odd = {
        "date": "1899-12-31",
        "datetime": "2025-06-17T10:00:00Z",
        "time": "10:00:00.000001",
    }
    sheet: Any = openpyxl.Workbook().active
    fill_sheet(sheet, [list(odd), list(odd.values())], list(odd))
    cells = workbook(sheet, tmp_path)[2]
    assert [cell.value for cell in cells] == list(odd.values())
    assert {cell.number_format for cell in cells} == {"@"}
