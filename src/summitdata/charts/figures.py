"""The interval of each figure and the statements of independent sources: a forest plot with the verdicts."""

from __future__ import annotations

from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

from summitdata.article.evidence import evidence
from summitdata.charts.style import BLUE, ORANGE, inline_data, with_title
from summitdata.counting import count
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.article.verdicts import Statement

__all__ = ["figures", "figures_in_words"]

KINDS = {"primary source": BLUE, "secondary source": ORANGE}
RELATION_NAMES = {"derived": "equals"}
"""What follows from a statement is drawn as if it were stated."""
RELATIONS = {"equals": "circle", "at least": "triangle-right", "at most": "triangle-left"}
ROW_HEIGHT, PANEL_WIDTH, LABEL_WIDTH = 17, 360, 290
"""Sizes in pixels."""


def figures() -> Any:
    """Draw a panel for each figure: its interval as a band, and each statement that counts with its interval."""
    import altair as alt

    panels = [_panel(row) for row in rows("figures")]
    body = alt.vconcat(*panels, spacing=14).resolve_scale(x="independent", y="independent", color="shared")
    used = {row["source"] for row in rows("figures")}
    drawn = {statement["id"] for statement in statements()}
    used |= {row["source"] for row in rows("evidence") if row["id"] in drawn}
    return with_title(
        body,
        "The figures of the article, and the statements of other sources",
        "Band: the interval of the printed number. Points: one for each origin of statements that count, "
        "with its interval and how many sources repeat it. "
        "A triangle is a bound, and points to the values that it allows.",
        [row["id"] for row in rows("sources") if row["id"] in used],
    )


def figures_in_words() -> str:
    """Return what the chart shows, with the figures of each verdict."""
    verdicts: dict[str, list[str]] = {}
    for row in rows("figures"):
        verdicts.setdefault(evidence(row["id"]).verdict.replace("_", " "), []).append(row["label"])
    found = "; ".join(f"{verdict} ({', '.join(labels)})" for verdict, labels in verdicts.items())
    return (
        f"{count(len(rows('figures')), 'figure')} of the article as bands, and beside them "
        f"{count(len(statements()), 'statement')} of other sources as points. Verdicts: {found}."
    )


def statements() -> list[dict[str, Any]]:
    """Return what is drawn: for each origin, year and relation its most precise statement, with how many repeat it."""
    points = []
    for row in rows("figures"):
        groups: dict[tuple[str, int | None, str], list[Statement]] = {}
        for statement in evidence(row["id"]).statements:
            if statement.counts and None not in (statement.low, statement.high):
                groups.setdefault((statement.origin, statement.year, statement.relation), []).append(statement)
        for (origin, year, relation), group in groups.items():
            statement = min(group, key=lambda s: (not s.primary, (s.high or 0) - (s.low or 0)))
            name = shorten(origin, 40, placeholder=" …") + (f", {year}" if year else "")
            points.append(
                {
                    "id": statement.id,
                    "figure": row["id"],
                    "source": f"{name} ({count(len(group), 'source')})",
                    "value": statement.value,
                    "low": statement.low,
                    "high": statement.high,
                    "kind": f"{statement.source_kind} source",
                    "relation": RELATION_NAMES.get(relation, relation.replace("_", " ")),
                }
            )
    return points


def _panel(row: dict[str, Any]) -> Any:
    import altair as alt

    points = [point for point in statements() if point["figure"] == row["id"]]
    verdict = evidence(row["id"]).verdict.replace("_", " ")
    unit = "" if row["unit"] == "1" else row["unit"]
    lows, highs = ([row[end], *(point[end] for point in points)] for end in ("low", "high"))
    margin = (max(highs) - min(lows)) * 0.06 or 1
    is_exact = row["low"] == row["high"]
    ticks = [int(min(lows)) - 1, int(min(lows)), int(max(highs)) + 1]
    axis = alt.Axis(format="d", values=ticks) if is_exact else alt.Axis(tickCount=5)
    scale = alt.Scale(domain=[min(lows) - margin, max(highs) + margin], nice=False, zero=False)
    height = ROW_HEIGHT * max(len(points), 1)
    band = {name: row[name] for name in ("id", "low", "high", "value", "printed")}
    article = alt.Chart(inline_data([band]), width=PANEL_WIDTH, height=height)
    x = alt.X("low:Q", scale=scale, axis=axis, title=unit or None)
    rectangle = article.mark_rect(color="#999999", opacity=0.35, stroke="#555555", strokeWidth=1).encode(
        x, alt.X2("high:Q"), tooltip=["value:N", "low:N", "high:N", "printed:N"]
    )
    layers = [rectangle, *(_point_layers(points, x, scale, height) if points else [])]
    title = alt.TitleParams(
        wrap(f"{row['label']}: “{row['printed']}”", 90),
        subtitle=verdict if points else f"{verdict}: no statement that counts",
        anchor="start",
        frame="group",
        fontSize=12,
        subtitleFontSize=11,
        subtitleFontWeight="bold",
        subtitleColor="#444444",
    )
    return alt.layer(*layers, title=title)


def _point_layers(points: list[dict[str, Any]], x: Any, scale: Any, height: int) -> list[Any]:
    """Return the layers of the statements: their intervals and their values."""
    import altair as alt

    base = alt.Chart(inline_data(points), width=PANEL_WIDTH, height=height)
    y = alt.Y("id:N", sort=[point["id"] for point in points], title=None, axis=_label_axis(points))
    colour = alt.Color(
        "kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())), legend=_LEGEND
    )
    shape = alt.Shape(
        "relation:N",
        title=None,
        scale=alt.Scale(domain=list(RELATIONS), range=list(RELATIONS.values())),
        legend=_LEGEND,
    )
    tooltip = ["source:N", "relation:N", "value:Q", "low:Q", "high:Q"]
    return [
        base.mark_rule(strokeWidth=2).encode(x, alt.X2("high:Q"), y, colour),
        base.mark_point(filled=True, size=55, opacity=1).encode(
            alt.X("value:Q", scale=scale), y, colour, shape, tooltip=tooltip
        ),
    ]


_LEGEND = {"orient": "top", "direction": "horizontal", "padding": 8, "columnPadding": 18}


def _label_axis(points: list[dict[str, Any]]) -> Any:
    """Return an axis that shows the sources instead of the ids of the statements."""
    import json

    import altair as alt

    names = json.dumps({point["id"]: point["source"] for point in points}, ensure_ascii=False)
    return alt.Axis(
        labelExpr=f"({names})[datum.value]", labelLimit=LABEL_WIDTH, minExtent=LABEL_WIDTH, ticks=False, domain=False
    )
