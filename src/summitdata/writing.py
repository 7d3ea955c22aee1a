"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from summitdata.errors import PackageError

__all__ = ["write_text"]


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
