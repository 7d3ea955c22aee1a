"""Rules on the figures, summits and projects of the article."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from summitdata.rules.rule import Rule, Violation, rounding_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows

ORDINALS = {1: "inaugural", 2: "second"}
"""The words that the article prints for ordinals."""


def _intervals(figures: NumberedRows) -> Iterator[Violation]:
    for number, row in figures:
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


def _days(summits: NumberedRows) -> Iterator[Violation]:
    for number, row in summits:
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
    printed = {(row["project"], row["value"], row["unit"]) for _, row in figures if row["kind"] == "capacity"}
    for number, row in projects:
        capacity = (row["id"], row["capacity"], row["capacity_unit"])
        if row["capacity"] is None and any(project == row["id"] for project, _, _ in printed):
            message = "the table figures has a capacity for this project, but this field is empty"
            yield Violation("projects", number, "capacity", message)
        elif None not in capacity and capacity not in printed:
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


FIGURE_RULES = [
    Rule("interval", ("figures",), _intervals),
    Rule("printed-number", ("figures",), _printed_numbers),
    Rule("days", ("summits",), _days),
    Rule("summit-figure", ("figures", "summits"), _summit_figures),
    Rule("project-figure", ("figures", "projects"), _project_figures),
    Rule("project-place", ("projects", "project_countries"), _project_countries),
    Rule("independent-evidence", ("projects", "sources"), _independent_evidence),
]
