"""Tables with comments, or with a header in several rows: the screen reads them as frictionless does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import V2, compare, tables
from profiles import examples

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "kind", "constraints": {"enum": ["a", "b"]}},
        {"name": "note", "constraints": {"required": True}},
    ],
    "primaryKey": "id",
}
COMMENTS = {"commentChar": "#"}
TWO_ROWS = {"headerRows": [1, 2]}

CASES: dict[str, tuple[dict[str, Any], str]] = {
    "comments of any width": (COMMENTS, "id,kind,note\n#\n1,a,x\n# a, b, c\n#,b,c\n1,b,y\nx,c,z\n"),
    "comments only": (COMMENTS, "id,kind,note\n#1\n# 2\n"),
    "a comment last, without a line end": (COMMENTS, "id,kind,note\n1,a,x\n#1,2,3"),
    "a quoted comment": (COMMENTS, 'id,kind,note\n1,a,x\n"#1",b,"y"\n"#2\n3",b\n2,b,z\nx,b,z\n'),
    "a comment that opens a quote": (COMMENTS, 'id,kind,note\n1,a,x\n#,"2,b\n3,b"\n4,b,y\nx,b,z\n'),
    "text after a quote in a comment": (COMMENTS, 'id,kind,note\n1,a,x\n#,"2"b,c\n4,b,"y"z\nx,b,z\n'),
    "blank lines beside comments": (COMMENTS, "id,kind,note\n\n#\n\n1,a,x\n,,\n #,a,x\n"),
    "keys that comments would repeat": ({"commentChar": "2"}, "id,kind,note\n1,a,x\n2,a,y\n2,a,y\n1,b,z\n"),
    "a key of 0, as the hash of a first comment is": (COMMENTS, "id,kind,note\n#,a,x\n0,a,x\n"),
    "a longer mark": ({"commentChar": "//"}, "id,kind,note\n1,a,x\n// y\n/,b,z\n"),
    "a mark of another language": ({"commentChar": "é"}, "id,kind,note\n1,a,x\név\n2,é,z\n"),
    "an empty mark": ({"commentChar": ""}, "id,kind,note\n1,a,x\n#\n"),
    "a comment above the header": (COMMENTS, "# by hand\nid,kind,note\n1,a,x\n#\nx,b,y\n"),
    "no header": ({"header": False, **COMMENTS}, "#\n1,a,x\n#\nx,b,y\n"),
    "no header and only comments": ({"header": False, **COMMENTS}, "#\n#\n"),
    "no header, a blank row after comments": ({"header": False, **COMMENTS}, "#\n\n1,a,x\n"),
    "a header that is a comment": ({"headerRows": [1], **COMMENTS}, "#id,kind,note\n1,a,x\n"),
    "tabs": ({"delimiter": "\t", **COMMENTS}, "id\tkind\tnote\r\n#\t\r\n1\ta\tx\r\nx\tb\ty\r\n"),
    "two rows of header": (TWO_ROWS, "id,kind,note\n,,\n1,a,x\nx,b,z\n"),
    "two equal rows of header": (TWO_ROWS, "id,kind,note\nid,kind,note\n1,a,x\n1,b,z\n"),
    "another row between them": ({"headerRows": [1, 3], "headerJoin": ""}, "i,ki,note\n1\nd,nd,note\n1,a,x\nx,b,z\n"),
    "a shorter row of header first": (TWO_ROWS, "id\nid,kind,note\nx,b,z\n"),
    "a blank row of header": (TWO_ROWS, "id,kind,note\n\nx,b,z\n"),
    "rows of header that are not there": ({"headerRows": [1, 5]}, "id,kind,note\nx,b,z\n"),
    "rows of header out of order": ({"headerRows": [2, 1]}, "id,kind,note\n,,\nx,b,z\n"),
    "labels that differ": (TWO_ROWS, "id,kind,note\na,b,c\n1,a,x\n"),
    "a comment among the rows of header": ({"headerRows": [1, 2, 3], **COMMENTS}, "id,kind,note\n#,,\n,,\nx,b,z\n#\n"),
    "rows of header, and comments": ({**TWO_ROWS, **COMMENTS}, "id,kind,note\n,,\n#\n1,a,x\n#\n1,b,y\n"),
    "another case": ({**TWO_ROWS, "headerCase": False}, "ID,Kind,note\nid,kind,note\nx,b,y\n"),
}


def package(folder: Path, dialect: dict[str, Any], text: str, schema: dict[str, Any] = SCHEMA, **more: Any) -> Path:
    """Write a table and its package."""
    (folder / "table.csv").write_bytes(text.encode())
    resource = {"name": "table", "path": "table.csv", "schema": schema, "dialect": dialect, **more}
    file = folder / "datapackage.json"
    file.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": [resource]}), "utf-8")
    return file


@pytest.mark.parametrize("size", [1, 1 << 20])
@pytest.mark.parametrize("name", CASES)
def test_both_engines_find_the_same(name: str, size: int, tmp_path: Path) -> None:
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        for limit in (0, 1):
            compare(package(tmp_path, *CASES[name]), limit=limit)


@pytest.mark.parametrize("name", ["comments of any width", "keys that comments would repeat", "two rows of header"])
def test_the_screen_reads_them(name: str, tmp_path: Path) -> None:
    report = sd.validate(package(tmp_path, *CASES[name]), engine="screen")
    assert report.stats.errors


def test_comments_are_no_rows(tmp_path: Path) -> None:
    report = sd.validate(package(tmp_path, COMMENTS, "id,kind,note\n1,a,x\n#1,a,x\n#\n2,b,y\n"), engine="screen")
    assert (report.valid, report.tasks[0].stats.rows) == (True, 2)


def test_rows_that_were_read_are_counted_without_comments_where_reading_stopped(tmp_path: Path) -> None:
    text = "id,kind,note\n" + "#\n" * 9 + "x,c,z\n" * 90_000
    (task,) = sd.validate(package(tmp_path, COMMENTS, text), limit_errors=1, engine="screen").tasks
    assert (task.partial, task.stats.rows, task.errors[0].row_number) == (True, 1, 11)


@pytest.mark.parametrize("comment", ["#", "1"])
def test_keys_of_comments_are_not_there_for_foreign_keys(comment: str, tmp_path: Path) -> None:
    reference = {"resource": "table", "fields": "id"}
    schema = {"fields": [{"name": "id", "type": "integer"}], "foreignKeys": [{"fields": "id", "reference": reference}]}
    target = package(tmp_path, {"commentChar": comment}, "id,kind,note\n1,a,x\n#1,a,y\n2,a,z\n")
    descriptor = json.loads(target.read_text("utf-8"))
    (tmp_path / "other.csv").write_text("id\n1\n2\n", "utf-8")
    descriptor["resources"].append({"name": "other", "path": "other.csv", "schema": schema})
    target.write_text(json.dumps(descriptor), "utf-8")
    report = compare(target)
    assert [error.type for error in report.tasks[1].errors] == (["foreign-key"] if comment == "1" else [])


@settings(max_examples=examples(60))
@given(tables(), st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["#", "#,a", "#,a,b", '"#",a,b', "#a,,,"]))))
def test_any_table_with_comments(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[dict[str, Any], str], comments: list[tuple[int, str]]
) -> None:
    schema, text = table
    lines = text.splitlines(keepends=True)
    for at, comment in comments:
        lines.insert(max(1, at), f"{comment}\n")
    compare(package(tmp_path_factory.mktemp("comments"), COMMENTS, "".join(lines), schema))


def test_comments_are_in_no_group(tmp_path: Path) -> None:
    rules = [{"type": "group-constraint", "by": ["kind"], "formula": "count() == 1"}]
    file = package(tmp_path, COMMENTS, "id,kind,note\n1,a,x\n#2,a,x\n3,b,y\n#,b\n4,b,y\n", checklist={"checks": rules})
    report = compare(file)
    (error,) = report.errors
    assert (error.type, "with kind 'b' (2 rows)" in error.note) == ("group-constraint", True)
