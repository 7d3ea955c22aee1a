"""What axe-core and a browser find in pages of the site: each at the width of a phone and of a screen."""

from __future__ import annotations

import html
import json
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from chromium import rendered

__all__ = ["PHONE", "SCREEN", "WIDTHS", "look"]

PHONE, SCREEN = 390, 1280
WIDTHS = (PHONE, SCREEN)

LOOK = """
addEventListener("load", async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  // A page without a chart is ready two frames on, one with a chart when its marks are there.
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  for (let n = 0; n < 200 && all("[id^=chart-]").some((chart) => !chart.querySelector("svg.marks")); n++)
    await new Promise((done) => setTimeout(done, 50));
  await frame();
  const found = await axe.run({resultTypes: ["violations"]});
  parent.postMessage(JSON.stringify({
    page: document.documentElement.dataset.page,
    width: innerWidth,
    theme: document.documentElement.dataset.theme,
    ground: getComputedStyle(document.body).backgroundColor,
    overflow: document.documentElement.scrollWidth - innerWidth,
    copied: all(".copybtn").length,
    checked: found.passes.map((rule) => rule.id),
    violations: found.violations.map((rule) =>
      [rule.id, rule.help, rule.nodes.slice(0, 4).map((node) => `${node.target}: ${node.html.slice(0, 200)}`)]),
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


def look(site: Path, pages: list[str], profile: Path, *, dark: bool) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what is found in each page at each width; the pages are copied beside themselves, and removed."""
    axe = Path(str(distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")))
    script = site / "look.js"
    host = site / "host.html"
    made = [script, host]
    frames = HOST
    try:
        script.write_text(f"{axe.read_text('utf-8')}\n{LOOK}", "utf-8")
        for name in pages:
            copy = (site / name).with_name(f"looked-{Path(name).name}")
            up = "../" * name.count("/")
            text = (site / name).read_text("utf-8").replace("<html ", f'<html data-page="{name}" ', 1)
            copy.write_text(text.replace("</body>", f'<script src="{up}look.js"></script></body>'), "utf-8")
            made.append(copy)
            address = copy.relative_to(site).as_posix()
            frames += "".join(f'<iframe src="{address}" width="{width}" height="900"></iframe>' for width in WIDTHS)
        host.write_text(f"{frames}</body>", "utf-8")
        options = (
            "--window-size=1400,900",
            "--virtual-time-budget=100000",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        )
        document = rendered(host, profile, "", *options)
    finally:
        for file in made:
            file.unlink(missing_ok=True)
    found = [json.loads(html.unescape(each)) for each in re.findall(r"<pre>(.*?)</pre>", document, re.DOTALL)]
    return {(each["page"], each["width"]): each for each in found}
