"""The commands `validate` and `check`, with one reporter, and what all commands share: exit codes, types of options."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from summitdata.command_limit import limit_time
from summitdata.configuration import Configuration, find_configuration, read_configuration
from summitdata.counting import count
from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.escaping import LANGUAGES, escape_control
from summitdata.options import OPTIONS, Option
from summitdata.progress_line import progress_line
from summitdata.streams import wants_colour, write_stderr, write_stdout_parts
from summitdata.validation.formats import FORMATS as REPORT_FORMATS
from summitdata.validation.formats import chosen, text_parts
from summitdata.validation.stop_errors import NOT_RUN_TYPES
from summitdata.writing import write_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.validation.report import Report

__all__ = ["FILE", "INVALID", "PATH_LENGTH", "check", "validate"]

INVALID, NOT_RUN = 1, 2
FILE = click.Path(path_type=Path)
SECONDS = click.FloatRange(min=0, min_open=True)
_Function = TypeVar("_Function", bound="Callable[..., Any]")
PATH_LENGTH = 4096
"""How many characters of a path are shown."""


def _click_option(option: Option) -> Callable[[_Function], _Function]:
    """Return the option of the command, from the table of options."""
    types: dict[str, Any] = {"path": FILE, "paths": FILE, "seconds": SECONDS}
    if option.kind == "count":
        types["count"] = click.IntRange(min=option.least, max=option.most)
    elif option.name == "engine":
        types["text"] = click.Choice(option.choices)
    is_many, is_flag = option.kind in ("texts", "references", "paths"), option.kind == "flag"
    return click.option(
        f"--{option.name}",
        *filter(None, [option.short]),
        type=types.get(option.kind),
        multiple=is_many,
        is_flag=is_flag,
        default=option.default if not is_many else None,
        show_default=not is_flag and bool(option.default),
        metavar="SELECTOR" if option.name in ("only", "skip", "warn") else None,
        help=option.help,
    )


def _with_options(*names: str) -> Callable[[_Function], _Function]:
    """Return what adds options of the table to a command, and those of the configuration."""

    def add(function: _Function) -> _Function:
        function = click.option("--no-config", is_flag=True, help="Read no configuration.")(function)
        about = "The configuration; default: the nearest one. See above."
        function = click.option("--config", type=FILE, help=about)(function)
        for option in reversed(OPTIONS):
            function = _click_option(option)(function) if option.name in names else function
        return function

    return add


def _nearest_configuration() -> Path | None:
    try:
        return find_configuration(Path.cwd())
    except FileNotFoundError:  # the current folder has been removed
        return None


@dataclass(frozen=True)
class _Said:
    """What the options of a command and the configuration say together."""

    file: Path | None
    paths: tuple[str, ...]
    values: dict[str, Any]
    files: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, context: click.Context, config: Path | None, *, no_config: bool) -> _Said:
        """Read the configuration, unless none is wanted."""
        if config is not None and no_config:
            raise UnknownNameError("--config and --no-config cannot be combined")
        known = {option.name: option.parameter for option in OPTIONS if option.parameter in context.params}
        options = {name: context.params[parameter] for name, parameter in known.items()}
        source = context.get_parameter_source
        given = {name: options[name] for name in known if source(known[name]) is ParameterSource.COMMANDLINE}
        file = config if config is not None or no_config else _nearest_configuration()
        configured = Configuration() if file is None else read_configuration(file)
        values = {name: value for name, value in configured.values.items() if name in options}
        return cls(file, configured.all_paths, options | values | given, _settings_of_files(configured, given))

    def parameters(self) -> dict[str, Any]:
        """Return what a function takes of it."""
        of_command = ("format", "output", "split", "baseline", "limit-errors")
        values = {name: value for name, value in self.values.items() if name not in of_command}
        return {"files": self.files, **_parameters(values)}


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@_with_options(*(option.name for option in OPTIONS))
@click.pass_context
def validate(
    context: click.Context, /, paths: tuple[str, ...], config: Path | None, *, no_config: bool, **_: Any
) -> None:
    """Validate CSV files against their Table Schema. Exit codes: 0 valid, 1 invalid, 2 could not run.

    PATH: CSV files, patterns, folders, data packages. Default: those of the configuration.

    The format auto is github under GitHub Actions, else text; baseline writes the failures as a file for --baseline.
    The first --output is for the first --format, and so on; formats without an --output go to stdout.

    A SELECTOR is an error type, field=NAME or file=PATTERN, or several with commas, as in type-error,file=old/*.csv.

    The configuration has these options as keys, for all or for some files: [tool.summitdata] in pyproject.toml, or
    summitdata.toml, in the current folder or the nearest one above. An option of the command takes the place of its
    key.
    """
    from summitdata.validation.validate import validate

    said = _Said.of(context, config, no_config=no_config)
    limit_time(said.values["time-limit"])
    if not (paths or said.paths):
        where = f"{said.file} has neither paths nor files" if said.file else "no configuration has any"
        message = f"Missing argument 'PATH...': name files, patterns or folders: {where}"
        raise click.UsageError(escape_control(message), context)
    reports = _Reports.of(said.values)
    with progress_line() as progress:
        report = validate(paths or said.paths, limit_errors=reports.limit, progress=progress, **said.parameters())
    reports.write(report)


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=FILE)
@click.option("--article", type=FILE, help="The text of the article, or a copy of its page: it must have each phrase.")
@click.option("--pandera", is_flag=True, help="Also read each table into a frame, and validate it with pandera.")
@_with_options("format", "output", "limit-errors", "only", "skip", "warn", "strict", "baseline", "time-limit")
@click.pass_context
def check(  # noqa: PLR0913 - each is an option of the command
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    article: Path | None,
    config: Path | None,
    *,
    no_config: bool,
    pandera: bool,
    **_: Any,
) -> None:
    """Check a data package: descriptor, files, tables and rules.

    The rules across tables are checked, too. Nothing is written to the package.

    Exit codes: 0 valid, 1 invalid, 2 could not run.

    PATH: a datapackage.json or its folder, or several. Default: the package that comes with summitdata.

    The formats, the selectors and the configuration are those of validate.
    """
    from summitdata.upkeep.check import check_all

    said = _Said.of(context, config, no_config=no_config)
    limit_time(said.values["time-limit"])
    reports = _Reports.of(said.values)
    reports.write(check_all(paths, article=article, pandera=pandera, limit_errors=reports.limit, **said.parameters()))


def _settings_of_files(configured: Configuration, given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the configuration says of some files, as `validate` takes it; options of the command come first."""
    kept = ("only", "skip", "warn")
    settings: dict[str, dict[str, Any]] = {}
    for own in configured.files:
        values = _parameters({key: value for key, value in own.values.items() if key in kept or key not in given})
        for path in own.paths:
            settings.setdefault(path, values)
    return settings


def _parameters(values: dict[str, Any]) -> dict[str, Any]:
    """Return options as the parameters of the function."""
    named = {name.replace("-", "_"): value for name, value in values.items()}
    if "no_header" in named:
        named["header"] = not named.pop("no_header")
    if "reference" in named:
        named["references"] = _references(named.pop("reference"))
    return named


def _references(texts: tuple[str, ...]) -> dict[str, str]:
    """Read each `NAME=FILE`."""
    files: dict[str, str] = {}
    for text in texts:
        name, _, file = text.partition("=")
        if not name or not file or name in files:
            raise UnknownNameError(f"--reference {shown(text)} is not NAME=FILE, each name once")
        files[name] = file
    return files


@dataclass(frozen=True)
class _Reports:
    """How a report is written: in which formats, to which files, without which known failures."""

    names: list[str]
    output: tuple[Path, ...]
    limit: int
    known_failures: Any
    split: Path | None

    @classmethod
    def of(cls, values: dict[str, Any]) -> _Reports:
        """Read what the options say of it, before anything else is read."""
        from summitdata.validation.baseline import read_baseline

        names = [chosen(dict(os.environ)) if name == "auto" else name for name in values["format"] or ["auto"]]
        for name in names:
            if name not in REPORT_FORMATS and name != "baseline":
                raise UnknownNameError.of("format", name, ["auto", *REPORT_FORMATS, "baseline"])
        output, split, baseline = values["output"], values.get("split"), values["baseline"]
        if len(output) > len(names):
            raise UnknownNameError(f"{output[-1]} has no format: give a --format for each --output")
        # A baseline accepts single failures, so all of them must be listed.
        limit = 0 if baseline or "baseline" in names or split else values["limit-errors"]
        return cls(names, output, limit, read_baseline(Path(baseline)) if baseline else None, split)

    def write(self, report: Report) -> None:
        """Write a report, and end the command with the exit code that it means."""
        from summitdata.validation.baseline import accept

        # What could not run is accepted by no baseline.
        could_not_run = any(NOT_RUN_TYPES & task.totals.by_type.keys() for task in report.tasks) or any(
            error.type in NOT_RUN_TYPES for error in report.package_errors
        )
        present = report
        report = report if self.known_failures is None else accept(report, self.known_failures)
        _write_reports(report, self.names, self.output, present)
        if self.split is not None:
            from summitdata.validation.splitting import split_rows

            split, refused = split_rows(report, self.split)
            for parts in split:
                place = escape_control(parts.place, PATH_LENGTH)
                for rows, file in ((parts.valid_rows, parts.valid), (parts.invalid_rows, parts.invalid)):
                    written = escape_control(str(file), PATH_LENGTH)
                    write_stderr(f"{place}: wrote {count(rows, 'row')} to {written}\n")
            if refused:
                raise PackageError("; ".join(refused))
        if could_not_run:
            raise click.exceptions.Exit(NOT_RUN)
        if not report.valid:
            raise click.exceptions.Exit(INVALID)


def _write_reports(report: Report, names: list[str], output: tuple[Path, ...], present: Report) -> None:
    """Write a report in each format, to its file or to stdout; a baseline has all present errors, also known ones."""
    from summitdata.validation.baseline import baseline as write_baseline

    for name, file in zip_longest(names, output):
        parts = write_baseline(present) if name == "baseline" else text_parts(name, report)
        if file is not None:
            write_parts(file, parts)
        elif name == "text" and wants_colour(sys.stdout, os.environ):
            from summitdata.validation.formats.text import coloured

            write_stdout_parts(map(coloured, parts))
        else:
            write_stdout_parts(parts, LANGUAGES.get(name, "text"))
