"""The rules on statements: what is derived, the interval, the quotation, the dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from summitdata.datapackage import descriptor
from summitdata.rules import Violation, violations
from summitdata.rules.derived import FORMULAS
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.rules import NumberedRows


def tables() -> dict[str, NumberedRows]:
    """Return a copy of the package's tables, with row numbers."""
    names = [resource["name"] for resource in descriptor()["resources"]]
    return {name: [(number, dict(row)) for number, row in enumerate(rows(name), start=2)] for name in names}


BROKEN: dict[str, tuple[str, dict[str, Any], str, str, str]] = {
    "a derived value that the formula does not give": (
        "trade-growth-2024-9", {"value": 6.1}, "derived", "value",
        "6.1 is not what the formula gives: expected 6.0626"),
    "a bound that the formula does not give": (
        "trade-growth-2024-9", {"low": 5.9}, "derived", "low", "5.9 is not what the formula gives: expected 5.9977"),
    "no formula": (
        "trade-growth-2024-9", {"formula": None}, "derived", "derived_from",
        "a derived statement needs a formula: ids of statements that give a value"),
    "one input too few": (
        "trade-growth-2024-9", {"derived_from": "trade-2024-2"}, "derived", "derived_from",
        "a derived statement needs level and level before: ids of statements that give a value"),
    "an input that does not exist": (
        "trade-growth-2024-9", {"derived_from": "trade-2024-2 trade-2025-1"}, "derived", "derived_from",
        "a derived statement needs level and level before: ids of statements that give a value"),
    "inputs of another origin": (
        "trade-growth-2024-9", {"derived_from": "trade-2024-9 trade-growth-2024-8"}, "derived", "origin",
        "the origin is gacc, but that of what it follows from is edb"),
    "an origin that the inputs do not have": (
        "trade-growth-2024-9", {"origin": "mofcom"}, "derived", "origin",
        "the origin is mofcom, but that of what it follows from is gacc"),
    "a derived growth in another unit": (
        "trade-growth-2024-9", {"unit": "bn USD"}, "derived", "unit", "the unit is percent, not bn USD"),
    "an interval wider than the rounding": (
        "trade-2024-1", {"low": 94.0}, "evidence-interval", "low",
        "94 to 94.85 is not the interval of 94.8: expected 94.75 to 94.85"),
    "a rounded value as if it were exact": (
        "trade-2024-1", {"low": 94.8, "high": 94.8}, "evidence-interval", "low",
        "94.8 to 94.8 is not the interval of 94.8: expected 94.75 to 94.85"),
    "a threshold with values below it": (
        "turkmen-gas-cumulative-8", {"low": 400.0}, "evidence-interval", "low",
        "400 to 500 is not the interval of 500: expected 450 to 550"),
    "a precision that the bounds do not have": (
        "syrdarya-capacity-7", {"precision": 10.0}, "evidence-interval", "low",
        "1499.5 to 1500.5 is not the interval of 1500: expected 1495 to 1505"),
    "a day that does not exist": (
        "trade-2024-1", {"stated": "2025-02-29"}, "evidence-date", "stated",
        "2025-02-29 is not a day of the calendar"),
    "a quotation that is too long": (
        "trade-2024-1", {"quote": "word " * 16}, "quotation", "quote", "a quotation of 16 words: give at most 15"),
    "a threshold stored as a rounding": (
        "turkmen-gas-cumulative-8", {"low": 450.0, "high": 550.0}, "threshold", "low",
        "the quotation says more than 500: a threshold has no interval"),
    "a threshold as if it were the value": (
        "turkmen-gas-cumulative-1", {"relation": "equals", "low": 345.0, "high": 355.0}, "threshold", "relation",
        "the quotation says more than 350: not a value, but at_least"),
    "a statement after its source": (
        "trade-2024-8", {"stated": "2025-06-18"}, "stated", "stated",
        "2025-06-18 is after the day of the source, 2025-06-17"),
    "a status that was stated before it was reached": (
        "cku-railway-6", {"period_end": "2025-12"}, "stated", "period_end",
        "a status of 2025-12 cannot have been stated on 2025-11-24"),
    "a summit on the day of the report": (
        "summit-ordinal-2", {"period_end": "2025-06-19"}, "summit-statement", "period_end",
        "2025-06-19 is not a day of the summit of 2025-06-17 to 2025-06-17"),
    "a first summit on the day of the second": (
        "summit-inaugural-year-3", {"period_end": "2025-06-17"}, "summit-statement", "period_end",
        "2025-06-17 is not a day of the summit of 2023-05-18 to 2023-05-19"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_statement_that_breaks_a_rule_is_named_with_what_is_wrong(name: str) -> None:
    id, cells, rule, field, message = BROKEN[name]
    changed = tables()
    number, row = next((number, row) for number, row in changed["evidence"] if row["id"] == id)
    row.update(cells)
    assert (rule, Violation("evidence", number, field, message)) in list(violations(changed))


def test_a_threshold_of_a_project_is_a_bound() -> None:
    changed = tables()
    number, row = next((number, row) for number, row in changed["project_facts"] if row["id"] == "syrdarya-cost-3")
    row.update(relation="equals", low=0.5, high=1.5)
    message = "the quotation says more than 1: not a value, but at_least"
    found = list(violations(changed))
    assert ("fact-threshold", Violation("project_facts", number, "relation", message)) in found


@pytest.mark.parametrize("stated", ["2025", "2025-06", "2025-06-16", "2025-06-17"])
def test_a_statement_may_be_of_the_day_of_its_source(stated: str) -> None:
    assert next(row["published"] for row in rows("sources") if row["id"] == "yicai-global-2025-06-17") == "2025-06-17"
    changed = tables()
    next(row for _, row in changed["evidence"] if row["id"] == "trade-2024-8")["stated"] = stated
    assert list(violations(changed)) == []


def test_a_source_has_a_date_of_the_calendar() -> None:
    changed = tables()
    number, row = changed["sources"][0]
    row["published"] = "2025-06-31"
    message = "2025-06-31 is not a day of the calendar"
    assert ("source-date", Violation("sources", number, "published", message)) in list(violations(changed))


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("https://sunrisebrief24.com", "is a home page: give the page itself"),
        ("https://sunrisebrief24.com/Index.html", "is a home page: give the page itself"),
        ("https://sunrisebrief24.com/", "is a home page: give the page itself"),
        ("https://github.com/owner/name", "is a whole repository: give the file, at a commit"),
        ("https://github.com/owner/name/", "is a whole repository: give the file, at a commit"),
        ("https://nowhere/page", "is not the address of a page"),
        ("https://[example.org/page", "is not the address of a page"),
        ("https://example.org/a page", "is not the address of a page"),
    ],
)
def test_an_address_leads_to_a_page(address: str, what: str) -> None:
    changed = tables()
    number, row = changed["sources"][0]
    row["address"] = address
    assert ("source-address", Violation("sources", number, "address", f"{address} {what}")) in list(violations(changed))


def test_the_body_of_a_source_is_an_origin() -> None:
    changed = tables()
    number, row = changed["sources"][0]
    row["body"] = "nobody"
    message = "nobody is not an id of the table origins"
    assert ("source-body", Violation("sources", number, "body", message)) in list(violations(changed))


def test_what_is_stated_in_words_needs_neither_value_nor_status() -> None:
    changed = tables()
    row = next(row for _, row in changed["evidence"] if row["id"] == "trade-2024-1")
    row.update(relation="contradicts", value=None, low=None, high=None, unit=None)
    assert not [name for name, _ in violations(changed) if name in ("statement", "evidence-interval")]


def test_each_formula_is_one_of_the_descriptor() -> None:
    [evidence] = [table for table in descriptor()["resources"] if table["name"] == "evidence"]
    [field] = [field for field in evidence["schema"]["fields"] if field["name"] == "formula"]
    assert field["constraints"]["enum"] == sorted(FORMULAS)
