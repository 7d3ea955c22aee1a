"""Costly schemas: many fields, values and patterns, and JSON that is deep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from costly_parts import (
    PATTERNS,
    ROWS,
    SIZE,
    TWO,
    Case,
    descriptor_of,
    dumps,
    how_many,
    kind,
    numbered,
    package,
    repeated,
    resource,
    schema_of,
    string,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@kind
def wide_headers() -> Iterator[Case]:
    headers = {
        "one label many times": repeated("a,"),
        "blank labels": b"," * SIZE,
        "other labels": ",".join(numbered("x{}".format)).encode(),
        "quoted line breaks": repeated('"\n",'),
    }
    for name, header in headers.items():
        yield table(f"{name}", TWO, header + b"\nx,y\n")
        yield table(f"{name}, all as JSON", TWO, header + b"\nx,y\n", "--limit-errors", "0", "--format", "json")
    for format in ("github", "html", "sarif", "junit", "gitlab", "markdown", "baseline"):
        header = ",".join(numbered("x{}".format, 400_000)).encode()
        yield table(f"other labels, as {format}", TWO, header + b"\nx,y\n", "--format", format)
    for match in ("exact", "equal", "subset", "superset", "partial"):
        header = repeated("a,", 400_000)
        yield table(f"one label many times, {match}", {**TWO, "fieldsMatch": match}, header + b"\nx,y\n")
    header = repeated("a,", 400_000)
    yield table("a row as wide", TWO, header + b"\n" + header + b"\n")
    yield table("rows after a wide header", TWO, repeated("a,", 200_000) + b"\n" + repeated("x,y\n", 700_000))
    yield table("rows with all cells", TWO, (repeated("a,", 2000) + b"\n") * 450)
    yield table("rows with all cells, all listed", TWO, (repeated("a,", 2000) + b"\n") * 450, "--limit-errors", "0")


def _typed(type: str, number: int) -> dict[str, Any]:
    return {"name": f"f{number}", "type": type}


def _patterned(pattern: str, number: int) -> dict[str, Any]:
    return string(f"f{number}", pattern=pattern.replace("{}", str(number)))


@kind
def many_fields() -> Iterator[Case]:
    types = [
        "string",
        "integer",
        "number",
        "boolean",
        "date",
        "time",
        "datetime",
        "year",
        "yearmonth",
        "duration",
        "geopoint",
        "geojson",
        "object",
        "array",
        "list",
        "any",
        "no such type",
    ]
    for type in types:
        fields = how_many(partial(_typed, type), 600_000)
        header = ",".join(field["name"] for field in fields).encode()
        yield table(f"{type}", schema_of(*fields), header + b"\n" + b"," * (len(fields) - 1) + b"\n")
    fields = how_many(lambda n: {"name": f"f{n}"})
    yield table("none of them in the file", schema_of(*fields), b"a\nx\n")
    yield table("none of them in the file, subset", schema_of(*fields, fieldsMatch="subset"), b"a\nx\n")
    yield table("the same name", schema_of(*how_many(lambda _: {"name": "a"})), b"a\nx\n")
    yield table("with no name", schema_of(*how_many(lambda _: {}, 400_000)), b"a\nx\n")
    yield table("of no type", {"fields": how_many(lambda n: n)}, b"a\nx\n")
    fields = how_many(lambda n: {"name": f"f{n}"}, 450_000)
    names = [field["name"] for field in fields]
    yield table("in another order", schema_of(*fields, fieldsMatch="equal"), ",".join(names[::-1]).encode() + b"\nx\n")
    yield table(
        "required and unique",
        schema_of(*how_many(lambda n: {"name": f"f{n}", "constraints": {"required": True, "unique": True}}, 700_000)),
        ROWS,
    )
    some = how_many(lambda n: {"name": f"f{n}"}, 20_000)
    header = ",".join(field["name"] for field in some).encode() + b"\n"
    yield table("and short rows", schema_of(*some), header + repeated("x\n", 900_000))
    yield table(
        "and short rows, all listed", schema_of(*some), header + repeated("x\n", 100_000), "--limit-errors", "0"
    )
    yield table("and blank rows", schema_of(*some), header + repeated("\n", 900_000))
    yield table(
        "and blank rows by frictionless", schema_of(*some), header + repeated("\n", 900_000), "--engine", "frictionless"
    )
    wide = how_many(lambda n: {"name": f"f{n}", "type": "integer"}, 30_000)
    header = ",".join(field["name"] for field in wide).encode() + b"\n"
    row = b",".join([b"x"] * len(wide)) + b"\n"
    yield table("and wrong cells", schema_of(*wide), header + repeated(row, 900_000))
    yield table(
        "and wrong cells, all listed",
        schema_of(*wide),
        header + repeated(row, 900_000),
        "--limit-errors",
        "0",
        "--format",
        "json",
    )


@kind
def many_values() -> Iterator[Case]:
    """Missing values, enumerations, categories, spellings of booleans."""
    texts, numbers = how_many(lambda n: f"v{n}", 500_000), how_many(lambda n: n, 500_000)
    fields = [{"name": f"f{n}"} for n in range(1000)]
    header = ",".join(field["name"] for field in fields).encode() + b"\n"
    rows = header + (b",".join([b"x"] * 1000) + b"\n") * 100
    yield table("missing values of 1000 fields", schema_of(*fields, missingValues=texts), rows)
    each = [{**item, "missingValues": texts[:30]} for item in fields]
    yield table("missing values of each field", schema_of(*each), rows)
    labelled = [{"value": text, "label": text} for text in texts[:20_000]]
    yield table("missing values with labels", schema_of(string("a"), string("b"), missingValues=labelled), ROWS)
    long_rows = b"a,b\n" + repeated("x,y\n", 400_000)
    yield table("missing values and rows", schema_of(string("a"), string("b"), missingValues=texts), long_rows)
    integer_rows = b"a,b\n" + "".join(numbered(lambda n: f"{n},y\n", 400_000)).encode()
    for type, values in {
        "string": texts,
        "integer": numbers,
        "number": numbers,
        "any": texts,
        "year": numbers,
        "date": texts,
        "boolean": [True, False] * 30_000,
        "object": [{"a": n} for n in range(30_000)],
        "array": [[n] for n in range(40_000)],
    }.items():
        limited = {"name": "a", "type": type, "constraints": {"enum": values}}
        yield table(f"enum of {type}", schema_of(limited, string("b")), integer_rows)
    many = [{"name": f"f{n}", "type": "number", "constraints": {"enum": numbers[:90]}} for n in range(1000)]
    yield table("enum of 1000 fields", schema_of(*many), rows)
    yield table("categories", schema_of({"name": "a", "categories": texts}, string("b")), long_rows)
    spelled = [{"value": n, "label": str(n)} for n in range(15_000)]
    yield table(
        "categories with labels",
        schema_of({"name": "a", "type": "integer", "categories": spelled}, string("b")),
        integer_rows,
    )
    boolean = {"name": "a", "type": "boolean", "trueValues": texts, "falseValues": ["0"]}
    yield table("true values", schema_of(boolean, string("b")), long_rows)
    yield table("true values by frictionless", schema_of(boolean, string("b")), long_rows, "--engine", "frictionless")
    long = [{"name": "a", "missingValues": ["x" * 400_000]}, string("b", enum=["y" * 400_000])]
    yield table("long ones", schema_of(*long), ROWS)


@kind
def deep_json() -> Iterator[Case]:
    for depth in (900, 5_000, 100_000, 400_000):
        nested = b"[" * depth + b"]" * depth
        named = b'{"a":' * min(depth, 150_000) + b"1" + b"}" * min(depth, 150_000)
        for name, deep in {"lists": nested, "objects": named}.items():
            yield table(f"{depth} {name} in a schema", b'{"fields":[{"name":"a","x":' + deep + b"}]}", ROWS)
            text = b'{"name":"p","x":' + deep + b',"resources":[]}'
            for command in (("validate",), ("check",), ("sync", "--check")):
                yield package(f"{depth} {name} in a descriptor: {command[0]}", text, {}, *command)
            text = (
                b'{"resources":[{"name":"a","path":"table.csv","schema":{"fields":[{"name":"a"}],"x":' + deep + b"}}]}"
            )
            yield package(f"{depth} {name} in a resource", text, {"table.csv": ROWS})
        cells = schema_of({"name": "a", "type": "array"}, {"name": "b", "type": "object"})
        yield table(f"{depth} lists in a cell", cells, b"a,b\n" + nested + b",{}\n")
        yield table(
            f"{depth} lists in an enum",
            b'{"fields":[{"name":"a","type":"array","constraints":{"enum":["' + nested[:900_000] + b'"]}}]}',
            b"a\n[]\n",
        )


@kind
def patterns() -> Iterator[Case]:
    for name, pattern in PATTERNS.items():
        for length in (24, 1_000, 200_000):
            content = b"a,b\n" + repeated(b"a" * length + b"!,x\n", 800_000)
            yield table(f"{name}, cells of {length}", schema_of(string("a", pattern=pattern), string("b")), content)
        content = b"a,b\n" + repeated("aéa" * 10 + "!,x\n", 500_000)
        yield table(f"{name}, not in ASCII", schema_of(string("a", pattern=pattern), string("b")), content)
    bombs = {
        "classes": "(?i:" + "[\u0100-\uffff]" * 60_000 + ")",
        "alternatives": "|".join(f"a{n}" for n in range(80_000)),
        "alternatives for Python": r"\b" + "|".join(f"a{n}" for n in range(80_000)),
        "repeats": "(?:" * 90 + "a" + "{2,9})" * 90,
        "repeats of 999": "(a{1,999}){1,999}",
        "repeats of repeats": "((((a{1,99}){1,99}){1,99}){1,99}){1,99}",
        "groups": "(a)" * 100_000,
        "names": "".join(f"(?P<g{n}>a)" for n in range(40_000)),
        "nested": "(?:" * 100_000 + ")" * 100_000,
        "nested look-ahead": "(?=" * 5_000 + ")" * 5_000,
        "ranges": "[" + "".join(chr(n) + "-" + chr(n + 1) for n in range(256, 50_000, 3)) + "]",
        "case of ranges": "(?i)[" + "".join(chr(n) for n in range(256, 50_000, 2)) + "]+",
        "long literal": "a" * 800_000,
        "long class": "[" + "ab" * 400_000 + "]",
        "categories": r"[\w\d\s\W\D\S]" * 40_000,
        "dots": "." * 800_000,
        "options": "a?" * 300_000,
        "Unicode letters": r"(?:\w{1,900}\W{1,900})" * 1000,
    }
    for name, pattern in bombs.items():
        fields = schema_of(string("a", pattern=pattern), string("b"))
        yield table(f"large: {name}", fields, b"a,b\n" + repeated("aé,x\n", 50_000))
        own = resource("t", "table.csv", fields)
        if len(dumps(own)) < SIZE:
            yield package(f"large: {name}: check", descriptor_of(own), {"table.csv": ROWS}, "check")
    for name, pattern in {"for Python": r"(?=x)\b[a-z]+{}", "for RE2": "[a-z]+{}", "case": "(?i:[Ā-￿]){}"}.items():
        many = how_many(partial(_patterned, pattern), 700_000)
        header = ",".join(field["name"] for field in many).encode()
        yield table(f"many: {name}", schema_of(*many), header + b"\n" + b",".join([b"x"] * len(many)) + b"\n")
    command = [("check",), ("sync", "--check")]
    for name in ("nested plus, back-reference", "big repeats", "dots", "many options"):
        for words in command:
            content = b"a,b\n" + repeated(b"a" * 3_000 + b"!,x\n", 500_000)
            own = resource("t", "table.csv", schema_of(string("a", pattern=PATTERNS[name]), string("b")))
            yield package(f"{name}: {words[0]}", descriptor_of(own), {"table.csv": content}, *words)
