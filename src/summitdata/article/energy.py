"""Gas: what came to China through the pipeline from Central Asia, its value, and the consumption of China.

Sources count gas in different cubic metres (table `volumes`). They are different units here: what is counted in one is
never added to, compared with or replaced by what is counted in another.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from summitdata.arguments import Others, choice_of, day_of, year_of
from summitdata.article.citations import source_line
from summitdata.article.figure import Figure
from summitdata.article.figures import figure
from summitdata.article.selection import code_of, hint_for_year
from summitdata.article.trade_series import ranges
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import numpy as np

__all__ = ["Volume", "gas_consumption", "gas_delivered", "gas_flow", "gas_import_value"]

Volume = Literal["chinese", "cnpc", "40 MJ", "bp", "not stated"]
UNITS = {volume: "bcm" if volume == "not stated" else f"bcm {volume}" for volume in Volume.__args__}  # type: ignore[attr-defined] # of a Literal
"""The unit of a figure that is counted in a cubic metre."""

ALL = "C5"
DELIVERIES = {"TKM": "turkmen deliveries", ALL: "pipeline deliveries"}
FLOWS = {ALL: "pipeline flow", "TKM": "turkmen flow", "KAZ": "kazakh flow", "UZB": "uzbek flow"}


def gas_delivered(as_of: str | date | np.datetime64 | None = None, partner: str = "TKM") -> Figure:
    """Return the natural gas delivered to China through the pipeline so far.

    Parameters
    ----------
    as_of : str, datetime.date, datetime.datetime, pandas.Timestamp or numpy.datetime64, optional
        A day; without it, the figure that the article prints.
    partner : str, default "TKM"
        Turkmenistan, by a code or name, or `C5` for all suppliers together.

    Returns
    -------
    Figure
        Deliveries since the first day, 14 December 2009, in bcm: billion cubic metres, as CNPC counts them as far as
        the sources say. On a day of a statement it is that statement; between two, the value lies on the straight line
        between them. Deliveries only grow, and those of Turkmenistan are a part of all. So the interval begins
        at the greatest lower bound that a source states for that day or an earlier one. It ends at the least upper
        bound for that day or a later one. A lower bound on Turkmen gas is one on all gas, and an upper bound on all
        gas is one on Turkmen gas.

    Raises
    ------
    UnknownNameError
        The day is before the first one or after the last statement, or is not a day, or there are no deliveries of the
        partner. Or `as_of` is missing for all suppliers, of which the article says nothing.

    Examples
    --------
    >>> gas_delivered()
    <Figure turkmen-gas-cumulative: 430 bcm [425, 435], printed "430 billion cubic meters">
    >>> gas_delivered("2019-10-21")
    <Figure turkmen-deliveries-2019-10-21: 252.1 bcm [252.05, 252.15]>
    >>> gas_delivered("2023-01-07").interval
    (350.0, 415.5)
    """
    code = _partner(partner, DELIVERIES)
    if as_of is None:
        if code != "TKM":
            raise UnknownNameError("name a day: the article prints the gas of Turkmenistan only")
        return figure("turkmen-gas-cumulative")
    points = {row["period_end"]: row for row in rows("gas") if row["measure"] == DELIVERIES[code] and row["preferred"]}
    day = _day_of_deliveries(as_of).isoformat()
    limits = [min(points), max(points)]
    if not limits[0] <= day <= limits[1]:
        raise UnknownNameError.of("day of cumulative deliveries", day, limits, "or any day between them")
    if day in points:
        return _stated(code, points[day])
    before, after = max(d for d in points if d < day), min(d for d in points if d > day)
    first, last = _stated(code, points[before]), _stated(code, points[after])
    low, high = _bounds(code, day)
    share = _days_between(before, day) / _days_between(before, after)
    sources = [first.source, last.source, source_line(low["source"]), source_line(high["source"])]
    return Figure(
        min(max(first.value + (last.value - first.value) * share, low["low"]), high["high"]),
        "bcm",
        low=low["low"],
        high=high["high"],
        label=f"{_gas(code)} delivered to China by {day}, interpolated between two statements",
        status="derived",
        source="; ".join(dict.fromkeys(sources)),
        derivation=f"{first.id} + ({last.id} - {first.id}) * {share:.6g}",
        derived_from=(str(first.id), str(last.id)),
    )


def _day_of_deliveries(as_of: object) -> date:
    with hint_for_year(as_of, "the gas of a year is gas_flow({year})"):
        return day_of(as_of, {"partner": lambda name: _partner(name, DELIVERIES)})


def gas_flow(year: object = None, partner: str = ALL, volume: Volume = "40 MJ") -> Figure:
    """Return the natural gas that came to China through the pipeline from Central Asia in a year.

    Parameters
    ----------
    year : int, str, datetime.date or a year of another library, optional
        The year; without it, the latest.
    partner : str, default "C5"
        Turkmenistan, Kazakhstan or Uzbekistan, by a code or name, or `C5` for all suppliers together.
    volume : {"40 MJ", "cnpc", "bp", "not stated"}, default "40 MJ"
        The cubic metre, an id of the table `volumes`.

    Returns
    -------
    Figure
        The flow, in the unit of that cubic metre, such as `bcm 40 MJ`.

    Raises
    ------
    UnknownNameError
        There is no figure for that year, supplier or cubic metre.

    Examples
    --------
    >>> gas_flow(2024)
    <Figure pipeline-flow-2024-40-MJ: 38.2553 bcm 40 MJ [38.25525, 38.25535]>
    >>> gas_flow(2025, "TKM").value
    30.2852
    """
    code = _partner(partner, FLOWS, {"volume": _volume})
    return _of_year(FLOWS[code], f"the flow of {_gas(code, in_text=True)}", year, volume, suppliers=True)


def gas_consumption(year: object = None, volume: Volume = "chinese") -> Figure:
    """Return China's gas consumption in a year, as the preferred source states it.

    Parameters
    ----------
    year : int, str, datetime.date or a year of another library, optional
        The year; without it, the latest.
    volume : {"chinese", "40 MJ"}, default "chinese"
        The cubic metre: the Chinese standard one, which Chinese sources use, or one of 40 MJ, which the Energy
        Institute uses. The two are different units.

    Returns
    -------
    Figure
        The consumption, in the unit of that cubic metre, with its `source`.

    Raises
    ------
    UnknownNameError
        There is no figure for that year, or no such cubic metre.

    Examples
    --------
    >>> gas_consumption(2024)
    <Figure china-consumption-2024-chinese: 426 bcm chinese [425.95, 426.05]>
    >>> gas_consumption(2024) - gas_consumption(2024, "40 MJ")
    Traceback (most recent call last):
    ...
    summitdata.errors.UnitError: ...
    """
    return _of_year("china consumption", "China's gas consumption", year, volume)


def gas_import_value(year: object = None, partner: str = "TKM") -> Figure:
    """Return the value of the gas that China imported by pipeline from a state in a year, by China's customs.

    Parameters
    ----------
    year : int, str, datetime.date or a year of another library, optional
        The year; without it, the latest.
    partner : str, default "TKM"
        Turkmenistan, Kazakhstan or Uzbekistan, by a code or name; `RUS` and `MMR` for the two others that have
        pipelines to China.

    Returns
    -------
    Figure
        The value in bn USD, with its `source`.

    Raises
    ------
    UnknownNameError
        There is no figure for that year and state.

    Examples
    --------
    >>> gas_import_value(2024)
    <Figure gas-import-value-TKM-2024: 9.57 bn USD [9.565, 9.575]>
    """
    preferred = [row for row in rows("gas_trade") if row["preferred"]]
    suppliers = {row["partner"] for row in preferred}
    code = _partner(partner, suppliers)
    by_year = {row["year"]: row for row in preferred if row["partner"] == code}
    others = {"partner": lambda name: _partner(name, suppliers)}
    chosen = _known_year(f"year of the value of gas from {code}", year, by_year, others)
    row = by_year[chosen]
    return Figure(
        row["value"],
        "bn USD",
        low=row["low"],
        high=row["high"],
        id=f"gas-import-value-{code}-{chosen}",
        label=f"value of the gas that China imported by pipeline from {code} in {chosen}",
        status="stated",
        source=source_line(row["source"]),
    )


def _volume(volume: object) -> str:
    return choice_of("volume", volume, UNITS)


def _of_year(measure: str, noun: str, year: object, volume: str, *, suppliers: bool = False) -> Figure:
    yearly = [row for row in rows("gas") if row["measure"] == measure and row["preferred"]]
    by_volume: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in sorted({row["volume"] for row in yearly})}
    for row in yearly:
        by_volume[row["volume"]][int(row["period_end"][:4])] = row
    volume = choice_of("volume", volume, by_volume)
    by_year = by_volume.pop(volume)
    others = {"volume": _volume} | ({"partner": lambda name: _partner(name, FLOWS)} if suppliers else {})
    chosen = _known_year(f"year of {noun} in cubic metres of the volume {volume!r}", year, by_year, others, by_volume)
    row = by_year[chosen]
    return Figure(
        row["value"],
        UNITS[volume],
        low=row["low"],
        high=row["high"],
        id=f"{measure}-{chosen}-{volume}".replace(" ", "-"),
        label=f"{measure} in {chosen}",
        status="stated",
        source=source_line(row["source"]),
    )


def _known_year(
    noun: str,
    year: object,
    known: Iterable[int],
    others: Others,
    by_volume: Mapping[str, Iterable[int]] | None = None,
) -> int:
    """Return the given year, or the latest; the error says which volumes have it, or which years they have."""
    years = sorted(known)
    chosen = years[-1] if year is None else year_of(year, others)
    if chosen not in years:
        having = [f"volume={name!r}" for name, its in (by_volume or {}).items() if chosen in its]
        ranged = [f"volume={name!r} has {ranges(its)}" for name, its in (by_volume or {}).items()]
        hint = f"for {chosen} there is {' and '.join(having)}" if having else "; ".join(ranged)
        raise UnknownNameError.of(noun, chosen, years, hint)
    return chosen


def _partner(partner: object, known: Collection[str], others: Others | None = None) -> str:
    """Return the code of a supplier; the error names those that there are."""
    code = code_of(partner)
    return choice_of("supplier of gas", code if code in known else partner, sorted(known), others)


def _bounds(code: str, day: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rows that bound the deliveries up to a day most narrowly, from below and from above.

    Deliveries only grow, and what Turkmenistan delivered is a part of what all suppliers did.
    """
    own, part, whole = DELIVERIES[code], DELIVERIES["TKM"], DELIVERIES[ALL]
    below = (r for r in rows("gas") if r["measure"] in (own, part) and r["low"] is not None and r["period_end"] <= day)
    above = (
        r for r in rows("gas") if r["measure"] in (own, whole) and r["high"] is not None and r["period_end"] >= day
    )
    return max(below, key=lambda row: row["low"]), min(above, key=lambda row: row["high"])


def _stated(code: str, row: dict[str, Any]) -> Figure:
    """Return a statement as a figure, within the bounds of the others."""
    day = row["period_end"]
    low, high = (bound[end] for bound, end in zip(_bounds(code, day), ("low", "high"), strict=True))
    return Figure(
        min(max(row["value"], low), high),
        "bcm",
        low=low,
        high=high,
        id=f"{DELIVERIES[code]}-{day}".replace(" ", "-"),
        label=f"{_gas(code)} delivered to China by {day}",
        status="stated",
        source=source_line(row["source"]),
    )


def _gas(code: str, *, in_text: bool = False) -> str:
    if code == ALL:
        return "gas from Central Asia" if in_text else "Gas from Central Asia"
    return {"TKM": "Turkmen", "KAZ": "Kazakh", "UZB": "Uzbek"}[code] + " gas"


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
