"""Cells of each field type, and tables with a column of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """Cells of a type.

    `same` are two texts of one value (of two values, where a value has only one text), `row` is the first of them as
    the standard library has it, `frame` as a pandas frame has it.
    """

    same: tuple[str, str]
    wrong: str | None
    row: Any
    frame: Any
    constraints: dict[str, Any]


# fmt: off
SAMPLES: dict[str, Sample] = {
    "any": Sample(("x", "y"), None, "x", "x", {"enum": ["x", "y", 1]}),
    "array": Sample(("[1]", "[1 ]"), "{}", "[1]", "[1]", {"minLength": 1}),
    "boolean": Sample(("true", "TRUE"), "yes", row=True, frame=True, constraints= {"enum": [True]}),
    "date": Sample(("2025-06-17", "2025-06-18"), "2025-06-31", "2025-06-17", pd.Timestamp("2025-06-17"),
                   {"minimum": "2025-01-01"}),
    "datetime": Sample(("2025-06-17T10:00:00", "2025-06-17T10:00:00.0"), "10:00", "2025-06-17T10:00:00",
                       pd.Timestamp("2025-06-17T10:00:00"), {"maximum": "2025-12-31T00:00:00"}),
    "duration": Sample(("P1Y", "P1Y0M"), "1Y", "P1Y", "P1Y", {"enum": ["P1Y"]}),
    "geojson": Sample(('{"type":"Point","coordinates":[1,2]}', '{"type": "Point", "coordinates": [1, 2]}'), "[1]",
                      '{"type":"Point","coordinates":[1,2]}', '{"type":"Point","coordinates":[1,2]}', {}),
    "geopoint": Sample(("1,2", "1, 2"), "1,200", "1,2", "1,2", {}),
    "integer": Sample(("7", "07"), "7.5", 7, 7, {"minimum": 1, "maximum": 9}),
    "list": Sample(("a,b", "a,c"), None, "a,b", "a,b", {"maxLength": 2}),
    "number": Sample(("1.5", "1.50"), "x", 1.5, 1.5, {"minimum": 0, "exclusiveMaximum": 2}),
    "object": Sample(('{"a":1}', '{"a": 1}'), "[1]", '{"a":1}', '{"a":1}', {"minLength": 1}),
    "string": Sample(("x", "y"), None, "x", "x", {"pattern": "[a-z]", "maxLength": 3}),
    "time": Sample(("10:00:00", "10:00:00.0"), "25:00:00", "10:00:00", time(10), {"minimum": "09:00:00"}),
    "year": Sample(("2025", "2024"), "25", 2025, 2025, {"minimum": 2000}),
    "yearmonth": Sample(("2025-06", "2025-6"), "2025-13", "2025-06", "2025-06", {"minimum": "2025-01"}),
}
# fmt: on


def field_of(name: str, **more: Any) -> dict[str, Any]:
    text = {"title": f"A {name}", "description": f"A value of the type {name}."}
    return {"name": f"of_{name}", "type": name, **text, **more}


def table_of(*fields: dict[str, Any]) -> dict[str, Any]:
    """Return the resource of a table `t`."""
    return {
        "name": "t",
        "path": "t.csv",
        "title": "T",
        "description": "A table.",
        "schema": {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": list(fields)},
    }


ALL = table_of(*(field_of(name, constraints=sample.constraints) for name, sample in SAMPLES.items()))
ROW = {f"of_{name}": sample.row for name, sample in SAMPLES.items()}


def write(folder: Path, *lines: list[str]) -> Path:
    """Write a CSV file, each cell in quotes where that makes a difference."""
    file = folder / "t.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    file.write_text("\n".join(quoted) + "\n", "utf-8")
    return file


def write_valid(folder: Path) -> Path:
    """Write a file with a column of every type, whose row is valid."""
    return write(folder, list(ROW), [sample.same[0] for sample in SAMPLES.values()])
