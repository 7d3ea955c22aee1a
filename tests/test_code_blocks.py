"""Every code block of the pages is run: here, by the test that its comment names, or it says why not."""

from __future__ import annotations

import re
from pathlib import Path
from unittest import SkipTest

import pytest

import code_blocks
from code_blocks import blocks, open_page, pages

ROOT = Path(__file__).parents[1]
if not (ROOT / ".ci").is_dir():
    pytest.skip("a source archive is without files that blocks name", allow_module_level=True)
ALL = [(page, block) for page, found in pages().items() for block in found if not block.directive]
HERE = set(pages(code_blocks.RUN_PAGES))

NOT_RUN = {
    "CONTRIBUTING.md": [
        "it installs from an index",
        "these are the tests themselves",
        "this shows the comments themselves",
        "it runs the tests themselves",
    ],
    "benchmarks/README.md": ["each takes minutes, and some need packages that no test does"],
    "docs/data.md": ["the text of the article is not part of the project"],
    "docs/how-to-release.md": ["it needs the network, and an index with a rehearsed release"],
    "docs/how-to-spark.md": ["it needs PySpark and a folder of a large table"],
}
"""The blocks that no test runs, by their reasons: they should stay few."""


def test_the_pages_have_blocks() -> None:
    assert {block.language for _, block in ALL} >= {"console", "js", "python", "r", "sh", "sql", "yaml"}


def test_every_block_is_run_or_says_why_not() -> None:
    run = {*code_blocks.RUNNERS, "python"}
    neither = [
        f"{page}: {block.language}: {block.source[:60]!r}"
        for page, block in ALL
        if not block.excuse[0] and (block.language not in run or page not in HERE)
    ]
    assert neither == [], "write <!-- run by: FILE --> or <!-- not run: REASON --> before it, see tests/code_blocks.py"


def test_the_blocks_that_no_test_runs_are_these() -> None:
    found: dict[str, list[str]] = {}
    for page, block in ALL:
        if block.excuse[0] == "not run" and block.excuse[1] not in found.setdefault(page, []):
            found[page].append(block.excuse[1])
    assert found == NOT_RUN


def test_a_test_that_is_to_run_a_block_is_about_it() -> None:
    for page, block in ALL:
        if block.excuse[0] == "run by":
            text = (ROOT / block.excuse[1]).read_text("utf-8")
            helpers = [ROOT / "tests" / f"{name}.py" for name in re.findall(r"^from (\w+) import", text, re.MULTILINE)]
            text += "".join(helper.read_text("utf-8") for helper in helpers if helper.is_file())
            files = [Path(word).stem for word in re.findall(r"[\w./-]+\.py\b", block.source)]
            words = [Path(page).name, *files, *re.findall(r"--[a-z]{5,}|sphinx", block.source)]
            assert any(word in text for word in words), f"{page}: {block.excuse[1]} has none of {words}"


def test_the_files_that_a_block_names_are_there() -> None:
    for page, block in ALL:
        if block.excuse[0] and block.language == "sh":
            named = re.findall(r"(?<![\w./])(?:tests|docs|src|benchmarks|\.ci)/[\w./-]*\w", block.source)
            made = {"docs/_build"}
            missing = [name for name in named if name not in made and not (ROOT / name).exists()]
            made_by = re.findall(r"--json (\S+)", block.source)
            assert [name for name in missing if name not in made_by] == [], page


def run(language: str, source: str, folder: Path, page: str = "") -> str | None:
    return code_blocks.RUNNERS[language](source, open_page(page, folder))


@pytest.mark.parametrize(
    ("language", "source", "words"),
    [
        ("sh", "false\ntrue\n", "exit code 1"),
        ("sh", "echo one; exit 3", "exit code 3\none"),
        ("sh", "pip install summitdata no-such-package-at-all", "PackageNotFoundError"),
        ("sh", "pip download summitdata", "only `pip install` is known here"),
        ("sh", 'echo "$NOT_SET"', "NOT_SET"),
        ("console", "$ echo one\ntwo\n", "what is printed is\none"),
        ("text", "one\n", "no block before"),
        ("json", '{"name": "x"}', "what reads this is not known here"),
        ("toml", "[tool.other]", "what reads this is not known here"),
    ],
)
def test_a_block_that_does_not_do_what_it_says_fails(language: str, source: str, words: str, tmp_path: Path) -> None:
    assert words in (run(language, source, tmp_path) or "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "source", "words"),
    [
        ("sh", "summitdata validate prices.csv --shema schema.json", "--schema"),
        ("json", '{"checks": [{"type": "row-constraint", "formula": "lower <= value"}]}', "lower"),
        ("toml", '[tool.summitdata]\npath = ["datapackage.json"]', "paths"),
        ("toml", 'path = ["datapackage.json"]', "summitdata.toml"),
    ],
)
def test_a_block_that_summitdata_refuses_fails(language: str, source: str, words: str, tmp_path: Path) -> None:
    assert words in (run(language, source, tmp_path, "docs/how-to-gate.md") or "")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "source"), [("r", "stop('wrong')"), ("js", "throw new Error('wrong')")])
def test_a_block_of_another_language_that_stops_fails(language: str, source: str, tmp_path: Path) -> None:
    try:
        failed = run(language, source, tmp_path)
    except SkipTest as skip:
        pytest.skip(str(skip))
    assert "wrong" in (failed or "")


def test_what_a_block_printed_is_compared_with_the_text_after_it(tmp_path: Path) -> None:
    page = open_page("", tmp_path)
    named = "-e '.[dev]' 'summitdata[test]' summitdata==9.9 'summitdata @ git+https://example.org/x'"
    assert code_blocks.run_shell(f"echo one >file; pip install {named}; cat file", page) is None
    assert code_blocks.compare("one\n", page) is None
    assert code_blocks.compare("o...\n", page) is None
    assert "one" in (code_blocks.compare("two\n", page) or "")


def test_blocks_and_their_comments_are_found() -> None:
    text = (
        "```sh\na\n```\n\n<!-- not run: it is slow -->\n\n```sh\nb\n```\n\n"
        "1. In a list:\n\n   <!-- run by: tests/x.py -->\n   <!-- the check command -->\n"
        "   ```sh\n   c\n     d\n   ```\n\n"
        "<!-- not run: of another -->\n\nText.\n\n```{toctree}\nx\n```\n\n```\ne\n```\n"
    )
    found = list(blocks(text))
    assert [(block.language, block.source, block.excuse) for block in found] == [
        ("sh", "a\n", ("", "")),
        ("sh", "b\n", ("not run", "it is slow")),
        ("sh", "c\n  d\n", ("run by", "tests/x.py")),
        ("{toctree}", "x\n", ("", "")),
        ("", "e\n", ("", "")),
    ]
    assert [block.directive for block in found] == [False, False, False, True, False]
    of_all = blocks(f"<!-- run by: tests/y.py -->\n{text}")
    assert {block.excuse for block in of_all} == {("run by", "tests/y.py")}


@pytest.mark.parametrize("language", ["r", "js"])
def test_without_its_program_a_block_is_skipped_with_the_reason(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SkipTest, match="is not installed"):
        run(language, "1", tmp_path)


def test_no_block_is_open() -> None:
    """A fence that is not closed would hide the blocks after it."""
    for page in pages():
        fences = re.findall(r"^ *```", (ROOT / page).read_text("utf-8"), re.MULTILINE)
        assert len(fences) == 2 * len(list(blocks((ROOT / page).read_text("utf-8")))), page
