"""The format zip: the data package alone, for those who want the files and not the library."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from summitdata.datapackage import DESCRIPTOR, descriptor, locate, table_path
from summitdata.errors import PackageError
from summitdata.opening import read_file
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["CHECKSUMS", "package_files", "write_archive", "write_zip"]

CHECKSUMS = "SHA256SUMS"


def write_zip(names: Sequence[str], file: Path) -> None:
    """Write the descriptor, the tables, a README, the licence and their SHA-256 checksums; always the same bytes.

    Raises
    ------
    PackageError
        A file of the package cannot be read.
    """
    del names  # this format always has the whole package
    with file.open("wb") as new:
        # Not compressed: the output of deflate depends on the version of zlib.
        write_archive(new, package_files(), zipfile.ZIP_STORED)


def package_files() -> dict[str, bytes]:
    """Return the files of the data package by name, with the checksums of the others last."""
    package, path = descriptor(), locate()
    files = {DESCRIPTOR: read_file(path, "the descriptor")}
    files |= {
        table["path"]: read_file(table_path(path, table), "the table", limit=None) for table in package["resources"]
    }
    files |= {f"LICENSES/{licence['name']}.txt": _licence(licence["name"]) for licence in package["licenses"]}
    files["README.md"] = _readme(package).encode()
    checksums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return files | {CHECKSUMS: checksums.encode()}


def write_archive(file: IO[bytes], contents: Mapping[str, bytes], compression: int) -> None:
    """Write a ZIP whose entries have the date of the data's release, so that its bytes do not depend on the time."""
    day = date.fromisoformat(descriptor()["released"])
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, on every system
            archive.writestr(entry, content, compression)


def _licence(name: str) -> bytes:
    """Return the text of a licence, which is beside the data."""
    file = locate().parent / "LICENSES" / f"{name}.txt"
    if not file.is_file():
        raise PackageError(f"there is no {file}: install summitdata again")
    return read_file(file, "the licence")


def _readme(package: dict[str, Any]) -> str:
    lines = [
        f"# {package['title']}",
        "",
        package["description"],
        "",
        f"Version {package['version']} of {package['released']}. This is a [Data Package](https://datapackage.org):",
        f"`{DESCRIPTOR}` describes the columns of each file: their types, units and constraints.",
        "The files are CSV in UTF-8, with commas and a header.",
        "",
        "| file | rows | content |",
        "|---|---|---|",
        *(_row(table) for table in package["resources"]),
        "",
        "## Sources and licence",
        "",
        *(
            f"- {source['title']}, {source['publisher']}, {source['date']}: <{source['path']}>"
            for source in package["sources"]
        ),
        "",
        "The other sources of each table are listed in the descriptor and in the table `sources`.",
        "",
        *(f"{licence['title']}: <{licence['path']}>" for licence in package["licenses"]),
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
    content = f"{table['title']}. {table['description']}".replace("|", "\\|")
    return f"| `{table['path']}` | {len(rows(table['name']))} | {content} |"
