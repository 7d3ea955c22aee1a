"""The one way to write: a file or a folder completely or not at all, and to a device or a pipe without replacing it."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summitdata.arguments import as_path
from summitdata.errors import PackageError
from summitdata.streams import flush_streams, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "atomic_path",
    "copy_file",
    "is_stream",
    "remove_file",
    "temporary_file",
    "write_bytes",
    "write_parts",
    "write_text",
]

SECONDS_FOR_A_READER = 10
"""How long a named pipe is waited for that nobody reads yet."""
PIECE = 100_000
"""About how many bytes are written at a time."""

_FOLDER_OF_OPEN_FILES = re.compile(r"/proc/\d+(/task/\d+)?/fd")
_STANDARD = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_MAX_LINKS = 40


def write_text(file: Path, text: str, *, overwrite: bool = True, inside: Path | None = None) -> None:
    """Write a text as UTF-8, as `write_bytes` does.

    Raises
    ------
    PackageError
        The file cannot be written, or the text has half of a surrogate pair.
    """
    _write(file, list(_encoded(file, [text])), overwrite=overwrite, inside=inside)


def write_parts(file: Path, parts: Iterable[str]) -> None:
    """Write the parts of a text as UTF-8, as `write_text` does; each is written before the next is made.

    A regular file is written whole or not at all, whatever is raised. A device or a pipe has got the parts before.
    """
    _write(file, _encoded(file, parts), overwrite=True, inside=None)


def _encoded(file: Path, parts: Iterable[str]) -> Iterator[bytes]:
    """Yield a text as UTF-8, in pieces that are worth a call of the system."""
    before, content = 0, bytearray()
    for part in parts:
        try:
            content += part.encode()
        except UnicodeEncodeError as error:
            raise PackageError(
                f"{file}: cannot write: character {before + error.start + 1} of the text is half of a surrogate pair, "
                "which UTF-8 cannot hold"
            ) from error
        before += len(part)
        if len(content) > PIECE:
            yield bytes(content)
            content.clear()
    yield bytes(content)


def write_bytes(file: Path, content: bytes, *, overwrite: bool = True, inside: Path | None = None) -> None:
    """Write a file whole; its old content stays until all of the new one is written.

    A symbolic link is followed. A regular file is replaced by one of the same mode and, where the system lets it,
    owner; another name of it, a hard link, keeps the old content. A device, a pipe or an open file (`/dev/stdout`,
    `/dev/fd/3`) is written to and stays what it is.

    Parameters
    ----------
    file : pathlib.Path
        The file.
    content : bytes
        All of it.
    overwrite : bool, default True
        Whether a regular file may be there already.
    inside : pathlib.Path, optional
        The folder that the file must be in when all links are followed.

    Raises
    ------
    PackageError
        The file cannot be written. No incomplete file is left.
    """
    _write(file, [content], overwrite=overwrite, inside=inside)


def _write(file: Path, pieces: Iterable[bytes], *, overwrite: bool, inside: Path | None) -> None:
    with _write_errors(file):
        target = _resolve(file, inside)
        if target.is_stream:
            _write_stream(target, pieces)
            return
        with _replaced(target, overwrite=overwrite) as new:
            _create(new, pieces)


@contextmanager
def atomic_path(file: Path, *, overwrite: bool = False, suffix: str = "", inside: Path | None = None) -> Iterator[Path]:
    """Yield a temporary path for a library to write to, which becomes the target when the block ends without an error.

    The path is in a new folder beside the target, so whatever else a library writes there (a journal, a lock) is
    removed at the end. The old content of the target stays until all of the new one is written.

    Parameters
    ----------
    file : pathlib.Path
        The file to write, or with `suffix` the folder; see `write_bytes`.
    overwrite : bool, default False
        Whether a file or a folder may be there already.
    suffix : str, optional
        The target is a folder of files with this suffix. Only a folder that contains nothing else is overwritten.
    inside : pathlib.Path, optional
        The folder that the target must be in when all links are followed.

    Yields
    ------
    pathlib.Path
        Where to write.

    Raises
    ------
    PackageError
        The target exists and may not be overwritten, or cannot be written.
    """
    with _write_errors(file):
        target = _resolve(file, inside)
        if target.is_stream and not suffix:
            with temporary_file(target.path.name) as new:
                yield new
                _write_stream(target, [new.read_bytes()])
            return
        with _replaced(target, overwrite=overwrite, suffix=suffix) as new:
            yield new


def is_stream(file: Path) -> bool:
    """Return whether a path is written to and not replaced: a device, a pipe, or an open file such as /dev/stdout."""
    with _write_errors(file):
        return _resolve(file, None).is_stream


@contextmanager
def temporary_file(name: str, content: bytes | None = None) -> Iterator[Path]:
    """Yield a path in a new folder of the system's folder for temporary files, which is removed at the end.

    Raises
    ------
    PackageError
        There is no room for the content.
    """
    import tempfile

    with _draft_folder(Path(tempfile.gettempdir())) as folder:
        new = folder / name
        if content is not None:
            with _write_errors(new):
                _create(new, [content])
        yield new


def copy_file(source: bytes, file: Path, *, inside: Path) -> None:
    """Write the content of another file to a file in a folder, and make the folders that it is in."""
    with _write_errors(file):
        _refuse_outside(file, Path(os.path.realpath(file.parent)), inside)
        file.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(file, source, inside=inside)


def remove_file(file: Path, *, inside: Path) -> None:
    """Remove a file, or a link and not what it points at, whose folder is in a folder when all links are followed.

    Raises
    ------
    PackageError
        It is not, or it cannot be removed.
    """
    with _write_errors(file, "cannot remove"):
        _refuse_outside(file, Path(os.path.realpath(file.parent)), inside)
        file.unlink()


@dataclass(frozen=True)
class _Target:
    """What a path leads to.

    Parameters
    ----------
    file : pathlib.Path
        The path as the caller wrote it.
    path : pathlib.Path
        Where its links lead.
    status : os.stat_result, optional
        What is there.
    is_open_file : bool
        Whether it is a file that a process has open, such as /dev/stdout.
    descriptor : int, optional
        Its number where this process has it open.
    """

    file: Path
    path: Path
    status: os.stat_result | None
    is_open_file: bool = False
    descriptor: int | None = None

    @property
    def is_stream(self) -> bool:
        """Whether it is written to and not replaced: a device, a pipe, a socket, or a file that a process has open."""
        mode = stat.S_IFREG if self.status is None else self.status.st_mode
        return self.is_open_file or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _resolve(file: Path, inside: Path | None) -> _Target:
    as_path(file)
    open_file, descriptor = _open_file(file)
    path = open_file or Path(os.path.realpath(file))
    if inside is not None:
        _refuse_outside(file, path, inside)
    try:
        status = path.stat()
    except FileNotFoundError:
        status = None
    return _Target(file, path, status, open_file is not None, descriptor)


def _open_file(file: Path) -> tuple[Path | None, int | None]:
    """Return the path in /dev or /proc of the open file that a path leads to, and its number if this process has it.

    These paths look like links, but to open where they seem to lead would be another file, or none.
    """
    path = os.path.abspath(file)  # noqa: PTH100 - Path.resolve would follow the link that is looked for
    own_folders = {os.path.realpath(folder) for folder in ("/dev/fd", "/proc/self/fd", "/proc/thread-self/fd")}
    for _ in range(_MAX_LINKS):
        if path in _STANDARD:
            return Path(path), _STANDARD[path]
        folder, name = os.path.split(path)
        folder = os.path.realpath(folder)
        if name.isdecimal() and (folder in own_folders or _FOLDER_OF_OPEN_FILES.fullmatch(folder)):
            return Path(folder, name), int(name) if folder in own_folders else None
        try:
            path = os.path.normpath(Path(folder, os.readlink(Path(folder, name))))  # noqa: PTH115 - the text of the link
        except OSError:  # not a link, or not there
            break
    return None, None


def _refuse_outside(file: Path, path: Path, inside: Path) -> None:
    root = Path(os.path.realpath(inside))
    if not path.is_relative_to(root):
        raise PackageError(f"{file}: leads to {path}, which is not in {root}: nothing is written there")


@contextmanager
def _replaced(target: _Target, *, overwrite: bool, suffix: str = "") -> Iterator[Path]:
    """Yield a path in a new folder beside the target, and rename it to the target at the end."""
    _refuse(target.path, overwrite=overwrite, suffix=suffix)
    with _draft_folder(target.path.parent) as folder:
        new = folder / target.path.name
        if suffix:
            new.mkdir()
        yield new
        _refuse(target.path, overwrite=overwrite, suffix=suffix)  # it may have been created in the meantime
        if target.status is not None:
            _keep_owner_and_mode(new, target.status)
        old = folder / "old"
        try:
            if suffix and target.path.exists():
                target.path.replace(old)  # a folder cannot replace another one
            new.replace(target.path)
        except BaseException:
            if old.exists() and not target.path.exists():
                old.replace(target.path)
            raise


@contextmanager
def _draft_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder that nobody else may open, and remove it whatever is raised, also before it is yielded."""
    import shutil

    folder = parent / f".summitdata-{os.urandom(8).hex()}"
    try:
        folder.mkdir(0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse(path: Path, *, overwrite: bool, suffix: str) -> None:
    """Raise for a target that must not be written to."""
    if not path.parent.is_dir():
        raise PackageError(f"{path}: the folder {path.parent} does not exist: create it first")
    if not os.path.lexists(path):
        return
    if suffix and not path.is_dir():
        raise PackageError(f"{path} is a file, but this format writes a folder: give another path")
    if not suffix and not path.is_file():
        raise PackageError(f"{path} is not a regular file and cannot be overwritten: give another path")
    if not overwrite:
        raise PackageError(f"{path} exists: give another path, or overwrite it with --force (overwrite=True)")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    for file in path.iterdir() if suffix else ():
        if file.suffix != suffix or not file.is_file():
            raise PackageError(f"{path} contains {file.name!r}, which is not of this format: give another folder")


def _keep_owner_and_mode(new: Path, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root gives a file away
            os.chown(new, status.st_uid, status.st_gid)
    new.chmod(stat.S_IMODE(status.st_mode))


def _create(new: Path, pieces: Iterable[bytes]) -> None:
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        for piece in pieces:
            write_whole(descriptor, piece)
    finally:
        os.close(descriptor)


def _write_stream(target: _Target, pieces: Iterable[bytes]) -> None:
    """Write to a device, a pipe or an open file, after what this process has printed before."""
    flush_streams()
    descriptor = os.dup(target.descriptor) if target.descriptor is not None else _open_stream(target)
    try:
        for piece in pieces:
            write_whole(descriptor, piece)
    finally:
        os.close(descriptor)


def _open_stream(target: _Target) -> int:
    from time import monotonic, sleep

    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOCTTY", 0)
    if target.status is None or not stat.S_ISFIFO(target.status.st_mode):
        return os.open(target.path, flags)
    end = monotonic() + SECONDS_FOR_A_READER
    while True:
        try:
            descriptor = os.open(target.path, flags | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if monotonic() > end:
                raise PackageError(f"{target.file}: a pipe that nobody reads: start its reader first") from error
            sleep(0.05)
        else:
            os.set_blocking(descriptor, True)
            return descriptor


@contextmanager
def _write_errors(file: Path, what: str = "cannot write") -> Iterator[None]:
    """Turn an error of the system into one of the library; one about a file that is read stays what it is."""
    try:
        yield
    except PackageError:
        raise
    except OSError as error:
        name = error.filename
        if name is not None and not _is_draft(os.fsdecode(name), file):
            raise
        raise PackageError(f"{file}: {what}: {error.strerror or error}") from error


def _is_draft(name: str, file: Path) -> bool:
    return ".summitdata-" in name or os.path.realpath(name) == os.path.realpath(file)
