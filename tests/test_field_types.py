"""The field types: each record is complete, and each entry is what its consumer needs for a column of the type."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import frictionless
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import summitdata as sd
from engines import compare
from field_samples import ALL, ROW, SAMPLES, field_of, table_of, write, write_valid
from summitdata.exports.csvw import csvw_columns
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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_valid(tmp_path)


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


def test_a_changed_record_changes_what_its_consumers_write(monkeypatch: pytest.MonkeyPatch) -> None:
    # The consumers look the record up: none of them has a table of its own.
    record = replace(FIELD_TYPES["year"], sql="YEAR_OF_OURS", json_schema={"type": "number"}, csvw={"base": "gYear"})
    monkeypatch.setattr("summitdata.tabular.types.year.FIELD_TYPE", record)
    table = table_of(field_of("year"))
    assert "YEAR_OF_OURS" in FORMATS["sql"](table)
    assert '"number"' in FORMATS["json-schema"](table)
    assert csvw_columns(read_rules(table["schema"]))[0]["datatype"]["base"] == "gYear"
