"""Very many columns: what the report holds grows with what it lists, and not with the width times the errors."""

from __future__ import annotations

import json
import pickle
import tracemalloc
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import frictionless
import pytest
from frictionless import FrictionlessException, Schema
from frictionless.table.header import Header
from hypothesis import example, given
from hypothesis import strategies as st

import summitdata as sd
from engines import tables
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.positions import field_starts, locate_fields, locate_some
from summitdata.validation.findings import MAX_HEADER_ERRORS
from summitdata.validation.formats import FORMATS
from summitdata.validation.frictionless_errors import from_frictionless
from summitdata.validation.header import MAX_POSITIONS, HeaderCheck
from summitdata.validation.linear_rows import MAX_SHARED_CELLS
from summitdata.validation.report import MAX_ROW_CELLS
from summitdata.validation.screen.plan import MAX_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

V2 = "https://datapackage.org/profiles/2.0/"
ENGINES = ("auto", "frictionless")


def fields(*names: str, **properties: Any) -> dict[str, Any]:
    return {"$schema": f"{V2}tableschema.json", "fields": [{"name": name, **properties} for name in names]}


# The header, equal to frictionless'

LABELS = st.lists(st.sampled_from(["a", "b", "c", "A", "a2", "", "é", "{label}"]), max_size=6)
NAMES = st.lists(st.sampled_from(["a", "b", "c", "A", "B", "a2", "a3", "é"]), max_size=5, unique=True)
MATCHES = st.sampled_from(["exact", "equal", "subset", "superset", "partial"])


def header_by_frictionless(check: HeaderCheck, required: str) -> tuple[Any, list[dict[str, Any]]]:
    descriptor = {**fields(*check.names), "primaryKey": [name for name in check.names if name == required]}
    schema = Schema.from_descriptor(descriptor)
    options: Any = {"ignore_case": check.ignore_case, "fields_match": check.fields_match}
    header = Header(list(check.labels), fields=schema.fields, row_numbers=[1], **options)
    try:
        expected = [field.name for field in header.get_expected_fields()]
    except FrictionlessException as exception:
        return exception.error.note, [error.to_descriptor() for error in header.errors]
    return expected, [error.to_descriptor() for error in header.errors]


@given(LABELS, NAMES, MATCHES, st.booleans(), st.sampled_from("abc"))
def test_a_header_is_compared_as_frictionless_compares_it(
    labels: list[str], names: list[str], fields_match: str, ignore_case: Any, required: str
) -> None:
    check = HeaderCheck(labels, names, fields_match, ignore_case=ignore_case)
    expected, errors = header_by_frictionless(check, required)
    found = [
        from_frictionless(error, subject="descriptor").to_dict()
        for error in check.errors((1,), lambda column: names[column] == required)
    ]
    assert found == errors
    if isinstance(expected, str):
        assert ("differ only by case" in expected) == bool(check.ambiguous_columns)
        assert check.ambiguous_columns or check.repeated_label is not None
    elif labels:
        assert check.expected_names == expected


WIDE = 3000
NUMBERED = [f"x{number}" for number in range(WIDE)]
WIDE_HEADERS: dict[str, tuple[list[str], dict[str, Any], dict[str, int]]] = {
    "labels that the schema lacks": (
        NUMBERED,
        fields("a", "b"),
        {"incorrect-label": 2, "extra-label": WIDE - 2},
    ),
    "one label many times": (
        ["a"] * WIDE,
        fields("a", "b"),
        {"duplicate-label": 1, "extra-label": WIDE - 2},
    ),
    "one label in all fields": (
        ["x0"] * 400,
        fields(*NUMBERED[:400]),
        {"duplicate-label": 399},
    ),
    "empty labels": (["a", *[""] * (WIDE - 1)], fields("a", "b"), {"blank-label": 1, "extra-label": WIDE - 2}),
    "labels that look like names made from others": (
        ["a", *(f"a{number}" for number in range(2, WIDE)), "a"],
        fields("a"),
        {"extra-label": WIDE - 1},
    ),
    "fields that the file lacks": (["x0"], fields(*NUMBERED[:600]), {"missing-label": 599}),
    "fields in another order": (NUMBERED[:500][::-1], fields(*NUMBERED[:500]), {"incorrect-label": 500}),
    "required fields of a partial match": (
        ["x0", *(f"y{number}" for number in range(WIDE))],
        {**fields(*NUMBERED[:300], constraints={"required": True}), "fieldsMatch": "partial"},
        {"missing-label": 299},
    ),
    "long labels": ([f"{name}{'é' * 3000}" for name in NUMBERED[:300]], fields("a"), {"extra-label": 299}),
}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", WIDE_HEADERS)
def test_a_wide_header_is_listed_cut_and_counted_whole(kind: str, engine: str, tmp_path: Path) -> None:
    labels, schema, counts = WIDE_HEADERS[kind]
    file = tmp_path / "table.csv"
    file.write_text(",".join(labels) + "\n", "utf-8")
    report = sd.validate(file, schema, engine=engine)
    totals = report.tasks[0].totals.by_type
    assert counts.items() <= totals.items()
    for error_type, number in counts.items():
        listed = [error for error in report.errors if error.type == error_type]
        assert len(listed) == min(number, MAX_HEADER_ERRORS)
        note = f"{MAX_HEADER_ERRORS} of {number} errors of the type {error_type} are listed: set --limit-errors 0 "
        assert any(warning.startswith(note) for warning in report.warnings) == (number > MAX_HEADER_ERRORS)
    assert len({id(error.labels) for error in report.errors if error.labels}) == 1
    size = sum(len(label) for label in labels) + 20 * len(labels)
    assert len(report.to_json()) < 2_000 * len(report.errors) + 10 * size
    assert len(pickle.dumps(report)) < 2_000 * len(report.errors) + 10 * size


def test_all_errors_of_a_header_are_listed_without_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(",".join(NUMBERED) + "\n", "utf-8")
    report = sd.validate(file, fields("a"), limit_errors=0)
    assert len(report.errors) == WIDE
    assert not report.warnings


def test_a_header_with_errors_leaves_room_for_those_of_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(",".join(NUMBERED[:500]) + "\n" + ",".join("1" * 500) + "\n1\n", "utf-8")
    report = sd.validate(file, fields("a"), limit_errors=150)
    assert report.tasks[0].totals.by_type == {"extra-label": 499, "incorrect-label": 1, "missing-cell": 499}
    assert [error.type for error in report.errors].count("missing-cell") == 150 - MAX_HEADER_ERRORS - 1


def test_a_repeated_label_names_only_the_first_of_very_many_places() -> None:
    *_, last = HeaderCheck(["a"] * 30, [f"x{number}" for number in range(30)]).errors((1,))
    places = ", ".join(map(str, range(1, MAX_POSITIONS + 1)))
    assert last.note == f'at position "{places} and {29 - MAX_POSITIONS} more"'


def labels_looked_at(width: int, fields_match: str) -> int:
    """Return how often a label or a name is looked at when a header is compared."""
    looks = 0

    class Counted(list[str]):
        def __iter__(self) -> Iterator[str]:
            nonlocal looks
            for text in list.__iter__(self):
                looks += 1
                yield text

        def __getitem__(self, key: Any) -> Any:
            nonlocal looks
            looks += 1
            return list.__getitem__(self, key)

    labels = Counted(["a"] * width)
    names = Counted([f"x{number}" for number in range(width)])
    check = HeaderCheck(labels, names, fields_match)
    for _ in check.errors((1,)):
        pass
    assert len(check.expected_names) == width
    return looks


@pytest.mark.parametrize("fields_match", ["exact", "equal", "subset", "superset", "partial"])
def test_a_header_takes_steps_in_proportion_to_its_width(fields_match: str) -> None:
    assert labels_looked_at(40_000, fields_match) < 12 * 40_000


# What an error holds


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("width", [2, MAX_ROW_CELLS, MAX_ROW_CELLS + 1, 300])
def test_an_error_has_its_row_in_json_unless_it_is_wide(width: int, engine: str, tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(width)]
    file = tmp_path / "table.csv"
    file.write_text(",".join(["wrong", *names[1:]]) + "\n" + ",".join(["x"] * width) + "\n", "utf-8")
    report = sd.validate(file, fields(*names, type="integer"), engine=engine)
    label, *cells = report.to_dict()["tasks"][0]["errors"]
    assert report.to_dict()["tasks"][0]["labels"] == ["wrong", *names[1:]]
    assert len(cells) == width
    if width > MAX_ROW_CELLS:
        assert "labels" not in label
        assert not any("cells" in error for error in cells)
    else:
        assert label["labels"] == ["wrong", *names[1:]]
        assert all(error["cells"] == ["x"] * width for error in cells)
    assert {(error["lineNumber"], error["cell"]) for error in cells} == {(2, "x")}


@pytest.fixture(scope="module")
def wide_report(tmp_path_factory: pytest.TempPathFactory) -> sd.Report:
    names = [f"f{number}" for number in range(2000)]
    file = tmp_path_factory.mktemp("wide") / "table.csv"
    file.write_text(",".join(["wrong", *names[1:]]) + "\n" + ",".join(["x"] * 2000) + "\n", "utf-8")
    return sd.validate(file, fields(*names, type="integer"))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_wide_table(name: str, wide_report: sd.Report) -> None:
    tracemalloc.start()
    try:
        text = FORMATS[name](wide_report)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(text) < 3_000_000
    assert peak < 40_000_000
    if name == "json":
        assert json.loads(text) == wide_report.to_dict()


# Rows with too many or too few cells

BREAKS = 3000
RAGGED: dict[str, tuple[dict[str, Any], str, dict[str, int]]] = {
    "line breaks in a cell, and extra cells": (
        fields("a", "b"),
        'a,b\n"' + "\n" * BREAKS + '",x' + ",y" * BREAKS + "\n",
        {"extra-cell": BREAKS},
    ),
    "a line break in each extra cell": (
        fields("a", "b"),
        "a,b\n1,2" + ',"\n"' * BREAKS + "\n",
        {"extra-cell": BREAKS},
    ),
    "extra cells in lines that end with CR": (
        fields("a", "b"),
        'a,b\r1,"' + "\r" * BREAKS + '"' + "," * BREAKS + "\r",
        {"extra-cell": BREAKS},
    ),
    "two rows of extra cells": (
        fields("a", "b", type="integer"),
        "a,b\n" + ("1,x" + ",y" * BREAKS + "\n") * 2,
        {"type-error": 2, "extra-cell": 2 * BREAKS},
    ),
    "rows of one cell": (
        fields(*NUMBERED[:1000]),
        ",".join(NUMBERED[:1000]) + "\n" + "1\n" * 2000,
        {"missing-cell": 999 * 2000},
    ),
    "rows of one cell beside required ones": (
        fields(*NUMBERED[:500], constraints={"required": True}),
        ",".join(NUMBERED[:500]) + "\n" + "1\n" * 500,
        {"missing-cell": 499 * 500, "constraint-error": 499 * 500},
    ),
    "a key at the end, which the rows lack": (
        {**fields(*NUMBERED[:300], constraints={"required": True}), "primaryKey": "x299"},
        ",".join(NUMBERED[:300]) + "\n" + "1\n" * 300,
        {"missing-cell": 299 * 300, "constraint-error": 299 * 300, "primary-key": 300},
    ),
    "unique cells, which the rows lack": (
        fields(*NUMBERED[:300], constraints={"required": True, "unique": True}),
        ",".join(NUMBERED[:300]) + "\n" + "".join(f"{number}\n" for number in range(300)),
        {"missing-cell": 299 * 300, "constraint-error": 299 * 300},
    ),
    "a row in which each cell is wrong": (
        fields(*NUMBERED, type="integer"),
        ",".join(NUMBERED) + "\n" + ",".join("x" * WIDE) + "\n",
        {"type-error": WIDE},
    ),
    "equal rows of unique cells": (
        fields(*NUMBERED[:500], constraints={"unique": True}),
        ",".join(NUMBERED[:500]) + "\n" + (",".join("x" * 500) + "\n") * 3,
        {"unique-error": 2 * 500},
    ),
    "blank lines": (
        fields(*NUMBERED[:1000]),
        ",".join(NUMBERED[:1000]) + "\n" * 2000,
        {"blank-row": 1999},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", RAGGED)
def test_ragged_rows_are_listed_up_to_the_limit_and_counted_whole(kind: str, engine: str, tmp_path: Path) -> None:
    schema, text, counts = RAGGED[kind]
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8", newline="")
    report = sd.validate(file, schema, engine=engine, limit_errors=100)
    (task,) = report.tasks
    if not task.partial:
        assert {name: number for name, number in task.totals.by_type.items() if number} == counts
        names = {field["name"] for field in schema["fields"]}
        assert task.totals.by_field.keys() <= names
        of_fields = sum(number for name, number in counts.items() if name.endswith(("-cell", "error")))
        assert sum(task.totals.by_field.values()) == of_fields - counts.get("extra-cell", 0)
    assert len(report.errors) == 100
    assert len(pickle.dumps(report)) < 200 * 64 * 100 + 20 * len(text)
    assert all(error.line_number for error in report.errors)


@pytest.mark.parametrize("kind", RAGGED)
def test_the_first_errors_of_ragged_rows_are_those_of_frictionless(kind: str, tmp_path: Path) -> None:
    """The rows are those above, but narrow, so that frictionless can list all of their errors."""
    schema, text, _ = RAGGED[kind]
    names = [field["name"] for field in schema["fields"]][:5]
    key = {"primaryKey": names[-1]} if "primaryKey" in schema else {}
    schema = {**schema, "fields": schema["fields"][:5], **key}
    first = ",".join(names)
    rows = text.split("\n", 1)[1] if "\r" not in text else text.split("\r", 1)[1]
    rows = rows[:40].rsplit("\n", 1)[0] if len(names) == 5 else rows[-40:].lstrip("\n")
    file = tmp_path / "table.csv"
    file.write_text(f"{first}\n{rows}\n", "utf-8", newline="")
    resource = make_explicit({"name": "table", "path": file.name, "schema": schema})
    task = frictionless.Resource.from_descriptor(resource, basepath=str(tmp_path)).validate(limit_errors=0).tasks[0]
    expected = [error.to_descriptor() for error in task.errors]
    assert expected
    for limit in (0, 1, 2, 3, 7, len(expected)):
        for engine in ENGINES:
            report = sd.validate(file, schema, engine=engine, limit_errors=limit)
            ours = {"lineNumber", "columnNumber", "severity"}
            errors = [{key: value for key, value in error.items() if key not in ours} for error in as_dicts(report)]
            assert errors == expected[: limit or None]
            counts = Counter(error["type"] for error in expected)
            if not report.tasks[0].partial:
                assert +Counter(report.tasks[0].totals.by_type) == counts
                names_of_errors = Counter(error["fieldName"] for error in expected if error.get("fieldName"))
                assert +Counter(report.tasks[0].totals.by_field) == names_of_errors


def as_dicts(report: sd.Report) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = report.to_dict()["tasks"][0]["errors"]
    return errors


KEY_WITHOUT_HASH = {**fields("a", "b", type="array"), "uniqueKeys": [["a"]]}


@given(tables(), st.integers(1, 6))
@example((KEY_WITHOUT_HASH, ",a\n[1]\n"), 1)
def test_a_limit_cuts_the_list_and_changes_no_count(drawn: tuple[dict[str, Any], str], limit: int) -> None:
    schema, text = drawn
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_text(text, "utf-8", newline="")
        whole = sd.validate(file, schema, limit_errors=0, engine="frictionless")
        cut = sd.validate(file, schema, limit_errors=limit, engine="frictionless")
    assert cut.errors == whole.errors[:limit]
    assert [+Counter(task.totals.by_type) for task in cut.tasks] == [
        +Counter(task.totals.by_type) for task in whole.tasks
    ]
    assert [+Counter(task.totals.by_field) for task in cut.tasks] == [
        +Counter(task.totals.by_field) for task in whole.tasks
    ]


def test_a_very_wide_table_is_for_frictionless(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(",".join(f"x{number}" for number in range(MAX_COLUMNS + 1)) + "\n1\n", "utf-8")
    report = sd.validate(file, fields("a"))
    assert (
        report.tasks[0].engine_note
        == f"the table has {MAX_COLUMNS + 1} columns: the fast path reads up to {MAX_COLUMNS}"
    )
    assert report.tasks[0].totals.by_type["missing-cell"] == MAX_COLUMNS


def test_a_long_record_shares_its_cells_only_up_to_a_width(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    for extra, has_cells in ((MAX_SHARED_CELLS - 1, True), (MAX_SHARED_CELLS, False)):
        file.write_text("a\nx" + ",y" * extra + "\n", "utf-8")
        errors = sd.validate(file, fields("a")).errors
        assert {error.cells is not None for error in errors} == {has_cells}
        assert len({id(error.cells) for error in errors}) == 1


# The places of cells


@given(st.lists(st.text(alphabet='ab,"\n\r', max_size=6), max_size=8), st.sets(st.integers(1, 12), max_size=4))
def test_a_place_is_that_of_the_field_or_of_the_last_one(parts: list[str], numbers: set[int]) -> None:
    record = "".join(parts)
    everything = locate_fields(record, 3)
    assert locate_some(record, 3, numbers) == {
        number: everything[min(number, len(everything)) - 1] for number in numbers
    }
    for (line, column), start in zip(everything, field_starts(record, ",", '"'), strict=True):
        before = record[:start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if not (record[start - 1 : start] == "\r" and record[start : start + 1] == "\n"):
            assert (line, column) == (3 + len(before) - 1, len(before[-1]) + 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_of_very_many_fields_and_lines(end: str) -> None:
    record = f'"{end}",' * 20_000
    places = locate_fields(record, 1)
    assert len(places) == 20_001
    assert places[-1] == (20_001, 3)
