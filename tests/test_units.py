"""Units: what goes together, what does not, and what products and quotients are measured in."""

from __future__ import annotations

import operator
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

import summitdata as sd
from summitdata import Figure
from summitdata.article.units import UNITS, combine, conversion, is_plain, parse, scaled, unit_suffix
from summitdata.datapackage import resource
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

PAIRS = list(product(UNITS, repeat=2))
MATCHING = [pair for pair in PAIRS if UNITS[pair[0]].base == UNITS[pair[1]].base]
DIFFERENT = [pair for pair in PAIRS if pair not in MATCHING]

composed = st.builds(
    lambda over, under: "/".join(["*".join(over) or "1", *under]),
    st.lists(st.sampled_from(list(UNITS)), max_size=3),
    st.lists(st.sampled_from(list(UNITS)), max_size=2),
)


def size(unit: str) -> float:
    return prod(UNITS[name].factor ** power for name, power in parse(unit).items())


def dimension(unit: str) -> dict[str, int]:
    total: dict[str, int] = {}
    for name, power in parse(unit).items():
        base = UNITS[name].base
        total[base] = total.get(base, 0) + power
    return {base: power for base, power in total.items() if base and power}


@pytest.mark.parametrize("pair", MATCHING, ids=" to ".join)
def test_units_of_one_dimension_convert_there_and_back(pair: tuple[str, str]) -> None:
    source, target = pair
    there = Figure(94.8, source, low=94.75, high=94.85).to(target)
    assert there.unit == target
    assert float(there) == pytest.approx(94.8 * UNITS[source].factor / UNITS[target].factor, rel=1e-14)
    back = there.to(source)
    assert (float(back), *back.interval) == (94.8, 94.75, 94.85)


@pytest.mark.parametrize("pair", DIFFERENT, ids=" and ".join)
def test_units_of_two_dimensions_refuse_each_other(pair: tuple[str, str]) -> None:
    a, b = Figure(3, pair[0]), Figure(2, pair[1])
    operations: list[Callable[[Any, Any], Any]] = [
        *(operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge),
        lambda left, right: left.to(right.unit),
        lambda left, right: conversion(left.unit, right.unit),
        lambda left, right: sum([left, right]),
        max,
    ]
    dimensions = [UNITS[name].base or "plain numbers" for name in pair]
    for operate in operations:
        with pytest.raises(sd.UnitError) as caught:
            operate(a, b)
        assert "measure different things" in str(caught.value)
        assert all(text in str(caught.value) for text in (*pair, *dimensions))
    assert a != b


def test_a_unit_error_is_one_of_ours_and_a_type_error() -> None:
    assert issubclass(sd.UnitError, sd.SummitDataError)
    assert issubclass(sd.UnitError, TypeError)


@pytest.mark.parametrize(
    ("number", "source", "target", "expected"),
    [
        (1500, "MW", "GW", 1.5),
        (1.5, "GW", "MW", 1500),
        (1500, "MW", "kW", 1_500_000),
        (94.8, "bn USD", "mn USD", 94_800),
        (94.8, "bn USD", "USD", 94_800_000_000),
        (430, "bcm", "m3", 430_000_000_000),
        (57, "percent", "1", 0.57),
        (0.57, "1", "percent", 57),
        (2, "bn USD/GW", "mn USD/MW", 2),
        (2, "bn USD/MW", "bn USD/GW", 2000),
    ],
)
def test_conversions(number: float, source: str, target: str, expected: float) -> None:
    assert Figure(number, source).to(target) == Figure(expected, target)


UNIT_SIZES = {
    "1": ("", 1),
    "percent": ("", 0.01),
    "USD": ("dollars", 1),
    "mn USD": ("dollars", 1e6),
    "bn USD": ("dollars", 1e9),
    "bn CNY": ("yuan", 1e9),
    "m3": ("cubic metres", 1),
    "bcm": ("cubic metres", 1e9),
    "kW": ("watts", 1e3),
    "MW": ("watts", 1e6),
    "GW": ("watts", 1e9),
    "year": ("years", 1),
    "km": ("metres", 1e3),
    "Mt": ("tonnes", 1e6),
    "years": ("time", 1),
    "yr": ("time", 1),
    "bcm chinese": ("Chinese cubic metres", 1e9),
    "bcm cnpc": ("CNPC's cubic metres", 1e9),
    "bcm 40 MJ": ("cubic metres of 40 MJ", 1e9),
    "bcm bp": ("BP's cubic metres", 1e9),
    "°C": ("degrees Celsius", 1),
    "kPa": ("pascals", 1e3),
    "MJ": ("joules", 1e6),
    "characters": ("characters", 1),
}


def test_what_each_unit_measures_and_how_much() -> None:
    assert {name: (unit.base, unit.factor) for name, unit in UNITS.items()} == UNIT_SIZES


@pytest.mark.parametrize(
    ("left", "right", "power", "unit", "factor"),
    [
        ("bn USD", "percent", 1, "bn USD", 0.01),
        ("bn USD", "percent", -2, "bn USD", 10_000),
        ("MW", "GW", 1, "MW*MW", 1000),
        ("MW", "GW", -1, "1", 0.001),
        ("1", "MW", -2, "1/MW/MW", 1),
        ("bn USD/MW", "GW", 2, "bn USD*MW", 1e6),
        ("bn USD/MW", "bn USD/GW", -1, "1", 1000),
        ("1/GW", "MW", 1, "1", 0.001),
    ],
)
def test_a_product_keeps_the_units_of_its_left_side(
    left: str, right: str, power: int, unit: str, factor: float
) -> None:
    actual_unit, actual_factor = combine(left, right, power)
    assert actual_unit == unit
    assert actual_factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target", "measures"),
    [
        ("MW*MW", "MW", "watts^2 and watts"),
        ("bn USD/MW", "bn USD", "dollars watts^-1 and dollars"),
        ("1/MW", "percent", "watts^-1 and plain numbers"),
    ],
)
def test_an_error_names_what_is_measured_with_its_powers(source: str, target: str, measures: str) -> None:
    with pytest.raises(sd.UnitError) as caught:
        conversion(source, target)
    assert str(caught.value) == f"{source} and {target} measure different things: {measures}"


def test_units_that_cancel_out_leave_a_plain_number() -> None:
    assert is_plain("MW/GW")
    assert conversion("MW/GW", "percent") == pytest.approx(0.1)
    assert not is_plain("MW*MW")


def test_scaling_by_one_keeps_every_digit() -> None:
    assert scaled(0.1 + 0.2, 1) == 0.1 + 0.2
    assert scaled(0.1 + 0.2, 10) == 3


def test_the_unit_of_a_plain_number_is_not_written() -> None:
    assert [unit_suffix(unit) for unit in ("1", "percent", "bn USD")] == ["", " percent", " bn USD"]


MEASURED = [
    (Figure(6, "percent") * Figure(94.8, "bn USD"), Figure(5.688, "bn USD")),
    (Figure(94.8, "bn USD") * Figure(6, "percent"), Figure(5.688, "bn USD")),
    (Figure(94.8, "bn USD") * Figure(0.06), Figure(94.8 * 0.06, "bn USD")),
    (Figure(3, "bn USD") / Figure(50, "percent"), Figure(6, "bn USD")),
    (Figure(6, "percent") * 0.5, Figure(3, "percent")),
    (Figure(6, "percent") / 2, Figure(3, "percent")),
    (Figure(6, "percent") + 1, Figure(106, "percent")),
    (1 + Figure(6, "percent"), Figure(1.06)),
    (1 - Figure(6, "percent"), Figure(0.94)),
    (Figure(6, "percent") - 1, Figure(-94, "percent")),
    (Figure(94.8, "bn USD") * (1 + Figure(6, "percent")), Figure(94.8 * 1.06, "bn USD")),
    (Figure(94.8, "bn USD") * (Figure(6, "percent") + 1), Figure(94.8 * 1.06, "bn USD")),
    (Figure(1) + Figure(6, "percent"), Figure(1.06)),
    (Figure(6, "percent") + Figure(1), Figure(106, "percent")),
    (Figure(50, "percent") ** 2, Figure(0.25)),
    (Figure(25, "percent") ** 0.5, Figure(0.5)),
    (4 ** Figure(50, "percent"), Figure(2)),
    (Figure(3, "bn USD") / Figure(1500, "MW"), Figure(0.002, "bn USD/MW")),
    (Figure(0.002, "bn USD/MW") * Figure(1.5, "GW"), Figure(3, "bn USD")),
    (Figure(1.5, "GW") * Figure(0.002, "bn USD/MW"), Figure(3, "bn USD")),
    (Figure(1500, "MW") / Figure(3, "GW"), Figure(0.5)),
    (Figure(1.5, "GW") + Figure(500, "MW"), Figure(2, "GW")),
    (Figure(500, "MW") + Figure(1.5, "GW"), Figure(2000, "MW")),
    (Figure(2, "MW") * Figure(3, "GW"), Figure(6000, "MW*MW")),
    (Figure(3, "MW") ** 2, Figure(9, "MW*MW")),
    (Figure(3, "MW") ** Figure(2), Figure(9, "MW*MW")),
    (Figure(4, "MW") ** -1, Figure(0.25, "1/MW")),
    (Figure(4, "MW") ** 0, Figure(1)),
    (1 / Figure(4, "MW"), Figure(0.25, "1/MW")),
    (1 / Figure(50, "percent"), Figure(2)),
    (2 / Figure(4, "MW") * Figure(4, "GW"), Figure(2000)),
    (2 * Figure(3, "MW"), Figure(6, "MW")),
    (Figure(3, "MW") + 0, Figure(3, "MW")),
    (0 - Figure(3, "MW"), Figure(-3, "MW")),
    (-Figure(3, "MW"), Figure(-3, "MW")),
    (Figure(2023, "year") + Figure(1, "year"), Figure(2024, "year")),
]


@pytest.mark.parametrize(("figure", "expected"), MEASURED, ids=range(len(MEASURED)))
def test_what_operations_are_measured_in(figure: Figure, expected: Figure) -> None:
    assert figure == expected


@pytest.mark.parametrize("exponent", [0.5, -1.5, Figure(2, low=1.9, high=2.1)], ids=str)
def test_only_whole_powers_of_a_unit(exponent: float) -> None:
    with pytest.raises(sd.UnitError, match="MW has no power of"):
        Figure(4, "MW") ** exponent


def test_an_exponent_is_a_plain_number() -> None:
    with pytest.raises(sd.UnitError, match="MW and 1 measure different things"):
        2 ** Figure(3, "MW")


@given(composed, composed, st.sampled_from([1, -1, 2]))
def test_products_keep_size_and_dimension(left: str, right: str, power: int) -> None:
    unit, factor = combine(left, right, power)
    assert factor * size(unit) == pytest.approx(size(left) * size(right) ** power, rel=1e-12)
    expected = {
        base: dimension(left).get(base, 0) + power * dimension(right).get(base, 0)
        for base in dimension(left) | dimension(right)
    }
    assert dimension(unit) == {base: total for base, total in expected.items() if total}
    assert len(parse(unit)) <= len(dimension(unit)) + 1


@given(composed, composed)
def test_only_equal_dimensions_convert(left: str, right: str) -> None:
    if dimension(left) == dimension(right):
        assert conversion(left, right) == pytest.approx(size(left) / size(right), rel=1e-12)
    else:
        with pytest.raises(sd.UnitError):
            conversion(left, right)
    assert is_plain(left) is not bool(dimension(left))


@given(st.floats(allow_nan=False), st.sampled_from([1.0, 0.01, 1e3, 1e-9]))
def test_scaling_is_off_by_nothing_that_shows(number: float, factor: float) -> None:
    assert scaled(number, factor) == pytest.approx(number * factor, rel=1e-14)


@pytest.mark.parametrize("unit", ["MWh", "GWs", "bn  USD", "MW/GWs", "", "MW*", "1/", "mw"])
def test_an_unknown_unit_is_refused_wherever_it_is_given(unit: str) -> None:
    for give in (parse, lambda unit: Figure(1, unit), Figure(1).to, lambda unit: conversion(unit, unit)):
        with pytest.raises(sd.UnknownNameError, match="unknown unit"):
            give(unit)


def test_an_unknown_unit_lists_near_misses() -> None:
    with pytest.raises(LookupError, match=r"unknown unit 'MWh': did you mean 'MW'\?"):
        Figure(1, "MWh")


def test_the_data_use_known_units_only() -> None:
    [enum] = [f["constraints"]["enum"] for f in resource("figures")["schema"]["fields"] if f["name"] == "unit"]
    used = {row["unit"] for row in rows("figures")} | {row["capacity_unit"] for row in rows("projects")} - {None}
    assert used <= set(enum) <= set(UNITS)
