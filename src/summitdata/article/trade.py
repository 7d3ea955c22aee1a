"""China's goods trade with the five Central Asian states: the figures of the article, and series by year.

A series has exactly one basis: the body that compiled it, an id of the table `origins`. `gacc` is China's customs,
`imf-china` what China reports to the International Monetary Fund; the others are ministries, the partners' own offices
and reports, and a development bank. The basis `article` stands for what the article prints, which is in the table
`figures`. Partners are the five states, or `C5` for
all of them together. A flow is the total, China's exports or China's imports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.arguments import check_flag
from summitdata.article.figures import figure
from summitdata.article.printed_trade import printed_years
from summitdata.article.selection import hint_for_year, select
from summitdata.article.trade_series import (
    ALL,
    ARTICLE,
    FLOWS,
    UNITS,
    Asked,
    Flow,
    TradeUnit,
    argument,
    asked,
    bases,
    basis_for,
    basis_name,
    compiler_name,
    known_year,
    partner_code,
    ranges,
    series,
    trade_figure,
    wanted_year,
)
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from summitdata.article.figure import Figure

__all__ = ["coverage", "trade", "trade_shares", "trade_volume"]


def trade(
    partner: str | None = None,
    basis: str | None = None,
    flow: Flow | None = None,
    unit: TradeUnit | None = None,
    *,
    preferred: bool = True,
) -> pd.DataFrame:
    """Return China's goods trade by year, partner, basis, flow and unit, one value in each row.

    Parameters
    ----------
    partner : str, optional
        Only this partner: a country's code or name, or `C5` for the five together.
    basis : str, optional
        Only what this body compiled: an id of the table `origins`.
    flow : {"total", "exports", "imports"}, optional
        Only this flow, seen from China.
    unit : {"bn USD", "bn CNY"}, optional
        Only figures in this currency.
    preferred : bool, default True
        Whether to leave out the rows beside which a source with the same compiler is preferred.

    Returns
    -------
    pandas.DataFrame
        `value`, `low` and `high` in the `unit` of the row, with `note` and `source`; `computed` says if the value is a
        sum.

    Raises
    ------
    UnknownNameError
        There is no such partner, basis, flow or unit, or not in this combination.

    Examples
    --------
    >>> trade("KAZ", "gacc", "total", "bn USD")[["year", "value"]].to_dict("list")
    {'year': [2022, 2023, 2024, ...], 'value': [31.2, 41.0, 43.82, ...]}
    >>> trade("UZB", "uz-investment-ministry", preferred=False)[["value", "preferred"]].to_dict("list")
    {'value': [8.92, 9.0], 'preferred': [True, False]}
    """
    check_flag("preferred", preferred)
    frame = select(
        "trade",
        partner=None if partner is None else _partner_not_year(partner),
        basis=None if basis is None else compiler_name(basis),
        flow=None if flow is None else argument("flow", flow, "unit"),
        unit=None if unit is None else argument("unit", unit, "flow"),
    )
    return frame[frame["preferred"]].reset_index(drop=True) if preferred else frame


def _partner_not_year(partner: object) -> str:
    with hint_for_year(partner, "for a year: trade().query('year == {year}')"):
        return partner_code(partner)


def trade_volume(
    year: object = None,
    partner: str | None = None,
    basis: str | None = None,
    *,
    flow: Flow = "total",
    unit: TradeUnit = "bn USD",
) -> Figure:
    """Return China's trade with a partner in a year.

    Parameters
    ----------
    year : int, str or date, optional
        The year; without it, the latest of the basis.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    basis : str, optional
        Whose figure: an id of the table `origins`, or `article`. Without it, the first of `article`, `gacc` and
        `imf-china` that has the year.
    flow : {"total", "exports", "imports"}, default "total"
        Exports and imports together, or one of them, seen from China.
    unit : {"bn USD", "bn CNY"}, default "bn USD"
        The currency; figures are not converted.

    Returns
    -------
    Figure
        The trade in `unit`, with its `source`.

    Raises
    ------
    UnknownNameError
        There is no such partner, basis, flow or unit, or nobody has the year; the message says who has which years.

    Examples
    --------
    >>> trade_volume()
    <Figure trade-2024: 94.8 bn USD [94.75, 94.85], printed "US$94.8 billion">
    >>> trade_volume(2023, "KAZ")
    <Figure trade-KAZ-2023-gacc: 41 bn USD [40.5, 41.5]>
    >>> trade_volume(2019, "KAZ", flow="imports").id
    'trade-KAZ-2019-imf-china-imports'
    """
    of, wanted = asked(partner, flow, unit), wanted_year(year, "partner", "basis", "flow", "unit")

    def years(name: str) -> Iterable[int]:
        return printed_years("level", of) if name == ARTICLE else series(of, name)

    chosen = basis_for(of, years, None if wanted is None else [wanted]) if basis is None else basis_name(basis)
    found = known_year(of, chosen, wanted, years)
    return figure(printed_years("level", of)[found]) if chosen == ARTICLE else trade_figure(series(of, chosen)[found])


def trade_shares(year: object = None, basis: str | None = None, *, flow: Flow = "total") -> pd.DataFrame:
    """Return the share of each of the five states in China's trade with all of them.

    Parameters
    ----------
    year : int, str or date, optional
        The year; without it, the latest for which the basis has all five states and their total.
    basis : str, optional
        Whose figures in US dollars; without it, the first of `gacc` and `imf-china` that has the year.
    flow : {"total", "exports", "imports"}, default "total"
        The shares in the total, in China's exports or in its imports.

    Returns
    -------
    pandas.DataFrame
        One row per state: `partner`, `partner_name`, `share` as a ratio, `low` and `high`; the greatest share first.
        A share is that in the figure for the five together, not in the sum of the five: the shares add up to one only
        within the rounding of the figures.

    Raises
    ------
    UnknownNameError
        There is no such basis or flow, or nobody has all five states and their total in that year.

    Examples
    --------
    >>> shares = trade_shares(2024)
    >>> shares["partner"].to_list()
    ['KAZ', 'KGZ', 'UZB', 'TKM', 'TJK']
    >>> f"{shares['share'].sum():.3f}"
    '1.000'
    """
    import pandas as pd

    names = {row["code"]: row["name"] for row in rows("partners") if row["code"] != ALL}
    whole, states = asked(ALL, flow), [asked(code, flow) for code in names]
    wanted = wanted_year(year, "basis", "flow")

    def years(name: str) -> Iterable[int]:
        return set.intersection(*(set(series(of, name)) for of in [whole, *states]))

    of_all = Asked("all five", whole.flow, whole.unit)
    chosen = basis_for(of_all, years, None if wanted is None else [wanted]) if basis is None else basis_name(basis)
    found = known_year(of_all, chosen, wanted, years)
    total = trade_figure(series(whole, chosen)[found])
    lines = []
    for of in states:
        share = trade_figure(series(of, chosen)[found]) / total
        lines.append((of.partner, names[of.partner], share.value, share.low, share.high))
    table = pd.DataFrame(lines, columns=["partner", "partner_name", "share", "low", "high"])
    table = table.sort_values("share", ascending=False, ignore_index=True)
    what = {"total": "trade with", "exports": "exports to", "imports": "imports from"}[whole.flow]
    table.attrs = {
        "title": f"Shares in China's {what} Central Asia in {found}",
        "description": f"Shares in {total.id}, which is {total}.",
        "units": dict.fromkeys(("share", "low", "high"), "1"),
    }
    return table


def coverage(partner: str | None = None, basis: str | None = None) -> pd.DataFrame:
    """Return which years each series of trade has.

    Parameters
    ----------
    partner : str, optional
        Only this partner.
    basis : str, optional
        Only what this body compiled.

    Returns
    -------
    pandas.DataFrame
        One row per series: `partner`, `basis`, `flow`, `unit`, `first` and `last` year, `years` (their number), and
        the `gaps` between them as text.

    Raises
    ------
    UnknownNameError
        There is no such partner or basis, or not in this combination.

    Examples
    --------
    >>> coverage("UZB", "uz-statistics")[["flow", "first", "last", "years", "gaps"]]
          flow  first  last  years       gaps
    0    total   2012  2025      5  2013-2021
    1  exports   2023  2023      1
    2  imports   2023  2023      1
    """
    import pandas as pd

    found: dict[tuple[str, str, str, str], set[int]] = {}
    frame = trade(partner, basis)
    for key in zip(*(frame[name] for name in ("partner", "basis", "flow", "unit", "year")), strict=True):
        found.setdefault(key[:4], set()).add(int(key[4]))
    lines = [
        (*key, min(years), max(years), len(years), ranges(set(range(min(years), max(years))) - years))
        for key, years in found.items()
    ]
    codes = [row["code"] for row in rows("partners")]
    lines.sort(
        key=lambda line: (codes.index(line[0]), bases().index(line[1]), line[3] != UNITS[0], FLOWS.index(line[2]))
    )
    table = pd.DataFrame(lines, columns=["partner", "basis", "flow", "unit", "first", "last", "years", "gaps"])
    table.attrs = {"title": "The series of trade, and the years that they have"}
    return table
