"""Files of data beside those of a package that no resource lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = {"fields": [{"name": "id", "type": "integer"}]}


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"id\n1\n")


def package(folder: Path, *paths: Any) -> Path:
    resources = [{"name": f"t{n}", "path": path, "schema": SCHEMA} for n, path in enumerate(paths)]
    file = folder / "datapackage.json"
    file.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    return file


CASES: dict[str, tuple[list[Any], list[str], list[str]]] = {
    "beside the descriptor": (["a.csv"], ["b.csv", "notes.md", "s.json"], ["b.csv"]),
    "in a folder of a file, and below": (
        ["data/a.csv"],
        ["data/b.tsv", "data/old/c.CSV", "data/d.csv.gz", "data/.hidden.csv", "data/.old/e.csv"],
        ["data/b.tsv", "data/d.csv.gz", "data/old/c.CSV"],
    ),
    "in a folder that has none of the files": (["data/a.csv"], ["other/b.csv", "c.xlsx"], ["c.xlsx", "other/b.csv"]),
    "in a folder of programs": (["data/a.csv"], ["build/b.csv", "data/node_modules/c.csv"], []),
    "in a folder of programs that a resource names": (["build/a.csv"], ["build/b.csv", "dist/c.csv"], ["build/b.csv"]),
    "a list of paths": ([["data/a.csv", "data/b.csv"]], ["data/c.csv"], ["data/c.csv"]),
    "none": (["a.csv", "data/b.csv"], ["readme.md", "data/readme.txt"], []),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_files_that_no_resource_lists_are_errors_on_request(
    case: str, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    listed, others, found = CASES[case]
    write(tmp_path, *others, *(path for each in listed for path in ([each] if isinstance(each, str) else each)))
    package(tmp_path, *listed)
    assert sd.validate(tmp_path).valid
    report = sd.validate(tmp_path, strict_files=True)
    unlisted = [task.place for task in report.tasks if "unlisted-file" in task.totals.by_type]
    assert unlisted == [str(tmp_path / name) for name in found]
    assert run("validate", "--strict-files", ".").returncode == bool(found)


def test_a_package_below_has_its_own_files(tmp_path: Path) -> None:
    write(tmp_path, "data/a.csv", "data/own/b.csv", "data/own/c.csv")
    package(tmp_path, "data/a.csv")
    inner = package(tmp_path / "data" / "own", "b.csv")
    assert sd.validate(tmp_path, strict_files=True).valid
    report = sd.validate([tmp_path, inner], strict_files=True)
    assert [task.place for task in report.tasks if not task.valid] == [str(tmp_path / "data" / "own" / "c.csv")]


def test_a_file_that_is_validated_besides_is_not_unlisted(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "b.csv")
    package(tmp_path, "a.csv")
    assert sd.validate([tmp_path, tmp_path / "b.csv"], SCHEMA, strict_files=True).valid


@pytest.mark.parametrize("option", ["skip", "warn"])
def test_some_files_are_left_out(option: str, tmp_path: Path) -> None:
    write(tmp_path, "data/a.csv", "data/old/b.csv", "data/c.csv")
    package(tmp_path, "data/a.csv", "data/c.csv")
    assert not sd.validate(tmp_path, strict_files=True).valid
    for selector in ("unlisted-file", "unlisted-file,file=old/*.csv"):
        options: dict[str, Any] = {option: [selector]}
        assert sd.validate(tmp_path, strict_files=True, **options).valid
    options = {option: ["unlisted-file,file=new/*.csv"]}
    assert not sd.validate(tmp_path, strict_files=True, **options).valid


def test_a_link_out_of_the_folder_is_named_and_not_read(tmp_path: Path) -> None:
    write(tmp_path, "outside.csv", "p/a.csv")
    (tmp_path / "p" / "link.csv").symlink_to(tmp_path / "outside.csv")
    report = sd.validate(package(tmp_path / "p", "a.csv"), strict_files=True)
    assert [task.place for task in report.tasks if not task.valid] == [str(tmp_path / "p" / "link.csv")]
