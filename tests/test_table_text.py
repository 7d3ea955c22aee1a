"""The rows that the command shows: which are selected, and how each format writes them."""

from __future__ import annotations

import os
from typing import Any

import pytest

import summitdata as sd
from summitdata.table_text import FORMATS, cell_text, select_rows

ROWS: list[dict[str, Any]] = [
    {"id": "a", "name": "é", "value": 1.0, "done": True},
    {"id": "b", "name": None, "value": 94.80000000000001, "done": False},
    {"id": "c", "name": "é", "value": 1e20, "done": None},
]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (False, "false"), (94.80000000000001, "94.8"), (1e20, "1e+20"), (7, "7"), ("é", "é")],
)
def test_a_cell_is_as_the_file_has_it(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_rows_are_selected_by_the_texts_of_their_cells() -> None:
    assert select_rows("t", ROWS, {}) == ROWS
    assert select_rows("t", ROWS, {"name": "é"}) == [ROWS[0], ROWS[2]]
    assert select_rows("t", ROWS, {"name": "", "done": "false"}) == [ROWS[1]]


def test_a_value_that_no_row_has_is_an_error_with_those_that_there_are() -> None:
    with pytest.raises(
        sd.UnknownNameError, match=r"unknown value '94\.9': did you mean '94\.8'\? \(known: '1', '1e\+20'"
    ):
        select_rows("t", ROWS, {"value": "94.9"})
    with pytest.raises(sd.UnknownNameError, match="no row of t has all these values: summitdata show t prints all"):
        select_rows("t", ROWS, {"id": "a", "done": "false"})


def test_csv_json_and_markdown() -> None:
    assert FORMATS["csv"](ROWS) == "id,name,value,done\na,é,1,true\nb,,94.8,false\nc,é,1e+20,\n"
    assert FORMATS["json"](ROWS[:1]) == (
        '[\n  {\n    "id": "a",\n    "name": "é",\n    "value": 1.0,\n    "done": true\n  }\n]\n'
    )
    assert FORMATS["markdown"](ROWS[:1]).splitlines() == [
        "| id   | name   | value   | done   |",
        "|------|--------|---------|--------|",
        "| a    | é      | 1       | true   |",
    ]


TABLE = ["id    name    value    done", "----  ------  -------  ------", "a     é       1        true"]


@pytest.mark.parametrize(
    ("width", "columns", "hidden"),
    [
        (29, 4, ""),
        (28, 3, "\nnot shown: done (--format csv has all)\n"),
        (1, 1, "\nnot shown: name, value, done (--format csv has all)\n"),
    ],
)
def test_text_has_the_columns_that_fit(width: int, columns: int, hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", str(width))
    text = FORMATS["text"](ROWS[:1])
    assert text.splitlines()[0].split() == list(ROWS[0])[:columns]
    assert text.endswith(hidden or "true\n")
    if columns == len(ROWS[0]):
        assert [line.rstrip() for line in text.splitlines()] == TABLE
