"""What the contestants of `benchmarks/validate.py` find, which its tables and the documentation say of each."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import screen_page
from contestants import CONTESTANTS, Contestant
from found import planted, score, totals
from results import Result, found_table, table
from validate_files import PLANTED, FileSpec, make

if TYPE_CHECKING:
    from found import Place

ROOT = Path(__file__).parents[1]
ROWS, SHARE = 3_000, 0.02
ALL_FOUND = ["frictionless", "summitdata", "pandera-pandas", "pandera-polars", "pointblank", "duckdb-text"]
FIRST_OF_A_KEY_TOO = ["pandera-pandas", "pandera-polars", "dataframely", "pointblank"]
VALIDATORS = [name for name, contestant in CONTESTANTS.items() if contestant.where and not contestant.first_errors]


@pytest.fixture(scope="module", params=["plain", "keys"])
def dirty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    make(request.param, str(ROWS), str(SHARE), str(folder))
    return folder


def contestant(name: str) -> Contestant:
    for module in CONTESTANTS[name].modules:
        if importlib.util.find_spec(module.partition(".")[0]) is None:
            pytest.skip(f"{module} is not installed")
    return CONTESTANTS[name]


def in_rows_with_others(places: set[Place], folder: Path) -> set[Place]:
    """Return the places in whose rows something else is planted, too."""
    rows = [(table, row) for table, row, _ in planted(folder)]
    return {place for place in places if rows.count(place[:2]) > 1}


@pytest.mark.slow
@pytest.mark.parametrize("name", VALIDATORS)
def test_each_finds_what_the_table_says(name: str, dirty: Path) -> None:
    outcome = contestant(name).validate(dirty)
    assert outcome is not None
    assert not outcome.valid
    result = score(outcome, dirty)
    missed = planted(dirty) - set(outcome.places())
    assert (missed == set()) == (name in ALL_FOUND)
    assert (result.others > 0) == (name in FIRST_OF_A_KEY_TOO)
    if name == "dataframely":  # of a row with a cell that cannot be cast, it says nothing of some other rules
        assert missed == in_rows_with_others(missed, dirty)
    if name == "duckdb":  # a row with a cell that it cannot read is left out; 1.5 becomes 2
        lines = (dirty / "figures.csv").read_text("utf-8").count(",1.5,") if (dirty / "figures.csv").is_file() else 0
        rounded = {place for place in missed if place[2] == "pieces"} - in_rows_with_others(missed, dirty)
        assert missed - rounded == in_rows_with_others(missed - rounded, dirty)
        assert len(rounded) <= lines


@pytest.mark.slow
@pytest.mark.parametrize("name", VALIDATORS)
@pytest.mark.parametrize("shape", ["plain", "keys"])
def test_each_accepts_a_clean_file(name: str, shape: str, tmp_path: Path) -> None:
    make(shape, "500", "0", str(tmp_path))
    outcome = contestant(name).validate(tmp_path)
    assert outcome is not None
    assert (outcome.valid, outcome.errors, list(outcome.places())) == (True, 0, [])
    assert not (tmp_path / PLANTED).exists()


def test_what_is_planted_is_listed_beside_the_file(dirty: Path) -> None:
    """Each cell of the file with one of the bad texts, and no other."""
    import pandas as pd

    bad = {"20l9", "1989", "XX", "kz", "transit", "Export", "12345", "12a456", "-1.50", "n/a", "2024-02-30"}
    bad |= {"2024/02/03", "XXX", "ZZ", "2021-13-01", "-5.00", "1;5", "-0.01", "1.5", "-1", "x" * 61}
    expected = set()
    for file in dirty.glob("*.csv"):
        for column, cells in pd.read_csv(file, dtype=str, keep_default_na=False).items():
            if column == "note":  # any text is good
                continue
            wrong = cells.str.endswith("x") if column == "id" else cells.isin(bad)
            expected |= {(file.stem, int(row) + 2, column) for row in cells.index[wrong]}
    assert {place for place in planted(dirty) if place[2]} == expected
    assert totals(dirty).rows > 0


def test_the_tables_say_what_each_found() -> None:
    file = FileSpec("plain", dirty=True, rows=1_000)
    results = {}
    for number, name in enumerate(["frictionless", "summitdata", "duckdb", "pyarrow-parse"], start=1):
        results[name] = Result(name, file, 1_000_000)
        reads = name == "pyarrow-parse"
        found = None if reads else {"cells": 10 - number, "rows": 2, "others": 0}
        results[name].add(
            {
                "seconds": 8.0 / number,
                "cpu_seconds": 9.0 / number,
                "peak": 50_000_000,
                "outcome": None if reads else (False, 12 - number),
                "found": found,
                "planted": {"cells": 9, "rows": 2, "others": 0},
            }
        )
    times = [line.split() for line in table(results).splitlines()[2:]]
    assert [row[:3] for row in times][2] == ["duckdb", "2.6667", "3.0000"]
    assert [row[-2] for row in times] == ["4.00", "DIFFERS:", "1.33", "1.00"]
    found_rows = found_table(results).splitlines()[2:]
    assert [re.split(r"\s{2,}", row)[:3] for row in found_rows] == [
        ["frictionless", "9 of 9", "2 of 2"],
        ["summitdata", "8 of 9", "2 of 2"],
        ["duckdb", "7 of 9", "2 of 2"],
    ]


def results_of(seconds: dict[str, float], **changes: Any) -> dict[str, Any]:
    """Return the benchmark's output for these contestants on one shape, clean and dirty."""
    listed = []
    for dirty in (False, True):
        for name, time in seconds.items():
            entry = {
                "shape": "plain",
                "dirty": dirty,
                "rows": 1_000_000,
                "contestant": name,
                "failed": False,
                "median_seconds": time,
                "median_cpu_seconds": time * 1.5,
                "peak_bytes": [100_000_000],
                "planted": {"cells": 90 * dirty, "rows": 7 * dirty, "others": 0},
                "found": {"cells": 90 * dirty, "rows": 7 * dirty, "others": 0} if CONTESTANTS[name].where else None,
                "where": CONTESTANTS[name].where,
            }
            listed.append(entry | changes.get(name.replace("-", "_"), {}) if dirty else entry)
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2, "packages": {"summitdata": "0.2.0"}}
    return {"machine": machine, "results": listed, "whole_process_seconds": {"a": [0.1], "b": [0.2]}}


def page_of(output: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / "results.json").write_text(json.dumps(output), "utf-8")
    monkeypatch.setattr(screen_page, "RESULTS", folder / "results.json")
    return screen_page.speed()


def test_the_page_names_who_is_faster_and_what_it_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"frictionless": 20.0, "summitdata": 1.0, "dataframely": 0.5, "duckdb": 0.8, "pointblank": 2.0}
    fewer = {"found": {"cells": 81, "rows": 6, "others": 3}}
    output = results_of({**seconds, "pyarrow-parse": 0.25}, duckdb=fewer)
    page = page_of(output, tmp_path, monkeypatch)
    clean, dirty = page.split("### Plain, dirty")
    for part in (clean, dirty):
        assert (
            "Faster than summitdata at 1,000,000 rows:\n\n"
            "- `dataframely`: 0.50 of its time; finds all that is planted\n"
            "- `duckdb`: 0.80 of its time; finds 81 of 90 bad cells and 6 of 7 repeated keys\n"
        ) in part
    assert re.search(r"\| summitdata +\| +1\.000 \| +1\.500 \|.*\| +20\.0 \| +4\.00 \|", clean)
    assert re.search(r"\| duckdb +\| +81 of 90 +\| +6 of 7 +\| +3 \| row and column of cells", dirty)
    assert "bad cells" not in clean.replace("81 of 90 bad cells", "")


def test_the_page_says_that_nobody_is_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = results_of({"frictionless": 20.0, "summitdata": 1.0, "duckdb": 1.2, "pyarrow-parse": 0.25})
    assert page_of(output, tmp_path, monkeypatch).count("No other validator is faster at 1,000,000 rows.") == 2


def test_the_page_is_made_of_results_without_some_contestants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a peer was not installed, failed, or is of a run before it was there."""
    output = results_of({"frictionless": 20.0, "summitdata": 1.0})
    page = page_of(output, tmp_path, monkeypatch)
    assert "duckdb" not in page
    output["results"][0] |= {"failed": True, "median_seconds": None, "median_cpu_seconds": None, "found": None}
    assert re.search(r"\| 1,000,000 \| frictionless +\| +failed \|", page_of(output, tmp_path, monkeypatch))
    for result in output["results"]:
        for key in ("found", "planted", "where", "median_cpu_seconds"):
            del result[key]
    page = page_of(output, tmp_path, monkeypatch)
    assert "CPU" not in page
    assert "says where" not in page


def test_the_packages_to_install_are_all_named() -> None:
    """In one place, the line of benchmarks/README.md."""
    line = re.search(r"pip install -e '\.\[polars\]'(.*)", (ROOT / "benchmarks" / "README.md").read_text("utf-8"))
    assert line
    modules = {module.partition(".")[0] for contestant in CONTESTANTS.values() for module in contestant.modules}
    of_the_package = {"frictionless", "summitdata", "pandas", "pandera", "polars", "pyarrow"}
    assert set(line[1].split()) == modules - of_the_package


def test_a_contestant_whose_packages_are_missing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import validate

    absent = replace(CONTESTANTS["duckdb"], modules=("polars", "no_such_package.part"))
    monkeypatch.setitem(CONTESTANTS, "duckdb", absent)
    assert validate.not_installed()["duckdb"] == ["no_such_package"]
