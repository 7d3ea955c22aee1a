"""Print what the change log says of a version; fail unless the version is the project's and has a date.

python .ci/release_notes.py 0.1.0
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def notes(version: str, log: str) -> str:
    """Return the section of a version in a change log.

    Raises
    ------
    ValueError
        There is no such section, or it has no date.
    """
    found = re.search(rf"^## \[{re.escape(version)}\] - (\S+)\n(.*?)(?=^## |\Z)", log, re.DOTALL | re.MULTILINE)
    if not found:
        raise ValueError(f"CHANGELOG.md has no section of version {version}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", found[1]):
        raise ValueError(f"CHANGELOG.md: version {version} has no date: {found[1]}")
    return found[2].strip() + "\n"


def main(version: str) -> None:
    """Print the notes of a version, which must be that of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if version != project:
        raise SystemExit(f"the tag says {version}, pyproject.toml {project}")
    try:
        sys.stdout.write(notes(version, (ROOT / "CHANGELOG.md").read_text("utf-8")))
    except ValueError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main(sys.argv[1])
