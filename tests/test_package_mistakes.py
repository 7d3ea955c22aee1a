"""A descriptor that is wrong: `validate` and `check` say the same of it, with its place, and validate all others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import summitdata as sd
from summitdata.cli import app
from summitdata.upkeep.sync import sync

SCHEMA = '{"fields": [{"name": "id", "type": "integer"}]}'
GOOD = f'{{"name": "good", "path": "t.csv", "bytes": 5, "schema": {SCHEMA}}}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("id\n1\n", "utf-8")


def write(text: str, name: str = "datapackage.json") -> tuple[int, int]:
    """Write a descriptor without its §, and return the line and the column where that was."""
    before = text.partition("§")[0]
    Path(name).write_text(text.replace("§", ""), "utf-8")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


PACKAGES = {
    '{§"resources": 5}': '"resources" is 5: it must be a list',
    '{\n§"resorces": []}': "'resorces' is not a property of the descriptor: did you mean 'resources'?",
    '§{"name": "x"}': 'the descriptor has no "resources": write one',
    '{§"resources": []}': '"resources" is empty: list each table',
}
RESOURCES = {
    "§5": "resources[1] is 5: it must be a JSON object",
    '{"name": "a", §"path": 5}': "the path of the resource 'a' is 5: it must be a text",
    '{"name": "a", "path": ["t.csv", §5]}': "a path of the resource 'a' is 5",
    '{"name": "a", §"pth": "t.csv"}': "'pth' is not a property of the resource 'a': did you mean 'path'?",
    '{§"name": 5, "path": "t.csv"}': "the name of resources[1] is 5",
    '§{"path": "t.csv"}': 'resources[1] has no "name"',
    '{"name": "a", "path": "t.csv", §"schema": 5}': "the schema of the resource 'a' is 5: it must be a JSON object, or",
    '{"name": "a", "path": "t.csv", §"dialect": 5}': "the dialect of the resource 'a' is 5",
    '{"name": "a", "path": "t.csv", "dialect": {§"delimiter": 5}}': '"delimiter" in the dialect of the resource',
    '{"name": "a", "path": "t.csv", "dialect": {§"delimiter": "ab"}}': "is 'ab': it must be one character, as in \";\"",
    '{"name": "a", "path": "t.csv", "dialect": {"csv": {§"quoteChar": ""}}}': "is '': it must be one character",
    '{"name": "a", "path": "t.csv", "dialect": {§"delimiter": "tab"}}': 'it must be one character, as in "\\t"',
    '{"name": "a", "path": "t.csv", §"encoding": "utf-88"}': "unknown encoding: 'utf-88': did you mean 'utf-8' or",
    '{"name": "a", "path": "t.csv", §"bytes": "5"}': "\"bytes\" of the resource 'a' is '5': it must be an integer",
    '{"name": "a", "path": "t.csv", "schema": {§"fields": 5}}': '"fields" is 5',
    '{"name": "a", "path": "t.csv", "schema": {"fields": [{"name": "id", §"type": "int"}]}}': "mean 'integer'?",
}


@pytest.mark.parametrize("text", [*PACKAGES, *(f'{{"resources": [{GOOD},\n {one}]}}' for one in RESOURCES)])
def test_validate_and_check_say_the_same_with_the_place(text: str) -> None:
    place, said = (
        write(text),
        (PACKAGES | {f'{{"resources": [{GOOD},\n {one}]}}': RESOURCES[one] for one in RESOURCES})[text],
    )
    for report in (sd.validate("datapackage.json"), sd.check("datapackage.json")):
        (error,) = [error for error in report.errors if error.type == "descriptor-error"]
        assert (error.line_number, error.column_number) == place
        assert said in error.note
        assert [task.stats.rows for task in report.tasks if task.name == "good"] == [1] * (text not in PACKAGES)


def test_the_commands_end_with_2_and_show_file_line_and_column() -> None:
    line, column = write(f'{{"resources": [{GOOD},\n {{"name": "a", §"path": 5}}]}}')
    for command in ("validate", "check"):
        done = CliRunner().invoke(app, [command, "datapackage.json", "--format", "text"])
        assert done.exit_code == 2
        assert f"datapackage.json:{line}:{column}: descriptor-error: the path of the resource 'a' is 5" in done.output
    with pytest.raises(sd.PackageError, match=rf"line {line}, column {column}: the path of the resource 'a' is 5"):
        sync(".")


SCHEMAS: dict[str, tuple[str | None, str]] = {
    "none.json": (None, "No such file or directory"),
    "list.json": ("[]", "must be a JSON object, not list"),
    "cut.json": ('{"fields": [', "not valid JSON at line 1, column 13"),
    "../out.json": (None, "not the path of a file in the folder"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_that_cannot_be_read_ends_the_validation_of_its_table_alone(name: str) -> None:
    content, said = SCHEMAS[name]
    if content is not None:
        Path(name).write_text(content, "utf-8")
    write(f'{{"resources": [{{"name": "a", "path": "t.csv", "schema": "{name}"}}, {GOOD}]}}')
    for report in (sd.validate("datapackage.json"), sd.check("datapackage.json")):
        tasks = {task.name: task for task in report.tasks}
        assert tasks["good"].stats.rows == 1
        assert said in tasks["a"].errors[0].note
        assert tasks["a"].errors[0].type == "descriptor-error"


def test_a_mistake_in_a_schema_by_reference_has_its_place_there() -> None:
    line, column = write("fields:\n- name: id\n  §type: int\n", "s.yaml")
    write(f'{{"resources": [{{"name": "a", "path": "t.csv", "schema": "s.yaml"}}, {GOOD}]}}')
    for report in (sd.validate("datapackage.json"), sd.check("datapackage.json")):
        (error,) = [error for error in report.errors if error.type == "descriptor-error"]
        assert (error.line_number, error.column_number) == (line, column)
        assert [task.place for task in report.tasks if task.name == "a"] == ["s.yaml"]


def test_a_misspelt_property_in_a_package_has_its_place() -> None:
    schema = '{"fields": [{"name": "id", §"titl": "x"}]}'
    line, column = write(f'{{"resources": [{GOOD},\n {{"name": "a", "path": "t.csv", "schema": {schema}}}]}}')
    with pytest.warns(sd.SchemaWarning, match=f"the schema at line {line}, column {column}, fields.0. 'id': 'titl'"):
        sd.validate("datapackage.json")


def test_a_table_that_refers_to_a_wrong_one_is_not_read() -> None:
    key = {"fields": "id", "reference": {"resource": "a", "fields": "id"}}
    schema: dict[str, Any] = {**json.loads(SCHEMA), "foreignKeys": [key]}
    resources = [{"name": "a", "path": "t.csv", "schema": 5}, {"name": "b", "path": "t.csv", "schema": schema}]
    write(json.dumps({"resources": [*resources, json.loads(GOOD)]}))
    tasks = {task.name: task for task in sd.validate("datapackage.json").tasks}
    assert tasks["good"].valid
    assert tasks["b"].errors[0].note == (
        "the descriptor of 'a' is wrong (a foreign key refers to it): correct it first"
    )


@pytest.mark.parametrize("content", ["5", "{", '{"resources": 5}', '{"fields": []}'])
def test_other_packages_are_validated_in_spite_of_one(content: str) -> None:
    Path("bad.json").write_text(content, "utf-8")
    write(f'{{"resources": [{GOOD}]}}')
    Path("s.json").write_text(SCHEMA, "utf-8")
    report = sd.validate(["bad.json", "datapackage.json"])
    assert sorted((task.place, task.valid) for task in report.tasks) == [
        ("bad.json", False),
        ("t.csv", True),
    ]
    assert {error.type for error in report.errors} == {"descriptor-error"}


def test_a_file_of_a_wrong_package_is_not_validated_without_a_word() -> None:
    write('{"resources": [{"name": "a", "path": "t.csv", "schema": {"fields": 5}}]}')
    assert [error.type for error in sd.validate("t.csv").errors] == ["descriptor-error"]
    write('{"resources": 5}')
    with pytest.raises(sd.PackageError, match='"resources" is 5'):
        sd.validate("t.csv")


@pytest.mark.parametrize("wrong", ["{", '{"resources": 5}', '{"resources": [{"name": "a", "path": 5}]}'])
def test_check_and_sync_take_several_packages_and_end_at_none(wrong: str) -> None:
    for name, text in (("one", f'{{"resources": [{GOOD}]}}'), ("two", wrong), ("three", f'{{"resources": [{GOOD}]}}')):
        Path(name).mkdir()
        write(text, f"{name}/datapackage.json")
        Path(name, "t.csv").write_text("id\n1\n", "utf-8")
    done = CliRunner().invoke(app, ["sync", "one", "two", "three"])
    assert [line.replace("\\", "/") for line in done.output.splitlines()] == [
        "wrote one/datapackage.json",
        "wrote three/datapackage.json",
    ]
    assert isinstance(done.exception, sd.PackageError)
    assert str(done.exception).startswith("two/datapackage.json: ")
    done = CliRunner().invoke(app, ["check", "one", "two", "three", "--format", "text"])
    assert done.exit_code == 2
    assert "ok    one/t.csv" in done.output
    assert "two/datapackage.json" in done.output
    assert "ok    three/t.csv" in done.output
