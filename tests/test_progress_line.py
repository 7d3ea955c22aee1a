"""The line on a terminal that says how far a run is: what it says, when, and that nothing of it stays."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from summitdata import progress_line
from summitdata.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make stderr a terminal, and a run long: what can be written is, each time."""
    for name in ("CI", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(progress_line, "FIRST_SECONDS", 0)
    monkeypatch.setattr(progress_line, "SECONDS", 0)
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    return stream


def validate(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> None:
    """Run the command in this process."""
    monkeypatch.setattr(sys, "argv", ["summitdata", "validate", "--no-config", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, 1, None)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Return a package with a table of 300 bytes and one of 100."""
    (tmp_path / "a.csv").write_text("id,note\n" + "1,a\n" * 73, "utf-8")
    (tmp_path / "b.csv").write_text("id,note\n" + "1,a\n" * 23, "utf-8")
    resources = [{"name": name, "path": f"{name}.csv", "schema": SCHEMA} for name in "ab"]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    return tmp_path


@pytest.mark.parametrize("engine", ["screen", "frictionless"])
def test_the_line_has_the_share_of_the_bytes_the_table_and_its_rows(
    engine: str, tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = terminal(monkeypatch)
    monkeypatch.setattr("summitdata.validation.frictionless_engine.ROWS_AT_ONCE", 20)
    monkeypatch.setattr("summitdata.validation.worker.can_start", lambda: False)
    validate(monkeypatch, tables, "--engine", engine)
    lines = stream.getvalue().split("\r\x1b[K")
    assert "  0%  a.csv (table 1 of 2)" in lines
    assert " 75%  b.csv (table 2 of 2)" in lines
    rows = {"screen": (" 75%  a.csv (table 1 of 2)  73 rows  ", "100%  b.csv (table 2 of 2)  23 rows  ")}
    for start in rows.get(engine, (" 75%  a.csv (table 1 of 2)  20 rows  ", "100%  b.csv (table 2 of 2)  20 rows  ")):
        assert any(line.startswith(start) and line.endswith(" rows/s") for line in lines), lines
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_worker_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = terminal(monkeypatch)
    (tmp_path / "a.csv").write_text("id,note\n" + "1,a\n" * 6000, "utf-8")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    validate(monkeypatch, tmp_path / "a.csv", "--schema", tmp_path / "schema.json", "--engine", "frictionless")
    assert "%  a.csv  5,000 rows  " in stream.getvalue()


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_nothing_is_written_where_a_line_cannot_be_taken_back(
    environment: dict[str, str], tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = terminal(monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    validate(monkeypatch, tables)
    assert not stream.getvalue()


def test_nothing_is_written_to_what_is_not_a_terminal(
    tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(progress_line, "FIRST_SECONDS", 0)
    validate(monkeypatch, tables)
    assert not capsys.readouterr().err


def test_a_short_run_writes_nothing(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = terminal(monkeypatch)
    monkeypatch.setattr(progress_line, "FIRST_SECONDS", 1000)
    validate(monkeypatch, tables)
    assert not stream.getvalue()


def test_the_line_is_removed_where_the_run_ends_with_an_error(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = terminal(monkeypatch)

    def fail(*_: object) -> None:
        raise sd.PackageError("it fails")

    monkeypatch.setattr("summitdata.validation.table_task.unpacked", fail)
    monkeypatch.setattr(sys, "argv", ["summitdata", "validate", "--no-config", str(tables)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert stream.getvalue().endswith("\r\x1b[Ksummitdata: it fails\n")


def test_a_line_is_no_wider_than_the_terminal_and_its_name_steers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = terminal(monkeypatch)
    monkeypatch.setenv("COLUMNS", "30")
    line = progress_line.ProgressLine()
    line.read(f"a\x1b[2J{'b' * 100}.csv", 1234567, 0.5)
    written = stream.getvalue().removeprefix("\r\x1b[K")
    assert len(written) == 29
    assert "\x1b" not in written
