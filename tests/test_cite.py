"""cite(): other people's readers find in each citation what the descriptor says, whatever characters it has."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import hypothesis.strategies as st
import pytest
import rispy  # type: ignore[import-untyped] # has no types
import yaml
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import MonthIntMiddleware
from hypothesis import given
from pylatexenc.latex2text import (  # type: ignore[import-untyped] # has no types
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

import summitdata as sd
from summitdata.article.cite import STYLES, Of, Style, Work
from summitdata.datapackage import descriptor

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = descriptor()
ARTICLE = SAID["sources"][0]
AUTHORS = [contributor["title"] for contributor in SAID["contributors"]]
RELEASED, PUBLISHED = date.fromisoformat(SAID["released"]), date.fromisoformat(ARTICLE["date"])
LIBRARY = f"Python library summitdata {sd.__version__}"

# Commands of LaTeX itself that the reader does not know, or takes for the accent of the same name.
LATEX = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
}

characters = st.one_of(
    st.sampled_from("\\{}%&$#_~^<>|\"'`-,?!@=* \n\r\t\x0b\x0c\x1c\x85\u2028éß中"),
    st.characters(exclude_categories=["C"]),
)
words = st.text(characters, min_size=1).filter(str.strip)
works = st.builds(
    Work,
    key=st.just("key2025"),
    kind=st.sampled_from(["dataset", "news"]),
    title=words,
    authors=st.lists(words, min_size=1, max_size=3).map(tuple),
    issued=st.dates(min_value=date(1000, 1, 1)),
    url=st.text(characters).map("https://example.org/".__add__),
    version=st.just("") | words,
    licence=st.just("") | words,
    note=st.just("") | words,
)


def one_line(text: str) -> str:
    return " ".join(text.split())


def bibtex(text: str) -> dict[str, Any]:
    """Read BibTeX as a reference manager does, and its LaTeX as LaTeX prints it."""
    library = parse_string(text, append_middleware=[MonthIntMiddleware()])
    assert not library.failed_blocks
    [entry] = library.entries
    known = get_default_latex_context_db()
    macros = [MacroTextSpec(name, character) for name, character in LATEX.items()]
    known.add_context_category("text", prepend=True, macros=macros)
    printed = LatexNodes2Text(latex_context=known).latex_to_text
    fields: dict[str, Any] = {
        field.key: printed(field.value) if field.key in ("title", "howpublished", "note") else field.value
        for field in entry.fields
    }
    inner = fields["author"].removeprefix("{").removesuffix("}")
    return fields | {"author": [printed(name) for name in inner.split("} and {")], "type": entry.entry_type}


def ris(text: str) -> dict[str, Any]:
    [entry] = rispy.loads(text)
    found: dict[str, Any] = entry
    return found


def csl(text: str) -> dict[str, Any]:
    [item] = json.loads(text)
    found: dict[str, Any] = item
    return found


def test_bibtex_of_the_package() -> None:
    assert bibtex(sd.cite()) == {
        "type": "misc",
        "author": AUTHORS,
        "title": SAID["title"],
        "howpublished": f"Data set, version {SAID['version']}",
        "year": str(RELEASED.year),
        "month": RELEASED.month,
        "day": str(RELEASED.day),
        "note": f"{SAID['licenses'][0]['name']}; {LIBRARY}",
    }


def test_bibtex_of_the_article() -> None:
    assert bibtex(sd.cite("bibtex", "article")) == {
        "type": "misc",
        "author": [ARTICLE["publisher"]],
        "title": ARTICLE["title"],
        "year": str(PUBLISHED.year),
        "month": PUBLISHED.month,
        "day": str(PUBLISHED.day),
        "url": ARTICLE["path"],
    }


def test_ris_of_the_package() -> None:
    assert ris(sd.cite("ris")) == {
        "type_of_reference": "DATA",
        "id": SAID["name"],
        "title": SAID["title"],
        "authors": AUTHORS,
        "year": str(RELEASED.year),
        "date": f"{RELEASED:%Y/%m/%d}",
        "edition": SAID["version"],
        "custom1": SAID["licenses"][0]["name"],
        "notes": [LIBRARY],
    }


def test_ris_of_the_article() -> None:
    assert ris(sd.cite("ris", "article")) == {
        "type_of_reference": "NEWS",
        "id": "khabarasia2025",
        "title": ARTICLE["title"],
        "authors": [ARTICLE["publisher"]],
        "year": str(PUBLISHED.year),
        "date": f"{PUBLISHED:%Y/%m/%d}",
        "urls": [ARTICLE["path"]],
    }


def test_csl_json_of_the_package() -> None:
    assert csl(sd.cite("csl-json")) == {
        "id": SAID["name"],
        "type": "dataset",
        "title": SAID["title"],
        "author": [{"literal": name} for name in AUTHORS],
        "issued": {"date-parts": [[RELEASED.year, RELEASED.month, RELEASED.day]]},
        "version": SAID["version"],
        "license": SAID["licenses"][0]["name"],
        "note": LIBRARY,
    }


def test_csl_json_of_the_article() -> None:
    assert csl(sd.cite("csl-json", "article")) == {
        "id": "khabarasia2025",
        "type": "article-newspaper",
        "title": ARTICLE["title"],
        "author": [{"literal": ARTICLE["publisher"]}],
        "issued": {"date-parts": [[PUBLISHED.year, PUBLISHED.month, PUBLISHED.day]]},
        "URL": ARTICLE["path"],
    }


def test_apa_of_the_package() -> None:
    title = f"{SAID['title']} (Version {SAID['version']}) [Data set]"
    assert sd.cite("apa") == f"{AUTHORS[0]}. ({RELEASED.year}). {title}."


def test_apa_of_the_article() -> None:
    publisher, title, address = ARTICLE["publisher"], ARTICLE["title"], ARTICLE["path"]
    assert sd.cite("apa", "article") == f"{publisher}. (2025, June 13). {title}. {address}"


def test_apa_of_several_authors_and_a_question() -> None:
    work = Work("k", "news", "Who counts?", ("Ministry of Trade", "Foo Inc.", "Customs"), date(2024, 2, 29))
    assert STYLES["apa"](work) == "Ministry of Trade, Foo Inc., & Customs. (2024, February 29). Who counts?"


@given(works)
def test_bibtex_keeps_every_character(work: Work) -> None:
    found = bibtex(STYLES["bibtex"](work))
    assert found["title"] == one_line(work.title)
    assert found["author"] == [one_line(name) for name in work.authors]
    assert found.get("note", "") == one_line("; ".join(filter(None, [work.licence, work.note])))
    assert (found["year"], found["month"], found["day"]) == (
        str(work.issued.year),
        work.issued.month,
        str(work.issued.day),
    )


@given(works)
def test_ris_keeps_every_character(work: Work) -> None:
    found = ris(STYLES["ris"](work))
    assert found["title"] == one_line(work.title)
    assert found["authors"] == [one_line(name) for name in work.authors]
    assert found.get("edition", "") == one_line(work.version)
    assert found["date"] == f"{work.issued.year}/{work.issued.month:02}/{work.issued.day:02}"


@given(works)
def test_csl_json_keeps_every_character(work: Work) -> None:
    found = csl(STYLES["csl-json"](work))
    assert found["title"] == one_line(work.title)
    assert [author["literal"] for author in found["author"]] == [one_line(name) for name in work.authors]
    assert found.get("license", "") == one_line(work.licence)


@given(works)
def test_apa_is_one_line_with_one_stop_a_sentence(work: Work) -> None:
    found = STYLES["apa"](work)
    assert found == one_line(found)
    assert one_line(work.title) in found


@pytest.mark.parametrize(
    ("read", "style", "field"),
    [(bibtex, "bibtex", "url"), (ris, "ris", "urls"), (csl, "csl-json", "URL")],
)
def test_an_address_comes_through_as_browsers_write_it(
    read: Callable[[str], dict[str, Any]], style: Style, field: str
) -> None:
    work = Work("k", "news", "T", ("A",), date(2025, 1, 1), url="https://example.org/a_b%20c/{d} é\\?x=1&y=~2#z")
    expected = "https://example.org/a_b%20c/%7Bd%7D%20%C3%A9%5C?x=1&y=~2#z"
    found = read(STYLES[style](work))[field]
    assert found in (expected, [expected])


@given(works)
def test_no_address_breaks_the_entry_around_it(work: Work) -> None:
    address = csl(STYLES["csl-json"](work))["URL"]
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' {}\\<>"^`|')
    assert bibtex(STYLES["bibtex"](work))["url"] == address
    assert ris(STYLES["ris"](work))["urls"] == [address]


def test_the_types_name_the_styles_and_works() -> None:
    assert list(get_args(Style)) == list(STYLES)
    assert all(sd.cite(style, of) for style in get_args(Style) for of in get_args(Of))


def test_unknown_style_and_work() -> None:
    with pytest.raises(sd.UnknownNameError, match=r"unknown citation style 'bibtec': did you mean 'bibtex'\?"):
        sd.cite("bibtec")
    with pytest.raises(sd.UnknownNameError, match=r"unknown work to cite 'articel': did you mean 'article'\?"):
        sd.cite("apa", "articel")


def test_the_citation_file_says_the_same() -> None:
    citation = yaml.safe_load((Path(__file__).parents[1] / "CITATION.cff").read_text("utf-8"))
    data, [article] = citation["preferred-citation"], citation["references"]
    assert [author["name"] for author in data["authors"]] == AUTHORS
    assert (data["title"], data["version"], data["year"]) == (SAID["title"], SAID["version"], RELEASED.year)
    assert data["license"] == SAID["licenses"][0]["name"]
    assert (article["title"], article["url"]) == (ARTICLE["title"], ARTICLE["path"])
    assert (article["publisher"]["name"], article["date-published"]) == (ARTICLE["publisher"], PUBLISHED)
    assert citation["version"] == sd.__version__
