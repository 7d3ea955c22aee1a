"""The generated parts of `screen.md`: from the code, and from `benchmarks/results.json`, the benchmark's output."""

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
SHAPES = {
    "plain": "One table of eight columns: a primary key, bounds, enumerations, a pattern, a decimal, a date, free text",
    "keys": "A data package: a composite primary key, a foreign key, empty numbers, quoted line breaks",
}


def screen() -> str:
    """Return the page with its generated parts made again."""
    page = (HERE / "screen.md").read_text("utf-8")
    for name, text in {"predicates": predicates(), "speed": speed()}.items():
        page = re.sub(
            f"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)",
            lambda match, text=text: f"{match[1]}\n{text}\n\n{match[2]}",
            page,
            flags=re.DOTALL,
        )
    return page


def predicates() -> str:
    """Return the table of the types and formats that have a predicate."""
    rows = [
        (f"`{name}`", ", ".join(f"`{format}`" for format in sorted(field_type.formats) if field_type.screens(format)))
        for name, field_type in FIELD_TYPES.items()
    ]
    return tabulate([row for row in rows if row[1]], ["type", "formats"], "github")


def speed() -> str:
    """Return the tables of the benchmark."""
    output = json.loads(RESULTS.read_text("utf-8"))
    packages = ", ".join(f"{name} {version}" for name, version in output["machine"]["packages"].items())
    machine = (
        f"{output['machine']['implementation']} {output['machine']['python']}, {output['machine']['cores']} cores; "
        f"{packages}"
    )
    parts = [f"Measured by `python benchmarks/validate.py --full` in one run, in fresh processes: {machine}."]
    results = [result for result in output["results"] if not result["failed"]]
    for (shape, dirty), group in groupby(results, lambda result: (result["shape"], result["dirty"])):
        state = "one cell in a thousand is bad" if dirty else "all cells are valid"
        parts += [
            f"### {shape.capitalize()}, {'dirty' if dirty else 'clean'}",
            f"{SHAPES[shape]}; {state}.",
            _table(list(group)),
        ]
    whole = {name: median(times) for name, times in output["whole_process_seconds"].items()}
    rows = [(f"`{name}`", f"{seconds * 1000:.0f}") for name, seconds in whole.items()]
    small = tabulate(rows, ["a valid file of 1,000 rows, the whole process", "milliseconds"], "github")
    parts += ["### A small file", small]
    return "\n\n".join(parts)


def _table(results: list[dict[str, Any]]) -> str:
    baseline = {
        result["rows"]: result["median_seconds"] for result in results if result["contestant"] == "frictionless"
    }
    rows = [
        (
            f"{result['rows']:,}",
            result["contestant"],
            f"{result['median_seconds']:.2f}",
            f"{result['rows'] / result['median_seconds']:,.0f}",
            f"{max(result['peak_bytes']) / 1e6:.0f}",
            f"{baseline[result['rows']] / result['median_seconds']:.0f}" if result["rows"] in baseline else "",
        )
        for result in sorted(results, key=lambda result: result["rows"])
    ]
    return tabulate(rows, ["rows", "by", "seconds", "rows per second", "peak MB", "times frictionless"], "github")
