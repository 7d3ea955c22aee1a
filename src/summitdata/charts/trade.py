"""China's goods trade with each Central Asian state, year by year."""

from __future__ import annotations

from typing import Any

from summitdata.charts.style import COLOURS, axis_title, inline_data, with_title
from summitdata.tables import rows

__all__ = ["trade"]

BASIS = "gacc"


def trade() -> Any:
    """Draw the totals of China's customs by year, one line per partner."""
    import altair as alt

    points = drawn()
    names = list(dict.fromkeys(point["partner"] for point in points))
    base = alt.Chart(inline_data(points), width=640, height=340)
    colour = alt.Color(
        "partner:N", title=None, scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])), sort=names
    )
    shape = alt.Shape("partner:N", title=None, scale=alt.Scale(domain=names), sort=names)
    year = alt.X(
        "year:Q", title=axis_title("trade", "year"), axis=alt.Axis(format="d", grid=False), scale={"zero": False}
    )
    layers = alt.layer(
        base.mark_line(strokeWidth=2).encode(
            year, alt.Y("total:Q", title=axis_title("trade", "total")), colour, detail="run:N"
        ),
        base.mark_rule(strokeWidth=2).encode(year, alt.Y("total_low:Q"), alt.Y2("total_high:Q"), colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            year,
            alt.Y("total:Q"),
            colour,
            shape,
            tooltip=["partner:N", "year:Q", "total:Q", "total_low:Q", "total_high:Q", "publisher:N"],
        ),
    )
    return with_title(
        layers,
        "China's goods trade with each Central Asian state",
        "Exports and imports together, from the statistics of China's customs. Years without a source are left out. A "
        "vertical bar is the interval of a value.",
        [point["source"] for point in points],
    )


def drawn() -> list[dict[str, Any]]:
    """Return the points that are drawn; consecutive years of a partner have the same `run`: no line crosses a gap."""
    states = {row["alpha_3"]: row["name"] for row in rows("countries") if row["central_asian"]}
    publishers = {row["id"]: row["publisher"] for row in rows("sources")}
    totals = [
        row for row in rows("trade") if row["basis"] == BASIS and row["partner"] in states and row["total"] is not None
    ]
    latest = {row["partner"]: row["total"] for row in sorted(totals, key=lambda row: row["year"])}
    totals.sort(key=lambda row: (-latest[row["partner"]], row["year"]))
    points: list[dict[str, Any]] = []
    run = 0
    for before, row in zip([None, *totals], totals, strict=False):
        if before is None or (before["partner"], before["year"] + 1) != (row["partner"], row["year"]):
            run += 1
        values = {name: row[name] for name in ("year", "total", "total_low", "total_high", "source")}
        points.append({"partner": states[row["partner"]], **values, "publisher": publishers[row["source"]], "run": run})
    return points
