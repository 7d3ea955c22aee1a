"""What a compressed table is called, and how its bytes are unpacked, piece by piece.

Nothing here trusts what the file says of its size: whoever reads the pieces counts them.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.opening import open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "PACKINGS",
    "TABLE_SUFFIXES",
    "UnpackError",
    "file_stem",
    "named_by_start",
    "packing_of",
    "pieces_of",
    "unpacked_name",
]

PIECE = 1 << 20
SAMPLE = 1 << 16
"""So many first bytes of a file are looked at to know its kind."""
XZ_MEMORY = 1 << 28
"""How much memory an xz file may ask for: as much as `xz -9` writes, four times."""
_NONE = (None, "", "no")
"""What the property `compression` may be in a descriptor where there is none."""


class UnpackError(PackageError):
    """A compressed file cannot be unpacked, or parts not be joined; the text says why."""

    def __init__(self, note: str, error_type: str = "compression-error") -> None:
        super().__init__(note)
        self.error_type = error_type


def _by_zstd(stream: IO[bytes]) -> Iterator[bytes]:
    import pyarrow as pa

    return _read_all(pa.CompressedInputStream(stream, "zstd"))


def _read_all(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _by_steps(stream: IO[bytes], make: Callable[[], Any]) -> Iterator[bytes]:
    """Yield what `bz2` or `lzma` unpacks, of files that were joined, too; zeros may come after them."""
    unread = stream.read(PIECE)
    while unread:
        decompressor = make()
        while not decompressor.eof:
            if decompressor.needs_input and not unread and not (unread := stream.read(PIECE)):
                raise EOFError("it ends early")
            piece, unread = decompressor.decompress(unread, PIECE), b""
            if piece:
                yield piece
        unread = (decompressor.unused_data or stream.read(PIECE)).lstrip(b"\0")


PACKINGS: dict[str, Callable[[IO[bytes]], Iterator[bytes]]] = {
    "gz": lambda stream: _read_all(gzip.GzipFile(fileobj=stream)),
    "bz2": lambda stream: _by_steps(stream, bz2.BZ2Decompressor),
    "xz": lambda stream: _by_steps(stream, lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY)),
    "zst": _by_zstd,
    "zip": lambda stream: _of_member(stream, ""),
}
"""How the bytes of each kind of compressed file are unpacked."""

TABLE_SUFFIXES = tuple(
    f".{name}{packed}" for name in ("csv", "tsv") for packed in ("", *(f".{one}" for one in PACKINGS))
)
"""The ends of the names of the files in a folder that are tables."""

_ERRORS = (OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""What the libraries raise at a damaged file, an encrypted one (RuntimeError), or one of an unknown method."""


def unpacked_name(path: str) -> str:
    """Return a path without the suffix of a compressed file.

    Examples
    --------
    >>> unpacked_name("data/prices.csv.gz"), unpacked_name("prices.csv")
    ('data/prices.csv', 'prices.csv')
    """
    name, dot, suffix = path.rpartition(".")
    return name if dot and suffix.lower() in PACKINGS and name.rpartition("/")[2] else path


def file_stem(file: Path) -> str:
    """Return the name of a file without its suffixes, also without that of a compressed one.

    Examples
    --------
    >>> file_stem(Path("data/prices.csv.gz"))
    'prices'
    """
    return Path(unpacked_name(file.name)).stem


_STARTS = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zst", b"PK\3\4": "zip"}
_STARTS |= {b"PAR1": "parquet", b"ARROW1": "arrow"}  # of a file of this format, not of a compressed one


_OFFICE, _OPEN_DOCUMENT = "[Content_Types].xml", "mimetype"
"""A member that the archives have which Excel writes, and the first of those of OpenDocument."""


def named_by_start(file: Path) -> Path:
    """Return a temporary file, called as its first bytes say: compressed, Parquet, Arrow, Excel, JSON or JSON lines.

    So standard input and open files, which may have no name that says it, are read as a file is.
    """
    with open_file(file) as stream:
        suffixes = _suffixes_of(stream)
    target = ".".join([unpacked_name(str(file)), *suffixes])
    return file.rename(target) if suffixes else file


def _suffixes_of(stream: IO[bytes]) -> list[str]:
    """Return the suffixes of a file by its first bytes, and by those that it unpacks to."""
    packing = _format_of_start(stream.read(SAMPLE))
    if packing not in PACKINGS:
        return [packing] if packing else []
    stream.seek(0)
    try:
        if packing == "zip" and _OFFICE in zipfile.ZipFile(stream).namelist():
            return ["xlsx"]
        stream.seek(0)
        inner = _format_of_start(next(pieces_of(stream, packing), b"")[:SAMPLE])
    except (UnpackError, *_ERRORS):  # it is said where it is read
        return [packing]
    return [inner, packing] if inner else [packing]


def _format_of_start(start: bytes) -> str:
    """Return the packing or the format of a file by its first bytes; "" of one that may be of text with delimiters."""
    for signature, name in _STARTS.items():
        if start.startswith(signature):
            return name
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith((b"[", b"{")):
        return ""
    lines, is_list = text.split(b"\n", 2)[:2], re.match(rb"\[\s*[\[{]", text) is not None
    if all(_is_json(line) for line in lines if line.strip()) and not (is_list and len(list(filter(None, lines))) == 1):
        return "jsonl"
    return "json" if is_list else ""


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def packing_of(resource: dict[str, Any]) -> str | None:
    """Return how the file of a resource is compressed, by its property or its suffix; None if it is not.

    Examples
    --------
    >>> packing_of({"path": "prices.csv.gz"}), packing_of({"path": "prices.csv"})
    ('gz', None)
    >>> packing_of({"path": "prices", "compression": "xz"}), packing_of({"path": "a.gz", "compression": "no"})
    ('xz', None)
    """
    path = resource.get("path")
    if not isinstance(path, str) or resource.get("compression") == "no":
        return None
    if (stated := resource.get("compression")) not in _NONE:
        return str(stated)
    return path.rpartition(".")[2].lower() if unpacked_name(path) != path else None


def pieces_of(stream: IO[bytes], packing: str, member: str = "") -> Iterator[bytes]:
    """Yield the bytes of a compressed file, in pieces of about a megabyte.

    Parameters
    ----------
    stream : file
        The file, open.
    packing : str
        One of `PACKINGS`.
    member : str, optional
        Which file of a ZIP archive; without it the archive must have one.

    Raises
    ------
    UnpackError
        It cannot be unpacked.
    """
    if packing not in PACKINGS:
        raise UnpackError(f'compression "{packing}" is not supported: use one of {", ".join(PACKINGS)}')
    try:
        yield from _of_member(stream, member) if packing == "zip" else PACKINGS[packing](stream)
    except UnpackError:
        raise
    except _ERRORS as error:
        _refuse_another_kind(stream, packing)
        raise UnpackError(f"the {packing} file is damaged: {error or type(error).__name__}: make it anew") from error


def _refuse_another_kind(stream: IO[bytes], packing: str) -> None:
    """Raise if the first bytes of a file that cannot be unpacked are not those of its kind."""
    stream.seek(0)
    start = stream.read(SAMPLE)
    kind = next((name for signature, name in _STARTS.items() if start.startswith(signature)), "")
    if start and kind != packing:
        is_, call = (f"a {kind} file", f"call it .{kind}") if kind else ("", f"call it what it is, without .{packing}")
        raise UnpackError(f"it is not a {packing} file{f' but {is_}' if is_ else ''}: {call}")


def _of_member(stream: IO[bytes], member: str) -> Iterator[bytes]:
    with zipfile.ZipFile(stream) as archive:
        # macOS puts a second file beside each, with its attributes.
        names = [one.filename for one in archive.infolist() if not one.is_dir() and "__MACOSX/" not in one.filename]
        if member and member not in names:
            raise UnpackError(f"the archive has no {member!r}: it has {_listed(names)}")
        if not member and _OFFICE in names:
            raise UnpackError("it is a file of Excel or of another program of Office: call it .xlsx if it is of Excel")
        if not member and names[:1] == [_OPEN_DOCUMENT]:
            raise UnpackError("it is an OpenDocument file: save it as .xlsx or CSV")
        if not member and len(names) != 1:
            raise UnpackError(
                f"the archive has {_listed(names)}: it must have one file, or the descriptor must name one as "
                '"innerpath"'
            )
        entry = archive.getinfo(member or names[0])
        if entry.flag_bits & 1:
            raise UnpackError(f"{entry.filename!r} in the archive is encrypted: unpack it")
        with archive.open(entry) as file:
            yield from _read_all(file)


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:5]))
    return f"{len(names)} files: {shown}{' and more' if names[5:] else ''}" if names else "no files"
