"""The gate's errors are frictionless', on files: small ones of our own, and real ones that nobody here wrote.

`corpus/cases.json` says of each of our files what it is about and how many errors of which type it has: to add one, put
it there with its schema, or a folder with its descriptor, and add a line to the list.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import frictionless
import pytest

import summitdata as sd
from engines import V2, comparable_tasks, compare
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.input_table import CLOSER_LOOKS

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

OWN = Path(__file__).parent / "corpus"
REAL = Path(__file__).parents[2] / "shared" / "corpus"
SMALLEST, BLOCKS = 64, 50
"""The screen reads a file in about so many blocks, none of them smaller than the least: their edges are everywhere."""
LONG = ("stress:wireservice+csvkit/examples/realdata/census_2010/ilgeo2010_excerpt.csv",)
"""Cases for the campaign: frictionless takes a minute for all errors of hundreds of columns, and copies each row."""
SNAKECASE = cache(frictionless.vendors.stringcase.snakecase)
PARTS = ("type", "rowNumber", "fieldNumber", "message")


def cases(folder: Path, *kinds: str) -> list[dict[str, Any]]:
    """Return the cases of a corpus that are of some kinds, with the folder that their paths are relative to."""
    file = folder / "cases.json"
    listed = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return [{**case, "folder": folder} for case in listed if case["kind"] in kinds]


def distinct(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the cases of a table that another has to the byte: some repositories have the file of another one."""
    first: dict[Any, dict[str, Any]] = {}
    for case in listed:
        files = [case["folder"] / case[part] for part in ("path", "schema") if part in case]
        content = [(file.suffix, sha256(file.read_bytes()).digest()) for file in files]
        first.setdefault((case["kind"], *(content or [case["id"]])), case)
    return list(first.values())


def each(*kinds: str) -> pytest.MarkDecorator:
    """Run a test on the cases of both corpora that are of some kinds; the real ones are many."""
    own = [pytest.param(case, id=case["id"]) for case in cases(OWN, *kinds)]
    real = [
        pytest.param(case, id=case["id"], marks=pytest.mark.campaign if case["id"] in LONG else pytest.mark.slow)
        for case in distinct(cases(REAL, *kinds))
    ]
    absent = pytest.param(None, id="real", marks=pytest.mark.skip(reason=f"the corpus of real files is not at {REAL}"))
    return pytest.mark.parametrize("case", own + (real or [absent]))


def in_small_blocks(path: Path) -> AbstractContextManager[object]:
    """Have the screen read a file in blocks as small as may be."""
    return patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", max(SMALLEST, path.stat().st_size // BLOCKS))


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


@pytest.fixture(autouse=True)
def names_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what frictionless makes of a property's name: for each error it makes all of them again."""
    monkeypatch.setattr("frictionless.vendors.stringcase.snakecase", SNAKECASE)


def theirs(path: Path, schema: dict[str, Any], name: str) -> list[list[Any]] | None:
    """Return frictionless' errors, or nothing where it crashes instead."""
    version = {"$schema": f"{V2}dataresource.json"} if str(schema.get("$schema")).startswith(V2) else {}
    descriptor = make_explicit({**version, "name": name, "path": path.name, "schema": schema})
    try:
        resource = frictionless.Resource.from_descriptor(descriptor, basepath=str(path.parent))
        frictionless.Package(resources=[resource])
        return list(resource.validate(limit_errors=0).flatten(list(PARTS)))
    except frictionless.FrictionlessException as exception:
        errors = [error.to_descriptor() for error in exception.to_errors()]
        return [[error.get(part) for part in PARTS] for error in errors]
    except TypeError:
        return None


@each("table", "schema", "stress")
def test_the_errors_are_those_of_frictionless(case: dict[str, Any]) -> None:
    path = case["folder"] / case["path"]
    if case["kind"] == "schema":
        schema = json.loads((case["folder"] / case["schema"]).read_text("utf-8"))
    else:
        schema = inferred(path)
        schema = tightened(schema) if case["kind"] == "stress" and schema.get("fields") else schema
    with in_small_blocks(path):
        report = sd.validate(path, schema, limit_errors=0, as_frictionless=CLOSER_LOOKS)
    (task,) = report.tasks
    assert task.totals.by_type == Counter(error.type for error in report.errors)
    assert task.totals.by_type == case.get("errors", task.totals.by_type)
    assert task.engine == "screen" or task.engine_note
    found, expected = report.flatten(PARTS), theirs(path, schema, task.name)
    if expected is None:  # a key on a field whose values have no hash: ours is an error of the report
        assert [error[0] for error in found][-1:] == ["source-error"]
        assert "cannot be validated" in found[-1][3]
    elif found and found[0][0] == "no-reference":  # ours names the option that gives the table
        (theirs_only,) = expected
        assert theirs_only[0] == "resource-error"
        assert theirs_only[3].endswith("does not exist")
    else:
        assert found == expected


REFUSED = (
    "is on another host",
    "is not the path of a file in the folder of the package",
    "compressed files are not read",
    "must be a list of JSON objects",
    "No such file or directory",
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


def without_advice(error: list[Any]) -> list[Any]:
    """Return an error whose message ends where that of frictionless does: ours says which formats are read."""
    *parts, message = error
    return [*parts, re.sub(r'(format "[^"]*" is not supported): .*', r"\1", message)]


@pytest.mark.filterwarnings("ignore::summitdata.errors.SchemaWarning")  # some are misspelt, and say so
@each("package")
def test_the_errors_of_a_package_are_those_of_frictionless(case: dict[str, Any]) -> None:
    path = case["folder"] / case["descriptor"]
    try:
        found = sd.validate(path, limit_errors=0, as_frictionless=CLOSER_LOOKS).flatten(PARTS)
    except sd.PackageError as error:
        assert any(words in str(error) for words in REFUSED)  # noqa: PT017 - untrusted input may be refused instead
        assert case.get("errors") is None
        return
    assert Counter(error[0] for error in found) == case.get("errors", Counter(error[0] for error in found))
    expected = described(path)
    if expected is None:
        assert found
    else:
        assert [without_advice(error) for error in found] == expected


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(OWN, "schema", "package"), ids=lambda case: case["id"])
def test_both_engines_make_the_same_report(case: dict[str, Any]) -> None:
    path = case["folder"] / (case.get("path") or case["descriptor"])
    schema = json.loads((case["folder"] / case["schema"]).read_text("utf-8")) if "schema" in case else None
    if case["errors"] is None:
        with pytest.raises(sd.PackageError):
            sd.validate(path)
        return
    with in_small_blocks(path):
        report = compare(path, schema)
        try:
            alone = sd.validate(path, schema, limit_errors=0, engine="screen")
        except sd.PackageError:
            assert any(task.engine_note for task in report.tasks)
        else:
            assert comparable_tasks(alone) == comparable_tasks(report)


def test_every_file_of_our_corpus_is_in_a_case() -> None:
    listed = cases(OWN, "schema", "package")
    named = {OWN / case[part] for case in listed for part in ("path", "schema", "descriptor") if part in case}
    for case in listed:
        named |= set((OWN / case["descriptor"]).parent.iterdir()) if "descriptor" in case else set()
    files = {file for file in OWN.rglob("*") if file.is_file()} - {OWN / "cases.json", OWN / ".gitattributes"}
    assert files == named
