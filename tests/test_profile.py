"""Whether a descriptor is a data package: each error says where it is and what would be right."""

from __future__ import annotations

import json
from copy import deepcopy
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from profiles import examples
from summitdata.upkeep.check_errors import package_error
from summitdata.upkeep.profile import profile_errors

if TYPE_CHECKING:
    from summitdata.validation.report import Error

FIELDS = [{"name": "x", "type": "string"}, {"name": "y", "type": "string"}]
TABLE: dict[str, Any] = {"name": "a", "path": "a.csv", "schema": {"fields": FIELDS, "primaryKey": "x"}}


def errors(*resources: Any) -> list[Error]:
    return profile_errors({"resources": list(resources)})


def with_schema(**properties: Any) -> dict[str, Any]:
    return {**TABLE, "schema": {**deepcopy(TABLE["schema"]), **properties}}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in TABLE.items() if key != name}


def foreign_key(fields: Any, resource: str | None, target: Any) -> dict[str, Any]:
    reference = {"fields": target} | ({} if resource is None else {"resource": resource})
    return with_schema(foreignKeys=[{"fields": fields, "reference": reference}])


AT_FIELD = "resources/0/schema/fields/0"
TYPES = (
    "string, number, integer, date, time, datetime, year, yearmonth, boolean, object, geopoint, geojson, array, "
    "duration, any"
)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    (without("path"), '"path" is missing: write it (at resources/0)', ""),
    ({**TABLE, "path": "../a.csv"}, "'../a.csv' is not a path in the folder of the package (at resources/0/path)", ""),
    (without("schema"), "a table needs a schema in the descriptor", ""),
    ({**TABLE, "schema": "schema.json"}, "a table needs a schema in the descriptor", ""),
    ({**TABLE, "schema": None}, "None must be a text or a JSON object (at resources/0/schema)", ""),
    (with_schema(fields=[]), "an empty list: write one part of it at least (at resources/0/schema/fields)", ""),
    (with_schema(primaryKey="z"), "the primary key names the field 'z', which the table 'a' does not have", ""),
    (with_schema(primaryKey=["x", "z"]), "the primary key names the field 'z', which the table 'a' does not have", ""),
    (with_schema(uniqueKeys=[["z"]]), "the unique key names the field 'z', which the table 'a' does not have", ""),
    (foreign_key("z", "", "x"), "the foreign key names the field 'z', which the table 'a' does not have", ""),
    (foreign_key(["x"], None, ["z"]), "the foreign key names the field 'z', which the table 'a' does not have", ""),
    (
        foreign_key(["x"], "b", ["x"]),
        (
            "a foreign key refers to the table 'b', which does not exist: add it to the package; `summitdata validate "
            "--skip foreign-key` validates the rest"
        ),
        "",
    ),
    (
        with_schema(fields=[{"name": "x", "type": "town"}]),
        f"'town' is not a field type: {TYPES} (at {AT_FIELD}/type)",
        "x",
    ),
    (
        with_schema(fields=[{"name": "x", "type": "string", "constraints": {"minLength": "2"}}]),
        f"'2' must be an integer (at {AT_FIELD}/constraints/minLength)",
        "x",
    ),
    (
        with_schema(fields=[{"name": "x", "constraints": {"required": "yes"}}]),
        f"'yes' must be true or false (at {AT_FIELD}/constraints/required)",
        "x",
    ),
    (with_schema(fields=[{"type": "string"}]), f'"name" is missing: write it (at {AT_FIELD})', "number 0"),
    (
        with_schema(fields=[{"name": "x", "type": "integer", "constraints": {"minimum": "a"}}]),
        "the constraint minimum of the field 'x' is 'a': not an integer",
        "",
    ),
]


@pytest.mark.parametrize(("table", "message", "field"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_with_a_table_is_said_at_its_place(table: dict[str, Any], message: str, field: str) -> None:
    assert errors(table) == [package_error(message, "a", field)]


def test_tables_without_an_error() -> None:
    other = {"name": "b", "path": "b.csv", "schema": {"fields": [{"name": "z"}]}}
    assert errors(TABLE, other) == []
    assert errors(foreign_key("y", "", "x")) == []
    assert errors(foreign_key(["x"], "b", ["z"]), other) == []


def test_two_tables_of_one_name() -> None:
    assert errors(TABLE, {**TABLE, "path": "b.csv"}, {**TABLE, "name": "c"}) == [
        package_error("two tables have the name 'a'")
    ]


def test_a_table_without_a_name_is_named_by_its_number() -> None:
    assert all('table "number 1"' in error.message for error in errors(TABLE, without("name")))
    assert all('table "number 1"' in error.message for error in errors(TABLE, "a"))
    assert {error.field_name for error in errors(with_schema(fields=[FIELDS[0], "y"]))} == {"number 1"}


def test_errors_of_the_package_come_in_the_order_of_their_places() -> None:
    package = {"title": 5, "licenses": [{}], "resources": [{**TABLE, "path": "/a.csv"}]}
    assert [error.note for error in profile_errors(package)] == [
        '"path" is missing: write it (at licenses/0)',
        "'/a.csv' is not a path in the folder of the package (at resources/0/path)",
        "5 must be a text (at title)",
    ]
    assert [error.note for error in profile_errors({})] == ['"resources" is missing: write it (at the top)']


@settings(max_examples=examples(60), deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["x", 1]),
            "type": st.sampled_from([*TYPES.split(", "), "town", 1, None, []]),
            "format": st.sampled_from(["default", "any", "uri", "%Y"]),
            "constraints": st.sampled_from([{}, {"minimum": 1}, {"minimum": "a"}, {"enum": ["a"]}, {"required": 1}]),
        },
    )
)
def test_a_field_is_refused_exactly_when_the_profile_refuses_it(field: dict[str, Any]) -> None:
    profile = json.loads(resources.files("summitdata.upkeep").joinpath("profiles/datapackage-2.0.json").read_bytes())
    table = with_schema(fields=[field], primaryKey=[])
    found = [error for error in errors(table) if "(at " in error.message]
    assert (not found) == Draft7Validator(profile).is_valid({"resources": [table]})


@pytest.mark.parametrize(("length", "shown"), [(90, 90), (96, 96), (99, 98), (5000, 98)])
def test_a_long_value_is_cut(length: int, shown: int) -> None:
    (error,) = errors(with_schema(fields=[{"name": "x", "title": ["é" * length]}]))
    assert error.message.count("é") == shown
    assert ("… must be a text (at " in error.message) is (length > 96)


@pytest.mark.parametrize("name", ["nam", "Name", "naem"])
def test_a_misspelt_property_is_suggested(name: str) -> None:
    found = errors(with_schema(fields=[{name: "x", "type": "string"}], primaryKey=[]))
    assert found[0].note == f"{name!r} is not a property of this part: did you mean 'name'? (at {AT_FIELD})"
