"""What the article claims that is not a number, what became of it, and what the article changed of its own source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.arguments import choice_of
from summitdata.article.selection import select
from summitdata.tables import rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["claims", "outcomes", "people", "rewrites"]


def claims(kind: str | None = None) -> pd.DataFrame:
    """Return what the article claims that is not a number; the numbers are in `figures()`.

    Parameters
    ----------
    kind : {"attendance", "date", "expectation", "place", "relation", "statement", "trend"}, optional
        Only the claims of this kind.

    Returns
    -------
    pandas.DataFrame
        One row per claim: `id`, `kind`, whether it is `checkable`, a `paraphrase`, the `speaker` (an id of `people()`),
        and the phrase with its place in the article. A relation also has its `subject`, its `object` (ids of figures)
        and its `tolerance` in percent.

    Raises
    ------
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> claims("expectation")["id"].to_list()
    ['digital-agreements', 'counterterrorism-agreements', 'south-south-benchmarks']
    >>> claims("relation").set_index("id")["tolerance"].to_dict()
    {'gas-equivalence': 5.0}
    """
    return select("claims", kind=kind)


def outcomes(topic_or_claim: str | None = None) -> pd.DataFrame:
    """Return what became of what the article claims or expects, as sources showed until the data were released.

    Parameters
    ----------
    topic_or_claim : str, optional
        Only those of this claim, an id of `claims()`, or of this topic, an id of `topics()`. An id that is both gives
        the outcomes of both; those of a topic include the outcomes of the claims about it.

    Returns
    -------
    pandas.DataFrame
        One row per outcome and source: `claim` or `topic`, the `date`, the `outcome` (happened, partly, contradicted or
        not seen), a `statement`, the `quote` of the source, and for what was not seen what was `searched`. `date` is
        text, since some are a month or a year.

    Raises
    ------
    UnknownNameError
        There is no such claim or topic.

    Examples
    --------
    >>> outcomes("this-week")[["date", "outcome", "source"]]
             date       outcome                     source
    0  2025-06-17  contradicted         astana-declaration
    1  2025-06-13  contradicted  pakistan-today-2025-06-13
    >>> outcomes("counterterrorism")["outcome"].unique().tolist()
    ['partly']
    """
    from summitdata.tables import load

    table = load("outcomes")
    if topic_or_claim is None:
        return table
    topic_of = {row["id"]: row["topic"] for row in rows("claims")}
    topic_or_claim = choice_of("claim or topic", topic_or_claim, [*topic_of, *(row["id"] for row in rows("topics"))])
    about = [id for id, topic in topic_of.items() if topic_or_claim in (id, topic)]
    return table[table["claim"].isin(about) | (table["topic"] == topic_or_claim)].reset_index(drop=True)


def people() -> pd.DataFrame:
    """Return the people whom the article names, or has say something.

    Returns
    -------
    pandas.DataFrame
        One row per person: what the article says the person is, with the phrase and its place; `known_as` is what
        another source says.

    Examples
    --------
    >>> people().set_index("id").loc["cui-zheng", "role"]
    'Central Asian affairs expert'
    """
    from summitdata.tables import load

    return load("people")


def rewrites(about: str | None = None) -> pd.DataFrame:
    """Return where the text that the article was made from says something else.

    Parameters
    ----------
    about : str, optional
        Only the differences about this figure, project, claim or person.

    Returns
    -------
    pandas.DataFrame
        One row per difference: its `kind` (dropped, changed, undated or added), the phrase of the article with its
        place, the `origin_words` with their source, and a `note` on what it does to the meaning.

    Raises
    ------
    UnknownNameError
        No difference is about that.

    Examples
    --------
    >>> rewrites("shymkent-refinery")[["kind", "printed", "origin_words"]].iloc[0].to_list()
    ['changed', 'Shymkent Oil Refinery expansion', 'Shymkent refinery run steadily']
    """
    return select("rewrites", about=about)
