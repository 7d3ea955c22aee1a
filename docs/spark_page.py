"""The generated part of `how-to-spark.md`: from `benchmarks/spark.json`, the output of `benchmarks/spark.py`."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any

from tabulate import tabulate

HERE = Path(__file__).parent
RESULTS = HERE.parent / "benchmarks" / "spark.json"
BUSY = 2
"""With a load average of more than so many programs for each core, seconds say little."""
BEGIN, END = "<!-- spark: begin -->\n", "<!-- spark: end -->"


def spark() -> str:
    """Return the page with its generated part made again."""
    page = (HERE / "how-to-spark.md").read_text("utf-8")
    return page.partition(BEGIN)[0] + f"{BEGIN}\n{measured()}\n\n" + END + page.partition(END)[2]


def measured() -> str:
    """Return what the benchmark has measured."""
    output = json.loads(RESULTS.read_text("utf-8"))
    machine, results = output["machine"], output["results"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    ratios = [_median(result, "Spark") / _median(result, "local") for result in results]
    equal = "all reports were equal" if all(result["equal"] for result in results) else "not all reports were equal"
    intro = (
        f"Measured by `python benchmarks/spark.py`, with `{output['master']}`: two executors on the {machine['cores']} "
        f"cores that the local engine had, too (Python {machine['python']}, {packages}). To start Spark and "
        f"to validate a first small table took {output['ready']:.0f} s, which are not in the table; {equal}."
    )
    if machine["load"] > BUSY * machine["cores"]:
        intro += f" Other programs ran at the same time (load average {machine['load']:.0f}): compare the ratios alone."
    rows = [_row(result, ratio) for result, ratio in zip(results, ratios, strict=True)]
    table = tabulate(rows, headers="keys", tablefmt="github", disable_numparse=True, colalign=["left", *["right"] * 5])
    factor = f"On the same cores, Spark took {min(ratios):.1f} to {max(ratios):.1f} times as long as the local engine."
    return f"{intro}\n\n{table}\n\n{factor}"


def _row(result: dict[str, Any], ratio: float) -> dict[str, str]:
    return {
        "table": "one cell in a thousand is bad" if result["dirty"] else "all cells are valid",
        "rows": f"{result['rows']:,}",
        "parts": str(result["parts"]),
        "local, seconds": f"{_median(result, 'local'):.1f}",
        "Spark, seconds": f"{_median(result, 'Spark'):.1f}",
        "Spark, local = 1": f"{ratio:.1f}",
    }


def _median(result: dict[str, Any], engine: str) -> float:
    return median(result["seconds"][engine])
