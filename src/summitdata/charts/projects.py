"""The projects that the article names, by country and sector, with the role of each country."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from summitdata.charts.style import BLUE, ORANGE, axis_title, inline_data, with_title
from summitdata.tables import rows

__all__ = ["projects", "projects_in_words"]


def projects() -> Any:
    """Draw a cell for each project and country that it involves, coloured by sector, with the roles of the country."""
    import altair as alt

    cells = drawn()
    order = [row["name"] for row in rows("countries")]
    names = list(dict.fromkeys(cell["project"] for cell in cells))
    sectors = sorted({row["sector"] for row in rows("projects")})
    base = alt.Chart(inline_data(cells), width=540, height=34 * len(order))
    label_lines = "split(datum.label, '|')"
    across = alt.X(
        "heading:N",
        sort=["|".join(wrap(name, 22)) for name in names],
        title=None,
        axis=alt.Axis(labelAngle=0, labelExpr=label_lines, domain=False, ticks=False),
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
    return with_title(
        body,
        "The projects that the article names, by country and sector",
        "The role of each country in a project; some countries and roles are from other sources than the article.",
        [source for cell in cells for source in cell["sources"]],
    )


def projects_in_words() -> str:
    """Return what the chart shows, with the countries of each project."""
    involved: dict[str, list[str]] = {}
    for cell in drawn():
        involved.setdefault(f"{cell['project']} ({cell['sector']})", []).append(f"{cell['country']} ({cell['roles']})")
    found = "; ".join(f"{project}: {', '.join(countries)}" for project, countries in involved.items())
    return f"A grid of projects and countries, coloured by sector, with the roles. {found}."


def drawn() -> list[dict[str, Any]]:
    """Return the cells that are drawn."""
    countries = {row["alpha_3"]: row["name"] for row in rows("countries")}
    projects_by_sector = sorted(rows("projects"), key=lambda row: row["sector"])
    cells = []
    for project in projects_by_sector:
        rows_by_country: dict[str, list[dict[str, Any]]] = {}
        for row in rows("project_countries"):
            if row["project"] == project["id"]:
                rows_by_country.setdefault(row["country"], []).append(row)
        for country, roles in rows_by_country.items():
            cells.append(
                {
                    "project": project["name"],
                    "heading": "|".join(wrap(project["name"], 22)),
                    "country": countries[country],
                    "sector": project["sector"],
                    "kind": project["kind"],
                    "roles": ", ".join(row["role"] for row in roles),
                    "sources": sorted({row[name] for row in roles for name in ("country_source", "role_source")}),
                }
            )
    return cells
