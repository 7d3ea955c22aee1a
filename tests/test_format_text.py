"""The text for a terminal: the excerpt of a line with the caret under the cell, and the colours."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from report_example import REPORTS, cell_error, problems
from summitdata.streams import wants_colour
from summitdata.validation.formats import FORMATS
from summitdata.validation.formats.text import coloured
from summitdata.validation.report import Report

if TYPE_CHECKING:
    from pathlib import Path

ERROR = cell_error("type-error", 2, 1, ("x", "a", "b"))


def excerpt(folder: Path, content: bytes, line: int, column: int) -> list[str]:
    """Return the lines under an error at a place of a file."""
    file = folder / "table.csv"
    file.write_bytes(content)
    error = replace(ERROR, line_number=line, column_number=column)
    task = replace(problems(folder).tasks[3], file=file, errors=(error,))
    return FORMATS["text"](Report((task,))).splitlines()[2:-2]


def test_a_caret_stands_under_the_cell(tmp_path: Path) -> None:
    assert excerpt(tmp_path, b"id,name\n1,a\n22,b\n", 3, 4) == ["           3 | 22,b", "             |    ^"]


def test_of_a_long_line_a_hundred_characters_around_the_cell_are_shown(tmp_path: Path) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(300))
    content = f"id\n{line}\n".encode()
    assert excerpt(tmp_path, content, 2, 120) == [f"           2 | {line[70:170]}", f"             | {' ' * 49}^"]
    assert excerpt(tmp_path, content, 2, 50) == [f"           2 | {line[:100]}", f"             | {' ' * 49}^"]
    assert excerpt(tmp_path, content, 2, 51) == [f"           2 | {line[1:101]}", f"             | {' ' * 49}^"]


def test_a_tab_is_as_wide_as_a_character(tmp_path: Path) -> None:
    assert excerpt(tmp_path, b"id\ta\n1\tx\n", 2, 3) == ["           2 | 1 x", "             |   ^"]


def test_the_mark_of_utf_8_is_not_shown_and_other_encodings_are_legible(tmp_path: Path) -> None:
    assert excerpt(tmp_path, "\ufeffid,é\n".encode(), 1, 4) == ["           1 | id,é", "             |    ^"]
    assert excerpt(tmp_path, "id,é\n".encode("latin-1"), 1, 4) == ["           1 | id,\ufffd", "             |    ^"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_shown_as_it_is_but_for_its_end(end: str, tmp_path: Path) -> None:
    content = f"id,X{end} X, {end}".encode()
    assert excerpt(tmp_path, content, 1, 1)[0] == "           1 | id,X"
    assert excerpt(tmp_path, content, 2, 1)[0] == "           2 |  X, "


def test_the_colours_are_those_of_what_failed_and_what_holds() -> None:
    red, green, yellow, dim, plain = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[2m", "\x1b[0m"
    lines = [
        "ok    a.csv  1 row\n",
        "FAIL  b.csv  1 row, 1 error\n",
        "      b.csv:2:1: type-error: field a: b ^ c\n",
        "           2 | XaX\n",
        "             |  ^\n",
        "      b.csv: row 2: type-error (warning): b\n",
        "      see https://example.org/type-error.html\n",
        "invalid: 1 error in 2 tables\n",
        "valid: 1 table\n",
        "vali",
    ]
    assert coloured("".join(lines)).splitlines(keepends=True) == [
        f"{green}ok{plain}    a.csv  1 row\n",
        f"{red}FAIL{plain}  b.csv  1 row, 1 error\n",
        f"      b.csv:2:1: {red}type-error{plain}: field a: b ^ c\n",
        lines[3],
        f"             |  {red}^{plain}\n",
        f"      b.csv: row 2: {yellow}type-error (warning){plain}: b\n",
        f"      {dim}see https://example.org/type-error.html{plain}\n",
        f"{red}invalid:{plain} 1 error in 2 tables\n",
        f"{green}valid:{plain} 1 table\n",
        "vali",
    ]
    assert coloured("X ^\n") == "X ^\n"


@pytest.mark.parametrize("name", REPORTS)
def test_the_text_says_the_same_without_its_colours(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = FORMATS["text"](REPORTS[name](tmp_path))
    assert coloured(text) != text
    assert re.sub("\x1b\\[[0-9]+m", "", coloured(text)) == text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_the_environment_decides_on_colours(environment: dict[str, str], expected: bool) -> None:  # noqa: FBT001
    assert wants_colour(Terminal(), environment) is expected


@pytest.mark.parametrize(("environment", "expected"), [({}, False), ({"FORCE_COLOR": "1"}, True)])
def test_a_file_has_colours_only_if_they_are_forced(environment: dict[str, str], expected: bool) -> None:  # noqa: FBT001
    assert wants_colour(io.StringIO(), environment) is expected


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
