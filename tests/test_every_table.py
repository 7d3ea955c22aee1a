"""Every table of a package is validated or has the reason why not, whatever is wrong with the others."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

import summitdata as sd

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "v", "type": "number"}]}
GOOD = b"id,v\n1,1.5\n"
REFERRING = {**SCHEMA, "foreignKeys": [{"fields": "id", "reference": {"resource": "gone", "fields": "id"}}]}
FORMULA = {"type": "row-constraint", "formula": "eval(id)"}
GROUPS = {"type": "group-constraint", "formula": "median(v) > 1", "by": ["id"]}
WRONG: dict[str, tuple[dict[str, Any], bytes | None, str]] = {
    "a cell": ({}, b"id,v\nx,1\n", "type-error"),
    "a missing file": ({}, None, "scheme-error"),
    "a damaged file": ({"path": "damaged.csv.gz"}, gzip.compress(GOOD)[:-5], "compression-error"),
    "another encoding": ({}, b"id,v\n1,\xff\n", "encoding-error"),
    "an unknown format": ({"path": "table.sav"}, b"PK", "format-error"),
    "a damaged Excel file": ({"path": "table.xlsx"}, b"PK", "source-error"),
    "a pattern of nothing": ({"path": "none/*.csv"}, None, "scheme-error"),
    "an address": ({"path": "https://example.org/x.csv"}, None, "scheme-error"),
    "a missing table": ({"schema": REFERRING}, GOOD, "no-reference"),
    "a wrong type": ({"schema": {"fields": [{"name": "id", "type": "int"}]}}, GOOD, "descriptor-error"),
    "a schema without fields": ({"schema": {"fields": 5}}, GOOD, "descriptor-error"),
    "a missing schema": ({"schema": "none.json"}, GOOD, "descriptor-error"),
    "a schema elsewhere": ({"schema": "../s.json"}, GOOD, "descriptor-error"),
    "a path elsewhere": ({"path": "../t.csv"}, None, "descriptor-error"),
    "a path that is none": ({"path": ["t.csv", 5]}, None, "descriptor-error"),
    "a formula that is refused": ({"checklist": {"checks": [FORMULA]}}, GOOD, "descriptor-error"),
    "a check of another type": ({"checklist": {"checks": [{"type": "table-dimensions"}]}}, GOOD, "descriptor-error"),
    "a rule of groups that is refused": ({"checklist": {"checks": [GROUPS]}}, GOOD, "descriptor-error"),
    "a wrong constraint": ({"schema": {"fields": [{"name": "id", "constraints": 3}]}}, GOOD, "descriptor-error"),
}


def write(folder: Path, wrong: dict[str, tuple[dict[str, Any], bytes | None, str]], good: int) -> Path:
    resources = []
    cases = [*(({}, GOOD) for _ in range(good)), *(case[:2] for case in wrong.values())]
    for number, (more, content) in enumerate(cases):
        resources.append({"name": f"t{number}", "path": f"t{number}.csv", "schema": SCHEMA, **more})
        if content is not None:
            (folder / resources[-1]["path"]).write_bytes(content)
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    return folder / "datapackage.json"


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_table_is_its_own(name: str, tmp_path: Path) -> None:
    report = sd.validate(write(tmp_path, {name: WRONG[name]}, 2))
    assert [task.valid for task in report.tasks] == [True, True, False]
    assert report.tasks[2].errors[0].type == WRONG[name][2]


def test_forty_tables_of_which_some_are_wrong_in_every_way(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    package = write(tmp_path, WRONG, 40 - len(WRONG))
    done = run("validate", package, "--format", "json")
    tasks = json.loads(done.stdout)["tasks"]
    assert done.returncode == 2
    assert len(tasks) == 40
    assert [task["valid"] for task in tasks] == [True] * (40 - len(WRONG)) + [False] * len(WRONG)
    assert [task["errors"][0]["type"] for task in tasks if task["errors"]] == [case[2] for case in WRONG.values()]


def test_a_descriptor_that_is_wrong_as_a_whole_is_no_package(tmp_path: Path) -> None:
    package = write(tmp_path, {}, 2)
    content = json.loads(package.read_text("utf-8"))
    package.write_text(json.dumps({**content, "resources": content["resources"] * 2}), "utf-8")
    report = sd.validate(package)
    assert not report.tasks
    assert report.package_errors
