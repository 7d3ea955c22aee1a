"""Random changes of an input that keep some of its structure: of JSON values, of cells and rows, of bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from targets import SEPARATOR

from engines import CELLS
from screen_comparison import FOREIGN_DIGITS, SIGNS, SPACES, TRAPS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

MOST_BYTES = 20_000

NAMES = (
    "$schema", "profile", "name", "path", "resources", "schema", "fields", "type", "format", "constraints", "required",
    "unique", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
    "missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "reference", "resource", "fieldsMatch", "categories",
    "categoriesOrdered", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "floatNumber",
    "itemType", "delimiter", "arrayItem", "jsonSchema", "example", "dialect", "csv", "quoteChar", "doubleQuote",
    "escapeChar", "skipInitialSpace", "lineTerminator", "commentChar", "commentRows", "header", "headerRows",
    "headerJoin", "headerCase", "nullSequence", "encoding", "mediatype", "bytes", "hash", "sources", "licenses",
    "contributors", "compression", "scheme", "extrapaths", "basepath", "innerpath", "data", "value", "label", "title",
    "description", "version", "created", "id", "homepage", "keywords", "rdfType", "package", "predicate", "fieldType",
    "place", "count", "cell", "note", "fieldName", "custom", "tabular", "control", "layout", "transform",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 10**30, 1e308, float("inf"), float("nan"), "", " ", "a", "b", "c", "x", "table",
    "table.csv", "other.csv", "schema.json", "../table.csv", "/etc/passwd", "http://a.org/x", "string", "integer",
    "number", "boolean", "date", "time", "datetime", "year", "yearmonth", "duration", "geopoint", "geojson", "object",
    "array", "list", "any", "default", "email", "uri", "uuid", "binary", "wkt", "topojson", "%d/%m/%Y", "%", "exact",
    "equal", "subset", "superset", "partial", "(", "[a-z]+", "^x|y$", "(a+)+$", r"\d{2}", "(?i)a", r"(a)\1", "[", "é",
    "\ud800", "\0", "\x1b[31m", "\u2028", "\u202e", "1", "1.5", "2020-01-01", "P1Y", "utf-8", "latin-1", "utf-16",
    "idna", "undefined", "bz2", "utf-7", ",", ";", "::", '"', "\t", "\n", "csv", "tsv", "json", "xlsx", "zip", [], {},
    [[]], [{}], [""], ["a"], ["a", "b"], ["a", "a"], [None], [1, 2], {"a": 1}, {"value": "x", "label": "y"},
    {"fields": ["a"], "reference": {"resource": "", "fields": ["b"]}}, {"name": "d", "type": "any"},
    "https://datapackage.org/profiles/2.0/tableschema.json", "https://datapackage.org/profiles/2.0/datapackage.json",
    "data-package", "tabular-data-package", "tabular-data-resource", 10**4400, "9" * 5000, "x" * 3000, 1.5, -0.0,
)  # fmt: skip
TOKENS = (
    b",", b'"', b"\n", b"\r", b"\r\n", b'""', b"\0", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80",
    b"\xe2\x80\xa8", b";", b"\t", b"#", b"\\", b" ", b"\x1b", b"\x85", b"\x1c", b"\xff\xfe", b"a,b,c", b"{", b"}", b"[",
    b"]", b":", b"null",
)  # fmt: skip
TEXTS = tuple(
    {cell for cells in CELLS.values() for cell in cells} | set(TRAPS) | set(SPACES) | set(SIGNS) | set(FOREIGN_DIGITS)
)


def mutated(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return an input with one or a few random changes, some of them taken from other inputs."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
        pieces = data.split(SEPARATOR)
        at = random.randrange(len(pieces))
        other = random.choice(others).split(SEPARATOR) if others else [b""]
        pieces[at] = _mutated_part(random, pieces[at], other[min(at, len(other) - 1)])
        data = SEPARATOR.join(pieces)
    return data[:MOST_BYTES]


def _mutated_part(random: Random, part: bytes, other: bytes) -> bytes:
    if random.random() < 0.04:
        return other
    if part.lstrip()[:1] in (b"{", b"[") and random.random() < 0.9:
        try:
            value = json.loads(part)
        except (ValueError, RecursionError):
            return _mutated_bytes(random, part, other)
        try:
            donor = json.loads(other)
        except (ValueError, RecursionError):
            donor = None
        try:
            return json.dumps(mutated_json(random, value, donor), ensure_ascii=random.random() < 0.9).encode(
                "utf-8", "surrogatepass"
            )
        except ValueError:
            return part
    if random.random() < 0.6:
        return _mutated_rows(random, part, other)
    return _mutated_bytes(random, part, other)


def _nodes(value: Any, found: list[Any]) -> list[Any]:
    """Return the lists and objects in a value."""
    if isinstance(value, list | dict) and len(found) < 2_000:
        found.append(value)
        for item in value.values() if isinstance(value, dict) else value:
            _nodes(item, found)
    return found


def _value(random: Random, donor: Any) -> Any:
    if donor is not None and random.random() < 0.3:
        nodes = _nodes(donor, [])
        node = random.choice(nodes) if nodes else donor
        if isinstance(node, dict | list) and node and random.random() < 0.7:
            return random.choice(list(node.values()) if isinstance(node, dict) else node)
        return node
    if random.random() < 0.2:
        return random.choice(TEXTS)
    return json.loads(json.dumps(random.choice(VALUES)))


def mutated_json(random: Random, value: Any, donor: Any = None) -> Any:
    """Return a JSON value with a random change."""
    nodes = _nodes(value, [])
    if not nodes or random.random() < 0.01:
        return _value(random, donor)
    node = random.choice(nodes)
    if isinstance(node, dict):
        _change_object(random, node, donor)
    else:
        _change_list(random, node, donor)
    return value


def _change_object(random: Random, node: dict[str, Any], donor: Any) -> None:
    names = list(node)
    edit = random.randrange(6)
    if edit == 0 and names:
        del node[random.choice(names)]
    elif edit <= 2 or not names:
        node[random.choice(NAMES)] = _value(random, donor)
    elif edit == 3:
        node[random.choice(NAMES)] = node.pop(random.choice(names))
    elif edit == 4:
        name = random.choice(names)
        node[name] = random.choice(([node[name]], {"name": node[name]}, str(node[name]), [node[name]] * 2))
    else:
        node[random.choice(names)] = _value(random, donor)


def _change_list(random: Random, node: list[Any], donor: Any) -> None:
    at = random.randint(0, len(node))
    edit = random.randrange(5)
    if edit == 0 and node:
        del node[at % len(node)]
    elif edit == 1 and node:
        node.insert(at, json.loads(json.dumps(node[at % len(node)])))
    elif edit == 2 and node:
        node[at % len(node)] = _value(random, donor)
    elif edit == 3:
        random.shuffle(node)
    else:
        node.insert(at, _value(random, donor))


def _mutated_rows(random: Random, part: bytes, other: bytes) -> bytes:
    rows = [line.split(b",") for line in part.split(b"\n")]
    at = random.randrange(len(rows))
    row = rows[at]
    edit = random.randrange(8)
    if edit <= 2:
        row[random.randrange(len(row))] = _cell(random)
    elif edit == 3:
        row.insert(random.randint(0, len(row)), _cell(random))
    elif edit == 4:
        del row[random.randrange(len(row))]
    elif edit == 5:
        rows.insert(random.randint(0, len(rows)), list(row))
    elif edit == 6:
        del rows[at]
    else:
        lines = other.split(b"\n")
        rows.insert(at, random.choice(lines).split(b","))
    return b"\n".join(b",".join(cells) for cells in rows)


def _cell(random: Random) -> bytes:
    text = random.choice(TEXTS)
    if random.random() < 0.3:
        text = '"' + text.replace('"', '""') + '"'
    return text.encode("utf-8", "surrogatepass")


def _mutated_bytes(random: Random, part: bytes, other: bytes) -> bytes:  # noqa: PLR0911 - one for each edit
    start, end = sorted((random.randint(0, len(part)), random.randint(0, len(part))))
    edit = random.randrange(7)
    if edit == 0:
        return part[:start] + part[min(end, start + 20) :]
    if edit == 1:
        return part[:start] + random.choice(TOKENS) + part[start:]
    if edit == 2:
        return part[:start] + bytes([random.randrange(256)]) + part[start + 1 :]
    if edit == 3:
        return part[:end] + part[start:]
    if edit == 4:
        return part[:start] + other[random.randint(0, len(other)) :]
    if edit == 5:
        return part[:start] + random.choice(TOKENS) * random.choice((1, 2, 9, 70)) + part[end:]
    return part[:start] + random.choice(TEXTS).encode("utf-8", "surrogatepass") + part[start:]
