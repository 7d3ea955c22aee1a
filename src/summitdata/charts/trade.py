"""China's goods trade with each Central Asian state, year by year."""

from __future__ import annotations

from typing import Any

from summitdata.article.trade_series import CUSTOMS, REPORTED, asked, series
from summitdata.charts.style import COLOURS, axis_title, inline_data, with_title
from summitdata.tables import rows

__all__ = ["trade"]

UNIT = "bn USD"
BASES = {CUSTOMS: "China's customs", REPORTED: "China's report to the IMF"}
"""The bodies whose series are drawn, and how the chart names them; no line joins two of them."""


def trade() -> Any:
    """Draw the totals of China's side by year, a line for each partner and compiler."""
    import altair as alt

    points = drawn()
    names = list(dict.fromkeys(point["partner"] for point in points))
    base = alt.Chart(inline_data(points), width=640, height=340)
    colour = alt.Color(
        "partner:N", title=None, scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])), sort=names
    )
    shape = alt.Shape("partner:N", title=None, scale=alt.Scale(domain=names), sort=names)
    compilers = list(BASES.values())
    dash = alt.StrokeDash(
        "compiler:N", title=None, scale=alt.Scale(domain=compilers, range=[[1, 0], [5, 3]]), sort=compilers
    )
    year = alt.X(
        "year:Q", title=axis_title("trade", "year"), axis=alt.Axis(format="d", grid=False), scale={"zero": False}
    )
    value = f"{axis_title('trade', 'value')} ({UNIT})"
    layers = alt.layer(
        base.mark_line(strokeWidth=2).encode(year, alt.Y("value:Q", title=value), colour, dash, detail="run:N"),
        base.mark_rule(strokeWidth=2).encode(year, alt.Y("low:Q"), alt.Y2("high:Q"), colour),
        base.mark_point(filled=True, size=40, opacity=1).encode(
            year,
            alt.Y("value:Q"),
            colour,
            shape,
            tooltip=["partner:N", "year:Q", "value:Q", "low:Q", "high:Q", "compiler:N", "publisher:N"],
        ),
    )
    return with_title(
        layers,
        "China's goods trade with each Central Asian state",
        "Exports and imports together, as China's customs give them and as China reports them to the International "
        "Monetary Fund. Years without a source are left out. A vertical bar is the interval of a value.",
        [point["source"] for point in points],
    )


def drawn() -> list[dict[str, Any]]:
    """Return the points that are drawn; consecutive years of a series have the same `run`: no line crosses a gap."""
    states = {row["code"]: row["name"] for row in rows("partners") if row["kind"] == "state"}
    publishers = {row["id"]: row["publisher"] for row in rows("sources")}
    customs = {code: series(asked(code, "total", UNIT), CUSTOMS) for code in states}
    by_size = sorted(states, key=lambda code: -customs[code][max(customs[code])]["value"])
    points: list[dict[str, Any]] = []
    run = 0
    for code in by_size:
        for basis, compiler in BASES.items():
            before = None
            for year, row in sorted(series(asked(code, "total", UNIT), basis).items()):
                run += before != year - 1
                before = year
                values = {name: row[name] for name in ("year", "value", "low", "high", "source")}
                publisher = publishers[row["source"]]
                points.append(
                    {"partner": states[code], **values, "compiler": compiler, "publisher": publisher, "run": run}
                )
    return points
