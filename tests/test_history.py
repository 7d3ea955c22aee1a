"""The record of the data's versions: no change of the data passes by it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

import summitdata as sd
from summitdata.upkeep.diff_formats import FORMATS
from summitdata.upkeep.history import pending, record, versions

if TYPE_CHECKING:
    from pathlib import Path


def test_the_data_have_the_version_that_their_changes_require() -> None:
    difference = pending()
    assert difference.version_ok, FORMATS["text"](difference)


def test_what_is_recorded_is_the_state_of_its_version() -> None:
    assert versions()[0]["version"] == pending().old_version


def set_version(folder: Path, version: str) -> None:
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8")) | {"version": version, "released": "2030-01-01"}
    file.write_text(json.dumps(descriptor), "utf-8")


def test_recording_requires_the_version_bump(package_copy: Path) -> None:
    set_version(package_copy, "0.1.0")
    assert versions(package_copy) == []
    assert record(package_copy)
    assert not record(package_copy)
    file = package_copy / "resources" / "figures.csv"
    file.write_text(file.read_text("utf-8").replace(",94.8,", ",94.9,", 1), "utf-8")
    assert not pending(package_copy).version_ok
    with pytest.raises(sd.PackageError, match=r"are minor: raise it to 0\.2\.0 or later"):
        record(package_copy)
    set_version(package_copy, "0.2.0")
    assert pending(package_copy).version_ok
    assert record(package_copy)
    assert not pending(package_copy)
    assert [entry["version"] for entry in versions(package_copy)] == ["0.2.0", "0.1.0"]
    newest, first = versions(package_copy)
    assert newest["released"] == "2030-01-01"
    assert newest["changes"][0]["new"] == "94.9"
    assert first["changes"] == []


def test_a_new_version_of_the_same_data_is_recorded(package_copy: Path) -> None:
    set_version(package_copy, "0.1.0")
    record(package_copy)
    set_version(package_copy, "0.1.1")
    assert record(package_copy)
    assert [entry["version"] for entry in versions(package_copy)] == ["0.1.1", "0.1.0"]


def test_the_record_has_the_tables_of_its_version_and_no_others(package_copy: Path) -> None:
    set_version(package_copy, "0.1.0")
    record(package_copy)
    old = package_copy / "history" / "resources" / "old.csv"
    old.write_text("id\n", "utf-8")
    set_version(package_copy, "0.1.1")
    record(package_copy)
    recorded = {file.name for file in (package_copy / "history" / "resources").iterdir()}
    assert recorded == {file.name for file in (package_copy / "resources").iterdir()}


def test_an_installed_copy_records_nothing(
    package_copy: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path_factory.mktemp("site") / "_data"
    shutil.copytree(package_copy, installed)
    monkeypatch.setattr("summitdata.upkeep.history.locate", lambda: installed / "datapackage.json")
    with pytest.raises(sd.PackageError, match="is an installed copy: record the versions in a checkout"):
        record(installed)
    assert not (installed / "history").exists()
    assert record(package_copy)
    other = tmp_path_factory.mktemp("other") / "_data"
    shutil.copytree(package_copy, other)
    assert not record(other)


def test_nothing_recorded_is_an_error_that_says_so(package_copy: Path) -> None:
    with pytest.raises(
        sd.PackageError, match=r"history/datapackage\.json: no such file: no version of the data is recorded"
    ):
        pending(package_copy)
