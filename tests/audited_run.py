"""Runs every hostile descriptor in this process, which an audit hook watches; prints what it must not have done.

`python audited_run.py FOLDER` makes the files in the folder, and prints a JSON object: for each descriptor, what was
opened, connected to, started or run. `--control` does these things on purpose, to see that the hook sees them.
"""

from __future__ import annotations

import contextlib
import json
import mimetypes
import os
import re
import sys
import sysconfig
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from hostile_descriptors import HOSTILE, HOSTILE_PACKAGES, MARK, SCHEMA
from summitdata.datapackage import locate

CONTENT = "id,note\n1,x\n"
ALLOWED_FILES = {os.devnull, "/proc/self/statm", "/etc/localtime", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo"}
ALLOWED_FILES |= set(map(str, mimetypes.knownfiles))  # which openpyxl has Python read
"""What libraries look at, that says nothing about a user."""
MEMORY_OF_PROCESS = re.compile(r"/proc/\d+/statm")
"""How much memory the worker has."""
OWN = (__file__, str(Path(__file__).with_name("hostile_descriptors.py")))
REMOVING = {"os.remove", "os.rmdir"}
WRITING = {"os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.mkdir"}
PROCESSES = {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn"}


def is_own_worker(arguments: Any) -> bool:
    """Return whether a process is the worker of the library."""
    words = [str(argument) for argument in arguments]
    return words[:3] == [sys.executable, "-I", "-c"] and "summitdata.validation.worker_process" in words[3]


@cache
def real_path(path: str) -> str:
    """Return where a path leads; in this process, the folder it is in and the links stay what they are."""
    return os.path.realpath(path)


def removed_path(path: Any, folder: int) -> Any:
    """Return what is removed: `shutil.rmtree` names it in a folder that it has open."""
    return path if folder < 0 else f"{Path(f'/proc/self/fd/{folder}').readlink()}/{os.fsdecode(path)}"


class Audit:
    """What the process did that it must not do."""

    def __init__(self, named: Path, temporary: Path) -> None:
        library = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
        library |= {sys.prefix, sys.base_prefix, str(Path(__file__).parents[1] / "src")}
        library |= {entry for entry in sys.path if entry and entry != str(Path.cwd())}
        self._library = tuple(os.path.realpath(path) for path in library if path)
        own = [str(locate().resolve()), str(locate().parent.resolve() / "resources")]  # the data of this package
        folders = [os.path.realpath(named), os.path.realpath(temporary)]
        self._allowed = (*self._library, *own, *folders, "/usr/share", "/usr/lib")
        self.found: list[str] = []
        self.is_on = False
        self._is_inside = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on or self._is_inside:
            return
        self._is_inside = True
        try:
            finding = self._finding(event, arguments)
        finally:
            self._is_inside = False
        if finding:
            self.found.append(finding)
            if event.startswith(("socket", "subprocess", "os.")) or event in PROCESSES:
                raise PermissionError(finding)

    def _finding(self, event: str, arguments: tuple[Any, ...]) -> str:  # noqa: PLR0911 - one for each kind of event
        if event.startswith(("socket.", "urllib.", "ftplib.", "http.", "smtplib.", "sqlite3.connect", "ctypes.dlopen")):
            return "" if event == "ctypes.dlopen" and self._may_open(arguments[0]) else f"{event} {arguments!r}"
        if event in PROCESSES:
            return f"{event} {arguments!r}"
        if event == "subprocess.Popen":
            return "" if is_own_worker(arguments[1]) else f"{event} {arguments[:2]!r}"
        if event in ("open", "os.listdir", "os.scandir") or event in WRITING:
            path = removed_path(*arguments) if event in REMOVING else arguments[0]
            return "" if self._may_open(path) else f"{event} {path!r}"
        if event == "compile":
            source = arguments[0]
            text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
            return f"compile {text[:100]!r}" if isinstance(text, str) and MARK in text else ""
        if event == "exec" and (name := getattr(arguments[0], "co_filename", "")) and name.startswith(os.sep):
            return "" if real_path(name).startswith(self._library) else f"exec {name!r}"
        return ""

    def _may_open(self, path: Any) -> bool:
        if path is None or isinstance(path, int):
            return True
        name = real_path(os.fsdecode(path))
        if MEMORY_OF_PROCESS.fullmatch(os.fsdecode(path)):
            return True
        return name in ALLOWED_FILES or name.startswith(self._allowed) or os.fsdecode(path) in ALLOWED_FILES

    def modules_from_elsewhere(self) -> list[str]:
        """Return the modules that did not come from the library."""
        files = [str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values())]
        return [name for name in files if name and not real_path(name).startswith(self._library) and name not in OWN]


def make_files(folder: Path) -> Path:
    """Make the folder that is named, and what must not be read beside it; return the first."""
    named, outside = folder / "named", folder / "outside"
    for each in (named, outside, folder / "temporary"):
        each.mkdir()
    for suffix in ("csv", "xlsx", "json", "yaml", "html", "zip", "csv.gz", "parquet", "py", "sql"):
        (named / f"table.{suffix}").write_text(CONTENT, "utf-8")
    for name in (
        "secret.csv",
        "x.csv",
        "table.csv",
        "profile.json",
        "data-package",
        "fiscal-data-package",
        "table-schema",
    ):
        (outside / name).write_text(CONTENT, "utf-8")
    for name in ("datapackage.json", "csv-dialect", "data-package.json", "DATA-PACKAGE", "schema.json"):
        (outside / name).write_text(json.dumps(SCHEMA), "utf-8")
    for each in (named, outside):
        (each / "frictionless_evil.py").write_text("raise SystemExit(99)\n", "utf-8")
    return named


def run_all(file: Path, temporary: Path) -> None:
    """Run what reads a descriptor; an error of the library is what is expected."""
    import summitdata as sd
    from summitdata.upkeep.sync import sync

    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    calls = (
        lambda: sd.validate(file),
        lambda: sd.validate(file, engine="frictionless"),
        lambda: sd.validate(file.parent / "table.csv"),
        lambda: sd.read_csv(file.parent / "table.csv"),
        lambda: sd.check(file),
        lambda: sd.diff(file, file),
        lambda: sync(file, write=False),
    )
    for call in calls:
        with contextlib.suppress(sd.SummitDataError):
            call()


def write_descriptor(named: Path, resource: dict[str, Any], package: dict[str, Any]) -> Path:
    table = {"name": "table", "path": "table.csv", "schema": SCHEMA, **resource}
    table = {key: value for key, value in table.items() if value is not None}
    file = named / "datapackage.json"
    file.write_text(json.dumps({"resources": [table], **package}), "utf-8")
    return file


def control(folder: Path) -> None:
    """Do what must not be done, each in its own way."""
    import socket
    import subprocess

    attempts = (
        lambda: (folder / "outside" / "secret.csv").read_text("utf-8"),
        lambda: list((folder / "outside").iterdir()),
        lambda: socket.create_connection(("127.0.0.1", 9), 0.1),
        lambda: socket.getaddrinfo("localhost", 9),
        lambda: subprocess.run(["/bin/true"], check=False),
        os.fork,
        lambda: compile(f"'{MARK}'", "<string>", "exec"),
    )
    for attempt in attempts:
        with contextlib.suppress(OSError):
            attempt()


def main() -> None:
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    named = make_files(folder)
    import frictionless  # noqa: F401 - what a library imports does not come from a descriptor

    import summitdata as sd
    from summitdata.validation import worker

    run_all(write_descriptor(named, {}, {}), folder / "temporary")  # everything is imported once
    sd.validate(named / "table.csv", SCHEMA)
    can_start = worker.can_start
    worker.can_start = lambda: False  # all in this process, where the hook sees it
    os.chdir(folder / "outside")
    audit = Audit(named, folder / "temporary")
    found: dict[str, list[str]] = {}
    if sys.argv[2:] == ["--control"]:
        audit.is_on = True
        control(folder)
        audit.is_on = False
        json.dump(audit.found, sys.stdout)
        return
    cases: list[tuple[str, dict[str, Any], dict[str, Any]]]
    cases = [(f"resource: {name}", resource, {}) for name, resource in HOSTILE.items()]
    cases += [(f"package: {name}", {}, package) for name, package in HOSTILE_PACKAGES.items()]
    for name, resource, package in [("honest", {}, {}), *cases]:
        file = write_descriptor(named, resource, package)
        audit.found = []
        audit.is_on = True
        try:
            run_all(file, folder / "temporary")
        except Exception as error:  # noqa: BLE001 - it is printed
            audit.found.append(f"not an error of the library: {type(error).__name__}: {error}")
        audit.is_on = False
        if audit.found or audit.modules_from_elsewhere():
            found[name] = [*audit.found, *audit.modules_from_elsewhere()]
    worker.can_start = can_start  # and some where they run in fact: no other process is started
    for name, resource, package in [("honest in a worker", {}, {}), *cases[::40]]:
        audit.found = []
        file = write_descriptor(named, resource, package)
        audit.is_on = True
        run_all(file, folder / "temporary")
        audit.is_on = False
        if audit.found:
            found[f"{name}, in a worker"] = audit.found
    json.dump({"cases": len(cases), "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
