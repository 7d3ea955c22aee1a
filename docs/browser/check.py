"""What the page "Check a CSV" runs in the visitor's browser: one file checked, its report as HTML and as JSON."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import summitdata as sd
from summitdata.errors import SummitDataError
from summitdata.validation.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check"]

ENGINE = "frictionless"
"""The screen needs Arrow, which has no build for browsers from a registry."""


TIME_LIMIT = 86_400.0
"""Seconds: a browser is slow, above all at its first check, and the visitor can cancel."""


def check(name: str, source: str, kind: str, schema: str, progress: Callable[[int], Any]) -> str:
    """Return the report on a file as JSON text: `html`, `json`, whether it is `valid`, a `summary`, and the `schema`.

    Parameters
    ----------
    name : str
        The name of the file.
    source : str
        Where its content is; it is moved.
    kind : {"file", "table", "infer"}
        Whether `schema` is the text of a schema, the name of a table of this package, or nothing: then the schema is
        inferred from the file.
    schema : str
        The schema.
    progress : callable
        Called with the number of rows so far.
    """
    before = os.getcwd()  # noqa: PTH109 - it is only gone back to
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # so that the report has the name of the file alone
        try:
            return json.dumps(_check(name, source, kind, schema, progress))
        except SummitDataError as error:
            return json.dumps({"error": str(error)})
        finally:
            os.chdir(before)


def _check(name: str, source: str, kind: str, schema: str, progress: Callable[[int], Any]) -> dict[str, Any]:
    shutil.move(source, name)
    given: Any = schema
    if kind == "file":
        given = "schema.yaml" if not schema.lstrip().startswith(("{", "[")) else "schema.json"
        given = f"of-{given}" if given == name else given
        with open(given, "w", encoding="utf-8") as file:  # noqa: PTH123 - a new folder in the memory of the browser
            file.write(schema)
    if kind == "infer":
        given = infer(name)
    report = sd.validate(name, given, engine=ENGINE, time_limit=TIME_LIMIT, progress=lambda _, rows: progress(rows))
    errors, warnings = report.stats.errors, report.stats.warnings
    return {
        "valid": report.valid,
        "summary": _counted(errors, "error") + (f", {_counted(warnings, 'warning')}" if warnings else ""),
        "html": FORMATS["html"](report),
        "json": FORMATS["json"](report),
        "schema": given if kind == "infer" else None,
    }


def infer(name: str) -> dict[str, Any]:
    """Return the schema that frictionless infers from a file."""
    from frictionless import FrictionlessException, Resource

    try:
        resource = Resource(path=name, format="csv", encoding="utf-8")
        resource.infer()
    except FrictionlessException as error:
        raise SummitDataError(f"{name}: no schema can be inferred: {error.error.note}: choose a schema") from None
    found: dict[str, Any] = resource.schema.to_descriptor()
    return found


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}" if number else f"no {word}s"
