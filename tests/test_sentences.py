"""The sentences of the documentation are short, and each page says where to go on."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from sentences import paragraphs, sentences, words
from summitdata.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
if not DOCS.is_dir():
    pytest.skip("a source archive without the documentation", allow_module_level=True)

LONGEST = 35
"""How many words a sentence may have."""
LONG = {
    "One row is one source's figure, or bound, of the gas": "a description in the data: it changes with their version",
    "turkmen deliveries and pipeline deliveries: since the first day": "a description in the data",
    "Verdicts: corroborated (": "the alternative text of a chart, a list of what the data have",
    "equals: it states the value or the status; derived:": "a description in the data",
}
"""The longer sentences, each by its beginning, with the reason why it stays."""
OF_DATA = ("holds.md", "article.md", "projects.md", "data-changes.md")
"""Pages whose tables and verdicts quote the data."""
WITHOUT_NEXT = (
    "changes.md",
    "contributing.md",
    "index.md",
    "how-to.md",
    "tutorials.md",
    "reference.md",
    "explanation.md",
)
"""Pages that are a list of pages, or that include a file."""


def pages() -> dict[str, str]:
    """Return the pages that are kept in the repository, by their names."""
    files = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md", "examples/gate/README.md"]
    texts = {name: (ROOT / name).read_text("utf-8") for name in files}
    for file in DOCS.glob("*.md"):
        texts[f"docs/{file.name}"] = prose(file.read_text("utf-8")) if file.name in OF_DATA else file.read_text("utf-8")
    return texts


def prose(text: str) -> str:
    """Return a page of the data without its tables and verdicts."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(("|", "Printed:")))


def generated_pages() -> dict[str, str]:
    """Return the pages that are made when the site is built, without the change log that some of them quote."""
    sys.path.insert(0, str(DOCS))
    import site_pages

    return {name: text.partition("\n## History")[0] for name, text in site_pages.pages().items()}


def docstrings() -> dict[str, str]:
    """Return the public docstrings, and the help of the commands and their options."""
    texts = {name: inspect.getdoc(getattr(sd, name)) or "" for name in sd.__all__ if callable(getattr(sd, name))}
    for name, value in ((name, getattr(sd, name)) for name in sd.__all__):
        members = vars(value).items() if isinstance(value, type) else ()
        texts |= {f"{name}.{key}": inspect.getdoc(found) or "" for key, found in members if _is_public(key, found)}
    for name, command in app.commands.items():
        texts[f"$ {name}"] = command.help or ""
        texts |= {f"$ {name} {option.name}": getattr(option, "help", None) or "" for option in command.params}
    return texts


def _is_public(name: str, value: object) -> bool:
    return not name.startswith("_") and (callable(value) or isinstance(value, property))


def long_sentences(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each place and sentence of more words than a reader takes in at once."""
    for place, text in texts.items():
        yield from ((place, sentence) for sentence in sentences(text) if words(sentence) > LONGEST)


def unlisted(texts: dict[str, str]) -> list[str]:
    """Return the long sentences that are not listed above."""
    return [f"{place}: {found}" for place, found in long_sentences(texts) if not found.startswith(tuple(LONG))]


def test_the_sentences_of_the_pages_are_short() -> None:
    assert unlisted(pages()) == [], "make two sentences of it, or a list"


def test_the_sentences_of_public_docstrings_and_of_the_help_are_short() -> None:
    assert unlisted(docstrings()) == [], "make two sentences of it, or a list"


@pytest.mark.slow
def test_the_sentences_of_the_generated_pages_are_short_and_each_listed_one_is_there() -> None:
    texts = generated_pages()
    assert unlisted(texts) == [], "make two sentences of it, or a list"
    found = [sentence for _, sentence in long_sentences({**texts, **pages()})]
    assert [start for start in LONG if not any(sentence.startswith(start) for sentence in found)] == []
    assert len(LONG) < 15


def test_each_page_ends_with_what_the_reader_can_do_next() -> None:
    without = [
        name
        for name, text in pages().items()
        if name.startswith("docs/") and Path(name).name not in WITHOUT_NEXT and "](" not in list(paragraphs(text))[-1]
    ]
    assert without == [], "end the page with a link to what a reader does next"


def test_a_sentence_ends_at_its_stop_and_code_is_one_word() -> None:
    text = """# A heading

    - An item with `a b c` in it,
      on two lines. *Another one.* And [a link
      of words](page.md#place) here.

    ```sh
    not prose. at all
    ```

    | a cell | another. with two |
    """
    found = list(sentences(inspect.cleandoc(text)))
    assert found[1:4] == ["An item with `code` in it, on two lines.", "*Another one.", "And a link of words here."]
    assert found[4:] == ["a cell", "another.", "with two"]
    assert [words(each) for each in found[1:4]] == [9, 2, 6]


def test_a_docstring_has_a_sentence_per_parameter() -> None:
    text = "First.\n\nParameters\n----------\nname : str\n    The name,\n    in full.\nother : int\n    The other."
    assert list(sentences(text)) == [
        "First.",
        "Parameters",
        "name : str",
        "The name, in full.",
        "other : int",
        "The other.",
    ]


def test_words_are_counted_without_signs() -> None:
    assert words(re.sub(" +", " ", "Two words - and three more.")) == 5
