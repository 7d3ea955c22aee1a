"""The summits of the mechanism and the fields of cooperation that the article names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.article.selection import select

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["summits", "topics"]


def summits() -> pd.DataFrame:
    """Return the summits that the article names.

    Returns
    -------
    pandas.DataFrame
        One row per summit: its ordinal, year, dates, city and country (ISO 3166-1 alpha-3); `place_source` and
        `dates_source` are the ids of the sources that state what the article does not.

    Examples
    --------
    >>> summits()[["ordinal", "year", "city", "dates_source"]]
       ordinal  year    city        dates_source
    0        1  2023   Xi'an   xinhua-2023-05-19
    1        2  2025  Astana  astana-declaration
    """
    from summitdata.tables import load

    return load("summits")


def topics(status: str | None = None) -> pd.DataFrame:
    """Return the fields of cooperation that the article names.

    Parameters
    ----------
    status : {"established", "quoted", "emerging", "expected"}, optional
        Only those of this status; `quoted` are those that an expert names in the article, `expected` the outcomes that
        analysts expect of the summit.

    Returns
    -------
    pandas.DataFrame
        One row per topic: id, name, status, and the phrase with its place in the article.

    Raises
    ------
    UnknownNameError
        There is no such status.

    Examples
    --------
    >>> topics("emerging")["name"].to_list()
    ['Green energy', 'Agricultural processing']
    """
    return select("topics", status=status)
