"""The gate and frictionless, error by error: every type of field, every constraint and every type of error."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st

import summitdata as sd
from field_samples import SAMPLES
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.input_table import CLOSER_LOOKS

PARTS = ("type", "rowNumber", "fieldNumber", "message")
V2 = "https://datapackage.org/profiles/2.0/"

CELLS = {name: [*sample.same, sample.wrong or "x"] for name, sample in SAMPLES.items()} | {
    "string": ["x", "", "é", "a@b.org", "http://a.org"],
    "integer": ["1", "01", "+1", " 2", "1_0", "1.0", "x", "-3"],
    "number": ["1", "1.50", "1e2", ".5", "NaN", "INF", "1,0", "x"],
    "boolean": ["true", "TRUE", "1", "0", "False", "yes"],
    "date": ["2020-02-29", "2020-2-1", "2021-02-29", "20200101", "x"],
    "time": ["10:00:00", "24:00:00", "1:00:00", "x"],
    "datetime": ["2020-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-01-01", "x"],
    "year": ["2020", "20", "+202", "x"],
    "yearmonth": ["2020-01", "2020-13", "x"],
    "duration": ["P1Y", "PT5M", "1Y", "x"],
    "geopoint": ["1,2", "1, 200", "x", "181,0"],
    "geojson": ['{"type": "Point", "coordinates": [1, 2]}', "{}", "x"],
    "array": ["[1]", "[]", "{}", "x"],
    "object": ['{"a": 1}', "[]", "x"],
    "list": ["a,b", "", "x"],
    "any": ["x", "", "1"],
}

CONSTRAINTS: dict[str, dict[str, Any]] = {
    "string": {"minLength": 2, "maxLength": 3, "pattern": "[a-z]+", "enum": ["x", "é"]},
    "integer": {"minimum": 1, "maximum": 2, "exclusiveMinimum": 0, "exclusiveMaximum": 3, "enum": [1, 2]},
    "number": {"minimum": 1, "maximum": 2, "exclusiveMinimum": 0, "exclusiveMaximum": 3},
    "boolean": {"enum": [True]},
    "date": {"minimum": "2020-01-01", "maximum": "2020-12-31", "enum": ["2020-02-29"]},
    "time": {"minimum": "10:00:00"},
    "datetime": {"maximum": "2020-01-01T00:00:00"},
    "year": {"minimum": 2000, "maximum": 2030},
    "yearmonth": {"minimum": "2020-01"},
    "array": {"minLength": 1, "maxLength": 2},
    "object": {"minLength": 1},
    "duration": {"enum": ["P1Y"]},
}


def compare(schema: dict[str, Any], content: str | bytes, **resource: Any) -> list[list[Any]]:
    """Compare the gate's errors with frictionless', and return them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        schema = {"$schema": f"{V2}tableschema.json", **schema}
        errors = sd.validate(file, schema, limit_errors=0, as_frictionless=CLOSER_LOOKS).flatten(PARTS)
        descriptor = {
            "$schema": f"{V2}dataresource.json",
            "name": "table",
            "path": file.name,
            "schema": schema,
            **resource,
        }
        try:
            expected_resource = frictionless.Resource.from_descriptor(make_explicit(descriptor), basepath=folder)
            expected = expected_resource.validate(limit_errors=0).flatten(list(PARTS))
        except frictionless.FrictionlessException as exception:
            descriptors = [error.to_descriptor() for error in exception.to_errors()]
            expected = [[error.get(part) for part in PARTS] for error in descriptors]
        except Exception:  # noqa: BLE001 - frictionless crashes: the gate's report must say so
            assert errors[-1][0] == "source-error"
            return errors
        assert errors == expected
        return errors


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize("field_type", CELLS)
def test_every_type_of_field(field_type: str) -> None:
    content = "a,b\n" + "".join(f"{quoted(cell)},x\n" for cell in CELLS[field_type])
    compare({"fields": [{"name": "a", "type": field_type}, {"name": "b"}]}, content)


@pytest.mark.parametrize(
    ("field_type", "constraint"),
    [
        (field_type, name)
        for field_type, constraints in CONSTRAINTS.items()
        for name in [*constraints, "required", "unique"]
    ],
)
def test_every_constraint(field_type: str, constraint: str) -> None:
    limits = {constraint: CONSTRAINTS[field_type].get(constraint, True)}
    content = "a,b\n" + "".join(f"{quoted(cell)},x\n" for cell in [*CELLS[field_type], "", *CELLS[field_type]])
    assert compare({"fields": [{"name": "a", "type": field_type, "constraints": limits}, {"name": "b"}]}, content)


A = {"name": "a", "type": "integer"}
B = {"name": "b", "type": "string"}

ERRORS: dict[str, tuple[dict[str, Any], str | bytes]] = {
    "source-error": ({"fields": [A]}, ""),
    "encoding-error": ({"fields": [A]}, b"a\n\xff\n"),
    "blank-label": ({"fields": [A, B]}, "a,\n1,x\n"),
    "duplicate-label": ({"fields": [A, B]}, "a,a\n1,x\n"),
    "incorrect-label": ({"fields": [A, B]}, "a,c\n1,x\n"),
    "missing-label": ({"fields": [A, B]}, "a\n1\n"),
    "extra-label": ({"fields": [A]}, "a,b\n1,x\n"),
    "blank-row": ({"fields": [A, B]}, "a,b\n\n1,x\n"),
    "missing-cell": ({"fields": [A, B]}, "a,b\n1\n"),
    "extra-cell": ({"fields": [A, B]}, "a,b\n1,x,y\n"),
    "type-error": ({"fields": [A, B]}, "a,b\nx,x\n"),
    "constraint-error": ({"fields": [{**A, "constraints": {"minimum": 5}}, B]}, "a,b\n1,x\n"),
    "unique-error": ({"fields": [{**A, "constraints": {"unique": True}}, B]}, "a,b\n1,x\n01,y\n"),
    "primary-key": ({"fields": [A, B], "primaryKey": ["a"]}, "a,b\n1,x\n1,y\n"),
    "foreign-key": (
        {"fields": [A, B], "foreignKeys": [{"fields": ["a"], "reference": {"resource": "", "fields": ["b"]}}]},
        "a,b\n1,x\n",
    ),
    "field-error": ({"fields": [{**A, "constraints": {"pattern": "x"}}]}, "a\n1\n"),
    "schema-error": ({"fields": [A, A]}, "a\n1\n"),
}


@pytest.mark.parametrize("error_type", ERRORS)
def test_every_type_of_error(error_type: str) -> None:
    schema, content = ERRORS[error_type]
    assert error_type in {error[0] for error in compare(schema, content)}


@pytest.mark.parametrize("error_type", sorted(set(ERRORS) - {"field-error", "schema-error"}))
def test_an_error_says_all_that_it_says_in_frictionless(error_type: str, tmp_path: Path) -> None:
    schema, content = ERRORS[error_type]
    file = tmp_path / "table.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    descriptor = make_explicit(
        {"name": "table", "path": file.name, "schema": {"$schema": f"{V2}tableschema.json", **schema}}
    )
    expected = frictionless.Resource.from_descriptor(descriptor, basepath=str(tmp_path)).validate().tasks[0].errors
    ours = {"lineNumber", "columnNumber", "severity"}
    errors = sd.validate(file, descriptor["schema"], as_frictionless=CLOSER_LOOKS).errors
    found = [{name: value for name, value in error.to_dict().items() if name not in ours} for error in errors]
    assert found == [error.to_descriptor() for error in expected]


@pytest.mark.parametrize(
    ("error_type", "declared"), [("hash-count", {"hash": "sha256:00"}), ("byte-count", {"bytes": 1})]
)
def test_what_a_descriptor_declares_of_its_file(error_type: str, declared: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a\n1\n", "utf-8")
    resource = {"name": "table", "path": "table.csv", "schema": {"fields": [A]}, **declared}
    file = tmp_path / "datapackage.json"
    file.write_text(frictionless.Package.from_descriptor({"resources": [resource]}).to_json(), "utf-8")
    expected = frictionless.Package(str(file)).validate().flatten(list(PARTS))
    assert sd.validate(file, as_frictionless=CLOSER_LOOKS).flatten(PARTS) == expected
    assert [error[0] for error in expected] == [error_type]


@given(st.sampled_from(sorted(CELLS)), st.data())
def test_random_changes_of_cells_of_every_type(field_type: str, data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from(CELLS[field_type]))
    at = data.draw(st.integers(0, len(cell)))
    mutated = (
        cell[:at]
        + data.draw(st.text(alphabet='01x-.,:+ T"{}[]\n٣', max_size=2))
        + cell[at + data.draw(st.integers(0, 1)) :]
    )
    limits = data.draw(
        st.sampled_from([{}, *({name: limit} for name, limit in CONSTRAINTS.get(field_type, {}).items())])
    )
    if "pattern" in limits:
        limits = {}  # here the gate follows the standard: docs/conformance.md
    compare(
        {"fields": [{"name": "a", "type": field_type, "constraints": limits}, {"name": "b"}]},
        f"a,b\n{quoted(mutated)},x\n",
    )
