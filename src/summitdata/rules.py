"""The rules that no Table Schema can say: within a row, between rows, and across the tables of the package.

Each rule is a function of the tables that it reads; it yields one `Breach` for every row that breaks it. A package
without one of those tables is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["RULES", "Breach", "Rule", "breaches", "misplaced", "rounding_interval"]

Row = dict[str, Any]
Table = list[tuple[int, Row]]
"""The rows of a table with their row numbers (the header is row 1)."""

ORDINALS = {1: "inaugural", 2: "second"}


@dataclass(frozen=True)
class Breach:
    """A row that breaks a rule."""

    table: str
    row: int
    field: str
    message: str


@dataclass(frozen=True)
class Rule:
    """A rule: its name, the tables it reads, and the function that finds the rows that break it."""

    name: str
    tables: tuple[str, ...]
    find: Callable[..., Iterator[Breach]]


def rounding_interval(value: Decimal) -> tuple[Decimal, Decimal]:
    """Return the bounds of the numbers that round to `value` as it is written.

    The last digit that is not a trailing zero of a whole number is taken as rounded.

    Examples
    --------
    >>> rounding_interval(Decimal("94.8"))
    (Decimal('94.75'), Decimal('94.85'))
    >>> rounding_interval(Decimal("430"))
    (Decimal('425'), Decimal('435'))
    """
    _, digits, exponent = value.as_tuple()
    place = int(exponent)
    if place == 0:
        place = len(digits) - len("".join(map(str, digits)).rstrip("0")) if any(digits) else 0
    half = Decimal(5).scaleb(place - 1)
    return value - half, value + half


def _intervals(figures: Table) -> Iterator[Breach]:
    for number, row in figures:
        if not row["low"] <= row["value"] <= row["high"]:
            message = f"{row['value']:g} is not between low {row['low']:g} and high {row['high']:g}"
            yield Breach("figures", number, "value", message)
            continue
        value = Decimal(repr(row["value"]).removesuffix(".0"))
        exact = row["kind"] in ("ordinal", "year")
        bounds = (value, value) if exact else rounding_interval(value)
        for field, bound in zip(("low", "high"), bounds, strict=True):
            if row[field] != float(bound):
                message = f"{row[field]:g} is not what rounding to {row['value']:g} leaves: {float(bound):g}"
                yield Breach("figures", number, field, message)


def _printed_numbers(figures: Table) -> Iterator[Breach]:
    for number, row in figures:
        if row["status"] != "printed":
            continue
        printed = [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", row["printed"])]
        word = row["kind"] == "ordinal" and ORDINALS.get(int(row["value"]), "\0") in row["printed"]
        if row["value"] not in printed and not word:
            yield Breach("figures", number, "printed", f"the phrase {row['printed']!r} does not print {row['value']:g}")


def _periods(figures: Table) -> Iterator[Breach]:
    for number, row in figures:
        if row["period_start"] and row["period_end"] and row["period_start"] > row["period_end"]:
            message = f"the period ends in {row['period_end']}, before it starts in {row['period_start']}"
            yield Breach("figures", number, "period_end", message)


def _days(summits: Table) -> Iterator[Breach]:
    for number, row in summits:
        if row["start_date"] > row["end_date"]:
            message = f"the summit ends on {row['end_date']}, before it starts on {row['start_date']}"
            yield Breach("summits", number, "end_date", message)
        if row["start_date"][:4] != str(row["year"]):
            yield Breach("summits", number, "year", f"{row['year']} is not the year of {row['start_date']}")


def _summit_figures(figures: Table, summits: Table) -> Iterator[Breach]:
    known = {
        "ordinal": {row["ordinal"] for _, row in summits},
        "year": {row["year"] for _, row in summits},
    }
    for number, row in figures:
        if row["topic"] == "summit" and row["kind"] in known and row["value"] not in known[row["kind"]]:
            message = f"the table summits has no {row['kind']} {row['value']:g}"
            yield Breach("figures", number, "value", message)


def _project_figures(figures: Table, projects: Table) -> Iterator[Breach]:
    for number, row in figures:
        if row["kind"] in ("capacity", "cumulative") and row["project"] is None:
            yield Breach("figures", number, "project", f"a {row['kind']} belongs to a project: name it")
    printed = {(row["project"], row["value"], row["unit"]) for _, row in figures if row["kind"] == "capacity"}
    for number, row in projects:
        capacity = (row["id"], row["capacity"], row["capacity_unit"])
        if (row["capacity"] is None) != (row["capacity_unit"] is None):
            yield Breach("projects", number, "capacity_unit", "a capacity has a unit, and a unit a capacity")
        elif row["capacity"] is None and any(project == row["id"] for project, _, _ in printed):
            yield Breach("projects", number, "capacity", "the table figures has a capacity of this project")
        elif row["capacity"] is not None and capacity not in printed:
            message = f"the table figures has no capacity of {row['capacity']:g} {row['capacity_unit']} for it"
            yield Breach("projects", number, "capacity", message)


def _placed_projects(projects: Table, project_countries: Table) -> Iterator[Breach]:
    placed = {row["project"] for _, row in project_countries}
    for number, row in projects:
        if row["id"] not in placed:
            yield Breach("projects", number, "id", "the table project_countries names no country of this project")


def _independent_evidence(projects: Table, sources: Table) -> Iterator[Breach]:
    dependent = {row["id"] for _, row in sources if not row["independent"]}
    for number, row in projects:
        if row["evidence_source"] in dependent:
            message = f"{row['evidence_source']} is not independent of the article"
            yield Breach("projects", number, "evidence_source", message)


RULES = [
    Rule("interval", ("figures",), _intervals),
    Rule("printed-number", ("figures",), _printed_numbers),
    Rule("period", ("figures",), _periods),
    Rule("days", ("summits",), _days),
    Rule("summit-figure", ("figures", "summits"), _summit_figures),
    Rule("project-figure", ("figures", "projects"), _project_figures),
    Rule("project-place", ("projects", "project_countries"), _placed_projects),
    Rule("independent-evidence", ("projects", "sources"), _independent_evidence),
]


def breaches(tables: Mapping[str, Table]) -> Iterator[tuple[str, Breach]]:
    """Yield every breach of every rule whose tables there are, with the rule's name."""
    for rule in RULES:
        if all(name in tables for name in rule.tables):
            for breach in rule.find(*(tables[name] for name in rule.tables)):
                yield rule.name, breach
    for name, table in tables.items():
        for number, row in table:
            if {"printed", "start", "end"} <= row.keys() and row["end"] - row["start"] != len(row["printed"]):
                message = f"start {row['start']} and end {row['end']} are not {len(row['printed'])} characters apart"
                yield "locator", Breach(name, number, "end", message)


def misplaced(tables: Mapping[str, Table], article: str) -> Iterator[Breach]:
    """Yield every row whose printed phrase does not stand in the article at its locator."""
    paragraphs = [line.span() for line in re.finditer(r"[^\n]*\S[^\n]*", article)]
    for name, table in tables.items():
        for number, row in table:
            if {"printed", "paragraph", "start", "end"} <= row.keys():
                start, end = row["start"], row["end"]
                if article[start:end] != row["printed"]:
                    message = (
                        f"the article has {article[start:end]!r} at characters {start}-{end}, not {row['printed']!r}"
                    )
                    yield Breach(name, number, "printed", message)
                    continue
                place = next((n for n, (a, b) in enumerate(paragraphs, start=1) if a <= start and end <= b), None)
                if place != row["paragraph"]:
                    yield Breach(
                        name, number, "paragraph", f"the phrase stands in paragraph {place}, not {row['paragraph']}"
                    )
            if row.get("status_printed") and row["status_printed"] not in article:
                yield Breach(name, number, "status_printed", f"the article does not print {row['status_printed']!r}")
