"""A table in several files of typed values: an error is in its part, at its row or its line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata.cli import app
from summitdata.upkeep.sync import sync
from summitdata.validation import worker
from summitdata.validation.formats import text_parts

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer", "constraints": {"maximum": 9}}, {"name": "note", "type": "string"}],
    "primaryKey": ["id"],
}
ROWS = [[{"id": 1, "note": "a\nb"}, {"id": 2, "note": "b"}], [{"id": 3, "note": "c"}, {"id": 10, "note": "d"}], []]
"""The rows of each part; the fourth is not valid, and is row 3 of the second."""


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "can_start", lambda: False)


def frame(rows: list[dict[str, Any]]) -> pa.Table:
    types = pa.schema([("id", pa.int64()), ("note", pa.string())])
    return pa.Table.from_pylist(rows, types)


def objects(rows: list[dict[str, Any]], path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows).rstrip("\n"), "utf-8")


def lists(rows: list[dict[str, Any]], path: Path) -> None:
    labels: list[Any] = ["id", "note"]
    path.write_text(
        "".join(json.dumps(row) + "\n" for row in [labels, *(list(row.values()) for row in rows)]), "utf-8-sig"
    )


def packed(rows: list[dict[str, Any]], path: Path) -> None:
    lists(rows, path)
    path.write_bytes(gzip.compress(path.read_bytes()))


WRITE: dict[str, tuple[str, Callable[[list[dict[str, Any]], Path], Any]]] = {
    "Parquet": ("parquet", lambda rows, path: pa.parquet.write_table(frame(rows), path)),
    "Feather": ("feather", lambda rows, path: pa.feather.write_feather(frame(rows), str(path))),
    "objects": ("jsonl", objects),
    "lists": ("ndjson", lists),
    "compressed lists": ("jsonl.gz", packed),
}
OF_VALUES = ("Parquet", "Feather")


def write(folder: Path, form: str, parts: list[list[dict[str, Any]]], **resource: Any) -> Path:
    suffix, make = WRITE[form]
    names = [f"part{number}.{suffix}" for number in range(len(parts))]
    for name, rows in zip(names, parts, strict=True):
        make(rows, folder / name)
    return package(folder, **{"path": names, **resource})


def package(folder: Path, **resource: Any) -> Path:
    table = {"name": "t", "schema": SCHEMA, **resource}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [table]}), "utf-8")
    return folder / "datapackage.json"


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize("form", WRITE)
def test_an_error_is_in_its_part(form: str, engine: str, tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, form, ROWS), engine=engine)
    (error,) = report.errors
    assert report.tasks[0].stats.rows == 4
    assert (error.type, Path(error.place or "").name) == ("constraint-error", f"part1.{WRITE[form][0]}")
    if form in OF_VALUES:
        assert (error.line_number, error.where) == (None, "row 3, column `id`")
    else:
        assert error.line_number == (2 if form == "objects" else 3)


@pytest.mark.parametrize("form", WRITE)
def test_a_table_that_is_right_is_valid_also_by_a_pattern(form: str, tmp_path: Path) -> None:
    good = [ROWS[0], ROWS[1][:1]]
    package = write(tmp_path, form, good)
    assert sd.validate(package).valid
    package = write(tmp_path, form, good, path=[f"part*.{WRITE[form][0]}"])
    assert sd.validate(package).tasks[0].stats.rows == 3


@pytest.mark.parametrize("output", ["text", "github", "gitlab", "sarif", "junit", "markdown", "html", "json", "jsonl"])
@pytest.mark.parametrize("form", ["Parquet", "objects"])
def test_every_format_names_the_part(form: str, output: str, tmp_path: Path) -> None:
    text = "".join(text_parts(output, sd.validate(write(tmp_path, form, ROWS))))
    assert f"part1.{WRITE[form][0]}" in text.replace("&#46;", ".")


@pytest.mark.parametrize("form", WRITE)
def test_a_key_is_one_of_all_parts(form: str, tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, form, [ROWS[0], [{"id": 2, "note": "x"}]]))
    (error,) = report.errors
    assert (error.type, Path(error.place or "").name) == ("primary-key", f"part1.{WRITE[form][0]}")
    if form in OF_VALUES:
        assert f"in row 3 of {tmp_path}/part0" in "".join(text_parts("text", report))


@pytest.mark.parametrize("form", WRITE)
def test_size_and_hash_are_those_of_the_files_one_after_the_other(form: str, tmp_path: Path) -> None:
    package = write(tmp_path, form, [ROWS[0], ROWS[1][:1]])
    sync(package)
    resource = json.loads(package.read_text("utf-8"))["resources"][0]
    assert resource["bytes"] == sum((tmp_path / name).stat().st_size for name in resource["path"])
    assert sd.validate(package).valid
    resource |= {"bytes": 1, "hash": "sha256:00"}
    package.write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    assert {error.type for error in sd.validate(package).errors} == {"byte-count", "hash-count"}


@pytest.mark.parametrize("form", ["Parquet", "Feather", "lists"])
def test_parts_with_other_columns_are_one_error_that_names_the_part(form: str, tmp_path: Path) -> None:
    package = write(tmp_path, form, ROWS[:2])
    other = [{"note": "x", "id": 1}]
    file = tmp_path / f"part1.{WRITE[form][0]}"
    if form == "lists":
        file.write_text('["note", "id"]\n["x", 1]\n', "utf-8")
    else:
        write_table = pa.parquet.write_table if form == "Parquet" else pa.feather.write_feather
        write_table(pa.Table.from_pylist(other), str(file))
    (error,) = sd.validate(package).errors
    assert error.type == "path-error"
    assert f"the columns of the part {file} are not those of" in error.note


@pytest.mark.parametrize("form", ["Parquet", "Feather", "compressed lists"])
def test_a_part_that_cannot_be_read_is_an_error_of_its_table(form: str, tmp_path: Path) -> None:
    file = write(tmp_path, form, ROWS[:2])
    resources = json.loads(file.read_text("utf-8"))["resources"]
    (tmp_path / "b.csv").write_text("id,note\n1,x\n", "utf-8")
    resources.append({"name": "b", "path": "b.csv", "schema": SCHEMA})
    file.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    (tmp_path / f"part1.{WRITE[form][0]}").write_bytes(b"xyz")
    bad, other = sd.validate(file).tasks
    assert other.valid
    (error,) = bad.errors
    assert error.type in ("source-error", "compression-error")
    assert f"part1.{WRITE[form][0]}" in error.note


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["a.parquet", "b.csv"], "the parts of a table have one format, not 'parquet' and 'csv'"),
        (["a.jsonl", "b.parquet"], "the parts of a table have one format, not 'jsonl' and 'parquet'"),
        (["a.csv", "b.xlsx"], "the parts of a table have one format, not 'csv' and 'xlsx'"),
        (["a.xlsx", "b.xlsx"], 'format "xlsx" is not supported in several files: list each file as a resource'),
    ],
)
def test_parts_in_several_formats_are_one_clear_error(paths: list[str], words: str, tmp_path: Path) -> None:
    for name in paths:
        (tmp_path / name).write_bytes(b"id,note\n1,x\n")
    done = CliRunner().invoke(app, ["validate", str(package(tmp_path, path=paths)), "--format", "text"])
    assert done.exit_code == 2
    assert words in done.output
    assert "1 error in 1 table" in done.output
