"""How trade grows: over the year before, on average over several years, and what the printed growth implies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.arguments import year_of
from summitdata.article.citations import source_line
from summitdata.article.figure import Figure
from summitdata.article.figures import figure
from summitdata.article.printed_trade import printed_years
from summitdata.article.trade import trade_volume
from summitdata.article.trade_series import (
    ARTICLE,
    CUSTOMS,
    Asked,
    Flow,
    Series,
    TradeUnit,
    asked,
    basis_for,
    basis_name,
    check_one_compiler,
    known_year,
    partner_code,
    readers,
    series,
    trade_figure,
    wanted_year,
)
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["cagr", "implied_trade", "trade_growth", "trade_growth_table"]


def trade_growth(
    year: object = None,
    partner: str | None = None,
    basis: str | None = None,
    *,
    flow: Flow = "total",
    unit: TradeUnit = "bn USD",
) -> Figure:
    """Return the growth of China's trade with a partner over the previous year, as a ratio.

    Parameters
    ----------
    year : int, str or date, optional
        The year; without it, the latest of the basis.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    basis : str, optional
        Whose figures: an id of the table `origins`, or `article`. Without it, the first of `article`, `gacc` and
        `imf-china` that has the growth of that year.
    flow : {"total", "exports", "imports"}, default "total"
        Exports and imports together, or one of them, seen from China.
    unit : {"bn USD", "bn CNY"}, default "bn USD"
        The currency in which the trade grows.

    Returns
    -------
    Figure
        A plain number: a growth of one percent is 0.01. On the basis `article` it is the printed growth; otherwise it
        is computed from the figures of two years. Where their rounding leaves open whether trade grew, and the same
        body states the change, it is computed from that: `derivation` says so. `source` names all sources.

    Raises
    ------
    UnknownNameError
        There is no such partner, basis, flow or unit, the basis does not have the year and the year before, or no
        source names who compiled its figures.

    Examples
    --------
    >>> trade_growth()
    <Figure trade-growth-2024: 0.06 [0.055, 0.065], printed "up 6% year-on-year">
    >>> trade_growth(2024, basis="gacc")
    <Figure trade-C5-2024-gacc / trade-C5-2023-gacc - 1: 0.06063 [0.05997, 0.06128]>
    >>> trade_growth(2024, "TKM").derivation
    'trade-change-TKM-2024-gacc / (trade-TKM-2024-gacc - trade-change-TKM-2024-gacc)'
    """
    of, wanted = asked(partner, flow, unit), wanted_year(year, "partner", "basis", "flow", "unit")

    def years(name: str) -> list[int]:
        return _growing(of, name)

    chosen = basis_for(of, years, None if wanted is None else [wanted]) if basis is None else basis_name(basis)
    check_one_compiler(chosen)
    found = known_year(of, chosen, wanted, years)
    return figure(printed_years("growth", of)[found]) if chosen == ARTICLE else _growth(series(of, chosen), found)


def trade_growth_table(
    partner: str | None = None,
    basis: str = CUSTOMS,
    *,
    flow: Flow = "total",
    unit: TradeUnit = "bn USD",
) -> pd.DataFrame:
    """Return the growth of trade over the previous year, by partner and year.

    Parameters
    ----------
    partner : str, optional
        Only this partner; without it, the five together and each of them.
    basis : str, default "gacc"
        Whose figures: an id of the table `origins`.
    flow : {"total", "exports", "imports"}, default "total"
        Exports and imports together, or one of them, seen from China.
    unit : {"bn USD", "bn CNY"}, default "bn USD"
        The currency in which the trade grows.

    Returns
    -------
    pandas.DataFrame
        One row per partner and year: `partner`, `year`, `growth` as a ratio with its bounds `low` and `high`, and its
        `derivation`, as `trade_growth` returns them. `note` is on the figures of the two years, such as that one was
        corrected later.

    Raises
    ------
    UnknownNameError
        There is no such partner, basis, flow or unit, or no source names who compiled its figures.

    Examples
    --------
    >>> table = trade_growth_table("TJK")
    >>> table[["year", "growth", "low", "high"]].round(3)
       year  growth    low   high
    0  2024  -0.017 -0.017 -0.016
    1  2025   0.114  0.100  0.128
    """
    import pandas as pd

    codes = [row["code"] for row in rows("partners")] if partner is None else [partner_code(partner)]
    chosen = basis_name(basis)
    check_one_compiler(chosen)
    lines = []
    for code in codes:
        of = asked(code, flow, unit)
        for year in _growing(of, chosen):
            grown = trade_growth(year, code, chosen, flow=flow, unit=unit)
            pair = [series(of, chosen).get(which) for which in (year - 1, year)]
            note = " ".join(dict.fromkeys(row["note"] for row in pair if row and row["note"]))
            lines.append((code, year, grown.value, grown.low, grown.high, grown.derivation or grown.id, note))
    table = pd.DataFrame(lines, columns=["partner", "year", "growth", "low", "high", "derivation", "note"])
    table.attrs = {
        "title": f"Growth of {asked(partner, flow, unit)} on basis {chosen}",
        "units": dict.fromkeys(("growth", "low", "high"), "1"),
    }
    return table


def cagr(  # noqa: PLR0913 - two years, and what names a series
    start: object,
    end: object,
    partner: str | None = None,
    basis: str | None = None,
    *,
    flow: Flow = "total",
    unit: TradeUnit = "bn USD",
) -> Figure:
    """Return the average growth per year between two years: the compound annual growth rate.

    Parameters
    ----------
    start, end : int, str or date
        Two years that the basis has.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    basis : str, optional
        Whose figures: an id of the table `origins`; without it, the first of `gacc` and `imf-china` that has both.
    flow : {"total", "exports", "imports"}, default "total"
        Exports and imports together, or one of them, seen from China.
    unit : {"bn USD", "bn CNY"}, default "bn USD"
        The currency in which the trade grows.

    Returns
    -------
    Figure
        A ratio per year.

    Raises
    ------
    UnknownNameError
        There is no such partner, basis, flow or unit, no basis has both years, no source names who compiled them, or
        `end` is not after `start`.

    Examples
    --------
    >>> cagr(2022, 2025)
    <Figure (trade-C5-2025-gacc / trade-C5-2022-gacc) ** 0.3333333333333333 - 1: 0.14833 [0.14787, 0.14878]>
    >>> f"{cagr(2013, 2024, unit='bn CNY'):.4f}"
    '0.0726'
    """
    of, others = asked(partner, flow, unit), readers("partner", "basis", "flow", "unit")
    first, last = year_of(start, others), year_of(end, others)

    def years(name: str) -> Iterable[int]:
        return series(of, name)

    chosen = basis_for(of, years, [first, last]) if basis is None else basis_name(basis)
    check_one_compiler(chosen)
    known = series(of, chosen)
    for year in (first, last):
        known_year(of, chosen, year, years)
    if last <= first:
        later = [year for year in known if year > first]
        raise UnknownNameError.of(f"year of {of} on basis {chosen} after {first}", last, later)
    return (trade_figure(known[last]) / trade_figure(known[first])) ** (1 / (last - first)) - 1


def implied_trade(year: object = None) -> Figure:
    """Return the trade of the year before the printed one, as the printed volume and growth imply it.

    Parameters
    ----------
    year : int, str or date, optional
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
    <Figure trade-2024 / (1 + trade-growth-2024): 89.43 bn USD [88.96, 89.91]>
    """
    implied = sorted(grown - 1 for grown in printed_years("growth") if grown in printed_years("level"))
    chosen = max(implied, default=None) if year is None else year_of(year)
    if chosen is None or chosen not in implied:
        raise UnknownNameError.of("year of the article's implied trade", chosen, implied)
    return trade_volume(chosen + 1, basis=ARTICLE) / (1 + trade_growth(chosen + 1, basis=ARTICLE))


def _growing(of: Asked, basis: str) -> list[int]:
    """Return the years whose growth a basis has: those whose year before it has too, or those that are printed."""
    if basis == ARTICLE:
        return sorted(printed_years("growth", of))
    known = series(of, basis)
    return sorted(year for year in known if year - 1 in known)


def _growth(known: Series, year: int) -> Figure:
    """Return the growth over the year before; by the stated change if the two figures leave its sign open."""
    later = trade_figure(known[year])
    growth = later / trade_figure(known[year - 1]) - 1
    change = _stated_change(known, year)
    if change is None or not growth.low < 0 < growth.high:
        return growth
    return change / (later - change)


def _stated_change(known: Series, year: int) -> Figure | None:
    """Return the change on the year before that the body of a series states."""
    key = tuple(known[year][name] for name in ("year", "partner", "basis", "flow", "unit"))
    for row in rows("trade_changes"):
        if tuple(row[name] for name in ("year", "partner", "basis", "flow", "unit")) == key:
            return Figure(
                row["value"],
                row["unit"],
                low=row["low"],
                high=row["high"],
                id=f"trade-change-{row['partner']}-{row['year']}-{row['basis']}",
                label=f"Change of China's goods trade with {row['partner']} in {row['year']}",
                status="stated",
                source=source_line(row["source"]),
            )
    return None
