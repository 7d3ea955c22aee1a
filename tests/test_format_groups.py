"""Errors that are the same in many rows are one entry, with all their places, in what is for people to read."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import summitdata as sd
from report_example import cell_error
from summitdata.validation.formats import FORMATS
from summitdata.validation.formats.groups import grouped
from summitdata.validation.formats.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.formats.groups import Group
    from summitdata.validation.report import Report

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True}},
    ]
}


def validated(folder: Path, text: str, **options: Any) -> Report:
    (folder / "t.csv").write_text(text, "utf-8")
    return sd.validate(folder / "t.csv", SCHEMA, **options)


def groups(report: Report) -> list[Group]:
    (task,) = report.tasks
    return grouped(task.errors, Words(task))


FILES = {
    "the same value": ("1,a\nx,b\nx,c\n4,d\nx,e\n", [("'x' is not an integer", "lines 3, 4, 6")]),
    "other values": ("x,a\ny,b\n", [("'x' is not", "line 2, column 1"), ("'y' is not", "line 3, column 1")]),
    "one field after another": (
        "x,\nx,\n", [("'x' is not an integer", "lines 2, 3"), ("the cell is empty", "lines 2, 3")],
    ),
    "rows in a run": ("1,\n2,\n3,\n4,a\n5,\n", [("the cell is empty", "lines 2 to 4, 6")]),
    "blank rows": ("1,a\n\n2,b\n\n\n3,c\n", [("the row is empty: remove it", "lines 3, 5, 6")]),
    "too many cells": ("1,a,\n2,b,c\n", [("the row has 3 cells", "lines 2, 3")]),
    "rows of several lines": ('1,"a\nb"\nx,c\n2,"d\n\n"\nx,e\n', [("'x' is not an integer", "lines 4, 8")]),
    "a cell that is the row's number": (
        "row 2,a\nrow 3,b\n", [("'row 2' is not", "line 2,"), ("'row 3' is not", "line 3,")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_errors_that_differ_in_their_place_alone_are_one_entry(name: str, tmp_path: Path) -> None:
    text, expected = FILES[name]
    report = validated(tmp_path, f"id,name\n{text}")
    found = groups(report)
    assert len(found) == len(expected)
    for group, (words, places) in zip(found, expected, strict=True):
        assert group.words.startswith(words)
        assert group.places().startswith(places)
    assert sum(len(group.errors) for group in found) == report.stats.errors  # nothing is lost


def test_a_warning_and_an_error_are_two_entries() -> None:
    error = cell_error("type-error", 2, 1, ("x", "a", "b"))
    (task,) = sd.validate(pd.DataFrame({"id": ["1"], "name": ["a"]}), SCHEMA).tasks
    found = grouped([error, replace(error, severity="warning"), error], Words(task))
    assert [len(group.errors) for group in found] == [2, 1]


def test_places_without_a_line_are_those_of_the_frame_or_the_sheet() -> None:
    frame = pd.DataFrame({"id": ["x", "1", "x", "x", "x"], "name": list("abcde")})
    (group,) = groups(sd.validate(frame, SCHEMA))
    assert group.places() == "rows of the frame, counted from 0: 0, 2 to 4"
    error = replace(group.first, row_position=None, sheet="Sheet1", field_number=1)
    other = replace(group, errors=[error, replace(error, row_number=7)])
    assert other.places() == "sheet `Sheet1`, cell `A2`; sheet `Sheet1`, cell `A7`"
    assert other.places(1) == "sheet `Sheet1`, cell `A2` and 1 more"


def test_places_in_parts_name_each_part() -> None:
    one, two, three = (cell_error("type-error", number, 1, ("x", "a", "b"), place="p1.csv") for number in (2, 3, 9))
    (task,) = sd.validate(pd.DataFrame({"id": ["1"], "name": ["a"]}), SCHEMA).tasks
    (group,) = grouped([one, two, replace(three, place="p2.csv")], Words(task))
    assert group.places() == "p1.csv, lines 2, 3; p2.csv, lines 9"
    assert replace(group, errors=[two, two]).places() == "p1.csv, line 3, column 1"


def test_the_page_shows_an_entry_with_its_count_its_places_and_its_rows(tmp_path: Path) -> None:
    report = validated(tmp_path, "id,name\n" + "x,a\n1,b\n" * 12, limit_errors=0)
    page = html.unescape(FORMATS["html"](report))
    (entry,) = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert 'data-errors="12"' in entry
    assert ">12 times<" in entry
    summary, whole = re.findall(r"<summary>([^<]*)</summary>([^<]*)<", entry)[0]
    assert summary == "lines 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 2 more"
    assert whole == "lines 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24"
    assert re.findall(r'class="row">(\d+)<', entry) == ["1", *map(str, range(2, 21, 2))]
    assert entry.count('class="bad"') == 10
    assert "and 2 more</p>" in entry


def test_markdown_says_an_entry_once_with_its_places(tmp_path: Path) -> None:
    written = FORMATS["markdown"](validated(tmp_path, "id,name\n" + "x,a\n1,b\n" * 30, limit_errors=0))
    (entry,) = re.findall(r"^- line.*", written, re.MULTILINE)
    places = ", ".join(map(str, range(2, 41, 2)))
    words = "`'x' is not an integer: write one as in 1234`"
    assert entry == f"- lines {places} and 10 more, field `id` (30 times): {words}"


def test_what_follows_from_a_cause_unfolds_below_it(tmp_path: Path) -> None:
    report = validated(tmp_path, "id;name\n1;a\n2;b\n")
    page = FORMATS["html"](report)
    (cause,) = re.findall(r'<div class="cause">.*?</details></div>', page, re.DOTALL)
    assert cause.count("<article") == page.count("<article") > 1
    assert f"<summary>{len(report.errors)} listed errors follow from it: " in cause
    written = FORMATS["markdown"](report)
    assert written.count("<details>") == 1
    assert written.index("**another delimiter** (line 1): ") < written.index("<details>")


def test_package_errors_that_are_the_same_are_said_once() -> None:
    error = replace(cell_error("package-error", 1, 1, ("a",)), message="it has no name")
    report = sd.Report((), (error, error))
    assert "- `package-error` (2 times): `it has no name`\n" in FORMATS["markdown"](report)
    assert FORMATS["html"](report).count("it has no name") == 1
    assert " (2 times) it has no name" in FORMATS["html"](report)
