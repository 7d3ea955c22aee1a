"""What the library depends on, and what to tell a caller where a part is missing, as after `pip install --no-deps`."""

from __future__ import annotations

from functools import wraps
from importlib.util import find_spec
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from summitdata.errors import MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["REQUIRED", "all_installed", "explain_missing", "missing_dependency"]

P = ParamSpec("P")
R = TypeVar("R")

REQUIRED = {
    "click": "click",
    "frictionless": "frictionless",
    "jinja2": "jinja2",
    "jsonschema": "jsonschema",
    "numpy": "numpy",
    "pandas": "pandas",
    "pandera": "pandera[pandas]",
    "pyarrow": "pyarrow",
    "tabulate": "tabulate",
    "yaml": "pyyaml",
}
"""The modules that a plain installation brings, with the package that has each."""

BROUGHT = {"simpleeval": "simpleeval"}
"""The modules that one of those brings: frictionless evaluates formulas with it, and so do the rules of groups."""

EXTRAS = {"altair": "plot", "duckdb": "export", "openpyxl": "excel", "polars": "polars", "pyspark": "pyspark"}
"""The modules that an extra installs, with the extra."""


def all_installed() -> bool:
    """Return whether every module of a plain installation can be found; none is loaded."""
    try:
        return all(find_spec(module) for module in REQUIRED)
    except ImportError:
        return False


def missing_dependency(error: ModuleNotFoundError) -> MissingDependencyError | None:
    """Return the error that says how to install a missing module, or None if the library does not depend on it.

    Examples
    --------
    >>> print(missing_dependency(ModuleNotFoundError(name="yaml")))
    this call needs yaml: install it with pip install 'pyyaml', or reinstall summitdata with its dependencies
    """
    module = str(error.name).partition(".")[0]
    if module in EXTRAS:
        return MissingDependencyError.of(module, EXTRAS[module])
    if (package := (REQUIRED | BROUGHT).get(module)) is None:
        return None
    return MissingDependencyError(
        f"this call needs {module}: install it with pip install '{package}', or reinstall summitdata with its "
        "dependencies"
    )


def explain_missing(function: Callable[P, R]) -> Callable[P, R]:
    """Wrap a function so that its error for a missing module says what to install."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except ModuleNotFoundError as error:
            raise missing_dependency(error) or error from error

    return call
