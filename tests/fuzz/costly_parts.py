"""What costly inputs are made of: a case, its parts, and the texts and types that its cells may have."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BYTES = 1_000_000
V2 = "https://datapackage.org/profiles/2.0/"
SIZE = 900_000
"""About so many bytes are in the part of an input that is to cost most."""


@dataclass(frozen=True)
class Case:
    """Files, by their names in an empty folder, and the arguments of the command that is run in the folder."""

    name: str
    arguments: tuple[str, ...]
    files: dict[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        size = sum(map(len, self.files.values())) + sum(map(len, self.arguments))
        assert size <= MOST_BYTES, (self.name, size)


KINDS: dict[str, Callable[[], Iterator[Case]]] = {}


def kind(function: Callable[[], Iterator[Case]]) -> Callable[[], Iterator[Case]]:
    """Add a function to the kinds of input."""
    KINDS[function.__name__] = function
    return function


# Parts


def dumps(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def repeated(line: str | bytes, size: int = SIZE) -> bytes:
    """Return a text as often as it fits into a size."""
    text = line.encode() if isinstance(line, str) else line
    return text * max(1, size // len(text))


def numbered(line: Callable[[int], str], size: int = SIZE) -> list[str]:
    """Return the texts for 0, 1, 2 and so on that fit into a size."""
    used = 0
    texts: list[str] = []
    for number in count():
        text = line(number)
        used += len(text.encode()) + 1
        if used > size:
            return texts
        texts.append(text)
    raise AssertionError


def how_many(value: Callable[[int], Any], size: int = SIZE) -> list[Any]:
    """Return the JSON values for 0, 1, 2 and so on whose text fits into a size."""
    used = 0
    values: list[Any] = []
    for number in count():
        item = value(number)
        used += len(dumps(item)) + 1
        if used > size:
            return values
        values.append(item)
    raise AssertionError


def schema_of(*fields: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"$schema": f"{V2}tableschema.json", "fields": list(fields), **properties}


def string(name: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": "string", "constraints": constraints}


def table(name: str, schema: Any, content: bytes, *options: str) -> Case:
    """Return the validation of a CSV file by a schema."""
    text = schema if isinstance(schema, bytes) else dumps(schema)
    return Case(
        name,
        ("validate", "table.csv", "--schema", "schema.json", *options),
        {
            "schema.json": text,
            "table.csv": content,
        },
    )


def package(name: str, descriptor: Any, files: dict[str, bytes] | None = None, *command: str) -> Case:
    """Return a command on a data package."""
    text = descriptor if isinstance(descriptor, bytes) else dumps(descriptor)
    return Case(name, (*(command or ("validate",)), "datapackage.json"), {"datapackage.json": text, **(files or {})})


def resource(name: str, path: str, schema: Any, **properties: Any) -> dict[str, Any]:
    return {"name": name, "path": path, "schema": schema, **properties}


def descriptor_of(*resources: Any, **properties: Any) -> dict[str, Any]:
    return {"$schema": f"{V2}datapackage.json", "name": "costly", "resources": list(resources), **properties}


TWO = schema_of({"name": "a", "type": "any"}, string("b"))
ROWS = b"a,b\nx,y\n"


CELLS = {
    "digits": "9", "one dot": "1.", "signs": "-", "letters": "a", "spaces": " ", "zeros": "0", "exponents": "1e",
    "brackets": "[", "braces": '{"a":', "commas": "1,", "years": "P1Y", "at": "a@", "dots": "a.", "slashes": "/",
    "percents": "%41", "Arabic digits": "٣", "underscores": "1_", "colons": "1:", "dashes": "1-", "quotes": '""',
    "base64": "QUJD", "combining": "e\u0301", "emoji": "\U0001f600", "NUL": "\0", "T": "2020-01-01T",
}  # fmt: skip
TYPES: dict[str, dict[str, Any]] = {
    "string": {}, "email": {"type": "string", "format": "email"}, "uri": {"type": "string", "format": "uri"},
    "binary": {"type": "string", "format": "binary"}, "uuid": {"type": "string", "format": "uuid"},
    "wkt": {"type": "string", "format": "wkt"},
    "integer": {"type": "integer"}, "integer not bare": {"type": "integer", "bareNumber": False},
    "integer in groups": {"type": "integer", "groupChar": ","},
    "number": {"type": "number"}, "number not bare": {"type": "number", "bareNumber": False},
    "number in groups": {"type": "number", "groupChar": ",", "decimalChar": "."},
    "float": {"type": "number", "floatNumber": True},
    "boolean": {"type": "boolean"}, "date": {"type": "date"}, "any date": {"type": "date", "format": "any"},
    "date by a pattern": {"type": "date", "format": "%d/%m/%Y %A %B %j %U %w" * 20},
    "time": {"type": "time"}, "any time": {"type": "time", "format": "any"},
    "datetime": {"type": "datetime"}, "any datetime": {"type": "datetime", "format": "any"},
    "year": {"type": "year"}, "yearmonth": {"type": "yearmonth"}, "duration": {"type": "duration"},
    "geopoint": {"type": "geopoint"}, "geopoint array": {"type": "geopoint", "format": "array"},
    "geopoint object": {"type": "geopoint", "format": "object"},
    "geojson": {"type": "geojson"}, "topojson": {"type": "geojson", "format": "topojson"}, "object": {"type": "object"},
    "array": {"type": "array"}, "array of items": {"type": "array", "arrayItem": {"type": "integer"}},
    "list": {"type": "list"}, "list of dates": {"type": "list", "itemType": "date"}, "any": {"type": "any"},
}  # fmt: skip


PATTERNS = {
    "nested plus": "(a+)+$", "nested plus, back-reference": r"(a+)+\1$", "look-ahead": "(?=(a+)+$)a",
    "look-behind": "(?:a|aa)+(?<=b)$", "word boundary": r"(a+)+\b$", "flag": "(?i:(a+)+)$",
    "big repeats": "(?:(?:a{1,90}){1,90})+$", "huge repeat": "(?:a{0,60000}){0,60000}$",
    "condition": r"(a)?(?:(a+)+)(?(1)b|c)$",
    "quadratic": "a*a*a*a*a*a*a*a*b", "many options": "a?" * 300 + "a" * 300, "dots": ".*.*.*.*.*.*=.*",
    "empty loops": "(|a|)*(|b|)*$", "lazy": "(a+?)+?!b", "possessive": "(?>a+)+b", "named": r"(?P<x>a+)+(?P=x)$",
    "Unicode classes": r"[\w\W]*\d*[^\s]*$", "an error": "(((((", "octal": "\\777",
    "huge group": "(" * 90 + "a" + ")" * 90,
    "surrogate": "[\ud800-\udfff]", "verbose": "(?x) a # c\n +$", "word": r"^(\w+\s?)*$",
    "email": r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}$",
}  # fmt: skip


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
