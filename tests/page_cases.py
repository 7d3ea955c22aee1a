"""Files that the page "Check a CSV" is asked to check, as its tests in and outside a browser share them."""

from __future__ import annotations

import base64
import json

__all__ = ["LONG", "MISTAKES", "SCHEMA", "case_of"]


def case_of(name: str, content: bytes, choice: str, schema: str = "", **options: str) -> dict[str, str]:
    """Return what a visitor chooses: a file, where the schema comes from and its text, and how the file is read."""
    coded = (base64.b64encode(part).decode() for part in (content, schema.encode()))
    case = dict(zip(("name", "choice", "content", "schema"), (name, choice, *coded), strict=True))
    return {**case, "delimiter": "", "encoding": "", **options}


SCHEMA = json.dumps({"fields": [{"name": "id", "type": "integer"}, {"name": "word", "type": "string"}]})
LONG = case_of("long.csv", b"id,word\n" + b"1,word\n" * 150_000, "file", SCHEMA)
"""A file that is checked long enough to be seen at it, and cancelled."""

MISTAKES = (
    (
        case_of("book.xlsx", b"PK", "infer"),
        "book.xlsx: this page reads CSV files: save it as CSV, or install the library",
    ),
    (
        case_of("picture.csv", bytes(range(128, 256)), "infer"),
        "picture.csv: no text in UTF-8 or Windows-1252: choose its",
    ),
    (
        case_of("empty.csv", b"", "infer"),
        "empty.csv: the file is empty: the labels of the columns must stand in the first",
    ),
    (case_of("data.csv", b"id,word\n", "file", "{"), "schema.json: not valid JSON at line 1, column 2: "),
    (
        case_of("data.csv", b"id,word\n", "file", "{}"),
        'schema.json: line 1, column 1: the schema has no "fields": write',
    ),
)
"""What a visitor may choose by mistake, and the start of what the page says."""
