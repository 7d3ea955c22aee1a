"""What each format writes of a report, character by character, and where each stops.

`python tests/test_format_examples.py` writes the expected texts anew; the difference is then to be read.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from report_example import EXPECTED, REPORTS, cell_error, passes
from summitdata.validation.formats import FORMATS
from summitdata.validation.formats.identity import fingerprint, fingerprinted
from summitdata.validation.report import Error, Report, Totals


def written(format: str, report: Report) -> str:
    """Return what a format writes, without what is not the report's: the version, the page's style and script."""
    text = FORMATS[format](report)
    if format == "sarif":
        return re.sub(r'"version": "(?!2\.1\.0)[^"]*"', '"version": "0"', text)
    text = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1></\1>", text)
    return re.sub(r"'sha256-[^']*'", "'sha256-'", text)


ROW = cell_error("type-error", 2, 1, ("x", "a", "b"), note="not an integer")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_format_writes_a_report_to_the_last_character(format: str, name: str, folder: Path) -> None:
    assert written(format, REPORTS[name](folder)) == (EXPECTED / f"{name}.{format}").read_text("utf-8")


def only(error: Error, count: int = 1) -> Report:
    """Return a report with one table that has an error some times."""
    (task, *_) = passes(Path()).tasks
    return Report((replace(task, errors=(error,) * count, totals=Totals({error.type: count}, {})),))


def test_a_summary_separates_the_thousands_of_tables() -> None:
    report = passes(Path())
    assert "summitdata: valid: 1,000 tables\n" in FORMATS["markdown"](Report(report.tasks[:1] * 1000))


def test_a_long_line_of_text_ends_after_a_thousand_characters() -> None:
    lines = FORMATS["text"](only(replace(ROW, note="x" * 1500))).splitlines()
    assert lines[1] == "      a.csv:2:1: type-error: field id: ".ljust(1000, "x") + "…"


def test_the_fingerprint_of_an_error_without_a_row_is_the_same_wherever_it_stands() -> None:
    error = Error("row-error", "Row Error", "", "The row is wrong.", subject="file")
    (alone,) = (digest for *_, digest in fingerprinted(only(error)))
    (task,) = only(ROW).tasks
    (_, after) = (digest for *_, digest in fingerprinted(Report((replace(task, errors=(ROW, error)),))))
    assert alone == after == fingerprint(fingerprint("a.csv", "row-error", None, ()), 1)


@pytest.mark.parametrize(("width", "digested"), [(64, False), (65, True)])
def test_a_wide_row_is_digested_for_a_fingerprint(width: int, digested: bool) -> None:  # noqa: FBT001
    row = ("x",) * width
    (digest,) = (digest for *_, digest in fingerprinted(only(replace(ROW, cells=row))))
    part = fingerprint(row) if digested else row
    assert digest == fingerprint(fingerprint("a.csv", "type-error", "id", part), 1)


@pytest.mark.parametrize(("length", "shown"), [(1000, "x" * 1000), (1001, "x" * 1000 + "…")])
def test_an_annotation_ends_after_a_thousand_characters(length: int, shown: str) -> None:
    annotation, _ = FORMATS["github"](only(replace(ROW, message="x" * length))).splitlines()
    assert annotation == f"::error file=a.csv,line=2,col=1,title=type-error::{shown}"


def test_a_case_counts_its_lines_and_has_a_long_name_whole() -> None:
    written = FORMATS["junit"](only(replace(ROW, field_name="x" * 300), 1000))
    assert f'<testcase name="type-error in {"x" * 300}"' in written
    assert '<failure message="1,000 errors listed, the first: a.csv:2:1: ' in written


def test_markdown_ends_before_the_detail_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    report = only(ROW)
    whole = FORMATS["markdown"](report)
    size = len(whole) - 3  # four parts, with a line between them
    monkeypatch.setattr("summitdata.validation.formats.markdown.SIZE", size)
    assert FORMATS["markdown"](report) == whole
    monkeypatch.setattr("summitdata.validation.formats.markdown.SIZE", size - 1)
    note = "**Cut here: more errors are listed than a summary can hold. See the report as JSON or HTML.**\n"
    assert FORMATS["markdown"](report) == whole[: whole.index("<details>")] + note


if __name__ == "__main__":
    EXPECTED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for format in FORMATS:
            for name, make in REPORTS.items():
                (EXPECTED / f"{name}.{format}").write_text(written(format, make(Path(place))), "utf-8")
