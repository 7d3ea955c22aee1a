"""JSON, JSON lines and Excel files: frictionless' verdict on their typed rows, and a place that their readers find."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from summitdata.tabular.json_places import value_columns
from summitdata.validation.formats import text_parts
from typed_files import LABELS, ROWS, SCHEMA, TYPED, WRITE, by_frictionless, found, keyed, package, write, write_excel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("in_this_process")

CASES = [(name, form) for name in ROWS for form in WRITE] + [(name, "table.xlsx") for name in TYPED]


@pytest.mark.parametrize(("name", "form"), CASES)
def test_the_errors_are_those_of_frictionless(name: str, form: str, tmp_path: Path) -> None:
    file = write(tmp_path, form, {**ROWS, **TYPED}[name])
    theirs = by_frictionless(file, SCHEMA)
    (task,) = sd.validate(file, SCHEMA).tasks
    wanted = ["type", "rowNumber", "fieldName", "note"]
    assert found(task.errors) == [(kind, row, field or None, note) for kind, row, field, note in theirs.flatten(wanted)]
    assert [error.message for error in task.errors] == [message for (message,) in theirs.flatten(["message"])]
    assert (task.stats.rows, task.stats.fields) == (theirs.tasks[0].stats["rows"], theirs.tasks[0].stats["fields"])


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ("table.xlsx", "sheet `Data`, cell `B3`"),
        ("lists.json", "row 3, column `price`"),
        ("objects.json", "row 3, column `price`"),
    ],
)
@pytest.mark.parametrize("output", ["text", "github", "gitlab", "sarif", "junit", "markdown", "html"])
def test_every_format_shows_the_place_and_no_line(output: str, form: str, where: str, tmp_path: Path) -> None:
    file = write(tmp_path, form, ROWS["numbers as texts"])
    report = sd.validate(file, SCHEMA)
    text = "".join(text_parts(output, report)).replace("&#96;", "`")
    assert where in text
    for wrong in (f"{form}:3", "startLine", "line=", "line None", ":None"):
        assert wrong not in text
    assert f"{file}, {where}" in str(report)


@pytest.mark.parametrize("output", ["text", "github", "sarif", "junit", "markdown", "html"])
def test_every_format_shows_the_line_of_json_lines(output: str, tmp_path: Path) -> None:
    for form, line, column in (("lists.jsonl", 3, 7), ("objects.ndjson", 2, 22)):
        text = "".join(text_parts(output, sd.validate(write(tmp_path, form, ROWS["numbers as texts"]), SCHEMA)))
        places = (f"{line}:{column}", f"line={line},col={column}", f"line {line}, column {column}")
        sarif = f'"startLine": {line},' in text and f'"startColumn": {column}' in text
        text = text.replace("&#58;", ":")
        assert sarif if output == "sarif" else any(place in text for place in places)


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ('{"a": 1}', [("a", 7)]),
        ('  { "a" :[1,{"b":2}] , "é\\"" : "x, ]" } ', [("a", 10), ('é"', 32)]),
        ('["x", [1, 2], {"a": 3}, null]', [(0, 2), (1, 7), (2, 15), (3, 25)]),
        ("[]", []),
    ],
)
def test_the_column_of_a_value_is_where_it_begins(line: str, columns: list[tuple[str | int, int]]) -> None:
    assert list(value_columns(line)) == columns


def test_a_value_of_another_key_is_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n{"id": 2, "more": 5}\n{"id": 3, "more": null}\n', "utf-8")
    report = sd.validate(tmp_path / "a.jsonl", {"fields": [{"name": "id", "type": "integer"}]})
    assert [(error.type, error.line_number) for error in report.errors] == [("extra-cell", 2)]


@pytest.mark.parametrize("form", WRITE)
def test_size_hash_and_rows_are_those_of_the_file(form: str, tmp_path: Path) -> None:
    content = write(tmp_path, form, ROWS["valid"]).read_bytes()
    stated = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "rows": 3}
    report = sd.validate(package(tmp_path, {"path": form, **stated}))
    assert report.valid
    assert report.tasks[0].stats.bytes == len(content)
    report = sd.validate(package(tmp_path, {"path": form, "bytes": 1, "hash": "f00", "rows": 4}))
    assert sorted(error.type for error in report.errors) == ["byte-count", "hash-count", "row-count"]
    two = sd.validate(package(tmp_path, {"path": form, "bytes": 1, "hash": "f00"})).errors
    assert sorted(error.type for error in two) == ["byte-count", "hash-count"]


def test_keys_lead_into_and_out_of_such_files(tmp_path: Path) -> None:
    write(tmp_path, "table.xlsx", ROWS["valid"])
    (tmp_path / "b.jsonl").write_text('{"of": 1}\n{"of": 9}\n', "utf-8")
    (tmp_path / "c.csv").write_text("of\n3\n8\n", "utf-8")
    key = {"fields": "of", "reference": {"resource": "t0", "fields": "id"}}
    schema = {"fields": [{"name": "of", "type": "integer"}], "foreignKeys": [key]}
    tables = ({"path": "table.xlsx"}, {"path": "b.jsonl", "schema": schema}, {"path": "c.csv", "schema": schema})
    tasks = sd.validate(package(tmp_path, *tables)).tasks
    assert [[(e.type, e.line_number) for e in task.errors] for task in tasks] == [
        [], [("foreign-key", 2)], [("foreign-key", 3)],
    ]  # fmt: skip


DAMAGED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a cut Excel file": ("table.xlsx", lambda content: content[:-200], "is not an Excel file, or is damaged"),
    "a CSV file called Excel": ("table.xlsx", lambda _: b"id\n1\n", "is not an Excel file, or is damaged"),
    "a ZIP archive called Excel": ("table.xlsx", lambda _: b"PK\5\6" + bytes(18), "is not an Excel file"),
    "an old Excel file": ("table.xlsx", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file: save it as .xlsx"),
    "a password": (
        "table.xlsx",
        lambda _: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted with a password",
    ),
    "cut JSON": ("lists.json", lambda content: content[:-5], "not JSON at line 1"),
    "other JSON": ("lists.json", lambda _: b'[1, "x"]', "item 1 of the list is not a list or an object"),
    "mixed JSON": ("lists.json", lambda _: b'[["id"], {"id": 1}]', "item 2 of the list is not a list"),
    "cut JSON lines": ("lists.jsonl", lambda content: content[:-5], "line 3 is not JSON"),
    "a blank line": ("lists.jsonl", lambda content: content.replace(b"\n", b"\n\n", 1), "line 2 is blank"),
    "another encoding": ("objects.ndjson", lambda content: content + b'{"id": "\xff"}\n', "line 3 is not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_cannot_be_read_is_one_error_of_its_table(name: str, tmp_path: Path) -> None:
    form, damage, words = DAMAGED[name]
    file = write(tmp_path, form, ROWS["numbers as texts"])
    file.write_bytes(damage(file.read_bytes()))
    write_excel(ROWS["numbers as texts"], tmp_path / "other.xlsx")
    bad, other = sd.validate(package(tmp_path, {"path": form}, {"path": "other.xlsx"})).tasks
    assert [error.type for error in bad.errors] == ["source-error"]
    assert words in bad.errors[0].note
    assert [error.type for error in other.errors] == ["type-error", "type-error", "type-error", "primary-key"]


def test_a_json_file_without_rows_says_where_they_may_be(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"meta": 1, "data": {"rows": [{"id": "x"}]}}', "utf-8")
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    table = {"path": "a.json", "schema": schema}
    (error,) = sd.validate(package(tmp_path, table)).errors
    assert (error.type, "the dialect's property" in error.note) == ("source-error", True)
    for dialect in ({"json": {"property": "data.rows"}}, {"property": "data.rows"}):
        report = sd.validate(package(tmp_path, {**table, "dialect": dialect}))
        assert [(error.type, error.row_number) for error in report.errors] == [("type-error", 2)]


@pytest.mark.parametrize(
    ("form", "above"), [("table.xlsx", 2), ("table.xlsx", 0), ("lists.json", 1), ("lists.jsonl", 3)]
)
def test_the_header_is_the_first_row_that_is_not_blank(form: str, above: int, tmp_path: Path) -> None:
    rows = [[] for _ in range(above)] + ROWS["numbers as texts"]
    report = sd.validate(write(tmp_path, form, rows), SCHEMA)
    assert [(error.type, error.row_number) for error in report.errors][:2] == [("type-error", 3 + above)] * 2
    assert report.tasks[0].labels == tuple(LABELS)


@pytest.mark.parametrize("form", ["table.xlsx", "lists.json"])
def test_a_file_without_rows_never_passes(form: str, tmp_path: Path) -> None:
    cases: list[list[list[Any]]] = [[], [[], []], [[None, None], [None, None]]]
    for rows in cases:
        assert not sd.validate(write(tmp_path, form, rows), SCHEMA).valid


def test_compressed_json_lines_are_read(tmp_path: Path) -> None:
    file = write(tmp_path, "objects.ndjson", ROWS["numbers as texts"])
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(file.read_bytes()))
    for report in (
        sd.validate(tmp_path / "a.jsonl.gz", SCHEMA),
        sd.validate(package(tmp_path, {"path": "a.jsonl.gz"})),
    ):
        assert [(error.line_number, error.column_number) for error in report.errors] == [
            (2, 8),
            (2, 22),
            (2, 49),
            (2, 8),
        ]


@pytest.mark.parametrize("form", WRITE)
def test_a_stream_is_read_as_its_first_bytes_say(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, form, ROWS["numbers as texts"])
    wanted = found(sd.validate(file, SCHEMA).errors)
    contents = [file.read_bytes()]
    if form.endswith(("jsonl", "ndjson")):
        contents += [gzip.compress(contents[0]), b"\xef\xbb\xbf" + contents[0]]
    for content in contents:
        assert found(sd.validate(io.BytesIO(content), SCHEMA).errors) == wanted
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert found(sd.validate("-", SCHEMA).errors) == wanted


@pytest.mark.parametrize("start", ["[a],b", "{id},note", "[1,2", '{"id", "note"'])
def test_a_stream_that_only_begins_like_json_is_text(start: str) -> None:
    report = sd.validate(io.BytesIO(f"{start}\n1,x\n".encode()), {"fields": [{"name": "id"}, {"name": "note"}]})
    assert report.tasks[0].labels[0] == next(csv.reader([start]))[0]


def test_rows_in_a_descriptor_have_row_and_column(tmp_path: Path) -> None:
    for data in (ROWS["numbers as texts"], keyed(ROWS["numbers as texts"])):
        report = sd.validate(package(tmp_path, {"data": data}))
        assert [error.where for error in report.errors] == [
            "row 3, column `id`",
            "row 3, column `price`",
            "row 3, column `day`",
            "row 3",
        ]
        assert "datapackage.json: row 3, column `price`: decimal commas: field price" in "".join(
            text_parts("text", report)
        )


@pytest.mark.parametrize("form", WRITE)
def test_such_a_file_is_not_described_as_if_it_were_csv(form: str, tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="is not described: save it as CSV"):
        sd.describe(write(tmp_path, form, ROWS["valid"]))


@pytest.mark.parametrize(("form", "where"), [("table.xlsx", "sheet `Data`, row 2"), ("objects.ndjson", "")])
def test_a_group_that_breaks_a_rule_is_at_its_first_row(form: str, where: str, tmp_path: Path) -> None:
    write(tmp_path, form, [LABELS, [1, 2, "a", ""], [2, 3, "a", ""]])
    rule = {"type": "group-constraint", "by": ["note"], "formula": "count() == 1"}
    (error,) = sd.validate(package(tmp_path, {"path": form, "checklist": {"checks": [rule]}})).errors
    assert (error.type, error.where, error.line_number) == ("group-constraint", where, None if where else 1)


VALUES = st.sampled_from(
    [
        *(None, "", "NA", 0, 1, 1.0, 1.5, -2, 10**20, 1e300, "1", "1.0", "01", " 1", "x", "true", "True", True, False),
        *("2024", "2024-01-02", 2024, 12024, [1], {"a": 1}, "[1]"),
    ]
)
KINDS = st.sampled_from(["string", "integer", "number", "boolean", "date", "year", "any", "array", "datetime"])
LIMITS = st.sampled_from(
    [{}, {"required": True}, {"unique": True}, {"enum": ["1", "true", "2024"]}, {"pattern": "1|x"}, {"minimum": 1}]
)
OWN = st.sampled_from(
    [
        *({}, {}, {"missingValues": ["NA"]}, {"missingValues": []}, {"trueValues": ["x"]}, {"decimalChar": ","}),
        *({"groupChar": "."}, {"format": "any"}, {"bareNumber": False}),
    ]
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.lists(st.tuples(KINDS, LIMITS, OWN), min_size=1, max_size=3),
    rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=3),
    has_key=st.booleans(),
)
def test_random_rows_have_the_verdict_of_frictionless(
    fields: list[Any],
    rows: list[list[Any]],
    has_key: bool,  # noqa: FBT001 - hypothesis gives it by name
    tmp_path: Path,
) -> None:
    schema: dict[str, Any] = {
        "fields": [
            {"name": f"f{at}", "type": kind, "constraints": limits, **own}
            for at, (kind, limits, own) in enumerate(fields)
        ]
    }
    schema |= {"primaryKey": ["f0"]} if has_key else {}
    labels = [field["name"] for field in schema["fields"]]
    file = write(tmp_path, "lists.jsonl", [labels, *(row[: len(labels)] for row in rows)])
    results = []
    for engine in ("auto", "frictionless"):
        with warnings.catch_warnings(action="ignore"):  # of values of a constraint that are of another type
            results.append(found(sd.validate(file, schema, engine=engine).errors))
    assert results[0] == results[1]


@pytest.mark.parametrize("form", WRITE)
def test_the_screen_finds_that_nothing_is_wrong(form: str, tmp_path: Path) -> None:
    (task,) = sd.validate(write(tmp_path, form, ROWS["valid"]), SCHEMA).tasks
    assert (task.valid, task.engine, task.stats.rows, task.stats.fields) == (True, "screen", 3, 4)
    assert task.stats.sha256 == hashlib.sha256((tmp_path / form).read_bytes()).hexdigest()
    (task,) = sd.validate(write(tmp_path, form, ROWS["texts as numbers"]), SCHEMA).tasks
    assert (task.valid, task.engine) == (False, "frictionless")


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize(
    ("data", "error_type", "words"),
    [
        ([{"id": 1}, {"id": 2, "more": 5}], "extra-cell", "row 3, column 5"),
        ([{"id": 1, "more": 5}], "extra-label", "the schema has no field 'more'"),
        ([{"id": 1}, [2]], "source-error", 'item 2 of "data" is not an object, as the first one'),
        ([None, {"id": 1}], "source-error", 'item 1 of "data" is not a list or an object'),
        ([["id", "price", "note", "day"], 5], "source-error", 'item 2 of "data" is not a list, as the first one'),
        ([], "source-error", '"data" are an empty list: write the rows'),
    ],
)
def test_inline_rows_are_as_strict_as_those_of_a_file(
    data: list[Any], error_type: str, words: str, engine: str, tmp_path: Path
) -> None:
    report = sd.validate(package(tmp_path, {"data": data, "schema": SCHEMA}), engine=engine)
    assert [error.type for error in report.errors] == [error_type]
    assert words in "".join(text_parts("text", report))


def test_the_keys_of_inline_objects_are_in_any_order(tmp_path: Path) -> None:
    data = [{"day": "2024-01-01", "id": 1}, {"id": 2, "note": "x"}]
    assert sd.validate(package(tmp_path, {"data": data, "schema": SCHEMA})).valid


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"id": 1}\n5\n', 2, "line 2 is not an object, as the first one"),
        ('{"id": 1}\nnull\n', 2, "line 2 is not an object, as the first one"),
        ('["id"]\n[1]\n{"id": 1}\n', 3, "line 3 is not a list, as the first one"),
        ('[{"id": 1}, {"id": 2}]\n', 1, "it is a JSON array of rows"),
        ('[\n {"id": 1}\n]\n', 1, "it is a JSON array of rows"),
        ('\ufeff[["id"],\n [1]]\n', 1, "it is a JSON array of rows"),
    ],
)
def test_a_line_that_is_no_row_is_named(text: str, line: int, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(text, "utf-8")
    (error,) = sd.validate(tmp_path / "a.jsonl", {"fields": [{"name": "id", "type": "integer"}]}).errors
    assert (error.type, error.line_number) == ("source-error", line)
    assert words in error.note


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_advice_on_rows_of_json_is_not_that_on_text_with_delimiters(name: str, tmp_path: Path) -> None:
    rows = [["id", "price"], [1, 2, 3], [4]]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / name).write_text(lines if name.endswith("l") else json.dumps(rows), "utf-8")
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "price", "type": "number"}]}
    text = "".join(text_parts("text", sd.validate(tmp_path / name, schema)))
    assert "extra-cell: the row has 3 cells, the header 2 columns: remove what is too many" in text
    assert "the row has no cell for this column, one of 2: write one" in text
