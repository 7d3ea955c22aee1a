"""The generated parts of `screen.md`: from the code, and from `benchmarks/results.json`, the benchmark's output."""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tabulate import tabulate

from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
RESULTS = HERE.parent / "benchmarks" / "results.json"
LARGEST = 10_000_000
"""So many rows have the files that `--full` adds."""
FIRST_ERRORS = "-1000"
"""How the names of contestants end that list only the first errors."""
SHAPES = {
    "plain": "One table of eight columns: a primary key, bounds, enumerations, a pattern, a decimal, a date, free text",
    "keys": "A data package: a composite primary key, a foreign key, empty numbers, quoted line breaks",
}


def screen() -> str:
    """Return the page with its generated parts made again."""
    page = (HERE / "screen.md").read_text("utf-8")
    for name, text in {"predicates": predicates(), "speed": speed()}.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        page = page.partition(begin)[0] + f"{begin}\n{text}\n\n" + end + page.partition(end)[2]
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
    results = output["results"]
    full = " --full" if any(result["rows"] == LARGEST for result in results) else ""
    parts = [f"Measured by `python benchmarks/validate.py{full}` in one run, in fresh processes: {machine}."]
    found = _found_of_each(results)
    for (shape, dirty), members in groupby(results, lambda result: (result["shape"], result["dirty"])):
        group = list(members)
        state = "one cell in a thousand is bad" if dirty else "all cells are valid"
        parts += [
            f"### {shape.capitalize()}, {'dirty' if dirty else 'clean'}",
            f"{SHAPES[shape]}; {state}.",
            _times(group),
            *_faster(group, found),
        ]
        if dirty and shape in found:
            parts.append(_found_table(found[shape]))
    whole = {name: median(times) for name, times in output["whole_process_seconds"].items()}
    rows = [(f"`{name}`", f"{seconds * 1000:.0f}") for name, seconds in whole.items()]
    small = tabulate(rows, ["a valid file of 1,000 rows, the whole process", "milliseconds"], "github")
    parts += ["### A small file", small]
    return "\n\n".join(parts)


COLUMNS: dict[str, Callable[..., str]] = {
    "rows": lambda result, *_: f"{result['rows']:,}",
    "by": lambda result, *_: str(result["contestant"]),
    "seconds": lambda result, *_: f"{result['median_seconds']:.3f}",
    "CPU seconds": lambda result, *_: f"{result['median_cpu_seconds']:.3f}",
    "rows per second": lambda result, *_: f"{result['rows'] / result['median_seconds']:,.0f}",
    "peak MB": lambda result, *_: f"{max(result['peak_bytes']) / 1e6:.0f}",
    "times frictionless": lambda result, slow, _: f"{slow / result['median_seconds']:.1f}" if slow else "",
    "time, bare parse = 1": lambda result, _, bare: f"{result['median_seconds'] / bare:.2f}" if bare else "",
}
"""The text of each column, from a result and the seconds of frictionless and of the bare parse on the same file."""


def _times(results: list[dict[str, Any]]) -> str:
    """Return the table of times and memory; results of before CPU time was measured have no such column."""
    measured = all("median_cpu_seconds" in result for result in results)
    columns = {name: text for name, text in COLUMNS.items() if name != "CPU seconds" or measured}
    slow, bare = _seconds_of("frictionless", results), _seconds_of("pyarrow-parse", results)
    rows = [
        [f"{result['rows']:,}", result["contestant"], "failed", *[""] * (len(columns) - 3)]
        if result["failed"]
        else [text(result, slow.get(result["rows"]), bare.get(result["rows"])) for text in columns.values()]
        for result in sorted(results, key=itemgetter("rows"))
    ]
    align = ["left" if name == "by" else "right" for name in columns]
    return tabulate(rows, list(columns), "github", colalign=align, disable_numparse=True)


def _seconds_of(contestant: str, results: list[dict[str, Any]]) -> dict[int, float]:
    of_it = [result for result in results if result["contestant"] == contestant and not result["failed"]]
    return {result["rows"]: result["median_seconds"] for result in of_it}


def _found_of_each(results: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return, for each shape, the results that say what was found in the largest dirty file."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for result in sorted(results, key=itemgetter("rows")):
        if result["dirty"] and result.get("found") and not result["contestant"].endswith(FIRST_ERRORS):
            found.setdefault(result["shape"], {})[result["contestant"]] = result
    return found


def _faster(results: list[dict[str, Any]], found: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """Say for each size which validators are faster than summitdata, and what they find in the dirty file."""
    ours = _seconds_of("summitdata", results)
    for rows, seconds in sorted(ours.items()):
        peers = found.get(results[0]["shape"], {})
        faster = sorted(
            (result["median_seconds"] / seconds, result["contestant"])
            for result in results
            if result["rows"] == rows and result["contestant"] in peers and not result["failed"]
            if result["median_seconds"] < seconds
        )
        if faster:
            yield f"Faster than summitdata at {rows:,} rows:"
            yield "\n".join(
                f"- `{name}`: {ratio:.2f} of its time; finds {_finds(peers[name])}" for ratio, name in faster
            )
        elif peers:
            yield f"No other validator is faster at {rows:,} rows."


def _finds(result: dict[str, Any]) -> str:
    found, planted = result["found"], result["planted"]
    if (found["cells"], found["rows"]) == (planted["cells"], planted["rows"]):
        return "all that is planted"
    cells, rows = (f"{found[kind]:,} of {planted[kind]:,}" for kind in ("cells", "rows"))
    return f"{cells} bad cells and {rows} repeated keys"


def _found_table(results: dict[str, dict[str, Any]]) -> str:
    """Return the table of what was found of the errors that are in the file."""
    rows = [
        [
            name,
            *(f"{result['found'][kind]:,} of {result['planted'][kind]:,}" for kind in ("cells", "rows")),
            f"{result['found']['others']:,}",
            result["where"],
        ]
        for name, result in results.items()
    ]
    headers = ["by", "bad cells", "rows with a repeated key", "other rows listed", "says where"]
    align = ("left", "right", "right", "right", "left")
    return tabulate(rows, headers, "github", colalign=align, disable_numparse=True)
