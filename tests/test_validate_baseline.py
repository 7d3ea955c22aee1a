"""The command with a baseline: what is known is accepted, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from small_table import SCHEMA, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.slow
def test_a_baseline_accepts_what_is_known_and_nothing_else(run: Run, tmp_path: Path) -> None:
    schema, known = write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json"), tmp_path / "known.json"
    bad = write(tmp_path, b"id,note\nx,y\nx,y\n")
    command = ["validate", bad, "--schema", schema]
    assert run(*command, "--format", "baseline", "--output", known).returncode == 1
    assert run(*command, "--baseline", known).returncode == 0
    write(tmp_path, b"id,note\n1,new row\nx,y\nx,y\n")
    assert run(*command, "--baseline", known).returncode == 0
    write(tmp_path, b"id,note\nx,y\nx,y\nz,new\n")
    done = run(*command, "--baseline", known, "--format", "json")
    assert done.returncode == 1
    assert [error["cell"] for error in json.loads(done.stdout)["tasks"][0]["errors"]] == ["z"]
    write(tmp_path, b"id,note\nx,y\n")
    done = run(*command, "--baseline", known)
    assert done.returncode == 1
    assert "remove it from the baseline" in done.stdout


def test_a_baseline_that_is_none(run: Run, tmp_path: Path) -> None:
    good, schema = write(tmp_path, b"id,note\n1,x\n"), write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    for content in (b"{", b"[1]", b'{"a": 1}', b"[[]]"):
        known = write(tmp_path, content, "known.json")
        done = run("validate", good, "--schema", schema, "--baseline", known)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_baseline_tells_one_cell_from_another(run: Run, tmp_path: Path) -> None:
    """Two errors that differ only in the cell: the note of a type error does not repeat it."""
    schema, known = write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json"), tmp_path / "known.json"
    command = ["validate", write(tmp_path, b"id,note\nx,a\n"), "--schema", schema]
    run(*command, "--format", "baseline", "--output", known)
    write(tmp_path, b"id,note\ny,a\n")
    done = run(*command, "--baseline", known, "--format", "json")
    report = json.loads(done.stdout)
    assert [error["cell"] for error in report["tasks"][0]["errors"]] == ["y"]
    assert [error["type"] for error in report["errors"]] == ["baseline-error"]


def test_warnings_are_not_written_into_a_baseline(run: Run, tmp_path: Path) -> None:
    schema = write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    bad = write(tmp_path, b"id,note\nx,a\n1\n")
    done = run("validate", bad, "--schema", schema, "--warn", "type-error", "--format", "baseline")
    assert [entry["type"] for entry in json.loads(done.stdout)] == ["missing-cell"]


ODD_ENTRIES = [{"count": count} for count in (0, -3, 1.9, True, float("inf"))] + [{"place": "\ud800"}]


@pytest.mark.parametrize("entry", ODD_ENTRIES, ids=ascii)
def test_a_baseline_with_an_odd_entry(entry: dict[str, Any], run: Run, tmp_path: Path) -> None:
    good, schema = write(tmp_path, b"id,note\n1,x\n"), write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    whole = {"place": "", "type": "", "fieldName": "", "cell": "", "note": "", "count": 1}
    known = write(tmp_path, json.dumps([whole | entry]).encode(), "known.json")
    done = run("validate", good, "--schema", schema, "--baseline", known)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_baseline_that_was_merged_counts_both_entries(run: Run, tmp_path: Path) -> None:
    bad, schema = write(tmp_path, b"id,note\nx,y\n"), write(tmp_path, json.dumps(SCHEMA).encode(), "schema.json")
    known = tmp_path / "known.json"
    run("validate", bad, "--schema", schema, "--format", "baseline", "--output", known)
    known.write_text(json.dumps(json.loads(known.read_text("utf-8")) * 2), "utf-8")
    write(tmp_path, b"id,note\nx,y\nx,y\n")
    assert run("validate", bad, "--schema", schema, "--baseline", known).returncode == 0
