"""Rules on the statements of the table evidence."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from summitdata.rules.derived import FORMULAS, derive, input_ids
from summitdata.rules.rule import Rule, Violation, quotation_violations, rounding_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows, Row


def _statements(evidence: NumberedRows, figures: NumberedRows) -> Iterator[Violation]:
    """Check that a statement that counts has the unit of its figure."""
    units = {row["id"]: row["unit"] for _, row in figures}
    for number, row in evidence:
        figure, unit = row["figure"], row["unit"]
        if _counts(row) and row["relation"] != "contradicts" and unit is not None and unit != units.get(figure, unit):
            message = f"the unit {unit} is not the figure's unit {units[figure]}: say why it is not comparable"
            yield Violation("evidence", number, "unit", message)


def _counts(row: Row) -> bool:
    return bool(row["comparable"]) and row["relation"] != "context"


def _derived(evidence: NumberedRows) -> Iterator[Violation]:
    """Check that a derived value is what its formula gives, from statements of one origin."""
    by_id = {row["id"]: row for _, row in evidence}
    for number, row in evidence:
        ids = input_ids(row)
        if row["relation"] != "derived":
            continue
        formula = FORMULAS.get(row["formula"] or "")
        inputs = [by_id[id] for id in ids if id in by_id and by_id[id]["value"] is not None]
        if formula is None or len(inputs) != len(formula.inputs) or len(ids) != len(inputs):
            needed = " and ".join(formula.inputs) if formula else "a formula"
            message = f"a derived statement needs {needed}: ids of statements that give a value"
            yield Violation("evidence", number, "derived_from", message)
            continue
        if origins := sorted({each["origin"] for each in inputs} - {row["origin"]}):
            message = f"the origin is {row['origin']}, but that of what it follows from is {' and '.join(origins)}"
            yield Violation("evidence", number, "origin", message)
        if row["unit"] != (formula.unit or inputs[0]["unit"]):
            message = f"the unit is {formula.unit or inputs[0]['unit']}, not {row['unit']}"
            yield Violation("evidence", number, "unit", message)
        for field, expected in zip(("value", "low", "high"), derive(row, by_id), strict=True):
            if row[field] != expected:
                message = f"{row[field]} is not what the formula gives: expected {expected:.12g}"
                yield Violation("evidence", number, field, message)


def _evidence_intervals(evidence: NumberedRows) -> Iterator[Violation]:
    """Check that the interval is what rounds to the value, or the threshold itself."""
    for number, row in evidence:
        value = row["value"]
        if value is None or row["relation"] == "derived" or None in (row["low"], row["high"]):
            continue
        if row["unit"] in ("year", "1"):
            allowed = {(value, value)}
        elif row["precision"]:
            half = Decimal(repr(row["precision"])) / 2
            allowed = {(float(Decimal(repr(value)) - half), float(Decimal(repr(value)) + half))}
        else:
            low, high = rounding_interval(Decimal(repr(value).removesuffix(".0")))
            allowed = {(float(low), float(high))}
        if row["relation"] in ("at_least", "at_most", "context"):
            allowed.add((value, value))
        if (row["low"], row["high"]) not in allowed:
            low, high = min(allowed)
            given = f"{row['low']:g} to {row['high']:g}"
            message = f"{given} is not the interval of {value:g}: expected {low:g} to {high:g}"
            yield Violation("evidence", number, "low", message)


_MORE_THAN = re.compile(
    r"\b(?:above|at least|exceed\w*|mais de|more than|over|surpass\w*|topp\w+|более|превы\w+|свыше)"
    r"\s+(?:US)?\$?\s?(\d[\d,.]*)",
    re.IGNORECASE,
)
"""A threshold in the languages of the statements, with its number."""


def _evidence_thresholds(evidence: NumberedRows) -> Iterator[Violation]:
    yield from _thresholds("evidence", evidence)


def _fact_thresholds(project_facts: NumberedRows) -> Iterator[Violation]:
    yield from _thresholds("project_facts", project_facts)


def _thresholds(table: str, rows: NumberedRows) -> Iterator[Violation]:
    """Check that a number of which the quotation says more than is a bound, with no value below it."""
    for number, row in rows:
        value = row["value"]
        printed = [digits.replace(",", "").rstrip(".") for digits in _MORE_THAN.findall(row["quote"] or "")]
        if value is None or f"{value:g}" not in printed:
            continue
        if row["relation"] == "equals":
            message = f"the quotation says more than {value:g}: not a value, but at_least"
            yield Violation(table, number, "relation", message)
        elif not row["low"] == value == row["high"]:
            message = f"the quotation says more than {value:g}: a threshold has no interval"
            yield Violation(table, number, "low", message)


def _quotations(evidence: NumberedRows) -> Iterator[Violation]:
    yield from quotation_violations("evidence", "quote", evidence)


def _dates(evidence: NumberedRows) -> Iterator[Violation]:
    for number, row in evidence:
        for field in ("period_end", "stated"):
            if row[field] is not None and not is_date(row[field]):
                yield Violation("evidence", number, field, f"{row[field]} is not a day of the calendar")


def _stated(evidence: NumberedRows, sources: NumberedRows) -> Iterator[Violation]:
    """Check that a source has only statements made before it, and that a status was reached before it was stated."""
    published = {row["id"]: row["published"] for _, row in sources}
    for number, row in evidence:
        stated, page = row["stated"], published.get(row["source"])
        if stated and page and _later(stated, page):
            message = f"{stated} is after the day of the source, {page}"
            yield Violation("evidence", number, "stated", message)
        if row["project"] and _counts(row) and stated and row["period_end"] and _later(row["period_end"], stated):
            message = f"a status of {row['period_end']} cannot have been stated on {stated}"
            yield Violation("evidence", number, "period_end", message)


def _later(text: str, other: str) -> bool:
    """Return whether a year, month or day is after another, as far as both say."""
    shorter = min(len(text), len(other))
    return text[:shorter] > other[:shorter]


def _summit_statements(evidence: NumberedRows, figures: NumberedRows, summits: NumberedRows) -> Iterator[Violation]:
    """Check that a statement about a summit is of the days of that summit, not of the day on which it was made."""
    figure = {row["id"]: row for _, row in figures if row["topic"] == "summit"}
    for number, row in evidence:
        about = figure.get(row["figure"] or "")
        if about is None or row["period_end"] is None:
            continue
        for _, summit in summits:
            start, end = summit["start_date"], summit["end_date"]
            if summit[about["kind"]] == about["value"] and (
                _later(row["period_end"], end) or _later(start, row["period_end"])
            ):
                message = f"{row['period_end']} is not a day of the summit of {start} to {end}"
                yield Violation("evidence", number, "period_end", message)


def is_date(text: str) -> bool:
    """Return whether a year, a month or a day exists.

    Examples
    --------
    >>> [is_date(text) for text in ("2024", "2024-02", "2024-02-29", "2023-02-29")]
    [True, True, True, False]
    """
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _source_dates(sources: NumberedRows) -> Iterator[Violation]:
    for number, row in sources:
        if row["published"] is not None and not is_date(row["published"]):
            message = f"{row['published']} is not a day of the calendar"
            yield Violation("sources", number, "published", message)


def _source_addresses(sources: NumberedRows) -> Iterator[Violation]:
    """Check that an address leads to a page or a file: a home page or a whole repository proves nothing."""
    for number, row in sources:
        try:
            address = urlsplit(row["address"])
        except ValueError:  # such as an open bracket in the host
            address = urlsplit("")
        path = [part for part in address.path.split("/") if part]
        if not address.hostname or "." not in address.hostname or re.search(r"\s", row["address"]):
            yield Violation("sources", number, "address", f"{row['address']} is not the address of a page")
        elif not address.query and (not path or (len(path) == 1 and path[0].lower().startswith(_HOME_PAGES))):
            yield Violation("sources", number, "address", f"{row['address']} is a home page: give the page itself")
        elif address.hostname == "github.com" and len(path) <= _OWNER_AND_NAME:
            message = f"{row['address']} is a whole repository: give the file, at a commit"
            yield Violation("sources", number, "address", message)


_OWNER_AND_NAME = 2
_HOME_PAGES = ("index.", "default.", "home.")


def _source_bodies(sources: NumberedRows, origins: NumberedRows) -> Iterator[Violation]:
    """Check that the body of a source is in the table origins: a foreign key would close a circle of the two tables."""
    known = {row["id"] for _, row in origins}
    for number, row in sources:
        if row["body"] is not None and row["body"] not in known:
            yield Violation("sources", number, "body", f"{row['body']} is not an id of the table origins")


def _project_evidence(projects: NumberedRows, evidence: NumberedRows) -> Iterator[Violation]:
    stated = {(row["project"], row["status"], row["source"]) for _, row in evidence if row["comparable"]}
    for number, row in projects:
        if (row["id"], row["evidence_status"], row["evidence_source"]) not in stated:
            message = f"the table evidence has no statement of {row['evidence_status']} by {row['evidence_source']}"
            yield Violation("projects", number, "evidence_status", message)


EVIDENCE_RULES = [
    Rule("statement", ("evidence", "figures"), _statements),
    Rule("derived", ("evidence",), _derived),
    Rule("evidence-interval", ("evidence",), _evidence_intervals),
    Rule("threshold", ("evidence",), _evidence_thresholds),
    Rule("fact-threshold", ("project_facts",), _fact_thresholds),
    Rule("quotation", ("evidence",), _quotations),
    Rule("evidence-date", ("evidence",), _dates),
    Rule("stated", ("evidence", "sources"), _stated),
    Rule("summit-statement", ("evidence", "figures", "summits"), _summit_statements),
    Rule("source-date", ("sources",), _source_dates),
    Rule("source-address", ("sources",), _source_addresses),
    Rule("source-body", ("sources", "origins"), _source_bodies),
    Rule("project-evidence", ("projects", "evidence"), _project_evidence),
]
