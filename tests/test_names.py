"""How names are read: alike by every function and by the command; an argument in the wrong place is named."""

from __future__ import annotations

import json
import pkgutil
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import summitdata as sd
from summitdata.article.selection import code_of
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

SPELLINGS = ["KAZ", "kaz", " Kaz ", "kz", "KZ", "Kazakhstan", "KAZAKHSTAN", "republic of kazakhstan", np.str_("KaZ")]

OF_A_STATE: dict[str, Callable[[Any], object]] = {
    "trade": lambda state: sd.trade(state).to_dict("list")["partner"],
    "trade_volume": lambda state: sd.trade_volume(2024, state),
    "trade_growth": lambda state: sd.trade_growth(2024, state),
    "trade_growth_table": lambda state: sd.trade_growth_table(state).to_dict("list")["growth"],
    "cagr": lambda state: sd.cagr(2022, 2024, state),
    "coverage": lambda state: sd.coverage(state).to_dict("list"),
    "mirror_gap": lambda state: sd.mirror_gap(2024, state),
    "mirror_gap_table": lambda state: sd.mirror_gap_table(state).to_dict("list")["china"],
    "gas_flow": lambda state: sd.gas_flow(2025, state),
    "gas_import_value": lambda state: sd.gas_import_value(2023, state),
    "projects": lambda state: sd.projects(state).to_dict("list")["id"],
    "projects_by_country": lambda state: sd.projects_by_country(state).to_dict("list")["project"],
}


NO_STATES = [5, 1.5, b"KAZ", ["KAZ"], {}, len, pd.NA, float("nan"), np.array(["a", "b"]), ""]


@pytest.mark.parametrize("function", OF_A_STATE)
def test_every_function_reads_a_state_alike(function: str) -> None:
    expected = OF_A_STATE[function]("KAZ")
    for spelling in SPELLINGS:
        assert OF_A_STATE[function](spelling) == expected


@pytest.mark.parametrize("function", OF_A_STATE)
@pytest.mark.parametrize("value", NO_STATES, ids=ascii)
def test_what_is_no_state_is_an_error_of_one_line(function: str, value: Any) -> None:
    with pytest.raises(sd.UnknownNameError) as caught:
        OF_A_STATE[function](value)
    assert "\n" not in str(caught.value)
    assert "KAZ" in str(caught.value)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_command_reads_a_state_as_the_functions_do(spelling: str, run: Any) -> None:
    shown = json.loads(run("show", "trade", "--partner", str(spelling), "--format", "json").stdout)
    assert shown == [row for row in rows("trade") if row["partner"] == "KAZ"]


def test_the_command_reads_a_value_in_any_case(run: Any) -> None:
    shown = json.loads(run("show", "trade", "--basis", "GACC", "--flow", "Exports", "--format", "json").stdout)
    assert shown == [row for row in rows("trade") if (row["basis"], row["flow"]) == ("gacc", "exports")]
    shown = json.loads(run("show", "countries", "--name", "kazakhstan", "--format", "json").stdout)
    assert [row["alpha_3"] for row in shown] == ["KAZ"]


def test_the_functions_read_a_value_in_any_case() -> None:
    assert len(sd.figures("TRADE", "Level")) == len(sd.figures("trade", "level")) > 0
    assert len(sd.projects(sector=" Energy")) == len(sd.projects(sector="energy")) > 0
    assert len(sd.trade("kaz", "GACC", "EXPORTS", "BN usd")) == len(sd.trade("KAZ", "gacc", "exports", "bn USD")) > 0  # type: ignore[arg-type]
    assert len(sd.outcomes("This-Week")) == len(sd.outcomes("this-week")) > 0
    assert sd.gas_flow(2024, volume="40 mj") == sd.gas_flow(2024, volume="40 MJ")  # type: ignore[arg-type]


MISPLACED: dict[str, tuple[Callable[[], object], str]] = {
    "a partner for a year": (lambda: sd.trade_growth("KAZ"), "did you mean partner='KAZ'?"),
    "a name for a year": (lambda: sd.trade_volume("kazakhstan"), "did you mean partner='KAZ'?"),
    "a basis for a year": (lambda: sd.trade_volume("gacc"), "did you mean basis='gacc'?"),
    "a flow for a year": (lambda: sd.trade_growth("exports"), "did you mean flow='exports'?"),
    "a unit for a year": (lambda: sd.trade_volume("bn CNY"), "did you mean unit='bn CNY'?"),
    "a basis for a partner": (lambda: sd.trade_volume(2024, "gacc"), "did you mean basis='gacc'?"),
    "a flow for a basis": (lambda: sd.trade_volume(2024, "KAZ", "imports"), "did you mean flow='imports'?"),
    "a partner for a first year": (lambda: sd.cagr("KAZ", 2024), "did you mean partner='KAZ'?"),
    "a partner for the year of a gap": (lambda: sd.mirror_gap("KGZ"), "did you mean partner='KGZ'?"),
    "a basis for the year of shares": (lambda: sd.trade_shares("imf-china"), "did you mean basis='imf-china'?"),
    "a basis for a partner of the table": (lambda: sd.trade("gacc"), "did you mean basis='gacc'?"),
    "a unit for a flow": (lambda: sd.trade(flow="bn USD"), "did you mean unit='bn USD'?"),  # type: ignore[arg-type]
    "a basis for a partner of growth": (lambda: sd.trade_growth_table("gacc"), "did you mean basis='gacc'?"),
    "a supplier for a year": (lambda: sd.gas_flow("TKM"), "did you mean partner='TKM'?"),
    "a supplier for the year of a value": (lambda: sd.gas_import_value("kaz"), "did you mean partner='KAZ'?"),
    "a supplier for a day": (lambda: sd.gas_delivered("C5"), "did you mean partner='C5'?"),
    "a cubic metre for a year": (lambda: sd.gas_consumption("40 MJ"), "did you mean volume='40 MJ'?"),
    "a cubic metre for a supplier": (lambda: sd.gas_flow(2024, "40 MJ"), "did you mean volume='40 MJ'?"),
    "a sector for a country": (lambda: sd.projects("Energy"), "did you mean sector='energy'?"),
    "a kind for a topic": (lambda: sd.figures("level"), "did you mean kind='level'?"),
    "a property for a project": (lambda: sd.project_facts("length"), "did you mean property='length'?"),
}


@pytest.mark.parametrize("what", MISPLACED)
def test_an_argument_in_the_wrong_place_is_named(what: str) -> None:
    call, hint = MISPLACED[what]
    with pytest.raises(sd.UnknownNameError) as caught:
        call()
    assert str(caught.value).endswith(hint)


NEXT_STEPS: dict[str, tuple[Callable[[], object], str]] = {
    "a year for a partner": (lambda: sd.trade(2024), "; for a year: trade().query('year == 2024')"),  # type: ignore[arg-type] # the mistake
    "a year for a day": (lambda: sd.gas_delivered(2024), "; the gas of a year is gas_flow(2024)"),  # type: ignore[arg-type] # the mistake
    "years that no body has": (
        lambda: sd.cagr(2013, 2024),
        "no basis has the trade volume of C5 for 2013 and 2024: gacc",
    ),
    "the suffix of a format": (lambda: sd.export("xlsx"), "; the format of .xlsx files is excel"),
    "no format": (lambda: sd.export("csv"), "; the format zip has the CSV files; `summitdata show TABLE --format csv`"),
}


@pytest.mark.parametrize("what", NEXT_STEPS)
def test_the_message_says_what_to_do_instead(what: str) -> None:
    call, hint = NEXT_STEPS[what]
    with pytest.raises(sd.UnknownNameError, match=re.escape(hint)):
        call()


def test_no_parameter_is_named_that_the_function_lacks() -> None:
    calls: list[Callable[[], object]] = [
        lambda: sd.trade_shares("KAZ"),
        lambda: sd.implied_trade("KAZ"),
        lambda: sd.gas_consumption("TKM"),
    ]
    for call in calls:
        with pytest.raises(sd.UnknownNameError, match=r"^a year is written as 2024, not as '(KAZ|TKM)'$"):
            call()


def test_all_the_years_of_a_list_are_answered_without_a_basis() -> None:
    volumes = [sd.trade_volume(year) for year in (2023, 2024)]
    assert [volume.id for volume in volumes] == ["trade-C5-2023-gacc", "trade-2024"]
    with pytest.raises(sd.UnknownNameError, match=r"on request: basis='tj-economy-ministry'|basis="):
        sd.trade_volume(2023, "KAZ", "article")


@pytest.mark.parametrize("value", ["yes", 1, 0, None, "", [], pd.NA, object()])
def test_a_flag_is_true_or_false(value: Any) -> None:
    calls: dict[str, Callable[[], object]] = {
        "preferred": lambda: sd.trade(preferred=value),
        "overwrite": lambda: sd.export("json", overwrite=value),
        "central_asian": lambda: sd.countries(central_asian=value),
    }
    for name, call in calls.items():
        if name == "central_asian" and value is None:
            continue
        with pytest.raises(sd.UnknownNameError, match=f"^{name} must be True or False"):
            call()


def test_a_flag_of_numpy_is_one() -> None:
    assert len(sd.countries(central_asian=np.True_)) == 5  # type: ignore[arg-type]
    assert len(sd.trade(preferred=np.False_)) == len(rows("trade"))  # type: ignore[arg-type]


def test_the_evidence_has_the_name_of_its_command() -> None:
    assert sd.evidence("trade-2024") is sd.corroborate("trade-2024")
    assert sd.evidence.__name__ == "evidence"
    pd.testing.assert_frame_equal(sd.evidence(), sd.corroborate())


def test_a_name_in_capitals_is_suggested() -> None:
    with pytest.raises(sd.UnknownNameError, match=r"did you mean 'json'\?"):
        sd.export("JSON")


def test_a_value_that_is_shown_takes_one_short_line() -> None:
    for value in (pd.DataFrame({"a": range(100)}), "x" * 10_000, list(range(10_000))):
        with pytest.raises(sd.UnknownNameError) as caught:
            sd.trade_volume(value)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 400


def test_every_state_has_a_code() -> None:
    for row in rows("countries"):
        assert {code_of(row[name]) for name in ("alpha_2", "alpha_3", "name", "official_name")} == {row["alpha_3"]}
    assert [code_of(row["name"]) for row in rows("partners")] == [row["code"] for row in rows("partners")]
    assert code_of(None) is code_of(5) is code_of("") is None


def test_no_public_function_hides_a_module_of_its_name() -> None:
    """`import summitdata.trade as t` gave the function, after `sd.trade` was used."""
    modules = {module.name for module in pkgutil.iter_modules(sd.__path__)}
    assert not modules & set(sd.__all__)
    code = (
        "import importlib, pkgutil, summitdata as sd, types\n"
        "[getattr(sd, name) for name in sd.__all__]\n"
        "for module in pkgutil.walk_packages(sd.__path__, 'summitdata.'):\n"
        "    if module.name.endswith('__main__'): continue\n"
        "    importlib.import_module(module.name)\n"
        "    package, _, last = module.name.rpartition('.')\n"
        "    assert isinstance(getattr(importlib.import_module(package), last), types.ModuleType), module.name\n"
        "    names = {}\n"
        "    exec(f'import {module.name} as one', names)\n"
        "    assert isinstance(names['one'], types.ModuleType), module.name\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_year_of_gas_that_no_volume_has_lists_the_years_of_each() -> None:
    with pytest.raises(sd.UnknownNameError, match="; volume='40 MJ' has 2009-20"):
        sd.gas_consumption(1990)
    with pytest.raises(sd.UnknownNameError, match="unknown year of the value of gas from TKM 1990 "):
        sd.gas_import_value(1990)
