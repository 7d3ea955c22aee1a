"""Rules of groups of rows in a checklist: what they find, in both engines and in frames, and what is refused."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from engines import compare
from profiles import examples
from summitdata.cli import app
from summitdata.errors import PackageError
from summitdata.tabular.group_rules import WITHOUT_HASH
from summitdata.tabular.types.registry import FIELD_TYPES

FIELDS: list[dict[str, Any]] = [
    {"name": "year", "type": "year"},
    {"name": "kind", "type": "string"},
    {"name": "share", "type": "number"},
    {"name": "ratio", "type": "number", "floatNumber": True},
    {"name": "count", "type": "integer", "missingValues": ["", "-"]},
    {"name": "day", "type": "date"},
]
ROWS = [
    ["2022", "part", "0.1", "0.1", "1", "2022-01-01"],
    ["2022", "part", "0.2", "0.2", "-", "2022-01-02"],
    ["2022", "total", "0.3", "0.3", "3", "2022-01-02"],
    ["2023", "part", "40", "1", "4", "2023-05-01"],
    ["2023", "total", "41", "1", "4", "2023-04-01"],
    ["", "part", "", "", "5", ""],
]
FIRST: dict[int | None, int] = {2022: 2, 2023: 5, None: 7}
"""The first row of each year's group."""
BY_YEAR: dict[str, list[int | None]] = {
    "sum(share, kind == 'part') == sum(share, kind == 'total')": [2023],
    "-1 <= sum(share, kind == 'part') - sum(share, kind == 'total') <= 1": [],
    "sum(ratio, kind == 'part') == sum(ratio, kind == 'total')": [2022],  # 0.1 + 0.2 is not 0.3 in binary numbers
    "count(kind == 'total') == 1": [None],
    "count() == 3": [2023, None],
    "count(share) == count()": [None],
    "count(count) >= 2": [None],
    "distinct(kind) == 2": [None],
    "min(share) < max(share)": [None],
    "first(kind) == 'part' and last(kind) == 'total'": [None],
    "increasing(day)": [2022, 2023],
    "nondecreasing(day)": [2023],
    "increasing(day, kind == 'part')": [],
    "year is None or max(count) > 3": [2022],
    "sum(count * 2) == 8": [2023, None],
    "sum(share * count, count is not None) < 1": [2022, 2023],
    "max(day) is not None": [None],
    "not increasing(count)": [2022, None],
    "min(count) + max(count) == 8": [2022, None],
}


def write_package(
    folder: Path, checks: list[dict[str, Any]], rows: list[list[str]], fields: list[dict[str, Any]] | None = None
) -> None:
    """Write a package with one table and the rules of its groups."""
    fields = FIELDS if fields is None else fields
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([[field["name"] for field in fields], *rows])
    checklist = {"checks": [{"type": "group-constraint"} | check for check in checks]}
    resource = {"name": "table", "path": "table.csv", "schema": {"fields": fields}, "checklist": checklist}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")


def broken(report: sd.Report) -> list[int]:
    """Return the first row of each group that breaks a rule."""
    return [error.record_number or 0 for error in report.errors if error.type == "group-constraint"]


@pytest.mark.parametrize("formula", BY_YEAR)
def test_a_rule_is_broken_in_these_groups(formula: str, tmp_path: Path) -> None:
    write_package(tmp_path, [{"by": ["year"], "formula": formula}], ROWS)
    found = broken(compare(tmp_path))
    assert found == [FIRST[year] for year in BY_YEAR[formula]]


def test_the_whole_table_is_a_group_without_fields(tmp_path: Path) -> None:
    write_package(tmp_path, [{"formula": "distinct(year) == max(year) - min(year) + 1"}], ROWS)
    assert broken(compare(tmp_path)) == []
    write_package(
        tmp_path, [{"formula": "distinct(year) == max(year) - min(year) + 1"}], [*ROWS[:3], ["2025", *ROWS[3][1:]]]
    )
    assert broken(compare(tmp_path)) == [2]


@pytest.mark.parametrize(
    ("check", "errors"),
    [
        ({"formula": "count() > 0"}, 1),
        ({"formula": "sum(count) == 1"}, 1),
        ({"formula": "max(count) is None"}, 0),
        ({"formula": "count() > 0", "by": ["year"]}, 0),
    ],
)
def test_a_table_without_rows_is_a_group_without_fields(check: dict[str, Any], errors: int, tmp_path: Path) -> None:
    write_package(tmp_path, [check], [])
    report = compare(tmp_path)
    assert ["in the table (0 rows)" in error.note for error in report.errors] == [True] * errors
    source = f"{tmp_path / 'datapackage.json'}#table"
    for library in ("pandas", "polars"):
        given: Any = {"backend": library}
        frame = sd.read_csv(tmp_path / "table.csv", source, **given)
        assert len(sd.validate(frame, source).errors) == errors
        schema: Any = sd.schema(source, **given)
        with pytest.raises(Exception, match="group_rule") if errors else nullcontext():
            schema.validate(frame)


def test_the_error_of_a_group_of_a_frame_is_at_its_first_row(tmp_path: Path) -> None:
    write_package(tmp_path, [{"by": ["year"], "formula": "count() == 1"}], ROWS)
    source = f"{tmp_path / 'datapackage.json'}#table"
    lines = [error.line_number or 0 for error in sd.validate(tmp_path).errors]
    frame = sd.read_csv(tmp_path / "table.csv", source)
    assert [error.row_position for error in sd.validate(frame, source).errors] == [line - 2 for line in lines]


def test_the_error_says_which_group_and_what_its_functions_give(tmp_path: Path) -> None:
    formula = "sum(share, kind == 'part') == sum(share, kind == 'total')"
    write_package(tmp_path, [{"by": ["year"], "formula": formula}], ROWS)
    (error,) = sd.validate(tmp_path).errors
    assert (error.type, error.line_number, error.column_number, error.row_number) == ("group-constraint", 5, 1, None)
    assert error.note == (
        f'the group constraint to conform is "{formula}": in the group with year 2023 (2 rows), '
        "sum(share, kind == 'part') is 40, sum(share, kind == 'total') is 41"
    )


def test_a_sum_of_decimal_numbers_is_exact(tmp_path: Path) -> None:
    rows = [["2020", "part", "0.1", "", "", ""]] * 10 + [
        ["2020", "part", "1e30", "", "", ""],
        ["2020", "part", "-1e30", "", "", ""],
    ]
    write_package(tmp_path, [{"formula": "sum(share) == 1"}], rows)
    assert broken(compare(tmp_path)) == []


@pytest.mark.parametrize(
    ("column", "cells", "formula"),
    [
        (2, ["1e999999", "1"], "sum(share) > 0"),  # a million digits
        (2, ["NaN", "1"], "min(share) <= max(share)"),
        (3, ["inf", "1"], "sum(ratio) > 0"),
        (2, ["1", "0"], "max(share) / min(share) > 0"),
    ],
)
def test_a_group_that_cannot_be_calculated_breaks_the_rule(
    column: int, cells: list[str], formula: str, tmp_path: Path
) -> None:
    rows = [["2020", "part", "2", "2", "1", "2020-01-01"] for _ in cells]
    for row, cell in zip(rows, cells, strict=True):
        row[column] = cell
    write_package(tmp_path, [{"formula": formula}], rows)
    assert broken(compare(tmp_path)) == [2]


def test_a_rule_is_not_looked_at_while_its_cells_are_wrong(tmp_path: Path) -> None:
    rows = [["2022", "part", "x", "1", "1", "2022-01-01"]]
    write_package(tmp_path, [{"by": ["year"], "formula": "sum(share) == 0"}, {"formula": "sum(count) == 0"}], rows)
    report = compare(tmp_path)
    assert [error.type for error in report.errors] == ["type-error", "group-constraint"]
    assert report.tasks[0].warnings == (
        "the group constraint \"sum(share) == 0 by year\" was not evaluated: correct the cells of 'share' first",
    )


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("a,b,share\n1,2,3\n", "incorrect-label"),
        ("year,kind,share,ratio,count,day\n2022,part\n", "cells of 'share'"),
        ("year,kind,share\n2022,part,1\n", "missing-label"),
    ],
)
def test_a_rule_is_not_looked_at_where_the_header_or_cells_are_missing(text: str, note: str, tmp_path: Path) -> None:
    write_package(tmp_path, [{"formula": "sum(share) == 0"}], [])
    (tmp_path / "table.csv").write_text(text)
    report = compare(tmp_path)
    assert not report.valid
    assert "group-constraint" not in {error.type for error in report.errors}
    assert note in report.tasks[0].warnings[-1]


def test_extra_cells_and_blank_rows_do_not_hide_a_row(tmp_path: Path) -> None:
    write_package(tmp_path, [{"formula": "sum(count) == 6 and increasing(count) and count() == 3"}], [])
    lines = ["year,kind,share,ratio,count,day", "2020,a,1,1,1,", "2020,a,1,1,2,,extra", "", ",,,,-,", "2020,a,1,1,3,"]
    (tmp_path / "table.csv").write_text("\n".join(lines) + "\n")
    report = compare(tmp_path)
    assert broken(report) == []
    assert {error.type for error in report.errors} == {"extra-cell", "blank-row"}


def test_a_table_that_only_frictionless_reads_has_the_same_errors(tmp_path: Path) -> None:
    write_package(tmp_path, [{"by": ["year"], "formula": "nondecreasing(day)"}], ROWS)
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    by_screen = [error.note for error in sd.validate(tmp_path).errors]
    descriptor["resources"][0]["dialect"] = {"csv": {"skipInitialSpace": True}, "commentChar": "#"}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    report = sd.validate(tmp_path)
    assert report.tasks[0].engine == "frictionless"
    assert [error.note for error in report.errors] == by_screen != []


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize(("formula", "valid"), [("count() == 2", True), ("sum(n) == 3", False)])
def test_frames_and_pandera_schemas_have_the_rule(library: Any, formula: str, *, valid: bool, tmp_path: Path) -> None:
    fields = [{"name": "k", "type": "string"}, {"name": "n", "type": "integer"}]
    write_package(tmp_path, [{"by": ["k"], "formula": formula}], [], fields)
    data = {"k": ["a", "b", "a", "b"], "n": [1, 2, 2, 2]}
    frame: Any = pd.DataFrame(data) if library == "pandas" else pl.DataFrame(data)
    source = f"{tmp_path / 'datapackage.json'}#table"
    assert sd.validate(frame, source).valid is valid
    schema: Any = sd.schema(source, backend=library)
    if valid:
        assert schema.validate(frame).shape == (4, 2)
    else:
        with pytest.raises(Exception, match=r"group_rule\(sum\(n\) == 3 by k\)"):
            schema.validate(frame)


def test_a_large_frame_is_not_taken_for_valid_without_its_groups(tmp_path: Path) -> None:
    fields = [{"name": "n", "type": "integer", "constraints": {"required": True}}]
    write_package(tmp_path, [{"formula": "increasing(n)"}], [], fields)
    frame = pd.DataFrame({"n": [*range(25_000), 3]})
    report = sd.validate(frame, f"{tmp_path / 'datapackage.json'}#table")
    assert [error.type for error in report.errors] == ["group-constraint"]


@pytest.mark.parametrize("form", ["sql", "json-schema", "pandera-yaml", "pandera", "pandera-model"])
def test_formats_without_words_for_a_rule_list_it(form: str, tmp_path: Path) -> None:
    write_package(tmp_path, [{"by": ["year"], "formula": "sum(share) <= 100"}], ROWS)
    result = CliRunner().invoke(app, ["schema", f"{tmp_path / 'datapackage.json'}#table", "--format", form])
    assert result.exit_code == 0, result.output
    assert "sum(share) <= 100 by year" in result.output


REFUSED = {
    "share > 1": "it may differ within a group: write first",
    "year > 2000": "no function of a group",
    "mean(share) > 1": "the functions of a group are count",
    "sum(kind) > 1": "sum is for numbers",
    "sum(kind == 'part') > 1": "write count",
    "sum(share, 1) > 1": "a condition is to say in which rows",
    "sum() > 1": "write sum",
    "sum(share, kind == 'a', 1) > 1": "write sum",
    "sum(value=share) > 1": "write sum",
    "sum(shore) > 1": "is share meant?",
    "sum(max(share)) > 1": "is not allowed",
    "sum(share).real > 1": "is not allowed",
    "share.sum() > 1": "the functions of a group are count",
    "sum(share) ** 2 > 1": "only + - * / % calculate",
    "increasing(day) + 1 > 1": "are for numbers",
    "sum(share) + 0.5 > 1": "a decimal number is not calculated with a binary one",
    " + ".join(["count()"] * 17) + " > 1": "at most 16|16 functions",
    "sum(share": "never closed",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_other_formulas_are_refused_with_what_would_do(formula: str, tmp_path: Path) -> None:
    write_package(tmp_path, [{"by": ["year"], "formula": formula}], ROWS)
    with pytest.raises(PackageError, match="in its checklist: ") as raised:
        sd.validate(tmp_path)
    assert any(part in str(raised.value) for part in REFUSED[formula].split("|"))


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"formula": "count() > 1", "by": "year"}, "must be a list of different fields"),
        ({"formula": "count() > 1", "by": ["year", "year"]}, "must be a list of different fields"),
        ({"formula": "count() > 1", "by": ["yaer"]}, "did you mean 'year'"),
        ({"formula": "count() > 1", "by": ["tags"]}, "make no groups"),
        ({"formula": 1}, 'must have a "formula"'),
        ({"formula": "count() > 1", "x": 1}, 'may have "by", and nothing else'),
        ({"type": "row-constraint", "formula": "year > 1", "by": ["year"]}, 'must have a "formula" and nothing else'),
    ],
)
def test_other_checks_are_refused(check: dict[str, Any], message: str, tmp_path: Path) -> None:
    write_package(tmp_path, [check], [], [*FIELDS, {"name": "tags", "type": "array"}])
    with pytest.raises(PackageError, match=message.replace("(", r"\(")):
        sd.validate(tmp_path)


def test_values_that_have_no_hash_make_no_groups() -> None:
    assert set(WITHOUT_HASH) == {name for name, field_type in FIELD_TYPES.items() if not field_type.hashable}


def test_more_groups_than_memory_allows_end_the_table(tmp_path: Path) -> None:
    write_package(
        tmp_path, [{"by": ["count"], "formula": "count() == 1"}], [["", "", "", "", str(n), ""] for n in range(60)]
    )
    with patch("summitdata.validation.group_rules.MOST_KNOWN", 100):
        (error,) = sd.validate(tmp_path).errors
    assert error.type == "memory-limit"
    assert "too many groups" in error.note


def test_the_limit_of_errors_holds_and_all_are_counted(tmp_path: Path) -> None:
    write_package(
        tmp_path, [{"by": ["count"], "formula": "count() == 2"}], [["", "", "", "", str(n), ""] for n in range(60)]
    )
    report = sd.validate(tmp_path, limit_errors=5)
    assert len(report.errors) == 5
    assert report.tasks[0].totals.by_type == {"group-constraint": 60}


CELLS = {
    "year": ["2020", "2021", "2021", ""],
    "kind": ["a", "b", ""],
    "share": ["0.1", "0.2", "-1", "3", "", "1e20"],
    "ratio": [""],
    "count": ["1", "2", "-", "10"],
    "day": ["2020-01-01", "2021-01-01", ""],
}


@settings(max_examples=examples(30), deadline=None)
@given(
    st.lists(st.tuples(*map(st.sampled_from, CELLS.values())), max_size=30),
    st.sampled_from([[], ["year"], ["kind", "year"]]),
    st.sampled_from([60, 1 << 16]),
)
def test_sums_and_orders_are_those_of_plain_python(rows: list[tuple[str, ...]], by: list[str], size: int) -> None:
    formula = "sum(share) == 3 or nondecreasing(count) and count(kind == 'a') < 2"
    groups = defaultdict[tuple[str, ...], list[tuple[int, dict[str, str]]]](list)
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(CELLS, row, strict=True))
        if any(cell not in ("", "-") if name == "count" else cell for name, cell in cells.items()):
            groups[tuple(cells[name] for name in by)].append((number, cells))
    expected = []
    for members in groups.values():
        counts = [int(cells["count"]) for _, cells in members if cells["count"] != "-"]
        total = sum(Decimal(cells["share"]) for _, cells in members if cells["share"])
        few = sum(cells["kind"] == "a" for _, cells in members) < 2
        if not (total == 3 or (counts == sorted(counts) and few)):
            expected.append(members[0][0])
    with TemporaryDirectory() as name, patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        write_package(Path(name), [{"by": by, "formula": formula}], [list(row) for row in rows])
        assert broken(compare(Path(name))) == expected
