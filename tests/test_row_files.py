"""JSON, JSON lines and Excel files: frictionless' verdict on their typed rows, and a place that their readers find."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sys
import warnings
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from summitdata.cli import app
from summitdata.tabular.excel_rows import open_sheet
from summitdata.tabular.json_places import value_columns
from summitdata.tabular.json_rows import RowsError
from summitdata.validation import worker
from summitdata.validation.formats import text_parts

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "maximum": 9}},
        {"name": "price", "type": "number"},
        {"name": "note", "type": "string", "constraints": {"pattern": "[a-z]*"}},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["id"],
}
LABELS = ["id", "price", "note", "day"]
ROWS: dict[str, list[list[Any]]] = {
    "valid": [LABELS, [1, 2.5, "a", "2024-01-02"], [2, None, None, None], [3, 4, "", ""]],
    "numbers as texts": [LABELS, ["1", "2.5", "a", "2024-01-02"], ["x", "2,5", "b", "2024-02-30"]],
    "texts as numbers": [LABELS, [1, 2.5, 7, 2024], [2, True, True, False], [3.0, 3, "A", None], [4.5, 1, "b", ""]],
    "keys and constraints": [LABELS, [1, 1, "a", ""], [1, 1, "a", ""], [None, 1, "a", ""], [10, 1, "a", ""]],
    "blank rows and labels": [["id", "price", "remark"], [1, 2, "x"], [None, None, None], [2, 1, "y"]],
}
TYPED: dict[str, list[list[Any]]] = {
    "dates": [LABELS, [1, 1.5, "a", date(2024, 1, 2)], [2, 1, "b", datetime(2024, 1, 2)], [3, 1, "c", time(1, 2)]],  # noqa: DTZ001 - Excel has no zones
    "moments": [LABELS, [1, 1, "a", datetime(2024, 1, 2, 3, 4)], [True, 1, datetime(2024, 1, 2), "x"]],  # noqa: DTZ001 - the same
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker, as where there are no processes, but for a test of the command: it takes long."""
    if "command" not in request.node.name:
        monkeypatch.setattr(worker, "can_start", lambda: False)


def write_excel(rows: list[list[Any]], path: Path, title: str = "Data") -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.create_sheet("Other").append(["id"])
    book.save(path)


def keyed(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def lines(items: list[Any]) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


WRITE: dict[str, Callable[[list[list[Any]], Path], Any]] = {
    "lists.json": lambda rows, path: path.write_text(json.dumps(rows), "utf-8"),
    "objects.json": lambda rows, path: path.write_text(json.dumps(keyed(rows)), "utf-8"),
    "lists.jsonl": lambda rows, path: path.write_text(lines(rows), "utf-8"),
    "objects.ndjson": lambda rows, path: path.write_text(lines(keyed(rows)), "utf-8"),
    "table.xlsx": write_excel,
}
CASES = [(name, form) for name in ROWS for form in WRITE] + [(name, "table.xlsx") for name in TYPED]


def write(folder: Path, form: str, rows: list[list[Any]]) -> Path:
    WRITE[form](rows, folder / form)
    return folder / form


def by_frictionless(path: Path, schema: dict[str, Any]) -> frictionless.Report:
    descriptor = {"name": "t", "path": path.name, "type": "table", "schema": schema, "dialect": {"headerRows": [1]}}
    return frictionless.Resource.from_descriptor(descriptor, basepath=str(path.parent)).validate()


def found(errors: Any) -> list[tuple[Any, ...]]:
    return [(error.type, error.row_number, error.field_name or None, error.note) for error in errors]


def package(folder: Path, *resources: dict[str, Any]) -> Path:
    named = [{"name": f"t{number}", "schema": SCHEMA, **one} for number, one in enumerate(resources)]
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": named}), "utf-8")
    return folder / "datapackage.json"


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


def test_the_sheet_is_named_or_counted(tmp_path: Path) -> None:
    write(tmp_path, "table.xlsx", ROWS["valid"])
    table = {"path": "table.xlsx"}
    for dialect in ({"excel": {"sheet": "Other"}}, {"excel": {"sheet": 2}}, {"sheetName": "Other"}, {"sheetNumber": 2}):
        report = sd.validate(package(tmp_path, {**table, "dialect": dialect}))
        assert {error.type for error in report.errors} == {"missing-label"}
        assert {error.sheet for error in report.errors} == {"Other"}
    (error,) = sd.validate(package(tmp_path, {**table, "dialect": {"excel": {"sheet": "Gone"}}})).errors
    assert (error.type, error.note) == ("source-error", "the file has no sheet 'Gone': it has 'Data', 'Other'")
    with pytest.raises(sd.PackageError, match="'fillMergedCells' in the 'excel' of its dialect is not read"):
        sd.validate(package(tmp_path, {**table, "dialect": {"excel": {"fillMergedCells": True}}}))


def test_rows_above_the_header_are_skipped(tmp_path: Path) -> None:
    file = write(tmp_path, "table.xlsx", [["Prices of 2024"], [], *ROWS["numbers as texts"]])
    report = sd.validate(file, SCHEMA, skip_rows=2)
    assert [error.where for error in report.errors] == [
        *(f"sheet `Data`, cell `{letter}5`" for letter in "ABD"),
        "sheet `Data`, row 5",
    ]


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


def test_without_openpyxl_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(RowsError, match=r"pip install 'summitdata\[excel\]'") as caught:
        open_sheet(io.BytesIO(b"PK\3\4"), {})
    assert caught.value.error_type == "format-error"  # so that the command exits with 2


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


@pytest.mark.parametrize("suffix", ["xls", "xlsb", "ods", "fods", "numbers"])
def test_another_spreadsheet_is_a_wrong_option_that_says_the_next_step(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"table.{suffix}").write_bytes(b"x")
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    done = CliRunner().invoke(app, ["validate", f"{tmp_path}/table.{suffix}", "--schema", f"{tmp_path}/s.json"])
    assert done.exit_code == 2
    assert f'format "{suffix}" is not supported: save it as .xlsx or CSV' in done.output


def test_the_command_validates_an_excel_file(tmp_path: Path) -> None:
    file = write(tmp_path, "table.xlsx", ROWS["numbers as texts"])
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    done = CliRunner().invoke(app, ["validate", str(file), "--schema", str(tmp_path / "s.json"), "--format", "text"])
    assert done.exit_code == 1
    assert f"{file}: sheet `Data`, cell `B3`: decimal commas: field price" in done.output


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


SPREADSHEETS = Path(__file__).parent / "spreadsheets"
"""Written by LibreOffice in the form of several countries: `make.py` in that folder."""
OF_COUNTRIES: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "price", "type": "number"},
        {"name": "day", "type": "date"},
        {"name": "note", "type": "string"},
    ],
}


@pytest.mark.parametrize("name", ["en-US", "de", "fr", "ja", "sv"])
def test_a_file_of_any_country_has_the_same_values(name: str) -> None:
    file = SPREADSHEETS / f"{name}.xlsx"
    assert sd.validate(file, OF_COUNTRIES).valid
    texts = {"fields": [{"name": field["name"], "type": "string"} for field in OF_COUNTRIES["fields"]]}
    cells = [error.cells for error in sd.validate(file, texts).errors if error.field_name == "id"]
    assert [cell[1:3] for cell in cells if cell] == [
        ("1234.5", "2025-06-17 00:00:00"), ("-0.25", "2024-02-29 00:00:00"), ("100", "2023-12-01 00:00:00"),
    ]  # fmt: skip


def test_numbers_and_dates_that_excel_took_for_texts_are_errors_at_their_cells() -> None:
    errors = sd.validate(SPREADSHEETS / "de-as-en.xlsx", OF_COUNTRIES).errors
    assert [(error.type, error.cell, error.where) for error in errors if error.row_number == 2] == [
        ("type-error", "1234,5", "sheet `de-as-en`, cell `B2`"),
        ("type-error", "17.06.2025", "sheet `de-as-en`, cell `C2`"),
    ]


REAL = Path(__file__).parents[2] / "shared" / "corpus"
EXPORTS = sorted(REAL.rglob("*.xlsx"))


@pytest.mark.skipif(not EXPORTS, reason=f"there are no Excel files of the world in {REAL}")
@pytest.mark.parametrize("file", EXPORTS, ids=lambda file: file.name)
def test_a_real_excel_file_has_the_errors_that_frictionless_finds(file: Path) -> None:
    schema = frictionless.Schema.describe(str(file)).to_descriptor()
    fields = [{**field, "constraints": {"required": True}} for field in schema["fields"]]
    theirs = by_frictionless(file, {"fields": fields}).flatten(["type", "rowNumber", "fieldName", "note"])
    errors = sd.validate(file, {"fields": fields}, limit_errors=0).errors
    assert [list(one) for one in found(errors)][: len(theirs)] == theirs


def odd_workbook(path: Path) -> None:
    """Write what real workbooks have: a hidden sheet, merged cells, and formats of empty cells."""
    book = openpyxl.Workbook()
    hidden: Any = book.active
    hidden.title, hidden.sheet_state = "Lists", "hidden"
    hidden.append(["x"])
    sheet: Any = book.create_sheet("Data")
    for row in (
        ["id", "share", "day", "note"],
        [1.0, 0.25, datetime(2024, 1, 2), "007"],  # noqa: DTZ001 - Excel has no zones
        [2, "#N/A", datetime(2024, 1, 3), "b"],  # noqa: DTZ001 - the same
        [3, 0.5, date(2024, 1, 4), "c"],
        ["4", 1, datetime(2024, 1, 5, 6, 7), "merged"],  # noqa: DTZ001 - the same
        [5.5, None, None, None],
    ):
        sheet.append(row)
    sheet["B2"].number_format, sheet["B3"].data_type = "0%", "e"
    sheet.merge_cells("D5:D6")
    sheet["E1"].number_format = sheet["A8"].number_format = "0.00"
    book.save(path)


ODD: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "share", "type": "number"},
        {"name": "day", "type": "date"},
        {"name": "note", "type": "string", "constraints": {"required": True}},
    ]
}


def test_what_real_workbooks_have_is_read_at_its_cells(tmp_path: Path) -> None:
    odd_workbook(tmp_path / "odd.xlsx")
    resource = {"path": "odd.xlsx", "schema": ODD, "dialect": {"sheetName": "Data"}}
    (task,) = sd.validate(package(tmp_path, resource)).tasks
    assert [(error.type, error.where) for error in task.errors] == [
        ("extra-label", "sheet `Data`, cell `E1`"),  # the format of an empty cell makes it one of the sheet
        ("type-error", "sheet `Data`, cell `B3`"),
        ("type-error", "sheet `Data`, cell `C5`"),
        ("type-error", "sheet `Data`, cell `A6`"),
        ("constraint-error", "sheet `Data`, cell `D6`"),  # of merged cells the first has the value
        ("blank-row", "sheet `Data`, row 7"),
        ("blank-row", "sheet `Data`, row 8"),
    ]
    assert [cause.title for cause in task.causes] == [
        "a column without a label",
        "an error of a spreadsheet",
        "dates with a time",
        "decimal places in a field of integers",
    ]


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([[1, 0.5, "a", None], [2, "=1/2", "a", None]], "B3"),
        ([[1, None, "=A2", None]], "C2"),
        ([["=1", 1, "", None]], "A2"),
    ],
)
def test_a_formula_that_no_program_has_calculated_is_an_error(
    rows: list[list[Any]], cell: str, engine: str, tmp_path: Path
) -> None:
    write_excel([["id", "price", "note", "day"], *rows], tmp_path / "a.xlsx")
    (error,) = sd.validate(tmp_path / "a.xlsx", SCHEMA, engine=engine).errors
    assert error.type == "source-error"
    assert error.note.startswith(f"the formula in cell {cell} of the sheet 'Data' is not calculated: open")


def test_a_formula_with_an_empty_text_is_calculated(tmp_path: Path) -> None:
    write_excel([["id", "price", "note", "day"], [1, 2, '=""', None]], tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as made, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as stored:
        for name in made.namelist():
            text = made.read(name)
            stored.writestr(name, text.replace(b'<c r="C2"', b'<c r="C2" t="str"') if "sheet" in name else text)
    assert sd.validate(tmp_path / "b.xlsx", {**SCHEMA, "primaryKey": []}).valid


def test_a_sheet_without_values_beside_another_names_that(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Blank")
    book.create_sheet("The data").append(["id", "price", "note", "day"])
    book.save(tmp_path / "a.xlsx")
    (error,) = sd.validate(tmp_path / "a.xlsx", SCHEMA).errors
    assert error.note == (
        "the sheet 'Sheet' has no values, 'The data' has some: name that in the dialect, as in "
        '{"sheetName": "The data"}'
    )


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


def test_the_first_sheet_is_read_also_if_it_is_hidden(tmp_path: Path) -> None:
    odd_workbook(tmp_path / "odd.xlsx")
    assert {error.sheet for error in sd.validate(tmp_path / "odd.xlsx", ODD).errors} == {"Lists"}
