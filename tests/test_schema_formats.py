"""The schemas as text: each format is read back by its own tool, which accepts the tables and refuses broken ones."""

from __future__ import annotations

import copy
import json
import runpy
import sqlite3
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd
import pandera.pandas as pa
import pytest
import yaml
from jsonschema import Draft202012Validator
from pandera.errors import SchemaErrors

import summitdata as sd
from summitdata._names import TableName
from summitdata.datapackage import resource
from summitdata.schema_formats import FORMATS, schema_text, sql
from summitdata.schemas import from_table_schema
from summitdata.tables import rows
from summitdata.tabular.frames import pandas_dtype
from summitdata.tabular.schema_rules import CONSTRAINTS
from summitdata.tabular.types.registry import FIELD_TYPES

if TYPE_CHECKING:
    from pathlib import Path

TABLES: tuple[TableName, ...] = get_args(TableName)

BROKEN: dict[str, tuple[TableName, int, dict[str, Any]]] = {
    "required": ("figures", 0, {"label": None}),
    "required boolean": ("countries", 0, {"central_asian": None}),
    "enum": ("figures", 0, {"topic": "sport"}),
    "enum where null is fine": ("figures", 0, {"place": "Nowhere"}),
    "minimum": ("figures", 0, {"value": -1.0}),
    "maximum": ("topics", 0, {"paragraph": 17}),
    "minimum of a year": ("figures", 0, {"period_start": 1990}),
    "exclusiveMinimum": ("projects", 0, {"capacity": 0.0}),
    "minLength": ("figures", 0, {"label": ""}),
    "maxLength": ("figures", 0, {"printed": "x" * 61}),
    "pattern": ("countries", 0, {"alpha_3": "KA"}),
    "pattern at a line break": ("countries", 0, {"alpha_3": "ZZZ\n"}),
    "minimum of a date": ("summits", 0, {"start_date": "2022-12-31"}),
    "maximum of a date": ("summits", 0, {"start_date": "2026-01-01"}),
    "unique": ("countries", 1, {"name": rows("countries")[0]["name"]}),
    "primaryKey": ("project_countries", 1, dict(rows("project_countries")[0])),
    "uniqueKeys": ("topics", 1, {part: rows("topics")[0][part] for part in ("start", "end")}),
    "foreignKeys": ("topics", 0, {"source": "nobody"}),
}
"""What breaks one word of a Table Schema: table, index of a row, the cells to put there."""


def broken_rows(case: str) -> tuple[TableName, list[dict[str, Any]]]:
    name, index, cells = BROKEN[case]
    changed = [dict(row) for row in rows(name)]
    changed[index] |= cells
    return name, changed


def frame_of(descriptor: dict[str, Any], found: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            field["name"]: pd.Series(
                [row[field["name"]] for row in found], dtype=FIELD_TYPES[field["type"]].dtypes.pandas
            )
            for field in descriptor["fields"]
        }
    )


def accepts(made: pa.DataFrameSchema, frame: pd.DataFrame) -> bool:
    try:
        made.validate(frame, lazy=True)
    except SchemaErrors:
        return False
    return True


def cases_but(*inexpressible: str) -> list[str]:
    """List the cases that a format can express: `inexpressible` are the constraints, or whole cases, that it cannot."""
    return [case for case in BROKEN if case not in inexpressible and case.split()[0] not in inexpressible]


EXOTIC: dict[str, Any] = {
    "name": 'tab\'le "x"',
    "title": 'A """ title; -- with\na break \\ and {0} %s',
    "description": "é 😀 \u2028 '",
    "schema": {
        "fields": [
            {
                "name": 'a "b"\n); --',
                "type": "string",
                "constraints": {"pattern": "'\"|\\d  \\\\|{}\n", "unique": True},
            },
            {"name": "self", "type": "integer", "constraints": {"enum": [1, 2], "exclusiveMaximum": 2}},
            {"name": "d", "type": "date", "constraints": {"enum": ["2025-06-17", "2025-06-18"]}},
            {"name": "e", "type": "date", "constraints": {"exclusiveMinimum": "2025-06-17"}},
            {"name": "n", "type": "number", "constraints": {"exclusiveMaximum": 1e300, "enum": [0.1, 1e22]}},
            {"name": "t", "type": "boolean", "constraints": {"enum": [True]}},
            {"name": "y", "type": "year", "title": 'Year -- """\n'},
            {"name": "u", "type": "string", "format": "uri", "constraints": {"maxLength": 9, "enum": ["x:'", 'x:"\n']}},
        ],
        "primaryKey": "self",
        "uniqueKeys": [["d", "self"], "y"],
        "foreignKeys": [{"fields": "y", "reference": {"resource": "", "fields": "self"}}],
    },
}
"""A table with every type, and with words that a careless writer of code would trip over."""

EXOTIC_ROWS: list[list[Any]] = [
    ["'\"", 1, "2025-06-17", "2025-06-18", 0.1, True, 1, "x:'"],
    [None, 1, None, None, None, None, None, None],
]
EXOTIC_VIOLATIONS = {0: "z", 1: 2, 2: "2025-06-19", 3: "2025-06-17", 4: 0.2, 5: False, 6: 10000, 7: "'"}


def exotic(*changed: tuple[int, Any]) -> list[dict[str, Any]]:
    cells = list(EXOTIC_ROWS[0])
    for column, cell in changed:
        cells[column] = cell
    return [dict(zip([field["name"] for field in EXOTIC["schema"]["fields"]], cells, strict=True))]


def test_an_unknown_format_or_table_is_named_with_its_near_misses() -> None:
    with pytest.raises(sd.UnknownNameError, match="unknown format 'jsonschema': did you mean 'json-schema'"):
        schema_text("figures", "jsonschema")
    with pytest.raises(sd.UnknownNameError, match="did you mean 'topics'"):
        schema_text("topic", "sql")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_a_text_is_the_same_each_time_and_ends_with_one_line_break(name: TableName, format: str) -> None:
    text = schema_text(name, format)
    assert text == schema_text(name, format)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_the_default_is_the_table_schema_of_the_descriptor() -> None:
    assert json.loads(schema_text("figures")) == resource("figures")["schema"]


def test_sql_has_a_condition_for_each_constraint_but_a_pattern() -> None:
    assert sql.CONDITIONS.keys() == CONSTRAINTS.keys() - {"pattern"}


# pandera, as Python


def properties_of_columns(made: pa.DataFrameSchema, *, metadata: bool = True) -> dict[str, Any]:
    """Return what a schema says of its columns; a check may be another function of the same name and arguments."""
    parts = ["nullable", "unique", "title", "description", *(["metadata"] if metadata else [])]
    return {
        name: (
            str(column.dtype),
            [(check.name, check.statistics) for check in column.checks],
            [getattr(column, part) for part in parts],
        )
        for name, column in made.columns.items()
    }


def run(text: str, folder: Path) -> dict[str, Any]:
    """Run a module in a file of its own, as whoever exports it will, and return its names."""
    module = folder / "made.py"
    module.write_text(text, "utf-8")
    return runpy.run_path(str(module))


def run_module(text: str, folder: Path) -> pa.DataFrameSchema:
    made = run(text, folder)["schema"]
    assert isinstance(made, pa.DataFrameSchema)
    return made


@pytest.mark.parametrize("name", TABLES)
def test_the_python_module_needs_only_pandera_and_accepts_the_table(name: TableName, tmp_path: Path) -> None:
    text = schema_text(name, "pandera")
    made = run_module(text, tmp_path)
    assert "import summitdata" not in text
    assert accepts(made, sd.load(name))
    assert properties_of_columns(made) == properties_of_columns(sd.schema(name))
    assert (made.name, made.title, made.description) == (name, resource(name)["title"], resource(name)["description"])


@pytest.mark.parametrize("case", cases_but("foreignKeys"))
def test_the_python_module_refuses_what_the_schema_refuses(case: str, tmp_path: Path) -> None:
    name, found = broken_rows(case)
    frame = frame_of(resource(name)["schema"], found)
    assert not accepts(sd.schema(name), frame)
    assert not accepts(run_module(schema_text(name, "pandera"), tmp_path), frame)


def test_the_python_module_of_an_exotic_table(tmp_path: Path) -> None:
    made = run_module(FORMATS["pandera"](EXOTIC), tmp_path)
    assert (made.name, made.title, made.description) == (EXOTIC["name"], EXOTIC["title"], EXOTIC["description"])
    check_exotic(made)
    twins = frame_of(EXOTIC["schema"], exotic() + exotic((1, 2)))
    assert not accepts(made, twins)


def check_exotic(made: pa.DataFrameSchema) -> None:
    original = from_table_schema(EXOTIC["schema"])
    good = frame_of(EXOTIC["schema"], exotic())
    assert accepts(original, good)
    assert accepts(made, good)
    for violation in EXOTIC_VIOLATIONS.items():
        bad = frame_of(EXOTIC["schema"], exotic(violation))
        assert not accepts(original, bad)
        assert not accepts(made, bad)


# pandera, as a class


def model_of(text: str, folder: Path) -> pa.DataFrameSchema:
    (model,) = [one for one in run(text, folder).values() if hasattr(one, "to_schema")]
    made: pa.DataFrameSchema = model.to_schema()
    return made


@pytest.mark.parametrize("name", TABLES)
def test_the_model_needs_only_pandera_and_accepts_the_table(name: TableName, tmp_path: Path) -> None:
    text = schema_text(name, "pandera-model")
    made = model_of(text, tmp_path)
    assert "summitdata." not in text
    assert accepts(made, sd.load(name))
    assert (made.name, made.title, made.description) == (name, resource(name)["title"], resource(name)["description"])
    assert {name: column.metadata for name, column in made.columns.items()} == {
        name: column.metadata for name, column in sd.schema(name).columns.items()
    }


@pytest.mark.parametrize("case", cases_but("foreignKeys"))
def test_the_model_refuses_what_the_schema_refuses(case: str, tmp_path: Path) -> None:
    name, found = broken_rows(case)
    made = model_of(schema_text(name, "pandera-model"), tmp_path)
    assert not accepts(made, frame_of(resource(name)["schema"], found))


def test_the_model_of_an_exotic_table(tmp_path: Path) -> None:
    made = model_of(FORMATS["pandera-model"](EXOTIC), tmp_path)
    assert (made.name, made.title, made.description) == (EXOTIC["name"], EXOTIC["title"], EXOTIC["description"])
    check_exotic(made)
    assert not accepts(made, frame_of(EXOTIC["schema"], exotic() + exotic((1, 2))))


# pandera, as YAML


@pytest.mark.parametrize("name", TABLES)
def test_the_yaml_is_read_by_pandera_and_accepts_the_table(name: TableName) -> None:
    text = schema_text(name, "pandera-yaml")
    made = pa.DataFrameSchema.from_yaml(text)
    assert accepts(made, sd.load(name))
    assert properties_of_columns(made, metadata=False) == properties_of_columns(sd.schema(name), metadata=False)
    dtypes = {field: pandas_dtype(column["dtype"]) for field, column in yaml.safe_load(text)["columns"].items()}
    assert dtypes == sd.load(name).dtypes.to_dict()


@pytest.mark.parametrize("case", cases_but("uniqueKeys", "foreignKeys"))
def test_the_yaml_refuses_what_the_schema_refuses(case: str) -> None:
    name, found = broken_rows(case)
    made = pa.DataFrameSchema.from_yaml(schema_text(name, "pandera-yaml"))
    assert not accepts(made, frame_of(resource(name)["schema"], found))


def test_the_yaml_names_what_it_cannot_say() -> None:
    note = '# not expressed here: unique ["start", "end"] (rows with a null in it are not compared)\n'
    assert schema_text("topics", "pandera-yaml").startswith(note)
    assert "#" not in schema_text("countries", "pandera-yaml")


def test_the_yaml_of_an_exotic_table() -> None:
    text = FORMATS["pandera-yaml"](EXOTIC)
    assert [line.split(" (")[0] for line in text.splitlines() if line.startswith("#")] == [
        '# not expressed here: unique ["a \\"b\\"\\n); --"]',
        '# not expressed here: unique ["d", "self"]',
        '# not expressed here: unique ["y"]',
    ]
    check_exotic(pa.DataFrameSchema.from_yaml(text))


# JSON Schema


def json_validator(text: str) -> Draft202012Validator:
    found = json.loads(text)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", TABLES)
def test_the_json_schema_accepts_the_rows_of_the_table(name: TableName) -> None:
    json_validator(schema_text(name, "json-schema")).validate(json.loads(json.dumps(rows(name))))


@pytest.mark.parametrize(
    "case",
    cases_but("unique", "primaryKey", "uniqueKeys", "foreignKeys", "minimum of a date", "maximum of a date"),
)
def test_the_json_schema_refuses_a_broken_row_and_says_where(case: str) -> None:
    name, found = broken_rows(case)
    errors = list(json_validator(schema_text(name, "json-schema")).iter_errors(found))
    _, index, cells = BROKEN[case]
    assert {tuple(error.absolute_path) for error in errors} == {(index, field) for field in cells}


@pytest.mark.parametrize(
    "change", [{"start_date": "17 June"}, {"ordinal": "1"}, {"ordinal": 1.5}, {"mayor": "?"}, {"city": 1}]
)
def test_the_json_schema_refuses_a_value_of_another_type(change: dict[str, Any]) -> None:
    validator = json_validator(schema_text("summits", "json-schema"))
    assert not validator.is_valid([{**rows("summits")[0], **change}])
    assert not validator.is_valid(
        [{k: v for k, v in rows("summits")[0].items() if k not in (change.keys() | {"year"})}]
    )


def test_the_json_schema_names_what_it_cannot_say() -> None:
    found = json.loads(schema_text("topics", "json-schema"))
    assert found["$comment"] == (
        "Not expressed here: unique (name); primary key (id); unique (start, end); foreign key (source) in sources (id)"
    )
    start = json.loads(schema_text("summits", "json-schema"))["items"]["properties"]["start_date"]
    assert start["$comment"] == "Not expressed here: minimum 2023-01-01; maximum 2025-12-31"


def test_the_json_schema_of_an_exotic_table() -> None:
    validator = json_validator(FORMATS["json-schema"](EXOTIC))
    assert validator.is_valid(exotic())
    assert validator.is_valid(exotic(*((column, None) for column in EXOTIC_VIOLATIONS if column != 1)))
    inexpressible = {3}  # a bound of a date
    for violation in EXOTIC_VIOLATIONS.items():
        assert validator.is_valid(exotic(violation)) == (violation[0] in inexpressible)
    assert "foreign key (y) in this table (self)" in FORMATS["json-schema"](EXOTIC)


@pytest.mark.parametrize(
    ("cell", "fine"), [("x", True), ("yz", True), ("xQQQ", False), ("Qyz", False), ("yz\n", False)]
)
def test_a_pattern_of_the_json_schema_holds_for_the_whole_string(cell: str, fine: bool) -> None:  # noqa: FBT001 - parametrized
    table = {"schema": {"fields": [{"name": "x", "type": "string", "constraints": {"pattern": "x|yz"}}]}}
    assert json_validator(FORMATS["json-schema"](table)).is_valid([{"x": cell}]) == fine


# SQL


def in_order() -> list[TableName]:
    """List the tables so that each stands after those that it refers to."""
    needed = {
        name: {key["reference"]["resource"] for key in resource(name)["schema"].get("foreignKeys", [])} - {""}
        for name in TABLES
    }
    return list(TopologicalSorter(needed).static_order())


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def insert(database: sqlite3.Connection, name: str, found: list[dict[str, Any]]) -> None:
    for row in found:
        columns, marks = ", ".join(map(quoted, row)), ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})", list(row.values()))  # noqa: S608 - quoted


@pytest.fixture
def database() -> Any:
    made = sqlite3.connect(":memory:")
    made.execute("PRAGMA foreign_keys = ON")
    yield made
    made.close()


def test_the_sql_makes_tables_that_hold_all_rows(database: sqlite3.Connection) -> None:
    for name in in_order():
        database.executescript(schema_text(name, "sql"))
        insert(database, name, [dict(row) for row in rows(name)])
        assert database.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(rows(name)),)  # noqa: S608 - a table


@pytest.mark.parametrize("case", cases_but("pattern"))
def test_the_sql_refuses_a_broken_row(case: str, database: sqlite3.Connection) -> None:
    broken, found = broken_rows(case)
    for name in in_order():
        database.executescript(schema_text(name, "sql"))
        if name == broken:
            break
        insert(database, name, [dict(row) for row in rows(name)])
    index = BROKEN[case][1]
    insert(database, broken, found[:index])
    with pytest.raises(sqlite3.IntegrityError):
        insert(database, broken, found[index : index + 1])


def test_the_sql_names_what_it_cannot_say() -> None:
    assert [line for line in schema_text("countries", "sql").splitlines() if line.startswith("-- Not")] == [
        '-- Not expressed here: "alpha_3": pattern "^[A-Z]{3}$"',
        '-- Not expressed here: "alpha_2": pattern "^[A-Z]{2}$"',
        '-- Not expressed here: "m49": pattern "^[0-9]{3}$"',
    ]
    assert '-- Not expressed here: "address": format uri\n' in schema_text("sources", "sql")


def test_the_sql_of_an_exotic_table(database: sqlite3.Connection) -> None:
    database.executescript(FORMATS["sql"](EXOTIC))
    inexpressible = {0: '"a \\"b\\"\\n); --": pattern'}
    for column, cell in EXOTIC_VIOLATIONS.items():
        if column in inexpressible:
            assert inexpressible[column] in FORMATS["sql"](EXOTIC)
            continue
        with pytest.raises(sqlite3.IntegrityError):
            insert(database, EXOTIC["name"], exotic((column, cell)))
    insert(database, EXOTIC["name"], exotic())
    nulls = [(column, None) for column in EXOTIC_VIOLATIONS if column != 1]
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(database, EXOTIC["name"], exotic(*nulls))
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        insert(database, EXOTIC["name"], exotic((1, None)))


def test_writing_a_text_leaves_the_descriptor_alone() -> None:
    before = copy.deepcopy(EXOTIC)
    for write in FORMATS.values():
        write(EXOTIC)
    assert before == EXOTIC
