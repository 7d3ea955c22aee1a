"""A Table Schema that is wrong itself: exit code 2, with file, line and column, and what would be right."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import frictionless
import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata.cli import app
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.schema_mistakes import schema_mistakes
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.validation.frictionless_engine import CRASHES, make_resource

FIELD = '{"fields": [\n {"name": "id", %s}]}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("id\n1\n", "utf-8")


WRONG = {
    '"type": "string", §"format": "emial"': "unknown format 'emial' of the field 'id': did you mean 'email'?",
    '"type": "date", §"format": "DD.MM.YYYY"': "such as %d.%m.%Y",
    '"type": "geojson", §"format": "topo"': "did you mean 'topojson'?",
    '"type": "date", §"format": 5': "the format of the field 'id' is 5: it must be a text",
    '"type": "string", "constraints": {§"maxLength": "5"}': "is '5': it must be an integer, as in 5",
    '"type": "string", "constraints": {§"minLength": -1}': "a length is 0 or more",
    '"type": "string", "constraints": {§"maxLength": 2.5}': "it must be an integer",
    '"type": "string", "constraints": {§"minLength": true}': "it must be an integer",
    '"type": "integer", "constraints": {§"minimum": "x"}': "'x': it must be a value of its type, integer",
    '"type": "date", "constraints": {§"maximum": "31.12.2024"}': "a value of its type, date",
    '"type": "date", "format": "%d.%m.%Y", "constraints": {§"minimum": "2024-12-31"}': "as its cells are written",
    '"type": "number", "constraints": {§"exclusiveMinimum": [1]}': "a value of its type, number",
    '"constraints": {§"enum": 5}': 'is 5: it must be a list, as in ["a", "b"]',
    '"constraints": {§"enum": "a|b"}': "it must be a list",
    '"type": "string", "constraints": {§"pattern": "[a-"}': "is not a regular expression: unterminated character set",
    '"type": "string", "constraints": {§"pattern": 5}': "it must be a text",
    '"constraints": {§"required": "yes"}': "is 'yes': it must be true or false",
    '"constraints": {§"unique": 1}': "it must be true or false",
    '"constraints": {§"minimum": 5}': "the field 'id' has no type, so its cells are texts: write one",
    '§"format": "emial"': "did you mean 'email'?",
    '§"constraints": 5': 'is 5: it must be a JSON object, as in {"required": true}',
    '"type": "integer", "constraints": {§"pattern": "[0-9]"}': "does not go with the type integer",
    '"type": "string", "constraints": {§"minLength": 5, "maxLength": 3}': "between minLength 5 and maxLength 3",
    '"type": "integer", "constraints": {§"minimum": 5, "maximum": "3"}': "no value of the field 'id'",
    '"type": "date", "constraints": {§"minimum": "2024-02-01", "exclusiveMaximum": "2024-02-01"}': "correct one",
    '"type": "number", "constraints": {§"exclusiveMinimum": 1, "maximum": 1}': "between exclusiveMinimum 1",
    '§"type": 5': "the type of the field 'id' is 5",
    '§"required": true': 'write "constraints": {"required": true}',
    '"type": "integer", §"minimum": 5': 'write "constraints": {"minimum": 5}',
    '§"unique": true': 'write "constraints": {"unique": true}',
    '"type": "date", §"enum": ["x"]': 'write "constraints": {"enum": ["x"]}',
    '"type": "number", §"decimalChar": 5': "it must be a text",
    '"type": "boolean", "trueValues": ["yes", §1]': "a text in \"trueValues\" of the field 'id' is 1",
    '"type": "list", §"itemType": "int"': "did you mean 'integer'?",
    '"type": "number", §"decimalChar": ""': "\"decimalChar\" of the field 'id' is empty",
    '"type": "number", §"decimalChar": ",,"': "is ',,': it must be one character, as in \",\"",
    '"type": "list", §"delimiter": ""': "\"delimiter\" of the field 'id' is empty",
    '"type": "geopoint", §"format": "arry"': "did you mean 'array'?",
    '"type": "date", §"format": "%Y-%q"': "%q is not a part of a date or a time",
    '"type": "time", §"format": "%H:%"': "% is not a part of a date or a time",
    '"type": "datetime", §"format": "%Q %%"': "write it as in %d.%m.%Y, or %% for a percent sign",
    '"constraints": {§"enum": []}': 'is []: it must be a list, as in ["a", "b"]',
    '§"categories": []': 'is []: it must be a list, as in ["low", "high"]',
    '§"categories": "low"': 'it must be a list, as in ["low", "high"]',
    '§"missingValues": "-99"': 'it must be a list, as in ["", "NA"]',
}
SHAPES = {
    '{§"fields": 5}': '"fields" is 5: it must be a list',
    '{§"feilds": []}': "'feilds' is not a property of the schema: did you mean 'fields'?",
    '§{"title": "x"}': 'has no "fields"',
    '{"fields": [§"id"]}': "as in {\"name\": 'id'}",
    '{"fields": [{§"Name": "id"}]}': "did you mean 'name'?",
    '{"fields": [{"name": "id"}, {§"name": "id"}]}': "two fields have the name 'id'",
    '{§"primaryKey": "ID", "fields": [{"name": "id"}]}': "names 'ID', which is not a field: did you mean 'id'?",
    '{§"uniqueKeys": "id", "fields": [{"name": "id"}]}': 'it must be a list, as in [["id"]]',
    '{"foreignKeys": [§{"fields": "id"}], "fields": [{"name": "id"}]}': '"reference" of a foreign key',
    '{"foreignKeys": [{"fields": "id", "reference": {§"resorce": "x", "fields": "id"}}], "fields": [{"name": "id"}]}': (
        "'resorce' is not a property of the reference of a foreign key: did you mean 'resource'?"
    ),
    '{§"fieldsMatch": "supper", "fields": [{"name": "id"}]}': "did you mean 'superset'?",
    '{"missingValues": [§5], "fields": [{"name": "id"}]}': "a missing value of the schema is 5",
}
ALL = {FIELD % text: said for text, said in WRONG.items()} | SHAPES
"""What is said of a schema; § is before the part that is named."""


@pytest.mark.parametrize("text", ALL)
def test_a_wrong_schema_is_named_with_its_place_and_what_would_be_right(text: str) -> None:
    before = text.partition("§")[0]
    Path("s.json").write_text(text.replace("§", ""), "utf-8")
    with pytest.raises((sd.PackageError, sd.UnknownNameError)) as caught:
        sd.validate("t.csv", "s.json")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert str(caught.value).startswith(f"s.json: line {line}, column {column}: ")
    assert ALL[text] in str(caught.value)


@pytest.mark.parametrize("function", [sd.schema, lambda schema: sd.read_csv("t.csv", schema)], ids=["schema", "read"])
def test_every_function_refuses_a_wrong_schema(function: Any) -> None:
    Path("s.yaml").write_text("fields:\n- name: id\n  constraints:\n    enum: 5\n", "utf-8")
    with pytest.raises(sd.PackageError, match=r"^s\.yaml: line 4, column 5: the constraint enum of .* is 5"):
        function("s.yaml")


def test_all_mistakes_are_said_at_once_and_no_more_than_ten() -> None:
    fields = [{"name": f"f{at}", "type": "int"} for at in range(20)]
    Path("s.json").write_text(json.dumps({"fields": fields}), "utf-8")
    with pytest.raises(sd.UnknownNameError) as caught:
        sd.schema("s.json")
    assert str(caught.value).count("unknown type 'int'") == 10


@pytest.mark.parametrize("schema", ["p.json#t", "r.json"])
def test_a_schema_in_another_descriptor_has_its_place_there(schema: str) -> None:
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "id", "type": "int"}]}}
    Path("p.json").write_text(json.dumps({"resources": [resource]}, indent=1), "utf-8")
    Path("r.json").write_text(json.dumps(resource, indent=1), "utf-8")
    with pytest.raises(sd.UnknownNameError, match=rf"^{schema[:6]}: line (10|8), column \d+: unknown type 'int'"):
        sd.validate("t.csv", schema)


def test_a_schema_on_standard_input_has_places() -> None:
    text = '{"fields": [\n {"name": "id", "%s": "int"}]}'
    done = CliRunner().invoke(app, ["validate", "t.csv", "--schema", "-"], input=text % "type")
    assert str(done.exception).startswith("<stdin>: line 2, column 17: unknown type 'int'")
    done = CliRunner().invoke(app, ["schema", "-"], input=text % "titl")
    assert "at line 2, column 17, fields[0] 'id': 'titl' is not a property" in done.stderr


VALUES: tuple[Any, ...] = (True, 5, -1, 2.5, "", "x", "5", "2020-01-01", "10:00:00", "2020", [], ["a"], [1], {})
PROPERTIES = (
    *("name", "type", "format", "missingValues", "constraints", "bareNumber", "decimalChar", "trueValues"),
    *("delimiter", "itemType", "arrayItem"),
)


def frictionless_takes(schema: dict[str, Any]) -> bool:
    version = "https://datapackage.org/profiles/2.0/dataresource.json"
    try:
        resource = make_explicit({"$schema": version, "name": "t", "path": "t.csv", "schema": schema})
        made = make_resource(resource, Path(), ()).resource
        made.to_descriptor(validate=True)
        return all(field.create_cell_reader() for field in made.schema.fields)
    except (frictionless.FrictionlessException, sd.PackageError, *CRASHES):
        return False


def test_a_field_without_a_type_is_a_text() -> None:
    Path("s.json").write_text('{"fields": [{"name": "id", "constraints": {"minLength": 1, "pattern": "[0-9]"}}]}')
    assert sd.validate("t.csv", "s.json").valid


@pytest.mark.parametrize("name", [*FIELD_TYPES, None])
def test_whatever_frictionless_refuses_in_a_field_is_a_mistake(name: str | None) -> None:
    of_type = {} if name is None else {"type": name}
    constraints = ("required", "unique", "minLength", "maxLength", "pattern", "enum", "minimum")
    fields = [{"name": "a", **of_type, key: value} for key, value in product(PROPERTIES, VALUES)]
    fields += [{"name": "a", **of_type, "constraints": {key: one}} for key, one in product(constraints, VALUES)]
    for field in fields:
        if not schema_mistakes({"fields": [field]}):
            assert frictionless_takes({"fields": [field]}), field
