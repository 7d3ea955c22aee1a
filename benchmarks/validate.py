"""How fast validators of CSV check the same files, in how much memory, and whether they find the same errors.

    python benchmarks/validate.py [--rows N ...] [--full] [--rounds N] [--skip NAME ...] [--folder FOLDER]
                                  [--json FILE] [--plot FILE.svg]

The files are made here: `plain`, one table of eight columns, and `keys`, a data package with a composite primary key
and a foreign key; each clean, and dirty with one bad cell in a thousand. Every run is a fresh process that imports its
packages, validates a small file of the same shape and reads the large one, all before the clock starts: what is timed
is one call, without imports and with the file in the system's cache. The contestants run in turn in each round, so that
a slow moment of the machine affects all alike; a run of more than ten seconds is not repeated. The tables show medians.
Peak memory is that of the whole process.

Needs the `polars` extra for all contestants, and Python's `resource` module, which Windows does not have.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tabulate import tabulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Outcome = tuple[bool, int] | None
"""Whether the data are valid and how many errors were found; None from a contestant that only reads them."""

# --- the files -------------------------------------------------------------------------------------------------------

SEED = 20250617
EDITION = 1
"""Part of the names of the folders: raise it when the files change, so that kept ones are not used any more."""
ROWS_PER_CHUNK = 500_000
BAD_SHARE = 0.001
"""The share of bad cells in a dirty file."""
WARM_UP_ROWS, WARM_UP_BAD_SHARE = 50, 0.2
"""The small file that is validated before the clock starts; if dirty, it has every kind of bad cell."""
SMALL_ROWS, LARGEST_ROWS = 1_000, 10_000_000
LONG_RUN_SECONDS = 10
"""A run that takes longer is not repeated, whatever the number of rounds."""
PACKAGE, SCHEMA = "datapackage.json", "schema.json"

PARTNERS = ["KZ", "KG", "TJ", "TM", "UZ"]
FLOWS = ["export", "import"]
REGIONS = ["Africa", "Americas", "Asia", "Europe", "Oceania"]
REPORTERS = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}R" for number in range(300)]
MAX_REMARK_LENGTH = 60

PLAIN: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}},
        {"name": "year", "type": "integer", "constraints": {"minimum": 1990, "maximum": 2030}},
        {"name": "partner", "type": "string", "constraints": {"enum": PARTNERS}},
        {"name": "flow", "type": "string", "constraints": {"enum": FLOWS}},
        {"name": "hs", "type": "string", "constraints": {"pattern": "[0-9]{6}"}},
        {"name": "value_usd", "type": "number", "constraints": {"minimum": 0}},
        {"name": "date", "type": "date"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": "id",
}
FIGURES: dict[str, Any] = {
    "fields": [
        {"name": "reporter", "type": "string", "constraints": {"required": True}},
        {"name": "period", "type": "date", "constraints": {"required": True}},
        {"name": "exports", "type": "number", "constraints": {"minimum": 0}},
        {"name": "imports", "type": "number", "constraints": {"minimum": 0}},
        {"name": "pieces", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "remark", "type": "string", "constraints": {"maxLength": MAX_REMARK_LENGTH}},
    ],
    "primaryKey": ["reporter", "period"],
    "foreignKeys": [{"fields": "reporter", "reference": {"resource": "reporters", "fields": "code"}}],
}
REPORTERS_SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "code", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]{3}"}},
        {"name": "name", "type": "string", "constraints": {"required": True}},
        {"name": "region", "type": "string", "constraints": {"enum": REGIONS}},
    ],
    "primaryKey": "code",
}
KEYS: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "keys",
    "resources": [
        {"name": "figures", "type": "table", "path": "figures.csv", "format": "csv", "schema": FIGURES},
        {"name": "reporters", "type": "table", "path": "reporters.csv", "format": "csv", "schema": REPORTERS_SCHEMA},
    ],
}


@dataclass(frozen=True)
class FileSpec:
    """A file to make: its shape, whether it has bad cells, and its number of rows."""

    shape: str
    dirty: bool
    rows: int
    share: float = BAD_SHARE

    @property
    def title(self) -> str:
        """The heading of its table."""
        return f"{self.shape}, {'dirty' if self.dirty else 'clean'}"

    @property
    def warm_up(self) -> FileSpec:
        """The small file of the same shape, with or without bad cells."""
        return FileSpec(self.shape, self.dirty, WARM_UP_ROWS, WARM_UP_BAD_SHARE)

    def folder_in(self, root: Path) -> Path:
        """Return the folder of the file; a process of its own makes it if it does not exist yet."""
        folder = root / f"{self.shape}-{'dirty' if self.dirty else 'clean'}-{self.rows}-{EDITION}"
        if not folder.is_dir():
            share = str(self.share if self.dirty else 0)
            with TemporaryDirectory(dir=root) as unfinished:
                _child("make", self.shape, str(self.rows), share, unfinished)
                Path(unfinished).rename(folder)
                Path(unfinished).mkdir()  # for the context to remove
        return folder


def make(shape: str, rows: str, share: str, folder: str) -> None:
    """Write the files of a shape; the same arguments give the same files."""
    target, count = Path(folder), int(rows)
    if shape == "plain":
        _write(target / "plain.csv", PLAIN, _plain, count, float(share))
        (target / SCHEMA).write_text(json.dumps(PLAIN, indent=2), "utf-8")
        return
    _write(target / "figures.csv", FIGURES, _figures, count, float(share))
    lines = [f"{code},Reporter {number},{REGIONS[number % len(REGIONS)]}\n" for number, code in enumerate(REPORTERS)]
    (target / "reporters.csv").write_text("".join(["code,name,region\n", *lines]), "utf-8", newline="\n")
    (target / PACKAGE).write_text(json.dumps(KEYS, indent=2), "utf-8")


def _write(file: Path, schema: dict[str, Any], cells: Callable[..., list[Any]], rows: int, share: float) -> None:
    import numpy as np
    import pyarrow.compute as pc

    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(",".join(field["name"] for field in schema["fields"]) + "\n")
        random = np.random.default_rng(SEED)
        for start in range(0, rows, ROWS_PER_CHUNK):
            *columns, last = cells(random, start, min(ROWS_PER_CHUNK, rows - start), share)
            lines = pc.binary_join_element_wise(*columns, pc.binary_join_element_wise(last, "", "\n"), ",")
            stream.write("".join(lines.to_pylist()))


def _plain(random: Any, start: int, count: int, share: float) -> list[Any]:
    """Return the columns of the plain table; `note` may be any text, so none of its cells is bad."""
    import numpy as np

    ids = np.arange(start + 1, start + count + 1)
    number = _text(random.integers(0, 10_000, count))
    note = _where(random.random(count) < 1 / 2, _join('"', number, ', ""net"""'), number)
    good = {
        "id": _text(ids),
        "year": _text(random.integers(1990, 2031, count)),
        "partner": _one_of(random, PARTNERS, count),
        "flow": _one_of(random, FLOWS, count),
        "hs": _padded(random.integers(0, 1_000_000, count), 6),
        "value_usd": _hundredths(random.exponential(2_000_000, count).astype(np.int64)),
        "date": _dates(random.integers(7_305, 20_000, count)),
    }
    earlier = _text(1 + (random.random(count) * (ids - 1)).astype(np.int64))
    bad = {
        "id": [_join(good["id"], "x"), earlier],
        "year": ["1989", "20l9"],
        "partner": ["XX", "kz"],
        "flow": ["transit", "Export"],
        "hs": ["12345", "12a456"],
        "value_usd": ["-1.50", "n/a"],
        "date": ["2024-02-30", "2024/02/03"],
    }
    return [*(_with_bad_cells(random, good[name], bad[name], share) for name in good), note]


def _figures(random: Any, start: int, count: int, share: float) -> list[Any]:
    """Return the columns of the table with keys, ordered by period: so the rows are not in the order of the key."""
    import numpy as np
    import pyarrow as pa

    rows = np.arange(start, start + count)
    number = _text(random.integers(0, 100_000, count))
    chance = random.random(count)
    remark = _where(chance < 1 / 4, _join('"lot ', number, '\nsecond ""line"""'), _join("lot ", number))
    good = {
        "reporter": pa.array(REPORTERS).take(pa.array(rows % len(REPORTERS))),
        "period": _dates(rows // len(REPORTERS)),
        "exports": _with_gaps(random, _hundredths(random.exponential(2_000_000, count).astype(np.int64))),
        "imports": _with_gaps(random, _hundredths(random.exponential(2_000_000, count).astype(np.int64))),
        "pieces": _with_gaps(random, _text(random.integers(0, 10_000, count))),
        "remark": _where(chance > 3 / 4, "", remark),
    }
    # With the date of the day before, a row repeats the key of the row that the reporter has for that day.
    before = _dates(np.maximum(rows // len(REPORTERS) - 1, 0))
    bad = {
        "reporter": ["XXX", "ZZ"],
        "period": ["2021-13-01", before],
        "exports": ["n/a", "-5.00"],
        "imports": ["1;5", "-0.01"],
        "pieces": ["1.5", "-1"],
        "remark": ["x" * (MAX_REMARK_LENGTH + 1)],
    }
    return [_with_bad_cells(random, good[name], bad[name], share) for name in good]


def _text(numbers: Any) -> Any:
    import pyarrow as pa

    return pa.array(numbers).cast(pa.string())


def _padded(numbers: Any, width: int) -> Any:
    import pyarrow.compute as pc

    return pc.utf8_lpad(_text(numbers), width, "0")


def _hundredths(numbers: Any) -> Any:
    return _join(_text(numbers // 100), ".", _padded(numbers % 100, 2))


def _dates(days: Any) -> Any:
    import pyarrow as pa

    return pa.array(days.astype("int32")).cast(pa.date32()).cast(pa.string())


def _one_of(random: Any, choices: list[str], count: int) -> Any:
    import pyarrow as pa

    return pa.array(choices).take(pa.array(random.integers(0, len(choices), count)))


def _with_gaps(random: Any, cells: Any) -> Any:
    """Return the cells with a fifth of them empty."""
    return _where(random.random(len(cells)) < 1 / 5, "", cells)


def _join(*parts: Any) -> Any:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*parts, "")


def _where(mask: Any, cells: Any, others: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pa.array(mask), cells, others)


def _with_bad_cells(random: Any, cells: Any, bad: list[Any], share: float) -> Any:
    """Return the cells with a share of them replaced by bad ones; each of `bad` replaces as many as the others."""
    chance = random.random(len(cells))
    for number, replacement in enumerate(bad):
        low, high = share * number / len(bad), share * (number + 1) / len(bad)
        cells = _where((low <= chance) & (chance < high), replacement, cells)
    return cells


# --- the contestants -------------------------------------------------------------------------------------------------


def _tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def by_frictionless(folder: Path, limit: int) -> Outcome:
    """Validate with frictionless; encoding and dialect are stated, so that it guesses nothing."""
    from frictionless import Package, Resource

    from summitdata.tabular.dialect import make_explicit

    if (folder / PACKAGE).is_file():
        package = json.loads((folder / PACKAGE).read_text("utf-8"))
        package["resources"] = [make_explicit(resource) for resource in package["resources"]]
        report = Package.from_descriptor(package, basepath=str(folder)).validate(limit_errors=limit)
    else:
        schema = json.loads((folder / SCHEMA).read_text("utf-8"))
        resource = make_explicit({"name": "plain", "path": "plain.csv", "schema": schema})
        report = Resource.from_descriptor(resource, basepath=str(folder)).validate(limit_errors=limit)
    return report.valid, int(report.stats["errors"])


def by_summitdata(folder: Path, limit: int) -> Outcome:
    """Validate with summitdata; it counts all errors, however few it lists."""
    from summitdata import validate

    options: dict[str, Any] = {"limit_errors": limit, "engine": "auto"}
    if (folder / PACKAGE).is_file():
        report = validate(folder / PACKAGE, **options)
    else:
        report = validate(folder / "plain.csv", json.loads((folder / SCHEMA).read_text("utf-8")), **options)
    return report.valid, int(report.stats.errors)


def by_pandera_pandas(folder: Path) -> Outcome:
    """Validate with pandera on pandas; the cells are read as text, because typed reading stops at the first bad one."""
    import pandas as pd
    import pandera.pandas as pandera

    def number(low: float, high: float, *, whole: bool, empty: bool) -> Any:
        def is_valid(cells: Any) -> Any:
            valid = pd.to_numeric(cells, errors="coerce").between(low, high)
            if whole:
                valid &= cells.str.fullmatch(r"[+-]?[0-9]+")
            return valid | (cells == "") if empty else valid

        return pandera.Check(is_valid)

    def dates(cells: Any) -> Any:
        values: Any = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        return values.notna()

    frames = {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in _tables(folder)}
    codes = frames["reporters"]["code"].tolist() if "reporters" in frames else []
    return _cases(_rules(pandera, str, number, pandera.Check(dates), codes), frames, pandera.errors.SchemaErrors)


def by_pandera_polars(folder: Path) -> Outcome:
    """Validate with pandera on polars, by the same rules; the cells are read as text here too."""
    import pandera.polars as pandera
    import polars as pl

    def check(is_valid: Callable[[Any], Any]) -> Any:
        return pandera.Check(lambda data: data.lazyframe.select(is_valid(pl.col(data.key)).fill_null(value=False)))

    def number(low: float, high: float, *, whole: bool, empty: bool) -> Any:
        def is_valid(cell: Any) -> Any:
            valid = cell.cast(pl.Int64 if whole else pl.Float64, strict=False).is_between(low, high)
            return valid.fill_null(value=False) | (cell == "") if empty else valid

        return check(is_valid)

    date = check(lambda cell: cell.str.to_date("%Y-%m-%d", strict=False).is_not_null())
    frames = {file.stem: pl.read_csv(file, infer_schema=False, empty_string_is_null=False) for file in _tables(folder)}
    codes = frames["reporters"]["code"].to_list() if "reporters" in frames else []
    return _cases(_rules(pandera, pl.String, number, date, codes), frames, pandera.errors.SchemaErrors)


def _rules(pandera: Any, text: Any, number: Callable[..., Any], date: Any, codes: list[str]) -> dict[str, Any]:
    """Return the schemas above as pandera's, for columns of text; `codes` are those of the reporters."""
    column, check, infinity = pandera.Column, pandera.Check, float("inf")
    plain = {
        "id": column(text, check.str_matches(r"^[+-]?[0-9]+$"), unique=True),
        "year": column(text, number(1990, 2030, whole=True, empty=False)),
        "partner": column(text, check.isin(PARTNERS)),
        "flow": column(text, check.isin(FLOWS)),
        "hs": column(text, check.str_matches(r"^[0-9]{6}$")),
        "value_usd": column(text, number(0, infinity, whole=False, empty=False)),
        "date": column(text, date),
        "note": column(text),
    }
    figures = {
        "reporter": column(text, check.isin(codes)),
        "period": column(text, date),
        "exports": column(text, number(0, infinity, whole=False, empty=True)),
        "imports": column(text, number(0, infinity, whole=False, empty=True)),
        "pieces": column(text, number(0, infinity, whole=True, empty=True)),
        "remark": column(text, check.str_length(max_value=MAX_REMARK_LENGTH)),
    }
    reporters = {
        "code": column(text, check.str_matches(r"^[A-Z]{3}$"), unique=True),
        "name": column(text, check.str_length(min_value=1)),
        "region": column(text, check.isin(REGIONS)),
    }
    return {
        "plain": pandera.DataFrameSchema(plain),
        "figures": pandera.DataFrameSchema(figures, unique=["reporter", "period"]),
        "reporters": pandera.DataFrameSchema(reporters),
    }


def _cases(schemas: dict[str, Any], frames: dict[str, Any], failure: type[Exception]) -> Outcome:
    """Return how many failure cases pandera finds."""
    total = 0
    for name, frame in frames.items():
        try:
            schemas[name].validate(frame, lazy=True)
        except failure as errors:
            total += len(errors.failure_cases)  # type: ignore[attr-defined] # what pandera's exception of this name has
    return total == 0, total


def by_pyarrow(folder: Path) -> Outcome:
    """Split the files into cells, without validation: the least that a validator on top of pyarrow takes."""
    from pyarrow import csv, string

    for file in _tables(folder):
        with file.open(encoding="utf-8") as stream:
            names = stream.readline().strip().split(",")
        with csv.open_csv(
            file,
            # Looking for line breaks inside cells takes time: only the files with such cells need it.
            parse_options=csv.ParseOptions(newlines_in_values=(folder / PACKAGE).is_file()),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, string())),
        ) as batches:
            for _ in batches:
                pass
    return None


def by_bytes(folder: Path) -> Outcome:
    """Count the lines: the least that reading takes."""
    for file in _tables(folder):
        with file.open("rb") as stream:
            while block := stream.read(8 << 20):
                block.count(b"\n")
    return None


@dataclass(frozen=True)
class Contestant:
    """What is compared: the call that is timed, and the packages that are imported before the clock starts."""

    validate: Callable[[Path], Outcome]
    packages: tuple[str, ...] = ()
    first_errors: bool = False
    """Whether it lists only the first errors; such contestants do not run on clean files."""
    comparable: bool = False
    """Whether its number of errors is comparable with frictionless'; pandera counts a repeated key several times."""


CONTESTANTS = {
    "frictionless": Contestant(lambda folder: by_frictionless(folder, 0), ("frictionless",)),
    "frictionless-1000": Contestant(lambda folder: by_frictionless(folder, 1000), ("frictionless",), first_errors=True),
    "summitdata": Contestant(lambda folder: by_summitdata(folder, 0), ("summitdata.validation",), comparable=True),
    "summitdata-1000": Contestant(
        lambda folder: by_summitdata(folder, 1000), ("summitdata.validation",), first_errors=True
    ),
    "pandera-pandas": Contestant(by_pandera_pandas, ("pandas", "pandera.pandas")),
    "pandera-polars": Contestant(by_pandera_polars, ("polars", "pandera.polars")),
    "pyarrow-parse": Contestant(by_pyarrow, ("pyarrow.csv",)),
    "byte-count": Contestant(by_bytes),
}
BASELINE, FASTEST_PARSER = "frictionless", "pyarrow-parse"


# --- the runs --------------------------------------------------------------------------------------------------------


def run(name: str, folder: str, warm_up: str) -> None:
    """Let a contestant validate a folder, and write the measurement as a line of JSON."""
    import resource

    contestant = CONTESTANTS[name]
    for package in contestant.packages:
        import_module(package)
    contestant.validate(Path(warm_up))
    by_bytes(Path(folder))
    start = perf_counter()
    outcome = contestant.validate(Path(folder))
    seconds = perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"seconds": seconds, "peak": peak, "outcome": outcome}))


def _child(*arguments: str) -> str:
    """Run a function of this file in a fresh process and return the last line that it writes.

    A process inherits the peak memory of the one that starts it, so this one imports nothing large before the last run.
    """
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().rpartition("\n")[2]


@dataclass
class Result:
    """The measurements of a contestant on one file, round by round, and what it found."""

    contestant: str
    file: FileSpec
    size: int
    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    outcome: Outcome = None
    failed: bool = False

    @property
    def time(self) -> float:
        """The median, in seconds."""
        return median(self.seconds)

    @property
    def speed(self) -> float:
        """Rows per second."""
        return self.file.rows / self.time

    def round(self, folder: Path, warm_up: Path) -> None:
        """Run once more, unless a run has failed or has taken so long that a second one would not differ much."""
        if self.failed or (self.seconds and self.seconds[0] > LONG_RUN_SECONDS):
            return
        try:
            measurement = json.loads(_child("run", self.contestant, str(folder), str(warm_up)))
        except subprocess.CalledProcessError as error:
            print(f"{self.contestant} failed with exit code {error.returncode}", file=sys.stderr)
            self.failed = True
            return
        self.seconds.append(measurement["seconds"])
        self.peaks.append(measurement["peak"])
        self.outcome = tuple(measurement["outcome"]) if measurement["outcome"] else None

    def differs(self, reference: Result | None) -> bool:
        """Whether the outcome is not frictionless': validity, and the number of errors where it is comparable."""
        if reference is None or reference.outcome is None or self.outcome is None:
            return False
        return (
            self.outcome[: 1 + CONTESTANTS[self.contestant].comparable]
            != (reference.outcome[: 1 + CONTESTANTS[self.contestant].comparable])
        )

    def to_dict(self, reference: Result | None) -> dict[str, Any]:
        """Return the result for --json."""
        return {
            "shape": self.file.shape,
            "dirty": self.file.dirty,
            "rows": self.file.rows,
            "bytes": self.size,
            "contestant": self.contestant,
            "failed": self.failed,
            "seconds": self.seconds,
            "median_seconds": None if self.failed else self.time,
            "peak_bytes": self.peaks,
            "valid": self.outcome[0] if self.outcome else None,
            "errors": self.outcome[1] if self.outcome else None,
            "differs": self.differs(reference),
        }


def measure(file: FileSpec, root: Path, names: Sequence[str], rounds: int) -> dict[str, Result]:
    """Let the contestants validate a file in turn."""
    folder, warm_up = file.folder_in(root), file.warm_up.folder_in(root)
    size = sum(table.stat().st_size for table in _tables(folder))
    chosen = [name for name in names if file.dirty or not CONTESTANTS[name].first_errors]
    results = {name: Result(name, file, size) for name in chosen}
    for number, result in product(range(1, rounds + 1), results.values()):
        print(f"{file.title}, {file.rows:,} rows, round {number}: {result.contestant}", file=sys.stderr)
        result.round(folder, warm_up)
    return results


def whole_processes(root: Path, rounds: int) -> dict[str, list[float]]:
    """Return the seconds that the two commands take for a small valid file, imports included."""
    from summitdata.tabular.dialect import make_explicit

    folder = FileSpec("plain", dirty=False, rows=SMALL_ROWS).folder_in(root)
    resource = make_explicit({"path": "plain.csv"})
    options = ["--format", "csv", "--encoding", resource["encoding"], "--dialect", json.dumps(resource["dialect"])]
    commands = {
        "frictionless validate": ["-m", "frictionless", "validate", "plain.csv", "--schema", SCHEMA, *options],
        "summitdata validate": ["-m", "summitdata", "validate", "plain.csv", "--schema", SCHEMA],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number, (name, arguments) in product(range(rounds + 1), commands.items()):
        start = perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        if number:  # the first round warms the disk and the bytecode
            seconds[name].append(perf_counter() - start)
    return seconds


# --- the output ------------------------------------------------------------------------------------------------------

NOT_MEASURED = "-"
MEGA = 1_000_000


def table(results: dict[str, Result]) -> str:
    """Return the table of one file."""
    reference, bare_parse = _done(results, BASELINE), _done(results, FASTEST_PARSER)
    rows = []
    for name, result in results.items():
        if result.failed:
            rows.append([name, *[NOT_MEASURED] * 6, "failed"])
            continue
        rows.append(
            [
                name,
                f"{result.time:,.4f}",
                f"{result.speed:,.0f}",
                f"{result.size / result.time / MEGA:,.0f}",
                f"{median(result.peaks) / MEGA:,.0f}",
                f"{reference.time / result.time:,.2f}" if reference else NOT_MEASURED,
                f"{result.time / bare_parse.time:,.2f}" if bare_parse else NOT_MEASURED,
                _outcome(result, reference),
            ]
        )
    headers = ["contestant", "s", "rows/s", "MB/s", "peak MB", "speed, frictionless = 1", "time, bare parse = 1"]
    return _tabulated(rows, [*headers, "errors"], ("left", *["right"] * 7))


def _done(results: dict[str, Result], name: str) -> Result | None:
    result = results.get(name)
    return None if result is None or result.failed else result


def _outcome(result: Result, reference: Result | None) -> str:
    if result.outcome is None:
        return NOT_MEASURED
    return f"{'DIFFERS: ' if result.differs(reference) else ''}{result.outcome[1]:,}"


def growth(everything: Sequence[dict[str, Result]]) -> str:
    """Return the time per row at each size; where it stays the same, time grows linearly with the rows."""
    times: dict[tuple[str, str], dict[int, float]] = {}
    for result in (result for results in everything for result in results.values() if not result.failed):
        times.setdefault((result.file.title, result.contestant), {})[result.file.rows] = result.time / result.file.rows
    sizes = sorted({rows for by_size in times.values() for rows in by_size})
    rows = [
        [
            *names,
            *(f"{by_size[size] * MEGA:,.3f}" if size in by_size else NOT_MEASURED for size in sizes),
            f"{by_size[sizes[-1]] / by_size[sizes[0]]:,.2f}"
            if {sizes[0], sizes[-1]} <= by_size.keys()
            else NOT_MEASURED,
        ]
        for names, by_size in times.items()
    ]
    headers = ["file", "contestant", *(f"{size:,} rows" for size in sizes), "last / first"]
    return _tabulated(rows, headers, ("left", "left", *["right"] * (len(sizes) + 1)))


def processes(seconds: dict[str, list[float]]) -> str:
    """Return the table of the whole processes on the small file."""
    first = median(next(iter(seconds.values())))
    rows = [[name, f"{median(runs) * 1000:,.0f}", f"{median(runs) / first:,.2f}"] for name, runs in seconds.items()]
    return _tabulated(rows, ["command", "ms", "time, frictionless = 1"], ("left", "right", "right"))


def _tabulated(rows: list[list[str]], headers: list[str], align: tuple[str, ...]) -> str:
    return tabulate(rows, headers=headers, colalign=align, disable_numparse=True)


def machine() -> dict[str, Any]:
    """Return what the times depend on; the name of the machine is not part of it."""
    packages = ("summitdata", "frictionless", "pandera", "pandas", "polars", "pyarrow", "numpy")
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "packages": dict(_versions(packages)),
    }


def _versions(packages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for package in packages:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


PLOTTERS = {"altair": "altair", "vl_convert": "vl-convert-python"}
"""The modules that a plot needs, and the packages that have them."""

COLOURS = ["#000000", "#999999", "#D55E00", "#E69F00", "#0072B2", "#56B4E9", "#009E73", "#CC79A7"]
"""The palette of Okabe and Ito, for colour-blind readers; grey replaces its yellow, which is faint on white."""
POINTS = ["circle", "circle", "square", "square", "triangle-up", "triangle-down", "diamond", "cross"]


def plot(results: Sequence[Result], file: Path) -> None:
    """Draw the rows per second over the rows of a file, with a panel for each kind of file."""
    altair = import_module("altair")
    values: list[dict[str, Any]] = [
        {
            "file": result.file.title,
            "rows": result.file.rows,
            "speed": result.speed,
            "contestant": result.contestant,
        }
        for result in results
        if not result.failed
    ]
    shown = [name for name in CONTESTANTS if any(value["contestant"] == name for value in values)]
    styles = {name: number for number, name in enumerate(CONTESTANTS)}
    legend = altair.Legend(title="contestant", symbolSize=80)
    colours = altair.Scale(domain=shown, range=[COLOURS[styles[name]] for name in shown])
    points = altair.Scale(domain=shown, range=[POINTS[styles[name]] for name in shown])
    sizes, decades = sorted({value["rows"] for value in values}), [10**power for power in range(2, 12)]
    base = altair.Chart(altair.Data(values=values)).encode(
        x=altair.X("rows:Q", title="rows of the file (log scale)")
        .scale(type="log", nice=False, padding=12)
        .axis(values=sizes, format=",", grid=False),
        y=altair.Y("speed:Q", title="rows per second (log scale)").scale(type="log").axis(values=decades, format="~s"),
        color=altair.Color("contestant:N", scale=colours, legend=legend),
    )
    layers = altair.layer(
        base.mark_line(strokeWidth=1.5),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            shape=altair.Shape("contestant:N", scale=points, legend=legend)
        ),
    )
    panels = list(dict.fromkeys(value["file"] for value in values))
    heading = altair.Header(labelFontSize=12, labelFontWeight="bold")
    layers.properties(width=280, height=260).facet(
        facet=altair.Facet("file:N", title=None, sort=panels, header=heading),
        columns=2,
        title=altair.Title(
            "How fast validators of CSV check a file",
            subtitle="Higher is faster. pyarrow-parse and byte-count only read; -1000: the first 1,000 errors.",
        ),
    ).save(str(file))


def main() -> None:
    """Make the files, let the contestants validate them, and print the tables."""
    parser = argparse.ArgumentParser(description="Compare validators of CSV files.")
    parser.add_argument(
        "--rows", type=int, nargs="+", metavar="N", default=[100_000, 1_000_000], help="rows (default: %(default)s)"
    )
    parser.add_argument("--full", action="store_true", help="add the clean files of 10,000,000 rows")
    parser.add_argument(
        "--rounds", type=int, metavar="N", default=3, help="how often each contestant runs (default: %(default)s)"
    )
    skip_help = f"contestants to leave out: any of {', '.join(CONTESTANTS)}"
    parser.add_argument("--skip", nargs="+", choices=CONTESTANTS, default=[], metavar="NAME", help=skip_help)
    parser.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="where the files are kept (default: a temporary folder)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results to this file")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the results into this SVG file")
    arguments = parser.parse_args()
    if arguments.rounds < 1 or min(arguments.rows) < 1:
        parser.error("--rounds and --rows must be at least 1")
    if arguments.plot:
        missing = [package for module, package in PLOTTERS.items() if importlib.util.find_spec(module) is None]
        if missing:
            parser.error(f"--plot needs more packages: pip install {' '.join(missing)}")
        if arguments.plot.suffix != ".svg":
            parser.error("--plot writes SVG: name a file that ends in .svg")
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        compare(arguments, arguments.folder)
    else:
        with TemporaryDirectory() as folder:
            compare(arguments, Path(folder))


def compare(arguments: argparse.Namespace, root: Path) -> None:
    """Measure and print, table by table."""
    facts = machine()
    names = [name for name in CONTESTANTS if name not in arguments.skip]
    sizes = sorted({*arguments.rows, *([LARGEST_ROWS] if arguments.full else [])})
    print(f"{facts['implementation']} {facts['python']}, {facts['system']}, {facts['cores']} cores")
    print(", ".join(f"{package} {number}" for package, number in facts["packages"].items()))
    print(f"Medians of {arguments.rounds}, each in a fresh process, without imports; MB are millions of bytes.")
    print("DIFFERS: valid where frictionless is not, or the reverse, or another number of comparable errors.")
    everything = []
    for shape, dirty, rows in product(("plain", "keys"), (False, True), sizes):
        if dirty and rows == LARGEST_ROWS:
            continue  # a quarter of an hour without a new result
        results = measure(FileSpec(shape, dirty, rows), root, names, arguments.rounds)
        everything.append(results)
        size = next((result.size for result in results.values()), 0)
        print(
            f"\n{FileSpec(shape, dirty, rows).title}: {rows:,} rows, {size / MEGA:,.1f} MB\n\n{table(results)}",
            flush=True,
        )
    if len(sizes) > 1:
        print(f"\nGrowth: microseconds per row\n\n{growth(everything)}")
    seconds = whole_processes(root, arguments.rounds)
    print(f"\nA valid file of {SMALL_ROWS:,} rows, whole process\n\n{processes(seconds)}")
    if arguments.json:
        listed = [result.to_dict(_done(results, BASELINE)) for results in everything for result in results.values()]
        output = {"machine": facts, "rounds": arguments.rounds, "results": listed, "whole_process_seconds": seconds}
        arguments.json.write_text(json.dumps(output, indent=2) + "\n", "utf-8")
    if arguments.plot:
        plot([result for results in everything for result in results.values()], arguments.plot)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(*sys.argv[2:])
    elif sys.argv[1:2] == ["run"]:
        run(*sys.argv[2:])
    else:
        main()
