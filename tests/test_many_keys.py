"""Keys that a schema repeats, or has very many of: the verdict is that of one key, and so is the memory."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice, permutations
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from engines import compare
from summitdata.validation import worker

if TYPE_CHECKING:
    from pathlib import Path

ONE_FIELD: dict[str, Any] = {"fields": [{"name": "a", "type": "string"}]}
NAMES = [f"f{number}" for number in range(8)]
EIGHT_FIELDS: dict[str, Any] = {"fields": [{"name": name, "type": "string"} for name in NAMES]}


def reference(fields: Any, to: Any) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": "", "fields": to}}


def shuffled(number: int) -> list[list[str]]:
    """Return keys of four fields, most of them the same in another order."""
    return [list(names) for names in islice(permutations(NAMES, 4), number)]


def narrow(rows: int) -> str:
    return "a\n" + "".join(f"{number}\n" for number in range(rows))


def wide(rows: int) -> str:
    return ",".join(NAMES) + "\n" + "".join(f"{number}{f',{number}' * 7}\n" for number in range(rows))


MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""Runs a command and prints how much memory it took. A process begins with the memory of the one that starts it, so
that is not the one of all tests."""

MANY: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "a name in a primary key": (ONE_FIELD | {"primaryKey": ["a"] * 50_000}, narrow(10_000), None),
    "a repeated primary key": (ONE_FIELD | {"primaryKey": ["a"] * 50_000}, narrow(10_000) + "7\n", "primary-key"),
    "a name in a unique key": (ONE_FIELD | {"uniqueKeys": [["a"] * 50_000]}, narrow(10_000), None),
    "a repeated unique key": (ONE_FIELD | {"uniqueKeys": [["a"] * 50_000]}, narrow(10_000) + "7\n", "unique-error"),
    "a foreign key": (ONE_FIELD | {"foreignKeys": [reference("a", "a")] * 3000}, narrow(20_000), None),
    "foreign keys of the same fields": (
        EIGHT_FIELDS | {"foreignKeys": [reference(key, key) for key in shuffled(1600)]},
        wide(6000),
        None,
    ),
    "unique keys of the same fields": (EIGHT_FIELDS | {"uniqueKeys": shuffled(1600)}, wide(20_000), None),
}
"""A schema and a table that took more than 300 MB, some of them gigabytes, and the error that is found."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory a process took")
@pytest.mark.parametrize("name", MANY)
def test_memory_does_not_grow_with_what_is_said_many_times(name: str, tmp_path: Path) -> None:
    own, text, expected = MANY[name]
    (tmp_path / "schema.json").write_text(json.dumps(own), "utf-8")
    (tmp_path / "table.csv").write_text(text, "utf-8")
    words = ["validate", "table.csv", "--schema", "schema.json", "--format", "jsonl"]
    line = [sys.executable, "-m", "summitdata", *words]
    done = subprocess.run([sys.executable, "-c", MEASURE, *line], cwd=tmp_path, capture_output=True, check=False)
    found = [json.loads(error)["type"] for error in done.stdout.decode().splitlines()]
    assert found == ([] if expected is None else [expected])
    assert done.returncode == (0 if expected is None else 1)
    assert int(done.stderr.split()[-1]) < 250_000


TEXTS = ["a,b\n1,x\n1,x\n2,\n2,\n,\n,\n", "a,b\n1,x\n", ",\n1,x\n", "b,a\n1,1\n1,1\n", "a\n1\n1\n"]


@pytest.mark.parametrize("kind", ["primaryKey", "uniqueKeys", "foreignKeys"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_repeated_name_or_key_changes_no_verdict(kind: str, text: str, tmp_path: Path) -> None:
    once, more = {
        "primaryKey": (["a", "b"], ["a", "b", "a"]),
        "uniqueKeys": ([["a", "b"]], [["a", "b"], ["a", "b"], ["a", "b", "b"]]),
        "foreignKeys": ([reference(["a", "b"], ["b", "a"])], [reference(["a", "b", "a"], ["b", "a", "b"])]),
    }[kind]
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    fields = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
    expected, repeated = compare(file, fields | {kind: once}), compare(file, fields | {kind: more})
    types = ("rowNumber", "fieldName", "type")
    assert repeated.flatten(types) == expected.flatten(types)


def test_a_key_listed_twice_is_not_found_in_its_own_row(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(",,\n1,x,\n", "utf-8")
    fields = {"fields": [{"name": "a"}, {"name": "b"}]}
    report = compare(file, fields | {"uniqueKeys": [["a", "b"], ["a", "b"]]})
    assert "unique-error" not in {error.type for error in report.errors}


@pytest.mark.parametrize("kind", ["uniqueKeys", "foreignKeys"])
def test_very_many_keys_are_compared_in_a_worker(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is the same as of a process that has no worker."""
    keys = shuffled(120)
    own = EIGHT_FIELDS | {kind: keys if kind == "uniqueKeys" else [reference(key, key) for key in keys]}
    file = tmp_path / "table.csv"
    file.write_text(wide(900) + wide(30).split("\n", 1)[1] * (kind == "uniqueKeys"), "utf-8")
    expected = sd.validate(file, own, limit_errors=50).flatten()
    for module, limit in (("merge", "MOST_HASH_BYTES"), ("foreign_keys", "MOST_KEY_BYTES"), ("recheck", "MOST_KEYS")):
        monkeypatch.setattr(f"summitdata.validation.screen.{module}.{limit}", 0)
    for module, limit in (("merge", "HASH_BYTES_PER_BYTE"), ("foreign_keys", "KEY_BYTES_PER_BYTE")):
        monkeypatch.setattr(f"summitdata.validation.screen.{module}.{limit}", 0)
    workers: list[str] = []
    run = worker.run_in_worker

    def run_in_worker(function: Any, *words: Any, **options: Any) -> Any:
        workers.append(function.__name__)
        return run(function, *words, **options)

    monkeypatch.setattr(worker, "run_in_worker", run_in_worker)
    assert sd.validate(file, own, limit_errors=50).flatten() == expected
    assert workers == ["task_in_worker"]
