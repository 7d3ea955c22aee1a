"""Tables in several parts, for the tests of what screens each part apart, and their reports without what may differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summitdata.validation.report import Report

__all__ = ["CASES", "comparable", "flood", "write_package"]

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "constraints": {"required": True}},
    {"name": "day", "type": "date", "constraints": {"minimum": "2020-01-01"}},
    {"name": "text", "type": "string"},
]
SCHEMA = {"fields": FIELDS, "primaryKey": "id"}
HEADER = "id,day,text\n"

Resource = dict[str, Any]


def _parts(*texts: str, schema: dict[str, Any] | None = None, **more: Any) -> tuple[list[bytes], Resource]:
    return [text.encode() for text in texts], {"schema": schema or SCHEMA, **more}


def _latin() -> tuple[list[bytes], Resource]:
    texts = [f"{HEADER}1,2020-01-02,é\n", f"{HEADER}2,2020-01-02,ü\nx,2020-01-02,ß\n"]
    return [text.encode("latin-1") for text in texts], {"schema": SCHEMA, "encoding": "latin-1"}


def _one_in_latin() -> tuple[list[bytes], Resource]:
    return [f"{HEADER}1,2020-01-02,é\n".encode(), f"{HEADER}2,2020-01-02,ü\n".encode("latin-1")], {"schema": SCHEMA}


def _own_reference() -> dict[str, Any]:
    fields = [{"name": "id", "type": "integer"}, {"name": "above", "type": "integer"}]
    key = {"fields": "above", "reference": {"resource": "", "fields": "id"}}
    return {"fields": fields, "primaryKey": "id", "foreignKeys": [key]}


def flood(rows: int, clean: int) -> tuple[list[bytes], Resource]:
    """Return a table whose rows are clean first, and then have a wrong cell each."""
    lines = [f"{at},{'2020-01-02' if at < clean else f'day {at}'},x\n" for at in range(rows)]
    half = rows // 2
    return _parts(HEADER + "".join(lines[:half]), HEADER + "".join(lines[half:]))


OTHER = {"fields": "text", "reference": {"resource": "other", "fields": "name"}}
CASES: dict[str, Callable[[], tuple[list[bytes], Resource]]] = {
    "clean": lambda: _parts(f"{HEADER}1,2020-01-02,a\n2,,b\n", f"{HEADER}3,2020-01-02,c\n", f"{HEADER}4,2021-01-01,d"),
    "wrong cells": lambda: _parts(
        f"{HEADER}1,2020-01-02,a\nx,2019-01-02,b", f"{HEADER}3,never,c\n,2020-01-02,\n", f"{HEADER}4,2021-01-01,d"
    ),
    "no rows in a part": lambda: _parts(f"{HEADER}x,2020-01-02,a\n", HEADER, f"{HEADER}y,2020-01-02,a\n"),
    "blank and ragged rows": lambda: _parts(
        f"{HEADER}1,2020-01-02,a\n\n2,2020-01-02\n", f"{HEADER}\n3,2020-01-02,c,d,e\n,,\n\n", f"{HEADER}4\n1,2020-01-02"
    ),
    "a key in two parts": lambda: _parts(
        f"{HEADER}1,2020-01-02,a\n2,2020-01-02,b\n", f"{HEADER}3,2020-01-02,c\n", f"{HEADER}2,2020-01-02,d\n1,,e\n"
    ),
    "+5 and 5 in a key": lambda: _parts(
        f"{HEADER}5,2020-01-02,a\n7,2020-01-02,b\n", f"{HEADER}+5,2020-01-02,c\n", f"{HEADER}05,2020-01-02,d\n"
    ),
    "unique days and pairs": lambda: _parts(
        f"{HEADER}5,2020-01-02,a\n7,2020-01-03,a\n",
        f"{HEADER}5,2020-01-04,a\n5,2020-01-02,b\n",
        schema={
            "fields": [FIELDS[0], {"name": "day", "type": "date", "constraints": {"unique": True}}, FIELDS[2]],
            "uniqueKeys": [["id", "text"]],
        },
    ),
    "keys without a value": lambda: _parts(
        f"{HEADER}1,2020-01-02,\n1,,a\n",
        f"{HEADER}1,2020-01-02,\n1,,a\n,,a\n",
        schema={**SCHEMA, "primaryKey": ["id", "day"]},
    ),
    "references to another table": lambda: _parts(
        f"{HEADER}1,2020-01-02,a\n2,2020-01-02,nowhere\n",
        f"{HEADER}3,2020-01-02,b\n4,2020-01-02,\n5,2020-01-02,no\n",
        schema={**SCHEMA, "foreignKeys": [OTHER]},
    ),
    "references to another part": lambda: _parts(
        "id,above\n1,4\n2,1\n", "id,above\n3,+1\n4,\n5,9\n", "id,above\n6,5\nx,04\n", schema=_own_reference()
    ),
    "quoted line breaks": lambda: _parts(
        f'{HEADER}1,2020-01-02,"a\nb"\n2,never,"c\r\nd"', f'{HEADER}x,2020-01-02,"e\n\nf"\n3,never,"g"\n'
    ),
    "wrong quotes": lambda: _parts(f'{HEADER}1,2020-01-02,"a"b\n', f'{HEADER}x,2020-01-02,"e"f\n3,never,g\n'),
    "a quote that a part does not close": lambda: _parts(
        f'{HEADER}1,2020-01-02,"a\n2,2020-01-02,b\n', f"{HEADER}x,2020-01-02,e\n"
    ),
    "line ends of two characters": lambda: _parts(
        f"{HEADER}1,2020-01-02,a\nx,2020-01-02,b\n".replace("\n", "\r\n"),
        f"{HEADER}3,never,c\n".replace("\n", "\r\n"),
        f"{HEADER}3,never,c\n",
    ),
    "line ends of returns": lambda: _parts(*[f"{HEADER}{at},never,a\r".replace("\n", "\r") for at in range(3)]),
    "Latin-1": _latin,
    "another encoding in one part": _one_in_latin,
    "a byte order mark": lambda: _parts(f"\ufeff{HEADER}1,2020-01-02,a\n", f"\ufeff{HEADER}x,2020-01-02,b\n"),
    "another header": lambda: _parts(f"{HEADER}1,2020-01-02,a\n", "id,text,day\n2,b,2020-01-02\n"),
    "labels that are not the fields": lambda: _parts(
        "id,date,text\n1,2020-01-02,a\n", "id,date,text\n2,2020-01-02,b\n"
    ),
    "no header": lambda: _parts("1,2020-01-02,a\nx,2020-01-02,b\n", "1,2020-01-02,c\n", dialect={"header": False}),
    "a header in the third row": lambda: _parts(
        f"of\n2020\n{HEADER}1,2020-01-02,a\n", f"of\n2021\n{HEADER}x,2020-01-02,c\n", dialect={"headerRows": [3]}
    ),
    "comments": lambda: _parts(
        f"#\n{HEADER}1,2020-01-02,a\n#x,y,z\n1,2020-01-02,b\n",
        f"#\n#\n{HEADER}#1,2020-01-02,c\nx,never,d\n",
        f"{HEADER}2,2020-01-02,e\n# the end",
        dialect={"commentChar": "#"},
    ),
    "a header in two rows": lambda: _parts(
        f"{HEADER}{HEADER}1,2020-01-02,a\n", f"{HEADER}x,never,b\n1,2020-01-02,c\n", dialect={"headerRows": [1, 2]}
    ),
    "an empty part": lambda: _parts(f"{HEADER}1,2020-01-02,a\n", "", f"{HEADER}x,2020-01-02,c\n"),
    "stated bytes and rows": lambda: _parts(f"{HEADER}1,2020-01-02,a\n", f"{HEADER}2,2020-01-02,b\n", bytes=5, rows=7),
    "rules of rows": lambda: _parts(
        f"{HEADER}1,2020-01-02,a\n-1,2020-01-02,b\n",
        f"{HEADER}2,2020-01-02,c\n-2,never,c\n",
        checklist={"checks": [{"type": "row-constraint", "formula": "id > 0"}]},
    ),
    "a flood from the start": lambda: flood(400, 0),
    "a flood in the second part": lambda: flood(400, 250),
}
"""The bytes of the parts of each table, and what its resource says beside their paths."""


def write_package(folder: Path, name: str, parts: list[bytes], resource: Resource) -> Path:
    """Write a data package with a table in parts, and another table."""
    folder.mkdir(exist_ok=True)
    paths = [f"{at}.csv" for at in range(len(parts))]
    for path, content in zip(paths, parts, strict=True):
        (folder / path).write_bytes(content)
    (folder / "other.csv").write_bytes(b"name\na\nb\nc\n")
    other_schema = {"fields": [{"name": "name", "type": "string"}]}
    resources = [
        {"name": "table", "title": name, "path": paths, **resource},
        {"name": "other", "path": "other.csv", "schema": other_schema},
    ]
    package = folder / "datapackage.json"
    package.write_text(json.dumps({"name": "package", "resources": resources}), "utf-8")
    return package


def comparable(report: Report) -> dict[str, Any]:
    """Return a report without what says how it was made."""
    made = report.to_dict()
    made["stats"].pop("seconds")
    for task in made["tasks"]:
        task["stats"].pop("seconds")
        del task["engine"], task["engineNote"]
    return made
