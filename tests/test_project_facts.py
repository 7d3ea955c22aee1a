"""The statements on the projects: what stands in the table, what the helper gives, and the rules."""

from __future__ import annotations

from typing import Any

import pytest

import summitdata as sd
from summitdata.datapackage import descriptor
from summitdata.rules import Violation, violations
from summitdata.tables import rows

LONG = " ".join(["word"] * 16)
QUANTITY = "give all of value, low, high, unit, relation, or none of them"

BROKEN: dict[str, tuple[str, dict[str, Any], str, str, str]] = {
    "a quotation of a sentence": (
        "cku-length-2", {"quote": LONG}, "project-fact", "quote", "a quotation of 16 words: give at most 15"),
    "a month that does not exist": (
        "cku-start-6", {"date_value": "2025-13"}, "project-fact", "date_value", "2025-13 is not a day of the calendar"),
    "an interval wider than the rounding": (
        "cku-length-2", {"low": 532.0}, "project-fact-interval", "low",
        "532 to 532.535 is not the interval of 532.53: expected 532.525 to 532.535"),
    "a count with an interval": (
        "cku-tunnels-1", {"low": 28.5}, "project-fact-interval", "low",
        "28.5 to 29 is not the interval of 29: expected 29 to 29"),
    "a bound with an interval": (
        "syrdarya-cost-3", {"high": 1.5}, "project-fact-interval", "low",
        "1 to 1.5 is not the interval of 1: expected 1 to 1"),
    "an interval wider than the precision": (
        "syrdarya-capacity-4", {"low": 1450.0}, "project-fact-interval", "low",
        "1450 to 1500.5 is not the interval of 1500: expected 1499.5 to 1500.5"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_statement_that_breaks_a_rule_is_named_with_what_is_wrong(name: str) -> None:
    id, cells, rule, field, message = BROKEN[name]
    table = [(number, dict(row)) for number, row in enumerate(rows("project_facts"), start=2)]
    number, row = next((number, row) for number, row in table if row["id"] == id)
    row.update(cells)
    assert (rule, Violation("project_facts", number, field, message)) in list(violations({"project_facts": table}))


def test_statements_on_one_property_of_one_project() -> None:
    facts = sd.project_facts("cku-railway", "completion")
    assert set(facts["date_value"]) == {"2028", "2029", "2030"}
    assert set(facts["project"]) == {"cku-railway"}
    assert len(sd.project_facts()) == len(rows("project_facts"))
    assert sd.project_facts(property="tunnels")["project"].nunique() == 2


def test_a_property_that_nobody_states_of_a_project_is_an_error() -> None:
    with pytest.raises(sd.UnknownNameError, match="unknown property 'tunnels'"):
        sd.project_facts("syrdarya-power-plant", "tunnels")


def test_sources_that_disagree_stand_beside_each_other() -> None:
    costs = sd.project_facts("cku-railway", "cost")
    assert set(costs["value"]) >= {4.7, 8.0}
    of_the_fund = sd.project_facts("syrdarya-power-plant").set_index("id")["value"]
    assert of_the_fund["syrdarya-investment-1"] > 2 * of_the_fund["syrdarya-price-of-a-share-1"]


def test_every_property_of_the_descriptor_is_stated() -> None:
    [table] = [table for table in descriptor()["resources"] if table["name"] == "project_facts"]
    [field] = [field for field in table["schema"]["fields"] if field["name"] == "property"]
    assert field["constraints"]["enum"] == sorted({row["property"] for row in rows("project_facts")})


def test_each_project_of_the_research_has_statements_from_several_origins() -> None:
    for project in ("cku-railway", "shymkent-refinery", "syrdarya-power-plant", "central-asia-gas-pipeline"):
        assert sd.project_facts(project)["origin"].nunique() >= 3


def test_nothing_was_stated_after_the_release() -> None:
    assert max(row["as_of"] for row in rows("project_facts") if row["as_of"]) <= descriptor()["released"]
