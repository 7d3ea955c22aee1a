"""The command `validate`, and what the commands share: their exit codes and the types of their options."""

from __future__ import annotations

import os
import sys
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summitdata.command_limit import limit_time
from summitdata.errors import UnknownNameError
from summitdata.escaping import LANGUAGES, escape_control
from summitdata.streams import is_terminal, write_stderr, write_stdout_parts
from summitdata.tabular.long_cells import MAX_CELL_BYTES
from summitdata.validation.arguments import ENGINES
from summitdata.validation.formats import FORMATS as REPORT_FORMATS
from summitdata.validation.formats import chosen, text_parts
from summitdata.writing import write_parts

if TYPE_CHECKING:
    from summitdata.validation.report import Report

__all__ = ["FILE", "INVALID", "PATH_LENGTH", "SECONDS", "TIME_LIMIT", "validate"]

INVALID, NOT_RUN = 1, 2
FILE = click.Path(path_type=Path)
SECONDS = click.FloatRange(min=0, min_open=True)
TIME_LIMIT = "Seconds of processor time for the run; default: 10, and 12 for each MB."
PATH_LENGTH = 4096
"""How many characters of a path are shown."""


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--schema", help="A table of this package, or the file of a Table Schema.")
@click.option(
    "--format", "-f", multiple=True, help=f"auto, {', '.join(REPORT_FORMATS)} or baseline; can be repeated. See above."
)
@click.option(
    "--output", "-o", multiple=True, type=FILE, help="The file for the format; can be repeated. Default: stdout."
)
@click.option(
    "--limit-errors",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="How many errors per table are listed; 0 lists all, up to 100000.",
)
@click.option("--only", multiple=True, metavar="SELECTOR", help="The errors that count; can be repeated. See above.")
@click.option("--skip", multiple=True, metavar="SELECTOR", help="Errors to leave out; can be repeated. See above.")
@click.option("--warn", multiple=True, metavar="SELECTOR", help="An error type that only warns; can be repeated.")
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@click.option(
    "--baseline", type=FILE, help="A file of known failures to accept; one that no longer occurs is an error."
)
@click.option(
    "--split", type=FILE, help="A folder for NAME.valid.csv and NAME.invalid.csv, with the rows of each file."
)
@click.option("--encoding", help="The encoding of the files; default: UTF-8.")
@click.option("--delimiter", help="The delimiter of the files, or tab; default: a comma.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="What reads the rows; the report is the same.",
)
@click.option("--time-limit", type=SECONDS, help=TIME_LIMIT)
@click.option(
    "--max-cell-bytes",
    type=click.IntRange(min=1),
    default=MAX_CELL_BYTES,
    show_default=True,
    help="How long a cell may be; a longer one is an error.",
)
def validate(  # noqa: PLR0913 - each is an option of the command
    *,
    paths: tuple[str, ...],
    schema: str | None,
    format: tuple[str, ...],
    output: tuple[Path, ...],
    limit_errors: int,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    warn: tuple[str, ...],
    strict: bool,
    baseline: Path | None,
    split: Path | None,
    encoding: str | None,
    delimiter: str | None,
    engine: str,
    time_limit: float | None,
    max_cell_bytes: int,
) -> None:
    """Validate CSV files against their Table Schema. Exit codes: 0 valid, 1 invalid, 2 could not run.

    PATH: CSV files, patterns, folders, data packages.

    The format auto is github under GitHub Actions, else text; baseline writes the failures as a file for --baseline.
    The first --output is for the first --format, and so on; formats without an --output go to stdout.

    A SELECTOR is an error type, field=NAME or file=PATTERN, or several with commas, as in type-error,file=old/*.csv.
    """
    from summitdata.validation.baseline import accept, read_baseline
    from summitdata.validation.validate import validate

    limit_time(time_limit)
    names = [chosen(dict(os.environ)) if name == "auto" else name for name in format or ["auto"]]
    for name in names:
        if name not in REPORT_FORMATS and name != "baseline":
            raise UnknownNameError.of("format", name, ["auto", *REPORT_FORMATS, "baseline"])
    if len(output) > len(names):
        raise UnknownNameError(f"{output[-1]} has no format: give a --format for each --output")
    # A baseline accepts single failures, so all of them must be listed.
    limit = 0 if baseline or "baseline" in names or split else limit_errors
    known_failures = read_baseline(baseline) if baseline else None
    report = validate(
        paths,
        schema,
        limit_errors=limit,
        encoding=encoding,
        delimiter=delimiter,
        only=only,
        skip=skip,
        warn=() if strict else warn,
        engine=engine,
        time_limit=time_limit,
        max_cell_bytes=max_cell_bytes,
        progress=_progress if is_terminal(sys.stderr) else None,
    )
    if is_terminal(sys.stderr):
        write_stderr("\r\x1b[K")
    has_unknown = any("no-schema" in task.totals.by_type for task in report.tasks)  # which no baseline accepts
    report = report if known_failures is None else accept(report, known_failures)
    _write_reports(report, names, output)
    if split is not None:
        from summitdata.validation.splitting import split_rows

        for files in split_rows(report, split):
            write_stderr(f"wrote {files.valid_rows} rows to {escape_control(str(files.valid), PATH_LENGTH)}\n")
            write_stderr(f"wrote {files.invalid_rows} rows to {escape_control(str(files.invalid), PATH_LENGTH)}\n")
    if has_unknown:
        raise click.exceptions.Exit(NOT_RUN)
    if not report.valid:
        raise click.exceptions.Exit(INVALID)


def _write_reports(report: Report, names: list[str], output: tuple[Path, ...]) -> None:
    """Write a report in each format, to its file or to stdout."""
    from summitdata.validation.baseline import baseline as write_baseline

    for name, file in zip_longest(names, output):
        parts = write_baseline(report) if name == "baseline" else text_parts(name, report)
        if file is not None:
            write_parts(file, parts)
        elif name == "text" and is_terminal(sys.stdout) and "NO_COLOR" not in os.environ:
            from summitdata.validation.formats.text import coloured

            write_stdout_parts(map(coloured, parts))
        else:
            write_stdout_parts(parts, LANGUAGES.get(name, "text"))


def _progress(place: str, rows: int) -> None:
    write_stderr(f"\r{escape_control(Path(place).name)}: {rows} rows")
