"""Growth of trade: of a year, of each year, and over several years."""

from __future__ import annotations

from typing import Any

import pytest

import summitdata as sd
from summitdata.tables import rows
from trade_states import STATES, value


def test_growth_computed_from_the_series_contains_the_printed_one() -> None:
    computed, printed = sd.trade_growth(2024, basis="gacc"), sd.trade_growth()
    assert computed.value == pytest.approx(94.82 / 89.4 - 1)
    assert printed.low < computed.low < computed.high < printed.high
    low, high = computed.to("percent").interval
    assert (round(low), round(high)) == (6, 6)


def test_a_computed_figure_names_its_sources() -> None:
    growth = sd.trade_growth(2024, "KAZ")
    assert growth.derived_from == ("trade-KAZ-2024-gacc", "trade-KAZ-2023-gacc")
    assert "Astana Times" in growth.source
    assert "bne IntelliNews" in growth.source


@pytest.mark.parametrize("flow", ["total", "exports", "imports"])
def test_growth_never_mixes_compilers(flow: Any) -> None:
    named = {row["basis"] for row in rows("trade")} - {"china-side", "kz-side", "tj-side"}
    for basis in named:
        for partner in ["C5", *STATES]:
            of_series = [row for row in rows("trade") if (row["partner"], row["basis"]) == (partner, basis)]
            years = {row["year"] for row in of_series if (row["flow"], row["unit"]) == (flow, "bn USD")}
            for year in range(1990, 2030):
                if {year, year - 1} <= years:
                    growth = sd.trade_growth(year, partner, basis, flow=flow)
                    end = basis if flow == "total" else f"{basis}-{flow}"
                    assert all(name.endswith(end) for name in growth.derived_from)
                else:
                    with pytest.raises(sd.UnknownNameError):
                        sd.trade_growth(year, partner, basis, flow=flow)


@pytest.mark.parametrize(("partner", "grows"), [("TKM", True), ("TJK", False), ("UZB", False)])
def test_a_stated_change_decides_the_sign_that_rounding_leaves_open(partner: str, *, grows: bool) -> None:
    totals = sd.trade_volume(2024, partner) / sd.trade_volume(2023, partner) - 1
    assert totals.low < 0 < totals.high
    growth = sd.trade_growth(2024, partner)
    assert (growth.low > 0) == grows
    assert (growth.high < 0) == (not grows)
    assert totals.low <= growth.value <= totals.high
    assert f"trade-change-{partner}-2024-gacc" in str(growth.derivation)
    assert "24.kg" in growth.source


@pytest.mark.parametrize("partner", ["C5", "KAZ", "KGZ"])
def test_a_stated_change_is_not_needed_where_the_totals_tell_the_sign(partner: str) -> None:
    growth = sd.trade_growth(2024, partner, "gacc")
    assert growth.low > 0
    assert "change" not in str(growth.derivation)


@pytest.mark.parametrize("basis", ["china-side", "kz-side", "tj-side"])
@pytest.mark.parametrize("call", [sd.trade_growth, sd.trade_growth_table, sd.cagr])
def test_nothing_is_computed_from_figures_whose_compiler_nobody_names(call: Any, basis: str) -> None:
    years = (2021, 2022) if call is sd.cagr else ()
    with pytest.raises(sd.UnknownNameError, match="no source names the compiler"):
        call(*years, partner="TKM", basis=basis)


def test_the_table_of_growth_is_the_growth_of_each_year() -> None:
    line: Any
    flow: Any
    for basis, flow in (("gacc", "total"), ("imf-china", "exports"), ("imf-partner", "imports")):
        table = sd.trade_growth_table(basis=basis, flow=flow)
        assert list(table) == ["partner", "year", "growth", "low", "high", "derivation", "note"]
        assert len(table)
        for line in table.itertuples():
            growth = sd.trade_growth(line.year, line.partner, basis, flow=flow)
            assert (growth.value, *growth.interval) == (line.growth, line.low, line.high)
            assert growth.derivation == line.derivation
        assert (table["low"] <= table["growth"]).all()
    assert set(sd.trade_growth_table("UZB")["partner"]) == {"UZB"}
    assert sd.trade_growth_table("C5", "article")["growth"].to_list() == [0.06]


def test_the_table_of_growth_says_what_is_known_of_its_figures() -> None:
    """The customs cut the Uzbek figure of 2024 later, so growth from its first release is too low."""
    notes = sd.trade_growth_table(unit="bn CNY").set_index("partner")["note"]
    assert "cut by 0.9 percent" in notes["UZB"]
    assert "in June 2025, after corrections, the customs gave 674.15" in notes["C5"]
    assert set(notes.drop(["UZB", "C5"])) == {""}
    doubtful = sd.trade_growth_table("UZB", "mofcom-in-paper").set_index("year")["note"]
    assert doubtful.str.contains("ontradicts what").all()


def test_cagr_is_the_growth_that_leads_from_one_year_to_the_other() -> None:
    whole = sd.trade_volume(2022, basis="gacc") * (1 + sd.cagr(2022, 2025)) ** 3
    assert float(whole) == pytest.approx(value(2025, "C5"))
    assert sd.cagr(2023, 2024) == pytest.approx(sd.trade_growth(2024, basis="gacc"))
    assert sd.cagr(1992, 2020).derived_from == ("trade-C5-2020-imf-china", "trade-C5-1992-imf-china")
    with pytest.raises(sd.UnknownNameError):
        sd.cagr(2024, 2023)
    with pytest.raises(sd.UnknownNameError, match="imf-china has 1992-2020"):
        sd.cagr(2020, 2025)


def test_the_customs_own_average_in_yuan_is_reproduced() -> None:
    """Released in June 2025: up 116 percent in eleven years, 7.3 percent a year."""
    assert round(sd.cagr(2013, 2024, unit="bn CNY").to("percent"), 1) == 7.3


def test_the_uzbek_growth_of_2012_is_that_of_a_series_that_can_be_trusted() -> None:
    assert round(sd.trade_growth(2012, "UZB").to("percent"), 1) == 32.8  # as printed in 2013
    assert sd.trade_growth(2012, "UZB").derived_from == ("trade-UZB-2012-imf-china", "trade-UZB-2011-imf-china")
    assert round(sd.trade_growth(2012, "UZB", "mofcom-in-paper").to("percent"), 1) == 28.5
