"""Write a file or a folder completely or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from summitdata.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["atomic_path", "write_text"]


def write_text(file: Path, text: str) -> None:
    """Write a text as UTF-8; the old content of the file stays until all of the new one is written.

    Raises
    ------
    PackageError
        The file cannot be written.
    """
    import tempfile

    try:
        mode = file.stat().st_mode if file.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
            Path(temporary).chmod(mode)
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PackageError(f"{file}: cannot write: {error.strerror}") from error


@contextmanager
def atomic_path(target: Path, *, overwrite: bool = False, suffix: str = "") -> Iterator[Path]:
    """Yield a temporary path to write to, which is renamed to the target when the block ends without an error.

    The path is in a new folder beside the target, so whatever else a library writes there (a journal, a lock) is
    removed at the end. The old content of the target stays until all of the new one is written.

    Parameters
    ----------
    target : pathlib.Path
        The file to write, or with `suffix` the folder.
    overwrite : bool, default False
        Whether the target may exist.
    suffix : str, optional
        The target is a folder of files with this suffix. Only a folder that contains nothing else is overwritten.

    Yields
    ------
    pathlib.Path
        Where to write.

    Raises
    ------
    PackageError
        The target exists and may not be overwritten, or cannot be written.
    """
    import shutil
    import tempfile

    try:
        target = Path(os.path.realpath(target))  # writing to a link is writing to what it points at
        _check_target(target, overwrite=overwrite, suffix=suffix)
        mode = target.stat().st_mode if target.exists() else None
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            new = Path(folder, target.name)
            if suffix:
                new.mkdir()
            yield new
            _check_target(target, overwrite=overwrite, suffix=suffix)  # it may have been created in the meantime
            if mode is not None:
                new.chmod(mode)
            old = Path(folder, "old")
            if suffix and target.exists():
                target.replace(old)  # a folder cannot replace another one
            try:
                new.replace(target)
            except OSError:
                if old.exists():
                    shutil.move(old, target)
                raise
    except OSError as error:
        if isinstance(error, PackageError):
            raise
        raise PackageError(f"{target}: cannot write: {error.strerror or error}") from error


def _check_target(target: Path, *, overwrite: bool, suffix: str) -> None:
    """Raise for a target that must not be written to."""
    if not target.parent.is_dir():
        raise PackageError(f"{target}: the folder {target.parent} does not exist: create it first")
    if not os.path.lexists(target):
        return
    if suffix and not target.is_dir():
        raise PackageError(f"{target} is a file, but this format writes a folder: give another path")
    if not suffix and not target.is_file():
        raise PackageError(f"{target} is not a regular file and cannot be overwritten: give another path")
    if not overwrite:
        raise PackageError(f"{target} exists: give another path, or overwrite it with --force (overwrite=True)")
    for file in target.iterdir() if suffix else ():
        if file.suffix != suffix or not file.is_file():
            raise PackageError(f"{target} contains {file.name!r}, which is not of this format: give another folder")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
