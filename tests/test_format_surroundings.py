"""The rows around an error: read again from the file, if it is still the one of the report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from report_example import cell_error
from summitdata.validation.formats.surroundings import surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.report import Error

ROWS = [["id", "name"], *([str(number), f"é {number}"] for number in range(2, 11))]


def table(folder: Path, delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> Path:
    file = folder / "table.csv"
    file.write_bytes("".join(delimiter.join(row) + end for row in ROWS).encode(encoding))
    return file


def at(*numbers: int) -> list[Error]:
    """Return an error in each of these rows of the table."""
    return [cell_error("type-error", number, 1, tuple(ROWS[number - 1])) for number in numbers]


def shown(*numbers: int) -> dict[int, list[str]]:
    return {number: ROWS[number - 1] for number in numbers}


def test_two_rows_on_each_side_are_shown(tmp_path: Path) -> None:
    assert surroundings(table(tmp_path), at(5)) == shown(3, 4, 5, 6, 7)
    assert surroundings(table(tmp_path), at(2)) == shown(1, 2, 3, 4)
    assert surroundings(table(tmp_path), at(9, 10)) == shown(7, 8, 9, 10)
    assert surroundings(table(tmp_path), at(2, 8, 2)) == shown(1, 2, 3, 4, 6, 7, 8, 9, 10)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_delimiters_and_encodings_are_tried(delimiter: str, encoding: str, tmp_path: Path) -> None:
    assert surroundings(table(tmp_path, delimiter, encoding), at(1, 3)) == shown(1, 2, 3, 4, 5)


def test_a_table_of_another_delimiter_shows_the_rows_of_the_errors(tmp_path: Path) -> None:
    assert surroundings(table(tmp_path, "X"), at(3)) == shown(3)


def test_a_line_end_in_a_cell_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b'id\r\n"a\r\nb"\r\n')
    error = cell_error("type-error", 2, 1, ("a\r\nb",))
    assert surroundings(file, [error]) == {1: ["id"], 2: ["a\r\nb"]}


def test_a_file_that_changed_or_is_gone_shows_the_rows_of_the_errors(tmp_path: Path) -> None:
    file = table(tmp_path)
    file.write_text(file.read_text("utf-8").replace("é 3", "e 3"), "utf-8")
    assert surroundings(file, at(3, 5)) == shown(3, 5)
    assert surroundings(tmp_path / "none.csv", at(3)) == shown(3)
    assert surroundings(tmp_path, at(3)) == shown(3)
    assert surroundings(None, at(3)) == shown(3)


def test_a_file_that_became_shorter_shows_the_rows_of_the_errors(tmp_path: Path) -> None:
    file = table(tmp_path)
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:4]), "utf-8")
    assert surroundings(file, at(3, 10)) == shown(3, 10)
    assert surroundings(file, at(3, 9, 10)) == shown(3, 9, 10)


def test_what_comes_after_is_not_read(tmp_path: Path) -> None:
    file = table(tmp_path)
    with file.open("a", encoding="utf-8") as stream:
        stream.write("x" * 200_000)  # more than the csv module takes
    assert surroundings(file, at(8)) == shown(6, 7, 8, 9, 10)


def test_a_blank_row_may_have_been_filled_up(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("id,name\n1,a\n\n2,b\n", "utf-8")
    blank = replace(cell_error("blank-row", 3, 1, ("", "")), cells=(None, ""))
    assert surroundings(file, [blank]) == {1: ["id", "name"], 2: ["1", "a"], 3: [], 4: ["2", "b"]}
    file.write_text("id,name\n1,a\n,x\n2,b\n", "utf-8")
    assert surroundings(file, [blank]) == {3: ["", ""]}
    file.write_text("id,name\n1,a\n\n2,b\n", "utf-8")
    filled = replace(blank, cells=("", "x"))
    assert surroundings(file, [filled]) == {3: ["", "x"]}


def test_an_error_about_no_record_or_without_cells_shows_none(tmp_path: Path) -> None:
    (error,) = at(3)
    assert surroundings(table(tmp_path), [replace(error, row_number=None)]) == {}
    assert surroundings(table(tmp_path), [replace(error, cells=())]) == {}
    assert surroundings(table(tmp_path), []) == {}
