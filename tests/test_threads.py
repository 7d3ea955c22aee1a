"""validate() in threads, tasks and copies of a process: the reports are the same, and the process is left as it was."""

from __future__ import annotations

import asyncio
import csv
import decimal
import json
import locale
import os
import signal
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import TYPE_CHECKING, Any

import frictionless
import pytest
from frictionless.vendors import stringcase

import summitdata as sd

if TYPE_CHECKING:
    from pathlib import Path


def schema(pattern: str | None = None) -> dict[str, Any]:
    constraints = {} if pattern is None else {"pattern": pattern}
    return {"fields": [{"name": "a", "type": "string", "constraints": constraints}, {"name": "b", "type": "string"}]}


CASES = {
    "valid": (b"a,b\nx,y\n" * 2, schema("[a-z]")),
    "invalid": (b"a,b\n" + b"1,y\n" * 50, schema("[a-z]")),
    "in a worker": (b"a,b\n1,y\n", schema("(?=x)x")),
    "another header": (b"a,c\n1,y\n", schema()),
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, tuple[Path, dict[str, Any]]]:
    made = {name: (tmp_path / f"{name.replace(' ', '-')}.csv", own) for name, (_, own) in CASES.items()}
    for name, (file, _) in made.items():
        file.write_bytes(CASES[name][0])
    return made


def content(report: sd.Report) -> dict[str, Any]:
    """A report without what differs from run to run."""
    found = report.to_dict()
    for part in (found, *found["tasks"]):
        del part["stats"]["seconds"]
    return found


def state() -> tuple[Any, ...]:
    """What a library could leave behind in a process."""
    return (
        [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGPROF, signal.SIGINT, signal.SIGPIPE)],
        (sys.stdin, sys.stdout, sys.stderr, sys.excepthook, sys.unraisablehook),
        list(warnings.filters),
        (stringcase.snakecase, frictionless.Field.create_cell_reader),
        csv.field_size_limit(),
        (os.getcwd(), dict(os.environ)),  # noqa: PTH109 - the name of the folder
        decimal.getcontext().prec,
        locale.setlocale(locale.LC_ALL),
    )


@pytest.mark.slow
def test_many_threads_at_once_report_the_same_and_leave_nothing_behind(
    files: dict[str, tuple[Path, dict[str, Any]]],
) -> None:
    alone = {name: content(sd.validate(*files[name])) for name in CASES}
    before = state()
    names = [*CASES] * 10
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda name: content(sd.validate(*files[name])), names))
    assert reports == [alone[name] for name in names]
    assert state() == before


def test_tasks_of_asyncio_report_the_same(files: dict[str, tuple[Path, dict[str, Any]]]) -> None:
    async def gather() -> list[sd.Report]:
        return await asyncio.gather(*(asyncio.to_thread(sd.validate, *files[name]) for name in CASES))

    alone = [content(sd.validate(*files[name])) for name in CASES]
    assert [content(report) for report in asyncio.run(gather())] == alone


@pytest.mark.slow
def test_a_copy_of_the_process_has_workers_of_its_own(files: dict[str, tuple[Path, dict[str, Any]]]) -> None:
    file, own = files["in a worker"]
    script = f"""
import os, summitdata as sd
file, own = {str(file)!r}, {own!r}
assert sd.validate(file, own).errors[0].type == "constraint-error"
child = os.fork()
for _ in range(3):
    assert sd.validate(file, own).errors[0].type == "constraint-error"
if child:
    assert os.waitpid(child, 0)[1] == 0
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=200, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_machine_that_stands_still_changes_no_report(tmp_path: Path) -> None:
    file, own = tmp_path / "table.csv", tmp_path / "schema.json"
    file.write_bytes(b"a,b\n" + b"x,y\n" * 50_000)
    own.write_text(json.dumps(schema("(?=x)x")), "utf-8")  # only Python's `re` reads it: in a worker
    command = [sys.executable, "-m", "summitdata", "validate", str(file), "--schema", str(own), "--time-limit", "30"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    for _ in range(3):
        sleep(0.2)
        os.killpg(process.pid, signal.SIGSTOP)
        sleep(1)
        os.killpg(process.pid, signal.SIGCONT)
    output = process.communicate()[0].decode()
    assert (process.returncode, output.splitlines()[-1]) == (0, "valid: 1 table"), output


def test_no_process_is_left_when_python_ends(files: dict[str, tuple[Path, dict[str, Any]]]) -> None:
    file, own = files["in a worker"]
    script = f"""
import summitdata as sd
from summitdata.validation import worker
sd.validate({str(file)!r}, {own!r})
print(worker._IDLE._workers[0]._process.pid)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_a_worker_follows_its_caller_into_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = schema("(?=x)x")
    for name, content_of_file in (("one", b"a,b\n1,y\n"), ("two", b"a,b\n2,y\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "table.csv").write_bytes(content_of_file)
        monkeypatch.chdir(tmp_path / name)
        assert sd.validate("table.csv", own).errors[0].cell == name.replace("one", "1").replace("two", "2")
