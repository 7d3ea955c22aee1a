"""Errors in words for a person: the value, what was expected, what would fit; lines, and no numbers of records."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.formats import FORMATS
from summitdata.validation.formats.words import TYPES, Words

if TYPE_CHECKING:
    from pathlib import Path

FOR_PEOPLE = ("text", "github", "gitlab", "junit", "sarif", "markdown", "html")


def words_on(folder: Path, content: str, *fields: dict[str, Any], **schema: Any) -> list[str]:
    """Return the words on each error of a file."""
    (folder / "t.csv").write_bytes(content.encode())
    (task,) = sd.validate(folder / "t.csv", {"fields": list(fields), **schema}).tasks
    return [Words(task).of(error) for error in task.errors]


def field(name: str, type: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, **more}


@pytest.mark.parametrize(
    ("type", "more", "words"),
    [
        ("integer", {}, "'?' is not an integer: write one as in 1234"),
        ("number", {"decimalChar": ","}, "'?' is not a number: write one as in 1234,5"),
        ("date", {"format": "%d.%m.%Y"}, "'?' is not a date: write one as in 17.06.2025"),
        ("date", {"format": "any"}, "'?' is not a date"),
        ("boolean", {"trueValues": ["ja"], "falseValues": ["nein"]}, "'?' is not a boolean: write one as in ja"),
        ("string", {"format": "email"}, "'?' is not an e-mail address: write one as in name@example.org"),
    ],
)
def test_a_value_of_another_type_is_shown_with_one_that_fits(
    type: str, more: dict[str, Any], words: str, tmp_path: Path
) -> None:
    assert words_on(tmp_path, "a,b\n?,x\n", field("a", type, **more), field("b")) == [words]


@pytest.mark.parametrize(
    ("type", "constraint", "cell", "words"),
    [
        ("string", {"required": True}, "", "the cell is empty, and the schema requires a value: write one"),
        ("integer", {"minimum": 3}, "1", "'1' is less than the minimum, 3: correct the value, or the minimum"),
        ("integer", {"maximum": 3}, "4", "'4' is greater than the maximum, 3: correct the value, or the maximum"),
        ("string", {"pattern": "[a-z]"}, "Z", "'Z' does not match the pattern '[a-z]': correct the value, or the"),
        ("string", {"enum": ["a", "b"]}, "c", "'c' is not one of ['a', 'b']: correct the value, or the enum"),
        ("string", {"maxLength": 1}, "cc", "'cc' is longer than the maxLength, 1: correct the value, or"),
    ],
)
def test_a_value_that_breaks_a_constraint_is_shown_with_it(
    type: str, constraint: dict[str, Any], cell: str, words: str, tmp_path: Path
) -> None:
    (found,) = words_on(tmp_path, f"a,b\n{cell},x\n", field("a", type, constraints=constraint), field("b"))
    assert found.startswith(words)


TWO = (field("a"), field("b"))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a,b\n1,x\n2,y\n1,x\n", 2),
        ('a,b\n"1\n2",y\n1,x\n3,z\n1,x\n', 4),
        ('a,b\r\n\r\n"1\r\n2",y\r\n1,x\r\n1,x\r\n', 5),
    ],
)
def test_a_key_names_its_columns_the_values_and_the_line_of_the_earlier_row(
    content: str, line: int, tmp_path: Path
) -> None:
    found = words_on(tmp_path, content, *TWO, primaryKey=["a", "b"])
    wanted = f"the primary key a = '1', b = 'x' is there already, in line {line}: "
    assert any(words.startswith(wanted) for words in found), found


@pytest.mark.parametrize("row", ["1,", ","])
def test_a_key_that_is_empty_names_its_fields(row: str, tmp_path: Path) -> None:
    found = words_on(tmp_path, f"a,b,c\n{row},x\n", *TWO, field("c"), primaryKey=["a", "b"])
    wanted = "the primary key (a, b) needs a value in each of its fields: write those that are missing"
    assert found == [wanted]


def test_a_value_that_is_to_be_unique_names_the_line(tmp_path: Path) -> None:
    fields = (field("a", constraints={"unique": True}), field("b"))
    (found,) = words_on(tmp_path, "a,b\n1,x\n1,y\n", *fields)
    assert found == "the value a = '1' is there already, in line 2: correct one of the two, or remove one row"


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_no_number_of_a_record_stands_beside_a_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n"1\n2",x\n3,?\n3,1\n3\n', "utf-8")
    schema = {"fields": [field("a"), field("b", "integer")], "primaryKey": ["a"]}
    report = sd.validate(tmp_path / "t.csv", schema)
    assert {"type-error", "primary-key"} <= {error.type for error in report.errors}
    written = FORMATS[name](report)
    assert "row at position" not in written.lower()
    assert "in line 4" in written


def test_the_json_has_the_words_of_frictionless(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n1,x\n", "utf-8")
    report = sd.validate(tmp_path / "t.csv", {"fields": list(TWO), "primaryKey": ["a"]})
    (error,) = json.loads(FORMATS["json"](report))["tasks"][0]["errors"]
    assert error["note"] == "the same as in the row at position 2"
    assert error["message"] == 'Row at position "3" violates the primary key: the same as in the row at position 2'


@pytest.mark.parametrize("name", TYPES)
def test_the_value_that_would_fit_does(name: str, tmp_path: Path) -> None:
    field = {"name": "a", "type": name} if name in FIELD_TYPES else {"name": "a", "type": "string", "format": name}
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a"], [TYPES[name][1]]])
    assert sd.validate(tmp_path / "t.csv", {"fields": [field]}).valid
