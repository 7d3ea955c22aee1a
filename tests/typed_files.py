"""Files of typed rows that tests write, and what frictionless finds in them."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import frictionless
import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "maximum": 9}},
        {"name": "price", "type": "number"},
        {"name": "note", "type": "string", "constraints": {"pattern": "[a-z]*"}},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["id"],
}
LABELS = ["id", "price", "note", "day"]
ROWS: dict[str, list[list[Any]]] = {
    "valid": [LABELS, [1, 2.5, "a", "2024-01-02"], [2, None, None, None], [3, 4, "", ""]],
    "numbers as texts": [LABELS, ["1", "2.5", "a", "2024-01-02"], ["x", "2,5", "b", "2024-02-30"]],
    "texts as numbers": [LABELS, [1, 2.5, 7, 2024], [2, True, True, False], [3.0, 3, "A", None], [4.5, 1, "b", ""]],
    "keys and constraints": [LABELS, [1, 1, "a", ""], [1, 1, "a", ""], [None, 1, "a", ""], [10, 1, "a", ""]],
    "blank rows and labels": [["id", "price", "remark"], [1, 2, "x"], [None, None, None], [2, 1, "y"]],
}
TYPED: dict[str, list[list[Any]]] = {
    "dates": [LABELS, [1, 1.5, "a", date(2024, 1, 2)], [2, 1, "b", datetime(2024, 1, 2)], [3, 1, "c", time(1, 2)]],  # noqa: DTZ001 - Excel has no zones
    "moments": [LABELS, [1, 1, "a", datetime(2024, 1, 2, 3, 4)], [True, 1, datetime(2024, 1, 2), "x"]],  # noqa: DTZ001 - the same
}  # fmt: skip


def write_excel(rows: list[list[Any]], path: Path, title: str = "Data") -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.create_sheet("Other").append(["id"])
    book.save(path)


def keyed(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def lines(items: list[Any]) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


WRITE: dict[str, Callable[[list[list[Any]], Path], Any]] = {
    "lists.json": lambda rows, path: path.write_text(json.dumps(rows), "utf-8"),
    "objects.json": lambda rows, path: path.write_text(json.dumps(keyed(rows)), "utf-8"),
    "lists.jsonl": lambda rows, path: path.write_text(lines(rows), "utf-8"),
    "objects.ndjson": lambda rows, path: path.write_text(lines(keyed(rows)), "utf-8"),
    "table.xlsx": write_excel,
}


def write(folder: Path, form: str, rows: list[list[Any]]) -> Path:
    WRITE[form](rows, folder / form)
    return folder / form


def by_frictionless(path: Path, schema: dict[str, Any]) -> frictionless.Report:
    descriptor = {"name": "t", "path": path.name, "type": "table", "schema": schema, "dialect": {"headerRows": [1]}}
    return frictionless.Resource.from_descriptor(descriptor, basepath=str(path.parent)).validate()


def found(errors: Any) -> list[tuple[Any, ...]]:
    return [(error.type, error.row_number, error.field_name or None, error.note) for error in errors]


def package(folder: Path, *resources: dict[str, Any]) -> Path:
    named = [{"name": f"t{number}", "schema": SCHEMA, **one} for number, one in enumerate(resources)]
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": named}), "utf-8")
    return folder / "datapackage.json"
