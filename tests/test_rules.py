"""Each rule of the package's tables: a row that breaks it, and the message that says so."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import test_project_facts
import test_rules_claims
import test_rules_evidence
import test_rules_gas
import test_rules_trade
from summitdata.datapackage import descriptor
from summitdata.rules import RULES, Violation, rounding_interval, violations
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.rules import NumberedRows


def tables() -> dict[str, NumberedRows]:
    """Return a copy of the package's tables, with row numbers."""
    names = [resource["name"] for resource in descriptor()["resources"]]
    return {name: [(number, dict(row)) for number, row in enumerate(rows(name), start=2)] for name in names}


def number_of(table: str, **cells: Any) -> int:
    """Return the row number of the first row with these cells."""
    return next(n for n, row in tables()[table] if all(row[name] == cell for name, cell in cells.items()))


PLANT = number_of("projects", id="syrdarya-power-plant")
TRADE_2024 = number_of("figures", id="trade-2024")
SUMMIT = number_of("figures", id="summit-ordinal")
CAPACITY = number_of("figures", kind="capacity")
STATEMENT = number_of("evidence", id="syrdarya-capacity-1")
SET_ASIDE = number_of("evidence", id="syrdarya-capacity-4")
STATUS = number_of("evidence", id="cku-railway-1")

BROKEN: dict[str, tuple[str, int, dict[str, Any], str, str, str]] = {
    "a low that rounding does not give": (
        "figures", TRADE_2024, {"low": 94.7}, "interval", "low",
        "94.7 does not match the rounding of 94.8: expected 94.75"),
    "a high that rounding does not give": (
        "figures", TRADE_2024, {"high": 94.9}, "interval", "high",
        "94.9 does not match the rounding of 94.8: expected 94.85"),
    "an ordinal with an interval": (
        "figures", SUMMIT, {"high": 3}, "interval", "high", "3 does not match the rounding of 2: expected 2"),
    "a phrase without the number": (
        "figures", TRADE_2024, {"printed": "US$98.8 billion"}, "printed-number", "printed",
        "the phrase 'US$98.8 billion' does not contain 94.8"),
    "a phrase with another ordinal": (
        "figures", SUMMIT, {"printed": "inaugural China-Central Asia Sum"}, "printed-number", "printed",
        "the phrase 'inaugural China-Central Asia Sum' does not contain 2"),
    "a summit in another year": (
        "summits", 2, {"year": 2022}, "days", "year", "2022 is not the year of 2023-05-18"),
    "a figure of an unknown summit": (
        "figures", SUMMIT, {"value": 7, "low": 7, "high": 7}, "summit-figure", "value",
        "the table summits has no ordinal 7"),
    "a capacity that is not in the projects": (
        "projects", PLANT, {"capacity": None, "capacity_unit": None}, "project-figure", "capacity",
        "the table figures has a capacity for this project, but this field is empty"),
    "a capacity that is not in the figures": (
        "projects", PLANT, {"capacity": 1573}, "project-figure", "capacity",
        "the table figures has no 1573 MW for this project"),
    "a project in no country": (
        "projects", PLANT, {"id": "elsewhere"}, "project-place", "id",
        "the table project_countries has no country for this project"),
    "evidence of the article's own origin": (
        "projects", PLANT, {"evidence_source": "khabarasia"}, "independent-evidence", "evidence_source",
        "khabarasia is not independent of the article"),
    "a statement that counts in another unit": (
        "evidence", STATEMENT, {"unit": "GW"}, "statement", "unit",
        "the unit GW is not the figure's unit MW: say why it is not comparable"),
    "a status that no statement gives": (
        "projects", PLANT, {"evidence_status": "planning"}, "project-evidence", "evidence_status",
        "the table evidence has no statement of planning by peoples-daily-2025-06-17"),
    "a locator of another length": (
        "figures", TRADE_2024, {"end": 850}, "locator", "end",
        "start 834 and end 850 do not span the 15 characters of the phrase"),
}  # fmt: skip


def test_the_tables_break_no_rule() -> None:
    assert list(violations(tables())) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_named_with_what_is_wrong(name: str) -> None:
    table, number, cells, rule, field, message = BROKEN[name]
    changed = tables()
    dict(changed[table])[number].update(cells)
    assert (rule, Violation(table, number, field, message)) in list(violations(changed))


ALLOWED: dict[str, tuple[str, int, dict[str, Any]]] = {
    "a statement that only explains, in another unit": ("evidence", STATEMENT, {"relation": "context", "unit": "GW"}),
    "a summit of three days": ("summits", 2, {"end_date": "2023-05-20"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_just_possible_breaks_no_rule(name: str) -> None:
    table, number, cells = ALLOWED[name]
    changed = tables()
    dict(changed[table])[number].update(cells)
    assert list(violations(changed)) == []


def test_a_status_is_not_that_of_a_statement_that_cannot_be_compared() -> None:
    changed = tables()
    project = next(row for _, row in changed["projects"] if row["id"] == "cku-railway")
    for _, row in changed["evidence"]:
        if (row["project"], row["source"]) == (project["id"], project["evidence_source"]):
            row.update(comparable=False, reason="another railway")
    assert [(rule, violation.table) for rule, violation in violations(changed)] == [("project-evidence", "projects")]


def test_the_order_of_the_rows_does_not_matter() -> None:
    changed = tables()
    for table in changed.values():
        table.reverse()
    assert list(violations(changed)) == []


def test_an_ordinal_may_be_printed_as_a_word() -> None:
    changed = tables()
    phrase = "inaugural China-Central Asia Sum"
    dict(changed["figures"])[SUMMIT].update(value=1, low=1, high=1, printed=phrase)
    assert {rule for rule, _ in violations(changed)} == {"summit-statement"}  # the statements are of the second one


def test_every_rule_has_a_row_that_breaks_it() -> None:
    broken = {case[3] for case in [*BROKEN.values(), *test_rules_claims.BROKEN.values()]}
    broken |= {case[2] for case in test_rules_evidence.BROKEN.values()}
    broken |= {case[2] for case in [*test_rules_trade.BROKEN.values(), *test_rules_gas.BROKEN.values()]}
    broken |= {case[2] for case in [*test_rules_evidence.BROKEN.values(), *test_project_facts.BROKEN.values()]}
    own_tests = {"fact-threshold", "source-address", "source-date", "source-body"}
    assert {rule.name for rule in RULES} - own_tests <= broken


def test_a_rule_without_one_of_its_tables_is_skipped() -> None:
    changed = tables()
    dict(changed["figures"])[SUMMIT].update(value=7, low=7, high=7)
    del changed["summits"]
    assert {rule for rule, _ in violations(changed)} == {"printed-number"}


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("94.8", "94.75", "94.85"),
        ("94.80", "94.795", "94.805"),
        ("430", "425", "435"),
        ("1500", "1450", "1550"),
        ("1", "0.5", "1.5"),
        ("0", "-0.5", "0.5"),
        ("-20", "-25", "-15"),
    ],
)
def test_the_interval_of_a_printed_number(printed: str, low: str, high: str) -> None:
    assert rounding_interval(Decimal(printed)) == (Decimal(low), Decimal(high))
