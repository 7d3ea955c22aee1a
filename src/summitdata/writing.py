"""Writing a file or a folder whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from summitdata.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["draft", "write_text"]


def write_text(file: Path, text: str) -> None:
    """Write a text as UTF-8; what stood in the file stays until all of it is written.

    Raises
    ------
    PackageError
        The file cannot be written.
    """
    import tempfile

    try:
        mode = file.stat().st_mode if file.exists() else 0o666 & ~_umask()
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as new:
                new.write(text)
            Path(draft).chmod(mode)
            Path(draft).replace(file)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PackageError(f"{file}: cannot write: {error.strerror}") from error


@contextmanager
def draft(target: Path, *, overwrite: bool = False, suffix: str = "") -> Iterator[Path]:
    """Give a place to write to, which takes the name of the target when the block ends without an error.

    The place is in a new folder beside the target, so what a library leaves beside its file while it writes (a journal,
    a lock) is gone at the end as well. What stood at the target stays until all is written.

    Parameters
    ----------
    target : pathlib.Path
        The file to write, or with `suffix` the folder.
    overwrite : bool, default False
        Whether the target may exist.
    suffix : str, optional
        The target is a folder of files with this suffix. Only a folder that holds nothing else is overwritten.

    Raises
    ------
    PackageError
        The target exists and may not be overwritten, or cannot be written.
    """
    import shutil
    import tempfile

    try:
        target = Path(os.path.realpath(target))  # writing to a link is writing to what it points at
        _refuse(target, overwrite=overwrite, suffix=suffix)
        mode = target.stat().st_mode if target.exists() else None
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            new = Path(folder, target.name)
            if suffix:
                new.mkdir()
            yield new
            _refuse(target, overwrite=overwrite, suffix=suffix)  # it may have come to be in the meantime
            if mode is not None:
                new.chmod(mode)
            old = Path(folder, "old")
            if suffix and target.exists():
                target.replace(old)  # a folder takes no other's place
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


def _refuse(target: Path, *, overwrite: bool, suffix: str) -> None:
    """Raise for a target that must not be written to."""
    if not target.parent.is_dir():
        raise PackageError(f"{target}: there is no folder {target.parent}: make it first")
    if not os.path.lexists(target):
        return
    if suffix and not target.is_dir():
        raise PackageError(f"{target} is a file, and this format writes a folder: name another")
    if not suffix and not target.is_file():
        raise PackageError(f"{target} is not a file that can be overwritten: name another")
    if not overwrite:
        raise PackageError(f"{target} exists: name another, or overwrite it with --force (overwrite=True)")
    for file in target.iterdir() if suffix else ():
        if file.suffix != suffix or not file.is_file():
            raise PackageError(f"{target} holds {file.name!r}, which is none of this format: name another folder")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
