"""What a report shows in a terminal, in a notebook and as a frame: where its errors are, and no markup of strangers."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import summitdata as sd
from report_example import problems
from summitdata import documentation
from summitdata.report_views import MOST_ERRORS
from summitdata.validation.report import Error

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "n", "type": "integer"}, {"name": "city", "type": "string", "constraints": {"enum": ["a"]}}]
}
HOSTILE = '<img src=x onerror="alert(1)">\x1b[31m\u202e$\\href{javascript:x}{y}$'


def report(rows: str = "x,a\n2,b\n") -> sd.Report:
    return sd.validate(io.StringIO("n,city\n" + rows), SCHEMA)


class Tags(HTMLParser):
    """Collects the tags, their attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_report_prints_its_errors() -> None:
    assert str(report()).splitlines() == [
        "FAIL  <stream>  2 rows, 2 errors",
        '<stream>:2:1: type-error: field n: type is "integer/default"',
        "      n=x, city=a",
        '<stream>:3:3: constraint-error: field city: constraint "enum" is "[\'a\']"',
        "      n=2, city=b",
        "invalid: 2 errors in 1 table",
    ]
    assert str(report("1,a\n")).splitlines() == ["ok    <stream>  1 row", "valid: 1 table"]


def test_a_report_of_a_frame_prints_the_rows_of_the_frame() -> None:
    lines = str(sd.validate(pd.DataFrame({"n": [1, 2], "city": ["a", "b"]}), SCHEMA)).splitlines()
    assert lines[1:3] == [
        '<frame>, row 1: constraint-error: field city: constraint "enum" is "[\'a\']"',
        "      n=2, city=b",
    ]


def test_the_short_form_is_one_line() -> None:
    assert repr(report()) == "<Report invalid: 2 errors in 1 table>"
    assert repr(report("1,a\n")) == "<Report valid: 1 table>"


def test_the_report_of_a_check_prints_its_tables() -> None:
    printed = str(sd.check())
    assert printed.splitlines()[0] == "ok    resources/figures.csv  7 rows"
    assert printed.splitlines()[-1].startswith("valid: ")


def test_only_the_first_errors_are_shown_and_the_rest_is_counted() -> None:
    long = report("x,a\n" * 500)
    assert str(long).count("type-error") == MOST_ERRORS
    assert f"... {500 - MOST_ERRORS} more: to_frame() has all that are listed" in str(long)
    page = Tags(long._repr_html_())
    assert page.text.count("type-error") == MOST_ERRORS
    assert f"{500 - MOST_ERRORS} more: to_frame() has all that are listed" in page.text
    assert len(long.to_frame()) == 500
    assert str(sd.validate(io.StringIO("n,city\n" + "x,a\n" * 50), SCHEMA, limit_errors=5)).count("type-error") == 5


def test_a_notebook_shows_tables_and_marks_the_cell() -> None:
    page = Tags(report()._repr_html_())
    assert [tag for tag, _ in page.tags].count("table") == 2
    assert [attributes for tag, attributes in page.tags if tag == "th"] == [{"scope": "col"}] * 9
    assert re.search(r"n: <mark>x</mark><br>city: a", report()._repr_html_())


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "_documentation", lambda: "https://example.org/docs/")


@pytest.mark.usefixtures("published")
def test_an_error_has_a_link_to_its_page() -> None:
    links = [attributes["href"] for tag, attributes in Tags(report()._repr_html_()).tags if tag == "a"]
    base = "https://example.org/docs/reference/errors/"
    assert links == [f"{base}type-error.html", f"{base}constraint-error.html"]


def test_there_is_no_link_where_the_documentation_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "_documentation", lambda: "")
    assert "a" not in [tag for tag, _ in Tags(report()._repr_html_()).tags]
    assert "<code>type-error</code>" in report()._repr_html_()


TAGS = {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "a", "mark", "br"}


@pytest.mark.usefixtures("published")
def test_text_of_strangers_steers_neither_terminal_nor_notebook() -> None:
    schema = {"fields": [{"name": HOSTILE, "type": "integer"}]}
    table = sd.validate(pd.DataFrame({HOSTILE: [HOSTILE]}), schema)
    error = Error(HOSTILE, HOSTILE, HOSTILE, HOSTILE, note=HOSTILE, field_name=HOSTILE)
    checked = replace(
        table, tasks=(table.tasks[0].with_errors([error]).with_notes([HOSTILE]),), package_errors=(error,)
    )
    for shown in (table, checked):
        assert all(line.isprintable() for line in str(shown).splitlines())
        page = Tags(shown._repr_html_())
        assert {tag for tag, _ in page.tags} <= TAGS
        for tag, attributes in page.tags:
            assert set(attributes) <= {"class", "scope", "href"}
            if tag == "a":
                assert str(attributes["href"]).startswith("https://example.org/docs/")
        assert all(text.isprintable() for text in page.text)
        assert page.tags[0] == ("div", {"class": "tex2jax_ignore mathjax_ignore"})  # or dollars become mathematics


def test_a_wide_row_is_cut_around_its_cell() -> None:
    names = [f"c{number}" for number in range(1000)]
    schema = {"fields": [{"name": name, "type": "integer"} for name in names]}
    frame = pd.DataFrame([["1"] * 1000], columns=names)
    frame["c500"] = "x" * 10_000
    found = sd.validate(frame, schema)
    assert "c500=xxxx" in str(found)
    assert len(str(found)) < 2000
    assert len(found._repr_html_()) < 4000


COLUMNS = ["table", "path", "line", "column", "row", "position", "field", "cell", "type", "severity", "message"]


def test_the_errors_as_a_frame() -> None:
    frame = report().to_frame()
    assert list(frame.columns) == COLUMNS
    assert frame.astype(object).where(frame.notna(), None).to_dict("records")[0] == {
        "table": "table", "path": "<stream>", "line": 2, "column": 1, "row": 2, "position": None, "field": "n",
        "cell": "x", "type": "type-error", "severity": "error", "message": 'type is "integer/default"',
    }  # fmt: skip
    for empty in (report("1,a\n").to_frame(), sd.Report(()).to_frame()):
        assert list(empty.columns) == COLUMNS
        assert len(empty) == 0
        assert empty.dtypes.astype(str).to_dict().items() >= {"line": "Int64", "row": "Int64"}.items()


def test_warnings_and_errors_of_descriptors_are_shown_too(tmp_path: Path) -> None:
    example = problems(tmp_path)
    frame = example.to_frame()
    assert len(frame) == len(example.errors)
    assert set(frame["severity"]) == {error.severity for error in example.errors}
    assert "(warning)" in str(example)
    assert "(warning)" in example._repr_html_()
    only = replace(example, tasks=())
    assert all(error.type in str(only) for error in example.package_errors)


def test_every_result_has_a_short_form_of_one_line(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new\n.csv"
    old.write_text("n,city\n1,a\n" * 1, "utf-8")
    new.write_text("n,city\n" + "".join(f"{number},a\n" for number in range(1, 500)), "utf-8")
    difference = sd.diff(old, new, schema={**SCHEMA, "primaryKey": "n"})
    assert repr(difference).endswith(": minor, 498 changes>")
    assert repr(sd.describe(old)).startswith("<Description of 1 table: ")
    assert repr(sd.evidence("trade-2024")).startswith("<Corroboration trade-2024: ")
    for result in (difference, sd.describe(old), sd.evidence("trade-2024"), sd.check()):
        assert len(repr(result)) < 300
        assert repr(result).isprintable()


def test_an_error_and_a_task_are_shown_in_one_line() -> None:
    (task,) = report("x,a\n2,b\n").tasks
    assert repr(task) == "<Task <stream>: 2 rows, 2 errors>"
    assert repr(task.errors[0]) == '<Error type-error, line 2, column 1: type is "integer/default">'
    assert repr(report("1,a\n").tasks[0]) == "<Task <stream>: 1 row, valid>"
    frame = sd.validate(pd.DataFrame({"n": ["x"], "city": ["a"]}), SCHEMA)
    assert repr(frame.errors[0]) == '<Error type-error, row 0: type is "integer/default">'
    assert repr(replace(task.errors[0], note=HOSTILE)).isprintable()
