"""What export() writes is complete or absent, and replaces nothing without `force`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.datapackage import descriptor
from summitdata.exports.export import FORMATS
from summitdata.writing import atomic_path

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

TEXTS = [name for name, entry in FORMATS.items() if entry.kind == "text"]
OTHERS = [name for name in FORMATS if name not in TEXTS]


@pytest.mark.slow
@pytest.mark.parametrize("format", TEXTS)
def test_text_goes_to_stdout_and_to_a_file_alike(format: str, run: Run, tmp_path: Path) -> None:
    printed = run("export", format).stdout
    assert isinstance(json.loads(printed), dict)
    assert printed == sd.export(format)
    done = run("export", format, "-o", "export.json")
    assert done.stdout == "wrote export.json\n"
    assert (tmp_path / "export.json").read_text("utf-8") == printed


@pytest.mark.parametrize("format", OTHERS)
def test_a_format_that_is_not_text_needs_a_path(format: str, run: Run) -> None:
    done = run("export", format)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"summitdata: {format} is not a text format: give the path to write to, such as all{ending(format)}\n"
    )


def ending(format: str) -> str:
    return "" if FORMATS[format].kind == "folder" else FORMATS[format].suffix


@pytest.mark.slow
@pytest.mark.parametrize("format", ["parquet", "sqlite", "excel", "zip", "dcat"])
def test_it_overwrites_only_with_force(format: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "here"
    assert run("export", format, "-o", path).returncode == 0
    before = snapshot(path)
    for file in before:
        file.write_bytes(b"mine")
    done = run("export", format, "-o", path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"{path} exists" in done.stderr
    assert "--force" in done.stderr
    assert set(snapshot(path).values()) == {b"mine"}
    assert run("export", format, "-o", path, "--force").returncode == 0
    assert snapshot(path) == before
    assert list(tmp_path.iterdir()) == [path]


def snapshot(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in ([path] if path.is_file() else path.iterdir())}


@pytest.mark.slow
def test_force_removes_the_files_of_tables_that_are_no_longer_there(run: Run, tmp_path: Path) -> None:
    run("export", "arrow", "-o", "all")
    run("export", "arrow", "-o", "all", "--force", "--table", "gas", "--table", "trade")
    assert sorted(file.name for file in (tmp_path / "all").iterdir()) == ["gas.arrow", "trade.arrow"]


def test_force_keeps_a_folder_with_anything_else_in_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    done = run("export", "parquet", "-o", tmp_path, "--force")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "'notes.txt'" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


CANNOT = {
    "an unknown format": (["parket"], "did you mean 'parquet'"),
    "an unknown table": (["json", "--table", "figure"], "did you mean 'figures'"),
    "tables of what has none": (["zip", "-o", "x", "--table", "gas"], "zip is always of the whole package"),
    "no folder to write to": (["json", "-o", "nowhere/x.json"], "create it first"),
    "a folder where a file goes": (["sqlite", "-o", "folder", "--force"], "folder is not a regular file"),
    "a file where a folder goes": (["arrow", "-o", "file", "--force"], "file is a file"),
    "a device where a folder goes": (["arrow", "-o", "/dev/null", "--force"], "null is a file"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CANNOT)
def test_what_cannot_be_written_is_one_line_and_exit_2(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine", "utf-8")
    arguments, hint = CANNOT[name]
    done = run("export", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert hint in done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_what_was_there(
    format: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sd.export(format, tmp_path / "here")
    before = snapshot(path)

    def fail(*given: Any) -> str:
        if given and FORMATS[format].kind != "text":
            (given[-1] / "half" if FORMATS[format].kind == "folder" else given[-1]).write_bytes(b"half")
        raise error

    monkeypatch.setitem(FORMATS, format, FORMATS[format]._replace(write=fail))
    expected: type[BaseException] = sd.PackageError if isinstance(error, OSError) else KeyboardInterrupt
    if FORMATS[format].kind == "text" and isinstance(error, OSError):
        expected = OSError  # nothing was to be written yet
    with pytest.raises(expected):
        sd.export(format, path, overwrite=True)
    assert snapshot(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_comes_to_be_in_the_meantime_stays(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with pytest.raises(sd.PackageError, match="exists"), atomic_path(target) as new:  # noqa: PT012 - the end of the block raises
        new.write_text("ours", "utf-8")
        target.write_text("theirs", "utf-8")
    assert target.read_text("utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_an_overwritten_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old", "utf-8")
    file.chmod(0o600)
    link.symlink_to(file)
    sd.export("dcat", link, overwrite=True)
    assert link.is_symlink()
    assert file.read_text("utf-8") == sd.export("dcat")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("format", "module"), [("duckdb", "duckdb"), ("excel", "openpyxl")])
def test_a_missing_library_names_the_extra(
    format: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(sd.MissingDependencyError, match=rf"{module}.*summitdata\[export\]"):
        sd.export(format, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_each_format_that_says_what_it_is_takes_it_from_the_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    package = descriptor()
    for name in ("title", "description", "version"):
        monkeypatch.setitem(package, name, f"another {name}")
    for format in ("json", "schema-org", "croissant", "csvw", "dcat", "ro-crate"):
        text = sd.export(format)
        assert all(f"another {name}" in text for name in ("title", "description", "version")), format


def test_tables_that_a_generator_names_are_those_of_the_export() -> None:
    text = str(sd.export("json", tables=(name for name in ["topics"])))  # type: ignore[call-overload]
    assert [table["name"] for table in json.loads(text)["resources"]] == ["topics"]
