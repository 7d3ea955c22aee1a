"""The additions to the data that `docs/how-to-add-data.md` describes, made on a copy as the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

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


def additions() -> dict[str, list[tuple[str, str]]]:
    """Return the additions of the page by their headings: the tables, each with its new rows."""
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {section.partition("\n")[0]: ROWS.findall(section) for section in sections}
    return {title: rows for title, rows in found.items() if rows}


def add(folder: Path, *titles: str) -> None:
    """Make some of the additions, and what each of them needs."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    first, middle, _ = package["version"].split(".")
    package |= {"version": f"{first}.{int(middle) + 1}.0", "released": TODAY}
    for title in dict.fromkeys([NEEDS_SOURCE, *titles]):
        for table, rows in additions()[title]:
            with (folder / "resources" / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
                file.write(rows)
        for table, field, value in MAXIMA.get(title, []):
            _set_maximum(package, table, field, value)
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")


def _set_maximum(package: dict[str, Any], table: str, name: str, value: object) -> None:
    (schema,) = (resource["schema"] for resource in package["resources"] if resource["name"] == table)
    (field,) = (field for field in schema["fields"] if field["name"] == name)
    field["constraints"]["maximum"] = value
