"""Figure: a float in every use of a float, with intervals that enclose and formulas that say what was computed."""

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
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given

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
shares = st.floats(0, 1)


def around(value: float, below: float, above: float, unit: str = "1") -> Figure:
    return Figure(value, unit, low=value - below, high=value + above)


figures = st.builds(around, numbers, margins, margins, st.sampled_from(UNITS))
plain = st.builds(around, numbers, margins, margins)


def parts(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in PARTS}


def point(number: Figure | float, share: float) -> float:
    """A true value that a number may stand for: anywhere in a figure's interval."""
    if not isinstance(number, Figure):
        return number
    return min(max(number.low + share * (number.high - number.low), number.low), number.high)


def assert_encloses(figure: Figure, number: float) -> None:
    slack = 1e-12 * abs(number)
    assert figure.low - slack <= number <= figure.high + slack
    assert figure.low <= figure.value <= figure.high


# --- wherever a float works -------------------------------------------------------------------------------------


USES: list[Callable[[float], Any]] = [
    float,
    complex,
    bool,
    int,
    round,
    hash,
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
    lambda x: f"{x:.3f} {x:10.2e} {x:+,.0f} {x:%} {x:g}",
    lambda x: "%.3f %d %g" % (x, x, x),  # noqa: UP031 - this is what is tested
    "{:.1f}".format,
    lambda x: json.dumps({"a": [x]}, indent=1),
    lambda x: json.dumps({x: 1}),
    lambda x: struct.pack("<d", x),
    lambda x: array.array("d", [x, x]).tobytes(),
    lambda x: statistics.fmean([x, 1.0]),
    lambda x: statistics.median([x, x, x]),
    lambda x: statistics.mean([x, x]),
    lambda x: statistics.pstdev([x, 2.0]),
    lambda x: divmod(x, 7),
    lambda x: (x // 7, x % 7, 7 // (abs(x) + 1), 7 % (abs(x) + 1)),
    lambda x: (x.real, x.imag, x.conjugate()),
    lambda x: (x + 1j, 1j * x),
    lambda x: {x: "found"}[float(x)],
    lambda x: {float(x): "found"}[x],
    lambda x: max(x, -1e12),
    lambda x: x in [0.0, float(x)],
    lambda x: (x < 5, x <= 5, x > 5, x >= 5, x == 5, x != 5),
    lambda x: (5 < x, 5 <= x, 5 > x, 5 >= x, 5 == x, 5 != x),  # noqa: SIM300 - this is what is tested
]


@given(figures)
@pytest.mark.parametrize("use", USES, ids=range(len(USES)))
def test_every_use_of_a_float_sees_the_float(use: Callable[[float], Any], figure: Figure) -> None:
    assert use(figure) == use(float(figure))


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
def test_arrays_and_columns_compute_with_the_float(
    operate: Callable[[Any, Any], Any], figure: Figure, values: list[float]
) -> None:
    value = float(figure)
    column = np.array(values)
    assert operate(figure, column).tolist() == operate(value, column).tolist()
    assert operate(column, figure).tolist() == operate(column, value).tolist()
    series = pd.Series(values)
    assert operate(figure, series).equals(operate(value, series))
    assert operate(series, figure).equals(operate(series, value))


@given(figures.filter(bool))
@pytest.mark.parametrize("operate", SUMS_AND_PRODUCTS)
@pytest.mark.parametrize("kind", [int, bool, Fraction, np.float64, np.float32, np.int64])
def test_every_kind_of_plain_number_gives_a_figure(
    kind: Callable[[int], Any], operate: Callable[[Any, Any], Any], figure: Figure
) -> None:
    for a, b in [(figure, 1.0), (1.0, figure)]:
        found = operate(*(kind(1) if side == 1.0 and not isinstance(side, Figure) else side for side in (a, b)))
        assert isinstance(found, Figure)
        assert parts(found) == parts(operate(a, b))


@given(figures, figures)
def test_equal_figures_hash_alike_and_other_units_are_never_equal(a: Figure, b: Figure) -> None:
    assert (a == b) is not (a != b)
    assert (a == b) is (a.unit == b.unit and float(a) == float(b))
    if a == b:
        assert hash(a) == hash(b)
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
    assert Figure(1500, "MW") != Figure(1.5, "GW")


def test_an_absolute_value_is_bounded_by_the_farther_end() -> None:
    assert abs(Figure(1, low=-5, high=2)).interval == (0, 5)
    assert abs(Figure(-1, low=-5, high=-1)).interval == (1, 5)
    assert abs(Figure(3, "MW", low=2, high=4)).interval == (2, 4)


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
    assert math.isnan(Figure(math.nan).low)
    assert nothing.interval == (-math.inf, math.inf)


# --- arithmetic -------------------------------------------------------------------------------------------------


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
        found = operate(left, right)
        assert isinstance(found, Figure)
        assert_encloses(found, operate(x, y))


above_zero = st.builds(
    lambda x, low, high: Figure(x, low=x * low, high=x * high), st.floats(0.01, 100), st.floats(0.1, 1), st.floats(1, 9)
)
exponents = st.builds(around, st.floats(-4, 4), st.floats(0, 2), st.floats(0, 2))


@given(above_zero | st.floats(0.01, 100), exponents | st.floats(-6, 6) | st.integers(-6, 6), shares, shares)
def test_powers(base: Figure | float, exponent: Figure | float, u: float, v: float) -> None:
    assume(isinstance(base, Figure) or isinstance(exponent, Figure))
    found = base**exponent
    assert isinstance(found, Figure)
    assert float(found) == float(base) ** float(exponent)
    assert_encloses(found, point(base, u) ** point(exponent, v))


@given(st.builds(around, st.floats(-9, 9), st.floats(0, 9), st.floats(0, 9)), st.integers(-5, 5), shares)
def test_whole_powers_of_any_base(base: Figure, exponent: int, share: float) -> None:
    true = point(base, share)
    assume(exponent >= 0 or (abs(base) > 1e-9 and abs(true) > 1e-9))
    found = base**exponent
    assert float(found) == float(base) ** exponent
    assert_encloses(found, true**exponent)


@given(plain, shares)
def test_signs(figure: Figure, share: float) -> None:
    true = point(figure, share)
    assert float(-figure) == -float(figure)
    assert_encloses(-figure, -true)
    assert float(abs(figure)) == abs(float(figure))
    assert_encloses(abs(figure), abs(true))
    assert +figure is figure


def test_an_exact_negative_power_is_exact() -> None:
    for base in (3.3, 0.7, 94.8, 1.06):
        power = Figure(base) ** -2
        assert power.low == power.high == base**-2


def test_a_root_that_may_not_exist_is_unbounded() -> None:
    assert (Figure(1, low=-1, high=4) ** 0.5).interval == (-math.inf, math.inf)
    with pytest.raises(ValueError, match=r"-8 has no real power of 0\.5"):
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
        found, names = data.draw(formulas())
    except (ZeroDivisionError, OverflowError):
        assume(False)  # noqa: FBT003 - hypothesis takes it by place only
    assume(isinstance(found, Figure) and found.derivation is not None and math.isfinite(found))
    assert isinstance(found, Figure)
    text = found.derivation or ""
    for name, figure in NAMED.items():
        text = text.replace(name, repr(float(figure)))
    assert eval(text) == float(found)  # noqa: S307 - numbers and signs, made two lines above
    assert found.derived_from == tuple(dict.fromkeys(names))
    assert found.status == "derived"


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
    "a + 5 MW": A + 5,
    "5 MW - a": 5 - A,
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


# --- display ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", [row["id"] for row in sd.figures().to_dict("records")])
def test_a_printed_figure_shows_its_id_unit_interval_and_phrase(id: str) -> None:
    figure = sd.figure(id)
    bounds = f" [{figure.low:g}, {figure.high:g}]" if figure.low < figure.high else ""
    number = f"{figure.value:g}{'' if figure.unit == '1' else ' ' + figure.unit}"
    assert str(figure) == f"{figure}" == number
    assert repr(figure) == f'<Figure {id}: {number}{bounds}, {figure.status} "{figure.printed}">'


SHOWN = {
    "<Figure 3>": Figure(3),
    "<Figure a plant: 3 MW>": Figure(3, "MW", label="a plant"),
    "<Figure 0.333333333333 bcm [0, 1]>": Figure(1 / 3, "bcm", low=0, high=1),
    "<Figure 94.8 + 1: 95.8>": Figure(94.8) + 1,
    "<Figure 94.8 / 1: 94.800 [94.750, 94.850]>": around(94.8, 0.05, 0.05) / 1,
    "<Figure 94.8 / 1: 94.80 [94.70, 94.90]>": around(94.8, 0.1, 0.1) / 1,
    "<Figure 123456 * 1: 123500 [115600, 131300]>": around(123456, 7890, 7890) * 1,
    "<Figure 123456 * 1: 123456.0000000000 [123455.9999999990, 123456.0000000010]>": around(123456, 1e-9, 1e-9) * 1,
    "<Figure 2e-20 * 1: 2e-20 [1e-20, 3e-20]>": Figure(2e-20, low=1e-20, high=3e-20) * 1,
    "<Figure 1 * 1: 1 [-inf, inf]>": Figure(1, low=-math.inf, high=math.inf) * 1,
}


@pytest.mark.parametrize("text", SHOWN)
def test_repr(text: str) -> None:
    assert repr(SHOWN[text]) == text


def test_the_issues_number_shows_as_it_says() -> None:
    assert str(sd.implied_trade(2023)) == "89.43 bn USD"


class Text(HTMLParser):
    """What a browser shows of some HTML, and the tags in it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own signature
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def browse(figure: Figure) -> Text:
    browser = Text()
    browser.feed(figure._repr_html_())
    browser.close()
    return browser


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_of_a_figure_becomes_html(label: str, printed: str, source: str, derivation: str) -> None:
    figure = Figure(1.5, "MW", low=1, high=2, label=label, printed=printed, source=source, derivation=derivation)
    page = browse(figure)
    assert set(page.tags) == {"div", "strong", "br", "small"}
    assert page.shown[0] == "1.5 MW"
    expected = {
        label,
        "interval: 1 to 2 MW",
        printed and f"printed: “{printed}”",
        derivation and f"derived from: {derivation}",
        "status: given",
        source and f"source: {source}",
    } - {""}
    assert set(page.shown[1:]) == expected


def test_html_of_the_articles_figures() -> None:
    for id in ("trade-2024", "summit-ordinal"):
        figure = sd.figure(id)
        shown = browse(figure).shown
        assert shown[0] == str(figure)
        assert figure.label in shown
        assert f"printed: “{figure.printed}”" in shown
        assert f"source: {figure.source}" in shown
    assert "interval: exact" in browse(sd.figure("summit-ordinal")).shown
    assert "derived from: trade-2024 / (1 + trade-growth-2024)" in browse(sd.implied_trade()).shown
