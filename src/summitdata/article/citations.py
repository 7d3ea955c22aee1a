"""How a source is named beside what it says."""

from __future__ import annotations

from summitdata.tables import rows

__all__ = ["cited"]


def cited(source: str, place: str = "") -> str:
    """Return publisher, date, place in the text and address of a row of the table `sources`.

    Examples
    --------
    >>> cited("cnpc-pipeline")
    'CNPC, https://www.cnpc.com.cn/en/CentralAsia/CentralAsia_index.shtml'
    """
    page = next(row for row in rows("sources") if row["id"] == source)
    return ", ".join(part for part in (page["publisher"], page["published"], place, page["address"]) if part)
