"""The command ends when it has used up its processor time, wherever it is; the library sets no timer."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {"diff": ["table.csv", "table.csv", "--schema", "topics"], "sync": ["."], "check": ["."], "validate": ["."]}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_step_without_end_is_ended_in_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("id\n1\n", "utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": []}), "utf-8")
    script = f"""
import sys
from summitdata import __main__, command_limit
command_limit.BASE_SECONDS = 0.1
command_limit.STEP_SECONDS = 0.1
import summitdata.tabular.inputs, summitdata.upkeep.sync, summitdata.upkeep.check, summitdata.validation.validate
import summitdata.upkeep.diff
def endless(*_, **__):
    while True:
        pass
for module in (summitdata.upkeep.sync, summitdata.upkeep.check):
    module.read_descriptor = endless
summitdata.upkeep.diff.resolve_inputs = summitdata.validation.validate.resolve_inputs = endless
sys.argv = ["summitdata", {command!r}, *{COMMANDS[command]!r}]
__main__.main()
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "seconds of processor time are needed" in done.stderr
