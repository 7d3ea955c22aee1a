"""The projects that the article names, by country and sector, with what each country is to them."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from summitdata.charts.look import BLUE, ORANGE, axis_title, framed, inline
from summitdata.tables import rows

__all__ = ["projects"]


def projects() -> Any:
    """Draw a cell for each project and country that it touches, coloured by sector, with its roles."""
    import altair as alt

    cells = drawn()
    order = [row["name"] for row in rows("countries")]
    names = list(dict.fromkeys(cell["project"] for cell in cells))
    sectors = sorted({row["sector"] for row in rows("projects")})
    base = alt.Chart(inline(cells), width=540, height=34 * len(order))
    lines = "split(datum.label, '|')"
    across = alt.X(
        "heading:N",
        sort=["|".join(wrap(name, 22)) for name in names],
        title=None,
        axis=alt.Axis(labelAngle=0, labelExpr=lines, domain=False, ticks=False),
    )
    down = alt.Y(
        "country:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(domain=False, ticks=False)
    )
    colour = alt.Color(
        "sector:N",
        title=axis_title("projects", "sector"),
        scale=alt.Scale(domain=sectors, range=[ORANGE, BLUE]),
        legend=alt.Legend(orient="right"),
    )
    body = alt.layer(
        base.mark_rect(opacity=0.35, stroke="white", strokeWidth=2).encode(
            across, down, colour, tooltip=["project:N", "country:N", "sector:N", "kind:N", "roles:N"]
        ),
        base.mark_text(fontSize=11).encode(across, down, alt.Text("roles:N")),
    )
    return framed(
        body,
        "The projects that the article names, by country and sector",
        "What each country is to a project; some countries and roles are given by other sources than the article.",
        [one for cell in cells for one in cell["sources"]],
    )


def drawn() -> list[dict[str, Any]]:
    """Return the cells that are drawn."""
    countries = {row["alpha_3"]: row["name"] for row in rows("countries")}
    named = sorted(rows("projects"), key=lambda row: row["sector"])
    cells = []
    for project in named:
        places: dict[str, list[dict[str, Any]]] = {}
        for row in rows("project_countries"):
            if row["project"] == project["id"]:
                places.setdefault(row["country"], []).append(row)
        for country, held in places.items():
            cells.append(
                {
                    "project": project["name"],
                    "heading": "|".join(wrap(project["name"], 22)),
                    "country": countries[country],
                    "sector": project["sector"],
                    "kind": project["kind"],
                    "roles": ", ".join(row["role"] for row in held),
                    "sources": sorted({row[name] for row in held for name in ("country_source", "role_source")}),
                }
            )
    return cells
