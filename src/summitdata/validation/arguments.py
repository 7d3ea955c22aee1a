"""What a caller of `validate` hands in: odd arguments are refused before anything is read."""

from __future__ import annotations

import operator
import os
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_sources, check_choice, check_time_limit
from summitdata.errors import PackageError, UnknownNameError, shown

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ENGINES", "STREAM", "check_arguments", "check_limit", "read_stream"]

MAX_STEM_LENGTH = 100
STREAM = "<stream>"
"""The place of an open file that has no name."""

ENGINES = ("auto", "screen", "frictionless", "spark")


def check_arguments(  # noqa: PLR0913 - those of `validate`
    source: Any,
    *,
    is_frame: bool,
    limit_errors: int,
    engine: str,
    progress: Callable[[str, int], None] | None,
    time_limit: float | None,
    max_cell_bytes: int,
) -> Any:
    """Return the source, paths of it in a list.

    Raises
    ------
    PackageError
        The source is neither paths, nor an open file, nor a DataFrame.
    UnknownNameError
        An option is of another type or has another value than it may have.
    """
    check_choice("engine", engine, ENGINES)
    check_time_limit(time_limit)
    if progress is not None and not callable(progress):
        raise UnknownNameError(f"progress must be a function, not {type(progress).__name__}")
    if not _is_limit(max_cell_bytes) or not max_cell_bytes:
        raise UnknownNameError(f"max_cell_bytes must be an integer from 1, not {shown(max_cell_bytes)}")
    check_limit(limit_errors)
    if is_frame or hasattr(source, "read"):
        return source
    _refuse_values(source)
    return as_sources(source)


def _refuse_values(source: Any) -> None:
    """Refuse data that do not make a table yet: a column, or rows as Python has them."""
    first = next(iter(source), None) if isinstance(source, list | tuple) else None
    if hasattr(source, "to_frame"):
        advice = "give a DataFrame, such as its to_frame()"
    elif hasattr(source, "dtype") and hasattr(source, "shape"):
        advice = "give pandas.DataFrame(values, columns=labels)"
    elif isinstance(source, dict) or isinstance(first, dict | list | tuple):
        advice = "give pandas.DataFrame(rows), or the path of a file"
    else:
        return
    raise PackageError(f"the source has the type {type(source).__name__}, which is not a table: {advice}")


def check_limit(limit_errors: Any) -> None:
    """Raise for a limit of errors that is not an integer from 0.

    Raises
    ------
    UnknownNameError
        It is something else.
    """
    if not _is_limit(limit_errors):
        raise UnknownNameError(f"limit_errors must be an integer from 0, which lists all, not {shown(limit_errors)}")


def _is_limit(limit: Any) -> bool:
    try:
        return not isinstance(limit, bool) and operator.index(limit) >= 0
    except TypeError:
        return False


def read_stream(stream: Any, encoding: str) -> tuple[str, str, bytes]:
    """Return the content of an open file: what the report calls it, the name for a copy, and its bytes.

    Raises
    ------
    PackageError
        It cannot be read, or its text is not of the encoding.
    """
    name, content = _read(stream)
    # A stream may have any name: what the file system and the reports cannot hold is escaped.
    place = name.encode("utf-8", "backslashreplace").decode() if isinstance(name, str) and name else STREAM
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", PurePath(place).stem)[:MAX_STEM_LENGTH].strip(".-")
    copy = f"{stem if place != STREAM and stem else 'table'}.csv"
    if isinstance(content, bytes | bytearray | memoryview):
        return place, copy, bytes(content)
    if not isinstance(content, str):
        raise PackageError(f"{place}: reading it gives {type(content).__name__}: it must give a str or bytes")
    try:
        return place, copy, content.encode(encoding)
    except UnicodeEncodeError as error:
        raise PackageError(f"{place}: the text has characters that {encoding} lacks: open it in binary mode") from error
    except (LookupError, ValueError) as error:
        raise PackageError(f"{place}: {error}: give an encoding that Python knows") from error


def _read(stream: Any) -> tuple[Any, Any]:
    """Return the name and the content of an open file, which may be an object of the caller's and raise anything."""
    name: Any = None
    try:
        name = getattr(stream, "name", None)
        name = os.fspath(name) if isinstance(name, os.PathLike) else name
        return name, stream.read()
    except Exception as error:  # the object is the caller's, and its `read` may raise anything
        place = name if isinstance(name, str) else STREAM
        raise PackageError(f"{place}: cannot read the open file: {type(error).__name__}: {error}") from error
