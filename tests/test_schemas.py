"""The pandera schemas: what they accept and refuse, constraint by constraint, and that frictionless agrees."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import math
from typing import TYPE_CHECKING, Any, get_args

import frictionless
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

import summitdata as sd
from profiles import examples
from summitdata._names import TableName
from summitdata.datapackage import locate, resource
from summitdata.schemas import from_table_schema, schema
from summitdata.schemas.checks import CHECKS
from summitdata.tables import read_table
from summitdata.tabular.schema_rules import CONSTRAINTS
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandera.pandas as pa

TABLES: tuple[TableName, ...] = get_args(TableName)


def frame_of(descriptor: dict[str, Any], **columns: list[Any]) -> pd.DataFrame:
    types = {field["name"]: FIELD_TYPES[field["type"]].dtypes.pandas for field in descriptor["fields"]}
    return pd.DataFrame({name: pd.Series(values, dtype=types[name]) for name, values in columns.items()})


def failures(made: pa.DataFrameSchema, frame: pd.DataFrame) -> set[tuple[str, str, int]]:
    """Return what a frame fails: column, check, index of the row."""
    try:
        made.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        return set(zip(cases["column"], cases["check"].str.split("(").str[0], cases["index"], strict=True))
    return set()


def one_field(kind: str, **words: Any) -> dict[str, Any]:
    return {"fields": [{"name": "x", "type": kind, **words}]}


@pytest.mark.parametrize("name", TABLES)
def test_each_table_passes_its_own_schema(name: TableName) -> None:
    frame = sd.load(name)
    pd.testing.assert_frame_equal(sd.schema(name).validate(frame, lazy=True), frame)


@pytest.mark.parametrize("name", TABLES)
def test_a_schema_carries_its_words_and_its_table_schema(name: TableName) -> None:
    table, made = resource(name), schema(name)
    assert (made.name, made.title, made.description) == (name, table["title"], table["description"])
    assert [(c.name, c.title, c.description) for c in made.columns.values()] == [
        (field["name"], field["title"], field["description"]) for field in table["schema"]["fields"]
    ]
    assert made.metadata is not None
    assert made.metadata["table_schema"] == table["schema"]
    made.metadata["table_schema"]["fields"].clear()
    assert resource(name)["schema"]["fields"]


def every_constraint() -> list[tuple[TableName, dict[str, tuple[str, Any]]]]:
    """List tables with a constraint and its value of each field, so that each constraint of the package is in one."""
    found = []
    for name in TABLES:
        fields = resource(name)["schema"]["fields"]
        constraints = {field["name"]: [*field.get("constraints", {}).items()] for field in fields}
        found += [
            (name, {field: each[number] for field, each in constraints.items() if number < len(each)})
            for number in range(max(map(len, constraints.values())))
        ]
    return found


def breaking(constraint: str, bound: Any, column: pd.Series) -> Any:
    """Return a value for the second row of a column that breaks a constraint."""
    step = pd.Timedelta(days=1) if isinstance(bound, str) else 1
    bound = pd.Timestamp(bound) if column.dtype.kind == "M" and isinstance(bound, str) else bound
    values: dict[str, Callable[[], Any]] = {
        "required": lambda: None,
        "unique": lambda: column[0],
        "enum": lambda: "elsewhere",
        "pattern": lambda: f"{column[0]}\n" if str(column[0]).isupper() else " ",
        "minimum": lambda: bound - step,
        "maximum": lambda: bound + step,
        "exclusiveMinimum": lambda: bound,
        "minLength": lambda: "x" * (bound - 1),
        "maxLength": lambda: "x" * (bound + 1),
    }
    return values[constraint]()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "constraints"), every_constraint())
def test_each_constraint_of_the_package_refuses_a_value_that_breaks_it(
    name: TableName, constraints: dict[str, tuple[str, Any]]
) -> None:
    frame = sd.load(name)
    expected = set()
    for field, (constraint, bound) in constraints.items():
        frame.loc[1, field] = breaking(constraint, bound, frame[field])
        check = {"required": "not_nullable", "unique": "field_uniqueness"}.get(constraint) or CHECKS[constraint][0]
        expected.add((field, check, 1))
    assert failures(schema(name), frame) >= expected


@pytest.mark.parametrize(
    ("kind", "constraints", "good", "bad", "check"),
    [
        ("string", {"enum": ["a", "b"]}, "a", "A", "isin"),
        ("integer", {"enum": [1, "2"]}, 2, 3, "isin"),
        ("number", {"enum": [0.5, "1"]}, 1.0, 0.25, "isin"),
        ("boolean", {"enum": ["true"]}, True, False, "isin"),
        ("date", {"enum": ["2025-06-17"]}, "2025-06-17", "2025-06-18", "isin"),
        ("string", {"pattern": "x|yz"}, "yz", "xQQQ", "str_matches"),
        ("string", {"pattern": "x|yz"}, "x", "yz\n", "str_matches"),
        ("string", {"pattern": "^a$"}, "a", "a\n", "str_matches"),
        ("string", {"minLength": 2}, "éé", "é", "str_length"),
        ("string", {"maxLength": 2}, "éé", "ééé", "str_length"),
        ("integer", {"minimum": -1}, -1, -2, "greater_than_or_equal_to"),
        ("integer", {"exclusiveMinimum": "-1"}, 0, -1, "greater_than"),
        ("number", {"maximum": "0.5"}, 0.5, 0.51, "less_than_or_equal_to"),
        ("number", {"exclusiveMaximum": 1}, 0.99, 1.0, "less_than"),
        ("date", {"minimum": "0001-01-02"}, "0001-01-02", "0001-01-01", "greater_than_or_equal_to"),
        ("date", {"maximum": "9999-12-30"}, "9999-12-30", "9999-12-31", "less_than_or_equal_to"),
        ("date", {"exclusiveMinimum": "2025-06-17"}, "2025-06-18", "2025-06-17", "greater_than"),
        ("date", {"exclusiveMaximum": "2025-06-17"}, "2025-06-16", "2025-06-17", "less_than"),
        ("year", {}, 0, -1, "greater_than_or_equal_to"),
        ("year", {}, 9999, 10000, "less_than_or_equal_to"),
        ("year", {"minimum": -5}, 0, -1, "greater_than_or_equal_to"),
        ("year", {"maximum": 2025}, 2025, 2026, "less_than_or_equal_to"),
        ("string", {"required": True}, "", None, "not_nullable"),
    ],
)
def test_a_constraint_of_a_type(kind: str, constraints: dict[str, Any], good: Any, bad: Any, check: str) -> None:
    descriptor = one_field(kind, constraints=constraints)
    made = from_table_schema(descriptor)
    assert failures(made, frame_of(descriptor, x=[good, good])) == set()
    assert failures(made, frame_of(descriptor, x=[good, bad])) == {("x", check, 1)}
    if "required" not in constraints:
        assert failures(made, frame_of(descriptor, x=[good, None])) == set()


def test_both_lengths_hold() -> None:
    descriptor = one_field("string", constraints={"minLength": 1, "maxLength": 2})
    frame = frame_of(descriptor, x=["", "a", "ab", "abc", None])
    assert failures(from_table_schema(descriptor), frame) == {("x", "str_length", 0), ("x", "str_length", 3)}


@pytest.mark.parametrize("dtype", ["str", "object", "string"])
def test_a_pattern_holds_for_the_whole_string_in_every_dtype_of_strings(dtype: str) -> None:
    made = from_table_schema(one_field("string", constraints={"pattern": r"x|yz|\d"}))
    frame = pd.DataFrame({"x": pd.Series(["x", "yz", "5", "xQQQ", "Qyz", "yz\n", "", None], dtype=dtype)})
    assert {row for _, check, row in failures(made, frame) if check == "str_matches"} == {3, 4, 5, 6}


def test_a_uri_needs_a_scheme() -> None:
    descriptor = one_field("string", format="uri", constraints={"pattern": ".*"})
    frame = frame_of(descriptor, x=["https://a.b", "urn:x", "//a.b", "1a:b", None])
    assert failures(from_table_schema(descriptor), frame) == {("x", "str_contains", 2), ("x", "str_contains", 3)}


def test_missing_values_are_not_duplicates() -> None:
    descriptor = one_field("integer", constraints={"unique": True})
    frame = frame_of(descriptor, x=[1, None, None, 2, 1])
    assert failures(from_table_schema(descriptor), frame) == {("x", "unique", 0), ("x", "unique", 4)}


def test_a_primary_key_is_whole_and_unique_as_a_whole() -> None:
    descriptor = {
        "fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}],
        "primaryKey": ["a", "b"],
    }
    made = from_table_schema(descriptor)
    assert failures(made, frame_of(descriptor, a=[1, 1, 2], b=["x", "y", "x"])) == set()
    check = "multiple_fields_uniqueness"
    assert failures(made, frame_of(descriptor, a=[1, 2, 1], b=["x", "x", "x"])) == {
        (column, check, row) for column in "ab" for row in (0, 2)
    }
    assert failures(made, frame_of(descriptor, a=[1, 1], b=["x", None])) == {("b", "not_nullable", 1)}


def test_each_unique_key_is_compared_where_it_is_whole() -> None:
    descriptor = {
        "fields": [{"name": name, "type": "integer"} for name in ("self", "b", "c")],
        "uniqueKeys": [["self", "b"], ["b", "c"]],
    }
    made = from_table_schema(descriptor)
    frame = frame_of(descriptor, self=[1, 1, None, None], b=[1, 1, 2, 2], c=[1, 2, None, None])
    with pytest.raises(SchemaErrors) as caught:
        made.validate(frame, lazy=True)
    cases = caught.value.failure_cases
    assert cases["check"].to_list() == ["unique(self, b)"] * 2
    assert cases["index"].to_list() == [0, 1]
    assert cases["failure_case"].to_list() == [{"self": 1, "b": 1}] * 2
    frame["self"] = frame["self"] + pd.Series([0, 1, 0, 0])
    frame["c"] = frame["c"].fillna(3)
    assert {check for _, check, _ in failures(made, frame)} == {"unique"}
    made.validate(frame.iloc[:0])


def test_the_columns_their_order_and_their_dtypes_are_those_of_the_schema() -> None:
    frame, made = sd.load("summits"), schema("summits")
    for broken in (
        frame[frame.columns[::-1]],
        frame.drop(columns="city"),
        frame.assign(mayor="?"),
        frame.astype({"ordinal": "float64"}),
        frame.astype({"ordinal": "str"}),
        frame.astype({"start_date": "str"}),
    ):
        assert failures(made, broken)
    assert not made.coerce
    topics = sd.load("topics").drop(columns="start")  # a unique key has lost a part
    assert ("column_in_dataframe" in {check for _, check, _ in failures(schema("topics"), topics)}) is True


def test_every_constraint_has_a_check() -> None:
    assert CHECKS.keys() == CONSTRAINTS.keys()


def test_an_unknown_table_is_named_with_its_near_misses() -> None:
    with pytest.raises(sd.UnknownNameError, match="did you mean 'figures'"):
        sd.schema("figure")


@pytest.mark.parametrize(
    ("descriptor", "words"),
    [
        (one_field("durations"), "unknown type 'durations': .* of the field 'x'"),
        (one_field("string", format="wkt"), "unknown format 'wkt'.* of the field 'x'"),
        (one_field("date", format="iso"), "unknown format 'iso'"),
        (one_field("string", constraints={"maximumLength": 3}), "unknown constraint 'maximumLength': did you mean"),
        (one_field("string", constraints={"jsonSchema": {}}), "unknown constraint 'jsonSchema'"),
        ({**one_field("string"), "fieldsMatch": "partial"}, "unknown fieldsMatch 'partial'"),
        ({**one_field("string"), "primaryKey": ["y"]}, "unknown field 'y'"),
        ({**one_field("string"), "uniqueKeys": [["x", "y"]]}, "unknown field 'y'"),
    ],
)
def test_a_word_without_a_place_is_an_error_that_names_it(descriptor: dict[str, Any], words: str) -> None:
    with pytest.raises(sd.UnknownNameError, match=words):
        from_table_schema(descriptor)


@pytest.mark.filterwarnings("ignore::summitdata.errors.SchemaWarning")  # of a value of another type, besides
@pytest.mark.parametrize(
    ("descriptor", "words"),
    [
        ({}, "fields must be a list"),
        ({"fields": ["x"]}, "a field must be a JSON object"),
        ({"fields": [{"type": "string"}]}, "the name of a field must be a string"),
        ({"fields": [{"name": "x", "type": "string"}] * 2}, "two fields named 'x'"),
        ({**one_field("string"), "primaryKey": None}, "primaryKey must be a list"),
        (one_field("number", categories=[1]), "categories of the field 'x'"),
        (one_field("integer", categories=["1"]), "categories of the field 'x'"),
        (one_field("list", constraints={"unique": True}), "a key of the field 'x': values of its type, list"),
        (one_field("string", constraints=["required"]), "the constraints of the field 'x' must be a JSON object"),
        (one_field("string", constraints={"required": 1}), "required of the field 'x' must be a boolean"),
        (one_field("integer", constraints={"pattern": "1"}), "pattern of the field 'x' does not go with its type"),
        (one_field("string", constraints={"minimum": "a"}), "minimum of the field 'x' does not go with its type"),
        (one_field("boolean", constraints={"minimum": True}), "does not go with its type, boolean"),
        (one_field("integer", constraints={"minimum": 0.5}), "not an integer"),
        (one_field("integer", constraints={"maximum": True}), "not an integer"),
        (one_field("integer", constraints={"maximum": "many"}), "not an integer"),
        (one_field("number", constraints={"maximum": math.inf}), "not a finite number"),
        (one_field("number", constraints={"maximum": None}), "maximum of the field 'x' is None"),
        (one_field("date", constraints={"minimum": "2025-13-01"}), "minimum of the field 'x' is '2025-13-01'"),
        (one_field("boolean", constraints={"enum": ["yes"]}), "neither true nor false"),
        (one_field("string", constraints={"enum": [1]}), "not a string"),
        (one_field("string", constraints={"enum": []}), "not a list of at least one value"),
        (one_field("string", constraints={"minLength": -1}), "cannot be negative"),
        (one_field("string", constraints={"pattern": "("}), "pattern of the field 'x'"),
        (one_field("string", constraints={"pattern": "a)|(?:b"}), "pattern of the field 'x'"),
        (one_field("string", constraints={"pattern": "(?i)a"}), "pattern of the field 'x'"),
        (one_field("string", constraints={"pattern": "a{99999999999}"}), "pattern of the field 'x'"),
    ],
)
def test_a_contradiction_in_a_table_schema_is_an_error_that_names_the_place(
    descriptor: dict[str, Any], words: str
) -> None:
    with pytest.raises(sd.PackageError, match=words):
        from_table_schema(descriptor)


def near(field: dict[str, Any]) -> st.SearchStrategy[str]:
    """Draw cells of a field: some as the type wants them, near its bounds, some anything."""
    constraints = field.get("constraints", {})
    bounds = [constraints[word] for word in ("minimum", "maximum", "exclusiveMinimum") if word in constraints]
    texts = st.text(st.characters(codec="utf-8"), max_size=70)
    own: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-2, 2).flatmap(lambda step: st.sampled_from([n + step for n in bounds or [0]])),
        "year": st.integers(0, 9999) | st.sampled_from([1990, 1991, 2025, 2026]),
        "number": st.floats(-10, 1e6) | st.just(0),
        "boolean": st.sampled_from(["true", "false"]),
        "date": st.dates(dt.date(1999, 12, 1)) | st.sampled_from(["1999-12-31", *bounds]),
        "string": st.sampled_from([*constraints.get("enum", []), "x", "KAZ", "kz-1", "a-", "https://a.b", "http:"]),
    }
    return st.just("") | own[field["type"]].map(str) | texts


@st.composite
def mutations(draw: st.DrawFn) -> tuple[TableName, int, int, str]:
    """Draw a table, a row of it, a field of it, and a cell to put there: of the same column or a new one."""
    name: TableName = draw(st.sampled_from(TABLES))
    cells = read_cells(name)
    row = draw(st.integers(1, len(cells) - 1))
    column = draw(st.integers(0, len(cells[0]) - 1))
    field = resource(name)["schema"]["fields"][column]
    return name, row, column, draw(st.sampled_from([line[column] for line in cells[1:]]) | near(field))


def read_cells(name: TableName) -> list[list[str]]:
    with (locate().parent / resource(name)["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.slow
@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutation=mutations())
def test_pandera_refuses_a_cell_exactly_when_frictionless_does(
    mutation: tuple[TableName, int, int, str], tmp_path: Path
) -> None:
    refused_alike(mutation, tmp_path)


@pytest.mark.campaign
@settings(max_examples=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutation=mutations())
def test_a_long_search_finds_no_cell_that_one_alone_refuses(
    mutation: tuple[TableName, int, int, str], tmp_path: Path
) -> None:
    refused_alike(mutation, tmp_path)


def refused_alike(mutation: tuple[TableName, int, int, str], folder: Path) -> None:
    """Change a cell of a table: pandera refuses the field exactly if frictionless does."""
    name, row, column, cell = mutation
    cells = read_cells(name)
    cells[row][column] = cell
    table = copy.deepcopy(resource(name))
    table["path"] = "mutated.csv"
    with (folder / table["path"]).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)

    constraints = table["schema"]["fields"][column].get("constraints", {})
    assume(not ("pattern" in constraints and cell.endswith("\n")))  # frictionless' `$` lets a line break follow
    refused = frictionless_fields(folder, table)
    assume(refused is not None)
    try:
        frame = read_table(folder, table)
    except (ValueError, OverflowError):  # the cell does not parse: DataFileError, or a number too big for a frame
        assume(False)  # noqa: FBT003 - hypothesis' way to leave a case out
    assume(not (frame.isna().iloc[row - 1, column] and cell))  # a frame keeps a NaN as a missing number
    found = failures(schema(name), frame)
    # Those of rows, which frictionless is not asked for here.
    of_rows = ("unique", "multiple_fields_uniqueness", "foreign_key", "row_rule", "group_rule")
    assert {field for field, check, _ in found if check not in of_rows} == refused


def frictionless_fields(folder: Path, table: dict[str, Any]) -> set[str] | None:
    """Return the fields that break a constraint in frictionless' eyes; nothing if a cell is not even of its type."""
    table = copy.deepcopy(table)
    for word in ("bytes", "hash", "sources", "licenses"):
        del table[word]
    table["schema"].pop("foreignKeys", None)
    table["$schema"] = "https://datapackage.org/profiles/2.0/dataresource.json"
    report = frictionless.Resource.from_descriptor(table, basepath=str(folder)).validate()
    errors = report.tasks[0].errors if report.tasks else report.errors
    # frictionless counts a text that is not a URI among the type errors
    constraint_errors = [e for e in errors if e.type in ("constraint-error", "unique-error") or "uri" in e.note]
    if any(e not in constraint_errors and e.type != "primary-key" for e in errors):
        return None
    return {e.to_descriptor()["fieldName"] for e in constraint_errors}


def test_frictionless_lets_a_line_break_follow_a_pattern_and_pandera_does_not(tmp_path: Path) -> None:
    cells = read_cells("countries")
    cells[1][0] += "\n"
    table = copy.deepcopy(resource("countries"))
    table["path"] = "broken.csv"
    with (tmp_path / table["path"]).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    assert frictionless_fields(tmp_path, table) == set()
    assert failures(schema("countries"), read_table(tmp_path, table)) == {("alpha_3", "str_matches", 0)}


@pytest.mark.skipif(pd.__version__ >= "3", reason="they are the texts of pandas 3")
def test_pandas_2_with_the_texts_of_pandas_3(tmp_path: Path) -> None:
    with pd.option_context("future.infer_string", True):  # noqa: FBT003 - its only form
        rules = {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "[a-z]|yz"}}]}
        made = schema(rules)
        assert made.validate(frame_of(rules, a=["yz", None])).shape == (2, 1)
        with pytest.raises(SchemaErrors):
            made.validate(frame_of(rules, a=["yz\n", None]), lazy=True)
        file = tmp_path / "a.csv"
        file.write_text("a,b\nx,\n,1\n", "utf-8")
        fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
        assert sd.read_csv(file, {"fields": fields})["a"].isna().tolist() == [False, True]
