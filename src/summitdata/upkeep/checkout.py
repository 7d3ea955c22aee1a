"""Whether a descriptor is that of the checkout that this library runs from: only there is code written."""

from __future__ import annotations

from pathlib import Path

from summitdata.datapackage import DESCRIPTOR, locate
from summitdata.errors import PackageError

__all__ = ["NAMES_MODULE", "is_own_descriptor"]

NAMES_MODULE = Path("src", "summitdata", "_names.py")
"""The module with the names of tables, figures and projects, from the root of a checkout."""


def is_own_descriptor(descriptor: Path) -> bool:
    """Return whether a descriptor is that of the checkout whose code is running now.

    A package that looks like the checkout, or leads to it by links, is not it.

    Examples
    --------
    >>> is_own_descriptor(Path("/tmp/datapackage.json"))
    False
    """
    module = _running_module()
    try:
        root = locate().resolve().parent
        return descriptor.resolve() == root / DESCRIPTOR and module == root / NAMES_MODULE
    except (OSError, RuntimeError, PackageError):  # a loop of links; no package
        return False


def _running_module() -> Path:
    """Return the file of the names that this process would import."""
    return (Path(__file__).parents[1] / NAMES_MODULE.name).resolve()
