"""What the tests on trade share: the partners, and the figures of the table."""

from __future__ import annotations

from summitdata.tables import rows

STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def value(year: int, partner: str, basis: str = "gacc", flow: str = "total", unit: str = "bn USD") -> float:
    """Return the preferred value of a figure."""
    key = (year, partner, basis, flow, unit, True)
    names = ("year", "partner", "basis", "flow", "unit", "preferred")
    (row,) = [row for row in rows("trade") if tuple(row[name] for name in names) == key]
    found: float = row["value"]
    return found
