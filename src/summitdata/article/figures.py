"""The figures of the article: one by its id, or the table of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.arguments import check_choice
from summitdata.article.citations import source_line
from summitdata.article.figure import Figure
from summitdata.article.selection import select
from summitdata.tables import rows

if TYPE_CHECKING:
    import pandas as pd

    from summitdata._names import FigureId

__all__ = ["figure", "figures"]


def figure(id: FigureId | str) -> Figure:
    """Return one figure of the article by its id.

    A growth or a share that is printed in percent is returned as a ratio, so that `volume / (1 + growth)` is right.

    Parameters
    ----------
    id : str
        An id of the table `figures`.

    Returns
    -------
    Figure
        The number that the article prints, with its unit, interval, phrase and source.

    Raises
    ------
    UnknownNameError
        No figure has this id; the message suggests similar ones.

    Examples
    --------
    >>> figure("trade-2024")
    <Figure trade-2024: 94.8 bn USD [94.75, 94.85], printed "US$94.8 billion">
    >>> figure("trade-growth-2024").interval
    (0.055, 0.065)
    """
    rows_by_id = {row["id"]: row for row in rows("figures")}
    check_choice("figure", id, rows_by_id)
    row = rows_by_id[id]
    place = f"paragraph {row['paragraph']}, characters {row['start']}-{row['end']}"
    result = Figure(
        row["value"],
        row["unit"],
        low=row["low"],
        high=row["high"],
        id=row["id"],
        label=row["label"],
        printed=row["printed"],
        status=row["status"],
        source=source_line(row["source"], place),
    )
    return result.to("1") if row["unit"] == "percent" else result


def figures(topic: str | None = None, kind: str | None = None) -> pd.DataFrame:
    """Return the figures of the article as a table, in the units that it prints.

    Parameters
    ----------
    topic : str, optional
        Only those of this topic: summit, trade, energy or transport.
    kind : str, optional
        Only those of this kind: level, growth, share, capacity, cumulative, ordinal or year.

    Returns
    -------
    pandas.DataFrame
        One row per figure; `value`, `low` and `high` are in the row's `unit`.

    Raises
    ------
    UnknownNameError
        No figure has this topic or kind.

    Examples
    --------
    >>> figures(topic="trade")[["id", "value", "unit", "low", "high"]].head(2)
                      id  value     unit    low   high
    0         trade-2024   94.8   bn USD  94.75  94.85
    1  trade-growth-2024    6.0  percent   5.50   6.50
    """
    return select("figures", topic=topic, kind=kind)
