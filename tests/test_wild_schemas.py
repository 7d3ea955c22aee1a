"""Anybody's Table Schemas in every format: its usual reader reads what is written, or an error says why not."""

from __future__ import annotations

import json
import sqlite3
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import duckdb
import jsonschema
import pandera.pandas as pa
import pytest

from summitdata.errors import SummitDataError
from summitdata.schema_formats import FORMATS, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = (
    "string number integer boolean object array list date time datetime year yearmonth duration geopoint geojson any"
)


def of(*names: str, **properties: Any) -> dict[str, Any]:
    return {"fields": [{"name": name, **properties} for name in names]}


def foreign(fields: Any, reference: dict[str, Any]) -> dict[str, Any]:
    return {**of("a", "b"), "foreignKeys": [{"fields": fields, "reference": reference}]}


WILD: dict[str, dict[str, Any]] = {
    "titles by language": {"title": {"en": "T"}, **of("a", title={"fr": "Â", "en": "A"}, description={"de": "x\ny"})},
    "titles that are none": {"title": 5, **of("a", title=["x"], description=1)},
    "a name of code": of("pa", "pd", "np", "str", "float", "datetime", "pyarrow", "unique_together", type="datetime"),
    "a word of Python": of(
        "class", "None", "def", "Config", "validate", "to_json", "__x__", "_a", "self", "cls", "frame"
    ),
    "a name of signs": of(
        "a\nb", 'q"uote', "q'x", "back\\slash", "-- x", "*/", "'''", '"""', "a;b", "{a}", "%s", "a.b"
    ),
    "names of the world": of("é", "名", "\u202e", "1x", "x-y", " ", "column_1", "column_2"),
    "every type": {"fields": [{"name": name, "type": name} for name in TYPES.split()]},
    "times": {"fields": [{"name": "t", "type": "time", "constraints": {"minimum": "01:00:00", "enum": ["02:00:00"]}}]},
    "missing values with labels": {
        **of("a", type="integer"),
        "missingValues": [{"value": "-99", "label": "not asked"}],
    },
    "categories": of(
        "a", type="integer", categories=[{"value": 1, "label": "x"}, {"value": 2}], categoriesOrdered=True
    ),
    "keys as texts": {**of("a", "b"), "primaryKey": "a", "uniqueKeys": ["b"]},
    "its own foreign key": {
        **of("a", "b"),
        "primaryKey": "a",
        "foreignKeys": [{"fields": "b", "reference": {"resource": "", "fields": "a"}}],
    },
    "a match in a list": {**of("a"), "fieldsMatch": ["exact"]},
    "numbers of a country": of("a", type="number", groupChar=".", decimalChar=",", bareNumber=False),
    "a date of a country": of("a", type="date", format="%d.%m.%Y", constraints={"minimum": "01.02.2020"}),
    "items": {"fields": [{"name": "a", "type": "list", "itemType": "integer", "delimiter": ";"}]},
    "properties that nobody knows": {"custom": [1], **of("a", rdfType="http://x", unit="m", custom={"x": [1]})},
    "a pattern of quotes": of("a", type="string", constraints={"pattern": '["\'\\\\\n]+"""'}),
    "values of all kinds": of("a", constraints={"enum": ["a", 1, None, 2.5, True, {"b": [1]}]}),
    "a large bound": of("a", type="integer", constraints={"minimum": 10**40}),
    "titles by language on cells of a country": {
        "fields": [
            {"name": "a", "type": "number", "decimalChar": ",", "title": {"fr": "x"}, "description": {"fr": "y"}},
            {"name": "b", "type": "list", "title": {"fr": "x"}, "example": 5},
        ]
    },
    "names that Python reads as others": of("\u212a", "K", "\ufb01", type="integer"),
    "a table called as a word of Python": {"name": "true", **of("a")},
    "ends of lines": of("\x85", "a\u2028b", "c\rd", title="x\x85y"),
    "a foreign key to no key of its table": {
        **of("a", "b"),
        "foreignKeys": [{"fields": "b", "reference": {"fields": "a"}}],
    },
    "no fields": {"fields": []},
    "an empty name": of(""),
    "names in two cases": of("a", "A"),
    "the same columns in any order": {**of("a", "b"), "fieldsMatch": "equal"},
    "other columns, too": {**of("a", "b"), "fieldsMatch": ["subset"], "primaryKey": "a", "uniqueKeys": [["a", "b"]]},
    "fewer columns": {**of("a", "b"), "fieldsMatch": ["superset"]},
    "some of the columns": {**of("a", "b"), "fieldsMatch": "partial"},
    "a null character": of("a\0b"),
    "half a character": of("a", title="\ud800"),
    "a key with a field twice": {**of("a"), "primaryKey": ["a", "a"]},
    "a unique key of nothing": {**of("a"), "uniqueKeys": [[]]},
    "a foreign key to a number": foreign("a", {"resource": "x", "fields": [1]}),
    "a foreign key to a table that is none": foreign("a", {"resource": None, "fields": "a"}),
    "a foreign key to fewer fields": foreign(["a", "b"], {"resource": "x", "fields": "a"}),
    "a foreign key to an unknown field": foreign("a", {"fields": "zz"}),
    "two of one name": of("a", "a"),
    "a name that is none": {"fields": [{"type": "string"}]},
    "a field that is none": {"fields": ["a"]},
    "another type": of("a", type="int"),
    "a type that is none": of("a", type=["string", "null"]),
    "a bound that is none": of("a", type="integer", constraints={"minimum": "x"}),
    "constraints that are none": of("a", constraints=["required"]),
    "a key of nothing": {**of("a"), "primaryKey": ["zz"], "foreignKeys": "a"},
}
REFUSED = {name: set(FORMATS) - {"table-schema"} for name in list(WILD)[-14:]} | {
    "fewer columns": {"pandera", "pandera-model", "pandera-yaml"},
    "some of the columns": {"pandera", "pandera-model", "pandera-yaml"},
    "no fields": {"sql"},
    "an empty name": {"sql"},
    "names in two cases": {"sql"},
    "a null character": {"sql"},
    "half a character": set(FORMATS) - {"pandera-yaml"},  # YAML has an escape for it
    "names that Python reads as others": {"sql"},
    "a large bound": set(),
}
"""The formats that cannot have a schema: an error says why."""


def read(form: str, text: str, schema: dict[str, Any]) -> None:
    """Read a schema by the usual reader of its format."""
    if form == "sql":
        with sqlite3.connect(":memory:") as connection:
            connection.executescript(text)
        duckdb.connect().execute(text)
    elif form == "json-schema":
        jsonschema.Draft202012Validator.check_schema(json.loads(text))
    elif form == "pandera-yaml":
        made = pa.DataFrameSchema.from_yaml(text)
        assert list(made.columns) == [field["name"] for field in schema["fields"]]
    elif form != "table-schema":
        made = next(schemas_in(text))
        assert list(made.columns) == [field["name"] for field in schema["fields"]]


def schemas_in(code: str) -> Iterator[Any]:
    """Run a module and yield the schemas in it."""
    module = ModuleType("summitdata_wild_schema")
    sys.modules[module.__name__] = module  # pandera looks for the annotations of a model there
    try:
        exec(compile(code, module.__name__, "exec"), vars(module))  # noqa: S102 - it is ours
        for value in list(vars(module).values()):
            if isinstance(value, pa.DataFrameSchema):
                yield value
            elif isinstance(value, type) and issubclass(value, pa.DataFrameModel):
                yield value.to_schema()
    finally:
        del sys.modules[module.__name__]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", WILD)
def test_its_reader_reads_what_is_written_or_an_error_says_why_not(name: str, form: Any) -> None:
    if form in REFUSED.get(name, set()):
        with pytest.raises(SummitDataError) as raised:
            schema_text(WILD[name], form)
        assert len(str(raised.value)) > 20
    else:
        read(form, schema_text(WILD[name], form), WILD[name])


def test_a_schema_without_a_name_makes_a_table() -> None:
    assert schema_text(of("a", type="string"), "sql").startswith('CREATE TABLE "table" (')


def test_of_titles_by_language_the_english_one_is_written() -> None:
    text = schema_text(WILD["titles by language"], "sql")
    assert text.startswith("-- T\n")
    assert "-- A: x y\n" in text


def test_a_foreign_key_to_what_is_not_unique_is_named_in_a_comment() -> None:
    text = schema_text(WILD["a foreign key to no key of its table"], "sql")
    assert "FOREIGN KEY" not in text
    assert '-- Not expressed here: foreign key ["b"] in this table ["a"]: what it refers to is not a key\n' in text


def test_columns_that_a_database_takes_for_one_are_named() -> None:
    with pytest.raises(
        SummitDataError, match="the fields 'a' and 'A' are one column to a database: rename one of them"
    ):
        schema_text(of("a", "A"), "sql")


@pytest.mark.parametrize("form", ["sql", "pandera", "pandera-model", "pandera-yaml"])
def test_a_comment_has_one_line_whatever_it_says(form: Any) -> None:
    """What follows a line break in a comment is a statement of SQL, or code."""
    breaks = "%d\nDROP TABLE x"
    rule = {"type": "row-constraint", "formula": "d is not None"}
    fields = [
        {"name": "d", "type": "duration", "title": breaks, "constraints": {"enum": ["P1D"]}},
        {"name": "a", "type": "date", "format": breaks, "description": breaks},
    ]
    resource = {"name": "t", "title": breaks, "schema": {"fields": fields}, "checklist": {"checks": [rule]}}
    lines = schema_text(resource, form).split("\n")
    assert not [line for line in lines if line.startswith("DROP")]
    assert [line for line in lines if line.startswith(("--", "#"))]
