"""The version of a release, wherever it stands: the project, the code, the citation file, the data and the change log.

    python docs/set_version.py 0.2.0                     # released today
    python docs/set_version.py 0.2.0 --date 2030-01-02   # or on this day
    python docs/set_version.py 0.2.0rc2                  # for a rehearsal: no date is written

The version of the data is another one, in `datapackage.json`; here only the day of their release is set. The standard
library is enough.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

__all__ = ["set_version"]

ROOT = Path(__file__).parents[1]
VERSION = re.compile(r"\d+\.\d+\.\d+(rc\d+)?")
PLACES = {
    "pyproject.toml": r'^(version = ")[^"]+',
    "src/summitdata/_version.py": r'^(__version__ = ")[^"]+',
    "CITATION.cff": r"^(version: )\S+",
}
"""Where the version stands: the first match in each file, with what stands before it."""
DATA, LOG = "datapackage.json", "CHANGELOG.md"
RELEASED = r'^(\s*"released": ")[^"]+'
HEADING = re.compile(r"^## \[([^\]]+)\] - (\S+)$", re.MULTILINE)


def set_version(version: str, day: str, root: Path = ROOT) -> list[Path]:
    """Write a version, and unless it is one for a rehearsal the day of its release; return the files that changed.

    Raises
    ------
    ValueError
        The version or the day has another form, or the newest section of the change log is of an earlier release.
    """
    found = VERSION.fullmatch(version)
    if not found:
        raise ValueError(f"{version}: not a version such as 0.2.0, or 0.2.0rc2 for a rehearsal: give such a one")
    if not _is_day(day):
        raise ValueError(f"{day}: not a day such as 2030-01-02: give such a one")
    patterns = {name: (pattern, version) for name, pattern in PLACES.items()}
    texts = {name: (root / name).read_text("utf-8") for name in (*PLACES, DATA, LOG)}
    new = {name: _first(texts[name], pattern, value) for name, (pattern, value) in patterns.items()}
    if not found[1]:
        new[DATA] = _first(texts[DATA], RELEASED, day)
        new[LOG] = _dated(texts[LOG], version, day)
    changed = [name for name in new if new[name] != texts[name]]
    for name in changed:
        (root / name).write_text(new[name], "utf-8")
    return [root / name for name in changed]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _first(text: str, pattern: str, value: str) -> str:
    return re.sub(pattern, rf"\g<1>{value}", text, count=1, flags=re.MULTILINE)


def _dated(log: str, version: str, day: str) -> str:
    newest = HEADING.search(log)
    if not newest or (newest[2] != "Unreleased" and newest[1] != version):
        raise ValueError(
            f"{LOG}: the newest section is not of {version}: write what changed under `## [{version}] - Unreleased`"
        )
    return log[: newest.start()] + f"## [{version}] - {day}" + log[newest.end() :]


def main(words: list[str] | None = None) -> None:
    """Write the version that the command line gives."""
    parser = argparse.ArgumentParser(description=str(__doc__), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", help="the version, such as 0.2.0; or 0.2.0rc2 for a rehearsal")
    today = datetime.now(UTC).date().isoformat()
    parser.add_argument("--date", default=today, help="the day of the release; default: today")
    given = parser.parse_args(words)
    try:
        changed = set_version(given.version, given.date)
    except ValueError as error:
        sys.exit(str(error))
    for file in changed:
        print(f"wrote {file.relative_to(ROOT)}")  # noqa: T201 - says what it wrote


if __name__ == "__main__":
    main()
