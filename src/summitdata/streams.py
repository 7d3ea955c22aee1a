"""What the command writes to stdout and stderr: any text in any encoding, and either all of it or an error."""

from __future__ import annotations

import io
import os
import string
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

from summitdata.errors import PackageError
from summitdata.escaping import fit_encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from _typeshed import ReadableBuffer

__all__ = [
    "flush_stdout",
    "flush_streams",
    "give_up",
    "is_terminal",
    "set_up",
    "wants_colour",
    "write_stderr",
    "write_stdout",
    "write_stdout_parts",
    "write_whole",
]


def set_up() -> None:
    """Prepare stdout and stderr of this process for whatever writes to them, click and other libraries included.

    What their encoding lacks is written as an escape. Where the system takes only a part of a text, the rest is written
    too, or an error is raised: Python itself does not see it under PYTHONUNBUFFERED. Where stdin, stdout or stderr is
    closed, its number is taken, so that no file which is opened later gets it; nothing can be written there.
    """
    while (descriptor := os.open(os.devnull, os.O_RDONLY)) <= 2:  # noqa: PLR2004 - stdin, stdout, stderr
        pass
    os.close(descriptor)
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)


def _prepared(stream: TextIO) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):  # None where it was closed, or the stream of a notebook
        return stream
    if stream in (sys.__stdout__, sys.__stderr__):  # Python's own, and not one that a test has put there
        stream.flush()
        file: Any = getattr(stream.buffer, "raw", stream.buffer)
        whole = io.BufferedWriter(_WholeFile(file))
        newline = "\n" if os.linesep == "\n" else None
        stream = io.TextIOWrapper(whole, stream.encoding, newline=newline, line_buffering=stream.isatty())
    stream.reconfigure(encoding=None if _takes_text(stream.encoding) else "ascii", errors="backslashreplace")
    return stream


def _takes_text(encoding: str) -> bool:
    """Return whether an encoding has an ordinary text: `idna` is for names of hosts, and `undefined` for nothing."""
    try:
        return bool((string.printable * 2).encode(encoding, "backslashreplace"))
    except (LookupError, UnicodeError):
        return False


class _WholeFile(io.RawIOBase):
    """A file whose `write` writes all that it gets: it goes on where the system took a part, and waits if it has to."""

    def __init__(self, file: io.RawIOBase) -> None:
        self._file = file

    def write(self, content: ReadableBuffer, /) -> int:
        rest = memoryview(content)
        while rest:
            written = self._file.write(rest)
            if written is None:  # another program has made the pipe one that does not wait
                _wait_for(self._file.fileno())
            rest = rest[written or 0 :]
        return len(memoryview(content))

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()


def _wait_for(descriptor: int) -> None:
    import select

    select.select([], [descriptor], [])


def write_stdout(text: str, language: str = "text") -> None:
    """Write a text to stdout, all of it, as `write_stdout_parts` does."""
    write_stdout_parts([text], language)


def write_stdout_parts(parts: Iterable[str], language: str = "text") -> None:
    """Write the parts of a text to stdout, all of them. This is the only function that writes there.

    Parameters
    ----------
    parts : iterable of str
        The text. Each part is written before the next is made.
    language : {"text", "json", "markup"}
        What reads it, which decides how the characters are written that the encoding of stdout lacks.

    Raises
    ------
    PackageError
        stdout is closed, or the disk is full.
    BrokenPipeError
        Nobody reads any more, as after `| head`.
    """
    stream = _open(sys.stdout)
    if stream is None:
        raise PackageError("cannot write: stdout is closed")
    for part in parts:
        with _write_errors():
            stream.write(fit_encoding(part, stream.encoding or "utf-8", language))
    with _write_errors():
        stream.flush()


def flush_stdout() -> None:
    """Write what click or another library left in the buffer of stdout; it raises what `write_stdout` does."""
    stream = _open(sys.stdout)
    if stream is not None:
        with _write_errors():
            stream.flush()


def _open(stream: TextIO | None) -> TextIO | None:
    """Return a stream, or None where it was closed: Python has none then, whatever its types say."""
    return None if stream is None or stream.closed else stream


@contextmanager
def _write_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PackageError(f"cannot write: {error.strerror or error}") from error


def write_stderr(text: str) -> None:
    """Write a text to stderr, if it can be written: there is no other place to say that it cannot."""
    with suppress(AttributeError, OSError, ValueError):  # it is None, full or closed
        sys.stderr.write(fit_encoding(text, sys.stderr.encoding or "utf-8"))
        sys.stderr.flush()


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person reads a stream at a terminal; one that is closed is read by nobody."""
    stream = _open(stream)
    return stream is not None and stream.isatty()


def wants_colour(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Return whether what is written to a stream is to have colours.

    NO_COLOR and FORCE_COLOR decide where they are set and not empty, as https://no-color.org and https://force-color.org
    have them; else it has them at a terminal that is not a dumb one.

    Examples
    --------
    >>> wants_colour(None, {"FORCE_COLOR": "1"}), wants_colour(None, {"FORCE_COLOR": "1", "NO_COLOR": "1"})
    (True, False)
    """
    if environment.get("NO_COLOR"):
        return False
    if forced := environment.get("FORCE_COLOR"):
        return forced.lower() not in ("0", "false")
    return environment.get("TERM") != "dumb" and is_terminal(stream)


def flush_streams() -> None:
    """Write what this process has printed, before something else writes to the same files."""
    for stream in (sys.stdout, sys.stderr):
        if _open(stream):
            stream.flush()


def give_up() -> None:
    """Drop what could not be written: Python would try once more at its end, and exit with another code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if _open(stream):
                stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, stream.fileno())
                os.close(null)


def write_whole(descriptor: int, content: bytes) -> None:
    """Write to a file descriptor until all is written; the system may take a part at a time."""
    rest = memoryview(content)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            _wait_for(descriptor)
