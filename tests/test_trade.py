"""Trade: the table, the series that a caller means, growth, shares, mirror figures, and years as they come."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import summitdata as sd
from summitdata.arguments import year_of
from summitdata.tables import rows
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    from collections.abc import Callable

LONG_SERIES = Path(__file__).parents[2] / "shared" / "evidence" / "series.csv"
STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def value(year: int, partner: str, basis: str = "gacc", flow: str = "total", unit: str = "bn USD") -> float:
    """Return the preferred value of a figure."""
    key = (year, partner, basis, flow, unit, True)
    names = ("year", "partner", "basis", "flow", "unit", "preferred")
    (row,) = [row for row in rows("trade") if tuple(row[name] for name in names) == key]
    found: float = row["value"]
    return found


# --- the table --------------------------------------------------------------------------------------------------


def test_the_five_partners_of_2024_add_up_exactly() -> None:
    assert round(sum(value(2024, state) for state in STATES), 2) == value(2024, "C5")


def test_each_row_of_the_long_series_is_what_was_read() -> None:
    """What the files of the IMF and of the customs hold is there, shifted by powers of ten and nothing else."""
    if not LONG_SERIES.is_file():
        pytest.skip(f"the series that were read are not at {LONG_SERIES}")
    table = {
        (row["year"], row["partner"], row["basis"], row["flow"], row["unit"]): row
        for row in rows("trade")
        if row["preferred"] and row["source"].startswith(("imf-dots", "customs-bulletin"))
    }
    with LONG_SERIES.open(encoding="utf-8", newline="") as file:
        read = [
            row
            for row in csv.DictReader(file)
            if row["source"].startswith(("International Monetary", "General Administration"))
            and not row["basis"].startswith("imf_estimate")
            and not (row["basis"] == "partner:UZB" and int(row["year"]) < 2016)  # which no other figure supports
        ]
    scales = {"million USD": ("bn USD", Decimal("0.001")), "10,000 CNY": ("bn CNY", Decimal("0.00001"))}
    compilers = {"imf_dots_china": "imf-china", "gacc": "gacc"}
    seen = set()
    for row in read:
        unit, scale = scales[row["unit"]]
        flow = "total" if row["measure"] == "trade_total" else row["measure"]
        key = (int(row["year"]), row["partner"], compilers.get(row["basis"], "imf-partner"), flow, unit)
        assert [table[key][name] for name in ("value", "low", "high")] == [
            float(Decimal(row[name]) * scale) for name in ("value", "low", "high")
        ]
        assert (table[key]["computed"] is not None) == ("derived" in row["note"])
        seen.add(key)
    assert seen == set(table)


def test_no_estimate_and_no_suspect_report_is_a_partner_s_own() -> None:
    own = {(row["partner"], row["year"]) for row in rows("trade") if row["basis"] == "imf-partner"}
    assert not own & {("UZB", year) for year in range(1992, 2016)}
    assert not own & {("TKM", year) for year in range(2004, 2026)}
    assert not own & {("KAZ", 1992), ("KAZ", 1993), ("TJK", 1992)}


def test_a_partner_is_a_state_of_the_article_or_all_of_them() -> None:
    codes = {row["code"]: row for row in rows("partners")}
    assert set(codes) == {"C5", *STATES}
    assert codes["C5"]["m49"] == "143"
    assert {row["country"] for row in codes.values() if row["kind"] == "state"} == set(STATES)


def add_row(folder: Path, row: str) -> None:
    """Add a row to the table of a copy of the package, in place of the one with the same first four cells."""
    file = folder / "resources" / "trade.csv"
    key = ",".join(row.split(",")[:4]) + ","
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(key)]
    file.write_text("\n".join([*kept, row, ""]), "utf-8")
    sync(folder)


@pytest.mark.slow
@pytest.mark.parametrize("cells", ["43820000,43815000,43825000", "43820,43815,43825"])
def test_thousands_and_millions_taken_for_billions_are_invalid(package_copy: Path, cells: str) -> None:
    add_row(package_copy, f"2023,KGZ,kg-statistics,total,{cells},bn USD,true,,,trend-2025-03-17")
    errors = [error for error in sd.check(package_copy).errors if error.type == "constraint-error"]
    assert {error.field_name for error in errors} == {"value", "low", "high"}
    assert len({error.row_number for error in errors}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("basis", ["kg-statistics", "kg-agriculture-ministry", "edb"])
def test_a_true_kyrgyz_figure_can_be_added(package_copy: Path, basis: str) -> None:
    """5.5 bn USD broke the sum of the five, when one basis held the figures of several compilers."""
    add_row(package_copy, f"2024,KGZ,{basis},total,5.5,5.45,5.55,bn USD,true,,,trend-2025-03-17")
    assert sd.check(package_copy).errors == ()


def test_trade_is_the_table_in_part() -> None:
    assert len(sd.trade(preferred=False)) == len(rows("trade"))
    assert len(sd.trade()) == sum(row["preferred"] for row in rows("trade"))
    kazakh = sd.trade("Kazakhstan", "GACC", "exports", "bn USD")
    assert set(kazakh[["partner", "basis", "flow", "unit"]].itertuples(index=False, name=None)) == {
        ("KAZ", "gacc", "exports", "bn USD")
    }
    assert sd.trade().attrs["units"]["value"] == "unit"
    with pytest.raises(sd.UnknownNameError, match="'gacc'"):
        sd.trade(basis="gac")
    with pytest.raises(sd.UnknownNameError, match="'exports'"):
        sd.trade(flow="export")  # type: ignore[arg-type] # the point of the test


@pytest.mark.slow
def test_coverage_tells_each_year_and_each_gap() -> None:
    table = sd.coverage()
    assert not table.duplicated(["partner", "basis", "flow", "unit"]).any()
    assert table["years"].sum() == len(sd.trade())
    line: Any
    for line in table.itertuples():
        years = set(sd.trade(line.partner, line.basis, line.flow, line.unit)["year"])
        missing: set[int] = set()
        for part in filter(None, line.gaps.split(", ")):
            first, _, last = part.partition("-")
            missing |= set(range(int(first), int(last or first) + 1))
        assert set(range(line.first, line.last + 1)) - missing == years
        assert len(years) == line.years


# --- which series a caller means --------------------------------------------------------------------------------


def test_a_partner_alone_means_the_customs_series() -> None:
    assert sd.trade_volume(2024, "Kazakhstan") == sd.trade_volume(2024, "kz", "gacc")
    assert sd.trade_volume(2024, "kz").value == value(2024, "KAZ")
    assert sd.trade_volume(2024, " kaz ", "EDB").value == value(2024, "KAZ", "edb")


def test_where_the_customs_have_no_year_the_report_to_the_imf_has() -> None:
    assert sd.trade_volume(2013, "UZB").id == "trade-UZB-2013-imf-china"
    assert sd.trade_volume(2019, flow="exports").id == "trade-C5-2019-imf-china-exports"
    assert sd.trade_volume(2024, "UZB", unit="bn CNY").id == "trade-UZB-2024-gacc-cny"
    assert sd.trade_volume(2024).id == "trade-2024"
    assert sd.trade_volume(2023).id == "trade-C5-2023-gacc"


def test_nobody_takes_a_doubtful_or_unnamed_series_by_itself() -> None:
    with pytest.raises(sd.UnknownNameError, match="basis='china-side'") as caught:
        sd.trade_volume(2021, "KAZ")
    assert "imf-china" not in str(caught.value)
    with pytest.raises(sd.UnknownNameError, match="basis='china-side'"):
        sd.trade_volume(2022, "UZB")


def test_an_error_tells_who_has_the_year() -> None:
    with pytest.raises(sd.UnknownNameError, match="for 2023 there is basis='gacc'"):
        sd.trade_volume(2023, basis="article")
    with pytest.raises(sd.UnknownNameError, match="imf-china has 1992-2020"):
        sd.trade_volume(2021, "KGZ")
    with pytest.raises(sd.UnknownNameError, match="for 2019 there is basis='imf-china'"):
        sd.trade_growth(2019, "KGZ", "gacc")


def test_the_article_has_no_partners() -> None:
    with pytest.raises(sd.UnknownNameError, match="for 2024 there is basis='gacc' and basis='edb'"):
        sd.trade_volume(2024, "KAZ", "article")


def test_a_sum_of_the_table_is_a_derived_figure() -> None:
    assert sd.trade_volume(2019, "KAZ").status == "derived"
    assert sd.trade_volume(2019, "KAZ", flow="exports").status == "stated"
    assert sd.trade_volume(2023, "KAZ").status == "stated"


# --- growth -----------------------------------------------------------------------------------------------------


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


# --- shares and mirror figures ----------------------------------------------------------------------------------


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


# --- years as they come -----------------------------------------------------------------------------------------

YEARS: dict[str, Callable[[int], Any]] = {
    "numpy": np.int64,
    "a short integer of numpy": np.int16,
    "a whole float": float,
    "a float of numpy": np.float64,
    "digits": str,
    "digits of numpy": np.str_,
    "a Timestamp": lambda year: pd.Timestamp(year, 6, 1),
    "a Period": lambda year: pd.Period(str(year), "Y"),
    "a date": lambda year: dt.date(year, 12, 31),
    "a day of numpy": lambda year: np.datetime64(f"{year}-01-01"),
    "a year of numpy": lambda year: np.datetime64(str(year)),
    "a cell of a frame": lambda year: pd.DataFrame({"year": [year, None]})["year"].iloc[0],
    "a cell of Int64": lambda year: pd.array([year, None], "Int64")[0],
}


@pytest.mark.parametrize("kind", YEARS)
def test_a_year_means_the_same_however_it_comes(kind: str) -> None:
    made = YEARS[kind]
    assert sd.implied_trade(made(2023)).value == 94.8 / 1.06
    with pytest.raises(sd.UnknownNameError, match="did you mean 2023"):
        sd.implied_trade(made(2024))
    assert sd.trade_volume(made(2024), "KAZ").value == 43.82
    assert sd.trade_growth(made(2024)) == 0.06
    assert sd.trade_shares(made(2024)).equals(sd.trade_shares(2024))
    assert sd.cagr(made(2022), made(2025)) == sd.cagr(2022, 2025)
    assert sd.mirror_gap(made(2024), "KGZ").own.value == 5.5
    assert sd.gas_consumption(made(2024)) == sd.gas_consumption(2024)
    assert sd.gas_flow(made(2024)) == sd.gas_flow(2024)
    assert sd.gas_import_value(made(2024)) == sd.gas_import_value(2024)


def test_each_year_of_the_table_is_one_that_the_functions_take() -> None:
    table = sd.trade("C5", "imf-china", "total")
    assert [sd.trade_volume(year, basis="imf-china").value for year in table["year"]] == table["value"].to_list()


@pytest.mark.parametrize(
    "year",
    [True, np.True_, 2024.5, float("nan"), float("inf"), pd.NaT, pd.NA, "", "24", "2024-01", "next", b"2024", None,
     [2024], np.array([2023, 2024]), Decimal("2024.5"), Path(), dt.date, 2024j],
    ids=lambda year: f"{type(year).__name__} {year!r}",
)  # fmt: skip
def test_what_is_no_year_is_refused(year: Any) -> None:
    with pytest.raises(sd.UnknownNameError, match="a year is written as 2024"):
        year_of(year)
    if year is None:
        return
    for call in (
        sd.implied_trade,
        sd.trade_volume,
        sd.trade_growth,
        sd.trade_shares,
        sd.mirror_gap,
        sd.gas_consumption,
        sd.gas_flow,
        sd.gas_import_value,
    ):
        with pytest.raises(sd.UnknownNameError, match="a year is written as 2024"):
            call(year)
