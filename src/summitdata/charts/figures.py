"""Each figure's interval against what independent sources state: a forest plot with the verdicts."""

from __future__ import annotations

from textwrap import shorten, wrap
from typing import Any

from summitdata.article.evidence import corroborate
from summitdata.charts.look import BLUE, ORANGE, framed, inline
from summitdata.tables import rows

__all__ = ["figures"]

KINDS = {"primary source": BLUE, "secondary source": ORANGE}
RELATIONS = {"equals": "circle", "at least": "triangle-right", "at most": "triangle-left"}
ROW, WIDTH, LABELS = 17, 380, 250


def figures() -> Any:
    """Draw a panel for each figure: its interval as a band, and each statement that counts with its own."""
    import altair as alt

    panels = [_panel(row) for row in rows("figures")]
    body = alt.vconcat(*panels, spacing=14).resolve_scale(x="independent", y="independent", color="shared")
    used = {row["source"] for row in rows("figures")}
    used |= {row["source"] for row in rows("evidence") if row["id"] in {one["id"] for one in statements()}}
    return framed(
        body,
        "The figures of the article, and what others say",
        "Band: the interval that the printed precision leaves. Points: independent statements that count, each with "
        "the interval of its own precision; a triangle points to where a mere bound leaves room.",
        [row["id"] for row in rows("sources") if row["id"] in used],
    )


def statements() -> list[dict[str, Any]]:
    """Return the statements that are drawn: those on which the verdicts rest."""
    found = []
    for row in rows("figures"):
        for one in corroborate(row["id"]).statements:
            if one.counts:
                name = shorten(one.publisher.partition(" (")[0], 36, placeholder=" …")
                words = f"{name}, {one.year}" if one.year else name
                found.append(
                    {
                        "id": one.id,
                        "figure": row["id"],
                        "source": words,
                        "value": one.value,
                        "low": one.low,
                        "high": one.high,
                        "kind": "primary source" if one.primary else "secondary source",
                        "relation": one.relation.replace("_", " "),
                    }
                )
    return found


def band(row: dict[str, Any]) -> dict[str, Any]:
    """Return the interval of a figure as it is drawn."""
    return {name: row[name] for name in ("id", "low", "high", "value", "printed")}


def _panel(row: dict[str, Any]) -> Any:
    import altair as alt

    said = [one for one in statements() if one["figure"] == row["id"]]
    verdict = corroborate(row["id"]).verdict.replace("_", " ")
    unit = "" if row["unit"] == "1" else row["unit"]
    lows, highs = ([row[end], *(one[end] for one in said)] for end in ("low", "high"))
    margin = (max(highs) - min(lows)) * 0.06 or 1
    exact = row["low"] == row["high"]
    whole = [int(min(lows)) - 1, int(min(lows)), int(max(highs)) + 1]
    axis = alt.Axis(format="d", values=whole) if exact else alt.Axis(tickCount=5)
    scale = alt.Scale(domain=[min(lows) - margin, max(highs) + margin], nice=False, zero=False)
    height = ROW * max(len(said), 1)
    fields = ["figure", "value", "unit", "low", "high", "printed"]
    article = alt.Chart(inline([band(row)]), width=WIDTH, height=height)
    x = alt.X("low:Q", scale=scale, axis=axis, title=unit or None)
    layers = [
        article.mark_rect(color="#999999", opacity=0.35, stroke="#555555", strokeWidth=1).encode(
            x, alt.X2("high:Q"), tooltip=[f"{name}:N" for name in fields if name in band(row)]
        )
    ]
    if said:
        base = alt.Chart(inline(said), width=WIDTH, height=height)
        y = alt.Y("id:N", sort=[one["id"] for one in said], title=None, axis=_labels(said))
        colour = alt.Color(
            "kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())), legend=_LEGEND
        )
        shape = alt.Shape(
            "relation:N",
            title=None,
            scale=alt.Scale(domain=list(RELATIONS), range=list(RELATIONS.values())),
            legend=_LEGEND,
        )
        layers += [
            base.mark_rule(strokeWidth=2).encode(x, alt.X2("high:Q"), y, colour),
            base.mark_point(filled=True, size=55, opacity=1).encode(
                alt.X("value:Q", scale=scale),
                y,
                colour,
                shape,
                tooltip=["source:N", "relation:N", "value:Q", "low:Q", "high:Q"],
            ),
        ]
    name = f"{row['label']}: “{row['printed']}”"
    head = alt.TitleParams(
        wrap(name, 90),
        subtitle=verdict if said else f"{verdict}: no statement that counts",
        anchor="start",
        frame="group",
        fontSize=12,
        subtitleFontSize=11,
        subtitleFontWeight="bold",
        subtitleColor="#444444",
    )
    return alt.layer(*layers, title=head)


_LEGEND = {"orient": "top", "direction": "horizontal", "padding": 8, "columnPadding": 18}


def _labels(said: list[dict[str, Any]]) -> Any:
    """Return an axis that names the sources and not the ids of the statements."""
    import json

    import altair as alt

    names = json.dumps({one["id"]: one["source"] for one in said}, ensure_ascii=False)
    return alt.Axis(labelExpr=f"({names})[datum.value]", labelLimit=LABELS, minExtent=LABELS, ticks=False, domain=False)
