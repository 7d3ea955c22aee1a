"""Parquet, Feather and Arrow files: as valid as the frames that they hold, with row and column as the place."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import frictionless
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import feather, parquet

import summitdata as sd
from summitdata.cli import app
from summitdata.tabular import arrow_files
from summitdata.validation.formats import text_parts
from summitdata.validation.splitting import split_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "price", "type": "number", "constraints": {"minimum": 0}},
        {"name": "day", "type": "date"},
        {"name": "note", "type": "string", "constraints": {"maxLength": 5}},
    ],
    "primaryKey": ["id"],
}
GOOD = {"id": [1, 2, 3], "price": [0.5, None, 2.0], "day": [date(2024, 1, 2), None, date(2024, 2, 29)]}
TABLES: dict[str, tuple[dict[str, Any], list[tuple[str, int, str | None]]]] = {
    "valid": ({**GOOD, "note": ["x", None, 'a,"b']}, []),
    "cells": (
        {**GOOD, "price": [0.5, -1.0, 2.0], "note": ["x", "abcdef", ""]},
        [("constraint-error", 3, "price"), ("constraint-error", 3, "note")],
    ),
    "texts": (
        {"id": ["1", "x", "3"], "price": ["1", "2", "3,5"], "day": ["2024-01-02", "2024-02-30", ""], "note": 3 * [""]},
        [("type-error", 3, "id"), ("type-error", 3, "day"), ("primary-key", 3, None), ("type-error", 4, "price")],
    ),
    "keys": ({**GOOD, "id": [1, 1, None], "note": list("abc")}, [("primary-key", 3, None), ("primary-key", 4, None)]),
    "labels": (
        {**GOOD, "remark": list("abc")},
        [("incorrect-label", 1, "note")],
    ),
}  # fmt: skip


def write_stream(table: pa.Table, path: str) -> None:
    with pa.OSFile(path, "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)


WRITE: dict[str, Callable[[pa.Table, str], object]] = {
    "parquet": parquet.write_table,
    "parq": lambda table, path: parquet.write_table(table, path, use_dictionary=False),
    "feather": feather.write_feather,
    "arrow": write_stream,
    "ipc": lambda table, path: feather.write_feather(table, path, compression="zstd"),
}
FORMATS = ["text", "github", "gitlab", "sarif", "junit", "markdown", "html"]


def write(path: Path, columns: dict[str, Any]) -> Path:
    WRITE[path.suffix[1:]](pa.table(columns), str(path))
    return path


def found(errors: Any) -> list[tuple[str, int | None, str | None]]:
    return [(error.type, error.record_number, error.field_name or None) for error in errors]


def package(folder: Path, *resources: dict[str, Any]) -> Path:
    named = [{"name": f"t{number}", "schema": SCHEMA, **one} for number, one in enumerate(resources)]
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": named}), "utf-8")
    return folder / "datapackage.json"


@pytest.mark.parametrize("suffix", WRITE)
@pytest.mark.parametrize("name", TABLES)
def test_a_file_is_as_valid_as_its_frame(name: str, suffix: str, tmp_path: Path) -> None:
    columns, errors = TABLES[name]
    file = write(tmp_path / f"data.{suffix}", columns)
    (task,) = sd.validate(file, SCHEMA).tasks
    frame = sd.validate(pa.table(columns), SCHEMA)
    assert (task.engine, task.stats.rows, task.place) == ("screen", 3, str(file))
    assert [(error.line_number, error.column_number) for error in task.errors] == [(None, None)] * len(task.errors)
    assert found(task.errors) == errors
    of_frame = found(frame.errors)  # which leaves out what follows from an error of type
    assert [error for error in errors if error in of_frame] == of_frame


def by_frictionless(file: Path) -> list[tuple[Any, ...]]:
    resource = frictionless.Resource(path=str(file), schema=frictionless.Schema.from_descriptor(SCHEMA))
    with frictionless.system.use_context(trusted=True):
        return [tuple(one) for one in resource.validate().flatten(["type", "rowNumber", "fieldName"])]


@pytest.mark.parametrize("name", TABLES)
def test_a_parquet_file_has_the_errors_that_frictionless_finds(name: str, tmp_path: Path) -> None:
    columns = {**TABLES[name][0]}
    if columns["price"] == GOOD["price"]:
        columns["price"] = [0.5, 1.5, 2.0]
    columns["id"] = [1, 1, 3] if None in columns["id"] else columns["id"]
    file = write(tmp_path / "data.parquet", columns)
    our = found(sd.validate(file, SCHEMA).errors)
    ours = [(kind, None if "label" in kind else row, field) for kind, row, field in our]
    assert ours == by_frictionless(file)


def test_a_missing_number_is_missing_and_not_nan_as_to_frictionless(tmp_path: Path) -> None:
    file = write(tmp_path / "data.parquet", TABLES["valid"][0])
    assert sd.validate(file, SCHEMA).valid
    assert by_frictionless(file) == [("constraint-error", 3, "price")]


@pytest.mark.parametrize("suffix", ["parquet", "feather", "frame"])
@pytest.mark.parametrize("field_type", ["number", "integer", "string"])
def test_nan_is_a_missing_value_of_a_frame_of_any_library(field_type: str, suffix: str, tmp_path: Path) -> None:
    columns = {"id": [1, 2, 3], "x": [1.0, float("nan"), None]}
    source = pa.table(columns) if suffix == "frame" else write(tmp_path / f"data.{suffix}", columns)
    fields: list[dict[str, Any]] = [{"name": "id", "type": "integer"}, {"name": "x", "type": field_type}]
    assert sd.validate(source, {"fields": fields}).valid
    fields[1]["constraints"] = {"required": True}
    assert [error.row_number for error in sd.validate(source, {"fields": fields}).errors] == [3, 4]


@pytest.mark.parametrize("suffix", ["parquet", "feather", "arrow"])
@pytest.mark.parametrize("arrow_type", [pa.binary(), pa.large_binary(), pa.binary(2)], ids=str)
def test_bytes_are_the_texts_that_they_are_in_utf_8(arrow_type: Any, suffix: str, tmp_path: Path) -> None:
    note = {"name": "note", "type": "string", "constraints": {"enum": ["ab", "é"]}}
    schema = {"fields": [{"name": "id", "type": "integer"}, note]}
    good, bad = ([b"ab", "é".encode(), None], [b"ab", b"\xff\xfe", None])
    file = write(tmp_path / f"data.{suffix}", {"id": [1, 2, 3], "note": pa.array(good, arrow_type)})
    assert sd.validate(file, schema).valid
    file = write(tmp_path / f"data.{suffix}", {"id": [1, 2, 3], "note": pa.array(bad, arrow_type)})
    (error,) = sd.validate(file, schema).errors
    assert error.type == "source-error"
    assert error.note == (
        "column 'note' has bytes that are not text in UTF-8, such as b'\\xff\\xfe': write them as text"
    )


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ([Decimal("1.50"), None], {"type": "number"}),
        ([datetime(2024, 1, 2, 3, 4), None], {"type": "datetime"}),  # noqa: DTZ001 - without a zone
        ([True, None], {"type": "boolean"}),
        ([2.0, None], {"type": "integer"}),
        ([5, 6], {"type": "string"}),
        ([[1, 2], []], {"type": "array"}),
        (pa.array(["a", "b"]).dictionary_encode(), {"type": "string", "constraints": {"enum": ["a", "b"]}}),
    ],
    ids=str,
)
@pytest.mark.parametrize("suffix", ["parquet", "feather"])
def test_the_dtype_alone_makes_no_error(column: Any, field: dict[str, Any], suffix: str, tmp_path: Path) -> None:
    file = write(tmp_path / f"data.{suffix}", {"id": [1, 2], "x": column})
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "x", **field}]}
    assert sd.validate(file, schema).valid


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_row_and_column_and_no_line(form: str, tmp_path: Path) -> None:
    file = write(tmp_path / "data.parquet", TABLES["cells"][0])
    text = "".join(text_parts(form, sd.validate(file, SCHEMA))).replace("&#96;", "`")
    assert "row 3, column `price`" in text
    assert "data.parquet:3" not in text
    assert "startLine" not in text
    assert "line=" not in text
    assert "line None" not in text
    assert "None" not in text


def test_the_command_reads_a_parquet_file(tmp_path: Path) -> None:
    file = write(tmp_path / "data.parquet", TABLES["cells"][0])
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    arguments = ["validate", str(file), "--schema", str(tmp_path / "s.json"), "--format", "text"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 1
    assert f"{file}: row 3, column `price`: constraint-error: " in done.output


def test_size_and_hash_are_those_of_the_file(tmp_path: Path) -> None:
    content = write(tmp_path / "data.parquet", TABLES["valid"][0]).read_bytes()
    stated = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "rows": 3}
    report = sd.validate(package(tmp_path, {"path": "data.parquet", **stated}))
    assert report.valid
    assert (report.tasks[0].stats.bytes, report.tasks[0].stats.sha256) == (
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    report = sd.validate(package(tmp_path, {"path": "data.parquet", "bytes": 1, "hash": "f00", "rows": 4}))
    assert sorted(error.type for error in report.errors) == ["byte-count", "hash-count", "row-count"]


def test_keys_lead_into_and_out_of_parquet_files(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", TABLES["valid"][0])
    write(tmp_path / "b.feather", {"of": [1, 9]})
    (tmp_path / "c.csv").write_text("of\n3\n8\n", "utf-8")
    key = {"fields": "of", "reference": {"resource": "t0", "fields": "id"}}
    schema = {"fields": [{"name": "of", "type": "integer"}], "foreignKeys": [key]}
    tables = ({"path": "a.parquet"}, {"path": "b.feather", "schema": schema}, {"path": "c.csv", "schema": schema})
    for engine in ("auto", "frictionless"):
        tasks = sd.validate(package(tmp_path, *tables), engine=engine).tasks
        assert [found(task.errors) for task in tasks] == [[], [("foreign-key", 3, None)], [("foreign-key", 3, None)]]


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


DAMAGED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a cut Parquet file": ("parquet", truncated, "not a Parquet file, or is damaged"),
    "a CSV file by another name": ("parquet", lambda _: b"id,price\n1,2\n", "not a Parquet file, or is damaged"),
    "nothing": ("parquet", lambda _: b"", "not a Parquet file, or is damaged"),
    "a wrong page": (
        "parquet",
        lambda content: content[:30] + b"\xff" * 60 + content[90:],
        "not a Parquet file, or is damaged",
    ),
    "a cut Feather file": ("feather", truncated, "not an Arrow file, or is damaged"),
    "a Feather file of version 1": ("feather", lambda _: b"FEA1xxxxxxxxFEA1", "version 2"),
    "a cut stream": ("arrow", truncated, "not an Arrow file, or is damaged"),
    "a text": ("arrow", lambda _: b"hello", "not an Arrow file, or is damaged"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_cannot_be_read_is_one_error_of_its_table(name: str, tmp_path: Path) -> None:
    suffix, damage, words = DAMAGED[name]
    file = write(tmp_path / f"bad.{suffix}", TABLES["valid"][0])
    file.write_bytes(damage(file.read_bytes()))
    write(tmp_path / "other.parquet", TABLES["cells"][0])
    bad, other = sd.validate(package(tmp_path, {"path": file.name}, {"path": "other.parquet"})).tasks
    assert [error.type for error in bad.errors] == ["source-error"]
    assert words in bad.errors[0].note
    assert found(other.errors) == TABLES["cells"][1]


@pytest.mark.parametrize("name", ["data.sav", "data.dta", "data.orc"])
def test_a_format_that_nobody_reads_is_a_wrong_option(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\0\1")
    write(tmp_path / "a.parquet", TABLES["valid"][0])
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    arguments = ["validate", str(tmp_path / name), str(tmp_path / "a.parquet"), "--schema", str(tmp_path / "s.json")]
    done = CliRunner().invoke(app, [*arguments, "--format", "text"])
    assert done.exit_code == 2
    assert f'format "{name[5:]}" is not supported: read are csv, tsv, parquet' in done.output
    assert "ok    " in done.output


def test_a_compressed_and_a_piped_file_are_read(tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", TABLES["cells"][0])
    (tmp_path / "b.parquet.gz").write_bytes(gzip.compress(file.read_bytes()))
    (tmp_path / "stream").write_bytes(file.read_bytes())
    assert found(sd.validate(tmp_path / "b.parquet.gz", SCHEMA).errors) == TABLES["cells"][1]
    with (tmp_path / "stream").open("rb") as stream:
        assert found(sd.validate(stream, SCHEMA).errors) == TABLES["cells"][1]


def test_a_large_file_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow_files, "ROWS", 100)
    monkeypatch.setattr(arrow_files, "BYTES", 3000)
    columns = {
        "id": [*range(999), 5],
        "note": ["x" * 50] * 1000,
        "tag": pa.array(["t" * 40] * 1000).dictionary_encode(),
    }
    names = [{"name": "id", "type": "integer"}, {"name": "note"}, {"name": "tag"}]
    for suffix in ("parquet", "feather"):
        file = write(tmp_path / f"data.{suffix}", columns)
        report = sd.validate(file, {"fields": names, "primaryKey": "id"})
        assert (report.tasks[0].stats.rows, found(report.errors)) == (1000, [("primary-key", 1001, None)])


def test_the_rows_of_a_parquet_file_are_split_and_read(tmp_path: Path) -> None:
    file = write(tmp_path / "data.parquet", TABLES["cells"][0])
    (split,), _ = split_rows(sd.validate(file, SCHEMA, limit_errors=0), tmp_path)
    assert (split.valid_rows, split.invalid_rows) == (2, 1)
    good = write(tmp_path / "good.parquet", TABLES["valid"][0])
    assert sd.read_csv(good, SCHEMA)["id"].to_list() == [1, 2, 3]


@pytest.mark.parametrize("suffix", ["parquet", "feather"])
@pytest.mark.parametrize(
    "columns",
    [
        TABLES["valid"][0],
        {"id": [1, 2], "moment": [datetime(2024, 1, 2, 3, 4), None], "on": [True, False]},  # noqa: DTZ001 - without a zone
        {"share": [0.5, None], "kind": ["a;b", "c,d"], "whole": [1.0, 2.0]},
    ],
    ids=str,
)
def test_a_file_is_valid_by_its_description(columns: dict[str, Any], suffix: str, tmp_path: Path) -> None:
    write(tmp_path / f"data.{suffix}", columns)
    described = sd.describe(tmp_path / f"data.{suffix}")
    (resource,) = described.descriptor["resources"]
    assert resource["path"] == f"data.{suffix}"
    assert [field["name"] for field in resource["schema"]["fields"]] == list(columns)
    (tmp_path / "datapackage.json").write_text(described.to_json(), "utf-8")
    assert sd.validate(tmp_path).valid


def test_a_damaged_file_is_not_described(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"x")
    with pytest.raises(sd.PackageError, match=r"a\.parquet: it is not a Parquet file"):
        sd.describe(tmp_path / "a.parquet")


def test_a_folder_has_parquet_files_among_its_tables(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", TABLES["cells"][0])
    (tmp_path / "b.csv").write_text("id,price,day,note\n", "utf-8")
    assert [found(task.errors) for task in sd.validate(tmp_path, SCHEMA).tasks] == [TABLES["cells"][1], []]
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"name": "p", "resources": [{"name": "t", "path": "*.parquet", "schema": SCHEMA}]}), "utf-8"
    )
    (task,) = sd.validate(tmp_path).tasks
    assert found(task.errors) == TABLES["cells"][1]
