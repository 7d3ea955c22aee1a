"""Untrusted files and schemas: each ends in bounded time and memory, with a report or an error of the library."""

from __future__ import annotations

import json
import resource
import threading
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from small_table import write
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


def schema(type: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"fields": [{"name": "a", "type": type, "constraints": constraints}, {"name": "b", "type": "string"}]}


ENDLESS = ["(a+)+$", "(a|aa)+$", "(.*)*x", "([a-z]+)*[0-9]", "^(a?){40}a{40}$", r"(\w+\s?)+$", "(a*)*b"]
"""Patterns that Python's `re` would need years for on a cell of forty letters; RE2 needs no longer than for others."""


@pytest.mark.parametrize("pattern", ENDLESS)
@pytest.mark.parametrize("engine", ["screen", "frictionless"])
def test_a_pattern_that_re2_reads_is_matched_in_linear_time(pattern: str, engine: str, tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, b"a,b\n" + b"a" * 40 + b"!,x\n"), schema(pattern=pattern), engine=engine)
    assert [(error.type, error.field_name) for error in report.errors] == [("constraint-error", "a")]


ENDLESS_IN_PYTHON = {
    "a back-reference": r"(a+)+\1$",
    "a flag": "(?i:(a+)+)$",
    "look-ahead": "(?=(a+)+$)",
    "a word boundary": r"(a+)+\b$",
    "look-behind": "(?:a|aa)+(?<=b)$",
    "too many steps for RE2": "(?:(?:a{1,90}){1,90})+$",
    "as a condition": r"(a)?(?:(a+)+)(?(1)b|c)$",
}
"""Patterns that RE2 does not read, and Python would need years for."""


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS_IN_PYTHON)
def test_a_pattern_that_only_python_reads_is_ended_with_its_name(name: str, tmp_path: Path) -> None:
    pattern = ENDLESS_IN_PYTHON[name]
    file = write(tmp_path, b"a,b\n" + b"a" * 60 + b"!,x\n")
    report = sd.validate(file, schema(pattern=pattern), time_limit=1)  # a loaded machine needs half of it to begin
    assert [(error.type, error.field_name) for error in report.errors] == [("time-limit", "a")]
    assert repr(pattern) in report.errors[0].note
    assert report.tasks[0].partial


SLOW = {
    "a pattern that takes long to compile": (schema(pattern="(?i:" + "[\u0100-\uffff]" * 300 + ")"), b"a,b\nx,y\n"),
    "a number that is searched for digits": (
        {"fields": [{"name": "a", "type": "number", "bareNumber": False}, {"name": "b"}]},
        b"a,b\n1" + b"x" * 100_000 + b"1,y\n",
    ),
    "an enumeration that each cell is compared with": (
        schema("number", enum=[f"{n}.5" for n in range(20_000)]),
        b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(20_000)),
    ),
    "a key into a table that takes long": (
        {
            "fields": [{"name": "a", "type": "number", "bareNumber": False}, {"name": "b"}],
            "foreignKeys": [{"fields": "b", "reference": {"resource": "", "fields": "a"}}],
        },
        b"a,b\n1" + b"x" * 100_000 + b"1,y\n",
    ),
    "a key with as many values as rows": (
        schema("any")
        | {"foreignKeys": [{"fields": ["a", "b"], "reference": {"resource": "", "fields": ["b", "a"]}}] * 500},
        b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(20_000)),
    ),
}
"""Schemas and data that take long in other ways than by a pattern."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("is_main", [True, False])
def test_what_takes_long_is_ended_in_any_thread(name: str, tmp_path: Path, *, is_main: bool) -> None:
    own, content = SLOW[name]
    file, reports = write(tmp_path, content), list[sd.Report]()

    def run() -> None:
        reports.append(sd.validate(file, own, time_limit=0.5))

    thread = threading.Thread(target=run)
    if is_main:
        run()
    else:
        thread.start()
        thread.join()
    assert [error.type for error in reports[0].errors][-1] == "time-limit"


COMPILE_BOMBS = {
    "ranges without case": "(?i:" + "[\u0100-\uffff]" * 300 + ")",
    "ranges without case everywhere": "(?i)" + "[\u0100-\uffff]" * 300,
    "case in a group": "(a(?i:" + "[\u0100-\uffff]" * 300 + "))",
    "a long pattern": "a" * 30_000,
    "long alternatives with one beginning": "a" * 15_000 + "|" + "a" * 15_000,
}


@pytest.mark.parametrize("name", COMPILE_BOMBS)
def test_a_pattern_that_takes_long_to_compile_is_refused_where_it_is_needed(name: str, tmp_path: Path) -> None:
    own = schema(pattern=COMPILE_BOMBS[name])
    with pytest.raises(sd.SummitDataError, match=r"the pattern|a pattern"):
        sd.read_csv(write(tmp_path, b"a,b\nx,y\n"), own)


def test_the_time_of_a_run_is_for_all_of_its_tables(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.csv").write_bytes(b"a,b\n" + b"a" * 60 + b"!,x\n")
    report = sd.validate(tmp_path, schema(pattern=r"(a+)+\1$"), time_limit=0.5)
    assert [[error.type for error in task.errors] for task in report.tasks] == [["time-limit"]] * 20


def test_a_pattern_that_takes_all_memory_in_one_step_is_ended(tmp_path: Path) -> None:
    """While Python's `re` is in a step, no thread of its process runs: another process has to look at the memory."""
    file = write(tmp_path, b"a,b\n" + b"a" * 900_000 + b",x\n")
    [task] = sd.validate(file, schema(pattern="(?:(a)" + "()" * 90 + "|b)*\\1c")).tasks
    assert [error.type for error in task.errors] == ["memory-limit"]


@pytest.mark.slow
def test_what_ends_a_worker_is_paid_for_by_the_run(tmp_path: Path) -> None:
    """Each of the tables needs too much memory; the time of the workers that end so is the run's."""
    file = write(tmp_path, b"," * 900_000 + b"\n" + b"x\n")
    tables = [{"name": f"t{number}", "path": file.name, "schema": {"fields": []}} for number in range(12)]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": tables}), "utf-8")
    report = sd.validate(tmp_path, time_limit=4)
    types = [error.type for task in report.tasks for error in task.errors]
    assert set(types) <= {"memory-limit", "time-limit"}
    assert types[-1] == "time-limit"


def test_a_run_that_ends_early_cannot_be_a_warning(tmp_path: Path) -> None:
    file = write(tmp_path, b"a,b\n" + b"a" * 60 + b"!,x\n")
    report = sd.validate(file, schema(pattern=r"(a+)+\1$"), time_limit=0.3, warn=["time-limit"])
    assert not report.valid


def test_the_timer_of_others_is_left_as_it_was(tmp_path: Path) -> None:
    import signal

    before = signal.getsignal(signal.SIGALRM)
    sd.validate(write(tmp_path, b"a,b\nx,y\n"), schema(pattern="x"))
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_another_thread_may_validate(tmp_path: Path) -> None:
    found: list[sd.Report] = []
    file = write(tmp_path, b"a,b\nx,y\n")
    thread = threading.Thread(target=lambda: found.append(sd.validate(file, schema(pattern="y"))))
    thread.start()
    thread.join()
    assert not found[0].valid


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "error_type"), [(64_000_000, "long-cell"), (200_000_000, "type-error")])
def test_one_cell_of_a_hundred_megabytes(limit: int, error_type: str, tmp_path: Path) -> None:
    file = write(tmp_path, b"a,b\n" + b"9" * 100_000_000 + b",x\n")
    report = sd.validate(file, schema("integer"), max_cell_bytes=limit)
    assert [error.type for error in report.errors] == [error_type]
    assert all(len(write(report)) < 200_000 for write in FORMATS.values())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 8_000_000


HOSTILE = {
    "NUL bytes": b"a,b\n\0,\0\n",
    "no content": b"",
    "only line ends": b"\n\r\n\r\r\n",
    "an unclosed quote": b'a,b\n"' + b"x,y\n" * 1000,
    "bad UTF-8": b"a,b\n\xff\xfe,x\n",
    "UTF-16": "a,b\n1,x\n".encode("utf-16-le"),
    "five hundred columns": b",".join(b"c%d" % n for n in range(500)) + b"\n1\n",
    "a ZIP of that name": b"PK\x03\x04" + bytes(1000),
    "terminal controls": b"a,b\n\x1b]0;owned\x07,x\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("type", ["integer", "array", "date", "string"])
def test_hostile_bytes_end_in_a_report_in_every_format(name: str, type: str, tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, HOSTILE[name]), schema(type, required=True))
    for format in FORMATS.values():
        assert "\x1b" not in format(report)


def test_cells_of_deep_json(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, b'a,b\n"' + b"[" * 100_000 + b'",x\n'), schema("array"))
    assert not report.valid


def test_a_deep_schema_is_an_error_of_the_library(tmp_path: Path) -> None:
    deep = tmp_path / "schema.json"
    deep.write_bytes(b'{"fields":' + b"[" * 100_000)
    with pytest.raises(sd.PackageError):
        sd.validate(write(tmp_path, b"a\n1\n"), deep)


def test_a_key_into_itself_reads_the_file_once_more_and_ends(tmp_path: Path) -> None:
    own = schema() | {"primaryKey": "a", "foreignKeys": [{"fields": "b", "reference": {"resource": "", "fields": "a"}}]}
    rows = b"".join(b"%d,%d\n" % (n, n - 1) for n in range(20_000))
    report = sd.validate(write(tmp_path, b"a,b\n" + rows), own)
    assert [error.type for error in report.errors] == ["foreign-key"]


def test_a_schema_that_is_nonsense_is_refused_or_reported(tmp_path: Path) -> None:
    file = write(tmp_path, b"a,b\n1,x\n")
    for nonsense in (
        {},
        {"fields": None},
        {"fields": [1]},
        {"fields": [{"name": 1}]},
        {"fields": [{"name": "a", "type": []}]},
    ):
        try:
            assert not sd.validate(file, nonsense).valid
        except sd.SummitDataError as error:
            assert str(error)  # noqa: PT017 - either is fine


def test_the_report_of_a_hostile_file_is_json(tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, HOSTILE["terminal controls"]), schema("integer"))
    assert json.loads(report.to_json()) == report.to_dict()


@pytest.mark.slow
@pytest.mark.parametrize("constraint", ["enum", "pattern"])
def test_a_long_constraint_is_not_kept_for_each_error(constraint: str, tmp_path: Path) -> None:
    values = [f"value-{number}" for number in range(20_000)]
    constraints: dict[str, Any] = {constraint: values if constraint == "enum" else "|".join(values)}
    own = schema(**constraints)
    report = sd.validate(write(tmp_path, b"a,b\n" + b"".join(b"x%d,y\n" % n for n in range(1000))), own)
    assert {error.type for error in report.errors} == {"constraint-error"}
    assert len(report.errors) == 1000
    assert len(report.to_json()) < 1000 * 30_000
