"""Shares of trade, and mirror figures: two offices on the same trade."""

from __future__ import annotations

from typing import Any

import pytest

import summitdata as sd
from trade_states import STATES, value


def test_shares_add_up_to_one() -> None:
    shares = sd.trade_shares(2024)
    assert sorted(shares["partner"]) == STATES
    assert shares["share"].sum() == pytest.approx(1)
    assert (shares["low"] < shares["share"]).all()
    assert (shares["share"] < shares["high"]).all()
    assert sd.trade_shares()["share"].sum() == pytest.approx(1, abs=0.01)
    assert "trade-C5-2024-gacc" in shares.attrs["description"]


def test_shares_of_every_year_that_the_report_to_the_imf_has() -> None:
    flow: Any
    for flow in ("total", "exports", "imports"):
        for year in range(1992, 2021):
            shares = sd.trade_shares(year, flow=flow)
            assert shares["share"].sum() == pytest.approx(1)


def test_shares_need_all_five() -> None:
    with pytest.raises(sd.UnknownNameError, match="2023"):
        sd.trade_shares(2022)
    with pytest.raises(sd.UnknownNameError):
        sd.trade_shares(2024, "edb")


def test_a_mirror_gap_has_one_figure_of_each_side() -> None:
    gap = sd.mirror_gap(2024)
    assert (gap.china.value, gap.own.value) == (94.82, 66.2)
    assert (gap.basis, gap.own_basis) == ("gacc", "edb")
    assert gap.difference == gap.china - gap.own
    assert gap.ratio == gap.china / gap.own
    assert gap.difference.unit == "bn USD"
    assert gap.ratio.interval == pytest.approx((94.815 / 66.25, 94.825 / 66.15))


@pytest.mark.parametrize(
    ("partner", "year", "flow", "own"),
    [
        ("KGZ", 2024, "total", "kg-statistics"),
        ("UZB", 2024, "total", "uz-statistics"),
        ("TJK", 2024, "total", "tj-statistics"),
        ("TJK", 2023, "total", "tj-economy-ministry"),
        ("KAZ", 2024, "total", "edb"),
        ("KAZ", 2022, "total", "kz-side"),
        ("KAZ", 2019, "imports", "imf-partner"),
        ("KGZ", 2018, "exports", "kg-statistics"),
    ],
)
def test_the_partner_s_own_office_comes_first(partner: str, year: int, flow: Any, own: str) -> None:
    gap = sd.mirror_gap(year, partner, flow=flow)
    assert gap.own_basis == own
    assert gap.own.value == value(year, partner, own, flow)


def test_a_mirror_gap_by_whom_the_caller_names() -> None:
    assert sd.mirror_gap(2024, "UZB", own_basis="edb").own.value == 18
    assert sd.mirror_gap(2012, "UZB", basis="china-side").china.value == 2.88
    assert sd.mirror_gap(partner="KAZ").year == 2024
    with pytest.raises(sd.UnknownNameError, match="kg-statistics"):
        sd.mirror_gap(2023, "KGZ")
    with pytest.raises(sd.UnknownNameError, match="'edb'"):
        sd.mirror_gap(2024, "UZB", own_basis="ebd")


def test_a_mirror_gap_is_shown_with_both_figures() -> None:
    assert repr(sd.mirror_gap(2024, "KAZ")) == "<MirrorGap KAZ 2024: gacc 43.82 bn USD, edb 30.1 bn USD, ratio 1.46>"
    assert repr(sd.mirror_gap(2020, "KAZ", flow="imports")).startswith("<MirrorGap KAZ imports 2020: imf-china ")


def test_a_mirror_gap_says_what_is_known_of_its_figures() -> None:
    """The bank's Turkmen figure equals China's, so it shows no gap, and proves none absent."""
    gap = sd.mirror_gap(2024, "TKM")
    assert gap.own_basis == "edb"
    assert "possibly not counted in Turkmenistan" in gap.note
    assert sd.mirror_gap(2024, "KGZ").note == ""
    assert "China reports; no compiler" in sd.mirror_gap(2021, "KAZ", flow="exports").note


def test_the_table_of_mirror_gaps_is_the_gap_of_each_year() -> None:
    line: Any
    flow: Any
    for flow in ("total", "exports", "imports"):
        table = sd.mirror_gap_table(flow=flow)
        assert not table.duplicated(["partner", "year"]).any()
        assert set(STATES) <= set(table["partner"])
        for line in table.itertuples():
            gap = sd.mirror_gap(line.year, line.partner, flow=flow)
            assert (gap.basis, gap.own_basis, gap.note) == (line.basis, line.own_basis, line.note)
            assert (gap.china.value, gap.own.value) == (line.china, line.own)
            assert (gap.ratio.value, *gap.ratio.interval) == (line.ratio, line.low, line.high)
    assert set(sd.mirror_gap_table("Kyrgyzstan", own_basis="imf-partner")["own_basis"]) == {"imf-partner"}
    assert len(sd.mirror_gap_table("KGZ", basis="mofcom")) == 0
    with pytest.raises(sd.UnknownNameError, match="'edb'"):
        sd.mirror_gap_table(own_basis="ebd")
