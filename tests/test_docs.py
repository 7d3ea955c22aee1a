"""The pages that are made of the data are up to date, and prose types no number of it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from summitdata.package import rows

ROOT = Path(__file__).parents[1]


def test_the_generated_pages_are_up_to_date() -> None:
    for page, write in runpy.run_path(str(ROOT / "docs" / "generate.py"))["PAGES"].items():
        assert page.read_text("utf-8") == write(), "run: python docs/generate.py"


def test_prose_types_no_figure() -> None:
    figures = {f"{row['value']:g}" for row in rows("figures") if row["kind"] not in ("ordinal", "year", "growth")}
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        if page.name == "holds.md":
            continue  # generated
        prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
        numbers = {number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", prose)}
        assert not numbers & figures
