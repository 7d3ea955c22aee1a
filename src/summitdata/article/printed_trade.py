"""Which years of trade the article prints."""

from __future__ import annotations

from summitdata.article.trade_series import ALL, FLOWS, UNITS, Asked
from summitdata.tables import rows

__all__ = ["PRINTED", "printed_years"]

PRINTED = Asked(ALL, FLOWS[0], UNITS[0])
"""All that the article prints of trade: totals of the five states together, in dollars."""


def printed_years(kind: str, of: Asked = PRINTED) -> dict[int, str]:
    """Return the ids of the article's figures on trade of a kind, by year.

    Examples
    --------
    >>> printed_years("growth")
    {2024: 'trade-growth-2024'}
    """
    trade = (row for row in rows("figures") if (row["topic"], row["kind"]) == ("trade", kind))
    return {row["period_end"]: row["id"] for row in trade if of == PRINTED}
