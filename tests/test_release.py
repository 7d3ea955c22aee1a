"""What a release is made by: safe workflows, metadata that are up to date, notes of the change log."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
if not (ROOT / ".github").is_dir():
    pytest.skip("a source archive has no workflows", allow_module_level=True)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*sorted((ROOT / ".github").rglob("*.yml")), ROOT / "action.yml"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_yaml_file_is_a_mapping(file: Path) -> None:
    assert isinstance(yaml.safe_load(file.read_text("utf-8")), dict)


@pytest.mark.parametrize("file", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda file: file.name)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(file: Path) -> None:
    for used in re.findall(r"^\s*(?:- )?uses:\s*(.+)$", file.read_text("utf-8"), re.MULTILINE):
        assert used.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_job_has_least_permissions_and_an_end(file: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"]
        assert isinstance(job["permissions"], dict)
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "an expression in a script is pasted into it: pass it by env"


def test_only_publishing_jobs_may_write() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))["jobs"]
    writing = {name for name, job in jobs.items() if "write" in job["permissions"].values()}
    assert writing == {"publish", "github"}
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert (jobs["test"]["needs"], jobs["publish"]["needs"]) == ("build", ["test", "constraints"])
    assert jobs["publish"]["steps"][-1]["with"] == {"attestations": True}


def test_the_form_asks_for_a_table_that_there_is() -> None:
    from summitdata.datapackage import descriptor

    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-figure.yml").read_text("utf-8"))
    (table,) = (part for part in form["body"] if part.get("id") == "table")
    assert table["attributes"]["options"] == [resource["name"] for resource in descriptor()["resources"]]


def test_the_metadata_for_zenodo_are_up_to_date() -> None:
    written = runpy.run_path(str(ROOT / ".ci" / "zenodo.py"))["zenodo"]()
    assert (ROOT / ".zenodo.json").read_text("utf-8") == written, "run: python docs/generate.py"


def test_the_notes_of_a_release_are_those_of_the_change_log() -> None:
    notes = runpy.run_path(str(ROOT / ".ci" / "release_notes.py"))["notes"]
    log = "# Log\n\n## [1.1.0] - 2030-01-02\n\n- new\n\n## [1.0.0] - Unreleased\n\n- old\n"
    assert notes("1.1.0", log) == "- new\n"
    with pytest.raises(ValueError, match="no date"):
        notes("1.0.0", log)
    with pytest.raises(ValueError, match="no section"):
        notes("2.0.0", log)


SHA256 = "0123456789abcdef" * 4


def package(
    name: str = "a", version: str = "1.0", url: str = "https://example.org/a.whl", **more: Any
) -> dict[str, Any]:
    """Return a package of a report of `pip install --dry-run --report`."""
    archive = {"archive_info": {"hashes": {"sha256": SHA256}}} | more
    return {"metadata": {"name": name, "version": version}, "download_info": {"url": url, **archive}}


def resolved(*packages: dict[str, Any], **environment: str) -> dict[str, Any]:
    system = {"python_version": "3.13", "sys_platform": "linux", "platform_machine": "x86_64"}
    return {"version": "1", "environment": system | environment, "install": list(packages)}


def test_what_pip_installs_is_written_by_name_version_and_hash_alone(tmp_path: Path) -> None:
    packages = [package("Jinja2", "3.1.6"), package("a_b.c", "2!1.0+local", "file:///dist/a_b.c-1-py3-none-any.whl")]
    report = tmp_path / "report.json"
    report.write_text(json.dumps(resolved(*packages)), "utf-8")
    runpy.run_path(str(ROOT / ".ci" / "constraints.py"))["main"](str(report), str(tmp_path / "new"))
    (file,) = (tmp_path / "new").iterdir()
    assert file.name == "constraints-3.13-linux-x86_64.txt"
    assert file.read_text("utf-8") == (
        f"a-b-c==2!1.0+local --hash=sha256:{SHA256}\njinja2==3.1.6 --hash=sha256:{SHA256}\n"
    )


UNUSABLE = {
    "nothing": resolved(),
    "a source archive": resolved(package(url="https://example.org/a.tar.gz")),
    "a folder": resolved(package(url="file:///a", archive_info={}, dir_info={})),
    "a repository": resolved(package(url="https://example.org/a.whl", archive_info={}, vcs_info={"vcs": "git"})),
    "no hash": resolved(package(archive_info={})),
    "a weaker hash": resolved(package(archive_info={"hashes": {"md5": "0" * 32}})),
    "a hash that is not one": resolved(package(archive_info={"hashes": {"sha256": SHA256 + " --index-url x"}})),
    "an option as a name": resolved(package("--index-url")),
    "a line break in a version": resolved(package(version="1.0\n--index-url=https://example.org")),
    "an address as a version": resolved(package(version="1 @ https://example.org/a.whl")),
    "twice the same": resolved(package("a-b"), package("A_B")),
    "a system that is a path": resolved(package(), sys_platform="../x"),
    "no system": resolved(package(), platform_machine=""),
    "another file": {"install": [{}], "environment": {}},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_has_no_hash_or_another_form_is_not_written(name: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps(UNUSABLE[name]), "utf-8")
    with pytest.raises(SystemExit, match=r"report\.json: "):
        runpy.run_path(str(ROOT / ".ci" / "constraints.py"))["main"](str(report), str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_the_release_has_a_file_for_each_python_that_it_is_tested_with() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))["jobs"]
    pythons = [jobs[name]["strategy"]["matrix"]["python"] for name in ("test", "constraints")]
    assert pythons[0] == pythons[1]
    assert "constraints/*" in jobs["github"]["steps"][-1]["run"]
