"""Packages as others publish them: old addresses, schemas in files of their own, files that are not tables."""

from __future__ import annotations

import json
import re
from hashlib import md5, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
import pytest

import summitdata as sd
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}
README = b"# Prices\n"


def write(folder: Path, name: str, content: bytes | dict[str, Any]) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def write_package(folder: Path, *resources: dict[str, Any], **properties: Any) -> Path:
    return write(folder, "datapackage.json", {"name": "p", **properties, "resources": list(resources)})


@pytest.mark.parametrize("host", ["specs.frictionlessdata.io", "frictionlessdata.io"])
@pytest.mark.parametrize("key", ["$schema", "profile"])
def test_the_older_addresses_of_a_table_schema_are_read(host: str, key: str, tmp_path: Path) -> None:
    schema = SCHEMA | {key: f"https://{host}/schemas/table-schema.json"}
    table = write(tmp_path, "table.csv", b"id,note\n1,a\nx,b\n")
    errors = sd.validate(table, write(tmp_path, "schema.json", schema)).errors
    assert [error.type for error in errors] == ["type-error"]


def test_the_older_addresses_of_a_package_are_read(tmp_path: Path) -> None:
    write(tmp_path, "table.csv", b"id,note\n1,a\n")
    old = "http://frictionlessdata.io/schemas"
    resource = {"name": "t", "path": "table.csv", "profile": f"{old}/tabular-data-resource.json", "schema": SCHEMA}
    write_package(tmp_path, resource, profile=f"{old}/tabular-data-package.json")
    assert sd.validate(tmp_path).valid


OTHER_FILES = {
    "a readme": ("readme.md", README),
    "a text": ("LICENSE.txt", b"CC0\n"),
    "a document": ("docs/paper.pdf", b"%PDF-1.4\n"),
    "a picture": ("map.png", b"\x89PNG\r\n\x1a\n"),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_a_file_that_is_no_table_is_compared_with_its_size_and_its_hash(name: str, tmp_path: Path) -> None:
    path, content = OTHER_FILES[name]
    write(tmp_path, "table.csv", b"id,note\n1,a\n")
    file = write(tmp_path, path, content)
    stated = {"bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}
    table = {"name": "t", "path": "table.csv", "schema": SCHEMA}
    package = write_package(tmp_path, {"name": "other", "path": path, **stated}, table)
    assert sd.validate(package).valid
    assert frictionless.validate(str(package)).valid
    file.write_bytes(content + b"more")
    assert {error.type for error in sd.validate(package).errors} == {"byte-count", "hash-count"}
    assert not frictionless.validate(str(package)).valid
    file.unlink()
    assert [error.type for error in sd.validate(package).errors] == ["scheme-error"]


def test_a_hash_without_a_name_is_md5(tmp_path: Path) -> None:
    write(tmp_path, "readme.md", README)
    stated = md5(README, usedforsecurity=False).hexdigest()
    assert sd.validate(write_package(tmp_path, {"name": "r", "path": "readme.md", "hash": stated})).valid


def test_sync_and_check_take_a_file_that_is_no_table(tmp_path: Path) -> None:
    write(tmp_path, "readme.md", README)
    package = write_package(tmp_path, {"name": "r", "path": "readme.md"})
    assert sync(package) == [package]
    assert sd.check(package).valid
    write(tmp_path, "readme.md", b"other")
    assert [error.type for error in sd.check(package).errors] == ["byte-count", "hash-count"]


def yaml_schema(folder: Path) -> str:
    write(folder, "s.yaml", b"fields:\n  - name: id\n    type: integer\n  - name: note\n    type: string\n")
    return "s.yaml"


REFERENCES: dict[str, Callable[[Path], str]] = {
    "beside the descriptor": lambda folder: write(folder, "s.json", SCHEMA).name,
    "in a folder": lambda folder: str(write(folder, "schemas/s.json", SCHEMA).relative_to(folder)),
    "as YAML": yaml_schema,
}


@pytest.mark.parametrize("kind", REFERENCES)
def test_many_tables_share_a_schema_by_reference(kind: str, tmp_path: Path) -> None:
    reference = REFERENCES[kind](tmp_path)
    resources = []
    for number in range(3):
        write(tmp_path, f"t{number}.csv", b"id,note\n1,a\n")
        resources.append({"name": f"t{number}", "path": f"t{number}.csv", "schema": reference})
    package = write_package(tmp_path, *resources)
    assert sync(package) == [package]
    assert [each["schema"] for each in json.loads(package.read_bytes())["resources"]] == [reference] * 3
    assert sd.check(package).valid
    assert sd.validate(package).valid
    write(tmp_path, "t1.csv", b"id,note\nx,a\n")
    assert "type-error" in {error.type for error in sd.check(package).errors}


@pytest.mark.parametrize("call", [sync, sd.check, sd.validate])
@pytest.mark.parametrize("reference", ["../s.json", "https://example.org/s.json", "/etc/hostname"])
def test_a_reference_out_of_the_folder_is_refused(
    call: Callable[[Path], object], reference: str, tmp_path: Path
) -> None:
    write(tmp_path, "s.json", SCHEMA)
    folder = tmp_path / "package"
    write(folder, "t.csv", b"id,note\n1,a\n")
    package = write_package(folder, {"name": "t", "path": "t.csv", "schema": reference})
    with pytest.raises(sd.PackageError, match="not the path of a file in the folder"):
        call(package)


@pytest.mark.slow
def test_rows_in_the_descriptor_are_checked_and_have_no_size(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", b"id,note\n1,a\n")
    rows = {"name": "rows", "schema": SCHEMA, "data": [["id", "note"], [1, "a"]]}
    file = write_package(tmp_path, rows, {"name": "a", "path": "a.csv", "schema": SCHEMA})
    sync(file)
    assert sd.check(file).valid
    assert sd.check(file).tasks[0].stats.rows == 1
    write_package(tmp_path, rows | {"data": [["id", "note"], ["x", "a"]]})
    assert [error.type for error in sd.check(file).errors] == ["type-error"]


def test_the_descriptor_of_one_resource_is_for_validate(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", b"id,note\n1,a\n")
    file = write(tmp_path, "a.resource.json", {"name": "a", "path": "a.csv", "schema": SCHEMA})
    assert sd.validate(file).valid
    assert "`summitdata validate` takes it" in sd.check(file).errors[0].message
    with pytest.raises(sd.PackageError, match="`summitdata validate` takes it"):
        sync(file)


@pytest.mark.parametrize("name", ["b.csv", "no/*.csv", "folder", "folder/a.csv", "datapackage.json"])
def test_what_is_not_there_does_not_keep_others_from_being_validated(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("a.csv").write_text("id,note\nx,y\n", "utf-8")
    for order in ([name, "a.csv"], ["a.csv", name]):
        report = sd.validate(order, write(tmp_path, "schema.json", SCHEMA))
        assert [[error.type for error in task.errors] for task in report.tasks] == [["type-error"], ["no-file"]]
    assert run("validate", "a.csv", name, "--schema", "schema.json").returncode == 2
    with pytest.raises(sd.PackageError):
        sd.validate(name, "schema.json")


def test_a_file_that_is_named_twice_is_validated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    resources = [{"name": "a", "path": "a.csv", "schema": SCHEMA}]
    Path("datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    Path("schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    Path("a.csv").write_text("id\n1\n", "utf-8")
    Path("link.csv").symlink_to("a.csv")
    for paths in (["a.csv", "./a.csv", "*.csv", "link.csv"], [".", "a.csv"], ["a.csv", "datapackage.json"]):
        assert len(sd.validate(paths).tasks) == 1, paths
    assert len(sd.validate(["a.csv", "*.csv"], "schema.json").tasks) == 1
    assert len(sd.validate(["a.csv", "."], "schema.json").tasks) == 2  # by two schemas


def test_every_file_with_a_schema_is_validated_and_the_others_come_last(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path, f"data/{name}.csv", b"id,note\nx,a\n" if name == "b" else b"id,note\n1,a\n")
    write(tmp_path, "data/known/datapackage.json", {"name": "p", "resources": []})
    write_package(tmp_path, *({"name": name, "path": f"data/{name}.csv", "schema": SCHEMA} for name in ("b", "c")))
    report = sd.validate(tmp_path / "data" / "*.csv")
    assert [[error.type for error in task.errors] for task in report.tasks] == [["type-error"], [], ["no-schema"]]
    done = run("validate", "--format", "text", "data/*.csv")
    assert done.returncode == 2, done
    assert "topics" not in done.stdout + done.stderr
    baseline = tmp_path / "baseline.json"
    run("validate", "--format", "baseline", "--output", baseline, "data/*.csv")
    assert run("validate", "--baseline", baseline, "data/*.csv").returncode == 2


@pytest.mark.parametrize("names", [["a"], ["a", "b"], ["x y", "b", "c"]])
def test_files_of_which_none_has_a_schema_are_refused(names: list[str], tmp_path: Path) -> None:
    for name in names:
        write(tmp_path, f"{name}.csv", b"id\n1\n")
    with pytest.raises(sd.PackageError, match="no schema is known") as caught:
        sd.validate(tmp_path)
    assert "topics" not in str(caught.value)
    assert ("other file" in str(caught.value)) == (len(names) > 1)
    assert ("these files" in str(caught.value)) == (len(names) > 1)


def test_a_folder_whose_tables_are_below_it_says_where(tmp_path: Path) -> None:
    for name in ["node_modules/z.csv", ".git/a.csv", "data/b.csv", "data/a.csv"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, name, b"id\n1\n")
    with pytest.raises(
        sd.PackageError, match=re.escape(f"some below it: name them, as in '{tmp_path}/data/*.csv', or")
    ):
        sd.validate(tmp_path)
    (tmp_path / "data").rename(tmp_path / "build")
    with pytest.raises(sd.PackageError, match=r"such as a CSV file$"):
        sd.validate(tmp_path)
