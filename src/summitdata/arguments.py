"""What callers hand in by name: anything that is not what a call takes is refused with an error of the library."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from summitdata.errors import PackageError, UnknownNameError

__all__ = ["as_path", "check_option", "check_text"]


def as_path(value: Any, noun: str = "the path") -> Path:
    """Return a caller's path.

    Parameters
    ----------
    value : str or os.PathLike of str
        What the caller gave.
    noun : str, default "the path"
        What it is, for the message.

    Raises
    ------
    PackageError
        It is neither, or it has a NUL.

    Examples
    --------
    >>> as_path("a/b.csv").name
    'b.csv'
    >>> as_path(5)
    Traceback (most recent call last):
    summitdata.errors.PackageError: the path must be a str or a pathlib.Path, not int
    """
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not isinstance(value, str):
        raise PackageError(f"{noun} must be a str or a pathlib.Path, not {type(value).__name__}")
    if "\0" in value:
        raise PackageError(f"{value}: not a path of this system: it has a NUL")
    return Path(value)


def check_text(name: str, value: Any) -> None:
    """Raise for an option that is neither a text nor `None`.

    Raises
    ------
    UnknownNameError
        It is something else, or an empty text.
    """
    if value is not None and not isinstance(value, str):
        raise UnknownNameError(f"{name} must be a str, not {type(value).__name__}")
    if value == "":
        raise UnknownNameError(f"{name} is empty: leave it out, or give one")


def check_option(name: str, value: Any, wanted: str, *, ok: bool) -> None:
    """Raise for an option that is not what it has to be.

    Raises
    ------
    UnknownNameError
        It is not.
    """
    if not ok:
        raise UnknownNameError(f"{name} must be {wanted}, not {value!r:.100}")
