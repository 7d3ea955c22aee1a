"""What every output format owes (see `Writer`): each agrees with the exit code, whatever the report has in it."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import junitparser
import pytest

import summitdata as sd
from summitdata.validation.baseline import accept, read_baseline
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summitdata.validation.report import Report

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}
BAD = "id,note\nx,a\n1,b\n"


def _text(written: str) -> bool:
    return written.splitlines()[-1].startswith("valid: ")


def _jsonl(written: str) -> bool:
    errors = [json.loads(line) for line in written.splitlines()]
    return all(error.get("severity") == "warning" for error in errors)


def _github(written: str) -> bool:
    lines = written.splitlines()
    passes = not any(line.startswith("::error") for line in lines)
    assert passes == ("::notice title=summitdata::valid" in written)
    return passes


def _gitlab(written: str) -> bool:
    return not {issue["severity"] for issue in json.loads(written)} & {"major", "critical", "blocker"}


def _junit(written: str) -> bool:
    suites = list(junitparser.JUnitXml.fromstring(written.encode()))
    failed = [case for suite in suites for case in suite if case.result]
    assert sum(suite.failures for suite in suites) == len(failed)
    assert ("summitdata: valid" in written) == (not failed)
    return not failed


def _sarif(written: str) -> bool:
    (run,) = json.loads(written)["runs"]
    return all(result["level"] != "error" for result in run["results"])


def _html(written: str) -> bool:
    verdicts = set(re.findall(r'class="verdict (\w+)"', written))
    return verdicts == {"valid"}


READ_AS_VALID: dict[str, Callable[[str], bool]] = {
    "text": _text,
    "json": lambda written: bool(json.loads(written)["valid"]),
    "jsonl": _jsonl,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "sarif": _sarif,
    "markdown": lambda written: written.startswith("## ✅"),
    "html": _html,
}
"""What a reader of each format takes it for: whether it passes."""


def _write(folder: Path, content: str = BAD) -> Path:
    file = folder / "table.csv"
    file.write_text(content, "utf-8")
    return file


def _flood(rows: int, good: int = 0) -> str:
    return "id,note\n" + "1,good\n" * good + "".join(f"x{number},bad\n" for number in range(rows))


def valid(folder: Path) -> Report:
    return sd.validate(_write(folder, "id,note\n1,a\n"), SCHEMA)


def invalid(folder: Path) -> Report:
    return sd.validate(_write(folder), SCHEMA)


def warned(folder: Path) -> Report:
    return sd.validate(_write(folder), SCHEMA, warn=["type-error"])


def warned_and_invalid(folder: Path) -> Report:
    return sd.validate(_write(folder, f"{BAD}2\n"), SCHEMA, warn=["type-error"])


def cut(folder: Path) -> Report:
    return sd.validate(_write(folder, _flood(30)), SCHEMA, limit_errors=5)


def warned_and_cut(folder: Path) -> Report:
    return sd.validate(_write(folder, _flood(30)), SCHEMA, limit_errors=5, warn=["type-error"])


def warned_and_cut_before_the_first_error(folder: Path) -> Report:
    return sd.validate(_write(folder, f"{_flood(30)}2\n"), SCHEMA, limit_errors=5, warn=["type-error"])


def partial(folder: Path) -> Report:
    return sd.validate(_write(folder, _flood(200_000)), SCHEMA, limit_errors=5)


def warned_and_partial(folder: Path) -> Report:
    return sd.validate(_write(folder, _flood(200_000)), SCHEMA, limit_errors=5, warn=["type-error"])


def broken_descriptor(folder: Path) -> Report:
    descriptor = {
        "name": "p",
        "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"type": "string"}]}}],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return sd.validate(folder / "datapackage.json")


def frame(_: Path) -> Report:
    import pandas as pd

    return sd.validate(pd.DataFrame({"id": ["x"], "note": ["a"]}), SCHEMA)


def warned_frame(_: Path) -> Report:
    import pandas as pd

    return sd.validate(pd.DataFrame({"id": ["x"], "note": ["a"]}), SCHEMA, warn=["type-error"])


def _with_baseline(report: Report, folder: Path, of: Report) -> Report:
    from summitdata.validation.baseline import baseline

    (folder / "known.json").write_text("".join(baseline(of)), "utf-8")
    return accept(report, read_baseline(folder / "known.json"))


def accepted_by_baseline(folder: Path) -> Report:
    report = sd.validate(_write(folder), SCHEMA, limit_errors=0)
    return _with_baseline(report, folder, report)


def warned_with_an_empty_baseline(folder: Path) -> Report:
    report = sd.validate(_write(folder), SCHEMA, limit_errors=0, warn=["type-error"])
    return _with_baseline(report, folder, valid(folder))


def warned_with_its_own_baseline(folder: Path) -> Report:
    """The baseline was written before the type became a warning: its warnings stay, and nothing is out of date."""
    file = _write(folder)
    report = sd.validate(file, SCHEMA, limit_errors=0, warn=["type-error"])
    return _with_baseline(report, folder, sd.validate(file, SCHEMA, limit_errors=0))


def out_of_date_baseline(folder: Path) -> Report:
    return _with_baseline(valid(folder), folder, invalid(folder))


SITUATIONS: dict[Callable[[Path], Report], bool] = {
    valid: True,
    invalid: False,
    warned: True,
    warned_and_invalid: False,
    cut: False,
    warned_and_cut: True,
    warned_and_cut_before_the_first_error: False,
    partial: False,
    warned_and_partial: True,
    broken_descriptor: False,
    frame: False,
    warned_frame: True,
    accepted_by_baseline: True,
    warned_with_an_empty_baseline: True,
    warned_with_its_own_baseline: True,
    out_of_date_baseline: False,
}
"""What a report may have in it, and whether the data pass."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    return {make.__name__: make(tmp_path_factory.mktemp(make.__name__)) for make in SITUATIONS}


def test_every_format_has_a_reader_here() -> None:
    assert set(READ_AS_VALID) == set(FORMATS)


@pytest.mark.parametrize("make", SITUATIONS, ids=lambda make: make.__name__)
def test_the_report_passes_where_the_data_do(make: Callable[[Path], Report], reports: dict[str, Report]) -> None:
    assert reports[make.__name__].valid == SITUATIONS[make]


@pytest.mark.parametrize("make", SITUATIONS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_the_exit_code_says(
    name: str, make: Callable[[Path], Report], reports: dict[str, Report]
) -> None:
    report = reports[make.__name__]
    if name == "jsonl" and make is warned_and_cut_before_the_first_error:
        assert "severity" in FORMATS[name](report)  # it has only the listed errors, all of them warnings here
        return
    assert READ_AS_VALID[name](FORMATS[name](report)) == report.valid


@pytest.mark.parametrize("make", [cut, warned_and_cut, partial, warned_and_partial], ids=lambda make: make.__name__)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "jsonl"])  # there each line is an error
def test_a_format_says_that_the_list_is_cut_or_reading_stopped(
    name: str, make: Callable[[Path], Report], reports: dict[str, Report]
) -> None:
    report = reports[make.__name__]
    (note,) = report.warnings
    assert report.tasks[0].partial == ("partial" in make.__name__)
    assert note in html.unescape(FORMATS[name](report))


WARNED = [warned, warned_and_invalid, warned_frame, warned_with_an_empty_baseline, warned_with_its_own_baseline]


@pytest.mark.parametrize("make", WARNED, ids=lambda make: make.__name__)
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_shows_a_warning_as_one(name: str, make: Callable[[Path], Report], reports: dict[str, Report]) -> None:
    report = reports[make.__name__]
    assert "warning" in {error.severity for error in report.errors}
    assert re.search(r"warning|\"minor\"", FORMATS[name](report))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "jsonl"])  # there each line is an error
def test_a_format_shows_how_many_errors_there_are_though_the_list_is_cut(name: str, reports: dict[str, Report]) -> None:
    report = reports["cut"]
    assert report.tasks[0].totals.by_type == {"type-error": 30}
    assert re.search(r"\b30\b", FORMATS[name](report))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_shows_an_error_at_its_place(name: str, reports: dict[str, Report]) -> None:
    report = reports["invalid"]
    (error,) = report.errors
    assert (error.line_number, error.column_number) == (2, 1)
    written = html.unescape(FORMATS[name](report))
    assert "table.csv" in written
    places = r':2:1\b|line=2,col=1|line 2, column 1|>2:1<|"lineNumber": 2|"begin": 2|"startLine": 2'
    assert re.search(places, written)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_shows_the_errors_of_a_descriptor(name: str, reports: dict[str, Report]) -> None:
    (error, *_) = reports["broken_descriptor"].errors
    written = html.unescape(FORMATS[name](reports["broken_descriptor"]))
    words = (error.message, error.note)
    assert any(json.dumps(text)[1:-1] in written or text in written for text in words)


@pytest.mark.parametrize("options", [[], ["--warn", "type-error"], ["--warn", "type-error", "--strict"]])
@pytest.mark.parametrize("baseline", [False, True])
def test_the_command_exits_as_all_its_formats_say(options: list[str], baseline: bool, tmp_path: Path) -> None:  # noqa: FBT001
    from click.testing import CliRunner

    from summitdata.cli import app

    schema, known = tmp_path / "schema.json", tmp_path / "known.json"
    schema.write_text(json.dumps(SCHEMA), "utf-8")
    known.write_text("[]", "utf-8")
    line = ["validate", str(_write(tmp_path)), "--schema", str(schema), *options]
    line += ["--baseline", str(known)] if baseline else []
    for name in FORMATS:
        line += ["--format", name, "--output", str(tmp_path / name)]
    done = CliRunner().invoke(app, line)
    assert done.exit_code == (0 if options == ["--warn", "type-error"] else 1), done.output
    passes = {name: READ_AS_VALID[name]((tmp_path / name).read_text("utf-8")) for name in FORMATS}
    assert passes == dict.fromkeys(FORMATS, done.exit_code == 0)
