"""Figure: a float in every use of a float, that copies whole and never changes."""

from __future__ import annotations

import array
import copy
import json
import math
import operator
import pickle
import statistics
import struct
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given

import summitdata as sd
from summitdata import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = (
    *("value", "unit", "low", "high", "id", "label", "printed", "status"),
    *("source", "derivation", "derived_from"),
)
SUMS_AND_PRODUCTS = [operator.add, operator.sub, operator.mul, operator.truediv]

UNITS = ["1", "percent", "bn USD", "bcm", "MW", "year", "bn USD/MW"]
numbers = st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-9)
margins = st.just(0.0) | st.floats(1e-6, 1e6)


def around(value: float, below: float, above: float, unit: str = "1") -> Figure:
    return Figure(value, unit, low=value - below, high=value + above)


figures = st.builds(around, numbers, margins, margins, st.sampled_from(UNITS))
plain = st.builds(around, numbers, margins, margins)


def parts(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in PARTS}


# --- wherever a float works -------------------------------------------------------------------------------------


USES: list[Callable[[float], Any]] = [
    float,
    complex,
    bool,
    int,
    round,
    json.dumps,
    math.floor,
    math.ceil,
    math.trunc,
    math.sin,
    math.atan,
    math.frexp,
    float.hex,
    float.is_integer,
    float.as_integer_ratio,
    Fraction,
    np.float64,
    np.arctan,
    pd.isna,
    lambda x: round(x, 2),
    lambda x: math.sqrt(abs(x)),
    lambda x: math.isclose(x, float(x)),
    lambda x: math.fsum([x, 1]),
    lambda x: f"{x:.3f} {x:10.2e} {x:+,.0f} {x:g}",
    lambda x: "%.3f %d %g" % (x, x, x),  # noqa: UP031 - this is what is tested
    "{:.1f}".format,
    lambda x: json.dumps({"a": [x]}, indent=1),
    lambda x: json.dumps({x: 1}),
    lambda x: struct.pack("<d", x),
    lambda x: array.array("d", [x, x]).tobytes(),
    lambda x: statistics.fmean([x, 1.0]),
    lambda x: float(statistics.median([x, x, x])),
    lambda x: statistics.pstdev([x, 2.0]),
    lambda x: (x.real, x.imag, x.conjugate()),
    lambda x: (x + 1j, 1j * x),
]


@given(figures)
def test_every_use_of_a_float_sees_the_float(figure: Figure) -> None:
    for number, use in enumerate(USES):
        assert (number, use(figure)) == (number, use(float(figure)))


USES_WITHOUT_A_UNIT: list[Callable[[float], Any]] = [
    hash,
    lambda x: divmod(x, 7),
    lambda x: (x // 7, x % 7, 7 // (abs(x) + 1), 7 % (abs(x) + 1)),
    lambda x: {x: "found"}[float(x)],
    lambda x: {float(x): "found"}[x],
    lambda x: max(x, -1e12),
    lambda x: x in [0.0, float(x)],
    lambda x: (x < 5, x <= 5, x > 5, x >= 5, x == 5, x != 5),
    lambda x: (5 < x, 5 <= x, 5 > x, 5 >= x, 5 == x, 5 != x),  # noqa: SIM300 - this is what is tested
]


@given(plain)
def test_a_plain_number_is_compared_and_hashed_as_the_float(figure: Figure) -> None:
    for number, use in enumerate(USES_WITHOUT_A_UNIT):
        assert (number, use(figure)) == (number, use(float(figure)))


@given(figures)
def test_numpy_and_frames_hold_plain_numbers(figure: Figure) -> None:
    value = float(figure)
    assert np.array([figure, figure]).dtype == np.float64
    assert np.asarray(figure) == value
    assert pd.Series([figure, None]).dtype == np.float64
    frame = pd.DataFrame({"a": [figure], "b": [1.0]}).assign(c=figure)
    assert frame.dtypes.to_list() == [np.float64] * 3
    assert frame["c"].to_list() == [value]
    assert pl.Series([figure]).dtype == pl.Float64
    assert pa.array([figure]).to_pylist() == [value]
    assert pa.array([figure]).type == pa.float64()


@given(figures.filter(bool), st.lists(numbers.filter(bool), min_size=1, max_size=3))
@pytest.mark.parametrize("operate", [*SUMS_AND_PRODUCTS, operator.lt, operator.ge])
def test_arrays_and_columns_compute_with_the_float_or_the_ratio(
    operate: Callable[[Any, Any], Any], figure: Figure, values: list[float]
) -> None:
    value = float(figure.to("1")) if figure.unit == "percent" else float(figure)
    column = np.array(values)
    assert operate(figure, column).tolist() == operate(value, column).tolist()
    assert operate(column, figure).tolist() == operate(column, value).tolist()
    series = pd.Series(values)
    assert operate(figure, series).equals(operate(value, series))
    assert operate(series, figure).equals(operate(series, value))


KINDS: list[Callable[[int], Any]] = [int, bool, Fraction, np.float64, np.float32, np.int64]


@given(plain.filter(bool))
def test_every_kind_of_plain_number_gives_a_figure(figure: Figure) -> None:
    for kind, operate in product(KINDS, SUMS_AND_PRODUCTS):
        for a, b in [(figure, 1.0), (1.0, figure)]:
            result = operate(*(kind(1) if side == 1.0 and not isinstance(side, Figure) else side for side in (a, b)))
            assert isinstance(result, Figure), (kind, operate)
            assert parts(result) == parts(operate(a, b)), (kind, operate)


@given(figures, figures)
def test_equal_figures_hash_alike_and_are_neither_less_nor_greater(a: Figure, b: Figure) -> None:
    assert (a == b) is not (a != b)
    if a == b:
        assert hash(a) == hash(b)
    if a.unit == b.unit:
        assert [a < b, a == b, a > b].count(True) == 1
        assert (a <= b, a >= b) == (not a > b, not a < b)
    assert len({a, Figure(float(a), a.unit)}) == 1


def test_other_kinds_are_unequal_and_have_no_order() -> None:
    figure = Figure(1)
    assert figure != "1"
    assert figure != None  # noqa: E711 - this is what is tested
    with pytest.raises(TypeError, match="not supported between"):
        figure < "1"  # type: ignore[operator] # noqa: B015 - this is what is tested
    with pytest.raises(TypeError, match="unsupported operand"):
        figure + "1"
    with pytest.raises(TypeError, match="can't multiply"):
        figure * "1"
    with pytest.raises(TypeError, match="unsupported operand"):
        figure ** "1"
    with pytest.raises(TypeError, match="unsupported operand"):
        "1" ** figure
    with pytest.raises(TypeError, match="unsupported operand"):
        pow(figure, 2, 3)  # type: ignore[misc] # this is what is tested


def test_figures_are_sorted_by_what_they_measure() -> None:
    sizes = [Figure(1, "GW"), Figure(3, "MW"), Figure(2000, "kW")]
    assert [size.unit for size in sorted(sizes)] == ["kW", "MW", "GW"]
    assert max(sizes).unit == "GW"
    assert Figure(1500, "MW") <= Figure(1.5, "GW") <= Figure(1500, "MW")
    assert not Figure(1500, "MW") < Figure(1.5, "GW")
    assert Figure(1501, "MW") > Figure(1.5, "GW")
    assert Figure(1500, "MW") == Figure(1.5, "GW")


@given(st.lists(plain, min_size=1, max_size=4))
def test_sum_adds_figures_up(several: list[Figure]) -> None:
    total = sum(several)
    assert isinstance(total, Figure)
    expected = several[0]
    for figure in several[1:]:
        expected += figure
    assert parts(total) == parts(expected)


# --- copies and immutability ------------------------------------------------------------------------------------


@given(figures, figures.filter(bool))
def test_copies_keep_all_parts(a: Figure, b: Figure) -> None:
    for figure in (a, a * b, sd.figure("trade-2024"), sd.implied_trade()):
        expected = parts(figure)
        for same in (copy.copy(figure), copy.deepcopy(figure), pickle.loads(pickle.dumps(figure))):  # noqa: S301 - our own
            assert type(same) is Figure
            assert parts(same) == expected
            assert parts(same + 1 if same.unit == "1" else same * 2) == parts(
                figure + 1 if figure.unit == "1" else figure * 2
            )


def test_a_copied_formula_is_bracketed_like_the_first() -> None:
    total = Figure(1, id="a") + Figure(2, id="b")
    assert (copy.copy(total) * 2).derivation == (total * 2).derivation == "(a + b) * 2"
    assert (total.to("percent") * 2).derivation == "(a + b) * 2"


@pytest.mark.parametrize("name", [*PARTS, "interval", "anything"])
def test_a_figure_does_not_change(name: str) -> None:
    figure = sd.figure("trade-2024")
    before = parts(figure)
    with pytest.raises(AttributeError, match="a figure does not change"):
        setattr(figure, name, 1)
    with pytest.raises(AttributeError, match="a figure does not change"):
        delattr(figure, name)
    assert parts(figure) == before


# --- making one -------------------------------------------------------------------------------------------------


def test_a_number_alone_is_exact_and_given() -> None:
    assert parts(Figure(3)) == {
        **dict.fromkeys(("value", "low", "high"), 3.0),
        **dict.fromkeys(("label", "source"), ""),
        **dict.fromkeys(("id", "printed", "derivation")),
        "unit": "1",
        "status": "given",
        "derived_from": (),
    }
    assert Figure(3).interval == (3.0, 3.0)


@pytest.mark.parametrize(("low", "high"), [(4, 5), (1, 2), (math.nan, 4), (2, math.nan), (4, None), (None, 2)])
def test_a_value_outside_its_interval_is_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match=r"3\.0 is not between"):
        Figure(3, low=low, high=high)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(sd.UnknownNameError, match="unknown unit 'bn USDs': did you mean 'bn USD'"):
        Figure(3, "bn USDs")


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(TypeError, match="sauce"):
        Figure(3, sauce="me")  # type: ignore[call-arg] # this is what is tested


def test_not_a_number_stays_one() -> None:
    nothing = Figure(math.inf) - Figure(math.inf)
    assert math.isnan(nothing)
    assert Figure(math.nan).interval == (-math.inf, math.inf)
    assert nothing.interval == (-math.inf, math.inf)
