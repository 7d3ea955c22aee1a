"""A short run of each fuzzing target, every input that once broke a promise, and a few costly inputs with their limits.

The long runs are campaigns: `python tests/fuzz/run.py`, `python tests/fuzz/limits.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "fuzz"
FINDS = sorted((HERE / "finds").glob("*/*.input"))
TARGETS = sorted(folder.name for folder in (HERE / "seeds").iterdir())
COSTLY = (
    "keys/of the same field",
    "many_values/long ones",
    "baselines/an exponent as text",
    "deep_json/900 lists in a cell",
)


def python(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the campaigns in another process: its audit hook cannot be taken away again."""
    line = [sys.executable, *words]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    return subprocess.run(line, capture_output=True, text=True, cwd=folder, env=environment, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_a_short_search_finds_nothing(target: str, tmp_path: Path) -> None:
    words = [str(HERE / "run.py"), target, "--plain", "--inputs", "60", "--seconds", "600", "--keep", str(tmp_path)]
    done = python(*words, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("target", sorted({file.parent.name for file in FINDS}))
def test_what_was_found_once_keeps_its_promises(target: str, tmp_path: Path) -> None:
    files = [str(file) for file in FINDS if file.parent.name == target]
    done = python(str(HERE / "run.py"), target, "--input", *files, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(os, "wait4"), reason="the limits are measured by wait4, which this system does not have"
)
def test_costly_inputs_stay_within_the_limits(tmp_path: Path) -> None:
    done = python(str(HERE / "limits.py"), *COSTLY, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
