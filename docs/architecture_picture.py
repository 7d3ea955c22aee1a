"""The picture of `architecture.md`: the layers of the contracts in `pyproject.toml`, drawn as SVG."""

from __future__ import annotations

import ast
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = ROOT / "src" / "summitdata"
WIDTH, LAYER, BOX, GAP = 960, 78, 58, 10
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1d2430; }
.name { font-weight: 650; } .soft { fill: #5c6676; font-size: 11px; }
rect { fill: #eef3fb; stroke: #9db4d8; }
.article { fill: #fdf3e1; stroke: #d9b36c; } .engine { fill: #e8f5ec; stroke: #8fbf9f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ef; } .soft { fill: #9aa5b5; } rect { fill: #1d2633; stroke: #46597a; }
  .article { fill: #33291a; stroke: #7d6534; } .engine { fill: #1a2b20; stroke: #3f6b4d; }
}
"""
PARTS = {"article": "article", "rules": "article"} | dict.fromkeys(
    ("tabular", "validation", "schemas", "schema_formats"), "engine"
)
"""The two jobs: the article's data, and the engine for anybody's tables."""


def layers() -> list[list[str]]:
    """Return the modules of each layer, the top one first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one.get("id") == "layers")
    return [[module.strip() for module in layer.split("|")] for layer in contract["layers"]]


def purpose(module: str) -> str:
    """Return the first sentence of a module's docstring."""
    path = CODE / module
    file = path / "__init__.py" if path.is_dir() else CODE / f"{module}.py"
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return text.splitlines()[0].replace("`", "").rstrip(".") if text else ""


def picture() -> str:
    """Return the layers as SVG: each stands on those below it, and imports nothing from above."""
    parts, height = [], 0
    for names in layers():
        columns = min(len(names), 3)
        rows = -(-len(names) // 3)
        width = (WIDTH - GAP * (columns + 1)) / columns
        for at, name in enumerate(names):
            x, y = GAP + at % 3 * (width + GAP), height + at // 3 * (BOX + GAP)
            line = _cut(purpose(name), int(width / 6))
            parts += [
                f'<rect class="{PARTS.get(name, "")}" x="{x:.0f}" y="{y}" width="{width:.0f}" height="{BOX}" rx="8"/>',
                f'<text class="name" x="{x + 12:.0f}" y="{y + 24}">{escape(name)}</text>',
                f'<text class="soft" x="{x + 12:.0f}" y="{y + 44}">{escape(line)}</text>',
            ]
        height += rows * (BOX + GAP) + GAP
    label = "The layers of summitdata, the command on top, errors at the bottom; nothing imports upward."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip(' ,;:')}…"
