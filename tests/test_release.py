"""What a release is made by: safe workflows, metadata that are up to date, notes of the change log."""

from __future__ import annotations

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
    assert (jobs["test"]["needs"], jobs["publish"]["needs"]) == ("build", "test")
    assert jobs["publish"]["steps"][-1]["with"] == {"attestations": True}


def test_the_form_asks_for_a_table_that_there_is() -> None:
    from summitdata.datapackage import descriptor

    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-figure.yml").read_text("utf-8"))
    (table,) = (part for part in form["body"] if part.get("id") == "table")
    assert table["attributes"]["options"] == [resource["name"] for resource in descriptor()["resources"]]


def test_the_metadata_for_zenodo_are_up_to_date() -> None:
    written = runpy.run_path(str(ROOT / ".ci" / "zenodo.py"))["zenodo"]()
    assert (ROOT / ".zenodo.json").read_text("utf-8") == written, "run: python .ci/zenodo.py"


def test_the_notes_of_a_release_are_those_of_the_change_log() -> None:
    notes = runpy.run_path(str(ROOT / ".ci" / "release_notes.py"))["notes"]
    log = "# Log\n\n## [1.1.0] - 2030-01-02\n\n- new\n\n## [1.0.0] - Unreleased\n\n- old\n"
    assert notes("1.1.0", log) == "- new\n"
    with pytest.raises(ValueError, match="no date"):
        notes("1.0.0", log)
    with pytest.raises(ValueError, match="no section"):
        notes("2.0.0", log)
