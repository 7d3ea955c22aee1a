"""`sync` and `diff` on packages of a few kilobytes that ask for much: they end with an error, in any thread."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from held_memory import process_that_holds, process_that_needs
from summitdata.tabular.inputs import resolve_inputs
from summitdata.upkeep.sync import sync
from summitdata.validation import worker
from summitdata.validation.budget import Budget, StopError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLES, ROWS = 400, 20_000


def table(name: str, path: str = "table.csv", **schema: Any) -> dict[str, Any]:
    return {"name": name, "path": path, "schema": {"fields": [{"name": "id"}, {"name": "b"}], **schema}}


def write(folder: Path, resources: list[dict[str, Any]], end: str = "") -> Path:
    folder.mkdir()
    (folder / "datapackage.json").write_text(json.dumps({"$schema": V2, "name": "p", "resources": resources}), "utf-8")
    (folder / "table.csv").write_text("id,b\n" + "".join(f"{n},{n}{end}\n" for n in range(ROWS)), "utf-8")
    return folder


def sync_many(folder: Path) -> None:
    key = {"fields": "b", "reference": {"resource": "sources", "fields": "id"}}
    resources = [table(f"t{n}", foreignKeys=[key]) for n in range(TABLES)]
    sync(write(folder / "p", [*resources, table("sources")]), write=False)


def sync_keys(folder: Path) -> None:
    key = {"fields": "b", "reference": {"resource": "sources", "fields": "id"}}
    sync(write(folder / "p", [table("t", foreignKeys=[key] * 4_000), table("sources")]), write=False)


def diff_many(folder: Path) -> None:
    resources = [table(f"t{n}", primaryKey="id") for n in range(TABLES)]
    sd.diff(write(folder / "old", resources), write(folder / "new", resources, "x"))


def diff_columns(folder: Path) -> None:
    own = {"fields": [{"name": f"f{n}"} for n in range(20)], "primaryKey": "f0"}
    (folder / "schema.json").write_text(json.dumps(own), "utf-8")
    for name in ("old", "new"):
        rows = [",".join(f"f{n}" for n in range(20)), *(f"{n}" + f",{name}" * 19 for n in range(ROWS))]
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    sd.diff(folder / "old.csv", folder / "new.csv", schema=folder / "schema.json")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "place"),
    [
        (sync_many, "p/datapackage.json"),
        (sync_keys, "p/datapackage.json"),
        (diff_many, "new"),
        (diff_columns, "new.csv"),
    ],
)
@pytest.mark.parametrize("is_main", [True, False])
def test_what_takes_long_is_ended(
    call: Callable[[Path], None], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_main: bool
) -> None:
    monkeypatch.setattr("summitdata.validation.budget.BASE_SECONDS", 0.2)
    monkeypatch.setattr("summitdata.validation.budget.SECONDS_PER_MEGABYTE", 0)
    raised: list[BaseException] = []

    def run() -> None:
        with pytest.raises(sd.PackageError, match=r"it needs more than 0.2 seconds of processor time: ") as error:
            call(tmp_path)
        raised.append(error.value)

    thread = threading.Thread(target=run)
    if is_main:
        run()
    else:
        thread.start()
        thread.join()
    assert [str(error).partition(": ")[0] for error in raised] == [str(tmp_path / place)]


def test_what_needs_much_memory_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summitdata.validation.worker.BASE_MEMORY", 60_000_000)
    monkeypatch.setattr("summitdata.validation.worker.MEMORY_PER_BYTE", 0)
    with pytest.raises(sd.PackageError, match=r"needs more than 60 MB of memory"):
        diff_columns(tmp_path)


def test_a_large_package_is_the_same_in_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = write(tmp_path / "old", [table("t", primaryKey="id")]), tmp_path / "new"
    write(new, [table("t", primaryKey="id")])
    (new / "table.csv").write_text((old / "table.csv").read_text("utf-8").replace("\n7,7\n", "\n7,8\n"), "utf-8")
    by_worker = sd.diff(old, new)
    monkeypatch.setattr("summitdata.upkeep.bounded.SMALL", 10**9)
    assert by_worker == sd.diff(old, new)
    assert [change.new for change in by_worker.changes] == ["8"]


def test_an_error_of_a_worker_is_that_of_the_call(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", [table("t")]), write(tmp_path / "new", [table("t")])
    with pytest.raises(sd.PackageError, match="its schema has no primary key"):
        sd.diff(old, new)


def test_a_key_may_name_a_field_many_times(tmp_path: Path) -> None:
    own = {"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": ["a"] * 20_000}
    for name in ("old", "new"):
        (tmp_path / f"{name}.csv").write_text("a,b\n" + "".join(f"{n},{name}\n" for n in range(2_000)), "utf-8")
    assert len(sd.diff(tmp_path / "old.csv", tmp_path / "new.csv", schema=own).changes) == 2_000


def test_a_schema_that_many_tables_name_is_held_once(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps({"fields": [{"name": "a"}]}), "utf-8")
    resources = [{"name": f"r{n}", "path": f"{n}.csv", "schema": "schema.json"} for n in range(50)]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    for number in range(50):
        (tmp_path / f"{number}.csv").write_text("a\nx\n", "utf-8")
    for source, schema in ((tmp_path, None), ([tmp_path / f"{n}.csv" for n in range(50)], tmp_path / "schema.json")):
        tables = [table for batch in resolve_inputs(source, schema) for table in batch.tables]
        assert len({id(table.resource["schema"]) for table in tables}) == 1
        assert len(tables) == 50
        assert sd.validate(source, schema).valid


def test_the_time_of_a_package_grows_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summitdata.validation.budget.BASE_SECONDS", 0.2)
    resources = [{"name": f"r{n}", "path": "table.csv"} for n in range(3_000)]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    (tmp_path / "table.csv").write_text("a\nx\n", "utf-8")
    monkeypatch.setattr("summitdata.validation.budget.SECONDS_PER_MEGABYTE", 0.1)
    report = sd.validate(tmp_path)
    errors = [*report.errors, *report.package_errors]
    assert "time-limit" in {error.type for error in errors}, [error.message for error in errors]


def test_a_foreign_key_may_name_a_field_many_times(tmp_path: Path) -> None:
    names = {"fields": ["a"] * 50, "reference": {"resource": "", "fields": ["b"] * 50}}
    own = {"fields": [{"name": "a"}, {"name": "b"}], "foreignKeys": [names]}
    (tmp_path / "table.csv").write_text("a,b\n" + "x,y\n" * 5, "utf-8")
    report = sd.validate(tmp_path / "table.csv", own)
    assert report.tasks[0].engine == "frictionless"


def test_a_worker_that_was_interrupted_runs_no_other_job(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\nx,y\n", "utf-8")
    own = {"fields": [{"name": "a"}, {"name": "b"}]}
    for seconds in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4):  # somewhere in an import of a new process
        sd.validate(tmp_path / "table.csv", own, engine="frictionless", time_limit=seconds)
        assert sd.validate(tmp_path / "table.csv", own, engine="frictionless").valid, seconds


@pytest.mark.parametrize("program", ["/dev/null", "/no/such/python"])
def test_a_system_that_starts_no_process_is_named_as_the_cause(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker._IDLE.close()  # noqa: SLF001 - no earlier test has left one that waits
    monkeypatch.setattr("sys.executable", program)
    (tmp_path / "table.csv").write_text("a\nx\n", "utf-8")
    own = {"fields": [{"name": "a", "constraints": {"pattern": "(?=x)x"}}]}
    with pytest.raises(sd.PackageError, match=f"a process of its own, which cannot be started .{program}: "):
        sd.validate(tmp_path / "table.csv", own)


def test_a_worker_that_has_much_memory_runs_no_other_job() -> None:
    """It would keep the memory while the caller writes the report."""

    def process(size: int) -> Any:
        return worker.run_in_worker(process_that_holds, size, budget=Budget())

    first = process(0)
    assert process(200_000_000) == first
    assert process(0) != first


def test_what_an_earlier_job_left_is_not_taken_from_a_later_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BASE_MEMORY", 250_000_000)
    first = worker.run_in_worker(process_that_needs, 0, budget=Budget())
    assert worker.run_in_worker(process_that_needs, 80_000_000, budget=Budget()) == first
    assert worker.run_in_worker(process_that_holds, 50_000_000, budget=Budget()) == first
    assert worker.run_in_worker(process_that_needs, 80_000_000, budget=Budget()) == first


def test_a_job_that_needs_more_than_it_may_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BASE_MEMORY", 250_000_000)
    with pytest.raises(StopError, match="the table needs more than 250 MB of memory"):
        worker.run_in_worker(process_that_needs, 400_000_000, budget=Budget())
