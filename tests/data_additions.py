"""The additions to the data that `docs/how-to-add-data.md` describes, made on a copy as the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

TESTS = re.compile(r"^   \.venv/bin/pytest (.*\n(?:     .*\n)*)", re.MULTILINE)
PAGE = Path(__file__).parents[1] / "docs" / "how-to-add-data.md"
TODAY = "2031-01-20"
"""The day of the additions: their rows were checked then, and it is after the last release."""
NEEDS_SOURCE = "A source"
ROWS = re.compile(r"^In `resources/(\w+)\.csv`:\n\n```text\n(.*?)```", re.MULTILINE | re.DOTALL)
MAXIMA: dict[str, list[tuple[str, str, object]]] = {
    "A year of trade": [("trade", "year", 2030)],
    "A project": [("projects", "checked", TODAY)],
    "A figure": [("figures", "checked", TODAY)],
}
"""Which maximum of a field of a table each addition raises."""
NEW_VERDICTS = {
    "sources": 'edb-2031,Eurasian Development Bank,data,"Trade, 2024",https://example.org/a,2031-01-19,whole,true,edb',
    "evidence": """\
trade-edb,trade-2024,,,equals,94.8,94.75,94.85,,bn USD,,2024-01-01,2024-12-31,all,true,,2031-01-19,94.8,,edb,,,edb-2031
transport-share-edb,transport-share,,,equals,78,77.5,78.5,,percent,,,,projects,true,,2031-01-19,78,,edb,,,edb-2031
gas-edb,turkmen-gas-cumulative,,,equals,430,425,435,,bcm,,2009-12-14,2025-03-31,gas,true,,2031-01-19,430,,edb,,,edb-2031
use-edb,,,gas-equivalence,equals,430,425,435,,bcm,,2024-01-01,2024-12-31,use,true,,2031-01-19,430,,edb,,,edb-2031""",
    "gas": "turkmen deliveries,2009-12-14,2025-03-31,equals,430,425,435,not stated,true,edb,,edb-2031",
}
"""Rows that change what examples in the documentation print of the evidence."""

FORMER, PREFERRED = (
    "2025,C5,gacc,total,106.3,106.25,106.35,bn USD,true,,,the-caspian-post",
    "2025,C5,gacc,total,106.345,106.3445,106.3455,bn USD,true,,,gacc-2031-01-18",
)
"""The preferred row of a figure, and one that is preferred to it: the growth of that year rounds to another number."""


def additions() -> dict[str, list[tuple[str, str]]]:
    """Return the additions of the page by their headings: the tables, each with its new rows."""
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {section.partition("\n")[0]: ROWS.findall(section) for section in sections}
    return {title: rows for title, rows in found.items() if rows}


def pytest_arguments() -> list[str]:
    """Return the arguments with which the page runs pytest."""
    (command,) = TESTS.findall(PAGE.read_text("utf-8"))
    return shlex.split(command.replace("\\\n", " "))


def add(folder: Path, *titles: str) -> None:
    """Make some of the additions, and what each of them needs."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    first, middle, _ = package["version"].split(".")
    package |= {"version": f"{first}.{int(middle) + 1}.0", "released": TODAY}
    for title in dict.fromkeys([NEEDS_SOURCE, *titles]):
        append_rows(folder, dict(additions()[title]))
        for table, field, value in MAXIMA.get(title, []):
            _set_maximum(package, table, field, value)
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")


def append_rows(folder: Path, rows: dict[str, str]) -> None:
    """Add rows at the end of some tables."""
    for table, lines in rows.items():
        with (folder / "resources" / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(lines.rstrip("\n") + "\n")


def prefer_another(folder: Path) -> None:
    """Add a more precise row of a figure, and prefer it to the former one."""
    file = folder / "resources" / "trade.csv"
    text = file.read_text("utf-8")
    assert text.count(FORMER) == 1
    file.write_text(text.replace(FORMER, FORMER.replace(",true,", ",false,")), "utf-8")
    append_rows(folder, {"trade": PREFERRED})


def _set_maximum(package: dict[str, Any], table: str, name: str, value: object) -> None:
    (schema,) = (resource["schema"] for resource in package["resources"] if resource["name"] == table)
    (field,) = (field for field in schema["fields"] if field["name"] == name)
    field["constraints"]["maximum"] = value
