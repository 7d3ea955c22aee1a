"""China's goods trade with each Central Asian state, year by year."""

from __future__ import annotations

from typing import Any

from summitdata.article.trade_series import CUSTOMS, REPORTED, asked, series
from summitdata.charts.style import COLOURS, axis_title, inline_data, line_labels, with_title
from summitdata.tables import rows

__all__ = ["trade", "trade_in_words"]

TITLE = "China's goods trade with each Central Asian state"
UNIT = "bn USD"
SIZE = (600, 340)
BASES = {CUSTOMS: "China's customs", REPORTED: "China's report to the IMF"}
"""The bodies whose series are drawn, and how the chart names them; no line joins two of them."""


def trade() -> Any:
    """Draw the totals of China's side by year, a line for each partner and compiler."""
    import altair as alt

    points = drawn()
    names = list(dict.fromkeys(point["partner"] for point in points))
    base = alt.Chart(inline_data(points), width=SIZE[0], height=SIZE[1])
    colours = alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
    colour = alt.Color("partner:N", scale=colours, legend=None)
    shapes = alt.Scale(domain=names)
    shape = alt.Shape("partner:N", scale=shapes, legend=None)
    dash = alt.StrokeDash(
        "compiler:N", scale=alt.Scale(domain=list(BASES.values()), range=[[1, 0], [5, 3]]), legend=None
    )
    ends = [(end["partner"], end["partner"], end["value"]) for end in _ends(points)]
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
        line_labels(ends, colours, shapes, SIZE),
    )
    return with_title(
        layers,
        TITLE,
        "Exports and imports together; solid lines: as China's customs give them, dashed lines: as China reports them "
        "to the International Monetary Fund. Years without a source are left out. A vertical bar is the interval of a "
        "value.",
        [point["source"] for point in points],
    )


def trade_in_words() -> str:
    """Return what the chart shows, with the last value of each line."""
    points = drawn()
    first, last = (end(point["year"] for point in points) for end in (min, max))
    values = "; ".join(f"{end['partner']} {end['value']:g} {UNIT} in {end['year']}" for end in _ends(points))
    bodies = " and ".join(BASES.values())
    return f"{TITLE} from {first} to {last}, a line for each state, by {bodies}. The lines end at: {values}."


def _ends(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last point of each partner, in the order in which the partners are drawn."""
    ends: dict[str, dict[str, Any]] = {}
    for point in sorted(points, key=lambda point: int(point["year"])):
        ends[point["partner"]] = point
    return [ends[partner] for partner in dict.fromkeys(point["partner"] for point in points)]


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
