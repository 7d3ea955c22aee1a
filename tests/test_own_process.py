"""What frictionless reads in the caller's own process, since to start another takes longer, and what it does not."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.validation import worker

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note"}]}
BAD_ROWS = "id,note\n" + "".join(f"x{number},a\n" for number in range(4000))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Note each time a worker is asked for, and do without."""
    asked: list[bool] = []

    def can_start() -> bool:
        asked.append(True)
        return False

    monkeypatch.setattr(worker, "can_start", can_start)
    return asked


def validate(file: Path, text: str, limit: int = 1000, **options: Any) -> sd.Report:
    """Validate a text with frictionless' own reading."""
    file.write_text(text, "utf-8")
    return sd.validate(file, SCHEMA, engine="frictionless", limit_errors=limit, **options)


def test_a_small_table_is_read_here(tmp_path: Path, asked: list[bool]) -> None:
    report = validate(tmp_path / "table.csv", "id,note\nx,a\n")
    assert [error.line_number for error in report.tasks[0].errors] == [2]
    assert not asked


def test_a_flood_of_errors_ends_here_at_the_limit(tmp_path: Path, asked: list[bool]) -> None:
    task = validate(tmp_path / "table.csv", BAD_ROWS).tasks[0]
    assert (len(task.errors), task.partial) == (1000, True)
    assert not asked


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BAD_ROWS, id="many records"),
        pytest.param(f"id,note\n1,{'a' * 20_000}\n", id="a long cell"),
        pytest.param('id,note\n1,"' + "a\n" * 10_000 + '"\n', id="a cell of many lines"),
        pytest.param("id," * 40_000 + "note\n1,a\n", id="a wide header"),
        pytest.param('id,"' + "a\n" * 10_000 + '"\n1,a\n', id="a long label"),
        pytest.param("id,note\n" + "1," * 60_000 + "\n", id="a long record"),
    ],
)
def test_what_may_take_long_is_for_a_worker(text: str, tmp_path: Path, asked: list[bool]) -> None:
    validate(tmp_path / "table.csv", text, limit=0)
    assert asked == [True]


def test_a_large_table_of_a_foreign_key_is_for_a_worker(tmp_path: Path, asked: list[bool]) -> None:
    (tmp_path / "codes.csv").write_text("id\n" + "".join(f"{number:08}\n" for number in range(2000)), "utf-8")
    (tmp_path / "table.csv").write_text("id,note\n1,a\n", "utf-8")
    key = {"fields": "id", "reference": {"resource": "codes", "fields": "id"}}
    codes = {"name": "codes", "path": "codes.csv", "schema": {"fields": [{"name": "id", "type": "integer"}]}}
    table = {"name": "table", "path": "table.csv", "schema": SCHEMA | {"foreignKeys": [key]}}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"name": "keys", "resources": [table, codes]}), "utf-8")
    sd.validate(package, engine="frictionless")
    assert asked == [True]


def test_no_dialect_is_guessed_where_it_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sniff(*_: Any) -> None:
        raise AssertionError("guessed")

    monkeypatch.setattr(csv.Sniffer, "sniff", sniff)
    assert [error.cell for error in validate(tmp_path / "table.csv", 'id,note\nx,"a;b"\n').tasks[0].errors] == ["x"]
