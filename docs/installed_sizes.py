"""How large what pip installs is: the table of the README and of the page on CI, from what is installed here."""

from __future__ import annotations

import re
from importlib.metadata import distribution

from packaging.requirements import Requirement

__all__ = ["LIGHT", "TOLERANCE", "sizes", "sizes_table"]

LIGHT = ("click", "numpy", "pyarrow")
"""What a clean file is validated with."""
TOLERANCE = 0.4
"""By how much a size may differ from that on the page, which is made with other versions and on other systems."""
BEGIN, END = "<!-- sizes: begin -->\n", "<!-- sizes: end -->\n"
ROW = re.compile(r"^\| (whole|light) \|.*?\| (\d+) MB \|$", re.MULTILINE)


def sizes() -> dict[str, tuple[int, float]]:
    """Return the number of packages besides summitdata, and their megabytes, of each way to install."""
    ways = {"whole": _closure("summitdata") - {"summitdata"}, "light": _closure(*LIGHT)}
    return {way: (len(names), sum(map(_megabytes, names))) for way, names in ways.items()}


def sizes_table(page: str) -> str:
    """Return a page with its table made again; one whose sizes are nearly those of here stays as it is."""
    kept, found = {way: int(size) for way, size in ROW.findall(page)}, sizes()
    if kept and all(abs(kept[way] - size) <= TOLERANCE * size for way, (_, size) in found.items()):
        return page
    how = {"whole": "`pip install summitdata`", "light": f"`pip install --no-deps summitdata`, then {', '.join(LIGHT)}"}
    rows = [f"| {way} | {how[way]} | {count} | {size:.0f} MB |\n" for way, (count, size) in found.items()]
    table = "| | how | other packages, about | their files, about |\n|---|---|---|---|\n" + "".join(rows)
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + table + END + rest.partition(END)[2]


def _closure(*names: str) -> set[str]:
    """Return packages with all that they need here, without what only extras need, unless an extra is named."""
    found: set[str] = set()
    waiting = [Requirement(name) for name in names]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        found.add(name)
        for needed in map(Requirement, distribution(name).requires or ()):
            extras = ("", *wanted.extras)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)
    return found


def _megabytes(name: str) -> float:
    """Return the size of the files that pip has written; what Python compiles of them comes on top."""
    return sum(file.size or 0 for file in distribution(name).files or ()) / 1e6
