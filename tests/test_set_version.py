"""The version of a release is written wherever it stands, by one command."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from set_version import DATA, LOG, PLACES, set_version

ROOT = Path(__file__).parents[1]
LOG_BEFORE = "# Change log\n\n## [9.0.0] - Unreleased\n\n- new\n\n## [8.0.0] - 2029-01-02\n\n- old\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the files in which the version stands, with a change log of its own."""
    for name in (*PLACES, DATA):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / LOG).write_text(LOG_BEFORE, "utf-8")
    return tmp_path


def versions(root: Path) -> set[str]:
    """Return the versions that the files state."""
    code = re.findall(r'"(\d.*)"', (root / "src/summitdata/_version.py").read_text("utf-8"))
    project = re.findall(r'^version = "(.*)"', (root / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    return {*code, *project, yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))["version"]}


def test_one_command_writes_the_version_and_the_day(copy: Path) -> None:
    before = json.loads((copy / DATA).read_text("utf-8"))
    changed = set_version("9.0.0", "2030-01-02", copy)
    assert {str(file.relative_to(copy)) for file in changed} == {*PLACES, DATA, LOG}
    assert versions(copy) == {"9.0.0"}
    assert json.loads((copy / DATA).read_text("utf-8")) == before | {"released": "2030-01-02"}
    assert (copy / LOG).read_text("utf-8") == LOG_BEFORE.replace("Unreleased", "2030-01-02")
    cited = [yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))["preferred-citation"] for root in (ROOT, copy)]
    assert cited[0] == cited[1]
    assert set_version("9.0.0", "2030-01-02", copy) == []


def test_the_section_of_what_is_released_takes_its_version(copy: Path) -> None:
    set_version("10.0.0", "2030-01-02", copy)
    assert "\n## [10.0.0] - 2030-01-02\n\n- new\n\n## [8.0.0] - 2029-01-02\n" in (copy / LOG).read_text("utf-8")


def test_a_rehearsal_has_no_day(copy: Path) -> None:
    changed = set_version("9.0.0rc2", "2030-01-02", copy)
    assert {str(file.relative_to(copy)) for file in changed} == set(PLACES)
    assert versions(copy) == {"9.0.0rc2"}


@pytest.mark.parametrize(
    ("version", "day", "log", "message"),
    [
        ("9.0", "2030-01-02", LOG_BEFORE, "not a version such as"),
        ("v9.0.0", "2030-01-02", LOG_BEFORE, "not a version such as"),
        ("9.0.0", "2030-13-02", LOG_BEFORE, "not a day such as"),
        ("9.0.0", "20300102", LOG_BEFORE, "not a day such as"),
        ("9.0.0", "2030-01-02", LOG_BEFORE.replace("9.0.0] - Unreleased", "8.1.0] - 2029-02-03"), "write what changed"),
        ("9.0.0", "2030-01-02", "# Change log\n", "write what changed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    version: str, day: str, log: str, message: str, copy: Path
) -> None:
    (copy / LOG).write_text(log, "utf-8")
    before = {file: file.read_bytes() for file in copy.rglob("*") if file.is_file()}
    with pytest.raises(ValueError, match=message):
        set_version(version, day, copy)
    assert {file: file.read_bytes() for file in copy.rglob("*") if file.is_file()} == before
