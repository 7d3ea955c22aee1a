"""What the page "Check a CSV" runs in the visitor's browser: one file checked, its report as HTML and as JSON."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import summitdata as sd
from summitdata.counting import count
from summitdata.datapackage import read_descriptor
from summitdata.describing.layout import find_layout
from summitdata.errors import PackageError, SummitDataError, shown
from summitdata.tabular.dialect import rows_before_data
from summitdata.tabular.file_formats import TABLE_FORMATS, other_format
from summitdata.tabular.packings import packing_of, unpacked_name
from summitdata.tabular.parts import open_part
from summitdata.validation.file_causes import read_start
from summitdata.validation.file_kinds import kind_cause
from summitdata.validation.formats import FORMATS
from summitdata.validation.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check"]

ENGINE = "frictionless"
"""The fast path needs Arrow, which has no build for browsers from a registry."""

TIME_LIMIT = 86_400.0
"""Seconds: a browser is slow, above all at its first check, and the visitor can cancel."""

SCHEMA_SUFFIXES = (".json", ".yaml", ".yml")
OPTIONS = ("delimiter", "encoding")
"""What the visitor may say of the file: arguments of `validate`."""
NO_ENCODING = "latin-1"
"""What reads every file, and so is found for one that is not text."""

COMMAND_OPTION = re.compile(r"(?<![\w-])--[a-z]")
COMMAND_NOTE = " (what begins with -- is an option of the command: here, the delimiter and the encoding can be chosen)"
MOST_TABLES = 1000
"""So many tables of a package are offered."""


class _WhichTableError(PackageError):
    """The file of the schema is a package, and the visitor has to choose which of its tables the CSV file is."""

    def __init__(self, text: str, tables: list[str]) -> None:
        super().__init__(text)
        self.tables = tables[:MOST_TABLES]


class _Shown(Meter):
    """Calls a function with the number of rows so far and the share of the file, or with 0 where that is not known."""

    def __init__(self, function: Callable[[int, float], Any]) -> None:
        self._function = function

    def read(self, place: str, rows: int, share: float | None = None) -> None:  # noqa: ARG002 - there is one file
        self._function(rows, share or 0.0)


def check(source: str, asked: str, progress: Callable[[int, float], Any]) -> str:
    """Return the report on a file as JSON text: `html`, `json`, whether it is `valid`, a `summary`, and the `schema`.

    Where there is no report, it has the `error` alone, and the `tables` if the visitor has to choose one.

    Parameters
    ----------
    source : str
        Where the content of the file is; it is moved.
    asked : str
        What the visitor asks, as JSON: the `name` of the file; the `kind` of the schema, that is a "file", a "table" of
        this package, or "infer" for one that is inferred from the file; the text of the `schema` or the name of the
        table; the `schema_name`, that of its file; the `table` that is meant if that is a package, or ""; and the
        `delimiter` and the `encoding` of the file, or "".
    progress : callable
        Called with the number of rows so far, and with the share of the file.
    """
    before = os.getcwd()  # noqa: PTH109 - it is only gone back to
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # so that the report has the name of the file alone
        try:
            return json.dumps(_check(source, json.loads(asked), progress))
        except SummitDataError as error:
            text = str(error)
            answer: dict[str, Any] = {"error": text + COMMAND_NOTE * bool(COMMAND_OPTION.search(text))}
            if isinstance(error, _WhichTableError):
                answer["tables"] = error.tables
            return json.dumps(answer)
        finally:
            os.chdir(before)


def _check(source: str, asked: dict[str, str], progress: Callable[[int, float], Any]) -> dict[str, Any]:
    name, kind = asked["name"], asked["kind"]
    if name.lower().endswith(SCHEMA_SUFFIXES) or other_format({"path": name}) in TABLE_FORMATS:
        raise PackageError(f"{name}: this page reads CSV files: save it as CSV, or install the library")
    shutil.move(source, name)
    given: Any = asked["schema"]
    options: dict[str, Any] = {option: asked[option] for option in OPTIONS if asked[option]}
    read_as = ""
    if kind == "file":
        given = _write_schema(asked["schema_name"], given)
        resource = _resource(given, name, asked["table"])
        if resource is not None:
            if isinstance(resource["schema"], str):
                in_file = f"the schema of the table {shown(resource['name'])} is in the file {resource['schema']}"
                raise PackageError(f"{given}: {in_file}: choose that as the schema")
            options = _options_of(resource) | options
            read_as = _read_as(options, f"as the table {shown(resource['name'])} of {given}")
            given = f"{given}#{resource['name']}"
    if kind == "infer":
        options, given = _infer(name, options)
        read_as = _read_as(options)
    report = sd.validate(name, given, engine=ENGINE, time_limit=TIME_LIMIT, progress=_Shown(progress), **options)
    errors, warnings = report.stats.errors, report.stats.warnings
    return {
        "valid": report.valid,
        "summary": _counted(errors, "error") + (f", {_counted(warnings, 'warning')}" if warnings else ""),
        "read_as": read_as,
        "html": FORMATS["html"](report),
        "json": FORMATS["json"](report),
        "schema": given if kind == "infer" else None,
    }


def _write_schema(name: str, text: str) -> str:
    """Write the schema beside the file under its own name, as messages have it, and return the name."""
    if not name.lower().endswith(SCHEMA_SUFFIXES):
        raise PackageError(f"{name}: a schema is a JSON or YAML file: choose one that ends in .json, .yaml or .yml")
    Path(name).write_text(text, "utf-8")
    return name


def _resource(file: str, name: str, chosen: str) -> dict[str, Any] | None:
    """Return the table of a package that a file is: the chosen one, that of its name, or the only one.

    None if the schema is not a package with tables.

    Raises
    ------
    _WhichTableError
        It may be any of several.
    """
    resources = read_descriptor(Path(file)).get("resources")
    listed = [one for one in resources if isinstance(one, dict)] if isinstance(resources, list) else []
    tables = {str(one["name"]): one for one in listed if one.get("name") and one.get("schema")}
    if not tables or chosen in tables:
        return tables.get(chosen)
    of_name = [table for table, resource in tables.items() if unpacked_name(name) in _file_names(resource)]
    found = of_name or [*tables]
    if len(found) > 1:
        which = "several tables have" if of_name else "no table has"
        raise _WhichTableError(f"{file}: {which} a file called {name}: choose which table of it this file is", found)
    return tables[found[0]]


def _file_names(resource: dict[str, Any]) -> set[str]:
    """Return the names of the files of a table, without their folders, and as they are unpacked."""
    path = resource.get("path")
    return {unpacked_name(str(part).rpartition("/")[2]) for part in (path if isinstance(path, list) else [path])}


def _options_of(resource: dict[str, Any]) -> dict[str, Any]:
    """Return how a table of a package is read, where that is not the usual way, as arguments of `validate`."""
    stated = resource.get("dialect")
    dialect = stated if isinstance(stated, dict) else {}
    if isinstance(older := dialect.get("csv"), dict):
        dialect = {**dialect, **older}
    before, header = rows_before_data(dialect), bool(dialect.get("header", True))
    if before is None or "commentChar" in dialect:
        table = shown(resource["name"])
        raise PackageError(f"the dialect of the table {table} leaves rows out: this is for the command")
    options = {
        "delimiter": dialect.get("delimiter"),
        "encoding": resource.get("encoding"),
        "quote": dialect.get("quoteChar"),
        "skip_rows": before - header,
    }
    return {option: value for option, value in options.items() if value} | ({} if header else {"header": False})


def _read_as(options: dict[str, Any], *before: str) -> str:
    """Return how the file was read as a sentence, or "" if that was the usual way."""
    listed = ", ".join(f"{option.replace('_', ' ')} {value!r}" for option, value in options.items())
    parts = [*before, *([f"with the {listed}"] if listed else [])]
    return f"It was read {', '.join(parts)}." if parts else ""


def _refuse_other_kinds(name: str) -> None:
    """Raise for a file that is not text with delimiters, as its first bytes say."""
    start = b""
    with suppress(PackageError, ImportError):  # what cannot be unpacked is named later
        start = read_start(open_part(Path(name)))
    if cause := kind_cause(start):
        raise PackageError(f"{name}: {cause.title}, not a CSV file: choose the CSV file, or save the table as CSV")


def _infer(name: str, options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how a file is read where that is not the usual way, and the schema that frictionless infers from it."""
    from frictionless import Dialect, FrictionlessException, Resource
    from frictionless.formats import CsvControl

    _refuse_other_kinds(name)
    usual = {"delimiter": "\t" if name.lower().endswith(".tsv") else ",", "encoding": "utf-8"}
    if packing_of({"path": name}) is None:
        layout = find_layout(Path(name), *(options.get(option) for option in reversed(OPTIONS)))
        if layout.encoding == NO_ENCODING and not layout.is_sure:
            raise PackageError(f"{name}: no text in UTF-8 or Windows-1252: choose its encoding, or save it as CSV")
        options = {option: getattr(layout, option) for option in OPTIONS}
    read = usual | options
    try:
        dialect = Dialect(controls=[CsvControl(delimiter=read["delimiter"])])
        resource = Resource(path=name, format="csv", encoding=read["encoding"], dialect=dialect)
        resource.infer()
    except FrictionlessException as error:
        raise PackageError(f"{name}: no schema can be inferred: {error.error.note}: choose a schema") from None
    schema: dict[str, Any] = resource.schema.to_descriptor()
    return {option: value for option, value in options.items() if value != usual[option]}, schema


def _counted(number: int, word: str) -> str:
    return count(number, word, thousands=True) if number else f"no {word}s"
