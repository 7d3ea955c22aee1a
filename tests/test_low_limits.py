"""With a low limit of errors, no more of a file full of them is read than frictionless could have read meanwhile."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

import summitdata as sd
from engines import compare
from summitdata.validation.linear_rows import LinearRow
from summitdata.validation.screen.cell_reader import CellReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True}},
        {"name": "year", "type": "integer"},
        {"name": "eur", "type": "number"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": "id",
}
ROWS = 1000
FLOODS: dict[str, Callable[[int, list[str]], list[str]]] = {
    "bad cells": lambda at, row: [row[0], f"x{at}", *row[2:]],
    "the same bad cell": lambda _, row: [row[0], "x", *row[2:]],
    "ragged rows": lambda at, row: row if at % 3 else [*row, "x"] if at % 2 else row[:-1],
    "short rows": lambda _, row: row[:-1],
    "blank rows": lambda at, row: row if at % 2 else [],
    "repeated keys": lambda at, row: [str(at // 2), *row[1:]],
}


def flood(name: str, folder: Path, rows: int = ROWS) -> Path:
    file = folder / "table.csv"
    cells = ([str(at), "2025", f"{at}.5", "a note of a few words"] for at in range(rows))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["id", "year", "eur", "note"])
        writer.writerows(FLOODS[name](at, row) for at, row in enumerate(cells))
    return file


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.parametrize("limit", [1, 10, 100])
def test_the_first_errors_of_a_flood_are_those_of_frictionless(name: str, limit: int, tmp_path: Path) -> None:
    file = flood(name, tmp_path, 400)
    found = compare(file, SCHEMA, limit)
    assert len(found.errors) == limit
    assert found.errors == sd.validate(file, SCHEMA, limit_errors=0).errors[:limit]


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.parametrize("engine", ["auto", "frictionless"])
def test_little_is_read_behind_a_low_limit(name: str, engine: str, tmp_path: Path) -> None:
    file, cells, rows = flood(name, tmp_path), [], []
    read_cells, process = CellReader.read_cells, LinearRow._process  # noqa: SLF001 - each row is read by it

    def counted(reader: CellReader, column: int, texts: list[str | None]) -> Any:
        cells.extend(texts)
        return read_cells(reader, column, texts)

    def counted_row(row: LinearRow) -> Any:
        rows.append(row)
        return process(row)

    with patch.object(CellReader, "read_cells", counted), patch.object(LinearRow, "_process", counted_row):
        (task,) = sd.validate(file, SCHEMA, limit_errors=5, engine=engine).tasks
    assert task.partial
    assert len(task.errors) == 5
    assert len(cells) + 4 * len(rows) < 600  # frictionless reads a hundred rows before it begins


def test_a_few_errors_are_all_counted_behind_a_low_limit(tmp_path: Path) -> None:
    file = flood("bad cells", tmp_path, 30)
    (task,) = sd.validate(file, SCHEMA, limit_errors=1).tasks
    assert (task.partial, len(task.errors), task.stats.errors) == (False, 1, 30)
    (task,) = sd.validate(file, SCHEMA, limit_errors=1, engine="frictionless").tasks
    assert (task.partial, len(task.errors), task.stats.errors) == (False, 1, 30)
    good = "".join(f"{at},2025,1,x\n" for at in range(100, 1000))
    file.write_text(f"id,year,eur,note\n{good}1,x,1,x\n2,x,1,x\n3,x,1,x\n", "utf-8")
    (task,) = sd.validate(file, SCHEMA, limit_errors=1).tasks
    assert (task.partial, len(task.errors), task.stats.errors) == (False, 1, 3)


def test_the_first_block_of_a_low_limit_may_be_the_whole_file_or_end_before_an_error(tmp_path: Path) -> None:
    file = flood("bad cells", tmp_path, 8)
    assert sd.validate(file, SCHEMA, limit_errors=1).stats.errors == 8
    file.write_text("id,year,eur,note\n" + "".join(f"{at},2025,1,x\n" for at in range(2000)) + "x,,,\n", "utf-8")
    found = compare(file, SCHEMA, 1)
    assert (len(found.errors), found.stats.errors) == (1, 2)  # an id that is none, and no key
