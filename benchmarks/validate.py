"""How fast validators of CSV check the same files, in how much memory, and which of the errors in them they find.

    python benchmarks/validate.py [--rows N ...] [--full] [--rounds N] [--skip NAME ...] [--folder FOLDER]
                                  [--json FILE] [--plot FILE.svg]

The files are made by `validate_files.py`: `plain`, one table of eight columns, and `keys`, a data package with a
composite primary key and a foreign key; each clean, and dirty with one bad cell in a thousand. Every run is a fresh
process that imports its packages, validates a small file of the same shape and reads the large one, all before the
clock starts: what is timed is one call, without imports and with the file in the system's cache. The contestants run in
turn in each round, so that a slow moment of the machine affects all alike; a run of more than ten seconds is not
repeated. The tables show medians. Peak memory is that of the whole process.

Whatever is not installed is left out, with a note that says what to install. Needs Python's `resource` module, which
Windows does not have.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from contestants import BASELINE, CONTESTANTS, by_bytes
from found import score, totals
from results import MEGA, Result, done, found_table, growth, processes, table
from validate_files import SCHEMA, FileSpec, tables
from validate_plot import PLOTTERS, plot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contestants import Contestant

SMALL_ROWS, LARGEST_ROWS = 1_000, 10_000_000
LONG_RUN_SECONDS = 10
"""A run that takes longer is not repeated, whatever the number of rounds."""


def run(name: str, folder: str, warm_up: str) -> None:
    """Let a contestant validate a folder, and write the measurement as a line of JSON."""
    import resource

    contestant = CONTESTANTS[name]
    for module in contestant.modules:
        import_module(module)
    contestant.validate(Path(warm_up))
    by_bytes(Path(folder))
    start, cpu_start = perf_counter(), process_time()
    outcome = contestant.validate(Path(folder))
    seconds, cpu_seconds = perf_counter() - start, process_time() - cpu_start
    unit = 1 if sys.platform == "darwin" else 1024
    measurement = {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit,
        "outcome": (outcome.valid, outcome.errors) if outcome else None,
        "found": vars(score(outcome, Path(folder))) if outcome else None,
        "planted": vars(totals(Path(folder))),
    }
    print(json.dumps(measurement))


def _run_in_process(name: str, folder: Path, warm_up: Path) -> dict[str, Any]:
    """Run a contestant in a fresh process.

    A process inherits the peak memory of the one that starts it, so this one imports nothing large before the last run.
    """
    command = [sys.executable, __file__, "run", name, str(folder), str(warm_up)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measurement: dict[str, Any] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return measurement


def measure_once(result: Result, folder: Path, warm_up: Path) -> None:
    """Run once more, unless a run has failed or has taken so long that a second one would not differ much."""
    if result.failed or (result.seconds and result.seconds[0] > LONG_RUN_SECONDS):
        return
    try:
        result.add(_run_in_process(result.contestant, folder, warm_up))
    except subprocess.CalledProcessError as error:
        print(f"{result.contestant} failed with exit code {error.returncode}", file=sys.stderr)
        result.failed = True


def measure(file: FileSpec, root: Path, names: Sequence[str], rounds: int) -> dict[str, Result]:
    """Let the contestants validate a file in turn."""
    folder, warm_up = file.folder_in(root), file.warm_up.folder_in(root)
    size = sum(table.stat().st_size for table in tables(folder))
    chosen = [name for name in names if file.dirty or not CONTESTANTS[name].first_errors]
    results = {name: Result(name, file, size) for name in chosen}
    for number, result in product(range(1, rounds + 1), results.values()):
        print(f"{file.title}, {file.rows:,} rows, round {number}: {result.contestant}", file=sys.stderr)
        measure_once(result, folder, warm_up)
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


def machine() -> dict[str, Any]:
    """Return what the times depend on; the name of the machine is not part of it."""
    packages = ("summitdata", "frictionless", "pandera", "pandas", "polars", "dataframely", "pointblank", "duckdb")
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "packages": dict(_versions((*packages, "pyarrow", "numpy"))),
    }


def _versions(packages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for package in packages:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


def not_installed() -> dict[str, list[str]]:
    """Return the contestants that cannot run here, with the packages they lack."""
    lacking = {
        name: [package for package in _packages(contestant) if importlib.util.find_spec(package) is None]
        for name, contestant in CONTESTANTS.items()
    }
    return {name: packages for name, packages in lacking.items() if packages}


def _packages(contestant: Contestant) -> list[str]:
    return [module.partition(".")[0] for module in contestant.modules]


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
    absent = not_installed()
    names = [name for name in CONTESTANTS if name not in arguments.skip and name not in absent]
    sizes = sorted({*arguments.rows, *([LARGEST_ROWS] if arguments.full else [])})
    print(f"{facts['implementation']} {facts['python']}, {facts['system']}, {facts['cores']} cores")
    print(", ".join(f"{package} {number}" for package, number in facts["packages"].items()))
    print(f"Medians of {arguments.rounds}, each in a fresh process, without imports; MB are millions of bytes.")
    if absent:
        packages = " ".join(sorted({package for packages in absent.values() for package in packages}))
        print(f"Left out, because not installed: {', '.join(absent)}. To run them: pip install {packages}")
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
        if dirty:
            print(f"\nWhat was found, by its place\n\n{found_table(results)}", flush=True)
    if len(sizes) > 1:
        print(f"\nGrowth: microseconds per row\n\n{growth(everything)}")
    seconds = whole_processes(root, arguments.rounds)
    print(f"\nA valid file of {SMALL_ROWS:,} rows, whole process\n\n{processes(seconds)}")
    if arguments.json:
        listed = [result.to_dict(done(results, BASELINE)) for results in everything for result in results.values()]
        output = {"machine": facts, "rounds": arguments.rounds, "results": listed, "whole_process_seconds": seconds}
        arguments.json.write_text(json.dumps(output, indent=2) + "\n", "utf-8")
    if arguments.plot:
        plot([result for results in everything for result in results.values()], arguments.plot)


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        run(*sys.argv[2:])
    else:
        main()
