"""Cells longer than a limit: an error that says where, found without having the rest of the file in memory."""

from __future__ import annotations

import csv
import io
import json
import pickle
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from summitdata.cli import app
from summitdata.tabular import csv_blocks
from summitdata.tabular.csv_blocks import place_of, read_blocks
from summitdata.tabular.dialect import Dialect
from summitdata.tabular.long_cells import LongCellError, refuse_long_cells

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {"fields": [{"name": "id"}, {"name": "note"}]}
ENGINES = ("auto", "frictionless")
LIMIT = 1000
REST = "3,some text\n" * 200
CLOSED, OPEN, UNQUOTED = "probably closed too late", "probably never closed", "the delimiter or the line ends"

LONG: dict[str, tuple[bytes, tuple[int, int], str, dict[str, Any]]] = {
    "a quote that never closes": (f'id,note\n1,x\n2,"open\n{REST}'.encode(), (3, 3), OPEN, {}),
    "in the header": (f'id,"note\n{REST}'.encode(), (1, 4), OPEN, {}),
    "at the start of the file": (f'"id,note\n{REST}'.encode(), (1, 1), OPEN, {}),
    "near the end": (f'id,note\n{REST}1,"{"x" * 1001}'.encode(), (202, 3), OPEN, {}),
    "a quote that closes too late": (f'id,note\n2,"open\n{REST}",x\n{REST}'.encode(), (2, 3), CLOSED, {}),
    "a quote in a record of too many cells": (f'id,note\n1,2,3,"{REST}"\n{REST}'.encode(), (2, 7), CLOSED, {}),
    "after CR line ends": (f'id,note\r1,x\r2,"open\r{REST}'.encode(), (3, 3), OPEN, {}),
    "after CRLF line ends": (f'id,note\r\n1,x\r\n2,"open\r\n{REST}'.encode(), (3, 3), OPEN, {}),
    "after cells with line breaks": (f'id,note\n"a\nb","c\r\nd"\n2,"open\n{REST}'.encode(), (5, 3), OPEN, {}),
    "no delimiter and no line end": (b"id,note\n" + b"x" * 5000, (2, 1), UNQUOTED, {}),
    "another delimiter": (f'id;note\n1;x\n2;"open\n{REST}'.encode(), (3, 3), OPEN, {"delimiter": ";"}),
    "UTF-16": (f'id,note\n1,é\n2,"open\n{REST}'.encode("utf-16"), (3, 3), OPEN, {"encoding": "utf-16"}),
    "a byte order mark": (f'\ufeffid,note\n1,é\n2,"open\n{REST}'.encode(), (3, 3), OPEN, {}),
    "quotes in a cell without quotes before": (f'id,note\n1,a"b\n2,"open\n{REST}'.encode(), (3, 3), OPEN, {}),
    "after letters of several bytes": (f'id,note\n1,é\n€é😀,"open\n{REST}'.encode(), (3, 5), OPEN, {}),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", LONG)
def test_a_cell_that_is_too_long_is_an_error_with_its_place(kind: str, engine: str, tmp_path: Path) -> None:
    content, (line, column), cause, options = LONG[kind]
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    report = sd.validate(file, SCHEMA, engine=engine, max_cell_bytes=LIMIT, **options)
    (error,) = report.errors
    assert (error.type, error.line_number, error.column_number) == ("long-cell", line, column)
    assert error.note.startswith(f"the cell that begins on line {line} is longer than {LIMIT} bytes: ")
    assert cause in error.note
    assert "--max-cell-bytes" in error.note
    assert not report.valid
    assert report.tasks[0].partial


SHORT: dict[str, tuple[str, dict[str, Any]]] = {
    "many short cells": ("id,note\n" + REST.replace("3,some", "3,other") * 3, {}),
    "a record of many short cells": ("id,note\n1" + ",x" * 3000 + "\n", {}),
    "a cell as long as the limit": (f"id,note\n1,{'x' * LIMIT}\n", {}),
    "with quotes, as long as the limit": (f'id,note\n1,"{"x" * LIMIT}"\n2,y\n', {}),
    "doubled quotes that count as one": ('id,note\n1,"' + '""' * LIMIT + '"\n', {}),
    "quotes in the middle of cells": ("id,note\n" + 'a"b,c"d\n' * 500, {}),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", SHORT)
def test_cells_up_to_the_limit_are_read_as_ever(kind: str, engine: str, tmp_path: Path) -> None:
    text, options = SHORT[kind]
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    report = sd.validate(file, SCHEMA, engine=engine, max_cell_bytes=LIMIT, **options)
    assert report.errors == sd.validate(file, SCHEMA, engine=engine, **options).errors
    assert "long-cell" not in report.tasks[0].totals.by_type


def test_a_dialect_of_frictionless_alone_has_the_limit_too(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(f'id,note\n1,a\\"b\n2,"open\\"\n{REST}', "utf-8")
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA, "dialect": {"escapeChar": "\\"}}
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps({"resources": [resource]}), "utf-8")
    (error,) = sd.validate(file, max_cell_bytes=LIMIT).errors
    assert (error.type, error.line_number) == ("long-cell", 3)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_cell_in_a_table_of_a_foreign_key_is_named(engine: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("id,note\n1,x\n", "utf-8")
    (tmp_path / "target.csv").write_text(f'id,note\n1,x\n2,"open\n{REST}', "utf-8")
    key = {"fields": "id", "reference": {"resource": "target", "fields": "id"}}
    resources = [
        {"name": "table", "path": "table.csv", "schema": {**SCHEMA, "foreignKeys": [key]}},
        {"name": "target", "path": "target.csv", "schema": SCHEMA},
    ]
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps({"resources": resources}), "utf-8")
    for task in sd.validate(file, engine=engine, max_cell_bytes=LIMIT).tasks:
        (error,) = task.errors
        assert error.type == "long-cell"
        assert "the cell that begins on line 3" in error.note
        assert ("target.csv: " in error.note) == (task.name == "table")


def test_the_command_has_the_limit(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(f'id,note\n2,"open\n{REST}', "utf-8")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    line = ["validate", str(tmp_path / "table.csv"), "--schema", str(tmp_path / "schema.json"), "--format", "text"]
    result = CliRunner().invoke(app, [*line, "--max-cell-bytes", "1000"])
    assert result.exit_code == 1
    assert "table.csv:2: long-cell" in result.output or "long-cell" in result.output
    assert CliRunner().invoke(app, [*line, "--max-cell-bytes", "0"]).exit_code == 2


@pytest.mark.parametrize("limit", [0, -1, None, "x", 1.5, [1]])
def test_an_odd_limit_is_refused(limit: Any, tmp_path: Path) -> None:
    with pytest.raises(sd.UnknownNameError, match="max_cell_bytes must be an integer from 1"):
        sd.validate(tmp_path / "table.csv", SCHEMA, max_cell_bytes=limit)


class Endless:
    """A text that goes on for ever, and how much of it was read."""

    def __init__(self, start: bytes, unit: bytes) -> None:
        self.read_bytes = 0
        self._next, self._unit = start, unit

    def readinto(self, view: memoryview) -> int:
        text = self._next + self._unit * (len(view) // len(self._unit) + 1)
        view[:] = text[: len(view)]
        self._next = text[len(view) : len(view) + len(self._unit)]
        self.read_bytes += len(view)
        return len(view)


ENDLESS = {
    "text": (b'a,b\n1,"', b"x"),
    "records": (b'a,b\n1,"', b"1,2\n"),
    "CR": (b'a,b\r1,"', b"1,2\r"),
    "doubled quotes": (b'a,b\n1,"', b'""'),
    "one line": (b"a,b\n", b"x"),
    "line ends": (b'a,b\n1,"', b"\n"),
    "stray quotes before": (b'a,b\n1,x"y\n1,"', b"z\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ENDLESS)
def test_no_more_is_read_than_it_takes_to_see_that_a_cell_is_too_long(kind: str) -> None:
    limit = 300_000
    stream: Any = Endless(*ENDLESS[kind])
    tracemalloc.start()
    try:
        with pytest.raises(LongCellError) as caught:
            for _ in read_blocks(stream, Dialect(), 1 << 16, max_cell=limit):
                pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert stream.read_bytes < 5 * limit
    assert peak < 25 * limit + 1_000_000
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (str(copy), copy.offset) == (str(caught.value), caught.value.offset)


TEXTS = st.text(alphabet='ab",;\n\ré', max_size=30)


@given(TEXTS, st.integers(1, 6))
def test_a_long_cell_is_found_as_the_csv_module_has_it(text: str, limit: int) -> None:
    records = list(csv.reader(io.StringIO(text, newline="")))
    longest = max((len(cell.replace("\r\n", "\n").encode()) for record in records for cell in record), default=0)
    try:
        refuse_long_cells(text.encode(), Dialect(), limit, 0)
    except LongCellError:
        assert max((len(cell.encode()) for record in records for cell in record), default=0) > limit
    else:
        assert longest <= limit


@given(TEXTS)
def test_a_record_ends_where_the_csv_module_ends_it(text: str) -> None:
    def blocks() -> list[bytes]:
        stream: Any = io.BytesIO(text.encode())
        return [bytes(block.data) for block in read_blocks(stream, Dialect(), 5, 5)]

    by_csv = blocks()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_blocks, "BLOCK_SIZE", -1)  # so that each record is a long one
        assert blocks() == by_csv


def test_read_csv_names_the_file_of_a_long_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks.read_blocks, "__defaults__", (csv_blocks.BLOCK_SIZE, None, LIMIT))
    file = tmp_path / "table.csv"
    file.write_text(f'id,note\n2,"open\n{REST}', "utf-8")
    with pytest.raises(
        sd.DataFileError, match=r"table\.csv: the cell that begins at byte 10 is longer than 1000 bytes"
    ):
        sd.read_csv(file, SCHEMA)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 100])
def test_the_place_of_a_cell_is_the_same_in_blocks_of_any_size(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "é\r\n€\r😀x\n\r\nab"
    (tmp_path / "table.csv").write_bytes(text.encode())
    monkeypatch.setattr("summitdata.tabular.csv_blocks.BLOCK_SIZE", size)
    places = [place_of(tmp_path / "table.csv", "utf-8", len(text[:end].encode())) for end in range(len(text) + 1)]
    assert places == [
        *((1, 1), (1, 2), (2, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 1), (5, 1), (5, 1), (5, 2), (5, 3)),
    ]
