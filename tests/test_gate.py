"""The gate takes the names of its parts, and CONTRIBUTING names each of them."""

from __future__ import annotations

import re
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
