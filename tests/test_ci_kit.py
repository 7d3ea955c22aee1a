"""The action, the hooks and the how-to, run as GitHub's runner, pre-commit and GitLab run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from action_steps import (
    ACTION,
    EXPRESSION,
    HOSTILE,
    INSTALL,
    KEY,
    RESTORE,
    ROOT,
    SAVE,
    VALIDATE,
    hostile_settings,
    offline,
    run_step,
)

pytestmark = pytest.mark.slow

HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
PAGE = (ROOT / "docs" / "how-to-gate.md").read_text("utf-8")
GITHUB, GITHUB_SCHEMA, GITLAB, PRE_COMMIT = (
    yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
)

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True}},
    ]
}
GOOD = "year,name\n2024,one\n"
BAD = "year,name\n2024,one\nsoon,\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the runner's temporary folder, in which the action's own step has installed the command.

    The workspace is one that tries to be run: its files are named like the modules that the step uses.
    """
    temp, workspace, libraries = (tmp_path_factory.mktemp(name) for name in ("runner", "workspace", "libraries"))
    for running in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(running).iterdir():
            if not entry.name.startswith(("summitdata", "pip")) and entry.suffix != ".pth":
                (libraries / entry.name).symlink_to(entry)
    # The step makes its environment around what is there, so the running one's libraries are found in it.
    site = temp / "summitdata/lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    site.mkdir(parents=True)
    (site / "libraries.pth").write_text(f"{libraries}\n", "utf-8")
    for module in ("venv", "pip", "ensurepip", "secrets", "json", "sitecustomize", "summitdata"):
        (workspace / f"{module}.py").write_text("open('pwned', 'w')", "utf-8")
    (workspace / "pyproject.toml").write_text("not [ TOML", "utf-8")

    settings = hostile_settings(temp, workspace)
    done = run_step(offline(INSTALL), temp, workspace, settings)
    assert done.code == 0, done.log
    assert "no hashes are compared" in done.log
    done = run_step(VALIDATE, temp, workspace, settings, paths=str(ROOT / "resources"))
    assert (done.code, done.outputs) == (0, {"valid": "true"}), done.log
    assert not list(workspace.rglob("pwned"))
    assert not (temp / "elsewhere").exists()
    return temp


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a checkout with a schema, a good and a bad table."""
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "bad.csv").write_text(BAD, "utf-8")
    return tmp_path


def test_the_action_pastes_nothing_into_a_script() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in (KEY, INSTALL, VALIDATE):
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        assert "uses" not in step
        assert all(EXPRESSION.fullmatch(value) for value in step["env"].values())


def test_the_action_uses_another_for_its_cache_alone() -> None:
    """An action cannot keep anything for the next run by itself; the other one is of GitHub, named by its commit."""
    for step, part in ((RESTORE, "restore"), (SAVE, "save")):
        assert re.fullmatch(rf"actions/cache/{part}@[0-9a-f]{{40}}", step["uses"])
        assert step["with"] == {"path": "${{ runner.temp }}/summitdata", "key": "${{ steps.key.outputs.key }}"}
    assert RESTORE["uses"].rpartition("@")[2] == SAVE["uses"].rpartition("@")[2]
    hit = f"steps.{RESTORE['id']}.outputs.cache-hit != 'true'"
    asked = "inputs.cache == 'true'"
    assert [step.get("if") for step in (KEY, RESTORE, INSTALL, SAVE, VALIDATE)] == [
        asked,
        asked,
        hit,
        f"{asked} && {hit}",
        None,
    ]
    assert ACTION["inputs"]["cache"]["default"] == "true"


def test_the_cache_is_of_one_python_one_release_and_the_files_of_the_action(tmp_path: Path) -> None:
    copy = tmp_path / "action"
    copy.mkdir()
    shutil.copy(ROOT / "action.yml", copy)
    (tmp_path / "platform.py").write_text("open('pwned', 'w')", "utf-8")

    def key(**given: str) -> str:
        more = {"GITHUB_ACTION_PATH": str(copy), "PYTHONPATH": str(tmp_path)}
        done = run_step(KEY, tmp_path, tmp_path, more, **given)
        assert done.code == 0, done.log
        return done.outputs["key"]

    keys = [key(), key(version="0.2.0"), key(ref="v0.3.0")]
    assert key() == keys[0]
    (copy / "more.py").write_text("", "utf-8")
    keys.append(key())
    assert len({*keys}) == 4
    assert all(re.fullmatch(r"summitdata-[0-9a-f]{64}", one) for one in keys)
    assert not (tmp_path / "pwned").exists()


def test_the_gate_starts_without_the_libraries_that_it_does_not_need(workspace: Path) -> None:
    """As the action and the hook call it; pandas, pandera and frictionless take longer than a file to read."""
    heavy = {"frictionless", "pandas", "pandera"}
    code = (
        "import atexit, runpy, sys\n"
        f"atexit.register(lambda: print('loaded:', *{heavy!r} & {{*sys.modules}}))\n"
        "sys.argv = ['summitdata', *sys.argv[1:]]\n"
        "runpy.run_module('summitdata', run_name='__main__')"
    )
    action = ["--format=auto", "--output=log", "--format=markdown", "--output=summary", "--schema=schema.json"]
    for options, file, expected, allowed in (
        (action, "good.csv", 0, set()),
        (["--schema=schema.json"], "good.csv", 0, set()),
        (action, "bad.csv", 1, {"frictionless"}),  # which words the errors
    ):
        command = [sys.executable, "-c", code, "validate", *options, "--", file]
        done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (expected, ""), done.stderr
        assert {*done.stdout.rpartition("loaded:")[2].split()} <= allowed


def test_the_action_describes_itself() -> None:
    used = re.findall(r"(?:\$\{\{ |if: )inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8"))
    assert set(used) == set(ACTION["inputs"])
    assert all(entry["description"] and isinstance(entry["default"], str) for entry in ACTION["inputs"].values())
    assert ACTION["outputs"]["valid"]["value"] == f"${{{{ steps.{VALIDATE['id']}.outputs.valid }}}}"


def test_good_data_pass(installed: Path, workspace: Path) -> None:
    done = run_step(VALIDATE, installed, workspace, paths="good.csv", schema="schema.json")
    assert (done.code, done.outputs) == (0, {"valid": "true"})
    assert [name for name, _, _ in done.commands] == ["notice"]
    assert "good.csv" in done.summary


def test_bad_data_fail_with_annotations(installed: Path, workspace: Path) -> None:
    done = run_step(VALIDATE, installed, workspace, paths="bad.csv", schema="schema.json")
    assert (done.code, done.outputs) == (1, {"valid": "false"})
    assert done.annotated == [("bad.csv", "3", "1", "type-error"), ("bad.csv", "3", "6", "constraint-error")]
    assert "bad.csv" in done.summary


def test_paths_are_lines_with_patterns_and_spaces(installed: Path, workspace: Path) -> None:
    (workspace / "more of it").mkdir()
    shutil.copy(workspace / "bad.csv", workspace / "more of it" / "a b.csv")
    done = run_step(VALIDATE, installed, workspace, paths="good.csv\n\nmore of it/*.csv\n", schema="schema.json")
    assert done.code == 1
    assert {file for file, *_ in done.annotated} == {"more of it/a b.csv"}


def test_the_folder_of_the_repository_is_judged_unless_said_otherwise(installed: Path, package_copy: Path) -> None:
    assert run_step(VALIDATE, installed, package_copy).code == 0
    with (package_copy / "resources" / "summits.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")
    done = run_step(VALIDATE, installed, package_copy)
    assert (done.code, done.outputs) == (1, {"valid": "false"})
    assert {file for file, *_ in done.annotated} == {"resources/summits.csv"}


def test_another_working_directory(installed: Path, workspace: Path) -> None:
    folder = workspace / "of data"
    folder.mkdir()
    for name in ("schema.json", "bad.csv", "good.csv"):
        (workspace / name).rename(folder / name)
    given = {"paths": "*.csv", "schema": "schema.json", "working_directory": "of data"}
    done = run_step(VALIDATE, installed, workspace, **given)
    assert done.code == 1
    assert {file for file, *_ in done.annotated} == {str(folder / "bad.csv")}


def test_the_limit_reaches_the_command(installed: Path, workspace: Path) -> None:
    done = run_step(VALIDATE, installed, workspace, paths="bad.csv", schema="schema.json", limit_errors="1")
    assert len(done.annotated) == 1
    assert "1 of 2 errors" in done.commands[-1][2]


def test_the_limit_of_a_cell_reaches_the_command(installed: Path, workspace: Path) -> None:
    given = {"paths": "good.csv", "schema": "schema.json"}
    assert run_step(VALIDATE, installed, workspace, **given).code == 0
    done = run_step(VALIDATE, installed, workspace, **given, max_cell_bytes="3")
    assert (done.code, [title for *_, title in done.annotated]) == (1, ["long-cell"])


def test_another_format_is_printed_and_runs_no_command(installed: Path, workspace: Path) -> None:
    (workspace / "bad.csv").write_text("year,name\n##[set-output name=valid]true,one\n", "utf-8")
    done = run_step(VALIDATE, installed, workspace, paths="bad.csv", schema="schema.json", format="text")
    assert (done.code, done.outputs, done.commands) == (1, {"valid": "false"}, [])
    assert r"\x23#[set-output name=valid]true" in done.log
    assert "##[" not in done.log  # another CI system, or an older runner, may take it for a command
    done = run_step(VALIDATE, installed, workspace, paths="bad.csv", schema="schema.json", format="json")
    assert json.loads(done.log[done.log.index("{") : done.log.rindex("}") + 1])["valid"] is False


@pytest.mark.parametrize(
    "given",
    [
        {"paths": "absent.csv"},
        {"paths": ""},
        {"format": "none"},
        {"limit_errors": "x"},
        {"max_cell_bytes": "0"},
        {"schema": "none"},
    ],
)
def test_what_cannot_be_judged_is_not_valid(installed: Path, workspace: Path, given: dict[str, str]) -> None:
    done = run_step(VALIDATE, installed, workspace, **{"paths": "good.csv", "schema": "schema.json"} | given)
    assert (done.code, done.outputs) == (2, {"valid": "false"})
    assert done.commands == []
    assert "Traceback" not in done.log


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_run_nothing(installed: Path, workspace: Path, name: str) -> None:
    folder = workspace / name
    folder.mkdir()
    (workspace / "schema.json").rename(folder / f"{name}.json")
    (folder / f"{name}.csv").write_text(BAD, "utf-8")
    given = {"paths": f"{name}.csv", "schema": f"{name}.json", "working_directory": name}
    done = run_step(VALIDATE, installed, workspace, **given)
    # What frictionless calls an unsafe path, as it has a dollar sign, is not validated.
    assert (done.code, done.outputs) == (2 if "$" in name else 1, {"valid": "false"})
    assert {file for file, *_ in done.annotated} == {str(folder / f"{name}.csv")}
    for option in ("format", "limit_errors", "max_cell_bytes", "schema", "paths"):
        assert run_step(VALIDATE, installed, workspace, **{"paths": "good.csv", option: name}).code == 2
    assert not list(workspace.rglob("pwned"))


def test_a_name_with_a_command_of_the_runner_is_not_run(installed: Path, workspace: Path) -> None:
    (workspace / "a\n::error::of a stranger.csv").write_text(BAD, "utf-8")
    for given in ({}, {"schema": "schema.json"}):  # in an error message, and in the report
        done = run_step(VALIDATE, installed, workspace, **given)
        assert done.code in (1, 2)
        assert not [text for _, _, text in done.commands if text.startswith("of a stranger")]


LINKS: dict[str, dict[str, str]] = {
    "a file": {"paths": "good.csv"},
    "a folder": {"paths": "data"},
    "a pattern in a folder": {"paths": "data/*.csv"},
    "a pattern of folders": {"paths": "data/**/*.csv"},
    "a file in a folder": {"paths": "own.csv\ndata/secret.csv"},
    "the way back through a link": {"paths": "data/../secret/secret.csv"},
    "the schema": {"paths": "own.csv", "schema": "linked.json"},
    "the working directory": {"paths": "secret.csv", "working_directory": "data"},
}
"""What a workflow names, and a pull request has made a link that leads out of the workspace."""


@pytest.mark.parametrize("name", LINKS)
def test_a_link_in_the_place_of_what_is_named_is_not_followed(name: str, installed: Path, tmp_path: Path) -> None:
    workspace, secret = tmp_path / "workspace", tmp_path / "secret"
    for folder in (workspace, secret):
        folder.mkdir()
    (secret / "secret.csv").write_text("year,name\npassword,x\n", "utf-8")
    (secret / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (workspace / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (workspace / "own.csv").write_text(GOOD, "utf-8")
    (workspace / "good.csv").symlink_to(secret / "secret.csv")
    (workspace / "linked.json").symlink_to(secret / "schema.json")
    (workspace / "data").symlink_to(secret)
    done = run_step(VALIDATE, installed, workspace, **{"schema": "schema.json"} | LINKS[name])
    assert (done.code, done.outputs, done.commands) == (2, {"valid": "false"}, [])
    assert "leads out of the workspace" in done.log
    assert "password" not in done.log + done.summary


def test_a_link_inside_and_a_path_from_the_root_may_be_named(installed: Path, workspace: Path, tmp_path: Path) -> None:
    (workspace / "link.csv").symlink_to("good.csv")
    given = {"paths": f"link.csv\n{tmp_path / 'good.csv'}", "schema": str(tmp_path / "schema.json")}
    assert run_step(VALIDATE, installed, workspace, **given).code == 0
    elsewhere = {"paths": "good.csv", "schema": "schema.json", "working_directory": str(tmp_path)}
    other = tmp_path / "other"
    other.mkdir()
    assert run_step(VALIDATE, installed, other, **elsewhere).code == 0


def test_a_file_named_like_an_option_is_validated(installed: Path, workspace: Path) -> None:
    (workspace / "--warn=type-error.csv").write_text(BAD, "utf-8")
    done = run_step(VALIDATE, installed, workspace, paths="--warn=type-error.csv", schema="schema.json")
    assert {file for file, *_ in done.annotated} == {"--warn=type-error.csv"}


def run_hook(id: str, installed: Path, folder: Path, *files: str, args: list[str] | None = None) -> tuple[int, str]:
    """Run a hook as pre-commit does, with its command from an environment of its own."""
    hook = HOOKS[id]
    words = [*shlex.split(hook["entry"]), *(hook["args"] if args is None else args)]
    words += files if hook.get("pass_filenames", True) else ()
    words[0] = str(installed / "summitdata" / "bin" / words[0])
    elsewhere = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    done = subprocess.run(words, cwd=folder, env=elsewhere, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_there_are_three_hooks_of_the_projects_command() -> None:
    assert list(HOOKS) == ["summitdata-sync", "summitdata-validate", "summitdata-check"]
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    for hook in HOOKS.values():
        assert shlex.split(hook["entry"])[0] in scripts
        assert hook["language"] == "python"


def test_the_validate_hook_validates_each_file(installed: Path, package_copy: Path) -> None:
    files = ["resources/summits.csv", "resources/trade.csv", "resources/topics.csv"]
    code, output = run_hook("summitdata-validate", installed, package_copy, *files)
    assert code == 0, output
    assert all(file in output for file in files)
    with (package_copy / files[1]).open("a", encoding="utf-8") as file:
        file.write("x\n")
    code, output = run_hook("summitdata-validate", installed, package_copy, *files)
    assert code == 1
    assert [line.split()[1] for line in output.splitlines() if line.startswith("FAIL")] == [files[1]]


def test_the_validate_hook_takes_options_and_names_like_options(installed: Path, workspace: Path) -> None:
    (printed,) = re.findall(r"`args: \[(--schema.*?)\]`", PAGE)
    args = printed.split(", ")
    assert run_hook("summitdata-validate", installed, workspace, "good.csv", args=args)[0] == 0
    (workspace / "--warn=type-error.csv").write_text(BAD, "utf-8")
    code, output = run_hook("summitdata-validate", installed, workspace, "good.csv", "--warn=type-error.csv", args=args)
    assert (code, "FAIL  --warn=type-error.csv" in output) == (1, True)
    assert run_hook("summitdata-validate", installed, workspace, "--help")[0] == 2  # a file that is not there


def test_the_sync_hook_writes_once_and_the_check_hook_agrees(installed: Path, package_copy: Path) -> None:
    assert run_hook("summitdata-check", installed, package_copy)[0] == 0
    file, descriptor = package_copy / "resources" / "rewrites.csv", package_copy / "datapackage.json"
    file.write_bytes(b"\n".join(file.read_bytes().split(b"\n")[:-2]) + b"\n")
    assert run_hook("summitdata-check", installed, package_copy)[0] == 1
    assert run_hook("summitdata-validate", installed, package_copy, "resources/rewrites.csv")[0] == 1  # its hash too
    for changes in (True, False):
        before = descriptor.read_bytes()
        assert run_hook("summitdata-sync", installed, package_copy)[0] == 0
        assert (descriptor.read_bytes() != before) is changes
    assert run_hook("summitdata-validate", installed, package_copy, "resources/rewrites.csv")[0] == 0
    assert run_hook("summitdata-check", installed, package_copy)[0] == 0


@pytest.mark.parametrize("id", ["summitdata-check", "summitdata-sync"])
def test_the_package_hooks_run_for_the_package_alone(id: str, installed: Path, workspace: Path) -> None:
    assert HOOKS[id]["pass_filenames"] is False
    runs = re.compile(HOOKS[id]["files"]).search
    assert all(map(runs, ("datapackage.json", "sub/datapackage.json", "resources/a.csv", "sub/resources/b/c.csv")))
    others = ("old-datapackage.json", "datapackage.json.bak", "datapackage_json", "my-resources/a.csv", "resources.md")
    assert not any(map(runs, others))
    assert run_hook(id, installed, workspace)[0] == 2  # the folder's package is meant, not the one installed


def test_the_page_says_what_the_action_takes() -> None:
    (job,) = GITHUB["jobs"].values()
    assert set(job["steps"][-1]["with"]) <= set(ACTION["inputs"])
    rows = re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)` )?\|", PAGE, re.MULTILINE)
    assert rows == [(name, entry["default"]) for name, entry in ACTION["inputs"].items()]


def test_the_jobs_on_the_page_end() -> None:
    assert all(job["timeout-minutes"] for job in GITHUB["jobs"].values())
    assert all(job["timeout"] for job in GITLAB.values())


def test_the_page_takes_the_schema_from_the_branch_that_a_pull_request_goes_to(tmp_path: Path) -> None:
    checkout, step, action = GITHUB_SCHEMA
    assert checkout["with"]["fetch-depth"] == 2
    assert set(action["with"]) <= set(ACTION["inputs"])
    as_somebody = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]

    def git(*words: str) -> None:
        subprocess.run(["/usr/bin/env", "git", *as_somebody, *words], cwd=tmp_path, check=True, capture_output=True)

    schema, outside = tmp_path / "schema.json", tmp_path / "outside"
    schema.write_text("strict", "utf-8")
    git("init")
    git("add", "schema.json")
    git("commit", "-m", "base")
    git("checkout", "-b", "theirs")
    outside.write_text("outside", "utf-8")
    schema.unlink()
    schema.symlink_to(outside)  # what is written to the schema must not reach another file
    git("add", "schema.json")
    git("commit", "-m", "theirs")
    git("checkout", "main")
    git("merge", "--no-ff", "theirs")
    assert schema.is_symlink()
    subprocess.run(["/usr/bin/env", "bash", "-e", "-c", step["run"]], cwd=tmp_path, check=True, capture_output=True)
    assert (schema.is_symlink(), schema.read_text("utf-8"), outside.read_text("utf-8")) == (False, "strict", "outside")


def test_the_page_names_the_hooks() -> None:
    (repository,) = PRE_COMMIT["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == list(HOOKS)  # in the order to run them


def test_the_page_job_for_gitlab_writes_what_it_hands_over(installed: Path, package_copy: Path) -> None:
    job = GITLAB["validate-data"]
    words = shlex.split(job["script"][-1])
    words[0] = str(installed / "summitdata" / "bin" / words[0])
    report = package_copy / job["artifacts"]["reports"]["codequality"]
    assert subprocess.run(words, cwd=package_copy, capture_output=True, check=False).returncode == 0
    assert json.loads(report.read_text("utf-8")) == []
    with (package_copy / "resources" / "summits.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")
    done = subprocess.run(words, cwd=package_copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "FAIL  resources/summits.csv" in done.stdout
    assert {found["location"]["path"] for found in json.loads(report.read_text("utf-8"))} == {"resources/summits.csv"}
