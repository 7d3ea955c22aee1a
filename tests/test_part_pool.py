"""The parts of a table in a few processes: the report is that of one."""

from __future__ import annotations

from dataclasses import replace
from time import sleep
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

import summitdata as sd
from parts_cases import CASES, HEADER, comparable, flood, write_package
from summitdata.errors import PackageError
from summitdata.validation import worker
from summitdata.validation.budget import Budget, StopError
from summitdata.validation.screen import part_pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def many_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_pool, "PROCESSORS", 2)
    monkeypatch.setattr(part_pool, "MIN_PROCESSORS", 2)
    monkeypatch.setattr(part_pool, "MIN_BYTES", 0)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Have the jobs of processes done in this one, and return what they are."""
    calls: list[tuple[Any, ...]] = []

    def run(function: Callable[..., Any], *arguments: Any, budget: Budget, progress: Callable[..., None]) -> Any:
        calls.append(arguments)
        return function(*arguments, replace(budget, is_worker=True), progress)

    monkeypatch.setattr(worker, "run_in_worker", run)
    return calls


@pytest.mark.parametrize("name", CASES)
def test_the_report_is_that_of_one_process(
    name: str, calls: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write_package(tmp_path, name, *CASES[name]())
    for limit in (0, 1000, 3):
        calls.clear()
        in_processes = sd.validate(package, limit_errors=limit)
        assert sorted(part.number for share, *_ in calls for part in share) in ([0, 1, 2], [0, 1], [])
        with monkeypatch.context() as changed:
            changed.setattr(part_pool, "MIN_BYTES", 10**9)
            in_one = sd.validate(package, limit_errors=limit)
        assert comparable(in_processes) == comparable(in_one)
        assert [task.engine for task in in_processes.tasks] == [task.engine for task in in_one.tasks]


def test_each_process_has_its_share_of_the_parts_and_of_the_time(
    calls: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: list[float] = []
    run = worker.run_in_worker

    def noted(*given: Any, budget: Budget, progress: Any) -> Any:
        seconds.append(budget.seconds)
        return run(*given, budget=budget, progress=progress)

    monkeypatch.setattr(worker, "run_in_worker", noted)
    parts = [f"{HEADER}{at},2020-01-02,a\n".encode() for at in range(5)]
    package = write_package(tmp_path, "five", parts, CASES["clean"]()[1])
    assert sd.validate(package, time_limit=50).valid
    assert sorted([part.number for part in share] for share, *_ in calls) == [[0, 2, 4], [1, 3]]
    assert sum(seconds) == pytest.approx(50, rel=0.2)
    assert max(seconds) == pytest.approx(30, rel=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a key in two parts", "wrong cells", "references to another table"])
def test_the_report_is_that_of_processes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = write_package(tmp_path, name, *CASES[name]())
    with patch.object(worker, "run_in_worker", wraps=worker.run_in_worker) as run:
        in_processes = sd.validate(package)
    assert run.call_count == 2
    monkeypatch.setattr(part_pool, "MIN_BYTES", 10**9)
    assert comparable(in_processes) == comparable(sd.validate(package))


FAILURES = [
    PackageError("no more processes"),
    StopError("memory-limit", "too much"),
    StopError("internal-error", "code"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_where_a_process_fails_one_process_reads_all(
    failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise failure

    package = write_package(tmp_path, "wrong cells", *CASES["wrong cells"]())
    monkeypatch.setattr(worker, "run_in_worker", fail)
    report = sd.validate(package)
    monkeypatch.setattr(part_pool, "MIN_BYTES", 10**9)
    assert comparable(report) == comparable(sd.validate(package))


def test_the_others_are_stopped_where_a_process_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []

    def run(_: Any, share: list[Any], *__: Any, budget: Budget, progress: Callable[..., None]) -> Any:  # noqa: ARG001 - as called
        if share[0].number:
            raise PackageError("no more processes")
        try:
            for rows in range(2000):
                sleep(0.005)
                progress(rows, None)
            ended.append("alone")
        except Exception:  # whatever ends it, which goes on to the caller
            ended.append("stopped")
            raise

    monkeypatch.setattr(worker, "run_in_worker", run)
    assert sd.validate(write_package(tmp_path, "clean", *CASES["clean"]())).valid
    assert ended == ["stopped"]


def test_the_time_of_processes_is_that_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, budget: Budget, **__: Any) -> Any:
        budget.add(60)
        raise budget.time_over()

    package = write_package(tmp_path, "wrong cells", *CASES["wrong cells"]())
    monkeypatch.setattr(worker, "run_in_worker", fail)
    report = sd.validate(package, time_limit=50)
    assert {error.type for error in report.errors} == {"time-limit"}


@pytest.mark.slow
def test_a_flood_later_ends_where_it_does_in_one_process(
    calls: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write_package(tmp_path, "a flood", *flood(40_000, 4600))
    in_processes = sd.validate(package, limit_errors=5)
    assert len(calls) == 2
    monkeypatch.setattr(part_pool, "MIN_BYTES", 10**9)
    assert comparable(in_processes) == comparable(sd.validate(package, limit_errors=5))


def test_few_processors_or_bytes_or_a_worker_or_no_processes_are_for_one_process(
    calls: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write_package(tmp_path, "clean", *CASES["clean"]())
    for module, name, value in (
        (part_pool, "MIN_PROCESSORS", 3),
        (part_pool, "MIN_BYTES", 10**6),
        (worker, "can_start", lambda: False),
    ):
        with monkeypatch.context() as changed:
            changed.setattr(module, name, value)
            assert sd.validate(package).valid
        assert not calls
    assert sd.validate(package).valid
    assert calls
