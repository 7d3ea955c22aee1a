"""Causes in every output format: an entry of their own before the other errors, and the link to the page on them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import junitparser
import pytest

import summitdata as sd
from summitdata import documentation
from summitdata.validation.formats import FORMATS
from summitdata.validation.report import Error, Report

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}],
    "primaryKey": "id",
}
CONTENTS = {
    "another delimiter": "id;name\n" + "".join(f"{number};Rome\n" for number in range(20)),
    "a column is missing": "id\n1\n2\n",
}
WITH_CAUSES = [name for name in FORMATS if not name.startswith("json")]
BASE = "https://example.org/docs/reference/errors/"


@pytest.fixture(params=CONTENTS)
def report(request: pytest.FixtureRequest, tmp_path: Path) -> Report:
    """Return a report on a file with one cause, which explains all of its errors."""
    (tmp_path / "t.csv").write_text(CONTENTS[request.param], "utf-8")
    report = sd.validate(tmp_path / "t.csv", SCHEMA)
    (((cause, errors),), others) = report.tasks[0].errors_by_cause()
    assert (cause.title, len(errors), others) == (request.param, report.stats.errors, [])
    return report


def other_error(report: Report) -> Report:
    """Return the report with an error that follows from no cause."""
    (task,) = report.tasks
    rule = Error("row-constraint", "Rule", "", "It breaks a rule.", note="It breaks a rule.", row_number=7)
    cause = replace(task.causes[0], types=frozenset(error.type for error in task.errors))
    return replace(report, tasks=(replace(task, causes=(cause,)).with_errors([rule]),))


def issues(report: Report) -> list[tuple[str, str]]:
    found = json.loads(FORMATS["gitlab"](report))
    assert len({issue["fingerprint"] for issue in found}) == len(found)
    assert {issue["severity"] for issue in found[:-1]} == {"major"}
    return [(issue["check_name"], issue["description"]) for issue in found[:-1]]  # the last has the totals


def results(report: Report) -> list[tuple[str, str]]:
    (run,) = json.loads(FORMATS["sarif"](report))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {result["ruleId"] for result in run["results"]}
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    return [(result["ruleId"], result["message"]["text"]) for result in run["results"]]


def cases(report: Report) -> list[tuple[str, str]]:
    (suite,) = junitparser.JUnitXml.fromstring(FORMATS["junit"](report).encode())
    assert suite.failures == len(list(suite))
    return [(case.name.replace(" ", "-"), case.result[0].message) for case in suite]


@pytest.mark.parametrize("entries", [issues, results, cases])
def test_a_cause_is_the_first_entry_and_what_follows_is_counted(entries: Any, report: Report) -> None:
    (cause,) = report.tasks[0].causes
    name = cause.title.replace(" ", "-")
    ((found, words),) = entries(report)
    assert found == name
    assert cause.note in words
    assert re.search(rf"\({report.stats.errors} listed errors? follows? from it: ", words)
    assert [found for found, _ in entries(other_error(report))] == [name, "row-constraint"]
    assert entries(report) == entries(report)


def test_a_cause_of_warnings_only_warns(report: Report, tmp_path: Path) -> None:
    types = sorted({error.type for error in report.errors})
    warned = sd.validate(tmp_path / "t.csv", SCHEMA, warn=types)
    assert warned.valid
    levels = {issue["severity"] for issue in json.loads(FORMATS["gitlab"](warned))}
    assert levels == {"minor", "info"}
    (run,) = json.loads(FORMATS["sarif"](warned))["runs"]
    assert [result["level"] for result in run["results"]] == ["warning"]
    (suite,) = junitparser.JUnitXml.fromstring(FORMATS["junit"](warned).encode())
    assert (suite.failures, len(list(suite))) == (0, 1)


@pytest.mark.parametrize("name", FORMATS)
def test_every_error_and_every_cause_leads_to_its_page(
    name: str, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documentation, "_documentation", lambda: "https://example.org/docs/")
    wrong = Error("package-error", "Package Error", "", "The package has no name.")
    whole = replace(other_error(report), package_errors=(wrong,))
    written = html.unescape(FORMATS[name](whole))
    wanted = {"package-error", "rules"}
    wanted |= {"causes"} if name in WITH_CAUSES else {error.page for error in whole.errors}
    assert wanted <= {found.rstrip(".") for found in re.findall(rf"{BASE}([\w-]+)\.html", written)}
    assert f"{BASE}row-constraint.html" not in written
    # What only warns is listed, an error of another type is not.
    (task,) = report.tasks
    unlisted = replace(task, errors=(), causes=())
    if name in WITH_CAUSES and name not in ("text", "html", "markdown"):
        assert f"{BASE}{task.errors[0].type}.html" in FORMATS[name](replace(report, tasks=(unlisted,)))


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_lists_what_follows_from_a_cause(name: str, report: Report) -> None:
    assert FORMATS[name](report).count('"message"') == report.stats.errors
