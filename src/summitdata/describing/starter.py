"""`init`: the files that make a repository's tables validated at each commit, planned before any of them is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitdata.datapackage import YAML_SUFFIXES, descriptor_in
from summitdata.describing.describe import describe
from summitdata.opening import exists
from summitdata.yaml_files import yaml_text

if TYPE_CHECKING:
    from pathlib import Path

    from summitdata.describing.guess import Guess

__all__ = ["Plan", "PlannedFile", "plan_repository"]

WORKFLOW = """\
# Validates the tables that datapackage.json lists, at each push and pull request.
name: validate data
on: [push, pull_request]
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install summitdata
      - run: summitdata validate .
"""
HOOK = """\
# Validates the tables that are committed: `pip install pre-commit`, then `pre-commit install`.
repos:
  - repo: local
    hooks:
      - id: summitdata-validate
        name: summitdata validate
        language: python
        additional_dependencies: [summitdata]
        entry: summitdata validate --
        types: [csv]
"""


@dataclass(frozen=True)
class PlannedFile:
    """A file that `init` would write: its path in the folder, its text, and why it is left alone, if it is."""

    path: str
    text: str
    kept_because: str = ""


@dataclass(frozen=True)
class Plan:
    """What `init` would write, and what the descriptor says of the tables."""

    files: tuple[PlannedFile, ...]
    tables: int
    guesses: tuple[Guess, ...]


def plan_repository(folder: Path) -> Plan:
    """Return the files that a repository needs; a descriptor that exists is completed, other files are left alone.

    Raises
    ------
    PackageError
        The folder has no table, or one cannot be read.
    """
    descriptor = descriptor_in(folder)
    described = describe(folder, folder=folder, existing=descriptor if exists(descriptor) else None)
    others = {".github/workflows/validate-data.yml": WORKFLOW, ".pre-commit-config.yaml": HOOK}
    kept = "it exists: add what is shown here by hand"
    files = [PlannedFile(descriptor.name, described.to_json() + "\n")]
    if descriptor.suffix in YAML_SUFFIXES:  # its comments would be lost
        files = [
            PlannedFile(descriptor.name, yaml_text(described.descriptor), "it is in YAML: add what it lacks by hand")
        ]
    files += [PlannedFile(path, text, kept if exists(folder / path) else "") for path, text in others.items()]
    return Plan(tuple(files), len(described.descriptor["resources"]), described.guesses)
