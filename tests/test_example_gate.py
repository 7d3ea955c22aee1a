"""The example of a whole repository with a gate: its hook and its workflow, run as pre-commit and GitHub run them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import summitdata as sd
from action_steps import ACTION, VALIDATE, run_step

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "gate"
WORKFLOW: dict[str, Any] = yaml.safe_load((EXAMPLE / ".github" / "workflows" / "data.yml").read_text("utf-8"))
HOOKS: dict[str, Any] = yaml.safe_load((EXAMPLE / ".pre-commit-config.yaml").read_text("utf-8"))
BAD = "rice,east,cheap,2026-01-08\n"


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    as_somebody = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]
    command = ["/usr/bin/env", "git", *as_somebody, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return the example as a repository of its own."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "prices"))
    for words in (["init"], ["add", "."], ["commit", "-m", "first"]):
        done = git(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


def add(folder: Path, row: str) -> None:
    with (folder / "data" / "prices.csv").open("a", encoding="utf-8") as file:
        file.write(row)


def test_its_tables_are_valid_and_every_file_is_listed(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "prices")
    report = sd.validate(folder, strict_files=True)
    assert report.valid
    assert [task.name for task in report.tasks] == ["shops", "prices"]


def test_its_readme_names_its_files() -> None:
    named = re.findall(r"^\| `([^`]+)` \|", (EXAMPLE / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [name for name in named if not (EXAMPLE / name).exists()] == []
    files = {file.relative_to(EXAMPLE).as_posix() for file in EXAMPLE.rglob("*") if file.is_file()}
    assert {name for name in files if not name.startswith("data/")} == {*named[1:], "README.md"}


def test_its_workflow_has_few_rights_and_ends() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    (job,) = WORKFLOW["jobs"].values()
    assert job["timeout-minutes"]
    assert job["steps"][0]["with"] == {"persist-credentials": False}


@pytest.mark.slow
def test_its_workflow_fails_on_the_line_of_an_error(repository: Path, tmp_path: Path) -> None:
    (job,) = WORKFLOW["jobs"].values()
    used = job["steps"][-1]
    assert re.fullmatch(r"\S+/summitdata@\S+", used["uses"])
    given = used.get("with", {})
    assert set(given) <= set(ACTION["inputs"])
    runner = tmp_path / "runner"
    python = runner / "summitdata" / "bin" / "python"  # where the action's own step installs one
    python.parent.mkdir(parents=True)
    here = Path(sd.__file__).parents[1]
    python.write_text(f'#!/bin/sh\nshift # -I\nPYTHONPATH="{here}" exec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    assert run_step(VALIDATE, runner, repository, **given).outputs == {"valid": "true"}
    add(repository, BAD)
    done = run_step(VALIDATE, runner, repository, **given)
    assert (done.code, done.outputs) == (1, {"valid": "false"}), done.log
    assert [at[:3] for at in done.annotated] == [("data/prices.csv", "5", "11"), ("data/prices.csv", "5", "6")]


def local(hooks: dict[str, Any]) -> str:
    """Return a configuration with the same hooks, as the repository defines them, run by the command of here."""
    (repository,) = hooks["repos"]
    assert repository["repo"].endswith("/summitdata")
    defined = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    made = []
    for hook in repository["hooks"]:
        entry = f"{sys.executable} -m {defined[hook['id']]['entry']}"
        made.append(defined[hook["id"]] | hook | {"language": "system", "entry": entry})
    return yaml.safe_dump({"repos": [{"repo": "local", "hooks": made}]})


@pytest.mark.slow
def test_its_hook_stops_a_commit_with_an_error(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is in the extra `lint`")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    (repository / ".pre-commit-config.yaml").write_text(local(HOOKS), "utf-8")
    assert git(repository, "commit", "--all", "--message", "hook").returncode == 0
    installed = [sys.executable, "-m", "pre_commit", "install"]
    assert subprocess.run(installed, cwd=repository, capture_output=True, check=False).returncode == 0
    add(repository, BAD)
    stopped = git(repository, "commit", "--all", "--message", "bad")
    assert stopped.returncode == 1
    assert "data/prices.csv:5:11: type-error" in stopped.stdout + stopped.stderr
    assert git(repository, "restore", "data").returncode == 0
    add(repository, "rice,south,1.10,2026-01-08\n")
    passed = git(repository, "commit", "--all", "--message", "good")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert git(repository, "log", "--format=%s").stdout.split() == ["good", "hook", "first"]


def test_the_tutorial_shows_its_files_and_has_no_copy_of_them() -> None:
    page = (ROOT / "docs" / "tutorial-gate.md").read_text("utf-8")
    shown = re.findall(r"^```\{literalinclude\} (\S+)$", page, re.MULTILINE)
    assert {(ROOT / "docs" / path).resolve().relative_to(EXAMPLE).as_posix() for path in shown} == {
        "data/prices.csv",
        "datapackage.json",
        ".github/workflows/data.yml",
        ".pre-commit-config.yaml",
    }
    assert "```yaml" not in page
    assert "```json" not in page
