"""The contestants of `validate.py`: validators, and two programs that only read the files.

Each validator is written as its documentation has it for a CSV file, and finds as much as it can that way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from found import Outcome
from peers_frames import by_dataframely, by_pandera_pandas, by_pandera_polars, by_pointblank
from peers_sql import by_duckdb, by_duckdb_text
from validate_files import PACKAGE, SCHEMA, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from found import Place

OF_KEYS = ("primary-key", "unique-error")


def by_frictionless(folder: Path, limit: int) -> Outcome:
    """Validate with frictionless; encoding and dialect are stated, so that it guesses nothing."""
    from frictionless import Package, Resource

    from summitdata.tabular.dialect import make_explicit

    if (folder / PACKAGE).is_file():
        package = json.loads((folder / PACKAGE).read_text("utf-8"))
        package["resources"] = [make_explicit(resource) for resource in package["resources"]]
        report = Package.from_descriptor(package, basepath=str(folder)).validate(limit_errors=limit)
    else:
        schema = json.loads((folder / SCHEMA).read_text("utf-8"))
        resource = make_explicit({"name": "plain", "path": "plain.csv", "schema": schema})
        report = Resource.from_descriptor(resource, basepath=str(folder)).validate(limit_errors=limit)
    return Outcome(report.valid, int(report.stats["errors"]), lambda: _places(report.tasks))


def by_summitdata(folder: Path, limit: int) -> Outcome:
    """Validate with summitdata; it counts all errors, however few it lists."""
    from summitdata import validate

    options: dict[str, Any] = {"limit_errors": limit, "engine": "auto"}
    if (folder / PACKAGE).is_file():
        report = validate(folder / PACKAGE, **options)
    else:
        report = validate(folder / "plain.csv", json.loads((folder / SCHEMA).read_text("utf-8")), **options)
    return Outcome(report.valid, int(report.stats.errors), lambda: _places(report.tasks))


def _places(tasks: Iterable[Any]) -> Iterator[Place]:
    """Return the places in a report of frictionless or of summitdata: the names of their errors are the same."""
    for task in tasks:
        for error in task.errors:
            column = error.field_names[0] if error.type == "foreign-key" else getattr(error, "field_name", "")
            yield task.name, error.row_number, "" if error.type in OF_KEYS else column


def by_pyarrow(folder: Path) -> None:
    """Split the files into cells, without validation: the least that a validator on top of pyarrow takes."""
    from pyarrow import csv, string

    for file in tables(folder):
        with file.open(encoding="utf-8") as stream:
            names = stream.readline().strip().split(",")
        with csv.open_csv(
            file,
            # Looking for line breaks inside cells takes time: only the files with such cells need it.
            parse_options=csv.ParseOptions(newlines_in_values=(folder / PACKAGE).is_file()),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, string())),
        ) as batches:
            for _ in batches:
                pass


def by_bytes(folder: Path) -> None:
    """Count the lines: the least that reading takes."""
    for file in tables(folder):
        with file.open("rb") as stream:
            while block := stream.read(8 << 20):
                block.count(b"\n")


@dataclass(frozen=True)
class Contestant:
    """What is compared: the call that is timed, and the modules that are imported before the clock starts."""

    validate: Callable[[Path], Outcome | None]
    modules: tuple[str, ...] = ()
    first_errors: bool = False
    """Whether it lists only the first errors; such contestants do not run on clean files."""
    comparable: bool = False
    """Whether its number of errors is comparable with frictionless'; others count a repeated key several times."""
    where: str = ""
    """How it says where an error is; nothing for a contestant that only reads."""


ROW_AND_COLUMN = "row and column"
IMPORTED = ("summitdata.validation.validate", "summitdata.validation.screen.recheck", "pyarrow.csv")
"""What a table of any size is read with; a small valid one is read without Arrow, so the package does not import it."""
CONTESTANTS = {
    "frictionless": Contestant(
        lambda folder: by_frictionless(folder, 0), ("frictionless",), comparable=True, where=ROW_AND_COLUMN
    ),
    "frictionless-1000": Contestant(
        lambda folder: by_frictionless(folder, 1000), ("frictionless",), first_errors=True, where=ROW_AND_COLUMN
    ),
    "summitdata": Contestant(
        lambda folder: by_summitdata(folder, 0),
        IMPORTED,
        comparable=True,
        where="line, row and column",
    ),
    "summitdata-1000": Contestant(
        lambda folder: by_summitdata(folder, 1000),
        IMPORTED,
        first_errors=True,
        where="line, row and column",
    ),
    "pandera-pandas": Contestant(by_pandera_pandas, ("pandas", "pandera.pandas"), where=ROW_AND_COLUMN),
    "pandera-polars": Contestant(by_pandera_polars, ("polars", "pandera.polars"), where=ROW_AND_COLUMN),
    "dataframely": Contestant(
        by_dataframely, ("polars", "dataframely"), where="row and rule, with a column of row numbers in the schema"
    ),
    "pointblank": Contestant(
        by_pointblank, ("polars", "pointblank"), where="row and column, of 500 for each rule unless asked for more"
    ),
    "duckdb": Contestant(
        by_duckdb, ("duckdb",), where="row and column of cells it cannot read; else what the query selects"
    ),
    "duckdb-text": Contestant(by_duckdb_text, ("duckdb",), where="what the query selects"),
    "pyarrow-parse": Contestant(by_pyarrow, ("pyarrow.csv",)),
    "byte-count": Contestant(by_bytes),
}
BASELINE, OURS, FASTEST_PARSER = "frictionless", "summitdata", "pyarrow-parse"
