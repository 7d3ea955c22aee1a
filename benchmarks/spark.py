"""How long a table in many parts takes on Apache Spark, beside the local engine; both must give the same report.

    python benchmarks/spark.py [--rows N] [--parts N] [--rounds N] [--master MASTER] [--folder FOLDER] [--json FILE]

The table is that of the shape `plain` of `validate_files.py`, clean and with one bad cell in a thousand, in equal
parts. Spark is started before the clock, and validates a small table first; how long that takes is said, too. Without a
cluster, `local-cluster` starts two executors of one core each on this machine, and the local engine has the same two
cores. Needs `pip install -e '.[pyspark]'`, and Java 17 or newer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tabulate import tabulate
from validate_files import PLAIN, FileSpec, tables

import summitdata as sd

WARM_UP_ROWS = 1000
ENGINES = {"local": "auto", "Spark": "spark"}
PACKAGES = ("summitdata", "pyspark", "pyarrow", "frictionless")


def package_of_parts(spec: FileSpec, root: Path, parts: int) -> Path:
    """Return the data package of a table in parts; it is made unless it is there."""
    folder = root / f"{spec.shape}-{'dirty' if spec.dirty else 'clean'}-{spec.rows}-{parts}-parts"
    package = folder / "datapackage.json"
    if package.is_file():
        return package
    (file,) = tables(spec.folder_in(root))
    folder.mkdir()
    paths = []
    with file.open("rb") as stream:
        header = stream.readline()
        for number in range(parts):
            rows = spec.rows * (number + 1) // parts - spec.rows * number // parts
            paths.append(f"{number}.csv")
            with (folder / paths[-1]).open("wb") as part:
                part.write(header)
                part.writelines(stream.readline() for _ in range(rows))
    resource = {"name": spec.shape, "path": paths, "schema": PLAIN}
    package.write_text(json.dumps({"name": "parts", "resources": [resource]}), "utf-8")
    return package


def comparable(report: sd.Report) -> dict[str, Any]:
    """Return a report without how it was made."""
    made = report.to_dict()
    del made["stats"]["seconds"]
    for task in made["tasks"]:
        del task["engine"], task["engineNote"], task["stats"]["seconds"]
    return made


def measure(package: Path, rounds: int) -> dict[str, Any]:
    """Return the seconds of each engine, in turns, and whether the reports are equal."""
    seconds: dict[str, list[float]] = {name: [] for name in ENGINES}
    reports: dict[str, sd.Report] = {}
    for _ in range(rounds):
        for name, engine in ENGINES.items():
            start = perf_counter()
            reports[name] = sd.validate(package, engine=engine)
            seconds[name].append(perf_counter() - start)
    first, second = reports.values()
    used = {name: report.tasks[0].engine for name, report in reports.items()}
    return {
        "seconds": seconds,
        "engines": used,
        "equal": comparable(first) == comparable(second),
        "errors": first.stats.errors,
    }


def main() -> None:
    """Measure, print a table, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000_000])
    parser.add_argument("--parts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    start = perf_counter()
    session = SparkSession.builder.master(options.master).config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    with TemporaryDirectory() as temporary:
        root = options.folder or Path(temporary)
        sd.validate(package_of_parts(FileSpec("plain", dirty=True, rows=WARM_UP_ROWS), root, 4), engine="spark")
        started = perf_counter() - start
        results = []
        for rows in options.rows:
            for dirty in (False, True):
                spec = FileSpec("plain", dirty=dirty, rows=rows)
                measured = measure(package_of_parts(spec, root, options.parts), options.rounds)
                results.append({"rows": rows, "dirty": dirty, "parts": options.parts, **measured})
    session.stop()
    print(f"Spark ({options.master}) was ready after {started:.0f} s\n")
    print(tabulate([_row(result) for result in results], headers="keys"))
    if options.json:
        packages = {name: version(name) for name in PACKAGES}
        machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[1]}
        made = {
            "machine": {**machine, "packages": packages},
            "master": options.master,
            "ready": started,
            "results": results,
        }
        options.json.write_text(json.dumps(made, indent=2) + "\n", "utf-8")
    if not all(result["equal"] for result in results):
        sys.exit("the reports are not equal")


def _row(result: dict[str, Any]) -> dict[str, Any]:
    medians = {name: median(seconds) for name, seconds in result["seconds"].items()}
    return {
        "table": "dirty" if result["dirty"] else "clean",
        "rows": f"{result['rows']:,}",
        "parts": result["parts"],
        "errors": f"{result['errors']:,}",
        **{f"{name} (s)": f"{seconds:.1f}" for name, seconds in medians.items()},
        "Spark/local": f"{medians['Spark'] / medians['local']:.2f}",
        "reports": "equal" if result["equal"] else "DIFFERENT",
    }


if __name__ == "__main__":
    main()
