"""Write what the page "Check a CSV" runs in a browser: Python (Pyodide), the library, and what it needs there.

Pyodide is a package of npm; pydantic's core is compiled, and pip has its build for browsers; all else is pure Python,
and is copied from the packages that are installed here. Where one of them cannot be had, the site is built without the
checker, and its page says so.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from html import escape
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FOLDER", "PLACE", "build", "form", "page"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = "check-a-csv"
"""The folder of the site that has all of it; the page has the same name, so one service worker serves both."""

PYODIDE = "pyodide@>=314.0.7 <315"
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
SCRIPTS = ("page.js", "style.css", "worker.js", "check.py")
OFFLINE = "check-a-csv-offline.js"
"""The service worker, beside the page, as it serves what is beside or below it alone."""

PLACE = "<!-- the checker -->"
"""Where the page has the form."""
SIZE = re.compile(r"(?<=loads )(about )\d+ MB")
"""Where it says how much is loaded, which is only known when it is built."""

ROOTS = ("frictionless", "jinja2", "jsonschema", "tabulate", "pyyaml", "click")
COMPILED = "pydantic"
"""The package with a compiled part that is downloaded, with that part."""
STAND_INS = {"rpds-py": "rpds.py"}
"""Compiled packages without a build for browsers, and what takes their place."""
UNUSED = {
    *("chardet", "petl", "requests", "rich", "typer", "tzdata", "validators", "wcwidth"),  # are for other tasks
    *("pydantic", "pydantic-core"),  # are downloaded
    *STAND_INS,
}
DATA = ("datapackage.json", "resources", "LICENSES/CC0-1.0.txt")
WAIT, SECONDS = 20, 120
"""How long a registry may be silent, and how long a program may take in all."""


class NotBuiltError(Exception):
    """The checker cannot be built here."""


def build(out: Path) -> str:
    """Write the files to a folder of the built site, and return why there are none, or ""."""
    target = out / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    (out / OFFLINE).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            pyodide = _pyodide(Path(scratch))
            contents = _packages(_compiled(pyodide, Path(scratch)))
        except NotBuiltError as error:
            return str(error)
        target.mkdir(parents=True)
        for file in (*(pyodide / name for name in PYODIDE_FILES), *(HERE / name for name in SCRIPTS)):
            shutil.copyfile(file, target / file.name)
    with zipfile.ZipFile(target / "packages.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name), contents[name], zipfile.ZIP_DEFLATED)
    sizes = {file.name: file.stat().st_size for file in sorted(target.iterdir())}
    (target / "files.json").write_text(json.dumps(sizes, indent=1) + "\n", "utf-8")
    shutil.copyfile(HERE / "offline.js", out / OFFLINE)
    return ""


def _run(what: str, *command: str, folder: Path) -> None:
    """Have a program get something."""
    program = shutil.which(command[0])
    if program is None:
        raise NotBuiltError(f"{command[0]} is not installed")
    try:
        subprocess.run(  # noqa: S603 - the commands are those below
            [program, *command[1:]], cwd=folder, capture_output=True, check=True, timeout=SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotBuiltError(f"{what} cannot be downloaded") from error


def _pyodide(scratch: Path) -> Path:
    """Return the folder with Pyodide's files, from npm."""
    options = ("--silent", "--prefer-offline", "--fetch-retries=0", f"--fetch-timeout={WAIT * 1000}")
    _run("Pyodide", "npm", "pack", PYODIDE, *options, folder=scratch)
    for archive in scratch.glob("pyodide-*.tgz"):
        with tarfile.open(archive) as files:
            files.extractall(scratch / "npm", filter="data")
        found = scratch / "npm" / "package"
        if all((found / name).is_file() for name in PYODIDE_FILES):
            return found
    raise NotBuiltError("the npm package of Pyodide has other files than this script knows")


def _compiled(pyodide: Path, scratch: Path) -> list[Path]:
    """Return the wheels of pydantic for Pyodide, from pip."""
    info = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    python = "".join(info["python"].split(".")[:2])
    folder = scratch / "wheels"
    options = ["--disable-pip-version-check", "--quiet", "--retries=0", f"--timeout={WAIT}", "--only-binary=:all:"]
    platform = ["--platform", f"pyemscripten_{info['abi_version']}_wasm32", "--implementation", "cp"]
    version = ["--python-version", python[0] + "." + python[1:], "--abi", f"cp{python}"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), *platform, *version, COMPILED]
    _run("pydantic's build for browsers", *command, folder=scratch)
    return sorted(folder.glob("*.whl"))


def _packages(wheels: list[Path]) -> dict[str, bytes]:
    """Return the files of all packages by their names; the same packages have the same."""
    contents: dict[str, bytes] = {}
    for name in _needed():
        contents |= _pure_files(name)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            contents |= {name: archive.read(name) for name in archive.namelist() if _is_used(name, compiled=True)}
    for stand_in in STAND_INS.values():
        contents[stand_in] = (HERE / stand_in).read_bytes()
    return contents | _own_files()


def _needed() -> list[str]:
    """Return the packages that are copied: what the roots need, as it is installed here."""
    found: list[str] = []
    waiting = list(ROOTS)
    while waiting:
        name = _canonical(waiting.pop())
        if name in found or name in UNUSED:
            continue
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError as error:
            raise NotBuiltError(f"{name} is not installed") from error
        found.append(name)
        for text in requires:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pure_files(name: str) -> dict[str, bytes]:
    """Return what an installed package has of Python and data."""
    found = {}
    for path in distribution(name).files or []:
        file = Path(str(path.locate()))
        if not str(path).startswith("..") and _is_used(str(path)) and file.is_file():
            found[str(path)] = file.read_bytes()
    return found


def _is_used(name: str, *, compiled: bool = False) -> bool:
    path = Path(name)
    unused = {".pyc", ".pyi", ".c", ".h", ".pyx", ".pxd", ".po", ".mo"}
    if not compiled:
        unused |= {".so", ".pyd", ".dll"}
    if any(part.endswith(".dist-info") for part in path.parts):
        return path.name in ("METADATA", "entry_points.txt") or "licens" in name.lower()
    return path.suffix not in unused and not {"tests", "test", "__pycache__"} & set(path.parts)


def _own_files() -> dict[str, bytes]:
    """Return the library and its tables, laid out as in its wheel."""
    source = ROOT / "src"
    found = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in _files(source / "summitdata")
        if _is_used(path.relative_to(source).as_posix())
    }
    for name in DATA:
        for path in _files(ROOT / name):
            found[f"summitdata/_data/{path.relative_to(ROOT).as_posix()}"] = path.read_bytes()
    return found


def _files(path: Path) -> Iterator[Path]:
    yield from (path,) if path.is_file() else (file for file in path.rglob("*") if file.is_file())


def page(text: str, missing: str, out: Path) -> str:
    """Return the text of the page with the form, or why there is none, and with how much is loaded."""
    sizes = {} if missing else json.loads((out / FOLDER / "files.json").read_text("utf-8"))
    if sizes:
        text = SIZE.sub(rf"\g<1>{sum(sizes.values()) / 1e6:.0f} MB", text)
    return text.replace(PLACE, form(missing))


def form(missing: str) -> str:
    """Return the form of the page as Markdown, or why there is none."""
    if missing:
        return (
            f":::{{note}}\nThis copy of the site was built without the form, as {missing}. "
            "[Install the library](how-to-gate.md), and run `summitdata validate data.csv --schema schema.json`.\n:::"
        )
    descriptor = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    names = ((escape(table["name"]), escape(table["title"])) for table in descriptor["resources"])
    tables = "".join(f'<option value="table:{name}">{name}: {title}</option>\n' for name, title in names)
    html = (HERE / "form.html").read_text("utf-8").replace("TABLES", tables)
    return f"```{{raw}} html\n{html}```"
