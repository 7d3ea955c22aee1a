"""A file that changes while it is read, or after: the report says so, and shows nothing that is not the file's."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd
from summitdata.validation.formats import FORMATS
from summitdata.validation.meter import PROGRESS_STEP

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}]}
ENGINES = ("auto", "frictionless")


def content(last: str) -> bytes:
    """Return a table that is long enough for `progress` to be called in the middle of it."""
    return b"id\n" + b"1\n" * PROGRESS_STEP + last.encode() + b"\n"


def rewrite(file: Path) -> None:
    """Write as many other bytes; a file system may be too coarse to see when, so the time is set."""
    file.write_bytes(file.read_bytes().replace(b"1", b"2"))
    os.utime(file, ns=(1, 1))


def replace_file(file: Path) -> None:
    other = file.with_name("other.csv")
    other.write_bytes(file.read_bytes())
    status = file.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(file)


def replace_by_link(file: Path) -> None:
    other = file.with_name("other.csv")
    other.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(other)


def truncate(file: Path) -> None:
    os.truncate(file, 100)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def append(file: Path) -> None:
    with file.open("ab") as stream:
        stream.write(b"3\n")


def delete(file: Path) -> None:
    file.unlink()


CHANGES: list[Callable[[Path], None]] = [
    truncate,
    empty,
    append,
    rewrite,
    replace_file,
    replace_by_link,
    delete,
]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read_is_an_error_of_the_report(
    change: Callable[[Path], None], engine: str, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content("x"))
    changed = False

    def progress(*_: Any) -> None:
        nonlocal changed
        if not changed:
            changed = True
            change(file)

    report = sd.validate(file, SCHEMA, engine=engine, progress=progress, limit_errors=0)
    assert changed
    assert [error.type for error in report.errors] == ["file-changed"]
    assert report.errors[0].note.startswith(f"{file} changed while it was read: validate it again")
    assert not report.valid
    for write in FORMATS.values():
        assert write(report)


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_that_a_foreign_key_refers_to_must_not_change_either(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    file, target = tmp_path / "table.csv", tmp_path / "target.csv"
    file.write_bytes(content("1"))
    target.write_bytes(b"id\n1\n")
    key = {"fields": "id", "reference": {"resource": "target", "fields": "id"}}
    resources = [
        {"name": "table", "path": "table.csv", "schema": {**SCHEMA, "foreignKeys": [key]}},
        {"name": "target", "path": "target.csv", "schema": SCHEMA},
    ]
    descriptor = tmp_path / "datapackage.json"
    descriptor.write_text(json.dumps({"resources": resources}), "utf-8")
    changed = False

    def progress(place: str, _: int) -> None:
        nonlocal changed
        if not changed and place.endswith("table.csv"):
            changed = True
            change(target)

    report = sd.validate(descriptor, progress=progress)
    assert changed
    assert "target.csv changed while it was read" in str(report.tasks[0].errors[-1].note)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_stays_is_read_as_ever(engine: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content("x"))
    report = sd.validate(file, SCHEMA, engine=engine, progress=lambda *_: None)
    assert [error.type for error in report.errors] == ["type-error"]
    assert "\n       50002 | x\n" in FORMATS["text"](report)


@pytest.mark.parametrize("name", ["text", "html"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_lines_of_a_file_are_shown_that_has_changed_since(
    change: Callable[[Path], None], name: str, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text("id\n1\nwrong\nbeside\n" + "1\n" * 60, "utf-8")
    report = sd.validate(file, SCHEMA)
    before = FORMATS[name](report)
    change(file)
    after = FORMATS[name](report)
    assert len(after) < len(before)
    assert ("3 | wrong" in before, "3 | wrong" in after) == ((True, False) if name == "text" else (False, False))
    assert FORMATS["json"](report) == report.to_json() + "\n"
