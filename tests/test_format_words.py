"""Errors in words for a person: the value, what was expected, what would fit; lines, and no numbers of records."""

from __future__ import annotations

import csv
import html
import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

import summitdata as sd
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.upkeep.check_errors import package_error
from summitdata.validation import worker
from summitdata.validation.cause import Cause
from summitdata.validation.formats import FORMATS
from summitdata.validation.formats.cell_words import TYPES
from summitdata.validation.formats.words import Words
from summitdata.validation.report import Report

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.report import Task

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


def package(folder: Path, files: dict[str, str], **resource: Any) -> Task:
    """Return what is found in the table of a package."""
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    described = {"name": "t", "path": next(iter(files)), **resource}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [described]}), "utf-8")
    (task,) = sd.validate(folder / "datapackage.json").tasks
    return task


UNIQUE = {"fields": [field("a", constraints={"unique": True}), field("b")]}
KEYED = {"fields": list(TWO), "primaryKey": ["a"]}


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        (UNIQUE, "the value a = '1'"),
        (KEYED, "the primary key a = '1'"),
        ({"fields": list(TWO), "uniqueKeys": [["a"]]}, "the value a = '1'"),
        ({"fields": list(TWO), "uniqueKeys": ["b", ["a", "b"]]}, "the unique key a = '1', b = 'x'"),
    ],
)
def test_each_row_of_a_value_names_the_first_one(schema: dict[str, Any], what: str, tmp_path: Path) -> None:
    found = words_on(
        tmp_path,
        'a,b\n"2\n3",y\n1,x\n1,x\n1,x\n',
        *schema["fields"],
        **{name: part for name, part in schema.items() if name != "fields"},
    )
    assert sum(words.startswith(f"{what} is there already, in line 4: ") for words in found) == 2, found


def words_of(task: Task) -> list[str]:
    return [Words(task).of(error) for error in task.errors]


def test_a_value_of_another_part_names_the_part_and_its_line(tmp_path: Path) -> None:
    files = {"a.csv": 'a,b\n"1\n2",x\n3,x\n', "b.csv": "a,b\n4,x\n4,x\n3,x\n"}
    task = package(tmp_path, files, path=["a.csv", "b.csv"], schema=KEYED)
    same, other = words_of(task)
    assert same.startswith("the primary key a = '4' is there already, in line 2: ")
    assert other.startswith(f"the primary key a = '3' is there already, in line 4 of {tmp_path / 'a.csv'}: ")


@pytest.mark.parametrize(
    ("header", "row", "line"), [("", '{{"a": "{0}", "b": "x"}}\n', 2), ('["a", "b"]\n', '["{0}", "x"]\n', 3)]
)
def test_a_value_of_json_lines_names_the_line(header: str, row: str, line: int, tmp_path: Path) -> None:
    content = header + "".join(map(row.format, (1, 2, 2)))
    (words,) = words_of(package(tmp_path, {"t.jsonl": content}, schema=KEYED))
    assert words.startswith(f"the primary key a = '2' is there already, in line {line}: ")


def test_a_value_of_inline_data_or_of_a_frame_names_the_row(tmp_path: Path) -> None:
    data = [{"a": "1", "b": "x"}, {"a": "1", "b": "y"}]
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"resources": [{"name": "t", "data": data, "schema": KEYED}]}), "utf-8"
    )
    inline, frame = sd.validate(tmp_path / "datapackage.json"), sd.validate(pd.DataFrame(data), KEYED)
    assert "is there already, in row 2: " in words_of(inline.tasks[0])[0]  # the header is row 1
    assert "is there already, in row 0: " in words_of(frame.tasks[0])[0]
    assert "<frame>: row 1: primary-key: the primary key a = '1' is there already, in row 0" in FORMATS["text"](frame)


def test_a_key_that_cannot_be_read_is_not_said_to_be_empty(tmp_path: Path) -> None:
    _, words = words_on(tmp_path, "a,b\nx,1\n", field("a", "integer"), field("b"), primaryKey="a")
    assert words == "the primary key (a) has a value that cannot be read: correct that first"
    (words,) = words_on(tmp_path, "a,b\n-,1\n", *TWO, primaryKey="a", missingValues=["-"])
    assert words == "the primary key (a) needs a value in each of its fields: write those that are missing"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("x,q,r\nx,w,r\n", ["has a value that cannot be read"]),
        ("x,q,r\nx,,r\n", ["needs a value in each of its fields", "needs a value in each of its fields"]),
        ("x,1,q\nx,q,r\nx,01,r\n", ["a = 'x', b = '01' is there already, in line 2"]),
    ],
)
@pytest.mark.parametrize("engine", ["screen", "frictionless"])
def test_rows_are_no_duplicates_where_a_part_of_the_key_has_no_value(
    rows: str, words: list[str], engine: str, tmp_path: Path
) -> None:
    """frictionless compares such parts as if they were equal."""
    schema = {"fields": [field("a"), field("b", "integer"), field("c")], "primaryKey": ["a", "b"]}
    (tmp_path / "t.csv").write_text(f"a,b,c\n{rows}", "utf-8")
    for only in ([], ["primary-key"]):  # the error of the cell need not be listed
        (task,) = sd.validate(tmp_path / "t.csv", schema, engine=engine, only=only).tasks
        found = [Words(task).of(error) for error in task.errors if error.type == "primary-key"]
        assert len(found) == len(words)
        assert all(wanted in text for wanted, text in zip(words, found, strict=True)), found


@pytest.mark.parametrize("name", ["t.xlsx", "t.jsonl"])
def test_a_key_of_typed_values_is_there_already_or_cannot_be_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "can_start", lambda: False)
    rows = [("x", 1, date(2024, 1, 1))] * 2 + [("y", value, date(2024, 1, 1)) for value in ("q", "w")]
    if name == "t.xlsx":
        book = openpyxl.Workbook()
        for row in [("a", "b", "c"), *rows]:
            book.worksheets[0].append(row)
        book.save(tmp_path / name)
    else:
        lines = (json.dumps(dict(zip("abc", row, strict=True)), default=str) + "\n" for row in rows)
        (tmp_path / name).write_text("".join(lines), "utf-8")
    schema = {"fields": [field("a"), field("b", "integer"), field("c", "date")], "primaryKey": ["a", "b", "c"]}
    (task,) = sd.validate(tmp_path / name, schema).tasks
    there, unread = (Words(task).of(error) for error in task.errors if error.type == "primary-key")
    assert "is there already, " in there
    assert unread == "the primary key (a, b, c) has a value that cannot be read: correct that first"


def test_a_foreign_key_with_a_value_that_cannot_be_read_is_not_said_to_lack_its_row(tmp_path: Path) -> None:
    fields = [field("a"), field("b", "integer")]
    key = {"fields": ["c", "d"], "reference": {"resource": "", "fields": ["a", "b"]}}
    _, words = words_on(
        tmp_path, "a,b,c,d\nx,1,x,q\ny,2,y,2\n", *fields, field("c"), field("d", "integer"), foreignKeys=[key]
    )
    assert words == "the foreign key (c, d) has a value that cannot be read: correct that first"


@pytest.mark.parametrize(
    ("error_type", "content", "resource", "words"),
    [
        ("blank-label", ",b\n1,2\n", {}, "column 1 has no label: write 'a', the name of its field"),
        ("extra-label", "a,b,c\n1,2,3\n", {}, "the schema has no field 'c': remove the column, or describe it in the"),
        ("missing-label", "a\n1\n", {}, "no column has the label 'b': add it, or set fieldsMatch in the schema"),
        ("incorrect-label", "a,x\n1,2\n", {}, "the label is 'x', the field here is 'b': rename the column, or put"),
        ("duplicate-label", "a,a\n1,2\n", {}, "'a' is the label of column 1 too: rename one of them, or remove it"),
        ("blank-row", "a,b\n,\n1,2\n", {}, "the row is empty: remove it, or write its values"),
        ("source-error", "", {}, "the file is empty: write the header at least, or get the file again"),
        ("byte-count", "a,b\n", {"bytes": 5}, "the descriptor states 5 bytes, the file has 4: get the file again, or"),
        ("row-count", "a,b\n", {"rows": 5}, "the descriptor states 5 rows, the file has 0: get the file again, or"),
        ("hash-count", "a,b\n", {"hash": "0a"}, "the descriptor states the hash 0a, the file has "),
        ("scheme-error", "", {"path": "none.csv"}, "the file is not there: correct its path, or add it"),
        (
            "row-constraint",
            "a,b\n1,2\n",
            {"checklist": {"checks": [{"type": "row-constraint", "formula": "a == b"}]}},
            "the rule a == b does not hold where a = '1', b = '2': correct the row, or the formula in the checklist",
        ),
        (
            "group-constraint",
            "a,b\n1,2\n",
            {"checklist": {"checks": [{"type": "group-constraint", "by": ["a"], "formula": "count() > 1"}]}},
            "the group with a '1' (1 row) breaks the rule count() > 1: count() is 1: correct its rows, or the formula",
        ),
    ],
)
def test_a_header_a_row_or_a_file_is_said_in_words(
    error_type: str, content: str, resource: dict[str, Any], words: str, tmp_path: Path
) -> None:
    task = package(tmp_path, {"t.csv": content}, schema={"fields": list(TWO)}, **resource)
    found = [Words(task).of(error) for error in task.errors if error.type == error_type]
    assert len(found) == 1
    assert found[0].startswith(words), found[0]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"constraints": {"enum": ["green", "red"]}}, "'gren' is not one of ['green', 'red']: did you mean 'green'?"),
        ({"categories": ["Green", "red"]}, "'gren' is not one of the categories ['Green', 'red']: did you mean 'Gr"),
        ({"categories": [{"value": "x", "label": "X"}]}, "'gren' is not one of the categories ['x']: correct the"),
    ],
)
def test_a_value_near_one_that_fits_is_shown_with_it(rules: dict[str, Any], words: str, tmp_path: Path) -> None:
    (found,) = words_on(tmp_path, "a,b\ngren,x\n", field("a", **rules), field("b"))
    assert found.startswith(words), found


@pytest.mark.parametrize("form", ["default", "array", "object"])
def test_a_point_that_would_fit_is_one_in_its_format(form: str, tmp_path: Path) -> None:
    point = field("a", "geopoint", format=form)
    (words,) = words_on(tmp_path, "a\n?\n", point)
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a"], [words.partition("write one as in ")[2]]])
    assert sd.validate(tmp_path / "t.csv", {"fields": [point]}).valid


def test_what_would_fit_is_shown_after_a_long_value_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"a,b\n{'x' * 5000},1\n", "utf-8")
    text = FORMATS["text"](sd.validate(tmp_path / "t.csv", {"fields": [field("a", "integer"), field("b")]}))
    assert "is not an integer: write one as in 1234" in text


def test_a_place_without_a_column_is_the_line_alone(tmp_path: Path) -> None:
    task = package(tmp_path, {"t.csv": "a,b\n1,x\n1,y\n"}, schema=KEYED)
    cause = Cause("a cause", "it is one", 3, None, frozenset({"primary-key"}))
    errors = tuple(replace(error, column_number=None) for error in task.errors)
    for causes in ((), (cause,)):
        report = Report((replace(task, errors=errors, causes=causes),))
        for name in FOR_PEOPLE:
            written = re.sub("(?s)<script>.*?</script>", "", FORMATS[name](report))
            assert "None" not in written, name
            assert "null" not in written, name
        assert f"{task.place}:3: " in FORMATS["text"](report)


def test_the_column_of_a_key_is_that_of_its_field(tmp_path: Path) -> None:
    schema = {"fields": [field("a"), field("b"), field("c")], "primaryKey": ["c", "a"], "uniqueKeys": [["b", "c"]]}
    schema["foreignKeys"] = [{"fields": ["b"], "reference": {"resource": "", "fields": ["a"]}}]
    task = package(tmp_path, {"t.csv": "a,b,c\n10,10,x\n10,10,x\n10,z,x\n"}, schema=schema)
    places = {(error.type, error.line_number, error.column_number) for error in task.errors}
    assert {("primary-key", 3, 7), ("unique-error", 3, 4), ("foreign-key", 4, 4)} <= places


def test_an_error_of_a_package_shows_its_type() -> None:
    report = Report((), (package_error("two tables have one name"),))
    assert FORMATS["text"](report).startswith("FAIL  package-error: The data package has an error: two tables have")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"licenses": 5}, '"licenses" is 5: it must be a list'),
        ({"resources": 2}, "two of its resources have one name: give each its own"),
    ],
)
def test_an_error_of_a_package_names_its_descriptor(more: dict[str, Any], words: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", "utf-8")
    resources = [{"name": "t", "path": "t.csv", "schema": {"fields": [field("a")]}}] * more.pop("resources", 1)
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources, **more}), "utf-8")
    report = sd.validate(tmp_path / "datapackage.json")
    assert f"FAIL  {tmp_path / 'datapackage.json'}: package-error: {words}\n" in FORMATS["text"](report)
    for name in ("github", "gitlab", "junit", "sarif", "markdown", "html"):
        written = html.unescape(FORMATS[name](report)).replace('\\"', '"')
        assert words in written, name
        assert "datapackage.json" in written, name
    assert json.loads(FORMATS["json"](report))["errors"][0]["message"].startswith("The data package has an error: ")


def test_a_file_that_is_not_utf_16_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", "utf-8")
    (task,) = sd.validate(tmp_path / "t.csv", {"fields": [field("a")]}, encoding="utf-16").tasks
    (words,) = words_of(task)
    assert words.startswith(
        "the file is not in UTF-16, since it does not begin with the mark of that: name its encoding"
    )
