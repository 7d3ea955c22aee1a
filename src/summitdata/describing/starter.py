"""`init`: the files that make a repository's tables validated at each commit, planned before any of them is written."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from summitdata._version import __version__
from summitdata.datapackage import YAML_SUFFIXES, descriptor_in
from summitdata.describing.describe import Description, describe_files, files_of
from summitdata.documentation import project_link
from summitdata.errors import PackageError
from summitdata.opening import exists
from summitdata.tabular.packings import PACKINGS
from summitdata.yaml_files import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from summitdata.describing.guess import Guess

__all__ = ["TABLES", "Plan", "PlannedFile", "plan_repository"]

TABLES = rf"(?i)(\.(csv|tsv)(\.({'|'.join(PACKINGS)}))?|datapackage\.(json|ya?ml))$"
"""What the names of the files match that a hook is given."""
WORKFLOW = """\
# Validates the tables that the descriptor lists, at each push and pull request.
name: validate data
on: [push, pull_request]
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: pip install "REQUIREMENT"
      - run: summitdata validate FOLDERS
"""
HOOK = """\
# Validates the tables that are committed: `pip install pre-commit`, then `pre-commit install`.
repos:
  - repo: local
    hooks:
      - id: summitdata-validate
        name: summitdata validate
        language: python
        additional_dependencies: ["REQUIREMENT"]
        entry: summitdata validate --
        files: 'TABLES'
"""


@dataclass(frozen=True)
class PlannedFile:
    """A file that `init` would write: its path in the folder, its text, and why it is left alone, if it is."""

    path: str
    text: str
    kept_because: str = ""


@dataclass(frozen=True)
class Plan:
    """What `init` would write, what the descriptor says of the tables, and what remains to be done by hand."""

    files: tuple[PlannedFile, ...]
    tables: int
    guesses: tuple[Guess, ...]
    unread: tuple[str, ...]
    """Why some files could not be described."""
    validated: tuple[str, ...]
    """The folders of the data packages, as arguments of `validate`."""
    remarks: tuple[str, ...]


def plan_repository(folder: Path) -> Plan:
    """Return the files that a repository needs; a descriptor that exists is completed, other files are left alone.

    Raises
    ------
    PackageError
        The folder is not that of a repository, has no table, or none that can be read.
    """
    _refuse_other_folders(folder)
    files = list(files_of(folder))
    described_below = _folders_with_a_descriptor(files, folder)
    own = [file for file in files if not any(below in file.parents for below in described_below)]
    descriptor = descriptor_in(folder)
    planned = list[PlannedFile]()
    described, unread = Description({"resources": []}, ()), tuple[str, ...]()
    if own or exists(descriptor):
        existing = descriptor if exists(descriptor) else None
        described, unread = describe_files(own or files, folder=folder, existing=existing)
        planned = [PlannedFile(descriptor.name, described.to_json() + "\n")]
        if descriptor.suffix in YAML_SUFFIXES:  # its comments would be lost
            text = yaml_text(described.descriptor)
            planned = [PlannedFile(descriptor.name, text, "it is in YAML: add what it lacks by hand")]
    requirement, remark = _requirement()
    validated = ["."] * bool(planned) + [below.relative_to(folder).as_posix() for below in described_below]
    others = {".github/workflows/validate-data.yml": WORKFLOW, ".pre-commit-config.yaml": HOOK}
    for path, template in others.items():
        text = template.replace("REQUIREMENT", requirement).replace("FOLDERS", shlex.join(validated))
        kept = "it exists: add what is shown here by hand" if exists(folder / path) else ""
        planned.append(PlannedFile(path, text.replace("TABLES", TABLES), kept))
    remarks = [f"{below}: it has a descriptor of its own, and is left alone" for below in described_below]
    tables = len(described.descriptor["resources"])
    remarks += [remark] if remark else []
    return Plan(tuple(planned), tables, described.guesses, unread, tuple(validated), tuple(remarks))


def _refuse_other_folders(folder: Path) -> None:
    if not folder.is_dir():
        raise PackageError(f"{folder}: not a folder: name that of the repository")
    if exists(folder / ".git"):
        return
    for above in folder.absolute().parents:
        if exists(above / ".git"):
            raise PackageError(
                f"{folder}: inside of the repository {above}, where workflows and hooks must stand: run `summitdata "
                f"init` there; for a descriptor alone, `summitdata describe {folder} -o {descriptor_in(folder)}`"
            )


def _folders_with_a_descriptor(files: Iterable[Path], folder: Path) -> list[Path]:
    """Return the folders below another one that have a descriptor, the outermost of each branch."""
    folders = {above for file in files for above in file.parents if folder in above.parents}
    found = {below for below in folders if exists(descriptor_in(below))}
    return sorted(below for below in found if not found & set(below.parents))


def _requirement() -> tuple[str, str]:
    """Return what pip installs elsewhere to have what is installed here, and what to change in it, if anything."""
    release = f"summitdata=={__version__}"
    try:
        origin = json.loads(distribution("summitdata").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    if "vcs_info" in origin:
        return f"summitdata @ {origin['vcs_info']['vcs']}+{origin['url']}@{origin['vcs_info']['commit_id']}", ""
    if not origin:
        return release, ""
    where = "a folder" if "dir_info" in origin else "a file"
    repository = project_link("Source") or "https://..."
    return release, (
        f"summitdata was installed from {where} here. The workflow and the hook install {release}, which must be "
        f"released: else write `summitdata @ git+{repository}@COMMIT` in both, with the commit that you have reviewed"
    )
