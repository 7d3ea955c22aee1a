"""Verdicts follow from the statements by the written rules, and the shipped ones are those of the research."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from summitdata.article import evidence
from summitdata.article.evidence import VERDICTS, Claim, Statement, claims, evaluate, statements_about
from summitdata.datapackage import descriptor
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.article.evidence import Verdict

CLAIM = Claim("trade", "trade", 94.8, 94.75, 94.85, "bn USD")
EQUAL = Statement("equals", 94.8, 94.75, 94.85, "bn USD", publisher="customs", primary=True, origin="customs")
TOUCHING = replace(EQUAL, value=95, low=94.5, high=95.5)
OTHER = replace(EQUAL, value=93.8, low=93.75, high=93.85)
LESS = Statement("at_least", 90, 90, 90, "bn USD")
MORE = Statement("at_most", 100, 100, 100, "bn USD")
SECOND = replace(EQUAL, primary=False)
SECOND_OTHER = replace(OTHER, primary=False)
BANK = replace(SECOND, origin="a bank")
DENIAL = Statement("contradicts", scope="no trade", origin="a bank")

CASES: dict[str, tuple[list[Statement], Verdict]] = {
    "none": ([], "unsupported"),
    "one that agrees": ([EQUAL], "one_origin"),
    "two of one origin": ([EQUAL, SECOND], "one_origin"),
    "two primary ones of two origins": ([EQUAL, replace(BANK, primary=True)], "corroborated"),
    "a primary one, and a secondary one of another origin": ([EQUAL, BANK], "one_origin"),
    "two secondary ones of two origins": ([SECOND, BANK], "corroborated"),
    "two that agree and a third origin that does not": (
        [SECOND, BANK, replace(SECOND_OTHER, origin="an office")], "disputed"),
    "one that agrees and a bound of another origin": ([EQUAL, replace(LESS, origin="a bank")], "one_origin"),
    "one that is derived": ([replace(EQUAL, relation="derived")], "one_origin"),
    "a derived one of another origin": ([SECOND, replace(BANK, relation="derived")], "corroborated"),
    "a derived one that disagrees": ([replace(OTHER, relation="derived")], "disputed"),
    "one that was rounded more": ([TOUCHING], "one_origin"),
    "one that disagrees": ([OTHER], "disputed"),
    "one that agrees and one that disagrees": ([EQUAL, OTHER], "disputed"),
    "a primary one that agrees and a secondary one that does not": ([EQUAL, SECOND_OTHER], "one_origin"),
    "a secondary one that agrees and a primary one that does not": ([SECOND, OTHER], "disputed"),
    "a secondary one that agrees": ([SECOND], "one_origin"),
    "bounds that allow it": ([LESS, MORE], "consistent"),
    "a lower bound above it": ([replace(LESS, value=95, low=95, high=95)], "disputed"),
    "an upper bound below it": ([replace(MORE, value=94, low=94, high=94)], "disputed"),
    "one that agrees and a bound that does not": ([EQUAL, replace(MORE, value=94, low=94, high=94)], "disputed"),
    "one that contradicts in words": ([DENIAL], "disputed"),
    "a secondary one that contradicts a primary one": ([EQUAL, DENIAL], "one_origin"),
    "a primary one that contradicts a secondary one": ([SECOND, replace(DENIAL, primary=True)], "disputed"),
    "one of the article's own origin": ([replace(EQUAL, independent=False)], "unsupported"),
    "one of the article's own origin that does not agree": ([replace(OTHER, independent=False)], "disputed"),
    "two origins, and the article's own does not agree": (
        [SECOND, BANK, replace(SECOND_OTHER, independent=False)], "disputed"),
    "the article's own does not agree in words": ([SECOND, BANK, replace(DENIAL, independent=False)], "disputed"),
    "one that is not comparable": ([replace(OTHER, comparable=False, reason="yuan")], "unsupported"),
    "one that only explains": ([replace(EQUAL, relation="context")], "unsupported"),
    "one in another unit of the same": (
        [replace(EQUAL, value=94800, low=94750, high=94850, unit="mn USD")], "one_origin"),
    "one that only explains, in a unit of something else": (
        [EQUAL, replace(EQUAL, relation="context", unit="GW")], "one_origin"),
    "a bound in another unit": ([Statement("at_least", 90_000, 90_000, None, "mn USD")], "consistent"),
    "one of the article's own origin in another unit": (
        [replace(EQUAL, value=94800, low=94750, high=94850, unit="mn USD", independent=False)], "unsupported"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_verdict_follows_from_the_statements(name: str) -> None:
    statements, verdict = CASES[name]
    assert evaluate(CLAIM, statements).verdict == verdict


def test_nobody_looked_is_not_nobody_found() -> None:
    assert evaluate(replace(CLAIM, checked=False), []).verdict == "not_checked"
    assert evaluate(replace(CLAIM, checked=False), [EQUAL]).verdict == "one_origin"


ARTICLE, EARLIER, LATER = "2025-06-13", "2024-05", "2026-02-03"
STATUSES: dict[tuple[str, str, str], Verdict] = {
    ("advancing", "planning", EARLIER): "consistent",
    ("advancing", "planning", LATER): "consistent",
    ("advancing", "construction", EARLIER): "one_origin",
    ("advancing", "construction", LATER): "one_origin",
    ("advancing", "operating", EARLIER): "outdated",
    ("advancing", "operating", ARTICLE): "outdated",
    ("advancing", "operating", LATER): "consistent",
    ("advancing", "operating", ""): "consistent",
    ("advancing", "operating", "2025"): "consistent",
    ("advancing", "operating", "2025-06"): "consistent",
    ("construction", "planning", EARLIER): "consistent",
    ("construction", "planning", ARTICLE): "disputed",
    ("construction", "planning", "2025-06"): "disputed",
    ("construction", "planning", LATER): "disputed",
    ("construction", "planning", ""): "disputed",
    ("construction", "construction", LATER): "one_origin",
    ("construction", "operating", EARLIER): "outdated",
    ("construction", "operating", LATER): "consistent",
    ("operating", "planning", EARLIER): "consistent",
    ("operating", "construction", LATER): "disputed",
    ("operating", "operating", EARLIER): "one_origin",
}


@pytest.mark.parametrize(("claimed", "seen", "when"), STATUSES)
def test_a_status_is_evaluated_by_its_stage_and_its_day(claimed: str, seen: str, when: str) -> None:
    claim = Claim("plant", "a plant", status=claimed, as_of=ARTICLE)
    assert evaluate(claim, [Statement("equals", status=seen, period_end=when)]).verdict == STATUSES[claimed, seen, when]


STATED: dict[tuple[str, str, str], Verdict] = {
    ("construction", "operating", EARLIER): "outdated",
    ("construction", "operating", LATER): "consistent",
    ("construction", "planning", EARLIER): "consistent",
    ("construction", "planning", LATER): "disputed",
}


@pytest.mark.parametrize(("claimed", "seen", "when"), STATED)
def test_a_stage_of_no_known_day_was_seen_when_it_was_stated(claimed: str, seen: str, when: str) -> None:
    claim = Claim("plant", "a plant", status=claimed, as_of=ARTICLE)
    assert evaluate(claim, [Statement("equals", status=seen, stated=when)]).verdict == STATED[claimed, seen, when]


def test_the_day_on_which_a_stage_was_seen_goes_before_that_on_which_it_was_stated() -> None:
    claim = Claim("plant", "a plant", status="construction", as_of=ARTICLE)
    seen = Statement("equals", status="operating", period_end=EARLIER, stated=LATER)
    assert evaluate(claim, [seen]).verdict == "outdated"


def test_a_status_that_the_article_s_own_origin_does_not_give() -> None:
    claim = Claim("plant", "a plant", status="construction", as_of=ARTICLE)
    built = [Statement("equals", status="construction", origin=origin, period_end=EARLIER) for origin in ("a", "b")]
    origin = Statement("equals", status="planning", period_end="2025-06-14", independent=False, scope="in preparation")
    assert evaluate(claim, built).verdict == "corroborated"
    corroboration = evaluate(claim, [*built, origin])
    assert corroboration.verdict == "disputed"
    assert "the text that the article was made from has: in preparation" in corroboration.why


def test_a_corroboration_names_origins_and_values_in_the_unit_of_the_claim() -> None:
    derived = replace(BANK, relation="derived", value=94_810, low=94_800, high=94_820, unit="mn USD")
    corroboration = evaluate(CLAIM, [derived, replace(OTHER, primary=False, independent=False)])
    assert corroboration.origins == ("a bank",)
    assert corroboration.closest is not None
    assert (corroboration.closest.value, corroboration.closest.unit) == (94.81, "bn USD")
    assert [statement.unit for statement in corroboration.statements] == ["bn USD", "bn USD"]


def test_what_does_not_count_is_counted() -> None:
    own = [replace(EQUAL, independent=False)] * 2 + [replace(OTHER, independent=False, scope="less")]
    why = evaluate(CLAIM, [EQUAL, *own]).why
    assert why.endswith(
        "the text that the article was made from has: less; 2 statements of the article's own origin not counted."
    )


def test_all_that_contradicts_in_words_is_named() -> None:
    assert evaluate(CLAIM, [DENIAL, replace(DENIAL, scope="no year")]).why.endswith(" say: no trade; no year.")


def test_a_figure_without_a_year_is_held_against_each() -> None:
    claim = replace(CLAIM, dated=False)
    corroboration = evaluate(claim, [replace(EQUAL, year=2024), replace(OTHER, year=2023)])
    assert corroboration.periods == {2023: "disputed", 2024: "one_origin"}
    assert corroboration.verdict == "mixed"
    assert "2023 disputed, 2024 one origin" in corroboration.why
    assert evaluate(claim, [replace(OTHER, year=2023)]).verdict == "disputed"
    assert evaluate(claim, [replace(EQUAL, year=year) for year in (2023, 2024)]).verdict == "one_origin"


def test_a_figure_that_says_its_year_has_one_verdict() -> None:
    assert evaluate(CLAIM, [replace(EQUAL, year=2024), replace(EQUAL, year=2023)]).periods == {}
    undated = replace(CLAIM, dated=False)
    assert evaluate(undated, [EQUAL, LESS]).periods == {}
    bound = replace(LESS, year=2023)
    assert evaluate(undated, [replace(EQUAL, year=2024), bound]).periods == {2024: "one_origin"}


PLANT = Claim("plant", "a plant", status="advancing")
YUAN = replace(OTHER, comparable=False, reason="yuan")

EXPLANATIONS: dict[str, tuple[Claim, list[Statement]]] = {
    "No independent statement that can be compared was found.": (CLAIM, []),
    "No statement was looked for yet.": (replace(CLAIM, checked=False), []),
    "1 independent statement of one origin (customs), 1 primary, give 94.8 bn USD.": (CLAIM, [EQUAL]),
    "3 independent statements of 2 origins (customs, a bank), 1 primary, give 93.8 to 94.8 bn USD.": (
        CLAIM,
        [EQUAL, SECOND_OTHER, replace(LESS, origin="a bank")],
    ),
    "1 independent statement of one origin (a bank), 0 primary, say: no trade.": (CLAIM, [DENIAL]),
    "1 independent statement of one origin, 0 primary, give 2.": (
        Claim("n", "n", 2, 2, 2),
        [Statement("equals", 2, 2, 2)],
    ),
    "1 independent statement of one origin, 0 primary, give 2023.": (
        Claim("y", "y", 2023, 2023, 2023, "year"),
        [Statement("equals", 2023, 2023, 2023, "year")],
    ),
    "1 independent statement of one origin bound it: at least 90 bn USD.": (CLAIM, [LESS]),
    "1 independent statement of one origin bound it: at most 100 bn USD.": (CLAIM, [MORE]),
    "3 independent statements of one origin bound it: at least 92 and at most 100 bn USD.": (
        CLAIM,
        [LESS, replace(LESS, value=92, low=92, high=92), MORE],
    ),
    "3 independent statements of one origin bound it: at least 90 and at most 99 bn USD.": (
        CLAIM,
        [LESS, replace(MORE, value=99, low=99, high=99), MORE],
    ),
    "3 independent statements of one origin, 1 primary, put it at operating, planning; the article has it advancing.": (
        PLANT,
        [
            Statement("equals", status="planning", primary=True),
            *(Statement("equals", status="operating") for _ in range(2)),
        ],
    ),
    "1 independent statement of one origin (customs), 1 primary, give 94.8 bn USD; "
    "2 statements of the article's own origin not counted; "
    "not comparable: euros, yuan.": (
        CLAIM,
        [EQUAL, *[replace(EQUAL, independent=False, reason="")] * 2, YUAN, replace(YUAN, reason="euros"), YUAN],
    ),
    "2 independent statements of one origin (customs), 2 primary, give 93.8 to 94.8 bn USD; "
    "by year: 2023 disputed, 2024 one origin.": (
        replace(CLAIM, dated=False),
        [replace(EQUAL, year=2024), replace(OTHER, year=2023)],
    ),
}


@pytest.mark.parametrize("explanation", EXPLANATIONS)
def test_the_explanation_of_a_verdict(explanation: str) -> None:
    claim, statements = EXPLANATIONS[explanation]
    assert evaluate(claim, statements).why == explanation


def test_a_statement_as_text() -> None:
    assert (EQUAL.quantity, EQUAL.source_kind) == ("94.8 bn USD", "primary")
    assert (Statement("equals", 2).quantity, Statement("equals", 2).source_kind) == ("2", "secondary")
    assert Statement("equals", status="planning").quantity == "planning"


def test_the_closest_and_the_most_distant_value_are_comparable_ones() -> None:
    far = replace(OTHER, value=66.2, low=66.15, high=66.25, comparable=False, reason="partners")
    corroboration = evaluate(CLAIM, [OTHER, TOUCHING, far, LESS])
    assert corroboration.closest == sd.Figure(95, "bn USD")
    assert corroboration.most_distant == sd.Figure(93.8, "bn USD")


def test_the_closest_value_says_where_it_is_from() -> None:
    statement = replace(OTHER, scope="goods", publisher="customs", address="https://example.org/")
    corroboration = evaluate(CLAIM, [statement])
    closest = corroboration.closest
    assert closest is not None
    assert (closest.low, closest.high, closest.label) == (93.75, 93.85, "goods")
    assert closest.source == "customs, https://example.org/"
    assert (corroboration.id, corroboration.label) == (CLAIM.id, CLAIM.label)


def test_zero_is_a_value_and_a_bound_like_any_other() -> None:
    zero = Statement("equals", 0, 0, 0)
    closest = evaluate(
        Claim("n", "n", 0, 0, 0), [replace(zero, value=number, low=None, high=None) for number in (1.2, 0.4)]
    ).closest
    assert closest is not None
    assert closest == 0.4
    corroboration = evaluate(Claim("n", "n", 0.6, 0.5, 0.7), [zero, replace(zero, value=0.1, low=None, high=None)])
    assert (corroboration.closest, corroboration.most_distant) == (sd.Figure(0.1), sd.Figure(0))
    assert evaluate(Claim("n", "n", 0.5, 0, 1), [Statement("at_most", 0.5, 0.5, 0.5)]).verdict == "consistent"
    assert evaluate(Claim("n", "n", -0.5, -1, 0), [Statement("at_least", 0.5, 0.5, 0.5)]).verdict == "disputed"


def test_a_status_has_no_value_to_convert() -> None:
    assert evaluate(PLANT, [Statement("equals", status="construction", unit="MW")]).verdict == "one_origin"


def test_only_what_does_not_count_has_a_reason_in_the_explanation() -> None:
    statements = [replace(EQUAL, reason="a remark"), replace(EQUAL, independent=False, reason="another")]
    why = (
        "1 independent statement of one origin (customs), 1 primary, give 94.8 bn USD; "
        "1 statement of the article's own origin not counted."
    )
    assert evaluate(CLAIM, statements).why == why


def test_a_statement_is_its_row_with_its_source() -> None:
    sources = {row["id"]: row for row in rows("sources")}
    lines = {row["id"]: row for row in rows("evidence")}
    statements = [statement for id in claims() for statement in statements_about(id)]
    assert sorted(statement.id for statement in statements) == sorted(lines)
    for statement in statements:
        row = lines[statement.id]
        source = sources[row["source"]]
        assert (statement.publisher, statement.independent, statement.address) == (
            source["publisher"],
            source["independent"],
            source["address"],
        )
        if statement.relation != "derived":
            assert statement.primary == (source["body"] == row["origin"])
        assert (statement.relation, statement.value, statement.low, statement.high, statement.status) == tuple(
            row[name] for name in ("relation", "value", "low", "high", "status")
        )
        assert (statement.scope, statement.comparable) == (row["scope"], row["comparable"])
        assert (statement.unit, statement.reason) == (row["unit"] or "1", row["reason"] or "")
        assert (statement.stated, statement.quote) == (row["stated"] or "", row["quote"] or "")


@given(st.permutations([EQUAL, OTHER, LESS, MORE, TOUCHING]))
def test_the_order_of_the_statements_does_not_matter(statements: list[Statement]) -> None:
    corroboration = evaluate(CLAIM, statements)
    assert (corroboration.verdict, corroboration.why) == (
        evaluate(CLAIM, [EQUAL, OTHER, LESS, MORE, TOUCHING]).verdict,
        corroboration.why,
    )


SHIPPED: dict[str, Verdict] = {
    "summit-ordinal": "corroborated",
    "summit-inaugural-year": "corroborated",
    "trade-2024": "one_origin",
    "trade-growth-2024": "one_origin",
    "syrdarya-capacity": "corroborated",
    "turkmen-gas-cumulative": "consistent",
    "transport-share": "unsupported",
    "cku-railway": "disputed",
    "shymkent-refinery": "disputed",
    "syrdarya-power-plant": "outdated",
    "central-asia-gas-pipeline": "one_origin",
    "gas-equivalence": "mixed",
}
"""The verdicts of the research."""
STATEMENTS = {
    "summit-ordinal": 7,
    "summit-inaugural-year": 7,
    "trade-2024": 13,
    "trade-growth-2024": 10,
    "syrdarya-capacity": 13,
    "turkmen-gas-cumulative": 12,
    "transport-share": 0,
    "cku-railway": 8,
    "shymkent-refinery": 6,
    "syrdarya-power-plant": 6,
    "central-asia-gas-pipeline": 2,
    "gas-equivalence": 9,
}
"""On how many statements the research based each; those that were added since stand below them in the table."""


def test_the_shipped_verdicts_are_those_of_the_research() -> None:
    found = {id: evaluate(claims()[id], statements_about(id)[:count]) for id, count in STATEMENTS.items()}
    assert {id: corroboration.verdict for id, corroboration in found.items()} == SHIPPED
    assert found["gas-equivalence"].periods == {2023: "disputed", 2024: "corroborated"}


def test_the_verdict_of_a_claim_is_that_of_all_its_statements() -> None:
    table = sd.corroborate()
    assert dict(zip(table["id"], table["verdict"], strict=True)) == {
        id: evaluate(claim, statements_about(id)).verdict for id, claim in claims().items()
    }


def test_one_rule_for_what_is_derived() -> None:
    """A growth that follows from totals counts, and so does a consumption that follows from a growth."""
    for id in ("trade-growth-2024", "gas-equivalence"):
        derived = [s for s in sd.corroborate(id).statements if s.relation == "derived"]
        assert derived
        assert all(s.counts and s.derived_from and s.formula for s in derived)


def test_a_derived_statement_is_computed_from_others() -> None:
    [statement] = [s for s in statements_about("gas-equivalence") if s.relation == "derived"]
    before = next(s for s in statements_about("gas-equivalence") if s.id == statement.derived_from[0])
    growth = next(s for s in statements_about("gas-equivalence") if s.id == statement.derived_from[1])
    assert before.value is not None
    assert growth.value is not None
    assert statement.value == pytest.approx(before.value * (1 + growth.value / 100), abs=1e-4)


def test_the_table_of_all_verdicts() -> None:
    table = sd.corroborate().set_index("id")
    for id, row in table.iterrows():
        one = sd.corroborate(str(id))
        counted = [statement for statement in one.statements if statement.counts]
        assert (row["label"], row["verdict"], row["why"]) == (one.label, one.verdict, one.why)
        assert (row["statements"], row["counted"]) == (len(one.statements), len(counted))
        assert row["primary"] == sum(statement.primary for statement in counted)
        assert row["origins"] == len({statement.origin for statement in counted}) == len(one.origins)
    assert table["kind"].to_dict() == {id: claim.kind for id, claim in claims().items()}
    assert {kind: set(rows["unit"].isna()) for kind, rows in table.groupby("kind")} == {
        "figure": {False},
        "project": {True},
        "relation": {False},
    }


def test_only_what_says_no_year_has_a_verdict_for_each_year() -> None:
    assert {id for id, claim in claims().items() if not claim.dated} == {"gas-equivalence", "transport-share"}
    assert all(claim.checked for claim in claims().values())


@pytest.fixture
def nothing_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make everything anew of the tables: what was made before may be of other code."""
    for name in ("_corroborations", "claims", "_sources", "_bodies", "_evidence"):
        monkeypatch.setattr(evidence, name, cache(getattr(evidence, name).__wrapped__))


@pytest.mark.usefixtures("nothing_cached")
def test_the_claim_of_a_relation_is_its_subject_made_wider() -> None:
    (row,) = (row for row in rows("claims") if row["kind"] == "relation")
    subject = evidence.claims()[row["subject"]]
    assert row["tolerance"] == 5
    assert evidence.claims()[row["id"]] == Claim(
        row["id"],
        row["paraphrase"].removesuffix("."),
        subject.value,
        (subject.low or 0) * 0.95,
        (subject.high or 0) * 1.05,
        subject.unit,
        dated=False,
        checked=True,
        as_of=subject.as_of,
        kind="relation",
        caveat=row["caveat"],
    )
    assert row["caveat"] in sd.corroborate(row["id"]).why


@pytest.mark.usefixtures("nothing_cached")
def test_a_derived_statement_says_by_which_formula() -> None:
    formulas = {row["id"]: row["formula"] or "" for row in rows("evidence") if row["figure"] == "trade-growth-2024"}
    assert set(formulas.values()) > {"", "growth"}
    assert {s.id: s.formula for s in sd.corroborate("trade-growth-2024").statements} == formulas


def test_the_railway_s_nuance_is_recorded() -> None:
    apart = [s for s in sd.corroborate("cku-railway").statements if not s.independent]
    assert {s.status for s in apart} == {"planning"}
    assert all("preparation" in s.scope for s in apart)


FIGURES = [id for id in SHIPPED if claims()[id].status is None and SHIPPED[id] in ("corroborated", "one_origin")]


@pytest.mark.parametrize("id", FIGURES)
def test_changing_one_shipped_value_changes_the_verdict(id: str) -> None:
    statements = statements_about(id)
    deciding = any(s.counts and s.primary for s in statements)
    at = next(n for n, s in enumerate(statements) if s.counts and s.primary >= deciding)
    statements[at] = replace(statements[at], value=1e6, low=1e6, high=1e6)
    assert evaluate(claims()[id], statements).verdict == "disputed"


def test_changing_one_shipped_status_changes_the_verdict() -> None:
    id = "central-asia-gas-pipeline"
    statements = statements_about(id)
    at = next(n for n, s in enumerate(statements) if s.counts and s.primary)
    statements[at] = replace(statements[at], status="construction", period_end="2025-07-01")
    assert evaluate(claims()[id], statements).verdict == "disputed"


def test_every_figure_and_project_has_evidence_or_is_unsupported() -> None:
    table = sd.corroborate()
    assert table["id"].to_list() == [
        *(row["id"] for name in ("figures", "projects") for row in rows(name)),
        *(row["id"] for row in rows("claims") if row["kind"] == "relation"),
    ]
    assert (table["statements"].gt(0) | table["verdict"].eq("unsupported")).all()
    assert table.attrs == {
        "title": "What holds and what does not",
        "units": {"closest": "unit", "most_distant": "unit"},
    }


def test_every_statement_has_a_source_with_an_address() -> None:
    addresses = {row["id"]: row["address"] for row in rows("sources")}
    for name in ("evidence", "trade", "gas"):
        assert all(addresses[row["source"]].startswith("http") for row in rows(name))


def test_every_source_is_used() -> None:
    used = {
        value
        for table in descriptor()["resources"]
        if table["name"] != "sources"
        for row in rows(table["name"])
        for column, value in row.items()
        if column.endswith("source")
    }
    assert {row["id"] for row in rows("sources")} == used - {None}


def test_an_unknown_figure_has_near_misses() -> None:
    with pytest.raises(sd.UnknownNameError, match="did you mean 'trade-2024'") as caught:
        sd.corroborate("trade-2025")
    assert str(caught.value).startswith("unknown figure, project or relation 'trade-2025'")


def test_a_corroboration_prints_as_one_line() -> None:
    corroboration = sd.corroborate("transport-share")
    assert str(corroboration) == f"transport-share: {corroboration.verdict}. {corroboration.why}"


def test_claimreview_has_a_review_for_each_figure_and_relation_with_the_same_verdict() -> None:
    from summitdata.exports.claimreview import RATINGS

    export = json.loads(sd.export("claimreview"))
    assert export["@context"] == "https://schema.org"
    reviews = {review["@id"].removeprefix("#"): review for review in export["@graph"]}
    relations = [row["id"] for row in rows("claims") if row["kind"] == "relation"]
    assert list(reviews) == [*(row["id"] for row in rows("figures")), *relations]
    for id, review in reviews.items():
        corroboration = sd.corroborate(id)
        assert review["@type"] == "ClaimReview"
        assert review["reviewRating"]["alternateName"] == corroboration.verdict
        assert review["reviewRating"]["ratingExplanation"] == corroboration.why
        assert review["itemReviewed"]["@type"] == "Claim"
        assert review["itemReviewed"]["appearance"]["url"].startswith("https://khabarasia.com/")
        assert [page["url"] for page in review["citation"]] == [s.address for s in corroboration.statements if s.counts]
        assert ("ratingValue" in review["reviewRating"]) == (corroboration.verdict in RATINGS)


def test_every_verdict_is_explained() -> None:
    from typing import get_args

    from summitdata.article import verdicts

    assert tuple(VERDICTS) == get_args(verdicts.Verdict)
    assert all(f"`{verdict}`" in str(verdicts.__doc__) for verdict in VERDICTS)
