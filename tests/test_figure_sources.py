"""Figures that come from one source: their intervals are not wider than the formula, and never too narrow."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from functools import reduce
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

import summitdata as sd
from summitdata import Figure

if TYPE_CHECKING:
    from collections.abc import Callable


def around(value: float, margin: float, unit: str = "1", id: str | None = None) -> Figure:
    return Figure(value, unit, low=value - margin, high=value + margin, id=id)


X, Y, Z = around(4, 1, id="x"), around(10, 2, id="y"), around(1, 0.5, id="z")
WIDE = Figure(1, low=-1, high=3)

EXACT_RANGES: dict[str, tuple[Callable[[], Figure], tuple[float, float]]] = {
    "x - x": (lambda: X - X, (0, 0)),
    "x / x": (lambda: X / X, (1, 1)),
    "2 * x / x": (lambda: 2 * X / X, (2, 2)),
    "x + x - 2 * x": (lambda: X + X - 2 * X, (0, 0)),
    "(x + y) - x": (lambda: (X + Y) - X, (8, 12)),
    "(x + y) / (y + x)": (lambda: (X + Y) / (Y + X), (1, 1)),
    "x / (x + y)": (lambda: X / (X + Y), (3 / 15, 5 / 13)),
    "y / (x + y)": (lambda: Y / (X + Y), (8 / 13, 12 / 15)),
    "1 - x / (x + y)": (lambda: 1 - X / (X + Y), (1 - 5 / 13, 1 - 3 / 15)),
    "(x - y) / (x + y)": (lambda: (X - Y) / (X + Y), (-9 / 15, -3 / 13)),
    "x * y - x": (lambda: X * Y - X, (3 * 7, 5 * 11)),
    "x * (1 + z) - x": (lambda: X * (1 + Z) - X, (1.5, 7.5)),
    "(y - x) / x": (lambda: (Y - X) / X, (8 / 5 - 1, 12 / 3 - 1)),
    "y / x - 1": (lambda: Y / X - 1, (8 / 5 - 1, 12 / 3 - 1)),
    "x * x": (lambda: X * X, (9, 25)),
    "x ** 3 - x ** 2": (lambda: X**3 - X**2, (27 - 9, 125 - 25)),
    "(x * y) / y with y as its product": (lambda: (X * Y) / (Y * X), (9 * 8 / (8 * 9), 1)),
    "-x + x": (lambda: -X + X, (0, 0)),
    "x to another unit": (lambda: X.to("percent").to("1") - X, (0, 0)),
    "a root": (lambda: X**0.5 * X, (3**1.5, 5**1.5)),
    "an absolute value": (lambda: abs(-X) - X, (0, 0)),
    "a mean and its parts": (lambda: Figure.mean([X, Y]) * 2 - Y, (3, 5)),
    "a slope that is not known": (lambda: WIDE + WIDE**0, (0, 4)),
    "a source that may be zero": (lambda: WIDE - WIDE, (0, 0)),
}


@pytest.mark.parametrize("formula", EXACT_RANGES)
def test_a_source_that_occurs_twice_does_not_widen_the_interval(formula: str) -> None:
    make, (low, high) = EXACT_RANGES[formula]
    if formula.startswith("(x * y)"):  # not known to be one; but no wider than of independent operands
        assert make().low >= 24 / 60
        assert make().high <= 60 / 24
        return
    assert make().interval == pytest.approx((low, high), rel=1e-14, abs=1e-15)


def test_a_share_of_a_total_that_contains_it() -> None:
    parts = [sd.trade_volume(2023, code) for code in ("KAZ", "KGZ", "TJK", "TKM", "UZB")]
    total = sum(parts)
    assert isinstance(total, Figure)
    shares = [part / total for part in parts]
    for part, share in zip(parts, shares, strict=True):
        rest_low, rest_high = total.low - part.low, total.high - part.high
        exact = (part.low / (part.low + rest_high), part.high / (part.high + rest_low))
        assert share.interval == pytest.approx(exact, rel=1e-12)
    assert float(sum(shares)) == pytest.approx(1)
    whole = sum(shares)
    assert isinstance(whole, Figure)
    assert whole.interval == pytest.approx((1, 1), abs=0.02)


def test_what_is_gained_is_the_volume_times_its_growth() -> None:
    volume, growth = sd.trade_volume(), sd.trade_growth()
    assert (volume * (1 + growth) - volume).interval == pytest.approx((volume * growth).interval)
    before = volume / (1 + growth)
    gained = (94.75 * 0.055 / 1.055, 94.85 * 0.065 / 1.065)
    assert (volume - before).interval == pytest.approx(gained, rel=1e-12)


def test_two_calls_give_one_source() -> None:
    assert (sd.trade_volume() - sd.trade_volume()).interval == (0, 0)
    assert (sd.trade_volume().to("mn USD") - sd.figure("trade-2024")).interval == (0, 0)


def test_figures_without_a_name_are_sources_of_their_own() -> None:
    one, other = around(3, 1), around(3, 1)
    assert (one - other).interval == (-2, 2)
    assert (one - one).interval == (0, 0)
    for same in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one)), Figure(one)):  # noqa: S301 - our own
        assert (one - same).interval == (0, 0)


def test_one_id_with_other_bounds_or_another_unit_is_another_source() -> None:
    assert (around(3, 1, id="x") - around(3, 2, id="x")).interval == (-3, 3)
    assert (around(3, 1, "GW", id="x") - around(3000, 1000, "MW", id="x")).interval == (-2, 2)


def test_what_may_be_undefined_does_not_cancel_out() -> None:
    quotient = 1 / WIDE
    assert (quotient - quotient).interval == (-math.inf, math.inf)
    assert (quotient * 0).interval == (-math.inf, math.inf)
    assert (WIDE / WIDE).interval == (-math.inf, math.inf)


def test_long_formulas_stay_sound_and_quick() -> None:
    many = [around(1, 0.25) for _ in range(300)]
    total = sum(many)
    assert isinstance(total, Figure)
    assert total.interval == (225, 375)
    product = reduce(operator.mul, [around(1, 0.01, id="p")] * 300)
    assert product.low <= 0.99**300 * (1 + 1e-12)
    assert product.high >= 1.01**300 * (1 - 1e-12)
    tower = X
    for _ in range(8):
        tower = tower * tower / X / X * 4
    assert tower.low <= tower.value <= tower.high


# --- true values of the sources, in random formulas ------------------------------------------------------------------

Pair = tuple[Any, Any]
"""A figure, or a plain number, and a function of the true values of the sources."""

bounded = st.floats(-20, 20, allow_subnormal=False).map(lambda x: round(x, 3))
sources = st.lists(
    st.tuples(bounded, st.sampled_from([0.0, 0.01, 0.5, 3.0, 30.0]), st.sampled_from([0.0, 0.01, 0.5, 3.0])),
    min_size=1,
    max_size=3,
)


@st.composite
def formulas(draw: st.DrawFn, figures: list[Figure], depth: int) -> Pair:
    kind = draw(
        st.sampled_from(["source", "source", "sum", "difference", "product", "quotient", "power", "sign", "unit"])
    )
    if depth == 0 or kind == "source":
        index = draw(st.integers(-1, len(figures) - 1))
        number = draw(st.sampled_from([1, 2, -3, 0.5, 0.1, 100]))
        return (number, lambda _: number) if index < 0 else (figures[index], lambda true: true[index])
    a, of_a = draw(formulas(figures, depth - 1))
    if kind == "sign":
        return (-a, lambda true: -of_a(true)) if draw(st.booleans()) else (abs(a), lambda true: abs(of_a(true)))
    if kind == "unit":
        return (a.to("percent") if isinstance(a, Figure) and a.unit == "1" else a), of_a
    if kind == "power":
        exponent = draw(st.sampled_from([0, 1, 2, 3, -1, -2]))
        return a**exponent, lambda true: of_a(true) ** exponent
    operate = {"sum": operator.add, "difference": operator.sub, "product": operator.mul, "quotient": operator.truediv}[
        kind
    ]
    b, of_b = draw(formulas(figures, depth - 1))
    return operate(a, b), lambda true: operate(of_a(true), of_b(true))


@given(st.data())
def test_the_result_of_true_values_is_in_the_interval(data: st.DataObject) -> None:
    figures = [
        Figure(v, low=v - below, high=v + above, id=f"s{i}") for i, (v, below, above) in enumerate(data.draw(sources))
    ]
    try:
        result, of = data.draw(formulas(figures, 4))
    except (ZeroDivisionError, OverflowError):
        assume(False)  # noqa: FBT003 - hypothesis takes it by place only
    assume(isinstance(result, Figure))
    figure = result.to("1")
    for _ in range(5):
        shares = [data.draw(st.sampled_from([0.0, 1.0, 0.5, 0.25]) | st.floats(0, 1)) for _ in figures]
        true = [min(max(f.low + s * (f.high - f.low), f.low), f.high) for f, s in zip(figures, shares, strict=True)]
        try:
            number = of(true)
        except (ZeroDivisionError, OverflowError):
            continue
        size = max(map(abs, (1.0, number, *(b for b in figure.interval if math.isfinite(b)))))
        assert figure.low - 1e-9 * size <= number <= figure.high + 1e-9 * size
