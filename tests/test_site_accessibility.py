"""A page of each type of the site for everybody: on a phone and a screen, light and dark, by keyboard, by its names.

axe-core finds what breaks WCAG 2.2 AA or its own best practices; titles, descriptions and widths are looked at here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from site_look import PHONE, SCREEN, VIEWS, View, browser_page, look

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PAGES = {
    "first page": "index.html",
    "tutorial": "tutorial-gate.html",
    "notebook": "tutorial/first-analysis.html",
    "how-to": "how-to-dataframes.html",
    "overview": "reference.html",
    "library": "reference/library.html",
    "command": "reference/command/validate.html",
    "error": "reference/errors/type-error.html",
    "table": "reference/tables/summits.html",
    "table with a chart": "reference/tables/gas.html",
    "charts": "reference/charts.html",
    "explanation": "figures.html",
    "check of a file": "check-a-csv.html",
    "search": "search.html",
    "index": "genindex.html",
    "module source": "_modules/summitdata/tables.html",
}
"""A page of each type. The site has no page for an address that is not there: the host has one."""


@pytest.mark.parametrize("kind", PAGES)
def test_each_type_of_page_is_for_everybody(kind: str, site: Path) -> None:
    found = look({kind: site / PAGES[kind]})
    assert set(found) == {(kind, view) for view in VIEWS}
    for (_, view), page in found.items():
        assert page["violations"] == [], view
        assert {"color-contrast", "link-name", "region"} <= {*page["checked"]}, view
        assert page["dark"] == (view.scheme == "dark"), view
        assert (page["overflow"], page["small"]) == (0, []), view


@pytest.mark.parametrize("kind", PAGES)
def test_each_type_of_page_says_what_it_is(kind: str, site: Path) -> None:
    text = (site / PAGES[kind]).read_text("utf-8")
    assert re.search(r"<html [^>]*lang=\"en\"", text)
    assert re.search(r"<title>[^<]{5,}</title>", text)
    assert re.search(r'<meta name="viewport" content="width=device-width', text)
    described = re.findall(r'<meta name="description" content="([^"]*)"', text)
    assert len(described) == 1
    assert 20 <= len(described[0]) <= 200
    assert len(re.findall("<h1", text)) == 1


def test_pages_have_descriptions_of_their_own(site: Path) -> None:
    texts = {page: (site / page).read_text("utf-8") for page in PAGES.values()}
    described = [re.findall(r'<meta name="description" content="([^"]*)"', text)[0] for text in texts.values()]
    assert len(set(described)) == len(described)


WRONG: dict[str, tuple[str, str]] = {
    "image-alt": ("<p", '<p><img src="x.png"></p><p'),
    "color-contrast": ("<p", '<p style="color: #bbb; background: #fff">too light</p><p'),
    "heading-order": ("<h2", "<h5>too low</h5><h2"),
    "link-name": ("<p", '<p><a href="index.html"></a></p><p'),
    "html-has-lang": ('lang="en"', ""),
    "overflow": ("<p", '<div style="width: 900px">wide</div><p'),
    "small": ("<p", '<p style="font-size: 8px">small</p><p'),
}


def test_what_is_wrong_with_a_page_is_found(site: Path) -> None:
    text = (site / "figures.html").read_text("utf-8")
    start, article = text.split("<article", 1)
    pages = {}
    try:
        for kind, (old, new) in WRONG.items():
            wrong = text.replace(old, new, 1) if "lang" in old else f"{start}<article{article.replace(old, new, 1)}"
            pages[kind] = site / f"wrong-{kind}.html"
            pages[kind].write_text(wrong, "utf-8")
        found = look(pages, (View(PHONE, "light"),))
    finally:
        for file in pages.values():
            file.unlink()
    for (kind, _), page in found.items():
        rules = {rule for rule, *_ in page["violations"]}
        assert kind in rules or page.get(kind), kind


COLOURS = """() => {
  const fill = (selector) => getComputedStyle(document.querySelector(selector)).fill;
  const chart = document.querySelector("#chart-trade svg");
  return {text: fill("#chart-trade svg text"), ground: getComputedStyle(chart).backgroundColor};
}"""


def test_charts_follow_the_theme_of_the_page(site: Path) -> None:
    with browser_page(site / "reference/charts.html", View(SCREEN, "light")) as page:
        seen: dict[str, Any] = {}
        for theme in ("light", "dark", "light again"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme.split()[0])
            seen[theme] = page.evaluate(COLOURS)
    assert seen["light"] == seen["light again"] == {"text": "rgb(0, 0, 0)", "ground": "rgb(255, 255, 255)"}
    assert seen["dark"] == {"text": "rgb(230, 233, 239)", "ground": "rgb(20, 24, 30)"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_of_a_chart_follows_what_its_reader_prefers(scheme: str, site: Path) -> None:
    with browser_page(site / "_images/figures.svg", View(SCREEN, scheme)) as page:
        fill = page.evaluate("() => getComputedStyle(document.querySelector('text')).fill")
    assert fill == ("rgb(230, 233, 239)" if scheme == "dark" else "rgb(0, 0, 0)")
