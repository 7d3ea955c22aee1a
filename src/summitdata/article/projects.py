"""The projects that the article names, the countries they are in, and their capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.article import units
from summitdata.article.countries import alpha_3
from summitdata.article.figures import figure
from summitdata.tables import rows

if TYPE_CHECKING:
    import pandas as pd

    from summitdata.article.figure import Figure

__all__ = ["capacity_by_country", "projects", "projects_by_country", "transport_share"]


def projects(country: str | None = None, sector: str | None = None) -> pd.DataFrame:
    """Return the projects that the article names.

    Parameters
    ----------
    country : str, optional
        Only those in this country, by code or name.
    sector : str, optional
        Only those of this sector: transport or energy.

    Returns
    -------
    pandas.DataFrame
        One row a project; `status` as the article has it, `evidence_status` as others have it; `capacity` is in the
        unit of the row's column `capacity_unit`.

    Raises
    ------
    UnknownNameError
        There is no such country or sector.

    Examples
    --------
    >>> projects(country="Kyrgyzstan")[["id", "kind", "status"]]
                id     kind        status
    0  cku-railway  railway  construction
    """
    from summitdata.tables import load, select

    table = select(load("projects"), sector=sector)
    if country is None:
        return table
    places = load("project_countries")
    inside = places.loc[places["country"] == alpha_3(country), "project"]
    return table[table["id"].isin(inside)].reset_index(drop=True)


def projects_by_country(country: str | None = None) -> pd.DataFrame:
    """Return each project in each country that it touches.

    Parameters
    ----------
    country : str, optional
        Only those in this country, by code or name.

    Returns
    -------
    pandas.DataFrame
        One row for each country, project and role (host, origin, transit or destination), in the order of the
        countries' codes; `country_source` and `role_source` are ids of the table `sources`.

    Raises
    ------
    UnknownNameError
        There is no such country.

    Examples
    --------
    >>> projects_by_country("TKM")[["country", "project", "role", "role_source"]]
      country                    project    role role_source
    0     TKM  central-asia-gas-pipeline  origin  khabarasia
    >>> projects_by_country().groupby("country")["project"].nunique().to_dict()
    {'CHN': 2, 'KAZ': 2, 'KGZ': 1, 'TKM': 1, 'UZB': 3}
    """
    from summitdata.tables import load

    states = load("countries")[["alpha_3", "name"]].set_axis(["country", "country_name"], axis=1)
    named = load("projects")[["id", "name", "sector", "kind", "status", "evidence_status"]]
    named = named.set_axis(["project", "project_name", *named.columns[2:]], axis=1)
    table = states.merge(load("project_countries"), on="country").merge(named, on="project")
    columns = ["country", "country_name", "project", "project_name", "sector", "kind", "role", "status"]
    columns += ["evidence_status", "country_source", "role_source"]
    table = table[columns].sort_values(["country", "project", "role"], ignore_index=True)
    if country is not None:
        table = table[table["country"] == alpha_3(country)].reset_index(drop=True)
    table.attrs = {"title": "Projects by country", "units": {}}
    return table


def capacity_by_country(unit: str = "MW") -> pd.DataFrame:
    """Return the capacity of the projects that a country hosts.

    Parameters
    ----------
    unit : str, default "MW"
        The unit of `capacity`, `low` and `high`.

    Returns
    -------
    pandas.DataFrame
        One row a country that hosts such a project: `country`, `country_name`, `projects` (how many), `capacity`,
        `low` and `high`, in the order of the countries' codes.

    Raises
    ------
    UnknownNameError
        There is no such unit.
    UnitError
        The capacities that the article prints measure something else.

    Examples
    --------
    >>> capacity_by_country("GW")
      country country_name  projects  capacity   low  high
    0     UZB   Uzbekistan         1       1.5  1.45  1.55
    """
    import pandas as pd

    units.parse(unit)
    hosts = {row["project"]: row["country"] for row in rows("project_countries") if row["role"] == "host"}
    found: dict[str, list[Figure]] = {}
    for row in rows("figures"):
        if row["kind"] == "capacity":
            found.setdefault(hosts[row["project"]], []).append(figure(row["id"]).to(unit))
    names = {row["alpha_3"]: row["name"] for row in rows("countries")}
    lines = [
        (country, names[country], len(held), sum(map(float, held)), sum(c.low for c in held), sum(c.high for c in held))
        for country, held in sorted(found.items())
    ]
    table = pd.DataFrame(lines, columns=["country", "country_name", "projects", "capacity", "low", "high"])
    table.attrs = {"title": "Capacity by country", "units": dict.fromkeys(("capacity", "low", "high"), unit)}
    return table


def transport_share() -> Figure:
    """Return the share of Central Asia's major transport projects that involve Chinese partners, as a ratio.

    Returns
    -------
    Figure
        A plain number between 0 and 1.

    Examples
    --------
    >>> transport_share().interval
    (0.775, 0.785)
    """
    return figure("transport-share")
