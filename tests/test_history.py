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
    assert difference.version_ok, FORMATS["summary"](difference)


def test_what_is_recorded_is_the_state_of_its_version() -> None:
    assert versions()[0]["version"] == pending().old_version


def set_version(folder: Path, version: str) -> None:
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8")) | {"version": version, "released": "2030-01-01"}
    file.write_text(json.dumps(descriptor), "utf-8")


@pytest.mark.slow
def test_recording_requires_the_version_bump(own_checkout: Path) -> None:
    set_version(own_checkout, "0.1.0")
    assert versions(own_checkout) == []
    assert record(own_checkout)
    assert not record(own_checkout)
    file = own_checkout / "resources" / "figures.csv"
    file.write_text(file.read_text("utf-8").replace(",94.8,", ",94.9,", 1), "utf-8")
    assert not pending(own_checkout).version_ok
    with pytest.raises(sd.PackageError, match=r"are minor: raise it to 0\.2\.0 or later"):
        record(own_checkout)
    set_version(own_checkout, "0.2.0")
    assert pending(own_checkout).version_ok
    assert record(own_checkout)
    assert not pending(own_checkout)
    assert [entry["version"] for entry in versions(own_checkout)] == ["0.2.0", "0.1.0"]
    newest, first = versions(own_checkout)
    assert newest["released"] == "2030-01-01"
    assert newest["changes"][0]["new"] == "94.9"
    assert first["changes"] == []


def test_a_new_version_of_the_same_data_is_recorded(own_checkout: Path) -> None:
    set_version(own_checkout, "0.1.0")
    record(own_checkout)
    set_version(own_checkout, "0.1.1")
    assert record(own_checkout)
    assert [entry["version"] for entry in versions(own_checkout)] == ["0.1.1", "0.1.0"]


def test_the_record_has_the_tables_of_its_version_and_no_others(own_checkout: Path) -> None:
    set_version(own_checkout, "0.1.0")
    record(own_checkout)
    old = own_checkout / "history" / "resources" / "old.csv"
    old.write_text("id\n", "utf-8")
    set_version(own_checkout, "0.1.1")
    record(own_checkout)
    recorded = {file.name for file in (own_checkout / "history" / "resources").iterdir()}
    assert recorded == {file.name for file in (own_checkout / "resources").iterdir()}


def test_an_installed_copy_records_nothing(
    own_checkout: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path_factory.mktemp("site") / "_data"
    shutil.copytree(own_checkout, installed)
    monkeypatch.setattr("summitdata.upkeep.history.locate", lambda: installed / "datapackage.json")
    with pytest.raises(sd.PackageError, match="is an installed copy: record the versions in a checkout"):
        record(installed)
    assert not (installed / "history").exists()
    assert record(own_checkout)


def test_nothing_recorded_is_an_error_that_says_so(package_copy: Path) -> None:
    with pytest.raises(
        sd.PackageError, match=r"history/datapackage\.json: no such file: no version of the data is recorded"
    ):
        pending(package_copy)
