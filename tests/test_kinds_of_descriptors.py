"""Descriptors in YAML, of one resource alone, with the rows in them, and with schemas in files of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import summitdata as sd
from summitdata.upkeep.sync import content_hash, sync

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}],
    "primaryKey": "id",
}
TABLE = b"id,note\n1,a\n2,b\n"
WRONG = b"id,note\n1,a\nx,b\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    (tmp_path / "t.csv").write_bytes(TABLE)
    return tmp_path


def resource(**properties: Any) -> dict[str, Any]:
    return {"name": "t", "path": "t.csv", "schema": "s.json", **properties}


def write(file: Path, content: dict[str, Any]) -> Path:
    file.write_text(json.dumps(content) if file.suffix == ".json" else yaml.safe_dump(content), "utf-8")
    return file


PACKAGES = ["datapackage.yaml", "datapackage.yml", "package.yaml", "datapackage.json"]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_yaml_or_json(name: str, folder: Path) -> None:
    package = write(folder / name, {"name": "p", "resources": [resource(bytes=16, hash=content_hash(TABLE))]})
    # A folder, and a file without a schema, find the descriptors that have the standard's name.
    sources = [package, *([folder, folder / "t.csv"] if name.startswith("data") else [])]
    for content, errors in ((TABLE, []), (WRONG, [("type-error", 3)])):
        (folder / "t.csv").write_bytes(content)
        for source in sources:
            found = [(error.type, error.line_number) for error in sd.validate(source).errors]
            assert [each for each in found if each[0] == "type-error"] == errors, source
    (folder / "t.csv").write_bytes(TABLE)
    assert sd.check(package).valid
    assert not sd.diff(package, package)


HASH = content_hash(TABLE)
WRITTEN = {
    "a list of resources": (
        "name: p  # ours\nresources:\n  # the first\n  - name: t\n    path: t.csv # its file\n    schema: s.json\n",
        f"""name: p  # ours
resources:
  # the first
  - name: t
    path: t.csv # its file
    bytes: 16
    hash: "{HASH}"
    schema: s.json
""",
    ),
    "the path first, with the line ends of Windows": (
        "resources:\r\n- path: t.csv\r\n  name: t\r\n  schema: s.json\r\n",
        f'resources:\r\n- path: t.csv\r\n  bytes: 16\r\n  hash: "{HASH}"\r\n  name: t\r\n  schema: s.json\r\n',
    ),
    "an old size, and characters before it": (
        "title: 𝄞\nresources:\n- name: t\n  bytes: 3   # old\n  hash: md5:00\n  schema: s.json\n  path: 't.csv'",
        f"title: 𝄞\nresources:\n- name: t\n  bytes: 16   # old\n  hash: \"{HASH}\"\n  schema: s.json\n  path: 't.csv'",
    ),
    "in braces": (
        "resources: [{name: t, path: t.csv, schema: s.json}] # short\n",
        f'resources: [{{name: t, bytes: 16, hash: "{HASH}", path: t.csv, schema: s.json}}] # short\n',
    ),
    "a list of parts, at the end without a line end": (
        "resources:\n- name: t\n  schema: s.json\n  path:\n  - t.csv",
        f'resources:\n- name: t\n  schema: s.json\n  bytes: 16\n  hash: "{HASH}"\n  path:\n  - t.csv',
    ),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_sync_writes_into_yaml_and_keeps_the_rest(kind: str, folder: Path) -> None:
    before, after = WRITTEN[kind]
    package = folder / "datapackage.yaml"
    package.write_bytes(b"\xef\xbb\xbf" + before.encode())
    assert "run `summitdata sync`" in sd.check(package).errors[0].note or "old" in kind
    assert sync(package, write=False) == [package]
    sync(package)
    assert package.read_bytes().decode() == "\ufeff" + after
    assert sd.check(package).valid
    assert sync(package) == []


def test_sync_says_what_to_write_where_it_cannot(folder: Path) -> None:
    package = folder / "datapackage.yaml"
    package.write_text("resources:\n- {name: t, path: t.csv, schema: s.json, name: t, path: t.csv, hash: '', hash: ''}")
    before = package.read_bytes()
    with pytest.raises(sd.PackageError, match=f"write these in: t: bytes: 16, hash: {HASH}"):
        sync(package)
    assert package.read_bytes() == before


def test_the_json_in_a_folder_comes_before_the_yaml(folder: Path) -> None:
    write(folder / "datapackage.yaml", {"name": "p", "resources": [resource(path="missing.csv")]})
    write(folder / "datapackage.json", {"name": "p", "resources": [resource()]})
    assert sd.validate(folder).valid


@pytest.mark.slow
@pytest.mark.parametrize("name", ["resource.json", "t.resource.yaml", "dataresource.yml"])
def test_a_resource_alone_is_validated(
    name: str, folder: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    file = write(folder / name, resource(dialect={"delimiter": ";"}))
    (folder / "t.csv").write_bytes(TABLE.replace(b",", b";"))
    assert sd.validate(file).valid
    (folder / "t.csv").write_bytes(WRONG.replace(b",", b";"))
    done = run("validate", "--format", "text", name)
    assert done.returncode == 1
    assert "t.csv:3:1: type-error" in done.stdout
    (folder / "t.csv").unlink()
    assert [error.type for error in sd.validate(file).errors] == ["scheme-error"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a path out of the folder": (resource(path="../t.csv"), "not the path of a file in the folder"),
    "a schema out of the folder": (resource(schema="/etc/hostname"), "not the path of a file in the folder"),
    "a schema for a path": (SCHEMA, "this is a Table Schema: name the file of the table"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_a_descriptor_of_data_is_refused(what: str, folder: Path) -> None:
    content, message = REFUSED[what]
    for name in ("d.json", "d.yaml"):
        with pytest.raises(sd.PackageError, match=message):
            sd.validate(write(folder / name, content))


def test_a_resource_alone_has_no_table_for_its_foreign_keys(folder: Path) -> None:
    key = {"fields": "note", "reference": {"resource": "notes", "fields": "text"}}
    file = write(folder / "resource.json", resource(schema={**SCHEMA, "foreignKeys": [key]}))
    (folder / "notes.csv").write_bytes(b"text\na\n")
    assert [error.type for error in sd.validate(file).errors] == ["no-reference"]
    report = sd.validate(file, references={"notes": folder / "notes.csv"})
    assert [(error.type, error.line_number) for error in report.errors] == [("foreign-key", 3)]


ROWS: dict[str, list[Any]] = {
    "objects": [{"id": 1, "note": "a"}, {"id": "x", "note": "b"}],
    "lists": [["id", "note"], [1, "a"], ["x", "b"]],
    "texts": [["id", "note"], ["1", "a"], ["x", "b"]],
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ROWS)
def test_rows_in_a_descriptor_are_validated_with_their_row(
    kind: str, folder: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for name, content in (
        ("resource.json", {"name": "t", "data": ROWS[kind], "schema": "s.json"}),
        ("p.yaml", {"name": "p", "resources": [{"name": "t", "data": ROWS[kind], "schema": "s.json"}]}),
    ):
        file = write(folder / name, content)
        assert ("type-error", 3) in [(error.type, error.row_number) for error in sd.validate(file).errors]
        assert f"{name}: row 3, column `id`: type-error" in run("validate", "--format", "text", name).stdout


def test_tables_compare_with_schemas_by_reference(folder: Path) -> None:
    old = write(folder / "datapackage.json", {"name": "p", "resources": [resource()]})
    (folder / "new").mkdir()
    new = write(folder / "new" / "datapackage.yaml", {"name": "p", "resources": [resource()]})
    write(folder / "new" / "s.json", SCHEMA)
    (folder / "new" / "t.csv").write_bytes(TABLE + b"3,c\n")
    difference = sd.diff(old, new)
    assert (difference.level, [change.how for change in difference.changes if change.what == "row"]) == (
        "minor",
        ["added"],
    )
