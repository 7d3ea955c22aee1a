"""Costly packages, folders, baselines and comparisons, and inputs put together at random."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from costly_parts import (
    CELLS,
    MOST_BYTES,
    PATTERNS,
    ROWS,
    SIZE,
    TWO,
    TYPES,
    Case,
    descriptor_of,
    dumps,
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
from costly_tables import collisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random


@kind
def many_resources() -> Iterator[Case]:
    one = {"table.csv": ROWS}
    bare = how_many(lambda n: {"name": f"r{n}", "path": "table.csv"})
    listed = how_many(lambda n: resource(f"r{n}", "table.csv", {"fields": [{"name": "a"}, {"name": "b"}]}))
    foreign = how_many(
        lambda n: resource(
            f"r{n}",
            "table.csv",
            {
                "fields": [{"name": "a"}, {"name": "b"}],
                "foreignKeys": [{"fields": "a", "reference": {"resource": f"r{n // 2}", "fields": "b"}}],
            },
        )
    )
    empty: list[Any] = how_many(lambda _: {})
    same = how_many(lambda _: {"name": "r", "path": "table.csv"})
    by_file = how_many(lambda n: resource(f"r{n}", "table.csv", "schema.json"))
    for command in (("validate",), ("check",), ("sync", "--check")):
        for name, resources in {
            "bare": bare,
            "with schemas": listed,
            "with foreign keys": foreign,
            "empty": empty,
            "of one name": same,
        }.items():
            yield package(f"{name}: {command[0]}", descriptor_of(*resources), one, *command)
        shared = {**one, "schema.json": dumps(TWO)}
        yield package(f"of one schema file: {command[0]}", descriptor_of(*by_file), shared, *command)
        large = descriptor_of(
            *how_many(
                lambda n: resource(
                    f"r{n}",
                    "table.csv",
                    {
                        "fields": [{"name": "id"}, {"name": "b"}],
                        "foreignKeys": [{"fields": "b", "reference": {"resource": "sources", "fields": "id"}}],
                    },
                ),
                300_000,
            ),
            resource("sources", "table.csv", {"fields": [{"name": "id"}, {"name": "b"}]}),
        )
        rows = b"id,b\n" + "".join(numbered(lambda n: f"{n},{n}\n", 500_000)).encode()
        yield package(f"of one large file: {command[0]}", large, {"table.csv": rows}, *command)
        yield package(
            f"with one schema of 400 kB: {command[0]}",
            descriptor_of(*({"name": f"r{n}", "path": "table.csv", "schema": "schema.json"} for n in range(5_000))),
            {**one, "schema.json": dumps(schema_of(*how_many(lambda n: {"name": f"f{n}"}, 400_000)))},
            *command,
        )
    yield Case(
        "a file that a package of many lists",
        ("validate", "table.csv"),
        {
            "datapackage.json": dumps(descriptor_of(*bare)),
            "table.csv": ROWS,
        },
    )
    paths = [{"name": "r", "path": ["table.csv"] * 80_000, "schema": TWO}]
    yield package("a list of paths", descriptor_of(*paths), one)
    yield package("a list of paths by sync", descriptor_of(*paths), one, "sync", "--check")
    separate = {f"{n}.csv": b"a,b\nx\n" for n in range(8_000)}
    yield package(
        "each with a file",
        descriptor_of(*(resource(f"r{n}", f"{n}.csv", {"fields": [{"name": "a"}]}) for n in range(8_000))),
        separate,
    )


@kind
def many_files() -> Iterator[Case]:
    small = {f"data/{n}.csv": b"a,b\nx\n" for n in range(20_000)}
    schema = {"schema.json": dumps(schema_of(string("a", pattern=r"(?=x)x"), {"name": "b", "type": "integer"}))}
    yield Case("in a folder", ("validate", "data", "--schema", "schema.json"), {**small, **schema})
    yield Case("by a pattern", ("validate", "data/*.csv", "--schema", "schema.json"), {**small, **schema})
    yield Case(
        "by frictionless",
        ("validate", "data", "--schema", "schema.json", "--engine", "frictionless"),
        {**small, **schema},
    )
    hostile = {f"data/{n}.csv": b"a,b\n" + b"x" * 200 + b"!,1\n" for n in range(3_000)}
    endless = {"schema.json": dumps(schema_of(string("a", pattern=r"(x+)+\1$"), string("b")))}
    yield Case("with an endless pattern", ("validate", "data", "--schema", "schema.json"), {**hostile, **endless})
    wide = {f"data/{n}.csv": b"a,b\nx\n" for n in range(1_000)}
    fields = {"schema.json": dumps(schema_of(*how_many(lambda n: {"name": f"f{n}"}, 500_000)))}
    yield Case("with a schema of many fields", ("validate", "data", "--schema", "schema.json"), {**wide, **fields})
    deep = {"/".join("abcdefgh"[: n % 8 + 1]) + f"/{n}.csv": ROWS for n in range(5_000)}
    yield Case("in folders", ("validate", "**/**/**/**/**/*.csv", "--schema", "schema.json"), {**deep, **schema})


@kind
def baselines() -> Iterator[Case]:
    part = {"place": "table.csv", "type": "type-error", "fieldName": "a", "cell": "x", "note": "n"}
    contents = {
        "a huge count": dumps([{**part, "count": int("9" * 4_000)}]),
        "a count of too many digits": b'[{"count":' + b"9" * SIZE + b"}]",
        "an exponent": b'[{"count":1e999999}]',
        "many entries": dumps(how_many(lambda n: {**part, "note": f"n{n}", "count": 1})),
        "one entry many times": dumps(how_many(lambda _: {**part, "count": int("9" * 300)})),
        "a long note": dumps([{**part, "note": "x" * SIZE, "count": 1}]),
        "lists": b"[" * SIZE,
        "lists in a place": dumps([{**part, "place": [[[]]] * 100_000, "count": 1}]),
        "control characters": dumps([{**part, "note": "\x1b\n" * 60_000, "count": 1}]),
        "surrogates": b'[{"place":"\\ud800","type":"x","fieldName":"","cell":"","note":"","count":1}]',
    }
    rows = b"a,b\n" + b"x,y\n" * 100
    for name, content in contents.items():
        for format in ("text", "json", "html", "github"):
            yield Case(
                f"{name} as {format}",
                ("validate", "table.csv", "--schema", "schema.json", "--baseline", "baseline.json", "--format", format),
                {"table.csv": rows, "schema.json": dumps(TWO), "baseline.json": content},
            )
    errors = b"a,b\n" + repeated("x,y\n", 400_000)
    known = dumps(how_many(lambda n: {**part, "note": f"n{n}", "count": 9}, 500_000))
    yield Case(
        "many entries and errors",
        ("validate", "table.csv", "--schema", "schema.json", "--baseline", "baseline.json"),
        {
            "table.csv": errors,
            "schema.json": dumps(schema_of({"name": "a", "type": "integer"}, string("b"))),
            "baseline.json": known,
        },
    )


def changed(name: str, schema: Any, old: bytes, new: bytes, *options: str) -> Case:
    """Return the comparison of two CSV files."""
    return Case(
        name,
        ("diff", "old.csv", "new.csv", "--schema", "schema.json", *options),
        {
            "old.csv": old,
            "new.csv": new,
            "schema.json": dumps(schema),
        },
    )


@kind
def differences() -> Iterator[Case]:
    keyed = schema_of(string("a"), string("b"), primaryKey="a")
    half = SIZE // 2
    rows = "".join(numbered(lambda n: f"{n},y\n", half)).encode()
    other = "".join(numbered(lambda n: f"{n},z\n", half)).encode()
    for format in ("text", "json", "markdown"):
        options = ("--format", format)
        yield changed(f"all cells as {format}", keyed, b"a,b\n" + rows, b"a,b\n" + other, *options)
        yield changed(f"all rows as {format}", keyed, b"a,b\n" + rows, b"a,b\n" + repeated("x", 4) + b",y\n", *options)
    names = [f"f{n}" for n in range(16_000)]
    wide = schema_of(*({"name": name} for name in names), primaryKey=names[0])
    header = ",".join(names).encode() + b"\n"
    yield changed("many columns", wide, header + b"x," * 15_999 + b"x\n", header + b"x," + b"y," * 15_998 + b"y\n")
    yield changed(
        "many columns, markdown",
        wide,
        header + b"x," * 15_999 + b"x\n",
        header + b"x," + b"y," * 15_998 + b"y\n",
        "--format",
        "markdown",
    )
    yield changed(
        "a key of many columns",
        {**wide, "primaryKey": names},
        header + b"x," * 15_999 + b"x\n",
        header + b"y," * 15_999 + b"y\n",
    )
    yield changed(
        "a key of one column many times",
        {**keyed, "primaryKey": ["a"] * 60_000},
        b"a,b\n" + rows[:200_000],
        b"a,b\n" + rows[:200_000],
    )
    yield changed("wide headers", keyed, repeated("a,", half) + b"\n", repeated("b,", half) + b"\n")
    yield changed("blank headers", keyed, b"," * half + b"\n", b"," * half + b"\n")
    yield changed("equal keys", keyed, b"a,b\n" + repeated("x,y\n", half), b"a,b\n" + repeated("x,y\n", half))
    yield changed("an unclosed quote", keyed, b'a,b\n"' + rows, b"a,b\n" + rows)
    yield changed(
        "long cells", keyed, b"a,b\n1," + b"x" * half + b"\n", b"a,b\n1," + b"y" * half + b"\n", "--format", "markdown"
    )
    yield changed(
        "missing values",
        {**keyed, "missingValues": how_many(lambda n: f"m{n}", 300_000)},
        b"a,b\n" + rows[:299_998],
        b"a,b\n" + other[:299_998],
    )
    same_hash = "".join(f"{n},y\n" for n in collisions()).encode()[: half - 10]
    typed = schema_of({"name": "a", "type": "integer"}, string("b"), primaryKey="a")
    same_hash = same_hash[: same_hash.rindex(b"\n") + 1]
    yield changed("keys of one hash", typed, b"a,b\n" + same_hash, b"a,b\n" + same_hash)
    pattern = schema_of(string("a", pattern=r"(a+)+\1$"), string("b"), primaryKey="a")
    yield changed("an endless pattern", pattern, b"a,b\n" + b"a" * 3_000 + b"!,x\n", b"a,b\n" + b"a" * 3_000 + b"!,y\n")
    for type_name, declared in TYPES.items():
        field = {"name": "a", **declared}
        cells = [quoted(piece * (20_000 // len(piece))) for piece in CELLS.values()]
        content = "a,b\n" + "".join(list(takewhile(bool, (cell + ",x\n" for cell in cells)))[:8])
        yield changed(f"{type_name}", schema_of(field, string("b"), primaryKey="b"), content.encode(), content.encode())


@kind
def compared_packages() -> Iterator[Case]:
    listed = how_many(
        lambda n: resource(f"r{n}", "t.csv", {"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": "a"}), 400_000
    )
    large = how_many(
        lambda n: resource(f"r{n}", "t.csv", {"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": "a"}), 150_000
    )
    for name, resources, size in (
        ("packages of many tables", listed, 10_000),
        ("packages of many tables, large", large, 300_000),
    ):
        content = b"a,b\n" + "".join(numbered(lambda n: f"{n},y\n", size)).encode()
        descriptor = dumps(descriptor_of(*resources))
        yield Case(
            name,
            ("diff", "old", "new"),
            {
                "old/datapackage.json": descriptor,
                "old/t.csv": content,
                "new/datapackage.json": descriptor.replace(b'"b"', b'"c"'),
                "new/t.csv": content.replace(b"y", b"z").replace(b"a,b", b"a,c"),
            },
        )
        yield Case(
            f"{name}, same",
            ("diff", "old", "new"),
            {
                "old/datapackage.json": descriptor,
                "old/t.csv": content,
                "new/datapackage.json": descriptor,
                "new/t.csv": content.replace(b"y", b"z"),
            },
        )
    fields = how_many(lambda n: {"name": f"f{n}"}, 300_000)
    for how, others in {
        "removed": fields[:1],
        "in another order": fields[::-1],
        "of other types": [{**f, "type": "any"} for f in fields[:12_000]],
    }.items():
        old, new = (
            dumps(descriptor_of(resource("t", "t.csv", {"fields": some, "primaryKey": "f0"})))
            for some in (fields, others)
        )
        content = b"f0\nx\n"
        yield Case(
            f"fields {how}",
            ("diff", "old", "new"),
            {
                "old/datapackage.json": old,
                "old/t.csv": content,
                "new/datapackage.json": new,
                "new/t.csv": content,
            },
        )
    properties = {f"p{n}": "x" * 5 for n in range(20_000)}
    for format in ("text", "markdown"):
        yield Case(
            f"properties as {format}",
            ("diff", "old", "new", "--format", format),
            {
                "old/datapackage.json": dumps(descriptor_of(**properties)),
                "new/datapackage.json": dumps(descriptor_of()),
            },
        )
    for depth in (900, 50_000):
        deep = b'{"name":"p","resources":[],"x":' + b"[" * depth + b"]" * depth + b"}"
        yield Case(
            f"{depth} lists",
            ("diff", "old", "new"),
            {
                "old/datapackage.json": deep,
                "new/datapackage.json": deep.replace(b'"x"', b'"y"'),
            },
        )


@kind
def checks() -> Iterator[Case]:
    """`check` and `sync` on a package of one table."""
    rows = b"a,b\n" + "".join(numbered(lambda n: f"{n},y\n", 400_000)).encode()
    fields = how_many(lambda n: {"name": f"f{n}"}, 300_000)
    header = ",".join(field["name"] for field in fields).encode()
    schemas: dict[str, tuple[dict[str, Any], bytes]] = {
        "many rows": (schema_of({"name": "a", "type": "integer"}, string("b"), primaryKey="a"), rows),
        "many fields": (schema_of(*fields), header + b"\n" + b"x," * (len(fields) - 1) + b"x\n"),
        "many checks": (
            schema_of(*(string(f"f{n}", pattern="x+", minLength=1, enum=["x", "y"]) for n in range(3_000))),
            ",".join(f"f{n}" for n in range(3_000)).encode() + b"\n" + b"x," * 2_999 + b"x\n",
        ),
        "wrong cells": (schema_of({"name": "a", "type": "date"}, string("b")), rows),
        "failing enum": (schema_of(string("a", enum=["x"]), string("b")), rows),
        "no types": (schema_of({"name": "a", "type": "any"}, {"name": "b", "type": "any"}), rows),
        "names of Python": (schema_of({"name": "__class__"}, {"name": "index"}), b"__class__,index\nx,y\n"),
        "a long name": (schema_of({"name": "a" * 300_000}, {"name": "b"}), b"a" * 300_000 + b",b\nx,y\n"),
        "like ours": (schema_of({"name": "id"}, {"name": "title"}, {"name": "publisher"}, {"name": "address"}), rows),
    }
    for name, (schema, content) in schemas.items():
        for words in (("check",), ("sync", "--check"), ("validate",)):
            for table_name in ("t", "sources", "figures"):
                own = resource(table_name, "table.csv", schema)
                yield package(f"{name}, {table_name}: {words[0]}", descriptor_of(own), {"table.csv": content}, *words)
    licences = how_many(lambda n: {"name": f"l{n}"}, 800_000)
    for words in (("check",), ("sync", "--check"), ("validate",)):
        yield package(f"licences: {words[0]}", descriptor_of(licenses=licences), {}, *words)
        yield package(f"wrong licences: {words[0]}", descriptor_of(licenses=list(range(100_000))), {}, *words)
        yield package(f"keywords: {words[0]}", descriptor_of(keywords=["x"] * 100_000), {}, *words)
        yield package(f"a long name: {words[0]}", descriptor_of(name="a-" * 300_000), {}, *words)
        yield package(f"an address: {words[0]}", descriptor_of(homepage="http://" + "a." * 300_000), {}, *words)
        yield package(
            f"an email: {words[0]}",
            descriptor_of(contributors=[{"title": "x", "email": "a@" + "a." * 300_000}]),
            {},
            *words,
        )
        yield package(f"a version: {words[0]}", descriptor_of(version="1." * 300_000), {}, *words)
        yield package(f"a date: {words[0]}", descriptor_of(created="2020-" * 100_000), {}, *words)


def combined(random: Random) -> Case:
    """Return fields, values and rows put together at random, of at most 1 MB."""
    fields: list[dict[str, Any]] = []
    for number in range(random.choice((1, 2, 3, 10, 100, 1_000))):
        declared = dict(random.choice(list(TYPES.values())))
        constraints: dict[str, Any] = {}
        if random.random() < 0.3:
            constraints = random.choice(
                (
                    {"pattern": random.choice(list(PATTERNS.values()))},
                    {"enum": ["x", 1, "1"]},
                    {"unique": True},
                    {"required": True},
                    {"minLength": 1, "maxLength": 10**9},
                    {"minimum": "1"},
                )
            )
        fields.append({"name": f"f{number}", **declared, "constraints": constraints})
    names = [item["name"] for item in fields]
    schema = schema_of(*fields)
    if random.random() < 0.3:
        schema["missingValues"] = [f"m{n}" for n in range(random.choice((1, 100, 10_000)))]
    if random.random() < 0.4:
        schema["primaryKey"] = random.sample(names, min(len(names), random.choice((1, 2, 50))))
    if random.random() < 0.2:
        key = random.sample(names, min(len(names), 2))
        schema["foreignKeys"] = [{"fields": key, "reference": {"resource": "", "fields": key[::-1]}}] * random.choice(
            (1, 50)
        )
    if random.random() < 0.3:
        schema["fieldsMatch"] = random.choice(("equal", "subset", "superset", "partial"))
    budget = MOST_BYTES - 5_000 - len(dumps(schema))
    lines: list[str] = []
    used = 0
    header = random.choice((names, names, names[::-1], names[:-1], [*names, ""], names * 2))
    row = [",".join(header)]
    length = random.choice((1, 10, 300, 20_000))
    while used + (size := len(row[0].encode("utf-8", "surrogatepass")) + 1) < budget and len(lines) < 60_000:
        lines.append(row[0])
        used += size
        cells = [quoted(random.choice(list(CELLS.values())) * random.randint(0, length)) for _ in names]
        row = [random.choice((",".join(cells), ",".join(cells), "", ",".join(cells[:1]), ",".join([*cells, "x"])))]
    content = "\n".join(lines).encode() or b"f0\n"
    options = random.choice(
        ((), (), ("--limit-errors", "0"), ("--engine", "frictionless"), ("--format", "json"), ("--format", "baseline"))
    )
    command = random.choice(("validate", "validate", "validate", "check", "sync"))
    if command == "validate":
        return table("combined", schema, content, *options)
    own = resource("t", "table.csv", schema)
    if used + len(dumps(descriptor_of(own))) > MOST_BYTES:
        return table("combined", schema, content, *options)
    return package(
        f"combined {command}",
        descriptor_of(own),
        {"table.csv": content},
        command,
        *(("--check",) if command == "sync" else ()),
    )
