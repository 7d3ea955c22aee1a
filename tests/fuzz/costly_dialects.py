"""Costly dialects and encodings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from costly_parts import (
    SIZE,
    TWO,
    Case,
    descriptor_of,
    dumps,
    kind,
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
def dialects() -> Iterator[Case]:
    rows = b"a,b\n" + repeated("x,y\n", 500_000)
    declared: list[dict[str, Any]] = [
        {"delimiter": "::"},
        {"delimiter": ""},
        {"delimiter": "\n"},
        {"delimiter": "\0"},
        {"delimiter": "é"},
        {"delimiter": "," * 200_000},
        {"commentChar": "#"},
        {"commentChar": "x" * 200_000},
        {"commentRows": list(range(60_000))},
        {"headerRows": list(range(1, 60_000))},
        {"headerRows": [1] * 100_000},
        {"headerRows": [10**9]},
        {"headerRows": []},
        {"headerRows": [-1]},
        {"header": False},
        {"headerJoin": "x" * 200_000, "headerRows": [1, 2, 3, 4, 5]},
        {"skipInitialSpace": True},
        {"quoteChar": "é"},
        {"quoteChar": "ab"},
        {"quoteChar": None},
        {"quoteChar": ","},
        {"escapeChar": "\\"},
        {"escapeChar": "x", "quoteChar": "x"},
        {"doubleQuote": False},
        {"lineTerminator": "x" * 1000},
        {"lineTerminator": ""},
        {"nullSequence": "x"},
        {"headerCase": False},
        {"skipBlankRows": True},
        {"csv": {"delimiter": "::"}},
        {"csv": {"quoting": 99}},
        {"property": "x", "sheetNumber": 10**9},
        {"headerRows": list(range(1, 30_000)), "headerJoin": "x" * 10_000},
    ]
    for number, dialect in enumerate(declared):
        for command in (("validate",), ("check",), ("sync", "--check")):
            own = resource("t", "table.csv", TWO, dialect=dialect)
            name = f"{number} {dialect!s:.40}: {command[0]}"
            yield package(name, descriptor_of(own), {"table.csv": rows}, *command)
    for delimiter in ("", "::", "\0", "\n", "é", " ", '"'):
        if "\0" not in delimiter:
            yield table(f"--delimiter {delimiter!r}", TWO, rows, "--delimiter", delimiter)
    wide = b"a,b\n" + repeated("x,y\n", 300_000)
    joined = resource("t", "table.csv", TWO, dialect={"headerRows": list(range(1, 60_000))})
    yield package("header of all rows, wide", descriptor_of(joined), {"table.csv": wide + b"x," * 100_000})


ENCODINGS = (
    "utf-7", "utf-16", "utf-16-le", "utf-32", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "charmap",
    "undefined", "bz2", "zip", "zlib", "hex", "base64", "rot13", "quopri", "uu", "mbcs", "oem", "utf-8-sig", "cp1252",
    "ascii", "hz", "iso2022_jp", "gb18030", "big5", "shift_jis", "cp65001", "../utf-8", "", " ", "x" * 50_000,
    "latin-1", "utf_8\0",
)  # fmt: skip


@kind
def encodings() -> Iterator[Case]:
    contents = {
        "text": b"a,b\n" + repeated("x,y\n"),
        "letters": b"a-b" + b"a" * SIZE,
        "pluses": b"a,b\n" + b"+AAAA-" * 150_000,
        "escapes": b"a,b\n" + b"\\u0041\\N{BULLET}" * 50_000,
        "bytes": bytes(range(256)) * 3_500,
        "words": b"xn--" + b"bcher-kva.xn--" * 60_000,
    }
    for encoding in ENCODINGS:
        for name, content in contents.items():
            if "\0" not in encoding:
                yield table(f"{encoding[:20]!r} {name}", TWO, content, "--encoding", encoding)
            if name in ("letters", "words", "bytes"):
                own = resource("t", "table.csv", schema_of(string("a"), string("b"), primaryKey="a"), encoding=encoding)
                for command in (("check",), ("sync", "--check")):
                    yield package(
                        f"{encoding[:20]!r} {name}: {command[0]}", descriptor_of(own), {"table.csv": content}, *command
                    )
                half = content[:400_000]
                if "\0" not in encoding:
                    yield Case(
                        f"{encoding[:20]!r} {name}: diff",
                        ("diff", "old.csv", "new.csv", "--schema", "schema.json", "--encoding", encoding),
                        {"old.csv": half, "new.csv": half, "schema.json": dumps(own["schema"])},
                    )
