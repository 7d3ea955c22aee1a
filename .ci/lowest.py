"""Print the lowest version of each dependency that pyproject.toml declares, as constraints for pip; extras included."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

EXTRAS = ("excel", "export", "plot", "polars", "pyspark")
"""Those with a feature; the others are tools."""

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]


def lowest(requirements: list[str]) -> list[str]:
    """Return `name==version` of each requirement `name>=version`.

    Examples
    --------
    >>> lowest(["pandera[pandas]>=0.32", "click>=8.1"])
    ['pandera==0.32', 'click==8.1']
    """
    return [re.sub(r"\[.*?\]", "", requirement).replace(">=", "==") for requirement in requirements]


if __name__ == "__main__":
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *(requirement for extra in EXTRAS for requirement in extras[extra])]
    sys.stdout.write("\n".join(lowest(declared)) + "\n")
