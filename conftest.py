"""For every test: the profiles of hypothesis, and the snippets of README and docs as tests.

A Python snippet runs as a doctest; `tests/code_blocks.py` has what runs those of other languages.
"""

from __future__ import annotations

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from sybil import Region, Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import PythonCodeBlockParser

import code_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sybil import Document, Example

# `pytest --hypothesis-profile=quick` chooses another than the first. A slow machine is not a failure: no deadlines.
settings.register_profile("summitdata", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=8)
settings.load_profile("summitdata")

# The tests start hundreds of processes: with this in the environment, each of them compiles the library anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True, scope="session")
def _unpublished() -> Iterator[None]:
    """Have reports without the addresses of pages, also where the address of the project is set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("summitdata.documentation._documentation", lambda: "")
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a file in one process: a page's snippets build on each other, and a fixture is made once."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow the blocks that start processes, before pytest selects by marks."""
    for item in items:
        if isinstance(item, SybilItem) and item.example.region.lexemes.get("language") in code_blocks.SLOW:
            item.add_marker(pytest.mark.slow)


def parse_blocks(document: Document) -> Iterator[Region]:
    """Yield the blocks of a page that are to be run here: a Python block is a doctest, or runs as a module."""
    kept = [block for block in code_blocks.blocks(document.text) if not block.excuse[0]]
    for block in kept:
        if block.language in code_blocks.RUNNERS:
            yield Region(block.start, block.end, block, run_block, {"language": block.language})
    within = [range(block.start, block.end) for block in kept if block.language == "python"]
    for region in PythonCodeBlockParser(doctest_optionflags=NORMALIZE_WHITESPACE | ELLIPSIS)(document):
        if any(region.start in block for block in within):
            yield region


def run_block(example: Example) -> str | None:
    """Run a block by what its language is run by, after those before it on its page."""
    block, names = example.parsed, example.namespace
    if "_page" not in names:
        names["_folder"] = TemporaryDirectory()
        page = Path(example.path).relative_to(code_blocks.ROOT).as_posix()
        names["_page"] = code_blocks.open_page(page, Path(names["_folder"].name))
    return code_blocks.RUNNERS[block.language](block.source, names["_page"])


def remove_folder(names: dict[str, Any]) -> None:
    """Remove the folder of a page, if one of its blocks made it."""
    if "_folder" in names:
        names["_folder"].cleanup()


pytest_collect_file = Sybil(
    parsers=[parse_blocks], patterns=list(code_blocks.RUN_PAGES), teardown=remove_folder
).pytest()
