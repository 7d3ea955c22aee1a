"""China's goods trade with the five Central Asian states: the figures of the article, and series by year.

A series has exactly one basis: `article` (what the article prints), `gacc` (China's customs, as other sources cite
them) or `partner` (the statistics of the partner). Partners are the five states, or `C5` for all of them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from summitdata.article.citations import source_line
from summitdata.article.countries import alpha_3, countries
from summitdata.article.figure import Figure
from summitdata.article.figures import figure
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["Basis", "cagr", "implied_trade", "trade", "trade_growth", "trade_shares", "trade_volume"]

Basis = Literal["article", "gacc", "partner"]
BASES: tuple[Basis, ...] = ("article", "gacc", "partner")
ALL = "C5"


def trade(partner: str | None = None, basis: Basis | None = None) -> pd.DataFrame:
    """Return China's goods trade by year and partner.

    Parameters
    ----------
    partner : str, optional
        Only this partner: a country's code or name, or `C5` for the five together.
    basis : {"article", "gacc", "partner"}, optional
        Only this basis.

    Returns
    -------
    pandas.DataFrame
        One row per year, partner and basis; `total`, `exports` (of China) and `imports` with their bounds in bn USD.

    Raises
    ------
    UnknownNameError
        There is no such partner or basis.

    Examples
    --------
    >>> trade("KAZ", "gacc")[["year", "total"]].to_dict("list")
    {'year': [2013, 2022, 2023, 2024, 2025], 'total': [28.6, 31.2, 41.0, 43.82, 48.7]}
    """
    from summitdata.tables import load, select

    code = None if partner is None else _partner(partner)
    return select(load("trade"), partner=code, basis=None if basis is None else _basis(basis))


def trade_volume(year: int | None = None, partner: str | None = None, basis: Basis | None = None) -> Figure:
    """Return China's trade with a partner in a year: exports plus imports.

    Parameters
    ----------
    year : int, optional
        The year; without it, the latest of the basis.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    basis : {"article", "gacc", "partner"}, optional
        Whose figure; without it, `article` for the five together and `gacc` for one partner.

    Returns
    -------
    Figure
        The trade in bn USD, with its `source`.

    Raises
    ------
    UnknownNameError
        There is no such partner or basis, or the basis does not have the year.

    Examples
    --------
    >>> trade_volume()
    <Figure trade-2024: 94.8 bn USD [94.75, 94.85], printed "US$94.8 billion">
    >>> trade_volume(2023, "KAZ")
    <Figure trade-KAZ-2023-gacc: 41 bn USD [40.5, 41.5]>
    """
    code, chosen = _series(partner, basis)
    if chosen == "article":
        return figure(_printed("trade volume", "level", year, code)["id"])
    totals = _totals(code, chosen)
    return _total(totals[_known_year(f"trade volume of {code} on basis {chosen}", year, totals)])


def trade_growth(year: int | None = None, partner: str | None = None, basis: Basis | None = None) -> Figure:
    """Return the growth of China's trade with a partner over the previous year, as a ratio.

    Parameters
    ----------
    year : int, optional
        The year; without it, the latest of the basis.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    basis : {"article", "gacc", "partner"}, optional
        Whose figures; without it, `article` for the five together and `gacc` for one partner.

    Returns
    -------
    Figure
        A plain number: a growth of one percent is 0.01. On the basis `article` it is the printed growth; otherwise it
        is computed from the totals of the two years. The two totals may have different sources: `source` names both.

    Raises
    ------
    UnknownNameError
        There is no such partner or basis, or the basis does not have the year and the year before.

    Examples
    --------
    >>> trade_growth()
    <Figure trade-growth-2024: 0.06 [0.055, 0.065], printed "up 6% year-on-year">
    >>> trade_growth(2024, basis="gacc")
    <Figure trade-C5-2024-gacc / trade-C5-2023-gacc - 1: 0.06063 [0.05998, 0.06128]>
    """
    code, chosen = _series(partner, basis)
    if chosen == "article":
        return figure(_printed("trade growth", "growth", year, code)["id"])
    totals = _totals(code, chosen)
    growing = [later for later in totals if later - 1 in totals]
    later = _known_year(f"trade growth of {code} on basis {chosen}", year, growing)
    return _total(totals[later]) / _total(totals[later - 1]) - 1


def trade_shares(year: int | None = None, basis: Basis = "gacc") -> pd.DataFrame:
    """Return the share of each of the five states in China's trade with all of them.

    Parameters
    ----------
    year : int, optional
        The year; without it, the latest for which the basis has all five states and their total.
    basis : {"gacc", "partner"}, default "gacc"
        Whose figures.

    Returns
    -------
    pandas.DataFrame
        One row per state: `partner`, `partner_name`, `share` as a ratio, `low` and `high`; the greatest share first.

    Raises
    ------
    UnknownNameError
        There is no such basis, or it does not have all five states and their total in that year.

    Examples
    --------
    >>> shares = trade_shares(2024)
    >>> shares["partner"].to_list()
    ['KAZ', 'KGZ', 'UZB', 'TKM', 'TJK']
    >>> f"{shares['share'].sum():.3f}"
    '1.000'
    """
    import pandas as pd

    chosen = _basis(basis)
    states = countries(central_asian=True)
    series = {code: _totals(code, chosen) for code in [ALL, *states["alpha_3"]]}
    complete = sorted(set.intersection(*(set(totals) for totals in series.values())))
    chosen_year = _known_year(f"trade of all five on basis {chosen}", year, complete)
    sum_of_all = _total(series[ALL][chosen_year])
    lines = []
    for code, name in zip(states["alpha_3"], states["name"], strict=True):
        share = _total(series[code][chosen_year]) / sum_of_all
        lines.append((code, name, share.value, share.low, share.high))
    table = pd.DataFrame(lines, columns=["partner", "partner_name", "share", "low", "high"])
    table = table.sort_values("share", ascending=False, ignore_index=True)
    table.attrs = {
        "title": f"Shares in China's trade with Central Asia in {chosen_year}",
        "units": dict.fromkeys(("share", "low", "high"), "1"),
    }
    return table


def cagr(start: int, end: int, partner: str | None = None, basis: Basis = "gacc") -> Figure:
    """Return the average growth per year between two years: the compound annual growth rate.

    Parameters
    ----------
    start, end : int
        Two years that the basis has.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    basis : {"gacc", "partner"}, default "gacc"
        Whose figures.

    Returns
    -------
    Figure
        A ratio per year.

    Raises
    ------
    UnknownNameError
        There is no such partner or basis, the basis does not have one of the years, or `end` is not after `start`.

    Examples
    --------
    >>> cagr(2020, 2025)
    <Figure (trade-C5-2025-gacc / trade-C5-2020-gacc) ** 0.2 - 1: 0.22459 [0.22415, 0.22502]>
    """
    code, chosen = _series(partner, basis)
    totals = _totals(code, chosen)
    noun = f"trade volume of {code} on basis {chosen}"
    first, last = _known_year(noun, start, totals), _known_year(noun, end, totals)
    if last <= first:
        raise UnknownNameError.of(f"year of {noun} after {first}", last, [year for year in totals if year > first])
    return (_total(totals[last]) / _total(totals[first])) ** (1 / (last - first)) - 1


def implied_trade(year: int | None = None) -> Figure:
    """Return the trade of the year before the printed one, as the printed volume and growth imply it.

    Parameters
    ----------
    year : int, optional
        The year before one whose volume and growth the article prints; without it, the latest such year.

    Returns
    -------
    Figure
        The trade in bn USD, with the interval that follows from the rounding of both.

    Raises
    ------
    UnknownNameError
        The article does not imply the trade of that year.

    Examples
    --------
    >>> implied_trade(2023)
    <Figure trade-2024 / (1 + trade-growth-2024): 89.43 bn USD [88.97, 89.91]>
    """
    later = year + 1 if isinstance(year, int) else year
    growth = _printed("implied trade", "growth", later, ALL, shift=-1)
    return trade_volume(growth["period_end"]) / (1 + trade_growth(growth["period_end"]))


def _partner(partner: str) -> str:
    states = [row["alpha_3"] for row in rows("countries") if row["central_asian"]]
    code = ALL if str(partner).casefold() == ALL.casefold() else alpha_3(partner)
    if code not in (ALL, *states):
        raise UnknownNameError.of("partner", partner, [ALL, *states])
    return code


def _basis(basis: str) -> Basis:
    for choice in BASES:
        if basis == choice:
            return choice
    raise UnknownNameError.of("basis", basis, BASES)


def _series(partner: str | None, basis: str | None) -> tuple[str, Basis]:
    """Return the partner's code and the basis that a caller means."""
    code = ALL if partner is None else _partner(partner)
    return code, _basis(basis or ("article" if code == ALL else "gacc"))


def _totals(partner: str, basis: Basis) -> dict[int, dict[str, Any]]:
    """Return the rows of a series that have a total, by year."""
    series = [row for row in rows("trade") if (row["partner"], row["basis"]) == (partner, basis)]
    return {row["year"]: row for row in series if row["total"] is not None}


def _total(row: dict[str, Any]) -> Figure:
    return Figure(
        row["total"],
        "bn USD",
        low=row["total_low"],
        high=row["total_high"],
        id=f"trade-{row['partner']}-{row['year']}-{row['basis']}",
        label=f"China's goods trade with {row['partner']} in {row['year']}",
        status="stated",
        source=source_line(row["source"]),
    )


def _known_year(noun: str, year: int | None, known_years: Iterable[int]) -> int:
    """Return the given year, or the latest known one; the error lists the known years."""
    years = sorted(known_years)
    chosen = max(years, default=None) if year is None else year
    if chosen is None or chosen not in years:
        raise UnknownNameError.of(f"year of {noun}", year, years)
    return chosen


def _printed(noun: str, kind: str, year: int | None, partner: str, shift: int = 0) -> dict[str, Any]:
    """Return the article's row on trade of this kind and year; an error names the years plus `shift`."""
    trade_figures = (row for row in rows("figures") if (row["topic"], row["kind"]) == ("trade", kind))
    by_year = {row["period_end"]: row for row in trade_figures if partner == ALL}
    chosen = max(by_year, default=None) if year is None else year
    if chosen is None or chosen not in by_year:
        years = sorted(year + shift for year in by_year)
        hint = "basis='gacc' and basis='partner' have other years" if not shift else ""
        shown = chosen + shift if isinstance(chosen, int) else chosen
        raise UnknownNameError.of(f"year of the article's {noun}", shown, years, hint)
    return by_year[chosen]
