"""What a browser and axe-core find in pages of the site: at the width of a phone and of a screen, light and dark."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.metadata import distribution
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from chromium import browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["PHONE", "SCREEN", "VIEWS", "View", "browser_page", "look"]

PHONE, SCREEN = 390, 1280


class View(NamedTuple):
    """How a page is looked at."""

    width: int
    scheme: str


VIEWS = tuple(View(width, scheme) for scheme in ("light", "dark") for width in (PHONE, SCREEN))

READY = """async () => {
  // A chart is ready when its marks are there.
  const waits = () => [...document.querySelectorAll("[id^=chart-]")].some((chart) => !chart.querySelector("svg.marks"));
  for (let n = 0; n < 400 && waits(); n++) await new Promise((done) => setTimeout(done, 25));
  await document.fonts.ready;
}"""
LOOK = """async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (element) => getComputedStyle(element);
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const text = (element) => element.textContent.trim().slice(0, 60);
  // Sections after the first ones are of the same kind, and would take minutes.
  for (const section of all("main section section").slice(3)) section.remove();
  const found = await axe.run({exclude: ["svg.marks"]}, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: {"target-size": {enabled: true}},
  });
  return {
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    overflow: Math.max(document.documentElement.scrollWidth - innerWidth,
      ...all("main, main > *, .bd-article-container, article").map((box) => box.scrollWidth - box.clientWidth)),
    small: all("main pre, main code, main p, main li, main td, main dt").filter((element) =>
      seen(element) && text(element) && parseFloat(style(element).fontSize) < 12).slice(0, 5).map(text),
    checked: found.passes.map((rule) => rule.id),
    violations: found.violations.map((rule) =>
      [rule.id, rule.help, rule.nodes.slice(0, 4).map((node) => `${node.target}: ${node.html.slice(0, 200)}`)]),
  };
}"""


def look(
    pages: dict[str, Path], views: tuple[View, ...] = VIEWS, pictures: Path | None = None
) -> dict[tuple[str, View], dict[str, Any]]:
    """Return what is found in each page in each view; nothing is loaded from a network.

    Parameters
    ----------
    pages : dict of str to Path
        The files, by a name for each.
    views : tuple of View
    pictures : Path, optional
        A folder for pictures of the pages.
    """
    axe = distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")
    found = {}
    for name, file in pages.items():
        with browser_page(file, views[0]) as page:
            page.add_script_tag(path=str(axe))
            for view in views:
                _view(page, view)
                if pictures:
                    page.screenshot(path=pictures / f"{name.replace('/', '-')}-{view.width}-{view.scheme}.png")
                found[name, view] = page.evaluate(LOOK)
    return found


@contextmanager
def browser_page(file: Path, view: View) -> Iterator[Any]:
    """Open a file in Chromium, without a network, until what it draws is there."""
    browsers = pytest.importorskip("playwright.sync_api", reason="the pages are looked at by Playwright")
    with browsers.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        page = started.new_context(offline=True).new_page()
        _view(page, view)
        page.goto(file.as_uri())
        page.evaluate(READY)
        yield page
        started.close()


def _view(page: Any, view: View) -> None:
    page.set_viewport_size({"width": view.width, "height": 844 if view.width == PHONE else 900})
    page.emulate_media(color_scheme=view.scheme, reduced_motion="reduce")
