"""The command `validate`, and what the commands share: their exit codes and the types of their options."""

from __future__ import annotations

import os
import sys
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from summitdata.command_limit import limit_time
from summitdata.configuration import Configuration, find_configuration, read_configuration
from summitdata.errors import UnknownNameError, shown
from summitdata.escaping import LANGUAGES, escape_control
from summitdata.options import OPTIONS, TIME_LIMIT, Option
from summitdata.streams import is_terminal, write_stderr, write_stdout_parts
from summitdata.validation.formats import FORMATS as REPORT_FORMATS
from summitdata.validation.formats import chosen, text_parts
from summitdata.validation.stop_errors import NOT_RUN_TYPES
from summitdata.writing import write_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitdata.validation.report import Report

__all__ = ["FILE", "INVALID", "PATH_LENGTH", "SECONDS", "TIME_LIMIT", "validate"]

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


def _with_options(function: _Function) -> _Function:
    for option in reversed(OPTIONS):
        function = _click_option(option)(function)
    return function


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@_with_options
@click.option("--config", type=FILE, help="The configuration; default: the nearest one. See above.")
@click.option("--no-config", is_flag=True, help="Read no configuration.")
@click.pass_context
def validate(
    context: click.Context, /, paths: tuple[str, ...], config: Path | None, *, no_config: bool, **options: Any
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
    if config is not None and no_config:
        raise UnknownNameError("--config and --no-config cannot be combined")
    given = {
        option.name: options[option.parameter]
        for option in OPTIONS
        if context.get_parameter_source(option.parameter) is ParameterSource.COMMANDLINE
    }
    file = config if config is not None or no_config else find_configuration(Path.cwd())
    configured = Configuration() if file is None else read_configuration(file)
    paths = paths or tuple(
        dict.fromkeys([*configured.paths, *(path for own in configured.files for path in own.paths)])
    )
    if not paths:
        where = f"{file} has neither paths nor files" if file else "no configuration has any"
        message = f"Missing argument 'PATH...': name files, patterns or folders: {where}"
        raise click.UsageError(escape_control(message), context)
    values = {option.name: options[option.parameter] for option in OPTIONS} | configured.values | given
    _validate(paths, values, _settings_of_files(configured, given))


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


def _validate(paths: tuple[str, ...], values: dict[str, Any], files: dict[str, dict[str, Any]]) -> None:
    """Validate files by the options, and write the reports."""
    from summitdata.validation.baseline import accept, read_baseline
    from summitdata.validation.validate import validate

    limit_time(values["time-limit"])
    names = [chosen(dict(os.environ)) if name == "auto" else name for name in values["format"] or ["auto"]]
    for name in names:
        if name not in REPORT_FORMATS and name != "baseline":
            raise UnknownNameError.of("format", name, ["auto", *REPORT_FORMATS, "baseline"])
    output, split = values["output"], values["split"]
    if len(output) > len(names):
        raise UnknownNameError(f"{output[-1]} has no format: give a --format for each --output")
    # A baseline accepts single failures, so all of them must be listed.
    baseline = values["baseline"]
    limit = 0 if baseline or "baseline" in names or split else values["limit-errors"]
    known_failures = read_baseline(Path(baseline)) if baseline else None
    of_command = ("format", "output", "split", "baseline", "limit-errors")
    report = validate(
        paths,
        limit_errors=limit,
        files=files,
        progress=_progress if is_terminal(sys.stderr) else None,
        **_parameters({name: value for name, value in values.items() if name not in of_command}),
    )
    if is_terminal(sys.stderr):
        write_stderr("\r\x1b[K")
    has_unknown = any(NOT_RUN_TYPES & task.totals.by_type.keys() for task in report.tasks)  # which no baseline accepts
    report = report if known_failures is None else accept(report, known_failures)
    _write_reports(report, names, output)
    if split is not None:
        from summitdata.validation.splitting import split_rows

        for parts in split_rows(report, split):
            write_stderr(f"wrote {parts.valid_rows} rows to {escape_control(str(parts.valid), PATH_LENGTH)}\n")
            write_stderr(f"wrote {parts.invalid_rows} rows to {escape_control(str(parts.invalid), PATH_LENGTH)}\n")
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
