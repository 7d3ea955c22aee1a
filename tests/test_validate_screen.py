"""The screen against frictionless' own cell reader and the standard: what it clears, both accept.

Cells are mutated from texts that are typical of a type, nearly of it, or traps. Each batch is put to the screen in
every form that an engine may hand over, and its bad cells also alone: a predicate may go another way where all is well.
"""

# ruff: noqa: RUF001 - characters that look like others are among the traps

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

import frictionless
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitdata.validation import screen as module
from summitdata.validation.arrays import bits, strings
from summitdata.validation.patterns import to_re2
from summitdata.validation.screen import PREDICATES, Screen
from summitdata.validation.standard import Standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

V2 = "https://datapackage.org/profiles/2.0/tableschema.json"
SIZE = 50
"""Cells in a batch."""
CAMPAIGN = 1_000_000
"""Cells of each type in the long campaign."""

# What frictionless reads


@dataclass(frozen=True)
class Case:
    """A field, the texts that its cells are mutated from, and those of them that the screen must clear."""

    field: dict[str, Any]
    near: tuple[str, ...]
    clears: tuple[str, ...]
    missing: list[str] | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.field.get("type", "string"), self.field.get("format", "default")

    def __str__(self) -> str:
        said = {name: value for name, value in self.field.items() if name not in ("name", "type", "format")}
        return f"{'-'.join(self.key)}-{said}-{self.missing}"[:100]


@dataclass
class Judge:
    """What frictionless' cell reader and the standard say of a cell, and what the screen does."""

    case: Case
    known: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def screen(self) -> Screen:
        return Screen.of([self.case.field], self.case.missing)

    @cached_property
    def rules(self) -> tuple[Callable[[str], tuple[Any, Any]] | None, Standard]:
        """The reader, None if frictionless fails to make it, and the standard."""
        descriptor: dict[str, Any] = {"$schema": V2, "fields": [{"name": "cell", **self.case.field}]}
        if self.case.missing is not None:
            descriptor["missingValues"] = self.case.missing
        schema = frictionless.Schema.from_descriptor(descriptor)
        try:
            reader = schema.fields[0].create_cell_reader()
        except re.error:
            reader = None
        return reader, Standard.of(schema, descriptor)

    def accepts(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = self._reads(text)
        return self.known[text]

    def _reads(self, text: str) -> bool:
        reader, standard = self.rules
        if reader is None:
            return False
        try:
            value, notes = reader(text)
            return not notes and not standard.breaches("cell", value)
        except (TypeError, ValueError, ArithmeticError):
            return False  # frictionless' validation would fail on such a cell

    def cleared(self, column: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        table = column if isinstance(column, pa.Table | pa.RecordBatch) else pa.table([column], names=["cell"])
        left = self.screen.uncleared(table).get(0)
        return np.ones(table.num_rows, np.bool_) if left is None else ~bits(left)

    def unsound(self, cells: Sequence[str]) -> set[str]:
        """Return the texts that the screen clears in any form of the batch and that are not accepted."""
        bad = [text for text in dict.fromkeys(cells) if not self.accepts(text)]
        good = [text for text in cells if self.known[text]][:3]
        found = set()
        for column in forms(cells):
            cleared = self.cleared(column)
            assert len(cleared) == len(cells)
            found |= {text for text, sure in zip(cells, cleared, strict=True) if sure} & set(bad)
        for text in bad:
            for batch in ([text], [*good, text]):
                if self.cleared(strings(batch))[-1]:
                    found.add(text)
        return found


def forms(cells: Sequence[str]) -> Iterator[Any]:
    """Yield a column in the forms that engines hand over."""
    plain = strings(cells)
    padded = strings(["x", "", "1", *cells, "\0", "1"])
    distinct = list(dict.fromkeys(cells))
    places = {text: place for place, text in enumerate(distinct)}
    coded = pa.DictionaryArray.from_arrays(
        pa.array([places[text] for text in cells], pa.int32()), strings([*distinct, "unused", ""])
    )
    yield plain
    yield pa.table([padded], names=["cell"]).slice(3, len(cells))
    yield pa.record_batch([padded], names=["cell"]).slice(3, len(cells))
    yield coded
    yield pa.concat_arrays([coded.slice(len(cells) // 2), coded]).slice(len(cells) - len(cells) // 2)
    yield pa.chunked_array([plain.slice(0, 1), plain.slice(1), strings([])])


# Texts

# fmt: off
SPACES = (
    " ", "\t", "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1f", "\x85", "\u00a0", "\u2003", "\u2028", "\ufeff", "\0",
)
SIGNS = (*"+-_.,:;/eExXTtZzPpWwQ%$€()[]{}'\"#@\\ia", "\u2212", "é", "e\u0301", "\U0001f600")
FOREIGN_DIGITS = (*"１２０", *"١٢٠", *"०१", "²", "½")
TRAPS = (
    "", " ", "\u00a0", "\n", "\0", "NA", "-", "na", "NULL", "None", "nan", "NaN", "sNaN", "NaN12", "inf", "-Infinity",
    "0", "00", "1", "-0", "+1", "1_0", "1__0", "1.", ".5", "1e5", "1E+5", "0x10", "1,000", "−5", "１２", "١٢", "9" * 30,
)
# fmt: on


def mutated(random: Random, texts: Sequence[str]) -> str:
    """Return one of the texts, most often with a few edits."""
    text = random.choice(texts)
    if random.random() < 0.05:
        other = random.choice(texts)
        text = text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]
    for _ in range(random.choice((0, 1, 1, 1, 1, 2, 2, 3))):
        place = random.randint(0, len(text))
        edit = random.randint(0, 3)
        if edit == 0:
            text = text[:place] + _piece(random, texts) + text[place:]
        elif edit == 1:
            text = text[:place] + text[place + 1 :]
        elif edit == 2:
            text = text[:place] + _piece(random, texts) + text[place + 1 :]
        else:
            text = text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]
    return text


def _piece(random: Random, texts: Sequence[str]) -> str:
    kind = random.randint(0, 9)
    if kind < 4:
        return random.choice("0123456789")
    if kind < 7:
        return random.choice(random.choice(texts) or " ")
    pieces: tuple[str, ...] = (SPACES, SIGNS, FOREIGN_DIGITS)[kind - 7]
    return random.choice(pieces)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - texts for tests


def batch(random: Random, case: Case, size: int = SIZE) -> list[str]:
    """Return mutated cells; now and then a few alone, or near the case's own texts only."""
    texts = case.near if random.random() < 0.7 else (*case.near, *TRAPS)
    return [mutated(random, texts) for _ in range(random.choice((1, 3, size, size, size)))]


def counterexamples(case: Case, seed: int = 0, batches: int = 400) -> set[str]:
    """Return cells that the screen clears wrongly, of as many batches as it takes to find one."""
    judge, random = Judge(case), seeded(seed)
    for _ in range(batches):
        if found := judge.unsound(batch(random, case)):
            return found
    return set()


# Fields


@dataclass(frozen=True)
class Samples:
    """Texts of a type and format: typical ones, all of which the screen clears, and odd or nearly valid ones."""

    typical: tuple[str, ...]
    odd: tuple[str, ...]


UUID = "123e4567-e89b-12d3-a456-426614174000"

# fmt: off
SAMPLES: dict[tuple[str, str], Samples] = {
    ("string", "default"): Samples(
        ("Kazakhstan", "x", "two words", "é", "e\u0301", "中亚", "\U0001f600", "a\nb", " padded ", "0"),
        ("abc", "ABC", "\ufeffx", "a\0b"),
    ),
    ("string", "email"): Samples(
        ("name@example.org", "first.last@mail.example.com", "a1@b2.net"),
        ("a@b", "a b@c.org", "a@b@c.org", "ü@example.org", "a@-b.org", "a@b..org", ".a@b.org", "a@b.org.", "a@1.1.1.1"),
    ),
    ("string", "uri"): Samples(
        ("http://example.org", "https://www.example.com/a/b.html", "https://a.b.c/x_y-z/"),
        ("x:", "//a.b", "example.org", "http:/a.b", "http://a b.c", "http://[::1]/", "http://a.b:80/", "http://a.b:x/"),
    ),
    ("string", "uuid"): Samples(
        (UUID, "00000000-0000-4000-8000-000000000000"),
        (
            "123E4567-E89B-12D3-A456-426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
            "123e4567e89b12d3a456426614174000",
        ),
    ),
    ("string", "binary"): Samples(
        ("aGVsbG8=", "aGVsbG8h", "aGVsbA==", "+/+/"),
        ("a", "ab", "abc", "ab=", "a===", "=", "====", "ab=c", "aGVsbG8", "!!!!", "é", "ab==ab==", "abcde", "abc=abc"),
    ),
    ("integer", "default"): Samples(
        ("0", "5", "-5", "42", "2025", "007", "-0", "123456789012345678", "-123456789012345678"),
        (
            "+5", " 12 ", "1_000", "1.0", "1e5", "1234567890123456789", "9223372036854775808", "9" * 4301, "5%", "$5",
            "five5",
        ),
    ),
    ("number", "default"): Samples(
        ("0", "1.5", "-1.5", "42", "0.1", "123456789.25", "-0", "-0.0", "007.50"),
        (
            "1e5", ".5", "5.", "1.5e-3", "1E+05", "1e400", "1e-400", "1e", "1,5", "1 000", "1.5.5", "0x1p3",
            "1e999999999999", "0e999999999999999999", "0e9999999999999999999", "1e-9999999999999999",
            "1e-99999999999999999999", "1e9999999999999999999", "0.0999999999999999999999", "$1.5", "95%",
            "1234567890.1234567890123", "sNaN1", "1_0.5",
        ),
    ),
    ("boolean", "default"): Samples(
        ("true", "True", "TRUE", "1", "false", "False", "FALSE", "0"), ("tRUE", " true", "yes", "t", "01", "true\n")
    ),
    ("date", "default"): Samples(
        ("2025-06-17", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "1970-01-01"),
        (
            "0000-01-01", "2023-02-29", "1900-02-29", "2020-1-1", "2020-01- 5", "2020-13-01", "2020-00-10",
            "2020-04-31", "20200101", "2020/01/01", " 2020-01-01", "2020-01-01 ", "+2020-01-01", "-2020-01-01",
            "10000-01-01", "20-01-01", "2020-001", "2020-W01-1", "2020-01-01T00:00:00", "٢٠٢٠-01-01", "2020-01-1",
            "2020-01-1\n",
        ),
    ),
    ("datetime", "default"): Samples(
        ("2025-06-17T10:00:00", "2024-02-29 23:59:59", "2025-06-17T10:00:00Z", "2025-06-17T10:00:00.5+05:30"),
        (
            "2023-02-29T10:00:00", "0000-01-01T00:00:00", "2020-01-01T24:00:00", "2020-01-01T24:00:01", "2020-01-01",
            "2020-01-01T10:00:60", "2020-01-01T10:00:61", "2020-01-01T10:60:00", "2020-01-01T25:00:00",
            "2020-01-01T10:00", "2020-01-01T10:00:00+24:00", "2020-01-01T10:00:00+23:60", "2020-01-01T10:00:00 Z",
            "2020-01-01T10:00:00z", "2020-01-01T10:00:00.", "2020-01-01T10:00:00,5", "2020-01-01T10:00:00.1234567",
            "2020-W01-1T10:00:00", "2020-01-01T10:00:00+05", "2020-01-01T10:00:00+0530", "2020-01-01T10:00:00-00:00",
            "0001-01-01T00:00:00+23:59", "9999-12-31T24:00:00", "2020-01-01T１0:00:00", "2020-01-01t10:00:00",
            "2020-01-01T1:00:000",
        ),
    ),
    ("time", "default"): Samples(
        ("10:00:00", "23:59:59", "00:00:00", "10:00:00Z", "10:00:00.25", "10:00:00+05:30"),
        (
            "24:00:00", "24:00:01", "10:00:60", "10:00:61", "10:60:00", "25:00:00", "1:00:00", "100000", "10:00",
            "10:00:0", "10+00:00", "00-00:09", "10:00:00+24:00", "10:00:00+23:60", "10:00:00 ", "10:00:00.",
            "10:00:00,5", "10:00:00z",
        ),
    ),
    ("year", "default"): Samples(
        ("2025", "1999", "0001", "0000", "9999"),
        ("20", "20250", " 202", "+202", "2_02", "-000", "-999", "２０２０", "202\n", "2025\n", "20.5", "1e03"),
    ),
    ("yearmonth", "default"): Samples(
        ("2025-06", "1999-12", "0001-01"),
        (
            "2025-00", "2025-13", "5-1", " 2020 - 01 ", "99999-12", "2020-01-01", "-2020-01", "2020-1", "202001",
            "2020-01\n",
        ),
    ),
    ("duration", "default"): Samples(
        ("P1Y", "P6M", "P2W", "P10D", "PT5H", "PT30M", "PT45S"),
        (
            "P", "PT", "p1y", "1Y", "P1", "P1H", "PT1D", "P1Y2M", "P0.5Y", "-P1D", "P1Y ", "P1YT", "P99999Y", "PT1Y",
            "P1Y\n",
        ),
    ),
    ("geopoint", "default"): Samples(
        ("69.2, 41.3", "69.2,41.3", "0,0", "-99.5, -89.9", "7.123456789012345,51"),
        (
            "180,90", "180.1,0", "0,90.1", "181,0", "0,91", "1,2,3", "1;2", "1", "NaN,0", "0,inf", "99,99", "-0,-90",
            "1 2,3",
        ),
    ),
    ("any", "default"): Samples(("anything", "0", " ", "é", "\n"), ()),
}
# fmt: on

MISSING: tuple[tuple[list[str] | None, dict[str, Any]], ...] = (
    (None, {}),
    ([""], {}),
    (["", "NA", "-"], {}),
    ([], {}),
    (["NA"], {}),
    (None, {"missingValues": []}),
    (["NA"], {"missingValues": ["", "-"]}),
    (["", "NA"], {"missingValues": ["NA", " "]}),
)
"""Missing values of the schema, and of the field."""


def variant(
    kind: str,
    near: Sequence[str],
    clears: Sequence[str],
    constraints: dict[str, Any] | None = None,
    **properties: Any,
) -> Case:
    """Return a field with constraints, texts near what they ask for, and texts that the screen clears."""
    key = (kind, properties.get("format", "default"))
    said = {"type": kind, **properties} | ({"constraints": constraints} if constraints else {})
    return Case(said, (*SAMPLES[key].typical, *SAMPLES[key].odd, *near, *clears), tuple(clears))


def around(
    bounds: dict[str, Any], near: Sequence[str], kind: str, inside: Sequence[str], **properties: Any
) -> Iterator[Case]:
    """Yield a case for each of the bounds alone; those of `inside` are strictly within all of them."""
    for name, bound in bounds.items():
        exact = [str(bound)] if not name.startswith("exclusive") and type(bound) is not float else []
        yield variant(kind, (*near, str(bound)), (*inside, *exact), {name: bound}, **properties)


BOUNDED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

# fmt: off
NEAR_TENTH = (
    "0.1", "0.099999999999999999", "0.10", "1e-1", ".1", "0.0999999999999999999999", "0.09999999999999999",
    "0.10000000000000000001", "0.100",
)
NEAR_LONG = (
    "123456.7", "123456.70000000001", "123456.69999999999", "123456.7000000000000001", "123456.699999999999999",
)
NEAR_INTEGER = ("4", "5", "6", "+5", " 5", "05", "-5", "4.9", "5_0", "９")
# fmt: on

VARIANTS: tuple[Case, ...] = (
    # Lengths are of characters, not bytes; patterns hold for the whole of a text, with line breaks and alternatives.
    variant("string", ("é", "éé", "e\u0301", "\U0001f600"), ("abc", "ééé", "中亚国家"), {"minLength": 3}),
    variant("string", ("ééé", "\U0001f600" * 3, "aaa"), ("", "ab", "éé", "中亚"), {"maxLength": 2}),
    variant("string", ("a", "aaaa"), ("ab", "éé"), {"minLength": 2, "maxLength": 3}),
    variant("string", ("a", ""), ("abc", "a"), {"minLength": -1}),
    variant("string", ("ABC", "ABCD", "ABC\n"), ("ABC", "XYZ"), {"pattern": "[A-Z]{3}"}),
    variant("string", ("fooXX", "XXbar", "foo\n", "bar\n"), ("foo", "bar"), {"pattern": "foo|bar"}),
    variant("string", ("ABC", "ABC\n", "^ABC$"), ("ABC", "XYZ"), {"pattern": "^[A-Z]{3}$"}),
    variant("string", ("12", "１２", "é_", "a\n", "a\nb"), ("12-a", "7-_"), {"pattern": r"\d+-\w"}),
    variant("string", ("a.b", "a\nb", "axb"), ("axb", "aéb"), {"pattern": "a.b"}),
    variant("string", ("AB", "ab", "abc", "a", "b"), ("ab", "cd"), {"pattern": "[^A-Z0-9]{2}", "maxLength": 2}),
    variant("string", ("a\x1cb", "a b", "a\u00a0b"), ("a b", "a\tb"), {"pattern": r"a\sb"}),
    variant("string", ("a", "A"), (), {"pattern": r"(?i)a"}),
    variant("string", ("a", ""), (), {"pattern": r"(?u)a"}),
    variant("string", ("ab", "ax"), (), {"pattern": r"a(?!x)."}),
    variant("string", ("aa", "ab"), (), {"pattern": r"(.)\1"}),
    variant("string", ("a b", "a\x1cb"), (), {"pattern": r"\S+"}),
    variant("string", ("a" * 50, "a"), (), {"pattern": "(?:a{100}){100}"}),
    variant("string", ("x", "X", "é", "1", " x"), ("x", "é", ""), {"enum": ["x", "é", 1, None, "\ud800", "a\nb"]}),
    variant("string", ("x",), (), {"enum": []}),
    variant("string", ("x", "X", "1", "y"), ("x", "y"), categories=["x", {"value": "y", "label": "Y"}, 1]),
    variant("string", ("x", "y", "z"), ("x",), {"enum": ["x", "z"]}, categories=["x", "y"]),
    variant("string", ("a@b.org", "c@d.org"), ("a@b.org",), {"enum": ["a@b.org", "no address"]}, format="email"),
    variant("string", ("a@b.org", "c@d.org"), ("a@b.org",), categories=["a@b.org"], format="email"),
    *(
        variant("string", (), (), constraints, format=format)
        for format in ("email", "uri", "uuid", "binary")
        for constraints in ({"minLength": 20}, {"maxLength": 20}, {"pattern": "[a-z@.:/]+"})
    ),
    variant("string", (), ("http://a.b",), {"enum": ["http://a.b"]}, format="uri"),
    variant("string", (), ("http://a.b",), categories=["http://a.b"], format="uri"),
    variant("string", (), (UUID,), categories=[UUID], format="uuid"),
    variant("string", (), (UUID,), {"enum": [UUID]}, format="uuid"),
    variant("string", (), ("aGVsbG8=",), {"enum": ["aGVsbG8=", "a"]}, format="binary"),
    variant("string", (), ("aGVsbG8=",), categories=["aGVsbG8=", "a"], format="binary"),
    # Bounds: whole numbers are exact, decimal ones have neighbours that are the same double.
    *around(dict.fromkeys(BOUNDED[::2], 5), NEAR_INTEGER, "integer", ("6", "100", "999999999999999999")),
    *around(dict.fromkeys(BOUNDED[1::2], 5), NEAR_INTEGER, "integer", ("4", "0", "-5", "-999999999999999999")),
    *around(dict.fromkeys(BOUNDED[::2], "-5"), ("-5", "-4", "-6"), "integer", ("-4", "0", "5")),
    *around(dict.fromkeys(BOUNDED[1::2], 10**17), ("100000000000000000", "100000000000000001"), "integer", ("4",)),
    variant("integer", NEAR_INTEGER, ("3", "4"), {"minimum": 3, "exclusiveMaximum": 5}),
    variant("integer", ("5", "0"), (), {"minimum": 0.5}),
    variant("integer", ("5", "0"), (), {"minimum": 10**30}),
    variant("integer", ("5", "0"), (), {"minimum": "five"}),
    variant("integer", ("1", "01", "2", "+2", "3"), ("1", "2"), {"enum": [1, "2", "x", 1.5, True, None]}),
    variant("integer", ("1", "01", "2"), ("1", "2"), categories=[1, {"value": 2, "label": "two"}]),
    variant("integer", ("1", "2", "3"), (), categories=["1", "2"]),
    variant("integer", ("$5", "5%", "five5", "−5", "$1,000"), ("5", "-5"), bareNumber=False),
    variant("integer", ("$5", "5%", "−5", "-5"), ("5",), {"minimum": 5, "enum": [5, 6]}, bareNumber=False),
    *around({"minimum": 0.1, "exclusiveMinimum": 0.1}, NEAR_TENTH, "number", ("0.11", "1", "42")),
    *around({"maximum": 0.1, "exclusiveMaximum": 0.1}, NEAR_TENTH, "number", ("0.09", "0", "-1")),
    *around(dict.fromkeys(BOUNDED[::2], "123456.7"), NEAR_LONG, "number", ("123456.8", "999999")),
    *around(dict.fromkeys(BOUNDED[1::2], "123456.7"), NEAR_LONG, "number", ("123456.6", "0")),
    *around(
        dict.fromkeys(BOUNDED[::2], 0),
        ("0", "-0", "1e-400", "-1e-400", "0e5", "-0.0", "NaN", "inf"),
        "number",
        ("1", "0.5"),
    ),
    *around(dict.fromkeys(BOUNDED[1::2], 0), ("0", "-0", "1e-400", "-1e-400", "0e5", "-inf"), "number", ("-1", "-0.5")),
    variant("number", ("1234567.1", "1234567.2"), ("1234567.2",), {"minimum": "1234567.100000000000001"}),
    variant("number", NEAR_TENTH, ("0.2", "0.1", "0.25"), {"minimum": 0.1, "maximum": 0.3}),
    variant("number", ("1", "2"), (), {"minimum": "1e5"}),
    variant("number", ("1", "2"), (), {"minimum": "low"}),
    variant("number", ("1", "1.0", "2"), (), {"enum": [1, "2.5"]}),
    variant("number", ("1", "1.0", "2"), (), categories=[1]),
    variant("number", ("1,00,0", ",5", "5,", ",", "1,000.5"), ("1000", "-5"), groupChar=","),
    variant("number", ("1,5", "1.5", "1,5,5"), ("15", "-5"), decimalChar=","),
    variant("number", ("1.5", "15", "5"), (), decimalChar=""),
    variant("number", ("1-5", "-5"), (), decimalChar="-"),
    variant("number", ("155", "15"), (), groupChar="5"),
    variant("number", ("1.5.5", "1.5", "1.000,5"), ("15",), groupChar=".", decimalChar=","),
    variant("number", ("$1.5", "95%", "1e5kg", "NaN"), ("15", "-5"), bareNumber=False),
    variant("number", ("sNaN", "1e9999999999999999999", "NaN12"), ("15", "-5"), floatNumber=True),
    *(
        variant("number", NEAR_TENTH, (), {"minimum": 0.1}, **{name: value})
        for name, value in {"groupChar": ",", "decimalChar": ",", "bareNumber": False, "floatNumber": True}.items()
    ),
    variant(
        "boolean", ("yes", "no", "true"), ("yes", "no", "both"), trueValues=["yes", "both"], falseValues=["no", "both"]
    ),
    variant("boolean", ("yes", "no", "true"), ("yes", "false"), trueValues=["yes"]),
    variant("boolean", ("yes", "no", "true"), ("no", "true"), falseValues=["no"]),
    variant("boolean", ("true", "false"), (), trueValues=[], falseValues=[]),
    variant("boolean", ("true", "false"), (), {"enum": [True]}),
    variant("boolean", ("true", "false"), (), categories=["true"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "2020-02-29"),
        ("2020-02-28", "2020-2-29", "2020-02-30"),
        "date",
        ("2020-03-01", "9999-12-31"),
    ),
    *around(
        dict.fromkeys(BOUNDED[1::2], "2020-02-29"), ("2020-03-01", "2020-2-29"), "date", ("2020-02-28", "0001-01-01")
    ),
    variant("date", ("2020-02-29",), (), {"minimum": "2020-02-30"}),
    variant("date", ("2020-02-29",), (), {"minimum": "2020-2-1"}),
    variant("date", ("2020-02-29",), (), {"maximum": 2020}),
    variant(
        "date",
        ("2020-02-30", "2020-2-29", "2020-03-01"),
        ("2020-02-29",),
        {"enum": ["2020-02-29", "2020-02-30", "x", 1]},
    ),
    variant("date", ("2020-02-29",), (), categories=["2020-02-29"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "2020-02-29T10:00:00"),
        (
            "2020-02-29T09:59:59",
            "2020-02-29T10:00:00.0",
            "2020-02-29 10:00:00",
            "2020-02-29T10:00:00Z",
            "2020-02-30T10:00:00",
        ),
        "datetime",
        ("2020-02-29T10:00:01", "9999-12-31T23:59:59"),
    ),
    *around(
        dict.fromkeys(BOUNDED[1::2], "2020-02-29T10:00:00"),
        ("2020-02-29T10:00:01", "2020-02-29 09:00:00", "2020-02-29T09:00:00Z", "2020-02-28T24:00:00"),
        "datetime",
        ("2020-02-29T09:59:59", "0001-01-01T00:00:00"),
    ),
    *(
        variant("datetime", ("2025-01-01T00:00:00",), (), {"minimum": bound})
        for bound in ("2020-02-30T00:00:00", "0000-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-01-01")
    ),
    variant("datetime", ("2020-01-01T00:00:00",), (), {"enum": ["2020-01-01T00:00:00"]}),
    variant("datetime", ("2020-01-01T00:00:00",), (), categories=["2020-01-01T00:00:00"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "10:00:00"),
        ("09:59:59", "10:00:00Z", "10:00:00.0", "24:00:00"),
        "time",
        ("10:00:01",),
    ),
    *around(
        dict.fromkeys(BOUNDED[1::2], "10:00:00"),
        ("10:00:01", "09:00:00Z", "24:00:00"),
        "time",
        ("09:59:59", "00:00:00"),
    ),
    variant("time", ("10:00:00",), (), {"minimum": "24:00:00"}),
    variant("time", ("10:00:00",), (), {"minimum": "10:00:00Z"}),
    variant("time", ("10:00:00",), (), {"enum": ["10:00:00"]}),
    variant("time", ("10:00:00",), (), categories=["10:00:00"]),
    *around(dict.fromkeys(BOUNDED[::2], 2020), ("2019", "2021", " 202"), "year", ("2021", "9999")),
    *around(dict.fromkeys(BOUNDED[1::2], 2020), ("2019", "2021"), "year", ("2019", "0000")),
    *around({"minimum": "0999", "maximum": "2020"}, ("0998", "2021"), "year", ("1000", "2019")),
    *(
        variant("year", ("2020",), (), {name: bound})
        for name in BOUNDED
        for bound in (-1, 10000, "5", "99999", True, 2020.0)
    ),
    variant("year", ("2020", "2021"), ("2020", "2021"), {"enum": [2020, "2021", "22", 5]}),
    variant("year", ("2020", "2021"), ("2020",), categories=[2020]),
    variant("year", ("2020", "2021"), (), categories=["2020"]),
    *around(
        dict.fromkeys(BOUNDED[::2], "2020-02"), ("2020-01", "2020-2", "02020-03"), "yearmonth", ("2020-03", "9999-12")
    ),
    *around(dict.fromkeys(BOUNDED[1::2], "2020-02"), ("2020-03", "2020-2"), "yearmonth", ("2020-01", "0000-01")),
    variant("yearmonth", ("2020-01",), (), {"minimum": "2020-13"}),
    variant("yearmonth", ("2020-01",), (), {"minimum": "2020"}),
    variant("yearmonth", ("2020-01",), (), {"enum": ["2020-01"]}),
    variant("yearmonth", ("2020-01",), (), categories=["2020-01"]),
    variant("duration", ("P1Y",), (), {"enum": ["P1Y"]}),
    variant("duration", ("P1Y",), (), categories=["P1Y"]),
    variant("geopoint", ("1,2",), (), {"enum": ["1,2"]}),
    variant("geopoint", ("1,2",), (), categories=["1,2"]),
    variant("any", ("x", "1"), (), {"enum": ["x", 1]}),
    variant("any", ("x", "1"), (), categories=["x", 1]),
    Case({}, ("x", "é"), ("x", "", "é")),  # a field without a type is one of strings
)


def _cases() -> Iterator[Case]:
    for (kind, format), samples in SAMPLES.items():
        texts = (*samples.typical, *samples.odd)
        # Missing values may be spelled like the values of a type, as 1e20 is among the numbers.
        for missing, own in (*MISSING, (["", samples.typical[0]], {}), (["NA", *samples.odd[:2]], {})):
            none = own.get("missingValues", [""] if missing is None else missing)
            for required in (False, True):
                said = {"type": kind, "format": format, **own} | (
                    {"constraints": {"required": True}} if required else {}
                )
                clears = [text for text in samples.typical if text not in none] + ([] if required else none)
                yield Case(said, (*texts, *none, "NA", "-", ""), tuple(clears), missing)
    yield from VARIANTS


CASES = tuple(_cases())
IDS = [f"{number}-{case}" for number, case in enumerate(CASES)]


def of_key(key: tuple[str, str]) -> list[Case]:
    return [case for case in CASES if case.key == key]


# What the cases cover


def test_every_predicate_has_samples() -> None:
    assert set(SAMPLES) == set(PREDICATES)


@pytest.mark.parametrize("key", PREDICATES, ids="-".join)
def test_every_constraint_and_property_of_a_type_has_a_case(key: tuple[str, str]) -> None:
    kind = type(frictionless.Field.from_descriptor({"name": "cell", "type": key[0]}))
    properties = set(getattr(kind, "metadata_profile_patch", {}).get("properties", {})) - {"format"}
    fields = [case.field for case in of_key(key)]
    constrained = {name for field in fields for name in field.get("constraints", {})}
    assert constrained >= set(kind.supported_constraints)
    assert {name for field in fields for name in field} >= properties | {"categories", "missingValues"}


@pytest.mark.parametrize("key", PREDICATES, ids="-".join)
def test_every_bound_and_choice_that_the_screen_knows_clears_something(key: tuple[str, str]) -> None:
    # Where no constraint clears anything, the predicate has none, and the screen is none the less sound.
    known = {name for case in of_key(key) if case.clears for name in case.field.get("constraints", {})}
    wanted = {"minLength", "maxLength", "pattern", "enum"} if key == ("string", "default") else set()
    if key[0] in ("integer", "year", "date", "number", "datetime", "time", "yearmonth"):
        wanted |= set(BOUNDED)
    if key[0] in ("integer", "year", "date", "string"):
        wanted |= {"enum"}
    assert known >= wanted


# Soundness and usefulness


@pytest.mark.parametrize("case", CASES, ids=IDS)
@settings(max_examples=8)
@given(seed=st.integers(0, 2**32))
def test_what_the_screen_clears_frictionless_and_the_standard_accept(case: Case, seed: int) -> None:
    judge, random = Judge(case), seeded(seed)
    assert not judge.unsound(batch(random, case))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_typical_cells_are_cleared_with_and_without_bad_ones_beside_them(case: Case) -> None:
    judge = Judge(case)
    for text in case.clears:
        assert judge.accepts(text)
    if not case.clears:
        assert not judge.cleared(strings([text for text in case.near if text])).any()
        return
    for cells in (case.clears, [*case.clears, "\0 bad"], [*case.clears, *case.near]):
        for column in forms(cells):
            missed = [text for text, sure in zip(cells, judge.cleared(column), strict=True) if not sure]
            assert not set(missed) & set(case.clears)


def test_the_rows_of_a_table_are_those_with_a_cell_that_is_not_cleared() -> None:
    screen = Screen.of([{"type": "integer"}, {"type": "date"}, {"type": "list"}])
    table = pa.table(
        [
            strings(["1", "x", "3", "4"]),
            strings(["2020-01-01", "2020-01-02", "2020-01-32", ""]),
            strings(["a", "", "", ""]),
        ],
        names=["a", "b", "c"],
    )
    assert screen.rows(table).to_pylist() == [0, 1, 2, 3]
    assert Screen.of([{"type": "integer"}, {"type": "date"}]).rows(table.select(["a", "b"])).to_pylist() == [1, 2]
    assert Screen.of([{"type": "integer"}]).rows(table.select(["a"]).slice(2)).to_pylist() == []
    assert Screen.of([{"type": "integer"}]).uncleared(table.slice(0, 0)) == {}


# Bounds drawn at random, and cells near them


def _number_near(random: Random, bound: Decimal) -> str:
    value = bound + random.choice((0, 0, 1, -1)) * Decimal(1).scaleb(-random.randint(0, 25))
    plain = f"{value:f}"
    more = plain + ("0" if "." in plain else ".0") * random.randint(0, 3)
    return random.choice((plain, more, f"{value:e}", f"0{plain}", f"+{plain}", str(float(value))))


def drawn(random: Random) -> Case:
    """Return a field with one or two bounds, and texts that are near the first."""
    kind = random.choice((*("number",) * 3, "integer", "year", "date", "datetime", "time", "yearmonth"))
    two = [["minimum", "exclusiveMaximum"], ["exclusiveMinimum", "maximum"]]
    names = random.choice([[name] for name in BOUNDED] + two)
    sign = random.choice((1, -1))
    if kind == "number":
        bound = Decimal(sign * random.randint(0, 10 ** random.randint(0, 16))).scaleb(-random.randint(0, 14))
        near = [_number_near(random, bound) for _ in range(20)]
        bounds: list[Any] = [f"{bound:f}", random.choice((float(bound), f"{bound + 1:f}"))]
    elif kind in ("integer", "year"):
        most = 9999 if kind == "year" else 10 ** random.randint(0, 20)
        number = random.randint(0, most) * (1 if kind == "year" else sign)
        near = [str(number + step).zfill(random.choice((0, 4))) for step in (-10, -1, 0, 1, 10)]
        bounds = [number, str(number).zfill(4)]
    else:
        last = date.max.toordinal()
        ordinal = random.choice((1, last, random.randint(1, last), random.randint(730000, 740000)))
        days = [date.fromordinal(one) for one in (ordinal - 1, ordinal, ordinal + 1) if 1 <= one <= last]
        clocks = (random.choice(("00:00:00", "23:59:59", "10:00:00")), "10:00:01", "23:59:58")
        shape = {"date": "{0}", "datetime": "{0}T{1}", "time": "{1}", "yearmonth": "{2}"}[kind]
        near = [shape.format(day, clock, str(day)[:7]) for day in days for clock in clocks]
        bounds = [random.choice(near), random.choice(near)]
    said = dict(zip(names, random.choice((bounds, bounds[::-1])), strict=False))
    return Case({"type": kind, "constraints": said}, (*near, *map(str, bounds)), ())


def near_bounds(random: Random, case: Case, size: int) -> list[str]:
    return [random.choice(case.near) if random.random() < 0.5 else mutated(random, case.near) for _ in range(size)]


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_bounds_of_any_value_are_kept(seed: int) -> None:
    random = seeded(seed)
    case = drawn(random)
    assert not Judge(case).unsound(near_bounds(random, case, SIZE))


# What was wrong once


@pytest.mark.parametrize(
    ("said", "text"),
    [
        # A number in a choice of texts is no text that a cell may have.
        ({"type": "string", "constraints": {"enum": [1]}}, "1"),
        ({"type": "string", "categories": [1]}, "1"),
        # Categories are compared as they are: a text is no number and no day.
        ({"type": "integer", "categories": ["1"]}, "1"),
        ({"type": "year", "categories": ["2020"]}, "2020"),
        ({"type": "date", "categories": ["2020-01-01"]}, "2020-01-01"),
        # A bound that cannot be read fails frictionless on the first cell.
        ({"type": "datetime", "constraints": {"minimum": "2020-02-30T00:00:00"}}, "2025-01-01T00:00:00"),
        ({"type": "datetime", "constraints": {"minimum": "0000-01-01T00:00:00"}}, "2025-01-01T00:00:00"),
        ({"type": "year", "constraints": {"maximum": 10000}}, "2020"),
        ({"type": "year", "constraints": {"minimum": -1}}, "2020"),
        ({"type": "year", "constraints": {"minimum": "5"}}, "2020"),
        # An empty decimal sign is found between all digits, and becomes a point there.
        ({"type": "number", "decimalChar": ""}, "15"),
        # Without a reader, frictionless fails even on a missing value.
        ({"type": "string", "constraints": {"pattern": "(?u)a"}}, "a"),
        ({"type": "string", "constraints": {"pattern": "(?u)a"}}, ""),
        ({"type": "string", "constraints": {"pattern": "(?i)a"}}, ""),
    ],
    ids=str,
)
def test_a_cell_that_was_cleared_once_is_left_to_the_reader(said: dict[str, Any], text: str) -> None:
    judge = Judge(Case(said, (), ()))
    assert not judge.accepts(text)
    assert not judge.cleared(strings([text])).any()


def test_a_missing_value_is_left_where_the_reader_may_not_be_there() -> None:
    # Frictionless needs another package to read well-known texts of geometry, and fails without it.
    assert Screen.of([{"type": "string", "format": "wkt"}]).columns == (None,)
    assert Judge(Case({"type": "string", "constraints": {"pattern": "a(?=b)."}}, (), ())).cleared(strings([""])).all()


@pytest.mark.parametrize(
    "missing", [["", "1e20"], ["", "9999999999999999"], ["1" * 15 + "." + "1" * 15], ["-999", "x"]]
)
def test_a_missing_value_that_is_a_number_is_none_where_one_is_required(missing: list[str]) -> None:
    # Among texts that are no numbers, other numbers are cleared than among numbers.
    judge = Judge(Case({"type": "number", "constraints": {"required": True}}, (), (), missing))
    for cells in (missing, [*missing, "x", ""], *([text] for text in missing), *([text, "x"] for text in missing)):
        assert not judge.cleared(strings(cells))[: len(missing)].any()


def test_all_chunks_of_a_column_are_looked_at() -> None:
    screen = Screen.of([{"type": "integer"}])
    chunks = [strings(["1"]), strings(["2", "x"]), strings([]), strings(["y"])]
    assert screen.rows(pa.table([pa.chunked_array(chunks)], names=["a"])).to_pylist() == [2, 3]
    coded = [pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int32()), strings([text])) for text in ("1", "x")]
    assert screen.rows(pa.table([pa.chunked_array(coded)], names=["a"])).to_pylist() == [2, 3]
    assert screen.uncleared(pa.table([pa.chunked_array([], pa.string())], names=["a"])) == {}


@pytest.mark.parametrize(
    "said", [{"type": "integer", "constraints": {"required": True}}, {}, {"type": "list"}], ids=str
)
def test_nothing_of_a_column_with_nulls_is_cleared(said: dict[str, Any]) -> None:
    plain = pa.array(["1", None, "2"])
    for column in (
        plain,
        plain.dictionary_encode(),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), pa.array(["1", None])),
    ):
        left = Screen.of([said]).uncleared(pa.table([column], names=["a"]))[0]
        assert left.null_count == 0
        assert left[1].as_py()


def test_a_schema_with_halves_of_characters_or_endless_numbers_is_taken() -> None:
    # JSON may have the former, a mapping of Python the latter.
    screen = Screen.of(
        [{"constraints": {"enum": ["\ud800", "x"]}}, {"missingValues": ["\ud800"], "type": "integer"}], ["\udfff"]
    )
    Screen.of(
        [{"type": kind, "format": format, "constraints": {"required": True}} for kind, format in PREDICATES], ["\ud800"]
    )
    table = pa.table([strings(["x", "y"]), strings(["1", "x"])], names=["a", "b"])
    assert {at: left.to_pylist() for at, left in screen.uncleared(table).items()} == {
        0: [False, True],
        1: [False, True],
    }
    for constraints in ({"minimum": 10**5000}, {"enum": [10**5000]}):
        assert Judge(Case({"type": "integer"}, (), ())).cleared(strings(["1"])).all()
        left = Screen.of([{"type": "integer", "constraints": constraints}]).uncleared(table.select(["b"]))
        assert left[0].to_pylist() == [True, True]


# Patterns

# fmt: off
CHARACTERS = (
    *"abcxyzABZ0189_-.^$*+?()[]{}|\\/&~:,#'\" \t\n\r\v\f",
    "\0", "\x08", "\x1b", "\x1c", "\x1f", "\x7f", "\x85", "\u00a0",
)
UNICODE = (
    "é", "ß", "İ", "ı", "ſ", "K", "中", "\u0661", "\uff11", "\u2003", "\u2028", "\u200b", "\ufeff", "e\u0301",
    "\U0001f600", "\U00010400",
)
MEMBERS = (
    "a", "b", "Z", "0", "_", "é", ".", "$", "*", "(", "|", " ", "a-f", "0-9", "A-Z", "!-~", "é-ÿ", "\u0400-\u04ff",
    "+--", r"\d", r"\w", r"\s", r"\-", r"\]", r"\\", r"\^", r"\n", r"\t", r"\b", r"\x41", r"\x00-\x1f", r"\u00e9",
    r"\U0001f600", r"\0", "&&", "--", "~~", "||", "[", "[:alpha:]", "[:space:]", "[a", r"\D", r"\W", r"\S",
)
ATOMS = (
    ".", r"\d", r"\w", r"\s", r"\.", r"\n", r"\t", r"\\", r"\x41", r"\u00e9", r"\U0001f600", r"\-", r"\/", r"\101",
    r"\0", r"\$",
)
ODD = (
    r"\D", r"\W", r"\S", r"\b", r"\B", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?i:a)", "(?s:.)", "(?-i:a)", "(?>a*)",
    "(?#c)", "(?P<n>a)",
)
ANCHORS = ("^", "$", r"\A", r"\Z")
TIMES = {
    "*": (0, 2), "+": (1, 2), "?": (0, 1), "{2}": (2, 2), "{0}": (0, 0), "{1,3}": (1, 3), "{2,}": (2, 3),
    "{,2}": (0, 2), "*?": (0, 2), "+?": (1, 2), "??": (0, 1), "{1,2}?": (1, 2), "{,}": (0, 2), "{0,1}": (0, 1),
}
"""Repeats of Python, and how often a likely text has what is repeated."""
# fmt: on


@dataclass(frozen=True)
class Grown:
    """A pattern, and how to make texts that are likely matched by it."""

    pattern: str
    make: Callable[[Random], str]


def grown(random: Random, depth: int = 3) -> Grown:
    """Return a random pattern of Python."""
    kind = random.randint(0, 11 if depth else 4)
    if kind <= 4:
        return _atom(random, kind)
    if kind == 5 and random.random() < 0.5:
        return Grown(random.choice(ODD if random.random() < 0.2 else ANCHORS), lambda _: "")
    if kind < 8:
        inner, times = grown(random, depth - 1), random.choice(list(TIMES))
        return Grown(
            f"(?:{inner.pattern}){times}",
            lambda dice: "".join(inner.make(dice) for _ in range(dice.randint(*TIMES[times]))),
        )
    parts = [grown(random, depth - 1) for _ in range(random.randint(1, 3))]
    if kind < 10:
        return Grown("".join(part.pattern for part in parts), lambda dice: "".join(part.make(dice) for part in parts))
    opening = random.choice(("(", "(?:", ""))
    pattern = opening + "|".join(part.pattern for part in parts) + (")" if opening else "")
    return Grown(pattern, lambda dice: dice.choice(parts).make(dice))


def _atom(random: Random, kind: int) -> Grown:
    if kind == 3:
        return _one_of(random.choice(ATOMS))
    if kind == 4:
        members = "".join(random.choice(MEMBERS) for _ in range(random.randint(1, 3)))
        return _one_of(f"[{random.choice(('', '', '^'))}{members}]")
    character = random.choice(CHARACTERS if random.random() < 0.8 else UNICODE)
    return Grown(character if character.isalnum() else re.escape(character), lambda _: character)


def _one_of(pattern: str) -> Grown:
    try:
        matched = [character for character in (*CHARACTERS, *UNICODE) if re.fullmatch(pattern, character)]
    except re.error:
        matched = []
    return Grown(pattern, lambda dice: dice.choice(matched) if matched else "")


def texts_for(random: Random, one: Grown, size: int = 30) -> list[str]:
    """Return texts that a pattern is likely to match, such ones with edits, with lines around them, and others."""
    texts = [one.make(random) for _ in range(size)]
    texts += [mutated(random, [text, *CHARACTERS, *UNICODE]) for text in texts]
    texts += [
        extra for text in texts[:5] for extra in (text + "\n", "\n" + text, text + "\n\n", text + "\r\n", text + text)
    ]
    return [text[:16] for text in (*texts, "", "\n", *("".join(random.choices(CHARACTERS, k=3)) for _ in range(5)))]


def mismatched(pattern: str, texts: Sequence[str]) -> set[str]:
    """Return the texts that RE2 matches and Python does not match, as a whole or as frictionless puts it."""
    expression = to_re2(pattern)
    if expression is None:
        return set()
    try:
        found = pc.match_substring_regex(strings(texts), pattern=expression)
    except pa.ArrowInvalid:
        return set()
    whole, begun = re.compile(pattern), re.compile(f"^{pattern}$")
    matched = {text for text, match in zip(texts, bits(found), strict=True) if match}
    return {text for text in matched if not (whole.fullmatch(text) and begun.match(text))}


@pytest.mark.filterwarnings("ignore:Possible")  # of Python, on brackets that may be sets one day
@settings(max_examples=400)
@given(seed=st.integers(0, 2**32))
def test_what_re2_matches_python_matches(seed: int) -> None:
    random = seeded(seed)
    one = grown(random)
    texts = texts_for(random, one)
    try:
        re.compile(one.pattern)
    except (re.error, OverflowError):
        assert to_re2(one.pattern) is None
        return
    assert not mismatched(one.pattern, texts)
    judge = Judge(Case({"constraints": {"pattern": one.pattern}}, (), (), []))
    assert not judge.unsound(texts)


@pytest.mark.filterwarnings("ignore:Possible")
def test_most_patterns_have_a_translation_that_matches() -> None:
    random, translated, matched, asked = seeded(0), 0, 0, 0
    for _ in range(400):
        one = grown(random)
        texts = [text for text in texts_for(random, one) if _matches(one.pattern, text)]
        expression = to_re2(one.pattern)
        translated += expression is not None
        if expression and texts:
            matched += pc.match_substring_regex(strings(texts), pattern=expression).true_count
            asked += len(texts)
    assert translated > 250
    assert matched > 0.8 * asked > 4000


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, OverflowError):
        return False


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)a",
        r"(?s).",
        r"(?m)^a$",
        r"(?x)a b",
        r"(?a)\d",
        r"(?u)a",
        r"(?i:a)",
        r"(?-s:.)",
        r"a(?=b)b",
        r"a(?!b).",
        r"(?<=a)b",
        r"(?<!a)b",
        r"(a)\1",
        r"(?P<n>a)(?P=n)",
        r"(a)?(?(1)b|c)",
        r"\D",
        r"\W",
        r"\S",
        r"[^\d]",
        r"[^\w]",
        r"[^\s]",
        r"[\D]",
        r"\ba",
        r"a\B",
        r"a*+",
        r"(?>a*)b",
        r"a{1001}",
        r"a{1,1001}",
        "\ud800",
        "[\ud800]",
        "[^\udfff]",
        "(",
        "[",
        "a**",
        "*",
        "\\",
    ],
)
def test_what_re2_would_read_otherwise_has_no_translation(pattern: str) -> None:
    assert to_re2(pattern) is None


@pytest.mark.parametrize("pattern", ["(?:a{100}){100}", "(?:(?:[a-é]{9}){99}){9}", "([a-z]{0,999}){0,999}"])
def test_a_pattern_that_re2_refuses_clears_nothing_but_missing_values(pattern: str) -> None:
    assert to_re2(pattern) is not None
    judge = Judge(Case({"constraints": {"pattern": pattern}}, (), ()))
    assert judge.cleared(strings(["", "a", "a" * 81, "b"])).tolist() == [True, False, False, False]


def test_a_pattern_that_python_refuses_clears_nothing() -> None:
    for pattern in ("(" * 5000 + ")" * 5000, "(", "a{99999999999}"):
        assert Screen.of([{"constraints": {"pattern": pattern}}]).columns == (None,)


# The check itself: a laxer predicate is found out


def widened(predicate: Any, change: Callable[[Any], Any]) -> Any:
    return None if predicate is None else lambda cells: pc.or_(predicate(cells), predicate(change(cells)))


CLOSED = sorted(set(PREDICATES) - {("string", "default"), ("string", "uri"), ("any", "default")})
"""The types that a text is not of any more with any character behind it."""


@pytest.mark.parametrize("key", CLOSED, ids="-".join)
def test_a_predicate_that_takes_one_more_character_is_found_out(
    key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, case = PREDICATES[key], of_key(key)[0]
    assert not counterexamples(case, batches=10)
    monkeypatch.setitem(
        PREDICATES, key, lambda *said: widened(make(*said), lambda cells: pc.utf8_slice_codeunits(cells, 0, -1))
    )
    assert counterexamples(case)


def lax(name: str, value: Any, key: Any = None) -> Callable[[pytest.MonkeyPatch], None]:
    """Return what puts a value in place of one of the screen's, or of an entry of it."""
    if key is None:
        return lambda monkeypatch: monkeypatch.setattr(module, name, value)
    return lambda monkeypatch: monkeypatch.setitem(getattr(module, name), key, value)


def spelled(kind: str, format: str, old: str, new: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Return what makes one spelling laxer."""
    expression = module.SPELLED[kind, format]
    assert old in expression
    return lax("SPELLED", expression.replace(old, new), (kind, format))


def _days_by_strptime(cells: Any) -> tuple[Any, Any]:
    found = pc.strptime(cells, format="%Y-%m-%d", unit="s", error_is_null=True)
    days = pc.cast(pc.if_else(pc.is_valid(found), found, pa.scalar(0, found.type)), pa.date32())
    return pc.is_valid(found), days


def _trimmed_days(cells: Any) -> tuple[Any, Any]:
    return REAL_DAYS(pc.utf8_trim_whitespace(cells))


def _length_in_bytes(compare: Any, bound: int) -> Any:
    return lambda cells: compare(pc.cast(pc.binary_length(cells), pa.int64()), pa.scalar(bound, pa.int64()))


def _without_end(expression: str) -> Any:
    return lambda cells: pc.match_substring_regex(cells, pattern=f"^(?:{expression})")


REAL_DAYS = module._real_days  # noqa: SLF001 - the parts of the screen are changed one by one
INTEGER, NUMBER, YEAR = ("integer", "default"), ("number", "default"), ("year", "default")
MATCHES = module._matches  # noqa: SLF001

MUTANTS: dict[str, tuple[dict[str, Any], Callable[[pytest.MonkeyPatch], None]]] = {
    "whole numbers with spaces and underscores": (
        {"type": "integer"},
        lax("PREDICATES", lambda *_: MATCHES(r" *-?[0-9_]{1,18} *"), INTEGER),
    ),
    "whole numbers of any length": ({"type": "integer"}, lax("EIGHTEEN", pa.scalar(9999, pa.int32()))),
    "an exclusive bound of whole numbers that is not": (
        {"type": "integer", "constraints": {"exclusiveMinimum": 5}},
        lax("BOUNDS", pc.greater_equal, "exclusiveMinimum"),
    ),
    "numbers of any length": ({"type": "number"}, lax("LONGEST_NUMBER", 9999)),
    "bounds of numbers by their doubles": (
        {"type": "number", "constraints": {"minimum": 0.1}},
        lax("STRICTLY", module.BOUNDS),
    ),
    "bounds of numbers that are equal as doubles": (
        {"type": "number", "constraints": {"maximum": "123456.7"}},
        lax("SHORT_DECIMAL", r"[^e]*"),
    ),
    "bounds of numbers of more digits than a double has": (
        {"type": "number", "constraints": {"minimum": "1234567.100000000000001"}},
        lax("EXACT_DIGITS", 99),
    ),
    "decimal numbers where the sign of decimals is another": (
        {"type": "number", "decimalChar": ","},
        lax("_odd_number", lambda *_: MATCHES(module.DECIMAL)),
    ),
    "days of the year 0": ({"type": "date"}, lax("YEAR_ONE", pa.scalar(-(10**6), pa.date32()))),
    "days by strptime": ({"type": "date"}, lax("_real_days", _days_by_strptime)),
    "days with spaces": ({"type": "date"}, lax("_real_days", _trimmed_days)),
    "days of a choice that are none": (
        {"type": "date", "constraints": {"enum": ["2020-02-29", "2020-02-30", "x", 1]}},
        lax("_both", lambda first, _: first),
    ),
    "times on days that are none": ({"type": "datetime"}, lax("_dated", lambda shaped: shaped)),
    "a minute of 61 seconds": ({"type": "time"}, spelled("time", "default", ":[0-5][0-9]", ":[0-6][0-9]")),
    "a day of 25 hours": (
        {"type": "datetime"},
        spelled("datetime", "default", "[T ]([01][0-9]|2[0-3])", "[T ][0-2][0-9]"),
    ),
    "a zone a day off": ({"type": "time"}, spelled("time", "default", "[+-]([01][0-9]|2[0-3])", "[+-][0-2][0-9]")),
    "seconds with a point and nothing behind": ({"type": "time"}, spelled("time", "default", "{1,6}", "{0,6}")),
    "a bound of years that is none": (
        {"type": "year", "constraints": {"maximum": 10000}},
        lax("PREDICATES", lambda *said: module._both(MATCHES("[0-9]{4}"), module._integer(*said)), YEAR),  # noqa: SLF001
    ),
    "years of five digits": ({"type": "year"}, lax("PREDICATES", lambda *_: MATCHES("[0-9]{4,5}"), YEAR)),
    "a year of 19 months": ({"type": "yearmonth"}, spelled("yearmonth", "default", "1[0-2]", "1[0-9]")),
    "hours without a T": ({"type": "duration"}, spelled("duration", "default", "[YMWD]", "[YMWDH]")),
    "latitudes up to 99": ({"type": "geopoint"}, spelled("geopoint", "default", "[0-8]?", "[0-9]?")),
    "truth in any letters": (
        {"type": "boolean"},
        lax(
            "PREDICATES",
            lambda *_: lambda cells: pc.is_in(pc.utf8_lower(cells), pa.array(["true", "false"])),
            ("boolean", "default"),
        ),
    ),
    "addresses without a country": (
        {"type": "string", "format": "email"},
        spelled("string", "email", r"\.(com|org|net|edu|gov)", ""),
    ),
    "addresses without a scheme": (
        {"type": "string", "format": "uri"},
        spelled("string", "uri", "https?:", "(https?:)?"),
    ),
    "identifiers without hyphens in place": ({"type": "string", "format": "uuid"}, lax("_matches", _without_end)),
    "bytes of any number of letters": (
        {"type": "string", "format": "binary"},
        lax("SPELLED", "[A-Za-z0-9+/]*", ("string", "binary")),
    ),
    "patterns without an end": (
        {"type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
        lax("to_re2", lambda pattern: str(to_re2(pattern)).removesuffix("$")),
    ),
    "patterns without a beginning": (
        {"type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
        lax("to_re2", lambda pattern: str(to_re2(pattern)).removeprefix("^")),
    ),
    "patterns with a line break behind": (
        {"type": "string", "constraints": {"pattern": "^[A-Z]{3}$"}},
        lax("to_re2", lambda pattern: f"(?m){to_re2(pattern)}"),
    ),
    "patterns whose alternatives are not held together": (
        {"type": "string", "constraints": {"pattern": "foo|bar"}},
        lax("to_re2", lambda pattern: f"^{pattern}$"),
    ),
    "lengths in bytes": ({"type": "string", "constraints": {"minLength": 3}}, lax("_length", _length_in_bytes)),
    "lengths one off": (
        {"type": "string", "constraints": {"maxLength": 2}},
        lax("LENGTHS", lambda lengths, limit: pc.less_equal(pc.subtract(lengths, 1), limit), "maxLength"),
    ),
    "numbers in a choice of texts": (
        {"type": "string", "constraints": {"enum": ["x", "é", 1, None, "\ud800", "a\nb"]}},
        lax("ENUMERATED", (str, int), "string"),
    ),
    "texts in categories of numbers": (
        {"type": "integer", "categories": ["1", "2"]},
        lax("CATEGORIZED", (str, int), "integer"),
    ),
    "missing values where a value is required": (
        {"type": "string", "format": "default", "constraints": {"required": True}},
        lambda monkeypatch: monkeypatch.setattr(module, "_cleared_if_missing", lambda missing, **_: missing),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_predicate_that_is_laxer_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said, change = MUTANTS[name]
    case = next(
        case
        for case in CASES
        if {"format": "default", **case.field} == {"format": "default", **said} and case.missing is None
    )
    assert not counterexamples(case, batches=10)
    change(monkeypatch)
    assert counterexamples(case)


# What the screen is to engines: without state, and without the packages that take long to import

ALONE = """
import sys

import numpy as np
import pyarrow as pa

from summitdata.validation.arrays import numbers, strings
from summitdata.validation.screen import PREDICATES, Screen

fields = [{"type": kind, "format": format} for kind, format in PREDICATES]
fields += [
    {"constraints": {"pattern": "a|b", "minLength": 1, "enum": ["a"], "required": True}, "categories": ["a"]},
    {"type": "number", "constraints": {"minimum": 0.5}},
    {"type": "integer", "constraints": {"maximum": 5}, "missingValues": ["NA"]},
    {"type": "date", "constraints": {"exclusiveMaximum": "2020-01-01"}},
    {"type": "year", "constraints": {"minimum": 2000}},
]
for cells in (["a", "", "1"], ["1", "2", "3"], ["2020-01-01", "2020-02-30", "x"], ["2020-01-01"] * 3):
    coded = pa.DictionaryArray.from_arrays(numbers(np.arange(3, dtype=np.int32)), strings(cells))
    screen = Screen.of(fields)
    for column in (strings(cells), coded):
        table = pa.Table.from_arrays([column] * len(fields), names=[str(at) for at in range(len(fields))])
        screen.uncleared(table), screen.rows(table), screen.uncleared(table.slice(1))
print(sorted({"frictionless", "pandas", "polars"} & set(sys.modules)))
"""


def test_the_screen_imports_neither_frictionless_nor_pandas() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_screen_has_no_state() -> None:
    random = seeded(0)
    fields = [case.field for case in CASES]
    columns = [strings([mutated(random, case.near) for _ in range(200)]) for case in CASES]
    tables = [
        pa.table(columns, names=[str(at) for at in range(len(fields))]),
        pa.table(columns[::-1], names=[str(at) for at in range(len(fields))]),
    ]
    screen = Screen.of(fields)

    def run(table: pa.Table) -> dict[int, list[bool]]:
        return {at: left.to_pylist() for at, left in screen.uncleared(table).items()}

    expected = [run(table) for table in tables]
    assert [run(table) for table in tables] == expected
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, tables * 4)) == expected * 4
    again = Screen.of(fields)
    assert {at: left.to_pylist() for at, left in again.uncleared(tables[0]).items()} == expected[0]


# The long campaign


@pytest.mark.campaign
@pytest.mark.parametrize("key", PREDICATES, ids="-".join)
def test_a_million_cells_of_each_type_are_cleared_only_where_both_accept(key: tuple[str, str]) -> None:
    random, judges, done = Random(), [Judge(case) for case in of_key(key)], 0  # noqa: S311 - another run, other cells
    while done < CAMPAIGN:
        for judge in judges:
            cells = batch(random, judge.case, 4 * SIZE)
            assert not judge.unsound(cells)
            judge.known.clear()
            done += len(cells)


@pytest.mark.campaign
def test_a_million_cells_near_bounds_are_cleared_only_where_both_accept() -> None:
    random, done = Random(), 0  # noqa: S311
    while done < CAMPAIGN:
        case = drawn(random)
        cells = near_bounds(random, case, 4 * SIZE)
        assert not Judge(case).unsound(cells)
        done += len(cells)


@pytest.mark.campaign
@pytest.mark.filterwarnings("ignore:Possible")
def test_ten_million_texts_are_matched_by_re2_only_where_python_does() -> None:
    random, done = Random(), 0  # noqa: S311
    while done < 10 * CAMPAIGN:
        one = grown(random)
        texts = texts_for(random, one)
        if to_re2(one.pattern) is not None:
            assert not mismatched(one.pattern, texts)
            done += len(texts)
