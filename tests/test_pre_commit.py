"""The hooks for work on this repository: local commands that are there and pass."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILE = ROOT / ".pre-commit-config.yaml"
(REPOSITORY,) = yaml.safe_load(FILE.read_text("utf-8"))["repos"]
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in REPOSITORY["hooks"]}
FILES = {
    "ruff-check": "tests/test_pre_commit.py",
    "ruff-format": "tests/test_pre_commit.py",
    "summitdata-validate": "resources/summits.csv",
}
"""A file for each hook that is given files."""


def test_the_hooks_fetch_nothing() -> None:
    assert REPOSITORY["repo"] == "local"
    assert {hook["language"] for hook in HOOKS.values()} == {"system"}


def test_the_configuration_is_valid_to_pre_commit() -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is in the extra `lint`")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("id", HOOKS)
def test_each_hook_runs(id: str) -> None:
    program, *words = shlex.split(HOOKS[id]["entry"])
    assert program.startswith(".venv/bin/")
    command = Path(sys.executable).parent / Path(program).name
    if not command.is_file():
        pytest.skip(f"{command.name} is not installed here: it is in the extra `lint`")
    files = [FILES[id]] if HOOKS[id].get("pass_filenames", True) else []
    done = subprocess.run([command, *words, *files], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
