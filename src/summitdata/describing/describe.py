"""`describe`: the descriptor of files that have none yet."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path, as_sources, check_flag
from summitdata.counting import count
from summitdata.datapackage import DESCRIPTOR, read_descriptor
from summitdata.describing.guess import guess_table
from summitdata.describing.merging import merge
from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.escaping import json_text
from summitdata.opening import exists, is_stdin, refuse_irregular
from summitdata.searching import find_files, is_of_programs
from summitdata.tabular.packings import TABLE_SUFFIXES, unpacked_name
from summitdata.tabular.path_patterns import Patterns
from summitdata.tabular.text_options import check_encoding, delimiter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitdata.describing.guess import Guess

__all__ = ["Description", "describe", "describe_files", "files_of"]

PROFILES = "https://datapackage.org/profiles/2.0/"
PATTERNS = tuple(
    "**/*" + "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else sign for sign in suffix)
    for suffix in TABLE_SUFFIXES
)


@dataclass(frozen=True)
class Description:
    """What `describe` found.

    Parameters
    ----------
    descriptor : dict
        The descriptor of a data package, with a resource and a schema for each file.
    guesses : tuple of Guess
        What the descriptor says of each field, on how many values, and how sure it is; and what else the files suggest.
    """

    descriptor: dict[str, Any]
    guesses: tuple[Guess, ...]

    def __repr__(self) -> str:
        tables, guesses = count(len(self.descriptor["resources"]), "table"), count(len(self.guesses), "statement")
        return f"<Description of {tables}: {guesses}>"

    def __str__(self) -> str:
        """Return one line for each field: what is said of it, a question mark after what is only a guess."""
        return guess_table(self.guesses).rstrip()

    @property
    def schema(self) -> dict[str, Any]:
        """The Table Schema of the only file.

        Raises
        ------
        PackageError
            There are several.
        """
        schemas = [resource["schema"] for resource in self.descriptor["resources"]]
        if len(schemas) != 1:
            raise PackageError(f"{len(schemas)} files were described: each resource of the descriptor has its schema")
        return {"$schema": f"{PROFILES}tableschema.json", **schemas[0]}

    def to_json(self) -> str:
        """Return the descriptor as JSON."""
        return json_text(self.descriptor, indent=2)


def describe(  # noqa: PLR0913 - each is a choice of the caller, given by name
    source: str | Path | Iterable[str | Path],
    *,
    folder: str | Path | None = None,
    existing: dict[str, Any] | str | Path | None = None,
    bounds: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Description:
    r"""Return the descriptor of CSV files: every row is read, and every file is valid by what is found.

    Parameters
    ----------
    source : str, pathlib.Path or several of them
        Files, patterns such as `data/*.csv`, or folders, which are searched with all that is in them.
    folder : str or pathlib.Path, optional
        Where the descriptor is to be: paths are relative to it. Without it, the nearest folder that all files are in.
    existing : dict, str or pathlib.Path, optional
        A descriptor, or its file: what it says stays, and what it lacks is added.
    bounds : bool, default False
        Whether numbers and dates get the smallest and the largest value as `minimum` and `maximum`; a column with
        numbers of more than 15 characters gets none, integers of more than 18.
    encoding, delimiter : str, optional
        Of the files, the delimiter by its character or its name; without them they are found.

    Returns
    -------
    Description
        With the same files, always the same.

    Raises
    ------
    PackageError
        A file cannot be read as a table; it says which and why.
    UnknownNameError
        The encoding or the delimiter is unknown.
    UnknownNameError
        An option is of another type, or the delimiter is not one character.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "trips.csv").write_text("id,day\n1,17.06.2025\n2,18.06.2025\n")
    ...     described = describe(folder)
    >>> described.schema["fields"][1]
    {'name': 'day', 'type': 'date', 'format': '%d.%m.%Y', 'constraints': {'required': True}}
    """
    found = (file for item in as_sources(source) for file in files_of(item))
    options: dict[str, Any] = {
        "folder": folder,
        "existing": existing,
        "bounds": bounds,
        "encoding": encoding,
        "delimiter": delimiter,
    }
    described, unread = describe_files(found, **options)
    if unread:
        raise PackageError("; ".join(unread))
    return described


def describe_files(  # noqa: PLR0913 - those of `describe`
    source: Iterable[Path],
    *,
    folder: str | Path | None = None,
    existing: dict[str, Any] | str | Path | None = None,
    bounds: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> tuple[Description, tuple[str, ...]]:
    """Return the descriptor of the files that can be read as tables, and of each other one why it cannot.

    The options are those of `describe`.

    Raises
    ------
    PackageError
        None of the files can be read.
    """
    from summitdata.describing.references import suggest_references
    from summitdata.describing.table import describe_table

    check_encoding(encoding)
    delimiter = delimiter_of(delimiter)
    if delimiter is not None and not re.fullmatch(r"[\t!#-~]", delimiter):
        raise UnknownNameError(f"delimiter must be one visible ASCII character or a tab, not {shown(delimiter)}")
    check_flag("bounds", bounds)
    if existing is not None and not isinstance(existing, str | os.PathLike | dict):
        raise UnknownNameError(f"existing must be a descriptor or its path, not {shown(existing)}")
    files = list({os.path.normpath(file.absolute()): file for file in source}.values())
    root = (as_path(folder, "the folder") if folder is not None else _common_folder(files)).absolute()
    old = read_descriptor(as_path(existing)) if isinstance(existing, str | os.PathLike) else existing
    tables, names, unread = [], set[str](), list[str]()
    for file in files:
        path = _path_in(file, root)
        name = _name_of(path, names)
        try:
            tables.append(describe_table(file, name, path, encoding=encoding, delimiter=delimiter, bounds=bounds))
        except PackageError as error:
            unread.append(str(error))
    if not tables:
        raise PackageError("; ".join(unread))
    made: dict[str, Any] = {
        "$schema": f"{PROFILES}datapackage.json",
        "name": _slug(root.name) or "data",
        "resources": [table.resource for table in tables],
    }
    guesses = [guess for table in tables for guess in table.guesses] + suggest_references(tables)
    described = Description(merge(old, made, _files_in(root)) if old is not None else made, tuple(guesses))
    return described, tuple(unread)


def _files_in(root: Path) -> Callable[[dict[str, Any]], list[str]]:
    """Return what gives the paths of the files of a resource in a folder: of a pattern, those that match."""
    patterns = Patterns(root / DESCRIPTOR)

    def files(resource: dict[str, Any]) -> list[str]:
        try:
            paths = [path for one in patterns.expanded(resource) for path in _paths(one)]
        except PackageError:
            paths = _paths(resource)
        return [PurePosixPath(path).as_posix() for path in paths]

    return files


def _paths(resource: dict[str, Any]) -> list[str]:
    path = resource.get("path")
    return [one for one in (path if isinstance(path, list) else [path]) if isinstance(one, str)]


def files_of(source: str | Path) -> Iterator[Path]:
    """Yield the files of tables that a path, a pattern or a folder stands for."""
    if is_stdin(source):
        raise PackageError("standard input cannot be described, since a descriptor names files: write it to a file")
    path = Path(source)
    if not exists(path):
        found = find_files(str(source)) if has_magic(str(source)) else []
    elif path.is_dir():
        found = [file for pattern in PATTERNS for file in find_files(pattern, path) if not _is_skipped(file, path)]
    else:
        found = [path]
    if not found:
        raise PackageError(f"{source}: no CSV or TSV file was found: name a file, a folder or a pattern")
    for file in found:
        refuse_irregular(file)
        yield file


def _is_skipped(file: Path, folder: Path) -> bool:
    return any(is_of_programs(part) for part in file.relative_to(folder).parts[:-1])


def _common_folder(files: list[Path]) -> Path:
    return Path(os.path.commonpath([file.absolute().parent for file in files]))


def _path_in(file: Path, root: Path) -> str:
    """Return the path of a file as a descriptor in a folder has it."""
    try:
        return Path(os.path.normpath(file.absolute())).relative_to(os.path.normpath(root)).as_posix()
    except ValueError:
        raise PackageError(f"{file}: not in the folder of the descriptor, {root}: write it above all files") from None


def _name_of(path: str, taken: set[str]) -> str:
    """Return a name for a file that no other has."""
    path = unpacked_name(path)
    stem = _slug(path.rpartition(".")[0].rpartition("/")[2]) or "table"
    name = stem if stem not in taken else _slug(path.rpartition(".")[0])
    number = 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    return name


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")
