"""The notebook runs, and prints what is stored in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BOOK = Path(__file__).parents[1] / "docs" / "first-analysis.ipynb"
RUN = """
import sys
import nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=300).execute()
nbformat.write(book, sys.argv[2])
"""


def outputs(path: Path) -> list[dict[str, Any]]:
    """Return what the cells of a notebook print or show."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


def texts(path: Path) -> list[str]:
    return ["".join(output.get("text") or output["data"]["text/plain"]) for output in outputs(path)]


@pytest.mark.slow
def test_the_notebook_runs_and_says_what_is_stored(tmp_path: Path) -> None:
    new = tmp_path / "new.ipynb"
    done = subprocess.run([sys.executable, "-c", RUN, str(BOOK), str(new)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert texts(new) == texts(BOOK)


def test_it_keeps_a_picture_and_no_error() -> None:
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs(BOOK))
    assert all(output["output_type"] != "error" for output in outputs(BOOK))
