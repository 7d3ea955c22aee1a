"""Patterns in the path of a resource: each file that matches is a table with the schema of the resource."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.errors import PackageError
from summitdata.tabular import path_patterns
from summitdata.upkeep.sync import sync

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}], "primaryKey": ["name"]}
GOOD, BAD = "id,name\n1,a\n2,b\n", "id,name\n1,a\nx,b\n"


def write(folder: Path, files: dict[str, str], *resources: dict[str, Any], **package: Any) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(content.encode()) if name.endswith(".gz") else content.encode())
    named = [{"name": f"t{number}", "schema": SCHEMA, **one} for number, one in enumerate(resources)]
    target = folder / "datapackage.json"
    target.write_text(json.dumps({"name": "p", **package, "resources": named}), "utf-8")
    return target


def found(report: sd.Report, folder: Path) -> list[tuple[str, str, list[tuple[str, int | None]]]]:
    return [
        (
            task.name,
            Path(task.place).relative_to(folder).as_posix(),
            [(error.type, error.line_number) for error in task.errors],
        )
        for task in report.tasks
    ]


CASES: dict[str, tuple[str, dict[str, str], dict[str, int]]] = {
    "the files of a folder": ("data/*.csv", {"data/b.csv": BAD, "data/a.csv": GOOD, "data/x/c.csv": BAD}, {"b": 1}),
    "years": (
        "sales-20[0-9][0-9].csv",
        {"sales-2024.csv": GOOD, "sales-2025.csv": BAD, "sales-old.csv": BAD},
        {"sales-2025": 1},
    ),
    "folders below": (
        "by-country/**/*.csv",
        {"by-country/kz/1.csv": GOOD, "by-country/uz/north/2.csv": BAD, "by-country/0.csv": GOOD, "other/3.csv": BAD},
        {"2": 1},
    ),
    "compressed and plain": ("m?.*", {"m1.csv": GOOD, "m2.csv.gz": BAD, "m3.tsv": "id\tname\n1\ta\n"}, {"m2": 1}),
}


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize("name", CASES)
def test_each_file_of_a_pattern_is_validated_with_the_schema(name: str, engine: str, tmp_path: Path) -> None:
    pattern, files, wrong = CASES[name]
    report = sd.validate(write(tmp_path, files, {"path": pattern}), engine=engine)
    matching = sorted(Path(file) for file in files if (tmp_path / file) in set(tmp_path.glob(pattern)))
    assert found(report, tmp_path) == [
        ("t0", file.as_posix(), [("type-error", 3)] if file.name.split(".")[0] in wrong else []) for file in matching
    ]


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_a_pattern_is_found_by_its_own_name(name: str, tmp_path: Path) -> None:
    pattern, files, wrong = CASES[name]
    write(tmp_path, files, {"path": pattern})
    for file in tmp_path.glob(pattern):
        assert sd.validate(file).valid is (file.name.split(".")[0] not in wrong)


def test_a_pattern_that_matches_nothing_is_an_error_of_its_table(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    package = write(tmp_path, {"a.csv": GOOD}, {"path": "dta/*.csv"}, {"path": "a.csv"})
    report = sd.validate(package)
    assert found(report, tmp_path) == [("t0", "dta/*.csv", [("scheme-error", None)]), ("t1", "a.csv", [])]
    assert "no file matches the pattern dta/*.csv" in report.errors[0].note
    assert run("validate", package).returncode == 1


@pytest.mark.parametrize("stated", [{"bytes": 17}, {"hash": "sha256:00"}])
def test_a_size_is_not_that_of_several_files(stated: dict[str, Any], tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, {"a.csv": GOOD, "b.csv": GOOD}, {"path": "*.csv", **stated}))
    assert [error.type for error in report.errors] == ["path-error"]


def test_a_file_may_be_called_like_a_pattern(tmp_path: Path) -> None:
    package = write(tmp_path, {"a[1].csv": BAD, "a1.csv": GOOD}, {"path": "a[1].csv"})
    assert found(sd.validate(package), tmp_path) == [("t0", "a[1].csv", [("type-error", 3)])]


@pytest.mark.parametrize("pattern", ["../*.csv", "data/*/../../../*.csv", "/etc/*.csv", "link/*.csv", "data/*.csv"])
def test_a_pattern_stays_in_the_folder(pattern: str, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    (tmp_path / "secret.csv").write_text(BAD, "utf-8")
    package = write(folder, {"data/a/b.csv": GOOD}, {"path": pattern})
    (folder / "link").symlink_to(tmp_path)
    (folder / "data" / "out.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(PackageError):
        sd.validate(package)


@pytest.mark.parametrize(("most", "limit"), [("MAX_FILES", 5), ("MAX_PATTERNS", 2)])
def test_patterns_and_their_files_are_limited(
    most: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write(tmp_path, {"a.csv": GOOD, "b.csv": GOOD}, {"path": "*.csv"})
    assert sd.validate(package).valid
    monkeypatch.setattr(path_patterns, most, limit)
    report = sd.validate(write(tmp_path, {}, *({"path": path} for path in ("*.csv", "?.csv", "[ab].csv"))))
    assert [error.type for error in report.errors] == ["descriptor-error"]
    assert "write several packages" in report.errors[0].note


def test_the_keys_of_a_foreign_key_are_those_of_all_files(tmp_path: Path) -> None:
    orders: dict[str, Any] = {"fields": [{"name": "item", "type": "integer"}]}
    orders["foreignKeys"] = [{"fields": "item", "reference": {"resource": "t0", "fields": "id"}}]
    files = {"items-1.csv": "id,name\n1,a\n", "items-2.csv": "id,name\n2,b\n", "orders.csv": "item\n1\n2\n3\n"}
    package = write(tmp_path, files, {"path": "items-*.csv"}, {"path": "orders.csv", "schema": orders})
    report = sd.validate(package)
    assert found(report, tmp_path)[2] == ("t1", "orders.csv", [("foreign-key", 4)])
    package = write(tmp_path, files, {"path": "nothing-*.csv"}, {"path": "orders.csv", "schema": orders})
    assert [error.type for error in sd.validate(package).errors] == ["scheme-error"] * 2


def test_files_of_a_pattern_are_listed_files(tmp_path: Path) -> None:
    package = write(tmp_path, {"data/a.csv": GOOD, "data/b.tsv": "x\n"}, {"path": "data/*.csv"})
    report = sd.validate(package, strict_files=True)
    assert [(Path(task.place).name, task.valid) for task in report.tasks] == [("a.csv", True), ("b.tsv", False)]


def test_check_and_sync_take_patterns(tmp_path: Path) -> None:
    files = {"data/a.csv": GOOD, "data/b.csv.gz": BAD, "c.csv": GOOD, "n.md": "x"}
    package = write(tmp_path, files, {"path": "data/*"}, {"path": "c.csv"})
    sync(package)
    first, second = json.loads(package.read_text("utf-8"))["resources"]
    assert "hash" not in first
    assert second["bytes"] == len(GOOD)
    report = sd.check(package)
    assert found(report, tmp_path) == [
        ("t0", "data/a.csv", []),
        ("t0", "data/b.csv.gz", [("type-error", 3)]),
        ("t1", "c.csv", []),
    ]
    assert sync(package) == []


def test_check_says_that_a_pattern_matches_nothing(tmp_path: Path) -> None:
    package = write(tmp_path, {"a.csv": GOOD}, {"path": "x/*.csv"}, {"path": "a.csv", "bytes": 16, "hash": "sha256:0"})
    assert [error.type for error in sd.check(package).errors][:1] == ["scheme-error"]
    assert [error.type for error in sd.check(write(tmp_path, {}, {"path": "../*.csv"})).errors] == ["package-error"]


def test_diff_says_that_a_table_is_in_several_files(tmp_path: Path) -> None:
    package = write(tmp_path, {"a.csv": GOOD, "b.csv": GOOD}, {"path": "*.csv"})
    with pytest.raises(PackageError, match="t0 is in several files: compare them one by one"):
        sd.diff(package, package)
