"""The field types: each record is complete, and each entry is what its consumer needs for a column of the type."""

from __future__ import annotations

import json
import runpy
import sqlite3
import subprocess
import sys
import warnings
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import duckdb
import frictionless
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from csvw import TableGroup
from jsonschema import Draft202012Validator

import summitdata as sd
from engines import compare
from summitdata.exports.croissant import record_set
from summitdata.exports.csvw import csvw_columns
from summitdata.exports.excel import fill_sheet
from summitdata.schema_formats import FORMATS
from summitdata.schemas import from_table_schema, to_table_schema
from summitdata.tables import read_table
from summitdata.tabular.schema_rules import CONSTRAINTS, read_rules
from summitdata.tabular.typed_rows import typed_rows
from summitdata.tabular.types.field_type import FieldType, NotExpressible, TextHash
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Sample:
    """Cells of a type.

    `same` are two texts of one value (of two values, where a value has only one text), `row` is the first of them as
    the standard library has it, `frame` as a pandas frame has it.
    """

    same: tuple[str, str]
    wrong: str | None
    row: Any
    frame: Any
    constraints: dict[str, Any]


# fmt: off
SAMPLES: dict[str, Sample] = {
    "any": Sample(("x", "y"), None, "x", "x", {"enum": ["x", "y", 1]}),
    "array": Sample(("[1]", "[1 ]"), "{}", "[1]", "[1]", {"minLength": 1}),
    "boolean": Sample(("true", "TRUE"), "yes", row=True, frame=True, constraints= {"enum": [True]}),
    "date": Sample(("2025-06-17", "2025-06-18"), "2025-06-31", "2025-06-17", pd.Timestamp("2025-06-17"),
                   {"minimum": "2025-01-01"}),
    "datetime": Sample(("2025-06-17T10:00:00", "2025-06-17T10:00:00.0"), "10:00", "2025-06-17T10:00:00",
                       pd.Timestamp("2025-06-17T10:00:00"), {"maximum": "2025-12-31T00:00:00"}),
    "duration": Sample(("P1Y", "P1Y0M"), "1Y", "P1Y", "P1Y", {"enum": ["P1Y"]}),
    "geojson": Sample(('{"type":"Point","coordinates":[1,2]}', '{"type": "Point", "coordinates": [1, 2]}'), "[1]",
                      '{"type":"Point","coordinates":[1,2]}', '{"type":"Point","coordinates":[1,2]}', {}),
    "geopoint": Sample(("1,2", "1, 2"), "1,200", "1,2", "1,2", {}),
    "integer": Sample(("7", "07"), "7.5", 7, 7, {"minimum": 1, "maximum": 9}),
    "list": Sample(("a,b", "a,c"), None, "a,b", "a,b", {"maxLength": 2}),
    "number": Sample(("1.5", "1.50"), "x", 1.5, 1.5, {"minimum": 0, "exclusiveMaximum": 2}),
    "object": Sample(('{"a":1}', '{"a": 1}'), "[1]", '{"a":1}', '{"a":1}', {"minLength": 1}),
    "string": Sample(("x", "y"), None, "x", "x", {"pattern": "[a-z]", "maxLength": 3}),
    "time": Sample(("10:00:00", "10:00:00.0"), "25:00:00", "10:00:00", time(10), {"minimum": "09:00:00"}),
    "year": Sample(("2025", "2024"), "25", 2025, 2025, {"minimum": 2000}),
    "yearmonth": Sample(("2025-06", "2025-6"), "2025-13", "2025-06", "2025-06", {"minimum": "2025-01"}),
}
# fmt: on


def field_of(name: str, **more: Any) -> dict[str, Any]:
    text = {"title": f"A {name}", "description": f"A value of the type {name}."}
    return {"name": f"of_{name}", "type": name, **text, **more}


def table_of(*fields: dict[str, Any]) -> dict[str, Any]:
    """Return the resource of a table `t`."""
    return {
        "name": "t",
        "path": "t.csv",
        "title": "T",
        "description": "A table.",
        "schema": {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": list(fields)},
    }


ALL = table_of(*(field_of(name, constraints=sample.constraints) for name, sample in SAMPLES.items()))
ROW = {f"of_{name}": sample.row for name, sample in SAMPLES.items()}


def write(folder: Path, *lines: list[str]) -> Path:
    """Write a CSV file, each cell in quotes where that makes a difference."""
    file = folder / "t.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    file.write_text("\n".join(quoted) + "\n", "utf-8")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a column of every type, whose row is valid."""
    return write(tmp_path, list(ROW), [sample.same[0] for sample in SAMPLES.values()])


# The records


def test_the_types_are_those_of_the_standard_in_a_file_each() -> None:
    of_frictionless = {
        kind.type for kind in vars(frictionless.fields).values() if isinstance(kind, type) and hasattr(kind, "type")
    }
    assert set(FIELD_TYPES) == set(SAMPLES) == of_frictionless
    assert list(FIELD_TYPES) == sorted(SAMPLES)
    assert all(field_type.name == name for name, field_type in FIELD_TYPES.items())


@pytest.mark.parametrize("name", ["registry", "field_type", "", "Integer", "../integer", None, 1, [], "os"])
def test_what_is_not_a_type_is_not_found(name: Any) -> None:
    assert name not in FIELD_TYPES
    assert FIELD_TYPES.get(name) is None
    with pytest.raises(KeyError):
        FIELD_TYPES[name]


OPTIONAL = {
    "properties", "bounds", "strptime", "categories", "compared_as", "sql_condition", "hashable", "text_backed",
    "list_of_values",
}  # fmt: skip
"""The entries that say what most types do not have. All others, each type has to make up its mind about."""


def test_a_record_cannot_leave_out_an_entry() -> None:
    required = {entry.name for entry in fields(FieldType) if entry.default is entry.default_factory is MISSING}
    assert {entry.name for entry in fields(FieldType)} - required == OPTIONAL
    entries = {entry.name: getattr(FIELD_TYPES["string"], entry.name) for entry in fields(FieldType)}
    for name in required:
        with pytest.raises(TypeError, match=name):
            FieldType(**{key: value for key, value in entries.items() if key != name})


def parts(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from parts(entry, f"{path}.{key}")
    elif is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            yield from parts(getattr(value, entry.name), f"{path}.{entry.name}")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_not_expressible_has_a_reason(name: str) -> None:
    for path, value in parts(FIELD_TYPES[name], name):
        if isinstance(value, NotExpressible):
            assert len(value.reason.split()) > 2, path
            assert not value.reason.endswith("."), path


@pytest.mark.parametrize("name", SAMPLES)
def test_the_entries_of_a_record_go_together(name: str) -> None:
    field_type = FIELD_TYPES[name]
    assert "default" in field_type.formats
    assert set(field_type.constraints) <= set(CONSTRAINTS)
    assert set(field_type.bounds) <= set(field_type.constraints)
    assert field_type.dtypes.is_text or not field_type.text_backed
    if not field_type.hashable:
        assert isinstance(field_type.key_hash, NotExpressible)
    if field_type.dtypes.is_text and not field_type.text_backed:
        assert isinstance(field_type.key_hash, TextHash)
    supported = set(frictionless.Field.from_descriptor({"name": "x", "type": name}).supported_constraints)
    assert set(field_type.constraints) == supported - {"required", "jsonSchema"}


def test_the_records_load_the_standard_library_alone() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from summitdata.tabular.types.registry import FIELD_TYPES; dict(FIELD_TYPES)\n"
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['summitdata']\n"


# The gate


@pytest.mark.parametrize("name", SAMPLES)
def test_both_engines_read_a_column_alike(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    file = write(tmp_path, [f"of_{name}"], [sample.same[0]], *([[sample.wrong]] if sample.wrong else []))
    report = compare(file, table_of(field_of(name, constraints=sample.constraints))["schema"])
    assert report.flatten(("rowNumber", "type")) == ([[3, "type-error"]] if sample.wrong else [])


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if FIELD_TYPES[name].hashable])
def test_both_engines_compare_values_alike_in_keys(name: str, tmp_path: Path) -> None:
    first, second = SAMPLES[name].same
    own, other = field_of(name, constraints={"unique": True}), {**field_of(name), "name": "other"}
    schema = table_of(own, other)["schema"]
    schema["foreignKeys"] = [{"fields": ["other"], "reference": {"resource": "", "fields": [own["name"]]}}]
    compare(write(tmp_path, [own["name"], "other"], [first, first], [second, first]), schema)
    compare(write(tmp_path, [own["name"], "other"], [first, second], ["", second]), schema)


# Frames


def test_a_frame_of_each_kind_has_the_dtypes_of_the_records(file: Path) -> None:
    pandas = sd.read_csv(file, ALL["schema"])
    polars = sd.read_csv(file, ALL["schema"], backend="polars")
    arrow = sd.read_csv(file, ALL["schema"], backend="pyarrow")
    for name, sample in SAMPLES.items():
        column, dtypes = f"of_{name}", FIELD_TYPES[name].dtypes
        assert pandas[column].dtype == pd.api.types.pandas_dtype(dtypes.pandas)
        assert polars[column].dtype == getattr(pl, dtypes.polars)
        assert arrow.schema.field(column).type == pa.type_for_alias(dtypes.arrow)
        assert pandas[column][0] == sample.frame
    from_table_schema(ALL["schema"]).validate(pandas)
    from_table_schema(ALL["schema"], backend="polars").validate(polars)
    for frame in (pandas, polars, arrow):
        assert sd.validate(frame, ALL["schema"]).valid


@pytest.mark.parametrize("name", SAMPLES)
def test_arrow_and_frictionless_read_the_same_values(name: str, tmp_path: Path) -> None:
    # The second column has a cell that Arrow is not trusted with, so frictionless reads all of it.
    odd = {"integer": "+7", "number": "1e5", "date": "2025-06-30", "boolean": "1", "year": "0999"}.get(name)
    if odd is None:
        assert isinstance(FIELD_TYPES[name].arrow_readable, NotExpressible)
        return
    first, second = SAMPLES[name].same
    schema = table_of(field_of(name))["schema"]
    plain = sd.read_csv(write(tmp_path, [f"of_{name}"], [first], [second]), schema)
    mixed = sd.read_csv(write(tmp_path, [f"of_{name}"], [first], [second], [odd]), schema)
    assert list(plain[f"of_{name}"]) == list(mixed[f"of_{name}"])[:2]


def test_a_table_schema_survives_pandera() -> None:
    for backend in ("pandas", "polars"):
        assert to_table_schema(from_table_schema(ALL["schema"], backend=backend)) == ALL["schema"]


@pytest.mark.pyspark
def test_spark_has_each_dtype() -> None:
    types = pytest.importorskip("pyspark.sql.types", reason="PySpark is not installed")
    for field_type in FIELD_TYPES.values():
        assert isinstance(field_type.dtypes.spark, NotExpressible) or hasattr(types, field_type.dtypes.spark)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_dtype_alone_says_the_type_or_that_of_its_family(name: str) -> None:
    schema = from_table_schema(table_of(field_of(name))["schema"])
    for column in schema.columns.values():
        column.metadata = None
    schema.metadata = None
    (field,) = to_table_schema(schema)["fields"]
    dtypes = FIELD_TYPES[name].dtypes
    assert FIELD_TYPES[field["type"]].dtypes.pandera == dtypes.pandera
    assert not dtypes.likeliest or field["type"] == name


# The rows of the standard library


def test_typed_rows_have_values_of_the_standard_library(file: Path) -> None:
    ((number, row),) = typed_rows(file.parent, ALL)
    assert number == 2
    assert row == ROW
    assert [type(value) for value in row.values()] == [type(value) for value in ROW.values()]


def test_a_table_is_read_into_a_frame_of_its_dtypes(file: Path) -> None:
    pd.testing.assert_frame_equal(read_table(file.parent, ALL), sd.read_csv(file, ALL["schema"]))


@pytest.mark.parametrize(
    ("name", "cell"), [("time", "10:00:00Z"), ("datetime", "2025-06-17T10:00:00+05:00"), ("integer", "9" * 20)]
)
def test_a_value_that_a_frame_cannot_hold_is_an_error(name: str, cell: str, tmp_path: Path) -> None:
    file = write(tmp_path, [f"of_{name}"], [cell])
    with pytest.raises(sd.DataFileError, match=f"field of_{name}"):
        read_table(tmp_path, table_of(field_of(name)))
    with pytest.raises(sd.DataFileError, match=f"field of_{name}"):
        sd.read_csv(file, table_of(field_of(name))["schema"])


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


def test_a_laxer_record_changes_what_its_consumers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    # The consumers look the record up: none of them has a table of its own.
    record = replace(FIELD_TYPES["year"], sql="YEAR_OF_OURS", json_schema={"type": "number"}, csvw={"base": "gYear"})
    monkeypatch.setattr("summitdata.tabular.types.year.FIELD_TYPE", record)
    table = table_of(field_of("year"))
    assert "YEAR_OF_OURS" in FORMATS["sql"](table)
    assert '"number"' in FORMATS["json-schema"](table)
    assert csvw_columns(read_rules(table["schema"]))[0]["datatype"]["base"] == "gYear"
