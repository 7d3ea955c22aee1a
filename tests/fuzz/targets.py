"""What is fuzzed: each target takes bytes, and raises if a promise is broken.

An input has parts, such as a schema and a CSV file, with a line of `=====` between them; a part that is missing is that
of a plain table. Everything runs in this process, so that a search can follow the code that an input reaches; that
workers keep to their time and memory is for `limits.py`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import warnings
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from zlib import crc32

import pandas as pd

import summitdata as sd
from engines import V2, compare
from summitdata.datapackage import locate
from summitdata.upkeep.diff_formats import FORMATS as DIFF_FORMATS
from summitdata.upkeep.sync import sync
from summitdata.validation.baseline import accept, baseline, read_baseline
from summitdata.validation.budget import StopError
from summitdata.validation.formats import FORMATS
from summitdata.validation.stop_errors import TYPES as STOP_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

SEPARATOR = b"\n=====\n"
MOST_SECONDS = 5
"""Processor time of one input; one that takes longer is for `limits.py`."""
SCHEMA = json.dumps(
    {
        "$schema": f"{V2}tableschema.json",
        "fields": [{"name": "a", "type": "integer"}, {"name": "b"}, {"name": "c", "type": "date"}],
        "primaryKey": "a",
    }
).encode()
TABLE = b"a,b,c\n1,x,2020-01-01\n2,y,\n"


class BrokenPromiseError(AssertionError):
    """A promise that an input breaks."""


class TooSlowError(BaseException):
    """An input takes too long in this process, where nothing may be ended; it is not looked at further."""


def parts(data: bytes, *defaults: bytes) -> list[bytes]:
    """Return as many parts of an input as there are defaults."""
    given = data.split(SEPARATOR, len(defaults) - 1)
    return [*given, *defaults[len(given) :]]


# What holds for every target


_allowed: list[str] = []
"""The folder in which files may be written now."""
READABLE = tuple(
    os.path.realpath(path) + os.sep
    for path in {sys.prefix, sys.base_prefix, str(locate().parent), "/proc", "/usr", "/etc", "/dev", "/sys"}
)

COPIES = str(Path(gettempdir()).resolve() / "summitdata-")
"""Where compressed files are unpacked."""


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections, processes, and files elsewhere, while a target runs."""
    if not _allowed:
        return
    if event == "open" and isinstance(arguments[0], str | bytes):
        path, mode, flags = os.path.realpath(os.fsdecode(arguments[0])), arguments[1], arguments[2]
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else "r" not in mode
        inside = path == _allowed[0] or path.startswith((_allowed[0] + os.sep, COPIES))
        if not inside and ((writes and path != os.devnull) or not path.startswith((*READABLE, *_imported()))):
            raise BrokenPromiseError(f"a file elsewhere is opened: {path}")
    elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.fork"):
        raise BrokenPromiseError(f"{event}: {arguments!r:.200}")


def _imported() -> tuple[str, ...]:
    return tuple(os.path.realpath(path) + os.sep for path in sys.path if path)


sys.addaudithook(_audit)


@contextmanager
def _guarded(folder: str) -> Iterator[Path]:
    """Run what is fuzzed: nothing is opened elsewhere, and a slow input is given up."""

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop) if hasattr(signal, "SIGPROF") else None
    with warnings.catch_warnings(), patch("summitdata.validation.worker.can_start", return_value=False):
        warnings.simplefilter("ignore")  # as the command does
        _allowed.append(os.path.realpath(folder))
        if before is not None:
            signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        try:
            yield Path(folder)
        except StopError as error:
            raise BrokenPromiseError(f"a StopError escapes: {error.note}") from error
        finally:
            if before is not None:
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.signal(signal.SIGPROF, before)
            _allowed.clear()


def run(function: Callable[[Path, bytes], None], data: bytes) -> bool:
    """Call a target in an empty folder; return False if it takes too long.

    Errors of the library are for the user; everything else that is raised breaks a promise.
    """
    with TemporaryDirectory(prefix="fuzz-") as name:
        try:
            with _guarded(name) as folder:
                function(folder, data)
        except sd.SummitDataError as error:
            _check_message(str(error))
        except (TooSlowError, MemoryError):
            return False
    return True


def _check_message(text: str) -> None:
    if not text.strip():
        raise BrokenPromiseError("an error says nothing")


def check_report(report: sd.Report) -> sd.Report:
    """Look at what a report promises, and write it in every format."""
    data = report.to_dict()
    json.loads(json.dumps(data, allow_nan=False))
    for task in report.tasks:
        if task.totals.by_type.get("internal-error"):
            raise BrokenPromiseError("internal-error: " + _notes(task.errors))
        if task.stats.errors < sum(error.severity == "error" for error in task.errors):
            raise BrokenPromiseError("more errors are listed than counted")
        for error in task.errors:
            if (error.line_number is None) != (error.column_number is None):
                raise BrokenPromiseError("half a position")
    if any(error.type == "internal-error" for error in report.errors):
        raise BrokenPromiseError("internal-error: " + _notes(report.errors))
    if report.valid and report.stats.errors:
        raise BrokenPromiseError("valid with errors")
    for name, write in FORMATS.items():
        text = write(report)
        text.encode("utf-8", "surrogateescape" if name in ("text", "summary") else "strict")
        if "\x1b" in text:
            raise BrokenPromiseError(f"an escape character in {name}")
    return report


def _notes(errors: Any) -> str:
    return "; ".join(error.note for error in errors if error.type == "internal-error")


def compare_engines(source: Path, schema: Any = None) -> sd.Report | None:
    """Return the report of both engines; an `AssertionError` says that they differ."""
    try:
        report = compare(source, schema)
    except AssertionError:
        report = sd.validate(source, schema, limit_errors=0)
        if not any(set(task.totals.by_type) & set(STOP_TYPES) for task in report.tasks):
            raise
    return check_report(report)


# Targets


def schema(folder: Path, data: bytes) -> None:
    """A Table Schema, and the table."""
    schema_text, content = parts(data, SCHEMA, TABLE)
    (folder / "schema.json").write_bytes(schema_text)
    (folder / "table.csv").write_bytes(content)
    compare_engines(folder / "table.csv", folder / "schema.json")


def descriptor(folder: Path, data: bytes) -> None:
    """A descriptor, and its files: `table.csv`, `other.csv` and `schema.json`."""
    text, content, other, schema_text = parts(data, b"{}", TABLE, TABLE, SCHEMA)
    (folder / "datapackage.json").write_bytes(text)
    (folder / "table.csv").write_bytes(content)
    (folder / "other.csv").write_bytes(other)
    (folder / "schema.json").write_bytes(schema_text)
    compare_engines(folder / "datapackage.json")
    sd.check(folder / "datapackage.json")


CSV_SCHEMAS: tuple[dict[str, Any], ...] = (
    json.loads(SCHEMA),
    {"fields": [{"name": "a"}]},
    {
        "$schema": f"{V2}tableschema.json",
        "fields": [
            {"name": "a", "type": "number", "constraints": {"unique": True}},
            {"name": "b", "constraints": {"required": True, "pattern": "[a-z]+|NA"}},
            {"name": "c", "type": "any"},
        ],
        "fieldsMatch": "partial",
        "missingValues": ["", "NA"],
        "uniqueKeys": [["b", "c"]],
        "foreignKeys": [{"fields": "a", "reference": {"resource": "", "fields": "a"}}],
    },
)


BLOCK_SIZES = (1, 64, 1 << 16)


def csv_bytes(folder: Path, data: bytes) -> None:
    """The bytes of a CSV file, by some schemas, in blocks of some sizes."""
    (folder / "table.csv").write_bytes(data)
    choice = crc32(data)  # one of them each, so that more inputs are tried
    size = BLOCK_SIZES[choice % len(BLOCK_SIZES)]
    with patch("summitdata.tabular.csv_blocks.BLOCK_SIZE", size):
        compare_engines(folder / "table.csv", CSV_SCHEMAS[choice // 7 % len(CSV_SCHEMAS)])


def dialect(folder: Path, data: bytes) -> None:
    """The dialect and the encoding of a resource, as a JSON object, and the file."""
    text, content = parts(data, b"{}", TABLE)
    try:
        properties = json.loads(text)
    except (ValueError, RecursionError):
        return
    resource = {"name": "table", "path": "table.csv", "schema": json.loads(SCHEMA)}
    resource |= properties if isinstance(properties, dict) else {"dialect": properties}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    (folder / "table.csv").write_bytes(content)
    compare_engines(folder / "datapackage.json")


def known_failures(folder: Path, data: bytes) -> None:
    """A baseline, and the table."""
    text, content = parts(data, b"[]", TABLE)
    (folder / "baseline.json").write_bytes(text)
    (folder / "table.csv").write_bytes(content)
    os.chdir(folder)  # the places of a baseline are paths as they were named
    try:
        report = sd.validate("table.csv", json.loads(SCHEMA), limit_errors=0)
        written = folder / "written.json"
        written.write_text("".join(baseline(report)), "utf-8")
        if report.errors and not accept(report, read_baseline(written)).valid:
            raise BrokenPromiseError("a baseline does not accept the report that it was made of")
        check_report(accept(report, read_baseline(folder / "baseline.json")))
    finally:
        os.chdir("/")


def differences(folder: Path, data: bytes) -> None:
    """A schema and two tables; as files, and as packages."""
    schema_text, old, new = parts(data, SCHEMA, TABLE, TABLE)
    for name, content in (("old", old), ("new", new)):
        (folder / name).mkdir()
        (folder / name / "table.csv").write_bytes(content)
        try:
            own = json.loads(schema_text)
        except (ValueError, RecursionError):
            own = None
        if name == "new" and isinstance(own, dict) and isinstance(own.get("fields"), list):
            own = {**own, "fields": own["fields"][::-1], "title": "new"}
        resource = {"name": "table", "path": "table.csv", "schema": own}
        (folder / name / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    (folder / "schema.json").write_bytes(schema_text)
    found = []
    for pair in (
        ("old/table.csv", "new/table.csv"),
        ("old/table.csv", "old/table.csv"),
        ("old", "new"),
        ("old", "old"),
    ):
        first, second = (folder / name for name in pair)
        try:
            difference = sd.diff(first, second, schema=folder / "schema.json" if first.suffix else None)
        except sd.SummitDataError as error:
            _check_message(str(error))
            continue
        if first == second and difference:
            raise BrokenPromiseError("a table differs from itself")
        found.append(difference)
        for name, write in DIFF_FORMATS.items():
            text = write(difference)
            text.encode("utf-8", "surrogateescape" if name == "text" else "strict")
            if "\x1b" in text:
                raise BrokenPromiseError(f"an escape character in {name}")
            if name == "json":
                json.loads(text)


NOT_READ = {
    "constraint-error",
    "unique-error",
    "primary-key",
    "foreign-key",
    "type-error",
    "schema-error",
    "field-error",
}
"""What `validate` may find in a table that `read_csv` reads: a column that is kept as text may have wrong cells, and a
schema a title that is not a text."""


def frames(folder: Path, data: bytes) -> None:
    """A schema and a table, as frames of the three libraries."""
    schema_text, content = parts(data, SCHEMA, TABLE)
    (folder / "schema.json").write_bytes(schema_text)
    (folder / "table.csv").write_bytes(content)
    outcomes: dict[str, Any] = {}
    for backend in ("pandas", "pyarrow", "polars"):
        try:
            outcomes[backend] = sd.read_csv(folder / "table.csv", folder / "schema.json", backend)
        except sd.MissingDependencyError:
            continue
        except sd.SummitDataError as error:
            _check_message(str(error))
            outcomes[backend] = None
    if outcomes["pyarrow"] is not None:
        _compare_frames(folder, outcomes["pyarrow"], outcomes)


def _compare_frames(folder: Path, arrow: pa.Table, outcomes: dict[str, Any]) -> None:
    """Compare the frames with each other, and with what `validate` finds."""
    report = sd.validate(folder / "table.csv", folder / "schema.json", limit_errors=0)
    if any(set(task.totals.by_type) & set(STOP_TYPES) for task in report.tasks):
        return
    types = Counter(error.type for error in report.errors)
    if strange := set(types) - NOT_READ:
        raise BrokenPromiseError(f"read_csv reads a table in which validate finds {sorted(strange)}")
    for backend, frame in outcomes.items():
        if frame is not None and len(frame) != arrow.num_rows:
            raise BrokenPromiseError(f"pyarrow has {arrow.num_rows} rows, {backend} {len(frame)}")
    rows = sum(task.stats.rows or 0 for task in report.tasks)
    if rows != arrow.num_rows:
        raise BrokenPromiseError(f"read_csv has {arrow.num_rows} rows, validate {rows}")
    if isinstance(outcomes["pandas"], pd.DataFrame) and list(outcomes["pandas"].columns) != arrow.column_names:
        raise BrokenPromiseError("the columns of pandas and pyarrow differ")


def updates(folder: Path, data: bytes) -> None:
    """A descriptor and its table: `sync` writes the descriptor and nothing else, and then it is up to date."""
    text, content = parts(data, b"{}", TABLE)
    (folder / "datapackage.json").write_bytes(text)
    (folder / "table.csv").write_bytes(content)
    (folder / "src" / "summitdata").mkdir(parents=True)
    (folder / "src" / "summitdata" / "_names.py").write_text("", "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    try:
        stale = sync(folder)
    except sd.SummitDataError:
        stale = None
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    changed = {path.name for path in {*before, *after} if before.get(path) != after.get(path)}
    if changed - ({"datapackage.json"} if stale is not None else set()):
        raise BrokenPromiseError(f"sync changes {sorted(changed)}")
    if stale is None:
        return
    json.loads(after[folder / "datapackage.json"])
    if sync(folder, write=False):
        raise BrokenPromiseError("sync is not up to date after sync")
    report = sd.check(folder)
    if any(error.type in ("hash-count", "byte-count") for error in report.errors):
        raise BrokenPromiseError("check finds another size or hash after sync")


TARGETS: dict[str, Callable[[Path, bytes], None]] = {
    "schema": schema,
    "descriptor": descriptor,
    "csv": csv_bytes,
    "dialect": dialect,
    "baseline": known_failures,
    "diff": differences,
    "read-csv": frames,
    "sync": updates,
}


def signature(error: BaseException) -> str:
    """Return what makes two failures the same: the exception, and where in our code it was raised."""
    frames, place = error.__traceback__, ""
    while frames is not None:
        code = frames.tb_frame.f_code
        if "summitdata" in code.co_filename or "tests" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{frames.tb_lineno}"
        frames = frames.tb_next
    text = re.sub(r"\d+|'[^']*'|\"[^\"]*\"|/\S+", "_", str(error).partition("\n")[0])
    return f"{type(error).__name__} at {place}: {text[:80]}"
