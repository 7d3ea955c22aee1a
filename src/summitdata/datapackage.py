"""The data package: where its descriptor is, what it says.

The package stands in one of two places: beside this module in an installed copy (`_data`), or at the root of the
checkout that this module belongs to. Only the standard library is needed here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError, UnknownNameError

if TYPE_CHECKING:
    import frictionless

    from summitdata._names import TableName

__all__ = [
    "DESCRIPTOR",
    "descriptor",
    "find",
    "locate",
    "package",
    "read_descriptor",
    "resource",
    "table_path",
    "version",
]

DESCRIPTOR = "datapackage.json"


@cache
def locate() -> Path:
    """Return the path of the package's `datapackage.json`.

    Raises
    ------
    PackageError
        Neither the installed copy nor a checkout holds it.

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
    raise PackageError(
        f"no {DESCRIPTOR}: neither {installed} nor a checkout of summitdata at {root}; install summitdata again"
    )


def find(path: str | Path | None = None) -> Path:
    """Return the descriptor that a caller means: a file, the one in a folder, or this package's own.

    Raises
    ------
    PackageError
        There is no such file.
    """
    if path is None:
        return locate()
    given = Path(path)
    target = given / DESCRIPTOR if given.is_dir() else given
    if not target.is_file():
        raise PackageError(f"{target}: no such file: name a {DESCRIPTOR} or its folder")
    return target


def table_path(descriptor: Path, resource: dict[str, Any]) -> Path:
    """Return the file of a resource, which stands in the folder of its descriptor or below it.

    Raises
    ------
    PackageError
        The path is missing, not one file, or leads out of the folder.
    """
    path, base = resource.get("path"), descriptor.parent.resolve()
    try:
        # What has a scheme is an address: `postgres://` and `https://` would be taken for folders here, but not there.
        local = isinstance(path, str) and "://" not in path
        inside = local and (base / str(path)).resolve().is_relative_to(base)
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL, a name that is too long
        inside = False
    if not inside:
        raise PackageError(f"{descriptor}: table {resource.get('name')!r}: the path {path!r} is not one in its folder")
    return descriptor.parent / str(path)


def read_descriptor(path: Path) -> dict[str, Any]:
    """Read the descriptor at `path`.

    Raises
    ------
    PackageError
        The file cannot be read or is no JSON object; the text says where.
    """
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise PackageError(f"{path}: cannot read the descriptor: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PackageError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise PackageError(f"{path}: no JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except ValueError as error:
        raise PackageError(f"{path}: no descriptor: {error}") from error
    except RecursionError as error:
        raise PackageError(f"{path}: nested too deeply to be a descriptor") from error
    if not isinstance(found, dict):
        raise PackageError(f"{path}: a descriptor is a JSON object, this is {type(found).__name__}")
    return found


@cache
def descriptor() -> dict[str, Any]:
    """Return what the package's own descriptor says; callers leave it as it is."""
    return read_descriptor(locate())


def package() -> frictionless.Package:
    """Return this data package as a Frictionless `Package`, its tables ready to open.

    Returns
    -------
    frictionless.Package
        A new object at each call, so that changing it changes nothing else.

    Raises
    ------
    PackageError
        The data are not where they should be.

    Examples
    --------
    >>> package().resource_names
    ['figures', 'countries', 'summits', 'projects', 'project_countries', 'topics', 'evidence', 'trade', 'gas',
    'sources']
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
    tables: dict[str, dict[str, Any]] = {found["name"]: found for found in descriptor()["resources"]}
    if name not in tables:
        raise UnknownNameError.of("table", name, tables)
    return tables[name]


def version() -> str:
    """Return the version of the library: of the installed distribution, or of the checkout it is used from."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("summitdata")
    except PackageNotFoundError:
        import tomllib

        project = tomllib.loads((locate().parent / "pyproject.toml").read_text("utf-8"))
        return str(project["project"]["version"])
