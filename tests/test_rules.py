"""Each rule of the package's tables: a row that breaks it, and the message that says so."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import test_rules_claims
import test_rules_evidence
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
TOTAL = number_of("trade", year=2025, partner="C5", basis="gacc")
EXACT_TOTAL = number_of("trade", year=2024, partner="C5", basis="gacc")
PRINTED_TOTAL = number_of("trade", basis="article")
DELIVERY = number_of("gas", measure="turkmen deliveries", period_end="2019-10-21")

BROKEN: dict[str, tuple[str, int, dict[str, Any], str, str, str]] = {
    "a value above its interval": (
        "figures", TRADE_2024, {"high": 94.7}, "interval", "value", "94.8 is not between low 94.75 and high 94.7"),
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
    "a period that ends before it starts": (
        "figures", TRADE_2024, {"period_start": 2025}, "period", "period_end",
        "the period ends in 2024, before it starts in 2025"),
    "a summit that ends before it starts": (
        "summits", 2, {"end_date": "2023-05-17"}, "days", "end_date",
        "the summit ends on 2023-05-17, before it starts on 2023-05-18"),
    "a summit in another year": (
        "summits", 2, {"year": 2022}, "days", "year", "2022 is not the year of 2023-05-18"),
    "a figure of an unknown summit": (
        "figures", SUMMIT, {"value": 7, "low": 7, "high": 7}, "summit-figure", "value",
        "the table summits has no ordinal 7"),
    "a capacity of no project": (
        "figures", CAPACITY, {"project": None}, "project-figure", "project",
        "a figure of kind capacity needs a project"),
    "a capacity that is not in the projects": (
        "projects", PLANT, {"capacity": None, "capacity_unit": None}, "project-figure", "capacity",
        "the table figures has a capacity for this project, but this field is empty"),
    "a capacity without a unit": (
        "projects", PLANT, {"capacity_unit": None}, "project-figure", "capacity_unit",
        "give both capacity and capacity_unit, or neither"),
    "a capacity that is not in the figures": (
        "projects", PLANT, {"capacity": 1573}, "project-figure", "capacity",
        "the table figures has no 1573 MW for this project"),
    "a project in no country": (
        "projects", PLANT, {"id": "elsewhere"}, "project-place", "id",
        "the table project_countries has no country for this project"),
    "evidence of the article's own origin": (
        "projects", PLANT, {"evidence_source": "khabarasia"}, "independent-evidence", "evidence_source",
        "khabarasia is not independent of the article"),
    "a statement about a figure and a project": (
        "evidence", STATEMENT, {"project": "cku-railway"}, "statement", "figure",
        "a statement needs either a figure or a project"),
    "a statement about a project without a status": (
        "evidence", STATUS, {"status": None}, "statement", "status",
        "a statement about a project needs a status"),
    "a statement about a figure without a unit": (
        "evidence", STATEMENT, {"unit": None}, "statement", "value",
        "a statement about a figure needs a unit and a value between low and high"),
    "a statement outside its bounds": (
        "evidence", STATEMENT, {"value": 1400}, "statement", "value",
        "a statement about a figure needs a unit and a value between low and high"),
    "a statement that counts in another unit": (
        "evidence", STATEMENT, {"unit": "GW"}, "statement", "unit",
        "the unit GW is not the figure's unit MW: say why it is not comparable"),
    "a comparable statement with a reason": (
        "evidence", STATEMENT, {"reason": "none"}, "statement", "reason",
        "give a reason if the statement is not comparable, and only then"),
    "a statement that is not comparable without a reason": (
        "evidence", SET_ASIDE, {"reason": None}, "statement", "reason",
        "give a reason if the statement is not comparable, and only then"),
    "a status that no statement gives": (
        "projects", PLANT, {"evidence_status": "planning"}, "project-evidence", "evidence_status",
        "the table evidence has no statement of planning by peoples-daily-2025-06-17"),
    "a total outside its bounds": (
        "trade", TOTAL, {"total": 107.0}, "trade-interval", "total",
        "107 is not between low 106.25 and high 106.35"),
    "imports without a source": (
        "trade", TOTAL, {"imports_source": None}, "trade-interval", "imports",
        "give imports, both bounds and the source, or none of them"),
    "exports and imports below the total": (
        "trade", TOTAL, {"exports": 70, "exports_low": 69.9, "exports_high": 70.1}, "trade-flows", "total",
        "exports and imports add up to 104.95 to 105.25, but the total is 106.3"),
    "exports above the total": (
        "trade", TOTAL, {"exports": 110, "exports_low": 109.9, "exports_high": 110.1}, "trade-flows", "total",
        "exports and imports add up to 144.95 to 145.25, but the total is 106.3"),
    "states that miss their total": (
        "trade", EXACT_TOTAL, {"total": 94.83, "total_low": 94.825, "total_high": 94.835}, "trade-partners", "total",
        "the sum of the five states differs from this total by -0.01 bn USD"),
    "a total that the article does not print": (
        "trade", PRINTED_TOTAL, {"total": 94.84}, "trade-article", "total",
        "the article does not print 94.84 for 2024"),
    "gas outside its bounds": (
        "gas", DELIVERY, {"value": 253.0}, "gas", "value", "253 is not between low 252.05 and high 252.15"),
    "a period of gas that ends before it starts": (
        "gas", DELIVERY, {"period_start": "2019-10-22"}, "gas", "period_end",
        "the period ends before it starts on 2019-10-22"),
    "no preferred row": (
        "gas", DELIVERY, {"preferred": False}, "gas", "preferred", "no row is preferred for this measure and period"),
    "gas that shrinks": (
        "gas", DELIVERY, {"value": 152.1, "low": 152.05, "high": 152.15}, "gas-grows", "value",
        "cumulative deliveries cannot shrink: at least 179.55 bcm were delivered before"),
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
    "flows whose interval ends where that of the total begins": (
        "trade", TOTAL, {"exports": 71, "exports_low": 70.95, "exports_high": 71.1}),
    "flows whose interval begins where that of the total ends": (
        "trade", TOTAL, {"exports": 71.35, "exports_low": 71.3, "exports_high": 71.4}),
    "gas at its lower bound": ("gas", DELIVERY, {"value": 252.05}),
    "gas at its upper bound": ("gas", DELIVERY, {"value": 252.15}),
    "gas of one day": ("gas", DELIVERY, {"period_start": "2019-10-21"}),
    "deliveries that may be what they were before": (
        "gas", DELIVERY, {"value": 179.5, "low": 179.45, "high": 179.55}),
    "a summit of one day": ("summits", 2, {"end_date": "2023-05-18"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_just_possible_breaks_no_rule(name: str) -> None:
    table, number, cells = ALLOWED[name]
    changed = tables()
    dict(changed[table])[number].update(cells)
    assert list(violations(changed)) == []


def partners(total: float, state: float = 10, half: float = 0.05, **exact: float) -> list[tuple[str, Violation]]:
    """Return what breaks a rule in a year in which five states have one total each, some of them to the hundredth."""
    states = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    cells = {name: (exact.get(name, state), 0.005 if name in exact else half) for name in states}
    cells["C5"] = (total, half)
    flows = dict.fromkeys(
        [f"{flow}{end}" for flow in ("exports", "imports") for end in ("", "_low", "_high", "_source")]
    )
    series = [
        {"year": 2000, "partner": name, "basis": "gacc", "total": value, "total_low": value - half_width,
         "total_high": value + half_width, "source": "somebody", **flows}
        for name, (value, half_width) in cells.items()
    ]  # fmt: skip
    return list(violations({"trade": list(enumerate(series, start=2))}))


@pytest.mark.parametrize("total", [49.7, 50, 50.3])
def test_states_add_up_within_their_rounding(total: float) -> None:
    assert partners(total) == []


@pytest.mark.parametrize(("total", "gap"), [(49.6, "+0.40"), (50.4, "-0.40")])
def test_states_that_miss_their_total_beyond_their_rounding(total: float, gap: str) -> None:
    message = f"the sum of the five states differs from this total by {gap} bn USD"
    assert partners(total) == [("trade-partners", Violation("trade", 7, "total", message))]


def test_states_add_up_exactly_only_where_all_of_them_print_hundredths() -> None:
    assert partners(50.02, KAZ=10.01) == []
    assert partners(50.01, half=0.005, KAZ=10.01) == []
    message = "the sum of the five states differs from this total by -0.01 bn USD"
    assert partners(50.02, half=0.005, KAZ=10.01) == [("trade-partners", Violation("trade", 7, "total", message))]


def test_a_status_is_not_that_of_a_statement_that_cannot_be_compared() -> None:
    changed = tables()
    project = next(row for _, row in changed["projects"] if row["id"] == "cku-railway")
    for _, row in changed["evidence"]:
        if (row["project"], row["source"]) == (project["id"], project["evidence_source"]):
            row.update(comparable=False, reason="another railway")
    assert [(rule, violation.table) for rule, violation in violations(changed)] == [("project-evidence", "projects")]


def test_two_preferred_rows_of_gas() -> None:
    changed = tables()
    second = next(n for n, row in changed["gas"] if not row["preferred"])
    dict(changed["gas"])[second]["preferred"] = True
    message = "another row is preferred for the same measure and period"
    assert list(violations(changed)) == [("gas", Violation("gas", second, "preferred", message))]


def test_the_order_of_the_rows_does_not_matter() -> None:
    changed = tables()
    for table in changed.values():
        table.reverse()
    assert list(violations(changed)) == []


def test_an_ordinal_may_be_printed_as_a_word() -> None:
    changed = tables()
    phrase = "inaugural China-Central Asia Sum"
    dict(changed["figures"])[SUMMIT].update(value=1, low=1, high=1, printed=phrase)
    assert list(violations(changed)) == []


def test_every_rule_has_a_row_that_breaks_it() -> None:
    broken = {case[3] for case in [*BROKEN.values(), *test_rules_claims.BROKEN.values()]}
    broken |= {case[2] for case in test_rules_evidence.BROKEN.values()}
    assert {rule.name for rule in RULES} - {"source-date"} <= broken  # which has a test of its own


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
