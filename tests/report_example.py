"""Two reports with everything in them that a format has to show, made by hand, and the files that they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from summitdata.validation.report import Error, Report, Task, TaskStats, Totals

EXPECTED = Path(__file__).parent / "format_examples"
"""What each format writes of the reports: `problems.text` is the text on `problems()`."""

TABLE = "id,nom,note\n1,Almaty,a\nx,Bishkek,b\n3,Tashkent,c\n3,Ashgabat\n5,Dushanbe,e\n"


def cell_error(type: str, row: int, column: int, cells: tuple[Any, ...], **more: Any) -> Error:
    """Return an error of a cell in the table, at its place in the file."""
    names = ("id", "name", "note")
    cell = cells[column - 1] if column <= len(cells) else ""
    start = 1 + sum(len(str(cell)) + 1 for cell in cells[: column - 1])
    title = " ".join(word.capitalize() for word in type.split("-"))
    return Error(
        **{
            "type": type,
            "title": title,
            "description": f"About {{{type}}} [see](there).",
            "message": f'The cell "{cell}" in row {row} and field "{names[column - 1]}" is wrong.',
            "note": f"it is {type}",
            "tags": ("#table", "#row", "#cell"),
            "cells": cells,
            "row_number": row,
            "cell": cell,
            "field_name": names[column - 1],
            "field_number": column,
            "line_number": row,
            "column_number": start,
            "subject": "file",
            **more,
        }
    )


def _task(place: str, errors: tuple[Error, ...] = (), **more: Any) -> Task:
    warned = more.get("warned_types", frozenset())
    by_type: dict[str, int] = {}
    by_field: dict[str, int] = {}
    for error in errors:
        by_type[error.type] = by_type.get(error.type, 0) + 1
        if error.field_name:
            by_field[error.field_name] = by_field.get(error.field_name, 0) + 1
    warnings = sum(number for name, number in by_type.items() if name in warned)
    values: dict[str, Any] = {
        "name": "table",
        "place": place,
        "engine": "screen",
        "engine_note": "",
        "partial": False,
        "labels": ("id", "name", "note"),
        "stats": TaskStats(len(errors) - warnings, warnings, 0.25, fields=3, rows=5),
        "totals": Totals(by_type, by_field),
        "warnings": (),
        "errors": errors,
    }
    return Task(**values | more)


def problems(folder: Path) -> Report:
    """Return a report with errors and warnings of all kinds, on tables in a folder that is the working directory."""
    file = folder / "data" / "cities, all.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text(TABLE, "utf-8")
    short = ("3", "Ashgabat")
    by_type = {"type-error": 1100, "constraint-error": 1034, "byte-count": 96}
    by_type |= dict.fromkeys(("missing-cell", "primary-key", "incorrect-label", "hash-count"), 1)
    cities = _task(
        "data/cities, all.csv",
        (
            cell_error("type-error", 3, 1, ("x", "Bishkek", "b")),
            cell_error("constraint-error", 3, 2, ("x", "Bishkek", "b"), note=""),
            cell_error("constraint-error", 6, 2, ("5", "Dushanbe", "e")),
            cell_error("missing-cell", 5, 3, short, cell="", line_number=5, column_number=11),
            cell_error("primary-key", 5, 1, short, cell=None, field_name=None, field_number=None, column_number=None),
            cell_error("type-error", 3, 1, ("x", "Bishkek", "b")),
            Error(
                "incorrect-label",
                "Incorrect Label",
                "",
                "The label is\nwrong: 100% [of](it).",
                labels=("id", "nom", "note"),
                row_numbers=(1,),
                label="nom",
                field_name="name",
                field_number=2,
                line_number=1,
                column_number=4,
                subject="file",
            ),
            Error("hash-count", "Hash Count", "The hash is wrong.", "The file has another hash.", subject="file"),
        ),
        file=file,
        labels=("id", "nom", "note"),
        engine="frictionless",
        engine_note="a pattern",
        stats=TaskStats(1200, 1034, 1.5, rows=1234),
        totals=Totals(by_type, {"id": 1100, "name": 1035, "note": 1}),
        warnings=("8 of 2234 errors and warnings are listed: raise --limit-errors to see more",),
        warned_types=frozenset({"constraint-error"}),
    )
    only_warnings = _task(
        "/elsewhere/b.csv",
        (cell_error("type-error", 2, 1, ("y", "z", "n"), severity="warning"),),
        stats=TaskStats(1, 1, 0.5, rows=None),
        totals=Totals({"type-error": 1, "primary-key": 1, "unique-error": 0}, {}),
        warned_types=frozenset({"type-error"}),
        warnings=("1 of 2 errors and warnings are listed: raise --limit-errors to see more", "another note"),
    )
    frame = _task(
        "<frame>",
        (
            Error("type-error", "Type Error", "", "Not an integer.", cell="x", field_name="id", subject="frame"),
            Error("type-error", "Type Error", "", "Not an integer.", cell="x", field_name="id", subject="frame"),
        ),
        engine="pandera",
    )
    warned = cell_error("type-error", 2, 1, ("y", "z", "n"), severity="warning")
    package_errors = (
        Error("package-error", "Package Error", "The package is wrong.", "The package has no name.", note="no name"),
        Error("package-error", "Package Error", "The package is wrong.", "The package has no name.", note="no name"),
        Error("package-error", "Package Error", "The package is wrong.", "The path is not safe: [a](b)."),
        Error("schema-error", "Schema Error", "", "The schema is not one."),
    )
    tables = (
        cities,
        only_warnings,
        frame,
        _task("good.csv", stats=TaskStats(0, 0, 0.125, rows=1)),
        _task("warned.csv", (warned,), warned_types=frozenset({"type-error"}), engine_note="a dialect"),
    )
    return Report(tables, package_errors, 2.5)


def passes(_: Path) -> Report:
    """Return a report that is valid, with a warning."""
    warned = (cell_error("type-error", 2, 1, ("y", "z", "n"), severity="warning"),)
    tables = (_task("a.csv"), _task("b.csv", warned, warned_types=frozenset({"type-error"}), engine_note="a dialect"))
    return Report(tables, (), 0.5)


def valid(_: Path) -> Report:
    """Return a report of which there is nothing to say."""
    return Report((_task("a.csv", stats=TaskStats(0, 0, 0.5, rows=0), engine_note="a dialect"),), (), 0.5)


REPORTS = {"problems": problems, "passes": passes, "valid": valid}
