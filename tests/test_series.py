"""The series of gas, and what neither they nor those of trade hold."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
            assert sd.gas_consumption(int(row["period_end"][:4]), row["volume"]).value == row["value"]


def test_gas_consumption_never_mixes_cubic_metres() -> None:
    with pytest.raises(sd.UnknownNameError, match="for 2025 there is volume='40 MJ'"):
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
    days: list[Any] = ["2020-01-01", "20200101", date(2020, 1, 1), datetime(2020, 1, 1, 12, tzinfo=UTC)]
    days += [pd.Timestamp(2020, 1, 1), np.datetime64("2020-01-01"), np.datetime64("2020-01-01T12:00")]
    assert len({sd.gas_delivered(day).label for day in days}) == 1


def test_gas_delivered_lies_between_the_bounds_around_the_day() -> None:
    delivered = sd.gas_delivered("2018-06-01")
    assert delivered.interval == (179.55, 252.15)
    assert delivered.low < delivered.value < delivered.high
    assert sd.gas_delivered(date(2019, 10, 21)).value == 252.1
    assert sd.gas_delivered("2014-11-15") < sd.gas_delivered("2016-01-01") < sd.gas_delivered("2017-01-09")


def test_gas_delivered_begins_with_nothing() -> None:
    for partner in ("TKM", "C5"):
        assert sd.gas_delivered("2009-12-14", partner).interval == (0, 0)
        assert sd.gas_delivered("2009-12-15", partner).low == 0


def test_gas_delivered_uses_thresholds() -> None:
    """The interval of this day once reached down to the 252.05 of 2019, though more than 350 were known."""
    assert sd.gas_delivered("2023-01-05").low == 300
    assert sd.gas_delivered("2023-01-07").interval == (350, 415.5)
    assert "urdupoint" in sd.gas_delivered("2023-01-07").source
    assert sd.gas_delivered("2010-07-01").low == 1.5


def test_turkmen_gas_is_at_most_that_of_all_suppliers() -> None:
    assert sd.gas_delivered("2020-03-01").high == 316.5
    assert "xinhuanet" in sd.gas_delivered("2020-03-01").source
    assert sd.gas_delivered("2014-05-11", "C5").low == 75
    assert sd.gas_delivered("2014-11-16", "C5").low == 92.5  # that of Turkmenistan alone


@given(st.dates(date(2009, 12, 14), date(2025, 10, 22)))
def test_no_bound_of_any_day_contradicts_gas_delivered(day: date) -> None:
    delivered = sd.gas_delivered(day)
    assert delivered.low <= delivered.value <= delivered.high
    for row in rows("gas"):
        if row["measure"] == "turkmen deliveries" and row["low"] is not None and row["period_end"] <= day.isoformat():
            assert delivered.low >= row["low"]
        if row["measure"].endswith("deliveries") and row["high"] is not None and row["period_end"] >= day.isoformat():
            assert delivered.high <= row["high"]


def test_every_statement_that_counts_is_a_row_of_the_series() -> None:
    """A bound that only the evidence holds would be one that `gas_delivered` does not use."""
    series = {(row["period_end"], row["value"]) for row in rows("gas") if row["measure"] == "turkmen deliveries"}
    independent = {row["id"] for row in rows("sources") if row["independent"]}
    counted = {
        (row["period_end"], row["value"])
        for row in rows("evidence")
        if (row["figure"], row["comparable"]) == ("turkmen-gas-cumulative", True) and row["source"] in independent
    }
    assert len(counted) > 5
    assert counted <= series


@pytest.mark.parametrize("day", ["2009-01-01", "2030-01-01"])
def test_gas_delivered_refuses_what_nobody_stated(day: str) -> None:
    with pytest.raises(sd.UnknownNameError, match=r"2009-12-14.*2025-10-22"):
        sd.gas_delivered(day)


@pytest.mark.parametrize(
    "day",
    [
        "last year", "2024", 2024, 2024.5, True, float("nan"), pd.NaT, pd.Period("2024", "Y"), np.datetime64("2024"),
        np.datetime64("NaT"), ["2024-01-01"], np.array(["2024-01-01"], "M8[D]"), b"2024-01-01",
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_day_is_refused(day: Any) -> None:
    with pytest.raises(sd.UnknownNameError, match="a day is written as 2025-06-17"):
        sd.gas_delivered(day)


def test_all_suppliers_have_no_figure_in_the_article() -> None:
    with pytest.raises(sd.UnknownNameError, match="name a day"):
        sd.gas_delivered(partner="C5")


@pytest.mark.parametrize("partner", ["KGZ", "Kyrgyzstan", "nobody", "", 5, None])
def test_a_state_that_supplies_no_gas_is_refused_with_those_that_do(partner: Any) -> None:
    for call in (sd.gas_flow, sd.gas_import_value):
        with pytest.raises(sd.UnknownNameError, match="'TKM'"):
            call(2025, partner)


def test_yearly_flows_are_the_preferred_rows() -> None:
    codes = {"pipeline flow": "C5", "turkmen flow": "TKM", "kazakh flow": "KAZ", "uzbek flow": "UZB"}
    flows = [row for row in rows("gas") if row["measure"] in codes and row["preferred"]]
    assert len(flows) > 30
    for row in flows:
        flow = sd.gas_flow(row["period_end"][:4], codes[row["measure"]], row["volume"])
        assert (flow.value, flow.interval) == (row["value"], (row["low"], row["high"]))


def test_the_last_three_flows_add_up_to_the_pipeline() -> None:
    total = sd.gas_flow(2025, "Turkmenistan") + sd.gas_flow(2025, "KAZ") + sd.gas_flow(2025, "uz")
    assert total.low <= sd.gas_flow(2025).value <= total.high


def test_values_of_gas_are_the_preferred_rows() -> None:
    for row in rows("gas_trade"):
        if row["preferred"]:
            assert sd.gas_import_value(row["year"], row["partner"]).value == row["value"]
    assert sd.gas_import_value(2024, "turkmenistan").unit == "bn USD"


VOLUMES = ["bcm chinese", "bcm cnpc", "bcm 40 MJ", "bcm bp", "bcm"]


@pytest.mark.parametrize("unit", VOLUMES)
@pytest.mark.parametrize("other", VOLUMES)
def test_cubic_metres_are_different_units(unit: str, other: str) -> None:
    one, two = sd.Figure(430, unit), sd.Figure(426, other)
    if unit == other:
        assert (one - two).value == 4
        return
    for operation in (lambda: one + two, lambda: one - two, lambda: one < two, lambda: one.to(other)):
        with pytest.raises(sd.UnitError, match="measure different things"):
            operation()


def test_each_cubic_metre_is_a_unit_and_has_its_conditions_or_the_reason_why_not() -> None:
    from summitdata.article.energy import UNITS

    volumes = {row["id"]: row for row in rows("volumes")}
    assert set(UNITS) == set(volumes)
    assert [volumes["40 MJ"][name] for name in ("temperature", "pressure", "calorific_value")] == [15, 101.3, 40]
    assert [volumes["chinese"][name] for name in ("temperature", "pressure")] == [20, 101.325]
    assert volumes["cnpc"]["unknown"]


def test_gas_of_different_cubic_metres_has_different_units() -> None:
    assert {sd.gas_consumption(2024).unit, sd.gas_consumption(2024, "40 MJ").unit} == {"bcm chinese", "bcm 40 MJ"}
    assert sd.gas_flow(2022, volume="cnpc").unit == "bcm cnpc"
    with pytest.raises(sd.UnitError):
        sd.gas_flow(2022, volume="cnpc") - sd.gas_flow(2022)


def test_what_the_research_warns_of_is_in_no_series() -> None:
    """Thresholds, conversions and what it marks as not to be used."""
    if not RESEARCH.is_file():
        pytest.skip(f"the research is not at {RESEARCH}: what it warns of cannot be looked up")
    series = {
        (row["year"], row["partner"], row["value"])
        for row in rows("trade")
        if (row["basis"], row["flow"], row["preferred"]) == ("gacc", "total", True)
    }
    deliveries = {
        (row["period_end"], row["value"])
        for row in rows("gas")
        if (row["measure"], row["relation"]) == ("turkmen deliveries", "equals")
    }
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
