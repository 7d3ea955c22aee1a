"""The files that the pages presuppose of their reader, so that their code blocks can be run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
PRICES = "item,eur\ntea,2.50\nrice,1.20\n"
RULED = """\
year,kind,account,day,start,end,low,value,high,total,part_a,part_b,rate,share
2024,opening,a,2024-01-01,2024-01-01,,0.5,1,1.5,1,1,0,,20
2024,total,a,2024-01-02,2024-01-01,2024-02-01,9,10,11,10,6,4,,50
2024,part,a,2024-01-02,,,3,4,5,4,4,0,,30
2025,loan,b,2025-01-01,2025-01-01,2025-01-01,3,4,5,4,4,0.4,2.5,100
2025,opening,b,2025-01-02,,,0,0,0,0,0,0,,0
2025,total,b,2025-01-02,,,0,0,0,0,0,0,,0
"""
"""A table that satisfies the rules of the how-to."""
TYPES = {
    "year": "integer",
    **dict.fromkeys(["day", "start", "end"], "date"),
    **dict.fromkeys(["kind", "account"], "string"),
}
"""Those of its fields that are not numbers."""


def _write(file: Path, content: str | dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def _schema(**types: str) -> dict[str, Any]:
    return {"fields": [{"name": name, "type": type_} for name, type_ in types.items()]}


def _readme(folder: Path) -> None:
    _write(folder / "data" / "prices.csv", PRICES)
    _write(folder / "schema.json", _schema(item="string", eur="number"))


def _gate(folder: Path) -> None:
    schema = _schema(item="string", eur="number")
    _write(folder / "prices.csv", PRICES)
    _write(folder / "datapackage.json", {"resources": [{"name": "p", "path": "prices.csv", "schema": schema}]})
    # A foreign key to a table that the descriptor does not have.
    observed = _schema(deployment="string")
    reference = {"resource": "deployments", "fields": "id"}
    observed["foreignKeys"] = [{"fields": "deployment", "reference": reference}]
    _write(folder / "observations.schema.json", observed)
    _write(folder / "observations.csv", "deployment\na\n")
    _write(folder / "deployments.csv", "id\na\n")
    # What the configuration names.
    for name in ("prices", "old"):
        _write(folder / "schemas" / f"{name}.json", schema)
    _write(folder / "prices" / "2025.csv", PRICES)
    _write(folder / "data" / "prices.csv", PRICES)
    _write(folder / "old" / "2024" / "prices.csv", PRICES.replace(",", ";"))
    own = folder / "own"
    names = RULED.partition("\n")[0].split(",")
    _write(own / "prices.schema.json", _schema(**{name: TYPES.get(name, "number") for name in names}))
    _write(own / "prices.csv", RULED)
    resource = {"name": "prices", "path": "prices.csv", "schema": "prices.schema.json"}
    _write(own / "datapackage.json", {"name": "own", "resources": [resource]})


def _clone(folder: Path) -> None:
    shutil.copy(ROOT / "datapackage.json", folder)
    shutil.copytree(ROOT / "resources", folder / "resources")


def _tables(folder: Path) -> None:
    _write(folder / "prices.csv", PRICES)


FOLDERS: dict[str, Callable[[Path], None]] = {
    "README.md": _readme,
    "docs/how-to-gate.md": _gate,
    "docs/how-to-read-elsewhere.md": _clone,
    "docs/tutorial-gate.md": _tables,
}
"""What makes the files of a page in its folder; the others need none."""
