"""The parts of `screen.md` that are made of the code and of the benchmark's own output, `benchmarks/results.json`."""

from __future__ import annotations

import json
import re
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from tabulate import tabulate

from summitdata.tabular.types.registry import FIELD_TYPES

HERE = Path(__file__).parent
RESULTS = HERE.parent / "benchmarks" / "results.json"
WORDS = {
    "plain": "One table of eight columns: a primary key, bounds, enumerations, a pattern, a decimal, a date, free text",
    "keys": "A data package: a composite primary key, a foreign key, empty numbers, quoted line breaks",
}


def screen() -> str:
    """Return the page with its generated parts written anew."""
    page = (HERE / "screen.md").read_text("utf-8")
    for name, text in {"predicates": predicates(), "speed": speed()}.items():
        page = re.sub(
            f"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)",
            lambda found, text=text: f"{found[1]}\n{text}\n\n{found[2]}",
            page,
            flags=re.DOTALL,
        )
    return page


def predicates() -> str:
    """Return the types and formats that the screen knows."""
    rows = [
        (f"`{name}`", ", ".join(f"`{format}`" for format in sorted(field_type.formats) if field_type.screens(format)))
        for name, field_type in FIELD_TYPES.items()
    ]
    return tabulate([row for row in rows if row[1]], ["type", "formats"], "github")


def speed() -> str:
    """Return the tables of the benchmark."""
    said = json.loads(RESULTS.read_text("utf-8"))
    packages = ", ".join(f"{name} {version}" for name, version in said["machine"]["packages"].items())
    machine = (
        f"{said['machine']['implementation']} {said['machine']['python']}, {said['machine']['cores']} cores; {packages}"
    )
    parts = [f"Measured by `python benchmarks/validate.py --full` in one run, in fresh processes: {machine}."]
    results = [one for one in said["results"] if not one["failed"]]
    for (shape, dirty), group in groupby(results, lambda one: (one["shape"], one["dirty"])):
        state = "one cell in a thousand is bad" if dirty else "all cells are valid"
        parts += [
            f"### {shape.capitalize()}, {'dirty' if dirty else 'clean'}",
            f"{WORDS[shape]}; {state}.",
            _table(list(group)),
        ]
    whole = {name: median(times) for name, times in said["whole_process_seconds"].items()}
    rows = [(f"`{name}`", f"{seconds * 1000:.0f}") for name, seconds in whole.items()]
    small = tabulate(rows, ["a valid file of 1,000 rows, the whole process", "milliseconds"], "github")
    parts += ["### A small file", small]
    return "\n\n".join(parts)


def _table(results: list[dict[str, Any]]) -> str:
    base = {one["rows"]: one["median_seconds"] for one in results if one["contestant"] == "frictionless"}
    rows = [
        (
            f"{one['rows']:,}",
            one["contestant"],
            f"{one['median_seconds']:.2f}",
            f"{one['rows'] / one['median_seconds']:,.0f}",
            f"{max(one['peak_bytes']) / 1e6:.0f}",
            f"{base[one['rows']] / one['median_seconds']:.0f}" if one["rows"] in base else "",
        )
        for one in sorted(results, key=lambda one: one["rows"])
    ]
    return tabulate(rows, ["rows", "by", "seconds", "rows per second", "peak MB", "times frictionless"], "github")
