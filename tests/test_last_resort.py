"""Whatever is raised in the command is one line and an exit code; --debug shows where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.__main__ import main
from summitdata.exports.export import FORMATS
from summitdata.upkeep.sync import sync
from summitdata.validation.formats import FORMATS as REPORT_FORMATS

if TYPE_CHECKING:
    from pathlib import Path

BUG = "this is a bug of summitdata and says nothing about the data"


class SilentError(Exception):
    """An error that cannot say what it is."""

    def __str__(self) -> str:
        raise ValueError


RAISED: list[tuple[BaseException, int, str]] = [
    (ZeroDivisionError("division by zero"), 2, BUG),
    (KeyError("x\n::error::hostile\x1b[31m"), 2, BUG),
    (RecursionError("maximum recursion depth exceeded"), 2, BUG),
    (AssertionError(), 2, BUG),
    (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), 2, BUG),
    (TypeError("\ud800\u2028"), 2, BUG),
    (SilentError(), 2, BUG),
    (ExceptionGroup("several", [ValueError("a"), ValueError("b")]), 2, BUG),
    (StopIteration(), 2, BUG),
    (GeneratorExit(), 2, BUG),
    (ModuleNotFoundError("No module named 'x'", name="x"), 2, BUG),
    (ModuleNotFoundError("No module named 'yaml'", name="yaml"), 2, "pip install 'pyyaml'"),
    (MemoryError(), 2, "out of memory"),
    (FileNotFoundError(2, "No such file or directory", "in\nput"), 2, "in\\nput: No such file or directory"),
    (PermissionError(13, "Permission denied", b"\xff"), 2, "\\udcff: Permission denied"),
    (OSError(24, "Too many open files"), 2, "summitdata: Too many open files"),
    (OSError("of a library"), 2, BUG),
    (sd.PackageError("a precise message"), 2, "summitdata: a precise message"),
    (sd.DataFileError("a precise message\n\x1b"), 2, "summitdata: a precise message\\n\\x1b"),
    (KeyboardInterrupt(), 130, ""),
    (BrokenPipeError(32, "Broken pipe"), 2, ""),
]


@pytest.mark.parametrize("options", [[], ["--debug"]], ids=["plain", "debug"])
@pytest.mark.parametrize(("error", "code", "message"), RAISED, ids=map(str, range(len(RAISED))))
def test_whatever_is_raised_is_one_line_and_exit_2(  # noqa: PLR0913, PLR0917 - a table of cases
    error: BaseException,
    code: int,
    message: str,
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> str:
        raise error

    monkeypatch.setitem(FORMATS, "claimreview", FORMATS["claimreview"]._replace(write=fail))
    monkeypatch.setattr(sys, "argv", ["summitdata", *options, "export", "claimreview"])
    with pytest.raises(SystemExit) as caught:
        main()
    output, messages = capsys.readouterr()
    assert (caught.value.code, output) == (code, "")
    *traceback, last = messages.splitlines() or [""]
    assert message in last
    assert len(last) <= 2100
    assert all(line.isprintable() for line in messages.split("\n"))
    if options and code == 2:
        assert traceback[0].startswith(("Traceback", "  + Exception Group Traceback"))
        assert any("in fail" in line for line in traceback)
    else:
        assert traceback == []


def test_an_internal_error_says_how_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(FORMATS, "claimreview", FORMATS["claimreview"]._replace(write=lambda: dict[str, str]()["x"]))
    monkeypatch.setattr(sys, "argv", ["summitdata", "export", "claimreview"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert capsys.readouterr().err == (
        "summitdata: internal error: KeyError: 'x': this is a bug of summitdata and says nothing about the data: run "
        "it again as `summitdata --debug ...`, and report the traceback in an issue of the project\n"
    )


def test_memory_that_is_over_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("[" + "[]," * 3_000_000 + "0]", "utf-8")
    line = ["sh", "-c", 'ulimit -v 400000; exec "$@"', "sh", sys.executable, "-m", "summitdata", "check", str(tmp_path)]
    done = subprocess.run(
        line, capture_output=True, text=True, check=False, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_what_libraries_warn_of_is_not_shown(tmp_path: Path) -> None:
    code = (
        "import sys, warnings\n"
        "from summitdata.exports.export import FORMATS\n"
        "from summitdata.__main__ import main\n"
        "class Bad:\n"
        "    def __del__(self): raise ValueError('hostile')\n"
        "def write():\n"
        "    Bad(); warnings.warn('hostile\\x1b'); return 'text\\n'\n"
        "FORMATS['dcat'] = FORMATS['dcat']._replace(write=write)\n"
        "sys.argv = ['summitdata', 'export', 'dcat']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "text\n", "")


FINDINGS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "unique keys that are a boolean": ({"uniqueKeys": True}, ["check", "validate", "sync --check", "diff"]),
    "a foreign key that is empty": ({"foreignKeys": [{}]}, ["check", "validate", "sync --check", "diff"]),
    "a primary key that is a number": ({"primaryKey": 5}, ["check", "validate", "sync --check", "diff"]),
    "fields that are an object": ({"fields": {}}, ["check", "validate", "sync --check", "diff"]),
    "missing values that are a text": ({"missingValues": "x"}, ["check", "validate", "sync --check", "diff"]),
}


@pytest.mark.parametrize("name", FINDINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "undefined", "rot13", "no\0ne", "\ud800", "idna", "x" * 1000])
def test_a_descriptor_that_is_nonsense_is_not_a_traceback(
    name: str, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changes, commands = FINDINGS[name]
    (tmp_path / "t.csv").write_text("id\n1\n", "utf-8")
    schema = {"fields": [{"name": "id", "type": "integer"}], "primaryKey": "id", **changes}
    table = {"name": "t", "path": "t.csv", "schema": schema, "encoding": encoding}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [table]}), "utf-8")
    for command in commands:
        paths = [str(tmp_path)] * (2 if command == "diff" else 1)
        monkeypatch.setattr(sys, "argv", ["summitdata", *command.split(), *paths])
        with pytest.raises(SystemExit) as caught:
            main()
        output, messages = capsys.readouterr()
        assert caught.value.code in ((0, 1, 2) if command == "validate" else (1, 2)), command  # as frictionless has it
        assert "internal error" not in messages, (command, messages)
        assert "internal-error" not in output, (command, output)
        assert len(messages.splitlines()) <= (caught.value.code == 2)
        assert output or messages


BASELINES = [
    '[{"place":"","type":"","fieldName":"","cell":"","note":"","count":1e999}]',
    '[{"place":"","type":"","fieldName":"","cell":"","note":"","count":-1}]',
    '[{"place":"","type":"","fieldName":"","cell":"","note":"","count":1.5}]',
    '[{"place":"","type":"","fieldName":"","cell":"","note":"","count":true}]',
    '[{"place":"","type":"","fieldName":"","cell":"","note":"","count":NaN}]',
    '[{"place":"","type":"","fieldName":"","cell":"","note":"\\ud800","count":1}]',
    '[{"place":"","type":"","fieldName":"","cell":"","count":1}]',
    "[[]]", "{}", "null", '"x"', "5", "[5]", "", "\0", "[" * 100_000, '[{"place":' + "9" * 5000 + "}]", "\ufeff[1]",
]  # fmt: skip


@pytest.mark.parametrize("text", BASELINES, ids=lambda text: ascii(text[:75]))
def test_a_baseline_that_is_nonsense_is_one_line(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("id\n1\n", "utf-8")
    (tmp_path / "s.json").write_text('{"fields":[{"name":"id"}]}', "utf-8")
    (tmp_path / "b.json").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["summitdata", "validate", "t.csv", "--schema", "s.json", "--baseline", "b.json"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert capsys.readouterr().err == (
        "summitdata: b.json: not a baseline: write one with --format baseline --output b.json\n"
    )


@pytest.mark.parametrize("path", ["a.txt", "a", "a.json", "a.xlsx", "a.CSV", "a.tsv"])
@pytest.mark.parametrize(
    "changes",
    [
        {}, {"format": "xlsx"}, {"format": "tsv"}, {"mediatype": "text/csv"}, {"type": "table"}, {"dialect": {}},
        {"dialect": {"header": False}}, {"dialect": {"headerRows": []}}, {"dialect": {"escapeChar": "ab"}},
        {"dialect": {"quoteChar": ""}}, {"encoding": "undefined"},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_table_that_is_not_a_csv_file_is_not_a_traceback(path: str, changes: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / path).write_text("id\n1\n", "utf-8")
    schema = {"fields": [{"name": "id", "type": "string"}], "primaryKey": "id"}
    file = tmp_path / "package.json"
    file.write_text(json.dumps({"resources": [{"name": "a", "path": path, "schema": schema, **changes}]}), "utf-8")
    for call in (lambda: sd.diff(file, file), lambda: sd.read_csv(file), lambda: sync(file, write=False)):
        try:
            call()
        except sd.SummitDataError as error:
            assert str(error)  # noqa: PT017 - some of them are CSV files by their name or format


@pytest.mark.parametrize(
    "dialect",
    [{"headerRows": ["h", 2, None, 1.5]}, {"headerRows": [1, float("inf")]}, {"csv": {"": {"": ""}}}],
    ids=str,
)
def test_a_strange_dialect_is_not_a_traceback(dialect: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n\n1", "utf-8")
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "id"}]}, "dialect": dialect}
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps({"resources": [resource]}), "utf-8")
    try:
        report = sd.validate(file)
    except sd.PackageError as error:
        assert "in its dialect is a JSON object" in str(error)  # noqa: PT017 - one of them is refused
    else:
        assert "internal-error" not in report.to_dict()["stats"].get("type", {})
        assert all(isinstance(write(report), str) for write in REPORT_FORMATS.values())


@pytest.mark.parametrize("missing", [5, [{}], [{"label": "x"}], True, [None], {"value": "x"}], ids=json.dumps)
def test_missing_values_that_are_nonsense_are_not_a_traceback(missing: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n", "utf-8")
    schema = {"fields": [{"name": "id", "type": "string"}], "primaryKey": "id", "missingValues": missing}
    try:
        assert not sd.diff(tmp_path / "a.csv", tmp_path / "a.csv", schema=schema)
    except sd.PackageError as error:
        assert "missing values" in str(error)  # noqa: PT017 - some of them can be read


LONG_PATHS = ["é" * 300 + ".csv", "a/" * 3000 + "b.csv", "x" * 300, "a\0.csv", "\ud800.csv"]


@pytest.mark.parametrize("path", LONG_PATHS, ids=lambda path: ascii(path[:9]))
@pytest.mark.parametrize("command", ["validate", "check", "diff", "sync"])
def test_a_path_that_no_system_holds_is_not_called_a_failed_write(
    command: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = {"fields": [{"name": "id", "type": "string"}], "primaryKey": "id"}
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps({"resources": [{"name": "a", "path": path, "schema": schema}]}), "utf-8")
    monkeypatch.setattr(sys, "argv", ["summitdata", command, *[str(file)] * (1 + (command == "diff"))])
    with pytest.raises(SystemExit) as caught:
        main()
    output, messages = capsys.readouterr()
    assert caught.value.code in (1, 2)
    assert "path" in output + messages
    assert "cannot write" not in output + messages


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove a folder that a process is in")
@pytest.mark.parametrize(
    "words",
    [["validate", "FILE", "--schema", "s.json"], ["validate", "x.csv"], ["check", "."], ["diff", "a", "b"]],
)
def test_a_current_folder_that_is_gone_is_named(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n1\n", "utf-8")
    words = [str(tmp_path / "a.csv") if word == "FILE" else word for word in words]
    gone = tmp_path / "gone"
    gone.mkdir()
    shell = ["sh", "-c", 'rmdir "$PWD" && exec "$@"', "sh"]
    command = [*shell, sys.executable, "-c", "from summitdata.__main__ import main; main()", *words]
    done = subprocess.run(command, cwd=gone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("summitdata: the current folder does not exist any more")
    assert len(done.stderr.splitlines()) == 1
