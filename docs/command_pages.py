"""The pages on the command: one per subcommand, with what it prints on a small example, and its help text."""

from __future__ import annotations

import re
import shlex
from contextlib import AbstractContextManager, chdir, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

import click
from address import read_address
from click.testing import CliRunner

from summitdata.cli import app

__all__ = ["EXAMPLES", "command_pages", "printed"]

WIDTH = 80
"""How many columns fit on a page beside its two lists of contents."""
RULE = re.compile("---+ +---")
"""The line below the header of a table."""
SHOWN = 40
"""How many lines of an output are shown."""

FILES = {
    "prices.csv": "item,eur\ntea,2.50\nrice,1.20\n",
    "new.csv": "item,eur\ntea,2.75\nrice,cheap\nsalt,0.40\n",
    "semicolons.csv": "item;eur\ntea;2,50\nrice;1,20\n",
}


@dataclass(frozen=True)
class Example:
    """The task of a command, what it is for, the commands to show, the files that they read, and where to read on.

    The task is in the title of the page, which a search ranks above its text. `before` are commands that make what the
    example needs.
    """

    task: str
    use: str
    commands: tuple[str, ...]
    next: str
    files: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


DESCRIBE = "summitdata describe --quiet --schema prices.csv > schema.json"

EXAMPLES: dict[str, Example] = {
    "check": Example(
        "check a data package",
        "Check a whole data package: the descriptor, sizes and hashes, every table, and the rules across tables. "
        "Without a path, it checks the data that come with summitdata.",
        ("summitdata check",),
        "To validate single CSV files, use [validate](validate.md).",
    ),
    "cite": Example(
        "cite the data",
        "Print a citation of the data or of the article, to paste into a paper.",
        ("summitdata cite", "summitdata cite ris --of article"),
        "[How to cite](../../how-to-cite.md) has more styles.",
    ),
    "describe": Example(
        "infer a schema",
        "Infer the schema of a CSV file from all of its rows: types, formats, missing values and keys. "
        "The result is a Table Schema or a data package.",
        ("summitdata describe --schema prices.csv",),
        "Look at each guess, then use the schema with [validate](validate.md).",
        ("prices.csv",),
    ),
    "diff": Example(
        "compare two versions",
        "Compare two versions of a CSV file, or of a data package, row by row and cell by cell.",
        ("summitdata diff prices.csv new.csv --schema schema.json",),
        "[Changes of the data](../../data-changes.md) is written by this command.",
        ("prices.csv", "new.csv"),
        (DESCRIBE,),
    ),
    "evidence": Example(
        "show what sources state",
        "Show what independent sources state about a figure, a project or a relation, and the verdict.",
        ("summitdata evidence transport-share",),
        "[What holds](../../holds.md) has the verdict on each claim of the article.",
    ),
    "export": Example(
        "write the data in other formats",
        "Write the data to SQLite, DuckDB, Parquet, Arrow, Excel, JSON or a zip file, or the metadata to schema.org, "
        "Croissant, CSVW, DCAT and others.",
        ("summitdata export sqlite -o summit.sqlite",),
        "[Export the data](../../how-to-export.md) compares the formats.",
    ),
    "figures": Example(
        "list the figures",
        "List the figures of the article, each with its interval and its verdict.",
        ("summitdata figures",),
        "[Figures and intervals](../../figures.md) explains the columns.",
    ),
    "init": Example(
        "set up validation, with an inferred schema",
        "Set up validation in a folder of CSV files: a data package, a workflow for GitHub Actions and a "
        "configuration for pre-commit. It only shows the files until you add `--write`.",
        ("summitdata init",),
        "[The tutorial](../../tutorial-gate.md) goes on from here.",
        ("prices.csv",),
    ),
    "plot": Example(
        "draw a chart",
        "Draw a chart of the data as SVG, PNG, HTML or Vega-Lite. It needs the extra `plot`.",
        ("summitdata plot gas -o gas.svg",),
        "[Charts](../charts.md) shows all of them.",
    ),
    "schema": Example(
        "print or convert a schema",
        "Print the schema of a table as Table Schema, pandera (Python or YAML), JSON Schema or SQL. "
        "It takes a table of summitdata, or your own Table Schema.",
        ("summitdata schema schema.json --format sql", "summitdata schema schema.json --format pandera"),
        "[How to use DataFrames](../../how-to-dataframes.md) validates a DataFrame with such a schema.",
        ("prices.csv",),
        (DESCRIBE,),
    ),
    "show": Example(
        "print a table",
        "Print a table of the data as text, CSV, JSON or Markdown. `--COLUMN VALUE` keeps the rows with this value.",
        ("summitdata show summits", "summitdata show gas --measure 'china consumption' --volume '40 MJ' --format csv"),
        "[The tables, one by one](../tables/index.md) describes the columns.",
    ),
    "sync": Example(
        "update sizes and hashes",
        "Update what is derived from the tables of a data package after an edit: sizes and hashes.",
        ("summitdata sync .", "summitdata sync --check ."),
        "[Contributing](../../contributing.md) says when to run it.",
        ("prices.csv",),
        ("summitdata describe --quiet prices.csv -o datapackage.json",),
    ),
    "validate": Example(
        "validate CSV files",
        "Validate CSV files against a Table Schema, with the line and the column of each error. "
        "Parquet, Arrow, JSON and Excel files work too.",
        (
            "summitdata validate new.csv --schema schema.json --format text",
            "summitdata validate semicolons.csv --schema schema.json --format text",
            "summitdata validate prices.csv --schema schema.json --format text",
        ),
        "[Validate CSV files in CI](../../how-to-gate.md) has the tasks, "
        "[the errors](../errors/index.md) have a page each.",
        ("new.csv", "semicolons.csv", "prices.csv"),
        (DESCRIBE,),
    ),
}
"""The example of each subcommand."""


def printed(example: Example) -> list[str]:
    """Run the commands of an example in a folder of their own; return what each prints."""
    runner = CliRunner(env={"COLUMNS": str(WIDTH), "GITHUB_ACTIONS": ""})
    with TemporaryDirectory() as made:
        folder = Path(made, "shop")
        folder.mkdir()
        for name in example.files:
            (folder / name).write_text(FILES[name], "utf-8")
        with chdir(folder), _installed():
            for command in example.before:
                _run(runner, command)
            return [_run(runner, command) for command in example.commands]


def _installed() -> AbstractContextManager[object]:
    """Once there is a release, have `init` write what it writes where that was installed by its name."""
    by_name = SimpleNamespace(read_text=lambda _: None)
    released = read_address().release
    return patch("summitdata.describing.starter.distribution", lambda _: by_name) if released else nullcontext()


def _run(runner: CliRunner, command: str) -> str:
    words, _, file = command.partition(" > ")
    done = runner.invoke(app, shlex.split(words)[1:], terminal_width=WIDTH)
    if done.exit_code not in (0, 1) or not (done.exception is None or isinstance(done.exception, SystemExit)):
        message = f"the example `{command}` of the page on the command could not run: {done.output or done.exception}"
        raise RuntimeError(message)
    if file:
        Path(file).write_text(done.stdout, "utf-8")
    return str(done.stderr + done.stdout)


def command_pages() -> dict[str, str]:
    """Return the page that lists the commands, and the page of each, by its path."""
    group = click.Context(app, info_name="summitdata", max_content_width=WIDTH, terminal_width=WIDTH)
    lines = [f"| [`{name}`](command/{name}.md) | {EXAMPLES[name].use} |" for name in app.commands]
    names = "\n".join(f"summitdata {name} <command/{name}>" for name in app.commands)
    index = [
        "# The command",
        "`summitdata COMMAND` runs a command; each has a page with an example and all of its options.",
        "\n".join(["| command | what it is for |", "|---|---|", *lines]),
        "Exit codes: 0 valid, 1 invalid or different, 2 could not run.",
        f"```{{toctree}}\n:hidden:\n\n{names}\n```",
        "## Help text",
        f"```text\n{app.get_help(group)}\n```",
    ]
    pages = {"reference/command.md": "\n\n".join(index) + "\n"}
    for name, command in app.commands.items():
        pages[f"reference/command/{name}.md"] = _page(name, command, group)
    return pages


def _page(name: str, command: click.Command, group: click.Context) -> str:
    example = EXAMPLES[name]
    context = click.Context(command, parent=group, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    parts = [f"# summitdata {name}: {example.task}", example.use, "## Example"]
    for file in example.files:
        parts += [f"`{file}`:", f"```text\n{FILES[file].rstrip()}\n```"]
    if example.before:
        parts += ["Before it:", "```sh\n{}\n```".format("\n".join(example.before))]
    for line, output in zip(example.commands, printed(example), strict=True):
        parts += [f"```sh\n{line}\n```", "It prints:", _block(_cut(output))]
    parts += ["## Options", f"```text\n{command.get_help(context)}\n```", "## Next", example.next]
    return "\n\n".join(parts) + "\n"


def _block(output: str) -> str:
    """Return the block of an output: long lines are wrapped, but for those of a table that is wider than a page."""
    if any(RULE.match(line) and len(line) > WIDTH + 4 for line in output.splitlines()):
        return f"```text\n{output}\n```"
    return f"```{{code-block}} text\n:class: wrapped\n\n{output}\n```"


def _cut(output: str) -> str:
    lines = output.rstrip().splitlines()
    return "\n".join([*lines[:SHOWN], f"... ({len(lines) - SHOWN} more lines)"] if len(lines) > SHOWN else lines)
