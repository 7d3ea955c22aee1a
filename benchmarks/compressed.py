"""How fast compressed files are validated, beside unpacking them alone and validating the plain file.

    python benchmarks/compressed.py [--rows N] [--rounds N]

All runs are in this process, after one that imports what is needed, and take turns. The table has the fastest of each.
The last column is the speed of validating as a share of the slower of the two others in the same turn; it is the median
of all turns, as other processes slow down some of them.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from tabulate import tabulate

import summitdata as sd
from summitdata.tabular.packings import pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string"},
        {"name": "value", "type": "number"},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["id"],
}


def zipped(content: bytes) -> bytes:
    """Return a ZIP file with one member."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("table.csv", content)
    return file.getvalue()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda content: gzip.compress(content, 6),
    "zip": zipped,
    "bz2": bz2.compress,
    "xz": lambda content: lzma.compress(content, preset=1),
    "zst": lambda content: pa.compress(content, "zstd", asbytes=True),
}


def rows(count: int) -> bytes:
    """Return a file of so many rows, always the same."""
    lines = (
        b"%d,name %d,%d.%02d,2024-01-%02d\n" % (n, n % 9973, n * 7 % 10007, n % 100, n % 28 + 1) for n in range(count)
    )
    return b"id,name,value,day\n" + b"".join(lines)


def unpack(file: Path, packing: str) -> None:
    """Unpack a file and keep nothing of it."""
    with file.open("rb") as stream:
        for _ in pieces_of(stream, packing):
            pass


def seconds(run: Callable[[], Any]) -> float:
    """Return how long a call takes."""
    started = perf_counter()
    run()
    return perf_counter() - started


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    content = rows(options.rows)
    with TemporaryDirectory() as folder:
        plain = Path(folder, "table.csv")
        plain.write_bytes(content)
        sd.validate(plain, SCHEMA)
        table = []
        for packing, pack in PACK.items():
            file = Path(folder, f"table.csv.{packing}")
            file.write_bytes(pack(content))
            times = [
                (
                    seconds(lambda: sd.validate(plain, SCHEMA)),
                    seconds(lambda file=file, packing=packing: unpack(file, packing)),  # type: ignore[misc]
                    seconds(lambda file=file: sd.validate(file, SCHEMA)),  # type: ignore[misc]
                )
                for _ in range(options.rounds)
            ]
            best = [min(column) for column in zip(*times, strict=True)]
            speeds = [len(content) / 1e6 / one for one in best]
            share = median(max(plain_time, unpacking) / validating for plain_time, unpacking, validating in times)
            table.append((packing, *(f"{speed:.0f}" for speed in speeds), f"{share:.2f}"))
            file.unlink()
    print(tabulate(table, ["file", "validate plain, MB/s", "unpack, MB/s", "validate it, MB/s", "share"], "github"))


if __name__ == "__main__":
    main()
