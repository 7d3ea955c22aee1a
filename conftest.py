"""For every test: the profiles of hypothesis, and the snippets of README and docs as tests.

A Python snippet runs as a doctest, a console snippet as a command with its output.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sybil import Example

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


def run_console(example: Example) -> str | None:
    """Run the command after `$` and compare what it prints with the rest of the block.

    As in a doctest, `...` stands for any text: a page need not repeat what changes with each row of the data.
    """
    prompt, _, expected = str(example.parsed).partition("\n")
    words = shlex.split(prompt.removeprefix("$ "))
    command = [sys.executable, "-m", *words] if words[0] == "summitdata" else words
    environment = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own docs
    printed = done.stdout + done.stderr
    alike = OutputChecker().check_output(expected.strip(), printed.strip(), ELLIPSIS)
    return None if alike else f"{prompt}\nprints\n{printed}"


pytest_collect_file = Sybil(
    parsers=[
        SkipParser(),
        PythonCodeBlockParser(doctest_optionflags=NORMALIZE_WHITESPACE | ELLIPSIS),
        CodeBlockParser(language="console", evaluator=run_console),
    ],
    patterns=["README.md", "docs/*.md"],
).pytest()
