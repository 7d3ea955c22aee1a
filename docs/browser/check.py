"""What the page "Check a CSV" runs in the visitor's browser: one file checked, its report as HTML and as JSON."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import summitdata as sd
from summitdata.counting import count
from summitdata.describing.layout import find_layout
from summitdata.errors import PackageError, SummitDataError
from summitdata.tabular.file_formats import TABLE_FORMATS, other_format
from summitdata.tabular.packings import packing_of
from summitdata.validation.formats import FORMATS
from summitdata.validation.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check"]

ENGINE = "frictionless"
"""The screen needs Arrow, which has no build for browsers from a registry."""

TIME_LIMIT = 86_400.0
"""Seconds: a browser is slow, above all at its first check, and the visitor can cancel."""

SCHEMA_SUFFIXES = (".json", ".yaml", ".yml")
OPTIONS = ("delimiter", "encoding")
"""What the visitor may say of the file: arguments of `validate`."""
NO_ENCODING = "latin-1"
"""What reads every file, and so is found for one that is no text."""


class _Shown(Meter):
    """Calls a function with the number of rows so far and the share of the file, or with 0 where that is not known."""

    def __init__(self, function: Callable[[int, float], Any]) -> None:
        self._function = function

    def read(self, place: str, rows: int, share: float | None = None) -> None:  # noqa: ARG002 - there is one file
        self._function(rows, share or 0.0)


def check(source: str, asked: str, progress: Callable[[int, float], Any]) -> str:
    """Return the report on a file as JSON text: `html`, `json`, whether it is `valid`, a `summary`, and the `schema`.

    Parameters
    ----------
    source : str
        Where the content of the file is; it is moved.
    asked : str
        What the visitor asks, as JSON: the `name` of the file; the `kind` of the schema, that is a "file", a "table" of
        this package, or "infer" for one that is inferred from the file; the text of the `schema` or the name of the
        table; the `schema_name`, that of its file; and the `delimiter` and the `encoding` of the file, or "".
    progress : callable
        Called with the number of rows so far, and with the share of the file.
    """
    before = os.getcwd()  # noqa: PTH109 - it is only gone back to
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # so that the report has the name of the file alone
        try:
            return json.dumps(_check(source, json.loads(asked), progress))
        except SummitDataError as error:
            return json.dumps({"error": str(error)})
        finally:
            os.chdir(before)


def _check(source: str, asked: dict[str, str], progress: Callable[[int, float], Any]) -> dict[str, Any]:
    name, kind = asked["name"], asked["kind"]
    if name.lower().endswith(SCHEMA_SUFFIXES) or other_format({"path": name}) in TABLE_FORMATS:
        raise PackageError(f"{name}: this page reads CSV files: save it as CSV, or install the library")
    shutil.move(source, name)
    given: Any = asked["schema"]
    options: dict[str, Any] = {option: asked[option] for option in OPTIONS if asked[option]}
    if kind == "file":
        given = _write_schema(asked["schema_name"], given)
    if kind == "infer":
        options, given = _infer(name, options)
    report = sd.validate(name, given, engine=ENGINE, time_limit=TIME_LIMIT, progress=_Shown(progress), **options)
    errors, warnings = report.stats.errors, report.stats.warnings
    return {
        "valid": report.valid,
        "summary": _counted(errors, "error") + (f", {_counted(warnings, 'warning')}" if warnings else ""),
        "read_as": ", ".join(f"{option} {value!r}" for option, value in options.items()) if kind == "infer" else "",
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


def _infer(name: str, options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how a file is read where that is not the usual way, and the schema that frictionless infers from it."""
    from frictionless import Dialect, FrictionlessException, Resource
    from frictionless.formats import CsvControl

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
