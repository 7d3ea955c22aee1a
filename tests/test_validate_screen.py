"""The screen compared with frictionless' own cell reader and the standard: a cell that it accepts is valid to both.

Cells are made by random changes of texts that are typical of a type, nearly of it, or traps. The screen gets each batch
in every form that an engine may pass, and its invalid cells also alone: a predicate may take another path if all cells
are valid.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import frictionless
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles import examples
from screen_cases import BOUNDED, CASES, IDS, SAMPLES, SCREENED, cases_of
from screen_comparison import CAMPAIGN, SIZE, Case, Comparison, batch, forms, mutated, seeded
from summitdata.tabular.arrow_arrays import text_array
from summitdata.validation.screen.screen import Screen

# What the cases cover


def test_every_predicate_has_samples() -> None:
    assert set(SAMPLES) == set(SCREENED)


@pytest.mark.parametrize("key", SCREENED, ids="-".join)
def test_every_constraint_and_property_of_a_type_has_a_case(key: tuple[str, str]) -> None:
    field_class = type(frictionless.Field.from_descriptor({"name": "cell", "type": key[0]}))
    properties = set(getattr(field_class, "metadata_profile_patch", {}).get("properties", {})) - {"format"}
    fields = [case.field for case in cases_of(key)]
    constrained = {name for field in fields for name in field.get("constraints", {})}
    assert constrained >= set(field_class.supported_constraints)
    assert {name for field in fields for name in field} >= properties | {"categories", "missingValues"}


@pytest.mark.parametrize("key", SCREENED, ids="-".join)
def test_every_bound_and_choice_that_has_a_predicate_accepts_something(key: tuple[str, str]) -> None:
    # A constraint that accepts nothing has no predicate: that is sound, too, but of no use.
    accepting = {name for case in cases_of(key) if case.accepted for name in case.field.get("constraints", {})}
    expected = {"minLength", "maxLength", "pattern", "enum"} if key == ("string", "default") else set()
    if key[0] in ("integer", "year", "date", "number", "datetime", "time", "yearmonth"):
        expected |= set(BOUNDED)
    if key[0] in ("integer", "year", "date", "string"):
        expected |= {"enum"}
    assert accepting >= expected


# Soundness and usefulness


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=IDS)
@settings(max_examples=examples(4))
@given(seed=st.integers(0, 2**32))
def test_what_the_screen_accepts_is_valid_to_frictionless_and_the_standard(case: Case, seed: int) -> None:
    comparison, random = Comparison(case), seeded(seed)
    assert not comparison.wrongly_accepted(batch(random, case))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_typical_cells_are_accepted_with_and_without_invalid_ones_beside_them(case: Case) -> None:
    comparison = Comparison(case)
    for text in case.accepted:
        assert comparison.is_valid(text)
    if not case.accepted:
        assert not comparison.accepted(text_array([text for text in case.seeds if text])).any()
        return
    for cells in (case.accepted, [*case.accepted, "\0 bad"], [*case.accepted, *case.seeds]):
        for column in forms(cells):
            accepted = comparison.accepted(column)
            missed = {text for text, is_accepted in zip(cells, accepted, strict=True) if not is_accepted}
            assert not missed & set(case.accepted)


def test_the_rows_of_a_table_are_those_with_a_cell_that_is_not_accepted() -> None:
    screen = Screen.of([{"type": "integer"}, {"type": "date"}, {"type": "list"}])
    table = pa.table(
        [
            text_array(["1", "x", "3", "4"]),
            text_array(["2020-01-01", "2020-01-02", "2020-01-32", ""]),
            text_array(["a", "", "", ""]),
        ],
        names=["a", "b", "c"],
    )
    assert screen.rows(table).to_pylist() == [0, 1, 2, 3]
    assert Screen.of([{"type": "integer"}, {"type": "date"}]).rows(table.select(["a", "b"])).to_pylist() == [1, 2]
    assert Screen.of([{"type": "integer"}]).rows(table.select(["a"]).slice(2)).to_pylist() == []
    assert Screen.of([{"type": "integer"}]).unaccepted(table.slice(0, 0)) == {}


# Bounds drawn at random, and cells near them


def _number_near(random: Random, bound: Decimal) -> str:
    value = bound + random.choice((0, 0, 1, -1)) * Decimal(1).scaleb(-random.randint(0, 25))
    plain = f"{value:f}"
    more = plain + ("0" if "." in plain else ".0") * random.randint(0, 3)
    return random.choice((plain, more, f"{value:e}", f"0{plain}", f"+{plain}", str(float(value))))


def drawn(random: Random) -> Case:
    """Return a field with one or two bounds, and texts that are near the first."""
    field_type = random.choice((*("number",) * 3, "integer", "year", "date", "datetime", "time", "yearmonth"))
    two = [["minimum", "exclusiveMaximum"], ["exclusiveMinimum", "maximum"]]
    names = random.choice([[name] for name in BOUNDED] + two)
    sign = random.choice((1, -1))
    if field_type == "number":
        bound = Decimal(sign * random.randint(0, 10 ** random.randint(0, 16))).scaleb(-random.randint(0, 14))
        near = [_number_near(random, bound) for _ in range(20)]
        bounds: list[Any] = [f"{bound:f}", random.choice((float(bound), f"{bound + 1:f}"))]
    elif field_type in ("integer", "year"):
        most = 9999 if field_type == "year" else 10 ** random.randint(0, 20)
        number = random.randint(0, most) * (1 if field_type == "year" else sign)
        near = [str(number + step).zfill(random.choice((0, 4))) for step in (-10, -1, 0, 1, 10)]
        bounds = [number, str(number).zfill(4)]
    else:
        last = date.max.toordinal()
        ordinal = random.choice((1, last, random.randint(1, last), random.randint(730000, 740000)))
        days = [date.fromordinal(near) for near in (ordinal - 1, ordinal, ordinal + 1) if 1 <= near <= last]
        clocks = (random.choice(("00:00:00", "23:59:59", "10:00:00")), "10:00:01", "23:59:58")
        shape = {"date": "{0}", "datetime": "{0}T{1}", "time": "{1}", "yearmonth": "{2}"}[field_type]
        near = [shape.format(day, clock, str(day)[:7]) for day in days for clock in clocks]
        bounds = [random.choice(near), random.choice(near)]
    constraints = dict(zip(names, random.choice((bounds, bounds[::-1])), strict=False))
    return Case({"type": field_type, "constraints": constraints}, (*near, *map(str, bounds)), ())


def near_bounds(random: Random, case: Case, size: int) -> list[str]:
    return [random.choice(case.seeds) if random.random() < 0.5 else mutated(random, case.seeds) for _ in range(size)]


@settings(max_examples=examples(150))
@given(seed=st.integers(0, 2**32))
def test_bounds_of_any_value_are_kept(seed: int) -> None:
    random = seeded(seed)
    case = drawn(random)
    assert not Comparison(case).wrongly_accepted(near_bounds(random, case, SIZE))


# What was wrong once


@pytest.mark.parametrize(
    ("field", "text"),
    [
        # A number in a choice of texts is not a text that a cell may have.
        ({"type": "string", "constraints": {"enum": [1]}}, "1"),
        ({"type": "string", "categories": [1]}, "1"),
        # Categories are compared as they are: a text is neither a number nor a day.
        ({"type": "integer", "categories": ["1"]}, "1"),
        ({"type": "year", "categories": ["2020"]}, "2020"),
        ({"type": "date", "categories": ["2020-01-01"]}, "2020-01-01"),
        # A bound that cannot be read fails frictionless on the first cell.
        ({"type": "datetime", "constraints": {"minimum": "2020-02-30T00:00:00"}}, "2025-01-01T00:00:00"),
        ({"type": "datetime", "constraints": {"minimum": "0000-01-01T00:00:00"}}, "2025-01-01T00:00:00"),
        ({"type": "year", "constraints": {"maximum": 10000}}, "2020"),
        ({"type": "year", "constraints": {"minimum": -1}}, "2020"),
        ({"type": "year", "constraints": {"minimum": "5"}}, "2020"),
        # A bound of more digits than a double keeps apart: a smaller number is the same double.
        ({"type": "number", "constraints": {"minimum": "1234567.1234567801"}}, "1234567.12345678"),
        # An empty decimal sign is found between all digits, and becomes a point there.
        ({"type": "number", "decimalChar": ""}, "15"),
        # Without a reader, frictionless fails even on a missing value.
        ({"type": "string", "constraints": {"pattern": "(?u)a"}}, "a"),
        ({"type": "string", "constraints": {"pattern": "(?u)a"}}, ""),
        ({"type": "string", "constraints": {"pattern": "(?i)a"}}, ""),
    ],
    ids=str,
)
def test_a_cell_that_was_accepted_once_is_left_to_the_reader(field: dict[str, Any], text: str) -> None:
    comparison = Comparison(Case(field, (), ()))
    assert not comparison.is_valid(text)
    assert not comparison.accepted(text_array([text])).any()


def test_a_missing_value_is_left_where_the_reader_may_not_be_there() -> None:
    # Frictionless needs another package to read well-known texts of geometry, and fails without it.
    assert Screen.of([{"type": "string", "format": "wkt"}]).columns == (None,)
    # Whether Python can use a pattern that RE2 does not read is found out in a process that can be stopped.
    assert Screen.of([{"type": "string", "constraints": {"pattern": "a(?=b)."}}]).columns == (None,)


@pytest.mark.parametrize(
    "missing", [["", "1e20"], ["", "9999999999999999"], ["1" * 15 + "." + "1" * 15], ["-999", "x"]]
)
def test_a_missing_value_that_is_a_number_is_not_accepted_where_a_value_is_required(missing: list[str]) -> None:
    # Other numbers are accepted in a batch with texts that are not numbers than in a batch of numbers.
    comparison = Comparison(Case({"type": "number", "constraints": {"required": True}}, (), (), missing))
    for cells in (missing, [*missing, "x", ""], *([text] for text in missing), *([text, "x"] for text in missing)):
        assert not comparison.accepted(text_array(cells))[: len(missing)].any()


def test_all_chunks_of_a_column_are_screened() -> None:
    screen = Screen.of([{"type": "integer"}])
    chunks = [text_array(["1"]), text_array(["2", "x"]), text_array([]), text_array(["y"])]
    assert screen.rows(pa.table([pa.chunked_array(chunks)], names=["a"])).to_pylist() == [2, 3]
    encoded = [pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int32()), text_array([text])) for text in ("1", "x")]
    assert screen.rows(pa.table([pa.chunked_array(encoded)], names=["a"])).to_pylist() == [2, 3]
    assert screen.unaccepted(pa.table([pa.chunked_array([], pa.string())], names=["a"])) == {}


@pytest.mark.parametrize(
    "field", [{"type": "integer", "constraints": {"required": True}}, {}, {"type": "list"}], ids=str
)
def test_nothing_of_a_column_with_nulls_is_accepted(field: dict[str, Any]) -> None:
    plain = pa.array(["1", None, "2"])
    for column in (
        plain,
        plain.dictionary_encode(),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), pa.array(["1", None])),
    ):
        unaccepted = Screen.of([field]).unaccepted(pa.table([column], names=["a"]))[0]
        assert unaccepted.null_count == 0
        assert unaccepted[1].as_py()


def test_a_schema_with_lone_surrogates_or_very_large_numbers_is_screened() -> None:
    # JSON may contain the former, a Python dictionary the latter.
    screen = Screen.of(
        [{"constraints": {"enum": ["\ud800", "x"]}}, {"missingValues": ["\ud800"], "type": "integer"}], ["\udfff"]
    )
    Screen.of(
        [{"type": name, "format": format, "constraints": {"required": True}} for name, format in SCREENED], ["\ud800"]
    )
    table = pa.table([text_array(["x", "y"]), text_array(["1", "x"])], names=["a", "b"])
    assert {column: mask.to_pylist() for column, mask in screen.unaccepted(table).items()} == {
        0: [False, True],
        1: [False, True],
    }
    for constraints in ({"minimum": 10**5000}, {"enum": [10**5000]}):
        assert Comparison(Case({"type": "integer"}, (), ())).accepted(text_array(["1"])).all()
        unaccepted = Screen.of([{"type": "integer", "constraints": constraints}]).unaccepted(table.select(["b"]))
        assert unaccepted[0].to_pylist() == [True, True]


# What the screen is to engines: without state, and without the packages that take long to import

ALONE = """
import sys

import numpy as np
import pyarrow as pa

from summitdata.tabular.arrow_arrays import number_array, text_array
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.screen.screen import Screen

fields = [{"type": name, "format": format} for name, type in FIELD_TYPES.items() for format in type.formats]
fields += [
    {"constraints": {"pattern": "a|b", "minLength": 1, "enum": ["a"], "required": True}, "categories": ["a"]},
    {"type": "number", "constraints": {"minimum": 0.5}},
    {"type": "integer", "constraints": {"maximum": 5}, "missingValues": ["NA"]},
    {"type": "date", "constraints": {"exclusiveMaximum": "2020-01-01"}},
    {"type": "year", "constraints": {"minimum": 2000}},
]
for cells in (["a", "", "1"], ["1", "2", "3"], ["2020-01-01", "2020-02-30", "x"], ["2020-01-01"] * 3):
    coded = pa.DictionaryArray.from_arrays(number_array(np.arange(3, dtype=np.int32)), text_array(cells))
    screen = Screen.of(fields)
    for column in (text_array(cells), coded):
        table = pa.Table.from_arrays([column] * len(fields), names=[str(at) for at in range(len(fields))])
        screen.unaccepted(table), screen.rows(table), screen.unaccepted(table.slice(1))
print(sorted({"frictionless", "pandas", "polars"} & set(sys.modules)))
"""


def test_the_screen_imports_neither_frictionless_nor_pandas() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_screen_has_no_state() -> None:
    random = seeded(0)
    fields = [case.field for case in CASES]
    columns = [text_array([mutated(random, case.seeds) for _ in range(200)]) for case in CASES]
    tables = [
        pa.table(columns, names=[str(at) for at in range(len(fields))]),
        pa.table(columns[::-1], names=[str(at) for at in range(len(fields))]),
    ]
    screen = Screen.of(fields)

    def run(table: pa.Table) -> dict[int, list[bool]]:
        return {column: mask.to_pylist() for column, mask in screen.unaccepted(table).items()}

    expected = [run(table) for table in tables]
    assert [run(table) for table in tables] == expected
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, tables * 4)) == expected * 4
    again = Screen.of(fields)
    assert {column: mask.to_pylist() for column, mask in again.unaccepted(tables[0]).items()} == expected[0]


# The long campaign


@pytest.mark.campaign
@pytest.mark.parametrize("key", SCREENED, ids="-".join)
def test_a_million_cells_of_each_type_are_accepted_only_if_valid(key: tuple[str, str]) -> None:
    random, comparisons, done = Random(), [Comparison(case) for case in cases_of(key)], 0  # noqa: S311 - another run, other cells
    while done < CAMPAIGN:
        for comparison in comparisons:
            cells = batch(random, comparison.case, 4 * SIZE)
            assert not comparison.wrongly_accepted(cells)
            comparison.validity.clear()
            done += len(cells)


@pytest.mark.campaign
def test_a_million_cells_near_bounds_are_accepted_only_if_valid() -> None:
    random, done = Random(), 0  # noqa: S311
    while done < CAMPAIGN:
        case = drawn(random)
        cells = near_bounds(random, case, 4 * SIZE)
        assert not Comparison(case).wrongly_accepted(cells)
        done += len(cells)
