"""The page for a person: the columns around a cell, what is cut and says so, and what the page lets run."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from report_example import cell_error, problems
from summitdata.validation.formats import FORMATS
from summitdata.validation.report import Error, Report

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.report import Task

LABELS = tuple(f"c{number}" for number in range(1, 21))


def table(folder: Path, *errors: Error, place: str = "wide.csv") -> Task:
    """Return a table of twenty columns and five rows, of which the fourth is short."""
    file = folder / "wide.csv"
    rows = [LABELS, *(tuple(f"{column}/{row}" for column in range(1, 21)) for row in range(2, 6))]
    rows[3] = rows[3][:3]
    file.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    return replace(problems(folder).tasks[2], place=place, file=file, labels=LABELS, errors=errors)


def error_at(column: int | None) -> Error:
    cells = tuple(f"{number}/3" for number in range(1, 21))
    error = cell_error("type-error", 3, 1, cells)
    return replace(error, field_number=column)


def shown(page: str) -> list[tuple[str, str, list[str]]]:
    """Return the rows of the page around an error: class, number, and the cells with their class."""
    rows = re.findall(r'<tr(?: class="(\w+)")?[^>]*><th scope="row" class="row">(\d+)</th>(.*?)</tr>', page)
    cell = re.compile(r'<t[hd](?: scope="col")?(?: class="(\w+)")?[^>]*>([^<]*)<')
    return [(mark, number, [f"{mark}:{text}" for mark, text in cell.findall(cells)]) for mark, number, cells in rows]


@pytest.mark.parametrize(
    ("column", "first", "last"), [(1, 1, 9), (5, 1, 9), (6, 2, 10), (7, 3, 11), (16, 12, 20), (20, 16, 20)]
)
def test_four_columns_are_shown_on_each_side_of_a_cell(column: int, first: int, last: int, tmp_path: Path) -> None:
    rows = shown(FORMATS["html"](Report((table(tmp_path, error_at(column)),))))
    before, after = [":…"] * (first > 1), [":…"] * (last < 20)
    columns = range(first, last + 1)
    marks = ["bad" if number == column else "" for number in columns]
    cells = [f"{mark}:{number}/3" for mark, number in zip(marks, columns, strict=True)]
    assert rows[0] == ("", "1", [*before, *(f":c{number}" for number in columns), *after])
    assert rows[1] == ("", "2", [*before, *(f":{number}/2" for number in columns), *after])
    assert rows[2] == ("here", "3", [*before, *cells, *after])
    assert rows[3] == ("", "4", [*before, *(f":{number}/4" if number < 4 else "none:" for number in columns)])
    assert rows[4] == ("", "5", [*before, *(f":{number}/5" for number in columns), *after])


def test_an_error_about_no_cell_marks_its_row(tmp_path: Path) -> None:
    rows = shown(FORMATS["html"](Report((table(tmp_path, error_at(None)),))))
    assert rows[2] == ("bad", "3", [*(f":{number}/3" for number in range(1, 10)), ":…"])


def test_a_page_has_room_for_so_many_entries_of_all_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summitdata.validation.formats.html.MAX_ENTRIES", 3)
    errors = [replace(error_at(1), note=f"note {number % 1000}") for number in range(1200)]
    tables = [table(tmp_path, *errors[:2], place=f"{number}.csv") for number in range(3)]
    page = FORMATS["html"](Report(tuple(tables)))
    assert re.findall(r'<article data-table="([^"]*)"', page) == ["0.csv", "0.csv", "1.csv"]
    notes = re.findall(r'<p class="cut">([^<]*)</p>', page)
    assert notes == ["this page shows 1 of the 2 listed errors", "this page shows 0 of the 2 listed errors"]
    page = FORMATS["html"](Report((table(tmp_path, *errors),)))
    assert "this page shows 6 of the 1,200 listed errors<" in page


def test_long_texts_are_cut_where_a_person_reads_and_whole_where_the_filter_does(tmp_path: Path) -> None:
    error = replace(error_at(1), type="t" * 300, note="m" * 3000)
    page = FORMATS["html"](Report((table(tmp_path, error, place="p" * 300),)))
    assert f'data-table="{"p" * 300}"' in page
    assert f">{'p' * 200}…<" in page
    assert f">{'t' * 200}…</span>" in page
    assert f"<p>{'m' * 2000}…</p>" in page


def test_the_policy_lets_the_page_s_own_style_and_script_run(tmp_path: Path) -> None:
    page = FORMATS["html"](problems(tmp_path))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    hashes = [
        base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        for content in re.findall(r"(?s)<(?:style|script)>(.*?)</(?:style|script)>", page)
    ]
    style, script = hashes
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )
