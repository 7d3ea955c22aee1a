"""The rules of the verdicts a second time, written from the page `docs/holds.md` and not from the code.

It reads the tables with the `csv` module alone, and computes with fractions. `test_verdict_rules.py` compares it with
`sd.corroborate`. The numbers in the comments are those of the rules on the page.
"""

from __future__ import annotations

import calendar
import csv
from datetime import date
from enum import Enum, auto
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]
"""A row as the CSV file has it: the text of each cell, empty where there is none."""

Tables = dict[str, dict[str, Row]]
"""The rows of each of `TABLES`, by their ids."""

Interval = tuple[Fraction, Fraction]

TABLES = ("evidence", "figures", "projects", "claims", "origins", "sources")

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


class Says(Enum):
    """What one statement says of one claim."""

    AGREES = auto()
    AGREES_AS_BOUND = auto()
    DISAGREES = auto()
    OUT_OF_DATE = auto()
    NOTHING = auto()


def read_tables(resources: Path) -> Tables:
    """Return the tables of the package, as the CSV files have them."""
    tables = {}
    for name in TABLES:
        with (resources / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = {row["id"]: row for row in csv.DictReader(file)}
    return tables


def verdicts(tables: Tables) -> dict[str, str]:
    """Return the verdict on each figure, each project's status and each relation, by its id."""
    found = {id: figure_verdict(row, tables) for id, row in tables["figures"].items()}
    found |= {id: project_verdict(row, tables) for id, row in tables["projects"].items()}
    found |= {id: relation_verdict(row, tables) for id, row in tables["claims"].items() if row["kind"] == "relation"}
    return found


def figure_verdict(figure: Row, tables: Tables) -> str:
    """Return the verdict on a figure."""
    statements = [row for row in tables["evidence"].values() if row["figure"] == figure["id"]]
    says = {row["id"]: _of_number(row, _interval(figure), tables) for row in statements}
    if figure["kind"] in ("level", "growth", "share") and not figure["period_end"]:
        return _verdict_of_years(statements, says, figure["checked"], tables)
    return _verdict(statements, says, figure["checked"], tables)


def relation_verdict(claim: Row, tables: Tables) -> str:
    """Return the verdict on a relation: its subject, made wider, is compared with what is stated of its object."""
    statements = [row for row in tables["evidence"].values() if row["claim"] == claim["id"]]
    low, high = _interval(tables["figures"][claim["subject"]])
    tolerance = Fraction(claim["tolerance"]) / 100
    wider = (low * (1 - tolerance), high * (1 + tolerance))
    says = {row["id"]: _of_number(row, wider, tables) for row in statements}
    return _verdict_of_years(statements, says, claim["checked"], tables)


def project_verdict(project: Row, tables: Tables) -> str:
    """Return the verdict on the status of a project."""
    statements = [row for row in tables["evidence"].values() if row["project"] == project["id"]]
    published = date.fromisoformat(tables["sources"][project["source"]]["published"])
    says = {row["id"]: _of_stage(row, project["status"], published) for row in statements}
    return _verdict(statements, says, project["checked"], tables)


def _verdict_of_years(statements: list[Row], says: dict[str, Says], checked: str, tables: Tables) -> str:
    """Return the verdict on what does not say its year (rule 8)."""
    years = set()
    for row in statements:
        is_for = _is_independent(row, tables) and says[row["id"]] == Says.AGREES
        if _would_count(row, tables) and (is_for or says[row["id"]] == Says.DISAGREES):
            years.add(_year(row))
    years.discard(None)
    if not years:
        return _verdict(statements, says, checked, tables)
    found = {
        _verdict([row for row in statements if _year(row) in (year, None)], says, checked, tables) for year in years
    }
    return found.pop() if len(found) == 1 else "mixed"


def _verdict(statements: list[Row], says: dict[str, Says], checked: str, tables: Tables) -> str:
    """Return the first verdict that is true (rule 7)."""
    would_count = [row for row in statements if _would_count(row, tables)]
    counting = [row for row in would_count if _is_independent(row, tables)]
    against = [
        says[row["id"]]
        for row in would_count
        if not _is_independent(row, tables) and says[row["id"]] in (Says.DISAGREES, Says.OUT_OF_DATE)
    ]
    # Rule 3. What bounds is a bound by its relation, or because it agrees as one (rule 5).
    able = [row for row in counting if not _is_bound(row) and says[row["id"]] != Says.AGREES_AS_BOUND]
    deciding = [row for row in able if _is_primary(row, tables)] or able
    bounds = [row for row in counting if row not in able]
    heard = {says[row["id"]] for row in (*deciding, *bounds)} | set(against)
    origins = {_origin(row, tables) for row in deciding}
    if Says.DISAGREES in heard:
        return "disputed"
    if Says.OUT_OF_DATE in heard:
        return "outdated"
    if deciding:
        return "corroborated" if len(origins) > 1 else "one_origin"
    if bounds:
        return "consistent"
    return "unsupported" if checked else "not_checked"


def _would_count(row: Row, tables: Tables) -> bool:
    """Return whether a statement counts, unless it is not independent (rules 1 and 2)."""
    if row["comparable"] != "true" or row["relation"] == "context":
        return False
    if any(_origin(each, tables) != _origin(row, tables) for each in _inputs(row, tables)):
        return False
    return row["relation"] in ("contradicts", "derived") or row["value"] != "" or row["status"] != ""


def _is_independent(row: Row, tables: Tables) -> bool:
    """Return whether a statement, and what it is computed from, is independent of the article (rules 1 and 2)."""
    not_independent = [source for source in tables["sources"].values() if source["independent"] == "false"]
    bodies = {source["body"] for source in not_independent}
    return all(
        tables["sources"][each["source"]] not in not_independent and _origin(each, tables) not in bodies
        for each in (row, *_inputs(row, tables))
    )


def _is_primary(row: Row, tables: Tables) -> bool:
    """Return whether a statement is primary: of a computed value, whether all its inputs are (rules 2 and 3)."""
    return all(
        tables["sources"][each["source"]]["body"] == _origin(each, tables) for each in _inputs(row, tables) or [row]
    )


def _origin(row: Row, tables: Tables) -> str:
    """Return the body that a statement originates from (rule 2)."""
    id = row["origin"]
    while repeated := tables["origins"][id]["repeats"]:
        id = repeated
    return id


def _inputs(row: Row, tables: Tables) -> list[Row]:
    """Return what a value is computed from."""
    return [tables["evidence"][id] for id in row["derived_from"].split()]


def _is_bound(row: Row) -> bool:
    return row["relation"] in ("at_least", "at_most")


def _of_number(row: Row, claim: Interval, tables: Tables) -> Says:
    """Return what a statement on a quantity says of the interval of a claim (rule 4)."""
    if row["relation"] == "contradicts":
        return Says.DISAGREES
    if row["relation"] == "derived":
        low, high = _computed(row, tables)
    elif row["value"]:
        low, high = _interval(row)
    else:
        return Says.NOTHING
    is_above, is_below = low > claim[1], high < claim[0]
    if row["relation"] == "at_least":
        return Says.DISAGREES if is_above else Says.AGREES_AS_BOUND
    if row["relation"] == "at_most":
        return Says.DISAGREES if is_below else Says.AGREES_AS_BOUND
    return Says.DISAGREES if is_above or is_below else Says.AGREES


def _of_stage(row: Row, printed: str, published: date) -> Says:
    """Return what a statement on a project says of the printed stage (rule 5)."""
    if row["relation"] == "contradicts":
        return Says.DISAGREES
    if not row["status"]:
        return Says.NOTHING
    stated, claimed = STAGES[row["status"]], STAGES[printed]
    if stated == claimed:
        return Says.AGREES
    last = _last_day(row["period_end"] or row["stated"])
    if stated < claimed:
        return Says.AGREES_AS_BOUND if last < published or printed == "advancing" else Says.DISAGREES
    return Says.OUT_OF_DATE if last <= published else Says.AGREES_AS_BOUND


def _interval(row: Row) -> Interval:
    return Fraction(row["low"]), Fraction(row["high"])


def _computed(row: Row, tables: Tables) -> Interval:
    """Return the interval of a derived value: what its formula gives on all values of its inputs (rule 2)."""
    (a_low, a_high), (b_low, b_high) = (_interval(each) for each in _inputs(row, tables))
    low, high = {
        "growth": lambda: (100 * (a_low / b_high - 1), 100 * (a_high / b_low - 1)),
        "growth of increase": lambda: (100 * a_low / (b_high - a_low), 100 * a_high / (b_low - a_high)),
        "growth before acceleration": lambda: (a_low - b_high, a_high - b_low),
        "level after growth": lambda: (a_low * (1 + b_low / 100), a_high * (1 + b_high / 100)),
    }[row["formula"]]()
    return Fraction(floor(low * 10_000), 10_000), Fraction(ceil(high * 10_000), 10_000)


def _last_day(text: str) -> date:
    """Return the last day of a year or a month, or the day itself; a day far ahead where nothing is known."""
    if not text:
        return date.max
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _year(row: Row) -> int | None:
    """Return the whole calendar year that a statement is about, if it is about one (rule 8)."""
    start, end = row["period_start"], row["period_end"]
    return int(start[:4]) if start and (start, end) == (f"{start[:4]}-01-01", f"{start[:4]}-12-31") else None
