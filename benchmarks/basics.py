"""What the first use costs, beside something public: a bare interpreter, pandas, frictionless.

    python benchmarks/basics.py [--rounds N]

Every run is a fresh process, timed from outside. The rounds take turns over all commands, so that a slow moment of
the machine hits each alike; the table shows medians. One round before the first warms the disk and the bytecode.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from tabulate import tabulate

ROOT = Path(__file__).parents[1]

COMMANDS = {
    "bare interpreter": ["-c", "pass"],
    "import summitdata": ["-c", "import summitdata"],
    "first trade_growth()": ["-c", "import summitdata as sd; sd.trade_growth()"],
    "import pandas": ["-c", "import pandas"],
    "pandas.read_csv, same file": ["-c", "import pandas; pandas.read_csv('resources/figures.csv')"],
    'first load("figures")': ["-c", "import summitdata as sd; sd.load('figures')"],
    "frictionless validate": ["-m", "frictionless", "validate", "datapackage.json"],
    "summitdata check": ["-m", "summitdata", "check"],
}

COMPARED = [
    ("import summitdata", "bare interpreter"),
    ("first trade_growth()", "bare interpreter"),
    ('first load("figures")', "pandas.read_csv, same file"),
    ('first load("figures")', "import pandas"),
    ("summitdata check", "bare interpreter"),
    ("summitdata check", "frictionless validate"),
]


def once(arguments: list[str]) -> float:
    """Run Python with `arguments` at the repository's root and return the milliseconds it took."""
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (perf_counter() - start) * 1000


def medians(rounds: int) -> dict[str, float]:
    """Return each command's median, in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            spent = once(arguments)
            if number:
                taken[name].append(spent)
    return {name: median(values) for name, values in taken.items()}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Time the first use of summitdata.")
    parser.add_argument("--rounds", type=int, default=9, help="how often each command runs (default: %(default)s)")
    rounds = parser.parse_args().rounds
    if rounds < 1:
        parser.error("--rounds must be at least 1")
    spent = medians(rounds)
    rows = [
        (what, spent[what], beside, spent[beside], spent[what] - spent[beside], spent[what] / spent[beside])
        for what, beside in COMPARED
    ]
    print(f"Python {sys.version.split()[0]}, medians of {rounds} fresh processes")
    print(
        tabulate(
            rows,
            headers=["measured", "ms", "beside", "ms", "difference, ms", "ratio"],
            floatfmt=("", ".0f", "", ".0f", ".0f", ".2f"),
        )
    )


if __name__ == "__main__":
    main()
