"""How long `summitdata check` takes on this package, beside `frictionless validate`.

    python benchmarks/check.py [--rounds N]

Each round runs the commands one after the other, each in a fresh process. The table shows the medians of processor time
(user and system) and of wall time, and the median of the ratios to frictionless in the same round. One round before the
first is not counted. Needs Python's `resource` module, which Windows does not have.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
BESIDE = "frictionless validate"
COMMANDS = {
    BESIDE: ["frictionless", "validate", "datapackage.json"],
    "summitdata check": ["summitdata", "check"],
    "summitdata check --pandera": ["summitdata", "check", "--pandera"],
}


def once(arguments: list[str]) -> tuple[float, float]:
    """Run a module of Python at the repository's root; return its processor time and its wall time in seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter() - start
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Time `summitdata check` beside `frictionless validate`.")
    parser.add_argument("--rounds", type=int, default=9, help="how often each command runs (default: %(default)s)")
    rounds = parser.parse_args().rounds
    if rounds < 1:
        parser.error("--rounds must be at least 1")
    runs = [{name: once(arguments) for name, arguments in COMMANDS.items()} for _ in range(rounds + 1)][1:]
    table = [
        (
            name,
            *(median(run[name][kind] for run in runs) for kind in (0, 1)),
            *(median(run[name][kind] / run[BESIDE][kind] for run in runs) for kind in (0, 1)),
        )
        for name in COMMANDS
    ]
    print(f"Python {sys.version.split()[0]}, medians of {rounds} rounds")
    headers = ("command", "processor, s", "wall, s", "ratio, processor", "ratio, wall")
    print(tabulate(table, headers=headers, floatfmt=("", ".2f", ".2f", ".2f", ".2f")))


if __name__ == "__main__":
    main()
