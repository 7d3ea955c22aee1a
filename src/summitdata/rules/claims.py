"""Rules on the claims other than numbers, on what became of them, and on what the article changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitdata.rules.evidence import is_date
from summitdata.rules.rule import Rule, Violation, quotation_violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitdata.rules.rule import NumberedRows

__all__ = ["CLAIM_RULES"]


def _outcomes_of_claims(claims: NumberedRows, outcomes: NumberedRows) -> Iterator[Violation]:
    """Check that somebody looked for what became of each claim that can be checked."""
    followed = {row["claim"] for _, row in outcomes}
    for number, row in claims:
        if (row["checkable"] or row["kind"] == "expectation") and row["id"] not in followed:
            yield Violation("claims", number, "id", "the table outcomes has no row for this claim")


def _outcomes(outcomes: NumberedRows) -> Iterator[Violation]:
    for number, row in outcomes:
        if not is_date(row["date"] or "2025"):
            yield Violation("outcomes", number, "date", f"{row['date']} is not a day of the calendar")
    yield from quotation_violations("outcomes", "quote", outcomes)


def _relation_outcomes(
    claims: NumberedRows, outcomes: NumberedRows, evidence: NumberedRows, figures: NumberedRows
) -> Iterator[Violation]:
    """Check that the outcome of a relation in a year is what the numbers of its source give."""
    relations = {row["id"]: row for _, row in claims if row["kind"] == "relation"}
    values = {row["id"]: row["value"] for _, row in figures}
    for number, row in outcomes:
        claim = relations.get(row["claim"])
        if claim is None or row["source"] is None or None in (claim["tolerance"], values.get(claim["subject"])):
            continue
        stated = [
            statement["value"]
            for _, statement in evidence
            if (statement["claim"], statement["source"]) == (claim["id"], row["source"])
            and (statement["period_end"] or "")[:4] == (row["date"] or "")[:4]
            and statement["comparable"]
            and statement["relation"] == "equals"
        ]
        if not stated:
            message = f"the table evidence has no value for {claim['id']} by this source for {row['date']}"
            yield Violation("outcomes", number, "source", message)
            continue
        subject = values[claim["subject"]]
        apart = 100 * max(abs(value - subject) for value in stated) / subject
        if (apart <= claim["tolerance"]) != (row["outcome"] != "contradicted"):
            message = f"the two differ by {apart:.1f} percent, and {claim['tolerance']:g} are allowed"
            yield Violation("outcomes", number, "outcome", message)


def _rewrites(rewrites: NumberedRows) -> Iterator[Violation]:
    yield from quotation_violations("rewrites", "origin_words", rewrites)


def _subjects(
    rewrites: NumberedRows, figures: NumberedRows, projects: NumberedRows, claims: NumberedRows, people: NumberedRows
) -> Iterator[Violation]:
    known = {row["id"] for table in (figures, projects, claims, people) for _, row in table}
    for number, row in rewrites:
        if row["about"] not in known:
            message = f"{row['about']} is not an id of figures, projects, claims or people"
            yield Violation("rewrites", number, "about", message)


CLAIM_RULES = [
    Rule("claim-outcome", ("claims", "outcomes"), _outcomes_of_claims),
    Rule("outcome", ("outcomes",), _outcomes),
    Rule("relation-outcome", ("claims", "outcomes", "evidence", "figures"), _relation_outcomes),
    Rule("rewrite", ("rewrites",), _rewrites),
    Rule("rewrite-about", ("rewrites", "figures", "projects", "claims", "people"), _subjects),
]
