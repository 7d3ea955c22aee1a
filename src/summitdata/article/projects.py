"""The projects that the article names, the countries they are in, and their capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.arguments import choice_of
from summitdata.article import units
from summitdata.article.countries import alpha_3
from summitdata.article.figures import figure
from summitdata.article.selection import select
from summitdata.errors import UnknownNameError, shown
from summitdata.tables import load, rows

if TYPE_CHECKING:
    import pandas as pd

    from summitdata.article.figure import Figure

__all__ = ["capacity_by_country", "project_facts", "projects", "projects_by_country", "transport_share"]


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
        One row per project; `status` is that of the article, `evidence_status` that of another source; `capacity` is
        in the row's `capacity_unit`.

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
    sectors = {row["sector"] for row in rows("projects")}
    others = {"sector": lambda name: choice_of("sector", name, sectors)}
    code = None if country is None else alpha_3(country, others)
    table = select("projects", sector=sector)
    if code is None:
        return table
    places = load("project_countries")
    inside = places.loc[places["country"] == code, "project"]
    return table[table["id"].isin(inside)].reset_index(drop=True)


def project_facts(project: str | None = None, property: str | None = None) -> pd.DataFrame:
    """Return what sources state of the projects: capacity, length, cost, dates, owners and more.

    Parameters
    ----------
    project : str, optional
        Only those on this project, an id of `projects()`.
    property : str, optional
        Only those on this property, such as length, cost, start or share.

    Returns
    -------
    pandas.DataFrame
        One row per statement and source, also where sources disagree: `value` with `low` and `high` in the row's
        `unit`, or a `date_value`, or a `text`. `scope` is what it is stated of, `as_of` when, `quote` in which words,
        and `origin` whose statement it is. `date_value` and `as_of` are text: some are a month or a year.

    Raises
    ------
    UnknownNameError
        There is no such project, or nothing is stated on such a property of it.

    Examples
    --------
    >>> lengths = project_facts("cku-railway", "length")
    >>> lengths = lengths[lengths["scope"] == "the whole line"]
    >>> lengths.groupby("value")["origin"].nunique().loc[[454, 486, 532.53]].to_dict()
    {454.0: 2, 486.0: 2, 532.53: 3}
    >>> project_facts("syrdarya-power-plant", "start of operation")["date_value"].to_list()
    ['2024-05']
    """
    return select("project_facts", project=project, property=property)


def projects_by_country(country: str | None = None) -> pd.DataFrame:
    """Return each project in each country that it involves.

    Parameters
    ----------
    country : str, optional
        Only those in this country, by code or name.

    Returns
    -------
    pandas.DataFrame
        One row per country, project and role (host, origin, transit or destination), in the order of the country
        codes; `country_source` and `role_source` are ids of the table `sources`.

    Raises
    ------
    UnknownNameError
        There is no such country.

    Examples
    --------
    >>> table = projects_by_country("TKM").set_index("project")
    >>> table.loc["central-asia-gas-pipeline", ["country", "role", "role_source"]].to_dict()
    {'country': 'TKM', 'role': 'origin', 'role_source': 'khabarasia'}
    >>> projects_by_country().groupby("country")["project"].nunique().to_dict()
    {'CHN': ..., 'KAZ': ..., 'KGZ': ..., 'TKM': ..., 'UZB': ...}
    """
    states = load("countries")[["alpha_3", "name"]].set_axis(["country", "country_name"], axis=1)
    details = load("projects")[["id", "name", "sector", "kind", "status", "evidence_status"]]
    details = details.set_axis(["project", "project_name", *details.columns[2:]], axis=1)
    table = states.merge(load("project_countries"), on="country").merge(details, on="project")
    columns = ["country", "country_name", "project", "project_name", "sector", "kind", "role", "status"]
    columns += ["evidence_status", "country_source", "role_source"]
    table = table[columns].sort_values(["country", "project", "role"], ignore_index=True)
    if country is not None:
        table = table[table["country"] == alpha_3(country)].reset_index(drop=True)
    table.attrs = {"title": "Projects by country", "units": {}}
    return table


def capacity_by_country(unit: str = "MW") -> pd.DataFrame:
    """Return the capacity of the projects that each country hosts.

    Parameters
    ----------
    unit : str, default "MW"
        The unit of `capacity`, `low` and `high`.

    Returns
    -------
    pandas.DataFrame
        One row per country that hosts a project with a capacity: `country`, `country_name`, `projects` (their number),
        `capacity`, `low` and `high`, in the order of the country codes.

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

    if not isinstance(unit, str):
        raise UnknownNameError(f"a unit is a text such as 'MW', not {shown(unit)}")
    units.parse(unit)
    hosts = {row["project"]: row["country"] for row in rows("project_countries") if row["role"] == "host"}
    capacities: dict[str, list[Figure]] = {}
    for row in rows("figures"):
        if row["kind"] == "capacity":
            capacities.setdefault(hosts[row["project"]], []).append(figure(row["id"]).to(unit))
    names = {row["alpha_3"]: row["name"] for row in rows("countries")}
    lines = [
        (country, names[country], len(own), sum(map(float, own)), sum(c.low for c in own), sum(c.high for c in own))
        for country, own in sorted(capacities.items())
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
