"""What frictionless reads without numpy, pyarrow, processes and threads, as in a browser: the same reports."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import summitdata as sd
from damaged_files import SCHEMA, content_of
from report_cases import zipped

ROOT = Path(__file__).parents[1]
PATTERNS = {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "[a-z]+|é"}}, {"name": "b"}]}
DAMAGED = ("an unclosed quote", "text after a quote", "a carriage return too many", "lines in quotes", "UTF-16")
CASES: dict[str, tuple[str, Any, bytes]] = {
    **{name: (f"{name}.csv", SCHEMA, content_of(name)) for name in DAMAGED},
    "patterns": ("patterns.csv", PATTERNS, 'a,b\nx,"y\nz"\n1,é\nÉ,\n'.encode()),
    "lone returns": ("returns.csv", PATTERNS, b'a,b\rx,"y"\r1,2\r\nz\r'),
    "a quote at the end": ("blocks.csv", PATTERNS, b"a,b\n" + b'x,"y\n""z"\n' * 2_000 + b'1,"y'),
    "rules of groups": ("trade.csv", "trade", (ROOT / "resources/trade.csv").read_bytes()),
    "a broken rule of a group": ("gas.csv", "gas", (ROOT / "resources/gas.csv").read_bytes().replace(b"2024", b"2023")),
}
RUN = """
import json, sys
sys.modules |= dict.fromkeys(["numpy", "pyarrow", "pandas"])
sys.executable = ""  # so that there are no processes
import summitdata as sd
for name, schema in json.load(sys.stdin).values():
    print(json.dumps(sd.validate(name, schema, engine="frictionless", limit_errors=20).to_dict()))
"""


def _without_times(report: dict[str, Any]) -> dict[str, Any]:
    for part in (report, *report["tasks"]):
        del part["stats"]["seconds"]
    return report


@pytest.mark.slow
def test_frictionless_needs_no_arrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for file, _, content in CASES.values():
        Path(file).write_bytes(content)
    asked = json.dumps({name: (file, schema) for name, (file, schema, _) in CASES.items()})
    done = subprocess.run([sys.executable, "-c", RUN], input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for (name, (file, schema, _)), line in zip(CASES.items(), done.stdout.splitlines(), strict=True):
        ours = sd.validate(file, schema, engine="frictionless", limit_errors=20)
        assert _without_times(json.loads(line)) == _without_times(json.loads(ours.to_json())), name


@pytest.mark.parametrize("name", ["table.csv.zip", "table.csv.gz"])
def test_a_compressed_table_is_read_without_threads(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(content_of("words for true"))
    (tmp_path / name).write_bytes(content)  # as .gz it is damaged
    expected = sd.validate(tmp_path / name, SCHEMA, engine="frictionless")

    def cannot_start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", cannot_start)
    found = sd.validate(tmp_path / name, SCHEMA, engine="frictionless")
    assert not found.valid
    assert _without_times(found.to_dict()) == _without_times(expected.to_dict())
