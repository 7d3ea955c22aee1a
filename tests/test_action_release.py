"""The action installs a release by the hashes that the release names, and nothing else."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest

from action_steps import HOSTILE, INSTALL, Done, hostile_settings, offline, run_step

pytestmark = pytest.mark.slow

SYSTEM = f"{sys.version_info[0]}.{sys.version_info[1]}-{sys.platform}-{platform.machine()}"
CURL = """#!/usr/bin/env bash
# Stands for curl: it copies the file that a test has put there, or fails as where a release has no such file.
[[ $1 == --disable ]] || exit 1
while (($#)); do
    case $1 in --output) output=$2 ;; https://*) echo "$1" >"${0%/*}/asked" ;; esac
    shift
done
cp "${0%/*}/release.txt" "$output" 2>/dev/null || exit 22
"""


class Release(NamedTuple):
    """A release on a shelf: what curl gets of it, and the wheel that pip finds."""

    temp: Path
    shelf: Path
    line: str

    def install(self, workspace: Path, content: str | None = None, **given: str) -> Done:
        """Run the installing step; `content` is what the release has as the file of this system."""
        (self.shelf / "release.txt").unlink(missing_ok=True)
        if content is not None:
            (self.shelf / "release.txt").write_text(content, "utf-8")
        (self.shelf / "asked").unlink(missing_ok=True)
        more = hostile_settings(self.temp, workspace)
        more["PATH"] = os.pathsep.join([str(self.shelf), str(Path(sys.executable).parent), os.environ["PATH"]])
        return run_step(offline(INSTALL, f"--find-links {self.shelf}"), self.temp, workspace, more, **given)

    @property
    def asked(self) -> str:
        return (self.shelf / "asked").read_text("utf-8").strip()

    @property
    def version(self) -> str | None:
        """The version that is installed."""
        found = [path.name for path in (self.temp / "summitdata").rglob("summitdata-*.dist-info")]
        return found[0].split("-")[1].removesuffix(".dist") if found else None


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    temp, shelf = tmp_path_factory.mktemp("runner"), tmp_path_factory.mktemp("shelf")
    wheel, info = shelf / "summitdata-9.8.7-py3-none-any.whl", "summitdata-9.8.7.dist-info"
    with ZipFile(wheel, "w") as archive:
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: summitdata\nVersion: 9.8.7\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    (shelf / "curl").write_text(CURL, "utf-8")
    (shelf / "curl").chmod(0o755)
    return Release(temp, shelf, f"summitdata==9.8.7 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")


OTHER = f"other==1.0 --hash=sha256:{'0' * 64}\n"
NOT_OF_THE_RELEASE = {
    "a release without a file for this system": None,
    "an empty file": "",
    "a page of HTML": "<html>summitdata==9.8.7 </html>\n",
    "another release": "summitdata==9.8.6 --hash=sha256:" + "0" * 64 + "\n",
    "another package alone": OTHER,
    "an address to download from": "LINE" + OTHER.replace("==1.0", " @ https://example.org/other-1.0-py3-none-any.whl"),
    "an option": "LINE--index-url https://example.org\n",
    "an option after a package": "LINE" + OTHER.replace("\n", " --config-settings=x\n"),
    "a package without a hash": "LINEother==1.0\n",
    "a continued line": "LINEother==1.0 \\\n  --hash=sha256:" + "0" * 64 + "\n",
    "another file of the package": "summitdata==9.8.7 --hash=sha256:" + "0" * 64 + "\n",
}
"""What the action must not install from: the right line is in the place of LINE."""


@pytest.mark.parametrize("name", NOT_OF_THE_RELEASE)
def test_a_version_without_its_hashes_is_not_installed(name: str, release: Release, tmp_path: Path) -> None:
    content = NOT_OF_THE_RELEASE[name]
    content = None if content is None else content.replace("LINE", release.line)
    installed = release.version
    done = release.install(tmp_path, content, version="9.8.7")
    assert done.code != 0
    expected = "DO NOT MATCH THE HASHES" if name.startswith("another file") else "no hashes of this release"
    assert expected in done.log
    assert release.version == installed


@pytest.mark.parametrize("given", [{"version": "9.8.7"}, {"ref": "v9.8.7"}, {"version": "9.8.7", "ref": "0" * 40}])
def test_a_version_is_installed_by_the_hashes_of_its_release(
    given: dict[str, str], release: Release, tmp_path: Path
) -> None:
    done = release.install(tmp_path, release.line, **given)
    assert done.code == 0, done.log
    address = f"https://github.example/owner/summitdata/releases/download/v9.8.7/constraints-{SYSTEM}.txt"
    assert (release.asked, release.version) == (address, "9.8.7")
    assert not (release.temp / "elsewhere").exists()


@pytest.mark.parametrize("version", [*HOSTILE, "../../other/releases/download/v1", "9.8.7 --pre", "::error::x", "-h"])
def test_a_version_that_is_not_one_is_asked_for_nowhere(version: str, release: Release, tmp_path: Path) -> None:
    done = release.install(tmp_path, release.line, version=version)
    assert (done.code, done.commands) == (2, [])
    assert not (release.shelf / "asked").exists()
    assert not list(tmp_path.rglob("pwned"))
