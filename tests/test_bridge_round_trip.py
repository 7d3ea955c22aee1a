"""Table Schema to pandera and back: the identity on what both can say, and the sense of what was made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandera.pandas as pa
import pytest

import summitdata as sd
from summitdata._names import TableName
from summitdata.datapackage import resource
from summitdata.schemas import LossyConversionWarning, from_table_schema, to_table_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = Path(__file__).parent / "corpus"
REAL = Path(__file__).parents[2] / "shared" / "corpus"
BACKENDS: tuple[Literal["pandas", "polars"], ...] = ("pandas", "polars")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", get_args(TableName))
def test_the_way_back_from_a_table_of_the_package(name: TableName, backend: Any) -> None:
    assert to_table_schema(sd.schema(name, backend)) == resource(name)["schema"]


def inside(found: Any) -> Iterator[dict[str, Any]]:
    """Yield every Table Schema in a JSON document."""
    if isinstance(found, dict):
        fields = found.get("fields")
        if isinstance(fields, list) and fields and all(isinstance(field, dict) and "name" in field for field in fields):
            yield found
    for part in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from inside(part)


@pytest.mark.parametrize(
    "corpus",
    [
        OWN,
        pytest.param(
            REAL, marks=pytest.mark.skipif(not REAL.is_dir(), reason=f"the corpus of real files is not at {REAL}")
        ),
    ],
    ids=["own", "real"],
)
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.filterwarnings("ignore::summitdata.errors.SchemaWarning")  # some are misspelt, and say so
def test_the_way_back_from_every_schema_of_the_corpus(backend: Any, corpus: Path) -> None:
    refused, passed = [], 0
    for file in sorted(corpus.rglob("*.json")):
        try:
            documents = json.loads(file.read_text("utf-8-sig"))
        except (json.JSONDecodeError, UnicodeDecodeError):
            continue
        for schema in inside(documents):
            try:
                made = from_table_schema(schema, backend=backend)
            except sd.SummitDataError as error:
                refused.append((file.name, str(error)))
                continue
            assert to_table_schema(made) == schema, file
            passed += 1
    assert passed > len(refused)
    # Keys of fields that do not exist, in fixtures of wrong schemas; and columns by name, which pandera cannot express.
    for name, message in refused:
        of_keys = "unknown field " in message or "name one for each" in message
        assert (of_keys and "invalid" in name) or "unknown fieldsMatch" in message, (name, message)


FIELDS: list[dict[str, Any]] = [
    {
        "name": "a",
        "type": "string",
        "constraints": {"minLength": 1, "maxLength": 3, "pattern": "x|yz", "required": True},
    },
    {"name": "a", "type": "string", "format": "uri", "constraints": {"unique": True, "enum": ["x:", "y:"]}},
    {"name": "a", "type": "string", "format": "email", "categories": [{"value": "a@b.org", "label": "A"}]},
    {"name": "a", "type": "integer", "categories": [1, 2], "constraints": {"enum": ["1", 2, 3]}},
    {"name": "a", "type": "integer", "constraints": {"minimum": "1", "exclusiveMaximum": 9, "required": False}},
    {"name": "a", "type": "number", "unit": "km", "constraints": {"maximum": 1, "enum": [0.5, "1"]}},
    {"name": "a", "type": "number", "decimalChar": ",", "constraints": {"minimum": "0,5"}},
    {"name": "a", "type": "boolean", "trueValues": ["yes"], "constraints": {"enum": ["yes"]}},
    {"name": "a", "type": "date", "constraints": {"minimum": "2025-01-01", "enum": ["2025-06-17"]}},
    {"name": "a", "type": "date", "format": "%d.%m.%Y", "constraints": {"minimum": "01.01.2025"}},
    {"name": "a", "type": "datetime", "constraints": {"maximum": "2025-01-01T00:00:00"}},
    {"name": "a", "type": "time", "constraints": {"exclusiveMinimum": "10:00:00"}},
    {"name": "a", "type": "year", "constraints": {"minimum": 1990}},
    {"name": "a", "type": "yearmonth", "constraints": {"minimum": "2025-1", "unique": True}},
    {"name": "a", "type": "duration", "constraints": {"enum": ["P1Y", "P12M"]}},
    {"name": "a", "type": "geopoint", "format": "object"},
    {"name": "a", "type": "geojson", "constraints": {"required": True}},
    {"name": "a", "type": "array", "constraints": {"minLength": 1}},
    {"name": "a", "type": "object", "constraints": {"maxLength": 1}},
    {"name": "a", "type": "list", "itemType": "integer", "constraints": {"maxLength": 2}},
    {"name": "a", "type": "any", "missingValues": ["-"], "constraints": {"enum": ["x", 1]}},
    {"name": "a"},
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("field", FIELDS, ids=[f"{at}-{field.get('type')}" for at, field in enumerate(FIELDS)])
def test_the_way_back_from_every_type_format_and_constraint(field: dict[str, Any], backend: Any) -> None:
    schema = {"fields": [field, {"name": "b", "type": "string", "title": "B"}], "missingValues": ["", {"value": "-"}]}
    assert to_table_schema(from_table_schema(schema, backend=backend)) == schema
    if field.get("type") in ("string", "yearmonth", "duration"):
        keyed = {**schema, "primaryKey": ["a", "b"], "uniqueKeys": ["a", ["b", "a"]]}
        assert to_table_schema(from_table_schema(keyed, backend=backend)) == keyed


def test_what_was_changed_on_the_way_is_what_comes_back() -> None:
    made = sd.schema("trade").update_column("year", checks=[pa.Check.ge(2000)], nullable=True)
    made = made.remove_columns(["partner"])
    with pytest.warns(LossyConversionWarning, match="a key with columns that do not exist, \\['partner'\\]"):
        fields = {field["name"]: field for field in to_table_schema(made)["fields"]}
    assert "partner" not in fields
    assert fields["year"]["constraints"]["minimum"] == 2000


def test_a_schema_made_by_hand() -> None:
    made = pa.DataFrameSchema(
        {
            "a": pa.Column(int, [pa.Check.in_range(1, 9, include_max=False)], unique=True, title="A"),
            "b": pa.Column(
                str, [pa.Check.str_startswith("x."), pa.Check.str_length(3)], nullable=True, metadata={"unit": "1"}
            ),
            "c": pa.Column("datetime64[ns]", pa.Check.isin(["2025-01-01"])),
            "d": pa.Column(bool, required=False),
        },
        unique=["a", "c"],
    )
    assert to_table_schema(made) == {
        "fields": [
            {
                "name": "a",
                "type": "integer",
                "title": "A",
                "constraints": {"unique": True, "minimum": 1, "exclusiveMaximum": 9},
            },
            {
                "name": "b",
                "type": "string",
                "unit": "1",
                "constraints": {"pattern": r"x\.[\s\S]*", "minLength": 3, "maxLength": 3},
            },
            {"name": "c", "type": "datetime", "constraints": {"enum": ["2025-01-01"]}},
            {"name": "d", "type": "boolean", "constraints": {"required": True}},
        ],
        "primaryKey": ["a", "c"],
        "fieldsMatch": "partial",
    }


def test_what_a_table_schema_has_no_word_for_is_a_warning() -> None:
    made = pa.DataFrameSchema({"a": pa.Column(int, pa.Check(lambda values: values > 0, name="positive"))}, strict=True)
    with pytest.warns(LossyConversionWarning, match="the check 'positive' of the column 'a'"):
        to_table_schema(made)
    with pytest.warns(LossyConversionWarning, match="the check 'together' on the table"):
        to_table_schema(
            pa.DataFrameSchema({"a": pa.Column(int)}, pa.Check(lambda _: True, name="together"), strict=True)
        )


def test_foreign_keys_are_looked_up_in_the_tables_that_are_given() -> None:
    key = {"fields": "a", "reference": {"resource": "other", "fields": "id"}}
    schema = {"fields": [{"name": "a", "type": "integer"}], "foreignKeys": [key]}
    for backend in BACKENDS:
        other = sd.load("summits", backend).rename(**_columns(backend))
        made = from_table_schema(schema, backend=backend, foreign={"other": other})
        assert to_table_schema(made) == schema
    report = sd.validate(sd.load("topics").assign(source="nobody"), "topics")
    assert {error.type for error in report.errors} == {"foreign-key"}
    with pytest.raises(sd.UnknownNameError, match="did you mean 'other'"):
        from_table_schema(schema, foreign={"others": None})


def _columns(backend: str) -> dict[str, Any]:
    return {"columns": {"ordinal": "id"}} if backend == "pandas" else {"mapping": {"ordinal": "id"}}
