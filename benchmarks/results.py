"""The results of `validate.py`: the measurements of each contestant on each file, and the tables made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from contestants import BASELINE, CONTESTANTS, FASTEST_PARSER
from tabulate import tabulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validate_files import FileSpec

NOT_MEASURED = "-"
MEGA = 1_000_000


@dataclass
class Result:
    """The measurements of a contestant on one file, round by round, and what it found."""

    contestant: str
    file: FileSpec
    size: int
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    outcome: tuple[bool, int] | None = None
    """Whether the data are valid and how many errors were counted; None from a contestant that only reads them."""
    found: dict[str, int] | None = None
    planted: dict[str, int] = field(default_factory=dict)
    failed: bool = False

    @property
    def time(self) -> float:
        """The median, in seconds."""
        return median(self.seconds)

    @property
    def speed(self) -> float:
        """Rows per second."""
        return self.file.rows / self.time

    @property
    def cpu_time(self) -> float:
        """The median of the seconds that all threads together computed."""
        return median(self.cpu_seconds)

    def add(self, measurement: dict[str, Any]) -> None:
        """Take in a further run, as its process wrote it."""
        self.seconds.append(measurement["seconds"])
        self.cpu_seconds.append(measurement["cpu_seconds"])
        self.peaks.append(measurement["peak"])
        self.outcome = tuple(measurement["outcome"]) if measurement["outcome"] else None
        self.found, self.planted = measurement["found"], measurement["planted"]

    def differs(self, reference: Result | None) -> bool:
        """Whether the outcome is not frictionless': validity, and the number of errors where it is comparable."""
        if reference is None or reference.outcome is None or self.outcome is None:
            return False
        compared = 1 + CONTESTANTS[self.contestant].comparable
        return self.outcome[:compared] != reference.outcome[:compared]

    def to_dict(self, reference: Result | None) -> dict[str, Any]:
        """Return the result for --json."""
        return {
            "shape": self.file.shape,
            "dirty": self.file.dirty,
            "rows": self.file.rows,
            "bytes": self.size,
            "contestant": self.contestant,
            "failed": self.failed,
            "seconds": self.seconds,
            "median_seconds": None if self.failed else self.time,
            "cpu_seconds": self.cpu_seconds,
            "median_cpu_seconds": None if self.failed else self.cpu_time,
            "peak_bytes": self.peaks,
            "valid": self.outcome[0] if self.outcome else None,
            "errors": self.outcome[1] if self.outcome else None,
            "differs": self.differs(reference),
            "found": self.found,
            "planted": self.planted,
            "where": CONTESTANTS[self.contestant].where,
        }


def table(results: dict[str, Result]) -> str:
    """Return the table of times and memory of one file."""
    reference, bare_parse = done(results, BASELINE), done(results, FASTEST_PARSER)
    rows = []
    for name, result in results.items():
        if result.failed:
            rows.append([name, *[NOT_MEASURED] * 7, "failed"])
            continue
        rows.append(
            [
                name,
                f"{result.time:,.4f}",
                f"{result.cpu_time:,.4f}",
                f"{result.speed:,.0f}",
                f"{result.size / result.time / MEGA:,.0f}",
                f"{median(result.peaks) / MEGA:,.0f}",
                f"{reference.time / result.time:,.2f}" if reference else NOT_MEASURED,
                f"{result.time / bare_parse.time:,.2f}" if bare_parse else NOT_MEASURED,
                _outcome(result, reference),
            ]
        )
    headers = [
        "contestant",
        "s",
        "CPU s",
        "rows/s",
        "MB/s",
        "peak MB",
        "speed, frictionless = 1",
        "time, bare parse = 1",
    ]
    return _tabulated(rows, [*headers, "errors"], ("left", *["right"] * 8))


def done(results: dict[str, Result], name: str) -> Result | None:
    """Return the result of a contestant, if it ran and did not fail."""
    result = results.get(name)
    return None if result is None or result.failed else result


def _outcome(result: Result, reference: Result | None) -> str:
    if result.outcome is None:
        return NOT_MEASURED
    return f"{'DIFFERS: ' if result.differs(reference) else ''}{result.outcome[1]:,}"


def found_table(results: dict[str, Result]) -> str:
    """Return the table of what was found of the planted errors, and how it is said where they are."""
    rows = [
        [
            name,
            *(f"{result.found[kind]:,} of {result.planted[kind]:,}" for kind in ("cells", "rows")),
            f"{result.found['others']:,}",
            CONTESTANTS[name].where,
        ]
        for name, result in results.items()
        if result.found is not None
    ]
    headers = ["contestant", "bad cells", "rows with a repeated key", "other rows listed", "says where"]
    return _tabulated(rows, headers, ("left", "right", "right", "right", "left"))


def growth(everything: Sequence[dict[str, Result]]) -> str:
    """Return the time per row at each size; where it stays the same, time grows linearly with the rows."""
    times: dict[tuple[str, str], dict[int, float]] = {}
    for result in (result for results in everything for result in results.values() if not result.failed):
        times.setdefault((result.file.title, result.contestant), {})[result.file.rows] = result.time / result.file.rows
    sizes = sorted({rows for by_size in times.values() for rows in by_size})
    rows = [
        [
            *names,
            *(f"{by_size[size] * MEGA:,.3f}" if size in by_size else NOT_MEASURED for size in sizes),
            f"{by_size[sizes[-1]] / by_size[sizes[0]]:,.2f}"
            if {sizes[0], sizes[-1]} <= by_size.keys()
            else NOT_MEASURED,
        ]
        for names, by_size in times.items()
    ]
    headers = ["file", "contestant", *(f"{size:,} rows" for size in sizes), "last / first"]
    return _tabulated(rows, headers, ("left", "left", *["right"] * (len(sizes) + 1)))


def processes(seconds: dict[str, list[float]]) -> str:
    """Return the table of the whole processes on the small file."""
    first = median(next(iter(seconds.values())))
    rows = [[name, f"{median(runs) * 1000:,.0f}", f"{median(runs) / first:,.2f}"] for name, runs in seconds.items()]
    return _tabulated(rows, ["command", "ms", "time, frictionless = 1"], ("left", "right", "right"))


def _tabulated(rows: list[list[str]], headers: list[str], align: tuple[str, ...]) -> str:
    return tabulate(rows, headers=headers, colalign=align, disable_numparse=True)
