"""Trade: the table, and the series that a caller means."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import summitdata as sd
from summitdata.tables import rows
from summitdata.upkeep.sync import sync
from trade_states import STATES, value

LONG_SERIES = Path(__file__).parents[2] / "shared" / "evidence" / "series.csv"


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
