"""The page of a report for everybody: on a phone and a screen, light and dark, by keyboard, without colours.

axe-core finds what breaks WCAG 2.2 AA; what it does not look at is measured here. A browser has no window as narrow as
a phone, so each page is in a frame of that width.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import summitdata as sd
from chromium import rendered
from report_example import REPORTS
from summitdata.validation.baseline import accept, baseline, read_baseline
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

NARROW, PHONE, SCREEN = 320, 390, 1280
WIDTHS = (NARROW, PHONE, SCREEN)
"""The widths of the frames; at 320 px nothing but tables may scroll sideways (WCAG 1.4.10), which axe does not ask."""

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "day", "type": "date"},
        {"name": "name", "type": "string", "constraints": {"required": True, "maxLength": 12}},
        {"name": "country", "type": "string", "constraints": {"enum": ["KAZ", "KGZ"]}},
    ],
    "primaryKey": "id",
}
ROWS = "id,day,name,country\n" + "".join(
    f"{n if n % 7 else 'x'},{'2025-01-02' if n % 5 else '31/01/2025'},{'Almaty' if n % 4 else ''},"
    f"{'KAZ' if n % 3 else 'RUS'}\n"
    for n in range(1, 25)
)
LONG = f"id,day,name,country\nx,2025-01-02,{'word ' * 60},{'w' * 500}\n1,2025-01-02\n1,2025-01-02,a,KAZ,more\n\n"


def _table(text: str, **options: Any) -> Callable[[Path], sd.Report]:
    def make(folder: Path) -> sd.Report:
        (folder / "table.csv").write_text(text, "utf-8")
        return sd.validate(folder / "table.csv", SCHEMA, **options)

    return make


def _many_tables(folder: Path) -> sd.Report:
    for number in range(6):
        (folder / f"a-long-name-of-a-table-{number}.csv").write_text(ROWS[: 60 + 30 * number], "utf-8")
    return sd.validate(sorted(folder.glob("a-long*.csv")), SCHEMA)


def _wide(folder: Path) -> sd.Report:
    fields = [{"name": f"column_{n}", "type": "integer" if n in (0, 15, 29) else "string"} for n in range(30)]
    row = ",".join("x" * (3 + n % 9) for n in range(30))
    (folder / "wide.csv").write_text(f"{','.join(f['name'] for f in fields)}\n{row}\n{row}\n", "utf-8")
    return sd.validate(folder / "wide.csv", {"fields": fields})


def _frame(_: Path) -> sd.Report:
    return sd.validate(pd.DataFrame({"id": ["x", "y"], "day": "2025-01-02", "name": "a", "country": "KAZ"}), SCHEMA)


def _none_listed(folder: Path) -> sd.Report:
    report = _table(ROWS)(folder)
    return replace(report, tasks=tuple(replace(task, errors=()) for task in report.tasks))


def _with_baseline(folder: Path) -> sd.Report:
    report = _table(ROWS)(folder)
    (folder / "known.json").write_text("".join(baseline(report)), "utf-8")
    return accept(_table(ROWS + "y,2025-01-02,b,KAZ\n")(folder), read_baseline(folder / "known.json"))


KINDS: dict[str, Callable[[Path], sd.Report]] = {
    **REPORTS,
    "errors of many types": _table(ROWS),
    "warnings": _table(ROWS, warn=["type-error", "constraint-error"]),
    "a list that is cut": _table(ROWS, limit_errors=5),
    "causes": _table(ROWS.replace(",", ";")),
    "long cells": _table(LONG),
    "many tables": _many_tables,
    "many columns": _wide,
    "a frame": _frame,
    "none listed": _none_listed,
    "a baseline": _with_baseline,
}

LOOK = """
addEventListener("load", async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (const folded of all("details")) folded.open = true;
  for (const entry of all("article")) entry.style.contentVisibility = "visible";
  // Two frames on, what is observed has been seen.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const style = (element) => getComputedStyle(element);
  const word = /^[\\w-]{1,12}$/;
  const lines = (cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getClientRects().length;
  };
  const unseen = all("a, button, select, summary, [tabindex]").filter((stop) => {
    stop.focus({focusVisible: true});
    return document.activeElement === stop && !(parseFloat(style(stop).outlineWidth) >= 2);
  });
  document.activeElement.blur();
  const found = innerWidth === NARROW ? {passes: [], violations: []} : await axe.run({
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
  });
  parent.postMessage(JSON.stringify({
    kind: document.documentElement.dataset.kind,
    width: innerWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    ground: style(document.body).backgroundColor,
    borders: all("select, button").map((part) => style(part).borderTopColor),
    overflow: document.documentElement.scrollWidth - innerWidth,
    overview: all(".overview").map((table) => table.scrollWidth - table.parentElement.clientWidth),
    scrolling: all(".wide").filter((box) => box.scrollWidth > box.clientWidth).length,
    stopless: all(".wide").filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length,
    away: all(".wide").filter((box) => {
      const cell = box.querySelector("td.bad, th.bad"), edge = box.getBoundingClientRect();
      return cell && cell.getBoundingClientRect().left >= edge.right;
    }).length,
    broken: all(".rows td, .rows th").filter((cell) => word.test(cell.textContent) && lines(cell) > 1).length,
    unseen: unseen.map((stop) => stop.outerHTML.slice(0, 200)),
    checked: found.passes.map((rule) => rule.id),
    violations: found.violations.map((rule) => [rule.id, rule.help, rule.nodes.slice(0, 3).map((node) => node.html)]),
  }), "*");
});
"""
HOST = """<!doctype html><meta name="color-scheme" content="light dark"><title>frames</title>
<style>iframe { position: fixed; top: 0; left: 0; border: 0; }</style><body><script>
addEventListener("message", ({data}) => {
  const found = document.createElement("pre");
  found.textContent = data;
  document.body.append(found);
});</script>"""


def _looked_at(pages: dict[str, str], folder: Path, *, dark: bool) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what is found in each page at each width."""
    axe = Path(str(distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")))
    (folder / "look.js").write_text(f"{axe.read_text('utf-8')}\nconst NARROW = {NARROW};\n{LOOK}", "utf-8")
    host, end = HOST, '<script src="look.js"></script></body>'
    for number, (kind, page) in enumerate(pages.items()):
        open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace("</body>", end)
        marked = open_page.replace("<html ", f'<html data-kind="{kind}" ')
        (folder / f"{number}.html").write_text(marked, "utf-8")
        host += "".join(f'<iframe src="{number}.html" width="{width}" height="900"></iframe>' for width in WIDTHS)
    (folder / "host.html").write_text(f"{host}</body>", "utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    options = ("--window-size=1400,900", "--virtual-time-budget=100000", scheme)
    document = rendered(folder / "host.html", folder / "profile", "", *options)
    found = [json.loads(html.unescape(each)) for each in re.findall(r"<pre>(.*?)</pre>", document, re.DOTALL)]
    return {(each["kind"], each["width"]): each for each in found}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], dict[tuple[str, int], dict[str, Any]]]:
    """Return what is found in a page of each kind, in the light or the dark."""

    @cache
    def look(dark: bool) -> dict[tuple[str, int], dict[str, Any]]:  # noqa: FBT001 - a parameter of the tests
        with pytest.MonkeyPatch.context() as patch:
            pages = {}
            for kind, make in KINDS.items():
                folder = tmp_path_factory.mktemp("report")
                patch.chdir(folder)
                pages[kind] = FORMATS["html"](make(folder))
        return _looked_at(pages, tmp_path_factory.mktemp("pages"), dark=dark)

    return look


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_is_for_everybody(
    dark: bool,  # noqa: FBT001 - a parameter of the tests
    found: Callable[[bool], dict[tuple[str, int], dict[str, Any]]],
) -> None:
    pages = found(dark)
    assert set(pages) == {(kind, width) for kind in KINDS for width in WIDTHS}
    for (kind, width), page in pages.items():
        where = f"{kind}, {width} px"
        assert page["dark"] == dark, where
        assert _contrast(page["ground"], "rgb(0, 0, 0)" if dark else "rgb(255, 255, 255)") < 1.3, where
        assert {"color-contrast", "region", "heading-order"} <= {*page["checked"]} or width == NARROW, where
        assert page["violations"] == [], where
        assert page["overflow"] <= 0, where
        assert all(cut <= 0 for cut in page["overview"]), where
        assert page["stopless"] == 0, where
        assert page["broken"] == 0, where
        assert page["away"] == 0, where
        assert page["unseen"] == [], where
        for border in page["borders"]:
            assert _contrast(border, page["ground"]) >= 3, where
    assert pages["many columns", PHONE]["scrolling"] > 0
    assert "target-size" in pages["errors of many types", PHONE]["checked"]


def test_what_is_wrong_with_a_page_is_found(tmp_path: Path) -> None:
    page = FORMATS["html"](_wide(tmp_path))
    small = '<button style="all: unset; display: inline-block; width: 9px; height: 9px">x</button>'
    wrong = {
        "light text": page.replace("--soft: #566072", "--soft: #cccccc"),
        "no name": page.replace("<label>", "<span>").replace("</label>", "</span>"),
        "small targets": page.replace("</form>", f"<div>{small * 3}</div></form>"),
        "a level left out": page.replace("<h3", "<h5").replace("</h3", "</h5"),
        "no way in": page.replace('tabindex="0"', "").replace("boxes.observe(box)", "box"),
        "no focus": page.replace(":focus-visible {", "body * { outline: 0 !important; }\n:focus-visible {"),
        "light borders": page.replace("--edge: #767f8e", "--edge: #dfe3ea"),
        "words in letters": page.replace("width: max-content", "width: 100%; word-break: break-all"),
        "cut at the edge": page.replace(".wide { overflow-x: auto; }", ""),
    }
    assert all(other != page for other in wrong.values())
    pages = _looked_at(wrong, tmp_path, dark=False)
    rules = {kind: {rule for rule, *_ in pages[kind, PHONE]["violations"]} for kind in wrong}
    assert "color-contrast" in rules["light text"]
    assert "select-name" in rules["no name"]
    assert "target-size" in rules["small targets"]
    assert "heading-order" in rules["a level left out"]
    assert pages["no way in", PHONE]["stopless"] > 0
    assert pages["no focus", PHONE]["unseen"]
    light = pages["light borders", PHONE]
    assert _contrast(light["borders"][0], light["ground"]) < 3
    assert pages["words in letters", PHONE]["broken"] > 0
    assert pages["cut at the edge", PHONE]["overflow"] > 0
