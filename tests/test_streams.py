"""The command writes any text to stdout in any encoding, all of it or with an error, and never shows a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from summitdata.escaping import LANGUAGES, fit_encoding
from summitdata.exports.export import FORMATS as EXPORTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow  # each test starts the command

COMMAND = [sys.executable, "-m", "summitdata"]
SURROGATE = os.fsdecode(b"\xff")
JAPANESE = "id,note\nx,日本語 é 😀\n"
SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "integer"}]}


def run(
    *arguments: str | Path, cwd: Path | None = None, through: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command; with `through`, under what a shell sets up for it, such as a limit or a redirection."""
    line: list[str] = [*COMMAND, *map(str, arguments)]
    if through:
        line = ["sh", "-c", through.replace("COMMAND", '"$@"'), "sh", *line]
    return subprocess.run(line, capture_output=True, cwd=cwd, env={**os.environ, **environment}, check=False)


def lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "backslashreplace").splitlines()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A folder with a table and its schema."""
    return _write_table(tmp_path)


def _write_table(folder: Path) -> Path:
    (folder / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (folder / "table.csv").write_text(JAPANESE, "utf-8")
    return folder


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["export", "schema-org"], ["show", "sources"], ["validate", "--help"]], ids=str)
def test_a_disk_that_fills_up_is_noticed_with_and_without_a_buffer(
    arguments: list[str], unbuffered: str, tmp_path: Path
) -> None:
    done = run(*arguments, cwd=tmp_path, through="ulimit -f 1; COMMAND > out", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert len(lines(done.stderr)) == 1
    assert b"File too large" in done.stderr


def test_all_of_it_is_written_without_a_buffer() -> None:
    with_buffer, without = (run("export", "schema-org", PYTHONUNBUFFERED=value) for value in ("", "1"))
    assert (with_buffer.returncode, without.returncode) == (0, 0)
    assert with_buffer.stdout == without.stdout


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("shell", "arguments", "code", "message"),
    [
        ("COMMAND >&-", ["cite"], 2, "cannot write: stdout is closed"),
        ("COMMAND > /dev/full", ["cite"], 2, "cannot write: No space left on device"),
        ("COMMAND > /dev/full", ["--help"], 2, "No space left on device"),
        ("COMMAND >&-", ["validate", "table.csv", "--schema", "schema.json", "-o", "out"], 1, ""),
        ("COMMAND >&-", ["validate", "table.csv", "--schema", "schema.json", "-o", "/dev/stdout"], 2, "/dev/stdout"),
        ("COMMAND 2>&-", ["cite"], 0, ""),
        ("COMMAND 2>&-", ["validate", "table.csv", "--schema", "schema.json"], 1, ""),
        ("COMMAND 2>&-", ["nonsense"], 2, ""),
        ("COMMAND 2> /dev/full", ["validate", "nowhere.csv"], 2, ""),
        ("COMMAND 2> /dev/full", ["nonsense"], 2, ""),
        ("COMMAND <&- >&- 2>&-", ["validate", "table.csv", "--schema", "schema.json", "-o", "out"], 1, ""),
        ("COMMAND | head -c 1 > /dev/null", ["show", "sources", "-f", "csv"], None, ""),
    ],
)
def test_closed_and_full_streams(  # noqa: PLR0913, PLR0917 - a table of cases
    shell: str, arguments: list[str], code: int | None, message: str, unbuffered: str, table: Path
) -> None:
    done = run(*arguments, cwd=table, through=shell, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == (0 if code is None else code)  # a pipe has the code of its last command
    assert message in done.stderr.decode()
    assert len(lines(done.stderr)) == bool(message)
    assert sorted(file.name for file in table.iterdir() if file.name != "out") == ["schema.json", "table.csv"]


def test_stdout_may_be_named_as_a_file_beside_what_is_printed(table: Path) -> None:
    formats = ["-f", "jsonl", "-o", "/dev/stdout", "-f", "text"]
    done = run("validate", "table.csv", "--schema", "schema.json", *formats, cwd=table, through="COMMAND > both")
    assert done.returncode == 1
    first, second, *rest = lines((table / "both").read_bytes())
    assert json.loads(first)["cell"] == "x"
    assert json.loads(second)["cell"] == "日本語 é 😀"
    assert rest[0].startswith("FAIL  table.csv")


def test_an_export_to_stdout_is_nothing_but_the_export(tmp_path: Path) -> None:
    assert run("export", "json", "-o", "/dev/stdout").stdout == run("export", "json").stdout
    assert run("export", "sqlite", "-o", "/dev/stdout").stdout.startswith(b"SQLite format 3\0")
    assert list(tmp_path.iterdir()) == []


ENCODINGS = ["cp1252", "ascii", "latin-1", "utf-8:strict", "utf-16", "shift_jis", "utf-8:surrogateescape", "cp437"]


def _json(text: str) -> Any:
    return json.loads(text)


READERS: dict[str, Callable[[str], Any]] = {
    "json": _json,
    "jsonl": lambda text: [json.loads(line) for line in text.split("\n") if line],
    "gitlab": _json,
    "sarif": _json,
    "baseline": _json,
    "junit": ET.fromstring,
    "html": str,
    "markdown": MarkdownIt("commonmark").render,
    "text": str,
    "github": str,
}


@pytest.fixture(scope="module")
def written_formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table and the report on it in every format, in files."""
    folder = _write_table(tmp_path_factory.mktemp("formats"))
    arguments = [text for name in READERS for text in ("-f", name, "-o", f"out.{name}")]
    assert run("validate", "table.csv", "--schema", "schema.json", *arguments, cwd=folder).returncode == 1
    return folder


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_format_is_written_in_every_encoding(encoding: str, written_formats: Path) -> None:
    formats = [text for name in READERS for text in ("-f", name)]
    arguments = ["validate", "table.csv", "--schema", "schema.json"]
    done = run(*arguments, *formats, cwd=written_formats, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    codec = encoding.partition(":")[0]
    rest = done.stdout.decode(codec)
    for name, read in READERS.items():
        text = (written_formats / f"out.{name}").read_text("utf-8")
        written = fit_encoding(text, codec, LANGUAGES.get(name, "text"))
        written = written.encode(codec).decode(codec)
        if name not in ("json", "html", "junit"):  # these have the time that it took
            assert rest.startswith(written), name
        ours, rest = (written, rest[len(written) :]) if rest.startswith(written) else _cut(rest, name)
        if LANGUAGES.get(name) == "json":
            assert _without_times(read(ours)) == _without_times(read(text)), name
        else:
            read(ours)


def _cut(rest: str, name: str) -> tuple[str, str]:
    end = {"json": "\n}\n", "html": "</html>", "junit": "</testsuites>\n"}[name]
    position = rest.index(end) + len(end)
    return rest[:position], rest[position:].removeprefix("\n" if name == "html" else "")


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(part) for key, part in value.items() if key != "seconds"}
    return [_without_times(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "projects", "-f", "json"], ["schema", "trade"], ["schema", "trade", "-f", "json-schema"],
        ["cite", "csl-json"], *(["export", name] for name, entry in EXPORTS.items() if entry.kind == "text"),
    ],
    ids=str,
)  # fmt: skip
def test_json_stays_json_in_an_encoding_that_lacks_characters(arguments: list[str], encoding: str) -> None:
    done = run(*arguments, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("ascii")) == json.loads(_in_utf8(*arguments))


@cache
def _in_utf8(*arguments: str) -> bytes:
    return run(*arguments, PYTHONIOENCODING="utf-8").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["figures"], ["show", "figures"], ["show", "projects", "-f", "csv"], ["show", "topics", "-f", "markdown"],
        ["schema", "trade", "-f", "sql"], ["schema", "trade", "-f", "pandera"], ["evidence", "trade-2024"],
        ["cite"], [], ["sync", "--check"],
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["ascii:strict", "cp1252"])
def test_every_command_prints_in_every_encoding(arguments: list[str], encoding: str) -> None:
    done = run(*arguments, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("ascii" if encoding.startswith("ascii") else "cp1252")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_does_not_wait_gets_all_of_it(unbuffered: str) -> None:
    """As one is that another program, such as Node, has at its other end."""
    from time import sleep

    expected = run("export", "json").stdout
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(
        [*COMMAND, "export", "json"], stdout=writing, stderr=subprocess.PIPE, env=environment
    ) as process:
        os.close(writing)
        sleep(0.5)  # the pipe is full by now
        with os.fdopen(reading, "rb") as stream:
            assert stream.read() == expected
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_file_that_is_written_into_a_pipe_whose_reader_goes_away_is_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    line = [*COMMAND, "export", "json", "--output", "pipe"]
    with subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        with (tmp_path / "pipe").open("rb", buffering=0) as reader:
            assert reader.read(1) == b"{"
        output, messages = process.communicate()
    assert (process.returncode, output) == (2, b"")
    assert messages == b"summitdata: pipe: cannot write: Broken pipe\n"


@pytest.mark.parametrize(
    "arguments", [["show", "sources", "-f", "csv"], ["cite"], ["--help"], ["export", "json"]], ids=str
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_is_exit_2_without_a_word(arguments: list[str], unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    line = [*COMMAND, *arguments]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 2


def test_an_interrupt_leaves_no_draft(tmp_path: Path) -> None:
    import signal

    os.mkfifo(tmp_path / "pipe")
    line = [*COMMAND, "export", "sqlite", "--output", "pipe"]
    with (
        subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        (tmp_path / "pipe").open("rb", buffering=0) as reader,
    ):
        assert reader.read(6) == b"SQLite"  # it waits for the pipe to be read on
        process.send_signal(signal.SIGINT)
        output, messages = process.communicate()
    assert (process.returncode, output, messages) == (130, b"", b"")
    assert [file.name for file in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("name", ["json", "markdown", "text"])
def test_an_encoding_that_has_no_ordinary_text_is_not_used(name: str, tmp_path: Path) -> None:
    arguments = ["validate", "table.csv", "--schema", "schema.json", "-f", name]
    folder = _write_table(tmp_path)
    expected, *others = (run(*arguments, cwd=folder, PYTHONIOENCODING=each) for each in ("ascii", "idna", "undefined"))
    for done in others:
        assert (done.returncode, done.stderr) == (1, b"")
        assert len(lines(done.stdout)) == len(lines(expected.stdout))
        assert "\\u65e5" in done.stdout.decode("ascii") or "&#26085;" in done.stdout.decode("ascii")


@pytest.mark.parametrize("encoding", ["idna", "undefined"])
def test_what_cannot_run_is_said_in_an_encoding_that_has_no_ordinary_text(encoding: str, tmp_path: Path) -> None:
    failed = run("validate", "none.csv", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert (failed.returncode, failed.stderr) == (2, b"summitdata: none.csv: no such file\n")
