"""The rules that a Table Schema cannot express: within a row, between rows, and across the tables of the package.

Each rule is a function of the tables that it reads; it yields one `Violation` for each row that breaks it. A rule is
skipped where a package lacks one of its tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["RULES", "NumberedRows", "Rule", "Violation", "locator_violations", "rounding_interval", "violations"]

Row = dict[str, Any]
NumberedRows = list[tuple[int, Row]]
"""The rows of a table with their row numbers (the header is row 1)."""

ORDINALS = {1: "inaugural", 2: "second"}
"""The words that the article prints for ordinals."""


@dataclass(frozen=True)
class Violation:
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
    find: Callable[..., Iterator[Violation]]


def rounding_interval(value: Decimal) -> tuple[Decimal, Decimal]:
    """Return the bounds of the numbers that round to `value` as it is written.

    Trailing zeros of an integer do not count as digits: the last other digit is the rounded one.

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


def _intervals(figures: NumberedRows) -> Iterator[Violation]:
    for number, row in figures:
        if not row["low"] <= row["value"] <= row["high"]:
            message = f"{row['value']:g} is not between low {row['low']:g} and high {row['high']:g}"
            yield Violation("figures", number, "value", message)
            continue
        value = Decimal(repr(row["value"]).removesuffix(".0"))
        exact = row["kind"] in ("ordinal", "year")
        bounds = (value, value) if exact else rounding_interval(value)
        for field, bound in zip(("low", "high"), bounds, strict=True):
            if row[field] != float(bound):
                message = f"{row[field]:g} does not match the rounding of {row['value']:g}: expected {float(bound):g}"
                yield Violation("figures", number, field, message)


def _printed_numbers(figures: NumberedRows) -> Iterator[Violation]:
    for number, row in figures:
        if row["status"] != "printed":
            continue
        numbers = [float(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*(?:\.\d+)?", row["printed"])]
        in_words = row["kind"] == "ordinal" and ORDINALS.get(int(row["value"]), "\0") in row["printed"]
        if row["value"] not in numbers and not in_words:
            message = f"the phrase {row['printed']!r} does not contain {row['value']:g}"
            yield Violation("figures", number, "printed", message)


def _periods(figures: NumberedRows) -> Iterator[Violation]:
    for number, row in figures:
        if row["period_start"] and row["period_end"] and row["period_start"] > row["period_end"]:
            message = f"the period ends in {row['period_end']}, before it starts in {row['period_start']}"
            yield Violation("figures", number, "period_end", message)


def _days(summits: NumberedRows) -> Iterator[Violation]:
    for number, row in summits:
        if row["start_date"] > row["end_date"]:
            message = f"the summit ends on {row['end_date']}, before it starts on {row['start_date']}"
            yield Violation("summits", number, "end_date", message)
        if row["start_date"][:4] != str(row["year"]):
            yield Violation("summits", number, "year", f"{row['year']} is not the year of {row['start_date']}")


def _summit_figures(figures: NumberedRows, summits: NumberedRows) -> Iterator[Violation]:
    values_by_kind = {kind: {row[kind] for _, row in summits} for kind in ("ordinal", "year")}
    for number, row in figures:
        values = values_by_kind.get(row["kind"])
        if row["topic"] == "summit" and values is not None and row["value"] not in values:
            message = f"the table summits has no {row['kind']} {row['value']:g}"
            yield Violation("figures", number, "value", message)


def _project_figures(figures: NumberedRows, projects: NumberedRows) -> Iterator[Violation]:
    for number, row in figures:
        if row["kind"] in ("capacity", "cumulative") and row["project"] is None:
            yield Violation("figures", number, "project", f"a figure of kind {row['kind']} needs a project")
    printed = {(row["project"], row["value"], row["unit"]) for _, row in figures if row["kind"] == "capacity"}
    for number, row in projects:
        capacity = (row["id"], row["capacity"], row["capacity_unit"])
        if (row["capacity"] is None) != (row["capacity_unit"] is None):
            yield Violation("projects", number, "capacity_unit", "give both capacity and capacity_unit, or neither")
        elif row["capacity"] is None and any(project == row["id"] for project, _, _ in printed):
            message = "the table figures has a capacity for this project, but this field is empty"
            yield Violation("projects", number, "capacity", message)
        elif row["capacity"] is not None and capacity not in printed:
            message = f"the table figures has no {row['capacity']:g} {row['capacity_unit']} for this project"
            yield Violation("projects", number, "capacity", message)


def _project_countries(projects: NumberedRows, project_countries: NumberedRows) -> Iterator[Violation]:
    with_country = {row["project"] for _, row in project_countries}
    for number, row in projects:
        if row["id"] not in with_country:
            yield Violation("projects", number, "id", "the table project_countries has no country for this project")


def _independent_evidence(projects: NumberedRows, sources: NumberedRows) -> Iterator[Violation]:
    dependent = {row["id"] for _, row in sources if not row["independent"]}
    for number, row in projects:
        if row["evidence_source"] in dependent:
            message = f"{row['evidence_source']} is not independent of the article"
            yield Violation("projects", number, "evidence_source", message)


def _statements(evidence: NumberedRows, figures: NumberedRows) -> Iterator[Violation]:
    """Check that a statement is about one thing, gives a value or a status, and says why it is not comparable."""
    units = {row["id"]: row["unit"] for _, row in figures}
    for number, row in evidence:
        figure, project = row["figure"], row["project"]
        counts = row["comparable"] and row["relation"] != "context"
        quantity = [row[name] for name in ("value", "low", "high", "unit")]
        if (figure is None) == (project is None):
            yield Violation("evidence", number, "figure", "a statement needs either a figure or a project")
        elif project is not None and row["status"] is None:
            yield Violation("evidence", number, "status", "a statement about a project needs a status")
        elif figure is not None and (None in quantity or not row["low"] <= row["value"] <= row["high"]):
            message = "a statement about a figure needs a unit and a value between low and high"
            yield Violation("evidence", number, "value", message)
        elif figure is not None and counts and row["unit"] != units.get(figure, row["unit"]):
            message = f"the unit {row['unit']} is not the figure's unit {units[figure]}: say why it is not comparable"
            yield Violation("evidence", number, "unit", message)
        if row["comparable"] == (row["reason"] is not None):
            message = "give a reason if the statement is not comparable, and only then"
            yield Violation("evidence", number, "reason", message)


def _project_evidence(projects: NumberedRows, evidence: NumberedRows) -> Iterator[Violation]:
    stated = {(row["project"], row["status"], row["source"]) for _, row in evidence if row["comparable"]}
    for number, row in projects:
        if (row["id"], row["evidence_status"], row["evidence_source"]) not in stated:
            message = f"the table evidence has no statement of {row['evidence_status']} by {row['evidence_source']}"
            yield Violation("projects", number, "evidence_status", message)


def _trade_intervals(trade: NumberedRows) -> Iterator[Violation]:
    for number, row in trade:
        for flow in ("total", "exports", "imports"):
            low, value, high = (row[name] for name in (f"{flow}_low", flow, f"{flow}_high"))
            source = row["source" if flow == "total" else f"{flow}_source"]
            if len({cell is None for cell in (low, value, high, source)}) > 1:
                yield Violation("trade", number, flow, f"give {flow}, both bounds and the source, or none of them")
            elif value is not None and not low <= value <= high:
                yield Violation("trade", number, flow, f"{value:g} is not between low {low:g} and high {high:g}")


def _trade_flows(trade: NumberedRows) -> Iterator[Violation]:
    """Check that exports and imports add up to the total within the rounding, and that neither exceeds it."""
    for number, row in trade:
        flows = [flow for flow in ("exports", "imports") if row[flow] is not None]
        low, high = sum(row[f"{flow}_low"] for flow in flows), sum(row[f"{flow}_high"] for flow in flows)
        too_low = len(flows) > 1 and high < row["total_low"] - _NOISE
        if too_low or low > row["total_high"] + _NOISE:
            message = f"{' and '.join(flows)} add up to {low:g} to {high:g}, but the total is {row['total']:g}"
            yield Violation("trade", number, "total", message)


def _trade_partners(trade: NumberedRows) -> Iterator[Violation]:
    """Check that the five states of a year and basis add up to their total: exactly where all print hundredths."""
    groups: dict[tuple[int, str], dict[str, tuple[int, Row]]] = {}
    for number, row in trade:
        groups.setdefault((row["year"], row["basis"]), {})[row["partner"]] = (number, row)
    for group in groups.values():
        all_states = group.pop("C5", None)
        if all_states is None or len(group) < _STATES:
            continue
        number, total = all_states
        states = [row for _, row in group.values()]
        low, high = sum(row["total_low"] for row in states), sum(row["total_high"] for row in states)
        exact = all(row["total_high"] - row["total_low"] < _HUNDREDTH + _NOISE for row in [total, *states])
        gap = sum(row["total"] for row in states) - total["total"]
        within = low <= total["total_high"] + _NOISE and high >= total["total_low"] - _NOISE
        if not within or (exact and abs(gap) > _NOISE):
            message = f"the sum of the five states differs from this total by {gap:+.2f} bn USD"
            yield Violation("trade", number, "total", message)


def _trade_article(trade: NumberedRows, figures: NumberedRows) -> Iterator[Violation]:
    printed = {
        (row["period_end"], row["value"], row["low"], row["high"])
        for _, row in figures
        if (row["topic"], row["kind"]) == ("trade", "level")
    }
    for number, row in trade:
        if (
            row["basis"] == "article"
            and tuple(row[name] for name in ("year", "total", "total_low", "total_high")) not in printed
        ):
            yield Violation("trade", number, "total", f"the article does not print {row['total']:g} for {row['year']}")


def _gas(gas: NumberedRows) -> Iterator[Violation]:
    preferred: set[tuple[str, ...]] = set()
    for number, row in gas:
        if not row["low"] <= row["value"] <= row["high"]:
            message = f"{row['value']:g} is not between low {row['low']:g} and high {row['high']:g}"
            yield Violation("gas", number, "value", message)
        if row["period_start"] > row["period_end"]:
            yield Violation("gas", number, "period_end", f"the period ends before it starts on {row['period_start']}")
        if row["preferred"]:
            if _series(row) in preferred:
                yield Violation("gas", number, "preferred", "another row is preferred for the same measure and period")
            preferred.add(_series(row))
    for number, row in gas:
        if _series(row) not in preferred:
            yield Violation("gas", number, "preferred", "no row is preferred for this measure and period")


def _series(row: Row) -> tuple[str, ...]:
    return row["measure"], row["period_end"], row["volume"]


def _gas_grows(gas: NumberedRows) -> Iterator[Violation]:
    deliveries = sorted(
        (row["period_end"], number, row) for number, row in gas if row["measure"] == "turkmen deliveries"
    )
    delivered = 0.0
    for _, number, row in deliveries:
        if row["high"] < delivered:
            message = f"cumulative deliveries cannot shrink: at least {delivered:g} bcm were delivered before"
            yield Violation("gas", number, "value", message)
        delivered = max(delivered, row["low"])


_STATES = 5
_HUNDREDTH = 0.01
_NOISE = 1e-9
"""The rounding error that binary fractions may add to a sum of hundredths."""

RULES = [
    Rule("interval", ("figures",), _intervals),
    Rule("printed-number", ("figures",), _printed_numbers),
    Rule("period", ("figures",), _periods),
    Rule("days", ("summits",), _days),
    Rule("summit-figure", ("figures", "summits"), _summit_figures),
    Rule("project-figure", ("figures", "projects"), _project_figures),
    Rule("project-place", ("projects", "project_countries"), _project_countries),
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


def violations(tables: Mapping[str, NumberedRows]) -> Iterator[tuple[str, Violation]]:
    """Yield every violation of every rule whose tables are given, with the name of the rule."""
    for rule in RULES:
        if all(name in tables for name in rule.tables):
            for violation in rule.find(*(tables[name] for name in rule.tables)):
                yield rule.name, violation
    for name, table in tables.items():
        for number, row in table:
            if {"printed", "start", "end"} <= row.keys() and row["end"] - row["start"] != len(row["printed"]):
                length = len(row["printed"])
                message = f"start {row['start']} and end {row['end']} do not span the {length} characters of the phrase"
                yield "locator", Violation(name, number, "end", message)


def locator_violations(tables: Mapping[str, NumberedRows], article: str) -> Iterator[Violation]:
    """Yield a violation for each row whose printed phrase is not at its place in the article."""
    paragraphs = [line.span() for line in re.finditer(r"[^\n]*\S[^\n]*", article)]
    for name, table in tables.items():
        for number, row in table:
            if {"printed", "paragraph", "start", "end"} <= row.keys():
                start, end = row["start"], row["end"]
                if article[start:end] != row["printed"]:
                    message = (
                        f"the article has {article[start:end]!r} at characters {start}-{end}, not {row['printed']!r}"
                    )
                    yield Violation(name, number, "printed", message)
                    continue
                spans = enumerate(paragraphs, start=1)
                actual = next((position for position, (a, b) in spans if a <= start and end <= b), None)
                if actual != row["paragraph"]:
                    message = f"the phrase is in paragraph {actual}, not {row['paragraph']}"
                    yield Violation(name, number, "paragraph", message)
            if row.get("status_printed") and row["status_printed"] not in article:
                yield Violation(name, number, "status_printed", f"the article does not print {row['status_printed']!r}")
