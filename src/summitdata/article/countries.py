"""The six states of the summit, and the names that callers can use for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.arguments import Others, belongs_to, check_flag
from summitdata.article.selection import code_of
from summitdata.errors import UnknownNameError
from summitdata.tables import load, rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["alpha_3", "countries"]


def countries(*, central_asian: bool | None = None) -> pd.DataFrame:
    """Return the states that took part in the summit.

    Parameters
    ----------
    central_asian : bool, optional
        `True` for the five Central Asian states, `False` for the others.

    Returns
    -------
    pandas.DataFrame
        One row per state: ISO 3166-1 codes, names, capital, whether it is Central Asian, its place in the article.

    Examples
    --------
    >>> countries(central_asian=True)["alpha_3"].to_list()
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    frame = load("countries")
    if central_asian is None:
        return frame
    check_flag("central_asian", central_asian)
    return frame[frame["central_asian"] == central_asian].reset_index(drop=True)


def alpha_3(country: object, others: Others | None = None) -> str:
    """Return the ISO 3166-1 alpha-3 code of a state, given by either code or either name, in any case.

    Raises
    ------
    UnknownNameError
        It is not one of the six states.

    Examples
    --------
    >>> alpha_3("uz"), alpha_3("Uzbekistan")
    ('UZB', 'UZB')
    >>> alpha_3("Uzbekstan")
    Traceback (most recent call last):
    ...
    summitdata.errors.UnknownNameError: unknown country 'Uzbekstan': did you mean 'Uzbekistan' or ...
    """
    code = code_of(country)
    if code not in {row["alpha_3"] for row in rows("countries")}:
        choices = [row[column] for column in ("name", "alpha_3", "alpha_2") for row in rows("countries")]
        raise UnknownNameError.of("country", country, choices, belongs_to(country, others))
    return str(code)
