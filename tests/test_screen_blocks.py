"""What the screen finds in a file, block by block: counts of errors, rows for frictionless, keys and references."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import pytest

from summitdata.tabular import csv_blocks
from summitdata.tabular.csv_blocks import Block
from summitdata.tabular.input_table import CLOSER_LOOKS
from summitdata.tabular.inputs import resolve_inputs
from summitdata.validation.screen.block_screen import BlockScreen
from summitdata.validation.screen.merge import BlockMerger
from summitdata.validation.screen.plan import CannotScreenError, make_plan
from summitdata.validation.screen.scan import screen_file

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.validation.screen.plan import Plan
    from summitdata.validation.screen.result import ScreenResult

V2 = "https://datapackage.org/profiles/2.0/"
SIZES = [1, 20, 1 << 16]
"""Sizes of blocks: about one record, some, and the whole file. The first block is never larger."""

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer"},
    {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
    {"name": "score", "type": "number", "constraints": {"minimum": 1}, "missingValues": ["", "NA"]},
]


def plans(folder: Path, schema: dict[str, Any], text: str, **others: tuple[dict[str, Any], str]) -> Plan:
    """Return the plan of a table in a package, beside others; a text that begins with no name has no header."""
    tables = {"table": (schema, text), **others}
    for name, (_, content) in tables.items():
        (folder / f"{name}.csv").write_bytes(content.encode())
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "schema": {"$schema": f"{V2}tableschema.json", **described},
            "dialect": {"header": content.startswith(described["fields"][0]["name"])},
        }
        for name, (described, content) in tables.items()
    ]
    package = folder / "datapackage.json"
    package.write_text(json.dumps({"$schema": f"{V2}datapackage.json", "resources": resources}), "utf-8")
    (batch,) = resolve_inputs(package)
    return make_plan(replace(batch.tables[0], as_frictionless=frozenset(CLOSER_LOOKS)))


def found(result: ScreenResult) -> dict[str, Any]:
    """Return what was found that is not nothing."""
    parts = {
        **{error_type: number for error_type, number in result.by_type.items() if number},
        **{f"in {field}": number for field, number in result.by_field.items() if number},
        "check": result.rows_to_check.tolist(),
        "keys": result.key_rows_to_check.tolist(),
        "uncounted": result.uncounted_rows.tolist(),
        "references": result.has_unresolved_refs,
    }
    return {name: value for name, value in parts.items() if value}


def screened(plan: Plan, size: int) -> dict[str, Any]:
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        return found(screen_file(plan))


KEY = {"fields": FIELDS, "primaryKey": ["id"]}
TWO = {"fields": FIELDS, "primaryKey": ["id", "kind"]}
UNIQUE = {"fields": [FIELDS[0] | {"constraints": {"unique": True}}, *FIELDS[1:]], "uniqueKeys": [["kind", "score"]]}
TEXTS = {"fields": [{"name": "k"}, {"name": "n"}], "missingValues": ["-"]}
KEYED: list[dict[str, Any]] = [{"name": "k", "type": "integer"}, {"name": "n"}]
PAIRS: list[dict[str, Any]] = [{"name": "k", "type": "integer"}, {"name": "m", "type": "integer"}]
OTHERS = ({"fields": KEYED}, "k,n\n1,x\n2,x\n03,y\n,z\n4,\n5,x\n")
HEADER = "id,kind,score\n"


def reference(fields: str | list[str], table: str, to: str | list[str]) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": table, "fields": to}}


Case = tuple[dict[str, Any], str, dict[str, tuple[dict[str, Any], str]], dict[str, Any]]
"""A schema, the table, the tables beside it, and what is found."""

CASES: dict[str, Case] = {
    "good cells": ({"fields": FIELDS}, HEADER + "1,a,1\n2,b,1.5\n,,NA\n3,,\n", {}, {"blank-row": 1, "check": [4]}),
    "nothing but a header": (KEY, HEADER, {}, {}),
    "cells with errors": (
        {"fields": FIELDS},
        HEADER + "x,a,1\n1,z,0.5\n1,a,y\nx,c,0\n2,a,1\n",
        {},
        {"type-error": 3, "constraint-error": 4, "in id": 2, "in kind": 2, "in score": 3, "check": [2, 3, 4, 5]},
    ),
    "valid cells that only frictionless reads": (
        {"fields": FIELDS},
        HEADER + "+1,a,1\n 2,a,x\n3,a,1\n",
        {},
        {"type-error": 1, "in score": 1, "check": [3]},
    ),
    "blank rows": ({"fields": FIELDS}, HEADER + "1,a,1\n,,\n\n,,NA\n2,a,2\n", {}, {"blank-row": 3, "check": [3, 4, 5]}),
    "rows with too few and too many cells": (
        {"fields": FIELDS},
        HEADER + "1,a\n2,a,1,x,y\nx\n3,z,0,\n4,a,1\n,\n,,,\n,,,x\n5,\n",
        {},
        {
            "blank-row": 3,
            "extra-cell": 3,
            "type-error": 1,
            "constraint-error": 2,
            "missing-cell": 4,
            "in score": 4,
            "in id": 1,
            "in kind": 2,
            "check": [2, 3, 4, 5, 7, 8, 9, 10],
        },
    ),
    "required values in short rows": (
        {"fields": [FIELDS[0], *(field | {"constraints": {"required": True}} for field in FIELDS[1:])]},
        HEADER + "1\n2,a\n3,a,2\n,\n4,\n",
        {},
        {"blank-row": 1, "constraint-error": 5, "missing-cell": 4, "in kind": 3, "in score": 6, "check": [2, 3, 5, 6]},
    ),
    "required values in blank rows": (
        {"fields": [field | {"constraints": {"required": True}} for field in FIELDS[:2]]},
        "id,kind\n,\n\n1,\n,a\n",
        {},
        {"blank-row": 2, "constraint-error": 2, "in id": 1, "in kind": 1, "check": [2, 3, 4, 5]},
    ),
    "a primary key": (
        KEY,
        HEADER + "1,a,1\n2,a,1\n,a,1\n1,b,1\n3\n2,a,1,x\nx,a,1\nx,b,2\n,b\n\n",
        {},
        {
            "primary-key": 5,
            "blank-row": 1,
            "extra-cell": 1,
            "type-error": 2,
            "missing-cell": 3,
            "in id": 2,
            "in kind": 1,
            "in score": 2,
            "check": [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            "keys": [2, 3, 5, 7],
        },
    ),
    "a primary key of two fields": (
        TWO,
        HEADER + "1,a,1\n1,b,1\n,a,1\n,a,1\n,,1\n,,2\n1,a\n2\n2,,1\n3,a,1\n4,,1,x\n,,1,x\n",
        {},
        {
            "primary-key": 3,
            "extra-cell": 2,
            "missing-cell": 3,
            "in score": 2,
            "in kind": 1,
            "check": [2, 4, 5, 6, 7, 8, 9, 10, 12, 13],
            "keys": [2, 4, 5, 8, 9, 10],
        },
    ),
    "unique fields and keys": (
        UNIQUE,
        HEADER + "1,a,1\n,a,2\n,b,1.0\n2,b,1\n1,,3\n3,,3\n4,a,NA\n5,a,\n6,a,1\n7,b\n8,b\n",
        {},
        {"missing-cell": 2, "in score": 2, "check": [2, 4, 5, 6, 10, 11, 12], "keys": [2, 4, 5, 6, 10]},
    ),
    "keys without a header": (
        KEY,
        "1,a,1\n1,a\nx,b,0\n1,a,1\n,a,1\n",
        {},
        {
            "type-error": 1,
            "constraint-error": 1,
            "missing-cell": 1,
            "primary-key": 2,
            "in id": 1,
            "in score": 2,
            "check": [1, 2, 3, 4, 5],
            "keys": [1, 2, 4],
        },
    ),
    "a column that the schema lacks": (
        {"fields": FIELDS[:2], "fieldsMatch": "subset"},
        "id,kind,more\n1,a,x\n2\n3,z,\n",
        {},
        {"constraint-error": 1, "missing-cell": 2, "in kind": 2, "in more": 1, "check": [3, 4]},
    ),
    "equal values of other texts": (
        {
            "fields": [FIELDS[0], FIELDS[1], {"name": "score", "type": "number"}],
            "primaryKey": ["id"],
            "uniqueKeys": [["score"]],
        },
        HEADER + "1,a,1.5\n+1,a,15e-1\n2,a,2\n 2,a,3\n3,b,x\n4,b,y\n5,b,100\n6,b,1e2\n",
        {},
        {"type-error": 2, "in score": 2, "check": [2, 3, 4, 5, 6, 7, 8, 9], "keys": [2, 3, 4, 5, 8, 9]},
    ),
    "blank lines where the empty text is a value": (
        TEXTS,
        "k,n\na,b\n,\n\n-,-\n-,\n,-\n-\n",
        {},
        {"blank-row": 2, "check": [3, 4, 5, 6, 7, 8], "uncounted": [3, 4, 6, 7]},
    ),
    "blank lines in a key": (
        TEXTS | {"primaryKey": ["k"]},
        "k,n\na,b\n,c\n\n-,-\n-,b\n\na,c\n",
        {},
        {
            "primary-key": 2,
            "blank-row": 1,
            "check": [2, 3, 4, 5, 6, 7, 8],
            "keys": [2, 3, 4, 7, 8],
            "uncounted": [4, 7],
        },
    ),
    "other missing values than the empty text": (
        {"fields": KEYED, "missingValues": ["-"]},
        "k,n\n-,a\n,b\n",
        {},
        {"type-error": 1, "in k": 1, "check": [3]},
    ),
    "no missing values": (
        TEXTS | {"missingValues": [], "primaryKey": "k"},
        "k,n\na,b\n\nb,\n,\n",
        {},
        {"check": [3, 5], "keys": [3, 5], "uncounted": [3, 5]},
    ),
    "references to another table": (
        {"fields": KEYED, "foreignKeys": [reference(["k"], "other", ["k"])]},
        "k,n\n1,a\n01,a\n3,a\n03,a\n4,a\n6,a\n,a\nx,a\n",
        {"other": OTHERS},
        {"type-error": 1, "in k": 1, "check": [3, 4, 5, 7, 9], "keys": [3, 4, 5, 7, 9], "references": True},
    ),
    "references of short rows and blank lines": (
        {"fields": KEYED, "foreignKeys": [reference(["k"], "other", ["k"])]},
        "k,n\n1\n2,a\n9\n\n",
        {"other": OTHERS},
        {"blank-row": 1, "missing-cell": 2, "in n": 2, "check": [2, 4, 5], "keys": [2, 4], "references": True},
    ),
    "resolved references": (
        {"fields": KEYED, "foreignKeys": [reference(["k"], "other", ["k"])]},
        "k,n\n1,a\n2,a\n,a\n",
        {"other": OTHERS},
        {},
    ),
    "blank lines and references": (
        TEXTS | {"foreignKeys": [reference(["k"], "", ["n"])]},
        "k,n\na,a\n\n",
        {},
        {"check": [3], "uncounted": [3], "references": True},
    ),
    "references in the table": (
        {"fields": PAIRS, "primaryKey": ["k"], "foreignKeys": [reference("m", "", "k")]},
        "k,m\n1,1\n2,7\n3,\n4,2\n",
        {},
        {"check": [3], "keys": [3], "references": True},
    ),
    "references of two fields": (
        {"fields": KEYED, "foreignKeys": [reference(["k", "n"], "other", ["k", "n"])]},
        "k,n\n1,x\n1,y\n,x\n,\n2,\n5,x\n05,x\n03,y\n",
        {"other": OTHERS},
        {"blank-row": 1, "check": [3, 4, 5, 6, 8, 9], "keys": [3, 4, 6, 8, 9], "references": True},
    ),
    "references of two texts with the sign between them": (
        {"fields": [{"name": "k"}, {"name": "n"}], "foreignKeys": [reference(["k", "n"], "other", ["k", "n"])]},
        "k,n\na:b,c\na,b:c\nab,c\nk,n\n",
        {"other": ({"fields": [{"name": "k"}, {"name": "n"}]}, "k,n\na,b:c\na,bc\n")},
        {"check": [2, 4, 5], "keys": [2, 4, 5], "references": True},
    ),
    "two references": (
        {"fields": KEYED, "foreignKeys": [reference(["k"], "other", ["k"]), reference(["n"], "other", ["n"])]},
        "k,n\n1,x\n7,x\n1,q\n7,q\n",
        {"other": OTHERS},
        {"check": [3, 4, 5], "keys": [3, 4, 5], "references": True},
    ),
    "references to a table without a header": (
        {"fields": KEYED, "foreignKeys": [reference(["k"], "other", ["k"])]},
        "k,n\n1,x\n2,x\n7,x\n",
        {"other": ({"fields": KEYED}, "1,x\n2,x\n")},
        {"check": [4], "keys": [4], "references": True},
    ),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_what_is_found_in_a_table(name: str, size: int, tmp_path: Path) -> None:
    schema, text, others, expected = CASES[name]
    assert screened(plans(tmp_path, schema, text, **others), size) == expected


@pytest.mark.parametrize("name", CASES)
def test_another_process_finds_the_same_in_a_block(name: str, tmp_path: Path) -> None:
    schema, text, others, _ = CASES[name]
    plan = plans(tmp_path, schema, text, **others)
    screen = BlockScreen.of(plan)
    sent: BlockScreen = pickle.loads(pickle.dumps(screen))  # noqa: S301 - made in the line itself
    for other in tmp_path.glob("*.csv"):
        other.unlink()  # it has the keys of the other tables, and needs no file
    block = Block(text.encode(), 0, well_formed=True)
    ours, theirs = screen.process_block(block), sent.process_block(block)
    assert {column: mask.tolist() for column, mask in ours.unaccepted.items()} == {
        column: mask.tolist() for column, mask in theirs.unaccepted.items()
    }
    for name_of_mask in ("blank", "maybe_blank", "unresolved_refs", "unruled", "positions"):
        assert getattr(ours, name_of_mask).tolist() == getattr(theirs, name_of_mask).tolist()
    assert [hashes.tolist() for hashes in ours.hashes.values()] == [
        hashes.tolist() for hashes in theirs.hashes.values()
    ]


@pytest.mark.parametrize(("size", "rows", "shares"), [(16, [0, 3, 5, 7], [0.25, 0.57, 0.79, 1]), (1 << 16, [7], [1])])
def test_progress_is_reported_after_each_block_without_the_header(
    size: int, rows: list[int], shares: list[float], tmp_path: Path
) -> None:
    plan = plans(tmp_path, KEY, HEADER + "".join(f"{number},a,1\n" for number in range(7)))
    calls: list[tuple[int, float | None]] = []
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        screen_file(plan, lambda *read: calls.append(read))
    assert [read for read, _ in calls] == rows
    assert [share for _, share in calls] == pytest.approx(shares, abs=0.01)


def test_the_place_of_each_block_is_known(tmp_path: Path) -> None:
    plan = plans(tmp_path, {"fields": FIELDS[:2]}, 'id,kind\n1,"a\n"\n2,b\n3,a\n')
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", 10):
        index = screen_file(plan).block_index
    assert [(entry.offset, entry.length, entry.first_row, entry.first_line) for entry in index] == [
        (0, 8, 1, 1),
        (8, 11, 2, 2),
        (19, 4, 4, 5),
    ]
    assert all(entry.well_formed for entry in index)


def test_rows_are_numbered_by_integers(tmp_path: Path) -> None:
    plan = plans(tmp_path, KEY, HEADER + "x,a,1\n")
    result = screen_file(plan)
    assert result.plan is plan
    for numbers in (result.rows_to_check, result.key_rows_to_check, result.uncounted_rows):
        assert numbers.dtype == np.int64


def test_the_stats_are_those_of_the_file(tmp_path: Path) -> None:
    stats = screen_file(plans(tmp_path, KEY, HEADER + "1,a,1\n2,a\n")).stats
    assert (stats["fields"], stats["rows"], stats["bytes"]) == (3, 2, 24)


def stops(plan: Plan, limit: int, *, is_early: bool = False) -> list[bool]:
    """Return after each record whether reading stops there."""
    screen = BlockScreen.of(plan)
    merger = BlockMerger(screen, None, limit)
    answers = []
    with (
        patch.multiple("summitdata.validation.screen.merge", CELLS_PER_ERROR=0, MIN_CELLS=2),
        csv_blocks.open_utf8(plan.file, plan.encoding) as stream,
    ):
        for block in csv_blocks.read_blocks(stream, plan.dialect, 1, 1):
            merger.merge_block(screen.process_block(block))
            answers.append(merger.should_stop(is_early=is_early))
    return answers[1:]


BAD = HEADER + "".join(f"x{number},a,1\n" for number in range(8))


def test_reading_goes_on_while_counting_costs_no_more_than_reading_to_the_limit(tmp_path: Path) -> None:
    # Two rows with two cells read reach the limit; as many more and two are read.
    assert stops(plans(tmp_path, {"fields": FIELDS}, BAD), 2) == [False] * 6 + [True] * 2
    assert stops(plans(tmp_path, {"fields": FIELDS}, BAD), 1) == [False] * 4 + [True] * 4
    assert stops(plans(tmp_path, {"fields": FIELDS}, BAD), 0) == [False] * 8
    assert stops(plans(tmp_path, {"fields": FIELDS}, BAD), 9) == [False] * 8


def test_the_same_text_is_read_again_in_another_block_and_counts_again(tmp_path: Path) -> None:
    plan = plans(tmp_path, {"fields": FIELDS}, HEADER + "x,a,1\n" * 8)
    assert stops(plan, 2) == [False] * 6 + [True] * 2


def test_each_cell_of_a_short_row_is_read(tmp_path: Path) -> None:
    assert stops(plans(tmp_path, {"fields": FIELDS}, HEADER + "1,a\n" * 5), 1) == [False, False, True, True, True]


def test_early_in_a_file_reading_stops_at_the_limit(tmp_path: Path) -> None:
    assert stops(plans(tmp_path, {"fields": FIELDS}, BAD), 3, is_early=True) == [False] * 2 + [True] * 6
    assert stops(plans(tmp_path, {"fields": FIELDS}, BAD), 0, is_early=True) == [False] * 8


def test_early_in_a_file_rows_whose_key_is_to_be_checked_count_as_errors(tmp_path: Path) -> None:
    repeated = HEADER + "1,a,1\n2,a,1\n1,a,1\n2,a,1\n3,a,1\n"
    assert stops(plans(tmp_path, KEY, repeated), 1, is_early=True) == [False, False, True, True, True]
    assert stops(plans(tmp_path, KEY, repeated), 2, is_early=True) == [False, False, False, True, True]
    assert stops(plans(tmp_path, KEY, repeated), 3, is_early=True) == [False] * 5  # the first of each is not an error
    referring = {"fields": PAIRS, "foreignKeys": [reference("m", "", "k")]}
    unresolved = plans(tmp_path, referring, "k,m\n1,1\n2,8\n3,9\n")
    assert stops(unresolved, 2, is_early=True) == [False, False, True]


REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "no fields": ([{"reference": {"fields": "k"}}], "a foreign key lacks its fields or its reference"),
    "no reference": ([{"fields": "k"}], "a foreign key lacks its fields or its reference"),
    "no such table": (
        [reference("k", "nowhere", "k")],
        "a foreign key refers to the table 'nowhere', which the fast path cannot read",
    ),
    "a table with another header": (
        [reference("k", "renamed", "k")],
        "a foreign key refers to the table 'renamed', which the fast path cannot read",
    ),
    "no such field there": (
        [reference("k", "other", "x")],
        "a foreign key names a field that its table does not have",
    ),
    "values that cannot be compared": (
        [reference("k", "other", "d")],
        "a foreign key refers to a field of a type whose values the fast path cannot compare",
    ),
    "another type": (
        [reference("k", "other", "n")],
        "a foreign key and the fields that it refers to have different types",
    ),
    "a date for an integer": (
        [reference("k", "other", "day")],
        "a foreign key and the fields that it refers to have different types",
    ),
    "a date for a text": (
        [reference("word", "other", "day")],
        "a foreign key and the fields that it refers to have different types",
    ),
    "another type in the second field": (
        [reference(["k", "day"], "other", ["k", "n"])],
        "a foreign key and the fields that it refers to have different types",
    ),
    "a field twice": (
        [reference(["k", "k"], "other", ["k", "n"])],
        "a foreign key names a field twice",
    ),
    "another format": (
        [reference("day", "other", "day")],
        "a foreign key and the fields that it refers to have different types",
    ),
    "a format that has no predicate": (
        [reference("d", "other", "odd")],
        "a foreign key and the fields that it refers to have different types",
    ),
    "a type without a text for each value": (
        [reference("d", "other", "n")],
        "a foreign key and the fields that it refers to have different types",
    ),
}


def with_foreign_keys(folder: Path, keys: list[dict[str, Any]]) -> Plan:
    """Return the plan of a table with foreign keys that no descriptor is held against."""
    fields = [
        {"name": "k", "type": "integer"},
        {"name": "d", "type": "duration"},
        {"name": "day", "type": "date", "format": "%d.%m.%Y"},
        {"name": "word"},
    ]
    others = [
        {"name": "k", "type": "integer"},
        {"name": "n"},
        {"name": "d", "type": "duration"},
        {"name": "day", "type": "date"},
        {"name": "odd", "format": "binary"},
    ]
    valid = [reference("k", "other", "k"), reference("k", "renamed", "k")]
    plan = plans(
        folder,
        {"fields": fields, "foreignKeys": valid},
        "k,d,day,word\n1,P1D,01.02.2003,x\n",
        other=({"fields": others}, "k,n,d,day,odd\n1,x,P1D,2003-02-01,x\n"),
        renamed=({"fields": KEYED}, "k,m\n1,x\n"),
    )
    plan.schema["foreignKeys"] = keys
    return plan


@pytest.mark.parametrize("name", REFUSED)
def test_a_foreign_key_that_the_screen_cannot_check_is_for_frictionless(name: str, tmp_path: Path) -> None:
    keys, message = REFUSED[name]
    with pytest.raises(CannotScreenError) as caught:
        BlockScreen.of(with_foreign_keys(tmp_path, keys))
    assert str(caught.value) == message


LONG_CELL = "y" * 30


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("k,n\n" + "1,x\n" * 50_000 + f"2,{LONG_CELL}\n", "a foreign key refers to 'other', a table with a long cell"),
        (f"k,n{LONG_CELL}\n1,x\n", "the file cannot be read: LongCellError"),
    ],
    ids=["a row", "the header"],
)
def test_a_long_cell_in_the_table_of_a_foreign_key_is_for_frictionless(text: str, message: str, tmp_path: Path) -> None:
    schema = {"fields": KEYED, "foreignKeys": [reference("k", "other", "k")]}
    plan = plans(tmp_path, schema, "k,m\n1,x\n", other=({"fields": KEYED}, text))
    with patch.object(csv_blocks, "BLOCK_SIZE", 1), pytest.raises(CannotScreenError) as caught:
        BlockScreen.of(replace(plan, max_cell=20))
    assert str(caught.value) == message


def test_a_foreign_key_of_columns_that_the_file_lacks_is_left_out_and_the_others_are_not(tmp_path: Path) -> None:
    keys = [reference("more", "other", "k"), reference("k", "other", "k")]
    assert len(BlockScreen.of(with_foreign_keys(tmp_path, keys)).foreign_keys) == 1
    assert BlockScreen.of(with_foreign_keys(tmp_path, [])).foreign_keys == ()


def test_the_other_table_may_be_in_another_folder(tmp_path: Path) -> None:
    plan = with_foreign_keys(tmp_path, [reference("k", "other", "k")])
    (tmp_path / "more").mkdir()
    (tmp_path / "other.csv").rename(tmp_path / "more" / "other.csv")
    others = tuple((resource, tmp_path / "more") for resource, _ in plan.table.other_resources)
    moved = replace(plan, table=replace(plan.table, other_resources=others))
    assert len(BlockScreen.of(moved).foreign_keys) == 1
