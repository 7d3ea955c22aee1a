"""Wrong options are not wrong data: exit code 2, with what is wrong, and what was probably meant."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from summitdata.cli import app
from summitdata.errors import SummitDataError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}]}
WRONG = {
    "--encoding latin-99": "did you mean 'latin",
    "--encoding utf8x": "did you mean 'utf8'",
    "--encoding rot13": "unknown encoding: 'rot13'",
    "--encoding hex": "unknown encoding: 'hex'",
    "--encoding ANSI": "did you mean 'cp1252'",
    "--encoding ''": "leave it out, or give one",
    "--delimiter ';;'": "or one character",
    "--delimiter tap": "did you mean 'tab'?",
    r"--delimiter '\x'": r"did you mean '\\t'?",
    "--delimiter ''": "leave it out, or give one",
    "--quote ab": "must be one character",
    "--delimiter ';' --quote ';'": "they must differ",
    "--warn tpye-error": "did you mean 'type-error'",
    "--only type-eror": "did you mean 'type-error'",
    "--skip blank-rows": "did you mean 'blank-row'",
    "--only Type-Error": "did you mean 'type-error'",
    "--warn field=nme": "did you mean 'name'?",
    "--only fields=id": "did you mean 'field'",
    "--only file=u.csv": "unknown file 'u.csv'",
    "--as-frictionless quote": "did you mean 'quotes'?",
    "--labels names": "did you mean 'name'?",
    "--format jsn": "did you mean 'json'",
    "--format Text": "did you mean 'text'",
    "--engine fast": "is not one of 'auto', 'screen', 'frictionless'",
    "--limit-errors -1": "is not in the range",
    "--time-limit 0": "is not in the range",
    "--skip-rows 200": "is not in the range",
    "--max-cell-bytes 0": "is not in the range",
    "--shcema s.json": "Did you mean '--schema'?",
    "--reference others": "is not NAME=FILE",
    "--reference o=t.csv": "unknown reference 'o'",
    "--baseline none.json": "cannot read the baseline",
    "--baseline t.csv": "--format baseline",
    "--output no/such/report.txt": "create it first",
    "--split none": "create it first",
    "--config none.toml": "cannot read the configuration",
    "--config s.json": "not valid TOML: Invalid statement (at line 1, column 1)",
}
"""Options, with a part of what is said of them."""
OTHERS = {
    "t.csv --schema none.json": "no such file",
    "t.csv --schema s.jsn": "did you mean 's.json'?",
    "t.csv --schema trad": "did you mean 'trade'",
    "t.csv --schema t.csv": "not valid JSON at line 1, column 1",
    "t.csv --schema .": "name the file of a Table Schema in it",
    "t.cvs --schema s.json": "did you mean 't.csv'?",
    "s.json --schema s.json": "name the file of the table",
    "*.xyz --schema s.json": "no file matches this pattern",
    "t.csv": "summitdata describe",
}
"""Files and schemas, the same."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    (tmp_path / "t.csv").write_text("id,name\n1,a\n", "utf-8")
    return tmp_path


def run(words: str) -> tuple[int, str]:
    """Return the exit code and what is written."""
    done = CliRunner().invoke(app, ["validate", *shlex.split(words)])
    if isinstance(done.exception, SummitDataError):  # `__main__` makes one line and exit code 2 of it
        return 2, str(done.exception)
    return done.exit_code, done.output


@pytest.mark.parametrize("words", [*(f"t.csv --schema s.json {words}" for words in WRONG), *OTHERS])
def test_the_message_says_what_was_meant(words: str) -> None:
    code, said = run(words)
    assert code == 2
    assert {**WRONG, **OTHERS}[words.removeprefix("t.csv --schema s.json ")] in said


@pytest.mark.parametrize("delimiter", ["'\\t'", "tab", "'\t'"])
def test_a_tab_has_names(delimiter: str, folder: Path) -> None:
    (folder / "t.txt").write_text("id\tname\n1\ta\n", "utf-8")
    assert run(f"t.txt --schema s.json --delimiter {delimiter}") == (0, "ok    t.txt  1 row\nvalid: 1 table\n")


@pytest.mark.parametrize("name", ["t.txt", "t.dat", "t", "T.CSV", "t.csv.bak", "t.2024", "t.doc"])
def test_a_file_of_any_suffix_is_read_if_it_is_named(name: str, folder: Path) -> None:
    (folder / name).write_text("id,name\nx,a\n", "utf-8")
    code, said = run(f"{name} --schema s.json")
    assert (code, f"{name}:2:1: type-error" in said) == (1, True)
