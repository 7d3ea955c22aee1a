"""The commands that make a schema for files that have none: `describe` and `init`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summitdata.cli_validate import FILE, PATH_LENGTH
from summitdata.counting import count
from summitdata.datapackage import YAML_SUFFIXES, read_descriptor
from summitdata.describing.guess import FAULTS, guess_table
from summitdata.errors import PackageError
from summitdata.escaping import escape_control
from summitdata.opening import read_file
from summitdata.streams import write_stderr, write_stdout
from summitdata.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = ["describe", "init"]


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--output", "-o", type=FILE, help="The descriptor to write, or to complete; default: stdout.")
@click.option("--schema", "only_schema", is_flag=True, help="Print the Table Schema of one file alone.")
@click.option("--bounds", is_flag=True, help="Also write the smallest and the largest value of numbers and dates.")
@click.option("--encoding", help="The encoding of the files; default: the one that is found.")
@click.option("--delimiter", help="The delimiter of the files; default: the one that is found.")
@click.option("--quiet", "-q", is_flag=True, help="Do not list what is certain, likely or guessed.")
def describe(  # noqa: PLR0913 - each is an option of the command
    *,
    paths: tuple[str, ...],
    output: Path | None,
    only_schema: bool,
    bounds: bool,
    encoding: str | None,
    delimiter: str | None,
    quiet: bool,
) -> None:
    """Infer the schema of CSV files from all of their rows.

    PATH: CSV and TSV files, patterns, folders.

    The files are valid by this schema, unless a row has too few or too many cells or no value at all, or a column has
    no label: stderr names these. It also lists what is certain, likely or guessed. If the file for --output exists, it
    keeps what it has, and what it lacks is added.
    """
    from summitdata.describing.describe import describe_files, files_of
    from summitdata.escaping import json_text

    if only_schema and output is not None:
        raise PackageError("--schema prints a schema, --output writes a descriptor: use one of them")
    folder = output.absolute().parent if output is not None else _working_folder(paths)
    existing = output if output is not None and output.exists() else None
    options: dict[str, Any] = {"bounds": bounds, "encoding": encoding, "delimiter": delimiter}
    files = (file for path in paths for file in files_of(path))
    described, unread = describe_files(files, folder=folder, existing=existing, **options)
    faults = [f"{guess.resource}: {guess.why}\n" for guess in described.guesses if guess.what in FAULTS]
    write_stderr("".join(faults) if quiet else guess_table(described.guesses))
    text = (json_text(described.schema, indent=2) if only_schema else described.to_json()) + "\n"
    if output is not None and output.suffix.lower() in YAML_SUFFIXES:
        text = _as_yaml(described.descriptor, output)
    if output is None:
        write_stdout(text, "json")
    else:
        write_text(output, text)
        tables, path = count(len(described.descriptor["resources"]), "table"), escape_control(str(output), PATH_LENGTH)
        write_stderr(f"wrote {path}: {tables}. Next: summitdata validate {path}\n")
    _end_with(unread)


@click.command()
@click.argument("folder", type=FILE, default=Path())
@click.option("--write", is_flag=True, help="Write the files. By default they are only shown.")
def init(folder: Path, *, write: bool) -> None:
    """Set up the validation of a folder of CSV files.

    That is a descriptor, a workflow of GitHub Actions, and a configuration of pre-commit.

    FOLDER: the folder of the repository; default: the current one.

    Without --write, nothing is written. A descriptor that exists is completed; other files that exist are left alone.
    """
    from summitdata.describing.starter import plan_repository

    plan = plan_repository(folder)
    write_stderr(guess_table(plan.guesses))
    for file in plan.files:
        if file.kept_because:
            write_stdout(f"left alone: {file.path}: {file.kept_because}\n\n{file.text}\n", "text")
        elif write:
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            write_text(folder / file.path, file.text)
            write_stdout(f"wrote {file.path}\n", "text")
        else:
            write_stdout(f"would write {file.path}:\n\n{file.text}\n", "text")
    write_stderr("".join(f"{escape_control(remark, PATH_LENGTH)}\n" for remark in plan.remarks))
    advice = f"summitdata validate {shlex.join(plan.validated)}" if write else "summitdata init --write"
    write_stderr(f"{count(plan.tables, 'table')}. Next: {advice}\n")
    _end_with(plan.unread)


def _end_with(unread: tuple[str, ...]) -> None:
    """End with exit code 2 if files could not be described, and say why; the others are."""
    if unread:
        raise PackageError(f"{count(len(unread), 'file')} not described: {'; '.join(unread)}")


def _as_yaml(descriptor: dict[str, Any], output: Path) -> str:
    """Return a descriptor as YAML; one that exists stays as it is, since its comments would be lost."""
    from summitdata.yaml_files import yaml_text

    if not output.exists():
        return yaml_text(descriptor)
    old = read_descriptor(output)
    if old == descriptor:
        return read_file(output, "the descriptor").decode()
    new = [one for one in descriptor["resources"] if one not in old["resources"]]
    if not new:
        new = [{name: value for name, value in descriptor.items() if name not in old}]
    write_stdout(yaml_text(new), "text")
    raise PackageError(
        f"{output}: a descriptor in YAML that exists is not written, since its comments would be lost: write in what "
        "it lacks, which is printed"
    )


def _working_folder(paths: Iterable[str]) -> Path | None:
    """Return the current folder, if all files are in it: paths are then as the caller wrote them."""
    here = Path.cwd()
    inside = all(Path(path).absolute().is_relative_to(here) and ".." not in Path(path).parts for path in paths)
    return here if inside else None
