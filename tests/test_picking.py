"""Which errors count: `only`, `skip` and `warn`, by type, field and file; and options with names that are checked."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import frictionless
import pytest

import summitdata as sd
from summitdata.validation.formats import FORMATS
from summitdata.validation.picking import ROW_TYPES, UNREAD_TYPES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "price", "type": "number"},
    ]
}
BAD = "id,price,note\nx,1,a\n,y,b\n1,z,c\n"
"""An extra label, a type error in id, a missing id, and two type errors in price."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old").mkdir()
    for name in ("old/a.csv", "b.csv"):
        (tmp_path / name).write_text(BAD, "utf-8")
    return tmp_path


def found(folder: Path, **options: object) -> list[tuple[str, str, str | None]]:
    """Return file, type and field of each error, after both engines agreed on them and on the counts."""
    files = [folder / "old" / "a.csv", folder / "b.csv"]
    reports = [sd.validate(files, SCHEMA, engine=engine, **options) for engine in ("screen", "frictionless")]  # type: ignore[arg-type]
    errors, other = (
        [(task.file.name if task.file else "", error.type, error.field_name) for task, error in report.located()]
        for report in reports
    )
    assert errors == other
    one, two = ([(task.stats.errors, task.stats.warnings, task.totals) for task in report.tasks] for report in reports)
    assert one == two
    return errors


EXTRA, PRICE, ID, MISSING = (
    ("extra-label", ""),
    ("type-error", "price"),
    ("type-error", "id"),
    ("constraint-error", "id"),
)
ALL = {EXTRA, PRICE, ID, MISSING}


@pytest.mark.parametrize(
    ("options", "in_a", "in_b"),
    [
        ({"skip": ["extra-label"]}, ALL - {EXTRA}, ALL - {EXTRA}),
        ({"skip": ["field=price"]}, ALL - {PRICE}, ALL - {PRICE}),
        ({"skip": ["field=pr*"]}, ALL - {PRICE}, ALL - {PRICE}),
        ({"skip": ["file=old/*.csv"]}, set(), ALL),
        ({"skip": ["file=./old/a.csv"]}, set(), ALL),
        ({"skip": ["type-error,field=id,file=a.csv"]}, ALL - {ID}, ALL),
        ({"only": ["type-error"]}, {PRICE, ID}, {PRICE, ID}),
        ({"only": ["type-error", "field=note"]}, {PRICE, ID, EXTRA}, {PRICE, ID, EXTRA}),
        ({"only": ["type-error"], "skip": ["field=id"]}, {PRICE}, {PRICE}),
        ({"only": ["file=b.csv"]}, set(), ALL),
    ],
)
def test_the_errors_that_count(
    folder: Path, options: dict[str, list[str]], in_a: set[object], in_b: set[object]
) -> None:
    errors = found(folder, **options)
    assert {(type, field) for name, type, field in errors if name == "a.csv"} == in_a
    assert {(type, field) for name, type, field in errors if name == "b.csv"} == in_b


def test_a_pattern_may_be_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for source in ("b.csv", folder / "b.csv"):
        assert sd.validate(source, SCHEMA, skip=[f"file={folder}/*.csv"]).valid
        assert not sd.validate(source, SCHEMA, skip=[f"file={folder}/old/*.csv"]).valid


def test_a_file_whose_errors_are_all_left_out_is_valid(folder: Path) -> None:
    report = sd.validate(folder / "b.csv", SCHEMA, skip=["type-error", "constraint-error", "extra-label"])
    assert (report.valid, report.tasks[0].clean, report.tasks[0].totals.by_type) == (True, True, {})


def test_the_limit_counts_what_is_left(folder: Path) -> None:
    report = sd.validate(folder / "b.csv", SCHEMA, skip=["extra-label", "field=id"], limit_errors=1)
    assert [error.field_name for error in report.errors] == ["price"]
    assert report.stats.errors == 2
    assert report.warnings == ("1 of 2 errors are listed: raise --limit-errors to see more",)


@pytest.mark.slow
def test_errors_that_cannot_be_listed_stay_unless_their_type_is_left_out(tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    many.write_text("id,price\n" + "x,1\n" * 100_050, "utf-8")
    assert sd.validate(many, SCHEMA, skip=["field=id"]).stats.errors == 50
    assert sd.validate(many, SCHEMA, skip=["type-error"]).valid


def test_a_type_that_warns_in_some_files(folder: Path) -> None:
    report = sd.validate([folder / "old" / "a.csv", folder / "b.csv"], SCHEMA, warn=["type-error,file=old/*"])
    assert [(task.stats.errors, task.stats.warnings) for task in report.tasks] == [(2, 3), (5, 0)]
    severities = {error.severity for error in report.tasks[0].errors if error.type == "type-error"}
    assert severities == {"warning"}


@pytest.mark.parametrize("engine", ["screen", "frictionless"])
@pytest.mark.parametrize(
    ("warn", "warned"),
    [
        ("type-error,field=price", {PRICE}),
        ("field=id", {ID, MISSING}),
        ("file=b.csv", ALL),
        ("constraint-error", {MISSING}),
    ],
)
def test_what_only_warns(folder: Path, warn: str, warned: set[object], engine: str) -> None:
    report = sd.validate(folder / "b.csv", SCHEMA, warn=[warn], engine=engine)
    assert {(error.type, error.field_name) for error in report.errors if error.severity == "warning"} == warned
    assert {(error.type, error.field_name) for error in report.errors if error.severity == "error"} == ALL - warned
    (task,) = report.tasks
    assert task.stats.warnings == sum(error.severity == "warning" for error in report.errors)
    assert task.stats.errors + task.stats.warnings == len(report.errors) == 5
    assert sd.validate(folder / "b.csv", SCHEMA, warn=[warn], strict=True).stats.errors == 5


def test_settings_of_some_files(folder: Path) -> None:
    files: dict[str, dict[str, Any]] = {
        f"{folder}/old/*.csv": {"schema": SCHEMA, "skip": ["extra-label"], "warn": ["field=id"]},
        f"{folder}/*.csv": {"schema": {"fields": [{"name": "id"}, {"name": "price"}]}, "only": ["type-error"]},
        f"{folder}/old/a.csv": {"skip": ["field=price"]},
    }
    found = sd.validate([folder / "old" / "a.csv", folder / "b.csv"], files=files, skip=["missing-label"])
    assert [(task.stats.errors, task.stats.warnings) for task in found.tasks] == [(2, 2), (0, 0)]


def test_a_checklist_picks_skips_and_warns(folder: Path) -> None:
    def validated(**checklist: list[str]) -> list[tuple[str, str, str | None]]:
        resource = {"name": "b", "path": "b.csv", "schema": SCHEMA, "checklist": checklist}
        (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
        return [(error.severity, error.type, error.field_name) for error in sd.validate(folder).errors]

    assert {found[1:] for found in validated()} == ALL
    assert {found[1:] for found in validated(skipErrors=["field=price", "extra-label"])} == {ID, MISSING}
    assert {found[1:] for found in validated(pickErrors=["extra-label"])} == {EXTRA}
    assert ("warning", *PRICE) in validated(warnErrors=["type-error,field=price"])
    with pytest.raises(sd.UnknownNameError, match=r"b\.csv: its checklist: unknown error type 'tpye-error'"):
        validated(skipErrors=["tpye-error"])
    with pytest.raises(sd.PackageError, match="'warnErrors' in its checklist must be a list of texts"):
        validated(warnErrors="type-error")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"skip": ["field=id"]},
        {"only": ["type-error"]},
        {"warn": ["type-error,file=b*"]},
        {"warn": ["type-error,field=id"]},
    ],
)
def test_every_format_shows_what_is_left(folder: Path, options: dict[str, list[str]]) -> None:
    report = sd.validate(folder / "b.csv", SCHEMA, **options)  # type: ignore[arg-type]
    assert all(write(report) for write in FORMATS.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"warn": ["tpye-error"]}, "unknown error type 'tpye-error': did you mean 'type-error'"),
        ({"skip": ["extra-lable"]}, "did you mean 'extra-label'"),
        ({"only": ["feild=id"]}, "unknown part of a selector 'feild': did you mean 'field'"),
        ({"only": ["field=prise"]}, "unknown field 'prise': did you mean 'price'"),
        ({"only": ["file=c.csv"]}, "unknown file 'c.csv'"),
        ({"skip": ["field=prise"]}, "unknown field 'prise': did you mean 'price'"),
        ({"warn": ["type-error,field=prices"]}, "unknown field 'prices': did you mean 'price'"),
        ({"skip": ["field=iD"]}, "did you mean 'id'"),
        ({"skip": ["field="]}, "is not a selector"),
        ({"skip": ["type-error,extra-label"]}, "is not a selector"),
        ({"skip": [""]}, "unknown error type ''"),
        ({"skip": ["encoding-error"]}, "encoding-error always counts"),
        ({"files": {"b.csv": {"shcema": SCHEMA}}}, "unknown setting of a file 'shcema': did you mean 'schema'"),
        ({"files": {"b.csv": {"skip": ["tpye-error"]}}}, "did you mean 'type-error'"),
        ({"files": {"b.csv": []}}, "must be a dict"),
        ({"skip": "type-error"}, "skip must be a list of names"),
        ({"encoding": "latin-99"}, "unknown encoding: 'latin-99': did you mean 'latin"),
        ({"encoding": "base64"}, "unknown encoding: 'base64'"),
        ({"encoding": "rot13"}, "unknown encoding: 'rot13'"),
        ({"encoding": "undefined"}, "unknown encoding: 'undefined'"),
        ({"encoding": "punycode"}, "unknown encoding: 'punycode'"),
        ({"encoding": "ANSI"}, "unknown encoding: 'ANSI': did you mean 'cp1252'"),
        ({"encoding": "Unicode"}, "unknown encoding: 'Unicode': did you mean 'utf-16' or 'utf-8'"),
        ({"encoding": "windows1252"}, "did you mean 'windows-1252'"),
        ({"delimiter": "semi-colon"}, "unknown delimiter 'semi-colon': did you mean 'semicolon'"),
    ],
)
def test_unknown_names_are_refused_with_near_misses(folder: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(sd.UnknownNameError, match=re.escape(message)):
        sd.validate(folder / "b.csv", SCHEMA, **options)  # type: ignore[arg-type]


def test_a_table_that_was_not_read_always_counts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,price\n1,\xff\n")
    for options in ({"only": ["type-error"]}, {"skip": ["file=*"]}):
        report = sd.validate(tmp_path / "a.csv", SCHEMA, **options)  # type: ignore[arg-type]
        assert [error.type for error in report.errors] == ["encoding-error"]


def test_every_type_of_error_is_known() -> None:
    checks = {"ascii-value", "deviated-cell", "deviated-value", "duplicate-row", "forbidden-value", "required-value"}
    checks |= {"sequential-value", "table-dimensions", "truncated-value"}  # of checks that no descriptor is read for
    groups = {"cell-error", "data-error", "header-error", "label-error", "row-error"}
    other = {"catalog", "dataset", "detector", "inquiry", "inquiry-task", "pipeline", "report", "report-task"}
    other |= {"stats", "step"}
    types = {error.type for error in vars(frictionless.errors).values() if hasattr(error, "template")}
    assert types - checks - groups - {f"{name}-error" for name in other} <= {*ROW_TYPES, *UNREAD_TYPES}


@pytest.mark.parametrize("delimiter", ["tab", "\\t", "\t"])
def test_a_tab_by_name(run: Run, tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text("id\tprice\n1\t2\n", "utf-8")
    schema = tmp_path / "schema.json"
    schema.write_text('{"fields": [{"name": "id", "type": "integer"}, {"name": "price", "type": "number"}]}', "utf-8")
    (tmp_path / "a.csv").write_text(file.read_text("utf-8"), "utf-8")
    assert run("validate", tmp_path / "a.csv", "--schema", schema, "--delimiter", delimiter).returncode == 0


@pytest.mark.slow
def test_the_command_picks_and_refuses(run: Run, folder: Path) -> None:
    schema = folder / "schema.json"
    schema.write_text('{"fields": [{"name": "id"}, {"name": "price"}]}', "utf-8")
    command = ["validate", folder / "b.csv", "--schema", schema]
    assert run(*command).returncode == 1
    assert run(*command, "--skip", "extra-label").returncode == 0
    assert run(*command, "--only", "type-error").returncode == 0
    assert run(*command, "--warn", "extra-lable").returncode == 2


@pytest.mark.parametrize("option", ["skip", "warn"])
@pytest.mark.parametrize("name", ["nothing", "quantity", "x*", "deploymentID"])
def test_a_selector_of_a_field_that_no_table_has_is_noted(option: str, name: str, folder: Path) -> None:
    options: dict[str, Any] = {option: [f"type-error,field={name}"]}
    notes = sd.validate([folder / "b.csv", folder / "old" / "a.csv"], SCHEMA, **options).warnings
    assert [note for note in notes if "selector" in note] == [
        f"no table has the field {name!r}, which a selector names: it changes nothing"
    ]
