"""Trade between China and the five Central Asian states, as the article gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.errors import UnknownNameError
from summitdata.figures import Figure, figure
from summitdata.package import rows

if TYPE_CHECKING:
    from typing import Any

__all__ = ["implied_trade", "trade_growth", "trade_volume"]


def trade_volume(year: int | None = None) -> Figure:
    """Return the trade between China and the five Central Asian states in a year.

    Parameters
    ----------
    year : int, optional
        A year for which the article prints it; without it, the latest.

    Returns
    -------
    Figure
        Exports and imports together, in bn USD.

    Raises
    ------
    UnknownNameError
        The article prints no volume for that year.

    Examples
    --------
    >>> trade_volume()
    <Figure trade-2024: 94.8 bn USD [94.75, 94.85], printed "US$94.8 billion">
    """
    return figure(_printed("trade volume", "level", year)["id"])


def trade_growth(year: int | None = None) -> Figure:
    """Return how much that trade grew on the year before, as a ratio.

    Parameters
    ----------
    year : int, optional
        A year for which the article prints it; without it, the latest.

    Returns
    -------
    Figure
        A plain number: a growth of one percent is 0.01.

    Raises
    ------
    UnknownNameError
        The article prints no growth for that year.

    Examples
    --------
    >>> trade_growth()
    <Figure trade-growth-2024: 0.06 [0.055, 0.065], printed "up 6% year-on-year">
    """
    return figure(_printed("trade growth", "growth", year)["id"])


def implied_trade(year: int | None = None) -> Figure:
    """Return the trade of the year before the printed one, as printed volume and printed growth imply it.

    Parameters
    ----------
    year : int, optional
        The year before one whose volume and growth the article prints; without it, the latest such year.

    Returns
    -------
    Figure
        In bn USD, with the interval that the two printed roundings leave.

    Raises
    ------
    UnknownNameError
        The article implies nothing for that year.

    Examples
    --------
    >>> implied_trade(2023)
    <Figure trade-2024 / (1 + trade-growth-2024): 89.43 bn USD [88.97, 89.91]>
    """
    growth = _printed("implied trade", "growth", None if year is None else year + 1, shift=-1)
    return trade_volume(growth["period_end"]) / (1 + trade_growth(growth["period_end"]))


def _printed(what: str, kind: str, year: int | None, shift: int = 0) -> dict[str, Any]:
    """Return the article's row on trade of this kind and year; errors speak of years moved by `shift`."""
    found = {row["period_end"]: row for row in rows("figures") if (row["topic"], row["kind"]) == ("trade", kind)}
    wanted = max(found) if year is None else year
    if wanted not in found:
        known = sorted(known + shift for known in found)
        raise UnknownNameError.of(f"year of the article's {what}", wanted + shift, known)
    return found[wanted]
