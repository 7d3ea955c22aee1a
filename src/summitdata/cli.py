"""The command `summitdata`: the library from a shell. Exit codes: 0 valid, 1 invalid data, 2 could not run."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import click

from summitdata.cli_setup import describe, init
from summitdata.cli_validate import FILE, INVALID, PATH_LENGTH, check, validate
from summitdata.command_limit import limit_time
from summitdata.errors import PackageError, SchemaWarning, UnknownNameError
from summitdata.escaping import LANGUAGES, escape_control
from summitdata.streams import write_stderr, write_stdout
from summitdata.table_text import FORMATS as TABLE_FORMATS
from summitdata.table_text import cell_text, select_rows, text_table
from summitdata.writing import is_stream, write_text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["app"]


@click.group(
    invoke_without_command=True,
    help="The figures of one news article about the 2025 China-Central Asia Summit, and validation of any CSV files.",
)
@click.option("--version", is_flag=True, help="Print the versions of the library and the data.")
@click.option("--debug", is_flag=True, help="Show where in the code an error was raised.")
@click.pass_context
def app(context: click.Context, *, version: bool, debug: bool) -> None:
    """Show the tables of the package; `summitdata COMMAND --help` explains a command."""
    del debug  # whatever fails is explained in `__main__`, also before a command runs
    if not version and context.invoked_subcommand:
        return
    from summitdata._version import __version__
    from summitdata.datapackage import descriptor
    from summitdata.tables import rows

    package = descriptor()
    if version:
        _print(f"summitdata {__version__}, data {package['version']}")
    else:
        _print(f"{package['title']}, data version {package['version']}\n")
        tables = [(table["name"], len(rows(table["name"])), table["title"]) for table in package["resources"]]
        _print(text_table(tables, ["table", "rows", "title"]))
        _print("\nsummitdata show TABLE prints a table; summitdata --help lists the commands.")


for command in (check, describe, init, validate):
    app.add_command(command)


@app.command()
def figures() -> None:
    """Show the figures of the article with intervals and verdicts.

    Each line ends with the phrase that prints the figure.
    """
    from summitdata.article.evidence import evidence
    from summitdata.article.units import unit_suffix
    from summitdata.tables import rows

    lines = [
        (
            row["id"],
            f"{row['value']:.12g}{unit_suffix(row['unit'])}",
            f"{row['low']:.12g} to {row['high']:.12g}",
            evidence(row["id"]).verdict,
            row["printed"],
        )
        for row in rows("figures")
    ]
    _print(text_table(lines, ["figure", "value", "interval", "verdict", "printed"]))


@app.command()
@click.argument("id", metavar="FIGURE")
def evidence(id: str) -> None:
    """Show what independent sources state about a figure or project.

    Each statement has the address of its source.

    FIGURE: the id of a figure, of a project, or of a relation that the article states.
    """
    from summitdata.article.evidence import evidence

    corroboration = evidence(id)
    _print(f"{corroboration.label}: {corroboration.verdict}\n{corroboration.why}")
    for statement in corroboration.statements:
        counts = "counts" if statement.counts else statement.reason or "of the article's own origin"
        _print(f"\n{statement.relation.replace('_', ' ')} {statement.quantity}: {statement.scope}")
        _print(f"  {statement.publisher} ({statement.source_kind}; {counts})\n  {statement.address}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@click.argument("table")
@click.option("--format", "-f", default="text", show_default=True, help="text, csv, json or markdown.")
@click.pass_context
def show(context: click.Context, table: str, format: str) -> None:
    """Print a table of the package, or the rows that you select.

    --COLUMN VALUE keeps the rows with this value, as in --partner KAZ. A value is taken in any case, and a state by any
    of its codes and names, as in --partner kazakhstan.

    TABLE: a table of the package.
    """
    from summitdata.datapackage import locate, resource
    from summitdata.tables import rows

    descriptor = resource(table)
    if format not in TABLE_FORMATS:
        raise UnknownNameError.of("format", format, TABLE_FORMATS)
    selection = _column_options(context.args, rows(table))
    if format == "csv" and not selection:
        _print((locate().parent / descriptor["path"]).read_text("utf-8"), end="")
    else:
        _print(TABLE_FORMATS[format](select_rows(table, rows(table), selection)), end="", format=format)


@app.command()
@click.argument("format", required=False)
@click.option("--output", "-o", type=FILE, help="The file to write, for parquet and arrow the folder; default: stdout.")
@click.option("--force", is_flag=True, help="Overwrite an existing file or folder.")
@click.option("--table", "tables", multiple=True, help="A table to export; can be repeated. Default: all tables.")
@click.option("--base", metavar="URL", help="Where the package is published: the addresses of dcat and claimreview.")
def export(format: str | None, output: Path | None, *, force: bool, tables: tuple[str, ...], base: str | None) -> None:
    """Export the package to another format.

    FORMAT: a format of the data or of the metadata, such as sqlite or croissant. Default: list the formats.
    The formats that are text go to stdout without --output.
    """
    from summitdata.exports.export import FORMATS, export

    if format is None:
        _print(text_table([(name, entry.about) for name, entry in FORMATS.items()], ["format", "what it is"]))
    elif output is None:
        _print(export(format, tables=tables, base=base), end="", format=format)
    else:
        _print_written(export(format, output, tables=tables, base=base, overwrite=force))


@app.command()
@click.argument("name", required=False)
@click.option("--output", "-o", type=FILE, help="The file to write: .svg, .png, .html or .json.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def plot(name: str | None, output: Path | None, *, force: bool) -> None:
    """Draw a chart of the data and write it to a file.

    NAME: figures, trade, gas or projects. Default: list the charts.
    """
    from summitdata.charts.plot import CHARTS, plot

    if name is None:
        _print(text_table([(chart, CHARTS[chart].about) for chart in CHARTS], ["chart", "shows"]))
    elif output is None and name in CHARTS:
        raise UnknownNameError(
            f"a chart needs a file: summitdata plot {name} --output {name}.svg (or .png, .html, .json)"
        )
    else:
        _print_written(plot(name, output or "", overwrite=force))


@app.command()
@click.argument("table")
@click.option(
    "--format",
    "-f",
    default="table-schema",
    show_default=True,
    help="table-schema, pandera, pandera-model, pandera-yaml, json-schema or sql.",
)
def schema(table: str, format: str) -> None:
    """Print the schema of a table as Table Schema, SQL and others.

    TABLE: a table of the package, the file of a Table Schema, or a table of another package: datapackage.json#NAME.
    """
    from summitdata.schema_formats import schema_text

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SchemaWarning)
        text = schema_text(table, format)
    for warning in caught:
        write_stderr(f"warning: {escape_control(str(warning.message), PATH_LENGTH)}\n")
    _print(text, end="", format=format)


@app.command()
@click.argument("style", default="bibtex")
@click.option("--of", default="package", show_default=True, help="What to cite: package or article.")
def cite(style: str, of: str) -> None:
    """Print the citation of the data package, or of the article.

    STYLE: bibtex, apa, csl-json or ris. Default: bibtex.
    """
    from summitdata.article.cite import cite

    _print(cite(style, of), format=style)


@app.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--schema", help="For CSV files: a table of this package, or the file of a Table Schema.")
@click.option("--format", "-f", default="text", show_default=True, help="text, summary, json or markdown.")
@click.option("--output", "-o", type=FILE, help="The file to write; default: stdout.")
@click.option("--encoding", help="The encoding of CSV files; default: UTF-8.")
@click.option("--delimiter", help="The delimiter of CSV files; default: a comma.")
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

    Rows are matched by primary key and compared cell by cell. The format `summary` has one line for each table.

    The last line states the version bump that the changes require: patch for titles and descriptions, minor for
    values and added rows, major for names, types and whatever is removed.

    OLD, NEW: two data packages (a datapackage.json or its folder), or two CSV files.
    """
    from summitdata.upkeep.diff import diff
    from summitdata.upkeep.diff_formats import FORMATS

    if format not in FORMATS:
        raise UnknownNameError.of("format", format, FORMATS)
    limit_time()
    difference = diff(old, new, schema=schema, encoding=encoding, delimiter=delimiter)
    if output is None:
        _print(FORMATS[format](difference), end="", format=format)
    else:
        write_text(output, FORMATS[format](difference))
    if difference:
        raise click.exceptions.Exit(INVALID)


@app.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=FILE)
@click.option("--check", "dry_run", is_flag=True, help="Write nothing; exit with 1 if something is out of date.")
@click.option("--release", is_flag=True, help="Also record the data as the state of their version, in history/.")
def sync(paths: tuple[Path, ...], *, dry_run: bool, release: bool) -> None:
    """Update what is derived from the tables, such as hashes.

    That is sizes, hashes, sources, and the type names in the code.

    PATH: a datapackage.json or its folder, or several. Default: that of the checkout that summitdata runs from.
    """
    from summitdata.upkeep.history import record
    from summitdata.upkeep.sync import sync

    if release and dry_run:
        raise UnknownNameError("--check and --release cannot be combined: --check writes nothing, --release does")
    limit_time()
    stale, refused = 0, list[str]()
    for path in paths or (None,):
        try:
            files = sync(path, write=not dry_run)
        except PackageError as error:
            refused.append(str(error))
            continue
        stale += len(files)
        for file in files:
            _print_path("would write" if dry_run else "wrote", file)
        if not files:
            _print("up to date")
        if release:
            is_new = record(path)
            _print("recorded this version of the data" if is_new else "this version of the data was recorded before")
    if refused:
        raise PackageError("; ".join(refused))
    if stale and dry_run:
        raise click.exceptions.Exit(INVALID)


def _column_options(arguments: list[str], rows: tuple[dict[str, Any], ...]) -> dict[str, str]:
    """Read `--column value` and `--column=value` into a dict."""
    from summitdata.article.selection import meant

    columns, remaining = list(rows[0]), iter(arguments)
    selection: dict[str, str] = {}
    for argument in remaining:
        name, equals, value = argument.removeprefix("--").partition("=")
        name = name.replace("-", "_")
        if not argument.startswith("--") or name not in columns:
            raise UnknownNameError.of("column", name, columns)
        selected = value if equals else next(remaining, None)
        if selected is None:
            raise UnknownNameError(f"--{name} needs a value, as in --{name} {cell_text(rows[0][name]) or 'VALUE'}")
        found = meant(selected, [row[name] for row in rows])
        selection[name] = selected if found is None else found
    return selection


def _print_written(path: Path) -> None:
    if not is_stream(path):  # which may be stdout itself
        _print_path("wrote", path)


def _print_path(verb: str, path: Path) -> None:
    _print(f"{verb} {escape_control(str(path), PATH_LENGTH)}")


def _print(text: str, end: str = "\n", format: str = "text") -> None:
    write_stdout(text + end, LANGUAGES.get(format, "text"))
