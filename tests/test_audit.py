"""No descriptor of a stranger makes the library connect, open a file outside of its folder, or run anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import summitdata as sd
from hostile_descriptors import HOSTILE, HOSTILE_PACKAGES, SCHEMA
from summitdata.tabular import allow_lists

CHILD = Path(__file__).with_name("audited_run.py")
SOURCE = Path(sd.__file__).parents[1]


def run(folder: Path, *options: str) -> Any:
    """Run the descriptors in a process that an audit hook watches; return what it found."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(CHILD.parent)])}
    done = subprocess.run(
        [sys.executable, str(CHILD), str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_the_hook_sees_what_must_not_be_done(tmp_path: Path) -> None:
    found = run(tmp_path, "--control")
    for event in ("open", "os.listdir", "socket.", "socket.getaddrinfo", "subprocess.Popen", "compile"):
        assert any(finding.startswith(event) for finding in found), event


@pytest.mark.slow
def test_no_hostile_descriptor_opens_connects_or_runs_anything(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result["cases"] == len(HOSTILE) + len(HOSTILE_PACKAGES) > 60
    assert result["found"] == {}


def test_frictionless_has_no_property_that_the_lists_do_not_decide_on() -> None:
    """A new version of frictionless may have new doors: then someone decides on each."""
    import frictionless
    from frictionless import fields

    parts: list[tuple[Any, frozenset[str]]] = [
        (frictionless.Package, allow_lists.PACKAGE_PROPERTIES),
        (frictionless.Resource, allow_lists.RESOURCE_PROPERTIES | allow_lists.PACKING_PROPERTIES),
        (frictionless.Dialect, allow_lists.DIALECT_PROPERTIES),
        (frictionless.Schema, allow_lists.SCHEMA_PROPERTIES),
        *((item, allow_lists.FIELD_PROPERTIES) for item in vars(fields).values() if isinstance(item, type)),
    ]
    for part, allowed in parts:
        assert set(part.metadata_ensure_profile()["properties"]) <= allowed, part


HONEST: dict[str, dict[str, Any]] = {
    "plain": {},
    "all that the standard has": {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json", "title": "x", "description": "x",
        "mediatype": "text/csv", "encoding": "utf-8", "bytes": 12, "licenses": [{"name": "CC0-1.0"}],
        "sources": [{"title": "x", "path": "https://example.org"}], "format": "csv",
        "dialect": {"$schema": "https://datapackage.org/profiles/2.0/tabledialect.json", "delimiter": ","},
        "schema": SCHEMA | {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"},
    },
    "a profile by its name": {"profile": "tabular-data-resource"},
    "a profile by its address": {"profile": "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json"},
    "a new profile by its address": {"profile": "https://datapackage.org/profiles/2.0/dataresource.json"},
    "properties of its own": {"x-own": {"$ref": "https://example.org"}, "note": "x"},
    "a scheme for local files": {"scheme": "file"},
    "two files": {"path": ["table.csv", "table.csv"]},
    "rows": {"path": None, "data": [["id", "note"], [1, "x"]]},
    "an old dialect": {"dialect": {"csv": {"delimiter": ","}}},
    "another name": {"path": "table.txt", "format": "csv"},
    "a folder": {"path": "a/b c/table-1.0.csv"},
}  # fmt: skip


@pytest.mark.parametrize("engine", ["auto", "frictionless"])
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_descriptor_is_valid(name: str, engine: str, tmp_path: Path) -> None:
    table = {"name": "table", "path": "table.csv", "schema": SCHEMA, **HONEST[name]}
    table = {key: value for key, value in table.items() if value is not None}
    for path in ("table.csv", "table.txt", "a/b c/table-1.0.csv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("id,note\n1,x\n", "utf-8")
    if name == "two files":
        table["schema"] = {"fields": SCHEMA["fields"]}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [table]}), "utf-8")
    report = sd.validate(tmp_path / "datapackage.json", engine=engine)
    assert report.flatten(("type", "note")) == []
