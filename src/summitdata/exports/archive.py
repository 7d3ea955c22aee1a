"""The format zip: the bare data package, for those who want the files and not the library."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, descriptor, locate, table_path
from summitdata.errors import PackageError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CHECKSUMS", "package_files", "write_archive", "write_zip"]

CHECKSUMS = "SHA256SUMS"


def write_zip(names: Sequence[str], file: Path) -> None:
    """Write the descriptor, the tables, a README, the licence and their SHA-256 checksums; always the same bytes.

    Raises
    ------
    PackageError
        A file of the package cannot be read.
    """
    del names  # a data package is whole
    with file.open("wb") as new:
        # Not compressed: what deflate makes of the same bytes depends on the zlib that is at hand.
        write_archive(new, package_files(), zipfile.ZIP_STORED)


def package_files() -> dict[str, bytes]:
    """Return the files of the bare data package by name, the checksums of the others last."""
    said, path = descriptor(), locate()
    files = {DESCRIPTOR: _read(path)}
    files |= {table["path"]: _read(table_path(path, table)) for table in said["resources"]}
    files |= {f"LICENSES/{licence['name']}.txt": _licence(licence["name"]) for licence in said["licenses"]}
    files["README.md"] = _readme(said).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return files | {CHECKSUMS: sums.encode()}


def write_archive(file: IO[bytes], contents: Mapping[str, bytes], compression: int) -> None:
    """Write a ZIP whose entries bear the day of the data's release, so that it does not tell when it was made."""
    day = date.fromisoformat(descriptor()["released"])
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, whatever this is
            archive.writestr(entry, content, compression)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PackageError(f"{file}: cannot read: {error.strerror}") from error


def _licence(name: str) -> bytes:
    """Return the text of a licence, which stands in the checkout or in the metadata of what is installed."""
    from importlib.metadata import PackageNotFoundError, files

    inside = f"LICENSES/{name}.txt"
    places = [locate().parent / inside]
    with suppress(PackageNotFoundError):  # used from a checkout, or from a path
        places += [Path(str(file.locate())) for file in files("summitdata") or () if str(file).endswith(inside)]
    for place in places:
        if place.is_file():
            return _read(place)
    raise PackageError(f"no {inside} beside the data or in the metadata of summitdata: install summitdata again")


def _readme(said: dict[str, Any]) -> str:
    lines = [
        f"# {said['title']}",
        "",
        said["description"],
        "",
        f"Version {said['version']} of {said['released']}. This is a [Data Package](https://datapackage.org):",
        f"`{DESCRIPTOR}` says of each file what its columns are, in which unit, and what holds of them.",
        "The files are CSV: UTF-8, commas, a header.",
        "",
        "| file | rows | what it holds |",
        "|---|---|---|",
        *(_row(table) for table in said["resources"]),
        "",
        "## Sources and licence",
        "",
        *(
            f"- {source['title']}, {source['publisher']}, {source['date']}: <{source['path']}>"
            for source in said["sources"]
        ),
        "",
        "What else each table rests on is listed in the descriptor and in the table `sources`.",
        "",
        *(f"{licence['title']}: <{licence['path']}>" for licence in said["licenses"]),
        "",
        "## Check the files",
        "",
        "```sh",
        f"sha256sum --check {CHECKSUMS}",
        "```",
        "",
    ]
    return "\n".join(lines)


def _row(table: dict[str, Any]) -> str:
    words = f"{table['title']}. {table['description']}".replace("|", "\\|")
    return f"| `{table['path']}` | {len(rows(table['name']))} | {words} |"
