"""A compressed table, or one in several files, as a plain file: a thread makes a copy, which is read while it grows.

So every reader has a file to go back in, and there is one set of positions and limits. The copy has a limit of its
own, in bytes and in proportion to the compressed file, and is removed when nothing refers to it any more.
"""

from __future__ import annotations

import io
import os
import shutil
import weakref
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from threading import Condition, Thread
from typing import IO, TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.opening import MAX_STREAM_BYTES, open_file
from summitdata.tabular.packings import UnpackError, packing_of, pieces_of, unpacked_name
from summitdata.tabular.parts import Part, PartsError, joined_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Grew = Callable[[int], None]
    Join = Callable[[list[Path], dict[str, Any], list[Part]], Iterator[bytes]]

__all__ = ["Copy", "Grew", "expected_size", "finish", "open_copy", "unpack_file"]

MAX_BYTES = MAX_STREAM_BYTES
"""How large an unpacked file may be: as large as standard input."""
MAX_RATIO, FREE_BYTES = 200, 100_000_000
"""A file of more than so many bytes may be so many times as large as what it is unpacked from."""
RATIO = 4
"""How many times as large as it is a compressed file is assumed to be when it is unpacked."""
SURE_BYTES = 1 << 20
"""Up to so many bytes a copy is waited for to know its size."""
_SUFFIXES = (".csv", ".tsv")

_COPIES: weakref.WeakValueDictionary[str, Copy] = weakref.WeakValueDictionary()


class Copy:
    """The unpacked content of a compressed file, or of several files, in a temporary file that a thread writes.

    Parameters
    ----------
    packed : pathlib.Path
        The file, or the first of several, for messages.
    name : str
        What the copy is called.
    pieces : iterator of bytes
        Its content.
    packed_size : int
        The size of what it is made of.
    grew : callable, optional
        Is called with the number of bytes that were unpacked, in another thread.
    parts : list of Part
        The parts of a table in several files, as far as they are written.
    expected : int, optional
        About how large it will be, as far as that is known before.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a copy has
        self,
        packed: Path,
        name: str,
        pieces: Iterator[bytes],
        packed_size: int,
        grew: Grew | None = None,
        parts: Sequence[Part] = (),
        expected: int | None = None,
    ) -> None:
        import tempfile  # a file that is not packed does not need it

        folder = tempfile.mkdtemp(prefix="summitdata-")
        weakref.finalize(self, _remove, folder, os.getpid())
        name = PurePosixPath(name).name or "table"
        self.file = Path(folder, name if name.lower().endswith(_SUFFIXES) else f"{name}.csv")
        self.packed, self.parts, self.expected = packed, parts, expected
        self.source: IO[bytes] | None = None
        self.size, self.is_done, self.error = 0, False, ""
        self.error_type = "compression-error"
        self.changed = Condition()
        _COPIES[str(self.file)] = self
        target = self.file.open("xb", buffering=0)
        most = min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * packed_size))
        write = partial(_write, weakref.ref(self), target, _up_to(most, pieces), grew)
        try:
            Thread(target=write, daemon=True).start()
        except RuntimeError:  # there are no threads, as in a browser
            write()

    @classmethod
    def of_packed(cls, file: Path, packing: str, member: str = "", grew: Grew | None = None) -> Copy:
        """Return the copy of a compressed file; `packing` and `member` are those of `pieces_of`."""
        source = open_file(file)

        def pieces() -> Iterator[bytes]:
            with source:
                yield from pieces_of(source, packing, member)

        name = member or unpacked_name(file.name)
        copy = cls(file, name, pieces(), os.fstat(source.fileno()).st_size, grew)
        copy.source = source
        return copy

    @classmethod
    def of_pieces(cls, file: Path, pieces: Iterator[bytes], grew: Grew | None = None) -> Copy:
        """Return the copy that has these pieces, which are made of a file."""
        return cls(file, file.stem, pieces, file.stat().st_size, grew)

    @classmethod
    def of_parts(
        cls,
        files: list[Path],
        resource: dict[str, Any],
        size: int,
        grew: Grew | None = None,
        join: Join = joined_pieces,
    ) -> Copy:
        """Return the copy of a table in several files, whose resource is explicit; `size` is that of all of them."""
        parts: list[Part] = []
        expected = sum(
            file.stat().st_size * (1 if packing_of({"path": file.name}) is None else RATIO) for file in files
        )
        pieces = join(files, resource, parts)
        return cls(files[0], unpacked_name(files[0].name), pieces, size, grew, parts, expected)

    def __reduce__(self) -> tuple[Any, ...]:
        """Stay in this process: the copy in another one is nothing."""
        return (type(None), ())

    def finish(self) -> None:
        """Wait until all of it is there.

        Raises
        ------
        UnpackError
            The file cannot be unpacked, or is too large.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.is_done)
        if self.error:
            raise UnpackError(self.error, self.error_type)

    def wait_beyond(self, position: int) -> None:
        """Wait until there is more than so many bytes, or no more will come."""
        with self.changed:
            self.changed.wait_for(lambda: self.is_done or self.size > position)


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:  # a forked process has the folder from its parent, which still reads it
        shutil.rmtree(folder, ignore_errors=True)


def _write(reference: weakref.ref[Copy], target: io.FileIO, pieces: Iterator[bytes], grew: Grew | None) -> None:
    """Write the copy, in a thread; it ends where nobody reads the copy any more."""
    error, error_type, size = "", "compression-error", 0
    try:
        with target:
            for piece in pieces:
                size += len(piece)
                rest = memoryview(piece)
                while rest:
                    rest = rest[target.write(rest) :]
                if grew:
                    grew(len(piece))
                if (copy := reference()) is None:
                    return
                with copy.changed:
                    copy.size = size
                    copy.changed.notify_all()
                del copy
    except Exception as exception:  # noqa: BLE001 - whoever reads the copy waits for its end, whatever happens
        error, error_type = _failure(exception)
    if (copy := reference()) is not None:
        with copy.changed:
            copy.error, copy.error_type, copy.is_done = error, error_type, True
            copy.changed.notify_all()


def _failure(exception: Exception) -> tuple[str, str]:
    """Return why a copy could not be made, and the type of that error."""
    match exception:
        case PartsError():
            return str(exception), "path-error"
        case UnpackError():
            return str(exception), exception.error_type
        case PackageError():
            return str(exception), "compression-error"
        case OSError():
            return f"the unpacked copy cannot be written: {exception.strerror}", "compression-error"
        case MemoryError():
            return "there is not enough memory to unpack it", "compression-error"
    return (
        f"{type(exception).__name__}: {exception}: this is a mistake in summitdata: please report it",
        "internal-error",
    )


class _GrowingFile(io.RawIOBase):
    """A copy that is read from its start while it grows."""

    def __init__(self, copy: Copy) -> None:
        self._copy, self._file = copy, copy.file.open("rb", buffering=0)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = self._file.seek(offset, whence)
        return self._position

    def readinto(self, view: Any) -> int:
        self._copy.wait_beyond(self._position)
        count: int = self._file.readinto(view) or 0
        if not count:
            self._copy.finish()  # it raises where the file only ends because it is damaged
        self._position += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def open_copy(file: Path) -> io.BufferedReader | None:
    """Open a copy that still grows; None if the file is another one, or all of it is there."""
    copy = _COPIES.get(str(file))
    return None if copy is None or (copy.is_done and not copy.error) else io.BufferedReader(_GrowingFile(copy))


def finish(file: Path | None) -> None:
    """Wait until all of a file is there, if it is a copy.

    Raises
    ------
    UnpackError
        It cannot be unpacked.
    """
    if copy := _COPIES.get(str(file)):
        copy.finish()


def _up_to(most: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise UnpackError(
                f"it unpacks to more than {most / 1e6:.0f} MB: if that is right, name it as a plain CSV file"
            )
        yield piece


def expected_size(file: Path, packed: Path | None) -> int:
    """Return the size of a file; of a large copy that grows, about what it will be."""
    copy = _COPIES.get(str(file))
    if copy is not None and copy.expected is not None:
        return copy.expected  # what is there already depends on how fast it is written, and no report may
    if copy is None or packed is None:
        return file.stat().st_size
    copy.wait_beyond(SURE_BYTES)
    if copy.size <= SURE_BYTES:
        return copy.size
    ratio = float(RATIO)
    with suppress(ValueError, OSError):  # it is closed, as all of it is unpacked
        ratio = max(ratio, copy.size / (copy.source.tell() or 1)) if copy.source else ratio
    return max(copy.size, int(ratio * packed.stat().st_size))


def unpack_file(file: Path) -> Copy | None:
    """Return the copy of a compressed file, all of it; None if its name is not that of one.

    Raises
    ------
    UnpackError
        It cannot be unpacked.
    """
    packing = packing_of({"path": file.name})
    copy = Copy.of_packed(file, packing) if packing else None
    try:
        finish(copy.file if copy else None)
    except UnpackError as error:
        raise UnpackError(f"{file}: {error}") from error
    return copy
