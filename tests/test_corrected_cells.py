"""Cells that were wrong in an earlier state of the tables, and that no rule of `check` can prove right."""

from __future__ import annotations

import pytest

from summitdata.tables import rows

CORRECTED: list[tuple[str, dict[str, object], str, object]] = [
    ("figures", {"id": "summit-ordinal"}, "period_start", None),  # the article prints no 2025
    ("figures", {"id": "summit-ordinal"}, "period_end", None),
    ("evidence", {"id": "cku-railway-5"}, "stated", "2025-06-14"),  # the day of the page, which is after the article
    ("evidence", {"id": "cku-railway-5"}, "period_end", "2025-06-14"),
    ("evidence", {"id": "summit-ordinal-2"}, "period_end", "2025-06-17"),  # the summit, not the report on it
    ("evidence", {"id": "trade-growth-2024-1"}, "relation", "derived"),  # nobody states it
    ("evidence", {"id": "trade-2024-8"}, "comparable", False),
    ("sources", {"id": "xinhua-2023-05-19"}, "title",
     "Xi, Central Asian leaders announce inauguration of summit mechanism"),
    ("sources", {"id": "astana-declaration"}, "title", "Astana Declaration of the Second Central Asia-China Summit"),
    ("sources", {"id": "astana-declaration"}, "kind", "document"),  # the full text
    ("sources", {"id": "cgtn-copy"}, "published", "2025-06-14"),
    ("topics", {"id": "pipelines"}, "status", "quoted"),  # an expert says so, not the article
    ("topics", {"id": "railways"}, "status", "quoted"),
    ("trade", {"year": 2024, "partner": "UZB", "basis": "edb"}, "value", 18),  # the bank's own figure adds up only so
    ("trade", {"year": 2024, "partner": "UZB", "basis": "uz-statistics"}, "value", 12.4),
    ("trade", {"year": 2012, "partner": "UZB", "basis": "china-side"}, "value", 2.88),
]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "field", "value"), CORRECTED, ids=lambda part: str(part)[:40])
def test_a_corrected_cell_stays_corrected(table: str, key: dict[str, object], field: str, value: object) -> None:
    found = [row for row in rows(table) if all(row[name] == cell for name, cell in key.items())]
    assert [row[field] for row in found] == [value]


def test_our_inference_is_not_written_as_a_fact() -> None:
    """The rate at which a newspaper converted yuan is nowhere stated."""
    (row,) = [row for row in rows("evidence") if row["id"] == "trade-2024-8"]
    assert "as it seems" in row["reason"]


def test_the_doubtful_uzbek_column_is_nobody_s_series() -> None:
    """A column of a paper was taken for China's customs; it contradicts what China states elsewhere."""
    years = {row["year"] for row in rows("trade") if (row["partner"], row["basis"]) == ("UZB", "gacc")}
    assert min(years) == 2023
    doubtful = [row for row in rows("trade") if row["basis"] == "mofcom-in-paper"]
    assert [row["year"] for row in doubtful] == list(range(2003, 2013))
    (origin,) = [row for row in rows("origins") if row["id"] == "mofcom-in-paper"]
    assert "contradict" in origin["description"]
    assert origin["kind"] == "research"
