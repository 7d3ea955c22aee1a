"""The citation file: what it says of the data is in the descriptor."""

from __future__ import annotations

import re
from pathlib import Path

from summitdata.datapackage import read_descriptor

ROOT = Path(__file__).parents[1]
FILE = ROOT / "CITATION.cff"


def citation() -> str:
    """Return `CITATION.cff` with the version, the title and the year of the data that the descriptor gives."""
    descriptor = read_descriptor(ROOT / "datapackage.json")  # as it is now, not as it was first read
    stated = {
        "title": descriptor["title"],
        "version": descriptor["version"],
        "year": descriptor["released"][:4],
        "license": descriptor["licenses"][0]["name"],
    }
    before, heading, rest = FILE.read_text("utf-8").partition("preferred-citation:\n")
    lines = re.match(r"(?:  .*\n)*", rest)
    block = lines[0] if lines else ""
    after = rest[len(block) :]
    written = "".join(
        f"  {name}: {stated[name]}\n" if (name := line.partition(":")[0].strip()) in stated else line
        for line in block.splitlines(keepends=True)
    )
    return before + heading + written + after
