"""Files of data beside those of a data package that no resource lists: nobody has said what is in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from summitdata.datapackage import descriptor_in
from summitdata.searching import files_below, is_of_programs
from summitdata.tabular.file_formats import TABLE_FORMATS
from summitdata.tabular.inputs import InputTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata.tabular.inputs import Batch

__all__ = ["unlisted_files"]

NOT_ONLY_DATA = frozenset(("html", "json", "sql", "db"))
"""Formats of tables that many other files are in, too."""
COMPRESSED = frozenset(("gz", "zip", "bz2", "xz", "zst"))


def unlisted_files(batches: Iterable[Batch]) -> Iterator[InputTable]:
    """Yield the files of data that no resource lists, each as a table that is not read, in the order of the names.

    They are looked for in the folder of each descriptor and below. Names that begin with a dot are left out, and
    folders of programs, or that have a descriptor of their own, unless a resource lists a file in them.
    """
    batches = list(batches)
    listed = {os.path.realpath(file) for batch in batches for table in batch.tables for file in table.files}
    seen: set[str] = set()
    for batch in batches:
        if batch.package is None:
            continue
        parents = {file.parent for table in batch.tables for file in table.files}
        roots = {Path(os.path.normpath(folder)) for folder in (batch.folder, *parents)}
        for file in sorted({file for root in roots for file in _data_files(root)}):
            target = os.path.realpath(file)
            if target not in listed and target not in seen:
                seen.add(target)
                note = f"no resource of the data package in {batch.folder} lists this file: list it, or move the file"
                name = {"name": file.stem}
                yield InputTable(name, file.parent, str(file), unread=note, unread_type="unlisted-file")


def _data_files(folder: Path) -> Iterator[Path]:
    def enters(below: Path) -> bool:
        return not is_of_programs(below.name) and not os.path.lexists(descriptor_in(below))

    return (file for file in files_below(folder, enters) if _is_data(file.name))


def _is_data(name: str) -> bool:
    suffixes = [part.lower() for part in name.split(".")[1:]]
    if suffixes and suffixes[-1] in COMPRESSED:
        suffixes.pop()
    return not name.startswith(".") and bool(suffixes) and suffixes[-1] in TABLE_FORMATS - NOT_ONLY_DATA
