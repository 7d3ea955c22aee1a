"""How a figure names its source: in one line, with the address."""

from __future__ import annotations

from summitdata.tables import rows

__all__ = ["source_line"]


def source_line(source: str, place: str = "") -> str:
    """Return publisher, date, place in the text and address of a source.

    Parameters
    ----------
    source : str
        An id of the table `sources`.
    place : str, optional
        Where the source says it, such as a paragraph.

    Examples
    --------
    >>> source_line("cnpc-pipeline")
    'CNPC, https://www.cnpc.com.cn/en/CentralAsia/CentralAsia_index.shtml'
    """
    row = next(row for row in rows("sources") if row["id"] == source)
    return ", ".join(part for part in (row["publisher"], row["published"], place, row["address"]) if part)
