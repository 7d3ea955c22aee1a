"""Write what pip would install, by name, version and hash, from the report of a dry run.

python -m pip install --dry-run --ignore-installed --only-binary :all: --report report.json dist/*.whl
python .ci/constraints.py report.json FOLDER

The file is for pip's `--require-hashes`. It has no address to download from, and no option: which index is asked is
decided by whoever runs pip, and only files with these hashes are installed. It holds for the Python and the system that
made the report, which its name says. The action reads only files that have this form.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")
SHA256 = re.compile(r"[0-9a-f]{64}")
WORD = re.compile(r"[A-Za-z0-9._]+")


def file_name(report: dict[str, Any]) -> str:
    """Return the name of the file for the Python and the system of a report.

    Raises
    ------
    ValueError
        The report does not say what they are.
    """
    words = [
        str(report["environment"].get(name, "")) for name in ("python_version", "sys_platform", "platform_machine")
    ]
    if not all(map(WORD.fullmatch, words)):
        raise ValueError(f"the report does not say for which Python and system it is: {words}")
    return f"constraints-{'-'.join(words)}.txt"


def constraints(report: dict[str, Any]) -> str:
    """Return a line for each package of a report, in the order of their names.

    Raises
    ------
    ValueError
        A package is not a wheel with a SHA-256 hash, or occurs twice, or there is none.
    """
    lines: dict[str, str] = {}
    for item in report["install"]:
        name, version = str(item["metadata"]["name"]), str(item["metadata"]["version"])
        download = item["download_info"]
        sha256 = str(download.get("archive_info", {}).get("hashes", {}).get("sha256", ""))
        if not NAME.fullmatch(name) or not VERSION.fullmatch(version):
            raise ValueError(f"not a name and a version: {name!r}, {version!r}")
        if not str(download["url"]).endswith(".whl"):
            raise ValueError(f"{name} {version} is not a wheel: to build it, pip would install what no hash holds")
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"{name} {version} has no SHA-256 hash")
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in lines:
            raise ValueError(f"{name} occurs twice")
        lines[key] = f"{key}=={version} --hash=sha256:{sha256}\n"
    if not lines:
        raise ValueError("the report has no package: it must be made with --ignore-installed")
    return "".join(lines[key] for key in sorted(lines))


def main(report: str, folder: str) -> None:
    """Write the file of a report into a folder."""
    try:
        content: dict[str, Any] = json.loads(Path(report).read_text("utf-8"))
        text = constraints(content)
        target = Path(folder, file_name(content))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SystemExit(f"{report}: {type(error).__name__}: {error}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8", newline="\n")
    sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
