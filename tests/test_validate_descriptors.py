"""Descriptors that the screen takes for valid without asking: frictionless' own validation finds nothing wrong in them.

The check may send a valid descriptor to frictionless, which costs an import. It must never pass an invalid one.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frictionless
import pytest
from frictionless import Resource
from hypothesis import given, settings
from hypothesis import strategies as st

import summitdata as sd
from profiles import examples
from summitdata.tabular.allow_lists import resource_for_frictionless
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.packings import packing_of
from summitdata.validation.frictionless_engine import CRASHES, make_resource
from summitdata.validation.screen.descriptors import is_surely_valid_package, is_surely_valid_resource
from summitdata.validation.valid_resources import make_frictionless

V2 = "https://datapackage.org/profiles/2.0/"

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "title": "Number", "constraints": {"required": True, "unique": True}},
    {"name": "price", "type": "number", "decimalChar": ".", "groupChar": ",", "bareNumber": False},
    {"name": "share", "type": "number", "unit": "%", "constraints": {"minimum": 0, "maximum": "1.5"}},
    {"name": "open", "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    {"name": "mail", "type": "string", "format": "email", "missingValues": ["-"]},
    {"name": "code", "constraints": {"pattern": "[A-Z]+", "minLength": 1, "maxLength": 3, "enum": ["A", "B"]}},
    {"name": "level", "type": "string", "categories": ["low", "high"], "categoriesOrdered": True, "example": "low"},
    {"name": "day", "type": "date", "description": "A day.", "constraints": {"minimum": "2020-01-01"}},
    {"name": "moment", "type": "datetime", "rdfType": "https://schema.org/DateTime"},
    {"name": "year", "type": "year", "constraints": {"maximum": 2030}},
    {"name": "month", "type": "yearmonth"},
    {"name": "clock", "type": "time"},
    {"name": "length", "type": "duration"},
    {"name": "place", "type": "geopoint"},
    {"name": "else", "type": "any", "constraints": {"enum": ["x"]}},
]
SCHEMA: dict[str, Any] = {
    "fields": FIELDS,
    "primaryKey": ["id"],
    "uniqueKeys": [["day", "code"], "mail"],
    "foreignKeys": [{"fields": ["code"], "reference": {"resource": "", "fields": ["level"]}}],
    "missingValues": ["", "NA"],
    "title": "Prices",
}
RESOURCE: dict[str, Any] = {
    "$schema": f"{V2}dataresource.json",
    "name": "prices",
    "path": "data/prices.csv",
    "title": "Prices",
    "description": "All prices.",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "bytes": 12,
    "hash": "sha256:00",
    "licenses": [{"name": "CC0-1.0", "title": "Public domain"}],
    "sources": [{"title": "A source", "path": "https://example.org"}],
    "dialect": {"delimiter": ";", "quoteChar": "'", "commentChar": "#", "header": True, "headerRows": [1]},
    "schema": SCHEMA,
}
PACKAGE: dict[str, Any] = {
    "$schema": f"{V2}datapackage.json",
    "name": "shop",
    "title": "A shop",
    "version": "1.0.0",
    "keywords": ["prices"],
    "licenses": [{"path": "LICENSE.txt"}],
    "contributors": [{"title": "Somebody", "role": "author"}],
    "resources": [RESOURCE, {**RESOURCE, "name": "more", "path": ["data/more-1.csv", "data/more-2.csv"]}],
}
V1_RESOURCE = {name: value for name, value in RESOURCE.items() if name != "$schema"}

VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.5, "", "x", "X y", "5", "id", "no such", "2020-01-01", "default", "email"),
    *(
        "integer",
        "string",
        "list",
        "array",
        "../x.csv",
        "/x",
        "https://example.org/x",
        "file.csv.zip",
        "utf-99",
        "\ud800",
    ),
    *(f"{V2}tableschema.json", f"{V2}datapackage.json", "https://specs.frictionlessdata.io/schemas/table-schema.json"),
    *([], {}, [[]], [{}], [None], ["x"], ["x", "x"], [["x"]], ["id"], [5], {"x": 1}, {"name": "x"}, {"value": "x"}),
    *([{"value": "NA", "label": "n/a"}], {"fields": ["id"]}, {"email": "x"}, [{"email": "x"}], [{"title": 5}]),
]
KEYS = [
    *(
        "name",
        "type",
        "format",
        "constraints",
        "example",
        "missingValues",
        "categories",
        "required",
        "unique",
        "pattern",
    ),
    *("minimum", "exclusiveMinimum", "minLength", "enum", "jsonSchema", "trueValues", "decimalChar", "bareNumber"),
    *("floatNumber", "delimiter", "itemType", "schema", "dialect", "path", "data", "profile", "$schema", "extrapaths"),
    *("primaryKey", "uniqueKeys", "foreignKeys", "fieldsMatch", "reference", "resource", "fields", "title", "email"),
    *("commentChar", "quoteChar", "doubleQuote", "header", "headerRows", "licenses", "sources", "contributors", "id"),
    *("bytes", "rows", "hash", "mediatype", "encoding", "scheme", "compression", "homepage", "keywords", "created"),
    *("version", "image", "resources", "unit", "rdfType", "x-own", "description", "categoriesOrdered"),
]


def paths(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each object and list inside a descriptor, and to itself."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    inside = [found for key, value in items for found in paths(value, (*path, key))]
    return [path, *inside] if isinstance(part, dict | list) else inside


@st.composite
def changed(draw: st.DrawFn, *descriptors: dict[str, Any]) -> dict[str, Any]:
    """Draw one of some valid descriptors with a few values replaced, added, removed or moved."""
    descriptor: dict[str, Any] = deepcopy(draw(st.sampled_from(descriptors)))
    for _ in range(draw(st.integers(1, 3))):
        part: Any = descriptor
        for key in draw(st.sampled_from(paths(descriptor))):
            part = part[key]
        value = deepcopy(draw(st.sampled_from(VALUES)))
        if isinstance(part, list):
            position = draw(st.integers(0, len(part)))
            part[position : position + draw(st.integers(0, 1))] = draw(st.sampled_from([[], [value]]))
        else:
            key = draw(st.sampled_from([*part, *KEYS]))
            if draw(st.integers(0, 4)):
                part[key] = value
            else:
                part.pop(key, None)
    return descriptor


def with_dialect(dialect: dict[str, Any]) -> dict[str, Any]:
    return {**V1_RESOURCE, "dialect": dialect}


def is_valid_resource(resource: dict[str, Any]) -> bool:
    """Ask frictionless whether the descriptor of a table is valid, as the screen does."""
    try:
        make_resource(resource, Path(), ()).resource.to_descriptor(validate=True)
    except (frictionless.FrictionlessException, *CRASHES):
        return False
    return True


def is_valid_package(package: dict[str, Any]) -> bool:
    try:
        frictionless.Package.from_descriptor(package)
    except (frictionless.FrictionlessException, *CRASHES):
        return False
    return True


def explicit_package(package: dict[str, Any]) -> dict[str, Any]:
    return {**package, "resources": [make_explicit(resource) for resource in package["resources"]]}


@pytest.mark.parametrize("resource", [RESOURCE, V1_RESOURCE], ids=["version 2", "version 1"])
def test_a_descriptor_with_well_known_properties_is_passed(resource: dict[str, Any]) -> None:
    assert is_surely_valid_resource(make_explicit(resource))
    assert is_valid_resource(make_explicit(resource))


def test_a_package_with_well_known_properties_is_passed() -> None:
    assert is_surely_valid_package(explicit_package(PACKAGE))
    assert is_valid_package(explicit_package(PACKAGE))


def state(part: Any) -> Any:
    """Return all that frictionless keeps of a descriptor, with the classes that it chose."""
    if isinstance(part, list):
        return [state(each) for each in part]
    if not isinstance(part, frictionless.Metadata):
        return repr(sorted(part) if isinstance(part, set) else part)
    links = ("schema",) if not isinstance(part, Resource) else ("stats", "basepath")
    return type(part), {name: state(value) for name, value in vars(part).items() if name not in links}


@pytest.mark.parametrize("resource", [RESOURCE, V1_RESOURCE, with_dialect({}), with_dialect({"header": False})])
def test_what_is_made_without_validation_is_what_frictionless_makes(resource: dict[str, Any]) -> None:
    shown = resource_for_frictionless(make_explicit(resource))
    made = make_frictionless(shown, "", is_valid=True)
    assert state(made) == state(Resource.from_descriptor(shown))
    assert made.to_descriptor() == Resource.from_descriptor(shown).to_descriptor()


def test_of_an_unknown_version_every_descriptor_is_validated() -> None:
    wrong = {**RESOURCE, "encoding": 5}
    make_frictionless(wrong, "", is_valid=True)
    with (
        patch("summitdata.validation.known_versions.KNOWN_VERSIONS", ()),
        pytest.raises(frictionless.FrictionlessException),
    ):
        make_frictionless(wrong, "", is_valid=True)


def check_resource(resource: dict[str, Any]) -> None:
    """Fail if a resource is passed that frictionless finds invalid, or makes otherwise.

    Inputs refuse a dialect that is a list or text, and frictionless gets no compressed file.
    """
    if isinstance(resource.get("dialect", {}), dict) and packing_of(resource) is None:
        explicit = make_explicit(resource)
        if is_surely_valid_resource(explicit):
            assert is_valid_resource(explicit)
            shown = resource_for_frictionless(explicit)
            assert state(make_frictionless(shown, "", is_valid=True)) == state(Resource.from_descriptor(shown))


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(changed(RESOURCE, V1_RESOURCE))
def test_what_is_passed_frictionless_finds_valid(resource: dict[str, Any]) -> None:
    check_resource(resource)


@settings(max_examples=examples(100))
@given(changed(PACKAGE))
def test_what_is_passed_of_a_package_frictionless_finds_valid(package: dict[str, Any]) -> None:
    resources = package.get("resources")
    if isinstance(resources, list) and all(
        isinstance(resource, dict) and isinstance(resource.get("dialect", {}), dict) for resource in resources
    ):
        explicit = explicit_package(package)
        assert not is_surely_valid_package(explicit) or is_valid_package(explicit)


@pytest.mark.campaign
@settings(max_examples=100_000)
@given(changed(RESOURCE, V1_RESOURCE))
def test_a_long_search_finds_no_invalid_descriptor_that_is_passed(resource: dict[str, Any]) -> None:
    check_resource(resource)


def with_field(**properties: Any) -> dict[str, Any]:
    schema = {"fields": [{"name": "a", **properties}, {"name": "b"}]}
    return make_explicit({"name": "table", "path": "table.csv", "schema": schema})


@pytest.mark.parametrize(
    "field",
    [
        {"type": "integer", "example": "x"},
        {"type": "string", "example": 5},
        {"type": "string", "example": "x", "format": []},
        {"type": "date", "example": "2020-02-30"},
        {"type": "integer", "constraints": {"pattern": "x"}},
        {"type": "string", "constraints": {"minimum": 1}},
        {"type": "integer", "constraints": {"exclusiveMinimum": 1}},
        {"type": "string", "constraints": {"minLength": "1"}},
        {"type": "string", "constraints": {"minLength": True}},  # in Python, a boolean is a number
        {"type": "string", "constraints": {"maxLength": False}},
        {"type": "string", "required": True},
        {"type": "no such type"},
        {"type": "string", "format": "no such format"},
        {"type": "integer", "missingValues": "x"},
        {"type": "boolean", "trueValues": "yes"},
    ],
    ids=str,
)
def test_an_invalid_field_is_not_passed(field: dict[str, Any]) -> None:
    assert not is_valid_resource(with_field(**field))
    assert not is_surely_valid_resource(with_field(**field))


@pytest.mark.parametrize("rows", [True, False, "1", None])
def test_a_number_of_rows_that_is_not_a_number_is_not_passed(rows: Any) -> None:
    resource = with_field() | {"rows": rows}
    assert not is_valid_resource(resource)
    assert not is_surely_valid_resource(resource)


@pytest.mark.parametrize("keys", [[[]], [None], [5], 5, "a", [["a", None]], ["no such field"]], ids=str)
def test_a_malformed_unique_key_is_not_passed(keys: Any) -> None:
    resource = with_field()
    resource["schema"]["uniqueKeys"] = keys
    assert not is_surely_valid_resource(resource)


@pytest.mark.parametrize("field", [{"type": "integer", "example": "x"}, {"type": "string", "example": 5}], ids=str)
def test_an_example_that_is_not_valid_is_an_error_with_both_engines(field: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", "utf-8")
    schema = {"fields": [{"name": "a", **field}, {"name": "b"}]}
    for engine in ("auto", "frictionless"):
        report = sd.validate(tmp_path / "table.csv", schema, engine=engine)
        assert [error.type for error in report.errors] == ["field-error"]
