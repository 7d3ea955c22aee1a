"""The data package: where its descriptor is, and what the descriptor contains.

The package is in one of two places: beside this module in an installed copy (`_data`), or at the root of the checkout
that this module belongs to. From a zip archive, the copy beside this module is unpacked. Only the standard library is
needed here.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path, check_choice
from summitdata.errors import PackageError
from summitdata.opening import exists, is_local, read_file, refuse_irregular, resolve_inside, similar_file

if TYPE_CHECKING:
    import frictionless

    from summitdata._names import TableName

__all__ = [
    "DESCRIPTOR",
    "DESCRIPTORS",
    "YAML_SUFFIXES",
    "descriptor",
    "descriptor_in",
    "find_descriptor",
    "locate",
    "package",
    "parse_descriptor",
    "part_path",
    "read_descriptor",
    "resource",
    "table_path",
    "with_parts",
]

DESCRIPTOR = "datapackage.json"
YAML_SUFFIXES = (".yaml", ".yml")
DESCRIPTORS = (DESCRIPTOR, *(f"datapackage{suffix}" for suffix in YAML_SUFFIXES))
"""What a descriptor in a folder is called; the first that is there counts."""
MAX_DEPTH = 100
"""How deeply the values of a descriptor may be nested; those of the standard go ten levels down."""


@cache
def locate() -> Path:
    """Return the path of the package's `datapackage.json`.

    Raises
    ------
    PackageError
        Neither the installed copy nor a checkout has it.

    Examples
    --------
    >>> locate().name
    'datapackage.json'
    """
    installed = Path(__file__).parent / "_data" / DESCRIPTOR
    if installed.is_file():
        return installed
    root = Path(__file__).parents[2]
    project = root / "pyproject.toml"
    if project.is_file() and 'name = "summitdata"' in project.read_text("utf-8"):
        return root / DESCRIPTOR
    if unpacked := _unpack_data():
        return unpacked
    raise PackageError(
        f"no {DESCRIPTOR} at {installed} or in a checkout of summitdata at {root}: install summitdata again, or copy "
        f"{DESCRIPTOR} and resources/ of the project into {installed.parent}"
    )


def _unpack_data() -> Path | None:
    """Return the descriptor in a temporary copy of the data, where Python imports this module from a zip archive."""
    loader: Any = getattr(__spec__, "loader", None)
    if not hasattr(loader, "archive"):
        return None
    import atexit
    import shutil
    import tempfile
    from zipfile import ZipFile

    prefix = f"{loader.prefix.replace(os.sep, '/')}_data/"
    with ZipFile(loader.archive) as file:
        names = [name for name in file.namelist() if name.startswith(prefix)]
        if prefix + DESCRIPTOR not in names:
            return None
        folder, process = Path(tempfile.mkdtemp(prefix="summitdata-")), os.getpid()

        def remove() -> None:
            if os.getpid() == process:  # a forked process has the folder from its parent, which still reads it
                shutil.rmtree(folder, ignore_errors=True)

        atexit.register(remove)
        file.extractall(folder, names)
    return folder / prefix / DESCRIPTOR


def descriptor_in(folder: Path) -> Path:
    """Return the path of the descriptor in a folder; where there is none, the path that it would have."""
    return next((folder / name for name in DESCRIPTORS if os.path.lexists(folder / name)), folder / DESCRIPTOR)


def find_descriptor(path: str | Path | None = None) -> Path:
    """Return the path of a descriptor, given the file or its folder; without a path, this package's own.

    Raises
    ------
    PackageError
        There is no such file.
    """
    if path is None:
        return locate()
    file, root = as_path(path), None
    if exists(file) and file.is_dir():
        file, root = descriptor_in(file), file
    if not exists(file):
        near = similar_file(file)
        raise PackageError(f"{file}: no such file{near or f': give a {DESCRIPTOR} or its folder'}")
    refuse_irregular(file)
    if root is not None:
        resolve_inside(file, root)
    return file


def table_path(descriptor: Path, resource: dict[str, Any]) -> Path:
    """Return the file of a resource, which is in the folder of its descriptor or below it.

    Raises
    ------
    PackageError
        The path is missing, is not one file, or leads out of the folder.
    """
    path, base = resource.get("path"), descriptor.parent.resolve()
    try:
        # A path with a scheme is an address: `https:` would be a folder here, but not to other readers.
        local = isinstance(path, str) and is_local(path)
        file = (base / str(path)).resolve()
        inside = local and file.is_relative_to(base)
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):  # these are reported when it is read
            file.stat()
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL, a name that is too long
        inside = False
    if not inside:
        raise PackageError(
            f"{descriptor}: table {resource.get('name')!r}: {path!r} is not the path of a file in the folder of the "
            "package"
        )
    return descriptor.parent / str(path)


def read_descriptor(path: Path, root: Path | None = None) -> dict[str, Any]:
    """Read the descriptor at `path`; if it is led to and not named by the caller, it must be in `root`.

    It is JSON, or YAML if the file is called so.

    Raises
    ------
    PackageError
        The file cannot be read or is not an object; the message says where.
    """
    if path.suffix.lower() in YAML_SUFFIXES:
        from summitdata.yaml_files import MAX_YAML_BYTES

        return parse_descriptor(path, read_file(path, "a YAML file", root=root, limit=MAX_YAML_BYTES))
    return parse_descriptor(path, read_file(path, "the descriptor", root=root))


def parse_descriptor(path: Path, text: bytes) -> dict[str, Any]:
    """Return what the text of a descriptor says; `path` is its file, or standard input.

    Raises
    ------
    PackageError
        It is not an object of JSON or YAML; the message says where.
    """
    if path.suffix.lower() in YAML_SUFFIXES:
        from summitdata.yaml_files import read_yaml

        return _checked(path, read_yaml(str(path), text))
    try:
        content = json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PackageError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise PackageError(
            f"{path}: not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except ValueError as error:
        raise PackageError(f"{path}: not a descriptor: {error}") from error
    except RecursionError as error:
        raise PackageError(f"{path}: nested too deeply to be a descriptor") from error
    return _checked(path, content)


PARTS = ("schema", "dialect", "checklist")
"""What a resource may name by a path."""


def part_path(path: Path, resource: dict[str, Any], part: str) -> Path:
    """Return the file that a resource names as its schema, dialect or checklist.

    Raises
    ------
    PackageError
        It is not in the folder of the descriptor, or not there.
    """
    file = table_path(path, {**resource, "path": resource[part]})
    if not exists(file):
        name, near = resource.get("name"), similar_file(file)
        raise PackageError(
            f"{path}: cannot read the {part} of the resource {name!r}: No such file or directory: {file}{near}"
        )
    return file


def with_parts(path: Path, package: dict[str, Any]) -> dict[str, Any]:
    """Return the descriptor at `path` with each schema, dialect and checklist loaded that it names by a path beside it.

    Raises
    ------
    PackageError
        A path leads out of the folder, or a file cannot be read.
    """
    resources, read = package.get("resources"), cache(read_descriptor)
    if not isinstance(resources, list):
        return package

    def loaded(resource: Any) -> Any:
        names = [part for part in PARTS if isinstance(resource, dict) and resource.get(part)]
        files = {part: part_path(path, resource, part) for part in names if isinstance(resource[part], str)}
        return {**resource, **{part: read(file, path.parent) for part, file in files.items()}} if files else resource

    return {**package, "resources": [loaded(resource) for resource in resources]}


def _checked(path: Path, content: Any) -> dict[str, Any]:
    """Return what a file says, if it may be a descriptor."""
    if _is_deep(content):
        raise PackageError(f"{path}: nested too deeply to be a descriptor")
    if not isinstance(content, dict):
        raise PackageError(f"{path}: a descriptor must be a JSON object, not {type(content).__name__}")
    return content


def _is_deep(value: Any) -> bool:
    """Tell whether what is read from JSON is nested so deeply that copying it could exhaust Python's stack."""
    level = [value]
    for _ in range(MAX_DEPTH):
        parts = [part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list)]
        level = [item for part in parts for item in part]
    return bool(level)


@cache
def descriptor() -> dict[str, Any]:
    """Return the package's own descriptor, which callers must not change."""
    return read_descriptor(locate())


def package() -> frictionless.Package:
    """Return this data package as a Frictionless `Package`, with its tables ready to open.

    Returns
    -------
    frictionless.Package
        A new object at each call, so that changing it changes nothing else.

    Raises
    ------
    PackageError
        The data cannot be found.

    Examples
    --------
    >>> package().resource_names[:3]
    ['figures', 'countries', 'summits']
    """
    import frictionless

    path = locate()
    return frictionless.Package.from_descriptor(read_descriptor(path), basepath=str(path.parent))


def resource(name: TableName | str) -> dict[str, Any]:
    """Return the descriptor of the table `name`.

    Raises
    ------
    UnknownNameError
        The package has no such table.

    Examples
    --------
    >>> resource("topics")["path"]
    'resources/topics.csv'
    """
    tables: dict[str, dict[str, Any]] = {table["name"]: table for table in descriptor()["resources"]}
    check_choice("table", name, tables)
    return tables[name]
