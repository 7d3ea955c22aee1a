"""validate(): what is validated, where its errors stand, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from small_table import SCHEMA, write
from summitdata.datapackage import locate
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.input_table import CLOSER_LOOKS
from summitdata.tabular.positions import field_starts, locate_records
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.slow
def test_the_package_s_own_tables_are_valid() -> None:
    assert sd.validate(locate()).valid
    assert sd.validate(locate().parent).stats.tasks == len(sd.package().resource_names)


def test_a_file_with_the_name_of_a_table_is_judged_by_its_schema(tmp_path: Path) -> None:
    text = (locate().parent / "resources" / "trade.csv").read_text("utf-8")
    text = text.replace("2022,C5,gacc,total,70.2,", "2022,C5,gacc,sum,x,")
    report = sd.validate(write(tmp_path, text.encode(), "trade.csv"))
    assert report.flatten(("type", "rowNumber", "fieldName", "lineNumber", "columnNumber")) == [
        ["constraint-error", 2, "flow", 2, 14],
        ["type-error", 2, "value", 2, 18],
        ["row-constraint", 2, None, 2, 1],
    ]
    assert report.tasks[0].totals.to_dict() == {
        "type": {"constraint-error": 1, "row-constraint": 1, "type-error": 1},
        "field": {"flow": 1, "value": 1},
    }


def test_foreign_keys_of_a_shipped_table_are_checked_against_the_shipped_tables(tmp_path: Path) -> None:
    file = write(
        tmp_path, b"project,country,role,country_source,role_source\ncku-railway,USA,host,khabarasia,khabarasia\n"
    )
    (error,) = sd.validate(file, "project_countries").errors
    assert error.type == "foreign-key"


def test_files_given_together_refer_to_each_other(tmp_path: Path) -> None:
    head = (locate().parent / "resources" / "sources.csv").read_text("utf-8").splitlines()[0]
    keys = write(tmp_path, f"{head}\nmine,Me,document,,https://example.org/a,,whole,true,\n".encode(), "sources.csv")
    columns = (locate().parent / "resources" / "topics.csv").read_text("utf-8").splitlines()[0]
    topics = write(tmp_path, f"{columns}\ntolls,Tolls,established,tolls,free of,,3,1,6,mine\n".encode(), "topics.csv")
    assert [error.type for error in sd.validate(topics).errors] == ["foreign-key"]
    assert sd.validate([topics, keys]).valid


def test_rules_that_no_schema_can_say_hold_for_a_file_of_the_table(tmp_path: Path) -> None:
    text = (locate().parent / "resources" / "trade.csv").read_text("utf-8")
    text = text.replace("gacc,total,70.2,70.15", "gacc,total,70.2,70.11")
    report = sd.validate(write(tmp_path, text.encode(), "trade.csv"))
    assert report.flatten(("type", "rowNumber", "fieldName", "lineNumber", "columnNumber")) == [
        ["trade-interval", 2, "low", 2, 25]
    ]


def test_the_nearest_package_that_lists_a_file_gives_its_schema(package_copy: Path) -> None:
    file = package_copy / "resources" / "topics.csv"
    file.write_text(file.read_text("utf-8").replace("emerging", "merging"), "utf-8")
    types = {error.type for error in sd.validate(file).errors}
    assert {"constraint-error", "hash-count"} <= types


def test_a_schema_may_be_a_file(tmp_path: Path) -> None:
    schema = write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    assert not sd.validate(write(tmp_path, b"id,note\nx,y\n"), schema).valid


def test_several_files_patterns_and_folders(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        write(tmp_path, b"id,note\n1,x\n", name)
    for source in (str(tmp_path / "*.csv"), tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"]):
        report = sd.validate(source, SCHEMA)
        assert [task.name for task in report.tasks] == ["a", "b"]


def test_totals_are_exact_where_the_listing_is_cut(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\n" + b"x,y\n" * 30)
    report = sd.validate(file, SCHEMA, limit_errors=5)
    assert (len(report.errors), report.stats.errors, report.tasks[0].stats.rows) == (5, 30, 30)
    assert report.tasks[0].totals.by_type == {"type-error": 30}
    assert "5 of 30 errors are listed" in report.tasks[0].warnings[0]
    assert "5 of 30 errors are listed" in FORMATS["text"](report)
    assert "30 errors" in FORMATS["github"](report)


def test_a_descriptor_that_is_not_a_package_is_an_error_of_the_report(tmp_path: Path) -> None:
    broken = {"name": "p", "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"type": "integer"}]}}]}
    report = sd.validate(write(tmp_path, json.dumps(broken).encode(), "datapackage.json"))
    assert not report.valid
    assert report.stats.errors == len(report.errors) > 0
    for name, format in FORMATS.items():
        assert report.errors[0].type in format(report) or name == "text"


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
    assert (error.type, error.line_number, error.column_number) == ("type-error", line, column)
    before = content[: content.index(b"x,")].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert before.count(b"\n") + 1 == line


def test_a_cell_after_a_quoted_line_break_stands_on_the_later_line(tmp_path: Path) -> None:
    schema = {"fields": list(reversed(SCHEMA["fields"]))}
    (error,) = sd.validate(write(tmp_path, b'note,id\n"two\nlines",x\n'), schema).errors
    assert (error.row_number, error.line_number, error.column_number) == (2, 3, 8)


def test_an_error_of_the_header_stands_at_its_label(tmp_path: Path) -> None:
    (error,) = sd.validate(write(tmp_path, b"id,nota\n1,x\n"), SCHEMA).errors
    assert (error.type, error.line_number, error.column_number) == ("incorrect-label", 1, 4)


def test_comment_rows_count(tmp_path: Path) -> None:
    write(tmp_path, b"id,note\n# a remark\n1,a\n# and\nx,b\n")
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA, "dialect": {"commentChar": "#"}}
    file = write(tmp_path, json.dumps({"resources": [resource]}).encode(), "datapackage.json")
    (error,) = sd.validate(file).errors
    assert (error.row_number, error.line_number) == (5, 5)


@pytest.mark.parametrize(
    "dialect",
    [
        {"delimiter": ";", "csv": {"delimiter": ","}},
        {"delimiter": ",", "csv": {"delimiter": ";"}},
        {"delimiter": None, "csv": {"delimiter": ";"}},
        {"csv": {"delimiter": ";", "quoteChar": "'"}, "quoteChar": '"'},
    ],
)
def test_what_a_dialect_says_twice_is_read_as_frictionless_reads_it(tmp_path: Path, dialect: dict[str, Any]) -> None:
    """What stands under "csv" is what frictionless writes, and the weaker."""
    write(tmp_path, b"id,note\n1,a\nx;b,c\n")
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA, "dialect": dialect}
    file = write(tmp_path, json.dumps({"name": "both", "resources": [resource]}).encode(), "datapackage.json")
    expected = frictionless.Package(str(file)).validate().flatten(["type", "rowNumber", "fieldNumber"])
    assert [[error.type, error.row_number, error.field_number] for error in sd.validate(file).errors] == expected


CELL = st.text(alphabet='ab,"\r\n ;é', max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_places_are_those_of_the_cells(records: list[list[str]], end: str) -> None:
    """Every cell is written quoted, so that what stands at its place is known."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in record) for record in records]
    text = end.join(lines)
    read = list(csv.reader(io.StringIO(text, newline="")))
    found = locate_records(io.StringIO(text, newline=""), range(1, len(read) + 1))
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


def test_a_file_without_a_known_schema_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(sd.PackageError, match="--schema"):
        sd.validate(write(tmp_path, b"id\n"))
    with pytest.raises(sd.UnknownNameError, match="'trade'"):
        sd.validate(write(tmp_path, b"id\n"), "trad")


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
    assert "title=a delimiter is missing" in lines[0]
    assert "title=type-error" in lines[1]
    assert all("50%25%2Ca%3Ab.csv" in line for line in lines[:10])
    assert lines[-1].startswith("::notice ")


def test_text_shows_the_line_with_a_caret_under_the_cell(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, b"id,note\n1,a\n2,b\noops,c\x1b[31m\n"), SCHEMA)
    lines = FORMATS["text"](report).splitlines()
    at = next(number for number, line in enumerate(lines) if "oops,c" in line)
    assert lines[at + 1].index("^") == lines[at].index("oops")
    assert "\x1b" not in FORMATS["text"](report)
    assert lines[-1] == "invalid: 1 error in 1 table"


def test_an_open_file_is_judged_like_a_file(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\n1,a\nx,b\n")
    parts = ("type", "rowNumber", "lineNumber", "columnNumber", "message")
    expected = sd.validate(file, SCHEMA).flatten(parts)
    with file.open("rb") as content:
        assert sd.validate(content, SCHEMA).flatten(parts) == expected
    with file.open(encoding="utf-8", newline="") as text:
        assert sd.validate(text, SCHEMA).flatten(parts) == expected
    assert sd.validate(io.StringIO("id,note\n1,a\nx,b\n"), SCHEMA).flatten(parts) == expected


def test_warnings_are_listed_and_do_not_fail(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, b"id,note\nx,y\n1\n"), SCHEMA, warn=["type-error"])
    assert [error.severity for error in report.errors] == ["warning", "error"]
    assert (report.stats.errors, report.stats.warnings, report.valid) == (1, 1, False)
    assert sd.validate(write(tmp_path, b"id,note\nx,y\n"), SCHEMA, warn=["type-error"]).valid
    assert [line.split(" ")[0] for line in FORMATS["github"](report).splitlines()] == [
        "::error",
        "::warning",
        "::notice",
    ]


def test_the_command_warns_unless_strict(run: Run, tmp_path: Path) -> None:
    bad, schema = write(tmp_path, b"id,note\nx,y\n"), write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    assert run("validate", bad, "--schema", schema, "--warn", "type-error").returncode == 0
    assert run("validate", bad, "--schema", schema, "--warn", "type-error", "--strict").returncode == 1


@pytest.mark.slow
def test_several_formats_at_once_each_to_its_file(run: Run, tmp_path: Path) -> None:
    bad, schema = write(tmp_path, b"id,note\nx,y\n"), write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    page, log = tmp_path / "report.html", tmp_path / "report.sarif"
    line = ["--format", "html", "--output", page, "--format", "sarif", "--output", log, "--format", "text"]
    done = run("validate", bad, "--schema", schema, *line)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "invalid: 1 error in 1 table"
    assert page.read_text("utf-8").startswith("<!")
    assert json.loads(log.read_text("utf-8"))["version"] == "2.1.0"
    done = run("validate", bad, "--schema", schema, "--format", "json", "--output", tmp_path / "no" / "report.json")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


TYPES = ["integer", "number", "boolean", "date", "year", "string", "datetime", "time", "yearmonth", "duration", "any"]
CELLS = st.one_of(
    st.sampled_from(["", "1", "01", "2.5", "true", "2020-02-30", "2020-02-29", "2020", "NaN", "x", " 1", "P1Y", "é"]),
    st.text(alphabet='0123456789.-:TZtrue ,\n"', max_size=8),
)


@st.composite
def schemas_and_rows(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]]]:
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    fields = []
    for name in names:
        kind = draw(st.sampled_from(TYPES))
        limits: dict[str, Any] = draw(
            st.fixed_dictionaries({}, optional={"required": st.booleans(), "unique": st.booleans()})
        )
        if kind == "string":
            limits |= draw(
                st.fixed_dictionaries({}, optional={"minLength": st.integers(0, 3), "maxLength": st.integers(1, 6)})
            )
        if kind == "integer":
            limits |= draw(st.fixed_dictionaries({}, optional={"minimum": st.integers(-5, 5), "enum": st.just([1, 2])}))
        fields.append({"name": name, "type": kind, "constraints": limits})
    schema: dict[str, Any] = {"fields": fields, "missingValues": draw(st.sampled_from([[""], ["", "x"], []]))}
    if draw(st.booleans()):
        schema["primaryKey"] = names[: draw(st.integers(1, len(names)))]
    header = draw(st.sampled_from([names, names[:-1], [*names, "d"], list(reversed(names))]))
    widths = st.integers(max(0, len(names) - 1), len(names) + 1)
    rows = draw(st.lists(widths.flatmap(lambda width: st.lists(CELLS, min_size=width, max_size=width)), max_size=6))
    return schema, [header, *rows]


@given(schemas_and_rows())
def test_the_errors_are_those_of_frictionless_on_anything(drawn: tuple[dict[str, Any], list[list[str]]]) -> None:
    schema, rows = drawn
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        parts = ("type", "rowNumber", "fieldNumber", "message")
        resource = frictionless.Resource.from_descriptor(
            make_explicit({"name": "table", "path": file.name, "schema": schema}), basepath=folder
        )
        found = sd.validate(file, schema, limit_errors=0, as_frictionless=CLOSER_LOOKS).flatten(parts)
        try:
            expected = resource.validate(limit_errors=0).flatten(list(parts))
        except Exception:  # noqa: BLE001 - frictionless crashes: ours must be an error of the report
            assert found[-1][0] == "source-error"
        else:
            assert found == expected


@pytest.mark.slow
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


def test_an_open_file_is_reported_by_its_own_name(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\nx,b\n")
    with file.open("rb") as stream:
        assert sd.validate(stream, SCHEMA).tasks[0].place == str(file)
    assert sd.validate(io.StringIO("id,note\nx,b\n"), SCHEMA).tasks[0].place == "<stream>"


def test_an_error_about_an_open_file_names_no_temporary_one() -> None:
    with pytest.raises(sd.PackageError, match="<stream>: no schema is known for this file"):
        sd.validate(io.StringIO("id,note\n"))


def test_the_package_s_rules_are_for_rows_that_the_schema_accepts(tmp_path: Path) -> None:
    """An interval that rounding does not explain breaks a rule; with one wrong cell in the file no rule is checked."""
    text = (locate().parent / "resources" / "trade.csv").read_text("utf-8")
    file = tmp_path / "trade.csv"
    file.write_text(text.replace("gacc,total,70.2,70.15", "gacc,total,70.2,70.11"), "utf-8")
    assert {error.title for error in sd.validate(file).errors} == {"Rule"}
    file.write_text(file.read_text("utf-8").replace("2022,C5,gacc", "soon,C5,gacc"), "utf-8")
    assert {error.type for error in sd.validate(file).errors} == {"type-error"}


def test_an_open_file_shows_no_lines_of_the_file_that_has_its_name(tmp_path: Path) -> None:
    """What was read came from the stream; a file of that name may be any other."""
    other = write(tmp_path, b"id,note\nsecret,b\n")
    stream = io.StringIO("id,note\nx,a\n")
    stream.name = str(other)  # as an upload has one
    report = sd.validate(stream, SCHEMA)
    assert report.tasks[0].place == str(other)
    assert all("secret" not in FORMATS[name](report) for name in FORMATS)


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a\0b", "n" * 300, "\ud800", 5, None, b"x"], ids=ascii)
def test_an_open_file_may_have_any_name(name: object) -> None:
    stream = io.StringIO("id,note\nx,a\n")
    stream.name = name  # as an upload has one
    report = sd.validate(stream, SCHEMA)
    (task,) = report.tasks
    assert task.name.strip(".")
    assert "tmp" not in task.place
    for format in FORMATS:
        FORMATS[format](report).encode()


def test_text_that_cannot_be_encoded_is_one_clear_error() -> None:
    with pytest.raises(sd.PackageError, match=r"^<stream>: .*ascii"):
        sd.validate(io.StringIO("id,note\n1,é\n"), SCHEMA, encoding="ascii")
    with pytest.raises(sd.UnknownNameError, match=r"^unknown encoding: 'klingon'"):
        sd.validate(io.StringIO("id,note\n1,a\n"), SCHEMA, encoding="klingon")


@pytest.mark.parametrize("path", ["x" * 300, "a\0b"], ids=ascii)
def test_a_path_that_no_file_can_have_is_one_clear_error(path: str) -> None:
    with pytest.raises(sd.PackageError, match="not a path of this system"):
        sd.validate(path, SCHEMA)


def test_a_report_has_a_hash(tmp_path: Path) -> None:
    file = write(tmp_path, b"id,note\nx,y\n")
    report = sd.validate(file, SCHEMA)
    assert len({report, report}) == 1
