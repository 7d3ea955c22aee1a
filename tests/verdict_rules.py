"""The rules of the verdicts a second time, written from the page `docs/holds.md` and not from the code.

It reads the tables with the `csv` module alone, and computes with fractions. `test_verdict_rules.py` compares it with
`sd.corroborate`. The numbers in the comments are those of the rules on the page.
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

Row = dict[str, str]
"""A row as the CSV file has it: the text of each cell, empty where there is none."""

Tables = dict[str, list[Row]]
"""The tables that the rules need: those of `TABLES`."""

Interval = tuple[Fraction, Fraction]

TABLES = ("evidence", "figures", "projects", "claims", "sources")

VERDICTS = (
    "corroborated",
    "one_origin",
    "consistent",
    "mixed",
    "outdated",
    "disputed",
    "unsupported",
    "not_checked",
)

STAGES = {"planning": 0, "construction": 1, "advancing": 1, "operating": 2}

# What one statement says of one claim.
AGREES, AGREES_AS_BOUND, DISAGREES, OUTDATES = "agrees", "agrees as a bound", "does not agree", "out of date"


def read_tables(resources: Path) -> Tables:
    """Return the tables of the package, as the CSV files have them."""
    tables = {}
    for name in TABLES:
        with (resources / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def verdicts(tables: Tables) -> dict[str, str]:
    """Return the verdict on each figure, each project's status and each relation, by its id."""
    found = {row["id"]: figure_verdict(row, tables) for row in tables["figures"]}
    found |= {row["id"]: project_verdict(row, tables) for row in tables["projects"]}
    found |= {row["id"]: relation_verdict(row, tables) for row in tables["claims"] if row["kind"] == "relation"}
    return found


def figure_verdict(figure: Row, tables: Tables) -> str:
    """Return the verdict on a figure."""
    statements = [row for row in tables["evidence"] if row["figure"] == figure["id"]]
    says_its_year = bool(figure["period_start"] or figure["period_end"])
    return _verdict_on_quantity(_interval(figure), says_its_year, figure["checked"], statements, tables)


def relation_verdict(claim: Row, tables: Tables) -> str:
    """Return the verdict on a relation: its subject, made wider, is compared with what is stated of its object."""
    statements = [row for row in tables["evidence"] if row["claim"] == claim["id"]]
    (subject,) = (row for row in tables["figures"] if row["id"] == claim["subject"])
    low, high = _interval(subject)
    tolerance = Fraction(claim["tolerance"] or 0) / 100
    wider = (low * (1 - tolerance), high * (1 + tolerance))  # rule 4
    return _verdict_on_quantity(wider, False, claim["checked"], statements, tables)


def project_verdict(project: Row, tables: Tables) -> str:
    """Return the verdict on the status of a project."""
    statements = [row for row in tables["evidence"] if row["project"] == project["id"]]
    (article,) = (row for row in tables["sources"] if row["kind"] == "article")
    published = date.fromisoformat(article["published"])
    outcomes = {row["id"]: _of_stage(row, project["status"], published) for row in statements}
    return _verdict(statements, outcomes, project["checked"], tables)


def _verdict_on_quantity(
    claim: Interval, says_its_year: bool, checked: str, statements: list[Row], tables: Tables
) -> str:
    """Return the verdict on an interval: of each year on its own, if the claim does not say its year (rule 8)."""
    outcomes = {row["id"]: _of_number(row, claim) for row in statements}
    years: set[int] = set()
    if not says_its_year:
        taking_part = [*_independent(statements, tables), *_against(statements, outcomes, tables)]
        years = {year for row in taking_part if _is_value(row) and (year := _year(row)) is not None}
    if not years:
        return _verdict(statements, outcomes, checked, tables)
    of_years = {
        _verdict([row for row in statements if _year(row) in (year, None)], outcomes, checked, tables) for year in years
    }
    return of_years.pop() if len(of_years) == 1 else "mixed"


def _verdict(statements: list[Row], outcomes: dict[str, str], checked: str, tables: Tables) -> str:
    """Return the first verdict that is true (rule 7)."""
    counting = _independent(statements, tables)
    values = [row for row in counting if _is_value(row)]
    primary = [row for row in values if _is_primary(row, tables)]
    deciding = primary or values  # rule 3
    bounds = [row for row in counting if not _is_value(row)]
    taking_part = [*deciding, *bounds, *_against(statements, outcomes, tables)]
    found = {outcomes[row["id"]] for row in taking_part}
    if DISAGREES in found:
        return "disputed"
    if OUTDATES in found:
        return "outdated"
    origins = {row["origin"] for row in deciding if outcomes[row["id"]] == AGREES}
    if origins:
        return "corroborated" if len(origins) > 1 else "one_origin"
    if taking_part:
        return "consistent"
    return "unsupported" if checked else "not_checked"


def _independent(statements: Iterable[Row], tables: Tables) -> list[Row]:
    """Return the statements that count (rules 1 and 2)."""
    return [row for row in statements if _source(row, tables)["independent"] == "true" and _can_count(row, tables)]


def _against(statements: Iterable[Row], outcomes: dict[str, str], tables: Tables) -> list[Row]:
    """Return the statements of the article's own origin that count against the article (rule 6)."""
    return [
        row
        for row in statements
        if _source(row, tables)["independent"] == "false"
        and _can_count(row, tables)
        and outcomes[row["id"]] in (DISAGREES, OUTDATES)
    ]


def _can_count(row: Row, tables: Tables) -> bool:
    """Return whether a statement would count if its source is independent: it is comparable, and says something."""
    if row["comparable"] != "true" or row["relation"] == "context":
        return False
    if row["relation"] == "derived" and set(_origins_of_inputs(row, tables)) != {row["origin"]}:
        return False
    return row["relation"] == "contradicts" or bool(row["value"] or row["status"])


def _origins_of_inputs(row: Row, tables: Tables) -> Iterator[str]:
    by_id = {other["id"]: other for other in tables["evidence"]}
    return (by_id[name]["origin"] for name in row["derived_from"].split())


def _is_value(row: Row) -> bool:
    """Return whether a statement is one that primary statements can overrule: all but the bounds (rule 3)."""
    return row["relation"] in ("equals", "derived")


def _is_primary(row: Row, tables: Tables) -> bool:
    return _source(row, tables)["body"] == row["origin"]


def _source(row: Row, tables: Tables) -> Row:
    return next(source for source in tables["sources"] if source["id"] == row["source"])


def _of_number(row: Row, claim: Interval) -> str:
    """Return what a statement of a number, or in words, says of a claimed interval (rule 4)."""
    if row["relation"] == "contradicts":
        return DISAGREES
    if not row["value"]:
        return AGREES_AS_BOUND  # never counts
    low, high = _interval(row)
    if row["relation"] == "at_least":
        return AGREES_AS_BOUND if low <= claim[1] else DISAGREES
    if row["relation"] == "at_most":
        return AGREES_AS_BOUND if high >= claim[0] else DISAGREES
    return AGREES if low <= claim[1] and high >= claim[0] else DISAGREES


def _of_stage(row: Row, printed: str, published: date) -> str:
    """Return what a statement of a stage, or in words, says of the printed stage (rule 5)."""
    if row["relation"] == "contradicts":
        return DISAGREES
    if not row["status"]:
        return AGREES_AS_BOUND  # never counts
    stated, claimed = STAGES[row["status"]], STAGES[printed]
    if stated == claimed:
        return AGREES
    # The day that the stage was seen; where that is not known, the day of the statement.
    first, last = _days(row["period_end"] or row["stated"])
    if stated < claimed:
        return AGREES_AS_BOUND if printed == "advancing" or last < published else DISAGREES
    return AGREES_AS_BOUND if first > published else OUTDATES


def _interval(row: Row) -> Interval:
    return Fraction(row["low"]), Fraction(row["high"])


def _days(text: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day; all days where nothing is known."""
    if not text:
        return date.min, date.max
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _year(row: Row) -> int | None:
    """Return the year that a value covers: it starts and ends in it. A value of one moment is of no year."""
    if not row["period_start"] or not row["period_end"]:
        return None
    start, end = _days(row["period_start"])[0], _days(row["period_end"])[1]
    return start.year if start.year == end.year else None
