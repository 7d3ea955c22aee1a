"""The command `summitdata`: the library from a shell. Exit codes: 0 valid, 1 invalid data, 2 could not run."""

from __future__ import annotations

import os
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

from summitdata.counting import count
from summitdata.errors import SummitDataError, UnknownNameError
from summitdata.escaping import escape_control
from summitdata.writing import write_text

__all__ = ["app", "main"]

INVALID, FAILED, INTERRUPTED = 1, 2, 130
LONGEST = 2000
TABLE_FORMATS = ("text", "csv", "json", "markdown")
ENGINES = ("auto", "screen", "frictionless")
FILE = click.Path(path_type=Path)


def main() -> None:
    """Run the command; what goes wrong is one line on stderr."""
    # numpy's linear algebra, which nothing here uses, would start its threads: that takes longer than a small file.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = _run()
        sys.stdout.flush()  # what cannot be written is to show here, not when Python ends
    except SummitDataError as error:
        # A name may hold a line break and what follows it: an error is one line, and steers nothing that reads it.
        sys.stderr.write(f"summitdata: {escape_control(str(error), LONGEST)}\n")
        code = FAILED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except OSError as error:
        sys.stderr.write(f"summitdata: cannot write: {error.strerror}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    sys.exit(code)


def _run() -> int:
    """Run the command and return its exit code: click's own `main` would exit with 1 where the output breaks off."""
    try:
        with app.make_context("summitdata", sys.argv[1:]) as context:
            app.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        # It repeats what was typed, or what a pattern of the shell found.
        click.UsageError(escape_control(error.format_message(), LONGEST), error.ctx).show()
        return error.exit_code
    return 0


@click.group(
    invoke_without_command=True,
    help="The figures of one news article about the 2025 China-Central Asia Summit, as checked data.",
)
@click.option("--version", is_flag=True, help="Print the versions of library and data.")
@click.pass_context
def app(context: click.Context, *, version: bool) -> None:
    """Show the tables of the package; `summitdata COMMAND --help` explains a command."""
    if not version and context.invoked_subcommand:
        return
    from summitdata.datapackage import descriptor
    from summitdata.datapackage import version as library_version
    from summitdata.tables import rows

    said = descriptor()
    if version:
        _say(f"summitdata {library_version()}, data {said['version']}")
    else:
        _say(f"{said['title']}, data version {said['version']}\n")
        tables = [(r["name"], len(rows(r["name"])), r["title"]) for r in said["resources"]]
        _say(_tabulate(tables, ["table", "rows", "title"]))
        _say("\nsummitdata show TABLE prints one; summitdata --help lists the commands.")


@app.command()
def figures() -> None:
    """Show the figures of the article, each with its interval, its verdict and the phrase that prints it."""
    from summitdata.article.evidence import corroborate
    from summitdata.tables import rows

    lines = [
        (
            row["id"],
            f"{row['value']:.12g}{_unit(row['unit'])}",
            f"{row['low']:.12g} to {row['high']:.12g}",
            corroborate(row["id"]).verdict,
            row["printed"],
        )
        for row in rows("figures")
    ]
    _say(_tabulate(lines, ["figure", "value", "interval", "verdict", "printed"]))


@app.command()
@click.argument("id", metavar="FIGURE")
def evidence(id: str) -> None:
    """Show what independent sources say of a figure or of a project's status, with their addresses.

    FIGURE: a figure or a project.
    """
    from summitdata.article.evidence import corroborate

    found = corroborate(id)
    _say(f"{found.label}: {found.verdict}\n{found.why}")
    for statement in found.statements:
        value = statement.status or f"{statement.value:.12g}{_unit(statement.unit)}"
        kind = "primary" if statement.primary else "secondary"
        counts = "counts" if statement.counts else statement.reason or "of the article's own origin"
        _say(f"\n{statement.relation.replace('_', ' ')} {value}: {statement.scope}")
        _say(f"  {statement.publisher} ({kind}; {counts})\n  {statement.address}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@click.argument("table")
@click.option("--format", "-f", default="text", show_default=True, help="text, csv, json or markdown.")
@click.pass_context
def show(context: click.Context, table: str, format: str) -> None:
    """Print a table of the package; --COLUMN VALUE keeps the rows that have the value, as in --partner KAZ.

    TABLE: a table of the package.
    """
    from summitdata.datapackage import locate, resource
    from summitdata.tables import rows

    descriptor = resource(table)
    if format not in TABLE_FORMATS:
        raise UnknownNameError.of("format", format, TABLE_FORMATS)
    wanted = _column_options(context.args, rows(table))
    found = tuple(row for row in rows(table) if all(_cell(row[name]) == value for name, value in wanted.items()))
    if not found:
        for name, value in wanted.items():
            known = sorted({_cell(row[name]) for row in rows(table)})
            if value not in known:
                raise UnknownNameError.of(name, value, known)
        raise UnknownNameError(f"no row of {table} has all of this: summitdata show {table} has them all")
    if format == "csv" and not wanted:
        _say((locate().parent / descriptor["path"]).read_text("utf-8"), end="")
    elif format == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([found[0], *([_cell(value) for value in row.values()] for row in found)])
    elif format == "json":
        import json

        _say(json.dumps(found, indent=2, ensure_ascii=False))
    elif format == "markdown":
        _say(_tabulate([[_cell(value) for value in row.values()] for row in found], list(found[0]), "github"))
    else:
        _say(_fitting(found))


@app.command()
@click.argument("format")
@click.option("--output", "-o", type=FILE, help="The file to write, for parquet and arrow the folder; else stdout.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.option("--table", "tables", multiple=True, help="A table to write; several may be given. Without it, all.")
def export(format: str, output: Path | None, *, force: bool, tables: tuple[str, ...]) -> None:
    """Write the package in a format of others.

    FORMAT: the data (parquet, arrow, sqlite, duckdb, excel, json, zip), or what is said of them (schema-org, croissant,
    csvw, dcat, ro-crate, claimreview). Text goes to stdout without --output.
    """
    from summitdata.exports.export import export

    if output is None:
        _say(export(format, tables=tables), end="")
    else:
        _say(f"wrote {escape_control(str(export(format, output, tables=tables, overwrite=force)), LONGEST)}")


@app.command()
@click.argument("name", required=False)
@click.option("--output", "-o", type=FILE, help="The file to write: .svg, .png, .html or .json.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def plot(name: str | None, output: Path | None, *, force: bool) -> None:
    """Draw a chart of the data into a file.

    NAME: figures, trade, gas or projects; without it, the charts are listed.
    """
    from summitdata.charts.plot import CHARTS, plot

    if name is None:
        _say(_tabulate([(chart, CHARTS[chart].about) for chart in CHARTS], ["chart", "shows"]))
    elif output is None and name in CHARTS:
        raise UnknownNameError(
            f"a chart needs a file: summitdata plot {name} --output {name}.svg (or .png, .html, .json)"
        )
    else:
        _say(f"wrote {escape_control(str(plot(name, output or '', overwrite=force)), LONGEST)}")


@app.command()
@click.argument("table")
@click.option(
    "--format",
    "-f",
    default="table-schema",
    show_default=True,
    help="table-schema, pandera, pandera-yaml, json-schema or sql.",
)
def schema(table: str, format: str) -> None:
    """Print the schema of a table, in the words of another tool if asked.

    TABLE: a table of the package.
    """
    from summitdata.schema_formats import schema_text

    _say(schema_text(table, format), end="")


@app.command()
@click.argument("style", default="bibtex")
@click.option("--of", default="package", show_default=True, help="package or article.")
def cite(style: str, of: str) -> None:
    """Print the citation of the data package, or of the article.

    STYLE: bibtex, apa, csl-json or ris; without it bibtex.
    """
    from summitdata.article.cite import cite

    _say(cite(style, of))


@app.command()
@click.argument("path", required=False, type=FILE)
@click.option("--article", type=FILE, help="The text of the article: every printed phrase must stand in it.")
def check(path: Path | None, article: Path | None) -> None:
    """Check a data package: descriptor, files, tables, and the rules across them. Writes nothing.

    PATH: a datapackage.json or its folder; without it, this package's own.
    """
    from summitdata.upkeep.check import check

    report = check(path, article=article)
    for error in report.package_errors:
        _say(f"FAIL  {error}")
    for task in report.tasks:
        note = f"  ({task.note})" if task.note else ""
        _say(f"{'ok  ' if task.valid else 'FAIL'}  {task.table}  {count(task.rows, 'row')}{note}")
        for error in task.errors:
            _say(f"      {error}")
    tables, rows = count(len(report.tasks), "table"), count(sum(task.rows for task in report.tasks), "row")
    if report.valid:
        _say(f"valid: {tables}, {rows}")
    else:
        _say(f"invalid: {count(len(report.errors), 'error')} in {tables}, {rows}")
        raise click.exceptions.Exit(INVALID)


@app.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--schema", help="A table of this package, or the file of a Table Schema.")
@click.option("--format", "-f", multiple=True, help="How to write the report; several may be given. See above.")
@click.option("--output", "-o", multiple=True, type=FILE, help="The file for the format given before; else stdout.")
@click.option(
    "--limit-errors",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="How many errors of a table are listed; 0: all.",
)
@click.option("--warn", multiple=True, help="A type of error that only warns; several may be given.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--baseline", type=FILE, help="Known failures to accept; one that no longer occurs fails.")
@click.option("--encoding", help="Of the files; without it UTF-8.")
@click.option("--delimiter", help="Of the files; without it a comma.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="What reads the rows; the same report either way.",
)
def validate(  # noqa: PLR0913 - each is an option of the command
    *,
    paths: tuple[str, ...],
    schema: str | None,
    format: tuple[str, ...],
    output: tuple[Path, ...],
    limit_errors: int,
    warn: tuple[str, ...],
    strict: bool,
    baseline: Path | None,
    encoding: str | None,
    delimiter: str | None,
    engine: str,
) -> None:
    """Judge CSV files by their Table Schema. Exit codes: 0 valid, 1 invalid, 2 could not run.

    PATH: CSV files, patterns, folders, packages.

    Formats: auto (github under GitHub Actions, else text), text, json, jsonl, github, gitlab, junit, sarif, markdown,
    html, and baseline, which writes the failures as a file for --baseline. The first --output belongs to the first
    --format, and so on; formats without one go to stdout.
    """
    from summitdata.validation.baseline import accept, read_baseline
    from summitdata.validation.baseline import baseline as write_baseline
    from summitdata.validation.formats import FORMATS, chosen
    from summitdata.validation.validate import validate

    names = [chosen(dict(os.environ)) if name == "auto" else name for name in format or ["auto"]]
    for name in names:
        if name not in FORMATS and name != "baseline":
            raise UnknownNameError.of("format", name, ["auto", *FORMATS, "baseline"])
    if len(output) > len(names):
        raise UnknownNameError(f"{output[-1]} has no format: give a --format for each --output")
    # A baseline accepts single failures, so all of them must be listed.
    limit = 0 if baseline or "baseline" in names else limit_errors
    known = read_baseline(baseline) if baseline else None
    report = validate(
        paths,
        schema,
        limit_errors=limit,
        encoding=encoding,
        delimiter=delimiter,
        warn=() if strict else warn,
        engine=engine,
        progress=_progress if sys.stderr.isatty() else None,
    )
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    report = report if known is None else accept(report, known)
    for name, file in zip_longest(names, output):
        text = write_baseline(report) if name == "baseline" else FORMATS[name](report)
        if file is not None:
            write_text(file, text)
        elif name == "text" and sys.stdout.isatty() and "NO_COLOR" not in os.environ:
            from summitdata.validation.formats.text import coloured

            _say(coloured(text), end="")
        else:
            _say(text, end="")
    if not report.valid:
        raise click.exceptions.Exit(INVALID)


@app.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--schema", help="For CSV files: a table of this package, or the file of a Table Schema.")
@click.option("--format", "-f", default="text", show_default=True, help="text, json or markdown.")
@click.option("--output", "-o", type=FILE, help="The file to write; else stdout.")
@click.option("--encoding", help="Of CSV files; without it UTF-8.")
@click.option("--delimiter", help="Of CSV files; without it a comma.")
def diff(  # noqa: PLR0913 - each is an option of the command
    *,
    old: Path,
    new: Path,
    schema: str | None,
    format: str,
    output: Path | None,
    encoding: str | None,
    delimiter: str | None,
) -> None:
    """Compare two versions of a data package, or two CSV files. Exit codes: 0 same, 1 different, 2 could not run.

    Rows are matched by primary key and compared cell by cell.

    OLD, NEW: a datapackage.json or its folder each, or a CSV file each. The version bump that the change demands is
    named: patch for words, minor for values or rows, major for names, types or anything removed.
    """
    from summitdata.upkeep.diff import diff
    from summitdata.upkeep.diff_formats import FORMATS

    if format not in FORMATS:
        raise UnknownNameError.of("format", format, FORMATS)
    found = diff(old, new, schema=schema, encoding=encoding, delimiter=delimiter)
    if output is None:
        _say(FORMATS[format](found), end="")
    else:
        write_text(output, FORMATS[format](found))
    if found:
        raise click.exceptions.Exit(INVALID)


@app.command()
@click.argument("path", required=False, type=FILE)
@click.option("--check", "dry_run", is_flag=True, help="Write nothing; exit 1 if something would be.")
@click.option("--release", is_flag=True, help="Also record the data as those of their version, in history/.")
def sync(path: Path | None, *, dry_run: bool, release: bool) -> None:
    """Refresh what is derived from the tables: bytes, hashes, sources, type names.

    PATH: a datapackage.json or its folder; without it, this checkout's.
    """
    from summitdata.upkeep.history import record
    from summitdata.upkeep.sync import sync

    if release and dry_run:
        raise UnknownNameError("--check writes nothing and --release records: give one of them")
    stale = sync(path, write=not dry_run)
    for file in stale:
        _say(f"{'would write' if dry_run else 'wrote'} {file}")
    if not stale:
        _say("up to date")
    if release:
        _say("recorded this version of the data" if record(path) else "this version of the data is recorded already")
    if stale and dry_run:
        raise click.exceptions.Exit(INVALID)


def _progress(place: str, rows: int) -> None:
    sys.stderr.write(f"\r{Path(place).name!r}: {rows} rows")
    sys.stderr.flush()


def _column_options(words: list[str], rows: tuple[dict[str, Any], ...]) -> dict[str, str]:
    """Read `--column value` and `--column=value` into a dict."""
    known, left = list(rows[0]), iter(words)
    found: dict[str, Any] = {}
    for word in left:
        name, equals, value = word.removeprefix("--").partition("=")
        name = name.replace("-", "_")
        if not word.startswith("--") or name not in known:
            raise UnknownNameError.of("column", name, known)
        found[name] = value if equals else next(left, None)
        if found[name] is None:
            raise UnknownNameError(f"--{name} needs a value, as in --{name} {_cell(rows[0][name]) or 'VALUE'}")
    return found


def _unit(unit: str) -> str:
    return "" if unit == "1" else f" {unit}"


def _cell(value: object) -> str:
    """Write a value as a CSV file has it."""
    if value is None:
        return ""
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:.12g}" if isinstance(value, float) else str(value)
    )


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)


def _tabulate(lines: list[Any], headers: list[str], style: str = "simple") -> str:
    from tabulate import tabulate

    return tabulate(lines, headers, tablefmt=style, disable_numparse=True, missingval="")


def _fitting(rows: tuple[dict[str, Any], ...]) -> str:
    """Write as many columns as the terminal is wide, and name those left out."""
    import shutil

    width = shutil.get_terminal_size((120, 24)).columns
    names = list(rows[0])
    lines = [[_cell(value) for value in row.values()] for row in rows]
    for kept in range(len(names), 0, -1):
        text = _tabulate([line[:kept] for line in lines], names[:kept])
        if kept == 1 or max(map(len, text.splitlines())) <= width:
            break
    left = names[kept:]
    return f"{text}\n\nnot shown: {', '.join(left)} (--format csv has all)" if left else text
