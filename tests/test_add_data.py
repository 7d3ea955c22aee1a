"""Each addition to the data passes when the steps of its page are followed, and nothing else has to be edited."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import summitdata as sd
from data_additions import (
    MAXIMA,
    NEW_VERDICTS,
    TODAY,
    add,
    additions,
    append_rows,
    prefer_another,
    pytest_arguments,
)
from summitdata.upkeep.history import pending, record
from summitdata.upkeep.sync import sync

ROOT = Path(__file__).parents[1]


def test_the_page_has_each_kind_of_addition() -> None:
    assert list(additions()) == [
        "A source",
        "A year of trade",
        "A statement of evidence",
        "A project",
        "A figure",
    ]
    assert set(MAXIMA) <= set(additions())


def test_each_row_of_the_page_has_a_cell_for_each_column() -> None:
    for table, lines in (rows for of_title in additions().values() for rows in of_title):
        columns = (ROOT / "resources" / f"{table}.csv").read_text("utf-8").partition("\n")[0].split(",")
        assert {len(row) for row in csv.reader(lines.splitlines())} == {len(columns)}, lines


@pytest.mark.slow
@pytest.mark.parametrize("title", additions())
def test_an_addition_is_valid(title: str, own_checkout: Path) -> None:
    record(own_checkout)
    add(own_checkout, title)
    assert own_checkout / "datapackage.json" in sync(own_checkout)
    assert sync(own_checkout, write=False) == []
    report = sd.check(own_checkout)
    assert report.valid, report
    changed = pending(own_checkout)
    assert (changed.level, changed.version_ok) == ("minor", True)


@pytest.mark.slow
def test_what_an_addition_quotes_of_the_article_is_in_it(own_checkout: Path, article: Path) -> None:
    add(own_checkout, *additions())
    sync(own_checkout)
    report = sd.check(own_checkout, article=article)
    assert report.valid, report


@pytest.mark.slow
def test_after_all_additions_nothing_is_edited_by_hand(tmp_path: Path) -> None:
    """In a copy of the repository: the one command that writes what is derived, then what depends on the rows."""
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(".git", ".venv*", "__pycache__", "_build", "log", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=ignored)
    add(copy, *additions())
    append_rows(copy, NEW_VERDICTS)
    prefer_another(copy)
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}

    def run(*arguments: str) -> str:
        line = [sys.executable, *arguments]
        done = subprocess.run(line, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
        assert done.stderr == ""
        return done.stdout

    written = {line.removeprefix("wrote ") for line in run("docs/generate.py").splitlines()}
    assert {"datapackage.json", "CITATION.cff", "docs/holds.md", "docs/charts/trade.svg", "README.md"} <= written
    assert {"src/summitdata/article/trade_growth.py", "docs/how-to-read-elsewhere.md"} <= written
    assert run("docs/generate.py") == "up to date\n"
    assert "\nvalid: " in run("-m", "summitdata", "check")
    cited = yaml.safe_load((copy / "CITATION.cff").read_text("utf-8"))["preferred-citation"]
    assert cited["year"] == int(TODAY[:4])
    both = [
        word for word in pytest_arguments() if word not in ("-n", "auto")
    ]  # this test is one of several that run at a time
    run("-m", "pytest", "-q", "--tb=short", "--hypothesis-profile=quick", "-p", "no:cacheprovider", *both)
