"""How long `describe` takes, beside `validate` with the schema that the file was made by, and what it finds.

    python benchmarks/describe.py [--rows N] [--rounds N]

All runs are in this process, after one that imports what is needed, and take turns; the table has the medians. Below it
stands where the schema that is found differs from the one that the file was made by.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from tabulate import tabulate
from validate_files import PLAIN, make

import summitdata as sd

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(run: Callable[[], Any]) -> tuple[float, float]:
    """Return how long a call takes by the processor of all threads and by the clock."""
    used, started = process_time(), perf_counter()
    run()
    return process_time() - used, perf_counter() - started


def differences(found: dict[str, Any]) -> list[str]:
    """Return where a schema differs from the one of the file."""
    lines = [f"primaryKey: {found.get('primaryKey')}, not {PLAIN.get('primaryKey')}"]
    lines = lines if found.get("primaryKey") != PLAIN.get("primaryKey") else []
    for one, made in zip(found["fields"], PLAIN["fields"], strict=True):
        for part in ("type", "format", "constraints"):
            if one.get(part) != made.get(part):
                lines.append(f"{made['name']}: {part} {one.get(part)}, not {made.get(part)}")
    return lines


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Time `describe` beside `validate`.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        make("plain", str(options.rows), "0", folder)
        file = Path(folder, "plain.csv")
        runs: dict[str, Callable[[], Any]] = {
            "validate": lambda: sd.validate(file, PLAIN),
            "describe": lambda: sd.describe([file]),
        }
        times = [{name: seconds(run) for name, run in runs.items()} for _ in range(options.rounds + 1)][1:]
        rows = []
        for name in runs:
            own = [median(each[name][kind] for each in times) for kind in (0, 1)]
            ratios = [median(each[name][kind] / each["validate"][kind] for each in times) for kind in (0, 1)]
            rows.append((name, *own, *ratios))
        headers = ("call", "processor, s", "wall, s", "ratio, processor", "ratio, wall")
        print(f"{options.rows} rows, medians of {options.rounds} rounds")
        print(tabulate(rows, headers=headers, floatfmt=("", ".3f", ".3f", ".2f", ".2f")))
        print(*differences(sd.describe([file]).schema), sep="\n")


if __name__ == "__main__":
    main()
