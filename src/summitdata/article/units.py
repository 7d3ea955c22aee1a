"""The units of the figures: what each measures, its size, and which can be converted into each other.

A unit is written as in the data (`"bn USD"`, `"bcm"`, `"percent"`), a derived unit as a product and quotient of those
(`"bn USD/MW"`). Two units can be converted into each other if they have the same dimension.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from summitdata.errors import UnitError, UnknownNameError

__all__ = [
    "UNITS",
    "Unit",
    "check_plain",
    "combine",
    "conversion",
    "is_plain",
    "parse",
    "scaled",
    "size",
    "unit_code",
    "unit_suffix",
]


@dataclass(frozen=True)
class Unit:
    """A simple unit: its name in the data, what it measures (empty for a plain number), its size and its title.

    `code` is what other software calls it: a case-sensitive code of the Unified Code for Units of Measure
    (https://ucum.org/ucum; its list of symbols is `ucum-essence.xml` of https://github.com/ucum-org/ucum), or for money
    that of the currency by ISO 4217. The conditions under which a cubic metre of gas is counted, and the million of an
    amount of money, have no place in a code. The year of UCUM is 365.25 days: it is the code of a duration, and of the
    number of a calendar year for want of a code of dates.
    """

    name: str
    base: str
    factor: float
    title: str
    code: str


UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in [
        Unit("1", "", 1, "number", "UCUM:1"),
        Unit("percent", "", 0.01, "hundredths", "UCUM:%"),
        Unit("USD", "dollars", 1, "United States dollars", "ISO4217:USD"),
        Unit("mn USD", "dollars", 1e6, "million United States dollars", "ISO4217:USD"),
        Unit("bn USD", "dollars", 1e9, "billion United States dollars", "ISO4217:USD"),
        Unit("bn CNY", "yuan", 1e9, "billion Chinese yuan", "ISO4217:CNY"),
        Unit("m3", "cubic metres", 1, "cubic metres of gas", "UCUM:m3"),
        Unit("bcm", "cubic metres", 1e9, "billion cubic metres of gas", "UCUM:10*9.m3"),
        Unit(
            "bcm chinese",
            "Chinese cubic metres",
            1e9,
            "billion standard cubic metres of the Chinese gas industry",
            "UCUM:10*9.m3",
        ),
        Unit("bcm cnpc", "CNPC's cubic metres", 1e9, "billion cubic metres as CNPC counts them", "UCUM:10*9.m3"),
        Unit(
            "bcm 40 MJ", "cubic metres of 40 MJ", 1e9, "billion standard cubic metres of 40 megajoules", "UCUM:10*9.m3"
        ),
        Unit(
            "bcm bp",
            "BP's cubic metres",
            1e9,
            "billion cubic metres as BP counted them before the edition of 2018",
            "UCUM:10*9.m3",
        ),
        Unit("kW", "watts", 1e3, "kilowatts", "UCUM:kW"),
        Unit("MW", "watts", 1e6, "megawatts", "UCUM:MW"),
        Unit("GW", "watts", 1e9, "gigawatts", "UCUM:GW"),
        Unit("km", "metres", 1e3, "kilometres", "UCUM:km"),
        Unit("Mt", "tonnes", 1e6, "million tonnes", "UCUM:10*6.t"),
        Unit("year", "years", 1, "calendar years", "UCUM:a"),
        Unit("years", "time", 1, "years of duration", "UCUM:a"),
        Unit("yr", "time", 1, "years of duration, of which something is a rate", "UCUM:a"),
        Unit("°C", "degrees Celsius", 1, "degrees Celsius", "UCUM:Cel"),
        Unit("kPa", "pascals", 1e3, "kilopascals", "UCUM:kPa"),
        Unit("MJ", "joules", 1e6, "megajoules", "UCUM:MJ"),
        Unit("characters", "characters", 1, "characters of a text", "UCUM:{characters}"),
    ]
}


def conversion(source: str, target: str) -> float:
    """Return the factor that converts a number in `source` into a number in `target`.

    Raises
    ------
    UnitError
        The two measure different things.
    UnknownNameError
        One of them is not a unit of this library.

    Examples
    --------
    >>> conversion("MW", "GW")
    0.001
    >>> conversion("bn USD", "bcm")
    Traceback (most recent call last):
    ...
    summitdata.errors.UnitError: bn USD and bcm measure different things: dollars and cubic metres
    """
    a, b = parse(source), parse(target)
    if _dimension(a) != _dimension(b):
        measures = f"{_dimension_name(a)} and {_dimension_name(b)}"
        raise UnitError(f"{source} and {target} measure different things: {measures}")
    return _factor(a) / _factor(b)


def scaled(number: float, factor: float) -> float:
    """Multiply a number by the factor of a conversion, rounded to 15 digits to hide the error of binary fractions.

    Examples
    --------
    >>> 57 * 0.01, scaled(57, 0.01)
    (0.5700000000000001, 0.57)
    """
    return float(f"{number * factor:.15g}") if factor != 1 else number


def unit_suffix(name: str) -> str:
    """Return a unit as it follows its number in a text; the unit `1` is not written.

    Examples
    --------
    >>> f"1500{unit_suffix('MW')}", f"78{unit_suffix('1')}"
    ('1500 MW', '78')
    """
    return "" if name == "1" else f" {name}"


def unit_code(name: str) -> str:
    """Return the code of a unit for other software, with the system of codes before it.

    Parameters
    ----------
    name : str
        A unit as the data has it; of money, the code says the currency and not how many millions.

    Raises
    ------
    UnknownNameError
        It is not a unit of this library, or a quotient of money, for which no system has a code.

    Examples
    --------
    >>> unit_code("Mt/yr"), unit_code("bn USD")
    ('UCUM:10*6.t/a', 'ISO4217:USD')
    """
    powers = parse(name)
    if len(powers) == 1 and name in UNITS:
        return UNITS[name].code
    systems = {UNITS[symbol].code.partition(":")[0] for symbol in powers}
    if systems != {"UCUM"}:
        raise UnknownNameError(f"there is a code for {name} neither in UCUM nor in ISO 4217")
    over, *under = name.split("/")
    codes = [".".join(UNITS[symbol].code.partition(":")[2] for symbol in over.split("*"))]
    return "UCUM:" + "/".join([*codes, *(UNITS[symbol].code.partition(":")[2] for symbol in under)])


def is_plain(name: str) -> bool:
    """Return whether numbers in a unit are plain numbers.

    Examples
    --------
    >>> is_plain("percent"), is_plain("MW")
    (True, False)
    """
    return not _dimension(parse(name))


def check_plain(name: str, number: object) -> None:
    """Raise for a plain number beside a figure, if the unit of the figure measures something.

    Raises
    ------
    UnitError
        It does; the message says what to write.

    Examples
    --------
    >>> check_plain("MW", 5)
    Traceback (most recent call last):
    ...
    summitdata.errors.UnitError: 5 has no unit, and MW measures watts: write Figure(5, 'MW'), or use .value
    """
    if not is_plain(name):
        hint = f"write Figure({number}, {name!r}), or use .value"
        raise UnitError(f"{number} has no unit, and {name} measures {_dimension_name(parse(name))}: {hint}")


def size(name: str) -> tuple[frozenset[tuple[str, int]], float]:
    """Return what a unit measures, with its powers, and how much of it the unit is; a plain number measures nothing.

    Examples
    --------
    >>> size("GW"), size("percent")
    ((frozenset({('watts', 1)}), 1000000000.0), (frozenset(), 0.01))
    """
    powers = parse(name)
    return frozenset(_dimension(powers).items()), _factor(powers)


def combine(left: str, right: str, power: int) -> tuple[str, float]:
    """Return the unit of `left * right ** power`, and the factor that converts the product of the numbers into it.

    Plain numbers (`1`, `percent`) add nothing to the unit, only to the factor; a unit on the right that measures the
    same as a unit on the left is converted into that one.

    Examples
    --------
    >>> combine("bn USD", "percent", 1)
    ('bn USD', 0.01)
    >>> combine("bn USD", "MW", -1)
    ('bn USD/MW', 1.0)
    >>> combine("bn USD/MW", "GW", 1)
    ('bn USD', 1000.0)
    """
    powers: dict[str, int] = {}
    factor = 1.0
    for name, sign in ((left, 1), (right, power)):
        for symbol, own in parse(name).items():
            unit = UNITS[symbol]
            partner = next((other for other in powers if UNITS[other].base == unit.base), symbol)
            if not unit.base:
                factor *= unit.factor ** (own * sign)
            else:
                factor *= (unit.factor / UNITS[partner].factor) ** (own * sign)
                powers[partner] = powers.get(partner, 0) + own * sign
    return _write(powers), factor


def parse(name: str) -> dict[str, int]:
    """Return the simple units in a name, with their powers.

    Raises
    ------
    UnknownNameError
        A part of the name is not a unit of this library.

    Examples
    --------
    >>> parse("bn USD/MW")
    {'bn USD': 1, 'MW': -1}
    """
    if not isinstance(name, str):
        raise UnknownNameError.of("unit", name, UNITS, "the unit of a plain number is '1'")
    powers: dict[str, int] = {}
    over, *under = name.split("/")
    for sign, symbols in ((1, over.split("*")), (-1, under)):
        for symbol in symbols:
            if symbol not in UNITS:
                raise UnknownNameError.of("unit", symbol, UNITS)
            powers[symbol] = powers.get(symbol, 0) + sign
    return powers


def _write(powers: dict[str, int]) -> str:
    over = [symbol for symbol, power in powers.items() for _ in range(power)]
    under = [symbol for symbol, power in powers.items() for _ in range(-power)]
    return "/".join(["*".join(over) or "1", *under])


def _dimension(powers: dict[str, int]) -> dict[str, int]:
    dimension: dict[str, int] = {}
    for symbol, power in powers.items():
        if base := UNITS[symbol].base:
            dimension[base] = dimension.get(base, 0) + power
    return {base: power for base, power in dimension.items() if power}


def _factor(powers: dict[str, int]) -> float:
    return prod(UNITS[symbol].factor ** power for symbol, power in powers.items())


def _dimension_name(powers: dict[str, int]) -> str:
    dimension = _dimension(powers)
    return " ".join(b if p == 1 else f"{b}^{p}" for b, p in dimension.items()) or "plain numbers"
