"""The examples whose output follows from the data: a new or corrected row changes it, so it is written anew.

Only those are: that an example prints something else for another reason is for its test to find. An example is one of
them if it calls a function that reads the data, or uses a name that such an example has set.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import sys
import textwrap
from functools import partial
from inspect import isclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import summitdata as sd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["PAGES", "data_examples", "read_elsewhere"]

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "summitdata"
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
WIDTH = 120
READING = ("summitdata.article", "summitdata.exports", "summitdata.tables", "summitdata.upkeep.check")
"""The modules whose functions read the data, with those in them."""
CALCULATING = {
    f"summitdata.article.{name}"
    for name in (
        *("dependence", "figure", "figure_arguments", "figure_numpy", "figure_text", "intervals", "locators"),
        *("quantity", "units", "verdicts"),
    )
}
"""Those among them that only calculate with what they are given."""


class _Rewriter(doctest.DocTestRunner):
    """Runs the examples of a text, and keeps what some of them print now."""

    def __init__(self, of_data: set[int]) -> None:
        super().__init__(verbose=False, optionflags=OPTIONS)
        self.of_data = of_data
        self.printed: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:  # noqa: ARG002 - the signature is doctest's
        if example.lineno in self.of_data and example.exc_msg is None:
            self.printed.append((example, got))

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        """Leave it to the test of the example."""


def data_examples(text: str, names: dict[str, Any] | None = None) -> str:
    """Return a text with what its examples on the data print now; the rest of it stays as it is."""
    test = doctest.DocTestParser().get_doctest(text, {"__name__": "examples", **(names or {})}, "examples", None, 0)
    of_data = set(_of_data(test))
    if not of_data:
        return text
    rewriter = _Rewriter(of_data)
    rewriter.run(test, out=lambda _: None)
    lines = text.splitlines(keepends=True)
    for example, got in reversed(rewriter.printed):
        start = example.lineno + example.source.count("\n")
        lines[start : start + example.want.count("\n")] = _shown(got, " " * example.indent)
    return "".join(lines)


def _of_data(test: doctest.DocTest) -> Iterator[int]:
    """Yield the line of each example that calls a function that reads the data, or uses what such a call gave."""
    set_by_data: set[str] = set()
    for example in test.examples:
        nodes = list(ast.walk(ast.parse(example.source)))
        used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        calls = [node.func for node in nodes if isinstance(node, ast.Call)]
        reads = bool(used & set_by_data) or any(_reads_data(_called(call, test.globs)) for call in calls)
        set_by_data = set_by_data | assigned if reads else set_by_data - assigned
        if reads:
            yield example.lineno


def _called(call: ast.expr, names: dict[str, Any]) -> object:
    """Return what an example calls, if it is a name, or a name of the library."""
    if isinstance(call, ast.Name):
        return names.get(call.id)
    of_library = isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "sd"
    return getattr(sd, call.attr, None) if isinstance(call, ast.Attribute) and of_library else None


def _reads_data(called: object) -> bool:
    module = str(getattr(called, "__module__", ""))
    inside = any(f"{module}.".startswith(f"{name}.") for name in READING)
    return inside and module not in CALCULATING and not isclass(called)


def _shown(got: str, indent: str) -> Iterator[str]:
    """Yield the lines of an output, none of them too long in a module: a doctest takes a break as a space."""
    wrap = textwrap.TextWrapper(WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    for line in got.splitlines():
        fits = not indent or len(indent) + len(line) <= WIDTH or line.startswith(" ")
        yield from (f"{indent}{part}\n" for part in ([line] if fits else wrap.wrap(line)))


def _module(file: Path) -> str:
    """Return a module with what the examples in its docstrings print now."""
    parts = file.relative_to(SOURCE.parent).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    module = sys.modules.get(name) or importlib.import_module(name)
    text = file.read_text("utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented) and (old := ast.get_docstring(node, clean=False)) and ">>> " in old:
            text = text.replace(old, data_examples(old, vars(module)))
    return text


def _page(file: Path) -> str:
    return data_examples(file.read_text("utf-8"))


def read_elsewhere() -> str:
    """Return the page on other languages with the growth that its examples print."""
    text = (ROOT / "docs" / "how-to-read-elsewhere.md").read_text("utf-8")
    before, begin, rest = text.partition("<!-- run by: tests/test_read_elsewhere.py -->\n```text\n")
    _, end, after = rest.partition("```")
    return f"{before}{begin}{100 * sd.trade_growth(2025):.1f}\n{end}{after}"


def _with_examples() -> Iterator[tuple[Path, Callable[[], str]]]:
    modules = [*(SOURCE / "article").glob("*.py"), *(SOURCE / "exports").glob("*.py")]
    modules += [SOURCE / "__init__.py", SOURCE / "tables.py", SOURCE / "upkeep" / "check.py"]
    for files, write in ((sorted((ROOT / "docs").glob("*.md")), _page), (sorted(modules), _module)):
        yield from ((file, partial(write, file)) for file in files if ">>> " in file.read_text("utf-8"))


PAGES = {**dict(_with_examples()), ROOT / "docs" / "how-to-read-elsewhere.md": read_elsewhere}
"""What has such examples, besides the README, and what writes it."""
