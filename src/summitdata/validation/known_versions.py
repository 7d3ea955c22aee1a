"""The versions of frictionless whose inner workings are known: of another, only its public functions are used."""

from __future__ import annotations

from functools import cache

__all__ = ["KNOWN_VERSIONS", "is_known_version"]

KNOWN_VERSIONS = ("5.21.",)
"""How the versions begin whose rows and resources are made, and whose cells are read, as it is known here."""


def is_known_version() -> bool:
    """Whether the rows and the resources of the installed frictionless are known."""
    return _version().startswith(KNOWN_VERSIONS)


@cache
def _version() -> str:
    from importlib.metadata import version  # a valid table does not need it, and it takes long to import

    return version("frictionless")
