"""`validate --split`: the valid rows of a file and the others, as two files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings

import summitdata as sd
from engines import tables
from profiles import examples
from summitdata.cli import app
from summitdata.validation.splitting import split_rows

SCHEMA = '{"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}], "primaryKey": "id"}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("s.json").write_text(SCHEMA)
    Path("out").mkdir()
    return tmp_path


def split(text: str | bytes, *options: str) -> Result:
    Path("t.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return CliRunner().invoke(app, ["validate", "t.csv", "--schema", "s.json", "--split", "out", *options])


def test_valid_rows_stay_as_they_are_and_the_others_have_their_errors(folder: Path) -> None:
    done = split('id,note\n1,"a\nb"\nx,c\n2,"d"\n2,e\n3')
    assert done.exit_code == 1
    assert (folder / "out" / "t.valid.csv").read_text() == 'id,note\n1,"a\nb"\n2,"d"\n'
    rows = list(csv.reader((folder / "out" / "t.invalid.csv").read_text().splitlines()))
    assert [row[0] for row in rows] == ["row_number", "3", "5", "6"]
    assert rows[0][2:] == ["id", "note"]
    assert rows[1][1].startswith('type-error in id: type is "integer/default"; primary-key: ')
    assert rows[1][2:] == ["x", "c"]
    assert "t.csv: wrote 2 rows to out/t.valid.csv" in done.stderr


def test_a_valid_file_has_all_rows_in_one(folder: Path) -> None:
    assert split("id,note\n1,a\n2,b\n").exit_code == 0
    assert (folder / "out" / "t.valid.csv").read_text() == "id,note\n1,a\n2,b\n"
    assert (folder / "out" / "t.invalid.csv").read_text() == "row_number,errors,id,note\n"


def test_another_encoding_and_delimiter(folder: Path) -> None:
    split("id;note\n1;Zürich\nx;Bern\n".encode("cp1252"), "--encoding", "cp1252", "--delimiter", ";")
    assert (folder / "out" / "t.valid.csv").read_text("cp1252") == "id;note\n1;Zürich\n"
    assert (folder / "out" / "t.invalid.csv").read_text("cp1252").endswith(";x;Bern\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "shift_jis"])
def test_what_is_valid_stays_valid_by_the_same_options(encoding: str, folder: Path) -> None:
    option = () if encoding.startswith("utf-8") else ("--encoding", encoding)
    text = "id,note\n1,a;b\nx,c\n"
    split(text.encode(encoding), *option)
    assert (folder / "out" / "t.valid.csv").read_bytes() == "id,note\n1,a;b\n".encode(encoding)
    command = ["validate", "out/t.valid.csv", "--schema", "s.json", *option]
    assert CliRunner().invoke(app, command).exit_code == 0


def test_an_error_says_what_it_says(folder: Path) -> None:
    split("id,note\n1,a,z\n2\n,\n")
    rows = list(csv.reader((folder / "out" / "t.invalid.csv").read_text().splitlines()))
    assert [row[1].partition(";")[0] for row in rows[1:]] == ["extra-cell", "missing-cell in note", "blank-row"]


def test_rows_without_a_header_stay_so(folder: Path) -> None:
    split("1,a\nx,b\n", "--no-header")
    assert (folder / "out" / "t.valid.csv").read_text() == "1,a\n"
    assert (folder / "out" / "t.invalid.csv").read_text().startswith('2,"type-error in id: ')


def test_what_can_be_split_is_and_the_rest_is_named(folder: Path) -> None:
    for name, text in {"a/t": "id,note\n1,a\nx,b\n", "b/t": "id,note\n2,a\n", "h": "no,note\n1,a\n"}.items():
        Path(f"{name}.csv").parent.mkdir(exist_ok=True)
        Path(f"{name}.csv").write_text(text)
    command = ["validate", "h.csv", "a/t.csv", "b/t.csv", "--schema", "s.json", "--split", "out"]
    done = CliRunner().invoke(app, command)
    assert "h.csv: not split: " in str(done.exception)
    assert "b/t.csv: wrote 1 row to out/t-2.valid.csv" in done.stderr
    assert {file.name for file in (folder / "out").iterdir()} == {
        f"t{number}.{kind}.csv" for number in ("", "-2") for kind in ("valid", "invalid")
    }
    again = str(CliRunner().invoke(app, command).exception)
    assert "out/t.valid.csv exists: remove it, or name another folder" in again
    assert "--force" not in again


def test_a_rule_of_a_group_is_left_out_on_request(folder: Path) -> None:
    checks = [{"type": "group-constraint", "formula": "sum(id) == 2"}]
    resource = {"name": "t", "path": "t.csv", "schema": json.loads(SCHEMA), "checklist": {"checks": checks}}
    Path("t.resource.json").write_text(json.dumps(resource))
    Path("t.csv").write_text("id,note\n1,a\nx,b\n")
    command = ["validate", "t.resource.json", "--split", "out"]
    Path("t.csv").write_text("id,note\n1,a\n")
    assert "validate with --skip group-constraint" in str(CliRunner().invoke(app, command).exception)
    assert CliRunner().invoke(app, [*command, "--skip", "group-constraint"]).exit_code == 0
    assert (folder / "out" / "t.valid.csv").read_text() == "id,note\n1,a\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [("id,other\nx,a\n", "does not match the field name"), ("", "the source is empty")],
)
def test_errors_of_no_row_split_nothing(text: str, message: str, folder: Path) -> None:
    done = split(text)
    assert isinstance(done.exception, sd.PackageError)
    assert message in str(done.exception)
    assert list((folder / "out").iterdir()) == []


def test_nothing_is_overwritten_and_the_folder_must_exist(folder: Path) -> None:
    split("id,note\n1,a\n")
    assert "exists" in str(split("id,note\n2,b\n").exception)
    assert (folder / "out" / "t.valid.csv").read_text() == "id,note\n1,a\n"
    with pytest.raises(sd.PackageError, match="create it first"):
        split_rows(sd.validate(folder / "t.csv", folder / "s.json"), folder / "none")


def test_a_file_that_has_changed_is_not_split(folder: Path) -> None:
    (folder / "t.csv").write_text("id,note\n1,a\n")
    report = sd.validate(folder / "t.csv", folder / "s.json")
    (folder / "t.csv").write_text("id,note\n1,a\n2,b\n")
    assert "it has changed since" in split_rows(report, folder / "out")[1][0]


@pytest.mark.slow
def test_the_valid_rows_are_valid(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"

    @settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
    @given(tables())
    def agree(drawn: tuple[dict[str, Any], str]) -> None:
        schema, text = drawn
        schema = {key: part for key, part in schema.items() if key not in ("foreignKeys", "primaryKey", "uniqueKeys")}
        file.write_text(text, "utf-8", newline="")
        report = sd.validate(file, schema, limit_errors=0)
        split, refused = split_rows(report, tmp_path, overwrite=True)
        if refused:
            return
        (files,) = split
        assert files.valid_rows + files.invalid_rows == (report.tasks[0].stats.rows or 0)
        assert all(error.row_number is None for error in sd.validate(files.valid, schema).errors)

    agree()
