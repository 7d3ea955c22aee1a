"""Gas: the deliveries of the China-Central Asia Gas Pipeline, and the consumption of China by year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from summitdata.arguments import year_of
from summitdata.article.citations import source_line
from summitdata.article.figure import Figure
from summitdata.article.figures import figure
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

__all__ = ["gas_consumption", "gas_delivered"]

Volume = Literal["chinese", "40 MJ"]


def gas_delivered(as_of: str | date | None = None) -> Figure:
    """Return the Turkmen natural gas delivered to China so far.

    Parameters
    ----------
    as_of : str or datetime.date, optional
        A day (ISO 8601); without it, the figure that the article prints.

    Returns
    -------
    Figure
        Cumulative deliveries in bcm (billion cubic metres). On a day between two statements by independent sources
        the value is interpolated linearly, and the interval reaches from the lower bound of the first statement to
        the upper bound of the second, since cumulative deliveries only grow. Statements that only give a bound ("more
        than") are in the table `evidence`; they do not narrow the interval.

    Raises
    ------
    UnknownNameError
        The day is before the first statement or after the last one, or is not a day.

    Examples
    --------
    >>> gas_delivered()
    <Figure turkmen-gas-cumulative: 430 bcm [425, 435], printed "430 billion cubic meters">
    >>> gas_delivered("2019-10-21")
    <Figure turkmen-deliveries-2019-10-21: 252.1 bcm [252.05, 252.15]>
    """
    if as_of is None:
        return figure("turkmen-gas-cumulative")
    statements = {
        row["period_end"]: row for row in rows("gas") if row["measure"] == "turkmen deliveries" and row["preferred"]
    }
    days = sorted(statements)
    day = _day(as_of, days)
    if day in statements:
        return _figure(statements[day], f"turkmen-deliveries-{day}")
    before, after = max(d for d in days if d < day), min(d for d in days if d > day)
    first, last = (_figure(statements[d], f"turkmen-deliveries-{d}") for d in (before, after))
    share = _days_between(before, day) / _days_between(before, after)
    return Figure(
        first.value + (last.value - first.value) * share,
        "bcm",
        low=first.low,
        high=last.high,
        label=f"Turkmen gas delivered to China by {day}, interpolated between two statements",
        status="derived",
        source=f"{first.source}; {last.source}",
        derivation=f"{first.id} + ({last.id} - {first.id}) * {share:.6g}",
        derived_from=(str(first.id), str(last.id)),
    )


def gas_consumption(year: object = None, volume: Volume = "chinese") -> Figure:
    """Return China's gas consumption in a year, as the preferred source states it.

    Parameters
    ----------
    year : int, str or date, optional
        The year; without it, the latest.
    volume : {"chinese", "40 MJ"}, default "chinese"
        The cubic metre: the Chinese standard one, which Chinese sources use, or one of 40 MJ, which the Energy
        Institute uses. The two are never mixed.

    Returns
    -------
    Figure
        The consumption in bcm, with its `source`.

    Raises
    ------
    UnknownNameError
        There is no figure for that year, or no such cubic metre.

    Examples
    --------
    >>> gas_consumption(2024)
    <Figure china-consumption-2024: 426 bcm [425.95, 426.05]>
    >>> gas_consumption(2024, "40 MJ").value
    433.268
    """
    yearly = [row for row in rows("gas") if row["measure"] == "china consumption" and row["preferred"]]
    volumes = {row["volume"] for row in yearly}
    if volume not in volumes:
        raise UnknownNameError.of("volume", volume, sorted(volumes))
    by_year = {int(row["period_end"][:4]): row for row in yearly if row["volume"] == volume}
    chosen = max(by_year) if year is None else year_of(year)
    if chosen not in by_year:
        noun = f"year of China's gas consumption in {volume} cubic metres"
        others = " and ".join(repr(other) for other in sorted(volumes - {volume}))
        raise UnknownNameError.of(noun, chosen, sorted(by_year), f"volume={others} has other years")
    return _figure(by_year[chosen], f"china-consumption-{chosen}")


def _figure(row: dict[str, Any], id: str) -> Figure:
    volume = {"chinese": ", Chinese standard cubic metres", "40 MJ": ", standard cubic metres of 40 MJ"}
    return Figure(
        row["value"],
        "bcm",
        low=row["low"],
        high=row["high"],
        id=id,
        label=f"{row['measure']} to {row['period_end']}{volume.get(row['volume'], '')}",
        status="stated",
        source=source_line(row["source"]),
    )


def _day(as_of: str | date, days: list[str]) -> str:
    """Return a day as the table writes it; the error names the days for which the table has deliveries."""
    as_date = as_of.date() if isinstance(as_of, datetime) else as_of
    try:
        day = date.fromisoformat(str(as_date)).isoformat()
    except ValueError:
        raise UnknownNameError.of("day", as_of, days, "write a day like these") from None
    if not days[0] <= day <= days[-1]:
        raise UnknownNameError.of("day of cumulative deliveries", day, [days[0], days[-1]], "or any day between them")
    return day


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
