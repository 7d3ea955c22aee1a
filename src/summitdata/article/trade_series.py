"""The series of trade: one partner, one body that compiled it, one flow, one currency; and which a caller means.

A series never has figures of two bodies. Where a caller names no body, one has to have every year that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from summitdata.arguments import Others, belongs_to, choice_of, year_of
from summitdata.article.citations import source_line
from summitdata.article.figure import Figure
from summitdata.article.selection import code_of
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

__all__ = [
    "ALL",
    "ARTICLE",
    "CUSTOMS",
    "REPORTED",
    "Asked",
    "Flow",
    "Row",
    "Series",
    "TradeUnit",
    "Years",
    "argument",
    "asked",
    "bases",
    "basis_for",
    "basis_name",
    "check_one_compiler",
    "compiler_name",
    "known_year",
    "partner_code",
    "ranges",
    "readers",
    "series",
    "trade_figure",
    "unnamed_bases",
    "wanted_year",
]

Flow = Literal["total", "exports", "imports"]
TradeUnit = Literal["bn USD", "bn CNY"]
Row = dict[str, Any]
Series = dict[int, Row]
"""The preferred rows of a series by year."""

Years = Callable[[str], Iterable[int]]
"""Returns the years that a basis has."""

ALL = "C5"
ARTICLE, CUSTOMS, REPORTED = "article", "gacc", "imf-china"
DEFAULT_BASES = (ARTICLE, CUSTOMS, REPORTED)
"""Whose figures a caller means who names nobody: the first of these that has all years."""

FLOWS: tuple[Flow, ...] = ("total", "exports", "imports")
UNITS: tuple[TradeUnit, ...] = ("bn USD", "bn CNY")
UNNAMED = "not named"
"""The kind of the origins that stand for bodies that no source names."""


@dataclass(frozen=True)
class Asked:
    """What a caller asks for, whoever compiled it: the trade with a partner, one flow of it, in one currency."""

    partner: str
    flow: str
    unit: str

    def __str__(self) -> str:
        what = "trade volume" if self.flow == "total" else self.flow
        return f"{what} of {self.partner}" + ("" if self.unit == UNITS[0] else f" in {self.unit}")


def asked(partner: object, flow: object, unit: object = "bn USD") -> Asked:
    """Return what a caller asks for.

    Raises
    ------
    UnknownNameError
        There is no such partner, flow or unit.
    """
    return Asked(partner_code(partner), argument("flow", flow), argument("unit", unit))


def partner_code(partner: object) -> str:
    """Return the code of a partner, given by the code or name of a state, or of the five together.

    Raises
    ------
    UnknownNameError
        It is not a partner.

    Examples
    --------
    >>> partner_code(" kaz "), partner_code("Uzbekistan"), partner_code("uz"), partner_code("c5")
    ('KAZ', 'UZB', 'UZB', 'C5')
    """
    return ALL if partner is None else argument("partner", partner, "basis", "flow")


@cache
def bases() -> tuple[str, ...]:
    """Return the ids of the bodies that compiled the figures of trade, in the order of the table."""
    return tuple(dict.fromkeys(row["basis"] for row in rows("trade")))


def basis_name(basis: object) -> str:
    """Return the basis that a caller means: a body that compiled figures of trade, or the article, which prints some.

    Raises
    ------
    UnknownNameError
        It is neither.

    Examples
    --------
    >>> basis_name("GACC")
    'gacc'
    """
    return argument("basis", basis, "partner", "flow", "unit")


def _partner(partner: object) -> str:
    known, code = [row["code"] for row in rows("partners")], code_of(partner)
    return choice_of("partner", code if code in known else partner, known)


READERS: dict[str, Callable[[object], str]] = {
    "partner": _partner,
    "basis": lambda basis: choice_of("basis", basis, [ARTICLE, *bases()]),
    "flow": lambda flow: choice_of("flow", flow, FLOWS),
    "unit": lambda unit: choice_of("unit", unit, UNITS),
}
"""What reads the argument of each parameter that names a series."""


def readers(*names: str) -> Others:
    """Return what reads the arguments of these parameters."""
    return {name: READERS[name] for name in names}


def compiler_name(basis: object) -> str:
    """Return the body that a caller means: a basis other than the article.

    Raises
    ------
    UnknownNameError
        It compiled no figure of trade.
    """
    return choice_of("basis", basis, bases(), readers("partner", "flow"))


def argument(name: str, value: object, *others: str) -> str:
    """Return what a caller means by the argument of a parameter, in any case.

    Raises
    ------
    UnknownNameError
        It is not an argument of it; the message says which of the other parameters of the function it is one of.
    """
    try:
        return READERS[name](value)
    except UnknownNameError as error:
        hint = belongs_to(value, readers(*others))
        if not hint:
            raise
        raise UnknownNameError(f"{error}; {hint}") from None


def wanted_year(year: object, *others: str) -> int | None:
    """Return the year that a caller asks for, or `None` for the latest.

    Raises
    ------
    UnknownNameError
        It is not a year; the message says which of the other parameters of the function it is an argument of.
    """
    return None if year is None else year_of(year, readers(*others))


def unnamed_bases() -> set[str]:
    """Return the bases that stand for bodies that no source names: two of their figures may be of two bodies."""
    return {row["id"] for row in rows("origins") if row["kind"] == UNNAMED}


def check_one_compiler(basis: str) -> None:
    """Raise for a basis that stands for bodies that no source names.

    Raises
    ------
    UnknownNameError
        Two years of this basis need not have been compiled by one body, so nothing is computed from them.
    """
    if basis in unnamed_bases():
        known = [name for name in bases() if name not in unnamed_bases()]
        hint = f"no source names the compiler of {basis}, so two of its years need not be one series"
        raise UnknownNameError.of("basis of a growth", basis, known, hint)


def series(of: Asked, basis: str) -> Series:
    """Return the preferred rows of a series by year."""
    return _all_series().get((of, basis), {})


@cache
def _all_series() -> dict[tuple[Asked, str], Series]:
    found: dict[tuple[Asked, str], Series] = {}
    for row in rows("trade"):
        if row["preferred"]:
            of = Asked(row["partner"], row["flow"], row["unit"])
            found.setdefault((of, row["basis"]), {})[row["year"]] = row
    return found


def basis_for(of: Asked, years: Years, wanted: Iterable[int] | None) -> str:
    """Return the first default basis that has all wanted years; without years, the first that has any.

    Parameters
    ----------
    of : Asked
        What the caller asks for.
    years : callable
        Returns the years that a basis has.
    wanted : iterable of int, optional
        The years.

    Raises
    ------
    UnknownNameError
        None of them has all; the message lists the bases that have them, or else the years that each basis has.
    """
    of_basis = {basis: sorted(years(basis)) for basis in [ARTICLE, *bases()]}
    needed = None if wanted is None else list(wanted)
    for basis in DEFAULT_BASES:
        if of_basis[basis] and (needed is None or set(needed) <= set(of_basis[basis])):
            return basis
    shown = " and ".join(map(str, needed or []))
    others = [basis for basis in of_basis if needed and set(needed) <= set(of_basis[basis])]
    if others:
        hint = f"on request: {', '.join(f'basis={basis!r}' for basis in others)}"
        raise UnknownNameError(f"no basis that is taken by itself has the {of} for {shown}; {hint}")
    has = "; ".join(f"{basis} has {ranges(found)}" for basis, found in of_basis.items() if found)
    if needed and needed[1:]:
        raise UnknownNameError(f"no basis has the {of} for {shown}: {has}")
    nearest = sorted({year for basis in DEFAULT_BASES for year in of_basis[basis]})
    raise UnknownNameError.of(f"year of {of}", needed[-1] if needed else None, nearest, has)


def known_year(of: Asked, basis: str, year: int | None, years: Years) -> int:
    """Return the given year, or the latest that a basis has.

    Raises
    ------
    UnknownNameError
        The basis does not have it; the message lists the years that it has, and the bases that have the year.
    """
    known = sorted(years(basis))
    chosen = max(known, default=None) if year is None else year
    if chosen is None or chosen not in known:
        others = [name for name in [ARTICLE, *bases()] if chosen in set(years(name))]
        hint = f"for {chosen} there is basis={' and basis='.join(map(repr, others))}" if others else ""
        raise UnknownNameError.of(f"year of {of} on basis {basis}", year, known, hint)
    return chosen


def trade_figure(row: Row) -> Figure:
    """Return a row of the table as a figure."""
    flow = "" if row["flow"] == "total" else f"-{row['flow']}"
    currency = "" if row["unit"] == UNITS[0] else "-cny"
    what = {"total": "goods trade with", "exports": "exports to", "imports": "imports from"}[row["flow"]]
    added = {"flows": ", its exports and imports added", "states": ", the five states added"}
    return Figure(
        row["value"],
        row["unit"],
        low=row["low"],
        high=row["high"],
        id=f"trade-{row['partner']}-{row['year']}-{row['basis']}{flow}{currency}",
        label=f"China's {what} {row['partner']} in {row['year']}{added.get(row['computed'], '')}",
        status="derived" if row["computed"] else "stated",
        source=source_line(row["source"]),
    )


def ranges(years: Iterable[int]) -> str:
    """Return years as text, consecutive ones as a range.

    Examples
    --------
    >>> ranges([1992, 1993, 1994, 2013])
    '1992-1994, 2013'
    """
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1][1:] = [year]
        else:
            runs.append([year])
    return ", ".join("-".join(map(str, run)) for run in runs)
