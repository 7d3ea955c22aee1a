"""The rules on claims, their outcomes and the rewrites: a row that breaks each, and the message that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from summitdata.datapackage import descriptor
from summitdata.rules import Violation, violations
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.rules import NumberedRows


def tables() -> dict[str, NumberedRows]:
    """Return a copy of the package's tables, with row numbers."""
    names = [resource["name"] for resource in descriptor()["resources"]]
    return {name: [(number, dict(row)) for number, row in enumerate(rows(name), start=2)] for name in names}


LONG = " ".join(["word"] * 16)
OUTCOME = "an outcome needs a "
NOT_SEEN = "what was not seen has no "
QUOTATION = "give a quotation, or say in unquoted why there is none; of what was not seen, neither"

BROKEN: dict[str, tuple[str, str, dict[str, Any], str, str, str]] = {
    "an expectation that nobody followed": (
        "outcomes", "south-south-benchmarks-1", {"claim": "this-week"}, "claim-outcome", "", ""),
    "a quotation of a sentence": (
        "outcomes", "this-week-1", {"quote": LONG}, "outcome", "quote", "a quotation of 16 words: give at most 15"),
    "a day that does not exist": (
        "outcomes", "this-week-1", {"date": "2025-06-31"}, "outcome", "date",
        "2025-06-31 is not a day of the calendar"),
    "a relation that the numbers contradict": (
        "outcomes", "gas-equivalence-2", {"outcome": "happened"}, "relation-outcome", "outcome",
        "the two differ by 8.3 percent, and 5 are allowed"),
    "a relation that the numbers bear out": (
        "outcomes", "gas-equivalence-1", {"outcome": "contradicted"}, "relation-outcome", "outcome",
        "the two differ by 0.9 percent, and 5 are allowed"),
    "a relation in a year without numbers": (
        "outcomes", "gas-equivalence-1", {"date": "2019"}, "relation-outcome", "source",
        "the table evidence has no value for gas-equivalence by this source for 2019"),
    "a sentence of the origin": (
        "rewrites", "gas-month", {"origin_words": LONG}, "rewrite", "origin_words",
        "a quotation of 16 words: give at most 15"),
    "a difference about nothing": (
        "rewrites", "gas-month", {"about": "gas"}, "rewrite-about", "about",
        "gas is not an id of figures, projects, claims or people"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_named_with_what_is_wrong(name: str) -> None:
    table, id, cells, rule, field, message = BROKEN[name]
    changed = tables()
    number, row = next((number, row) for number, row in changed[table] if row["id"] == id)
    row.update(cells)
    if name == "an expectation that nobody followed":
        for _, other in changed["outcomes"]:
            if other["claim"] == "south-south-benchmarks":
                other["claim"] = "this-week"
        table, field, message = "claims", "id", "the table outcomes has no row for this claim"
        number = next(number for number, claim in changed["claims"] if claim["id"] == "south-south-benchmarks")
    assert (rule, Violation(table, number, field, message)) in list(violations(changed))


def test_an_opinion_needs_no_outcome() -> None:
    opinions = {row["id"] for row in rows("claims") if not row["checkable"]}
    assert opinions
    assert not opinions & {row["claim"] for row in rows("outcomes")}
    assert list(violations(tables())) == []


def test_nothing_happened_after_the_release() -> None:
    released = descriptor()["released"]
    dates = [row["date"] for row in rows("outcomes") if row["date"]]
    dates += [row["published"] for row in rows("sources") if row["published"]]
    dates += [row["checked"] for row in rows("claims")]
    assert max(dates) <= released


def test_a_paraphrase_copies_no_words_of_the_article() -> None:
    for row in rows("claims"):
        words, printed = row["paraphrase"].lower().split(), row["printed"].lower()
        runs = [" ".join(words[start : start + 5]) for start in range(len(words) - 4)]
        assert not [run for run in runs if run in printed], row["id"]
