"""How a file is read: quote, rows above the header, no header, and how labels match fields; by both engines alike."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import comparable_tasks, compare, tables
from profiles import examples
from summitdata.tabular.text_options import LABELS, dialect_of, fields_match_of

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "constraints": {"required": True}}],
    "primaryKey": ["id"],
}
TYPE, KEY = ("type-error", "id"), ("primary-key", None)
CASES: dict[str, tuple[str, dict[str, Any], list[tuple[str, int | None, str | None]]]] = {
    "quote": ("id,note\n1,'a,b'\n2,'it''s \"x\"'\n", {"quote": "'"}, []),
    "rows above the header": ('A table\n\n"of, 2025"\nid,note\n1,x\n1,\n', {"skip_rows": 3}, [
        ("constraint-error", 6, "note"), ("primary-key", 6, None)]),
    "rows above of as many cells": ("a,b\nc,d\nid,note\n1,x\n", {"skip_rows": 2}, []),
    "no header": ("1,x\n1,y\n", {"header": False}, [("primary-key", 2, None)]),
    "rows above the data": ("# x\n1,x\n2,\n", {"header": False, "skip_rows": 1}, [("constraint-error", 3, "note")]),
    "fewer rows than are skipped": ("id,note\n1,x\n", {"skip_rows": 5}, [("source-error", None, None)]),
    "by name": ("note,id\nx,1\ny,1\n", {"labels": "name"}, [("primary-key", 3, None)]),
    "by name, one missing": ("note\nx\n", {"labels": "name"}, [("missing-label", None, "id")]),
    "in any case": ("ID,Note\n1,x\n1,\n", {"labels": "ignore-case"}, [
        ("constraint-error", 3, "note"), ("primary-key", 3, None)]),
    "in any case, in another order": ("NOTE,id\nx,1\n", {"labels": "ignore-case"}, [
        ("incorrect-label", None, "id"), ("incorrect-label", None, "note"), ("type-error", 2, "id"),
        ("primary-key", 2, None)]),
    "by name in any case": ("NOTE,Id\nx,1\n", {"labels": "name-ignore-case"}, []),
    "exact": ("ID,note\n1,x\n", {"labels": "exact"}, [("incorrect-label", None, "id")]),
    "all at once": ("t\nt\nNOTE;ID\n'a;b';1\n", {
        "delimiter": ";", "quote": "'", "skip_rows": 2, "labels": "name-ignore-case"}, []),
}  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"quote": ","}, "delimiter and quote are both ','"),
        ({"delimiter": '"'}, "they must differ"),
        ({"delimiter": ";", "quote": ";"}, "they must differ"),
        ({"quote": "\n"}, "quote must not be a line break"),
        ({"delimiter": "\r"}, "delimiter must not be a line break"),
    ],
)
def test_signs_that_are_the_same_are_refused(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,note\n1,x\n", "utf-8")
    with pytest.raises(sd.UnknownNameError, match=message):
        sd.validate(tmp_path / "a.csv", SCHEMA, **options)


@pytest.mark.parametrize("name", CASES)
def test_a_file_and_a_descriptor_that_say_the_same(name: str, tmp_path: Path) -> None:
    content, options, expected = CASES[name]
    file = tmp_path / "a.csv"
    file.write_text(content, "utf-8")
    dialect, schema = dialect_of(options), {**SCHEMA, **fields_match_of(options)}
    described: dict[str, Any] = {"name": "a", "path": "a.csv", "schema": schema, "dialect": dialect}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [described]}), "utf-8")
    tasks = [
        task
        for engine in ("auto", "frictionless")
        for report in (sd.validate(file, SCHEMA, engine=engine, **options), sd.validate(tmp_path, engine=engine))
        for task in comparable_tasks(report)
    ]
    assert tasks == [{**tasks[0], "place": task["place"]} for task in tasks]
    found = [(error["type"], error.get("rowNumber"), error.get("fieldName")) for error in tasks[0]["errors"]]
    assert found == expected
    resource = frictionless.Resource.from_descriptor(described | {"encoding": "utf-8"}, basepath=str(tmp_path))
    theirs = [(error.type, getattr(error, "row_number", None)) for error in resource.validate().tasks[0].errors]
    assert [error[:2] for error in found] == theirs


@pytest.mark.parametrize("name", [name for name in CASES if name != "fewer rows than are skipped"])
def test_the_screen_takes_it(name: str, tmp_path: Path) -> None:
    content, options, _ = CASES[name]
    (tmp_path / "a.csv").write_text(content, "utf-8")
    assert sd.validate(tmp_path / "a.csv", SCHEMA, **options).tasks[0].engine == "screen"


@st.composite
def layouts(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Draw a resource and a file: some rows above the header, labels in other cases, or no header."""
    schema, text = draw(tables())
    options: dict[str, Any] = {"labels": draw(st.sampled_from([None, *LABELS]))}
    options["skip_rows"] = draw(st.integers(0, 4))
    options["header"] = draw(st.sampled_from([True, True, False]))
    above = draw(st.lists(st.sampled_from(["", "x", "a,b", '"a\nb",c', "a,b,c,d", 'x"y']), min_size=3, max_size=4))
    if draw(st.booleans()):
        header, end, rest = text.partition("\n")
        text = header.upper() + end + rest
    text = "".join(f"{line}\n" for line in above[: options["skip_rows"]]) + text
    return options, {**schema, **fields_match_of(options)}, text


@given(layouts(), st.sampled_from([0, 2]))
@settings(max_examples=examples(200))
def test_both_engines_find_the_same(layout: tuple[dict[str, Any], dict[str, Any], str], limit: int) -> None:
    options, schema, text = layout
    with TemporaryDirectory() as folder:
        resource = {"name": "table", "path": "table.csv", "schema": schema, "dialect": dialect_of(options)}
        package = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "resources": [resource]}
        Path(folder, "table.csv").write_bytes(text.encode())
        Path(folder, "datapackage.json").write_text(json.dumps(package), "utf-8")
        compare(Path(folder), limit=limit)


def test_many_rows_with_rows_above_and_keys(tmp_path: Path) -> None:
    rows = "".join(f"{number},{number % 5_000}\n" for number in range(20_000))
    (tmp_path / "a.csv").write_text(f"title\n\nid,parent\n{rows}5,-1\n", "utf-8")
    fields = [{"name": "id", "type": "integer"}, {"name": "parent", "type": "integer"}]
    key = {"fields": "parent", "reference": {"resource": "", "fields": "id"}}
    schema = {"fields": fields, "primaryKey": "id", "foreignKeys": [key]}
    resource = {"name": "a", "path": "a.csv", "schema": schema, "dialect": {"headerRows": [3]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    report = compare(tmp_path)
    assert [(error.type, error.row_number, error.line_number) for error in report.errors] == [
        ("primary-key", 20_004, 20_004),
        ("foreign-key", 20_004, 20_004),
    ]
    assert (report.tasks[0].engine, report.tasks[0].stats.rows) == ("screen", 20_001)


def test_rows_above_stay_in_the_valid_part(tmp_path: Path) -> None:
    from summitdata.validation.splitting import split_rows

    (tmp_path / "a.csv").write_text("title\nid,note\n1,x\nz,y\n", "utf-8")
    (tmp_path / "parts").mkdir()
    report = sd.validate(tmp_path / "a.csv", SCHEMA, skip_rows=1, limit_errors=0)
    (parts,), _ = split_rows(report, tmp_path / "parts")
    assert parts.valid.read_text("utf-8") == "title\nid,note\n1,x\n"
    assert (parts.valid_rows, parts.invalid_rows) == (1, 1)
    assert sd.validate(parts.valid, SCHEMA, skip_rows=1).valid
