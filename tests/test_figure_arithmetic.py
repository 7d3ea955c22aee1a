"""Arithmetic with figures: the floats' values, intervals that enclose, and formulas that compute the value."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given

import summitdata as sd
from summitdata import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

SUMS_AND_PRODUCTS = [operator.add, operator.sub, operator.mul, operator.truediv]


def around(value: float, below: float, above: float, unit: str = "1") -> Figure:
    return Figure(value, unit, low=value - below, high=value + above)


numbers = st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-9)
margins = st.just(0.0) | st.floats(1e-6, 1e6)
plain = st.builds(around, numbers, margins, margins)
shares = st.floats(0, 1)


def point(number: Figure | float, share: float) -> float:
    """A true value that a number may stand for: anywhere in a figure's interval."""
    if not isinstance(number, Figure):
        return number
    return min(max(number.low + share * (number.high - number.low), number.low), number.high)


def assert_encloses(figure: Figure, number: float) -> None:
    slack = 1e-12 * abs(number)
    assert figure.low - slack <= number <= figure.high + slack
    assert figure.low <= figure.value <= figure.high


# --- values and intervals ------------------------------------------------------------------------------------------


@given(plain, plain | numbers)
@pytest.mark.parametrize("operate", SUMS_AND_PRODUCTS)
def test_the_value_is_the_floats(operate: Callable[[float, float], float], a: Figure, b: Figure | float) -> None:
    for left, right in [(a, b), (b, a)]:
        if operate is operator.truediv and right == 0:
            with pytest.raises(ZeroDivisionError):
                operate(left, right)
        else:
            assert float(operate(left, right)) == operate(float(left), float(right))


@given(plain, plain | numbers, shares, shares)
@pytest.mark.parametrize("operate", SUMS_AND_PRODUCTS)
def test_intervals_enclose(
    operate: Callable[[float, float], float], a: Figure, b: Figure | float, u: float, v: float
) -> None:
    for left, right, x, y in [(a, b, point(a, u), point(b, v)), (b, a, point(b, v), point(a, u))]:
        assume(operate is not operator.truediv or (right != 0 and y != 0))
        result = operate(left, right)
        assert isinstance(result, Figure)
        assert_encloses(result, operate(x, y))


above_zero = st.builds(
    lambda x, low, high: Figure(x, low=x * low, high=x * high), st.floats(0.01, 100), st.floats(0.1, 1), st.floats(1, 9)
)
exponents = st.builds(around, st.floats(-4, 4), st.floats(0, 2), st.floats(0, 2))


@given(above_zero | st.floats(0.01, 100), exponents | st.floats(-6, 6) | st.integers(-6, 6), shares, shares)
def test_powers(base: Figure | float, exponent: Figure | float, u: float, v: float) -> None:
    assume(isinstance(base, Figure) or isinstance(exponent, Figure))
    result = base**exponent
    assert isinstance(result, Figure)
    assert float(result) == float(base) ** float(exponent)
    assert_encloses(result, point(base, u) ** point(exponent, v))


@given(st.builds(around, st.floats(-9, 9), st.floats(0, 9), st.floats(0, 9)), st.integers(-5, 5), shares)
def test_integer_powers_of_any_base(base: Figure, exponent: int, share: float) -> None:
    true = point(base, share)
    assume(exponent >= 0 or (abs(base) > 1e-9 and abs(true) > 1e-9))
    result = base**exponent
    assert float(result) == float(base) ** exponent
    assert_encloses(result, true**exponent)


@given(plain, shares)
def test_signs(figure: Figure, share: float) -> None:
    true = point(figure, share)
    assert float(-figure) == -float(figure)
    assert_encloses(-figure, -true)
    assert float(abs(figure)) == abs(float(figure))
    assert_encloses(abs(figure), abs(true))
    assert +figure is figure


def test_an_absolute_value_is_bounded_by_the_farther_end() -> None:
    assert abs(Figure(1, low=-5, high=2)).interval == (0, 5)
    assert abs(Figure(-1, low=-5, high=-1)).interval == (1, 5)
    assert abs(Figure(3, "MW", low=2, high=4)).interval == (2, 4)


def test_an_exact_negative_power_is_exact() -> None:
    for base in (3.3, 0.7, 94.8, 1.06):
        power = Figure(base) ** -2
        assert power.low == power.high == base**-2


def test_a_root_that_may_not_exist_is_unbounded() -> None:
    assert (Figure(1, low=-1, high=4) ** 0.5).interval == (-math.inf, math.inf)
    with pytest.raises(sd.FigureError, match=r"-8 has no real power of 0\.5"):
        Figure(-8) ** 0.5


def test_a_divisor_that_may_be_zero_is_unbounded_and_stays_so() -> None:
    quotient = 1 / Figure(0.5, low=-1, high=1)
    assert quotient.interval == (-math.inf, math.inf)
    assert (quotient * 0).interval == (-math.inf, math.inf)
    assert (quotient - quotient).interval == (-math.inf, math.inf)
    assert str(quotient) == "2"


def test_what_94_8_and_six_percent_imply() -> None:
    implied = sd.figure("trade-2024") / (1 + sd.figure("trade-growth-2024"))
    assert float(implied) == 94.8 / 1.06
    assert implied.low == pytest.approx(94.75 / 1.065, rel=1e-15)
    assert implied.high == pytest.approx(94.85 / 1.055, rel=1e-15)
    assert implied.unit == "bn USD"


# --- derivations ------------------------------------------------------------------------------------------------

NAMED = {
    f"figure-{name}": Figure(value, id=f"figure-{name}") for name, value in zip("abc", (1.3, 2.7, 0.4), strict=True)
}
Formula = tuple[Figure | float, tuple[str, ...]]
"""A number, and the ids in it from left to right."""


def combine(operate: Callable[[Any, Any], Any], a: Formula, b: Formula) -> Formula:
    return operate(a[0], b[0]), a[1] + b[1]


leaves: st.SearchStrategy[Formula] = st.one_of(
    st.sampled_from([(figure, (name,)) for name, figure in NAMED.items()]),
    st.sampled_from([(figure, (name,)) for name, figure in NAMED.items()]),
    (st.integers(-3, 9) | st.floats(-3, 3, allow_subnormal=False)).map(lambda number: (float(number), ())),
)


@st.composite
def formulas(draw: st.DrawFn, depth: int = 4) -> Formula:
    kind = draw(st.sampled_from(["leaf", "sum", "sum", "product", "product", "power", "sign"]))
    if depth == 0 or kind == "leaf":
        return draw(leaves)
    a = draw(formulas(depth - 1))
    if kind == "sign":
        return (abs(a[0]) if draw(st.booleans()) else -a[0]), a[1]
    if kind == "power":
        return combine(operator.pow, a, (draw(st.integers(-2, 3)), ()))
    operate = draw(st.sampled_from([operator.add, operator.sub] if kind == "sum" else [operator.mul, operator.truediv]))
    return combine(operate, a, draw(formulas(depth - 1)))


@given(st.data())
def test_the_formula_computes_the_value(data: st.DataObject) -> None:
    try:
        result, names = data.draw(formulas())
    except (ZeroDivisionError, OverflowError, sd.FigureError):  # the last: beyond what a float can hold
        assume(False)  # noqa: FBT003 - hypothesis takes it by place only
    assume(isinstance(result, Figure) and result.derivation is not None and math.isfinite(result))
    assert isinstance(result, Figure)
    text = result.derivation or ""
    for name, figure in NAMED.items():
        text = text.replace(name, repr(float(figure)))
    assert eval(text) == float(result)  # noqa: S307 - numbers and signs, made two lines above
    assert result.derived_from == tuple(dict.fromkeys(names))
    assert result.status == "derived"


A, B, C = (Figure(value, "MW", id=name) for name, value in (("a", 2), ("b", 3), ("c", 4)))


FORMULAS = {
    "a + b - c": A + B - C,
    "a - (b - c)": A - (B - C),
    "a - (b + c)": A - (B + C),
    "(a + b) * 2": (A + B) * 2,
    "2 * (a + b)": 2 * (A + B),
    "a * b / c": A * B / C,
    "a / (b * c)": A / (B * C),
    "a / (b / c)": A / (B / C),
    "a * 2 + b": A * 2 + B,
    "-a + b": -A + B,
    "a - (-b)": A - -B,
    "-(a + b)": -(A + B),
    "(-a) ** 2": (-A) ** 2,
    "-a ** 2": -(A**2),
    "(a ** 2) ** 3": (A**2) ** 3,
    "(a / b) ** (b / c)": (A / B) ** (B / C),
    "2 ** (a / b)": 2 ** (A / B),
    "a ** (-1)": A**-1,
    "a * (-2)": A * -2,
    "a + 5 MW": A + Figure(5, "MW"),
    "5 MW - a": Figure(5, "MW") - A,
    "1 / a": 1 / A,
    "a / 3.5": A / 3.5,
    "a * 0.3333333333333333": A * (1 / 3),
    "a + b": A.to("GW") + B,
    "5 MW / a": Figure(5, "MW") / A,
    "a / (5 MW)": A / Figure(5, "MW"),
    "a * (-5)": A * Figure(-5, "1"),
    "abs(-a)": abs(-A),
    "abs(a - b) ** 2": abs(A - B) ** 2,
    "a + b + c": sum([B, C], start=A),
    "(x + y) * 2": Figure(1, derivation="x + y", derived_from=("x", "y")) * 2,
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_written_with_the_brackets_they_need(formula: str) -> None:
    assert FORMULAS[formula].derivation == formula


def test_what_a_derived_figure_knows_of_its_origin() -> None:
    trade, growth = sd.figure("trade-2024"), sd.figure("trade-growth-2024")
    derived = trade - trade / (1 + growth) * Figure(2, source="me", printed="two", label="pair")
    assert derived.derived_from == ("trade-2024", "trade-growth-2024")
    assert derived.source == f"{trade.source}; {growth.source}; me"
    assert derived.status == "derived"
    assert (derived.id, derived.label, derived.printed) == (None, "", None)
    assert trade.derived_from == ("trade-2024",)
    assert trade.derivation is None
    assert (Figure(1) + Figure(2)).derived_from == ()


def test_an_array_of_figures_has_lost_their_units() -> None:
    plants = [Figure(1500, "MW", low=1450, high=1550), Figure(1000, "MW")]
    for array in (np.array(plants), pd.Series(plants)):
        for reduce in (Figure.mean, Figure.hull):
            with pytest.raises(sd.SummitDataError, match="give a list of figures"):
                reduce(array)
    assert Figure.mean(pd.Series(plants, dtype=object)).unit == "MW"


@pytest.mark.parametrize("growth", [Figure(0.06, low=0.055, high=0.065), Figure(6, "percent", low=5.5, high=6.5)])
@pytest.mark.parametrize(
    "column",
    [np.array([100.0]), pd.Series([100.0]), pd.Series([100], dtype="Int64"), pd.DataFrame({"a": [100.0]})["a"]],
    ids=["array", "series", "nullable", "column"],
)
def test_a_growth_beside_a_column_is_a_ratio_in_every_unit(growth: Figure, column: Any) -> None:
    for grown in (column * (1 + growth), (1 + growth) * column, column * (growth + 1), column + column * growth):
        assert [float(value) for value in grown] == [pytest.approx(106)]
    assert [float(value) for value in column / (1 + growth)] == [pytest.approx(100 / 1.06)]
    assert not isinstance((column * growth)[0], Figure)


def test_a_single_number_of_numpy_is_as_one_of_python() -> None:
    growth = Figure(6, "percent", low=5.5, high=6.5)
    for number in (np.float64(2), np.int64(2)):
        for result, expected in (
            (number * growth, 2 * growth),
            (growth * number, growth * 2),
            (number + growth, 2 + growth),
        ):
            assert isinstance(result, Figure)
            assert (result, result.interval) == (expected, expected.interval)
    with pytest.raises(sd.UnitError):
        np.float64(2) + Figure(1500, "MW")
    assert np.float64(2) < Figure(3)


@pytest.mark.parametrize("operate", SUMS_AND_PRODUCTS)
def test_a_decimal_is_a_number_beside_a_figure(operate: Callable[[Any, Any], Any]) -> None:
    growth = Figure(6, "percent", low=5.5, high=6.5)
    assert operate(growth, Decimal("1.5")) == operate(growth, 1.5)
    assert operate(Decimal("1.5"), growth).interval == operate(1.5, growth).interval


def test_a_number_that_no_float_can_hold_is_an_error_of_the_figure() -> None:
    with pytest.raises(sd.FigureError, match="a float can hold"):
        sd.trade_volume() * 10**400


def test_a_power_that_no_float_can_hold_is_an_error_of_the_figure() -> None:
    with pytest.raises(sd.FigureError, match="trade-2024 \\*\\* 1000 is beyond what a float can hold"):
        sd.trade_volume() ** 1000


def test_a_factor_that_a_product_is_divided_by_cancels_out() -> None:
    a, b = Figure(3, "bn USD", low=2, high=4), Figure(5, "MW", low=4, high=6)
    for result in (a * b / a, b * a / a, b / a * a, a * (b / a), a * b * a / a / a, a * (a * b) / (a * a)):
        assert (result.interval, result.unit) == (b.interval, "MW")
    assert (a / (a * b)).interval == (1 / b).interval
    assert (a * b / (b * a)).interval == (1.0, 1.0)
    other = Figure(3, "bn USD", low=2, high=4)
    assert (a * b / other).interval == (2.0, 12.0)
    assert (a * b / Figure(0.5, "bn USD", low=0, high=1)).interval == (-math.inf, math.inf)


@given(st.lists(st.floats(0.5, 9), min_size=6, max_size=6))
def test_what_cancels_out_is_never_too_narrow(numbers: list[float]) -> None:
    low, high, x, *others = numbers
    a = Figure(x, low=min(low, x), high=max(high, x))
    b = Figure(others[0], low=min(others), high=max(others)) if min(others) <= others[0] <= max(others) else a
    makers: list[Callable[[Any, Any], Any]] = [
        lambda p, q: p * q / p,
        lambda p, q: p / (q * p),
        lambda p, q: q / p * p,
        lambda p, q: (p + q) * q / (p + q) / (q * p),
    ]
    for make in makers:
        result = make(a, b)
        for p in a.interval:
            for q in b.interval:
                assert result.low * (1 - 1e-12) <= make(p, q) <= result.high * (1 + 1e-12)
