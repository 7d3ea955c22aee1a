"""The words that readers stumbled over do not come back; beside each stands the word to use."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]

RETIRED = {
    r"judg(e|es|ed|ing|ement|ment)\b": "validate, check, read; frictionless",
    r"appeal(s|ed)?\b": "frictionless' cell reader",
    r"suspects?\b": "rows to check",
    r"patience": "cell budget",
    r"_weigh(ed|s)?\b": "_apply_severity",
    r"lost_keys\b": "unresolved references",
    r"has_enough\b": "should stop",
    r"breach(es|ed)?\b": "violation",
    r"truth values?\b": "boolean",
    r"whole numbers?\b": "integer",
    r"mend(s|ed|ing)?\b": "fix, correct",
    r"of others\b": "untrusted, other people's, another",
    r"last instance\b": "frictionless' cell reader",
    r"(a|an|one) (row|line|page|file|error|format|sheet|test|case|suite) (a|an) [a-z]": "one ... per ...",
    r"(?<!there )(is|are) no (?!longer|more|less|better|worse|faster|slower|matter|doubt)[a-z]": "is not a ...",
    r"visible\(": "escape_control(",
    r"Unsaid\w*": "LossyConversionWarning",
    r"(sums|sum) of (a|the|its) file\b": "checksum, hash",
    r"told\b(?! apart)": "is called with, is given, is asked to",
    r"tell(s)? (\w+ ){1,3}from\b": "distinguish",
    r"nobody else has\b": "that occurs once",
    r"spelled out\b": "escaped",
}
"""A regular expression for each retired word, and what to say instead."""

RETIRED_IN_PROSE = {
    r"gates?\b": "CI, validation, `validate`",
    r"screen(s|ed|ing)?\b(?! (reader|cannot read|is the fast path))": "fast path; `screen` as the value of an option",
    r"(what|nothing) is said of\b": "what holds for, nothing is known about",
    r"without it (a |an |the )?[a-z`\"]+[.;]": "the default is",
    r"wants? (a|an|it|its|the)\b": "requires",
    r"stands? as\b": "is shown as",
    r"times? less\b": "fewer",
    r"belongs? into\b": "belongs in",
    r"looked at no\b": "not checked",
    r"(has|have) no like\b": "has no such option",
    r"upright\b": "vertical",
    r"the limit to \d": "--limit-errors",
}
"""The same for words that have a meaning in code, or are the name of a file: they are looked for in sentences only."""

WORDS_OF_THE_DATA = "trailing zeros of a whole number"
"""A description in the data package: it changes with the next version of the data, as the rule of versions asks."""


def texts() -> list[Path]:
    """Return the files whose words a reader sees: code, tests, docs, messages, the descriptor's descriptions."""
    patterns = (
        "src/**/*.py", "src/**/*.jinja", "src/**/*.js", "tests/**/*.py", ".ci/*", ".github/**/*.yml", ".github/**/*.md",
        "docs/*.md", "docs/*.py", "docs/*.ipynb", "docs/browser/*", "examples/**/*", "benchmarks/*.py",
        "benchmarks/*.md",
    )  # fmt: skip
    files = [file for pattern in patterns for file in ROOT.glob(pattern) if file.is_file() and file != Path(__file__)]
    names = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "datapackage.json", "action.yml", ".pre-commit-hooks.yaml")
    return sorted([*files, *(ROOT / name for name in (*names, "CHANGELOG.md"))])


def lines(file: Path) -> list[str]:
    """Return the lines of a file; of the change log without the names and texts that it lists beside the new ones."""
    text = file.read_text("utf-8")
    if file.name == "CHANGELOG.md":
        text = re.sub(r"^### Wording\n.*?(?=^##? |\Z)", "", text, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"`[^`\n]+`", "`code`", text)
    return text.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("pattern", RETIRED)
def test_a_retired_word_does_not_come_back(pattern: str) -> None:
    expression = re.compile(rf"(?<![A-Za-z]){pattern}", re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in texts()
        for number, line in enumerate(lines(file), start=1)
        if expression.search(line) and not (file.name == "datapackage.json" and WORDS_OF_THE_DATA in line)
    ]
    assert not found, f"say instead: {RETIRED[pattern]}"


def prose() -> dict[str, str]:
    """Return what is read as text: pages, forms, public docstrings, the help of commands, the messages in the code."""
    from test_sentences import docstrings, generated_pages, pages

    texts = {**pages(), **docstrings(), **generated_pages()}
    for file in (ROOT / "src").rglob("*.py"):
        texts[str(file.relative_to(ROOT))] = "\n\n".join(messages(ast.parse(file.read_text("utf-8"))))
    for file in (ROOT / ".github").rglob("*"):
        if file.suffix == ".md":
            texts[str(file.relative_to(ROOT))] = file.read_text("utf-8")
        if file.suffix == ".yml":
            texts[str(file.relative_to(ROOT))] = "\n\n".join(words_of(yaml.safe_load(file.read_text("utf-8"))))
    return texts


def words_of(value: object) -> Iterator[str]:
    """Yield the texts of two words or more in a form or a workflow, but for the commands that it runs."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        if name != "run":
            yield from words_of(part)
    if isinstance(value, str) and " " in value:
        yield value


def messages(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of two words or more in a module, but for its docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            text = " ".join(node.value.split())
            if " " in text:
                yield text


@pytest.mark.slow
def test_a_word_that_is_only_a_name_in_the_code_does_not_come_back_in_prose() -> None:
    expressions = {
        re.compile(rf"(?<![\w\"'-]){pattern}", re.IGNORECASE): say for pattern, say in RETIRED_IN_PROSE.items()
    }
    found = [
        f"{place}: {sentence}: say instead: {say}"
        for place, text in prose().items()
        for sentence in sentences(text)
        for expression, say in expressions.items()
        if expression.search(sentence)
    ]
    assert found == []
