"""validate(): what is judged, where its errors stand, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from summitdata.package import locate
from summitdata.validation.formats import FORMATS
from summitdata.validation.positions import field_starts, places

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}


def write(folder: Path, content: bytes, name: str = "table.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_the_package_s_own_tables_are_valid() -> None:
    assert sd.validate(locate()).valid
    assert sd.validate(locate().parent).stats["tasks"] == len(sd.package().resource_names)


def test_a_file_with_the_name_of_a_table_is_judged_by_its_schema(tmp_path: Path) -> None:
    text = (
        (locate().parent / "resources" / "trade.csv").read_text("utf-8").replace("2020,C5,gacc,38.6", "2020,C6,gacc,x")
    )
    report = sd.validate(write(tmp_path, text.encode(), "trade.csv"))
    assert report.flatten(("type", "rowNumber", "fieldName", "lineNumber", "columnNumber")) == [
        ["constraint-error", 4, "partner", 4, 6],
        ["type-error", 4, "total", 4, 14],
    ]
    assert report.tasks[0]["totals"] == {
        "type": {"constraint-error": 1, "type-error": 1},
        "field": {"partner": 1, "total": 1},
    }


def test_foreign_keys_of_a_shipped_table_are_checked_against_the_shipped_tables(tmp_path: Path) -> None:
    file = write(
        tmp_path, b"project,country,role,country_source,role_source\ncku-railway,USA,host,khabarasia,khabarasia\n"
    )
    (error,) = sd.validate(file, "project_countries").errors
    assert error["type"] == "foreign-key"


def test_rules_that_no_schema_can_say_hold_for_a_file_of_the_table(tmp_path: Path) -> None:
    text = (locate().parent / "resources" / "trade.csv").read_text("utf-8").replace("70.2,70.15", "70.2,70.21")
    report = sd.validate(write(tmp_path, text.encode(), "trade.csv"))
    assert report.flatten(("type", "rowNumber", "fieldName", "lineNumber", "columnNumber")) == [
        ["trade-interval", 6, "total", 6, 14]
    ]


def test_the_nearest_package_that_lists_a_file_gives_its_schema(package_copy: Path) -> None:
    file = package_copy / "resources" / "topics.csv"
    file.write_text(file.read_text("utf-8").replace("emerging", "merging"), "utf-8")
    types = {error["type"] for error in sd.validate(file).errors}
    assert {"constraint-error", "hash-count"} <= types


def test_a_schema_may_be_a_file(tmp_path: Path) -> None:
    schema = write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    assert not sd.validate(write(tmp_path, b"id,note\nx,y\n"), schema).valid


def test_several_files_patterns_and_folders(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        write(tmp_path, b"id,note\n1,x\n", name)
    for source in (str(tmp_path / "*.csv"), tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"]):
        report = sd.validate(source, SCHEMA)
        assert [task["name"] for task in report.tasks] == ["a", "b"]


def test_totals_are_exact_where_the_listing_is_cut(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\n" + b"x,y\n" * 30)
    report = sd.validate(file, SCHEMA, limit_errors=5)
    assert (len(report.errors), report.stats["errors"], report.tasks[0]["stats"]["rows"]) == (5, 30, 30)
    assert report.tasks[0]["totals"]["type"] == {"type-error": 30}
    assert "5 of 30 errors are listed" in report.tasks[0]["warnings"][0]
    assert "5 of 30 errors are listed" in FORMATS["text"](report)
    assert "30 errors" in FORMATS["github"](report)


def test_a_descriptor_that_is_no_package_is_an_error_of_the_report(tmp_path: Path) -> None:
    broken = {"name": "p", "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"type": "integer"}]}}]}
    report = sd.validate(write(tmp_path, json.dumps(broken).encode(), "datapackage.json"))
    assert not report.valid
    assert report.stats["errors"] == len(report.errors) > 0
    for name, format in FORMATS.items():
        assert report.errors[0]["type"] in format(report) or name == "text"


LINE_ENDS = {
    "LF": (b"id,note\n1,a\nx,b\n", 3, 1),
    "CRLF": (b"id,note\r\n1,a\r\nx,b\r\n", 3, 1),
    "lone CR": (b"id,note\r1,a\rx,b\r", 3, 1),
    "a quoted line break": (b'id,note\n1,"a\nb\nc"\nx,d\n', 5, 1),
    "a quoted CRLF": (b'id,note\r\n1,"a\r\nb"\r\nx,d\r\n', 4, 1),
    "a BOM": (b"\xef\xbb\xbfid,note\nx,a\n", 2, 1),
    "no end of the last line": (b"id,note\nx,a", 2, 1),
}


@pytest.mark.parametrize("name", LINE_ENDS)
def test_the_line_is_the_physical_one(name: str, tmp_path: Path) -> None:
    content, line, column = LINE_ENDS[name]
    (error,) = sd.validate(write(tmp_path, content), SCHEMA).errors
    assert (error["type"], error["lineNumber"], error["columnNumber"]) == ("type-error", line, column)
    before = content[: content.index(b"x,")].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert before.count(b"\n") + 1 == line


def test_a_cell_after_a_quoted_line_break_stands_on_the_later_line(tmp_path: Path) -> None:
    schema = {"fields": list(reversed(SCHEMA["fields"]))}
    (error,) = sd.validate(write(tmp_path, b'note,id\n"two\nlines",x\n'), schema).errors
    assert (error["rowNumber"], error["lineNumber"], error["columnNumber"]) == (2, 3, 8)


def test_an_error_of_the_header_stands_at_its_label(tmp_path: Path) -> None:
    (error,) = sd.validate(write(tmp_path, b"id,nota\n1,x\n"), SCHEMA).errors
    assert (error["type"], error["lineNumber"], error["columnNumber"]) == ("incorrect-label", 1, 4)


CELL = st.text(alphabet='ab,"\r\n ;é', max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_places_are_those_of_the_cells(records: list[list[str]], end: str) -> None:
    """Every cell is written quoted, so that what stands at its place is known."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in record) for record in records]
    text = end.join(lines)
    read = list(csv.reader(io.StringIO(text, newline="")))
    found = places(io.StringIO(text, newline=""), range(1, len(read) + 1))
    physical = io.StringIO(text, newline="").readlines()
    assert len(found) == len(read) == len(records)
    for number, starts in found.items():
        assert len(starts) == len(records[number - 1])
        for cell, (line, column) in zip(records[number - 1], starts, strict=True):
            rest = "".join(physical[line - 1 :])[column - 1 :]
            assert rest.startswith('"' + cell.replace('"', '""') + '"')


@given(st.text(alphabet='ab,"', max_size=12))
def test_fields_are_split_as_the_csv_module_splits_them(record: str) -> None:
    read = next(csv.reader(io.StringIO(record, newline="")), [""])
    assert len(list(field_starts(record, ",", '"'))) == max(len(read), 1)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a path out of the folder": ({"path": "../table.csv"}, "not one in its folder"),
    "an absolute path": ({"path": "/etc/passwd"}, "not one in its folder"),
    "a remote path": ({"path": "https://example.org/table.csv"}, "not one in its folder|no such file"),
    "a remote profile": ({"path": "table.csv", "profile": "https://example.org/p.json"}, "another host"),
    "a remote schema": ({"path": "table.csv", "schema": "https://example.org/s.json"}, "no such file|not one"),
    "a schema out of the folder": ({"path": "table.csv", "schema": "../s.json"}, "not one in its folder"),
    "a compressed file": ({"path": "table.csv.gz"}, "unpack it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_untrusted_descriptors_are_refused(name: str, tmp_path: Path) -> None:
    resource, words = REFUSED[name]
    write(tmp_path, b"id,note\n1,x\n")
    descriptor = {"resources": [{"name": "table", "schema": SCHEMA, **resource}]}
    file = write(tmp_path, json.dumps(descriptor).encode(), "datapackage.json")
    try:
        report = sd.validate(file)
    except sd.PackageError as error:
        assert any(word in str(error) for word in words.split("|"))  # noqa: PT017 - a report is as good
    else:
        assert not report.valid


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name, words in (
        ("pipe.csv", "no regular file"),
        ("folder.csv", "a folder without"),
        ("no.csv", "no such file"),
    ):
        with pytest.raises(sd.PackageError, match=words):
            sd.validate(tmp_path / name, SCHEMA)
    with pytest.raises(sd.PackageError, match="local files"):
        sd.validate("https://example.org/table.csv", SCHEMA)


def test_a_file_without_a_known_schema_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="--schema"):
        sd.validate(write(tmp_path, b"id\n"))
    with pytest.raises(sd.UnknownNameError, match="'trade'"):
        sd.validate(write(tmp_path, b"id\n"), "trad")


CRASHING = {
    "a bound of another type": {"name": "id", "type": "integer", "constraints": {"minimum": 0.5}},
    "a key without a hash": {"name": "id", "type": "array", "constraints": {"unique": True}},
}


@pytest.mark.parametrize("name", CRASHING)
def test_what_crashes_frictionless_is_an_error_of_the_report(name: str, tmp_path: Path) -> None:
    cell = b'"[1]"' if CRASHING[name]["type"] == "array" else b"5"
    report = sd.validate(write(tmp_path, b"id,z\n" + cell + b",1\n"), {"fields": [CRASHING[name], {"name": "z"}]})
    assert [error["type"] for error in report.errors] == ["source-error"]


def test_json_lines_are_the_errors(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, b"id,note\nx,y\nz,y\n"), SCHEMA)
    lines = [json.loads(line) for line in FORMATS["jsonl"](report).splitlines()]
    assert [line["rowNumber"] for line in lines] == [2, 3]
    assert all(line["place"].endswith("table.csv") for line in lines)
    assert json.loads(FORMATS["json"](report)) == report.to_dict()


def test_annotations_are_distinct_problems_first_and_escaped(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\n" + b"x,y\n" * 20 + b"1\n", "50%,a:b.csv")
    lines = FORMATS["github"](sd.validate(file, SCHEMA)).splitlines()
    assert len(lines) == 11
    assert "title=missing-cell" in lines[1]
    assert all("50%25%2Ca%3Ab.csv" in line for line in lines[:10])
    assert lines[-1].startswith("::notice ")


def test_text_shows_the_line_with_a_caret_under_the_cell(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, b"id,note\n1,a\n2,b\noops,c\x1b[31m\n"), SCHEMA)
    lines = FORMATS["text"](report).splitlines()
    at = next(number for number, line in enumerate(lines) if "oops,c" in line)
    assert lines[at + 1].index("^") == lines[at].index("oops")
    assert "\x1b" not in FORMATS["text"](report)
    assert lines[-1] == "invalid: 1 error in 1 table"


def test_the_command_exits_0_1_and_2(run: Run, tmp_path: Path) -> None:
    good, bad = write(tmp_path, b"id,note\n1,x\n", "good.csv"), write(tmp_path, b"id,note\nx,y\n", "bad.csv")
    schema = write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    assert run("validate", good, "--schema", schema).returncode == 0
    done = run("validate", good, bad, "--schema", schema, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["stats"]["errors"] == 1
    for words in (["nope.csv"], [bad], [good, "--schema", "trad"], [good, "--schema", schema, "--format", "jason"]):
        done = run("validate", *words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
