"""Means, sums, minima and other functions of figures: they keep unit and interval, are plain floats, or are errors."""

from __future__ import annotations

import decimal
import math
import operator
import statistics
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import summitdata as sd
from summitdata import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

A, B = Figure(10, "bn USD", low=9, high=11, id="a"), Figure(2000, "mn USD", low=1900, high=2100, id="b")
GAS = Figure(430, "bcm", low=425, high=435, id="gas")
P, Q = Figure(10, low=9, high=11, id="p"), Figure(2, low=1.9, high=2.1, id="q")

MEANS: dict[str, Callable[[list[Figure]], Any]] = {
    "statistics.mean": statistics.mean,
    "statistics.variance": statistics.variance,
    "statistics.harmonic_mean": statistics.harmonic_mean,
}


@pytest.mark.parametrize("name", MEANS)
@pytest.mark.parametrize("figures", [[A, GAS], [A, B], [P, Q], [A, 5.0], [P, Fraction(1, 3)]], ids=str)
def test_a_mean_without_unit_and_interval_is_refused(name: str, figures: list[Figure]) -> None:
    with pytest.raises(sd.SummitDataError, match=r"Figure\.mean|measure different things|has no unit"):
        MEANS[name](figures)


PLAIN: dict[str, Callable[[Any], Any]] = {
    "statistics.fmean": statistics.fmean,
    "statistics.geometric_mean": statistics.geometric_mean,
    "statistics.pstdev": statistics.pstdev,
    "math.fsum": math.fsum,
    "math.prod of floats": lambda figures: math.prod(map(float, figures)),
    "np.mean": np.mean,
    "np.sum": np.sum,
    "np.min": np.min,
    "np.max": np.max,
    "np.median": np.median,
    "array.sum": lambda figures: np.array(figures).sum(),
    "Series.sum": lambda figures: pd.Series(figures).sum(),
    "Series.mean": lambda figures: pd.Series(figures).mean(),
    "Series.min": lambda figures: pd.Series(figures).min(),
    "Series.agg": lambda figures: pd.Series(figures).agg("mean"),
    "groupby": lambda figures: pd.DataFrame({"k": 1, "v": figures}).groupby("k")["v"].sum().iloc[0],
    "polars": lambda figures: pl.Series(figures).mean(),
    "round": lambda figures: round(figures[0], 1),
    "float": lambda figures: figures[0].__float__(),
    "real": lambda figures: figures[0].real,
    "ceil": lambda figures: math.ceil(figures[0]),
    "sqrt": lambda figures: math.sqrt(figures[0]),
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("figures", [[A, B], [P, Q], [A, GAS]], ids=str)
def test_what_knows_of_no_unit_gives_a_plain_number(name: str, figures: list[Figure]) -> None:
    result = PLAIN[name](figures)
    assert not isinstance(result, Figure)
    assert result == pytest.approx(PLAIN[name]([float(each) for each in figures]))


FIGURES: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "sum from a figure": lambda figures: sum(figures[1:], start=figures[0]),
    "math.prod by 1": lambda figures: figures[0] * 1 + figures[1],
    "array of objects": lambda figures: np.array(figures, dtype=object).sum(),
    "Series of objects": lambda figures: pd.Series(figures, dtype=object).sum(),
    "groupby of objects": lambda figures: (
        pd.DataFrame({"k": [1, 1], "v": pd.Series(figures, dtype=object)}).groupby("k")["v"].sum().iloc[0]
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_what_adds_figures_keeps_unit_and_interval(name: str) -> None:
    total = FIGURES[name]([A, B])
    if isinstance(total, Figure):
        assert (float(total), total.unit, total.interval) == (12, "bn USD", (10.9, 13.1))
    else:
        assert type(total) in (float, np.float64)
    with pytest.raises(sd.UnitError, match="measure different things"):
        FIGURES[name]([A, GAS])


def test_the_mean_keeps_unit_interval_and_formula() -> None:
    mean = Figure.mean([A, B])
    assert (float(mean), mean.unit, mean.interval) == (6, "bn USD", (5.45, 6.55))
    assert mean.derivation == "(a + b) / 2"
    assert mean.derived_from == ("a", "b")
    assert Figure.mean(iter([A])).interval == A.interval
    assert Figure.mean([1, 2.5]) == 1.75
    assert Figure.mean([A, A]).interval == A.interval
    with pytest.raises(sd.UnitError, match="bcm and bn USD measure different things"):
        Figure.mean([A, GAS])


def test_the_hull_contains_every_interval() -> None:
    hull = Figure.hull([A, B, Figure(3, "bn USD")])
    assert (float(hull), hull.unit, hull.interval) == (5, "bn USD", (1.9, 11))
    assert hull.derivation == "hull(a, b, 3 bn USD)"
    with pytest.raises(sd.UnitError, match="bcm and bn USD measure different things"):
        Figure.hull([A, GAS])


@pytest.mark.parametrize("function", [Figure.mean, Figure.hull])
@pytest.mark.parametrize("figures", [[], None, A, 5, "ab", b"ab", [None], ["a"]], ids=repr)
def test_what_is_no_list_of_figures_is_refused(function: Callable[[Any], Figure], figures: object) -> None:
    with pytest.raises(sd.FigureError, match=r"give several figures in a list|must be a number"):
        function(figures)


def test_overlaps_and_contains() -> None:
    assert A.overlaps(Figure(12, "bn USD", low=11, high=13))
    assert not A.overlaps(B)
    assert A.overlaps(Figure(9500, "mn USD"))
    assert A.contains(Figure(9500, "mn USD", low=9000, high=11000))
    assert not A.contains(Figure(9500, "mn USD", low=8999, high=11000))
    assert P.contains(11)
    assert not P.contains(11.5)
    assert Figure(6, "percent", low=5, high=7).contains(0.065)
    for compare in (A.overlaps, A.contains):
        with pytest.raises(sd.UnitError, match="bcm and bn USD measure different things"):
            compare(GAS)
        with pytest.raises(
            sd.UnitError, match=r"10 has no unit, and bn USD measures dollars: write Figure\(10, 'bn USD'\)"
        ):
            compare(10)


def test_relative_width() -> None:
    assert A.relative_width == 0.2
    assert Figure(-4, low=-5, high=-3).relative_width == 0.5
    assert Figure(3).relative_width == Figure(0).relative_width == 0
    assert Figure(0, low=-1, high=1).relative_width == math.inf


# --- a plain number beside a figure -----------------------------------------------------------------------------------


@pytest.mark.parametrize("operate", [operator.add, operator.sub, operator.lt, operator.ge, operator.mod, divmod])
@pytest.mark.parametrize("number", [1, -2.5, True, np.float64(2), np.int64(3), math.nan, math.inf], ids=repr)
def test_a_number_without_a_unit_beside_dollars_is_refused(operate: Callable[[Any, Any], Any], number: Any) -> None:
    for a, b in [(A, number), (number, A)]:
        with pytest.raises(sd.UnitError, match=r"has no unit, and bn USD measures dollars: write .*Figure\("):
            operate(a, b)


def test_dollars_and_gas_have_no_remainder() -> None:
    for operate in (operator.floordiv, operator.mod, divmod):
        with pytest.raises(sd.UnitError, match="bcm and bn USD measure different things"):
            operate(A, GAS)
    assert A // B == 5
    assert Figure(1500, "MW") // Figure(1, "GW") == 1
    assert Figure(1500, "MW") % Figure(1, "GW") == 500
    assert [type(x) for x in divmod(A, B)] == [float, float]


def test_growth_in_percent_is_a_ratio_beside_a_number() -> None:
    volume, growth = sd.trade_volume(), sd.trade_growth()
    for each in (growth, growth.to("percent")):
        for one_more in (1 + each, each + 1, 1.0 + each, np.float64(1) + each):
            after = volume * one_more
            assert after.unit == "bn USD"
            assert float(after) == pytest.approx(94.8 * 1.06)
            assert after.interval == pytest.approx((94.75 * 1.055, 94.85 * 1.065))
    assert 1 + growth.to("percent") == 1 + growth
    assert growth.to("percent") == growth == 0.06
    assert growth.to("percent") < 0.07
    found: dict[float, str] = {growth.to("percent"): "found"}
    assert found[0.06] == "found"


def test_equality_is_of_quantities_and_agrees_with_the_hash() -> None:
    assert Figure(1500, "MW") == Figure(1.5, "GW")
    assert hash(Figure(1500, "MW")) == hash(Figure(1.5, "GW"))
    assert Figure(94.8, "bn USD") == Figure(94800, "mn USD")
    assert Figure(2, "bn USD/GW") == Figure(2, "mn USD/MW")
    assert len({Figure(1, "MW"), Figure(1, "bcm"), Figure(1), Figure(1000, "kW"), 1.0}) == 3
    for number in (5, 5.0, Fraction(5), Decimal(5), np.float64(5)):
        assert Figure(5, "MW") != number
        assert Figure(5) == number
        assert Figure(500, "percent") == number


def test_numbers_in_order() -> None:
    assert min([B, A]) is B
    assert [each.id for each in sorted([A, B])] == ["b", "a"]
    assert Figure(5) < Decimal(6)
    assert Figure(500, "percent") < Decimal(6)
    with pytest.raises(sd.UnitError, match=r"bcm and bn USD|bn USD and bcm"):
        sorted([A, GAS])


# --- what makes no figure ---------------------------------------------------------------------------------------------


def test_a_figure_of_a_figure_is_the_same() -> None:
    for figure in (A, sd.trade_growth(), sd.implied_trade()):
        copied = Figure(figure)
        assert (copied.unit, copied.interval, copied.derivation) == (figure.unit, figure.interval, figure.derivation)
        assert repr(copied) == repr(Figure(figure, figure.unit)) == repr(figure)
    for change in ({"unit": "mn USD"}, {"low": 0}, {"high": 12}, {"label": "x"}, {"id": "x"}, {"derived_from": ("x",)}):
        with pytest.raises(sd.FigureError, match=r"has its own unit, interval and origin: convert it with to\(\)"):
            Figure(A, **change)


NO_NUMBERS: list[Any] = [
    None,
    "94.8",
    "",
    b"5",
    True,
    np.True_,
    1j,
    [5],
    (5,),
    {},
    np.array([5.0]),
    pd.NA,
    pd.Series([5]),
    object,
]


@pytest.mark.parametrize("value", [*NO_NUMBERS, Fraction(1, 3), 10**400, Decimal("sNaN")], ids=lambda v: repr(v)[:20])
def test_what_is_no_number_is_refused_as_value_and_bound(value: Any) -> None:
    with pytest.raises(sd.FigureError, match="the value"):
        Figure(value)
    if value is not None:
        with pytest.raises(sd.FigureError, match="low"):
            Figure(5, low=value)
        with pytest.raises(sd.FigureError, match="high"):
            Figure(5, high=value)


@pytest.mark.parametrize("value", [5, 5.0, Decimal(5), np.float32(5), np.int8(5), np.uint64(5)], ids=repr)
def test_every_real_number_makes_a_figure(value: Any) -> None:
    figure = Figure(value, "MW", low=value, high=value)
    assert (figure.value, figure.interval, type(figure.value)) == (5.0, (5.0, 5.0), float)


@pytest.mark.parametrize("unit", [None, 5, b"MW", ["MW"], ("MW",), A, {}, math.nan], ids=repr)
def test_what_is_no_unit_is_refused(unit: Any) -> None:
    gives: list[Callable[[], Figure]] = [lambda: Figure(5, unit), lambda: P.to(unit)]
    for give in gives:
        with pytest.raises(sd.UnknownNameError, match=r"unknown unit .*the unit of a plain number is '1'"):
            give()


@pytest.mark.parametrize("name", ["id", "label", "printed", "source", "derivation", "derived_from"])
@pytest.mark.parametrize("value", [5, b"x", ["x", 5], A], ids=repr)
def test_what_is_no_text_is_refused(name: str, value: Any) -> None:
    with pytest.raises(sd.FigureError, match=f"{name} must be a t"):
        Figure(5, **{name: value})


ODD: list[Any] = [
    pd.Series([1, 2]),
    pd.DataFrame({"a": [1]}),
    pl.Series([1]),
    pl.LazyFrame(),
    np.array([1, 2]),
    pd.NA,
    "x",
]


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_what_cannot_be_compared_is_refused_by_name(value: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: Figure(5, status=value),
        lambda: Figure(A, value),
        lambda: Figure(A, low=value),
        lambda: A.overlaps(value),
        lambda: P.contains(value),
    ]
    for call in calls:
        with pytest.raises(sd.SummitDataError) as caught:
            call()
        assert "\n" not in str(caught.value)


def test_other_arguments_that_make_no_figure() -> None:
    with pytest.raises(sd.FigureError, match=r"derived_from must be a tuple of ids, not 'abc'"):
        Figure(5, derived_from="abc")  # type: ignore[arg-type] # this is what is tested
    with pytest.raises(sd.UnknownNameError, match="unknown status 'print': did you mean 'printed'"):
        Figure(5, status="print")  # type: ignore[arg-type] # this is what is tested
    with pytest.raises(
        sd.FigureError, match=r"5\.0 is not between 6\.0 and 4\.0: give low <= value <= high, or neither"
    ):
        Figure(5, low=6, high=4)
    with pytest.raises(sd.FigureError, match="is not between"):
        Figure(math.nan, low=0)
    assert issubclass(sd.FigureError, ValueError)
    assert Figure(5, label=None, source=None).label == ""  # type: ignore[arg-type] # as a row without one has it


# --- formats ----------------------------------------------------------------------------------------------------------

FORMATS = {
    ("u", "10 bn USD"): A,
    (".2fu", "10.00 bn USD"): A,
    ("i", "10 [9, 11] bn USD"): A,
    (".1fi", "10.0 [9.0, 11.0] bn USD"): A,
    (".1f", "10.0"): A,
    ("", "10 bn USD"): A,
    ("i", "3"): Figure(3),
    (".2fi", "3.00 MW"): Figure(3, "MW"),
    (".1fi", "94.8 [94.7, 94.9] bn USD"): Figure(94.8, "bn USD", low=94.75, high=94.85),
    (".0fi", "-2 [-3, -1]"): Figure(-2, low=-2.4, high=-1.6),
    (".1fi", "1.0 [-inf, inf]"): Figure(1, low=-math.inf, high=math.inf),
    ("i", "5.0 [4.0, 6.0]"): Figure(5, low=4, high=6) / 1,
    ("+,.1fu", "+1,500.0 MW"): Figure(1500, "MW"),
}


@pytest.mark.parametrize(("spec", "text"), FORMATS)
def test_a_format_prints_unit_and_interval(spec: str, text: str) -> None:
    assert format(FORMATS[spec, text], spec) == text


@pytest.mark.parametrize("spec", ["xi", ".1ei", "iu", "q"])
def test_another_format_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"[Ff]ormat"):
        format(A, spec)


def test_decimals_do_not_depend_on_the_context() -> None:
    with decimal.localcontext() as context:
        context.prec = 2
        assert f"{Figure(1234.5, low=1234, high=1235):.1fi}" == "1234.5 [1234.0, 1235.0]"
