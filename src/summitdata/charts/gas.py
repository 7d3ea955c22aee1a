"""Turkmen gas delivered to China so far, against what China consumes in a year."""

from __future__ import annotations

from typing import Any

from summitdata.charts.look import BLACK, BLUE, GREEN, ORANGE, axis_title, framed, inline
from summitdata.tables import rows

__all__ = ["gas"]

LOOKS = {
    ("turkmen deliveries", "not stated"): ("Turkmen deliveries to China since the start", ORANGE, "circle"),
    ("china consumption", "chinese"): ("China's consumption in a year, Chinese standard cubic metres", BLUE, "square"),
    ("china consumption", "40 MJ"): ("China's consumption in a year, cubic metres of 40 MJ", GREEN, "diamond"),
}


def gas() -> Any:
    """Draw cumulative deliveries and yearly consumption on one scale, with the article's figure as a band."""
    import altair as alt

    points, printed = drawn(), article()
    names = [name for name, _, _ in LOOKS.values()]
    legend = alt.Legend(orient="top", columns=1, labelLimit=420)
    colour = alt.Color(
        "series:N", title=None, scale=alt.Scale(domain=names, range=[c for _, c, _ in LOOKS.values()]), legend=legend
    )
    shape = alt.Shape(
        "series:N", title=None, scale=alt.Scale(domain=names, range=[s for _, _, s in LOOKS.values()]), legend=legend
    )
    base = alt.Chart(inline(points), width=640, height=340)
    day = alt.X("day:T", title=axis_title("gas", "period_end"), axis=alt.Axis(grid=False, format="%Y"))
    amount = alt.Y("value:Q", title=axis_title("gas", "value"))
    band = alt.Chart(inline([printed]))
    tips = ["series:N", "day:T", "value:Q", "low:Q", "high:Q", "publisher:N"]
    layers = alt.layer(
        band.mark_rect(color="#999999", opacity=0.35).encode(alt.Y("low:Q"), alt.Y2("high:Q")),
        band.mark_text(align="left", dx=6, dy=-12, color=BLACK).encode(
            alt.Y("value:Q"), x=alt.value(0), text=alt.Text("words:N")
        ),
        base.mark_line(strokeWidth=1.5).encode(day, amount, colour, detail="run:N"),
        base.mark_rule(strokeWidth=2).encode(day, alt.Y("low:Q"), alt.Y2("high:Q"), colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(day, amount, colour, shape, tooltip=tips),
    )
    return framed(
        layers,
        "Turkmen gas delivered to China, and China's yearly consumption",
        "Deliveries are all since the first day, consumption is one calendar year's; the article equates the two. "
        "An upright bar is what the precision of the source leaves.",
        [printed["source"], *(point["source"] for point in points)],
    )


def drawn() -> list[dict[str, Any]]:
    """Return the points that are drawn: for each measure and period the preferred row.

    Neighbouring years have one `run`, so that no line crosses a year that no source gives; deliveries only grow, so
    theirs is one line.
    """
    publishers = {row["id"]: row["publisher"] for row in rows("sources")}
    last: dict[str, int] = {}
    runs: dict[str, int] = {}
    points = []
    for row in sorted((row for row in rows("gas") if row["preferred"]), key=lambda row: str(row["period_end"])):
        series, year = LOOKS[row["measure"], row["volume"]][0], int(row["period_end"][:4])
        gap = row["measure"] == "china consumption" and last.get(series) != year - 1
        runs[series] = runs.get(series, 0) + gap
        last[series] = year
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
    """Return the article's figure as it is drawn."""
    row = next(row for row in rows("figures") if row["id"] == "turkmen-gas-cumulative")
    kept = {name: row[name] for name in ("value", "low", "high", "source")}
    return {**kept, "words": f"the article: “{row['printed']}”"}
