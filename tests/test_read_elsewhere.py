"""The examples in R, JavaScript, SQL and DuckDB read the table as the package does, and calculate the same growth."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

import summitdata as sd
from code_blocks import RUNNERS, open_page, pages
from summitdata.tables import rows

if TYPE_CHECKING:
    from pathlib import Path

    from code_blocks import Page

NAME = "docs/how-to-read-elsewhere.md"
BLOCKS = [block for block in pages()[NAME] if "library(" not in block.source]
(GROWTH,) = (block.source for block in BLOCKS if block.language == "text")
JS, R = (next(block.source for block in BLOCKS if block.language == name) for name in ("js", "r"))
DUCKDB = next(block.source for block in BLOCKS if "read_csv(" in block.source and block.language == "sql")
RUN = ("js", "sh", "sql")

pytestmark = pytest.mark.slow


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return open_page(NAME, tmp_path)


def done(language: str, source: str, page: Page) -> str:
    assert RUNNERS[language](source, page) is None
    return (page.printed or "").strip()


def test_each_prints_the_growth_that_the_library_has(page: Page) -> None:
    assert f"{100 * sd.trade_growth(2025):.1f}\n" == GROWTH
    printed = [(block.language, done(block.language, block.source, page)) for block in BLOCKS if block.language in RUN]
    growth = GROWTH.strip()
    assert printed == [("js", growth), ("sh", "wrote summit.sqlite"), ("sql", growth), ("sql", growth)]


def test_r_prints_the_growth_too(page: Page) -> None:
    assert done("r", R, page) == GROWTH.strip()


def test_javascript_reads_every_row_with_its_types(page: Page) -> None:
    last = "\nconsole.log(JSON.stringify(trade));"
    read = json.loads(done("js", JS + last, page).splitlines()[-1])
    assert read == [{name: _plain(value) for name, value in row.items()} for row in rows("trade")]


def test_r_reads_every_row_with_its_types(page: Page) -> None:
    more = (
        '\ncat(sapply(trade, class), sep = " ")\ncat("\\n", nrow(trade), sum(trade$value), sum(trade$preferred))'
        '\ncat("\\n", sum(!is.na(trade$note)))'
    )
    _, classes, sums, notes = done("r", R + more, page).splitlines()
    types = {"year": "integer", "preferred": "logical"} | dict.fromkeys(["value", "low", "high"], "numeric")
    assert classes.split() == [types.get(name, "character") for name in rows("trade")[0]]
    count, total, preferred = map(float, sums.split())
    expected = rows("trade")
    assert count == len(expected)
    assert total == pytest.approx(float(sum(row["value"] for row in expected)), rel=1e-6)
    assert preferred == sum(row["preferred"] for row in expected)
    assert int(notes) == sum(row["note"] is not None for row in expected)


def test_duckdb_reads_every_row_with_its_types(page: Page) -> None:
    view, _, _ = DUCKDB.partition(";")
    with duckdb.connect(config={"file_search_path": str(page.folder)}) as memory:
        memory.execute(view)
        types = [row[1] for row in memory.execute("DESCRIBE trade").fetchall()]
        read = memory.execute("SELECT * FROM trade").fetchall()
    kinds = {"year": "INTEGER", "preferred": "BOOLEAN"} | dict.fromkeys(["value", "low", "high"], "DOUBLE")
    assert types == [kinds.get(name, "VARCHAR") for name in rows("trade")[0]]
    assert read == [tuple(map(_plain, row.values())) for row in rows("trade")]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else float(value)
