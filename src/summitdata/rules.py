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


def _statements(evidence: Table, figures: Table) -> Iterator[Breach]:
    """Ask of a statement that it is about one thing, gives a value or a status, and says why it is not comparable."""
    units = {row["id"]: row["unit"] for _, row in figures}
    for number, row in evidence:
        about = row["figure"], row["project"]
        counts = row["comparable"] and row["relation"] != "context"
        numbers = [row[part] for part in ("value", "low", "high", "unit")]
        if (about[0] is None) == (about[1] is None):
            yield Breach("evidence", number, "figure", "a statement is about one figure or one project")
        elif about[1] is not None and row["status"] is None:
            yield Breach("evidence", number, "status", "a statement about a project has a status")
        elif about[0] is not None and (None in numbers or not row["low"] <= row["value"] <= row["high"]):
            yield Breach("evidence", number, "value", "a statement about a figure has a value between low and high")
        elif about[0] is not None and counts and row["unit"] != units.get(about[0], row["unit"]):
            message = f"{row['unit']} is not the figure's {units[about[0]]}: say why it is not comparable"
            yield Breach("evidence", number, "unit", message)
        if row["comparable"] == (row["reason"] is not None):
            yield Breach("evidence", number, "reason", "a statement that is not comparable, and no other, has a reason")


def _project_evidence(projects: Table, evidence: Table) -> Iterator[Breach]:
    stated = {(row["project"], row["status"], row["source"]) for _, row in evidence if row["comparable"]}
    for number, row in projects:
        if (row["id"], row["evidence_status"], row["evidence_source"]) not in stated:
            message = f"the table evidence has no statement of {row['evidence_status']} by {row['evidence_source']}"
            yield Breach("projects", number, "evidence_status", message)


def _trade_intervals(trade: Table) -> Iterator[Breach]:
    for number, row in trade:
        for flow in ("total", "exports", "imports"):
            low, value, high = (row[name] for name in (f"{flow}_low", flow, f"{flow}_high"))
            source = row["source" if flow == "total" else f"{flow}_source"]
            if len({part is None for part in (low, value, high, source)}) > 1:
                yield Breach("trade", number, flow, f"{flow} goes with both bounds and a source")
            elif value is not None and not low <= value <= high:
                yield Breach("trade", number, flow, f"{value:g} is not between low {low:g} and high {high:g}")


def _trade_flows(trade: Table) -> Iterator[Breach]:
    """Add exports and imports up to the total, within the rounding; neither is more than it."""
    for number, row in trade:
        flows = [flow for flow in ("exports", "imports") if row[flow] is not None]
        low, high = sum(row[f"{flow}_low"] for flow in flows), sum(row[f"{flow}_high"] for flow in flows)
        apart = low > row["total_high"] + _NOISE or (len(flows) > 1 and high < row["total_low"] - _NOISE)
        if apart:
            message = f"{' and '.join(flows)} are {low:g} to {high:g}, the total {row['total']:g}"
            yield Breach("trade", number, "total", message)


def _trade_partners(trade: Table) -> Iterator[Breach]:
    """Add the five states of a year and basis up to their total: exactly where all print hundredths."""
    groups: dict[tuple[int, str], dict[str, tuple[int, Row]]] = {}
    for number, row in trade:
        groups.setdefault((row["year"], row["basis"]), {})[row["partner"]] = (number, row)
    for group in groups.values():
        whole = group.pop("C5", None)
        if whole is None or len(group) < _STATES:
            continue
        number, total = whole
        parts = [row for _, row in group.values()]
        low, high = sum(row["total_low"] for row in parts), sum(row["total_high"] for row in parts)
        exact = all(row["total_high"] - row["total_low"] < _HUNDREDTH + _NOISE for row in [total, *parts])
        gap = sum(row["total"] for row in parts) - total["total"]
        within = low <= total["total_high"] + _NOISE and high >= total["total_low"] - _NOISE
        if not within or (exact and abs(gap) > _NOISE):
            yield Breach("trade", number, "total", f"the five states are {gap:+.2f} bn USD off their total")


def _trade_article(trade: Table, figures: Table) -> Iterator[Breach]:
    printed = {
        (row["period_end"], row["value"], row["low"], row["high"])
        for _, row in figures
        if (row["topic"], row["kind"]) == ("trade", "level")
    }
    for number, row in trade:
        if (
            row["basis"] == "article"
            and tuple(row[n] for n in ("year", "total", "total_low", "total_high")) not in printed
        ):
            yield Breach("trade", number, "total", f"the article prints no {row['total']:g} for {row['year']}")


def _gas(gas: Table) -> Iterator[Breach]:
    preferred: set[tuple[str, ...]] = set()
    for number, row in gas:
        if not row["low"] <= row["value"] <= row["high"]:
            message = f"{row['value']:g} is not between low {row['low']:g} and high {row['high']:g}"
            yield Breach("gas", number, "value", message)
        if row["period_start"] > row["period_end"]:
            yield Breach("gas", number, "period_end", f"the period ends before it starts on {row['period_start']}")
        if row["preferred"]:
            if _series(row) in preferred:
                yield Breach("gas", number, "preferred", "another row is preferred for the same measure and period")
            preferred.add(_series(row))
    for number, row in gas:
        if _series(row) not in preferred:
            yield Breach("gas", number, "preferred", "no row is preferred for this measure and period")


def _series(row: Row) -> tuple[str, ...]:
    return row["measure"], row["period_end"], row["volume"]


def _gas_grows(gas: Table) -> Iterator[Breach]:
    deliveries = sorted(
        (row["period_end"], number, row) for number, row in gas if row["measure"] == "turkmen deliveries"
    )
    most = 0.0
    for _, number, row in deliveries:
        if row["high"] < most:
            yield Breach("gas", number, "value", f"deliveries only grow, and {most:g} bcm were delivered before")
        most = max(most, row["low"])


_STATES = 5
_HUNDREDTH = 0.01
_NOISE = 1e-9
"""What binary fractions may add to a sum of hundredths."""

RULES = [
    Rule("interval", ("figures",), _intervals),
    Rule("printed-number", ("figures",), _printed_numbers),
    Rule("period", ("figures",), _periods),
    Rule("days", ("summits",), _days),
    Rule("summit-figure", ("figures", "summits"), _summit_figures),
    Rule("project-figure", ("figures", "projects"), _project_figures),
    Rule("project-place", ("projects", "project_countries"), _placed_projects),
    Rule("independent-evidence", ("projects", "sources"), _independent_evidence),
    Rule("statement", ("evidence", "figures"), _statements),
    Rule("project-evidence", ("projects", "evidence"), _project_evidence),
    Rule("trade-interval", ("trade",), _trade_intervals),
    Rule("trade-flows", ("trade",), _trade_flows),
    Rule("trade-partners", ("trade",), _trade_partners),
    Rule("trade-article", ("trade", "figures"), _trade_article),
    Rule("gas", ("gas",), _gas),
    Rule("gas-grows", ("gas",), _gas_grows),
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
