"""Years as callers have them: each function of trade takes them alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import summitdata as sd
from summitdata.arguments import year_of

if TYPE_CHECKING:
    from collections.abc import Callable


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
