"""Each format of the data, read back by a reader that is not ours, is what load() gives, types and rules included."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import frictionless
import jsonschema
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal as assert_polars_equal
from pyarrow import parquet

import summitdata as sd
from summitdata.datapackage import descriptor, locate, resource
from summitdata.exports.database import DESCRIPTOR_TABLE
from summitdata.exports.export import FORMATS
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summitdata._names import TableName

TABLES: list[TableName] = [table["name"] for table in descriptor()["resources"]]
FIELDS = {name: resource(name)["schema"]["fields"] for name in TABLES}


def expected(name: TableName) -> list[dict[str, Any]]:
    """The rows that load() gives, as Python has them."""
    values: list[dict[str, Any]] = sd.load(name, "pyarrow").to_pylist()
    return values


def fields_of(kind: str, name: TableName) -> set[str]:
    return {field["name"] for field in FIELDS[name] if field["type"] == kind}


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Export a format once."""
    folder = tmp_path_factory.mktemp("exports")

    def export(format: str) -> Path:
        path = folder / f"{format}{FORMATS[format].suffix or '.json'}"
        return path if path.exists() else sd.export(format, path)

    return export


@pytest.fixture(scope="session")
def book(exported: Callable[[str], Path]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(exported("excel"))


@pytest.fixture(scope="session")
def to_frictionless(exported: Callable[[str], Path]) -> Callable[[str], frictionless.Package]:
    """Read the export in a format as a package, once."""
    return cache(lambda name: frictionless.Package(str(exported(name))))


# Parquet and Arrow


def read_arrow(file: Path) -> pa.Table:
    return pa.ipc.open_file(file).read_all()


READERS: dict[str, Callable[[Path], pa.Table]] = {"parquet": parquet.read_table, "arrow": read_arrow}


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("name", TABLES)
def test_arrow_has_the_rows_types_and_words(format: str, name: TableName, exported: Callable[[str], Path]) -> None:
    written, loaded = READERS[format](exported(format) / f"{name}.{format}"), sd.load(name, "pyarrow")
    assert written.to_pylist() == expected(name)
    assert [(field.name, field.type) for field in written.schema] == [
        (field.name, field.type) for field in loaded.schema
    ]
    for field in FIELDS[name]:
        metadata = {key.decode(): value.decode() for key, value in written.schema.field(field["name"]).metadata.items()}
        metadata.pop("PARQUET:field_id", None)
        properties = {key: value if isinstance(value, str) else json.dumps(value) for key, value in field.items()}
        assert {"name": field["name"], **metadata} == properties
        keyed = field["name"] in resource(name)["schema"]["primaryKey"]
        required = field.get("constraints", {}).get("required", False) or keyed
        assert written.schema.field(field["name"]).nullable is not required
    table_metadata = {key.decode(): value.decode() for key, value in written.schema.metadata.items()}
    assert json.loads(table_metadata["package"]) == {
        key: value for key, value in descriptor().items() if key != "resources"
    }
    assert json.loads(table_metadata["licenses"]) == resource(name)["licenses"]
    assert json.loads(table_metadata["sources"]) == resource(name)["sources"]
    assert json.loads(table_metadata["schema"]) == resource(name)["schema"]
    assert table_metadata["title"] == resource(name)["title"]


@pytest.mark.parametrize("name", TABLES)
def test_parquet_is_the_same_frame_to_pandas_and_polars(name: TableName, exported: Callable[[str], Path]) -> None:
    file, loaded = exported("parquet") / f"{name}.parquet", sd.load(name)
    frame = pd.read_parquet(file)
    for day in fields_of("date", name):  # Parquet has days, which pandas reads as objects
        frame[day] = frame[day].astype(loaded[day].dtype)
    pd.testing.assert_frame_equal(frame, loaded)
    assert frame.attrs == loaded.attrs
    assert_polars_equal(pl.read_parquet(file), sd.load(name, "polars"))


@pytest.mark.parametrize("name", TABLES)
def test_arrow_is_the_same_frame_to_polars(name: TableName, exported: Callable[[str], Path]) -> None:
    assert_polars_equal(pl.read_ipc(exported("arrow") / f"{name}.arrow"), sd.load(name, "polars"))


# SQLite and DuckDB


def sqlite_rows(file: Path, name: TableName) -> list[dict[str, Any]]:
    """Read a table: SQLite has no booleans and no dates."""
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        table_rows = [dict(row) for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]  # noqa: S608 - names of the package
    for row in table_rows:
        for field in FIELDS[name]:
            value = row[field["name"]]
            if field["type"] == "boolean":
                assert value in (0, 1)
                row[field["name"]] = bool(value)
            elif field["type"] == "date" and value is not None:
                row[field["name"]] = date.fromisoformat(value)
    return table_rows


def duckdb_rows(file: Path, name: TableName) -> list[dict[str, Any]]:
    with duckdb.connect(str(file), read_only=True) as database:
        table_rows: list[dict[str, Any]] = database.table(name).to_arrow_table().to_pylist()
    return table_rows


SQL_READERS = {"sqlite": sqlite_rows, "duckdb": duckdb_rows}
SQL_TYPES = {
    "string": {"TEXT", "VARCHAR"},
    "integer": {"BIGINT"},
    "year": {"SMALLINT"},
    "number": {"DOUBLE PRECISION", "DOUBLE"},
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
}


@pytest.mark.slow
@pytest.mark.parametrize("format", SQL_READERS)
@pytest.mark.parametrize("name", TABLES)
def test_a_database_has_the_rows_and_types(format: str, name: TableName, exported: Callable[[str], Path]) -> None:
    table_rows = SQL_READERS[format](exported(format), name)
    assert table_rows == expected(name)
    assert [[type(value) for value in row.values()] for row in table_rows] == [
        [type(value) for value in row.values()] for row in expected(name)
    ]


class Database:
    """A database to change, SQLite or DuckDB, which refuses what breaks its rules."""

    def __init__(self, format: str, file: Path) -> None:
        self.database: Any = sqlite3.connect(file) if format == "sqlite" else duckdb.connect(str(file))
        if format == "sqlite":
            self.database.execute("PRAGMA foreign_keys = ON")

    def refuses(self, statement: str, *values: object) -> bool:
        self.database.execute("BEGIN")
        try:
            self.database.execute(statement, values)
        except (sqlite3.IntegrityError, duckdb.ConstraintException):
            return True
        finally:
            self.database.execute("ROLLBACK")
        return False

    def insert(self, name: TableName, row: dict[str, Any]) -> bool:
        columns = ", ".join(f'"{column}"' for column in row)
        places = ", ".join("?" * len(row))
        values = [value.isoformat() if isinstance(value, date) else value for value in row.values()]
        return self.refuses(f'INSERT INTO "{name}" ({columns}) VALUES ({places})', *values)  # noqa: S608 - names of the package


@pytest.fixture(params=SQL_READERS)
def database(request: pytest.FixtureRequest, exported: Callable[[str], Path], tmp_path: Path) -> Iterator[Database]:
    target = Database(request.param, Path(shutil.copy(exported(request.param), tmp_path / "all")))
    yield target
    target.database.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_database_refuses_what_the_schema_refuses(name: TableName, database: Database) -> None:
    schema, row = resource(name)["schema"], expected(name)[0]
    assert database.insert(name, row), "the primary key twice"
    bad = [(field["name"], value) for field in FIELDS[name] for value in refused(field)]
    bad += [(column, None) for column in schema["primaryKey"]]
    bad += [(column, "no such row") for key in schema.get("foreignKeys", []) for column in key["fields"]]
    for column, value in bad:
        assert database.refuses(f'UPDATE "{name}" SET "{column}" = ?', value), (column, value)  # noqa: S608 - names of the package


def refused(field: dict[str, Any]) -> list[object]:
    """A value against each rule of a field that SQL can say."""
    rules = field.get("constraints", {})
    day = field["type"] == "date"
    violations: dict[str, Callable[[Any], object]] = {
        "required": lambda _: None,
        "enum": lambda _: "no such value",
        "minLength": lambda length: "x" * (length - 1),
        "maxLength": lambda length: "x" * (length + 1),
        "minimum": lambda bound: "1900-01-01" if day else bound - 1,
        "maximum": lambda bound: "2999-01-01" if day else bound + 1,
        "exclusiveMinimum": lambda bound: bound,
        "exclusiveMaximum": lambda bound: bound,
    }
    return [violations[rule](value) for rule, value in rules.items() if rule in violations]


def test_sqlite_has_each_key_of_the_schemas(exported: Callable[[str], Path]) -> None:
    with closing(sqlite3.connect(exported("sqlite"))) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name in TABLES:
            schema = resource(name)["schema"]
            columns = database.execute(f"PRAGMA table_info({name})").fetchall()
            assert [column[2] in SQL_TYPES[field["type"]] for column, field in zip(columns, FIELDS[name], strict=True)]
            keyed = sorted((column for column in columns if column[5]), key=lambda column: int(column[5]))
            assert [column[1] for column in keyed] == schema["primaryKey"]
            refers = database.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            assert {(row[2], row[3], row[4]) for row in refers} == {
                (key["reference"]["resource"] or name, key["fields"][0], key["reference"]["fields"][0])
                for key in schema.get("foreignKeys", [])
            }
            indexes = database.execute(f"PRAGMA index_list({name})").fetchall()
            unique = [
                [part[2] for part in database.execute(f"PRAGMA index_info({index[1]})")]
                for index in indexes
                if index[3] == "u"
            ]
            alone = [[field["name"]] for field in FIELDS[name] if field.get("constraints", {}).get("unique")]
            assert sorted(unique) == sorted([*alone, *schema.get("uniqueKeys", [])])


@pytest.mark.slow
def test_duckdb_has_each_key_and_comment_of_the_schemas(exported: Callable[[str], Path]) -> None:
    with duckdb.connect(str(exported("duckdb")), read_only=True) as database:
        for name in TABLES:
            schema = resource(name)["schema"]
            constraints = database.execute(
                "SELECT constraint_type, constraint_column_names FROM duckdb_constraints() WHERE table_name = ?", [name]
            ).fetchall()
            keys = [columns for constraint_type, columns in constraints if constraint_type == "PRIMARY KEY"]
            assert keys == [schema["primaryKey"]]
            refers = [columns for constraint_type, columns in constraints if constraint_type == "FOREIGN KEY"]
            assert sorted(refers) == sorted(key["fields"] for key in schema.get("foreignKeys", []))
            columns = database.execute(
                "SELECT column_name, comment, data_type FROM duckdb_columns() WHERE table_name = ?", [name]
            ).fetchall()
            for (column, comment, constraint_type), field in zip(columns, FIELDS[name], strict=True):
                assert column == field["name"]
                assert constraint_type in SQL_TYPES[field["type"]]
                assert comment.startswith(f"{field['title']}: {field['description']}")
                assert field.get("unit", "") in comment


@pytest.mark.parametrize("format", SQL_READERS)
def test_a_database_says_what_it_is(format: str, exported: Callable[[str], Path]) -> None:
    connect: Any = sqlite3.connect if format == "sqlite" else duckdb.connect
    with closing(connect(str(exported(format)))) as database:
        properties = dict(database.execute(f"SELECT property, value FROM {DESCRIPTOR_TABLE}").fetchall())  # noqa: S608 - names of the package
    assert {
        name: json.loads(value) if name not in TEXTS else value for name, value in properties.items()
    } == descriptor()


TEXTS = {name for name, value in descriptor().items() if isinstance(value, str)}


# Excel


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_sheet_has_the_rows_and_types(name: TableName, book: openpyxl.Workbook) -> None:
    sheet = book[name]
    header, *lines = sheet.iter_rows()
    assert [cell.value for cell in header] == [field["name"] for field in FIELDS[name]]
    assert sheet.freeze_panes == "A2"
    table_rows = []
    for line in lines:
        row = {}
        for cell, field in zip(line, FIELDS[name], strict=True):
            value = cell.value
            if value is not None:
                assert cell.number_format == FIELD_TYPES[field["type"]].excel.number_format
            if field["type"] == "date" and isinstance(value, datetime):
                assert value == datetime.combine(value.date(), datetime.min.time())
                value = value.date()
            if field["type"] == "number" and isinstance(value, int):
                value = float(value)  # Excel stores 2.0 as 2
            row[field["name"]] = value
        table_rows.append(row)
    assert table_rows == expected(name)
    assert [[type(value) for value in row.values()] for row in table_rows] == [
        [type(value) for value in row.values()] for row in expected(name)
    ]


def test_no_cell_is_a_formula(book: openpyxl.Workbook) -> None:
    for sheet in book:
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in line)


EXCEL = import_module("summitdata.exports.excel")

HOSTILE = ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "#N/A", "#REF!", "'=1", "1", "TRUE", "2025-01-01"]


def test_text_that_begins_as_a_formula_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = expected("topics")[0]
    monkeypatch.setattr(EXCEL, "rows", lambda _: tuple(row | {"name": text} for text in HOSTILE))
    sheet = openpyxl.load_workbook(sd.export("excel", tmp_path / "x.xlsx", tables=["topics"]))["topics"]
    cells = [sheet.cell(number, 2) for number in range(2, len(HOSTILE) + 2)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [text[0] in "=+-@" for text in HOSTILE]


@pytest.mark.parametrize("text", ["\x07", "x" * 32_768])
def test_text_that_no_cell_can_hold_is_an_error(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EXCEL, "rows", lambda _: (expected("topics")[0] | {"name": text},))
    with pytest.raises(sd.DataFileError, match="topics B2: "):
        sd.export("excel", tmp_path / "x.xlsx", tables=["topics"])
    assert list(tmp_path.iterdir()) == []


def test_the_readme_sheet_explains_package_tables_and_fields(book: openpyxl.Workbook) -> None:
    lines = [[cell for cell in line if cell is not None] for line in book["readme"].iter_rows(values_only=True)]
    package = descriptor()
    assert ["title", package["title"]] in lines
    assert ["version", package["version"]] in lines
    for name in TABLES:
        assert [name, resource(name)["title"], resource(name)["description"]] in lines
        for field in FIELDS[name]:
            unit = [field[word] for word in ("unit", "unitField") if word in field]
            assert [name, field["name"], field["type"], *unit, field["title"], field["description"]] in lines
    assert book.sheetnames == ["readme", *TABLES]


# JSON and ZIP


def frictionless_rows(package: frictionless.Package, name: TableName) -> list[dict[str, Any]]:
    table: Any = package.get_resource(name)
    return [
        {column: float(value) if isinstance(value, Decimal) else value for column, value in row.to_dict().items()}
        for row in table.read_rows()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_json_has_the_rows_to_frictionless(
    name: TableName, to_frictionless: Callable[[str], frictionless.Package]
) -> None:
    assert frictionless_rows(to_frictionless("json"), name) == expected(name)


def test_json_is_a_valid_data_package(exported: Callable[[str], Path]) -> None:
    package = json.loads(exported("json").read_text("utf-8"))
    profile = json.loads((files("summitdata.upkeep") / "profiles" / "datapackage-2.0.json").read_text("utf-8"))
    jsonschema.validate(package, profile)
    assert frictionless.Package.from_descriptor(package).validate().valid


@pytest.mark.parametrize("name", TABLES)
def test_json_has_the_types_as_they_are(name: TableName, exported: Callable[[str], Path]) -> None:
    tables = {table["name"]: table for table in json.loads(exported("json").read_text("utf-8"))["resources"]}
    days = fields_of("date", name)
    table_rows = [
        {key: date.fromisoformat(value) if key in days and value else value for key, value in row.items()}
        for row in tables[name]["data"]
    ]
    assert table_rows == expected(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_zip_has_the_rows_to_frictionless(
    name: TableName, to_frictionless: Callable[[str], frictionless.Package]
) -> None:
    assert frictionless_rows(to_frictionless("zip"), name) == expected(name)


def test_zip_is_a_valid_data_package_with_its_own_files(exported: Callable[[str], Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(exported("zip")) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    report = sd.check(tmp_path)
    assert report.valid, str(report)
    for name in ("datapackage.json", *(resource(name)["path"] for name in TABLES)):
        assert (tmp_path / name).read_bytes() == (locate().parent / name).read_bytes()
    assert "CC0" in (tmp_path / "LICENSES" / "CC0-1.0.txt").read_text("utf-8")


def test_zip_has_a_checksum_of_each_file(exported: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(exported("zip")) as archive:
        lines = archive.read("SHA256SUMS").decode().splitlines()
        sums = {name: hash for hash, name in (line.split("  ") for line in lines)}
        held = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    held.pop("SHA256SUMS")
    assert sums == held


ARCHIVE = import_module("summitdata.exports.archive")


def test_without_the_licence_there_is_no_zip(package_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ARCHIVE, "locate", lambda: package_copy / "datapackage.json")
    with pytest.raises(sd.PackageError, match=r"no .*CC0-1\.0\.txt: install summitdata again"):
        sd.export("zip", package_copy / "x.zip")
    assert not (package_copy / "x.zip").exists()


def test_the_readme_of_the_zip_names_tables_licence_and_source(exported: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(exported("zip")) as archive:
        text = archive.read("README.md").decode()
    package = descriptor()
    assert all(table["path"] in text and table["title"] in text for table in package["resources"])
    assert package["licenses"][0]["path"] in text
    assert package["sources"][0]["path"] in text


# All of them


SAME_BYTES = [name for name in FORMATS if name != "duckdb"]  # whose files bear numbers drawn at random


@pytest.mark.slow
@pytest.mark.parametrize("format", SAME_BYTES)
def test_made_twice_it_is_the_same(format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sd.export(format, tmp_path / "first")
    monkeypatch.setattr("time.time", lambda: 2e9)
    second = sd.export(format, tmp_path / "second")
    assert contents(first) == contents(second)


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else {"": path.read_bytes()}


@pytest.mark.parametrize("format", [name for name, entry in FORMATS.items() if entry.tables])
def test_some_tables_stand_alone(format: str, tmp_path: Path) -> None:
    path = sd.export(format, tmp_path / f"some{FORMATS[format].suffix}", tables=["projects", "figures"])
    readers: dict[str, Callable[[], list[str]]] = {
        "parquet": lambda: [file.stem for file in sorted(path.iterdir())],
        "arrow": lambda: [file.stem for file in sorted(path.iterdir())],
        "sqlite": lambda: sqlite_tables(path),
        "duckdb": lambda: duckdb_tables(path),
        "excel": lambda: openpyxl.load_workbook(path).sheetnames,
        "json": lambda: [table["name"] for table in json.loads(path.read_text("utf-8"))["resources"]],
    }
    assert sorted(set(readers[format]()) - {DESCRIPTOR_TABLE, "readme"}) == ["figures", "projects"]


def sqlite_tables(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        refers = {row[2] for name in names for row in database.execute(f"PRAGMA foreign_key_list({name})")}
    assert refers == {"projects"}
    return names


def duckdb_tables(file: Path) -> list[str]:
    with duckdb.connect(str(file), read_only=True) as database:
        return [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
