"""Runs the steps of the action as GitHub's runner does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
KEY, RESTORE, INSTALL, SAVE, VALIDATE = ACTION["runs"]["steps"]
HOSTILE = ("$(touch pwned) ${{ github }}", "a`touch pwned`; touch pwned & 'q' \"r\" | touch pwned")
"""Names that run something wherever they are pasted into a script. A file may have them, as they have no slash."""

EXPRESSION = re.compile(r"\$\{\{ (inputs|steps\.\w+\.outputs|github|runner)\.([\w-]+) \}\}")


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


def run_step(
    step: dict[str, Any],
    temp: Path,
    workspace: Path,
    more: dict[str, str] | None = None,
    /,
    *,
    ref: str = "",
    **given: str,
) -> Done:
    """Run a step of the action as GitHub's runner does; an input is given with `_` for `-`.

    `more` are further environment variables, `ref` is what follows `@` where a workflow names the action.
    """
    github = {"action_ref": ref, "action_repository": "owner/summitdata"}
    inputs = {name: entry["default"] for name, entry in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    assert set(inputs) == set(ACTION["inputs"])

    def filled(text: str) -> str:
        return EXPRESSION.sub(lambda match: (github if match[1] == "github" else inputs)[match[2]], text)

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
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(temp),
        **(more or {}),
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


def offline(step: dict[str, Any], options: str = "") -> dict[str, Any]:
    """Return the installing step with a pip that asks no index, and with more options."""
    assert step["run"].count(" install ") == 1
    run = step["run"].replace(" install ", f" install --no-deps --no-build-isolation --no-index {options} ")
    return step | {"run": run}


def hostile_settings(home: Path, workspace: Path) -> dict[str, str]:
    """Leave behind what a step before the action may have, in files and variables: each would be noticed if it is read.

    Modules of the workspace would run, and pip would install into the folder `elsewhere`.
    """
    elsewhere = home / "elsewhere"
    (workspace / "pip.conf").write_text(f"[global]\ntarget = {elsewhere}\n", "utf-8")
    (home / ".config" / "pip").mkdir(parents=True, exist_ok=True)
    for file in (home / ".config" / "pip" / "pip.conf", home / ".pip" / "pip.conf", home / "pip.conf"):
        file.parent.mkdir(exist_ok=True)
        shutil.copy(workspace / "pip.conf", file)
    for name in (".netrc", ".curlrc"):
        (home / name).write_text("not readable as such\n", "utf-8")
    return {
        "PIP_CONFIG_FILE": str(workspace / "pip.conf"),
        "PIP_TARGET": str(elsewhere),
        "PIP_REQUIRE_HASHES": "1",
        "PIP_CONSTRAINT": str(workspace / "absent.txt"),
        "PYTHONPATH": str(workspace),
        "PYTHONHOME": str(workspace),
        "PYTHONWARNINGS": "error",
    }
