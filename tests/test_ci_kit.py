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
from typing import Any, NamedTuple

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, VALIDATE = ACTION["runs"]["steps"]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
PAGE = (ROOT / "docs" / "how-to-gate.md").read_text("utf-8")
GITHUB, GITLAB, PRE_COMMIT = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))

SCHEMA = {
    "fields": [
        {"name": "year", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True}},
    ]
}
GOOD = "year,name\n2024,one\n"
BAD = "year,name\n2024,one\nsoon,\n"
HOSTILE = ("$(touch pwned) ${{ github }}", "a`touch pwned`; touch pwned & 'q' \"r\" | touch pwned")
"""Names that run something wherever they are pasted into a script. A file may have them, as they have no slash."""

EXPRESSION = re.compile(r"\$\{\{ (inputs|steps\.\w+\.outputs)\.([\w-]+) \}\}")


class Done(NamedTuple):
    """What a step leaves behind."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def commands(self) -> list[tuple[str, dict[str, str], str]]:
        """What GitHub's runner takes for commands in the log: name, properties and text."""
        found, token = [], None
        for line in self.log.splitlines():
            if token is not None:
                token = None if line.strip() == f"::{token}::" else token
                continue
            # The runner looks for the older form, ##[name properties]text, anywhere in a line.
            match = re.match(r"\s*::([\w-]+) ?(.*?)::(.*)", line) or re.search(r"##\[([\w-]+) ?(.*?)\](.*)", line)
            if match and match[1] == "stop-commands":
                token = match[3]
            elif match:
                pairs = (pair.partition("=") for pair in match[2].split(",") if pair)
                found.append((match[1], {name: value for name, _, value in pairs}, match[3]))
        assert token is None
        return found

    @property
    def annotated(self) -> list[tuple[str, ...]]:
        """File, line, column and title of each error in the log."""
        parts = ("file", "line", "col", "title")
        return [tuple(at.get(part, "") for part in parts) for name, at, _ in self.commands if name == "error"]


def run_step(step: dict[str, Any], temp: Path, workspace: Path, **given: str) -> Done:
    """Run a step of the action as GitHub's runner does; an input is given with `_` for `-`."""
    inputs = {name: entry["default"] for name, entry in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    assert set(inputs) == set(ACTION["inputs"])

    def filled(text: str) -> str:
        return EXPRESSION.sub(lambda match: inputs[match[2]], text)

    script, output, summary = (temp / name for name in ("step.sh", "output", "step-summary"))
    script.write_text(step["run"], "utf-8")
    output.write_text("", "utf-8")
    summary.write_text("", "utf-8")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(temp),
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(temp),
        **{name: filled(value) for name, value in step["env"].items()},
    }
    done = subprocess.run(
        ["/usr/bin/env", "bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=workspace / filled(step.get("working-directory", ".")),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    outputs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    # The runner reads the two streams in any order, so nothing on stderr may depend on what stdout had before.
    return Done(done.returncode, done.stderr + done.stdout, outputs, summary.read_text("utf-8"))


def offline(step: dict[str, Any]) -> dict[str, Any]:
    """Return the installing step with a pip that asks no index."""
    assert step["run"].count(" install ") == 1
    return step | {"run": step["run"].replace(" install ", " install --no-deps --no-build-isolation --no-index ")}


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

    done = run_step(offline(INSTALL), temp, workspace)
    assert done.code == 0, done.log
    done = run_step(VALIDATE, temp, workspace, paths=str(ROOT / "resources"))
    assert (done.code, done.outputs) == (0, {"valid": "true"}), done.log
    assert not list(workspace.rglob("pwned"))
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
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        assert "uses" not in step
        assert all(EXPRESSION.fullmatch(value) for value in step["env"].values())


def test_the_action_describes_itself() -> None:
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", (ROOT / "action.yml").read_text("utf-8"))
    assert sorted(used) == sorted(ACTION["inputs"])
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


def test_another_format_is_printed_and_runs_no_command(installed: Path, workspace: Path) -> None:
    (workspace / "bad.csv").write_text("year,name\n##[set-output name=valid]true,one\n", "utf-8")
    done = run_step(VALIDATE, installed, workspace, paths="bad.csv", schema="schema.json", format="text")
    assert (done.code, done.outputs, done.commands) == (1, {"valid": "false"}, [])
    assert "##[set-output name=valid]true" in done.log
    done = run_step(VALIDATE, installed, workspace, paths="bad.csv", schema="schema.json", format="json")
    assert json.loads(done.log[done.log.index("{") : done.log.rindex("}") + 1])["valid"] is False


@pytest.mark.parametrize(
    "given", [{"paths": "absent.csv"}, {"paths": ""}, {"format": "none"}, {"limit_errors": "x"}, {"schema": "none"}]
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
    assert (done.code, done.outputs) == (1, {"valid": "false"})
    assert {file for file, *_ in done.annotated} == {str(folder / f"{name}.csv")}
    for option in ("format", "limit_errors", "schema", "paths"):
        assert run_step(VALIDATE, installed, workspace, **{"paths": "good.csv", option: name}).code == 2
    assert not list(workspace.rglob("pwned"))


def test_a_name_with_a_command_of_the_runner_is_not_run(installed: Path, workspace: Path) -> None:
    (workspace / "a\n::error::of a stranger.csv").write_text(BAD, "utf-8")
    for given in ({}, {"schema": "schema.json"}):  # in an error message, and in the report
        done = run_step(VALIDATE, installed, workspace, **given)
        assert done.code in (1, 2)
        assert not [text for _, _, text in done.commands if text.startswith("of a stranger")]


def test_a_file_named_like_an_option_is_validated(installed: Path, workspace: Path) -> None:
    (workspace / "--warn=type-error.csv").write_text(BAD, "utf-8")
    done = run_step(VALIDATE, installed, workspace, paths="--warn=type-error.csv", schema="schema.json")
    assert {file for file, *_ in done.annotated} == {"--warn=type-error.csv"}


def test_a_named_version_is_what_pip_is_asked_for(installed: Path, workspace: Path) -> None:
    done = run_step(offline(INSTALL), installed, workspace, version="999.0")
    assert done.code == 1
    assert "No matching distribution found for summitdata==999.0" in done.log
    for version in HOSTILE:
        assert run_step(offline(INSTALL), installed, workspace, version=version).code != 0
    assert not list(workspace.rglob("pwned"))


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
    file, descriptor = package_copy / "resources" / "topics.csv", package_copy / "datapackage.json"
    file.write_bytes(b"\n".join(file.read_bytes().split(b"\n")[:-2]) + b"\n")
    assert run_hook("summitdata-check", installed, package_copy)[0] == 1
    assert run_hook("summitdata-validate", installed, package_copy, "resources/topics.csv")[0] == 1  # its hash too
    for changes in (True, False):
        before = descriptor.read_bytes()
        assert run_hook("summitdata-sync", installed, package_copy)[0] == 0
        assert (descriptor.read_bytes() != before) is changes
    assert run_hook("summitdata-validate", installed, package_copy, "resources/topics.csv")[0] == 0
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
