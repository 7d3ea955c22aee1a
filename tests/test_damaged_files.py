"""Files made from one good file, each damaged in one way: the first line that the gate says of each names the cause."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from damaged_files import DAMAGED, GOOD, LABELS, SCHEMA, content_of
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


def said(name: str, folder: Path) -> tuple[sd.Report, list[str]]:
    file = folder / "prices.csv"
    file.write_bytes(content_of(name))
    report = sd.validate(file, SCHEMA)
    return report, FORMATS["text"](report).splitlines()


def test_the_good_file_is_valid(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(GOOD, "utf-8")
    report = sd.validate(tmp_path / "prices.csv", SCHEMA)
    assert report.valid
    assert report.tasks[0].causes == ()


@pytest.mark.parametrize("name", DAMAGED)
def test_the_first_line_names_the_cause(name: str, tmp_path: Path) -> None:
    report, lines = said(name, tmp_path)
    assert not report.valid
    assert DAMAGED[name][1] in lines[0]


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "markdown", "junit", "html"])
def test_formats_for_people_name_the_cause_and_count_what_follows(form: str, tmp_path: Path) -> None:
    report, _ = said("semicolons", tmp_path)
    written = FORMATS[form](report)
    assert "give --delimiter" in html.unescape(written)
    assert "14 listed errors follow from it" in written


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_formats_for_programs_list_every_error(form: str, tmp_path: Path) -> None:
    report, _ = said("semicolons", tmp_path)
    assert len(report.errors) == report.stats.errors
    assert FORMATS[form](report) == FORMATS[form](replace(report, tasks=(replace(report.tasks[0], causes=()),)))


def test_an_error_of_another_cause_stays_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(GOOD.replace("price", "Price").replace(",true", ",2", 1), "utf-8")
    report = sd.validate(tmp_path / "prices.csv", SCHEMA)
    lines = FORMATS["text"](report).splitlines()
    assert [line for line in lines if "type-error: field open" in line]
    assert [cause.title for cause in report.tasks[0].causes] == ["labels differ in case"]


FOLDED = {
    "another delimiter below a merge": (
        GOOD.replace(",", ";") + "<<<<<<< a\n10;x\n=======\n10;y\n>>>>>>> b\n",
        {"marks of a merge conflict": 5, "another delimiter": 14},
    ),
    "a key that cannot be read": (
        LABELS + "".join(f"{n}.5,,,,\n" for n in range(5)),
        {"decimal places in a field of integers": 10},
    ),
    "a quote in the header": (
        GOOD.replace("day", '"day"s').replace("price", "Price"),
        {"labels differ in case": 1, "text after the quote that closes a cell": 2},
    ),
    "a quote in the header that is not closed": (GOOD.replace("day", '"day'), {"an unclosed quote": 4}),
    "empty rows": (GOOD.replace("\n", "\r\r\n"), {"empty rows": 20}),
    "an empty row": (GOOD + "\n", {"an empty row": 2}),
    "two conflicts": (
        GOOD + "<<<<<<< a\n=======\n>>>>>>> b\n" * 2 + "11,x,,\n",
        {"marks of a merge conflict": 36, "a delimiter is missing": 1},
    ),
}
"""The causes of each, with the number of errors that follow; no other error is left."""


@pytest.mark.parametrize("name", FOLDED)
def test_each_error_is_under_its_own_cause(name: str, tmp_path: Path) -> None:
    content, expected = FOLDED[name]
    (tmp_path / "prices.csv").write_bytes(content.encode())
    causes, others = sd.validate(tmp_path / "prices.csv", SCHEMA).tasks[0].errors_by_cause()
    assert {cause.title: len(errors) for cause, errors in causes} == expected
    assert others == []


@pytest.mark.parametrize(
    ("limit", "said"), [(0, ": 1200 rows have 6 cells, not 5"), (50, ": at least 50 rows have 6 cells, not 5")]
)
def test_rows_are_counted_as_far_as_they_are_listed(limit: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(LABELS + "".join(f"{n},x,,,,\n" for n in range(1200)), "utf-8")
    report = sd.validate(tmp_path / "prices.csv", SCHEMA, limit_errors=limit)
    assert said in FORMATS["text"](report)


@pytest.mark.parametrize(
    "rows",
    [
        "1,Rome,2024-03-01,1.5,\n2,Bari,3,2024-03-01,\n",  # two cells are wrong, and one would be in the next column
        "1,Rome,3.5,,\n",
        "1,2,x,,\n",
        ",1,x,,true\n",
        "1,Rome,true,2024-03-01,1.5\n",
    ],
)
def test_cells_are_not_shifted_where_that_is_not_certain(rows: str, tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(LABELS + rows, "utf-8")
    causes = sd.validate(tmp_path / "prices.csv", SCHEMA).tasks[0].causes
    assert not [cause for cause in causes if "shifted" in cause.title]


@pytest.mark.parametrize(
    ("row", "titles"), [("x,3.5,,5,Bari", []), ("3.5,2024-03-02,2,Bari,", ["cells shifted to the left"])]
)
def test_columns_may_be_in_another_order(row: str, titles: list[str], tmp_path: Path) -> None:
    labels = "open,price,day,id,città\n"
    (tmp_path / "prices.csv").write_text(f"{labels}{row}\n", "utf-8")
    causes = sd.validate(tmp_path / "prices.csv", SCHEMA, labels="name").tasks[0].causes
    assert [cause.title for cause in causes] == titles


def test_rows_are_as_long_as_the_header_says(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("a,b\n1\n1,2,3\n", "utf-8")
    package = {"name": "p", "resources": [{"name": "prices", "path": "prices.csv"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    causes = sd.validate(tmp_path / "datapackage.json").tasks[0].causes
    assert [cause.note.split(":")[0] for cause in causes] == ["the row has 1 cell, not 2", "the row has 3 cells, not 2"]


def test_an_unknown_header_says_nothing_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("Dear all, here is\nsome text, with, commas\nand none\n", "utf-8")
    assert sd.validate(tmp_path / "prices.csv", SCHEMA).tasks[0].causes == ()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("semicolons below a title", {"delimiter": ";", "skip_rows": 1}),
        ("tabs below a title with a comma", {"delimiter": "\t", "skip_rows": 2}),
    ],
)
def test_the_options_that_are_said_read_the_file(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    report, lines = said(name, tmp_path)
    assert f"--skip-rows {options['skip_rows']}" in lines[1]
    assert not report.valid
    assert sd.validate(tmp_path / "prices.csv", SCHEMA, **options).valid


def test_what_is_left_out_has_no_cause(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(GOOD.replace("price", "Price"), "utf-8")
    report = sd.validate(tmp_path / "prices.csv", SCHEMA, skip=["incorrect-label"])
    assert FORMATS["text"](report).splitlines()[0].endswith("9 rows")


def test_a_wrong_byte_far_down_is_named_by_line_and_byte(tmp_path: Path) -> None:
    good = LABELS.replace("à", "a") + "".join(f"{n},a,,,\n" for n in range(3000))
    (tmp_path / "prices.csv").write_bytes(good.encode() + b"9999,Z\xfcrich,,,\n")
    (cause,) = sd.validate(tmp_path / "prices.csv", SCHEMA).tasks[0].causes
    assert (cause.line, cause.column) == (3002, 7)
    assert f"byte {len(good.encode()) + 7} of the file is 0xFC" in cause.note
    assert '"9999,Zürich,,," in cp1252' in cause.note
    assert "--encoding cp1252" in cause.note


def test_a_line_is_shown_in_the_encoding_that_it_was_read_in(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_bytes(GOOD.replace("true", "2", 1).encode("cp1252"))
    report = sd.validate(tmp_path / "prices.csv", SCHEMA, encoding="cp1252")
    assert "Zürich 1" in FORMATS["text"](report)


@pytest.mark.slow
def test_many_causes_and_labels_take_no_longer(tmp_path: Path) -> None:
    many = [f"c{n}" for n in range(1100)]
    schema = {"fields": [{"name": name, "type": "string"} for name in many]}
    (tmp_path / "prices.csv").write_text(",".join(reversed(many)) + "\n", "utf-8")
    assert sd.validate(tmp_path / "prices.csv", schema).tasks[0].causes == ()
    (tmp_path / "prices.csv").write_text(LABELS + '1,"a"b,,,\n' * 3000, "utf-8")
    causes = sd.validate(tmp_path / "prices.csv", SCHEMA, limit_errors=0).tasks[0].causes
    assert [cause.title for cause in causes] == ["text after the quote that closes a cell"]


@pytest.mark.parametrize("seed", range(15))
def test_random_changes_of_bytes_are_told_without_a_mistake(seed: int, tmp_path: Path) -> None:
    random, content = Random(seed), bytearray(GOOD.encode())  # noqa: S311 - the same in each run
    signs = [b'"', b",", b"\n", b"\r", b"\0", b"\xff", b";", b"<", b"e"]
    for _ in range(random.randint(1, 12)):
        at = random.randrange(len(content))
        content[at : at + random.randint(0, 2)] = random.choice(signs)
    (tmp_path / "prices.csv").write_bytes(bytes(content))
    report = sd.validate(tmp_path / "prices.csv", SCHEMA)
    assert "internal-error" not in FORMATS["text"](report)
    (task,) = report.tasks
    causes, others = task.errors_by_cause()
    assert sum(len(errors) for _, errors in causes) + len(others) == len(task.errors)
