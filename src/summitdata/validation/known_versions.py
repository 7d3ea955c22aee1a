"""The versions of frictionless whose inner workings are known: of others, nothing is done past its public functions."""

from __future__ import annotations

from functools import cache

__all__ = ["KNOWN_VERSIONS", "is_known_version"]

KNOWN_VERSIONS = ("5.21.",)
"""How the versions begin whose rows are known to be put together, and whose resources to be made, as they are here."""


def is_known_version() -> bool:
    """Whether the rows and the resources of the installed frictionless are known."""
    return _version().startswith(KNOWN_VERSIONS)


@cache
def _version() -> str:
    from importlib.metadata import version  # a valid table does not need it, and it takes long to import

    return version("frictionless")
