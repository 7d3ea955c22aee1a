"""Files made from one good file, each damaged in one way: the first line that the gate says of each names the cause."""

from __future__ import annotations

import gzip
import html
import io
import json
import unicodedata
import zipfile
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "città", "type": "string"},
        {"name": "day", "type": "date"},
        {"name": "price", "type": "number"},
        {"name": "open", "type": "boolean"},
    ],
    "primaryKey": ["id", "città"],
}
LABELS = "id,città,day,price,open\n"
ROWS = "".join(f"{n},Zürich {n},2024-03-{n + 10},{n}234.50,true\n" for n in range(1, 10))
GOOD = LABELS + ROWS


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("data.csv", GOOD)
    return file.getvalue()


def each(change: Callable[[list[str]], list[str]]) -> str:
    """Return the good file with the cells of each row changed."""
    return LABELS + "".join(",".join(change(row.split(","))) + "\n" for row in ROWS.splitlines())


def cell(column: int, change: Callable[[str], str]) -> str:
    return each(lambda cells: [*cells[:column], change(cells[column]), *cells[column + 1 :]])


def day(text: str, order: str) -> str:
    year, month, number = text.split("-")
    return order.format(y=year, m=month, d=number)


ROW = ROWS.splitlines()[3]
DAMAGED: dict[str, tuple[str | bytes, str]] = {
    "semicolons": (GOOD.replace(",", ";"), "another delimiter"),
    "tabs": (GOOD.replace(",", "\t"), "another delimiter"),
    "bars": (GOOD.replace(",", "|"), "another delimiter"),
    "cp1252": (GOOD.encode("cp1252"), "another encoding"),
    "one byte of cp1252": (GOOD.encode().replace("Zürich 9".encode(), b"Z\xfcrich 9"), "another encoding"),
    "UTF-16": (GOOD.encode("utf-16"), "another encoding"),
    "an Excel workbook": (workbook(), "an Excel file"),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Excel file"),
    "a ZIP file": (archive(), "a ZIP file"),
    "a gzip file": (gzip.compress(GOOD.encode()), "a gzip file"),
    "a page": ("<!DOCTYPE html>\n<html><body>404, not found</body></html>\n", "an HTML page"),
    "JSON": (json.dumps([{"id": 1, "città": "a"}], indent=1), "a JSON file"),
    "a merge": (GOOD.replace(ROW, f"<<<<<<< HEAD\n{ROW}\n=======\n{ROW}x\n>>>>>>> branch"), "merge conflict"),
    "decimal commas in quotes": (cell(3, lambda text: f'"{text.replace(".", ",")}"'), "decimal commas"),
    "decimal commas": (cell(3, lambda text: text.replace(".", ",")), "decimal commas"),
    "thousands separators": (cell(3, lambda text: f'"{text[0]},{text[1:]}"'), "thousands separators"),
    "thousands with blanks": (cell(3, lambda text: f"{text[0]}\u202f{text[1:]}"), "thousands separators"),
    "day-first dates": (cell(2, lambda text: day(text, "{d}.{m}.{y}")), "day-first dates"),
    "month-first dates": (cell(2, lambda text: day(text, "{m}/{d}/{y}")), "month-first dates"),
    "labels in capitals": (GOOD.replace("price", "Price"), "labels differ in case"),
    "a blank in a label": (GOOD.replace("price", "pri ce"), "labels differ in blanks"),
    "decomposed letters": (GOOD.replace("città", unicodedata.normalize("NFD", "città")), "Unicode form"),
    "a missing delimiter": (GOOD.replace("Zürich 4,", "Zürich 4 "), "a delimiter is missing"),
    "an extra delimiter": (GOOD.replace("Zürich 4,", "Zürich, 4,"), "a delimiter too many"),
    "delimiters at the ends": (LABELS + ROWS.replace("\n", ",\n"), "a delimiter at the end"),
    "an unclosed quote": (GOOD.replace("Zürich 4,", '"Zürich 4,'), "an unclosed quote"),
    "text after a quote": (GOOD.replace("Zürich 4,", '"Zürich" 4,'), "text after the quote"),
    "a title above the header": ("Prices of 2024\n" + GOOD, "the header is in another row"),
    "no header": (ROWS, "no header"),
    "columns in another order": (
        "\n".join(",".join([c[1], c[0], *c[2:]]) for c in (line.split(",") for line in GOOD.splitlines())) + "\n",
        "in another order",
    ),
    "a column missing": (
        "\n".join(",".join([c[0], *c[2:]]) for c in (line.split(",") for line in GOOD.splitlines())) + "\n",
        "a column is missing",
    ),
    "a column too many": (
        "\n".join(f"{n},{line}" if n else f"n,{line}" for n, line in enumerate(GOOD.splitlines())) + "\n",
        "a column too many",
    ),
    "signs for missing values": (cell(3, lambda _: "n/a"), "a sign for missing values"),
    "currencies": (cell(3, lambda text: f"{text} €"), "units of numbers"),
    "words for true": (cell(4, lambda _: "yes"), "other words for true and false"),
    "days of Excel": (cell(2, lambda text: f"453{text[-2:]}"), "as Excel stores them"),
    "errors of a spreadsheet": (cell(3, lambda _: "#DIV/0!"), "an error of a spreadsheet"),
}
"""By what was done to each: the file, and what the first line says."""


def said(name: str, folder: Path) -> tuple[sd.Report, list[str]]:
    content = DAMAGED[name][0]
    file = folder / "prices.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
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


@pytest.mark.parametrize("form", ["text", "github", "markdown", "junit", "html"])
def test_formats_for_people_name_the_cause_and_count_what_follows(form: str, tmp_path: Path) -> None:
    report, _ = said("semicolons", tmp_path)
    written = FORMATS[form](report)
    assert "give --delimiter" in html.unescape(written)
    assert "14 listed errors follow from it" in written


@pytest.mark.parametrize("form", ["json", "jsonl", "gitlab", "sarif"])
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


def test_what_is_left_out_has_no_cause(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(GOOD.replace("price", "Price"), "utf-8")
    report = sd.validate(tmp_path / "prices.csv", SCHEMA, skip=["incorrect-label"])
    assert FORMATS["text"](report).splitlines()[0].endswith("9 rows")


def test_a_wrong_byte_far_down_is_named_by_line_and_byte(tmp_path: Path) -> None:
    good = LABELS + "".join(f"{n},a,,,\n" for n in range(3000))
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
