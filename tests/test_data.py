"""The tables contain what the article says: nothing is left out, and nothing is added without its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from summitdata.article.locators import locate
from summitdata.datapackage import descriptor
from summitdata.rules.locators import locators
from summitdata.tables import rows

if TYPE_CHECKING:
    from pathlib import Path

LOCATED = [
    resource["name"]
    for resource in descriptor()["resources"]
    if "printed" in {field["name"] for field in resource["schema"]["fields"]}
]


def test_the_descriptor_records_the_article(article: Path) -> None:
    import hashlib

    (source,) = descriptor()["sources"]
    content = article.read_bytes()
    assert source["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert source["bytes"] == len(content)


@pytest.mark.parametrize("table", LOCATED)
def test_every_printed_phrase_stands_at_its_place(table: str, article: Path) -> None:
    text = article.read_bytes().decode()
    found = [parts for row in rows(table) for _, parts in locators(row)]
    assert found
    for parts in found:
        place = parts["start"], parts["end"]
        assert text[slice(*place)] == parts["printed"]
        assert locate(text, parts["printed"], parts["prefix"] or "", parts["suffix"] or "") == place


def test_every_number_that_the_article_prints_is_in_the_figures(article: Path) -> None:
    text = article.read_bytes().decode()
    covered = [(row["start"], row["end"]) for row in rows("figures")]
    years = {str(row[key]) for row in rows("figures") for key in ("period_start", "period_end")}
    assert years - {"None"} <= set(re.findall(r"\d+", text))  # a year that the article does not print is not its period
    uncovered = [
        number.group()
        for number in re.finditer(r"\d[\d,.]*\d|\d", text)
        if not any(start <= number.start() and number.end() <= end for start, end in covered)
    ]
    assert set(uncovered) <= years


def test_every_state_that_the_article_names_is_in_the_countries(article: Path) -> None:
    text = article.read_bytes().decode()
    named = set(re.findall(r"\b(?:[A-Z]\w+stan|China)\b", text))
    assert named == {row["name"] for row in rows("countries")}


def test_every_listed_project_is_in_the_projects(article: Path) -> None:
    text = article.read_bytes().decode()
    bullets = [line.span() for line in re.finditer(r"•.*", text)]
    assert bullets
    for start, end in bullets:
        assert any(start <= row["start"] and row["end"] <= end for row in rows("projects"))


def test_what_analysts_expect_is_in_the_topics(article: Path) -> None:
    text = article.read_bytes().decode()
    paragraph = next(line for line in re.finditer(r".*analysts suggest.*", text))
    expected = [row for row in rows("topics") if row["status"] == "expected"]
    assert expected == [row for row in rows("topics") if paragraph.start() <= row["start"] < paragraph.end()]


def test_what_an_expert_says_is_no_statement_of_the_article(article: Path) -> None:
    text = article.read_bytes().decode()
    inside = [row["id"] for row in rows("topics") if text[: row["start"]].count('"') % 2]
    assert inside == [row["id"] for row in rows("topics") if row["status"] == "quoted"]


def test_the_article_is_one_source_and_not_independent_of_itself() -> None:
    articles = [row for row in rows("sources") if row["kind"] == "article"]
    assert [(row["address"], row["independent"]) for row in articles] == [(descriptor()["sources"][0]["path"], False)]


def test_what_the_article_does_not_say_names_its_source() -> None:
    article = next(row["id"] for row in rows("sources") if row["kind"] == "article")
    assert all(row["dates_source"] != article for row in rows("summits"))
    assert all(row["evidence_source"] != article for row in rows("projects"))
    transit = [row for row in rows("project_countries") if row["role"] == "transit"]
    assert transit
    assert all(row["role_source"] != article for row in transit)


@pytest.mark.parametrize("resource", descriptor()["resources"], ids=lambda resource: str(resource["name"]))
def test_the_descriptor_tells_all_about_a_table(resource: dict[str, object]) -> None:
    assert all(resource[key] for key in ("title", "description", "sources", "licenses", "bytes", "hash", "encoding"))
    schema = resource["schema"]
    assert isinstance(schema, dict)
    assert schema["primaryKey"]
    fields = {field["name"]: field for field in schema["fields"]}
    for field in fields.values():
        assert field["title"]
        assert field["description"].endswith(".")
        assert "constraints" in field or field["name"] in {key["fields"][0] for key in schema["foreignKeys"]}
        if field["type"] == "number":
            assert "unit" in field or field["unitField"] in fields


def test_no_date_is_after_the_release() -> None:
    released = descriptor()["released"]
    for resource in descriptor()["resources"]:
        for field in resource["schema"]["fields"]:
            name, constraints = field["name"], field.get("constraints", {})
            is_date = field["type"] == "date" or constraints.get("pattern", "").startswith(r"^\d{4}(-(0[1-9]")
            if is_date and name != "date_value":  # a completion may lie in the future
                assert max((row[name] for row in rows(resource["name"]) if row[name]), default="") <= released
            if name == "checked":
                assert constraints["maximum"] <= released
