"""Rules on the statements of the table project_facts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from summitdata.rules.evidence import is_date
from summitdata.rules.rule import Rule, Violation, quotation_violations, rounding_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows, Row

__all__ = ["PROJECT_FACT_RULES"]

TABLE = "project_facts"


def _contents(project_facts: NumberedRows) -> Iterator[Violation]:
    for number, row in project_facts:
        for name in ("date_value", "as_of"):
            if not is_date(row[name] or "2025"):
                yield Violation(TABLE, number, name, f"{row[name]} is not a day of the calendar")
    yield from quotation_violations(TABLE, "quote", project_facts)


def _intervals(project_facts: NumberedRows) -> Iterator[Violation]:
    """Check that the interval is that of the numbers that round to the value, or the value itself."""
    for number, row in project_facts:
        if None in (row["value"], row["low"], row["high"]):
            continue
        low, high = _interval(row)
        if (row["low"], row["high"]) != (low, high):
            message = f"{row['low']:g} to {row['high']:g} is not the interval of {row['value']:g}: "
            yield Violation(TABLE, number, "low", f"{message}expected {low:g} to {high:g}")


def _interval(row: Row) -> tuple[float, float]:
    value = Decimal(repr(row["value"]).removesuffix(".0"))
    if row["unit"] == "1" or row["relation"] != "equals":
        return float(value), float(value)
    if row["precision"] is not None:
        half = Decimal(repr(row["precision"])) / 2
        return float(value - half), float(value + half)
    low, high = rounding_interval(value)
    return float(low), float(high)


PROJECT_FACT_RULES = [
    Rule("project-fact", (TABLE,), _contents),
    Rule("project-fact-interval", (TABLE,), _intervals),
]
