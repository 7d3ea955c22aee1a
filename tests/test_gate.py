"""The tools in .ci/: the gate takes the names of its parts, and what is listed to be mutated is there."""

from __future__ import annotations

import re
import runpy
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
if not (ROOT / ".ci").is_dir():
    pytest.skip("a source archive has no gate", allow_module_level=True)


def test_a_part_that_there_is_not_is_an_error_that_names_those_there_are() -> None:
    done = subprocess.run(
        ["/usr/bin/env", "bash", str(ROOT / ".ci" / "run"), "lint", "linty"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no part 'linty'" in done.stderr
    parts = done.stderr.partition("The parts are: ")[2].split()
    assert {"tests", "lint", "types", "docs", "quick"} <= set(parts)
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [part for part in parts if not re.search(rf"^\| `{part}` \|", page, re.MULTILINE)] == []


def test_the_modules_to_mutate_and_their_tests_are_there() -> None:
    tests = runpy.run_path(str(ROOT / ".ci" / "mutate.py"))["TESTS"]
    named = {f"src/summitdata/{module}" for module in tests} | {file for files in tests.values() for file in files}
    for name in sorted(named):
        file, _, test = name.partition("::")  # a file, or one test of it
        assert f"def {test.partition('[')[0]}" in (ROOT / file).read_text("utf-8"), name
