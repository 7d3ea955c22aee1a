"""The notebook: it runs again when the data are others than those that it ran on."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "docs" / "first-analysis.ipynb"
RAN_ON = "data"
"""The entry of the notebook's metadata that says which data it ran on."""


def data_hash() -> str:
    """Return a hash of all tables."""
    tables = sorted((ROOT / "resources").glob("*.csv"))
    return sha256(b"".join(table.read_bytes() for table in tables)).hexdigest()


def is_current() -> bool:
    """Return whether the notebook ran on the present data."""
    return bool(json.loads(BOOK.read_text("utf-8"))["metadata"].get(RAN_ON) == data_hash())


def run_notebook() -> None:
    """Run the notebook, and store what its cells print."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(BOOK, as_version=4)  # type: ignore[no-untyped-call] # has no types
    quiet = ["--IPKernelApp.log_level=40"]  # else it warns that others on this machine may read what it sends
    place = {"metadata": {"path": str(BOOK.parent)}}
    NotebookClient(book, timeout=300, resources=place, extra_arguments=quiet).execute()
    for cell in book.cells:
        cell.get("metadata", {}).pop("execution", None)  # when it ran
    book.metadata[RAN_ON] = data_hash()
    nbformat.write(book, BOOK)  # type: ignore[no-untyped-call] # has no types
