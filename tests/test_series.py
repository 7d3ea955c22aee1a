"""The series of gas, and what neither they nor those of trade hold."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

RESEARCH = Path(__file__).parents[2] / "shared" / "evidence" / "evidence.csv"


def test_no_argument_stays_the_article() -> None:
    assert sd.trade_growth() == sd.figure("trade-growth-2024")
    assert sd.trade_volume() == sd.trade_volume(2024) == sd.figure("trade-2024")
    assert sd.gas_delivered() == sd.figure("turkmen-gas-cumulative")


def test_gas_consumption_is_the_preferred_source() -> None:
    for row in rows("gas"):
        if row["measure"] == "china consumption" and row["preferred"]:
            assert sd.gas_consumption(int(row["period_end"][:4]), row["volume"]) == row["value"]


def test_gas_consumption_never_mixes_cubic_metres() -> None:
    assert sd.gas_consumption(2024) != sd.gas_consumption(2024, "40 MJ")
    with pytest.raises(sd.UnknownNameError, match="volume='40 MJ' has other years"):
        sd.gas_consumption(2025)
    with pytest.raises(sd.UnknownNameError, match="'40 MJ'"):
        sd.gas_consumption(2024, "40MJ")  # type: ignore[arg-type] # the point of the test


@pytest.mark.parametrize(
    "call",
    [
        lambda: sd.trade_volume(2024, 5),  # type: ignore[arg-type] # the point of the test
        lambda: sd.trade_volume(2024, "CHN"),
        lambda: sd.cagr(2024, 2020),
        lambda: sd.gas_delivered(2024),  # type: ignore[arg-type] # the same
        lambda: sd.trade_shares(2024, "article"),
    ],
    ids=["number", "China", "backwards", "a year for a day", "article"],
)
def test_what_makes_no_sense_is_an_error_of_the_family(call: Callable[[], object]) -> None:
    with pytest.raises(sd.UnknownNameError):
        call()


def test_gas_delivered_takes_any_day() -> None:
    days: list[str | date] = ["2020-01-01", "20200101", date(2020, 1, 1), datetime(2020, 1, 1, 12, tzinfo=UTC)]
    assert len({sd.gas_delivered(day).label for day in days}) == 1


def test_gas_delivered_lies_between_the_statements_around_the_day() -> None:
    delivered = sd.gas_delivered("2025-06-13")
    assert delivered.interval == (252.05, 455)
    assert delivered.low < delivered.value < delivered.high
    assert sd.gas_delivered(date(2019, 10, 21)) == 252.1
    assert sd.gas_delivered("2014-11-15") < sd.gas_delivered("2016-01-01") < sd.gas_delivered("2017-01-09")


@pytest.mark.parametrize("day", ["2009-01-01", "2030-01-01", "last year"])
def test_gas_delivered_refuses_what_nobody_stated(day: str) -> None:
    with pytest.raises(sd.UnknownNameError, match="2012-06-05"):
        sd.gas_delivered(day)


def test_what_the_research_warns_of_is_in_no_series() -> None:
    """Thresholds, conversions and what it marks as not to be used."""
    if not RESEARCH.is_file():
        pytest.skip(f"the research is not at {RESEARCH}: what it warns of cannot be looked up")
    series = {
        (row["year"], row["partner"], row["value"])
        for row in rows("trade")
        if (row["basis"], row["flow"], row["preferred"]) == ("gacc", "total", True)
    }
    deliveries = {(row["period_end"], row["value"]) for row in rows("gas") if row["measure"] == "turkmen deliveries"}
    with RESEARCH.open(encoding="utf-8", newline="") as file:
        researched = list(csv.DictReader(file))
    warned = 0
    for row in researched:
        note, about = row["note"], row["figure_id"]
        warnings = (
            "DO NOT USE",
            "threshold",
            "truncated; ",
            "conversion",
            "stated as over",
            "stated as exceeding",
            "stated as more",
        )
        if not any(word in note for word in warnings) and not (about.startswith("ca_trade") and "DISAGREES" in note):
            continue
        warned += 1
        year = int(row["period_start"][:4] or 0)
        partner = "C5" if about.startswith("ca_trade") else about[-3:]
        assert (year, partner, float(row["value"])) not in series
        assert (row["as_of"], float(row["value"])) not in deliveries
    assert warned
