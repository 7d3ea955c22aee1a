"""A published schema whose foreign keys name other tables, used on one file."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import summitdata as sd

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path


def key(fields: Any, resource: str, targets: Any) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": resource, "fields": targets}}


def schema(fields: dict[str, str], *keys: dict[str, Any]) -> dict[str, Any]:
    return {"fields": [{"name": name, "type": kind} for name, kind in fields.items()], "foreignKeys": list(keys)}


DEPLOYMENT = key("deploymentID", "deployments", "deploymentID")
SITE_AND_YEAR = key(["site", "year"], "plots", ["name", "since"])
CASES: dict[str, tuple[dict[str, Any], str, str, str, int]] = {
    "camera traps": (
        schema({"observationID": "string", "deploymentID": "string", "count": "integer"}, DEPLOYMENT),
        "observationID,deploymentID,count\no1,d1,2\no2,d9,1\n",
        "deployments",
        "deploymentID,latitude\nd1,50.1\nd2,50.2\n",
        3,
    ),
    "integers, written in another way": (
        schema({"id": "integer", "station": "integer"}, key("station", "stations", "number")),
        "id,station\n1,7\n2,07\n3,8\n",
        "stations",
        "town,number\nX,7\n",
        4,
    ),
    "two fields": (
        schema({"site": "string", "year": "year"}, SITE_AND_YEAR),
        "site,year\na,2020\nb,2021\na,2021\n",
        "plots",
        "since,name\n2020,a\n2021,b\n",
        4,
    ),
    "a table called like one of this package": (
        schema({"country": "string"}, key("country", "countries", "code")),
        "country\nXX\nYY\n",
        "countries",
        "code\nXX\n",
        3,
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path, str, Path, int]:
    made, table, name, reference, line = CASES[request.param]
    files = (tmp_path / "data.csv", tmp_path / "schema.json", tmp_path / f"{name}.csv")
    for file, text in zip(files, (table, json.dumps(made), reference), strict=True):
        file.write_text(text, "utf-8")
    return files[0], files[1], name, files[2], line


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
def test_a_reference_gives_the_table_that_a_foreign_key_names(
    case: tuple[Path, Path, str, Path, int], engine: str
) -> None:
    table, made, name, reference, line = case
    report = sd.validate(table, made, references={name: reference}, engine=engine)
    assert [(error.type, error.line_number) for error in report.errors] == [("foreign-key", line)]


@pytest.mark.slow
def test_without_the_reference_the_rest_is_validated_on_request(
    case: tuple[Path, Path, str, Path, int], run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    table, made, name, reference, _ = case
    arguments = ("validate", table, "--schema", made, "--format", "text")
    done = run(*arguments)
    assert done.returncode == 2
    assert f"--reference {name}=FILE" in done.stdout
    assert run(*arguments, "--skip", "foreign-key").returncode == 0
    table.write_text(table.read_text("utf-8") + "one cell too many,,,,,\n", "utf-8")
    assert run(*arguments, "--skip", "foreign-key").returncode == 1
    assert run(*arguments, "--reference", f"{name}={reference}").returncode == 1


@pytest.mark.parametrize(
    ("own", "theirs"), [("id", ["a", "b"]), (["id", "none"], "a"), ("none", "a"), (5, "a"), ("id", None)]
)
def test_a_foreign_key_that_does_not_fit_its_own_schema_is_an_error_of_the_schema(
    own: Any, theirs: Any, tmp_path: Path
) -> None:
    (tmp_path / "data.csv").write_text("id\n1\n", "utf-8")
    report = sd.validate(tmp_path / "data.csv", schema({"id": "integer"}, key(own, "others", theirs)))
    assert report.errors
    assert "no-reference" not in {error.type for error in report.errors}


def test_a_frame_and_an_open_file_take_references(case: tuple[Path, Path, str, Path, int]) -> None:
    table, made, name, reference, _ = case
    makes: list[Callable[[], Any]] = [
        lambda: pd.read_csv(table, dtype=str),
        lambda: io.StringIO(table.read_text("utf-8")),
    ]
    for make in makes:
        assert [error.type for error in sd.validate(make(), made).errors] == ["no-reference"]
        report = sd.validate(make(), made, references={name: reference})
        assert [error.type for error in report.errors] == ["foreign-key"]


def test_a_reference_is_read_as_its_own_package_says(tmp_path: Path) -> None:
    made, table, name, _, _ = CASES["camera traps"]
    (tmp_path / "data.csv").write_text(table, "utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "d.csv").write_text("latitude;deploymentID\n50,1;d1\n", "utf-8")
    resource = {"name": name, "path": "d.csv", "dialect": {"delimiter": ";"}}
    resource["schema"] = schema({"latitude": "string", "deploymentID": "string"})
    (tmp_path / "own" / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    for source in ("own", "own/d.csv", "own/datapackage.json"):
        report = sd.validate(tmp_path / "data.csv", made, references={name: tmp_path / source})
        assert [(error.type, error.line_number) for error in report.errors] == [("foreign-key", 3)], source


def test_a_package_takes_a_table_from_elsewhere(tmp_path: Path) -> None:
    made, table, name, reference, line = CASES["camera traps"]
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "data.csv").write_text(table, "utf-8")
    (tmp_path / "elsewhere.csv").write_text(reference, "utf-8")
    package = tmp_path / "package" / "datapackage.json"
    resource = {"name": "observations", "path": "data.csv", "schema": made}
    package.write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    report = sd.validate(package, references={name: tmp_path / "elsewhere.csv"})
    assert [(error.type, error.line_number) for error in report.errors] == [("foreign-key", line)]
    assert sd.validate(package, skip=["foreign-key"]).valid


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_package_without_the_table_validates_the_others(
    case: tuple[Path, Path, str, Path, int], at: int, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    table, made, name, reference, _ = case
    plain = {"path": table.name, "schema": {"fields": json.loads(made.read_text("utf-8"))["fields"]}}
    resources = [{"name": "first", **plain}, {"name": "last", **plain}]
    resources.insert(at, {"name": "referring", "path": table.name, "schema": made.name})
    package = made.with_name("datapackage.json")
    package.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    done = run("validate", package, "--format", "text")
    assert done.returncode == 2
    assert f"--reference {name}=FILE" in done.stdout
    assert done.stdout.count("\nok  ") + done.stdout.startswith("ok  ") == 2
    assert run("validate", package, "--skip", "foreign-key").returncode == 0
    assert run("validate", package, "--reference", f"{name}={reference}").returncode == 1
    checked = run("check", package)
    assert checked.returncode == 2
    assert "summitdata validate --skip foreign-key" in checked.stdout


def test_every_file_is_validated_and_those_without_a_reference_fail(tmp_path: Path) -> None:
    made, table, *_ = CASES["camera traps"]
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(table, "utf-8")
    report = sd.validate(tmp_path / "*.csv", made, skip=["foreign-key,file=b.csv"])
    assert [[error.type for error in task.errors] for task in report.tasks] == [["no-reference"], []]


WRONG: dict[str, tuple[Any, str]] = {
    "a name near one": ({"deployment": "d.csv"}, "did you mean 'deployments'"),
    "a file that is missing": ({"deployments": "none.csv"}, "no such file"),
    "a file without the column": ({"deployments": "other.csv"}, "no column 'deploymentID'.* 'id', 'x'"),
    "an empty file": ({"deployments": "empty.csv"}, "no column 'deploymentID'"),
    "a package without the table": ({"deployments": "datapackage.json"}, "unknown table 'deployments'"),
    "a list": (["deployments"], "must be a dict"),
    "a number": ({"deployments": 5}, "must be a str or a pathlib.Path"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_reference_is_refused(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made, table, *_ = CASES["camera traps"]
    (tmp_path / "data.csv").write_text(table, "utf-8")
    (tmp_path / "other.csv").write_text("id,x\nd1,1\n", "utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "datapackage.json").write_text('{"resources": []}', "utf-8")
    references, message = WRONG[what]
    with pytest.raises((sd.PackageError, sd.UnknownNameError), match=message):
        sd.validate("data.csv", made, references=references)


@pytest.mark.parametrize("text", ["deployments", "=d.csv", "deployments="])
def test_the_option_wants_a_name_and_a_file(
    text: str, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "t.csv").write_text("id\n1\n", "utf-8")
    done = run("validate", tmp_path / "t.csv", "--schema", "topics", "--reference", text)
    assert (done.returncode, "NAME=FILE" in done.stderr) == (2, True)
