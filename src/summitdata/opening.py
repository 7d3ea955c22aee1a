"""One way to open a file: what it is, where it leads, and how large it may be.

Every file goes through this module that a caller names, or that a folder, a pattern, an option or a descriptor leads
to. A caller may name any regular file, or standard input. What is *led to* must be in the folder where the way began:
the root. Nothing here waits: a pipe or a device is refused, not read.
"""

from __future__ import annotations

import io
import os
import re
import stat
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from summitdata.errors import PackageError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from tempfile import TemporaryDirectory

__all__ = [
    "OPENED",
    "STDIN_PLACE",
    "copy_stdin",
    "exists",
    "is_inside",
    "is_local",
    "is_stdin",
    "open_file",
    "open_text",
    "read_file",
    "refuse_irregular",
    "resolve_inside",
    "similar_file",
]

MAX_BYTES = 100_000_000
"""The largest file that is read whole and is not a table: a descriptor, a schema, a baseline, an article."""
MAX_STREAM_BYTES = 4 << 30
"""How much is read from standard input: it is copied to a file, and may never end."""
STDIN_NAMES = ("-", "/dev/stdin")
STDIN_PLACE = "<stdin>"
"""What messages and reports call standard input."""
CHUNK_SIZE = 1 << 20
MOST_COMPARED = 1000
"""With how many names of files in its folder that of a missing file is compared."""

_READ_ONLY = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that took the place of the file does not wait for its writer
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOINHERIT", 0)
    | getattr(os, "O_BINARY", 0)
)
_SCHEME = re.compile(r"[\x00-\x20]*[A-Za-z0-9+.-]+:")
_CONTROL_OR_BACKSLASH = re.compile(r"[\x00-\x1f\x7f\\]")


# What a path says


def is_local(text: str) -> bool:
    r"""Tell whether a path in a descriptor is a path on every system, and not the address of something else.

    Examples
    --------
    >>> is_local("data/prices.csv")
    True
    >>> [is_local(text) for text in ("s3:bucket/x", "HTTP:/host/x", "C:prices.csv", "\\\\host\\x", "h\nttp:x")]
    [False, False, False, False, False]
    """
    return _SCHEME.match(text) is None and _CONTROL_OR_BACKSLASH.search(text) is None


def is_stdin(path: str | Path) -> bool:
    """Tell whether a caller names standard input.

    Examples
    --------
    >>> [is_stdin(path) for path in ("-", "/dev/stdin", "./-")]
    [True, True, False]
    """
    return isinstance(path, str | Path) and str(path) in STDIN_NAMES


# Where a path leads, and what is there


def exists(path: Path) -> bool:
    """Tell whether there is anything at a path; a link must lead to something.

    Raises
    ------
    PackageError
        It is not a path of this system: too long, with a NUL, a loop of links.
    """
    return _status(path) is not None


def is_inside(path: Path, root: Path) -> bool:
    """Tell whether a path leads to a place in a folder or below it, links followed."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
    except (OSError, ValueError):  # a name that is too long, a NUL
        return False


def resolve_inside(path: Path, root: Path) -> Path:
    """Return where a path leads to, links followed.

    Raises
    ------
    PackageError
        It leads out of the root.
    """
    if not is_inside(path, root):
        raise PackageError(
            f"{path}: a link that leads out of the folder {root}: links are only followed inside of it: put the file "
            "there, or name it yourself"
        )
    return Path(os.path.realpath(path))


def refuse_irregular(path: Path) -> None:
    """Refuse what is not a regular file: reading a device or a pipe may never end.

    Raises
    ------
    PackageError
        There is no file, or it is something else.
    """
    status = _status(path)
    if status is None:
        raise PackageError(f"{path}: no such file{similar_file(path)}")
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(path)


def similar_file(path: Path) -> str:
    """Return the suggestion of a file in the same folder with a similar name, for the end of a message."""
    from difflib import get_close_matches

    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry in islice(entries, MOST_COMPARED)]
    except (OSError, ValueError):
        return ""
    found = get_close_matches(path.name[:MOST_COMPARED], names, n=1, cutoff=0.6)
    return f": did you mean {shown(str(path.with_name(found[0])))}?" if found else ""


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise PackageError(f"{path}: cannot be read: {error.strerror}") from error
    except (OSError, ValueError) as error:
        raise PackageError(f"{path}: not a path of this system: {getattr(error, 'strerror', None) or error}") from error


def _not_regular(path: Path) -> PackageError:
    return PackageError(
        f"{path}: not a regular file: devices, pipes, sockets and folders are not read; a stream is read as -"
    )


# Opening and reading

OPENED: list[Callable[[os.stat_result], None]] = []
"""What is called with the status of each file that is opened: the command counts their bytes."""


def open_file(path: Path, root: Path | None = None) -> io.BufferedReader:
    """Open a regular file to read its bytes.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    root : pathlib.Path, optional
        The folder that it must be in, links followed; without it, it is the caller's choice, or was looked at before.

    Raises
    ------
    PackageError
        It leads out of the root, or is not a regular file.
    OSError
        It is not there, or cannot be read.
    """
    place = path
    if root is not None:
        path = resolve_inside(path, root)
    if not stat.S_ISREG(path.stat().st_mode):
        raise _not_regular(place)

    def open_regular(name: str, _flags: int) -> int:
        # What was looked at may have been replaced since: what counts is what is open.
        flags = _READ_ONLY if root is None else _READ_ONLY | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(name, flags)
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode):
            for look in OPENED:
                look(status)
            return handle
        os.close(handle)
        raise _not_regular(place)

    return open(path, "rb", opener=open_regular)


def open_text(path: Path, encoding: str, *, errors: str | None = None, newline: str | None = "") -> io.TextIOWrapper:
    """Open a regular file to read its text, by default with its line ends as they are.

    The options are those of `open`; it raises what `open_file` raises.
    """
    stream = open_file(path)
    try:
        return io.TextIOWrapper(stream, encoding, errors, newline)
    except BaseException:
        stream.close()
        raise


def read_file(path: Path, noun: str, *, root: Path | None = None, limit: int | None = MAX_BYTES) -> bytes:
    """Read a file whole, or standard input.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    noun : str
        What it is, for messages, such as "the descriptor".
    root : pathlib.Path, optional
        The folder that it must be in, links followed; without it, it is the caller's choice.
    limit : int, optional
        How many bytes it may have.

    Raises
    ------
    PackageError
        It cannot be read, leads out of the root, is not a regular file, or is too large.
    """
    try:
        with _open_stdin() if root is None and is_stdin(path) else open_file(path, root) as stream:
            content = stream.read(-1 if limit is None else limit + 1)
    except PackageError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise PackageError(f"{path}: cannot read {noun}: {getattr(error, 'strerror', None) or error}") from error
    if limit is not None and len(content) > limit:
        raise PackageError(f"{path}: larger than {limit / 1e6:.0f} MB: too large for {noun}: give another file")
    return content


# Standard input

_COPIES: list[TemporaryDirectory[str]] = []
"""The folders of the copies of standard input; they are removed when Python ends."""


def copy_stdin() -> Path:
    """Copy standard input to a temporary file, and return the file.

    Raises
    ------
    PackageError
        Standard input is closed, or larger than the limit.
    """
    from tempfile import TemporaryDirectory

    folder = TemporaryDirectory(prefix="summitdata-")
    _COPIES.append(folder)
    file = Path(folder.name, "stdin.csv")
    try:
        with _open_stdin() as stream, file.open("xb") as copy:
            size = 0
            while size <= MAX_STREAM_BYTES and (chunk := stream.read(CHUNK_SIZE)):
                size += copy.write(chunk)
    except PackageError:
        raise
    except (OSError, ValueError) as error:
        raise PackageError(f"{STDIN_PLACE}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if size > MAX_STREAM_BYTES:
        folder.cleanup()
        raise PackageError(
            f"{STDIN_PLACE}: more than {MAX_STREAM_BYTES / 1e9:.0f} GB: save it to a file, and name that"
        )
    return file


@contextmanager
def _open_stdin() -> Iterator[IO[bytes]]:
    """Yield standard input as bytes; it is left open."""
    import sys

    if sys.stdin is None:
        raise PackageError(f"{STDIN_PLACE}: standard input is closed: name a file")
    buffer = getattr(sys.stdin, "buffer", None)  # an object in memory may take its place, as in a notebook
    yield io.BytesIO(sys.stdin.read().encode()) if buffer is None else buffer
