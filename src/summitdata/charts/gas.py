"""Turkmen gas delivered to China so far, and the consumption of China by year."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from summitdata.charts.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    axis_title,
    inline_data,
    line_labels,
    unit_of,
    with_title,
)
from summitdata.tables import rows

__all__ = ["gas", "gas_in_words"]

TITLE = "Turkmen gas delivered to China, and China's yearly consumption"
SIZE = (500, 340)

DELIVERIES = ("Turkmen deliveries to China since the start", ORANGE, "circle")
SERIES = {
    ("turkmen deliveries", "cnpc"): DELIVERIES,
    ("turkmen deliveries", "not stated"): DELIVERIES,
    ("china consumption", "chinese"): ("China's consumption in a year, Chinese standard cubic metres", BLUE, "square"),
    ("china consumption", "40 MJ"): ("China's consumption in a year, cubic metres of 40 MJ", GREEN, "diamond"),
}


LABEL_LETTERS = 28
"""The most letters of a line of a label."""


def gas() -> Any:
    """Draw cumulative deliveries and yearly consumption on one scale, with the article's figure as a band."""
    import altair as alt

    points, printed = drawn(), article()
    names, colours, shapes = zip(*dict.fromkeys(SERIES.values()), strict=True)
    colour_scale, shape_scale = (alt.Scale(domain=names, range=used) for used in (colours, shapes))
    colour = alt.Color("series:N", scale=colour_scale, legend=None)
    shape = alt.Shape("series:N", scale=shape_scale, legend=None)
    ends = [(name, "|".join(wrap(name, LABEL_LETTERS)), end["value"]) for name, end in _ends(points).items()]
    base = alt.Chart(inline_data(points), width=SIZE[0], height=SIZE[1])
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
        line_labels(ends, colour_scale, shape_scale, SIZE),
    )
    return with_title(
        layers,
        TITLE,
        "Deliveries are the total since the first day, consumption is that of one calendar year; the article equates "
        "the two. A vertical bar is the interval of a value.",
        [printed["source"], *(point["source"] for point in points)],
    )


def gas_in_words() -> str:
    """Return what the chart shows, with the first and the last value of each line."""
    points = sorted(drawn(), key=lambda point: str(point["day"]))
    first, last = _ends(points[::-1]), _ends(points)
    lines = (
        f"{name}: {first[name]['value']:g} in {first[name]['day'][:4]}, {end['value']:g} in {end['day'][:4]}"
        for name, end in last.items()
    )
    return f"{TITLE}, in {unit_of('gas', 'value')}, and a band for {article()['label']}. {'; '.join(lines)}."


def _ends(points: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the last point of each series."""
    return {point["series"]: point for point in points}


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
