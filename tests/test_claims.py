"""The claims other than numbers: what they are, who makes them, what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from summitdata.tables import rows

if TYPE_CHECKING:
    from pathlib import Path


def test_claims_of_one_kind_are_those_rows_of_the_table() -> None:
    assert sd.claims("date")["id"].to_list() == ["this-week", "gas-since-2009", "transport-share-now"]
    assert len(sd.claims()) == len(rows("claims"))


def test_an_unknown_kind_says_which_there_are() -> None:
    with pytest.raises(sd.UnknownNameError, match="did you mean 'trend'"):
        sd.claims("trends")


def test_a_topic_has_the_outcomes_of_the_claims_about_it() -> None:
    of_topic = sd.outcomes("digital-connectivity")
    assert of_topic["claim"].unique().tolist() == ["digital-agreements"]
    assert of_topic["id"].to_list() == sd.outcomes("digital-agreements")["id"].to_list()
    assert sd.outcomes("trade")["id"].to_list() == ["trade-platform-1"]


def test_a_claim_without_an_outcome_has_an_empty_table() -> None:
    assert sd.outcomes("multipolar-world").empty


def test_an_unknown_claim_is_an_error() -> None:
    with pytest.raises(sd.UnknownNameError, match="did you mean 'this-week'"):
        sd.outcomes("this-weak")


def test_both_statements_of_the_expert_are_attributed() -> None:
    said = sd.claims("statement")
    assert said[said["speaker"] == "cui-zheng"]["id"].to_list() == ["critical-step", "economic-geography"]
    assert set(said["speaker"].dropna()) <= set(sd.people()["id"])


def test_the_article_has_its_summit_a_week_early() -> None:
    assert sd.outcomes("this-week")["outcome"].unique().tolist() == ["contradicted"]


def test_the_rewrites_are_about_what_the_tables_have() -> None:
    assert sd.rewrites("cku-railway")["kind"].unique().tolist() == ["dropped"]
    with pytest.raises(sd.UnknownNameError):
        sd.rewrites("khabarasia")


def test_every_quotation_mark_of_the_article_encloses_a_claim_with_a_speaker(article: Path) -> None:
    text = article.read_text("utf-8")
    spoken = [row["start"] for row in rows("claims") if row["speaker"] == "cui-zheng"]
    quoted = text.split('"')[1::2]
    for words in quoted:
        start = text.index(words)
        assert any(start <= place < start + len(words) for place in spoken)
