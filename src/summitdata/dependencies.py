"""What the library depends on, and what to say where a part is not installed, as after `pip install --no-deps`."""

from __future__ import annotations

from functools import wraps
from importlib.util import find_spec
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from summitdata.errors import MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["REQUIRED", "complete", "explained", "missing"]

P = ParamSpec("P")
R = TypeVar("R")

REQUIRED = {
    "click": "click",
    "frictionless": "frictionless",
    "jsonschema": "jsonschema",
    "numpy": "numpy",
    "pandas": "pandas",
    "pandera": "pandera[pandas]",
    "pyarrow": "pyarrow",
    "tabulate": "tabulate",
    "yaml": "pyyaml",
}
"""The modules that come with a plain installation, and the package that each is in."""

EXTRAS = {"altair": "plot", "duckdb": "export", "openpyxl": "export", "polars": "polars", "pyspark": "pyspark"}
"""The modules that come with an extra."""


def complete() -> bool:
    """Return whether every module of a plain installation is there; none is loaded."""
    try:
        return all(find_spec(module) for module in REQUIRED)
    except ImportError:
        return False


def missing(error: ModuleNotFoundError) -> MissingDependencyError | None:
    """Return the error that says what to install for a module that was not found, or None if it is none of ours.

    Examples
    --------
    >>> print(missing(ModuleNotFoundError(name="yaml")))
    this call needs yaml: install it with pip install 'pyyaml', or reinstall summitdata with its dependencies
    """
    module = str(error.name).partition(".")[0]
    if module in EXTRAS:
        return MissingDependencyError.of(module, EXTRAS[module])
    if module not in REQUIRED:
        return None
    return MissingDependencyError(
        f"this call needs {module}: install it with pip install '{REQUIRED[module]}', or reinstall summitdata with its "
        "dependencies"
    )


def explained(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function whose error for a missing module says what to install."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except ModuleNotFoundError as error:
            raise missing(error) or error from error

    return call
