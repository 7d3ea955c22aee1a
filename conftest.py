"""Runs every snippet of README and docs: Python ones as doctests, console ones as commands with their output."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from typing import TYPE_CHECKING

from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

if TYPE_CHECKING:
    from sybil import Example


def run_console(example: Example) -> str | None:
    """Run the command after `$` and compare what it prints with the rest of the block."""
    prompt, _, expected = str(example.parsed).partition("\n")
    words = shlex.split(prompt.removeprefix("$ "))
    command = [sys.executable, "-m", *words] if words[0] == "summitdata" else words
    environment = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own docs
    printed = done.stdout + done.stderr
    return None if printed.strip() == expected.strip() else f"{prompt}\nprints\n{printed}"


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=NORMALIZE_WHITESPACE | ELLIPSIS),
        CodeBlockParser(language="console", evaluator=run_console),
    ],
    patterns=["README.md", "docs/*.md"],
).pytest()
