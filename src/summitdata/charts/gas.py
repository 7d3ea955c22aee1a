"""Turkmen gas delivered to China so far, and the consumption of China by year."""

from __future__ import annotations

from typing import Any

from summitdata.charts.style import BLACK, BLUE, GREEN, ORANGE, axis_title, inline_data, with_title
from summitdata.tables import rows

__all__ = ["gas"]

DELIVERIES = ("Turkmen deliveries to China since the start", ORANGE, "circle")
SERIES = {
    ("turkmen deliveries", "cnpc"): DELIVERIES,
    ("turkmen deliveries", "not stated"): DELIVERIES,
    ("china consumption", "chinese"): ("China's consumption in a year, Chinese standard cubic metres", BLUE, "square"),
    ("china consumption", "40 MJ"): ("China's consumption in a year, cubic metres of 40 MJ", GREEN, "diamond"),
}


def gas() -> Any:
    """Draw cumulative deliveries and yearly consumption on one scale, with the article's figure as a band."""
    import altair as alt

    points, printed = drawn(), article()
    names, colours, shapes = zip(*dict.fromkeys(SERIES.values()), strict=True)
    legend = alt.Legend(orient="top", columns=1, labelLimit=420)
    colour = alt.Color("series:N", title=None, scale=alt.Scale(domain=names, range=colours), legend=legend)
    shape = alt.Shape("series:N", title=None, scale=alt.Scale(domain=names, range=shapes), legend=legend)
    base = alt.Chart(inline_data(points), width=640, height=340)
    day = alt.X("day:T", title=axis_title("gas", "period_end"), axis=alt.Axis(grid=False, format="%Y"))
    amount = alt.Y("value:Q", title=axis_title("gas", "value"))
    band = alt.Chart(inline_data([printed]))
    tooltip = ["series:N", "day:T", "value:Q", "low:Q", "high:Q", "publisher:N"]
    layers = alt.layer(
        band.mark_rect(color="#999999", opacity=0.35).encode(alt.Y("low:Q"), alt.Y2("high:Q")),
        band.mark_text(align="left", dx=6, dy=-12, color=BLACK).encode(
            alt.Y("value:Q"), x=alt.value(0), text=alt.Text("label:N")
        ),
        base.mark_line(strokeWidth=1.5).encode(day, amount, colour, detail="run:N"),
        base.mark_rule(strokeWidth=2).encode(day, alt.Y("low:Q"), alt.Y2("high:Q"), colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(day, amount, colour, shape, tooltip=tooltip),
    )
    return with_title(
        layers,
        "Turkmen gas delivered to China, and China's yearly consumption",
        "Deliveries are the total since the first day, consumption is that of one calendar year; the article equates "
        "the two. A vertical bar is the interval of a value.",
        [printed["source"], *(point["source"] for point in points)],
    )


def drawn() -> list[dict[str, Any]]:
    """Return the points that are drawn: the preferred row of each period of the measures that are drawn.

    Consecutive years have the same `run`, so that no line crosses a year without a value; deliveries are cumulative and
    have one line.
    """
    publishers = {row["id"]: row["publisher"] for row in rows("sources")}
    last_year: dict[str, int] = {}
    runs: dict[str, int] = {}
    points = []
    preferred = [row for row in rows("gas") if row["preferred"] and (row["measure"], row["volume"]) in SERIES]
    for row in sorted(preferred, key=lambda row: str(row["period_end"])):
        series, year = SERIES[row["measure"], row["volume"]][0], int(row["period_end"][:4])
        gap = row["measure"] == "china consumption" and last_year.get(series) != year - 1
        runs[series] = runs.get(series, 0) + gap
        last_year[series] = year
        points.append(
            {
                "series": series,
                "day": row["period_end"],
                **{name: row[name] for name in ("value", "low", "high", "source")},
                "publisher": publishers[row["source"]],
                "run": runs[series],
            }
        )
    return points


def article() -> dict[str, Any]:
    """Return the figure of the article that is drawn."""
    row = next(row for row in rows("figures") if row["id"] == "turkmen-gas-cumulative")
    values = {name: row[name] for name in ("value", "low", "high", "source")}
    return {**values, "label": f"the article: “{row['printed']}”"}
