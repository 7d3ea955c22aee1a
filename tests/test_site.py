"""The site: it builds without a warning, links nowhere dead, loads nothing from elsewhere, and works in a browser."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import summitdata as sd
from chromium import rendered
from summitdata.charts.plot import CHARTS
from summitdata.datapackage import descriptor
from summitdata.tables import rows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
OPTIONS = ("--virtual-time-budget=8000", "--window-size=390,844", "--host-resolver-rules=MAP * ~NOTFOUND")
"""A phone's width, and no name of a host is found."""

LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "audio": "src", "video": "src"}


class Page(HTMLParser):
    """What a page links to, what it loads, and the places that can be linked to in it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag refers to."""
        attributes = {name: value or "" for name, value in attrs}
        self.ids |= {attributes[name] for name in ("id", "name") if name in attributes}
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "link" and attributes.get("rel") not in ("canonical", "author"):
            self.links.append(attributes["href"])
            self.loads.append(attributes["href"])
        if tag in LOADING and LOADING[tag] in attributes:
            self.loads.append(attributes[LOADING[tag]])


@pytest.fixture(scope="session")
def site_pages(site: Path) -> dict[Path, Page]:
    return {file: Page(file) for file in sorted(site.rglob("*.html")) if "_static" not in file.parts}


def test_every_table_chart_error_and_public_name_has_its_place(site: Path) -> None:
    from error_examples import EXAMPLES

    for table in descriptor()["resources"]:
        text = (site / f"reference/tables/{table['name']}.html").read_text("utf-8")
        assert all(f">{field['name']}<" in text for field in table["schema"]["fields"])
        assert f"{len(rows(table['name']))} rows" in text
    for kind in EXAMPLES:
        assert "Fix" in (site / f"reference/errors/{kind}.html").read_text("utf-8")
    library = (site / "reference/library.html").read_text("utf-8")
    assert all(f'id="summitdata.{name}"' in library for name in sd.__all__ if name != "__version__")
    charts = (site / "reference/charts.html").read_text("utf-8")
    assert all(f'id="chart-{name}"' in charts for name in CHARTS)


def test_every_error_example_shows_its_error() -> None:
    from error_examples import EXAMPLES, report

    for kind in EXAMPLES:
        errors, text = report(kind)
        assert kind in {error.type for error in errors}
        assert "/tmp" not in text  # noqa: S108 - the page is to name no folder of the machine


def test_no_internal_link_is_dead(site_pages: dict[Path, Page]) -> None:
    dead = []
    for file, page in site_pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            place = unquote(parts.fragment)
            if not target.is_file() or (place and target in site_pages and place not in site_pages[target].ids):
                dead.append(f"{file.name}: {link}")
    assert not dead


def test_pages_load_nothing_from_another_host(site: Path, site_pages: dict[Path, Page]) -> None:
    away = [
        f"{file.name}: {address}"
        for file, page in site_pages.items()
        for address in page.loads
        if urlsplit(address).netloc
    ]
    for style in site.rglob("*.css"):
        urls = re.findall(
            r"url\(['\"]?((?:https?:)?//[^)]*)|@import\s+['\"]?((?:https?:)?//\S*)", style.read_text("utf-8")
        )
        away += [f"{style.name}: {url}" for url in urls]
    assert not away


def shown(page: Path, profile: Path, more: str = "", act: str = "") -> str:
    """Return the document that a browser makes of a page, after its scripts have run and then `act`."""
    if act:
        text = page.read_text("utf-8").replace(
            "</body>", f"<script>addEventListener('load', () => {{{act}}})</script></body>"
        )
        page = page.with_name(f"acted-{page.name}")
        page.write_text(text, "utf-8")
    found = rendered(page, profile, more, *OPTIONS)
    if act:
        page.unlink()
    return found


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("consumption", "reference/tables/gas.html"),
        ("infer", "reference/command/describe.html"),
        ("semicolon", "reference/command/validate.html"),
        ("pre-commit", "how-to-gate.html"),
    ],
)
def test_search_finds_what_people_look_for(word: str, page: str, site: Path, tmp_path: Path) -> None:
    assert page in found(word, site, tmp_path)


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("infer", "reference/command/describe.html"),
        ("infer", "reference/command/init.html"),
        ("validate csv", "how-to-gate.html"),
    ],
)
def test_search_finds_the_page_for_a_task_in_the_first_places(
    words: str, page: str, site: Path, tmp_path: Path
) -> None:
    assert page in found(words, site, tmp_path)[:3]


def test_search_finds_no_change_log(site: Path, tmp_path: Path) -> None:
    assert not {"changes.html", "data-changes.html"} & {each.partition("#")[0] for each in found("bcm", site, tmp_path)}


def found(words: str, site: Path, profile: Path) -> list[str]:
    """Return the addresses that the search of the site finds, the best first."""
    document = shown(site / "search.html", profile, f"?q={words.replace(' ', '+')}")
    results = document.partition('id="search-results"')[2]
    return re.findall(r'<li class="[^"]*"[^>]*>\s*<a href="([^"?]+)', results)


def test_the_page_on_init_names_no_commit_once_there_is_a_release(monkeypatch: pytest.MonkeyPatch) -> None:
    import command_pages
    from address import Address

    monkeypatch.setattr(command_pages, "read_address", lambda: Address(release="1.2.0"))
    (shown,) = command_pages.printed(command_pages.EXAMPLES["init"])
    assert "would write datapackage.json" in shown
    assert "COMMIT" not in shown


def test_each_command_has_a_page_with_what_it_prints(site: Path) -> None:
    from command_pages import EXAMPLES, printed

    from summitdata.cli import app

    assert set(EXAMPLES) == set(app.commands)
    for name in ("validate", "describe"):
        text = html.unescape(re.sub("<[^>]*>", "", (site / f"reference/command/{name}.html").read_text("utf-8")))
        assert all(output.strip() in text for output in printed(EXAMPLES[name]))


def test_signatures_have_types_links_and_a_source(site: Path) -> None:
    library = (site / "reference/library.html").read_text("utf-8")
    assert 'href="https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.html"' in library
    assert 'href="../_modules/summitdata/validation/validate.html#validate"' in library
    signature = library.partition('id="summitdata.validate"')[2].partition("</dt>")[0]
    assert "encoding" in signature
    assert "bool" in signature


def test_a_copied_block_has_no_prompts(site: Path) -> None:
    pytest.importorskip("sphinx_copybutton", reason="the buttons need the extra `docs` as it is now")
    script = (site / "_static/copybutton.js").read_text("utf-8")
    assert r">>> |\\.\\.\\. |\\$ " in script
    assert "copybutton.js" in (site / "index.html").read_text("utf-8")


def test_a_table_page_fits_a_phone(site: Path, tmp_path: Path) -> None:
    act = "document.title = `${document.documentElement.scrollWidth} ${innerWidth}`"
    document = shown(site / "reference/tables/trade.html", tmp_path, act=act)
    title = re.search(r"<title>(\d+) (\d+)</title>", document)
    assert title
    assert int(title[1]) <= int(title[2])


def test_a_chart_answers_to_the_pointer(site: Path, tmp_path: Path) -> None:
    act = """setTimeout(() => {
        const mark = document.querySelector("#chart-trade .mark-symbol.role-mark path");
        const box = mark.getBoundingClientRect();
        const at = {bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2};
        for (const kind of ["pointerover", "pointermove", "mouseover", "mousemove"])
            mark.dispatchEvent(new (kind[0] == "p" ? PointerEvent : MouseEvent)(kind, at));
    }, 2000)"""
    document = shown(site / "reference/tables/trade.html", tmp_path, act=act)
    tip = re.search(r'<div id="vg-tooltip-element".*?</div>', document, re.DOTALL)
    assert tip
    assert "Kazakhstan" in tip[0]
    assert "publisher" in tip[0]
