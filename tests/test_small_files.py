"""Small files that are read by the standard library: what it accepts is valid to frictionless, and nothing else."""

# ruff: noqa: RUF001 - characters that look like others are among the traps

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import V2, compare
from profiles import examples
from screen_cases import CASES, IDS
from screen_comparison import Case, Comparison, batch, seeded
from summitdata.validation.findings import Findings
from summitdata.validation.screen import small_file
from summitdata.validation.screen.text_screen import TextColumn
from test_validate_screen import drawn, near_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


# Columns


def wrongly_accepted(case: Case, texts: Iterable[str]) -> set[str]:
    """Return the invalid ones of some texts that a column accepts."""
    comparison, missing = Comparison(case), [""] if case.missing is None else case.missing
    try:
        column = TextColumn.of({"name": "cell", **case.field}, case.field.get("missingValues", missing))
    except ValueError:
        return set()
    return {text for text in texts if column.accepts({text}) and not comparison.is_valid(text)}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=IDS)
@settings(max_examples=examples(8))
@given(seed=st.integers(0, 2**32))
def test_what_a_column_accepts_is_valid_to_frictionless_and_the_standard(case: Case, seed: int) -> None:
    assert not wrongly_accepted(case, batch(seeded(seed), case))


@settings(max_examples=examples(100))
@given(seed=st.integers(0, 2**32))
def test_bounds_of_any_value_are_kept(seed: int) -> None:
    random = seeded(seed)
    case = drawn(random)
    assert not wrongly_accepted(case, near_bounds(random, case, 50))


@pytest.mark.parametrize(
    ("field", "accepted", "others"),
    [
        ({"type": "integer"}, "-5 007 123456789012345678", "+5 5.0 1_0 １ 1234567890123456789"),
        ({"type": "integer", "constraints": {"minimum": "3"}}, "3 03", "2 -3"),
        ({"type": "number", "constraints": {"maximum": 0.3}}, "0.3 0.30 -1", "0.300000000000001 1e-1 NaN"),
        ({"type": "number", "constraints": {"exclusiveMinimum": 0}}, "0.000001", "0 -0 0.0"),
        ({"type": "date"}, "2024-02-29 0001-01-01", "2023-02-29 0000-01-01 2024-2-29 20240229 2024-W01-1"),
        ({"type": "date", "constraints": {"maximum": "2024-02-29"}}, "2024-02-29", "2024-03-01"),
        ({"type": "datetime"}, "2024-02-29T10:00:00Z", "2023-02-29T10:00:00 2024-02-29"),
        ({"type": "year", "constraints": {"minimum": 1990}}, "1990", "1989 199 ２０２０"),
        ({"type": "boolean"}, "true False 1", "yes tRUE"),
        ({"type": "string", "constraints": {"pattern": "[A-Z]{2}-[0-9]+"}}, "KZ-1 KZ-12", "KZ- kz-1 KZ-1a"),
        ({"type": "string", "constraints": {"minLength": 2, "maxLength": 3}}, "é́ abc", "a abcd"),
        ({"type": "string", "constraints": {"enum": ["a", "b"]}}, "a b", "c A"),
        ({"type": "integer", "constraints": {"enum": [1, "2"]}}, "1 2", "3 01"),
        ({"type": "string", "format": "email"}, "a@b.org", "a@b"),
    ],
    ids=str,
)
def test_the_usual_types_have_rules(field: dict[str, Any], accepted: str, others: str) -> None:
    column = TextColumn.of({"name": "a", **field}, [""])
    assert column.accepts({*accepted.split(" "), ""})
    assert not any(column.accepts({text}) for text in others.split(" "))
    required = TextColumn.of({**field, "constraints": {**field.get("constraints", {}), "required": True}}, [""])
    assert required.accepts(set(accepted.split(" ")))
    assert not required.accepts({*accepted.split(" "), ""})


PATTERNS = ("(a+)+", "a*a*", "a|b", "(?i)a", "[b-a]", "a{2,}b")
"""Patterns that Python may match in more than linear time, or not at all."""


@pytest.mark.parametrize(
    "field",
    [
        {"type": "integer", "bareNumber": False},
        {"type": "boolean", "trueValues": ["yes"]},
        {"type": "boolean", "constraints": {"enum": [True]}},
        {"type": "number", "decimalChar": ","},
        {"type": "number", "constraints": {"minimum": "1e3"}},
        {"type": "date", "format": "%d.%m.%Y"},
        {"type": "date", "constraints": {"minimum": "2023-02-29"}},
        {"type": "datetime", "constraints": {"minimum": "2024-02-29T10:00:00"}},
        {"type": "year", "constraints": {"minimum": 10_000}},
        {"type": "string", "categories": ["a"]},
        {"type": "string", "constraints": {"enum": "ab"}},
        *({"type": "string", "constraints": {"pattern": pattern}} for pattern in PATTERNS),
    ],
    ids=str,
)  # fmt: skip
def test_a_column_without_a_rule_for_all_that_its_field_says_is_refused(field: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of a day that is none, it is Python's own
        TextColumn.of({"name": "a", **field}, [""])


# Files

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True}},
        {"name": "day", "type": "date"},
        {"name": "eur", "type": "number", "constraints": {"minimum": 0}},
        {"name": "note", "type": "string"},
    ]
}
HEADER = b"id,day,eur,note\n"
VALID = HEADER + b"1,2024-02-29,0.5,x\n2,,,\n"


def is_taken(file: Path, schema: dict[str, Any] = SCHEMA, **options: Any) -> bool:
    """Whether a file is found valid without Arrow, and has the report that it has with it."""
    with patch("summitdata.validation.screen.small_file.Findings", wraps=Findings) as made:
        report = sd.validate(file, schema, **options)
    with patch.object(small_file, "MOST_BYTES", 0):
        by_arrow = sd.validate(file, schema, **options)
    with_seconds = [json.loads(each.to_json()) for each in (report, by_arrow)]
    for each in with_seconds:
        del each["stats"]["seconds"]
        for task in each["tasks"]:
            del task["stats"]["seconds"]
    assert with_seconds[0] == with_seconds[1]
    assert report.valid or not made.called
    return made.called


PLAIN = {
    "as it is": VALID,
    "no line end at its end": VALID.removesuffix(b"\n"),
    "carriage returns": VALID.replace(b"\n", b"\r\n"),
    "quoted cells": HEADER + b'"1",2024-02-29,"0.5","a ""b"", c\nd"\n',
    "a quote within a cell": HEADER + b'1,2024-02-29,0.5,5" pipe\n',
    "a label with blanks": b" id,day ,eur,note\n1,,,\n",
    "letters": VALID + "3,,,\u4e2d\u4e9a\n".encode(),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_valid_file_is_read_without_arrow(name: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(PLAIN[name])
    assert is_taken(file)
    assert compare(file, SCHEMA).valid


OTHERS = {
    "empty": b"",
    "only a header": HEADER,
    "a wrong cell": VALID + b"3,2024-02-30,,\n",
    "a blank row": VALID + b"\n3,,,\n",
    "a row of empty cells": VALID + b",,,\n",
    "a short row": VALID + b"3,,\n",
    "a long row": VALID + b"3,,,,\n",
    "an open quote": VALID + b'3,,,"x\n',
    "text after a quote": VALID + b'3,,,"x"y\n',
    "a byte order mark": b"\xef\xbb\xbf" + VALID,
    "old line ends": VALID.replace(b"\n", b"\r"),
    "one old line end": VALID + b"3,,,a\rb\n",
    "a zero byte": VALID + b"3,,,a\0b\n",
    "Latin-1": VALID + b"3,,,\xe9\n",
    "a repeated value": VALID + b"2,,,x\n",
    "a repeated value in another text": VALID + b"02,,,x\n",
    "no value in a unique field": VALID + b",2024-02-29,,x\n",
    "another header": VALID.replace(b"eur", b"usd"),
    "another order": b"day,id,eur,note\n,1,,\n",
    "a row above the header": b"\n" + VALID,
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_with_anything_else_is_left_to_the_others(name: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(OTHERS[name])
    assert not is_taken(file)
    compare(file, SCHEMA)


KEYS: list[tuple[dict[str, Any], bytes, bool]] = [
    ({"primaryKey": "id"}, VALID, True),
    ({"primaryKey": ["id", "note"]}, HEADER + b"1,,,x\n1,,,y\n", False),  # as a field, `id` is unique
    ({"primaryKey": ["day", "note"]}, HEADER + b"1,2024-02-29,,x\n2,2024-02-29,,y\n", True),
    ({"primaryKey": ["day", "note"]}, HEADER + b"1,2024-02-29,,x\n2,2024-02-29,,x\n", False),
    ({"primaryKey": ["day", "note"]}, HEADER + b"1,2024-02-29,,x\n2,2024-02-29,,\n", False),
    ({"primaryKey": "eur"}, HEADER + b"1,,1.5,\n2,,1.50,\n", False),
    ({"uniqueKeys": [["eur", "note"]]}, HEADER + b"1,,1,x\n2,,1.0,x\n", False),
    ({"uniqueKeys": [["eur", "note"]]}, HEADER + b"1,,1,x\n2,,1.1,x\n", True),
    ({"missingValues": ["-"]}, HEADER + b"1,-,-,-\n", True),
    ({"missingValues": ["-"]}, HEADER + b"-,-,-,-\n", False),
    ({"fieldsMatch": "subset"}, VALID, False),
    ({"foreignKeys": [{"fields": "id", "reference": {"resource": "", "fields": "id"}}]}, VALID, False),
]


@pytest.mark.parametrize(("more", "content", "taken"), KEYS)
def test_keys_are_compared_by_value(more: dict[str, Any], content: bytes, *, taken: bool, tmp_path: Path) -> None:
    file, schema = tmp_path / "table.csv", {"$schema": f"{V2}tableschema.json", **SCHEMA, **more}
    file.write_bytes(content)
    assert is_taken(file, schema) == taken
    compare(file, schema)


def test_other_options_are_left_to_the_others(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(VALID)
    assert is_taken(file, limit_errors=0)
    assert is_taken(file, max_cell_bytes=len(VALID))
    assert not is_taken(file, max_cell_bytes=10)
    assert not is_taken(file, engine="frictionless")
    assert not is_taken(file, encoding="latin-1")
    file.write_bytes(VALID.replace(b",", b"\t"))
    assert is_taken(file, delimiter="tab")
    large = HEADER + b"".join(b"%d,,,x\n" % number for number in range(20_000))
    file.write_bytes(large)
    assert len(large) > small_file.MOST_BYTES
    assert not is_taken(file)


@pytest.mark.parametrize(
    ("stated", "taken"),
    [
        ({"bytes": len(VALID), "rows": 2}, True),
        ({"bytes": 1}, False),
        ({"rows": 3}, False),
        ({"hash": "x"}, False),
    ],
)
def test_what_a_descriptor_states_of_a_file_is_compared(stated: dict[str, Any], *, taken: bool, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(VALID)
    resource = {"name": "table", "path": "table.csv", "schema": SCHEMA, **stated}
    package = tmp_path / "datapackage.json"
    package.write_text(json.dumps({"resources": [resource]}), "utf-8")
    with patch("summitdata.validation.screen.small_file.Findings", wraps=Findings) as made:
        report = compare(package)
    assert made.called == taken == report.valid


@st.composite
def valid_tables(draw: st.DrawFn) -> str:
    """Draw the text of a CSV file in which little or nothing is wrong."""
    days = st.sampled_from(["2024-02-29", "", "2023-12-31"] * 5 + ["2023-02-29"])
    amounts = st.sampled_from(["0", "1.5", "", "00.50"] * 5 + ["-0.0", "-1", "1e3"])
    notes = st.sampled_from(["x", "", "\u00e9", '"a,b"', '"a\nb"', 'a"b'] * 5 + ['"a"b', '"', "\r", "x,y"])
    step = draw(st.sampled_from([1] * 9 + [0]))
    rows = draw(st.lists(st.tuples(days, amounts, notes), min_size=1, max_size=8))
    lines = [f"{1 + at * step},{','.join(row)}" for at, row in enumerate(rows)]
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(["id,day,eur,note", *lines, ""])


@settings(max_examples=examples(40))
@given(text=valid_tables())
def test_a_file_that_is_taken_is_valid_to_frictionless(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("small") / "table.csv"
    file.write_bytes(text.encode())
    is_taken(file)
    compare(file, SCHEMA)
