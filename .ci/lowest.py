"""Print the lowest version of each dependency that pyproject.toml declares, as constraints for pip."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]


def lowest(requirements: list[str]) -> list[str]:
    """Return `name==version` of each requirement `name>=version`.

    Examples
    --------
    >>> lowest(["pandera[pandas]>=0.31", "click>=8.1"])
    ['pandera==0.31', 'click==8.1']
    """
    return [re.sub(r"\[.*?\]", "", requirement).replace(">=", "==") for requirement in requirements]


if __name__ == "__main__":
    sys.stdout.write("\n".join(lowest(PROJECT["dependencies"])) + "\n")
