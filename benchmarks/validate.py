"""How fast validators of CSV judge the same files, in how much memory, and whether they find the same.

    python benchmarks/validate.py [--rows N ...] [--full] [--rounds N] [--skip NAME ...] [--folder FOLDER]
                                  [--json FILE] [--plot FILE.svg]

The files are made here: `plain`, one table of eight columns, and `keys`, a data package with a composite primary key
and a foreign key; each clean, and dirty with one bad cell in a thousand. Every run is a fresh process that imports its
packages, judges a small file of the same kind and reads the large one, all before the clock starts: what is timed is
one call, without imports and with the file in memory. The rounds take turns over all contestants, so that a slow
moment of the machine hits each alike; what takes ten seconds runs once. The tables show medians. Peak memory is that of
the whole process.

Needs the `polars` extra for all contestants, and a system that knows the `resource` module.
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

Judged = tuple[bool, int] | None
"""Whether the data are valid and how many errors they have; None from what only reads them."""

# --- the files -------------------------------------------------------------------------------------------------------

SEED = 20250617
EDITION = 1
"""Part of a folder's name: to be raised when other files are made, so that none of a kept folder is taken for them."""
CHUNK = 500_000
SHARE = 0.001
"""How many of the cells of a dirty file are bad."""
WARM_ROWS, WARM_SHARE = 50, 0.2
"""The small file before the clock starts has, if any, every kind of bad cell."""
SMALL_ROWS, LARGEST = 1_000, 10_000_000
LONG = 10
"""What takes more seconds than this runs once, whatever the number of rounds."""
PACKAGE, SCHEMA = "datapackage.json", "schema.json"

PARTNERS = ["KZ", "KG", "TJ", "TM", "UZ"]
FLOWS = ["export", "import"]
REGIONS = ["Africa", "Americas", "Asia", "Europe", "Oceania"]
REPORTERS = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}R" for number in range(300)]
LONGEST_REMARK = 60

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
        {"name": "remark", "type": "string", "constraints": {"maxLength": LONGEST_REMARK}},
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
class Kind:
    """Which file: its shape, whether it has bad cells, and its rows."""

    shape: str
    dirty: bool
    rows: int
    share: float = SHARE

    @property
    def title(self) -> str:
        """What a table is headed with."""
        return f"{self.shape}, {'dirty' if self.dirty else 'clean'}"

    @property
    def warm(self) -> Kind:
        """The small file of the same kind."""
        return Kind(self.shape, self.dirty, WARM_ROWS, WARM_SHARE)

    def under(self, root: Path) -> Path:
        """Return the folder of the file, which is made in a process of its own if it is not there yet."""
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
    place, count = Path(folder), int(rows)
    if shape == "plain":
        _write(place / "plain.csv", PLAIN, _plain, count, float(share))
        (place / SCHEMA).write_text(json.dumps(PLAIN, indent=2), "utf-8")
        return
    _write(place / "figures.csv", FIGURES, _figures, count, float(share))
    lines = [f"{code},Reporter {at},{REGIONS[at % len(REGIONS)]}\n" for at, code in enumerate(REPORTERS)]
    (place / "reporters.csv").write_text("".join(["code,name,region\n", *lines]), "utf-8", newline="\n")
    (place / PACKAGE).write_text(json.dumps(KEYS, indent=2), "utf-8")


def _write(file: Path, schema: dict[str, Any], cells: Callable[..., list[Any]], rows: int, share: float) -> None:
    import numpy as np
    import pyarrow.compute as pc

    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(",".join(one["name"] for one in schema["fields"]) + "\n")
        random = np.random.default_rng(SEED)
        for start in range(0, rows, CHUNK):
            *columns, last = cells(random, start, min(CHUNK, rows - start), share)
            lines = pc.binary_join_element_wise(*columns, pc.binary_join_element_wise(last, "", "\n"), ",")
            stream.write("".join(lines.to_pylist()))


def _plain(random: Any, start: int, count: int, share: float) -> list[Any]:
    """Return the columns of the plain table; `note` takes any text, so that no cell of it can be bad."""
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
    return [*(_spoiled(random, good[name], bad[name], share) for name in good), note]


def _figures(random: Any, start: int, count: int, share: float) -> list[Any]:
    """Return the columns of the table with keys, in the order of periods, in which the key as a whole does not grow."""
    import numpy as np
    import pyarrow as pa

    rows = np.arange(start, start + count)
    number = _text(random.integers(0, 100_000, count))
    kind = random.random(count)
    remark = _where(kind < 1 / 4, _join('"lot ', number, '\nsecond ""line"""'), _join("lot ", number))
    good = {
        "reporter": pa.array(REPORTERS).take(pa.array(rows % len(REPORTERS))),
        "period": _dates(rows // len(REPORTERS)),
        "exports": _some(random, _hundredths(random.exponential(2_000_000, count).astype(np.int64))),
        "imports": _some(random, _hundredths(random.exponential(2_000_000, count).astype(np.int64))),
        "pieces": _some(random, _text(random.integers(0, 10_000, count))),
        "remark": _where(kind > 3 / 4, "", remark),
    }
    # The day before has the same reporter in the same place.
    before = _dates(np.maximum(rows // len(REPORTERS) - 1, 0))
    bad = {
        "reporter": ["XXX", "ZZ"],
        "period": ["2021-13-01", before],
        "exports": ["n/a", "-5.00"],
        "imports": ["1;5", "-0.01"],
        "pieces": ["1.5", "-1"],
        "remark": ["x" * (LONGEST_REMARK + 1)],
    }
    return [_spoiled(random, good[name], bad[name], share) for name in good]


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


def _some(random: Any, cells: Any) -> Any:
    """Leave a fifth of the cells empty."""
    return _where(random.random(len(cells)) < 1 / 5, "", cells)


def _join(*parts: Any) -> Any:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*parts, "")


def _where(mask: Any, cells: Any, others: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pa.array(mask), cells, others)


def _spoiled(random: Any, cells: Any, bad: list[Any], share: float) -> Any:
    """Put bad cells in place of a share of the good ones, each kind as often as the others."""
    chance = random.random(len(cells))
    for number, kind in enumerate(bad):
        low, high = share * number / len(bad), share * (number + 1) / len(bad)
        cells = _where((low <= chance) & (chance < high), kind, cells)
    return cells


# --- the contestants -------------------------------------------------------------------------------------------------


def _tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def by_frictionless(folder: Path, limit: int) -> Judged:
    """Judge with frictionless, which is told encoding and dialect, so that it guesses nothing."""
    from frictionless import Package, Resource

    from summitdata.tabular.dialect import make_explicit

    if (folder / PACKAGE).is_file():
        said = json.loads((folder / PACKAGE).read_text("utf-8"))
        said["resources"] = [make_explicit(resource) for resource in said["resources"]]
        report = Package.from_descriptor(said, basepath=str(folder)).validate(limit_errors=limit)
    else:
        schema = json.loads((folder / SCHEMA).read_text("utf-8"))
        said = make_explicit({"name": "plain", "path": "plain.csv", "schema": schema})
        report = Resource.from_descriptor(said, basepath=str(folder)).validate(limit_errors=limit)
    return report.valid, int(report.stats.errors)


def by_summitdata(folder: Path, limit: int) -> Judged:
    """Judge with summitdata; it counts all errors, however few it lists."""
    from summitdata import validate

    options: dict[str, Any] = {"limit_errors": limit, "engine": "auto"}
    if (folder / PACKAGE).is_file():
        report = validate(folder / PACKAGE, **options)
    else:
        report = validate(folder / "plain.csv", json.loads((folder / SCHEMA).read_text("utf-8")), **options)
    return report.valid, int(report.stats.errors)


def by_pandera_pandas(folder: Path) -> Judged:
    """Judge with pandera on pandas; the cells are read as text, as typed reading stops at the first bad one."""
    import pandas as pd
    import pandera.pandas as pandera

    def number(low: float, high: float, *, whole: bool, empty: bool) -> Any:
        def right(cells: Any) -> Any:
            good = pd.to_numeric(cells, errors="coerce").between(low, high)
            if whole:
                good &= cells.str.fullmatch(r"[+-]?[0-9]+")
            return good | (cells == "") if empty else good

        return pandera.Check(right)

    def dates(cells: Any) -> Any:
        found: Any = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        return found.notna()

    frames = {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in _tables(folder)}
    known = frames["reporters"]["code"].tolist() if "reporters" in frames else []
    return _cases(_rules(pandera, str, number, pandera.Check(dates), known), frames, pandera.errors.SchemaErrors)


def by_pandera_polars(folder: Path) -> Judged:
    """Judge with pandera on polars, by the same rules, the cells read as text too."""
    import pandera.polars as pandera
    import polars as pl

    def check(right: Callable[[Any], Any]) -> Any:
        return pandera.Check(lambda data: data.lazyframe.select(right(pl.col(data.key)).fill_null(value=False)))

    def number(low: float, high: float, *, whole: bool, empty: bool) -> Any:
        def right(cell: Any) -> Any:
            good = cell.cast(pl.Int64 if whole else pl.Float64, strict=False).is_between(low, high)
            return good.fill_null(value=False) | (cell == "") if empty else good

        return check(right)

    date = check(lambda cell: cell.str.to_date("%Y-%m-%d", strict=False).is_not_null())
    frames = {file.stem: pl.read_csv(file, infer_schema=False, empty_string_is_null=False) for file in _tables(folder)}
    known = frames["reporters"]["code"].to_list() if "reporters" in frames else []
    return _cases(_rules(pandera, pl.String, number, date, known), frames, pandera.errors.SchemaErrors)


def _rules(pandera: Any, text: Any, number: Callable[..., Any], date: Any, known: list[str]) -> dict[str, Any]:
    """Return the schemas above as pandera's, for columns of text; `known` are the keys that others refer to."""
    column, check, most = pandera.Column, pandera.Check, float("inf")
    plain = {
        "id": column(text, check.str_matches(r"^[+-]?[0-9]+$"), unique=True),
        "year": column(text, number(1990, 2030, whole=True, empty=False)),
        "partner": column(text, check.isin(PARTNERS)),
        "flow": column(text, check.isin(FLOWS)),
        "hs": column(text, check.str_matches(r"^[0-9]{6}$")),
        "value_usd": column(text, number(0, most, whole=False, empty=False)),
        "date": column(text, date),
        "note": column(text),
    }
    figures = {
        "reporter": column(text, check.isin(known)),
        "period": column(text, date),
        "exports": column(text, number(0, most, whole=False, empty=True)),
        "imports": column(text, number(0, most, whole=False, empty=True)),
        "pieces": column(text, number(0, most, whole=True, empty=True)),
        "remark": column(text, check.str_length(max_value=LONGEST_REMARK)),
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


def _cases(schemas: dict[str, Any], frames: dict[str, Any], failure: type[Exception]) -> Judged:
    """Count what pandera calls failure cases."""
    total = 0
    for name, frame in frames.items():
        try:
            schemas[name].validate(frame, lazy=True)
        except failure as errors:
            total += len(errors.failure_cases)  # type: ignore[attr-defined] # what pandera's exception of this name has
    return total == 0, total


def by_pyarrow(folder: Path) -> Judged:
    """Split the files into cells and judge nothing: what any validator on top of pyarrow has to spend."""
    from pyarrow import csv, string

    for file in _tables(folder):
        with file.open(encoding="utf-8") as stream:
            names = stream.readline().strip().split(",")
        with csv.open_csv(
            file,
            # Looking for line breaks inside cells takes time, which only the files that have some need.
            parse_options=csv.ParseOptions(newlines_in_values=(folder / PACKAGE).is_file()),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, string())),
        ) as batches:
            for _ in batches:
                pass
    return None


def by_bytes(folder: Path) -> Judged:
    """Count the lines: what reading takes."""
    for file in _tables(folder):
        with file.open("rb") as stream:
            while block := stream.read(8 << 20):
                block.count(b"\n")
    return None


@dataclass(frozen=True)
class Contestant:
    """What judges: the packages that are imported before the clock starts, and the call that is timed."""

    judge: Callable[[Path], Judged]
    packages: tuple[str, ...] = ()
    first_errors: bool = False
    """Whether it lists only the first errors, which makes no difference to a clean file."""
    comparable: bool = False
    """Whether it counts errors as frictionless does; pandera counts a repeated key several times."""


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
REFERENCE, FLOOR = "frictionless", "pyarrow-parse"


# --- the runs --------------------------------------------------------------------------------------------------------


def run(name: str, folder: str, warm: str) -> None:
    """Let a contestant judge a folder, and write what it took as a line of JSON."""
    import resource

    contestant = CONTESTANTS[name]
    for package in contestant.packages:
        import_module(package)
    contestant.judge(Path(warm))
    by_bytes(Path(folder))
    start = perf_counter()
    judged = contestant.judge(Path(folder))
    seconds = perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"seconds": seconds, "peak": peak, "judged": judged}))


def _child(*arguments: str) -> str:
    """Run a part of this file in a fresh process and return the last line that it writes.

    A process starts with the peak memory of the one that started it, so this one imports nothing large before the last
    run.
    """
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().rpartition("\n")[2]


@dataclass
class Result:
    """What a contestant took for a file, round by round, and what it found."""

    contestant: str
    kind: Kind
    size: int
    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    judged: Judged = None
    failed: bool = False

    @property
    def time(self) -> float:
        """The median, in seconds."""
        return median(self.seconds)

    @property
    def speed(self) -> float:
        """Rows in a second."""
        return self.kind.rows / self.time

    def round(self, folder: Path, warm: Path) -> None:
        """Run once more, unless a run has failed, or has taken so long that a slow moment is no part of it."""
        if self.failed or (self.seconds and self.seconds[0] > LONG):
            return
        try:
            said = json.loads(_child("run", self.contestant, str(folder), str(warm)))
        except subprocess.CalledProcessError as error:
            print(f"{self.contestant} failed with exit code {error.returncode}", file=sys.stderr)
            self.failed = True
            return
        self.seconds.append(said["seconds"])
        self.peaks.append(said["peak"])
        self.judged = tuple(said["judged"]) if said["judged"] else None

    def differs(self, reference: Result | None) -> bool:
        """Whether the verdict, or the number of errors where it is counted alike, is not that of frictionless."""
        if reference is None or reference.judged is None or self.judged is None:
            return False
        return (
            self.judged[: 1 + CONTESTANTS[self.contestant].comparable]
            != (reference.judged[: 1 + CONTESTANTS[self.contestant].comparable])
        )

    def to_dict(self, reference: Result | None) -> dict[str, Any]:
        """Return the result for --json."""
        return {
            "shape": self.kind.shape,
            "dirty": self.kind.dirty,
            "rows": self.kind.rows,
            "bytes": self.size,
            "contestant": self.contestant,
            "failed": self.failed,
            "seconds": self.seconds,
            "median_seconds": None if self.failed else self.time,
            "peak_bytes": self.peaks,
            "valid": self.judged[0] if self.judged else None,
            "errors": self.judged[1] if self.judged else None,
            "differs": self.differs(reference),
        }


def measured(kind: Kind, root: Path, names: Sequence[str], rounds: int) -> dict[str, Result]:
    """Let the contestants judge a file in turns."""
    folder, warm = kind.under(root), kind.warm.under(root)
    size = sum(file.stat().st_size for file in _tables(folder))
    chosen = [name for name in names if kind.dirty or not CONTESTANTS[name].first_errors]
    results = {name: Result(name, kind, size) for name in chosen}
    for number, result in product(range(1, rounds + 1), results.values()):
        print(f"{kind.title}, {kind.rows:,} rows, round {number}: {result.contestant}", file=sys.stderr)
        result.round(folder, warm)
    return results


def whole_processes(root: Path, rounds: int) -> dict[str, list[float]]:
    """Time the two commands on a small valid file, from outside, imports and all."""
    from summitdata.tabular.dialect import make_explicit

    folder = Kind("plain", dirty=False, rows=SMALL_ROWS).under(root)
    said = make_explicit({"path": "plain.csv"})
    told = ["--format", "csv", "--encoding", said["encoding"], "--dialect", json.dumps(said["dialect"])]
    commands = {
        "frictionless validate": ["-m", "frictionless", "validate", "plain.csv", "--schema", SCHEMA, *told],
        "summitdata validate": ["-m", "summitdata", "validate", "plain.csv", "--schema", SCHEMA],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number, (name, arguments) in product(range(rounds + 1), commands.items()):
        start = perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        if number:  # the first round warms the disk and the bytecode
            taken[name].append(perf_counter() - start)
    return taken


# --- what is shown ---------------------------------------------------------------------------------------------------

NOTHING = "-"
MEGA = 1_000_000


def table(results: dict[str, Result]) -> str:
    """Return the table of one file."""
    reference, floor = _done(results, REFERENCE), _done(results, FLOOR)
    rows = []
    for name, result in results.items():
        if result.failed:
            rows.append([name, *[NOTHING] * 6, "failed"])
            continue
        rows.append(
            [
                name,
                f"{result.time:,.4f}",
                f"{result.speed:,.0f}",
                f"{result.size / result.time / MEGA:,.0f}",
                f"{median(result.peaks) / MEGA:,.0f}",
                f"{reference.time / result.time:,.2f}" if reference else NOTHING,
                f"{result.time / floor.time:,.2f}" if floor else NOTHING,
                _found(result, reference),
            ]
        )
    headers = ["contestant", "s", "rows/s", "MB/s", "peak MB", "speed, frictionless = 1", "time, bare parse = 1"]
    return _tabulated(rows, [*headers, "errors"], ("left", *["right"] * 7))


def _done(results: dict[str, Result], name: str) -> Result | None:
    result = results.get(name)
    return None if result is None or result.failed else result


def _found(result: Result, reference: Result | None) -> str:
    if result.judged is None:
        return NOTHING
    return f"{'DIFFERS: ' if result.differs(reference) else ''}{result.judged[1]:,}"


def growth(everything: Sequence[dict[str, Result]]) -> str:
    """Return the time per row at each size; where it stays the same, time grows linearly with the rows."""
    lines: dict[tuple[str, str], dict[int, float]] = {}
    for result in (one for results in everything for one in results.values() if not one.failed):
        lines.setdefault((result.kind.title, result.contestant), {})[result.kind.rows] = result.time / result.kind.rows
    sizes = sorted({rows for spent in lines.values() for rows in spent})
    rows = [
        [
            *line,
            *(f"{spent[size] * MEGA:,.3f}" if size in spent else NOTHING for size in sizes),
            f"{spent[sizes[-1]] / spent[sizes[0]]:,.2f}" if sizes[0] in spent and sizes[-1] in spent else NOTHING,
        ]
        for line, spent in lines.items()
    ]
    headers = ["file", "contestant", *(f"{size:,} rows" for size in sizes), "last / first"]
    return _tabulated(rows, headers, ("left", "left", *["right"] * (len(sizes) + 1)))


def processes(taken: dict[str, list[float]]) -> str:
    """Return the table of the small file's whole processes."""
    first = median(next(iter(taken.values())))
    rows = [
        [name, f"{median(seconds) * 1000:,.0f}", f"{median(seconds) / first:,.2f}"] for name, seconds in taken.items()
    ]
    return _tabulated(rows, ["command", "ms", "time, frictionless = 1"], ("left", "right", "right"))


def _tabulated(rows: list[list[str]], headers: list[str], align: tuple[str, ...]) -> str:
    return tabulate(rows, headers=headers, colalign=align, disable_numparse=True)


def machine() -> dict[str, Any]:
    """Return what the times depend on, without naming the machine."""
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
"""Those of Okabe and Ito, told apart by the colour-blind; grey for the yellow, which is faint on white."""
POINTS = ["circle", "circle", "square", "square", "triangle-up", "triangle-down", "diamond", "cross"]


def plot(results: Sequence[Result], file: Path) -> None:
    """Draw the rows per second over the rows of a file, with a panel for each kind of file."""
    altair = import_module("altair")
    values: list[dict[str, Any]] = [
        {"file": one.kind.title, "rows": one.kind.rows, "speed": one.speed, "contestant": one.contestant}
        for one in results
        if not one.failed
    ]
    shown = [name for name in CONTESTANTS if any(value["contestant"] == name for value in values)]
    styles = {name: at for at, name in enumerate(CONTESTANTS)}
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
            "How fast validators of CSV judge a file",
            subtitle="Higher is faster. pyarrow-parse and byte-count only read; -1000: the first 1,000 errors.",
        ),
    ).save(str(file))


def main() -> None:
    """Make the files, let the contestants judge them, and print the tables."""
    parser = argparse.ArgumentParser(description="Compare validators of CSV files.")
    parser.add_argument(
        "--rows", type=int, nargs="+", metavar="N", default=[100_000, 1_000_000], help="rows (default: %(default)s)"
    )
    parser.add_argument("--full", action="store_true", help="add the clean files of 10,000,000 rows")
    parser.add_argument(
        "--rounds", type=int, metavar="N", default=3, help="how often each contestant runs (default: %(default)s)"
    )
    named = f"contestants to leave out, of {', '.join(CONTESTANTS)}"
    parser.add_argument("--skip", nargs="+", choices=CONTESTANTS, default=[], metavar="NAME", help=named)
    parser.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="where the files are kept (default: a temporary folder)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results to this file")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the results into this SVG file")
    given = parser.parse_args()
    if given.rounds < 1 or min(given.rows) < 1:
        parser.error("--rounds and --rows must be at least 1")
    if given.plot:
        absent = [package for module, package in PLOTTERS.items() if importlib.util.find_spec(module) is None]
        if absent:
            parser.error(f"--plot needs more packages: pip install {' '.join(absent)}")
        if given.plot.suffix != ".svg":
            parser.error("--plot writes SVG: name a file that ends in .svg")
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        compare(given, given.folder)
    else:
        with TemporaryDirectory() as folder:
            compare(given, Path(folder))


def compare(given: argparse.Namespace, root: Path) -> None:
    """Measure and print, table by table."""
    facts = machine()
    names = [name for name in CONTESTANTS if name not in given.skip]
    sizes = sorted({*given.rows, *([LARGEST] if given.full else [])})
    print(f"{facts['implementation']} {facts['python']}, {facts['system']}, {facts['cores']} cores")
    print(", ".join(f"{package} {number}" for package, number in facts["packages"].items()))
    print(f"Medians of {given.rounds}, each in a fresh process, without imports; MB are millions of bytes.")
    print("DIFFERS: not the verdict of frictionless, or not its number of errors where errors are counted alike.")
    everything = []
    for shape, dirty, rows in product(("plain", "keys"), (False, True), sizes):
        if dirty and rows == LARGEST:
            continue  # a quarter of an hour that shows nothing new
        results = measured(Kind(shape, dirty, rows), root, names, given.rounds)
        everything.append(results)
        size = next((result.size for result in results.values()), 0)
        print(
            f"\n{Kind(shape, dirty, rows).title}: {rows:,} rows, {size / MEGA:,.1f} MB\n\n{table(results)}", flush=True
        )
    if len(sizes) > 1:
        print(f"\nGrowth: microseconds per row\n\n{growth(everything)}")
    taken = whole_processes(root, given.rounds)
    print(f"\nA valid file of {SMALL_ROWS:,} rows, whole process\n\n{processes(taken)}")
    if given.json:
        listed = [one.to_dict(_done(results, REFERENCE)) for results in everything for one in results.values()]
        said = {"machine": facts, "rounds": given.rounds, "results": listed, "whole_process_seconds": taken}
        given.json.write_text(json.dumps(said, indent=2) + "\n", "utf-8")
    if given.plot:
        plot([one for results in everything for one in results.values()], given.plot)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(*sys.argv[2:])
    elif sys.argv[1:2] == ["run"]:
        run(*sys.argv[2:])
    else:
        main()
