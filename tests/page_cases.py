"""Files that the page "Check a CSV" is asked to check, as its tests in and outside a browser share them."""

from __future__ import annotations

import base64
import json

__all__ = ["IN_PACKAGE", "LONG", "MISTAKES", "SCHEMA", "SLOW", "UNDECIDED", "case_of"]


def case_of(name: str, content: bytes, choice: str, schema: str = "", **options: str) -> dict[str, str]:
    """Return what a visitor chooses: a file, where the schema comes from and its text, and how the file is read."""
    coded = (base64.b64encode(part).decode() for part in (content, schema.encode()))
    case = dict(zip(("name", "choice", "content", "schema"), (name, choice, *coded), strict=True))
    return {**case, "delimiter": "", "encoding": "", "table": "", "schema_name": "schema.json", **options}


SCHEMA = json.dumps({"fields": [{"name": "id", "type": "integer"}, {"name": "word", "type": "string"}]})
LONG = case_of("long.csv", b"id,word\n" + b"1,word\n" * 150_000, "file", SCHEMA)
"""A file that is checked long enough to be seen at it, and cancelled."""

SLOW = case_of(
    "slow.csv",
    b"word\n" + b"a" * 60 + b"\n",
    "file",
    json.dumps({"fields": [{"name": "word", "type": "string", "constraints": {"pattern": "(a+)+b"}}]}),
)
"""A file that is checked for ever."""


def _package(*paths: str) -> str:
    """Return the descriptor of a package with a table in each file, written with semicolons in Windows-1252."""
    tables = [
        {"name": path.rpartition("/")[2].partition(".")[0] + (f"-{number}" if number else ""), "path": path,
         "encoding": "cp1252", "dialect": {"delimiter": ";"}, "schema": json.loads(SCHEMA)}
        for number, path in enumerate(paths)
    ]  # fmt: skip
    return json.dumps({"name": "package", "resources": tables})


_WORDS = "id;word\n1;é\n".encode("cp1252")


def _in_package(name: str, *paths: str, **options: str) -> dict[str, str]:
    return case_of(name, _WORDS, "file", _package(*paths), schema_name="datapackage.json", **options)


IN_PACKAGE = (
    (_in_package("words.csv", "other.csv", "data/words.csv"), "words-1"),
    (_in_package("new.csv", "words.csv"), "words"),
    (_in_package("new.csv", "words.csv", "other.csv", table="other-1"), "other-1"),
    (_in_package("words.csv", "words.csv", "old/words.csv", table="words"), "words"),
)
"""Files with the descriptor of a package, and the table of it that each is."""
UNDECIDED = (
    (
        _in_package("new.csv", "words.csv", "other.csv"),
        "datapackage.json: no table has a file called new.csv: choose which",
    ),
    (
        _in_package("words.csv", "words.csv", "old/words.csv"),
        "datapackage.json: several tables have a file called words.csv",
    ),
)
"""Files that may be any of several tables of a package, and the start of what the page says."""

NULLS = (
    "it has as many null characters as UTF-16 without a byte order mark, or a file that is not text: name the encoding"
)
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
    (
        case_of("new.csv", b"<html><body>404", "infer"),
        "new.csv: this is an HTML page, not a CSV file: choose the CSV file, or save the",
    ),
    (
        case_of("book.csv", b"PK\3\4" + b"\0" * 30 + b"xl/", "infer"),
        "book.csv: this is an Excel file, not a CSV file: ",
    ),
    (case_of("pack.csv", b"PK\3\4\nid\n1\n", "infer"), "pack.csv: this is a ZIP file, not a CSV file: "),
    (
        case_of("new.csv", "id,word\n1,a\n".encode("utf-16-le"), "infer", encoding="utf-8"),
        f"new.csv: {NULLS}, such as --encoding utf-16-le (what begins with -- is an option of the command: here, the ",
    ),
    (case_of("data.csv", b"id,word\n", "file", "{"), "schema.json: not valid JSON at line 1, column 2: "),
    (
        case_of("data.csv", b"id,word\n", "file", "{}"),
        'schema.json: line 1, column 1: the schema has no "fields": write',
    ),
)
"""What a visitor may choose by mistake, and the start of what the page says."""
