"""The examples that print a verdict: a new statement may change it, so what they print is written anew.

Only those are: that an example prints something else for another reason is for its test to find.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PAGES", "docstring_examples", "page_examples", "verdict_examples"]

ROOT = Path(__file__).parents[1]
ABOUT_A_VERDICT = re.compile(r"\b(evidence|verdict|statements?)\b")
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


class _Rewriter(doctest.DocTestRunner):
    """Runs the examples of a text, and keeps what those about a verdict print now."""

    def __init__(self) -> None:
        super().__init__(verbose=False, optionflags=OPTIONS)
        self.printed: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:  # noqa: ARG002 - the signature is doctest's
        if ABOUT_A_VERDICT.search(example.source):
            self.printed.append((example, got))

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        """Leave it to the test of the example."""


def verdict_examples(text: str, names: dict[str, Any] | None = None) -> str:
    """Return a text with what its examples about verdicts print now; the rest of it stays as it is."""
    test = doctest.DocTestParser().get_doctest(text, dict(names or {}), "examples", None, 0)
    rewriter = _Rewriter()
    rewriter.run(test, out=lambda _: None)
    lines = text.splitlines(keepends=True)
    for example, got in reversed(rewriter.printed):
        start = example.lineno + example.source.count("\n")
        indent = " " * example.indent
        lines[start : start + example.want.count("\n")] = [f"{indent}{line}\n" for line in got.splitlines()]
    return "".join(lines)


def page_examples(page: Path) -> Callable[[], str]:
    """Return what writes a page of the documentation."""
    return lambda: verdict_examples(page.read_text("utf-8"))


def docstring_examples(name: str, function: str) -> Callable[[], str]:
    """Return what writes a module with the docstring of one of its functions."""

    def write() -> str:
        module = importlib.import_module(name)
        text = Path(str(module.__file__)).read_text("utf-8")
        for node in ast.parse(text).body:
            if (
                isinstance(node, ast.FunctionDef)
                and node.name == function
                and (old := ast.get_docstring(node, clean=False))
            ):
                text = text.replace(old, verdict_examples(old, vars(module)))
        return text

    return write


PAGES = {
    **{page: page_examples(page) for page in (ROOT / "docs" / "index.md", ROOT / "docs" / "corroboration.md")},
    ROOT / "src/summitdata/article/evidence.py": docstring_examples("summitdata.article.evidence", "evidence"),
}
"""What has such examples, besides the README, and what writes it."""
