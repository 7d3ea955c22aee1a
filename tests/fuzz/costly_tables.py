"""Costly tables: long cells, strange records, keys, dialects and encodings."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from costly_parts import (
    CELLS,
    ROWS,
    SIZE,
    TYPES,
    Case,
    descriptor_of,
    how_many,
    kind,
    numbered,
    package,
    quoted,
    repeated,
    resource,
    schema_of,
    string,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@kind
def long_cells() -> Iterator[Case]:
    for type_name, declared in TYPES.items():
        for cell_name, piece in CELLS.items():
            cell = quoted(repeated(piece, SIZE // 2).decode()).encode()
            content = b"a,b\n" + cell[:SIZE] + b",y\n"
            yield table(f"{type_name} of {cell_name}", schema_of({"name": "a", **declared}, string("b")), content)


@kind
def medium_cells() -> Iterator[Case]:
    """Cells of some hundred characters in many rows."""
    for type_name, declared in TYPES.items():
        for length in (30, 1_000, 30_000):
            lines, used = [], 4
            for number, piece in enumerate(cycle(CELLS.values())):
                line = quoted(piece * (length // len(piece)) + str(number % 7)) + ",y\n"
                used += len(line.encode())
                if used > SIZE:
                    break
                lines.append(line)
            content = "a,b\n" + "".join(lines)
            yield table(f"{type_name} of {length}", schema_of({"name": "a", **declared}, string("b")), content.encode())
    for type_name in ("date", "datetime", "time"):
        for format in (
            "any",
            "%Y" * 500,
            "%c%x%X",
            "%" * 99,
            "%Z%z%p%f%%",
            "[" * 300,
            "(?P<x>" * 100,
            "%Y-%m-%d" + "a*" * 300,
        ):
            field = {"name": "a", "type": type_name, "format": format}
            rows = b"a,b\n" + repeated("1 January 2020 10:00 aaaaaaaaa,y\n", SIZE)
            yield table(f"{type_name} in the format {format[:20]}", schema_of(field, string("b")), rows)


@kind
def numbers_in_cells() -> Iterator[Case]:
    """Huge exponents and digits, and bounds of the same."""
    for cell in (
        "1e999999999",
        "1e-999999999",
        "-1e9999999999999999999",
        "9" * 4_000,
        "9" * 5_000,
        "0." + "0" * 4_000 + "1",
    ):
        for type in ("number", "integer"):
            for constraints in ({}, {"minimum": cell, "maximum": "1e9999999"}, {"enum": [cell, 1]}, {"unique": True}):
                name = f"{type} {cell[:12]} with {' '.join(constraints) or 'no'} constraints"
                content = b"a,b\n" + repeated(f"{cell},y\n", 300_000)
                limited = {"name": "a", "type": type, "constraints": constraints}
                yield table(name, schema_of(limited, string("b")), content)
    for bounds in ({"minimum": 10**4000}, {"minimum": -(10**300)}, {"maximum": 1e308}):
        rows = b"a,b\n" + "".join(numbered(lambda n: f"{n}.5e{n},y\n", 500_000)).encode()
        yield table(
            f"bound {bounds!s:.20}",
            schema_of({"name": "a", "type": "number", "constraints": bounds}, string("b")),
            rows,
        )


@kind
def records() -> Iterator[Case]:
    contents = {
        "short rows": b"a,b\n" + repeated("x\n"),
        "long rows": b"a,b\n" + repeated("x,y,z\n"),
        "blank rows": b"a,b\n" + b"\n" * SIZE,
        "lone carriage returns": b"a,b\n" + b"\r" * SIZE,
        "carriage returns as ends": b"a,b\r" + repeated("x\r"),
        "extra cells with line breaks": b"a,b\n" + repeated('"\n",', 890_000) + b"\n",
        "extra cells with line breaks in many rows": b"a,b\n" + repeated('x,y,"\n","\n","\n"\n'),
        "an unclosed quote": b'a,b\n"' + repeated("x,y\n"),
        "an unclosed quote at the end": b"a,b\n" + repeated("x,y\n", 800_000) + b'"',
        "quotes": b"a,b\n" + b'"' * SIZE,
        "quotes, an odd number": b"a,b\n" + b'"' * (SIZE + 1),
        "quotes in cells": b"a,b\n" + repeated('x"x,y""y\n'),
        "half quoted cells": b"a,b\n" + repeated('"x"x,"y" \n'),
        "commas": b"a,b\n" + b"," * SIZE,
        "NUL": b"a,b\n" + b"\0" * SIZE,
        "NUL in rows": b"a,b\n" + repeated("\0,\0\n"),
        "byte order marks": b"\xef\xbb\xbf" * 300_000,
        "not UTF-8": b"a,b\n" + repeated(b"\xff,\xfe\n"),
        "not UTF-8 at the end": b"a,b\n" + repeated(b"x,y\n") + b"\xff",
        "only line ends": b"\r\n" * 450_000,
        "one cell per line, quoted": b"a,b\n" + repeated('"x\n\n\n\n"\n'),
        "line separators": b"a,b\n" + repeated("\u2028,\x85\n"),
        "vertical tabs": b"a,b\n" + repeated("\v,\f\n"),
        "a header that is not closed": b'"' + repeated("a,b\n"),
        "one row": repeated("x,"),
        "a row with an extra cell of each width": b"a,b\n" + b"".join(b"x," * n + b"\n" for n in range(900)),
    }
    typed = schema_of({"name": "a", "type": "integer"}, {"name": "b", "type": "date"}, primaryKey=["a", "b"])
    for name, content in contents.items():
        yield table(name, typed, content)
        yield table(f"{name}, all listed", typed, content, "--limit-errors", "0", "--format", "json")
        yield table(f"{name}, by frictionless", typed, content, "--engine", "frictionless")
        yield table(f"{name}, as a baseline", typed, content, "--format", "baseline")
    for format in ("html", "sarif", "junit", "gitlab", "github", "markdown", "text"):
        for name in ("short rows", "long rows", "extra cells with line breaks"):
            yield table(f"{name}, all as {format}", typed, contents[name], "--limit-errors", "0", "--format", format)


def collisions(step: int = 1) -> list[int]:
    """Return integers of the same hash in Python."""
    return [n * (2**61 - 1) for n in range(1, 42_000, step)]


@kind
def keys() -> Iterator[Case]:
    same_hash = b"a,b\n" + "".join(f"{n},y\n" for n in collisions()).encode()[:SIZE]
    same_hash = same_hash[: same_hash.rindex(b"\n") + 1]
    strange = b"a,b\n" + "".join(numbered(lambda n: f" {n * (2**61 - 1)},y\n")).encode()
    for type in ("integer", "number"):
        for name, content in {"of one hash": same_hash, "of one hash, with spaces": strange}.items():
            for engine in ("auto", "frictionless"):
                options = ("--engine", engine)
                plain, unique = (
                    {"name": "a", "type": type},
                    {"name": "a", "type": type, "constraints": {"unique": True}},
                )
                yield table(
                    f"primary, {type} {name}, {engine}",
                    schema_of(plain, string("b"), primaryKey="a"),
                    content,
                    *options,
                )
                yield table(f"unique, {type} {name}, {engine}", schema_of(unique, string("b")), content, *options)
                yield table(
                    f"unique key, {type} {name}, {engine}",
                    schema_of(plain, string("b"), uniqueKeys=[["a"]]),
                    content,
                    *options,
                )
                yield table(
                    f"foreign, {type} {name}, {engine}",
                    schema_of(
                        plain, string("b"), foreignKeys=[{"fields": "a", "reference": {"resource": "", "fields": "a"}}]
                    ),
                    content,
                    *options,
                )
        enum = {"name": "a", "type": type, "constraints": {"enum": collisions()[:20_000]}}
        half = same_hash[:400_000]
        yield table(f"enum, {type} of one hash", schema_of(enum, string("b")), half[: half.rindex(b"\n") + 1])
    for command in (("check",), ("sync", "--check")):
        own = resource("t", "table.csv", schema_of({"name": "a", "type": "integer"}, string("b"), primaryKey="a"))
        yield package(f"of one hash: {command[0]}", descriptor_of(own), {"table.csv": same_hash}, *command)
    two = schema_of({"name": "a", "type": "integer"}, string("b"), primaryKey=["a", "b"])
    yield table("of two fields, equal rows", two, b"a,b\n" + repeated("1,y\n"))
    yield table("of two fields, equal rows, all listed", two, b"a,b\n" + repeated("1,y\n"), "--limit-errors", "0")
    names = how_many(lambda n: f"f{n}", 250_000)
    header = ",".join(names).encode()
    wide = schema_of(*({"name": name} for name in names[:10_000]), primaryKey=names[:10_000])
    header = ",".join(names[:10_000]).encode() + b"\n"
    yield table("of many fields", wide, header + (b"x," * 9_999 + b"x\n") * 20)
    yield table("of the same field", schema_of({"name": "a"}, primaryKey=["a"] * 150_000), b"a\nx\ny\n")
    yield table("of unknown fields", schema_of({"name": "a"}, primaryKey=how_many(lambda n: f"x{n}", 800_000)), ROWS)
    yield table("unique keys", schema_of({"name": "a"}, {"name": "b"}, uniqueKeys=[["a", "b"]] * 80_000), ROWS)
    rows = b"a,b\n" + "".join(numbered(lambda n: f"{n},y\n", 300_000)).encode()
    yield table("unique keys and rows", schema_of({"name": "a"}, {"name": "b"}, uniqueKeys=[["a", "b"]] * 40_000), rows)
    yield table(
        "unique keys and rows, any type",
        schema_of({"name": "a", "type": "any"}, {"name": "b", "type": "any"}, uniqueKeys=[["a", "b"]] * 40_000),
        rows,
    )


@kind
def foreign_keys() -> Iterator[Case]:
    own = {"fields": "a", "reference": {"resource": "", "fields": "b"}}
    rows = b"a,b\n" + "".join(numbered(lambda n: f"{n},{n + 1}\n", 300_000)).encode()
    yield table("to the table itself", schema_of(string("a"), string("b"), foreignKeys=[own] * 9_000), rows)
    yield table(
        "by frictionless",
        schema_of(string("a"), string("b"), foreignKeys=[own] * 9_000),
        rows,
        "--engine",
        "frictionless",
    )
    pair = {"fields": ["a", "b"], "reference": {"resource": "", "fields": ["b", "a"]}}
    yield table("of two fields", schema_of(string("a"), string("b"), foreignKeys=[pair] * 7_000), rows)
    names = [f"f{n}" for n in range(20_000)]
    header = ",".join(names).encode()
    wide = {"fields": names, "reference": {"resource": "", "fields": names[::-1]}}
    yield table(
        "of many fields",
        schema_of(*({"name": name} for name in names), foreignKeys=[wide]),
        header + b"\n" + header + b"\n",
    )
    yield table(
        "of many equal fields",
        schema_of(
            string("a"),
            string("b"),
            foreignKeys=[{"fields": ["a"] * 80_000, "reference": {"resource": "", "fields": ["b"] * 80_000}}],
        ),
        rows[:200_000] + b"\n",
    )
    unknown = {"fields": "x", "reference": {"resource": "y", "fields": "z"}}
    yield table("to nothing", schema_of(string("a"), string("b"), foreignKeys=[unknown] * 12_000), ROWS)
    child = resource(
        "child",
        "table.csv",
        schema_of(
            string("a"),
            string("b"),
            foreignKeys=[{"fields": "a", "reference": {"resource": "parent", "fields": "a"}}] * 3_000,
        ),
    )
    parent = resource(
        "parent", "other.csv", schema_of({"name": "a", "type": "number", "bareNumber": False}, string("b"))
    )
    files = {"table.csv": rows, "other.csv": rows}
    for command in (("validate",), ("check",), ("sync", "--check")):
        yield package(f"to another table: {command[0]}", descriptor_of(child, parent), files, *command)
