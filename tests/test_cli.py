"""The command: what it prints, where it prints it, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata.__main__ import main
from summitdata.cli import app
from summitdata.datapackage import descriptor, locate
from summitdata.exports.export import FORMATS
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

TABLES = [resource["name"] for resource in descriptor()["resources"]]


def test_alone_it_shows_the_tables(run: Run) -> None:
    done = run()
    assert done.returncode == 0
    assert all(name in done.stdout for name in TABLES)


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"summitdata {sd.__version__}, data {descriptor()['version']}\n"


def test_figures_shows_each_with_interval_and_phrase(run: Run) -> None:
    lines = run("figures").stdout.splitlines()[2:]
    assert [line.split()[0] for line in lines] == [row["id"] for row in rows("figures")]
    assert all(row["printed"] in line for row, line in zip(rows("figures"), lines, strict=True))


@pytest.mark.parametrize("table", TABLES)
def test_show_csv_is_the_file(table: str) -> None:
    printed = CliRunner().invoke(app, ["show", table, "--format", "csv"]).stdout_bytes
    assert printed == (locate().parent / f"resources/{table}.csv").read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_show_json_has_the_typed_rows(table: str) -> None:
    printed = CliRunner().invoke(app, ["show", table, "--format", "json"]).stdout
    assert json.loads(printed) == list(rows(table))


def test_show_markdown_is_a_table_with_every_column(run: Run) -> None:
    lines = run("show", "topics", "--format", "markdown").stdout.splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == list(rows("topics")[0])
    assert len(lines) == len(rows("topics")) + 2


def test_show_text_fits_the_terminal_and_names_what_it_leaves_out(run: Run) -> None:
    printed = run("show", "figures").stdout
    table, _, hidden = printed.partition("\n\nnot shown: ")
    assert max(map(len, table.splitlines())) <= 100
    shown = table.split("\n", 1)[0].split()
    assert [*shown, *hidden.partition(" (")[0].split(", ")] == list(rows("figures")[0])


def test_schema_prints_the_table_schema(run: Run) -> None:
    assert json.loads(run("schema", "topics").stdout) == sd.package().get_resource("topics").schema.to_descriptor() | {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json"
    }


def test_cite(run: Run) -> None:
    assert run("cite").stdout.strip() == sd.cite().strip()
    assert run("cite", "ris", "--of", "article").stdout.strip() == sd.cite("ris", "article").strip()


def test_check_prints_a_line_for_each_table_and_a_clear_last_one(run: Run) -> None:
    done = run("check")
    assert done.returncode == 0
    *lines, last = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [["ok", f"resources/{name}.csv"] for name in TABLES]
    assert last.startswith("valid: ")


def test_check_of_a_broken_package_exits_1_and_names_the_cell(run: Run, package_copy: Path) -> None:
    file = package_copy / "resources" / "project_countries.csv"
    file.write_text(file.read_text("utf-8").replace("cku-railway,KGZ", "cku-railway,KGX"), "utf-8")
    done = run("check", package_copy)
    assert done.returncode == 1
    assert re.search(rf"{re.escape(str(file))}:3:\d+: foreign-key: ", done.stdout)
    assert done.stdout.splitlines()[-1].startswith("invalid: ")
    assert done.stderr == ""


@pytest.mark.slow
def test_sync_writes_and_then_has_nothing_to_do(run: Run, package_copy: Path) -> None:
    (package_copy / "resources" / "topics.csv").write_text("id\n", "utf-8")
    assert run("sync", package_copy, "--check").returncode == 1
    assert run("sync", package_copy).stdout == f"wrote {package_copy / 'datapackage.json'}\n"
    done = run("sync", package_copy, "--check")
    assert (done.returncode, done.stdout) == (0, "up to date\n")


def test_figures_shows_the_verdict_beside_each(run: Run) -> None:
    lines = run("figures").stdout.splitlines()[2:]
    assert all(sd.corroborate(line.split()[0]).verdict in line for line in lines)


def test_evidence_lists_the_statements_with_addresses(run: Run) -> None:
    printed = run("evidence", "trade-2024").stdout
    corroboration = sd.corroborate("trade-2024")
    assert corroboration.why in printed
    assert all(statement.address in printed for statement in corroboration.statements)


def test_show_keeps_the_rows_that_have_a_value(run: Run) -> None:
    kept = [row for row in rows("trade") if row["partner"] == "KAZ"]
    assert json.loads(run("show", "trade", "--partner", "KAZ", "--format", "json").stdout) == kept
    assert json.loads(run("show", "trade", "--format", "json", "--partner=KAZ").stdout) == kept


def test_show_keeps_the_rows_whose_value_is_missing(run: Run) -> None:
    without = [row for row in rows("projects") if row["capacity"] is None]
    assert without
    assert json.loads(run("show", "projects", "--capacity", "", "--format", "json").stdout) == without
    assert json.loads(run("show", "projects", "--capacity=", "--format", "json").stdout) == without


def test_show_csv_of_some_rows_is_lines_of_the_file(run: Run) -> None:
    file = (locate().parent / "resources/countries.csv").read_text("utf-8").splitlines()
    printed = run("show", "countries", "--central-asian", "false", "--format", "csv").stdout.splitlines()
    assert printed == file[:2]


def test_export_claimreview_is_json(run: Run) -> None:
    relations = [row for row in rows("claims") if row["kind"] == "relation"]
    reviews = json.loads(run("export", "claimreview").stdout)["@graph"]
    assert len(reviews) == len(rows("figures")) + len(relations)


def test_export_alone_lists_the_formats(run: Run) -> None:
    _, _, *lines = run("export").stdout.splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [[name, entry.about] for name, entry in FORMATS.items()]


COULD_NOT_RUN = {
    "an unknown figure": (["evidence", "trade-2023"], "did you mean 'trade-2024'"),
    "an unknown column": (["show", "trade", "--partnr", "KAZ"], "did you mean 'partner'"),
    "a value that no row has": (["show", "trade", "--partner", "KAS"], "did you mean 'KAZ'"),
    "values that no row has together": (
        ["show", "trade", "--partner", "KAZ", "--basis", "mofcom-in-paper"],
        "all these values",
    ),
    "a column without a value": (["show", "trade", "--partner"], "--partner needs a value"),
    "an unknown table format": (["show", "trade", "--format", "jason"], "did you mean 'json'"),
    "an unknown export format": (["export", "claimrevue"], "did you mean 'claimreview'"),
    "an unknown table": (["show", "figure"], "did you mean 'figures'"),
    "an unknown table's schema": (["schema", "project"], "did you mean 'projects'"),
    "an unknown schema format": (["schema", "topics", "--format", "sqlite"], "did you mean 'sql'"),
    "an unknown style": (["cite", "bibtec"], "did you mean 'bibtex'"),
    "no such package": (["check", "nowhere"], "nowhere"),
    "no such package to sync": (["sync", "nowhere"], "nowhere"),
    "no such article": (["check", "--article", "nowhere.txt"], "nowhere.txt"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COULD_NOT_RUN)
def test_what_cannot_run_is_one_line_on_stderr_and_exit_2(name: str, run: Run) -> None:
    arguments, hint = COULD_NOT_RUN[name]
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert hint in done.stderr


def test_a_descriptor_that_is_not_json_exits_2(run: Run, package_copy: Path) -> None:
    (package_copy / "datapackage.json").write_text("{", "utf-8")
    done = run("check", package_copy)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""Little output is then written when the command ends, and only then cannot be."""


@pytest.mark.parametrize("arguments", [["show", "sources", "--format", "csv"], ["cite"]])
def test_a_reader_that_goes_away_is_not_a_traceback(arguments: list[str]) -> None:
    line = [sys.executable, "-m", "summitdata", *arguments]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BUFFERED) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 2


def test_an_interrupt_is_not_a_traceback(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMATS, "claimreview", FORMATS["claimreview"]._replace(write=interrupted))
    monkeypatch.setattr(sys, "argv", ["summitdata", "export", "claimreview"])
    with pytest.raises(SystemExit, match="130"):
        main()
    assert capfd.readouterr() == ("", "")


def test_a_name_with_a_line_break_is_still_one_line(run: Run) -> None:
    done = run("validate", "x\n::error::owned\x1b[31m.csv")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "\x1b" not in done.stderr


USAGE = {
    "no such command": (["chek"], "No such command 'chek'"),
    "no such option": (["validate", "--shema", "x"], "--shema"),
    "no such option, with a line break": (["validate", "--x\n::error::owned"], "--x\\n::error::owned"),
    "no file": (["validate"], "Missing argument 'PATH...'"),
    "a limit below 0": (["validate", "x.csv", "--limit-errors", "-1"], "'--limit-errors'"),
    "no such engine": (["validate", "x.csv", "--engine", "fast"], "'auto', 'screen', 'frictionless'"),
}


@pytest.mark.parametrize("name", USAGE)
def test_a_wrong_use_exits_2_and_says_what_is_right(name: str, run: Run) -> None:
    arguments, hint = USAGE[name]
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    usage, *_, error = done.stderr.splitlines()
    assert usage.startswith("Usage: summitdata ")
    assert error.startswith("Error: ")
    assert hint in error


@pytest.mark.parametrize("arguments", [["show", "sources", "--format", "csv"], ["cite"]])
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "summitdata", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=BUFFERED,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"summitdata: cannot write: No space left on device\n"


def test_the_csv_it_prints_is_read_back(run: Run) -> None:
    read = list(csv.DictReader(io.StringIO(run("show", "countries", "--format", "csv").stdout)))
    assert [row["alpha_3"] for row in read] == [row["alpha_3"] for row in rows("countries")]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table, whose schema lies beside it."""
    fields = [{"name": "id", "type": "integer", "constraints": {"required": True}}, {"name": "day", "type": "date"}]
    (tmp_path / "schema.json").write_text(json.dumps({"fields": fields, "primaryKey": ["id"]}), "utf-8")
    (tmp_path / "table.csv").write_text("id,day\n1,2025-06-17\n2,\n", "utf-8")
    return tmp_path / "table.csv"


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["auto", "screen", "frictionless"])
def test_every_engine_reports_the_same(engine: str, run: Run, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = ["validate", "table.csv", "--schema", "schema.json"]
    done = run(*line, "--engine", engine)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok    table.csv  2 rows\nvalid: 1 table\n", "")
    table.write_text("id,day\n1,17.06.2025\n,\n", "utf-8")
    monkeypatch.chdir(table.parent)
    options: tuple[list[str], ...] = ([], ["--engine", engine], ["--engine", engine, "--format", "json"])
    usual, chosen, in_json = (CliRunner().invoke(app, [*line, *more]) for more in options)
    assert (chosen.exit_code, chosen.output) == (1, usual.output)
    assert "table.csv:2:3: day-first dates: field day: " in chosen.output
    (task,) = json.loads(in_json.output)["tasks"]
    assert task["engine"] in ((engine,) if engine != "auto" else ("screen", "frictionless"))


UNUSED = {
    *("frictionless", "pandas", "pandera", "polars", "pydantic", "typer", "rich", "jsonschema", "yaml", "tabulate"),
    *("difflib", "importlib.metadata", "html", "xml.etree.ElementTree", "base64", "numpy", "pyarrow", "tempfile"),
    *("summitdata.validation.diagnosis", "summitdata.validation.lookups"),
}


def test_to_clear_a_table_loads_nothing_heavy(table: Path) -> None:
    """The start is most of the time that a small file takes."""
    script = (
        "import sys\n"
        "from summitdata.__main__ import main\n"
        "sys.argv[1:] = ['validate', 'table.csv', '--schema', 'schema.json']\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=table.parent, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "summitdata.validation" in loaded
    assert not loaded & UNUSED
    formats = {name for name in loaded if name.startswith("summitdata.validation.formats.")}
    assert formats == {f"summitdata.validation.formats.{name}" for name in ("text", "totals")}


def test_errors_import_neither_pandas_nor_what_validates_descriptors(tmp_path: Path) -> None:
    """Arrow makes an array of a list with pandas, which takes longer to import than most tables to read."""
    descriptor = {
        "resources": [
            {
                "name": "table",
                "path": ["a.csv", "b.csv"],
                "schema": {"fields": [{"name": "code", "constraints": {"pattern": "[A-Z]+"}}]},
            }
        ]
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("code\nA\nb\n\u0434\n" + "5\n" * 20, "utf-8")
    code = (
        "import sys; sys.argv = ['summitdata', 'validate', '.']; from summitdata.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, *{'frictionless', 'jsonschema', 'pandas'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.endswith("1 frictionless\n")


def test_a_file_without_a_schema_is_refused_before_a_large_library_is_imported(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a\n1\n", "utf-8")
    code = (
        "import sys; sys.argv = ['summitdata', 'validate', '.']; from summitdata.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, *{'numpy', 'pyarrow', 'pandas', 'frictionless'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert "no schema is known" in done.stderr
    assert done.stdout == "2\n"


def test_the_list_of_the_commands_has_whole_sentences() -> None:
    listed = CliRunner().invoke(app, ["--help"], terminal_width=80).stdout.partition("Commands:\n")[2]
    lines = listed.splitlines()
    assert len(lines) == len(app.commands)
    assert [line for line in lines if not line.endswith(".") or line.endswith("...")] == []
