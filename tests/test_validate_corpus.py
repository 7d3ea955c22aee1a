"""The gate's errors are frictionless', on real files that nobody here wrote."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frictionless
import pytest

import summitdata as sd
from summitdata.tabular.dialect import make_explicit

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
SMALLEST, BLOCKS = 64, 50
"""The screen reads a file in about so many blocks, none of them smaller than the least: their edges are everywhere."""
PARTS = ("type", "rowNumber", "fieldNumber", "message")


def cases() -> list[dict[str, Any]]:
    file = CORPUS / "cases.json"
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return found


def inferred(path: Path) -> dict[str, Any]:
    """Return the schema that frictionless infers under the explicit reading, or any where it cannot read the file."""
    descriptor = make_explicit({"name": "table", "path": path.name})
    resource = frictionless.Resource.from_descriptor(descriptor, basepath=str(path.parent))
    try:
        resource.infer()
    except frictionless.FrictionlessException:
        return {"fields": [{"name": "any", "type": "string"}]}
    schema: dict[str, Any] = resource.schema.to_descriptor()
    return schema


def tightened(schema: dict[str, Any]) -> dict[str, Any]:
    """Require every field, make the first a key and the last unique: many errors on real data."""
    fields = [
        {**field, "constraints": {"required": True} | ({"unique": True} if field is schema["fields"][-1] else {})}
        for field in schema["fields"]
    ]
    return {**schema, "fields": fields, "primaryKey": [fields[0]["name"]]}


def theirs(path: Path, schema: dict[str, Any], name: str) -> list[list[Any]] | None:
    """Return frictionless' errors, or nothing where it crashes instead."""
    descriptor = make_explicit({"name": name, "path": path.name, "schema": schema})
    try:
        resource = frictionless.Resource.from_descriptor(descriptor, basepath=str(path.parent))
        frictionless.Package(resources=[resource])
        return list(resource.validate(limit_errors=0).flatten(list(PARTS)))
    except frictionless.FrictionlessException as exception:
        errors = [error.to_descriptor() for error in exception.to_errors()]
        return [[error.get(part) for part in PARTS] for error in errors]
    except TypeError:
        return None


@pytest.mark.skipif(not cases(), reason=f"the corpus of real files is not at {CORPUS}")
@pytest.mark.parametrize("case", [case for case in cases() if case["kind"] != "package"], ids=lambda case: case["id"])
def test_the_errors_are_those_of_frictionless(case: dict[str, Any]) -> None:
    path = CORPUS / case["path"]
    if case["kind"] == "schema":
        schema = json.loads((CORPUS / case["schema"]).read_text("utf-8"))
    else:
        schema = inferred(path)
        schema = tightened(schema) if case["kind"] == "stress" and schema.get("fields") else schema
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", max(SMALLEST, path.stat().st_size // BLOCKS)):
        report = sd.validate(path, schema, limit_errors=0)
    (task,) = report.tasks
    assert task.totals.by_type == Counter(error.type for error in report.errors)
    assert task.engine == "screen" or task.engine_note
    found, expected = report.flatten(PARTS), theirs(path, schema, report.tasks[0].name)
    if expected is None:  # a key on a field whose values have no hash: ours is an error of the report
        assert [error[0] for error in found][-1:] == ["source-error"]
        assert "cannot be validated" in found[-1][3]
    else:
        assert found == expected


REFUSED = (
    "is on another host",
    "is not one in its folder",
    "compressed files are not read",
    "must be a list of JSON objects",
    "no such file",
)


def described(path: Path) -> list[list[Any]] | None:
    """Return frictionless' errors of a data package whose CSV resources are read explicitly."""
    package = json.loads(path.read_text("utf-8-sig"))
    for resource in package["resources"]:
        if str(resource.get("path")).lower().endswith((".csv", ".tsv")) or resource.get("format") == "csv":
            if isinstance(resource.get("dialect"), str):
                resource["dialect"] = json.loads((path.parent / resource["dialect"]).read_text("utf-8"))
            resource.update(make_explicit(resource))
    try:
        made = frictionless.Package.from_descriptor(package, basepath=str(path.parent))
        return list(made.validate(limit_errors=0).flatten(list(PARTS)))
    except (frictionless.FrictionlessException, TypeError):
        return None


@pytest.mark.skipif(not cases(), reason=f"the corpus of real packages is not at {CORPUS}")
@pytest.mark.parametrize("case", [case for case in cases() if case["kind"] == "package"], ids=lambda case: case["id"])
def test_the_errors_of_a_package_are_those_of_frictionless(case: dict[str, Any]) -> None:
    path = CORPUS / case["descriptor"]
    try:
        found = sd.validate(path, limit_errors=0).flatten(PARTS)
    except sd.PackageError as error:
        assert any(words in str(error) for words in REFUSED)  # noqa: PT017 - untrusted input may be refused instead
        return
    expected = described(path)
    if expected is None:
        assert found
    else:
        assert found == expected
