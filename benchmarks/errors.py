"""How fast files full of errors, and many small files, are validated, beside frictionless.

    python benchmarks/errors.py [--rows N] [--rounds N] [--files N]

All runs are in this process, after one that imports what is needed, and take turns; the tables have medians, and the
median of the ratios of each turn. Both have to find the same number of errors, or the table says so.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import frictionless
from tabulate import tabulate
from validate_files import PLAIN, FileSpec

import summitdata as sd
from summitdata.tabular.dialect import make_explicit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LIMITS = NO_LIMIT, DEFAULT_LIMIT, *_ = (0, 1000, 100, 10, 1)
LIMITS_OF_LAYOUTS = (DEFAULT_LIMIT, 10)
SMALL_ROWS = 200
CLOSER_LOOKS = ("quotes", "header", "keys")

Row = list[str]

CHANGES: dict[str, Callable[[int, Row], Row]] = {
    "a bad cell in each row": lambda at, row: [row[0], f"19x{at}", *row[2:]],
    "the same bad cell in each row": lambda _, row: [row[0], "19x9", *row[2:]],
    "each third row ragged": lambda at, row: row if at % 3 else [*row, f"x{at}"] if at % 2 else row[:-1],
    "each row a cell short": lambda _, row: row[:-1],
    "each second row blank": lambda at, row: row if at % 2 else [],
    "each key twice": lambda at, row: [str(at // 2), *row[1:]],
}
"""What is done to each row of a valid file."""

DIALECTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "comments": {"commentChar": "#"},
    "escape character": {"csv": {"escapeChar": "\\"}},
    "two header rows": {"headerRows": [1, 2]},
}


@dataclass
class Turn:
    """One run of each: seconds, and the number of errors."""

    ours: tuple[float, int]
    theirs: tuple[float, int]

    @property
    def ratio(self) -> float:
        """How many times as long frictionless takes."""
        return self.theirs[0] / self.ours[0]


def timed(run: Callable[[], Any]) -> tuple[float, int]:
    """Return how long a validation takes, and the errors that it counts."""
    started = perf_counter()
    report = run()
    seconds = perf_counter() - started
    errors = report.stats["errors"] if isinstance(report, frictionless.Report) else report.stats.errors
    return seconds, int(errors)


def turns(package: Path, limit: int, engine: str, rounds: int) -> list[Turn]:
    """Let both validate a package in turn."""

    def ours() -> Any:
        return sd.validate(package, limit_errors=limit, engine=engine, as_frictionless=CLOSER_LOOKS)

    def theirs() -> Any:
        descriptor = json.loads(package.read_text("utf-8"))
        descriptor["resources"] = [make_explicit(resource) for resource in descriptor["resources"]]
        return frictionless.Package.from_descriptor(descriptor, basepath=str(package.parent)).validate(
            limit_errors=limit or 10**9
        )

    return [Turn(timed(ours), timed(theirs)) for _ in range(rounds)]


def line(names: Iterable[str], found: list[Turn]) -> list[str]:
    """Return a line of a table."""
    ours, theirs = median(turn.ours[0] for turn in found), median(turn.theirs[0] for turn in found)
    counts = {turn.ours[1] for turn in found} | {turn.theirs[1] for turn in found}
    errors = " or ".join(f"{count:,}" for count in sorted(counts))
    ratio = median(turn.ratio for turn in found)
    return [*names, f"{ours * 1000:,.0f}", f"{theirs * 1000:,.0f}", f"{ratio:,.1f}", errors]


HEADERS = ["ms", "frictionless, ms", "speed, frictionless = 1", "errors"]


def write(file: Path, rows: Iterable[Row]) -> None:
    """Write rows as CSV."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def describe(folder: Path, paths: list[str], dialect: dict[str, Any]) -> Path:
    """Write the descriptor of a package of one table."""
    resource = {"name": "plain", "path": paths if len(paths) > 1 else paths[0], "format": "csv", "schema": PLAIN}
    file = folder / "datapackage.json"
    file.write_text(json.dumps({"resources": [resource | ({"dialect": dialect} if dialect else {})]}), "utf-8")
    return file


def floods(header: Row, rows: list[Row], folder: Path, rounds: int) -> str:
    """Return the table of files full of errors, with and without a limit."""
    lines = []
    for title, change in CHANGES.items():
        write(folder / "plain.csv", [header, *(change(at, row) for at, row in enumerate(rows))])
        package = describe(folder, ["plain.csv"], {})
        lines += [line((title, str(limit or "none")), turns(package, limit, "auto", rounds)) for limit in LIMITS]
    return tabulate(lines, ["file", "limit", *HEADERS], "github")


def layouts(header: Row, rows: list[Row], folder: Path, rounds: int) -> str:
    """Return the table of one file full of errors with a limit, by engine, dialect and number of parts."""
    lines = []

    def add(package: Path, title: str, *engines: str) -> None:
        for engine, limit in product(engines, LIMITS_OF_LAYOUTS):
            lines.append(line((title, engine, str(limit)), turns(package, limit, engine, rounds)))

    bad = [CHANGES["a bad cell in each row"](at, row) for at, row in enumerate(rows)]
    for title, dialect in DIALECTS.items():
        above = [["#a"]] if title == "comments" else [header] if title == "two header rows" else []
        write(folder / "plain.csv", [*above, header, *bad])
        add(describe(folder, ["plain.csv"], dialect), title, "auto", "frictionless")
    for number in (2, 20):
        size = -(-len(bad) // number)
        paths = [f"part-{at}.csv" for at in range(number)]
        for at, path in enumerate(paths):
            write(folder / path, [header, *bad[at * size : (at + 1) * size]])
        add(describe(folder, paths, {}), f"{number} parts", "auto")
    return tabulate(lines, ["layout", "engine", "limit", *HEADERS], "github")


def small_files(header: Row, rows: list[Row], folder: Path, rounds: int, files: int) -> str:
    """Return the table of many small valid files of one schema."""
    paths = []
    for at in range(files):
        start = at * SMALL_ROWS % len(rows)
        paths.append(folder / f"small-{at:04}.csv")
        write(paths[-1], [header, *rows[start : start + SMALL_ROWS]])

    def theirs() -> Any:
        resources = [
            {"name": path.stem, **make_explicit({"path": path.name, "format": "csv", "schema": PLAIN})}
            for path in paths
        ]
        descriptor = {"name": "small", "resources": resources}
        return frictionless.Package.from_descriptor(descriptor, basepath=str(folder)).validate()

    found = [Turn(timed(lambda: sd.validate(paths, PLAIN)), timed(theirs)) for _ in range(rounds)]
    return tabulate([line((f"{files} files of {SMALL_ROWS} rows",), found)], ["files", *HEADERS], "github")


def main() -> None:
    """Make the files, let both validate them, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=400)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        clean = FileSpec("plain", dirty=False, rows=options.rows).folder_in(folder) / "plain.csv"
        with clean.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        write(folder / "plain.csv", [header, *rows[:50], [*rows[0], "x"]])
        turns(describe(folder, ["plain.csv"], {}), NO_LIMIT, "auto", 1)  # imports what is needed
        print(f"Files of {options.rows:,} rows, full of errors\n\n{floods(header, rows, folder, options.rounds)}\n")
        print(f"By layout and engine\n\n{layouts(header, rows, folder, options.rounds)}\n")
        print(f"Small valid files\n\n{small_files(header, rows, folder, options.rounds, options.files)}")


if __name__ == "__main__":
    main()
