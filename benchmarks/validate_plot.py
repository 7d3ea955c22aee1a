"""The plot of `validate.py`: rows per second over the size of the file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from summitdata.charts.dark import with_dark_picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from results import Result

PLOTTERS = {"altair": "altair", "vl_convert": "vl-convert-python"}
"""The modules that a plot needs, and the packages that have them."""

STYLES = {
    "frictionless": ("#000000", "circle"),
    "frictionless-1000": ("#000000", "cross"),
    "summitdata": ("#D55E00", "square"),
    "summitdata-1000": ("#D55E00", "cross"),
    "pandera-pandas": ("#0072B2", "triangle-up"),
    "pandera-polars": ("#0072B2", "triangle-down"),
    "dataframely": ("#56B4E9", "diamond"),
    "pointblank": ("#009E73", "triangle-right"),
    "duckdb": ("#CC79A7", "square"),
    "duckdb-text": ("#CC79A7", "circle"),
    "pyarrow-parse": ("#999999", "diamond"),
    "byte-count": ("#999999", "cross"),
}
"""Colours of the palette of Okabe and Ito, for colour-blind readers, and grey; the points tell variants apart."""


def plot(results: Sequence[Result], file: Path) -> None:
    """Draw the rows per second over the rows of a file, with a panel for each kind of file."""
    altair = import_module("altair")
    values: list[dict[str, Any]] = [
        {
            "file": result.file.title,
            "rows": result.file.rows,
            "speed": result.speed,
            "contestant": result.contestant,
        }
        for result in results
        if not result.failed
    ]
    shown = [name for name in STYLES if any(value["contestant"] == name for value in values)]
    legend = altair.Legend(title="contestant", symbolSize=80)
    colours = altair.Scale(domain=shown, range=[STYLES[name][0] for name in shown])
    points = altair.Scale(domain=shown, range=[STYLES[name][1] for name in shown])
    sizes, decades = sorted({value["rows"] for value in values}), [10**power for power in range(2, 12)]
    base = altair.Chart(altair.Data(values=values)).encode(
        x=altair.X("rows:Q", title="rows of the file (log scale)")
        .scale(type="log", nice=False, padding=12)
        .axis(values=sizes, format=",", grid=False),
        y=altair.Y("speed:Q", title="rows per second (log scale)").scale(type="log").axis(values=decades, format="~s"),
        color=altair.Color("contestant:N", scale=colours, legend=legend),
    )
    layers = altair.layer(
        base.mark_line(strokeWidth=1.5),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            shape=altair.Shape("contestant:N", scale=points, legend=legend)
        ),
    )
    panels = list(dict.fromkeys(value["file"] for value in values))
    heading = altair.Header(labelFontSize=12, labelFontWeight="bold")
    layers.properties(width=280, height=260).facet(
        facet=altair.Facet("file:N", title=None, sort=panels, header=heading),
        columns=2,
        title=altair.Title(
            "How fast validators of CSV check a file",
            subtitle="Higher is faster. pyarrow-parse and byte-count only read; -1000: the first 1,000 errors.",
        ),
    ).save(str(file))
    if file.suffix == ".svg":
        file.write_text(with_dark_picture(file.read_text("utf-8")), "utf-8")
