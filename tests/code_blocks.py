"""The code blocks of the pages, and how a block of each language is run as a test.

Each is run in a folder of its page, after the blocks before it, unless a comment says which test runs it, or why none
does. The comment stands before the block, or in the first line of a page for all of its blocks:

    <!-- run by: tests/test_add_data.py -->
    <!-- not run: it needs the network -->
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from dataclasses import dataclass
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any
from unittest import SkipTest

from page_folders import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
RUN_PAGES = ("README.md", "docs/*.md")
"""The pages whose blocks pytest collects."""
PAGES = (*RUN_PAGES, "CONTRIBUTING.md", "benchmarks/*.md", "examples/**/*.md")

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<source>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
COMMENTS = re.compile(r"(?:^ *<!-- [^\n]* -->\n+)+ *\Z", re.MULTILINE)
EXCUSE = re.compile(r"<!-- (run by|not run): (.+?) -->")


@dataclass(frozen=True)
class Block:
    """A block of a page: from which to which character, and what its comment says, ("", "") without one."""

    start: int
    end: int
    language: str
    source: str
    excuse: tuple[str, str]

    @property
    def directive(self) -> bool:
        """Whether it is of Sphinx: the build of the site reads it, and fails on what is wrong with it."""
        return self.language.startswith("{")


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a page."""
    of_the_page = EXCUSE.fullmatch(text.partition("\n")[0])
    for found in FENCE.finditer(text):
        before = COMMENTS.search(text[: found.start()])
        said = of_the_page or (EXCUSE.search(before[0]) if before else None)
        excuse = (said[1], said[2]) if said else ("", "")
        yield Block(found.start(), found.end(), found["language"], dedent(found["source"]), excuse)


def pages(patterns: tuple[str, ...] = PAGES) -> dict[str, list[Block]]:
    """Return each page, by its path from the root, with its blocks."""
    files = sorted({file for pattern in patterns for file in ROOT.glob(pattern)})
    return {file.relative_to(ROOT).as_posix(): list(blocks(file.read_text("utf-8"))) for file in files}


@dataclass
class Page:
    """A page while its blocks are run: the folder that they share, and what the last one printed."""

    folder: Path
    printed: str | None = None


def open_page(name: str, folder: Path) -> Page:
    """Return a page by its path from the root, with the files in the folder that its text presupposes."""
    if name in FOLDERS:
        FOLDERS[name](folder)
    return Page(folder)


PREAMBLE = """
set -eu
python() { "$PYTHON" "$@"; }
summitdata() { python -m summitdata "$@"; }
pip() { python -c "$INSTALLED" "$@"; }
"""
"""What is run before a block of the shell."""
INSTALLED = """
import re, sys
from importlib.metadata import distribution
assert sys.argv[1] == "install", "only `pip install` is known here"
for word in sys.argv[2:]:
    if not word.startswith("-"):
        distribution(re.match(r"[\\w-]*", word)[0] or "summitdata")
"""
"""In the place of `pip install`, as tests use no network: it fails if one of the packages is not installed."""


def run_shell(source: str, page: Page) -> str | None:
    """Run the commands: each has to end with exit code 0."""
    return _run("bash", ["-c", PREAMBLE + source], page)


def run_console(source: str, page: Page) -> str | None:
    """Run the command after `$` in a clone, and compare what it prints with the rest of the block.

    As in a doctest, `...` stands for any text: a page need not repeat what changes with each row of the data.
    """
    prompt, _, expected = source.partition("\n")
    of_clone = Page(ROOT)
    failed = _run("bash", ["-c", PREAMBLE + prompt.removeprefix("$ ")], of_clone)
    page.printed = of_clone.printed
    return failed or compare(expected, page)


def compare(expected: str, page: Page) -> str | None:
    """Compare a block of text with what the block before it printed."""
    if page.printed is None:
        return "no block before this one prints anything: a comment may say which test reads it"
    alike = OutputChecker().check_output(expected.strip(), page.printed.strip(), ELLIPSIS)
    return None if alike else f"what is printed is\n{page.printed}"


def run_r(source: str, page: Page) -> str | None:
    """Run it by R, if that is installed with the packages that it loads."""
    _need("Rscript", "R is not installed (r-base-core on Debian)")
    for name in re.findall(r"^library\((\w+)\)", source, re.MULTILINE):
        asked = ["/usr/bin/env", "Rscript", "-e", f'quit(status = !requireNamespace("{name}", quietly = TRUE))']
        if subprocess.run(asked, capture_output=True, check=False).returncode:
            raise SkipTest(f"the R package {name} is not installed")
    return _run("Rscript", ["--vanilla", "-e", source], page)


def run_js(source: str, page: Page) -> str | None:
    """Run it by Node, if that is installed."""
    _need("node", "Node is not installed")
    return _run("node", ["--input-type=module", "--eval", source], page)


def run_sql(source: str, page: Page) -> str | None:
    """Run it by DuckDB if it reads a CSV file, else by SQLite on the database in the folder."""
    if "read_csv(" in source:
        import duckdb

        with duckdb.connect(config={"file_search_path": str(page.folder)}) as memory:
            found = memory.execute(source).fetchall()
    else:
        (file,) = page.folder.glob("*.sqlite")
        with closing(sqlite3.connect(file)) as database:
            found = database.execute(source).fetchall()
    page.printed = "\n".join(" | ".join(map(str, row)) for row in found)
    return None


def read_json(source: str, page: Page) -> str | None:
    """Parse it; if it is the checklist of a resource, or has one, validate a table by it that satisfies it."""
    found = json.loads(source)
    if not {"checks", "checklist"} & set(found):
        return f"what reads this is not known here: {sorted(found)}"
    resource = {"checklist": found} if "checks" in found else found
    descriptor = page.folder / "own" / "datapackage.json"
    package = json.loads(descriptor.read_text("utf-8"))
    package["resources"] = [{**package["resources"][0], **resource}]
    descriptor.write_text(json.dumps(package), "utf-8")
    return _run("bash", ["-c", f"{PREAMBLE}summitdata validate own"], page)


def read_toml(source: str, page: Page) -> str | None:
    """Parse it; validate the files that it names, as it is a configuration."""
    found = tomllib.loads(source)
    if "summitdata" not in found.get("tool", {"summitdata": {}}):
        return "what reads this is not known here"
    file = page.folder / ("pyproject.toml" if "tool" in found else "summitdata.toml")
    file.write_text(source, "utf-8")
    failed = _run("bash", ["-c", f"{PREAMBLE}summitdata validate"], page)
    file.unlink()
    return failed


RUNNERS: dict[str, Callable[[str, Page], str | None]] = {
    "console": run_console,
    "js": run_js,
    "json": read_json,
    "r": run_r,
    "sh": run_shell,
    "sql": run_sql,
    "text": compare,
    "toml": read_toml,
}
"""For each language, what runs a block of it, and returns what is wrong. `python` is a doctest, by Sybil."""
SLOW = set(RUNNERS) - {"console"}
"""Those that start processes, and those that need what such a block before them made."""


def _need(program: str, reason: str) -> None:
    if shutil.which(program) is None:
        raise SkipTest(reason)


def _run(program: str, arguments: list[str], page: Page) -> str | None:
    environment: dict[str, Any] = {**os.environ, "COLUMNS": "100", "PYTHON": sys.executable, "INSTALLED": INSTALLED}
    command = ["/usr/bin/env", program, *arguments]
    done = subprocess.run(command, cwd=page.folder, env=environment, capture_output=True, text=True, check=False)
    page.printed = done.stdout + done.stderr
    return f"exit code {done.returncode}\n{page.printed}" if done.returncode else None
